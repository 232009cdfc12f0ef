"""A nest of commands as a program of Ridge, and the machine that runs it.

Every command moves its inputs and weights in, whether or not they are there, in
two slots each, and adds into one of two slots of the accumulator; results are
moved out, 8 bits each, once they are complete. Dims that are summed are the
innermost loops: Gemmini's library leaves sums behind where they are not, and moves
no more and no less. Lines that the cache misses are moved by the unit that waits
for them, as often as there are tiles to spread them over.
"""

from cache import missed_lines

# As @gemmini, with an array of SIDE, a bus that fills one row of the scratchpad a
# cycle, and commands of that many rows (LoadController.scala). Tensors lie in the
# cache, whatever its size: what it holds is said by moves. Neither scratchpad nor
# accumulator limits a mapping that ran.
MACHINE = """
#rule = "Gemmini: as the default configuration, for another array"
#replay = "assumed: no limit of a replay"
arch.machine @"gemmini-replay" derives @gemmini {{
  arch.memory @l2 {{size = "4 GiB", source = #replay}}
  arch.memory @spad {{size = "64 MiB", write_bandwidth = "{width} B/cycle",
      source = #replay, sources = {{write_bandwidth = #rule}}}}
  arch.memory @acc {{size = "64 MiB", source = #replay}}
  arch.path @l2 -> @spad {{burst = "{burst} B", command_rows = {side},
      commands = {commands}, source = #rule}}
  arch.path @dram -> @l2 {{command_rows = {side}, commands = {commands},
      source = #rule}}
  arch.path @l2 -> @dram {{command_rows = {side}, commands = {commands},
      source = #rule}}
  arch.path @acc -> @l2 {{command_rows = {side}, commands = {commands},
      source = #rule}}
  arch.instruction @loop_ws
      occupancy "max(110, (k ceildiv {side}) * (n ceildiv {side}) * max({side}, m + max(0, {pair} * min(1, m mod {side}) - m mod {side})))"
      latency "occupancy + {depth}" {{source = #rule}}
  arch.instruction @loop_conv_ws
      occupancy "max(230, r * s * (c ceildiv {side}) * (k ceildiv {side}) * (q * (p + max(0, {pair} * min(1, p mod {side}) - p mod {side})) + max(0, {side} - max({pair}, p))))"
      latency "occupancy + {depth}" {{source = #rule}}
  arch.instruction @clear_i32 occupancy "n ceildiv {side}" {{source = #rule}}
}}
"""


