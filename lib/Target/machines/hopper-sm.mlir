//===- hopper-sm.mlir - one multiprocessor of an H100 --------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// One of the 132 multiprocessors of an H100 SXM5 with its share of the level 2
// cache and of the HBM: tensor cores that take wgmma instructions, the CUDA cores,
// shared memory, registers, and a unit (TMA) that copies boxes between the level 2
// and shared memory.
//
// wgmma multiplies 64 rows by 8 to 256 columns, 16 deep in bf16 and f16, 32 deep
// in 8 bits. The second factor lies in shared memory, the first there or in
// registers, the sum in registers. It adds as measured (docs/Numerics.md): in bf16
// and f16 16 products aligned to the largest, of 25 bits; in FP8 32, of 13 bits.
// Other sizes are padded. An f32 product is made by the CUDA cores; what tensor
// cores make of it is to be had with other formats (ridge run --error-budget).
//
// A queue a unit, with counting semaphores: mbarriers and named barriers. They
// cost nothing beyond the latencies of what they wait for.
//
// What is left out: warps, and who of them issues what (CUDA cores are one unit at
// its full rate, as if there were always enough warps), TF32, FP64 and sparse
// tensor cores, f16 sums, swizzles and bank conflicts of shared memory, that
// second factors of 8 bits have to lie with their depth innermost, the first level
// cache, clusters and distributed shared memory, what 132 multiprocessors do to
// one another, and the rounding of exponentials and their like: execution is exact
// there. Nothing here was measured on an H100.
//
//===----------------------------------------------------------------------===//

// At the rate of the f32 units.
#float = [
    "arith.addf", "arith.subf", "arith.mulf", "arith.negf", "arith.maximumf",
    "arith.minimumf", "arith.maxnumf", "arith.minnumf", "math.absf",
    "math.copysign", "math.fma", "ridge.identity"]

// At half of it: integers, compares, conversions.
#integer = [
    "ridge.index", "arith.cmpf", "arith.addi", "arith.subi", "arith.muli",
    "arith.andi", "arith.ori", "arith.xori", "arith.shli", "arith.shrsi",
    "arith.shrui", "arith.maxsi", "arith.minsi", "arith.maxui", "arith.minui",
    "arith.cmpi", "arith.select", "arith.extf", "arith.truncf", "arith.extsi",
    "arith.extui", "arith.trunci", "arith.sitofp", "arith.uitofp",
    "arith.fptosi", "arith.fptoui", "arith.bitcast", "math.absi", "math.floor",
    "math.ceil", "math.round", "math.roundeven", "math.trunc", "ridge.cast",
    "ridge.scale", "ridge.quantize", "ridge.dequantize"]

// The special function units.
#special = [
    "math.exp", "math.exp2", "math.log", "math.log2", "math.log10", "math.sqrt",
    "math.rsqrt", "math.sin", "math.cos", "math.tanh", "arith.divf"]

// Polynomials, iterations.
#hard = [
    "arith.remf", "arith.divsi", "arith.divui", "arith.remsi", "arith.remui",
    "math.expm1", "math.log1p", "math.cbrt", "math.sinh", "math.cosh",
    "math.asinh", "math.acosh", "math.atanh", "math.erf", "math.erfc",
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

#paper = "NVIDIA H100 Tensor Core GPU Architecture whitepaper"
#ptx = "NVIDIA, PTX ISA, wgmma.mma_async: shapes"
#guide = "NVIDIA, CUDA C++ Programming Guide, throughput of arithmetic instructions, compute capability 9.0"
#hbm = "NVIDIA H100 SXM5: 3.35 TB/s, over 132 multiprocessors"

