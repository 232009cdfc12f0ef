//===- qkv.mlir - the accelerator of the ACT tutorial ---------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The accelerator of the tutorial of ACT (act-compiler/act, commit b4f7a9f,
// tutorials/asplos26/exercise1): two scratchpads of rows of 64 bf16, and seven
// instructions, which do attention and nothing else. ACT states no times: those
// here are assumed, a row a cycle.
//
// load_rm and store_rm are the paths; load_cm and store_cm turn what they move.
// All other operands are rows of 64 next to one another. A gemm adds in f32 and
// rounds once (assumed: HLO says nothing of it), a softmax of a row takes no
// maximum out, and adds in f32, too.
//
// What is left out: that a softmax has one address, and so has to overwrite what it
// reads. It is found to do so where the rest of the program lets it.
//
//===----------------------------------------------------------------------===//

#isa = "act-compiler/act, commit b4f7a9f, tutorials/asplos26/exercise1/solution/QKV.py"

arch.machine @qkv {clock = "1 GHz", source = "assumed"} {
  arch.memory @d0 {home, size = "1 GiB", bandwidth = "128 B/cycle",
      latency = "0 cycles", alignment = "128 B", source = "assumed"}
  arch.memory @d1 {size = "16 KiB", bandwidth = "256 B/cycle",
      latency = "0 cycles", alignment = "128 B", source = #isa,
      sources = {bandwidth = "assumed", latency = "assumed"}}
  arch.memory @d2 {size = "8 KiB", bandwidth = "256 B/cycle",
      latency = "0 cycles", alignment = "128 B", source = #isa,
      sources = {bandwidth = "assumed", latency = "assumed"}}

  arch.engine @dma
  arch.engine @core

  // load_rm, store_rm
  arch.path @d0 -> @d1 on @dma {bandwidth = "128 B/cycle",
      latency = "0 cycles", burst = "128 B", in_flight = 0,
      setup = "0 cycles", source = "assumed"}
  arch.path @d1 -> @d0 on @dma {bandwidth = "128 B/cycle",
      latency = "0 cycles", burst = "128 B", in_flight = 0,
      setup = "0 cycles", source = "assumed"}

  arch.instruction @gemm on @core
      dims (m: 64, n: 64, k: 64)
      reads (a: bf16 [m, k] in [@d1] unit_stride, b: bf16 [k, n] in [@d1] unit_stride)
      writes (c: bf16 [m, n] in [@d2] unit_stride)
      occupancy "m"
      latency "m"
      energy "m * n * k * 400"
      {source = "assumed", sources = {dims = #isa}}
      does (%a: bf16, %b: bf16) {
    %x = arith.extf %a : bf16 to f32
    %y = arith.extf %b : bf16 to f32
    %p = arith.mulf %x, %y : f32
    %s = ridge.fold "arith.addf" %p over [2] from 0.0 : f32
    %c = arith.truncf %s : f32 to bf16
    arch.yield %c : bf16
  }

  arch.instruction @softmax on @core
      dims (n: 1 to 64, c: 64)
      reads (x: bf16 [n, c] in [@d2] unit_stride)
      writes (y: bf16 [n, c] in [@d2] unit_stride)
      occupancy "n"
      latency "n"
      energy "n * c * 1000"
      {source = "assumed", sources = {dims = #isa}}
      does (%x: bf16) {
    %e = math.exp %x : bf16
    %w = arith.extf %e : bf16 to f32
    %s = ridge.fold "arith.addf" %w over [1] from 0.0 : f32
    %t = arith.truncf %s : f32 to bf16
    %q = arith.divf %e, %t : bf16
    arch.yield %q : bf16
  }

  arch.instruction @mov on @core
      dims (n: 1 to 64, c: 64)
      reads (x: bf16 [n, c] in [@d2] unit_stride)
      writes (y: bf16 [n, c] in [@d1] unit_stride)
      occupancy "n"
      latency "n"
      energy "n * c * 100"
      {source = "assumed", sources = {dims = #isa}}
      does (%x: bf16) {
    arch.yield %x : bf16
  }

  arch.instruction @load_cm on @dma
      dims (n: 1 to 64, c: 64)
      reads (x: bf16 [n, c] in [@d0] unit_stride)
      writes (y: bf16 [c, n] in [@d1] unit_stride)
      occupancy "n"
      latency "n"
      energy "n * c * 200"
      {source = "assumed", sources = {dims = #isa}}
      does (%x: bf16) {
    arch.yield %x : bf16
  }

  arch.instruction @store_cm on @dma
      dims (n: 1 to 64, c: 64)
      reads (x: bf16 [n, c] in [@d1] unit_stride)
      writes (y: bf16 [c, n] in [@d0] unit_stride)
      occupancy "n"
      latency "n"
      energy "n * c * 200"
      {source = "assumed", sources = {dims = #isa}}
      does (%x: bf16) {
    arch.yield %x : bf16
  }
}
