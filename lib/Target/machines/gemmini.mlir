//===- gemmini.mlir - Gemmini as its default configuration is -------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Gemmini (ucb-bar/gemmini, commit 8c3f992) in its default configuration, behind
// the level 2 cache of the system that Chipyard puts it in: a weight-stationary
// mesh of 16 x 16 in int8, a scratchpad of 4 banks x 4096 rows x 16 B, an
// accumulator of 2 banks x 512 rows x 64 B, and units that load and store row by
// row. @"gemmini-16" is the same array with fewer rules.
//
// Loads and stores are commands of at most 16 rows, each row at most 64 B and a
// request or more of its own, of which 16 are outstanding. A unit follows
// max_in_flight / 16 + 1 = 2 commands at a time, so that short ones wait for
// their data. What the cache does not hold comes by way of the same unit, in
// lines of 64 B.
//
// A product is a command of the loop unrollers, LOOP_WS or LOOP_CONV_WS, as the
// public library issues it: the host's time to do so is its least time, 110 and
// 230 cycles. Both are assumed: estimates at an instruction a cycle from what gcc
// 12 -O2 makes of the loops in include/gemmini.h of gemmini-rocc-tests (of the
// convolution's, spans of 180 to 230 instructions). The
// station holds 16 commands of the mesh, 8 pairs of a preload and a product, and
// a pair stays in the mesh for 53 cycles: 3 x 16 rows and columns, 4 to read the
// scratchpad, 1 at the outputs. So the same weights take new rows every 7 cycles
// at best, and new weights every 16.
//
// The other dataflow keeps the results in the mesh: rows of a and columns of b
// pass through it, 16 rows a pair whatever they hold, and what is complete leaves
// with the next pair, 20 bits wide, for the accumulator, which adds it, or clipped
// to 8 bits for the scratchpad. No unroller knows it: the host issues each pair,
// assumed to take it 24 cycles (the innermost loop of sp_tiled_matmul_os in
// include/gemmini.h, an instruction a cycle). A waits for the transposer, 16
// cycles, and what is the last for the 16 cycles of a flush.
//
// Which dataflow it is says a register that CONFIG_EX writes in a cycle, when the
// mesh is empty. A command is preceded by one where the dataflow is another.
//
// What is left out: which way of the cache holds what (it is a memory that the
// compiler fills), its random replacement and its sets; rows of the DRAM, and the
// 4 MiB behind the cache of the published simulations; pages, whose change costs
// a few cycles; the conflicts of the unrollers over accumulator addresses;
// transposition, pooling and scaling while moving out, for which a pass over the
// accumulator stands here; with the results in the mesh what is added to them at
// first, the shift by which they leave it, and ReLU. CONFIG_LD and CONFIG_ST
// (strides and scales of moves) take a cycle of a unit that is busy for many with
// each move: none here.
//
// All that the mesh does not do, a host core next to it does, as in
// @"gemmini-16": host and times are assumed. There is no float product, no f64
// and no bf16, and no way to gather rows by position.
//
//===----------------------------------------------------------------------===//

// One step of a simple unit.
#simple = [
    "ridge.identity", "ridge.index", "arith.addf", "arith.subf", "arith.mulf",
    "arith.negf", "arith.maximumf", "arith.minimumf", "arith.maxnumf",
    "arith.minnumf", "arith.cmpf", "arith.addi", "arith.subi", "arith.muli",
    "arith.andi", "arith.ori", "arith.xori", "arith.shli", "arith.shrsi",
    "arith.shrui", "arith.maxsi", "arith.minsi", "arith.maxui", "arith.minui",
    "arith.cmpi", "arith.select", "arith.extf", "arith.truncf", "arith.extsi",
    "arith.extui", "arith.trunci", "arith.sitofp", "arith.uitofp",
    "arith.fptosi", "arith.fptoui", "arith.bitcast", "math.absf", "math.absi",
    "math.floor", "math.ceil", "math.round", "math.roundeven", "math.trunc",
    "math.copysign", "math.fma"]

// Several steps: iterations or a polynomial.
#hard = [
    "arith.divf", "arith.remf", "arith.divsi", "arith.divui", "arith.remsi",
    "arith.remui", "math.exp", "math.exp2", "math.expm1", "math.log",
    "math.log2", "math.log10", "math.log1p", "math.sqrt", "math.rsqrt",
    "math.cbrt", "math.tanh", "math.sinh", "math.cosh", "math.asinh",
    "math.acosh", "math.atanh", "math.erf", "math.erfc", "math.sin", "math.cos",
    "math.tan", "math.asin", "math.acos", "math.atan", "math.atan2",
    "math.powf", "math.fpowi", "math.ipowi", "math.ctpop", "math.ctlz",
    "math.cttz"]

