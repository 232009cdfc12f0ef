//===- tpu-v5e.mlir - the core of a TPU v5e ------------------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The one TensorCore of a TPU v5e chip and its memory: four matrix units of
// 128 x 128 and a vector unit on one vector memory, over HBM.
//
// A matrix unit takes 8 rows every 8 cycles through 128 x 128 weights that stand
// still, and the next weights meanwhile: a block of k and n takes m cycles, but
// no fewer than 128, in which its weights come. Sums are added up in f32 where
// they lie, in the vector memory; the first product of a sum overwrites, for
// which a fill of a cycle stands here. Products in f32 and f16 are six passes in bf16.
//
// HBM has pages: each channel opens four in the time that its standard allows,
// and turns between writing and reading.
//
// Vectors of the vector unit are neighbours in memory; the cross-lane unit
// transposes for it. A matrix unit takes both factors as they lie.
//
// What is left out: vector registers and who issues what in which bundle (a
// vector of 8 x 128 goes from memory to memory in a cycle), permutations other
// than transposes, scalar and sparse cores, links to other chips, the layouts of
// 8 x 128 in memory, refresh, and what the rounding of six passes in bf16 changes
// in an f32: execution is exact there. Its instruction set is not public.
//
// 64-bit values, and formats that the unit does not have, are software at a
// sixteenth of the rate.
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

#docs = "Google Cloud, TPU v5e, system architecture (cloud.google.com/tpu/docs/v5e)"
#book = "Austin et al., How to Scale Your Model, part 2, All about TPUs (jax-ml.github.io/scaling-book/tpus)"
#hbm = "assumed: two stacks of HBM2 as in DRAMsim3, configs/HBM2_8Gb_x128.ini, 16 channels"
#xlu = "assumed: a square of 128 x 128 in 128 cycles; that there is a unit for transposes: XLA's and Pallas' documents of TPUs"
#rows = "assumed: 128 cycles for new weights, from the book's 8 rows in 8 cycles"

