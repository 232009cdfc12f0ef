#!/usr/bin/env python3
"""Runs networks whose weights were stripped, and compares them with the whole.

    bench/stripped/run.py [--build DIR] [--image N] [--check]

A filter that is a splat stands for one that is not: the program may not take
other time than with filters as arguments, and the array does the products. The
exit status is 1 if a bar is missed. bench/README.md says what is shown.
"""

import argparse
import os
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from measure import Ridge, table  # noqa: E402
from networks import NETWORKS, write  # noqa: E402

MACHINES = ["systolic-128", "toy"]

# Cycles with splats over cycles with arguments. Constants and arguments lie at
# other addresses, and equal constants are one.
MOST = 1.01


def simulate(ridge, name, weights, image, machine, *options):
    with tempfile.TemporaryDirectory() as folder:
        model = os.path.join(folder, "%s.mlir" % name)
        with open(model, "w") as out:
            out.write(write(name, weights, image))
        return ridge.document(model, machine, *options)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--build", default="build")
    parser.add_argument("--image", type=int, default=224)
    parser.add_argument("--check", action="store_true",
                        help="execute and compare values, too")
    options = parser.parse_args()
    ridge = Ridge(options.build)

    rows, missed = [], 0
    for name in sorted(NETWORKS):
        for machine in MACHINES:
            flags = ["--check"] if options.check else []
            splats = simulate(ridge, name, "splat", options.image, machine, *flags)
            whole = simulate(ridge, name, "arguments", options.image, machine)
            cycles = [d["cycles"]["simulated"] for d in (splats, whole)]
            ok = cycles[0] <= MOST * cycles[1]
            missed += not ok
            check = splats["check"]["status"] if options.check else "-"
            rows.append([name, machine, cycles[0], cycles[1],
                         "%.3f" % (cycles[0] / cycles[1]), check,
                         "ok" if ok else "MISSED"])
    table(["network", "machine", "splats", "arguments", "ratio", "check"], rows)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
