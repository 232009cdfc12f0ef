//===- ara.mlir - a RISC-V vector core -----------------------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Ara (pulp-platform/ara, commit 826f57c): the RISC-V vector extension 1.0 on 4
// lanes, 32 registers of 4096 bits, beside a scalar core, on a memory of 16 B a
// cycle. A lane works on 64 bits a cycle: 4 elements of 64 bits, 8 of 32, 16 of 16.
//
// Registers are a memory of 16 KiB in which buffers take whole registers. Vectors
// have any length up to that of eight registers: what is left over costs what it
// is long. `vsetvl` is a configuration that all vector instructions share: it is
// written where length or width of elements change. Vectors in registers are
// elements next to one another; what lies apart comes by strided loads, an element
// a cycle, or in an instruction that loads with stride right before.
//
// A product is a vector times a scalar that the scalar core loads from its cache,
// as in Ara's own kernel (apps/fmatmul): the rows of the sum stay in registers, the
// second factor comes row by row.
//
// Compares make masks, and selects read them: of every element, in the registers
// of an i1. That masked elements are left out of other instructions is not here.
//
// What is left out: chaining (an instruction waits for the whole of what another
// unit makes), that groups of registers begin at multiples of their length and
// that masks take a bit an element, reshuffling of registers between widths of
// elements, the cache of the scalar core (its loads are hits), the order between
// instructions of several units (each has a queue of its own, and its own vtype),
// and operands that stand still along rows only, which are scalars of their rows.
//
// There is no bf16. Exponentials and their like are software.
//
//===----------------------------------------------------------------------===//

// One step of the integer unit.
#integer = [
    "ridge.identity", "ridge.index", "arith.addi", "arith.subi", "arith.andi",
    "arith.ori", "arith.xori", "arith.shli", "arith.shrsi", "arith.shrui",
    "arith.maxsi", "arith.minsi", "arith.maxui", "arith.minui", "arith.cmpi",
    "arith.select", "arith.extsi", "arith.extui", "arith.trunci",
    "arith.bitcast", "math.absi"]

// One step of the multiplier and the FPU.
#float = [
    "arith.addf", "arith.subf", "arith.mulf", "arith.negf", "arith.maximumf",
    "arith.minimumf", "arith.maxnumf", "arith.minnumf", "arith.cmpf",
    "math.absf", "math.copysign", "math.fma", "arith.extf", "arith.truncf",
    "arith.sitofp", "arith.uitofp", "arith.fptosi", "arith.fptoui", "arith.muli"]

// Several.
#round = [
    "math.floor", "math.ceil", "math.round", "math.roundeven", "math.trunc"]

// A polynomial, or iterations, of simple ones.
#hard = [
    "arith.remf", "arith.divsi", "arith.divui", "arith.remsi",
    "arith.remui", "math.exp", "math.exp2", "math.expm1", "math.log",
    "math.log2", "math.log10", "math.log1p", "math.rsqrt",
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

#formats = [i8, i16, i32, i64, f16, f32, f64]

#rtl = "pulp-platform/ara, commit 826f57c"
#soc = "Ara, hardware/src/ara_soc.sv: AxiDataWidth 32 x NrLanes bits"
#ara2 = "Perotti et al., Ara2 (arXiv 2311.07493)"
#lanes = "Ara: a lane of 64 bits, 4 lanes (config/4_lanes.mk)"
#mul = "Ara, hardware/include/ara_pkg.sv: LatFComp 4 and 5; the rest assumed"
#strided = "Ara, hardware/src/vlsu/addrgen.sv: a strided access an element"
#exp = "Ara, apps/exp/kernel/exp.h: 25 vector instructions"

