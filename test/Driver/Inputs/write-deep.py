#!/usr/bin/env python3
"""Writes files that nest 200 000 levels deep.

    write-deep.py FOLDER MACHINE    MACHINE gets such an expression
"""

import os
import struct
import sys

DEPTH = 200000


def nested(opening, closing, inside=""):
    return opening * DEPTH + inside + closing * DEPTH


def main():
    folder = sys.argv[1]

    def write(name, contents):
        with open(os.path.join(folder, name), "wb") as file:
            file.write(contents if isinstance(contents, bytes) else contents.encode())

    write("regions.mlir", nested("module {", "}"))
    write("attributes.mlir", "module attributes {a = %s} {}" % nested("[", "]"))
    write("types.mlir", "func.func private @f(%s)" % nested("tuple<", ">", "i1"))
    write("signs.mlir", "#m = affine_map<(d0) -> (%sd0)>\nmodule {}" % ("- " * DEPTH))
    with open(sys.argv[2], encoding="utf-8") as file:
        machine = file.read()
    occupancy = 'occupancy "(n * bits) ceildiv 512"'
    assert occupancy in machine
    write("expression.mlir",
          machine.replace(occupancy, 'occupancy "%s"' % nested("(", ")", "n"), 1))
    header = nested("[", "]").encode()
    write("deep.safetensors", struct.pack("<Q", len(header)) + header)
    write("deep.json", nested("[", "]"))


if __name__ == "__main__":
    main()
