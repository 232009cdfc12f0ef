"""Where a sweep keeps its points: a file of SQLite, in which each stands as soon as it
has run, by the hash of all that it depends on."""

from __future__ import annotations

import functools
import hashlib
import json
import os
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .errors import Error
from .objects import Machine
from .points import Point, Points
from .session import Path

_COLUMNS = "model, machine, options, document, error, changes"


@dataclass(frozen=True)
class Task:
    """What a worker needs; a machine travels as the text that it stands for."""

    key: str
    model: str
    model_text: str
    machine: str
    machine_text: str
    options: dict[str, Any]
    changes: dict[str, str]

    def point(self, document: str | None, error: str | None) -> Point:
        return Point(self.model, self.machine, self.options, document, error, self.changes)


class Store:
    """Points by their keys. One process writes; each point is on disk when `put` ends."""

    def __init__(self, path: Path):
        try:
            self._connection = sqlite3.connect(os.fspath(path))
            self._connection.execute(
                "create table if not exists points (key text primary key, model text,"
                " machine text, options text, document text, error text, changes text)"
            )
            self._connection.commit()
            self._connection.execute("select key, %s from points limit 1" % _COLUMNS)
        except sqlite3.Error as error:
            raise Error(["%s:1:1: error: cannot keep points there: %s; name a new file or"
                         " one of a sweep" % (os.fspath(path), error)]) from error

    @staticmethod
    def _point(row: Sequence[Any]) -> Point:
        return Point(row[0], row[1], json.loads(row[2]), row[3], row[4], json.loads(row[5]))

    def get(self, key: str) -> Point | None:
        row = self._connection.execute(
            "select %s from points where key = ?" % _COLUMNS, (key,)).fetchone()
        return row and self._point(row)

    def all(self) -> Points:
        rows = self._connection.execute("select %s from points order by rowid" % _COLUMNS)
        return Points(self._point(row) for row in rows)

    def put(self, key: str, point: Point) -> None:
        self._connection.execute(
            "insert or ignore into points (key, %s) values (?, ?, ?, ?, ?, ?, ?)" % _COLUMNS,
            (key, point.model, point.machine, json.dumps(point.options, sort_keys=True),
             point.document, point.error, json.dumps(point.changes)),
        )
        self._connection.commit()

    def close(self) -> None:
        self._connection.close()


def _content(path: str) -> str:
    """What an option that names a file stands for."""
    if "\n" in path or not os.path.isfile(path):
        return ""
    with open(path, "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()


@functools.cache
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


def task_of(model: str, text: str, machine: Machine, options: dict[str, Any]) -> Task:
    parts = [_library(), text, machine.hash, json.dumps(options, sort_keys=True)]
    parts += [_content(path) for path in _texts(options)]
    key = hashlib.sha256("\0".join(parts).encode()).hexdigest()
    return Task(key, model, text, machine.name, machine.text, options, machine.changes)
