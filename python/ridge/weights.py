"""Arrays in .safetensors files, one after the other: a model's weights are never
all in memory twice."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from typing import Union

import numpy as np

DTYPES = {
    "bool": "BOOL", "int8": "I8", "int16": "I16", "int32": "I32", "int64": "I64",
    "uint8": "U8", "uint16": "U16", "uint32": "U32", "float16": "F16",
    "bfloat16": "BF16", "float32": "F32", "float64": "F64",
    "float8_e4m3fn": "F8_E4M3", "float8_e5m2": "F8_E5M2",
    "float8_e8m0fnu": "F8_E8M0",
}


def save(path: Union[str, os.PathLike], arrays: Mapping[str, np.ndarray]) -> None:
    """Writes arrays by name, as `ridge run --inputs` reads them.

    Raises:
        ValueError: An array of a type that the format does not have.
    """
    header, begin = {}, 0
    for name, array in arrays.items():
        dtype = DTYPES.get(array.dtype.name)
        if dtype is None:
            raise ValueError(
                "safetensors has no dtype for %s of '%s'" % (array.dtype, name)
            )
        end = begin + array.nbytes
        header[name] = {
            "dtype": dtype, "shape": list(array.shape), "data_offsets": [begin, end],
        }
        begin = end
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(len(text).to_bytes(8, "little") + text)
        for array in arrays.values():
            file.write(np.ascontiguousarray(array).view(np.uint8).data
                       if array.nbytes and array.ndim else array.tobytes())
