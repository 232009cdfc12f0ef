#!/usr/bin/env python3
"""Writes values for small.mlir: .npy and .safetensors without numpy.

    write-inputs.py FOLDER
"""

import json
import os
import struct
import sys

SHAPES = [(40, 48), (48, 32), (32,)]


def size(shape):
    total = 1
    for extent in shape:
        total *= extent
    return total


def floats(shape, value):
    return b"".join(struct.pack("<f", value(i)) for i in range(size(shape)))


def safetensors(names, value):
    header, data = {}, b""
    for name, shape in zip(names, SHAPES):
        begin = len(data)
        data += floats(shape, value)
        header[name] = {"dtype": "F32", "shape": list(shape),
                        "data_offsets": [begin, len(data)]}
    text = json.dumps(header).encode()
    return struct.pack("<Q", len(text)) + text + data


def bytes_by_entries(entries):
    """By hand: json.dumps writes no name twice."""
    text = "{%s}" % ", ".join(
        '"%s": {"dtype": "I8", "shape": [%d], "data_offsets": [%d, %d]}' % (
            name, end - begin, begin, end)
        for name, begin, end in entries)
    return struct.pack("<Q", len(text)) + text.encode() + bytes(12)


def npy(shape, value):
    text = repr({"descr": "<f4", "fortran_order": False, "shape": shape}).encode()
    text += b" " * (-(len(text) + 11) % 64) + b"\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(text)) + text + floats(shape, value)


def main():
    folder = sys.argv[1]

    def write(name, contents):
        with open(os.path.join(folder, name), "wb") as file:
            file.write(contents)

    def wave(i):
        return (i * 37 % 101) / 101 - 0.5

    whole = safetensors(["arg0", "arg1", "arg2"], wave)
    write("all.safetensors", whole)
    write("cut.safetensors", whole[: len(whole) // 2])
    write("ones.safetensors", safetensors(["arg0", "arg1", "arg2"], lambda i: 1.0))
    write("named.safetensors", safetensors(["x", "weight", "bias"], wave))
    write("names.txt", b"# index name\n0 x\n1 weight 48x32\n2 bias\n")
    write("x.npy", npy(SHAPES[0], wave))
    # Entries (name, begin, end) of i8 tensors over 12 bytes.
    for name, entries in (
            ("twice", [("arg0", 0, 8), ("arg0", 8, 12)]),
            ("overlap", [("arg0", 0, 8), ("arg1", 4, 12)]),
            ("rest", [("arg0", 0, 8)]),
            ("others", [("w", 0, 8), ("x", 8, 12)])):
        write(name + ".safetensors", bytes_by_entries(entries))


if __name__ == "__main__":
    main()
