"""What Gemmini ran for a row of DOSA's table: a loop nest of commands.

The rules are those of the public programs that measured the rows: ucb-bar/
gemmini-rocc-tests, branch dosa (959b23f), gemmini-data-collection, and tiled_conv
and tiled_matmul_outer of its include/gemmini.h.
"""

import re
from collections import namedtuple

DIMS = "CRSKPQN"  # what a mapping leaves out comes in this order, innermost first
ARRAYS = [2, 4, 8, 16, 32, 64, 128]

# A product if `kernel` is 0: (m, n, k) are (P, K, C). Otherwise a convolution of a
# square image, padded by kernel / 2. `order` has the dims, outermost first.
Nest = namedtuple("Nest", "side extents tiles order kernel stride")


def divide_up(value, unit):
    return -(-value // unit)


def levels(text):
    """Per level a list of (dim, factor, spatial), outermost first."""
    parts = {}
    for part in text.split(" - "):
        name, *factors = part.split()
        parts[name[:2]] = [re.fullmatch(r"([A-Z])(\d+)([XY]?)", factor).groups()
                           for factor in factors]
    return {name: [(dim, int(count), bool(spatial))
                   for dim, count, spatial in factors]
            for name, factors in parts.items()}


def factor(level, dim, spatial=False):
    return next((count for other, count, across in level
                 if (other, across) == (dim, spatial)), 1)


def nest(row):
    """extract_data_csv.py, gemmini_data_collection.py and the templates."""
    mapping = levels(row["mapping.mapping"])
    problem = {dim: int(row["prob." + dim]) for dim in "CKNPQRS"}
    inner, across = mapping["L1"], mapping["L2"]
    c_side, k_side = factor(inner, "C", True), factor(across, "K", True)
    tiles = {dim: factor(inner, dim) for dim in DIMS}
    tiles["C"] *= c_side
    tiles["K"] *= k_side
    for dim in "PQ":
        tiles[dim] *= factor(mapping["L0"], dim)
    # The least array that takes both spatial factors.
    side = next(size for size in ARRAYS if max(c_side, k_side) <= size)
    order = [dim for dim, _, _ in reversed(mapping["L3"])]
    order = [dim for dim in order] + [dim for dim in DIMS if dim not in order]
    order.reverse()
    if problem["Q"] == problem["R"] == problem["S"] == 1:
        # Blocks of the array, counted in sixteens whatever the array is.
        tiles = {dim: max(1, tiles[dim] >> 4) * side for dim in "PKC"}
        extents = {dim: problem[dim] for dim in "PKC"}
        return Nest(side, extents, tiles, [d for d in order if d in "PKC"], 0, 1)
    kernel, stride = problem["R"], int(row["prob.Wstride"])
    out = (problem["P"] * stride - kernel + kernel // 2 * 2) // stride + 1
    extents = {"P": out, "Q": out, "R": kernel, "S": kernel,
               "C": problem["C"], "K": problem["K"]}
    return Nest(side, extents, {dim: min(tiles[dim], extents[dim])
                                for dim in extents},
                [d for d in order if d in extents], kernel, stride)
