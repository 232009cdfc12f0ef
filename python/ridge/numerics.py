"""Number formats on numpy arrays: what `ridge numerics` does, in the same code.

Formats are named as in docs/Numerics.md: "bf16", "f8E4M3FN", "float_e5m1", in
blocks "mxfp4", "nvfp4", ... Values are f32 (f64 where a format is wider); arrays
in row-major order are read and written in place.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from . import _native
from .formats import as_bytes, dtype_of, format_of

__all__ = [
    "Blocks", "Codec", "Format", "FormatError", "Preset", "Quantized",
    "accumulate_text", "decode", "dot", "encode", "encode_blocks", "error", "format",
    "formats", "matmul", "presets", "quantize", "round",
]


# ===----------------------------------------------------------------------===#
# Formats
# ===----------------------------------------------------------------------===#


@dataclasses.dataclass(frozen=True)
class Format:
    """A number format.

    Attributes:
        bits: Of one code.
        bytes: That an element takes in memory.
        specials: "ieee", "fn", "fnuz", "finite", "scale" or "extended"; "" of
            integers, whose four attributes after it are 0.
        largest: The largest finite value.
        unit_roundoff: Half an ulp of 1.
        decoder_gates: Of a unit that decodes a value a cycle, assumed.
    """

    name: str
    is_float: bool
    is_signed: bool
    bits: int
    bytes: int
    specials: str
    exponent_bits: int
    mantissa_bits: int
    bias: int
    subnormals: bool
    largest: float
    unit_roundoff: float
    decoder_gates: float

    @property
    def dtype(self) -> np.dtype:
        """numpy's type of its elements; unsigned integers for codes where there is
        none."""
        return dtype_of(self.name, self.bytes)

    def values(self) -> np.ndarray:
        """The value of every code, f32; for formats of up to 16 bits."""
        if self.bits > 16:
            raise ValueError("%s has too many codes to list" % self.name)
        codes = np.arange(1 << self.bits, dtype="u%d" % self.bytes)
        return decode(codes, self.name)


def format(name: str) -> Format:
    """What a format holds. Error: there is none of that name."""
    facts = _native.format_facts(name)
    return Format(**{f.name: getattr(facts, f.name) for f in dataclasses.fields(Format)})


def formats() -> list[str]:
    """The formats that have a name of their own; any float can be spelled."""
    return _native.named_formats()


def _rounding(rounding, overflow, nan, random_bits, seed):
    words = _native.RoundingWords()
    words.rounding, words.overflow, words.nan = rounding or "", overflow or "", nan or ""
    words.random_bits, words.seed = random_bits, seed
    return words


def _values(x: npt.ArrayLike, wide: bool = False) -> np.ndarray:
    """f32 in row-major order, or f64 if that is what it is and a format may need
    it."""
    array = np.asarray(x)
    keeps = wide and array.dtype in (np.float64, np.int32, np.int64, np.uint32)
    dtype = np.float64 if keeps else np.float32
    # Of no dims stays so: ascontiguousarray would add one.
    return np.asarray(array, dtype=dtype, order="C")


def encode(
    x: npt.ArrayLike,
    format: str,
    *,
    rounding: str = "nearest-even",
    overflow: str = "infinity",
    nan: str = "largest",
    random_bits: int = 32,
    seed: int = 0,
) -> np.ndarray:
    """The codes that values become, each rounded once, in the format's type.

    Args:
        x: f32 or f64, any shape.
        rounding: nearest-even, nearest-away, toward-zero, up, down, to-odd or
            stochastic (of `random_bits` and `seed`; an element's index decides).
        overflow: infinity (IEEE 754) or saturate.
        nan: largest or zero, in formats without NaN.
    """
    facts = _native.format_facts(format)
    values = _values(x, wide=True)
    codes = np.empty(values.shape, dtype="u%d" % facts.bytes)
    words = _rounding(rounding, overflow, nan, random_bits, seed)
    _native.encode(format, words, values, codes.reshape(-1).view(np.uint8))
    return codes.view(dtype_of(facts.name, facts.bytes))


def decode(codes: npt.ArrayLike, format: str | None = None) -> np.ndarray:
    """The values of codes: f32, or f64 where f32 has not all of them.

    Args:
        codes: Elements of the format's type, or unsigned integers of its width.
        format: Needed where the type of `codes` does not say it.
    """
    array = np.asarray(codes)
    name = format or format_of(array)
    facts = _native.format_facts(name)
    if array.dtype.itemsize != facts.bytes:
        raise TypeError(
            "%s has elements of %d bytes, not %s" % (name, facts.bytes, array.dtype)
        )
    is_wide = facts.bits > 32 or (facts.bits == 32 and not facts.is_float)
    values = np.empty(array.shape, dtype=np.float64 if is_wide else np.float32)
    _native.decode(name, as_bytes(array), values)
    return values


def round(x: npt.ArrayLike, format: str, **options: Any) -> np.ndarray:
    """The values that values become in a format; options of `encode`."""
    return decode(encode(x, format, **options), format)


# ===----------------------------------------------------------------------===#
# Blocks, integers with scales, codecs
# ===----------------------------------------------------------------------===#


def _block_words(
    format, block=None, axis=-1, scale_rule=None, reciprocal=False, rounding=None,
    random_bits=32, seed=0,
):
    words = _native.BlockWords()
    words.format, words.axis, words.reciprocal = format, axis, reciprocal
    words.scale_rule = scale_rule or ""
    if block is not None:
        rows, columns = (1, block) if isinstance(block, int) else block
        words.rows, words.columns = rows, columns
    words.rounding = _rounding(rounding, None, None, random_bits, seed)
    return words


class Blocks:
    """An array in a format of blocks.

    Attributes:
        shape: Of the array.
        element_format, scale_format: Of a code, and of a block's scale.
        elements: Packed codes in row-major order, low bits first; read only.
        scales: One code a block, a byte or more each; read only.
        tensor_scale: Of the whole array; 1 if the format has none.
        bits_per_value: With scales.
    """

    def __init__(self, native):
        self._native = native
        self.shape = tuple(native.shape)
        self.element_format: str = native.element_format
        self.scale_format: str = native.scale_format
        self.tensor_scale: float = native.tensor_scale
        self.bits_per_value: float = native.bits_per_value

    @property
    def elements(self) -> np.ndarray:
        return self._native.elements

    @property
    def scales(self) -> np.ndarray:
        return self._native.scales

    def decode(self) -> np.ndarray:
        """The values that the codes stand for, f32."""
        return self._native.decode().reshape(self.shape)


def encode_blocks(
    x: npt.ArrayLike,
    format: str,
    *,
    block: int | tuple[int, int] | None = None,
    axis: int = -1,
    scale_rule: str | None = None,
    reciprocal: bool = False,
    rounding: str | None = None,
    random_bits: int = 32,
    seed: int = 0,
) -> Blocks:
    """An array in a format of blocks ("mxfp4", "nvfp4", ...).

    Args:
        block: Elements that share a scale along `axis`, or (rows, columns) of the
            last two dims; 0 is a whole extent. A plain format needs it.
        scale_rule: floor, ceil, round-up, even or search; None: the format's.
        reciprocal: Multiply by the inverse of a scale, do not divide.
    """
    words = _block_words(
        format, block, axis, scale_rule, reciprocal, rounding, random_bits, seed
    )
    return Blocks(_native.encode_blocks(words, _values(x)))


@dataclasses.dataclass(frozen=True)
class Quantized:
    """A tensor as integers with scales, and back: its values, which of them
    saturated, and the bits a value takes."""

    values: np.ndarray
    saturated: np.ndarray
    bits_per_value: float


def quantize(x: npt.ArrayLike, scheme: str, *, axis: int = -1) -> Quantized:
    """What a tensor becomes as integers with scales.

    Args:
        scheme: "i8", or STORAGE,asymmetric,percentile=P|mse,channel=A|group=N.
        axis: That groups lie along.
    """
    values = _values(x)
    back, saturated, bits = _native.quantize(scheme, values, axis)
    return Quantized(
        back.reshape(values.shape), saturated.view(bool).reshape(values.shape), bits
    )


class Codec:
    """A way to store values in fewer bits (docs/Codecs.md): "sparse<2:4,bf16>",
    "entropy<bf16>", "transform<8>", or a format."""

    def __init__(self, name: str):
        self.name = name
        self.encode(np.zeros(0, np.float32))  # a wrong name is wrong here

    def encode(self, x: npt.ArrayLike) -> np.ndarray:
        """The bytes that stand for the values."""
        return _native.codec_encode(self.name, _values(x).reshape(-1))

    def decode(self, data: np.ndarray, shape: int | Sequence[int]) -> np.ndarray:
        """Values of that shape. Error: bytes that `encode` cannot have given."""
        count = int(np.prod(shape, dtype=np.int64))
        values = _native.codec_decode(self.name, np.ascontiguousarray(data), count)
        return values.reshape(shape)

    def __repr__(self) -> str:
        return "Codec(%r)" % self.name


@dataclasses.dataclass(frozen=True)
class FormatError:
    """What a format does to a tensor.

    Attributes:
        sqnr_db: Signal to noise; infinite where nothing changed.
        max_relative_error: Among what is not flushed.
        saturated: Values beyond the largest; None where that is not known.
        flushed: Values that became zero.
        lost: Numbers that became NaN or Inf.
        non_finite: Values that were no numbers, and are left out.
        bias: Mean error.
        decoder_gates: Of a unit that decodes a value a cycle, assumed.
    """

    sqnr_db: float
    bits_per_value: float
    max_relative_error: float
    saturated: int | None
    flushed: int
    lost: int
    non_finite: int
    elements: int
    bias: float
    decoder_gates: float | None


def error(
    x: npt.ArrayLike,
    *,
    format: str | None = None,
    quantize: str | None = None,
    codec: str | None = None,
    **options: Any,
) -> FormatError:
    """What one of a format, a quantisation or a codec does to a tensor; options of
    `encode_blocks`. Overflows saturate."""
    named = [("format", format), ("quantize", quantize), ("codec", codec)]
    given = [(kind, name) for kind, name in named if name is not None]
    if len(given) != 1:
        raise TypeError("one of format, quantize and codec")
    kind, name = given[0]
    facts = _native.measure_error(kind, _block_words(name, **options), _values(x))
    names = [f.name for f in dataclasses.fields(FormatError)]
    return FormatError(**{n: getattr(facts, n) for n in names})


# ===----------------------------------------------------------------------===#
# Inner products
# ===----------------------------------------------------------------------===#


@dataclasses.dataclass(frozen=True)
class Preset:
    """A unit that was measured or described: what it does, which measured rows of
    which machine that gives, and where it is from."""

    name: str
    fields: str
    measured: str
    source: str


def presets() -> list[Preset]:
    """The presets of `accumulate=`."""
    return [Preset(*row) for row in _native.accumulate_presets()]


def accumulate_text(model: str) -> str:
    """A model of accumulation, spelled out. Error: there is none of that name."""
    return _native.accumulate_text(model)


def _operand(codes, format):
    array = np.asarray(codes)
    name = format_of(array, format) if format is None else format
    return array, name


def _products(request, a, format_a, b, format_b, c, scales, results):
    """`a` and `b` are rows x count."""
    (scales_a, scale_a), (scales_b, scale_b) = scales
    strides = [1, 1]
    for one in (scales_a, scales_b):
        if one is not None:
            strides = [one.shape[-1], 1]
    _native.dots(
        request, format_a, as_bytes(a), [a.shape[-1], 1], format_b, as_bytes(b),
        [b.shape[-1], 1], c, scale_a, None if scales_a is None else as_bytes(scales_a),
        scale_b, None if scales_b is None else as_bytes(scales_b), strides, results,
    )


def _request(accumulate, a, b, paired, block):
    request = _native.DotRequest()
    request.accumulate, request.paired = accumulate, paired
    request.rows_a, request.rows_b = a.shape[0], b.shape[0]
    request.count = a.shape[1]
    request.block = block
    return request


def _scales(given, rows, count, block):
    """Scales as rows x blocks, and their format."""
    if given is None:
        return None, ""
    if not block:
        raise TypeError("scales need block=, the products that share one")
    array = np.asarray(given)
    blocks = -(-count // block)
    if array.size != rows * blocks:
        raise ValueError(
            "%d rows of %d products in blocks of %d have %d scales, not %d"
            % (rows, count, block, rows * blocks, array.size)
        )
    # Without ml_dtypes, codes of the scale that all MX formats have.
    return array.reshape(rows, blocks), format_of(array, "f8E8M0FNU")


def dot(
    a: npt.ArrayLike,
    b: npt.ArrayLike,
    c: npt.ArrayLike = 0.0,
    *,
    accumulate: str,
    format: str | None = None,
    scales_a: npt.ArrayLike | None = None,
    scales_b: npt.ArrayLike | None = None,
    block: int = 0,
) -> np.ndarray:
    """c + sum of a * b along the last dim, bit for bit as a unit adds them.

    Args:
        a: Codes (..., K): elements of the format's type, or unsigned integers and
            `format`.
        b: Codes of the same shape.
        c: f32 addends that broadcast to (...).
        accumulate: A preset, or "accumulate<[PRESET,] field=value, ...>".
        scales_a: Codes of scales of a, one for each `block` products.
        scales_b: Those of b.
    Returns:
        f64 that holds the unit's result exactly.
    Raises:
        Error: No such model, or it cannot add such products.
    """
    (left, format_a), (right, format_b) = _operand(a, format), _operand(b, format)
    if left.shape != right.shape or left.ndim == 0:
        raise ValueError(
            "a and b have one shape (..., K), not %s and %s" % (left.shape, right.shape)
        )
    outer, count = left.shape[:-1], left.shape[-1]
    left, right = left.reshape(-1, count), right.reshape(-1, count)
    addends = np.array(np.broadcast_to(np.asarray(c, np.float32), outer), order="C")
    results = np.empty(outer)
    scales = (
        _scales(scales_a, len(left), count, block),
        _scales(scales_b, len(right), count, block),
    )
    _products(
        _request(accumulate, left, right, True, block), left, format_a, right, format_b,
        addends.reshape(-1), scales, results.reshape(-1),
    )
    return results


def matmul(
    a: npt.ArrayLike,
    b: npt.ArrayLike,
    c: npt.ArrayLike = 0.0,
    *,
    accumulate: str,
    format: str | None = None,
    scales_a: npt.ArrayLike | None = None,
    scales_b: npt.ArrayLike | None = None,
    block: int = 0,
) -> np.ndarray:
    """The same for all rows of a (M, K) and columns of b (K, N): (M, N). Scales of
    b are (N, blocks). Columns of b that are not contiguous are copied once."""
    (left, format_a), (right, format_b) = _operand(a, format), _operand(b, format)
    if left.ndim != 2 or right.ndim != 2 or left.shape[1] != right.shape[0]:
        raise ValueError(
            "a is (M, K) and b (K, N), not %s and %s" % (left.shape, right.shape)
        )
    columns, count = right.T, left.shape[1]
    shape = (len(left), len(columns))
    addends = np.array(np.broadcast_to(np.asarray(c, np.float32), shape), order="C")
    results = np.empty(shape)
    scales = (
        _scales(scales_a, len(left), count, block),
        _scales(scales_b, len(columns), count, block),
    )
    _products(
        _request(accumulate, left, columns, False, block), left, format_a, columns,
        format_b, addends.reshape(-1), scales, results.reshape(-1),
    )
    return results