arch.machine @"tpu-v5e" {clock = "1.5 GHz", source = #book} {
  arch.memory @hbm {home, size = "16 GB", bandwidth = "819 GB/s",
      latency = "150 ns", alignment = "512 B",
      page = "1 KiB", page_time = "30 ns", open_pages = 64,
      turn = "24 ns", write_batch = "64 KiB",
      source = #docs,
      sources = {latency = "assumed", alignment = "assumed",
                 page = #hbm, page_time = "assumed: tFAW of the same",
                 open_pages = "assumed: four a channel",
                 turn = "assumed: tWTR_L, CL and two cycles of the same",
                 write_batch = "assumed: 64 writes of 64 B a channel"}}
  arch.memory @vmem {size = "128 MiB", bandwidth = "18018 GB/s",
      latency = "10 cycles", alignment = "512 B", source = "assumed",
      sources = {size = #book,
                 bandwidth = "the same book: about 22 times that of the HBM"}}

  arch.engine @load
  arch.engine @store
  arch.engine @mxu x 4 {source = #docs}
  arch.engine @vpu
  arch.engine @xlu

  arch.path @hbm -> @vmem on @load {
      bandwidth = "819 GB/s", latency = "0 cycles", burst = "64 B",
      in_flight = 0, setup = "50 cycles", indexed = "4 cycles",
      source = "assumed: as fast as the HBM"}
  arch.path @vmem -> @hbm on @store {
      bandwidth = "819 GB/s", latency = "0 cycles", burst = "64 B",
      in_flight = 0, setup = "50 cycles",
      source = "assumed: as fast as the HBM"}

  // i8 has twice the rate of bf16: two rows a cycle.
  arch.products @matmul on @mxu
      formats [{element = bf16, sum = f32, rows = 1, passes = 1, cost = 400},
               {element = i8, sum = i32, rows = 2, passes = 1, cost = 150},
               {element = f32, sum = f32, rows = 1, passes = 6, cost = 2400},
               {element = f16, sum = f32, rows = 1, passes = 6, cost = 2400}]
      dims (m: 1 to 65536, n: 1 to 8192, k: 1 to 8192)
      reads (a [m, k] in [@vmem], b [k, n] in [@vmem])
      updates (c [m, n] in [@vmem])
      occupancy "passes * (k ceildiv 128) * (n ceildiv 128) * max(m ceildiv rows, 128)"
      latency "occupancy + 128 + 128"
      energy "m * n * k * cost"
      {source = "assumed",
       sources = {occupancy = #rows,
                  latency = "assumed: the way through 128 rows and columns",
                  formats = "rows: the docs' 197 TFLOPS in bf16 and the book's 4e14 in int8; passes and cost: assumed"}}

  arch.instruction @clear_f32 on @mxu
      dims (n: 1 to 1048576)
      reads (value: f32 [] immediate)
      writes (c: f32 [n] in [@vmem])
      occupancy "1" latency "1" energy "0"
      {source = "assumed: the first product of a sum overwrites"}
      does (%value: f32) {
    arch.yield %value : f32
  }

  arch.instruction @clear_i32 on @mxu
      dims (n: 1 to 1048576)
      reads (value: i32 [] immediate)
      writes (c: i32 [n] in [@vmem])
      occupancy "1" latency "1" energy "0"
      {source = "assumed: the first product of a sum overwrites"}
      does (%value: i32) {
    arch.yield %value : i32
  }

  arch.products @matmul_software on @vpu
      formats [{name = "matmul_i32", element = i32, sum = i32, rate = 512, cost = 3000},
               {name = "matmul_i64", element = i64, sum = i64, rate = 32, cost = 12000},
               {name = "matmul_f64", element = f64, sum = f64, rate = 32, cost = 12000}]
      dims (m: 1 to 8192, n: 1 to 8192, k: 1 to 8192)
      reads (a [m, k] in [@vmem], b [k, n] in [@vmem])
      updates (c [m, n] in [@vmem])
      occupancy "(m * n * k) ceildiv rate"
      latency "occupancy + 20"
      energy "m * n * k * cost"
      {source = "assumed: software"}

  // The cross-lane unit: a row of 128 goes in and a column comes out each cycle,
  // of one square while the next goes in.
  arch.instruction @transpose_f32 on @xlu
      dims (r: 1 to 8192, c: 1 to 8192)
      reads (x: f32 [c, r] in [@vmem] unit_stride)
      writes (y: f32 [r, c] in [@vmem] unit_stride)
      occupancy "128 * (r ceildiv 128) * (c ceildiv 128)"
      latency "occupancy + 128"
      energy "r * c * bits * 10"
      {source = #xlu}
      does (%x: f32) { arch.yield %x : f32 }

  arch.instruction @transpose_bf16 on @xlu
      dims (r: 1 to 8192, c: 1 to 8192)
      reads (x: bf16 [c, r] in [@vmem] unit_stride)
      writes (y: bf16 [r, c] in [@vmem] unit_stride)
      occupancy "128 * (r ceildiv 128) * (c ceildiv 128)"
      latency "occupancy + 128"
      energy "r * c * bits * 10"
      {source = #xlu}
      does (%x: bf16) { arch.yield %x : bf16 }

  arch.instruction @transpose_f16 on @xlu
      dims (r: 1 to 8192, c: 1 to 8192)
      reads (x: f16 [c, r] in [@vmem] unit_stride)
      writes (y: f16 [r, c] in [@vmem] unit_stride)
      occupancy "128 * (r ceildiv 128) * (c ceildiv 128)"
      latency "occupancy + 128"
      energy "r * c * bits * 10"
      {source = #xlu}
      does (%x: f16) { arch.yield %x : f16 }

  arch.instruction @transpose_i32 on @xlu
      dims (r: 1 to 8192, c: 1 to 8192)
      reads (x: i32 [c, r] in [@vmem] unit_stride)
      writes (y: i32 [r, c] in [@vmem] unit_stride)
      occupancy "128 * (r ceildiv 128) * (c ceildiv 128)"
      latency "occupancy + 128"
      energy "r * c * bits * 10"
      {source = #xlu}
      does (%x: i32) { arch.yield %x : i32 }

  arch.instruction @transpose_i16 on @xlu
      dims (r: 1 to 8192, c: 1 to 8192)
      reads (x: i16 [c, r] in [@vmem] unit_stride)
      writes (y: i16 [r, c] in [@vmem] unit_stride)
      occupancy "128 * (r ceildiv 128) * (c ceildiv 128)"
      latency "occupancy + 128"
      energy "r * c * bits * 10"
      {source = #xlu}
      does (%x: i16) { arch.yield %x : i16 }

  arch.instruction @transpose_i8 on @xlu
      dims (r: 1 to 8192, c: 1 to 8192)
      reads (x: i8 [c, r] in [@vmem] unit_stride)
      writes (y: i8 [r, c] in [@vmem] unit_stride)
      occupancy "128 * (r ceildiv 128) * (c ceildiv 128)"
      latency "occupancy + 128"
      energy "r * c * bits * 10"
      {source = #xlu}
      does (%x: i8) { arch.yield %x : i8 }

  // A vector of 8 x 128 lanes of 32 bits a cycle, memory to memory. Lanes hold
  // neighbours: what lies otherwise is transposed before, or goes one by one as
  // software does below.
  arch.lanes @simple on @vpu
      ops #simple formats #narrow
      dims (n: 1 to 1048576) in [@vmem] unit_stride
      occupancy "(n * bits) ceildiv 32768"
      latency "occupancy + 10"
      energy "n * bits * 5"
      {source = "assumed",
       sources = {occupancy = "the book: lanes of 8 x 128; loads and stores are the limit"}}

  arch.lanes @hard on @vpu
      ops #hard formats #narrow
      dims (n: 1 to 1048576) in [@vmem] unit_stride
      occupancy "8 * ((n * bits) ceildiv 32768)"
      latency "occupancy + 20"
      energy "n * bits * 40"
      {source = "assumed"}

  arch.lanes @fold on @vpu reduce
      ops #fold formats #narrow
      dims (m: 1 to 1048576, n: 1 to 1048576) in [@vmem]
      occupancy "(m * n * bits) ceildiv 32768"
      latency "occupancy + 20"
      energy "m * n * bits * 5"
      {source = "assumed"}

  arch.lanes @simple_64 on @vpu
      ops #simple formats #all
      dims (n: 1 to 1048576) in [@vmem]
      occupancy "16 * ((n * bits) ceildiv 32768)"
      latency "occupancy + 20"
      energy "n * bits * 20"
      {source = "assumed: software"}

  arch.lanes @hard_64 on @vpu
      ops #hard formats #all
      dims (n: 1 to 1048576) in [@vmem]
      occupancy "128 * ((n * bits) ceildiv 32768)"
      latency "occupancy + 40"
      energy "n * bits * 160"
      {source = "assumed: software"}

  arch.lanes @fold_64 on @vpu reduce
      ops #fold formats #all
      dims (m: 1 to 1048576, n: 1 to 1048576) in [@vmem]
      occupancy "16 * ((m * n * bits) ceildiv 32768)"
      latency "occupancy + 40"
      energy "m * n * bits * 20"
      {source = "assumed: software"}
}
