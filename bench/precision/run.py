#!/usr/bin/env python3
"""Mixed formats against uniform ones, head/tail and chance.

    bench/precision/run.py [--build DIR] [--model FILE] [--machine NAME]
        [--budget DB] [--document FILE] [--trials N] [--others FLAGS]
        [-- RIDGE FLAGS...]

Runs `ridge run --error-budget` (or reads its --document) and compares the
choice taken with

* uniform formats: the fastest uniform choice that keeps the budget, and the
  most accurate one that is no slower;
* head/tail: the first and last products in the widest format that the choice
  has, all others in the narrowest, as many as its bits allow;
* chance: the chosen formats dealt to other products at random, until the bits
  are within 2 % of the choice's. 20 deals, always the same ones.

Bits are those of all operands, scales included. RIDGE FLAGS (--inputs and the
like) go to every run.

The exit status is 1 if a bar is missed:

* uniform: the choice has 3 dB more than each uniform choice that is as fast, or
  takes 15 % less time than each one within the budget;
* equal bits: each baseline has less SQNR than the choice, unless it takes fewer
  cycles;
* equal time: for each baseline, faster or slower than the choice, some choice
  that the search measured (uniform ones, too) is no slower and has more SQNR.

So a baseline of as many bits that is more accurate than the choice is a miss even
if it takes twice the time.

--others runs the same choices, their exponents as calibrated, on other values
(`--others "--inputs x=y.npy ..."`, in place of RIDGE FLAGS) and prints their
SQNR there: what of the difference is more than luck with the calibration
values. No bar hangs on it.
"""

import argparse
import json
import pathlib
import random
import shlex
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]


def decibels(value):
    """No noise is "inf"; NaN among the results is "-inf"."""
    return float(value)


class Runs:
    def __init__(self, options, flags):
        self.start = [
            str(pathlib.Path(options.build) / "bin/ridge"),
            *("run", options.model, "--machine", options.machine),
        ]
        self.flags = flags
        self.others = shlex.split(options.others) if options.others else None
        self.folder = pathlib.Path(tempfile.mkdtemp())
        self.count = 0

    def run(self, *flags, inputs=None):
        self.count += 1
        path = self.folder / f"{self.count}.json"
        inputs = self.flags if inputs is None else inputs
        command = [*self.start, *inputs, *flags, "--json", str(path)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        return json.loads(path.read_text())

    def replay(self, document, inputs):
        """SQNR of a choice, exponents and all, on other values."""
        path = self.folder / "replayed.json"
        path.write_text(json.dumps({"precision": document["precision"]}))
        replayed = self.run("--formats", str(path), inputs=inputs)
        return decibels(replayed["precision"]["sqnr_db"])

    def evaluate(self, weights, products):
        """Simulated cycles, SQNR, and SQNR on other values or nothing."""
        choice = {"precision": {"weights": weights, "products": products}}
        path = self.folder / "choice.json"
        path.write_text(json.dumps(choice))
        document = self.run("--formats", str(path))
        return self.figures(document)

    def figures(self, document):
        return (
            document["cycles"]["simulated"],
            decibels(document["precision"]["sqnr_db"]),
            self.replay(document, self.others) if self.others else None,
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
    """The free products' formats, dealt anew; not the choice itself, which of a
    few products with two formats is dealt one time in four."""
    limit = bits(products, products)
    for _ in range(10000):
        dealt = [p for p in free]
        generator.shuffle(dealt)
        by_number = {p["product"]: d for p, d in zip(free, dealt)}
        formats = [by_number.get(p["product"], p) for p in products]
        dealt_the_choice = entries(products, formats) == entries(products, products)
        if not dealt_the_choice and abs(bits(products, formats) - limit) <= 0.02 * limit:
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


def best_as_fast(front, cycles):
    """The most accurate measured choice that is no slower."""
    return max((p for p in front if p[0] <= cycles), key=lambda p: p[1],
               default=None)


def compare_baselines(runs, precision, taken, baselines):
    """One row each; whether every bar holds."""
    products = precision["products"]
    front = [(p["cycles"], decibels(p["sqnr_db"]))
             for p in precision["front"] + precision["uniform"]]
    print("  baseline     bits    cycles  dB      cycles vs. choice  dB vs. choice"
          "  dB vs. front at its time  dB on others")
    holds, gains, costs = True, [], []
    for name, formats in baselines:
        if formats is None:
            print(f"  {name}: no choice with these bits")
            continue
        try:
            cycles, sqnr, elsewhere = runs.evaluate(precision["weights"],
                                                    entries(products, formats))
        except subprocess.CalledProcessError:
            print(f"  {name}: a product does not admit its format")
            continue
        share = bits(products, formats) / bits(products, products)
        near = best_as_fast(front, cycles)
        behind = sqnr - near[1] if near else float("inf")
        good = (sqnr < taken[1] or cycles < taken[0]) and behind < 0
        holds = holds and good
        gains.append(taken[1] - sqnr)
        costs.append(cycles / taken[0] - 1)
        print(f"  {name:11s} {share:6.1%} {cycles:9d}  {sqnr:6.2f} "
              f"{cycles / taken[0] - 1:+17.1%} {sqnr - taken[1]:+15.2f} "
              f"{behind:+25.2f}  "
              + ("" if elsewhere is None else f"{elsewhere:6.2f}")
              + ("" if good else "  MISSED"))
    if gains:
        count = len(gains)
        print(f"  all {count}: on average {sum(gains) / count:.2f} dB less and "
              f"{sum(costs) / count:+.1%} cycles; the best has "
              f"{-min(gains):+.2f} dB, the fastest {min(costs):+.1%} cycles")
    return holds


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", default=str(ROOT / "build"))
    parser.add_argument("--model", default=str(ROOT / "test/Models/bert_layer.mlir"))
    parser.add_argument("--machine", default="edge-mx")
    parser.add_argument("--budget", default="30")
    parser.add_argument("--document")
    parser.add_argument("--trials", type=int, default=20)
    parser.add_argument("--others")
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
    if runs.others:
        print(f"  on the other values {runs.replay(document, runs.others):.2f} dB")
    holds = compare_uniform(precision, taken)

    # Guarded products keep their formats everywhere.
    free = [p for p in products if p["instruction"]]
    generator = random.Random(1)
    baselines = [("head/tail", head_tail(products, free))]
    baselines += [(f"chance {i}", chance(products, free, generator))
                  for i in range(options.trials)]
    holds &= compare_baselines(runs, precision, taken, baselines)
    print("  every bar holds" if holds else "  a bar is missed")
    sys.exit(0 if holds else 1)


if __name__ == "__main__":
    main()
