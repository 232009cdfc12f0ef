// RUN: ridge-opt --ridge-print-program %s -o /dev/null | FileCheck %s
// RUN: ridge-opt --ridge-print-program=machine=toy %s -o /dev/null | FileCheck %s

// Everything an isa.program says is in the program: names, places, windows by loop
// depth, and the work of each layer with what else could do it.

// CHECK:      program @scaled on @toy
// CHECK-NEXT: layer "scale" at "model.mlir:3:7" kind "map" macs 0
// CHECK-NEXT:   work @simple totals [64] repeats 1 bits 32 ops 1
// CHECK-NOT:    or
// CHECK:      kernel 0 (d0) in f32[0] f32[] out f32[0] { %3 = arith.mulf %0, %1 : f32; yield %3 }
// CHECK-NEXT: buffer @x argument 0 f32 [4, 16] elements 64 in @dram at 0 slot 256
// CHECK-NEXT: buffer @y result 0 f32 [64] elements 64 in @dram at 256 slot 256
// CHECK-NEXT: buffer @t temporary f32 elements 16 depth 2 in @sram at 0 slot 64
// CHECK-NEXT: semaphore @t.full
// CHECK-NEXT: semaphore @t.done
// CHECK-NEXT: semaphore @t.free
// CHECK-NEXT: queue @load {
// CHECK-NEXT:   for t0 in 4 layer 0 {
// CHECK-NEXT:     wait @t.free >= t0 - 1 layer 0
// CHECK-NEXT:     move @"dram->sram" layer 0 sizes [16]
// CHECK-NEXT:         @x[16*t0 : 1] -> @t[0 : 1; t0]
// CHECK-NEXT:     signal @t.full layer 0
// CHECK-NEXT:   }
// CHECK-NEXT: }
// CHECK-NEXT: queue @store {
// CHECK:      queue @vector {
// CHECK-NEXT:   for t0 in 4 layer 0 {
// CHECK-NEXT:     wait @t.full >= t0 + 1 layer 0
// CHECK-NEXT:     issue @simple kernel 0 layer 0 match [0] [0, 0, 1] sizes [16]
// CHECK-NEXT:         (@t[0 : 1; t0], constant 2, @t[0 : 1; t0])
// CHECK-NEXT:     signal @t.done layer 0
isa.program @scaled machine "toy" {
  isa.kernel @twice reduction [false] dims [[0], [], [0]] {
  ^bb0(%x: f32, %v: f32):
    %r = arith.mulf %x, %v : f32
    isa.yield %r : f32
  }
  isa.buffer @x : !arch.buffer<64 x f32> in "dram" at 0 of 256 layers [0, 0] argument 0 shape [4, 16]
  isa.buffer @y : !arch.buffer<64 x f32> in "dram" at 256 of 256 layers [0, 0] result 0 shape [64]
  isa.buffer @t : !arch.buffer<16 x f32> in "sram" at 0 slots 2 of 64 layers [0, 0]
  isa.layer @scale "scale" kind "map" macs 0 loc("model.mlir":3:7)
  isa.semaphore @t.full
  isa.semaphore @t.done
  isa.semaphore @t.free
  isa.queue "vector" {
    affine.for %i = 0 to 4 {
      isa.wait @t.full until affine_map<(t) -> (t + 1)> counters(%i) layer @scale
      isa.issue "simple" @twice on [@t, @t] counters(%i) sizes [affine_map<(t) -> (16)>]
          accesses [#arch.access<(t) -> (0), [1], (t) -> (t)>, #arch.immediate<2.0 : f32>,
                    #arch.access<(t) -> (0), [1], (t) -> (t)>]
          dims [0] operands [0, 0, 1] total [64] layer @scale
      isa.signal @t.done layer @scale
    }
  }
  isa.queue "load" {
    affine.for %i = 0 to 4 {
      isa.wait @t.free until affine_map<(t) -> (t - 1)> counters(%i) layer @scale
      isa.move "dram->sram" @x to @t counters(%i) sizes [affine_map<(t) -> (16)>]
          accesses [#arch.access<(t) -> (t * 16), [1], (t) -> (0)>,
                    #arch.access<(t) -> (0), [1], (t) -> (t)>] layer @scale
      isa.signal @t.full layer @scale
    }
  }
  isa.queue "store" {
    affine.for %i = 0 to 4 {
      isa.wait @t.done until affine_map<(t) -> (t + 1)> counters(%i) layer @scale
      isa.move "sram->dram" @t to @y counters(%i) sizes [affine_map<(t) -> (16)>]
          accesses [#arch.access<(t) -> (0), [1], (t) -> (t)>,
                    #arch.access<(t) -> (t * 16), [1], (t) -> (0)>] layer @scale
      isa.signal @t.free layer @scale
    }
  }
}
