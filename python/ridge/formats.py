"""Number formats and numpy's types of the same layout."""

from __future__ import annotations

import numpy as np

try:
    import ml_dtypes
except ImportError:
    ml_dtypes = None

# Ridge keeps a code in the low bits of a whole number of bytes.
NUMPY = {
    "i1": "bool",
    "i8": "int8",
    "i16": "int16",
    "i32": "int32",
    "i64": "int64",
    "ui8": "uint8",
    "ui16": "uint16",
    "f16": "float16",
    "f32": "float32",
    "f64": "float64",
}
ML_DTYPES = {
    "bf16": "bfloat16",
    "f8E3M4": "float8_e3m4",
    "f8E4M3": "float8_e4m3",
    "f8E4M3FN": "float8_e4m3fn",
    "f8E4M3FNUZ": "float8_e4m3fnuz",
    "f8E4M3B11FNUZ": "float8_e4m3b11fnuz",
    "f8E5M2": "float8_e5m2",
    "f8E5M2FNUZ": "float8_e5m2fnuz",
    "f8E8M0FNU": "float8_e8m0fnu",
    "f6E2M3FN": "float6_e2m3fn",
    "f6E3M2FN": "float6_e3m2fn",
    "f4E2M1FN": "float4_e2m1fn",
}
FORMATS = {numpy: format for format, numpy in {**NUMPY, **ML_DTYPES}.items()}


def dtype_of(format: str, bytes_per_element: int) -> np.dtype:
    """numpy's type for a format; unsigned integers, for the codes, where there is
    none (bf16 and the narrow floats without ml_dtypes)."""
    if format in NUMPY:
        return np.dtype(NUMPY[format])
    if ml_dtypes is not None and hasattr(ml_dtypes, ML_DTYPES.get(format, "-")):
        return np.dtype(getattr(ml_dtypes, ML_DTYPES[format]))
    return np.dtype("u%d" % bytes_per_element)


def format_of(array: np.ndarray, expected: str | None = None) -> str:
    """The format of an array's elements. Unsigned integers hold codes where a
    float format is expected that numpy has no type for here."""
    name = array.dtype.name
    if array.dtype.kind == "u" and expected is not None and expected not in NUMPY:
        return expected
    if name not in FORMATS:
        raise TypeError(
            "no number format has the layout of numpy's %s; there are %s"
            % (name, ", ".join(FORMATS))
        )
    return FORMATS[name]


def as_bytes(array: np.ndarray) -> np.ndarray:
    """The elements as they lie in memory; copied only if they are not in row-major
    order."""
    return np.ascontiguousarray(array).reshape(-1).view(np.uint8)


def from_bytes(format: str, shape: list[int], raw: np.ndarray) -> np.ndarray:
    """The same bytes as an array of the format's type."""
    elements = int(np.prod(shape, dtype=np.int64))
    dtype = dtype_of(format, len(raw) // elements if elements else 1)
    return raw.view(dtype).reshape(shape)
