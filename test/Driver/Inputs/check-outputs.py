"""Checks files of results: those of small.mlir on arguments that are all one.

    check-outputs.py FILE.safetensors FOLDER [FOLDER ...]

The file and the folders' .npy files hold the same f32 values: 40 x 32 times 49,
and 40 times the sum of a row.
"""

import json
import os
import struct
import sys

EXPECTED = {"result0": ([40, 32], 49.0), "result1": ([40], 1568.0)}


def read_safetensors(path):
    with open(path, "rb") as file:
        data = file.read()
    (length,) = struct.unpack("<Q", data[:8])
    assert length % 8 == 0, "data is not aligned"
    header = json.loads(data[8 : 8 + length])
    data = data[8 + length :]
    assert all(entry["dtype"] == "F32" for entry in header.values()), header
    return {
        name: (entry["shape"], data[slice(*entry["data_offsets"])])
        for name, entry in header.items()
    }


def read_npy(path):
    with open(path, "rb") as file:
        data = file.read()
    assert data[:8] == b"\x93NUMPY\x01\x00", data[:8]
    (length,) = struct.unpack("<H", data[8:10])
    assert (10 + length) % 64 == 0, "data is not aligned"
    header = eval(data[10 : 10 + length], {"__builtins__": {}}, {})
    assert header["descr"] == "<f4" and not header["fortran_order"], header
    return list(header["shape"]), data[10 + length :]


tensors = read_safetensors(sys.argv[1])
assert set(tensors) == set(EXPECTED), set(tensors)
for name, (shape, value) in EXPECTED.items():
    found, data = tensors[name]
    assert found == shape, found
    values = struct.unpack("<%df" % (len(data) // 4), data)
    elements = shape[0] * (shape + [1])[1]
    assert len(values) == elements and set(values) == {value}, set(values)
    for folder in sys.argv[2:]:
        assert read_npy(os.path.join(folder, name + ".npy")) == (shape, data), folder
