//===- systolic-128.mlir - a TPU-like machine -----------------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// One core of a TPU-v4-class chip: a 128 x 128 weight-stationary array beside
// a vector unit of 128 x 8 lanes, over HBM. Clock, memory sizes and memory
// rate are those of ONNXim's public TPU-v4 configuration (arXiv 2406.08051);
// the time of a product is SCALE-Sim's stall-free count plus the cycle that
// its report leaves out (rows = reported + 1). What neither states is marked
// assumed.
//
// A product is one macro instruction: the array's own sequencer walks the
// folds of 128 x 128 weights, loads one, streams m rows through it and drains,
// without overlap between folds. Its address generators are assumed to read
// operands with any strides.
//
// i32, i64 and f64 products have no place on the array; the vector unit does
// them. 64-bit lanes, and those of formats that the unit does
// not have, run at a sixteenth of the rate: software.
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

#narrow = [i8, i16, i32, f8E4M3FN, f8E5M2, f16, bf16, f32]
#all = [i2, i4, i8, i16, i32, i64, f8E4M3FN, f8E5M2, f8E4M3FNUZ, f8E5M2FNUZ,
        f8E4M3B11FNUZ, f16, bf16, f32, f64]

#onnxim = "ONNXim, tpuv4 configuration (arXiv 2406.08051)"
#scale_sim = "SCALE-Sim v3, weight-stationary: folds * (2R + C + M - 2)"
#drain = "the drain of the last fold is part of occupancy"

