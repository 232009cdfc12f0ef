// RUN: ridge-opt --ridge-select --ridge-schedule --ridge-verify-stage=form=isa --ridge-print-program %s -o /dev/null | FileCheck %s

// A matrix product, tile by tile: b is loaded once, a and c have two slots.

// What one engine fills for another is handed over with the running number of the
// tile, from 1. Two slots: tile t waits until tile t - 2 is done, so its load runs
// beside the product of tile t - 1.

// CHECK-LABEL: queue @load {
// CHECK:       @b[0 : 1] -> @tb[0 : 1]
// CHECK-NEXT:  signal @tb.load.array
// CHECK-NEXT:  for t0 in 3
// CHECK-NEXT:    wait @ta.free >= t0 - 1
// CHECK-NEXT:    move @"dram->sram" layer 0 sizes [min(16, -16*t0 + 40), 48]
// CHECK-NEXT:    @a[768*t0 : 48, 1] -> @ta[0 : 48, 1; t0]
// CHECK-NEXT:    signal @ta.load.array

// CHECK-LABEL: queue @store {
// CHECK-NEXT:  for t0 in 3
// CHECK-NEXT:    wait @tc.array.store >= t0 + 1
// CHECK-NEXT:    move @"acc->dram"
// CHECK-NEXT:    @tc[0 : 32, 1; t0] -> @c[512*t0 : 32, 1]
// CHECK-NEXT:    signal @tc.free

// The array waits for the slot of c before it clears it, for a before it multiplies;
// b is one instance, waited for before the loop.

// CHECK-LABEL: queue @array {
// CHECK-NEXT:  wait @tb.load.array >= 1
// CHECK-NEXT:  for t0 in 3
// CHECK-NEXT:    wait @tc.free >= t0 - 1
// CHECK-NEXT:    issue @clear_f32
// CHECK-NEXT:    constant 0, @tc[0 : 32, 1; t0]
// CHECK-NEXT:    wait @ta.load.array >= t0 + 1
// CHECK-NEXT:    issue @matmul_f32
// CHECK-NEXT:    @ta[0 : 48, 0, 1; t0], @tb[0 : 0, 1, 32], @tc[0 : 32, 1, 0; t0]
// CHECK-NEXT:    signal @ta.free
// CHECK-NEXT:    signal @tc.array.store
func.func @model() attributes {ridge.machine = "toy"} {
  %a = ridge.buffer "a" {argument = 0 : i64, shape = array<i64: 40, 48>, memory = "dram", address = 0 : i64, slot_bytes = 7680 : i64, layers = array<i64: 0, 0>} : !arch.buffer<1920 x f32>
  %b = ridge.buffer "b" {argument = 1 : i64, shape = array<i64: 48, 32>, memory = "dram", address = 7680 : i64, slot_bytes = 6144 : i64, layers = array<i64: 0, 0>} : !arch.buffer<1536 x f32>
  %c = ridge.buffer "c" {result_index = 0 : i64, shape = array<i64: 40, 32>, memory = "dram", address = 13824 : i64, slot_bytes = 5120 : i64, layers = array<i64: 0, 0>} : !arch.buffer<1280 x f32>
  %ta = ridge.buffer "ta" {memory = "sram", address = 0 : i64, slot_bytes = 3072 : i64, depth = 2 : i64, layers = array<i64: 0, 0>} : !arch.buffer<768 x f32>
  %tb = ridge.buffer "tb" {memory = "sram", address = 6144 : i64, slot_bytes = 6144 : i64, layers = array<i64: 0, 0>} : !arch.buffer<1536 x f32>
  %tc = ridge.buffer "tc" {memory = "acc", address = 0 : i64, slot_bytes = 2048 : i64, depth = 2 : i64, layers = array<i64: 0, 0>} : !arch.buffer<512 x f32>
  ridge.layer "product" "matmul" macs 61440 {
    ridge.move %b to %tb : !arch.buffer<1536 x f32> to !arch.buffer<1536 x f32> sizes [affine_map<() -> (1536)>]
        accesses [#arch.access<() -> (0), [1], () -> (0)>, #arch.access<() -> (0), [1], () -> (0)>]
    affine.for %i = 0 to 3 {
      ridge.move %a to %ta : !arch.buffer<1920 x f32> to !arch.buffer<768 x f32> counters(%i)
          sizes [affine_map<(i) -> (16, i * -16 + 40)>, affine_map<(i) -> (48)>]
          accesses [#arch.access<(i) -> (i * 768), [48, 1], (i) -> (0)>, #arch.access<(i) -> (0), [48, 1], (i) -> (i)>]
      ridge.compute reads() write(%tc : !arch.buffer<512 x f32>) counters(%i)
          sizes [affine_map<(i) -> (16, i * -16 + 40)>, affine_map<(i) -> (32)>] reduction [false, false]
          accesses [#arch.immediate<0.0 : f32>, #arch.access<(i) -> (0), [32, 1], (i) -> (i)>] total [40, 32]
          choice <"clear_f32" dims [0, 0] operands [0, 1] cycles 32> {
      ^bb0(%v: f32):
        ridge.yield %v : f32
      }
      ridge.compute reads(%ta, %tb : !arch.buffer<768 x f32>, !arch.buffer<1536 x f32>) write(%tc : !arch.buffer<512 x f32>) counters(%i)
          sizes [affine_map<(i) -> (16, i * -16 + 40)>, affine_map<(i) -> (32)>, affine_map<(i) -> (48)>]
          reduction [false, false, true]
          accesses [#arch.access<(i) -> (0), [48, 0, 1], (i) -> (i)>, #arch.access<(i) -> (0), [0, 1, 32], (i) -> (0)>,
                    #arch.access<(i) -> (0), [32, 1, 0], (i) -> (i)>] total [40, 32, 48]
          choice <"matmul_f32" dims [0, 1, 2] operands [0, 1, 2] cycles 96> {
      ^bb0(%x: f32, %y: f32, %s: f32):
        %p = arith.mulf %x, %y : f32
        %t = arith.addf %s, %p : f32
        ridge.yield %t : f32
      }
      ridge.move %tc to %c : !arch.buffer<512 x f32> to !arch.buffer<1280 x f32> counters(%i)
          sizes [affine_map<(i) -> (16, i * -16 + 40)>, affine_map<(i) -> (32)>]
          accesses [#arch.access<(i) -> (0), [32, 1], (i) -> (i)>, #arch.access<(i) -> (i * 512), [32, 1], (i) -> (0)>]
    }
  }
  return
}