def machine(side):
    depth = 3 * side + 5
    return MACHINE.format(side=side, width=min(side, 16), burst=min(side, 16),
                          commands=16 // side + 1, depth=depth,
                          pair=max(4, -(-depth // 8)))


class Loops:
    """Counters of the loops that have trips, outermost first."""

    def __init__(self, nest):
        summed = [dim for dim in nest.order if dim in "RSC"]
        order = [dim for dim in nest.order if dim not in summed] + summed
        trips = {dim: -(-nest.extents[dim] // nest.tiles[dim])
                 for dim in nest.extents}
        self.dims = [dim for dim in order if trips[dim] > 1]
        self.trips = [trips[dim] for dim in self.dims]
        self.kept = sum(dim not in summed for dim in self.dims)
        self.nest = nest

    def count(self, depth):
        total = 1
        for trips in self.trips[:depth]:
            total *= trips
        return total

    def counter(self, dim):
        return "t%d" % self.dims.index(dim) if dim in self.dims else None

    def offset(self, *parts):
        """Sum of `step` elements for each tile of a dim, as text."""
        terms = ["%d*%s" % (step * self.nest.tiles[dim], self.counter(dim))
                 for dim, step in parts if dim in self.dims]
        return " + ".join(terms) or "0"

    def sizes(self, dim):
        """What a tile of it can be: the least of these, (constant, of counter)."""
        tile, extent = self.nest.tiles[dim], self.nest.extents[dim]
        if dim not in self.dims:
            return [(extent, {})]
        if extent % tile == 0:
            return [(tile, {})]
        return [(tile, {}), (extent, {self.counter(dim): -tile})]

    def size(self, *parts):
        """Text of a sum of tiles, each times a factor, plus a constant: parts are
        (dim, factor) or a number."""
        sums = [(0, {})]
        for part in parts:
            if isinstance(part, int):
                sums = [(number + part, terms) for number, terms in sums]
                continue
            dim, factor = part
            sums = [(number + factor * more,
                     {**terms, **{name: factor * count
                                  for name, count in extra.items()}})
                    for number, terms in sums
                    for more, extra in self.sizes(dim)]
        texts = []
        for number, terms in sums:
            text = " + ".join("%d*%s" % (count, name)
                              for name, count in terms.items())
            texts.append("%s + %d" % (text, number) if text else "%d" % number)
        return texts[0] if len(texts) == 1 else "min(%s)" % ", ".join(texts)

    def number(self, depth, more=0):
        """Which instance of something inside `depth` loops this is, from 0."""
        terms, step = [], 1
        for level in reversed(range(depth)):
            terms.insert(0, "t%d" % level if step == 1
                         else "%d*t%d" % (step, level))
            step *= self.trips[level]
        text = " + ".join(terms)
        if more == 0:
            return text or "0"
        sign = "+" if more > 0 else "-"
        return "%s %s %d" % (text, sign, abs(more)) if text else "%d" % more


class Writer:
    """Lines of a queue, with loops opened as deep as they are asked for."""

    def __init__(self, loops, engine):
        self.loops, self.lines, self.depth = loops, ["queue @%s {" % engine], 0

    def at(self, depth):
        while self.depth < depth:
            self.line("for t%d in %d layer 0 {" %
                      (self.depth, self.loops.trips[self.depth]))
            self.depth += 1
        while self.depth > depth:
            self.depth -= 1
            self.line("}")
        return self

    def line(self, text):
        self.lines.append("  " * (self.depth + 1) + text)

    def end(self):
        self.at(0)
        return self.lines + ["}"]


def misses(loops, lines, path, deepest):
    """Moves of as many lines in all, inside as many loops as leave each of them
    16 lines or more: (depth, text)."""
    depth = deepest
    while depth > 0 and lines / loops.count(depth) < 16:
        depth -= 1
    count = round(lines / loops.count(depth))
    if count == 0:
        return None
    source, target = path.split("->")
    return depth, ['move @"%s" layer 0 sizes [%d, 64]' % (path, count),
                   "    @%s_lines[0 : 65, 1] -> @%s_lines[0 : 65, 1]" %
                   (source, target)], count


def program(nest):
    """The text."""
    loops = Loops(nest)
    extents, tiles = nest.extents, nest.tiles
    deep, kept = len(loops.dims), loops.kept
    tile = {dim: min(tiles[dim], extents[dim]) for dim in extents}
    buffers = []

    def buffer(name, format, elements, slots, memory, kind="temporary"):
        size = elements * (4 if format == "i32" else 1)
        unit = 16 if memory == "spad" else 64
        size = -(-size // unit) * unit
        place = sum(taken for where, taken in buffers_taken if where == memory)
        buffers_taken.append((memory, size * slots))
        shape = " [%d]" % elements if kind != "temporary" else ""
        depth = " depth %d" % slots if slots > 1 else ""
        buffers.append("buffer @%s %s %s%s elements %d%s in @%s at %d slot %d "
                       "layers 0 to 0" % (name, kind, format, shape, elements,
                                          depth, memory, place, size))

    buffers_taken = []
    c, k = extents["C"], extents["K"]
    # Rows of tiles do not touch, so that no two are joined.
    pitch, weight_pitch = tile["C"] + 1, tile["K"] + 1
    if nest.kernel:
        stride = nest.stride
        height = (extents["Q"] - 1) * stride + nest.kernel
        width = (extents["P"] - 1) * stride + nest.kernel
        high = (tile["Q"] - 1) * stride + tile["S"]
        wide = (tile["P"] - 1) * stride + tile["R"]
        buffer("in", "i8", height * width * c, 1, "l2")
        buffer("w", "i8", nest.kernel ** 2 * c * k, 1, "l2")
        buffer("in_tile", "i8", high * wide * pitch, 2, "spad")
        buffer("w_tile", "i8", tile["S"] * tile["R"] * tile["C"] * weight_pitch,
               2, "spad")
        rows, outputs = ["Q", "P"], extents["Q"] * extents["P"]
    else:
        buffer("in", "i8", extents["P"] * c, 1, "l2")
        buffer("w", "i8", c * k, 1, "l2")
        buffer("in_tile", "i8", tile["P"] * pitch, 2, "spad")
        buffer("w_tile", "i8", tile["C"] * weight_pitch, 2, "spad")
        rows, outputs = ["P"], extents["P"]
    tile_rows = tile["P"] * (tile["Q"] if nest.kernel else 1)
    buffer("out", "i8", outputs * k, 1, "l2")
    buffer("sums", "i32", tile_rows * tile["K"], 2, "acc")
    buffer("results", "i8", tile_rows * weight_pitch, 2, "acc")
    lines = missed_lines(nest)
    most = 1
    load, array, store = (Writer(loops, name)
                          for name in ("load", "array", "store"))
    moves = [(misses(loops, lines[0] + lines[1], "dram->l2", deep), load),
             # A line that is written in part is fetched, and written back.
             (misses(loops, 2 * lines[2], "l2->dram", kept), store)]
    for miss, _ in moves:
        most = max(most, miss[2] if miss else 1)
    buffer("dram_lines", "i8", most * 65, 1, "dram", "argument 0")
    buffer("l2_lines", "i8", most * 65, 1, "l2")

    def misses_at(depth):
        for miss, queue in moves:
            if miss and miss[0] == depth:
                for text in miss[1]:
                    queue.line(text)

    for depth in range(deep + 1):
        for queue in (load, array, store):
            queue.at(min(depth, kept if queue is store else deep))
        if depth < deep:
            for miss, queue in moves:
                if miss and miss[0] == depth and (queue is load or depth < kept):
                    for text in miss[1]:
                        queue.line(text)
        if depth == kept:
            # A move-in of zeros begins the sum.
            kinds = [loops.size((dim, 1)) for dim in rows + ["K"]]
            sums = "@sums[0 : %s; %s]" % (
                ", ".join(str(step) for step in sum_steps(nest, tile)),
                loops.number(kept))
            load.line("wait @sums_free >= %s layer 0" % loops.number(kept, -1))
            load.line("issue @clear_i32 kernel 0 layer 0 match [%s] [0, 1] sizes "
                      "[%s]" % (", ".join("0" * len(kinds)), ", ".join(kinds)))
            load.line("    (constant 0, %s)" % sums)
            load.line("signal @sums_begun layer 0")
            array.line("wait @sums_begun >= %s layer 0" %
                       loops.number(kept, 1))
    if moves[0][0] and moves[0][0][0] == deep:
        for text in moves[0][0][1]:
            load.line(text)
    this = loops.number(deep)
    for name, (sizes, source, target) in tile_moves(
            nest, loops, tile, pitch, weight_pitch).items():
        load.line("wait @%s_free >= %s layer 0" % (name, loops.number(deep, -1)))
        load.line('move @"l2->spad" layer 0 sizes [%s]' % ", ".join(sizes))
        load.line("    @%s[%s] -> @%s_tile[%s; %s]" %
                  (name, source, name, target, this))
        load.line("signal @%s_there layer 0" % name)
        array.line("wait @%s_there >= %s layer 0" % (name, loops.number(deep, 1)))
    array.lines += issue(nest, loops, tile, pitch, weight_pitch, array.depth)
    for name in ("in", "w"):
        array.line("signal @%s_free layer 0" % name)
    array.at(kept).line("signal @sums_done layer 0")
    store.line("wait @sums_done >= %s layer 0" % loops.number(kept, 1))
    if moves[1][0] and moves[1][0][0] == kept:
        for text in moves[1][0][1]:
            store.line(text)
    store.line('move @"acc->l2" layer 0 sizes [%s]' % ", ".join(
        loops.size((dim, 1)) for dim in rows + ["K"]))
    image = ([("Q", extents["P"] * k), ("P", k)] if nest.kernel
             else [("P", k)]) + [("K", 1)]
    steps = [tile["P"] * weight_pitch, weight_pitch, 1][-len(image):]
    store.line("    @results[0 : %s; %s] -> @out[%s : %s]" % (
        ", ".join(map(str, steps)), loops.number(kept), loops.offset(*image),
        ", ".join(str(step) for _, step in image)))
    store.line("signal @sums_free layer 0")
    macs = 1
    for extent in extents.values():
        macs *= extent
    head = ["program @replay on @\"gemmini-replay\"",
            'layer "replay" at "mappings:1:1" kind "%s" macs %d' %
            ("conv" if nest.kernel else "matmul", macs),
            "kernel 0 (%s) in i32[] out i32[%s] { yield %%0 }" % (
                ", ".join("d%d" % d for d in range(len(rows) + 1)),
                ",".join(str(d) for d in range(len(rows) + 1))),
            kernel(nest)]
    semaphores = ["semaphore @" + name for name in (
        "in_there", "w_there", "in_free", "w_free", "sums_free", "sums_begun",
        "sums_done")]
    # Queues stand in the order of the machine's engines.
    return "\n".join(head + buffers + semaphores + load.end() + store.end() +
                     array.end()) + "\n"


def sum_steps(nest, tile):
    steps = [tile["P"] * tile["K"], tile["K"], 1]
    return steps if nest.kernel else steps[1:]


def tile_moves(nest, loops, tile, pitch, weight_pitch):
    """Sizes, source and target of the moves of a tile's inputs and weights."""
    c, k = nest.extents["C"], nest.extents["K"]
    if not nest.kernel:
        return {"in": ([loops.size(("P", 1)), loops.size(("C", 1))],
                       "%s : %d, 1" % (loops.offset(("P", c), ("C", 1)), c),
                       "0 : %d, 1" % pitch),
                "w": ([loops.size(("C", 1)), loops.size(("K", 1))],
                      "%s : %d, 1" % (loops.offset(("C", k), ("K", 1)), k),
                      "0 : %d, 1" % weight_pitch)}
    step = nest.stride
    line = ((nest.extents["P"] - 1) * step + nest.kernel) * c
    wide = (tile["P"] - 1) * step + tile["R"]
    taps = nest.kernel * c * k
    return {"in": ([loops.size(("Q", step), ("S", 1), -step),
                    loops.size(("P", step), ("R", 1), -step),
                    loops.size(("C", 1))],
                   "%s : %d, %d, 1" % (
                       loops.offset(("Q", step * line), ("S", line),
                                    ("P", step * c), ("R", c), ("C", 1)),
                       line, c),
                   "0 : %d, %d, 1" % (wide * pitch, pitch)),
            "w": ([loops.size((dim, 1)) for dim in "SRCK"],
                  "%s : %d, %d, %d, 1" % (
                      loops.offset(("S", taps), ("R", c * k), ("C", k), ("K", 1)),
                      taps, c * k, k),
                  "0 : %d, %d, %d, 1" % (
                      tile["R"] * tile["C"] * weight_pitch,
                      tile["C"] * weight_pitch, weight_pitch))}


def kernel(nest):
    body = ("{ %3 = arith.extsi %0 : i32; %4 = arith.extsi %1 : i32; "
            "%5 = arith.muli %3, %4 : i32; %6 = arith.addi %2, %5 : i32; "
            "yield %6 }")
    if nest.kernel:
        return ("kernel 1 (d0, d1, d2, r3, r4, r5) in i8[0,1,3,4,5] i8[3,4,5,2] "
                "out i32[0,1,2] update " + body)
    return "kernel 1 (d0, d1, r2) in i8[0,2] i8[2,1] out i32[0,1] update " + body


def issue(nest, loops, tile, pitch, weight_pitch, depth):
    """The product of a tile. Rows of the kernel are S, and columns R."""
    this, sums = loops.number(len(loops.dims)), loops.number(loops.kept)
    if not nest.kernel:
        sizes = [loops.size((dim, 1)) for dim in "PKC"]
        text = ["issue @loop_ws kernel 1 layer 0 match [0, 1, 2] [0, 1, 2] sizes "
                "[%s]" % ", ".join(sizes),
                "    (@in_tile[0 : %d, 0, 1; %s], @w_tile[0 : 0, 1, %d; %s], "
                "@sums[0 : %d, 1, 0; %s])" % (pitch, this, weight_pitch, this,
                                               tile["K"], sums)]
    else:
        step = nest.stride
        wide = (tile["P"] - 1) * step + tile["R"]
        sizes = [loops.size((dim, 1)) for dim in "QPKSRC"]
        text = ["issue @loop_conv_ws kernel 1 layer 0 match "
                "[0, 1, 2, 3, 4, 5] [0, 1, 2] sizes [%s]" % ", ".join(sizes),
                "    (@in_tile[0 : %d, %d, 0, %d, %d, 1; %s], "
                "@w_tile[0 : 0, 0, 1, %d, %d, %d; %s], "
                "@sums[0 : %d, %d, 1, 0, 0, 0; %s])" % (
                    step * wide * pitch, step * pitch, wide * pitch, pitch, this,
                    tile["R"] * tile["C"] * weight_pitch,
                    tile["C"] * weight_pitch, weight_pitch, this,
                    tile["P"] * tile["K"], tile["K"], sums)]
    return ["  " * (depth + 1) + line for line in text]
