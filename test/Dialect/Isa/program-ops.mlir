// RUN: ridge-opt %s | ridge-opt | FileCheck %s
// RUN: ridge-opt --mlir-print-op-generic %s | ridge-opt | FileCheck %s

// Every operation of the dialect, printed and parsed again.

// CHECK-LABEL: isa.program @double_buffered machine "toy" {
isa.program @double_buffered machine "toy" {
  // CHECK: isa.kernel @twice reduction [false] dims {{\[}}[0], [], [0]] {
  isa.kernel @twice reduction [false] dims [[0], [], [0]] {
  ^bb0(%x: f32, %v: f32):
    %r = arith.mulf %x, %v : f32
    // CHECK: isa.yield %{{.*}} : f32
    isa.yield %r : f32
  }
  // CHECK: isa.buffer @x : !arch.buffer<64 x f32> in "dram" at 0 of 256 layers [0, 0] argument 0 shape [4, 16]
  isa.buffer @x : !arch.buffer<64 x f32> in "dram" at 0 of 256 layers [0, 0] argument 0 shape [4, 16]
  // CHECK: isa.buffer @y : !arch.buffer<64 x f32> in "dram" at 256 of 256 layers [0, 0] result 0 shape [64]
  isa.buffer @y : !arch.buffer<64 x f32> in "dram" at 256 of 256 layers [0, 0] result 0 shape [64]
  // CHECK: isa.buffer @w : !arch.buffer<2 x f32> in "dram" at 512 of 64 layers [0, 0] value dense<[1.0{{.*}}, 2.0{{.*}}]> : tensor<2xf32>
  isa.buffer @w : !arch.buffer<2 x f32> in "dram" at 512 of 64 layers [0, 0] value dense<[1.0, 2.0]> : tensor<2xf32>
  // CHECK: isa.buffer @t : !arch.buffer<16 x f32> in "sram" at 0 slots 2 of 64 layers [0, 0]
  isa.buffer @t : !arch.buffer<16 x f32> in "sram" at 0 slots 2 of 64 layers [0, 0]
  // CHECK: isa.layer @scale "scale 2" kind "map" macs 0
  isa.layer @scale "scale 2" kind "map" macs 0
  // CHECK: isa.semaphore @t.full
  isa.semaphore @t.full
  isa.semaphore @t.free
  // CHECK: isa.queue "load" {
  isa.queue "load" {
    // CHECK-NEXT: affine.for %[[I:.*]] = 0 to 4 {
    affine.for %i = 0 to 4 {
      // CHECK-NEXT: isa.wait @t.free until #{{.*}} counters(%[[I]]) layer @scale
      isa.wait @t.free until affine_map<(t) -> (t - 1)> counters(%i) layer @scale
      // CHECK-NEXT: isa.move "dram->sram" @x to @t counters(%[[I]]) sizes [#{{.*}}] accesses [#{{.*}}, #{{.*}}] layer @scale
      isa.move "dram->sram" @x to @t counters(%i) sizes [affine_map<(t) -> (16)>]
          accesses [#arch.access<(t) -> (t * 16), [1], (t) -> (0)>,
                    #arch.access<(t) -> (0), [1], (t) -> (t)>] layer @scale
      // CHECK-NEXT: isa.signal @t.full layer @scale
      isa.signal @t.full layer @scale
    }
  }
  // CHECK: isa.queue "vector" {
  isa.queue "vector" {
    affine.for %i = 0 to 4 {
      isa.wait @t.full until affine_map<(t) -> (t + 1)> counters(%i) layer @scale
      // CHECK: isa.issue "simple" @twice on [@t, @t] counters(%{{.*}}) sizes [#{{.*}}] accesses [#{{.*}}, #arch.immediate<2.0{{.*}} : f32>, #{{.*}}] dims [0] operands [0, 0, 1] total [64] layer @scale
      isa.issue "simple" @twice on [@t, @t] counters(%i) sizes [affine_map<(t) -> (16)>]
          accesses [#arch.access<(t) -> (0), [1], (t) -> (t)>, #arch.immediate<2.0 : f32>,
                    #arch.access<(t) -> (0), [1], (t) -> (t)>]
          dims [0] operands [0, 0, 1] total [64] layer @scale
      isa.signal @t.free layer @scale
    }
  }
}

// A transfer whose source is addressed by a list of positions.
// CHECK-LABEL: isa.program @gather machine "toy" {
isa.program @gather machine "toy" {
  isa.buffer @table : !arch.buffer<800 x f32> in "dram" at 0 of 3200 layers [0, 0]
  isa.buffer @ids : !arch.buffer<4 x i64> in "dram" at 3200 of 64 layers [0, 0]
  isa.buffer @tile : !arch.buffer<32 x f32> in "sram" at 0 of 128 layers [0, 0]
  isa.layer @l "rows" kind "gather" macs 0
  isa.queue "load" {
    // CHECK: isa.move "dram->sram" @table at [@ids] by [8] below [100] to @tile sizes [#{{.*}}, #{{.*}}] accesses [#{{.*}}, #{{.*}}, #{{.*}}] layer @l
    isa.move "dram->sram" @table at [@ids] by [8] below [100] to @tile
        sizes [affine_map<() -> (4)>, affine_map<() -> (8)>]
        accesses [#arch.access<() -> (0), [0, 1], () -> (0)>, #arch.access<() -> (0), [8, 1], () -> (0)>,
                  #arch.access<() -> (0), [1, 0], () -> (0)>] layer @l
  }
}
