"""What the readers of other tools' files share: a machine and a model as text, and what
could not be kept, line by line."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Union

from ..errors import Error
from ..objects import Machine, Model
from ..session import default_session
from ..zoo.graph import Graph, Tensor

Path = Union[str, "os.PathLike[str]"]


@dataclass
class Notes:
    """What of files is left out or assumed, each at its line."""

    lines: list[str] = field(default_factory=list)

    def add(self, file: Path, line: int, text: str) -> None:
        said = "%s:%d: %s" % (os.fspath(file), line, text)
        if said not in self.lines:
            self.lines.append(said)


def refused(file: Path, line: int, text: str) -> Error:
    return Error(["%s:%d:1: error: %s" % (os.fspath(file), line, text)])


def read_text(path: Path) -> str:
    try:
        with open(path, encoding="utf-8") as file:
            return file.read()
    except (OSError, UnicodeDecodeError) as error:
        raise refused(path, 1, "cannot read it: %s" % error) from error


@dataclass
class DropIn:
    """A machine and a model of another tool.

    Attributes:
        machine_text: A machine file.
        model_text: Linalg on tensors; one result a layer.
        notes: What could not be kept, and what was assumed: "FILE:LINE: ...".
    """

    name: str
    machine_text: str
    model_text: str
    notes: list[str]

    def machine(self) -> Machine:
        return default_session().machine(text=self.machine_text)

    def model(self) -> Model:
        return default_session().model(text=self.model_text, name=self.name)


# ===----------------------------------------------------------------------===#
# Models
# ===----------------------------------------------------------------------===#

_FACTOR = re.compile(r"(?:(\d+)\*)?([A-Za-z]\w*)")


def extent(name: str, sizes: Mapping[str, int]) -> int:
    """Of a dim of an operand: "P", or "2*P+R"."""
    return 1 + sum(int(factor or 1) * (sizes[dim] - 1) for factor, dim in _FACTOR.findall(name))


def contraction(g: Graph, layer: str, sizes: Mapping[str, int], result: Sequence[str],
                operands: Mapping[str, Sequence[str]], format: str) -> Tensor:
    """A layer whose operands are arguments of their own: products, sums in i32, and a
    result in the format of the operands."""
    tensors = [
        g.input("%s.%s" % (layer, operand), [extent(name, sizes) for name in dims], format)
        for operand, dims in operands.items()
    ]
    spec = "%s -> %s" % (", ".join(" ".join(dims) for dims in operands.values()),
                         " ".join(result))
    total = g.contract(spec, *tensors, sizes=sizes)
    dims = " ".join(result)
    return g.map("%s -> %s" % (dims, dims), total, f=lambda v: v.to(format), format=format)


# ===----------------------------------------------------------------------===#
# Machines
# ===----------------------------------------------------------------------===#


@dataclass
class Memory:
    """A level: sizes in bytes, rates in bytes a cycle, energies in fJ a byte. A rate of
    None is one that never limits."""

    name: str
    size: int
    rate: int | None = None
    latency: int = 0
    reads: float | None = None
    writes: float | None = None
    line: int = 1


# As good as infinite: wider than any memory that exists.
UNLIMITED = 1 << 20


@dataclass
class Array:
    """What multiplies: cycles by m, n and k (of c[m, n] += a[m, k] * b[k, n])."""

    occupancy: str
    format: str
    energy: int = 0  # fJ a product.
    ordered: bool = False


def _quoted(name: str) -> str:
    return '"%s"' % re.sub(r'[\\"]', "", name)


def identifier(name: str) -> str:
    """A name that a machine file takes."""
    word = re.sub(r"\W", "_", name)
    return word if re.match(r"[A-Za-z_]", word) else "_" + word


def _memory(memory: Memory, home: bool, source: str) -> Iterator[str]:
    energy = "".join(', %s_energy = "%d fJ/B"' % (kind, -(-value // 1))
                     for kind, value in (("read", memory.reads), ("write", memory.writes))
                     if value is not None)
    yield '  arch.memory @%s {%ssize = "%d B", bandwidth = "%d B/cycle",' % (
        memory.name, "home, " if home else "", memory.size, memory.rate or UNLIMITED)
    yield '      latency = "%d cycles", alignment = "1 B"%s,' % (memory.latency, energy)
    yield "      source = %s}" % source


def _path(begin: str, end: str, rate: int, source: str) -> Iterator[str]:
    yield "  arch.engine @%s_to_%s" % (begin, end)
    yield "  arch.path @%s -> @%s on @%s_to_%s {" % (begin, end, begin, end)
    yield '      bandwidth = "%d B/cycle", latency = "0 cycles", burst = "1 B",' % rate
    yield '      in_flight = 0, setup = "0 cycles", source = %s}' % source


# What finishes a sum: the tools count no time for it.
_FINISH = """
  arch.instruction @clear on @finish
      dims (n: 1 to 1048576)
      reads (value: i32 [] immediate)
      writes (c: i32 [n] in [@{sums}])
      occupancy "1" latency "1" energy "0"
      {{source = "assumed"}}
      does (%value: i32) {{
    arch.yield %value : i32
  }}
  arch.lanes @finish_sums on @finish
      ops ["ridge.identity", "arith.trunci", "arith.extsi", "arith.addi"]
      formats [{formats}]
      dims (n: 1 to 1048576) in [{memories}]
      occupancy "1" latency "1" energy "0"
      {{source = "assumed"}}
