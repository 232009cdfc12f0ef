"""python -m ridge SPEC.json [--workers N] [--figures seconds,energy_femtojoules]

Runs a sweep that a file describes:

    {"models": ["bert.mlir"],
     "machines": ["toy", {"base": "edge-mx", "grid": {"sram.size": ["1 MiB", "2 MiB"]}}],
     "options": [{}, {"codec": {"weights": "f8E4M3FN"}}],
     "store": "sweep.sqlite"}

Paths are relative to the file. Prints a line a point with the figures, and marks
those that no other point of the same model beats ("*"). A sweep that was killed
goes on where it was.

python -m ridge import MODEL -o FILE.mlir ... reads models of other frameworks,
python -m ridge zoo NAME SIZE=VALUE ... -o FILE.mlir builds workloads of today.
"""

from __future__ import annotations

import argparse
import json
import pathlib
import sys

from . import Error, grid, sweep


def machines_of(entries, folder):
    for entry in entries:
        name = entry if isinstance(entry, str) else entry["base"]
        path = folder / name if name.endswith(".mlir") else name
        yield from [path] if isinstance(entry, str) else grid(path, entry["grid"])


def report(done, total, left):
    if sys.stderr.isatty():
        rest = "" if left is None else ", %d s left" % left
        print("\r%d of %d points%s   " % (done, total, rest), end="", file=sys.stderr)


def main():
    if sys.argv[1:2] == ["import"]:
        from . import importing

        sys.exit(importing.main(sys.argv[2:]))
    if sys.argv[1:2] == ["zoo"]:
        from .zoo import shell

        sys.exit(shell.main(sys.argv[2:]))
    parser = argparse.ArgumentParser(
        prog="python -m ridge", description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("spec", type=pathlib.Path)
    parser.add_argument("--workers", type=int)
    parser.add_argument("--figures", default="seconds,energy_femtojoules")
    given = parser.parse_args()
    spec = json.loads(given.spec.read_text(encoding="utf-8"))
    unknown = set(spec) - {"models", "machines", "options", "store"}
    if unknown:
        parser.error("%s says %s" % (given.spec, ", ".join(sorted(unknown))))
    folder, figures = given.spec.parent, given.figures.split(",")
    try:
        points = sweep(
            [folder / model for model in spec["models"]],
            machines_of(spec["machines"], folder), spec.get("options", [{}]),
            store=folder / spec["store"], workers=given.workers, progress=report)
    except Error as error:
        sys.exit(str(error))
    best = set()
    for model in {point.model for point in points}:
        same = type(points)([point for point in points if point.model == model])
        best |= {id(point) for point in same.pareto(*figures)}
    for point in points:
        numbers = point.error or " ".join("%s=%.6g" % (f, point.figure(f)) for f in figures)
        print("%s %s %s %s %s" % ("*" if id(point) in best else " ", point.model,
                                  point.machine, json.dumps(point.options), numbers))


if __name__ == "__main__":
    main()
