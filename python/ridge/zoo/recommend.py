"""DLRM (arXiv 1906.00091): bags of rows of tables, their products with one another, and
two stacks of layers."""

from __future__ import annotations

from collections.abc import Sequence

from .graph import Graph, Tensor
from .layers import linear
from .scalars import extract, index, relu, sigmoid


def stack(g: Graph, x: Tensor, name: str, sizes: Sequence[int], last=relu) -> Tensor:
    for i, size in enumerate(sizes):
        f = relu if i + 1 < len(sizes) else last
        x = linear(g, x, "%s.%d" % (name, 2 * i), size, True, f)
    return x


def bag(g: Graph, ids: Tensor, name: str, rows: int, width: int) -> Tensor:
    """Sums of the rows of a table that [batch, hots] numbers name."""
    table = g.weight(name + ".weight", (rows, width))
    found = g.map("b l -> b l d", ids, sizes={"d": width},
                  f=lambda i: extract(table, [i, index("d")]))
    return g.sum("b l d -> b d", found, format=g.format)


def dlrm(name: str, *, dense: int, tables: int, rows: int, width: int, hots: int,
         bottom: Sequence[int], top: Sequence[int], batch: int, format: str) -> Graph:
    g = Graph(name, format)
    x = g.input("dense", (batch, dense))
    lists = [g.input("ids.%d" % i, (batch, hots), "i64") for i in range(tables)]
    x = stack(g, x, "bottom", (*bottom, width))
    bags = [bag(g, ids, "embeddings.%d" % i, rows, width) for i, ids in enumerate(lists)]
    each = g.concat(1, *[g.reshape(v, (batch, 1, width)) for v in (x, *bags)])
    pairs = g.contract("b i d, b j d -> b i j", each, each)
    below = [g.reshape(g.slice(g.slice(pairs, 1, i, 1), 2, 0, i), (batch, i))
             for i in range(1, tables + 1)]
    x = stack(g, g.concat(1, x, *below), "top", (*top, 1), sigmoid)
    g.result(x)
    return g