// What can be folded along a dim.
#fold = [
    "arith.addf", "arith.mulf", "arith.maximumf", "arith.minimumf",
    "arith.maxnumf", "arith.minnumf", "arith.addi", "arith.muli",
    "arith.maxsi", "arith.minsi", "arith.maxui", "arith.minui", "arith.andi",
    "arith.ori", "arith.xori"]

#formats = [i2, i4, i8, i16, i32, i64, f32]

#default = "Gemmini default (ucb-bar/gemmini, src/main/scala/gemmini/Configs.scala)"
#spad = "Gemmini default: sp_capacity 256 KB, 4 banks of 16 B rows, sp_singleported"
#acc = "Gemmini default: acc_capacity 64 KB, 2 banks of 64 B rows"
#dma = "Gemmini default: dma_maxbytes 64, dma_buswidth 128, max_in_flight_mem_reqs 16; LoadController.scala: 16 / 16 + 1 commands of 16 rows"
#l2 = "Gemmini, CustomSoCConfigs.scala: inclusive cache of 8 ways, 512 KB, outerLatencyCycles 40"
#mesh = "ExecuteController.scala: block_size rows with new weights, at least 4 without; reservation_station_entries_ex 16; assumed: 110 and 230 cycles of the host"
#os = "ExecuteController.scala: total_rows is block_size unless weights stand still; the host's 24 cycles a pair: assumed"
#config = "ExecuteController.scala: CONFIG waits for !matmul_in_progress, and takes a cycle"
#rocc = "ucb-bar/gemmini-rocc-tests, include/gemmini.h; assumed where the comment on words says so"

