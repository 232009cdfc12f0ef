// RUN: ridge-opt --ridge-schedule --ridge-verify-stage=form=isa --ridge-print-program %s -o /dev/null | FileCheck %s

// @t is filled in an inner loop and changed after it, all by one engine. What comes
// first in the program is the fill, though it stands deeper than the change; so the
// two slots of @t may overlap.

// CHECK-LABEL: queue @store {
// CHECK-NEXT:  for t0 in 4
// CHECK-NEXT:    wait @t.vector.store >= t0 + 1
// CHECK:         signal @t.free

// CHECK-LABEL: queue @vector {
// CHECK-NEXT:  for t0 in 4
// CHECK-NEXT:    wait @a.load.vector >= t0 + 1
// CHECK-NEXT:    wait @t.free >= t0 - 1
// CHECK-NEXT:    for t1 in 2
// CHECK:           @t[8*t1 : 1; t0]
// CHECK:         issue @simple
// CHECK:         signal @t.vector.store
func.func @inner_fill() attributes {ridge.machine = "toy"} {
  %x = ridge.buffer "x" {argument = 0 : i64, shape = array<i64: 64>, memory = "dram", address = 0 : i64, slot_bytes = 256 : i64, layers = array<i64: 0, 0>} : !arch.buffer<64 x f32>
  %y = ridge.buffer "y" {result_index = 0 : i64, shape = array<i64: 64>, memory = "dram", address = 256 : i64, slot_bytes = 256 : i64, layers = array<i64: 0, 0>} : !arch.buffer<64 x f32>
  %a = ridge.buffer "a" {memory = "sram", address = 0 : i64, slot_bytes = 64 : i64, depth = 2 : i64, layers = array<i64: 0, 0>} : !arch.buffer<16 x f32>
  %t = ridge.buffer "t" {memory = "sram", address = 128 : i64, slot_bytes = 64 : i64, depth = 2 : i64, layers = array<i64: 0, 0>} : !arch.buffer<16 x f32>
  ridge.layer "l" "map" macs 0 {
    affine.for %i = 0 to 4 {
      ridge.move %x to %a : !arch.buffer<64 x f32> to !arch.buffer<16 x f32> counters(%i) sizes [affine_map<(i) -> (16)>]
          accesses [#arch.access<(i) -> (16 * i), [1], (i) -> (0)>, #arch.access<(i) -> (0), [1], (i) -> (i)>]
      affine.for %j = 0 to 2 {
        ridge.invoke "simple" reads(%a : !arch.buffer<16 x f32>) write(%t : !arch.buffer<16 x f32>) counters(%i, %j) sizes [affine_map<(i, j) -> (8)>] reduction [false]
            accesses [#arch.access<(i, j) -> (8 * j), [1], (i, j) -> (i)>, #arch.access<(i, j) -> (8 * j), [1], (i, j) -> (i)>] dims [0] operands [0, 1] total [64] {
        ^bb0(%p: f32):
          %n = arith.negf %p : f32
          ridge.yield %n : f32
        }
      }
      ridge.invoke "simple" reads(%t : !arch.buffer<16 x f32>) write(%t : !arch.buffer<16 x f32>) counters(%i) sizes [affine_map<(i) -> (16)>] reduction [false]
          accesses [#arch.access<(i) -> (0), [1], (i) -> (i)>, #arch.access<(i) -> (0), [1], (i) -> (i)>] dims [0] operands [0, 1] total [64] {
      ^bb0(%p: f32):
        %n = math.absf %p : f32
        ridge.yield %n : f32
      }
      ridge.move %t to %y : !arch.buffer<16 x f32> to !arch.buffer<64 x f32> counters(%i) sizes [affine_map<(i) -> (16)>]
          accesses [#arch.access<(i) -> (0), [1], (i) -> (i)>, #arch.access<(i) -> (16 * i), [1], (i) -> (0)>]
    }
  }
  return
}
