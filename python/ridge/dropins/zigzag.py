"""ZigZag's workload, accelerator and mapping (YAML, version 3)."""

from __future__ import annotations

import os
import re

from ..zoo.graph import Graph, Tensor
from .common import (Array, DropIn, Memory, Node, Notes, Path, contraction, identifier, integer,
                     machine, read_yaml)

_OPERAND = re.compile(r"([A-Za-z]\w*)((?:\[\w+\])+)")
_RELATION = re.compile(r"\s*(\w+)\s*=\s*(.+?)\s*")
_TERM = re.compile(r"(?:(\d+)\s*\*\s*)?(\w+)")

_MEMORY_KEPT = {"size", "r_cost", "w_cost", "latency", "operands", "ports",
                "served_dimensions"}
_LAYER_KEPT = {"id", "name", "operator_type", "equation", "dimension_relations", "loop_dims",
               "loop_sizes", "operand_precision"}
_LAYER_WHY = {
    "operand_source": "each layer reads its own arguments, as ZigZag costs them one by one",
    "padding": "what is padded is read like all else",
}


def _cycles(ports: Node, kind: str) -> int | None:
    """Bits a cycle of the ports that read or write."""
    total = 0
    for port in ports.items():
        if kind in port.need("type").text():
            total += port.need("bandwidth_max").count()
    return total or None


