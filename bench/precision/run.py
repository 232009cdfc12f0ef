#!/usr/bin/env python3
"""Mixed formats against uniform ones, head/tail and chance.

    bench/precision/run.py [--build DIR] [--model FILE] [--machine NAME]
        [--budget DB] [--document FILE] [--trials N] [-- RIDGE FLAGS...]

Runs `ridge run --error-budget` (or reads its --document) and compares the
choice taken with

* uniform formats: the fastest uniform choice that keeps the budget, and the
  most accurate one that is no slower;
* head/tail: the first and last products in the widest format that the choice
  has, all others in the narrowest, with as many bits at most;
* chance: the chosen formats dealt to other products at random, until the bits
  are within 2 %.

Bits are those of all operands, scales included. RIDGE FLAGS (--inputs and the
like) go to every run. The exit status is 1 if a bar is missed: against uniform
formats 3 dB at the same time or 15 % of the time at the same error; head/tail and
chance must not be as fast and as accurate as the choice.
"""

import argparse
import json
import pathlib
import random
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]


def decibels(value):
    return float("inf") if value is None else value


class Runs:
    def __init__(self, options, flags):
        self.command = [
            str(pathlib.Path(options.build) / "bin/ridge"),
            *("run", options.model, "--machine", options.machine, *flags),
        ]
        self.folder = pathlib.Path(tempfile.mkdtemp())
        self.count = 0

    def run(self, *flags):
        self.count += 1
        path = self.folder / f"{self.count}.json"
        command = [*self.command, *flags, "--json", str(path)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        return json.loads(path.read_text())

    def evaluate(self, weights, products):
        """Simulated cycles and SQNR of a choice."""
        choice = {"precision": {"weights": weights, "products": products}}
        path = self.folder / "choice.json"
        path.write_text(json.dumps(choice))
        document = self.run("--formats", str(path))
        return (
            document["cycles"]["simulated"],
            decibels(document["precision"]["sqnr_db"]),
        )


def bits(products, formats):
    """Of all operands, where product i is in formats[i]."""
    return sum(
        sum(e * b for e, b in zip(product["elements"], chosen["bits_per_value"]))
        for product, chosen in zip(products, formats)
    )


def entries(products, formats):
    """A choice; exponents follow from the calibration values."""
    return [
        {"product": product["product"], "instruction": chosen["instruction"],
         "rule": chosen["rule"]}
        for product, chosen in zip(products, formats)
    ]


def head_tail(products, free):
    """Widest formats at both ends, as many as the bits of the choice allow."""
    widest = max(free, key=lambda p: p["bits_per_value"][0])
    narrowest = min(free, key=lambda p: p["bits_per_value"][0])
    limit = bits(products, products)
    best = None
    for ends in range(len(free) + 1):
        wide = {p["product"] for p in free[: (ends + 1) // 2]}
        wide |= {p["product"] for p in free[len(free) - ends // 2 :]}
        guarded = {p["product"] for p in products} - {p["product"] for p in free}
        formats = [
            p if p["product"] in guarded
            else widest if p["product"] in wide else narrowest
            for p in products
        ]
        if bits(products, formats) <= limit:
            best = formats
    return best


def chance(products, free, generator):
    """The free products' formats, dealt anew."""
    limit = bits(products, products)
    for _ in range(10000):
        dealt = [p for p in free]
        generator.shuffle(dealt)
        by_number = {p["product"]: d for p, d in zip(free, dealt)}
        formats = [by_number.get(p["product"], p) for p in products]
        if abs(bits(products, formats) - limit) <= 0.02 * limit:
            return formats
    return None


def compare_uniform(precision, taken):
    """Both readings of "better than uniform"; either holds the bar."""
    budget = precision["error_budget_db"]
    uniform = [(p["cycles"], decibels(p["sqnr_db"]), p["choice"])
               for p in precision["uniform"]]
    within = min((u for u in uniform if u[1] >= budget), default=None)
    as_fast = max((u for u in uniform if u[0] <= taken[0]),
                  key=lambda u: u[1], default=None)
    saved = gained = 0
    if within:
        saved = 1 - taken[0] / within[0]
        print(f"  fastest uniform within the budget: {within[2]}, {within[0]} "
              f"cycles, {within[1]:.2f} dB; the choice takes {saved:.1%} less time")
    if as_fast:
        gained = taken[1] - as_fast[1]
        print(f"  best uniform as fast: {as_fast[2]}, {as_fast[0]} cycles, "
              f"{as_fast[1]:.2f} dB; the choice has {gained:.2f} dB more")
    return saved >= 0.15 or gained >= 3


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", default=str(ROOT / "build"))
    parser.add_argument("--model", default=str(ROOT / "test/Models/bert_layer.mlir"))
    parser.add_argument("--machine", default="edge-mx")
    parser.add_argument("--budget", default="30")
    parser.add_argument("--document")
    parser.add_argument("--trials", type=int, default=5)
    parser.add_argument("flags", nargs="*")
    options = parser.parse_args()
    runs = Runs(options, options.flags)
    document = (json.loads(pathlib.Path(options.document).read_text())
                if options.document else
                runs.run("--error-budget", options.budget))
    precision = document["precision"]
    products = precision["products"]
    taken = (document["cycles"]["simulated"], decibels(precision["sqnr_db"]))
    print(f"{pathlib.Path(options.model).name} on {options.machine}, budget "
          f"{precision['error_budget_db']} dB: {taken[0]} cycles, {taken[1]:.2f} dB")
    holds = compare_uniform(precision, taken)

    # Guarded products keep their formats everywhere.
    free = [p for p in products if p["instruction"]]
    generator = random.Random(1)
    baselines = [("head/tail", head_tail(products, free))]
    baselines += [(f"chance {i}", chance(products, free, generator))
                  for i in range(options.trials)]
    for name, formats in baselines:
        if formats is None:
            print(f"  {name}: no choice with these bits")
            continue
        try:
            cycles, sqnr = runs.evaluate(precision["weights"],
                                         entries(products, formats))
        except subprocess.CalledProcessError:
            print(f"  {name}: a product does not admit its format")
            continue
        share = bits(products, formats) / bits(products, products)
        print(f"  {name}: {share:.1%} of the bits, {cycles} cycles, {sqnr:.2f} dB")
        holds = holds and (sqnr < taken[1] or cycles > taken[0])
    sys.exit(0 if holds else 1)


if __name__ == "__main__":
    main()
