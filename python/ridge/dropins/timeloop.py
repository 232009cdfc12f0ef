"""Timeloop's problem and architecture (YAML, versions 0.2 to 0.4)."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass

from ..zoo.graph import Graph
from .common import (Array, DropIn, Memory, Node, Notes, Path, contraction, identifier, integer,
                     machine, read_yaml)

_HOME = re.compile(r"dram|lpddr|hbm|main_?memory", re.IGNORECASE)
_COMPUTE = re.compile(r"mac|compute|multiplier", re.IGNORECASE)
_RANGE = re.compile(r"(.*)\[(\d+)\.\.(\d+)\]")

# Attributes that say something here.
_KEPT = {"depth", "memory_depth", "width", "memory_width", "sizeKB", "entries", "word_bits",
         "word-bits", "datawidth", "read_bandwidth", "write_bandwidth", "shared_bandwidth",
         "instances", "meshX", "meshY", "block_size", "block-size", "cluster_size",
         "cluster-size", "technology", "type", "global_cycle_seconds"}


@dataclass
class _Part:
    """A component: how many of it there are, and what it is."""

    name: str
    kind: str
    count: int
    attributes: Node | None
    node: Node


def _named(node: Node) -> tuple[str, int]:
    """A name, and how many "[0..N]" makes of it."""
    found = _RANGE.fullmatch(node.text())
    if not found:
        return node.text(), 1
    return found[1], int(found[3]) - int(found[2]) + 1


def _parts(node: Node, count: int, parts: list[_Part]) -> None:
    """The components of a tree, from the outside inwards."""
    _, more = _named(node.need("name"))
    count *= more
    for local in node.get("local").items() if node.get("local") else []:
        name, own = _named(local.need("name"))
        parts.append(_Part(name, local.need("class").text(), count * own,
                           local.get("attributes"), local))
    for inner in node.get("subtree").items() if node.get("subtree") else []:
        _parts(inner, count, parts)


def _flat(nodes: Node, parts: list[_Part]) -> None:
    """Components of version 0.4: a list, in which each stands inside those before it."""
    count = 1
    for node in nodes.items():
        name, own = _named(node.need("name"))
        spatial = node.get("spatial")
        if spatial:
            for axis in ("meshX", "meshY"):
                if spatial.get(axis):
                    own *= spatial.need(axis).count()
        count *= own
        if node.get("class"):
            parts.append(_Part(name, node.need("class").text(), count,
                               node.get("attributes"), node))


def _number(part: _Part, default: int | None, *names: str) -> int | None:
    found = part.attributes.get(*names) if part.attributes else None
    return default if found is None else found.count()


def _word(part: _Part) -> int:
    return _number(part, 16, "word_bits", "datawidth") or 16


def _size(part: _Part) -> int | None:
    """Bytes of one instance."""
    if part.attributes is None:
        return None
    size = part.attributes.get("sizeKB")
    if size:
        return size.count() * 1024
    depth, width = _number(part, None, "memory_depth", "depth"), _number(
        part, None, "memory_width", "width")
    if depth and width:
        return depth * width // 8
    entries = _number(part, None, "entries")
    return entries * _word(part) // 8 if entries else None


def _rate(part: _Part) -> int | None:
    """Bytes a cycle: the bandwidths are words."""
    rates = [_number(part, None, name) for name in (
        "read_bandwidth", "write_bandwidth", "shared_bandwidth")]
    known = [rate for rate in rates if rate]
    return max(1, min(known) * _word(part) // 8) if known else None


def _memory(part: _Part, notes: Notes, home: bool) -> Memory:
    size, node = _size(part), part.node
    if size is None or home:
        if home:
            size = 1 << 36
            notes.add(node.file, node.line, "assumed: @%s has 64 GiB" % part.name)
        else:
            raise node.refuse("'%s' has no size; expected depth and width, sizeKB or entries"
                              % part.name)
    rate = _rate(part)
    if rate is None:
        notes.add(node.file, node.line, "'%s' states no bandwidth: it never limits" % part.name)
    if part.count > 1:
        notes.add(node.file, node.line, "%d instances of '%s' are one memory of the sum of"
                  " their sizes and rates" % (part.count, part.name))
        size, rate = size * part.count, rate and rate * part.count
    return Memory(identifier(part.name), size, rate)


def _note_attributes(part: _Part, notes: Notes) -> None:
    for name, value in part.attributes.entries().items() if part.attributes else []:
        if name not in _KEPT:
            notes.add(value.file, value.line, "'%s' of '%s' is left out" % (name, part.name))


def _architecture(path: Path, name: str, notes: Notes) -> tuple[str, str]:
    """(machine file, format of words)."""
    root = read_yaml(path).need("architecture")
    parts: list[_Part] = []
    if root.get("nodes"):
        _flat(root.need("nodes"), parts)
    else:
        for node in root.need("subtree").items():
            _parts(node, 1, parts)
    units = [part for part in parts if _COMPUTE.search(part.kind)]
    if not units:
        raise root.refuse("there is no component of a class such as intmac or compute")
    unit = units[0]
    for part in parts:
        _note_attributes(part, notes)
    for other in units[1:]:
        notes.add(other.node.file, other.node.line, "'%s' is left out: '%s' computes"
                  % (other.name, unit.name))
    memories = [part for part in parts if part not in units]
    homes = [part for part in memories if _HOME.search(part.kind) or _HOME.search(part.name)]
    if not homes:
        raise root.refuse("there is no home memory; expected a class such as DRAM")
    # What there is one of for each unit, or one for few, is within the array.
    shared = [part for part in memories if part not in homes[:1] and part.count == 1]
    for part in memories:
        if part.count > 1 and part not in homes:
            notes.add(part.node.file, part.node.line, "'%s' is left out: %d of them are within"
                      " the array, which reads from the memory before it"
                      % (part.name, part.count))
    if not shared:
        raise root.refuse("there is no memory between '%s' and the array" % homes[0].name)
    word = integer(_word(unit), unit.node.file, unit.node.line, notes)
    notes.add(unit.node.file, unit.node.line, "the %d of '%s' are taken to be busy in every"
              " cycle of a product: which dims lie on them is Timeloop's mapping"
              % (unit.count, unit.name))
    levels = [_memory(homes[0], notes, True), *(_memory(part, notes, False) for part in shared)]
    notes.add(path, 1, "assumed: 1 GHz, memories without latency, sums of 32 bits")
    file = os.path.basename(os.fspath(path))
    text = machine(name, "1 GHz", levels[:-1], levels[-1:],
                   Array("(m * n * k) ceildiv %d" % unit.count, word),
                   "Timeloop architecture " + file,
                   "Made from %s; what finishes sums takes no time (assumed)." % file)
    return text, word


def _projection(node: Node, coefficients: dict[str, int]) -> list[str]:
    """Dims of an operand: [[C], [[R, Wdilation], [P, Wstride]]] or the short [C, M]."""
    dims = []
    for dim in node.items():
        if dim.kind == "value":
            dims.append(dim.text())
            continue
        terms = []
        for term in dim.items():
            words = [term.text()] if term.kind == "value" else [w.text() for w in term.items()]
            factor = coefficients.get(words[1], 0) if len(words) > 1 else 1
            if factor < 1:
                raise term.refuse("'%s' is no coefficient" % words[1])
            terms.append(words[0] if factor == 1 else "%d*%s" % (factor, words[0]))
        dims.append("+".join(terms))
    return dims


def _problem(path: Path, word: str, notes: Notes) -> str:
    problem = read_yaml(path).need("problem")
    shape = problem.need("shape")
    if shape.kind == "value":
        raise shape.refuse("the shape '%s' is built into Timeloop; expected its dimensions and"
                           " data spaces" % shape.text())
    instance = problem.need("instance")
    given = {key: node for key, node in instance.entries().items()}
    dims = [node.text() for node in shape.need("dimensions").items()]
    sizes = {}
    for dim in dims:
        if dim not in given:
            raise instance.refuse("'%s' is missing" % dim)
        sizes[dim] = given.pop(dim).count()
    coefficients = {}
    for node in shape.get("coefficients").items() if shape.get("coefficients") else []:
        key = node.need("name").text()
        value = given.pop(key) if key in given else node.need("default")
        coefficients[key] = value.count()
    for key, node in given.items():
        notes.add(node.file, node.line, "'%s' is left out" % key)
    operands, result = {}, None
    for space in shape.need("data_spaces").items():
        names = _projection(space.need("projection"), coefficients)
        written = space.get("read_write")
        if written is not None and written.text().lower() == "true":
            result = names
        else:
            operands[space.need("name").text()] = names
    if result is None or len(operands) != 2:
        raise shape.refuse("expected two data spaces that are read and one of read_write")
    used = set(re.findall(r"[A-Za-z]\w*", " ".join(sum(operands.values(), result))))
    if not used <= set(dims):
        raise shape.refuse("'%s' is no dimension" % sorted(used - set(dims))[0])
    name = shape.get("name")
    g = Graph("model", word)
    g.result(contraction(g, name.text() if name else "layer", sizes, result, operands, word))
    return g.text()


def timeloop(problem: Path, architecture: Path) -> DropIn:
    """A problem on an architecture.

    Raises:
        Error: A file is none of the kind, or says what no machine here can.
    """
    notes = Notes()
    name = identifier(os.path.splitext(os.path.basename(os.fspath(architecture)))[0])
    text, word = _architecture(architecture, name, notes)
    return DropIn(name, text, _problem(problem, word, notes), notes.lines)
