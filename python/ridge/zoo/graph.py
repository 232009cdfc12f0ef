"""A small builder of linalg on tensors.

    g = Graph("layer")
    x, w = g.input("x", (8, 64), "bf16"), g.weight("w", (128, 64), "bf16")
    y = g.contract("t h, f h -> t f", x, w)
    g.result(g.map("t f -> t f", y, f=silu))
    g.text()

Every operation names its dims, as einsum does: each operand's between commas, the
result's behind the arrow. What only operands have is summed. A dim of an operand may be a
sum ("2*h+r", for convolutions); the sizes of those that stand alone follow.

Arithmetic is done in f32, or wider, and rounded once to the `format` of the result.
Weights are arguments like inputs: they have names and no values.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from .scalars import Scalar, bits, is_float, wide

_TERM = re.compile(r"(?:(\d+)\*)?([a-zA-Z]\w*)|(\d+)")


@dataclass(frozen=True, eq=False)
class Tensor:
    """A value: the name that the IR has for it, its shape and its format."""

    name: str
    shape: tuple[int, ...]
    format: str

    @property
    def type(self) -> str:
        return tensor_type(self.shape, self.format)


def tensor_type(shape: Sequence[int], format: str) -> str:
    return "tensor<%s>" % "x".join([*map(str, shape), format])


@dataclass
class Spec:
    """What "a b, b c -> a c" says: dims of the iteration in order, those that are summed
    last, and the dims of each operand and of the result as they are written."""

    operands: list[list[str]]
    result: list[str]
    dims: list[str]
    sizes: dict[str, int]

    @staticmethod
    def of(text: str, tensors: Sequence[Tensor], sizes: Mapping[str, int]) -> Spec:
        left, _, right = text.partition("->")
        operands = [one.split() for one in left.split(",")] if left.strip() else []
        result = right.split()
        if len(operands) != len(tensors):
            raise ValueError("'%s' is of %d operands, not of %d"
                             % (text, len(operands), len(tensors)))
        found: dict[str, int] = dict(sizes)
        dims = list(result)
        for names, tensor in zip(operands, tensors):
            if len(names) != len(tensor.shape):
                raise ValueError("'%s' in '%s' is not of %s"
                                 % (" ".join(names), text, tensor.type))
            for name, size in zip(names, tensor.shape):
                for _, dim, _ in _TERM.findall(name):
                    if dim and dim not in dims:
                        dims.append(dim)
                if name.isidentifier() and found.setdefault(name, size) != size:
                    raise ValueError("%s of '%s' is %d and %d"
                                     % (name, text, found[name], size))
        unknown = [dim for dim in dims if dim not in found]
        if unknown:
            raise ValueError("'%s' says no size of %s" % (text, ", ".join(unknown)))
        return Spec(operands, result, dims, found)

    def map_of(self, names: Sequence[str]) -> str:
        def number(found: re.Match) -> str:
            if found[3]:
                return found[3]
            place = "d%d" % self.dims.index(found[2])
            return "%s * %s" % (place, found[1]) if found[1] else place

        exprs = [" + ".join(number(f) for f in _TERM.finditer(name)) for name in names]
        dims = ", ".join("d%d" % i for i in range(len(self.dims)))
        return "affine_map<(%s) -> (%s)>" % (dims, ", ".join(exprs))

    def iterators(self) -> str:
        kinds = ["parallel"] * len(self.result)
        kinds += ["reduction"] * (len(self.dims) - len(self.result))
        return ", ".join('"%s"' % kind for kind in kinds)

    def result_shape(self) -> tuple[int, ...]:
        return tuple(self.sizes[dim] for dim in self.result)


def literal(value: Any, format: str) -> str:
    """A number as MLIR reads it."""
    if not is_float(format):
        return "%d" % value
    if math.isinf(value):
        infinities = {"f16": "0xFC00", "bf16": "0xFF80", "f32": "0xFF800000",
                      "f64": "0xFFF0000000000000"}
        if value > 0 or format not in infinities:
            raise ValueError("%s has no %s here" % (format, value))
        return infinities[format]
    return "%.16e" % value


class _Body:
    """Prints the operations of a generic's body, each once."""

    def __init__(self, spec: Spec):
        self.spec, self.lines = spec, []
        self._names: dict[int, str] = {}
        self._kept: list[Scalar] = []  # What is known by its id stays alive.

    def name(self, scalar: Scalar, name: str) -> str:
        self._names[id(scalar)] = name
        self._kept.append(scalar)
        return name

    def print(self, scalar: Scalar) -> str:
        if id(scalar) in self._names:
            return self._names[id(scalar)]
        operands = [self.print(one) for one in scalar.operands]
        line, op = "%%v%d" % len(self.lines), scalar.op
        format = scalar.format
        if op == "constant":
            said = "arith.constant %s : %s" % (literal(scalar.value, format), format)
        elif op == "index":
            said = "linalg.index %d : index" % self.spec.dims.index(scalar.value)
        elif op == "extract":
            table = scalar.value
            said = "tensor.extract %s[%s] : %s" % (table.name, ", ".join(operands), table.type)
        elif op in ("arith.cmpf", "arith.cmpi"):
            said = "%s %s, %s : %s" % (op, scalar.value, ", ".join(operands),
                                       scalar.operands[0].format)
        elif scalar.operands and op.startswith("arith.") and len(operands) == 1 and (
                op != "arith.negf"):
            said = "%s %s : %s to %s" % (op, operands[0], scalar.operands[0].format, format)
        else:
            said = "%s %s : %s" % (op, ", ".join(operands), format)
        self.lines.append("%s = %s" % (line, said))
        return self.name(scalar, line)


