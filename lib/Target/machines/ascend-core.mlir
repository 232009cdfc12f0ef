//===- ascend-core.mlir - one core of an Ascend-910-class chip ------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// One of the 32 cores of a Da Vinci chip with its share of the memory: a cube of
// 16 x 16 x 16 multiply-adds that takes its operands from @l0a and @l0b and adds
// into @l0c, a vector unit of 2048 bits on the unified buffer @ub, and three
// memory transfer engines. Operands of the cube come by way of @l1; what it has
// added up is copied to @ub by the vector unit, the one way out of @l0c.
//
// What is left out: the scalar unit and the time it takes to issue, the layouts
// of 16 x 16 fractals (transfers are taken to change them at no cost), sparsity
// and image units, the cache that the cores share, and banks. A sum starts by
// overwriting: a bit of the instruction, for which a fill of a cycle stands here.
//
// 64-bit values are software on the vector unit, at the rate of its bits.
//
// The cube multiplies f16 and i8. Models in f32 run with products in f16
// (ridge run --error-budget).
//
//===----------------------------------------------------------------------===//

// One step of the vector unit.
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
    "math.copysign", "math.fma", "ridge.cast", "ridge.scale", "ridge.quantize",
    "ridge.dequantize"]

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

#formats = [i2, i4, i8, i16, i32, i64, f16, f32, f64]

#hot_chips = "Huawei, Da Vinci, Hot Chips 31 (2019)"
#hpca = "Liao et al., Ascend, HPCA 2021"

arch.machine @"ascend-core" {clock = "1 GHz", source = "assumed",
    sources = {clock = "256 TFLOPS of f16 in 32 cores of 4096 multiply-adds"}} {
  arch.memory @gm {home, size = "32 GiB", bandwidth = "37.5 GB/s",
      latency = "200 ns", alignment = "32 B", banks = 1,
      source = "assumed",
      sources = {bandwidth = "Liao et al., HPCA 2021: 1.2 TB/s, over 32 cores"}}
  arch.memory @l1 {size = "1 MiB", bandwidth = "1024 B/cycle",
      latency = "20 cycles", alignment = "32 B", banks = 8,
      source = "assumed", sources = {size = #hpca}}
  arch.memory @l0a {size = "64 KiB", bandwidth = "1024 B/cycle",
      latency = "2 cycles", alignment = "32 B", banks = 2,
      source = "assumed", sources = {size = #hpca}}
  arch.memory @l0b {size = "64 KiB", bandwidth = "1024 B/cycle",
      latency = "2 cycles", alignment = "32 B", banks = 2,
      source = "assumed", sources = {size = #hpca}}
  arch.memory @l0c {size = "256 KiB", bandwidth = "1024 B/cycle",
      latency = "2 cycles", alignment = "64 B", banks = 2,
      source = "assumed", sources = {size = #hpca}}
  arch.memory @ub {size = "256 KiB", bandwidth = "512 B/cycle",
      latency = "4 cycles", alignment = "32 B", banks = 8,
      source = "assumed", sources = {size = #hpca}}

  arch.engine @mte1
  arch.engine @mte2
  arch.engine @mte3
  arch.engine @cube
  arch.engine @vector

  arch.path @gm -> @l1 on @mte2 {
      bandwidth = "64 B/cycle", latency = "0 cycles", burst = "32 B",
      in_flight = 0, setup = "30 cycles", source = "assumed"}
  arch.path @gm -> @ub on @mte2 {
      bandwidth = "64 B/cycle", latency = "0 cycles", burst = "32 B",
      in_flight = 0, setup = "30 cycles", indexed = "2 cycles",
      source = "assumed"}
  arch.path @l1 -> @l0a on @mte1 {
      bandwidth = "512 B/cycle", latency = "0 cycles", burst = "32 B",
      in_flight = 0, setup = "8 cycles", source = "assumed"}
  arch.path @l1 -> @l0b on @mte1 {
      bandwidth = "256 B/cycle", latency = "0 cycles", burst = "32 B",
      in_flight = 0, setup = "8 cycles", source = "assumed"}
  arch.path @ub -> @gm on @mte3 {
      bandwidth = "64 B/cycle", latency = "0 cycles", burst = "32 B",
      in_flight = 0, setup = "30 cycles", source = "assumed"}

  // Whole cubes of 16 x 16 x 16 a cycle, x 32 in i8.
  arch.products @mmad on @cube
      formats [{element = f16, sum = f32, depth = 16, cost = 500},
               {element = i8, sum = i32, depth = 32, cost = 200}]
      dims (m: 1 to 4096, n: 1 to 4096, k: 1 to 4096)
      reads (a [m, k] in [@l0a], b [k, n] in [@l0b])
      updates (c [m, n] in [@l0c])
      occupancy "(m ceildiv 16) * (n ceildiv 16) * (k ceildiv depth)"
      latency "occupancy + 20"
      energy "m * n * k * cost"
      {source = "assumed", sources = {occupancy = #hot_chips}}

  arch.instruction @start_f32 on @cube
      dims (n: 1 to 1048576)
      reads (value: f32 [] immediate)
      writes (c: f32 [n] in [@l0c])
      occupancy "1" latency "1" energy "0" {source = "assumed"}
      does (%value: f32) {
    arch.yield %value : f32
  }

  arch.instruction @start_i32 on @cube
      dims (n: 1 to 1048576)
      reads (value: i32 [] immediate)
      writes (c: i32 [n] in [@l0c])
      occupancy "1" latency "1" energy "0" {source = "assumed"}
      does (%value: i32) {
    arch.yield %value : i32
  }

  // The way out of @l0c, 2048 bits a cycle.
  arch.instruction @out_f32 on @vector
      dims (n: 1 to 65536)
      reads (c: f32 [n] in [@l0c])
      writes (to: f32 [n] in [@ub])
      occupancy "n ceildiv 64" latency "occupancy + 10" energy "n * bits * 5"
      {source = "assumed", sources = {occupancy = #hot_chips}}
      does (%c: f32) {
    arch.yield %c : f32
  }

  arch.instruction @out_i32 on @vector
      dims (n: 1 to 65536)
      reads (c: i32 [n] in [@l0c])
      writes (to: i32 [n] in [@ub])
      occupancy "n ceildiv 64" latency "occupancy + 10" energy "n * bits * 5"
      {source = "assumed", sources = {occupancy = #hot_chips}}
      does (%c: i32) {
    arch.yield %c : i32
  }

  arch.lanes @simple on @vector
      ops #simple formats #formats
      dims (n: 1 to 65536) in [@ub]
      occupancy "(n * bits) ceildiv 2048"
      latency "occupancy + 10"
      energy "n * bits * 5"
      {source = "assumed", sources = {occupancy = #hot_chips}}

  arch.lanes @hard on @vector
      ops #hard formats #formats
      dims (n: 1 to 65536) in [@ub]
      occupancy "4 * ((n * bits) ceildiv 2048)"
      latency "occupancy + 20"
      energy "n * bits * 20"
      {source = "assumed"}

  arch.lanes @fold on @vector reduce
      ops #fold formats #formats
      dims (m: 1 to 65536, n: 1 to 65536) in [@ub]
      occupancy "(m * n * bits) ceildiv 2048"
      latency "occupancy + 10"
      energy "m * n * bits * 5"
      {source = "assumed"}
}
