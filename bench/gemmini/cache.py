"""Lines that a nest of commands misses in the level 2 cache.

The cache in front of Gemmini is Chipyard's: 512 KiB, 8 ways, lines of 64 B. It
replaces at random: of n lines that share a set of 8 and are used in turn, each is
lost between two uses with the chance m = 1 - exp(-m n / 8), and none if n is 8 or
less. Lines are taken to be in sets as chance has it; those of rows at a wide step
share few sets, and count as many times as that. The tables were measured behind
runs on the same data: what fits is there.
"""

import functools
import math

LINE, SIZE, SETS, WAYS = 64, 512 * 1024, 1024, 8


def lost_of(filled):
    """The chance that a line is gone from a set that `filled` times its ways
    are used of."""
    if filled <= 1:
        return 0.0
    chance = 1.0
    for _ in range(100):
        chance = 1 - math.exp(-filled * chance)
    return chance


@functools.lru_cache(None)
def lost(filled):
    """The same where `filled` caches are used, over all sets: how many other lines
    are in a line's set is a matter of chance (Poisson)."""
    mean = WAYS * filled
    if mean > 200:
        return 1.0
    total, weight = 0.0, math.exp(-mean)
    for others in range(400):
        total += weight * lost_of((others + 1) / WAYS)
        weight *= mean / (others + 1)
    return total


class Operand:
    """Rows of `width` neighbours of the dim `along`, whose tensor has rows of
    `step` bytes; `rows` counts rows of a box."""

    def __init__(self, dims, along, step, rows):
        self.dims, self.along, self.step, self.rows = dims, along, step, rows

    def bytes(self, box):
        width = min(box[self.along], self.step)
        if width == self.step or self.step < LINE:
            return self.rows(box) * self.step
        return self.rows(box) * -(-width // LINE) * LINE

    def crowding(self, box):
        """How many times fewer sets its rows use than they could."""
        width = min(box[self.along], self.step)
        if width == self.step or self.step % LINE:
            return 1.0
        return max(1.0, math.gcd(self.step // LINE, SETS) / -(-width // LINE))


def operands(nest):
    """Inputs, weights and results."""
    extents, stride = nest.extents, nest.stride
    if not nest.kernel:
        return [Operand("PC", "C", extents["C"], lambda box: box["P"]),
                Operand("KC", "K", extents["K"], lambda box: box["C"]),
                Operand("PK", "K", extents["K"], lambda box: box["P"])]
    return [Operand("PQC", "C", extents["C"], lambda box:
                    ((box["Q"] - 1) * stride + box["S"]) *
                    ((box["P"] - 1) * stride + box["R"])),
            Operand("RSCK", "K", extents["K"],
                    lambda box: box["R"] * box["S"] * box["C"]),
            Operand("PQK", "K", extents["K"],
                    lambda box: box["P"] * box["Q"])]


def missed_lines(nest):
    """Of inputs, weights and results, in all."""
    kinds = operands(nest)
    box = {dim: min(nest.tiles[dim], nest.extents[dim]) for dim in nest.extents}

    def filled(kind):
        total = sum(other.bytes(box) for other in kinds)
        own = kind.bytes(box)
        return (total + own * (kind.crowding(box) - 1)) / SIZE

    lines = [kind.bytes(box) / LINE for kind in kinds]
    first = dict(box)
    for dim in reversed(nest.order):
        trips = -(-nest.extents[dim] // nest.tiles[dim])
        if trips == 1:
            continue
        for number, kind in enumerate(kinds):
            if number == 2 and dim not in kind.dims:
                continue  # Results leave once.
            gone = lost(filled(kind))
            if dim not in kind.dims:
                lines[number] *= 1 + (trips - 1) * gone
            elif dim == kind.along and first[dim] < LINE:
                # Neighbours in a line.
                least = max(1.0, trips * first[dim] / LINE)
                lines[number] *= least + (trips - least) * gone
            else:
                lines[number] *= trips
        box[dim] = nest.extents[dim]
    return [count * lost(filled(kind)) for count, kind in zip(lines, kinds)]
