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
}
