#!/usr/bin/env python3
"""Measures how the time of a compilation grows with the model.

    bench/scaling/run.py [--build DIR] [--machine NAME] [--repeats N]

Each model is compiled and simulated at a length and at twice that length. The
exit status is 1 if the second takes more than 2.5 times as long, or if 10,000
additions take more than 10 seconds.
"""

import argparse
import os
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from measure import Ridge, best, table  # noqa: E402
from models import write  # noqa: E402

# Model, length, and how many times the operations of the program may grow.
RUNS = [("chain", 2500), ("chain", 5000), ("bert_layer", 8), ("llama_prefill", 16)]
RATIO = 2.5
# Twice the model is twice the program, give or take the seam.
LINES_RATIO = 2.1
LONG_CHAIN, LONG_SECONDS = 10000, 10.0


def measure(ridge, directory, kind, length, machine, repeats):
    """Core seconds to compile and simulate, and lines of the program."""
    path = os.path.join(directory, "%s-%d.mlir" % (kind, length))
    with open(path, "w") as file:
        file.write(write(kind, length))
    process = best(repeats, lambda: ridge.run(path, machine))
    program = ridge.run(path, machine, "--emit=program").require()
    return process.core_seconds, program.out.count(b"\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--build", default="build")
    parser.add_argument("--machine", default="toy")
    parser.add_argument("--repeats", type=int, default=3)
    options = parser.parse_args()
    ridge = Ridge(options.build)
    rows, missed = [], 0
    with tempfile.TemporaryDirectory() as directory:
        for kind, length in RUNS:
            once, lines = measure(ridge, directory, kind, length,
                                  options.machine, options.repeats)
            twice, more = measure(ridge, directory, kind, 2 * length,
                                  options.machine, options.repeats)
            holds = (twice < RATIO * once and more < LINES_RATIO * lines and
                     (kind != "chain" or 2 * length != LONG_CHAIN or
                      twice < LONG_SECONDS))
            missed += not holds
            rows.append(["%s of %d and %d" % (kind, length, 2 * length),
                         "%.2f" % once, "%.2f" % twice, "%.2f" % (twice / once),
                         "%.2f" % (more / lines), "ok" if holds else "MISSED"])
    table(["scaling/" + options.machine, "core s", "core s", "ratio", "lines"],
          rows)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
