"""Questions about a machine: what changes are worth, what each number is, where something
begins to hold, and why layers are as they are; and two runs side by side.

    found = ridge.whatif("bert.mlir", "edge-mx", ["sram.size=4 MiB", {"clock": "2 GHz"}])
    print(found)
    found.save_report("variants.html")
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Union

from . import _native, records
from .objects import Machine, Model, Run

if TYPE_CHECKING:
    from .session import Path, Progress, Session

Edit = Union[str, Mapping[str, Any]]


def _write(path: str | os.PathLike[str], text: str) -> None:
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def _save_tradeoff(path: str | os.PathLike[str], title: str, **parts: Any) -> None:
    _write(path, _native.tradeoff_page(json.dumps({"title": title, **parts})))


class _Answer:
    """What prints as the tool prints it."""

    page: str

    def __str__(self) -> str:
        return self.page


class WhatIf(_Answer, records.WhatIf):
    """What changes of a machine are worth to a model.

    Attributes:
        page: What `ridge whatif` prints.
    """

    def save_report(self, path: str | os.PathLike[str]) -> None:
        """Writes the page for a browser, one HTML file that needs no other."""
        _save_tradeoff(path, "Variants of %s" % self.machine, models=[self.to_dict()])


class Sensitivity(_Answer, records.Sensitivity):
    """What each number of a machine is worth to a model.

    Attributes:
        page: What `ridge sensitivity` prints.
    """

    def save_report(self, path: str | os.PathLike[str]) -> None:
        """Writes the page for a browser, one HTML file that needs no other."""
        _save_tradeoff(path, "What each number of %s is worth" % self.machine,
                       sensitivity=self.to_dict())


class Found(_Answer, records.Found):
    """Where a property of a program begins to hold, or ends to.

    Attributes:
        page: What `ridge find` prints.
    """

    @property
    def value(self) -> str | None:
        """`least` or `greatest`; None if the property holds nowhere."""
        return self.least if self.least is not None else self.greatest


class Reasons(
    _Answer, records.Table["records.LayerReasons"] if TYPE_CHECKING else records.Table
):
    """Why each layer is as it is; layers also by name.

    Attributes:
        page: What `ridge explain` prints.
    """


class Comparison(_Answer, records.Comparison):
    """Two runs side by side.

    Attributes:
        page: What `ridge compare` prints.
    """

    _sources: tuple[tuple[str, str], tuple[str, str]]

    def save_report(self, path: str | os.PathLike[str]) -> None:
        """Writes the page for a browser, one HTML file that needs no other."""
        _write(path, _native.comparison_page(*self._sources))


def _spelt(edit: Edit) -> str:
    """An edit in the words of `ridge whatif --edit`."""
    if isinstance(edit, str):
        return edit
    return "; ".join("%s=%s" % (name, value) for name, value in edit.items())


def _ask(
    session: Session, model: Model | Path, machine: Machine | Path, progress: Progress,
    **words: Any,
) -> Any:
    question = _native.Question()
    for name, value in words.items():
        setattr(question, name, value)
    model = session._given(model)
    return model._session._native.ask(
        model._native, session._machine(machine)._native, question, progress)


def whatif(
    session: Session,
    model: Model | Path,
    machine: Machine | Path,
    edits: Sequence[Edit] | Edit,
    *,
    jobs: int = 0,
    progress: Progress = None,
) -> WhatIf:
    """What changes of a machine are worth, and why: the model is compiled and simulated
    on it and on each variant. A variant that is no machine, or cannot run the model, is
    `refused`.

    Args:
        edits: One a variant: a text as `ridge whatif --edit` takes it ("sram.size=1 MiB",
            several with ";" between them, parts of a machine file, or a .mlir file), or
            values by name: {"sram.size": "1 MiB", "clock": "2 GHz"}.
        jobs: Variants at a time; 0: one a core.
        progress: Called with a text as each variant ends.
    Raises:
        Error: An edit is none, or the machine itself cannot run the model.
        KeyboardInterrupt: At once; what runs ends between two passes.
    """
    if isinstance(edits, (str, Mapping)):
        edits = [edits]
    answer = _ask(session, model, machine, progress, verb="whatif", jobs=jobs,
                  edits=[_spelt(edit) for edit in edits])
    return _read(WhatIf, answer)


def sensitivity(
    session: Session,
    model: Model | Path,
    machine: Machine | Path,
    numbers: Sequence[str] | str = (),
    *,
    step: float = 10,
    jobs: int = 0,
    progress: Progress = None,
) -> Sensitivity:
    """By how many percent time and energy change for one percent of each number of a
    machine, from compiling and simulating again.

    Args:
        numbers: Those alone whose names begin so: "sram", "matmul_i8.occupancy".
        step: How much larger and smaller each is made, in percent, above 0.
        jobs: Variants at a time; 0: one a core.
        progress: Called with a text as each variant ends.
    Raises:
        Error: The machine has no such number, or cannot run the model.
        KeyboardInterrupt: At once; what runs ends between two passes.
    """
    if not 0 < step <= 900:
        raise ValueError("step is a number of percent above 0, at most 900, not %r" % step)
    answer = _ask(session, model, machine, progress, verb="sensitivity", jobs=jobs,
                  prefixes=[numbers] if isinstance(numbers, str) else list(numbers),
                  step=step / 100)
    return _read(Sensitivity, answer)


def find(
    session: Session,
    model: Model | Path,
    machine: Machine | Path,
    number: str,
    first: str,
    last: str,
    until: str,
    *,
    jobs: int = 0,
    progress: Progress = None,
) -> Found:
    """The least value of a number at which a property holds, or the greatest if it ends
    to hold, in steps of the last digit of `first`.

    Args:
        number: "dram.bandwidth".
        first: The least value to try, with its unit: "1 B/cycle".
        last: The greatest one.
        until: The property: "runs", "bound-by=engine", "cycles<=100000", "speedup>=2"
            (docs/Exploration.md has all).
        jobs: Values at a time; 0: one a core.
        progress: Called with a text as each value has been tried.
    Raises:
        Error: No such number or property, or the machine cannot run the model.
        KeyboardInterrupt: At once; what runs ends between two passes.
    """
    answer = _ask(session, model, machine, progress, verb="find", jobs=jobs,
                  number=number, first=first, last=last, until=until)
    return _read(Found, answer)


def explain(
    session: Session,
    model: Model | Path,
    machine: Machine | Path,
    layer: str = "",
    *,
    jobs: int = 0,
    progress: Progress = None,
) -> Reasons:
    """For each layer where its time goes, its mapping, why passes decided so, and what
    parts of the machine, twice as good, would change it.

    Args:
        layer: That one alone, as `run.ops` calls it.
        jobs: Variants at a time; 0: one a core.
        progress: Called with a text as each variant ends.
    Raises:
        Error: There is no such layer, or the machine cannot run the model.
        KeyboardInterrupt: At once; what runs ends between two passes.
    """
    answer = _ask(session, model, machine, progress, verb="explain", jobs=jobs, layer=layer)
    reasons = Reasons(json.loads(answer.json), records.LayerReasons)
    reasons.page = answer.page
    return reasons


def _read(kind: Any, answer: Any) -> Any:
    read = kind(json.loads(answer.json))
    read.page = answer.page
    return read


def compare_runs(
    before: Run | Path | Mapping[str, Any], after: Run | Path | Mapping[str, Any]
) -> Comparison:
    """Two runs side by side: figures of the whole, bytes by path, layer by layer, and
    numbers of the machines that differ.

    Args:
        before: A run, its document (`run.to_dict()`), or a file of `ridge run --json`.
        after: The same of the other run.
    Raises:
        Error: A document is none of a run.
    """
    sources = (_document(before), _document(after))
    comparison: Comparison = _read(Comparison, _native.compare_runs(*sources))
    comparison._sources = sources
    return comparison


def _document(given: Run | Path | Mapping[str, Any]) -> tuple[str, str]:
    """(name, text)."""
    if isinstance(given, Run):
        return given.record.model, given.json
    if isinstance(given, records.Record):
        given = given.to_dict()
    if isinstance(given, Mapping):
        return "<run>", json.dumps(given)
    with open(given, encoding="utf-8") as file:
        return os.fspath(given), file.read()