def _memory(name: str, node: Node, notes: Notes) -> Memory:
    ports = node.need("ports")
    reads, writes = _cycles(ports, "read"), _cycles(ports, "write")
    known = [bits for bits in (reads, writes) if bits]
    if not known:
        raise ports.refuse("'%s' has no port that reads or writes" % name)
    if reads != writes:
        notes.add(ports.file, ports.line, "'%s' reads %s and writes %s bits a cycle: the"
                  " smaller rate is taken" % (name, reads or 0, writes or 0))
    rate = max(1, min(known) // 8)
    energy = {}
    for kind, key, bits in (("reads", "r_cost", reads), ("writes", "w_cost", writes)):
        cost = node.get(key)
        # Picojoules for the bits of a cycle.
        if cost and bits:
            energy[kind] = cost.number() * 1000 * 8 / bits
    latency = node.get("latency")
    for key, value in node.entries().items():
        if key not in _MEMORY_KEPT:
            notes.add(value.file, value.line, "'%s' of '%s' is left out" % (key, name))
    return Memory(identifier(name), max(1, node.need("size").count() // 8), rate,
                  int(latency.number()) if latency else 0, line=node.line, **energy)


def _spatial(mapping: Path | None, dims: list[str], sizes: list[int], notes: Notes,
             accelerator: Path) -> dict[str, int]:
    """How many of each of K, C and what is left lie side by side."""
    if mapping is None:
        if len(dims) != 2:
            return {}
        notes.add(accelerator, 1, "assumed: outputs (K) lie along %s and inputs (C) along %s; a"
                  " mapping says otherwise" % tuple(dims))
        return {"K": sizes[0], "C": sizes[1]}
    entry = read_yaml(mapping).items()[0]
    said: dict[str, int] = {}
    for dim, node in entry.need("spatial_mapping").entries().items():
        if dim not in dims:
            raise node.refuse("'%s' is no dimension of the array" % dim)
        for word in node.items():
            pair = [one.strip() for one in word.text().split(",")] if word.kind == "value" else [
                one.text() for one in word.items()]
            if len(pair) != 2:
                raise node.refuse("expected a loop and a number for '%s'" % dim)
            said[pair[0]] = said.get(pair[0], 1) * int(float(pair[1]))
    for key, value in entry.entries().items():
        if key not in ("name", "spatial_mapping"):
            notes.add(value.file, value.line, "'%s' is left out: Ridge searches it" % key)
    return said


def _occupancy(spatial: dict[str, int], total: int, node: Node, notes: Notes) -> str:
    """c[m, n] += a[m, k] * b[k, n]: K is n, C and the filter are k, all else is m."""
    lanes = {"m": 1, "n": 1, "k": 1}
    for loop, count in spatial.items():
        lanes["n" if loop == "K" else "k" if loop in ("C", "FX", "FY") else "m"] *= count
    if not spatial:
        notes.add(node.file, node.line, "the %d multipliers are taken to be busy in every cycle"
                  " of a product" % total)
        return "(m * n * k) ceildiv %d" % total
    return " * ".join("(%s ceildiv %d)" % item if item[1] > 1 else item[0]
                      for item in lanes.items())


def _accelerator(path: Path, mapping: Path | None, word: str, notes: Notes) -> str:
    root = read_yaml(path)
    array = root.need("operational_array")
    dims = [node.text() for node in array.need("dimensions").items()]
    sizes = [node.count() for node in array.need("sizes").items()]
    total = 1
    for size in sizes:
        total *= size
    shared = []
    for name, node in root.need("memories").entries().items():
        served = [one.text() for one in node.need("served_dimensions").items()]
        if sorted(served) != sorted(dims):
            notes.add(node.file, node.line, "'%s' is left out: it is within the array, one for"
                      " each of some multipliers" % name)
            continue
        held = [one.text() for one in node.need("operands").items()]
        if len(held) < 3:
            notes.add(node.file, node.line, "'%s' holds %s alone; here every operand may lie"
                      " there" % (name, ", ".join(held)))
        shared.append(_memory(name, node, notes))
    if len(shared) < 2:
        raise root.need("memories").refuse(
            "found %d memories that serve the whole array, expected two or more" % len(shared))
    energy = array.get("multiplier_energy", "unit_energy")
    for key, value in array.entries().items():
        if key not in ("dimensions", "sizes", "multiplier_energy", "unit_energy"):
            notes.add(value.file, value.line, "'%s' of the array is left out" % key)
    spatial = _spatial(mapping, dims, sizes, notes, path)
    notes.add(path, 1, "assumed: 1 GHz, sums of 32 bits")
    # ZigZag lists them from the inside outwards.
    levels = shared[::-1]
    file = os.path.basename(os.fspath(path))
    return machine(
        root.need("name").text(), "1 GHz", levels[:-1], levels[-1:],
        Array(_occupancy(spatial, total, array, notes), word,
              int(energy.number() * 1000) if energy else 0),
        "ZigZag accelerator " + file,
        "Made from %s; what finishes sums takes no time (assumed)." % file)


def _operands(layer: Node) -> tuple[list[str], dict[str, list[str]]]:
    """Dims of the result, and of each operand, of "O[k]+=W[k][c]*I[c]"."""
    equation = layer.need("equation")
    left, found, right = equation.text().partition("+=")
    relations = {}
    given = layer.get("dimension_relations")
    for node in given.items() if given else []:
        said = _RELATION.fullmatch(node.text())
        if not said:
            raise node.refuse("found '%s', expected such as ix=1*ox+1*fx" % node.text())
        terms = [word if factor in ("", "1") else "%s*%s" % (factor, word)
                 for factor, word in _TERM.findall(said[2])]
        relations[said[1]] = "+".join(terms)

    def dims(text: str) -> list[str]:
        return [relations.get(dim, dim) for dim in re.findall(r"\[(\w+)\]", text)]

    sides = _OPERAND.findall(right)
    results = _OPERAND.findall(left)
    if not found or len(sides) != 2 or len(results) != 1:
        raise equation.refuse("found '%s', expected O[..]+=W[..]*I[..]" % equation.text())
    return dims(results[0][1]), {name: dims(text) for name, text in sides}


def _layer(g: Graph, layer: Node, word: str, notes: Notes) -> Tensor:
    name = layer.get("name")
    label = name.text() if name else "layer%s" % layer.need("id").text()
    for key, value in layer.entries().items():
        if key not in _LAYER_KEPT:
            notes.add(value.file, value.line, "'%s' is left out%s" % (
                key, ": " + _LAYER_WHY[key] if key in _LAYER_WHY else ""))
    dims = [one.text().lower() for one in layer.need("loop_dims").items()]
    counts = [one.count() for one in layer.need("loop_sizes").items()]
    if len(dims) != len(counts):
        raise layer.need("loop_sizes").refuse("%d sizes of %d loops" % (len(counts), len(dims)))
    sizes = dict(zip(dims, counts))
    result, operands = _operands(layer)
    used = re.findall(r"[A-Za-z]\w*", " ".join(sum(operands.values(), list(result))))
    for dim in used:
        # Loops of one step may be left out.
        sizes.setdefault(dim, 1)
    return contraction(g, label, {k: v for k, v in sizes.items() if k in used}, result, operands,
                       word)


def zigzag(workload: Path, accelerator: Path, mapping: Path | None = None) -> DropIn:
    """A workload on an accelerator, whose array is laid out as the first entry of a mapping
    says.

    Raises:
        Error: A file is none of the kind, or says what no machine here can.
    """
    notes = Notes()
    layers = read_yaml(workload).items()
    widths = [layer.need("operand_precision").need(key).count() for layer in layers
              for key in ("W", "I") if layer.need("operand_precision").get(key)]
    first = layers[0].need("operand_precision")
    word = integer(max(widths, default=8), workload, first.line, notes)
    if len(set(widths)) > 1:
        notes.add(workload, first.line, "all operands are of %d bits, the widest" % max(widths))
    text = _accelerator(accelerator, mapping, word, notes)
    g = Graph("model", word)
    for layer in layers:
        g.result(_layer(g, layer, word, notes))
    name = identifier(os.path.splitext(os.path.basename(os.fspath(accelerator)))[0])
    return DropIn(name, text, g.text(), notes.lines)
