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
}
