#!/usr/bin/env python3
"""Is better hardware ever worse?

    bench/upgrades/run.py [--build BUILD] [--machines NAMES] [--models NAMES] [--all]

Compiles and simulates models on shipped machines and on each of them with one thing
better: a larger memory, a faster memory or path, an engine of twice the rate. Prints
each edit after which the chosen program is slower by more than 1 % (with --all each
edit), and how many there are. Bar: none.
"""

import argparse
import os
import re
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
MODELS = ["bert_layer", "int8_attention", "int8_mlp", "resnet18"]


def is_stated(text, part):
    return re.search(rf"^    arch\.\w+ @\"?{re.escape(part)}\"?([ {{]|$)", text, re.M) is not None


def stated(text, part):
    """What the printed machine states for a part, attribute by attribute."""
    begin = re.search(rf"^    arch\.\w+ @\"?{re.escape(part)}\"?[ {{]", text, re.M).start()
    end = re.search(r"^    (arch\.|\}})|\Z", text[begin + 4:], re.M).start() + begin + 4
    # The sources of numbers come behind, under the names of the numbers.
    part = text[begin:end].split("sources = ")[0]
    return dict(re.findall(r"(\w+) (?:= )?\"([^\"]*)\"", part))


def scaled(size, factor):
    number, unit = size.split(" ", 1)
    value = float(number) * factor
    return f"{int(value) if value == int(value) else value} {unit}"


def edits(machine):
    """Name and changes of everything that is made better, one at a time."""
    for memory in machine.memories:
        numbers = stated(machine.text, memory.name)
        if not memory.home:
            for factor in (1.25, 1.5, 2, 4):
                size = int(memory.bytes * factor) // memory.alignment * memory.alignment
                yield f"@{memory.name} {factor} times as large", {
                    f"{memory.name}.size": f"{size} B"}
        if "bandwidth" in numbers:
            yield f"@{memory.name} twice as fast", {
                f"{memory.name}.bandwidth": scaled(numbers["bandwidth"], 2)}
    yield "every path twice as fast", {
        f"{path.name}.bandwidth": f"{2 * path.bytes_per_cycle} B/cycle"
        for path in machine.paths}
    for engine in machine.engines:
        changes = {}
        # Of several equal engines (`x 4`) the first stands for all.
        if not is_stated(machine.text, engine.name):
            continue
        for instruction in machine.instructions:
            if instruction.engine != engine.name:
                continue
            occupancy = stated(machine.text, instruction.name)["occupancy"]
            changes[f"{instruction.name}.occupancy"] = f"({occupancy}) ceildiv 2"
        if changes:
            yield f"@{engine.name} twice as fast", changes


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--build", default=os.path.join(ROOT, "build"))
    parser.add_argument("--machines", nargs="*")
    parser.add_argument("--models", nargs="*", default=MODELS)
    parser.add_argument("--all", action="store_true")
    options = parser.parse_args()
    sys.path.insert(0, os.path.join(options.build, "python"))
    import ridge

    count, worse, worst = 0, 0, 0.0
    for model_name in options.models:
        path = os.path.join(ROOT, "test", "Models", model_name + ".mlir")
        for machine_name in options.machines or ridge.machines():
            session = ridge.Session()
            model = session.model(path)
            base = session.machine(machine_name)

            def cycles(machine):
                return session.simulate(session.compile(model, machine)).cycles.simulated

            try:
                before = cycles(base)
            except ridge.Error:
                continue  # Formats that the machine does not have.
            for name, changes in edits(base):
                after = cycles(base.with_(changes))
                slower = after / before - 1
                count += 1
                worse += slower > 0.01
                worst = max(worst, slower)
                if options.all or slower > 0.01:
                    print(f"{model_name:16} {machine_name:13} {name:32} "
                          f"{before:>10} -> {after:>10} {slower:+.1%}", flush=True)
    print(f"{count} edits, {worse} slower by more than 1 %, the worst {worst:+.1%}")
    return worse > 0


if __name__ == "__main__":
    sys.exit(main())
