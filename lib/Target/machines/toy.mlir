//===- toy.mlir - a teaching machine --------------------------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A machine to do sums with: every number is round and made up, so that a
// cycle count in a test can be derived by hand. A matrix unit multiplies 16 x
// 16 at a time and adds into its accumulator; a vector unit works on 512 bits
// a cycle; one engine loads and one stores.
//
// Matrix operands are read with any strides: the engine is assumed to generate
// addresses by itself. Vector operands may sit in @sram or @acc, so a copy
// between the two is a vector instruction.
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

#formats = [i2, i4, i8, i16, i32, i64, f8E4M3FN, f8E5M2, f8E4M3FNUZ, f8E5M2FNUZ,
            f8E4M3B11FNUZ, f16, bf16, f32, f64]

arch.machine @toy {clock = "1 GHz", source = "assumed"} {
  arch.memory @dram {home, size = "8 GiB", bandwidth = "64 B/cycle",
      latency = "100 cycles", alignment = "64 B", banks = 1,
      source = "assumed"}
  arch.memory @sram {size = "256 KiB", bandwidth = "128 B/cycle",
      latency = "0 cycles", alignment = "64 B", banks = 4,
      source = "assumed"}
  arch.memory @acc {size = "64 KiB", bandwidth = "128 B/cycle",
      latency = "0 cycles", alignment = "64 B", banks = 1,
      source = "assumed"}

  arch.engine @load
  arch.engine @store
  arch.engine @array
  arch.engine @vector

  // Loads take lists of rows instead of one address: 2 cycles a row.
  arch.path @dram -> @sram on @load {
      bandwidth = "64 B/cycle", latency = "0 cycles", burst = "64 B",
      in_flight = 0, setup = "10 cycles", indexed = "2 cycles",
      source = "assumed"}
  arch.path @dram -> @acc on @load {
      bandwidth = "64 B/cycle", latency = "0 cycles", burst = "64 B",
      in_flight = 0, setup = "10 cycles", indexed = "2 cycles",
      source = "assumed"}
  arch.path @sram -> @dram on @store {
      bandwidth = "64 B/cycle", latency = "0 cycles", burst = "64 B",
      in_flight = 0, setup = "10 cycles", source = "assumed"}
  arch.path @acc -> @dram on @store {
      bandwidth = "64 B/cycle", latency = "0 cycles", burst = "64 B",
      in_flight = 0, setup = "10 cycles", source = "assumed"}

  // One step of 16 x 16 multiply-adds a cycle; twice the time for twice the bits.
  arch.products @matmul on @array
      formats [{element = f32, sum = f32, cost = 1000},
               {element = bf16, sum = f32, cost = 500},
               {element = f16, sum = f32, cost = 500},
               {element = f64, sum = f64, cost = 4000,
                occupancy = "2 * m * (n ceildiv 16) * (k ceildiv 16)"},
               {element = i8, sum = i32, cost = 200},
               {element = i32, sum = i32, cost = 1000}]
      dims (m: 1 to 128, n: 1 to 64, k: 1 to 64)
      reads (a [m, k] in [@sram], b [k, n] in [@sram])
      updates (c [m, n] in [@acc])
      occupancy "m * (n ceildiv 16) * (k ceildiv 16)"
      latency "occupancy + 20"
      energy "m * n * k * cost"
      {source = "assumed"}

  // Fills the accumulator, for a product that starts from zero.
  arch.instruction @clear_f32 on @array
      dims (n: 1 to 1048576)
      reads (value: f32 [] immediate)
      writes (c: f32 [n] in [@acc])
      occupancy "(n * bits) ceildiv 512"
      latency "occupancy + 1"
      energy "n * bits"
      {source = "assumed"}
      does (%value: f32) {
    arch.yield %value : f32
  }

  arch.instruction @clear_f64 on @array
      dims (n: 1 to 1048576)
      reads (value: f64 [] immediate)
      writes (c: f64 [n] in [@acc])
      occupancy "(n * bits) ceildiv 512"
      latency "occupancy + 1"
      energy "n * bits"
      {source = "assumed"}
      does (%value: f64) {
    arch.yield %value : f64
  }

  arch.instruction @clear_i32 on @array
      dims (n: 1 to 1048576)
      reads (value: i32 [] immediate)
      writes (c: i32 [n] in [@acc])
      occupancy "(n * bits) ceildiv 512"
      latency "occupancy + 1"
      energy "n * bits"
      {source = "assumed"}
      does (%value: i32) {
    arch.yield %value : i32
  }

  // 16 lanes of 32 bits.
  arch.lanes @simple on @vector
      ops #simple formats #formats
      dims (n: 1 to 65536) in [@sram, @acc]
      occupancy "(n * bits) ceildiv 512"
      latency "occupancy + 10"
      energy "n * bits * 5"
      {source = "assumed"}

  arch.lanes @hard on @vector
      ops #hard formats #formats
      dims (n: 1 to 65536) in [@sram, @acc]
      occupancy "4 * ((n * bits) ceildiv 512)"
      latency "occupancy + 20"
      energy "n * bits * 20"
      {source = "assumed"}

  arch.lanes @fold on @vector reduce
      ops #fold formats #formats
      dims (m: 1 to 65536, n: 1 to 65536) in [@sram, @acc]
      occupancy "(m * n * bits) ceildiv 512"
      latency "occupancy + 10"
      energy "m * n * bits * 5"
      {source = "assumed"}

  // Words. Loads and stores nest five loops, the array seven, lanes three;
  // addresses may step with each of the four loops that code can nest.
  arch.encoding control @loop_words of {loop = 0xF0} {
      bits = 64, levels = ["t0", "t1", "t2", "t3"], source = "assumed",
      fields = ["opcode [7:0] = code", "[39:8] = count"]}
  arch.encoding control @end_words of {end = 0xF1} {
      bits = 32, source = "assumed", fields = ["opcode [7:0] = code"]}
  arch.encoding control @wait_words of {wait = 0xF2} {
      bits = 128, source = "assumed",
      fields = ["opcode [7:0] = code", "[23:8] = semaphore",
                "[55:24] = value signed", "[119:56] = step(value, *) signed"]}
  arch.encoding control @signal_words of {signal = 0xF3} {
      bits = 32, source = "assumed",
      fields = ["opcode [7:0] = code", "[23:8] = semaphore",
                "[24] = after_reads"]}

  arch.encoding @load_words of {"dram->sram" = 0x01, "dram->acc" = 0x02} {
      bits = 992, levels = ["d4", "d3", "d2", "d1", "d0"], source = "assumed",
      fields = ["opcode [7:0] = code", "[15:8] = bits(from)",
                "[115:16] = size(*) minus 1", "[148:116] = address(from)",
                "[313:149] = stride(from, *)",
                "[449:314] = step(address(from), *) signed",
                "[469:450] = address(to)", "[569:470] = stride(to, *)",
                "[653:570] = step(address(to), *) signed", "[655:654] = lists",
                "[688:656] = address(list0)", "[696:689] = bits(list0)",
                "[796:697] = stride(list0, *)",
                "[829:797] = list_stride(0)", "[862:830] = list_limit(0)",
                "[990:863] = step(address(list0), *) signed"]}
  arch.encoding @store_words of {"sram->dram" = 0x03, "acc->dram" = 0x04} {
      bits = 672, levels = ["d4", "d3", "d2", "d1", "d0"], source = "assumed",
      fields = ["opcode [7:0] = code", "[15:8] = bits(from)",
                "[115:16] = size(*) minus 1", "[135:116] = address(from)",
                "[235:136] = stride(from, *)",
                "[319:236] = step(address(from), *) signed",
                "[352:320] = address(to)", "[517:353] = stride(to, *)",
                "[653:518] = step(address(to), *) signed"]}

  arch.encoding @product_words of {matmul_f32 = 0x10, matmul_bf16 = 0x11,
                             matmul_f16 = 0x12, matmul_f64 = 0x13,
                             matmul_i8 = 0x14, matmul_i32 = 0x15} {
      bits = 608, levels = ["m.1", "m.0", "n.1", "n.0", "k.2", "k.1", "k.0"],
      source = "assumed",
      fields = ["opcode [7:0] = code", "[63:8] = size(*) minus 1",
                "[81:64] = address(a)", "[99:82] = address(b)",
                "[115:100] = address(c)", "[205:116] = stride(a, *)",
                "[295:206] = stride(b, *)", "[359:296] = stride(c, *)",
                "[435:360] = step(address(a), *) signed",
                "[511:436] = step(address(b), *) signed",
                "[579:512] = step(address(c), *) signed"]}
  arch.encoding @clear_words of {clear_f32 = 0x18, clear_f64 = 0x19,
                                 clear_i32 = 0x1A} {
      bits = 320, levels = ["n.3", "n.2", "n.1", "n.0"], source = "assumed",
      fields = ["opcode [7:0] = code", "[71:8] = immediate(value)",
                "[87:72] = address(c)", "[167:88] = size(*) minus 1",
                "[231:168] = stride(c, *)",
                "[299:232] = step(address(c), *) signed"]}

  // A constant stands where the place of the operand would.
  arch.encoding @lanes_words of {simple = 0x20, hard = 0x21} {
      bits = 864, levels = ["n.3", "n.2", "n.1", "n.0"], source = "assumed",
      fields = ["opcode [7:0] = code", "[13:8] = operation",
                "[45:14] = attribute", "[109:46] = size(*) minus 1",
                "[112:110] = source(in0)", "[113] = memory(in0)",
                "[118:114] = format(in0)", "[136:119] = address(in0)",
                "[182:119] = immediate(in0)", "[208:137] = stride(in0, *)",
                "[284:209] = step(address(in0), *) signed",
                "[287:285] = source(in1)", "[288] = memory(in1)",
                "[293:289] = format(in1)", "[311:294] = address(in1)",
                "[357:294] = immediate(in1)", "[383:312] = stride(in1, *)",
                "[459:384] = step(address(in1), *) signed",
                "[462:460] = source(in2)", "[463] = memory(in2)",
                "[468:464] = format(in2)", "[486:469] = address(in2)",
                "[532:469] = immediate(in2)", "[558:487] = stride(in2, *)",
                "[634:559] = step(address(in2), *) signed",
                "[635] = memory(out)", "[640:636] = format(out)",
                "[658:641] = address(out)", "[730:659] = stride(out, *)",
                "[806:731] = step(address(out), *) signed",
                "[838:807] = origin"]}
  arch.encoding @folds_words of {fold = 0x22} {
      bits = 480, levels = ["m.2", "m.1", "m.0", "n.2", "n.1", "n.0"],
      source = "assumed",
      fields = ["opcode [7:0] = code", "[13:8] = operation",
                "[109:14] = size(*) minus 1", "[112:110] = source(in0)",
                "[113] = memory(in0)", "[118:114] = format(in0)",
                "[136:119] = address(in0)", "[182:119] = immediate(in0)",
                "[244:137] = stride(in0, *)",
                "[320:245] = step(address(in0), *) signed",
                "[321] = memory(out)", "[326:322] = format(out)",
                "[344:327] = address(out)", "[398:345] = stride(out, *)",
                "[474:399] = step(address(out), *) signed"]}
}