arch.machine @"hopper-sm" {clock = "1.83 GHz", source = #paper,
    sources = {clock = "the whitepaper: 989.4 TFLOPS in bf16 are 132 multiprocessors of 4096 a cycle"}} {
  arch.memory @hbm {home, size = "80 GB", bandwidth = "25.4 GB/s",
      latency = "300 ns", alignment = "128 B", source = #hbm,
      sources = {size = #paper, latency = "assumed", alignment = "assumed"}}
  // 50 MiB over 132.
  arch.memory @l2 {size = "384 KiB", bandwidth = "64 B/cycle",
      latency = "200 cycles", alignment = "128 B", source = "assumed",
      sources = {size = "the whitepaper: 50 MB, over 132 multiprocessors"}}
  arch.memory @smem {size = "228 KiB", reserved = "1 KiB",
      bandwidth = "128 B/cycle", latency = "29 cycles", alignment = "128 B",
      banks = 32, source = #paper,
      sources = {bandwidth = "32 banks of 4 B", latency = "assumed",
                 alignment = "assumed: that of swizzled boxes"}}
  arch.memory @reg {size = "256 KiB", bandwidth = "512 B/cycle",
      latency = "0 cycles", alignment = "128 B", source = #paper,
      sources = {bandwidth = "assumed", latency = "assumed", alignment = "assumed"}}

  arch.engine @fill
  arch.engine @spill
  arch.engine @tma
  arch.engine @lsu
  arch.engine @tensor
  arch.engine @cuda

  // The cache, as a memory that the compiler fills.
  arch.path @hbm -> @l2 on @fill {bandwidth = "25.4 GB/s",
      latency = "0 cycles", burst = "32 B", in_flight = 0, setup = "0 cycles",
      indexed = "1 cycles", source = "assumed", sources = {bandwidth = #hbm}}
  arch.path @l2 -> @hbm on @spill {bandwidth = "25.4 GB/s",
      latency = "0 cycles", burst = "32 B", in_flight = 0, setup = "0 cycles",
      source = "assumed", sources = {bandwidth = #hbm}}
  arch.path @l2 -> @smem on @tma {bandwidth = "64 B/cycle",
      latency = "170 cycles", burst = "32 B", in_flight = 0,
      setup = "16 cycles", source = "assumed"}
  arch.path @smem -> @l2 on @tma {bandwidth = "64 B/cycle",
      latency = "170 cycles", burst = "32 B", in_flight = 0,
      setup = "16 cycles", source = "assumed"}
  arch.path @l2 -> @reg on @lsu {bandwidth = "64 B/cycle",
      latency = "60 cycles", burst = "32 B", in_flight = 0,
      setup = "4 cycles", source = "assumed"}
  arch.path @reg -> @l2 on @lsu {bandwidth = "64 B/cycle",
      latency = "60 cycles", burst = "32 B", in_flight = 0,
      setup = "4 cycles", source = "assumed"}

  // 64 x n x 16 of 2048 multiply-adds a cycle; twice as many in 8 bits.
  arch.products @wgmma on @tensor
      formats [{element = bf16, sum = f32, cost = 400, accumulate = "hopper"},
               {element = f16, sum = f32, cost = 400, accumulate = "hopper"}]
      dims (m: 64, n: 8 to 256 by 8, k: 16)
      reads (a [m, k] in [@smem, @reg], b [k, n] in [@smem])
      updates (c [m, n] in [@reg])
      occupancy "max(16, n ceildiv 2)"
      latency "occupancy + 32"
      energy "m * n * k * cost"
      {source = "assumed",
       sources = {dims = #ptx,
                  occupancy = "the whitepaper's rate; no less than 16: assumed"}}

  arch.products @wgmma_8 on @tensor
      formats [{name = "wgmma_e4m3", element = f8E4M3FN, sum = f32, cost = 200, accumulate = "hopper-fp8-f32"},
               {name = "wgmma_e5m2", element = f8E5M2, sum = f32, cost = 200, accumulate = "hopper-fp8-f32"},
               {name = "wgmma_e4m3_e5m2", element = f8E4M3FN, other = f8E5M2, sum = f32, cost = 200, accumulate = "hopper-fp8-f32"},
               {name = "wgmma_i8", element = i8, sum = i32, cost = 150}]
      dims (m: 64, n: 8 to 256 by 8, k: 32)
      reads (a [m, k] in [@smem, @reg], b [k, n] in [@smem])
      updates (c [m, n] in [@reg])
      occupancy "max(16, n ceildiv 2)"
      latency "occupancy + 32"
      energy "m * n * k * cost"
      {source = "assumed",
       sources = {dims = #ptx,
                  occupancy = "the whitepaper's rate; no less than 16: assumed"}}

  // The first product of a sum overwrites (scale-d = 0).
  arch.instruction @zero_f32 on @tensor
      dims (n: 1 to 65536)
      reads (value: f32 [] immediate)
      writes (c: f32 [n] in [@reg])
      occupancy "1" latency "1" energy "0"
      {source = "assumed: the first product of a sum overwrites"}
      does (%value: f32) {
    arch.yield %value : f32
  }

  arch.instruction @zero_i32 on @tensor
      dims (n: 1 to 65536)
      reads (value: i32 [] immediate)
      writes (c: i32 [n] in [@reg])
      occupancy "1" latency "1" energy "0"
      {source = "assumed: the first product of a sum overwrites"}
      does (%value: i32) {
    arch.yield %value : i32
  }

  // The CUDA cores: fragments of the factors come from shared memory meanwhile.
  arch.products @ffma on @cuda
      formats [{element = f32, sum = f32, rate = 128, cost = 1500},
               {name = "imad_i32", element = i32, sum = i32, rate = 64, cost = 1500},
               {name = "imad_i64", element = i64, sum = i64, rate = 16, cost = 6000},
               {name = "dfma_f64", element = f64, sum = f64, rate = 64, cost = 3000}]
      dims (m: 1 to 256, n: 1 to 256, k: 1 to 256)
      reads (a [m, k] in [@smem, @reg], b [k, n] in [@smem, @reg])
      updates (c [m, n] in [@reg])
      occupancy "(m * n * k) ceildiv rate"
      latency "occupancy + 30"
      energy "m * n * k * cost"
      {source = "assumed",
       sources = {occupancy = "the programming guide: rates; i64 assumed"}}

  // Elements a cycle.
  arch.lanes @float on @cuda
      ops #float formats #narrow
      dims (n: 1 to 65536) in [@reg]
      occupancy "n ceildiv 128"
      latency "occupancy + 20"
      energy "n * bits * 40"
      {source = "assumed", sources = {occupancy = #guide}}

  arch.lanes @integer on @cuda
      ops #integer formats #narrow
      dims (n: 1 to 65536) in [@reg]
      occupancy "n ceildiv 64"
      latency "occupancy + 20"
      energy "n * bits * 40"
      {source = "assumed", sources = {occupancy = #guide}}

  arch.lanes @special on @cuda
      ops #special formats #narrow
      dims (n: 1 to 65536) in [@reg]
      occupancy "n ceildiv 16"
      latency "occupancy + 40"
      energy "n * bits * 150"
      {source = "assumed", sources = {occupancy = "the programming guide: 16 of the special function units"}}

  arch.lanes @hard on @cuda
      ops #hard formats #narrow
      dims (n: 1 to 65536) in [@reg]
      occupancy "20 * (n ceildiv 128)"
      latency "occupancy + 200"
      energy "n * bits * 600"
      {source = "assumed"}

  // Within threads, and then by shuffles.
  arch.lanes @fold on @cuda reduce
      ops #fold formats #narrow
      dims (m: 1 to 65536, n: 1 to 65536) in [@reg]
      occupancy "(m * n) ceildiv 128 + 5"
      latency "occupancy + 150"
      energy "m * n * bits * 40"
      {source = "assumed"}

  arch.lanes @float_64 on @cuda
      ops #float formats #all
      dims (n: 1 to 65536) in [@reg]
      occupancy "n ceildiv 64"
      latency "occupancy + 30"
      energy "n * bits * 60"
      {source = "assumed", sources = {occupancy = #guide}}

  arch.lanes @integer_64 on @cuda
      ops #integer formats #all
      dims (n: 1 to 65536) in [@reg]
      occupancy "n ceildiv 32"
      latency "occupancy + 30"
      energy "n * bits * 60"
      {source = "assumed"}

  arch.lanes @special_64 on @cuda
      ops #special formats #all
      dims (n: 1 to 65536) in [@reg]
      occupancy "20 * (n ceildiv 64)"
      latency "occupancy + 300"
      energy "n * bits * 600"
      {source = "assumed"}

  arch.lanes @hard_64 on @cuda
      ops #hard formats #all
      dims (n: 1 to 65536) in [@reg]
      occupancy "40 * (n ceildiv 64)"
      latency "occupancy + 400"
      energy "n * bits * 1200"
      {source = "assumed"}

  arch.lanes @fold_64 on @cuda reduce
      ops #fold formats #all
      dims (m: 1 to 65536, n: 1 to 65536) in [@reg]
      occupancy "(m * n) ceildiv 64 + 5"
      latency "occupancy + 200"
      energy "m * n * bits * 60"
      {source = "assumed"}
}