@dataclass(frozen=True, eq=False)
class Record:
    """What made a tensor, for who goes through a graph backwards: the method of `Graph`,
    or "softmax"."""

    kind: str
    spec: str
    operands: tuple[Tensor, ...]
    result: Tensor
    details: dict[str, Any] = field(default_factory=dict)


class Graph:
    """One function, built operation by operation.

    Attributes:
        format: What inputs, weights and results of products are in where nothing else
            is said.
        records: What was built, in order.
    """

    def __init__(self, name: str, format: str = "f32"):
        self.name, self.format = name, format
        self.arguments: list[tuple[str, Tensor, bool]] = []
        self.results: list[Tensor] = []
        self.records: list[Record] = []
        self._lines: list[str] = []
        self._shared: dict[Any, str] = {}
        self._count = 0

    # Arguments and results.

    def _argument(self, name: str, shape: Sequence[int], format: str | None,
                  is_weight: bool) -> Tensor:
        if any(size < 1 for size in shape):
            raise ValueError("%s of %s has a dim of less than 1" % (name, tuple(shape)))
        tensor = Tensor("%%arg%d" % len(self.arguments), tuple(shape), format or self.format)
        self.arguments.append((name, tensor, is_weight))
        return tensor

    def input(self, name: str, shape: Sequence[int], format: str | None = None) -> Tensor:
        return self._argument(name, shape, format, False)

    def weight(self, name: str, shape: Sequence[int], format: str | None = None) -> Tensor:
        """An argument that a run takes or draws like any other, if it asks for values."""
        return self._argument(name, shape, format, True)

    def result(self, *tensors: Tensor) -> None:
        self.results += tensors

    # Computations.

    def map(self, spec: str, *tensors: Tensor, f: Callable[..., Scalar],
            format: str | None = None, sizes: Mapping[str, int] = {}) -> Tensor:
        """One element of the result from one of each operand, which `f` takes in f32 or
        wider."""
        parsed = Spec.of(spec, tensors, sizes)
        arguments = [Scalar("argument", (), tensor.format, i) for i, tensor in enumerate(tensors)]
        widened = [one.to(wide(one.format)) for one in arguments]
        value = f(*widened)
        wanted = format or (self.format if is_float(value.format) else value.format)
        result = self._generic(spec, parsed, tensors, arguments, value.to(wanted))
        self._record("map", spec, tensors, result, arguments=widened, value=value)
        return result

    def contract(self, spec: str, a: Tensor, b: Tensor, format: str | None = None,
                 sizes: Mapping[str, int] = {}) -> Tensor:
        """Sums of products, in f32 or i32 at least. `sizes` are of dims that stand
        nowhere alone."""
        total = wide(a.format) if is_float(a.format) else "i32"
        result, _, _ = self._reduction(spec, (a, b), total, 0, "add", lambda x, y: x * y, sizes)
        result = self._rounded(result, format or (self.format if is_float(total) else total))
        self._record("contract", spec, (a, b), result)
        return result

    def sum(self, spec: str, *tensors: Tensor, f: Callable[..., Scalar] = lambda x: x,
            format: str | None = None, sizes: Mapping[str, int] = {}) -> Tensor:
        """Sums of `f` of the elements, in f32 or wider."""
        total = wide(tensors[0].format)
        result, widened, value = self._reduction(spec, tensors, total, 0, "add", f, sizes)
        result = self._rounded(result, format or total)
        self._record("sum", spec, tensors, result, arguments=widened, value=value)
        return result

    def max(self, spec: str, x: Tensor) -> Tensor:
        total = wide(x.format)
        result, _, _ = self._reduction(spec, (x,), total, -math.inf, "maximumf", lambda x: x)
        self._record("max", spec, (x,), result)
        return result

    def max_pool(self, x: Tensor, kernel: int, stride: int, padding: int) -> Tensor:
        """Of the last two dims of [batch, channels, height, width]."""
        ring = (0, 0, padding, padding)
        size = [(n + 2 * padding - kernel) // stride + 1 for n in x.shape[2:]]
        x = self.pad(x, ring, ring, -math.inf)
        for dim, count in zip((2, 3), size):
            x = self.slice(x, dim, 0, (count - 1) * stride + kernel)
        # What has the extents of a window, as linalg's own poolings have it.
        window = Tensor(self._empty((kernel, kernel), x.format), (kernel, kernel), x.format)
        result, _, _ = self._reduction(
            "n c %d*h+r %d*w+s, r s -> n c h w" % (stride, stride), (x, window),
            wide(x.format), -math.inf, "maximumf", lambda v, _: v, dict(zip("hw", size)))
        result = self._rounded(result, x.format)
        self._record("max_pool", "", (x,), result)
        return result

    def cast(self, x: Tensor, format: str) -> Tensor:
        if x.format == format:
            return x
        dims = " ".join("abcdefgh"[: len(x.shape)])
        return self.map("%s -> %s" % (dims, dims), x, f=lambda v: v, format=format)

    def _rounded(self, x: Tensor, format: str) -> Tensor:
        """A cast that is part of what x is recorded as."""
        count = len(self.records)
        result = self.cast(x, format)
        del self.records[count:]
        return result

    def argmax(self, spec: str, x: Tensor) -> tuple[Tensor, Tensor]:
        """The largest along the one dim that is no dim of the result, and its position,
        the first of equal ones."""
        parsed = Spec.of(spec, (x,), {})
        shape, total = parsed.result_shape(), wide(x.format)
        values, places = self._new(shape, total), self._new(shape, "i64")
        outs = [self._filled(-math.inf, shape, total), self._filled(0, shape, "i64")]
        pair = self._fresh()
        map_in, map_out = parsed.map_of(parsed.operands[0]), parsed.map_of(parsed.result)
        body = _Body(parsed)
        argument = Scalar("argument", (), x.format)
        body.name(argument, "%in0")
        element = body.print(argument.to(total))
        self._lines += [
            "%s:2 = linalg.generic {indexing_maps = [%s, %s, %s], iterator_types = [%s]}"
            " ins(%s : %s) outs(%s, %s : %s, %s) {"
            % (pair, map_in, map_out, map_out, parsed.iterators(), x.name, x.type,
               *outs, values.type, places.type),
            "^bb0(%%in0: %s, %%best: %s, %%place: i64):" % (x.format, total),
            *body.lines,
            "%%i = linalg.index %d : index" % (len(parsed.dims) - 1),
            "%at = arith.index_cast %i : index to i64",
            "%%m = arith.maximumf %s, %%best : %s" % (element, total),
            "%%c = arith.cmpf ogt, %s, %%best : %s" % (element, total),
            "%p = arith.select %c, %at, %place : i64",
            "linalg.yield %%m, %%p : %s, i64" % total,
            "} -> (%s, %s)" % (values.type, places.type),
        ]
        best, at = Tensor(pair + "#0", shape, total), Tensor(pair + "#1", shape, "i64")
        self._record("argmax", spec, (x,), best)
        return best, at

    # Shapes.

    def reshape(self, x: Tensor, shape: Sequence[int]) -> Tensor:
        """The same elements in order: dims that fall together are collapsed, then
        expanded."""
        shape = tuple(shape)
        if shape == x.shape:
            return x
        if math.prod(shape) != math.prod(x.shape):
            raise ValueError("%s has no shape %s" % (x.type, shape))
        groups, i, j = [], 0, 0
        while i < len(x.shape) or j < len(shape):
            left, right = [i], [j]
            i, j = i + 1, j + 1
            while math.prod(x.shape[left[0]:i]) != math.prod(shape[right[0]:j]):
                if math.prod(x.shape[left[0]:i]) < math.prod(shape[right[0]:j]):
                    i += 1
                else:
                    j += 1
            # Dims of extent 1 at an end go with what stands before them.
            if i == len(x.shape) or j == len(shape):
                i, j = len(x.shape), len(shape)
            groups.append((range(left[0], i), range(right[0], j)))
        middle = tuple(math.prod(x.shape[k] for k in left) for left, _ in groups)
        y = x
        if middle != x.shape:
            y = self._reshaped("collapse_shape", y, middle, [left for left, _ in groups])
        if middle != shape:
            y = self._reshaped("expand_shape", y, shape, [right for _, right in groups])
        self._record("reshape", "", (x,), y)
        return y

    def _reshaped(self, op: str, x: Tensor, shape: tuple[int, ...],
                  groups: Sequence[Sequence[int]]) -> Tensor:
        result = self._new(shape, x.format)
        said = ", ".join("[%s]" % ", ".join(map(str, group)) for group in groups)
        extra = " output_shape %s" % list(shape) if op == "expand_shape" else ""
        self._lines.append("%s = tensor.%s %s [%s]%s : %s into %s" % (
            result.name, op, x.name, said, extra, x.type, result.type))
        return result

    def slice(self, x: Tensor, dim: int, begin: int, size: int, step: int = 1) -> Tensor:
        if begin == 0 and size == x.shape[dim]:
            return x
        shape = [*x.shape]
        shape[dim] = size
        offsets = [begin if i == dim else 0 for i in range(len(shape))]
        steps = [step if i == dim else 1 for i in range(len(shape))]
        result = self._new(shape, x.format)
        self._lines.append("%s = tensor.extract_slice %s%s %s %s : %s to %s" % (
            result.name, x.name, offsets, shape, steps, x.type, result.type))
        self._record("slice", "", (x,), result, dim=dim, begin=begin, step=step)
        return result

    def split(self, x: Tensor, dim: int, sizes: Sequence[int]) -> list[Tensor]:
        parts, begin = [], 0
        for size in sizes:
            parts.append(self.slice(x, dim, begin, size))
            begin += size
        return parts

    def concat(self, dim: int, *tensors: Tensor) -> Tensor:
        shape = [*tensors[0].shape]
        shape[dim] = sum(tensor.shape[dim] for tensor in tensors)
        result = self._new(shape, tensors[0].format)
        self._lines.append("%s = tensor.concat dim(%d) %s : (%s) -> %s" % (
            result.name, dim, ", ".join(t.name for t in tensors),
            ", ".join(t.type for t in tensors), result.type))
        self._record("concat", "", tensors, result, dim=dim)
        return result

    def pad(self, x: Tensor, low: Sequence[int], high: Sequence[int],
            value: float = 0) -> Tensor:
        """With more of one value around it."""
        if not any((*low, *high)):
            return x
        shape = [a + b + c for a, b, c in zip(low, x.shape, high)]
        result, zero = self._new(shape, x.format), self._constant(value, x.format)
        arguments = ", ".join("%%p%d: index" % i for i in range(len(shape)))
        self._lines += [
            "%s = tensor.pad %s low%s high%s {" % (result.name, x.name, [*low], [*high]),
            "^bb0(%s):" % arguments,
            "tensor.yield %s : %s" % (zero, x.format),
            "} : %s to %s" % (x.type, result.type),
        ]
        self._record("pad", "", (x,), result)
        return result

    # The text.

    def text(self) -> str:
        arguments = ", ".join(
            "%s: %s {ridge.name = \"%s\"}" % (tensor.name, tensor.type, name)
            for name, tensor, _ in self.arguments)
        types = ", ".join(tensor.type for tensor in self.results)
        names = ", ".join(tensor.name for tensor in self.results)
        lines = ["func.func @%s(%s) -> (%s) {" % (self.name, arguments, types)]
        lines += ["  " + line for line in self._lines]
        return "\n".join([*lines, "  return %s : %s" % (names, types), "}", ""])

    # What the operations above share.

    def _fresh(self) -> str:
        self._count += 1
        return "%%%d" % (self._count - 1)

    def _new(self, shape: Sequence[int], format: str) -> Tensor:
        return Tensor(self._fresh(), tuple(shape), format)

    def _record(self, kind: str, spec: str, operands: Sequence[Tensor], result: Tensor,
                **details: Any) -> None:
        self.records.append(Record(kind, spec, tuple(operands), result, details))

    def _once(self, key: Any, said: str) -> str:
        if key not in self._shared:
            self._shared[key] = self._fresh()
            self._lines.append("%s = %s" % (self._shared[key], said))
        return self._shared[key]

    def _constant(self, value: float, format: str) -> str:
        said = "arith.constant %s : %s" % (literal(value, format), format)
        return self._once(("constant", said), said)

    def _empty(self, shape: Sequence[int], format: str) -> str:
        return self._once(("empty", tuple(shape), format),
                          "tensor.empty() : %s" % tensor_type(shape, format))

    def _filled(self, value: float, shape: Sequence[int], format: str) -> str:
        scalar, empty = self._constant(value, format), self._empty(shape, format)
        type = tensor_type(shape, format)
        return self._once(("fill", scalar, empty), "linalg.fill ins(%s : %s) outs(%s : %s) -> %s"
                          % (scalar, format, empty, type, type))

    def _open(self, spec: Spec, tensors: Sequence[Tensor], out: str, result: Tensor) -> str:
        maps = [spec.map_of(names) for names in spec.operands] + [spec.map_of(spec.result)]
        ins = ""
        if tensors:
            ins = " ins(%s : %s)" % (", ".join(t.name for t in tensors),
                                     ", ".join(t.type for t in tensors))
        return ("%s = linalg.generic {indexing_maps = [%s], iterator_types = [%s]}%s"
                " outs(%s : %s) {" % (result.name, ", ".join(maps), spec.iterators(), ins,
                                      out, result.type))

    def _generic(self, text: str, spec: Spec, tensors: Sequence[Tensor],
                 arguments: Sequence[Scalar], value: Scalar) -> Tensor:
        if len(spec.dims) != len(spec.result):
            raise ValueError("'%s' sums what a map does not" % text)
        result = self._new(spec.result_shape(), value.format)
        body = _Body(spec)
        for i, argument in enumerate(arguments):
            body.name(argument, "%%in%d" % i)
        last = body.print(value)
        blocks = ["%%in%d: %s" % (i, t.format) for i, t in enumerate(tensors)]
        self._lines += [
            self._open(spec, tensors, self._empty(result.shape, result.format), result),
            "^bb0(%s):" % ", ".join([*blocks, "%%out: %s" % result.format]),
            *body.lines,
            "linalg.yield %s : %s" % (last, result.format),
            "} -> %s" % result.type,
        ]
        return result

    def _reduction(self, text: str, tensors: Sequence[Tensor], total: str, start: float,
                   combine: str, f: Callable[..., Scalar],
                   sizes: Mapping[str, int] = {}) -> tuple[Tensor, list[Scalar], Scalar]:
        spec = Spec.of(text, tensors, sizes)
        result = self._new(spec.result_shape(), total)
        body = _Body(spec)
        arguments = []
        for i, tensor in enumerate(tensors):
            arguments.append(Scalar("argument", (), tensor.format, i))
            body.name(arguments[-1], "%%in%d" % i)
        widened = [one.to(total) for one in arguments]
        value = f(*widened)
        term = body.print(value)
        op = combine if combine != "add" else "addf" if is_float(total) else "addi"
        blocks = ["%%in%d: %s" % (i, t.format) for i, t in enumerate(tensors)]
        # Before the generic: these are lines of their own.
        out = self._filled(start, result.shape, total)
        self._lines += [
            self._open(spec, tensors, out, result),
            "^bb0(%s):" % ", ".join([*blocks, "%%out: %s" % total]),
            *body.lines,
            "%%total = arith.%s %%out, %s : %s" % (op, term, total),
            "linalg.yield %%total : %s" % total,
            "} -> %s" % result.type,
        ]
        return result, widened, value
