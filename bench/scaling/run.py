#!/usr/bin/env python3
"""Measures how the time of a compilation grows with the model.

    bench/scaling/run.py [--build DIR] [--machine NAME] [--repeats N]

Each model is compiled and simulated at a length and at twice that length. The
exit status is 1 if the second takes more than 2.5 times as long, if 10,000
additions take more than 10 seconds, or if 32 layers of BERT take more than 3
times as long as one.
"""

import argparse
import os
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from measure import Ridge, best, table  # noqa: E402
from models import write  # noqa: E402

# Model, its lengths, and how many times as long the second may take.
RATIO = 2.5
RUNS = [("chain", 2500, 5000, RATIO), ("chain", 5000, 10000, RATIO),
        ("bert_layer", 8, 16, RATIO), ("llama_prefill", 16, 32, RATIO),
        ("bert_layer", 1, 32, 3)]
# Twice the model is twice the program, give or take the seam.
LINES_RATIO = 1.05
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
        for kind, short, long, ratio in RUNS:
            once, lines = measure(ridge, directory, kind, short, options.machine,
                                  options.repeats)
            more, all_lines = measure(ridge, directory, kind, long,
                                      options.machine, options.repeats)
            holds = (more < ratio * once and
                     all_lines < LINES_RATIO * lines * long / short and
                     (kind != "chain" or long != LONG_CHAIN or more < LONG_SECONDS))
            missed += not holds
            rows.append(["%s of %d and %d" % (kind, short, long), "%.2f" % once,
                         "%.2f" % more, "%.2f" % (more / once), "%g" % ratio,
                         "%.2f" % (all_lines / lines), "ok" if holds else "MISSED"])
    table(["scaling/" + options.machine, "core s", "core s", "ratio", "bar",
           "lines"], rows)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
