"""Many runs: machines x models x options, on all cores, kept as they come.

    grid = ridge.grid("edge-mx", {"sram.size": ["256 KiB", "1 MiB"],
                                  "dram.bandwidth": ["32 B/cycle", "64 B/cycle"]})
    points = ridge.sweep(["bert.mlir", "llama.mlir"], grid, store="sweep.sqlite")
    for point in points.pareto("seconds", "energy_femtojoules"): print(point)

or, with the same words in a file, `python -m ridge SPEC.json`.
"""

from __future__ import annotations

import concurrent.futures
import contextlib
import dataclasses
import hashlib
import itertools
import json
import multiprocessing
import os
import sqlite3
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures.process import BrokenProcessPool
from typing import Any

from . import records
from .errors import Error
from .objects import Machine
from .session import Path, default_session

# A point that ends its process twice does so for a reason of its own.
MOST_TRIES = 2


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


@dataclasses.dataclass(frozen=True)
class Point:
    """One run of a sweep.

    Attributes:
        model: Its file.
        machine: The machine's name; a variant's ends in the start of its hash.
        options: Of `ridge.run`.
        document: What `ridge run --json` writes, as text; None if it was refused.
        error: Why it was refused; None if it was not.
    """

    model: str
    machine: str
    options: dict[str, Any]
    document: str | None
    error: str | None

    @property
    def record(self) -> records.Run:
        """The document as an object."""
        if self.document is None:
            raise ValueError("%s on %s was refused: %s" % (self.model, self.machine, self.error))
        return records.Run(json.loads(self.document))

    def figure(self, name: str) -> float:
        """A number of the document: "seconds", "cycles.bound", "check.max_error"."""
        value: Any = self.record.to_dict()
        for key in name.split("."):
            if not isinstance(value, Mapping) or key not in value:
                raise KeyError("the run has no figure %r" % name)
            value = value[key]
        return float(value)


class Points(Sequence):
    """The points of a sweep in the order in which they were asked for."""

    def __init__(self, points: list[Point]):
        self._points = points

    def __len__(self) -> int:
        return len(self._points)

    def __getitem__(self, at):
        return self._points[at]

    def pareto(self, *figures: str) -> list[Point]:
        """The points that no other one beats in one figure without losing in
        another; least is best. Points that were refused have no figures."""
        rows = [(p, [p.figure(f) for f in figures]) for p in self if p.error is None]
        return [
            point
            for point, mine in rows
            if not any(
                all(a <= b for a, b in zip(other, mine)) and other != mine for _, other in rows
            )
        ]

    def to_dataframe(self, *figures: str) -> Any:
        """A pandas.DataFrame, a row a point, with these figures."""
        rows = []
        for p in self:
            row = {"model": p.model, "machine": p.machine, **p.options, "error": p.error}
            row.update({f: None if p.error else p.figure(f) for f in figures})
            rows.append(row)
        return records.dataframe(rows)


# ===----------------------------------------------------------------------===#
# The store
# ===----------------------------------------------------------------------===#


@dataclasses.dataclass(frozen=True)
class _Task:
    """What a worker needs; a machine travels as the text that it stands for."""

    key: str
    model: str
    model_text: str
    machine: str
    machine_text: str
    options: dict[str, Any]


class _Store:
    """Points by the hash of all that they depend on, in a file of SQLite."""

    def __init__(self, path: Path):
        self._connection = sqlite3.connect(os.fspath(path))
        # What is written stays written when the process is killed.
        self._connection.execute(
            "create table if not exists points (key text primary key, model text,"
            " machine text, options text, document text, error text)"
        )
        self._connection.commit()

    def get(self, key: str) -> Point | None:
        row = self._connection.execute(
            "select model, machine, options, document, error from points where key = ?", (key,)
        ).fetchone()
        return row and Point(row[0], row[1], json.loads(row[2]), row[3], row[4])

    def put(self, key: str, point: Point) -> None:
        self._connection.execute(
            "insert or ignore into points values (?, ?, ?, ?, ?, ?)",
            (key, point.model, point.machine, json.dumps(point.options, sort_keys=True),
             point.document, point.error),
        )
        self._connection.commit()

    def close(self) -> None:
        self._connection.close()


def _library() -> str:
    """What a result depends on beside its inputs: the code."""
    from . import _native

    return _content(_native.__file__)