arch.machine @ara {clock = "1.35 GHz", source = #ara2} {
  arch.memory @mem {home, size = "1 GiB", bandwidth = "16 B/cycle",
      latency = "10 cycles", alignment = "64 B", source = #soc,
      sources = {size = "Ara, hardware/src/ara_soc.sv: DRAMLength",
                 latency = "assumed: the SRAM of the simulations",
                 alignment = "assumed"}}
  // 32 registers of 512 B, in 8 banks of 8 B a lane.
  arch.memory @vrf {size = "16 KiB", bandwidth = "256 B/cycle",
      latency = "2 cycles", alignment = "512 B", banks = 8, source = #rtl,
      sources = {latency = "assumed"}}

  arch.engine @vldu {queue_depth = 4, source = "Ara, ara_pkg.sv: VlduInsnQueueDepth"}
  arch.engine @vstu {queue_depth = 4, source = "Ara, ara_pkg.sv: VstuInsnQueueDepth"}
  arch.engine @vmfpu {queue_depth = 4, source = "Ara, ara_pkg.sv: MfpuInsnQueueDepth"}
  arch.engine @valu {queue_depth = 4, source = "Ara, ara_pkg.sv: ValuInsnQueueDepth"}

  // vle and vse: each row of a box is one. vluxei: an element a cycle.
  arch.path @mem -> @vrf on @vldu {
      bandwidth = "16 B/cycle", latency = "0 cycles", burst = "16 B",
      in_flight = 0, setup = "2 cycles", row = "2 cycles",
      row_bytes = "4 KiB", indexed = "1 cycles", source = "assumed",
      sources = {bandwidth = #soc, burst = #soc,
                 row_bytes = "RISC-V V 1.0: LMUL of at most 8"}}
  arch.path @vrf -> @mem on @vstu {
      bandwidth = "16 B/cycle", latency = "0 cycles", burst = "16 B",
      in_flight = 0, setup = "2 cycles", row = "2 cycles",
      row_bytes = "4 KiB", source = "assumed",
      sources = {bandwidth = #soc, burst = #soc,
                 row_bytes = "RISC-V V 1.0: LMUL of at most 8"}}

  // vfmacc.vf and its like: c += a * b, a from a scalar register. Products of
  // narrow elements add up in wide ones (vfwmacc; i8 by vsext and vwmacc). The
  // scalar core brings a scalar and an instruction every 4 cycles.
  arch.products @vmacc on @vmfpu
      formats [{name = "vfmacc_f64", element = f64, sum = f64, rate = 4, cost = 52900},
               {name = "vfmacc_f32", element = f32, sum = f32, rate = 8, cost = 26500},
               {name = "vfwmacc_f16", element = f16, sum = f32, rate = 8, cost = 26500},
               {name = "vwmacc_i8", element = i8, sum = i32, rate = 5, cost = 20000},
               {name = "vwmacc_i16", element = i16, sum = i32, rate = 8, cost = 20000},
               {name = "vmacc_i32", element = i32, sum = i32, rate = 8, cost = 20000},
               {name = "vmacc_i64", element = i64, sum = i64, rate = 4, cost = 40000}]
      dims (n: 1 to 1024)
      reads (a [] in [@mem], b [n] in [@vrf] unit_stride)
      updates (c [n] in [@vrf] unit_stride)
      configuration "2 cycles" of @vtype by [n, bits]
      occupancy "max(4, n ceildiv rate)"
      latency "occupancy + 10"
      energy "n * cost"
      {source = "assumed",
       sources = {dims = "RISC-V V 1.0: LMUL of at most 8, 1024 elements of 32 bits",
                  occupancy = "assumed: 4 cycles of the scalar core; Ara: 4 lanes of 64 bits; i8: a vsext besides",
                  latency = #mul,
                  energy = "f64: Ara2, 37.8 GFLOPS/W; the others assumed"}}

  // The same where the elements of b lie apart: vlse brings one a cycle.
  arch.products @vlse_vmacc on @vmfpu
      formats [{name = "vlse_vfmacc_f64", element = f64, sum = f64, cost = 52900},
               {name = "vlse_vfmacc_f32", element = f32, sum = f32, cost = 26500},
               {name = "vlse_vfwmacc_f16", element = f16, sum = f32, cost = 26500},
               {name = "vlse_vwmacc_i8", element = i8, sum = i32, cost = 20000},
               {name = "vlse_vwmacc_i16", element = i16, sum = i32, cost = 20000},
               {name = "vlse_vmacc_i32", element = i32, sum = i32, cost = 20000},
               {name = "vlse_vmacc_i64", element = i64, sum = i64, cost = 40000}]
      dims (n: 1 to 1024)
      reads (a [] in [@mem], b [n] in [@mem])
      updates (c [n] in [@vrf] unit_stride)
      configuration "2 cycles" of @vtype by [n, bits]
      occupancy "max(4, n)"
      latency "occupancy + 24"
      energy "n * cost"
      {source = "assumed",
       sources = {dims = "RISC-V V 1.0: LMUL of at most 8, 1024 elements of 32 bits"}}

  // vfmul.vv and vfredusum.vs: a product of two vectors.
  arch.products @vdot on @vmfpu
      formats [{name = "vfdot_f64", element = f64, sum = f64, rate = 4, cost = 60000},
               {name = "vfdot_f32", element = f32, sum = f32, rate = 8, cost = 30000},
               {name = "vdot_i32", element = i32, sum = i32, rate = 8, cost = 30000},
               {name = "vdot_i64", element = i64, sum = i64, rate = 4, cost = 60000}]
      dims (k: 1 to 1024)
      reads (a [k] in [@vrf] unit_stride, b [k] in [@vrf] unit_stride)
      updates (c [] in [@vrf])
      configuration "2 cycles" of @vtype by [k, bits]
      occupancy "2 * (k ceildiv rate) + 16"
      latency "occupancy + 10"
      energy "k * cost"
      {source = "assumed"}

  arch.instruction @vlse_f64 on @vldu
      dims (n: 1 to 1024)
      reads (x: f64 [n] in [@mem])
      writes (y: f64 [n] in [@vrf] unit_stride)
      configuration "2 cycles" of @vtype by [n, bits]
      occupancy "n + 2" latency "n + 14" energy "n * bits * 20"
      {source = "assumed", sources = {occupancy = #strided}}
      does (%x: f64) { arch.yield %x : f64 }

  arch.instruction @vlse_f32 on @vldu
      dims (n: 1 to 1024)
      reads (x: f32 [n] in [@mem])
      writes (y: f32 [n] in [@vrf] unit_stride)
      configuration "2 cycles" of @vtype by [n, bits]
      occupancy "n + 2" latency "n + 14" energy "n * bits * 20"
      {source = "assumed", sources = {occupancy = #strided}}
      does (%x: f32) { arch.yield %x : f32 }

  arch.instruction @vlse_f16 on @vldu
      dims (n: 1 to 1024)
      reads (x: f16 [n] in [@mem])
      writes (y: f16 [n] in [@vrf] unit_stride)
      configuration "2 cycles" of @vtype by [n, bits]
      occupancy "n + 2" latency "n + 14" energy "n * bits * 20"
      {source = "assumed", sources = {occupancy = #strided}}
      does (%x: f16) { arch.yield %x : f16 }

  arch.instruction @vlse_i64 on @vldu
      dims (n: 1 to 1024)
      reads (x: i64 [n] in [@mem])
      writes (y: i64 [n] in [@vrf] unit_stride)
      configuration "2 cycles" of @vtype by [n, bits]
      occupancy "n + 2" latency "n + 14" energy "n * bits * 20"
      {source = "assumed", sources = {occupancy = #strided}}
      does (%x: i64) { arch.yield %x : i64 }

  arch.instruction @vlse_i32 on @vldu
      dims (n: 1 to 1024)
      reads (x: i32 [n] in [@mem])
      writes (y: i32 [n] in [@vrf] unit_stride)
      configuration "2 cycles" of @vtype by [n, bits]
      occupancy "n + 2" latency "n + 14" energy "n * bits * 20"
      {source = "assumed", sources = {occupancy = #strided}}
      does (%x: i32) { arch.yield %x : i32 }

  arch.instruction @vlse_i16 on @vldu
      dims (n: 1 to 1024)
      reads (x: i16 [n] in [@mem])
      writes (y: i16 [n] in [@vrf] unit_stride)
      configuration "2 cycles" of @vtype by [n, bits]
      occupancy "n + 2" latency "n + 14" energy "n * bits * 20"
      {source = "assumed", sources = {occupancy = #strided}}
      does (%x: i16) { arch.yield %x : i16 }

  arch.instruction @vlse_i8 on @vldu
      dims (n: 1 to 1024)
      reads (x: i8 [n] in [@mem])
      writes (y: i8 [n] in [@vrf] unit_stride)
      configuration "2 cycles" of @vtype by [n, bits]
      occupancy "n + 2" latency "n + 14" energy "n * bits * 20"
      {source = "assumed", sources = {occupancy = #strided}}
      does (%x: i8) { arch.yield %x : i8 }

  arch.instruction @vlse_i1 on @vldu
      dims (n: 1 to 1024)
      reads (x: i1 [n] in [@mem])
      writes (y: i1 [n] in [@vrf] unit_stride)
      configuration "2 cycles" of @vtype by [n, bits]
      occupancy "n + 2" latency "n + 14" energy "n * bits * 20"
      {source = "assumed", sources = {occupancy = #strided}}
      does (%x: i1) { arch.yield %x : i1 }

  arch.instruction @vmv_f32 on @valu
      dims (n: 1 to 1024)
      reads (value: f32 [] immediate)
      writes (c: f32 [n] in [@vrf] unit_stride)
      configuration "2 cycles" of @vtype by [n, bits]
      occupancy "(n * bits) ceildiv 256" latency "occupancy + 6" energy "n * bits * 50"
      {source = "assumed", sources = {occupancy = #lanes}}
      does (%value: f32) { arch.yield %value : f32 }

  arch.instruction @vmv_f64 on @valu
      dims (n: 1 to 1024)
      reads (value: f64 [] immediate)
      writes (c: f64 [n] in [@vrf] unit_stride)
      configuration "2 cycles" of @vtype by [n, bits]
      occupancy "(n * bits) ceildiv 256" latency "occupancy + 6" energy "n * bits * 50"
      {source = "assumed", sources = {occupancy = #lanes}}
      does (%value: f64) { arch.yield %value : f64 }

  arch.instruction @vmv_i32 on @valu
      dims (n: 1 to 1024)
      reads (value: i32 [] immediate)
      writes (c: i32 [n] in [@vrf] unit_stride)
      configuration "2 cycles" of @vtype by [n, bits]
      occupancy "(n * bits) ceildiv 256" latency "occupancy + 6" energy "n * bits * 50"
      {source = "assumed", sources = {occupancy = #lanes}}
      does (%value: i32) { arch.yield %value : i32 }

  arch.instruction @vmv_i64 on @valu
      dims (n: 1 to 1024)
      reads (value: i64 [] immediate)
      writes (c: i64 [n] in [@vrf] unit_stride)
      configuration "2 cycles" of @vtype by [n, bits]
      occupancy "(n * bits) ceildiv 256" latency "occupancy + 6" energy "n * bits * 50"
      {source = "assumed", sources = {occupancy = #lanes}}
      does (%value: i64) { arch.yield %value : i64 }

  // A step of the integer unit, of the multiplier and FPU.
  arch.lanes @integer on @valu
      ops #integer formats #formats
      dims (n: 1 to 1024) in [@vrf] unit_stride
      configuration "2 cycles" of @vtype by [n, bits]
      occupancy "(n * bits) ceildiv 256"
      latency "occupancy + 6"
      energy "n * bits * 50"
      {source = "assumed", sources = {occupancy = #lanes}}

  arch.lanes @float on @vmfpu
      ops #float formats #formats
      dims (n: 1 to 1024) in [@vrf] unit_stride
      configuration "2 cycles" of @vtype by [n, bits]
      occupancy "(n * bits) ceildiv 256"
      latency "occupancy + 10"
      energy "n * bits * 400"
      {source = "assumed", sources = {occupancy = #lanes, latency = #mul}}

  // Conversions there and back, and two steps around them.
  arch.lanes @round on @vmfpu
      ops #round formats #formats
      dims (n: 1 to 1024) in [@vrf] unit_stride
      configuration "2 cycles" of @vtype by [n, bits]
      occupancy "4 * ((n * bits) ceildiv 256)"
      latency "occupancy + 20"
      energy "n * bits * 1600"
      {source = "assumed"}

  // An element in each lane every 12 cycles.
  arch.lanes @divide on @vmfpu
      ops ["arith.divf", "math.sqrt"] formats #formats
      dims (n: 1 to 1024) in [@vrf] unit_stride
      configuration "2 cycles" of @vtype by [n, bits]
      occupancy "12 * (n ceildiv 4)"
      latency "occupancy + 20"
      energy "n * bits * 2000"
      {source = "assumed"}

  arch.lanes @hard on @vmfpu
      ops #hard formats #formats
      dims (n: 1 to 1024) in [@vrf] unit_stride
      configuration "2 cycles" of @vtype by [n, bits]
      occupancy "25 * ((n * bits) ceildiv 256)"
      latency "occupancy + 40"
      energy "n * bits * 10000"
      {source = "assumed", sources = {occupancy = #exp}}

  // vred and vfred: the lanes, and then what they have among one another.
  arch.lanes @fold on @vmfpu reduce
      ops #fold formats #formats
      dims (m: 1, n: 1 to 1024) in [@vrf] unit_stride
      configuration "2 cycles" of @vtype by [n, bits]
      occupancy "(n * bits) ceildiv 256 + 16"
      latency "occupancy + 10"
      energy "n * bits * 400"
      {source = "assumed", sources = {occupancy = "Ara: 4 lanes of 64 bits; 16 cycles between the lanes assumed"}}

  // Rows on rows.
  arch.lanes @fold_rows on @vmfpu reduce
      ops #fold formats #formats
      dims (m: 1 to 1024, n: 1) in [@vrf] unit_stride
      configuration "2 cycles" of @vtype by [m, bits]
      occupancy "(m * bits) ceildiv 256"
      latency "occupancy + 10"
      energy "m * bits * 400"
      {source = "assumed", sources = {occupancy = #lanes, latency = #mul}}
}
