"""The documents of runs, of comparisons and of questions as objects.

Fields, their meaning and their units stand in run.schema.json,
comparison.schema.json and questions.schema.json, which describe what the tool
writes for --json; the classes here are made from them, and `records.pyi` beside
this file is written from them for editors:

    python -c "from ridge import records; print(records.stub_text(), end='')"
"""

from __future__ import annotations

import json
import keyword
import pathlib
from collections.abc import Mapping, Sequence



def _read(name):
    return json.loads((pathlib.Path(__file__).parent / name).read_text(encoding="utf-8"))


SCHEMA = _read("run.schema.json")
SCHEMAS = [SCHEMA, _read("comparison.schema.json"), _read("questions.schema.json")]
# What rows of a table may be called by.
NAMES = ("name", "variant", "layer", "number")

PLAIN = {"integer": "int", "number": "float", "string": "str", "boolean": "bool"}


def attribute(key):
    """A field's name as an attribute: `from` is a word of Python's."""
    return key + "_" if keyword.iskeyword(key) else key


def dataframe(rows, index=None):
    """A pandas.DataFrame of a list of dicts; ImportError without pandas."""
    try:
        import pandas
    except ImportError:
        raise ImportError(
            "to_dataframe needs pandas, which is not installed: pip install pandas; "
            "to_dict() has the same without it"
        ) from None
    return pandas.DataFrame(rows, index=index)


class Record:
    """An object of a document. Fields that the document leaves out are None."""

    __slots__ = ("_data",)
    _fields = {}

    def __init__(self, data):
        self._data = data

    def to_dict(self):
        """The fields as they stand in the document."""
        return self._data

    def __dir__(self):
        return [*super().__dir__(), *map(attribute, self._fields)]

    def __eq__(self, other):
        return type(self) is type(other) and self._data == other._data

    __hash__ = None

    def __repr__(self):
        shown = []
        for key, value in self._data.items():
            if isinstance(value, list):
                value = "[%d]" % len(value)
            elif isinstance(value, dict):
                value = "{%d}" % len(value)
            else:
                value = repr(value)
            shown.append("%s=%s" % (attribute(key), value))
        return "%s(%s)" % (type(self).__name__, ", ".join(shown))


class Table(Sequence):
    """Records in order; those with a name are found by it as well."""

    __slots__ = ("_data", "_read", "_numbers")

    def __init__(self, data, read):
        self._data, self._read, self._numbers = data, read, None

    def __len__(self):
        return len(self._data)

    def _number(self, name):
        if self._numbers is None:
            self._numbers = {}
            for number, row in enumerate(self._data):
                called = next((row[key] for key in NAMES if key in row), None)
                self._numbers.setdefault(called, []).append(number)
        # The page writes names of machines' parts with a sign before them.
        found = self._numbers.get(name) or self._numbers.get(name.lstrip("@"))
        if not found:
            names = list(map(str, self._numbers))
            more = ", ..." if len(names) > 12 else ""
            raise KeyError("no %r; there are %s" % (name, ", ".join(names[:12]) + more))
        if len(found) > 1:
            raise KeyError("%d are named %r; use a number of %s" % (len(found), name, found))
        return found[0]

    def __getitem__(self, at):
        if isinstance(at, str):
            at = self._number(at)
        if isinstance(at, slice):
            return Table(self._data[at], self._read)
        return self._read(self._data[at])

    def to_dict(self):
        """The rows as they stand in the document."""
        return self._data

    def to_dataframe(self):
        """A pandas.DataFrame, a row a record; fields of fields as `states.busy`."""
        return dataframe([flat(row) for row in self._data])

    def __repr__(self):
        return "Table([%s])" % ", ".join(repr(row) for row in self[:3]) + (
            " and %d more" % (len(self) - 3) if len(self) > 3 else ""
        )


