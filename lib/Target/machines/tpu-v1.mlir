//===- tpu-v1.mlir - the first TPU ---------------------------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The TPU of Jouppi et al. (ISCA 2017): a systolic array of 256 x 256 in int8 at
// 700 MHz, whose weights are state. Its instructions are here as
//
//   Read_Host_Memory    @host -> @ub, over PCIe
//   Write_Host_Memory   @ub -> @host
//   Read_Weights        @host -> @fifo, four tiles of 256 x 256 on their way
//   (the push of a tile) @fifo -> @weights, a row a cycle
//   MatrixMultiply      @matmul_i8, a row a cycle on the weights that are there
//   Activate            @simple, @hard, @fold, from accumulators or buffer
//
// @weights has two tiles: while one is in use the next is pushed, and a product of
// 256 rows and more hides that. Whatever its size, a tile takes one of them.
//
// What is left out: that the host's memory and the DRAM of the weights are two
// (arguments of models lie in one home memory, as fast as both; each path has the
// rate of its own), products of 16 bits at half and quarter rate, pooling, how the
// activation unit computes in fixed point (it computes what the model says), the
// order of instructions of one stream, and transposition: the array takes its rows
// with any stride.
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

#formats = [i2, i4, i8, i16, i32, i64, f16, f32]

#isca = "Jouppi et al., In-Datacenter Performance Analysis of a TPU, ISCA 2017"
#figure = "the same, figure 1"

arch.machine @"tpu-v1" {clock = "700 MHz", source = #isca} {
  // 14 GiB/s to the host and 30 to the DRAM of the weights.
  arch.memory @host {home, size = "8 GiB", bandwidth = "44 GiB/s",
      latency = "500 ns", alignment = "64 B", source = #figure,
      sources = {size = #isca, latency = "assumed", alignment = "assumed"}}
  arch.memory @ub {size = "24 MiB", bandwidth = "167 GiB/s",
      latency = "10 cycles", alignment = "256 B", source = #isca,
      sources = {bandwidth = #figure, latency = "assumed", alignment = "assumed"}}
  arch.memory @fifo {size = "256 KiB", bandwidth = "512 B/cycle",
      latency = "0 cycles", alignment = "64 KiB", source = #isca,
      sources = {bandwidth = "assumed", latency = "assumed"}}
  arch.memory @weights {size = "128 KiB", bandwidth = "256 B/cycle",
      latency = "0 cycles", alignment = "64 KiB", source = #isca,
      sources = {latency = "assumed"}}
  arch.memory @acc {size = "4 MiB", bandwidth = "2048 B/cycle",
      latency = "4 cycles", alignment = "1 KiB", source = #isca,
      sources = {bandwidth = "assumed", latency = "assumed"}}

  arch.engine @read_host
  arch.engine @write_host
  arch.engine @read_weights
  arch.engine @push
  arch.engine @mxu
  arch.engine @activate

  arch.path @host -> @ub on @read_host {bandwidth = "14 GiB/s",
      latency = "0 cycles", burst = "64 B", in_flight = 0,
      setup = "20 cycles", indexed = "4 cycles", source = "assumed",
      sources = {bandwidth = #figure}}
  arch.path @ub -> @host on @write_host {bandwidth = "14 GiB/s",
      latency = "0 cycles", burst = "64 B", in_flight = 0,
      setup = "20 cycles", source = "assumed", sources = {bandwidth = #figure}}
  arch.path @host -> @fifo on @read_weights {bandwidth = "30 GiB/s",
      latency = "0 cycles", burst = "64 B", in_flight = 0,
      setup = "20 cycles", source = "assumed", sources = {bandwidth = #figure}}
  arch.path @fifo -> @weights on @push {bandwidth = "256 B/cycle",
      latency = "0 cycles", burst = "1 B", in_flight = 0, setup = "0 cycles",
      row = "1 cycles", row_bytes = "256 B", source = "assumed",
      sources = {bandwidth = "ISCA 2017: 256 cycles a tile",
                 row = "ISCA 2017: 256 cycles a tile"}}

  arch.instruction @matmul_i8 on @mxu ordered
      dims (m: 1 to 65536, n: 1 to 256, k: 1 to 256)
      reads (a: i8 [m, k] in [@ub], b: i8 [k, n] in [@weights])
      updates (c: i32 [m, n] in [@acc])
      occupancy "m"
      latency "occupancy + 512"
      energy "m * n * k * 400"
      {source = #isca,
       sources = {latency = "assumed: the way through 256 rows and columns",
                  energy = "assumed"}}
      does (%a: i8, %b: i8, %c: i32) {
    %x = arith.extsi %a : i8 to i32
    %y = arith.extsi %b : i8 to i32
    %p = arith.muli %x, %y : i32
    %s = arith.addi %c, %p : i32
    arch.yield %s : i32
  }

  // MatrixMultiply overwrites or adds: the first of a sum overwrites.
  arch.instruction @overwrite_i32 on @mxu
      dims (n: 1 to 1048576)
      reads (value: i32 [] immediate)
      writes (c: i32 [n] in [@acc])
      occupancy "1" latency "1" energy "0" {source = "assumed"}
      does (%value: i32) {
    arch.yield %value : i32
  }

  // 256 elements a cycle.
  arch.lanes @simple on @activate
      ops #simple formats #formats
      dims (n: 1 to 1048576) in [@ub, @acc]
      occupancy "n ceildiv 256"
      latency "occupancy + 20"
      energy "n * bits * 20"
      {source = "assumed"}

  arch.lanes @hard on @activate
      ops #hard formats #formats
      dims (n: 1 to 1048576) in [@ub, @acc]
      occupancy "8 * (n ceildiv 256)"
      latency "occupancy + 40"
      energy "n * bits * 100"
      {source = "assumed"}

  arch.lanes @fold on @activate reduce
      ops #fold formats #formats
      dims (m: 1 to 1048576, n: 1 to 1048576) in [@ub, @acc]
      occupancy "(m * n) ceildiv 256"
      latency "occupancy + 20"
      energy "m * n * bits * 20"
      {source = "assumed"}
}
