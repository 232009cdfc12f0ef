#!/usr/bin/env python3
"""Products on one core as ONNXim has it (onnxim-128), beside ONNXim's own cycles.

Twice: in the blocks that ONNXim works in, as a mapping, and as Ridge maps them.
"""

import argparse
import math
import os
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                os.pardir))
from measure import Ridge, table

# Cycles of ONNXim (a1e8629) with one core of its tpuv4 configuration: M, N, K.
ONNXIM = [
    (512, 512, 512, 9393),
    (1024, 1024, 1024, 67284),
    (2048, 2048, 2048, 527158),
    (4096, 4096, 4096, 4199224),
    (1, 4096, 4096, 133628),
]
BAR = 3.0

MODEL = """#sum = affine_map<(d0, d1) -> (d0, d1)>
func.func @product(%a: tensor<{m}x{k}xbf16>, %b: tensor<{k}x{n}xbf16>)
    -> tensor<{m}x{n}xbf16> {{
  %zero = arith.constant 0.0 : f32
  %empty = tensor.empty() : tensor<{m}x{n}xf32>
  %start = linalg.fill ins(%zero : f32) outs(%empty : tensor<{m}x{n}xf32>)
      -> tensor<{m}x{n}xf32>
  %sums = linalg.matmul
      ins(%a, %b : tensor<{m}x{k}xbf16>, tensor<{k}x{n}xbf16>)
      outs(%start : tensor<{m}x{n}xf32>) -> tensor<{m}x{n}xf32>
  %narrow = tensor.empty() : tensor<{m}x{n}xbf16>
  %result = linalg.generic {{indexing_maps = [#sum, #sum],
      iterator_types = ["parallel", "parallel"]}}
      ins(%sums : tensor<{m}x{n}xf32>) outs(%narrow : tensor<{m}x{n}xbf16>) {{
  ^bb0(%x: f32, %y: bf16):
    %t = arith.truncf %x : f32 to bf16
    linalg.yield %t : bf16
  }} -> tensor<{m}x{n}xbf16>
  return %result : tensor<{m}x{n}xbf16>
}}
"""

SIDE = 128
BYTES = 2  # of an element
SCRATCHPAD, ACCUMULATOR = 32 << 20, 4 << 20


def tile(m, n, k):
    """Rows, columns and steps that ONNXim takes at a time: a square of blocks as
    large as half the accumulator takes, and as many steps as half the scratchpad
    then does; blocks are dealt to tiles evenly."""
    held = SCRATCHPAD // (SIDE * BYTES * 2) // 2 // SIDE
    square = int((ACCUMULATOR // (SIDE * 4 * 2) // SIDE) ** 0.5)
    taken = []
    for extent, blocks in [(m, square), (n, square), (k, held // square)]:
        tiles = -(-extent // (blocks * SIDE))
        whole = -(-extent // SIDE) * SIDE
        taken.append(-(-whole // tiles) // SIDE * SIDE)
    return taken


def mapping(m, n, k):
    """ONNXim's order: columns of weights, past each all rows. All blocks of a tile
    have places of their own, and two tiles are in work."""
    rows, columns, depth = tile(m, n, k)
    tiles = [("m", m, min(m, SIDE)), ("n", n, min(n, SIDE)),
             ("k", k, min(k, depth))]
    # A dim of one element is none.
    names = {dim: "d%d" % i for i, dim in enumerate(
        dim for dim, extent, _ in tiles if extent > 1)}
    trips = {dim: -(-extent // size) for dim, extent, size in tiles}
    sizes = {dim: size for dim, _, size in tiles}

    def buffer(dims, text, most):
        """Of as many slots as it has tiles, and no more than are of use."""
        used = [dim for dim in dims if dim in names]
        slots = min(most, math.prod(trips[dim] for dim in used))
        return "  %s slots %d" % (
            text.replace("[]", "[%s]" % ", ".join(names[dim] for dim in used)),
            slots)

    sums = 2 * (rows // SIDE) * (columns // SIDE)
    lines = ['group "contract0+1" {',
             "  dims " + ", ".join("%s = %d" % (names[dim], extent)
                                   for dim, extent, _ in tiles if extent > 1)]
    lines += ["  for %s by %d" % (names[dim], sizes[dim])
              for dim in "nmk" if trips[dim] > 1]
    lines += [buffer("mk", "window w0 read [] bf16 in @sram", 2 * rows // SIDE),
              buffer("nk", "window w1 read [] bf16 in @sram",
                     2 * columns // SIDE),
              buffer("mn", "window w2 write [] bf16 in @sram", sums),
              buffer("mn", "local t0 [] f32 in @acc", sums),
              "  run 0 contract (w0, w1) -> t0 by @matmul_bf16(a, b, c)"
              " fill @clear_f32(value, c)",
              "  run 1 map (t0) -> w2 by @simple(in, out)",
              "}"]
    return "\n".join(lines) + "\n"


def cycles(ridge, folder, m, n, k):
    """Cycles in ONNXim's blocks, and as Ridge maps the product."""
    model = os.path.join(folder, "product.mlir")
    blocks = os.path.join(folder, "blocks.mapping")
    for path, text in [(model, MODEL.format(m=m, n=n, k=k)),
                       (blocks, mapping(m, n, k))]:
        with open(path, "w") as file:
            file.write(text)
    return [ridge.document(model, "onnxim-128", *options)["cycles"]["simulated"]
            for options in [("--mapping", blocks), ()]]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build", default="build")
    parser.add_argument("shapes", nargs="*", metavar="MxNxK",
                        help="other products, without a bar")
    options = parser.parse_args()
    products = [tuple(map(int, shape.split("x"))) + (None,)
                for shape in options.shapes] or ONNXIM
    ridge, rows, missed = Ridge(options.build), [], 0
    for m, n, k, reported in products:
        with tempfile.TemporaryDirectory() as folder:
            taken = cycles(ridge, folder, m, n, k)
        row = ["%dx%dx%d" % (m, n, k), reported or "-"]
        for value in taken:
            row += [value, "%+.2f %%" % (100 * (value / reported - 1))
                    if reported else "-"]
        if reported:
            off = abs(100 * (taken[0] / reported - 1)) > BAR
            missed += off
            row.append("MISSED" if off else "ok")
        rows.append(row)
    table(["M x N x K", "ONNXim", "in its blocks", "", "as Ridge maps it"], rows)
    print("%d bars missed" % missed)
    sys.exit(1 if missed else 0)


if __name__ == "__main__":
    main()
