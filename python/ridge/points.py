"""Points of a sweep: what ran, with which figures, and which of them are best."""

from __future__ import annotations

import dataclasses
import json
import os
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from . import _native, records


@dataclasses.dataclass(frozen=True)
class Point:
    """One run of a sweep.

    Attributes:
        model: Its file, or the name of its text.
        machine: The machine's name; a variant's ends in the start of its hash.
        options: Of `ridge.run`.
        document: What `ridge run --json` writes, as text; None if it was refused.
        error: Why it was refused; None if it was not.
        changes: What makes a machine a variant, by "PART.ATTRIBUTE".
    """

    model: str
    machine: str
    options: dict[str, Any]
    document: str | None
    error: str | None
    changes: dict[str, str] = dataclasses.field(default_factory=dict)

    @property
    def name(self) -> str:
        """What it differs in: changes of a machine, or its name; and the options."""
        changes = "; ".join("%s=%s" % item for item in self.changes.items())
        options = json.dumps(self.options) if self.options else ""
        return " ".join(word for word in (changes or self.machine, options) if word)

    @property
    def record(self) -> records.Run:
        """The document as an object."""
        if self.document is None:
            raise ValueError("%s on %s was refused: %s" % (self.model, self.machine, self.error))
        return records.Run(json.loads(self.document))

    def figure(self, name: str) -> float:
        """A number of the document: "seconds", "cycles.bound", "check.max_error",
        "memory.sram.peak"."""
        value: Any = self.record.to_dict()
        for key in name.split("."):
            if not isinstance(value, Mapping) or key not in value:
                raise KeyError("the run has no figure %r" % name)
            value = value[key]
        return float(value)


class Points(Sequence):
    """The points of a sweep in the order in which they were asked for."""

    def __init__(self, points: Iterable[Point]):
        self._points = list(points)

    def __len__(self) -> int:
        return len(self._points)

    def __getitem__(self, at):
        return self._points[at]

    def pareto(self, *figures: str) -> list[Point]:
        """The points that no other one beats in one figure without losing in
        another; least is best. Points that were refused have no figures."""
        rows = [(p, tuple(p.figure(f) for f in figures)) for p in self if p.error is None]
        front: list[tuple[float, ...]] = []
        # What is beaten is beaten by one that is less in the first figure that differs,
        # and then by one of the front so far.
        for mine in sorted({figures for _, figures in rows}):
            if not any(all(a <= b for a, b in zip(other, mine)) for other in front):
                front.append(mine)
        best = set(front)
        return [point for point, mine in rows if mine in best]

    def save_report(
        self,
        path: str | os.PathLike[str],
        *figures: str,
        title: str = "Points of a sweep",
    ) -> None:
        """Writes a page for a browser, one HTML file that needs no other: the points of
        each model over two figures at a time with those that no other one beats, and a
        table of all.

        Args:
            figures: Names as `Point.figure` takes them; none: time, energy, and area where
                the machines state one.
        """
        wanted = figures or ("seconds", "energy_femtojoules", "area.square_micrometres")
        rows = []
        for p in self:
            row: dict[str, Any] = {"name": p.name, "model": p.model, "machine": p.machine,
                                   "figures": {}}
            if p.document is None:
                row["error"] = p.error
            else:
                row["limited_by"] = p.record.limited_by
            for name in wanted if p.document is not None else ():
                try:
                    row["figures"][name.replace(".", "_")] = p.figure(name)
                except KeyError:
                    if figures:
                        raise
            rows.append(row)
        with open(path, "w", encoding="utf-8") as file:
            file.write(_native.tradeoff_page(json.dumps({"title": title, "points": rows})))

    def to_dataframe(self, *figures: str) -> Any:
        """A pandas.DataFrame, a row a point: model, machine, what was changed of it,
        options, these figures, and the error."""
        rows = []
        for p in self:
            row = {"model": p.model, "machine": p.machine, **p.changes, **p.options}
            row.update({f: None if p.error else p.figure(f) for f in figures})
            rows.append({**row, "error": p.error})
        return records.dataframe(rows)
