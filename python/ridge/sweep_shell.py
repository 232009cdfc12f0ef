"""ridge sweep SPEC.json [--workers N] [--ray ADDRESS|local] [--figures NAME,NAME]
            [--report FILE]

Runs many points that a file describes:

    {"models": ["bert.mlir"],
     "machines": ["toy", {"base": "edge-mx", "grid": {"sram.size": ["1 MiB", "2 MiB"]}}],
     "options": [{}, {"codec": {"weights": "f8E4M3FN"}}],
     "store": "sweep.sqlite"}

or, in place of machines, a search of a space (options are then one object):

     "search": {"base": "toy", "trials": 50, "sampler": "bayesian", "seed": 0,
                "objectives": ["seconds", "energy_femtojoules"],
                "space": {"sram.size": {"low": "64 KiB", "high": "4 MiB", "step": 64, "log": true},
                          "dram.bandwidth": ["16 B/cycle", "32 B/cycle"]}}

Paths are relative to the file. Prints a line a point with the figures, and marks those
that no other point of the same model beats ("*"). What was killed goes on where it was.
--report writes a page for a browser: points over two figures with their front, and a table.
"""

from __future__ import annotations

import argparse
import json
import pathlib
import sys
import time
from collections.abc import Iterator, Mapping
from typing import Any

from .errors import Error
from .objects import Machine
from .points import Point, Points
from .search import Range, search
from .sweeps import grid, sweep

_KEYS = {"models", "machines", "options", "store", "search"}
_SEARCH_KEYS = {"base", "space", "trials", "sampler", "seed", "objectives"}


def _known(given: Any, keys: set[str], where: str) -> Mapping[str, Any]:
    if not isinstance(given, Mapping):
        raise Error(["%s is %s, expected an object" % (where, json.dumps(given))])
    for key in given:
        if key not in keys:
            raise Error(["%s has '%s', expected %s" % (where, key, ", ".join(sorted(keys)))])
    return given


def _needed(given: Mapping[str, Any], key: str, kind: type, where: str) -> Any:
    if not isinstance(given.get(key), kind):
        raise Error(["%s needs '%s', %s" % (where, key, {
            list: "a list", str: "a text", dict: "an object", int: "a number"}[kind])])
    return given[key]


def read(path: pathlib.Path) -> Mapping[str, Any]:
    """The file, or an Error at its place."""
    try:
        text = path.read_text(encoding="utf-8")
        return _known(json.loads(text), _KEYS, "the file")
    except json.JSONDecodeError as error:
        raise Error(["%s:%d:%d: error: %s" % (path, error.lineno, error.colno, error.msg)]
                    ) from error
    except (OSError, UnicodeDecodeError) as error:
        raise Error(["%s:1:1: error: cannot read it: %s" % (path, error)]) from error


def _place(name: str, folder: pathlib.Path) -> Any:
    return folder / name if name.endswith(".mlir") else name


def _machines(entries: list[Any], folder: pathlib.Path) -> Iterator[Machine | Any]:
    for entry in entries:
        if isinstance(entry, str):
            yield _place(entry, folder)
            continue
        where = "an entry of 'machines'"
        _known(entry, {"base", "grid"}, where)
        base = _needed(entry, "base", str, where)
        yield from grid(_place(base, folder), _needed(entry, "grid", dict, where))


def _space(given: Mapping[str, Any]) -> dict[str, Any]:
    space: dict[str, Any] = {}
    for name, values in given.items():
        if isinstance(values, dict):
            where = "'%s' of the space" % name
            _known(values, {"low", "high", "step", "log"}, where)
            for key in ("low", "high"):
                _needed(values, key, str, where)
            values = Range(**values)
        space[name] = values
    return space


def run(spec: Mapping[str, Any], folder: pathlib.Path, **how: Any) -> Points:
    """The points of what a file says."""
    models = [folder / model for model in _needed(spec, "models", list, "the file")]
    store = folder / _needed(spec, "store", str, "the file")
    if ("search" in spec) == ("machines" in spec):
        raise Error(["the file needs one of 'machines' and 'search'"])
    if "machines" in spec:
        machines = _machines(_needed(spec, "machines", list, "the file"), folder)
        return sweep(models, machines, spec.get("options", [{}]), store=store, **how)
    asked = dict(_known(spec["search"], _SEARCH_KEYS, "'search'"))
    base = _place(_needed(asked, "base", str, "'search'"), folder)
    space = _space(_needed(asked, "space", dict, "'search'"))
    _needed(asked, "trials", int, "'search'")
    del asked["base"], asked["space"]
    options = spec.get("options", {})
    if not isinstance(options, Mapping):
        raise Error(["'options' of a search is %s, expected an object" % json.dumps(options)])
    return search(models, base, space, store=store, options=options, **asked, **how)


def best_of(points: Points, figures: list[str]) -> set[int]:
    """The identities of points that no other one of their model beats."""
    best = set()
    for model in {point.model for point in points}:
        same = Points(point for point in points if point.model == model)
        best |= {id(point) for point in same.pareto(*figures)}
    return best


def _line(point: Point, figures: list[str], best: set[int]) -> str:
    numbers = point.error or " ".join("%s=%.6g" % (f, point.figure(f)) for f in figures)
    changes = "".join(" %s=%s" % item for item in point.changes.items())
    return "%s %s %s%s %s %s" % ("*" if id(point) in best else " ", point.model, point.machine,
                                 changes, json.dumps(point.options), numbers)


class _Progress:
    """On a terminal a line that stays; elsewhere a line now and then."""

    SECONDS = 10

    def __init__(self) -> None:
        self._last = time.monotonic()

    def __call__(self, done: int, total: int, left: float | None) -> None:
        rest = "" if left is None else ", %d s left" % left
        text = "%d of %d points%s" % (done, total, rest)
        if sys.stderr.isatty():
            print("\r%s   " % text, end="\n" if done == total else "", file=sys.stderr)
        elif time.monotonic() - self._last > self.SECONDS:
            self._last = time.monotonic()
            print(text, file=sys.stderr)


def main(words: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="ridge sweep", description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("spec", type=pathlib.Path)
    parser.add_argument("--workers", type=int)
    parser.add_argument("--ray")
    parser.add_argument("--figures", default="seconds,energy_femtojoules")
    parser.add_argument("--report", type=pathlib.Path)
    given = parser.parse_args(words)
    figures = given.figures.split(",")
    try:
        points = run(read(given.spec), given.spec.parent, workers=given.workers,
                     ray=given.ray, progress=_Progress())
        if given.report:
            points.save_report(given.report, *figures, title=given.spec.name)
        best = best_of(points, figures)
        for point in points:
            print(_line(point, figures, best))
    except (Error, KeyError, TypeError, ValueError) as error:
        said = str(error.args[0]) if isinstance(error, KeyError) else str(error)
        placed = isinstance(error, Error) and hasattr(error.diagnostics[0], "place")
        print(said if placed or ": error: " in said
              else "%s:1:1: error: %s" % (given.spec, said), file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("stopped; the points so far are kept, and the same command goes on", file=sys.stderr)
        return 130
    return 0
