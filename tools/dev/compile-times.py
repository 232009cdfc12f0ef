#!/usr/bin/env python3
"""What a build spent on each file and library, from Ninja's log of it.

    compile-times.py [BUILD] [--top N]

Seconds are those from start to end of each command as Ninja saw it: with as many
jobs as cores and nothing else running they are about those of a core. What ccache
answered costs next to nothing, so measure with CCACHE_DISABLE=1 and a new tree:

    rm -rf build && CCACHE_DISABLE=1 make demo && tools/dev/compile-times.py
"""

import argparse
import collections
import os
import re
import sys

KINDS = (
    ("compile", re.compile(r"\.(cpp|cc)\.o$")),
    ("precompile", re.compile(r"\.pch$|\.gch$|cmake_pch\.hxx")),
    ("tablegen", re.compile(r"\.inc$|\.td\b")),
    ("link", re.compile(r"\.a$|\.so[.0-9]*$|(^|/)bin/|Tests$")),
)


def kind_of(output):
    for kind, pattern in KINDS:
        if pattern.search(output):
            return kind
    return "other"


def read_log(path):
    """{output: (begin, end)} in seconds; of a file built again, the last time."""
    steps = {}
    with open(path, encoding="utf-8") as file:
        for line in file:
            if line.startswith("#"):
                continue
            begin, end, _, output = line.rstrip("\n").split("\t")[:4]
            steps[output] = (int(begin) / 1000, int(end) / 1000)
    return steps


def library_of(output):
    match = re.search(r"CMakeFiles/([^/]+)\.dir/", output)
    return match.group(1) if match else os.path.dirname(output)


def source_of(output):
    """lib/Sim/CMakeFiles/RidgeSim.dir/Simulator.cpp.o: lib/Sim/Simulator.cpp."""
    return re.sub(r"CMakeFiles/[^/]+\.dir/", "", output)[: -len(".o")]


def print_table(heading, rows, total):
    print("\n%s" % heading)
    for seconds, name, note in rows:
        print("  %7.1f s  %5.1f %%  %s%s" % (seconds, 100 * seconds / total, name, note))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("build", nargs="?", default="build")
    parser.add_argument("--top", type=int, default=25)
    options = parser.parse_args()
    path = os.path.join(options.build, ".ninja_log")
    if not os.path.exists(path):
        sys.exit("error: no %s; build first" % path)
    steps = read_log(path)
    kinds, libraries, files = collections.Counter(), collections.Counter(), []
    counts = collections.Counter()
    for output, (begin, end) in steps.items():
        kind = kind_of(output)
        kinds[kind] += end - begin
        if kind in ("compile", "precompile"):
            libraries[library_of(output)] += end - begin
            counts[library_of(output)] += 1
            files.append((end - begin, source_of(output) if kind == "compile" else output, ""))
    total = sum(kinds.values())
    if not total:
        sys.exit("error: %s has no steps" % path)
    last = max(end for _, end in steps.values())
    print("%d steps, %.1f s in all, the last one ended %.1f s after its build began" % (
        len(steps), total, last))
    print_table("by kind", [(s, k, "") for k, s in kinds.most_common()], total)
    print_table("by library", [(s, l, ", %d files" % counts[l])
                               for l, s in libraries.most_common()], total)
    print_table("by file, the first %d of %d" % (min(options.top, len(files)), len(files)),
                sorted(files, reverse=True)[: options.top], total)


if __name__ == "__main__":
    main()
