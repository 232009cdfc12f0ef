"""Scalar expressions: what one element of a result is made of.

A body is a function of `Scalar`s; Python's operators and the functions of this file
build a tree that `Graph` prints as operations of arith and math. Numbers take the format
of what they meet.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Union

Number = Union[int, float]


def is_float(format: str) -> bool:
    return format.startswith(("f", "bf"))


def bits(format: str) -> int:
    """What an element takes: "bf16", "f8E4M3FN", "i1"."""
    return 64 if format == "index" else int(re.sub(r"^[a-z]+(\d+).*", r"\1", format))


def wide(format: str) -> str:
    """What arithmetic on elements is done in: floats below f32 in f32."""
    return "f32" if is_float(format) and bits(format) < 32 else format


@dataclass(frozen=True, eq=False)
class Scalar:
    """A node: the name of an operation, or "argument", "constant", "index" (of a dim),
    "extract" (of a tensor, by positions), with `value` for what is no operand."""

    op: str
    operands: tuple[Scalar, ...]
    format: str
    value: Any = None

    def to(self, format: str) -> Scalar:
        """In another format, rounded to nearest; i1 counts as 0 and 1."""
        mine = self.format
        if mine == format:
            return self
        if "index" in (mine, format):
            if is_float(mine) or is_float(format):
                return self.to("i64").to(format)
            name = "arith.index_cast"
        elif is_float(mine) and is_float(format):
            if bits(mine) == bits(format):
                return self.to("f32").to(format)
            name = "arith.extf" if bits(mine) < bits(format) else "arith.truncf"
        elif is_float(format):
            name = "arith.uitofp" if mine == "i1" else "arith.sitofp"
        elif is_float(mine):
            name = "arith.fptosi"
        elif bits(mine) > bits(format):
            name = "arith.trunci"
        else:
            name = "arith.extui" if mine == "i1" else "arith.extsi"
        return Scalar(name, (self,), format)

    def _with(self, name: str, other: Any, swapped: bool = False) -> Scalar:
        other = constant(other, self.format)
        if other.format != self.format:
            raise TypeError("%s of %s and %s" % (name, self.format, other.format))
        operands = (other, self) if swapped else (self, other)
        suffix = "f" if is_float(self.format) else "i"
        if name == "div" and suffix == "i":
            suffix = "si"
        return Scalar("arith.%s%s" % (name, suffix), operands, self.format)

    def __add__(self, other: Any) -> Scalar:
        return self._with("add", other)

    def __radd__(self, other: Any) -> Scalar:
        return self._with("add", other, True)

    def __sub__(self, other: Any) -> Scalar:
        return self._with("sub", other)

    def __rsub__(self, other: Any) -> Scalar:
        return self._with("sub", other, True)

    def __mul__(self, other: Any) -> Scalar:
        return self._with("mul", other)

    def __rmul__(self, other: Any) -> Scalar:
        return self._with("mul", other, True)

    def __truediv__(self, other: Any) -> Scalar:
        return self._with("div", other)

    def __rtruediv__(self, other: Any) -> Scalar:
        return self._with("div", other, True)

    def __and__(self, other: Scalar) -> Scalar:
        return Scalar("arith.andi", (self, constant(other, self.format)), self.format)

    def __neg__(self) -> Scalar:
        return Scalar("arith.negf", (self,), self.format)

    def _compare(self, predicate: str, other: Any) -> Scalar:
        operands = (self, constant(other, self.format))
        if is_float(self.format):
            return Scalar("arith.cmpf", operands, "i1", "o" + predicate)
        signed = predicate if predicate in ("eq", "ne") else "s" + predicate
        return Scalar("arith.cmpi", operands, "i1", signed)

    def __lt__(self, other: Any) -> Scalar:
        return self._compare("lt", other)

    def __le__(self, other: Any) -> Scalar:
        return self._compare("le", other)

    def __gt__(self, other: Any) -> Scalar:
        return self._compare("gt", other)

    def __ge__(self, other: Any) -> Scalar:
        return self._compare("ge", other)

    def equals(self, other: Any) -> Scalar:
        return self._compare("eq", other)


def constant(value: Any, format: str) -> Scalar:
    return value if isinstance(value, Scalar) else Scalar("constant", (), format, value)


def index(dim: str) -> Scalar:
    """The position along a dim of the iteration, an i64."""
    return Scalar("index", (), "index", dim).to("i64")


def extract(table: Any, positions: Sequence[Scalar]) -> Scalar:
    """The element of a tensor at positions that are computed."""
    places = tuple(position.to("index") for position in positions)
    return Scalar("extract", places, table.format, table)


def _unary(name: str):
    def build(x: Scalar) -> Scalar:
        return Scalar("math." + name, (x,), x.format)

    build.__name__ = name
    return build


exp = _unary("exp")
log = _unary("log")
log1p = _unary("log1p")
sqrt = _unary("sqrt")
rsqrt = _unary("rsqrt")
tanh = _unary("tanh")
erf = _unary("erf")
sin = _unary("sin")
cos = _unary("cos")


def maximum(a: Scalar, b: Any) -> Scalar:
    """Of two floats; NaN if one is."""
    return Scalar("arith.maximumf", (a, constant(b, a.format)), a.format)


def select(condition: Scalar, a: Any, b: Any) -> Scalar:
    like = a if isinstance(a, Scalar) else b
    operands = (condition, constant(a, like.format), constant(b, like.format))
    return Scalar("arith.select", operands, like.format)


# Activations, in the form that PyTorch gives them.


def relu(x: Scalar) -> Scalar:
    return maximum(x, 0.0)


def sigmoid(x: Scalar) -> Scalar:
    return 1.0 / (exp(-x) + 1.0)


def silu(x: Scalar) -> Scalar:
    return x * sigmoid(x)


def gelu(x: Scalar) -> Scalar:
    return x * 0.5 * (erf(x * 0.5**0.5) + 1.0)


def gelu_tanh(x: Scalar) -> Scalar:
    inner = (x + x * x * x * 0.044715) * 0.7978845608028654
    return x * 0.5 * (tanh(inner) + 1.0)


def softplus(x: Scalar) -> Scalar:
    """log(1 + exp(x)), without overflow."""
    size = select(x < 0.0, x, -x)
    return maximum(x, 0.0) + log1p(exp(size))
