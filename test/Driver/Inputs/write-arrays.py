#!/usr/bin/env python3
"""Writes small arrays for numerics-error.test, without numpy.

    write-arrays.py FOLDER

block.npy: one row of 6, 7, 0.1 and 29 ones, f32. two.safetensors: tensor `a` is
that row, tensor `b` is NaN, 1, -2 and 0 in bf16.
"""

import json
import os
import struct
import sys

ROW = struct.pack("<32f", 6, 7, 0.1, *[1] * 29)
HALVES = struct.pack("<4H", 0x7FC0, 0x3F80, 0xC000, 0)


def npy(shape, data):
    text = repr({"descr": "<f4", "fortran_order": False, "shape": shape}).encode()
    text += b" " * (-(len(text) + 11) % 64) + b"\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(text)) + text + data


def safetensors():
    end = len(ROW) + len(HALVES)
    header = {
        "a": {"dtype": "F32", "shape": [1, 32], "data_offsets": [0, len(ROW)]},
        "b": {"dtype": "BF16", "shape": [4], "data_offsets": [len(ROW), end]},
    }
    text = json.dumps(header).encode()
    return struct.pack("<Q", len(text)) + text + ROW + HALVES


folder = sys.argv[1]
os.makedirs(folder, exist_ok=True)
for name, data in [("block.npy", npy((1, 32), ROW)), ("two.safetensors", safetensors())]:
    with open(os.path.join(folder, name), "wb") as file:
        file.write(data)