class Named(Mapping):
    """Values by name, in the document's order."""

    __slots__ = ("_data", "_read")

    def __init__(self, data, read):
        self._data, self._read = data, read

    def __len__(self):
        return len(self._data)

    def __iter__(self):
        return iter(self._data)

    def __getitem__(self, name):
        return self._read(self._data[name])

    def to_dict(self):
        """The values as they stand in the document."""
        return self._data

    def to_dataframe(self):
        """A pandas.DataFrame, a row a name."""
        rows = [v if isinstance(v, dict) else {"value": v} for v in self._data.values()]
        return dataframe([flat(row) for row in rows], index=list(self._data))

    def __repr__(self):
        return "Named(%r)" % dict(self)


def flat(row):
    """A row without objects inside objects."""
    cells = {}
    for key, value in row.items():
        if isinstance(value, dict):
            cells.update({"%s.%s" % (key, k): v for k, v in flat(value).items()})
        else:
            cells[key] = value
    return cells


def reader(field):
    """What makes a value of a document one of Python."""
    if "$ref" in field:
        name = field["$ref"].rsplit("/", 1)[1]
        return lambda data: CLASSES[name](data)
    if field["type"] == "number":
        return float  # JSON has no NaN and no Inf: they are texts
    if field["type"] == "array":
        read = reader(field["items"])
        if "$ref" in field["items"]:
            return lambda data: Table(data, read)
        return lambda data: [read(value) for value in data]
    if field["type"] == "object":
        read = reader(field["additionalProperties"])
        return lambda data: Named(data, read)
    return lambda data: data


def make_property(key, field):
    read = reader(field)

    def get(self):
        value = self._data.get(key)
        return None if value is None else read(value)

    return property(get, doc=field["description"])


def make_class(name, shape):
    members = {
        "__slots__": (),
        "__doc__": shape["description"],
        "__module__": __name__,
        "_fields": shape["properties"],
    }
    for key, field in shape["properties"].items():
        members[attribute(key)] = make_property(key, field)
    return type(name, (Record,), members)


def shapes():
    """(name, shape) of every class, the documents' own last."""
    for schema in SCHEMAS:
        yield from schema["$defs"].items()
        if "properties" in schema:
            yield schema["title"], schema


CLASSES = {}
for _name, _shape in shapes():
    CLASSES[_name] = make_class(_name, _shape)
globals().update(CLASSES)


# ===----------------------------------------------------------------------===#
# For editors
# ===----------------------------------------------------------------------===#


def type_text(field):
    if "$ref" in field:
        return field["$ref"].rsplit("/", 1)[1]
    if field["type"] == "array":
        kind = "Table" if "$ref" in field["items"] else "list"
        return "%s[%s]" % (kind, type_text(field["items"]))
    if field["type"] == "object":
        return "Named[%s]" % type_text(field["additionalProperties"])
    return PLAIN[field["type"]]


STUB_HEAD = '''"""Written by records.stub_text() from the schemas."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Generic, TypeVar, overload

T = TypeVar("T")

class Record:
    def __init__(self, data: dict[str, Any]) -> None: ...
    def to_dict(self) -> dict[str, Any]: ...

class Table(Sequence[T], Generic[T]):
    def __len__(self) -> int: ...
    @overload
    def __getitem__(self, at: int | str) -> T: ...
    @overload
    def __getitem__(self, at: slice) -> Table[T]: ...
    def to_dict(self) -> list[dict[str, Any]]: ...
    def to_dataframe(self) -> Any: ...

class Named(Mapping[str, T], Generic[T]):
    def __len__(self) -> int: ...
    def __iter__(self) -> Iterator[str]: ...
    def __getitem__(self, name: str) -> T: ...
    def to_dict(self) -> dict[str, Any]: ...
    def to_dataframe(self) -> Any: ...

def dataframe(rows: list[dict[str, Any]], index: list[str] | None = None) -> Any: ...
def stub_text() -> str: ...
'''


def stub_text():
    """The text of records.pyi."""
    lines = [STUB_HEAD]
    for name, shape in shapes():
        lines.append('class %s(Record):\n    """%s"""\n' % (name, shape["description"]))
        for key, field in shape["properties"].items():
            optional = "" if key in shape["required"] else " | None"
            lines.append(
                "    @property\n    def %s(self) -> %s%s:\n        \"\"\"%s\"\"\"\n"
                % (attribute(key), type_text(field), optional, field["description"])
            )
    return "\n".join(lines)

