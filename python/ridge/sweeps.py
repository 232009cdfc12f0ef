"""Many runs: machines x models x options, on all cores, kept as they come.

    grid = ridge.grid("edge-mx", {"sram.size": ["256 KiB", "1 MiB"],
                                  "dram.bandwidth": ["32 B/cycle", "64 B/cycle"]})
    points = ridge.sweep(["bert.mlir", "llama.mlir"], grid, store="sweep.sqlite")
    for point in points.pareto("seconds", "energy_femtojoules"): print(point)

or, with the same words in a file, `ridge sweep SPEC.json`. `ridge.search` tries some of a
space that is too large for all.
"""

from __future__ import annotations

import contextlib
import dataclasses
import itertools
import json
import os
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from .errors import Error
from .objects import Machine, Model
from .points import Point, Points
from .session import Path, default_session
from .sweep_store import Store, Task, task_of
from .sweep_workers import Workers, workers_of

Progress = Callable[[int, int, "float | None"], object]


def grid(base: Machine | Path, changes: Mapping[str, Sequence[Any]]) -> list[Machine]:
    """The variants of a machine with every combination of some numbers.

    Args:
        changes: Values by what `Machine.with_` calls them: "sram.size".
    """
    base = base if isinstance(base, Machine) else default_session().machine(base)
    return [
        base.with_(dict(zip(changes, values)))
        for values in itertools.product(*changes.values())
    ]


def texts_of(models: Iterable[Model | Path]) -> dict[str, str]:
    """The text of each model, by its file or name.

    Raises:
        Error: A file cannot be read, or two models have one name.
    """
    texts: dict[str, str] = {}
    for model in models:
        if isinstance(model, Model):
            name, text = model.file, model.text
        else:
            name = os.fspath(model)
            try:
                with open(name, encoding="utf-8") as file:
                    text = file.read()
            except (OSError, UnicodeDecodeError) as error:
                raise Error(["%s:1:1: error: cannot read the model: %s" % (name, error)]
                            ) from error
        if texts.setdefault(name, text) != text:
            raise Error(["two models are called %s; give them names" % name])
    return texts


class Campaign:
    """Runs tasks that have not run, keeps what comes, and tells of it.

    Args:
        total: How many points there will be.
    """

    def __init__(self, store: Path, workers: Workers, progress: Progress | None, total: int):
        self._workers, self._progress, self._total = workers, progress, total
        self._ended = self._ran = 0
        self._begun = time.monotonic()
        try:
            self._store = Store(store)
        except Error:
            workers.close()
            raise

    def skip(self, count: int) -> None:
        """Points that need no run."""
        self._ended += count
        self._tell()

    def run(self, tasks: Sequence[Task]) -> list[Point]:
        """The points of tasks, in their order, from the store or from workers."""

        def done(task: Task, point: Point) -> None:
            self._store.put(task.key, point)
            self._ran += 1
            self._ended += 1
            self._tell()

        missing = {task.key: task for task in tasks if self._store.get(task.key) is None}
        self.skip(len(tasks) - len(missing))
        self._workers.run(list(missing.values()), done)
        return [self._found(task) for task in tasks]

    def _tell(self) -> None:
        if not self._progress:
            return
        left = None
        if self._ran:
            pace = (time.monotonic() - self._begun) / self._ran
            left = pace * (self._total - self._ended)
        self._progress(self._ended, self._total, left)

    def _found(self, task: Task) -> Point:
        point = self._store.get(task.key)
        assert point is not None, "every task ends in the store"
        # The same content may have run under another name.
        return dataclasses.replace(
            point, model=task.model, machine=task.machine, changes=task.changes)

    def close(self) -> None:
        self._workers.close()
        self._store.close()


def sweep(
    models: Iterable[Model | Path],
    machines: Iterable[Machine | Path],
    options: Iterable[Mapping[str, Any]] = ({},),
    *,
    store: Path,
    workers: int | None = None,
    ray: str | None = None,
    progress: Progress | None = None,
) -> Points:
    """Runs every model on every machine with every one of some options.

    Each point is written to `store` as it comes. Called again, after a kill or with
    more points, a sweep runs what is not there: points are known by their content
    (the model's text, the machine's hash, the options, the library), so the same
    machine under two names is one point. A point that was refused has an `error`.

    Args:
        models: Files, or models, whose weights' values are left behind.
        machines: Machines, shipped ones by name, or files; `grid` makes many.
        options: Keyword arguments of `ridge.run` that JSON can hold.
        store: A file of SQLite, made if there is none.
        workers: Processes; None: one a core.
        ray: The address of a cluster of Ray, whose workers run the points; "local"
            starts one here.
        progress: Called after each point with how many are done, how many there
            are, and the seconds left by the pace so far (None before there is one).
    Raises:
        Error: A machine was refused, a model's file or the store cannot be read, or
            Ray is not there.
    """
    session = default_session()
    loaded = [m if isinstance(m, Machine) else session.machine(m) for m in machines]
    choices = [json.loads(json.dumps(dict(one))) for one in options]
    tasks = [
        task_of(name, text, machine, one)
        for name, text in texts_of(models).items() for machine in loaded for one in choices
    ]
    once = {task.key: task for task in tasks}
    campaign = Campaign(store, workers_of(workers, ray), progress, len(once))
    with contextlib.closing(campaign):
        ran = dict(zip(once, campaign.run(list(once.values()))))
    return Points(
        dataclasses.replace(ran[task.key], model=task.model, machine=task.machine,
                            changes=task.changes) for task in tasks)


def points(store: Path) -> Points:
    """All points of a store, in the order in which they came.

    Raises:
        Error: There is none.
    """
    if not os.path.exists(store):
        raise Error(["%s:1:1: error: there is no such file" % os.fspath(store)])
    with contextlib.closing(Store(store)) as opened:
        return opened.all()
