"""Derivatives of what a graph has built: operations that go back from results to
operands, in the graph itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from . import scalars
from .graph import Graph, Record, Tensor
from .scalars import Scalar, constant, is_float, select


def _reads_tables(value: Scalar) -> bool:
    return value.op == "extract" or any(_reads_tables(one) for one in value.operands)


def derivative(value: Scalar, by: Scalar) -> Scalar | None:
    """d value / d by, in the format of the value; None where it does not depend on it."""
    return _derivative(value, by, {})


def _derivative(value: Scalar, by: Scalar, known: dict[int, Scalar | None]) -> Scalar | None:
    if value is by:
        return constant(1.0, value.format)
    if id(value) not in known:
        inner = [_derivative(one, by, known) for one in value.operands]
        known[id(value)] = None if all(d is None for d in inner) else _rule(value, inner)
    return known[id(value)]


def _rule(value: Scalar, inner: Sequence[Scalar | None]) -> Scalar | None:
    op, operands = value.op, value.operands
    zero = constant(0.0, value.format)

    def at(i: int) -> Scalar:
        return zero if inner[i] is None else inner[i]

    if op in ("arith.extf", "arith.truncf"):
        return at(0).to(value.format)
    if op == "arith.addf":
        return inner[0] if inner[1] is None else inner[1] if inner[0] is None else (
            inner[0] + inner[1])
    if op == "arith.subf":
        return inner[0] if inner[1] is None else -at(1) if inner[0] is None else (
            inner[0] - inner[1])
    if op == "arith.mulf":
        parts = [inner[i] * operands[1 - i] for i in (0, 1) if inner[i] is not None]
        return parts[0] if len(parts) == 1 else parts[0] + parts[1]
    if op == "arith.divf":
        if inner[1] is None:
            return at(0) / operands[1]
        return (at(0) - at(1) * value) / operands[1]
    if op == "arith.negf":
        return -at(0)
    if op == "arith.maximumf":
        return select(operands[0] >= operands[1], at(0), at(1))
    if op == "arith.select":
        return select(operands[0], at(1), at(2))
    slopes = {
        "math.exp": lambda x: value,
        "math.log": lambda x: 1.0 / x,
        "math.sqrt": lambda x: 0.5 / value,
        "math.rsqrt": lambda x: value / x * -0.5,
        "math.tanh": lambda x: 1.0 - value * value,
        "math.erf": lambda x: scalars.exp(-(x * x)) * 1.1283791670955126,
    }
    if op not in slopes:
        raise ValueError("there is no rule for the derivative of %s" % op)
    return slopes[op](operands[0]) * at(0)


class _Backward:
    def __init__(self, g: Graph, of: Sequence[Tensor]):
        self.g = g
        self.sums: dict[str, Tensor] = {}
        # What the tensors that are asked for change.
        self.wanted = {x.name for x in of}
        for record in g.records:
            if any(x.name in self.wanted for x in record.operands):
                self.wanted.add(record.result.name)

    def add(self, x: Tensor, gradient: Tensor) -> None:
        """One more reader of x. Gradients are in the formats of what they are of."""
        gradient = self.g.cast(gradient, x.format)
        before = self.sums.get(x.name)
        if before is not None:
            dims = " ".join("abcdefgh"[: len(x.shape)])
            gradient = self.g.map("%s, %s -> %s" % (dims, dims, dims), before, gradient,
                                  f=lambda a, b: a + b, format=x.format)
        self.sums[x.name] = gradient

    def through(self, record: Record, gradient: Tensor) -> None:
        step = getattr(self, "_" + record.kind, None)
        if step is None:
            raise ValueError("there is no derivative of %s" % record.kind)
        step(record, gradient)

    def _map(self, record: Record, gradient: Tensor) -> None:
        """Also of sums: each point has what its result has, and what has fewer dims
        than the points gets their sum."""
        left, _, right = record.spec.partition("->")
        names = [one.split() for one in left.split(",")]
        if _reads_tables(record.details["value"]):
            raise ValueError("there is no derivative by the elements of a table")
        for i, operand in enumerate(record.operands):
            if operand.name not in self.wanted or not is_float(operand.format):
                continue
            slope = derivative(record.details["value"], record.details["arguments"][i])
            if slope is None:
                continue
            if not all(one.isidentifier() for one in names[i]):
                raise ValueError("there is no derivative of '%s'" % record.spec)
            spec = "%s, %s -> %s" % (left, right, " ".join(names[i]))
            dims = set(right.split()).union(*names)
            make = self.g.map if dims == set(names[i]) else self.g.sum
            self.add(operand, make(
                spec, *record.operands, gradient, format=operand.format,
                f=_chained(record, slope)))

    _sum = _map

    def _contract(self, record: Record, gradient: Tensor) -> None:
        left, _, right = record.spec.partition("->")
        first, _, second = left.partition(",")
        a, b = record.operands
        given = self.g.cast(gradient, a.format)
        for spec, operand, beside, other in ((first, a, second, b), (second, b, first, a)):
            if operand.name in self.wanted:
                self.add(operand, self.g.contract(
                    "%s, %s -> %s" % (right, beside, spec), given, other,
                    format=operand.format))

    def _softmax(self, record: Record, gradient: Tensor) -> None:
        dims = " ".join("abcdefgh"[: len(gradient.shape)])
        y, rows = record.result, dims[:-2]
        # A sum of products is taken for a contraction; this one is none of matrices.
        terms = self.g.map("%s, %s -> %s" % (dims, dims, dims), y, gradient, format="f32",
                           f=lambda p, d: p * d)
        total = self.g.sum("%s -> %s" % (dims, rows), terms)
        self.add(record.operands[0], self.g.map(
            "%s, %s, %s -> %s" % (dims, dims, rows, dims), y, gradient, total,
            f=lambda p, d, s: p * (d - s), format=record.operands[0].format))

    def _reshape(self, record: Record, gradient: Tensor) -> None:
        x = record.operands[0]
        self.add(x, self.g.reshape(gradient, x.shape))

    def _slice(self, record: Record, gradient: Tensor) -> None:
        x, dim, begin = record.operands[0], record.details["dim"], record.details["begin"]
        if record.details["step"] != 1:
            raise ValueError("there is no derivative of slices with steps")
        low, high = [0] * len(x.shape), [0] * len(x.shape)
        low[dim] = begin
        high[dim] = x.shape[dim] - begin - gradient.shape[dim]
        self.add(x, self.g.pad(gradient, low, high))

    def _concat(self, record: Record, gradient: Tensor) -> None:
        dim = record.details["dim"]
        sizes = [x.shape[dim] for x in record.operands]
        for x, part in zip(record.operands, self.g.split(gradient, dim, sizes)):
            if x.name in self.wanted:
                self.add(x, part)


def _chained(record: Record, slope: Scalar) -> Callable[..., Scalar]:
    """The slope of a record times what comes from behind, over the arguments of another
    body."""

    def f(*values: Scalar) -> Scalar:
        arguments = record.details["arguments"]
        known = {id(old): new for old, new in zip(arguments, values)}
        return _replaced(slope, known) * values[-1]

    return f


def _replaced(value: Scalar, known: dict[int, Scalar]) -> Scalar:
    if id(value) not in known:
        operands = tuple(_replaced(one, known) for one in value.operands)
        changed = any(a is not b for a, b in zip(operands, value.operands))
        known[id(value)] = (Scalar(value.op, operands, value.format, value.value)
                            if changed else value)
    return known[id(value)]


def gradients(g: Graph, seeds: Mapping[Tensor, Tensor],
              of: Sequence[Tensor]) -> list[Tensor]:
    """What each tensor of `of` changes, by what changes with the seeds' tensors.

    Raises:
        ValueError: A step on the way has no derivative here.
    """
    back = _Backward(g, of)
    for x, gradient in seeds.items():
        back.add(x, gradient)
    for record in reversed(list(g.records)):
        gradient = back.sums.get(record.result.name)
        if gradient is not None and record.result.name in back.wanted:
            back.through(record, gradient)
    return [back.sums[x.name] for x in of]