arch.machine @gemmini {clock = "1 GHz", source = "assumed"} {
  arch.memory @dram {home, size = "4 GiB", bandwidth = "8 B/cycle",
      latency = "40 cycles", alignment = "64 B", banks = 1,
      source = "assumed",
      sources = {bandwidth = "ucb-bar/dosa, dataset/hw/gemmini/arch/arch.yaml: shared_bandwidth 8",
                 latency = #l2}}
  arch.memory @l2 {size = "512 KiB", bandwidth = "32 B/cycle",
      read_bandwidth = "16 B/cycle", write_bandwidth = "16 B/cycle",
      latency = "20 cycles", alignment = "64 B", banks = 1, source = #l2,
      sources = {bandwidth = #dma, read_bandwidth = #dma,
                 write_bandwidth = #dma, latency = "assumed"}}
  // A row a cycle and bank: the unit that writes, and operands of the mesh.
  arch.memory @spad {size = "256 KiB", bandwidth = "64 B/cycle",
      write_bandwidth = "16 B/cycle", ports = 1, latency = "4 cycles",
      alignment = "16 B", banks = 4, source = #spad,
      sources = {latency = "Gemmini default: spad_read_delay 4"}}
  arch.memory @acc {size = "64 KiB", bandwidth = "128 B/cycle",
      latency = "4 cycles", alignment = "64 B", banks = 2,
      source = #acc,
      sources = {latency = "assumed: as the scratchpad"}}

  arch.engine @load {queue_depth = 8, source = "Gemmini default: reservation_station_entries_ld 8"}
  arch.engine @store {queue_depth = 4, source = "Gemmini default: reservation_station_entries_st 4"}
  arch.engine @array {queue_depth = 2, source = "LoopConv.scala: concurrent_loops 2"}
  arch.engine @host

  // Misses: lines, 40 / 4 of them outstanding.
  arch.path @dram -> @l2 on @load {
      bandwidth = "8 B/cycle", latency = "0 cycles", burst = "64 B",
      in_flight = 10, setup = "0 cycles", row_bytes = "64 B", command_rows = 16,
      commands = 2, source = #l2,
      sources = {bandwidth = "ucb-bar/dosa, dataset/hw/gemmini/arch/arch.yaml: shared_bandwidth 8",
                 latency = "assumed", setup = "assumed",
                 in_flight = "assumed: the outer latency of 40 over 4 beats a line",
                 row_bytes = #dma, command_rows = #dma, commands = #dma}}
  arch.path @l2 -> @dram on @store {
      bandwidth = "8 B/cycle", latency = "0 cycles", burst = "64 B",
      in_flight = 10, setup = "0 cycles", row_bytes = "64 B", command_rows = 16,
      commands = 2, source = #l2,
      sources = {bandwidth = "ucb-bar/dosa, dataset/hw/gemmini/arch/arch.yaml: shared_bandwidth 8",
                 latency = "assumed", setup = "assumed",
                 in_flight = "assumed: the outer latency of 40 over 4 beats a line",
                 row_bytes = #dma, command_rows = #dma, commands = #dma}}
  arch.path @l2 -> @spad on @load {
      bandwidth = "16 B/cycle", latency = "0 cycles", burst = "16 B",
      request = "64 B", in_flight = 16, setup = "0 cycles", row = "1 cycles",
      row_bytes = "64 B", command_rows = 16, commands = 2, source = #dma,
      sources = {latency = "assumed", setup = "assumed",
                 row = "DMA.scala: a request a cycle"}}
  arch.path @l2 -> @acc on @load {
      bandwidth = "16 B/cycle", latency = "0 cycles", burst = "16 B",
      request = "64 B", in_flight = 16, setup = "0 cycles", row = "1 cycles",
      row_bytes = "64 B", command_rows = 16, commands = 2, source = #dma,
      sources = {latency = "assumed", setup = "assumed",
                 row = "DMA.scala: a request a cycle"}}
  arch.path @spad -> @l2 on @store {
      bandwidth = "16 B/cycle", latency = "0 cycles", burst = "16 B",
      request = "64 B", in_flight = 16, setup = "0 cycles", row = "1 cycles",
      row_bytes = "64 B", command_rows = 16, commands = 2, source = #dma,
      sources = {latency = "assumed", setup = "assumed",
                 row = "DMA.scala: a request a cycle"}}
  arch.path @acc -> @l2 on @store {
      bandwidth = "16 B/cycle", latency = "0 cycles", burst = "16 B",
      request = "64 B", in_flight = 16, setup = "0 cycles", row = "1 cycles",
      row_bytes = "64 B", command_rows = 16, commands = 2, source = #dma,
      sources = {latency = "assumed", setup = "assumed",
                 row = "DMA.scala: a request a cycle"}}

  // Per block of weights 16 cycles for the first rows, during which the weights
  // come, and then the other rows.
  arch.instruction @loop_ws on @array ordered
      dims (m: 1 to 65536, n: 1 to 65536, k: 1 to 65536)
      reads (a: i8 [m, k] in [@spad], b: i8 [k, n] in [@spad])
      updates (c: i32 [m, n] in [@acc])
      configuration "1 cycles" of @config_ex is "ws" drained
      occupancy "max(110, (k ceildiv 16) * (n ceildiv 16) * max(16, m + max(0, 7 * min(1, m mod 16) - m mod 16)))"
      latency "occupancy + 53"
      energy "m * n * k * 200"
      {source = #mesh,
       sources = {dims = "Gemmini: bounds of 16 bits", configuration = #config,
                  energy = "assumed",
                  latency = "assumed: 3 x 16 + 4 + 1, as above"}}
      does (%a: i8, %b: i8, %c: i32) {
    %x = arith.extsi %a : i8 to i32
    %y = arith.extsi %b : i8 to i32
    %p = arith.muli %x, %y : i32
    %s = arith.addi %c, %p : i32
    arch.yield %s : i32
  }

  // A product per row of the image, tap and 16 channels: rows of the image are
  // not joined.
  arch.instruction @loop_conv_ws on @array ordered
      dims (q: 1 to 1024, p: 1 to 1024, k: 1 to 8192, r: 1 to 16, s: 1 to 16,
            c: 1 to 8192)
      reads (in: i8 [q, p, r, s, c] in [@spad], w: i8 [r, s, c, k] in [@spad])
      updates (out: i32 [q, p, k] in [@acc])
      configuration "1 cycles" of @config_ex is "ws" drained
      occupancy "max(230, r * s * (c ceildiv 16) * (k ceildiv 16) * (q * (p + max(0, 7 * min(1, p mod 16) - p mod 16)) + max(0, 16 - max(7, p))))"
      latency "occupancy + 53"
      energy "q * p * k * r * s * c * 200"
      {source = #mesh,
       sources = {dims = "assumed: Gemmini has bounds of 16 bits",
                  configuration = #config, energy = "assumed",
                  latency = "assumed: 3 x 16 + 4 + 1, as above"}}
      does (%a: i8, %b: i8, %c: i32) {
    %x = arith.extsi %a : i8 to i32
    %y = arith.extsi %b : i8 to i32
    %p = arith.muli %x, %y : i32
    %s = arith.addi %c, %p : i32
    arch.yield %s : i32
  }

  // Results stand still: COMPUTE_PRELOADED for each 16 x 16 x 16, whose result
  // leaves with the next PRELOAD and is added to the accumulator. 20 bits hold
  // 31 products for sure, so one block at a time leaves.
  arch.instruction @matmul_os on @array ordered
      dims (m: 1 to 1024, n: 1 to 1024, k: 1 to 16)
      reads (a: i8 [m, k] in [@spad], b: i8 [k, n] in [@spad])
      updates (c: i32 [m, n] in [@acc])
      configuration "1 cycles" of @config_ex is "os" drained
      occupancy "24 * (m ceildiv 16) * (n ceildiv 16)"
      latency "occupancy + 85"
      energy "m * n * k * 200"
      {source = #os,
       sources = {dims = "m, n: assumed, as the accumulator; k: Gemmini default: spatialArrayOutputType SInt(20.W)",
                  configuration = #config, energy = "assumed",
                  latency = "assumed: the 53 above, 16 of the transposer, 16 of the flush"}}
      does (%a: i8, %b: i8, %c: i32) {
    %x = arith.extsi %a : i8 to i32
    %y = arith.extsi %b : i8 to i32
    %p = arith.muli %x, %y : i32
    %s = arith.addi %c, %p : i32
    arch.yield %s : i32
  }

  // The same with the whole sum in the mesh (COMPUTE_ACCUMULATED adds to what is
  // there), which leaves it clipped to 8 bits, not shifted, for the scratchpad.
  // 2^16 products are less than 2^31.
  arch.instruction @matmul_os_clip on @array ordered
      dims (m: 1 to 1024, n: 1 to 1024, k: 1 to 65536)
      reads (a: i8 [m, k] in [@spad], b: i8 [k, n] in [@spad])
      writes (c: i8 [m, n] in [@spad])
      configuration "1 cycles" of @config_ex is "os" drained
      occupancy "24 * (m ceildiv 16) * (n ceildiv 16) * (k ceildiv 16)"
      latency "occupancy + 85"
      energy "m * n * k * 200"
      {source = #os,
       sources = {dims = "assumed", configuration = #config, energy = "assumed",
                  latency = "assumed: the 53 above, 16 of the transposer, 16 of the flush"}}
      does (%a: i8, %b: i8) {
    %low = arith.constant -128 : i32
    %high = arith.constant 127 : i32
    %x = arith.extsi %a : i8 to i32
    %y = arith.extsi %b : i8 to i32
    %p = arith.muli %x, %y : i32
    %s = ridge.fold "arith.addi" %p over [2] from 0 : i32
    %l = arith.maxsi %s, %low : i32
    %h = arith.minsi %l, %high : i32
    %c = arith.trunci %h : i32 to i8
    arch.yield %c : i8
  }

  // A move-in from address 0 fills the accumulator, for a product that starts
  // from zero.
  arch.instruction @clear_i32 on @load
      dims (n: 1 to 1048576)
      reads (value: i32 [] immediate)
      writes (c: i32 [n] in [@acc])
      occupancy "n ceildiv 16"
      latency "occupancy + 1"
      energy "n * bits"
      {source = "ZeroWriter.scala: a row a cycle",
       sources = {dims = "assumed", energy = "assumed", latency = "assumed"}}
      does (%value: i32) {
    arch.yield %value : i32
  }

  // The host core.
  arch.lanes @simple on @host
      ops #simple formats #formats
      dims (n: 1 to 65536) in [@spad, @acc]
      occupancy "(n * bits) ceildiv 128"
      latency "occupancy + 10"
      energy "n * bits * 20"
      {source = "assumed: a host vector unit of 128 bits"}

  arch.lanes @hard on @host
      ops #hard formats #formats
      dims (n: 1 to 65536) in [@spad, @acc]
      occupancy "16 * ((n * bits) ceildiv 128)"
      latency "occupancy + 40"
      energy "n * bits * 200"
      {source = "assumed: a host vector unit of 128 bits"}

  arch.lanes @fold on @host reduce
      ops #fold formats #formats
      dims (m: 1 to 65536, n: 1 to 65536) in [@spad, @acc]
      occupancy "(m * n * bits) ceildiv 128"
      latency "occupancy + 20"
      energy "m * n * bits * 20"
      {source = "assumed: a host vector unit of 128 bits"}

  // Words are RoCC commands of 160 bits: the instruction of 32 bits, which names
  // x1 and x2, and what those two registers hold. funct and the fields of
  // CONFIG_EX, CONFIG_LD and CONFIG_ST (0), MVIN (2), MVOUT (3),
  // COMPUTE_PRELOADED (4), PRELOAD (6), LOOP_WS (8 to 13) and
  // LOOP_CONV_WS (15 to 21) are those of include/gemmini.h in
  // ucb-bar/gemmini-rocc-tests. Assumed: sizes and addresses there are in
  // elements and bytes (not tiles of 16 with pads, and rows); a transfer or a
  // loop is followed by commands from 0x40 on that hold its outer loops and
  // other strides; what moves lines of the cache, waits and signals (0x50, 0x51)
  // and what the host does are commands, too. The loops that issue commands are
  // the host's, so that code is unrolled.
  arch.encoding control @wait_words of {wait} {
      bits = 160, source = #rocc,
      fields = ["command [31:0] = 0xA020B07B", "[63:32] = value signed",
                "[111:96] = semaphore"]}
  arch.encoding control @signal_words of {signal} {
      bits = 160, source = #rocc,
      fields = ["command [31:0] = 0xA220B07B", "[32] = after_reads",
                "[111:96] = semaphore"]}
  arch.encoding @cache_words of {"dram->l2" = 0x60, "l2->dram" = 0x61} {
      bits = 640, levels = ["d3", "d2", "d1", "d0"], source = #rocc,
      fields = ["command [24:0] = 0x20B07B", "funct [31:25] = code",
                "[71:32] = address(from)", "[95:88] = bits(from)",
                "[135:96] = address(to)", "command [191:160] = 0x8020B07B",
                "[207:192] = size(d0)", "[223:208] = size(d1)",
                "[239:224] = size(d2)", "[255:240] = size(d3)",
                "command [351:320] = 0x8220B07B",
                "[383:352] = stride(from, d3)", "[415:384] = stride(from, d2)",
                "[447:416] = stride(from, d1)", "[479:448] = stride(from, d0)",
                "command [511:480] = 0x8420B07B", "[543:512] = stride(to, d3)",
                "[575:544] = stride(to, d2)", "[607:576] = stride(to, d1)",
                "[639:608] = stride(to, d0)"]}
  arch.encoding @mvin_words of {"l2->spad"} {
      bits = 640, levels = ["d3", "d2", "d1", "d0"], source = #rocc,
      fields = ["command [31:0] = 0x0020B07B", "[33:32] = 1",
                "[127:96] = stride(from, d1)", "command [191:160] = 0x0420B07B",
                "[231:192] = address(from)", "[286:256] = address(to)",
                "[287] = 0", "[303:288] = size(d0)", "[319:304] = size(d1)",
                "command [351:320] = 0x8020B07B", "[367:352] = size(d2)",
                "[383:368] = size(d3)", "[399:392] = bits(from)",
                "[447:416] = stride(from, d2)", "[479:448] = stride(from, d3)",
                "command [511:480] = 0x8220B07B",
                "[543:512] = stride(from, d0)", "[575:544] = stride(to, d0)",
                "[595:576] = stride(to, d1)", "[615:596] = stride(to, d2)",
                "[635:616] = stride(to, d3)"]}
  arch.encoding @mvin_acc_words of {"l2->acc"} {
      bits = 640, levels = ["d3", "d2", "d1", "d0"], source = #rocc,
      fields = ["command [31:0] = 0x0020B07B", "[33:32] = 1",
                "[127:96] = stride(from, d1)", "command [191:160] = 0x0420B07B",
                "[231:192] = address(from)", "[286:256] = address(to)",
                "[287] = 1", "[303:288] = size(d0)", "[319:304] = size(d1)",
                "command [351:320] = 0x8020B07B", "[367:352] = size(d2)",
                "[383:368] = size(d3)", "[399:392] = bits(from)",
                "[447:416] = stride(from, d2)", "[479:448] = stride(from, d3)",
                "command [511:480] = 0x8220B07B",
                "[543:512] = stride(from, d0)", "[575:544] = stride(to, d0)",
                "[595:576] = stride(to, d1)", "[615:596] = stride(to, d2)",
                "[635:616] = stride(to, d3)"]}
  arch.encoding @mvout_spad_words of {"spad->l2"} {
      bits = 640, levels = ["d3", "d2", "d1", "d0"], source = #rocc,
      fields = ["command [31:0] = 0x0020B07B", "[33:32] = 2",
                "[127:96] = stride(to, d1)", "command [191:160] = 0x0620B07B",
                "[231:192] = address(to)", "[286:256] = address(from)",
                "[287] = 0", "[303:288] = size(d0)", "[319:304] = size(d1)",
                "command [351:320] = 0x8020B07B", "[367:352] = size(d2)",
                "[383:368] = size(d3)", "[399:392] = bits(from)",
                "[447:416] = stride(to, d2)", "[479:448] = stride(to, d3)",
                "command [511:480] = 0x8220B07B", "[543:512] = stride(to, d0)",
                "[575:544] = stride(from, d0)", "[595:576] = stride(from, d1)",
                "[615:596] = stride(from, d2)", "[635:616] = stride(from, d3)"]}
  arch.encoding @mvout_words of {"acc->l2"} {
      bits = 640, levels = ["d3", "d2", "d1", "d0"], source = #rocc,
      fields = ["command [31:0] = 0x0020B07B", "[33:32] = 2",
                "[127:96] = stride(to, d1)", "command [191:160] = 0x0620B07B",
                "[231:192] = address(to)", "[286:256] = address(from)",
                "[287] = 1", "[303:288] = size(d0)", "[319:304] = size(d1)",
                "command [351:320] = 0x8020B07B", "[367:352] = size(d2)",
                "[383:368] = size(d3)", "[399:392] = bits(from)",
                "[447:416] = stride(to, d2)", "[479:448] = stride(to, d3)",
                "command [511:480] = 0x8220B07B", "[543:512] = stride(to, d0)",
                "[575:544] = stride(from, d0)", "[595:576] = stride(from, d1)",
                "[615:596] = stride(from, d2)", "[635:616] = stride(from, d3)"]}
  arch.encoding @loop_ws_words of {loop_ws} {
      bits = 1280, levels = ["m.1", "m.0", "n", "k"], source = #rocc,
      fields = ["command [31:0] = 0x1220B07B", "I [112:96] = size(m.0)",
                "J [129:113] = size(n)", "K [146:130] = size(k)",
                "command [191:160] = 0x1420B07B", "A [223:192] = address(a)",
                "B [287:256] = address(b)", "command [351:320] = 0x1620B07B",
                "C [447:416] = address(c)", "command [511:480] = 0x1820B07B",
                "A_stride [543:512] = stride(a, m.0)",
                "B_stride [607:576] = stride(b, k)",
                "command [671:640] = 0x1A20B07B",
                "C_stride [767:736] = stride(c, m.0)",
                "command [831:800] = 0x8020B07B", "[848:832] = size(m.1)",
                "[895:864] = stride(a, m.1)", "[927:896] = stride(c, m.1)",
                "[959:928] = stride(a, k)", "command [991:960] = 0x8220B07B",
                "[1023:992] = stride(b, n)", "[1087:1056] = stride(c, n)",
                "command [1151:1120] = 0x1020B07B", "ex_accumulate [1152] = 1"]}
  arch.encoding @loop_conv_words of {loop_conv_ws} {
      bits = 1440, levels = ["q", "p", "k", "r", "s", "c"], source = #rocc,
      fields = ["command [31:0] = 0x2020B07B", "command [191:160] = 0x2220B07B",
                "pochs [271:256] = size(k)", "pocols [287:272] = size(p)",
                "porows [303:288] = size(q)", "command [351:320] = 0x2420B07B",
                "kchs [383:368] = size(c)", "kcols [399:384] = size(s)",
                "krows [415:400] = size(r)", "command [511:480] = 0x2820B07B",
                "weights [543:512] = address(w)",
                "output [607:576] = address(out)",
                "command [671:640] = 0x2A20B07B",
                "input [767:736] = address(in)",
                "command [831:800] = 0x8020B07B", "[863:832] = stride(in, q)",
                "[895:864] = stride(in, p)", "[927:896] = stride(in, r)",
                "[959:928] = stride(in, s)", "command [991:960] = 0x8220B07B",
                "[1023:992] = stride(in, c)", "[1055:1024] = stride(w, r)",
                "[1087:1056] = stride(w, s)", "[1119:1088] = stride(w, c)",
                "command [1151:1120] = 0x8420B07B",
                "[1183:1152] = stride(w, k)", "[1215:1184] = stride(out, q)",
                "[1247:1216] = stride(out, p)", "[1279:1248] = stride(out, k)",
                "command [1311:1280] = 0x1E20B07B"]}
  // CONFIG_EX, PRELOAD, COMPUTE_PRELOADED. Each word writes the dataflow, though
  // only a change of it takes time; the words of LOOP_WS above do not write it
  // back, which an assembler for Gemmini would have to.
  arch.encoding @matmul_os_words of {matmul_os = 0, matmul_os_clip = 1} {
      bits = 1120, levels = ["m.1", "m.0", "n", "k"], source = #rocc,
      fields = ["command [31:0] = 0x0020B07B", "CONFIG_EX [33:32] = 0",
                "dataflow [34] = 0", "target [35] = code",
                "command [191:160] = 0x0C20B07B", "C [255:224] = address(c)",
                "[272:256] = size(m.0)", "[289:273] = size(n)",
                "command [351:320] = 0x0820B07B", "A [383:352] = address(a)",
                "B [447:416] = address(b)", "[464:448] = size(k)",
                "command [511:480] = 0x8220B07B",
                "[543:512] = stride(a, m.0)", "[575:544] = stride(b, k)",
                "[607:576] = stride(c, m.0)",
                "command [671:640] = 0x8020B07B", "[688:672] = size(m.1)",
                "[735:704] = stride(a, m.1)", "[767:736] = stride(c, m.1)",
                "command [831:800] = 0x8420B07B", "[863:832] = stride(a, k)",
                "[895:864] = stride(b, n)", "[927:896] = stride(c, n)"]}
  arch.encoding @clear_words of {clear_i32} {
      bits = 320, levels = ["n.2", "n.1", "n.0"], source = #rocc,
      fields = ["command [31:0] = 0x0420B07B", "[63:32] = immediate(value)",
                "[126:96] = address(c)", "[127] = 1", "[143:128] = size(n.0)",
                "[159:144] = size(n.1)", "command [191:160] = 0x8020B07B",
                "[207:192] = size(n.2)", "[255:224] = stride(c, n.2)",
                "[287:256] = stride(c, n.1)", "[319:288] = stride(c, n.0)"]}
  arch.encoding @simple_words of {simple = 0x0B, hard = 0x2B} {
      bits = 544, levels = ["n.3", "n.2", "n.1", "n.0"], source = #rocc,
      fields = ["opcode [7:0] = code", "[13:8] = operation",
                "[45:14] = attribute", "[109:46] = size(*) minus 1",
                "[112:110] = source(in0)", "[113] = memory(in0)",
                "[117:114] = format(in0)", "[135:118] = address(in0)",
                "[181:118] = immediate(in0)", "[207:136] = stride(in0, *)",
                "[210:208] = source(in1)", "[211] = memory(in1)",
                "[215:212] = format(in1)", "[233:216] = address(in1)",
                "[279:216] = immediate(in1)", "[305:234] = stride(in1, *)",
                "[308:306] = source(in2)", "[309] = memory(in2)",
                "[313:310] = format(in2)", "[331:314] = address(in2)",
                "[377:314] = immediate(in2)", "[403:332] = stride(in2, *)",
                "[404] = memory(out)", "[408:405] = format(out)",
                "[426:409] = address(out)", "[498:427] = stride(out, *)",
                "[530:499] = origin"]}
  arch.encoding @fold_words of {fold = 0x5B} {
      bits = 288, levels = ["m.1", "m.0", "n.2", "n.1", "n.0"],
      source = #rocc,
      fields = ["opcode [7:0] = code", "[13:8] = operation",
                "[93:14] = size(*) minus 1", "[96:94] = source(in0)",
                "[97] = memory(in0)", "[101:98] = format(in0)",
                "[119:102] = address(in0)", "[165:102] = immediate(in0)",
                "[209:120] = stride(in0, *)", "[210] = memory(out)",
                "[214:211] = format(out)", "[232:215] = address(out)",
                "[268:233] = stride(out, *)"]}
}