"""


def machine(name: str, clock: str, levels: Sequence[Memory], operands: Sequence[Memory],
            array: Array, source: str, comment: str) -> str:
    """A machine file.

    Args:
        levels: From the home memory inwards, each with a path to the next.
        operands: Where a, b and c of a product sit: one memory, or one for each, behind
            the last level. A path's rate is that of what is inside.
    """
    said = _quoted(source)
    lines = ["// %s" % line for line in comment.splitlines()]
    lines += ["", "arch.machine @%s {clock = %s, source = %s} {" % (
        identifier(name), _quoted(clock), said)]
    for i, memory in enumerate([*levels, *operands]):
        lines += _memory(memory, i == 0, said)
    lines += ["  arch.engine @array", "  arch.engine @finish"]
    hops = list(zip(levels, levels[1:])) + [(levels[-1], memory) for memory in operands]
    for outer, inner in hops:
        rate = inner.rate or UNLIMITED
        lines += _path(outer.name, inner.name, rate, said)
        lines += _path(inner.name, outer.name, rate, said)
    a, b, c = operands if len(operands) == 3 else operands * 3
    lines += [
        "  arch.products @multiply on @array%s" % (" ordered" if array.ordered else ""),
        "      formats [{element = %s, sum = i32}]" % array.format,
        "      dims (m: 1 to 65536, n: 1 to 65536, k: 1 to 65536)",
        "      reads (a [m, k] in [@%s], b [k, n] in [@%s])" % (a.name, b.name),
        "      updates (c [m, n] in [@%s])" % c.name,
        '      occupancy "%s" latency "occupancy" energy "m * n * k * %d"' % (
            array.occupancy, array.energy),
        "      {source = %s}" % said,
    ]
    formats = ", ".join(dict.fromkeys((array.format, "i32")))
    lines += _FINISH.format(sums=c.name, formats=formats,
                            memories="@" + c.name).splitlines()
    return "\n".join([*lines, "}", ""])


def integer(width: int, file: Path, line: int, notes: Notes) -> str:
    """The format of words of so many bits."""
    for known in (8, 16, 32):
        if width <= known:
            if width != known:
                notes.add(file, line, "words of %d bits are taken for %d" % (width, known))
            return "i%d" % known
    raise refused(file, line, "words of %d bits, expected at most 32" % width)


# ===----------------------------------------------------------------------===#
# YAML
# ===----------------------------------------------------------------------===#


class Node:
    """A value of a YAML file that knows its file and line."""

    def __init__(self, file: Path, node: Any):
        self.file, self._node = file, node
        self.line = node.start_mark.line + 1

    @property
    def kind(self) -> str:
        return {"ScalarNode": "value", "SequenceNode": "list", "MappingNode": "mapping"}[
            type(self._node).__name__]

    def refuse(self, text: str) -> Error:
        return refused(self.file, self.line, text)

    def text(self) -> str:
        if self.kind != "value":
            raise self.refuse("found a %s, expected one value" % self.kind)
        return str(self._node.value)

    def number(self) -> float:
        try:
            return float(self.text())
        except ValueError:
            raise self.refuse("found '%s', expected a number" % self.text()) from None

    def count(self) -> int:
        value = self.number()
        if value != int(value) or value < 1:
            raise self.refuse("found '%s', expected a whole number of at least 1" % self.text())
        return int(value)

    def items(self) -> list[Node]:
        if self.kind != "list":
            raise self.refuse("found a %s, expected a list" % self.kind)
        return [Node(self.file, one) for one in self._node.value]

    def entries(self) -> dict[str, Node]:
        if self.kind != "mapping":
            raise self.refuse("found a %s, expected names and values" % self.kind)
        return {str(key.value): Node(self.file, value) for key, value in self._node.value}

    def get(self, *names: str) -> Node | None:
        """What stands under the first of some names that is there: tools spell words
        with "-" and with "_"."""
        entries = self.entries()
        for name in names:
            for spelt in (name, name.replace("_", "-")):
                if spelt in entries:
                    return entries[spelt]
        return None

    def need(self, *names: str) -> Node:
        found = self.get(*names)
        if found is None:
            raise self.refuse("'%s' is missing" % names[0])
        return found


def read_yaml(path: Path) -> Node:
    from ..lowering import need

    yaml = need("yaml", "a file of YAML", "pip install pyyaml")
    text = read_text(path)
    try:
        # A loader that makes no objects: tags of tools ("!Container") are names.
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise refused(path, mark.line + 1 if mark else 1,
                      "no YAML: %s" % (getattr(error, "problem", None) or error)) from error
    if node is None:
        raise refused(path, 1, "the file is empty")
    return Node(path, node)
