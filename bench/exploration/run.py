#!/usr/bin/env python3
"""Questions about a machine against as many runs of their own.

    bench/exploration/run.py [--build DIR] [--model FILE] [--machine NAME]

Twenty variants by `ridge whatif` and all sensitivities by `ridge sensitivity`,
each beside so many processes `ridge run` on the same edits, as many at a time as
there are cores. Bars: twenty variants in 10 seconds, sensitivities in 20, both at
least three times as fast as the single runs.
"""

import argparse
import concurrent.futures
import json
import os
import subprocess
import sys
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

SIZES = ["sram.size=%d KiB" % (1024 * n) for n in (1, 2, 4, 8, 16, 64)]
ACCUMULATORS = ["acc.size=%d KiB" % (1024 * n) for n in (1, 2, 8)]
RATES = ["dram.bandwidth=%d GB/s" % n for n in (150, 300, 900, 1200)]
TIMES = ["hard.occupancy=(n * bits) ceildiv %d" % (32768 // n) for n in (1, 2, 4)]
LANES = ["simple_64.occupancy=%d * ((n * bits) ceildiv 32768)" % n for n in (1, 4, 8, 32)]
EDITS = SIZES + ACCUMULATORS + RATES + TIMES + LANES


def seconds(run):
    begin = time.monotonic()
    run()
    return time.monotonic() - begin


def single_runs(ridge, model, machine, edits, jobs):
    """A process a variant; the variant as a machine file, as a user has it."""
    with tempfile.TemporaryDirectory() as folder:
        files = []
        for number, edit in enumerate(edits):
            path = os.path.join(folder, "%d.mlir" % number)
            part, rest = edit.split(".", 1)
            attribute, value = rest.split("=", 1)
            with open(path, "w") as out:
                out.write(variant_text(machine, number, part, attribute, value))
            files.append(path)

        def one(path):
            subprocess.run([ridge, "run", model, "--machine", path],
                           stdout=subprocess.DEVNULL, check=True)

        def everything():
            with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
                list(pool.map(one, files))

        return seconds(everything)


def variant_text(machine, number, part, attribute, value):
    head = 'arch.machine @v%d derives @"%s" {\n' % (number, machine)
    if part in ("sram", "acc", "dram"):
        return head + '  arch.memory @%s {%s = "%s", source = "assumed"}\n}\n' % (
            part, attribute, value)
    return head + '  arch.lanes @%s on @vector %s "%s" {source = "assumed"}\n}\n' % (
        part, attribute, value)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build", default=os.path.join(ROOT, "build"))
    parser.add_argument("--model", default=os.path.join(ROOT, "test/Models/bert_layer.mlir"))
    parser.add_argument("--machine", default="systolic-128")
    options = parser.parse_args()
    ridge = os.path.join(options.build, "bin", "ridge")
    jobs = len(os.sched_getaffinity(0))
    flags = [options.model, "--machine", options.machine]

    edits = [word for edit in EDITS for word in ("--edit", edit)]
    together = seconds(lambda: subprocess.run([ridge, "whatif", *flags, *edits],
                                              stdout=subprocess.DEVNULL, check=True))
    apart = single_runs(ridge, options.model, options.machine, EDITS, jobs)
    found = {}

    def sensitivities():
        found.update(json.loads(subprocess.run(
            [ridge, "sensitivity", *flags, "--json", "-"],
            stdout=subprocess.PIPE, check=True).stdout))

    sensitive = seconds(sensitivities)
    # Two sides of every number, as whole runs of the machine as it is.
    runs = 2 * len(found["numbers"])
    alone = single_runs(ridge, options.model, options.machine,
                        [EDITS[i % len(EDITS)] for i in range(runs)], jobs)
    rows = [("whatif", len(EDITS), together, apart, 10),
            ("sensitivity", runs, sensitive, alone, 20)]
    missed = False
    print("question      runs  seconds  single runs  times as fast")
    for name, count, own, other, bar in rows:
        missed |= own > bar or other < 3 * own
        print("%-12s  %4d  %7.2f  %11.2f  %13.2f" % (name, count, own, other, other / own))
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
