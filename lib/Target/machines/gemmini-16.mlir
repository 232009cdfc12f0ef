//===- gemmini-16.mlir - a Gemmini accelerator ----------------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Gemmini in its public default configuration: a 16 x 16 int8 weight-
// stationary mesh with 32-bit accumulation, a scratchpad of 4 banks x 4096
// rows x 16 B, an accumulator of 2 banks x 512 rows x 64 B, and a DMA engine
// on a bus of 16 B a cycle that keeps 16 requests of 64 B in flight. Load,
// store and execute are decoupled queues.
//
// All that the mesh does not do, a host core next to it does: a short-vector
// unit of 128 bits that reads and writes scratchpad and accumulator directly.
// Host and its times are assumed. There is no float product, no f64 and no
// bf16.
//
// Operands are assumed to be read with any strides; the hardware moves rows of
// 16 elements and leaves other layouts to the DMA engine.
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

#default = "Gemmini, default configuration (ucb-bar/gemmini, Configs.scala)"
#spad = "Gemmini default: sp_capacity 256 KB, 4 banks of 16 B rows, one port"
#acc = "Gemmini default: acc_capacity 64 KB, 2 banks of 64 B rows"
#dma = "Gemmini default: dma_maxbytes 64, 128-bit bus, 16 requests in flight"
#rocc = "ucb-bar/gemmini-rocc-tests, include/gemmini.h; assumed where the comment on words says so"

arch.machine @"gemmini-16" {clock = "1 GHz", source = "assumed"} {
  arch.memory @dram {home, size = "4 GiB", bandwidth = "16 B/cycle",
      latency = "40 cycles", alignment = "64 B", banks = 1,
      source = "assumed: an L2 cache stands in front",
      sources = {bandwidth = #dma}}
  arch.memory @spad {size = "256 KiB", bandwidth = "64 B/cycle",
      latency = "4 cycles", alignment = "16 B", banks = 4,
      source = #spad,
      sources = {latency = "Gemmini default: spad_read_delay 4"}}
  arch.memory @acc {size = "64 KiB", bandwidth = "128 B/cycle",
      latency = "4 cycles", alignment = "64 B", banks = 2,
      source = #acc,
      sources = {latency = "assumed: as the scratchpad"}}

  arch.engine @load
  arch.engine @store
  arch.engine @array
  arch.engine @host

  // A gather is a load per row, which the host issues after it has read the
  // position: `indexed` is the time it takes.
  arch.path @dram -> @spad on @load {
      bandwidth = "16 B/cycle", latency = "0 cycles", burst = "64 B",
      in_flight = 16, setup = "10 cycles", indexed = "20 cycles",
      source = #dma,
      sources = {latency = "assumed", setup = "assumed", indexed = "assumed"}}
  arch.path @dram -> @acc on @load {
      bandwidth = "16 B/cycle", latency = "0 cycles", burst = "64 B",
      in_flight = 16, setup = "10 cycles", indexed = "20 cycles",
      source = #dma,
      sources = {latency = "assumed", setup = "assumed", indexed = "assumed"}}
  arch.path @spad -> @dram on @store {
      bandwidth = "16 B/cycle", latency = "0 cycles", burst = "64 B",
      in_flight = 16, setup = "10 cycles",
      source = #dma,
      sources = {latency = "assumed", setup = "assumed"}}
  arch.path @acc -> @dram on @store {
      bandwidth = "16 B/cycle", latency = "0 cycles", burst = "64 B",
      in_flight = 16, setup = "10 cycles",
      source = #dma,
      sources = {latency = "assumed", setup = "assumed"}}

  // A row of 16 activations a cycle against 16 x 16 weights. The next weights
  // load behind the rows of the present ones, which takes at least 16 cycles.
  arch.instruction @matmul_i8 on @array
      dims (m: 1 to 1024, n: 1 to 1024, k: 1 to 1024)
      reads (a: i8 [m, k] in [@spad], b: i8 [k, n] in [@spad])
      updates (c: i32 [m, n] in [@acc])
      occupancy "(k ceildiv 16) * (n ceildiv 16) * max(m, 16)"
      latency "occupancy + 48"
      energy "m * n * k * 200"
      {source = #default,
       sources = {dims = "assumed", energy = "assumed",
                  latency = "assumed: pipeline of 16 rows, 16 columns and 16"}}
      does (%a: i8, %b: i8, %c: i32) {
    %x = arith.extsi %a : i8 to i32
    %y = arith.extsi %b : i8 to i32
    %p = arith.muli %x, %y : i32
    %s = arith.addi %c, %p : i32
    arch.yield %s : i32
  }

  // Fills the accumulator, for a product that starts from zero.
  arch.instruction @clear_i32 on @array
      dims (n: 1 to 1048576)
      reads (value: i32 [] immediate)
      writes (c: i32 [n] in [@acc])
      occupancy "n ceildiv 16"
      latency "occupancy + 1"
      energy "n * bits"
      {source = "assumed: a row a cycle"}
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

  // Words are RoCC commands of 160 bits, as in @"gemmini", with the same
  // assumptions. A product is one LOOP_WS, whose addresses are in the
  // scratchpad; a gather (0x43) gives the list of its rows. The loops that issue
  // commands are the host's, so that code is unrolled.
  arch.encoding control @wait_words of {wait} {
      bits = 160, source = #rocc,
      fields = ["command [31:0] = 0xA020B07B", "[63:32] = value signed",
                "[111:96] = semaphore"]}
  arch.encoding control @signal_words of {signal} {
      bits = 160, source = #rocc,
      fields = ["command [31:0] = 0xA220B07B", "[32] = after_reads",
                "[111:96] = semaphore"]}
  arch.encoding @mvin_words of {"dram->spad"} {
      bits = 960, levels = ["d3", "d2", "d1", "d0"], source = #rocc,
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
                "[635:616] = stride(to, d3)", "command [671:640] = 0x8620B07B",
                "[711:672] = address(list0)", "[721:720] = lists",
                "[735:728] = bits(list0)", "[767:736] = list_stride(0)",
                "[799:768] = list_limit(0)", "command [831:800] = 0x8820B07B",
                "[863:832] = stride(list0, d3)",
                "[895:864] = stride(list0, d2)",
                "[927:896] = stride(list0, d1)",
                "[959:928] = stride(list0, d0)"]}
  arch.encoding @mvin_acc_words of {"dram->acc"} {
      bits = 960, levels = ["d3", "d2", "d1", "d0"], source = #rocc,
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
                "[635:616] = stride(to, d3)", "command [671:640] = 0x8620B07B",
                "[711:672] = address(list0)", "[721:720] = lists",
                "[735:728] = bits(list0)", "[767:736] = list_stride(0)",
                "[799:768] = list_limit(0)", "command [831:800] = 0x8820B07B",
                "[863:832] = stride(list0, d3)",
                "[895:864] = stride(list0, d2)",
                "[927:896] = stride(list0, d1)",
                "[959:928] = stride(list0, d0)"]}
  arch.encoding @mvout_spad_words of {"spad->dram"} {
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
  arch.encoding @mvout_words of {"acc->dram"} {
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
  arch.encoding @loop_ws_words of {matmul_i8} {
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