arch.machine @"systolic-128" {
    clock = "1 GHz", source = #onnxim} {
  arch.memory @dram {home, size = "32 GiB", bandwidth = "614 GB/s",
      latency = "120 ns", alignment = "64 B", banks = 1,
      source = "assumed",
      sources = {bandwidth = #onnxim,
                 size = "Jouppi et al., TPU v4 (arXiv 2304.01433): 32 GiB HBM"}}
  arch.memory @sram {size = "32 MiB", bandwidth = "2048 B/cycle",
      latency = "10 cycles", alignment = "64 B", banks = 16,
      source = "assumed",
      sources = {size = #onnxim}}
  arch.memory @acc {size = "4 MiB", bandwidth = "2048 B/cycle",
      latency = "10 cycles", alignment = "64 B", banks = 4,
      source = "assumed",
      sources = {size = #onnxim}}

  arch.engine @load
  arch.engine @store
  arch.engine @array
  arch.engine @vector

  // A transfer engine can ask for the whole rate of the memory, and keeps
  // enough bursts in flight to hide its latency (256 * 512 B / 130 cycles). It
  // takes lists of rows, and works out the address of one in 4 cycles.
  arch.path @dram -> @sram on @load {
      bandwidth = "614 GB/s", latency = "0 cycles", burst = "512 B",
      in_flight = 256, setup = "20 cycles", indexed = "4 cycles",
      source = "assumed"}
  arch.path @dram -> @acc on @load {
      bandwidth = "614 GB/s", latency = "0 cycles", burst = "512 B",
      in_flight = 256, setup = "20 cycles", indexed = "4 cycles",
      source = "assumed"}
  arch.path @sram -> @dram on @store {
      bandwidth = "614 GB/s", latency = "0 cycles", burst = "512 B",
      in_flight = 256, setup = "20 cycles", source = "assumed"}
  arch.path @acc -> @dram on @store {
      bandwidth = "614 GB/s", latency = "0 cycles", burst = "512 B",
      in_flight = 256, setup = "20 cycles", source = "assumed"}

  // (weights in, 128 cycles) + (rows through, m + 128 + 128 - 2) for each fold.
  // f32 takes the same passes as bf16: assumed. The chip itself splits an f32
  // into several bf16 parts.
  arch.products @matmul on @array
      formats [{element = bf16, sum = f32, cost = 800},
               {element = i8, sum = i32, cost = 300},
               {element = f32, sum = f32, cost = 3000},
               {element = f16, sum = f32, cost = 800}]
      dims (m: 1 to 8192, n: 1 to 8192, k: 1 to 8192)
      reads (a [m, k] in [@sram], b [k, n] in [@sram])
      updates (c [m, n] in [@acc])
      occupancy "(k ceildiv 128) * (n ceildiv 128) * (2 * 128 + 128 + m - 2)"
      latency "occupancy"
      energy "m * n * k * cost"
      {source = "assumed",
       sources = {occupancy = #scale_sim, latency = #drain}}

  // Software on the vector unit: one multiply-add in each of 1024 lanes, or a
  // sixteenth of that in 64 bits.
  arch.products @matmul_software on @vector
      formats [{name = "matmul_i32", element = i32, sum = i32, rate = 1024, cost = 3000},
               {name = "matmul_i64", element = i64, sum = i64, rate = 64, cost = 12000},
               {name = "matmul_f64", element = f64, sum = f64, rate = 64, cost = 12000}]
      dims (m: 1 to 8192, n: 1 to 8192, k: 1 to 8192)
      reads (a [m, k] in [@sram], b [k, n] in [@sram])
      updates (c [m, n] in [@acc])
      occupancy "(m * n * k) ceildiv rate"
      latency "occupancy + 20"
      energy "m * n * k * cost"
      {source = "assumed"}

  // Fills the accumulator, for a product that starts from zero.
  arch.instruction @clear_f32 on @array
      dims (n: 1 to 1048576)
      reads (value: f32 [] immediate)
      writes (c: f32 [n] in [@acc])
      occupancy "(n * bits) ceildiv 16384"
      latency "occupancy + 1"
      energy "n * bits"
      {source = "assumed"}
      does (%value: f32) {
    arch.yield %value : f32
  }

  arch.instruction @clear_i32 on @array
      dims (n: 1 to 1048576)
      reads (value: i32 [] immediate)
      writes (c: i32 [n] in [@acc])
      occupancy "(n * bits) ceildiv 16384"
      latency "occupancy + 1"
      energy "n * bits"
      {source = "assumed"}
      does (%value: i32) {
    arch.yield %value : i32
  }

  arch.instruction @clear_f64 on @array
      dims (n: 1 to 1048576)
      reads (value: f64 [] immediate)
      writes (c: f64 [n] in [@acc])
      occupancy "(n * bits) ceildiv 16384"
      latency "occupancy + 1"
      energy "n * bits"
      {source = "assumed"}
      does (%value: f64) {
    arch.yield %value : f64
  }

  arch.instruction @clear_i64 on @array
      dims (n: 1 to 1048576)
      reads (value: i64 [] immediate)
      writes (c: i64 [n] in [@acc])
      occupancy "(n * bits) ceildiv 16384"
      latency "occupancy + 1"
      energy "n * bits"
      {source = "assumed"}
      does (%value: i64) {
    arch.yield %value : i64
  }

  // 128 x 8 lanes of 32 bits.
  arch.lanes @simple on @vector
      ops #simple formats #narrow
      dims (n: 1 to 1048576) in [@sram, @acc]
      occupancy "(n * bits) ceildiv 32768"
      latency "occupancy + 10"
      energy "n * bits * 5"
      {source = "assumed",
       sources = {occupancy = "assumed: 8 x 128 lanes, one step a cycle"}}

  arch.lanes @hard on @vector
      ops #hard formats #narrow
      dims (n: 1 to 1048576) in [@sram, @acc]
      occupancy "8 * ((n * bits) ceildiv 32768)"
      latency "occupancy + 20"
      energy "n * bits * 40"
      {source = "assumed"}

  arch.lanes @fold on @vector reduce
      ops #fold formats #narrow
      dims (m: 1 to 1048576, n: 1 to 1048576) in [@sram, @acc]
      occupancy "(m * n * bits) ceildiv 32768"
      latency "occupancy + 20"
      energy "m * n * bits * 5"
      {source = "assumed"}

  // 64 bits in software.
  arch.lanes @simple_64 on @vector
      ops #simple formats #all
      dims (n: 1 to 1048576) in [@sram, @acc]
      occupancy "16 * ((n * bits) ceildiv 32768)"
      latency "occupancy + 20"
      energy "n * bits * 20"
      {source = "assumed: software"}

  arch.lanes @hard_64 on @vector
      ops #hard formats #all
      dims (n: 1 to 1048576) in [@sram, @acc]
      occupancy "128 * ((n * bits) ceildiv 32768)"
      latency "occupancy + 40"
      energy "n * bits * 160"
      {source = "assumed: software"}

  arch.lanes @fold_64 on @vector reduce
      ops #fold formats #all
      dims (m: 1 to 1048576, n: 1 to 1048576) in [@sram, @acc]
      occupancy "16 * ((m * n * bits) ceildiv 32768)"
      latency "occupancy + 40"
      energy "m * n * bits * 20"
      {source = "assumed: software"}
}
