#!/usr/bin/env python3
"""Mappings that ran on Gemmini (FireSim, RTL), replayed on @gemmini and compared.

Each row says a problem and a mapping as Timeloop writes it. What Gemmini's public
programs then ran is derived (mappings.py), written as a program (replay.py) and
simulated on @gemmini with the row's array. No number is fitted to the rows.
"""

import argparse
import collections
import concurrent.futures
import csv
import os
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, os.pardir)]
from mappings import ARRAYS, nest
from measure import Ridge, table
from replay import machine, program

BAR_ERROR, BAR_RANK = 15.0, 0.975


def simulated(ridge, folder, number, what):
    """Cycles of a nest."""
    path = os.path.join(folder, "%d.txt" % number)
    with open(path, "w") as file:
        file.write(program(what))
    run = subprocess.run(
        [ridge.path, "simulate", path, "--machine",
         os.path.join(folder, "%d.mlir" % what.side)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    if run.returncode != 0:
        raise SystemExit("error: row %d: %s" % (number, run.stderr))
    os.remove(path)
    line = next(line for line in run.stdout.splitlines()
                if line.endswith(" cycles"))
    return int(line.split(",")[1].replace("cycles", "").replace(" ", ""))


def ranks(values):
    """Ranks from 1, equal values share theirs."""
    order = sorted(range(len(values)), key=values.__getitem__)
    ranked, begin = [0.0] * len(values), 0
    while begin < len(order):
        end = begin
        while end < len(order) and values[order[end]] == values[order[begin]]:
            end += 1
        for position in order[begin:end]:
            ranked[position] = (begin + end + 1) / 2
        begin = end
    return ranked


def spearman(left, right):
    a, b = ranks(left), ranks(right)
    mean = (len(a) + 1) / 2
    covariance = sum((x - mean) * (y - mean) for x, y in zip(a, b))
    spread = [sum((x - mean) ** 2 for x in r) for r in (a, b)]
    return covariance / (spread[0] * spread[1]) ** 0.5


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build", default="build")
    parser.add_argument("--rows", default=os.path.join(HERE, "firesim.csv"),
                        help="another table with columns of these names")
    parser.add_argument("--every", type=int, default=1,
                        help="each so many rows alone")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--out", help="where the cycles of all rows go (CSV)")
    options = parser.parse_args()
    ridge = Ridge(options.build)
    with open(options.rows, newline="") as file:
        rows = list(csv.DictReader(file))[::options.every]
    nests = [nest(row) for row in rows]
    measured = [float(row["target.gemmini_cycle"]) for row in rows]
    with tempfile.TemporaryDirectory() as folder:
        for side in ARRAYS:
            with open(os.path.join(folder, "%d.mlir" % side), "w") as file:
                file.write(machine(side))
        with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
            cycles = list(pool.map(
                lambda work: simulated(ridge, folder, *work),
                enumerate(nests)))
    if options.out:
        with open(options.out, "w", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(["row", "array", "simulated", "measured"])
            writer.writerows(zip(range(0, len(rows) * options.every,
                                       options.every),
                                 (what.side for what in nests), cycles, measured))
    kinds = collections.defaultdict(list)
    for what, taken, real in zip(nests, cycles, measured):
        kinds[what.side, bool(what.kernel)].append(taken / real)
    lines = []
    for (side, is_conv), ratios in sorted(kinds.items()):
        ratios.sort()
        lines.append(["%d x %d" % (side, side),
                      "convolution" if is_conv else "product", len(ratios),
                      "%.1f %%" % (100 * sum(abs(r - 1) for r in ratios) /
                                    len(ratios))] +
                     ["%.2f" % ratios[int(share * (len(ratios) - 1))]
                      for share in (0.1, 0.5, 0.9)])
    table(["array", "kind", "rows", "mean error", "p10", "median", "p90"], lines)
    ratios = [taken / real for taken, real in zip(cycles, measured)]
    error = 100 * sum(abs(ratio - 1) for ratio in ratios) / len(ratios)
    rank = spearman(cycles, measured)
    print("%d rows: mean absolute error %.1f %%, Spearman %.4f" %
          (len(ratios), error, rank))
    missed = (error > BAR_ERROR) + (rank < BAR_RANK)
    print("%d bars missed" % missed)
    return missed > 0


if __name__ == "__main__":
    sys.exit(main())