def _texts(value: Any) -> Iterable[str]:
    """The texts in an option, in order."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key in sorted(value):
            yield from _texts(value[key])
    elif isinstance(value, Sequence):
        for one in value:
            yield from _texts(one)


def _content(path: str) -> str:
    """What an option that names a file stands for."""
    if "\n" in path or not os.path.isfile(path):
        return ""
    with open(path, "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()


def _key(library: str, model_text: str, machine: Machine, options: dict[str, Any]) -> str:
    parts = [library, model_text, machine.hash, json.dumps(options, sort_keys=True)]
    parts += [_content(path) for path in _texts(options)]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


# ===----------------------------------------------------------------------===#
# The work
# ===----------------------------------------------------------------------===#

_loaded: dict[Any, Any] = {}


def _once(key: Any, load: Callable[[], Any]) -> Any:
    """A worker meets the same models and machines again and again."""
    if key not in _loaded:
        _loaded[key] = load()
    return _loaded[key]


def _work(task: _Task) -> Point:
    session = default_session()
    document, error = None, None
    try:
        model = _once(
            (task.model, task.model_text),
            lambda: session.model(text=task.model_text, name=task.model),
        )
        machine = _once(task.machine_text, lambda: session.machine(text=task.machine_text))
        document = session.run(model, machine, **task.options).json
    except Error as refused:
        error = str(refused)
    return Point(task.model, task.machine, task.options, document, error)


def _attempt(tasks: list[_Task], workers: int, done: Callable[[_Task, Point], None]):
    """Runs tasks until a worker dies; those that may have been its are returned."""
    context = multiprocessing.get_context("spawn")
    pool = concurrent.futures.ProcessPoolExecutor(workers, mp_context=context)
    waiting: dict[concurrent.futures.Future[Point], _Task] = {}
    lost: list[_Task] = []
    queue = iter(tasks)

    def submit():
        for task in itertools.islice(queue, 2 * workers - len(waiting)):
            try:
                waiting[pool.submit(_work, task)] = task
            except BrokenProcessPool:
                lost.append(task)
                return

    try:
        submit()
        while waiting and not lost:
            ended, _ = concurrent.futures.wait(
                waiting, return_when=concurrent.futures.FIRST_COMPLETED
            )
            for future in ended:
                task = waiting.pop(future)
                try:
                    point = future.result()
                except BrokenProcessPool:
                    lost.append(task)
                else:
                    done(task, point)
            if not lost:
                submit()
    finally:
        lost += waiting.values()
        pool.shutdown(wait=not lost, cancel_futures=True)
    return lost, list(queue)


def _run_all(tasks: list[_Task], workers: int, done: Callable[[_Task, Point], None]) -> None:
    tries: dict[str, int] = {}
    while tasks:
        lost, tasks = _attempt(tasks, workers, done)
        for task in lost:
            tries[task.key] = tries.get(task.key, 0) + 1
            if tries[task.key] < MOST_TRIES:
                tasks.append(task)
                continue
            # Alone, it cannot be blamed for another one's end.
            for last in _attempt([task], 1, done)[0]:
                done(last, Point(last.model, last.machine, last.options, None,
                                 "the process that ran it was killed"))


def sweep(
    models: Iterable[Path],
    machines: Iterable[Machine | Path],
    options: Iterable[Mapping[str, Any]] = ({},),
    *,
    store: Path,
    workers: int | None = None,
    progress: Callable[[int, int, float | None], object] | None = None,
) -> Points:
    """Runs every model on every machine with every one of some options.

    Each point is written to `store` as it comes. Called again, after a kill or with
    more points, a sweep runs what is not there: points are known by their content
    (the model's text, the machine's hash, the options, the library), so the same
    machine under two names is one point. A point that was refused has an `error`.

    Args:
        models: Files.
        machines: Machines, shipped ones by name, or files; `grid` makes many.
        options: Keyword arguments of `ridge.run` that JSON can hold.
        store: A file of SQLite, made if there is none.
        workers: Processes; None: one a core.
        progress: Called after each point with how many are done, how many there
            are, and the seconds left by the pace so far (None before there is one).
    Raises:
        Error: A machine was refused.
        OSError: A model's file cannot be read.
    """
    session, library = default_session(), _library()
    loaded = [m if isinstance(m, Machine) else session.machine(m) for m in machines]
    choices = [json.loads(json.dumps(dict(one))) for one in options]
    texts = {}
    for path in [os.fspath(model) for model in models]:
        with open(path, encoding="utf-8") as file:
            texts[path] = file.read()
    tasks = [
        _Task(_key(library, text, machine, one), path, text, machine.name, machine.text, one)
        for path, text in texts.items() for machine in loaded for one in choices
    ]
    with contextlib.closing(_Store(store)) as points:
        todo = {task.key: task for task in tasks if points.get(task.key) is None}
        total = len({task.key for task in tasks})
        begun, before, count = time.monotonic(), total - len(todo), 0

        def done(task: _Task, point: Point) -> None:
            nonlocal count
            points.put(task.key, point)
            count += 1
            if progress:
                pace = (time.monotonic() - begun) / count
                progress(before + count, total, pace * (total - before - count))

        if progress:
            progress(before, total, None)
        _run_all(list(todo.values()), workers or os.cpu_count() or 1, done)
        return Points([_found(points, task) for task in tasks])


def _found(points: _Store, task: _Task) -> Point:
    point = points.get(task.key)
    assert point is not None, "every task ends in the store"
    return dataclasses.replace(point, model=task.model, machine=task.machine)
