// RUN: ridge-opt --ridge-schedule --ridge-verify-stage=form=isa --ridge-print-program %s -o /dev/null | FileCheck %s

// A buffer that two engines pass to and fro in an inner loop:
// each iteration hands it over and back, in order. The outer loop still reuses slots.

// CHECK-LABEL: queue @store {
// CHECK-NEXT:  for t0 in 3
// CHECK-NEXT:    wait @t.vector.store >= t0 + 1
// CHECK-NEXT:    move
// CHECK-NEXT:    @t[0 : 1; t0]
// CHECK-NEXT:    signal @t.free

// CHECK-LABEL: queue @array {
// CHECK-NEXT:  for t0 in 3
// CHECK-NEXT:    wait @t.free >= t0 - 1
// CHECK-NEXT:    for t1 in 4
// CHECK-NEXT:      wait @t.vector.array.next >= 4*t0 + t1
// CHECK-NEXT:      issue @clear_f32
// CHECK-NEXT:      @t[0 : 1; t0]
// CHECK-NEXT:      signal @t.array.vector

// CHECK-LABEL: queue @vector {
// CHECK-NEXT:  for t0 in 3
// CHECK-NEXT:    for t1 in 4
// CHECK-NEXT:      wait @t.array.vector >= 4*t0 + t1 + 1
// CHECK-NEXT:      issue @simple
// CHECK-NEXT:      @t[0 : 1; t0]
// CHECK-NEXT:      signal @t.vector.array.next
// CHECK-NEXT:    }
// CHECK-NEXT:    signal @t.vector.store
func.func @to_and_fro() attributes {ridge.machine = "toy"} {
  %x = ridge.buffer "x" {argument = 0 : i64, shape = array<i64: 64>, memory = "dram", address = 0 : i64, slot_bytes = 256 : i64, layers = array<i64: 0, 0>} : !arch.buffer<64 x f32>
  %y = ridge.buffer "y" {result_index = 0 : i64, shape = array<i64: 64>, memory = "dram", address = 256 : i64, slot_bytes = 256 : i64, layers = array<i64: 0, 0>} : !arch.buffer<64 x f32>
  %t = ridge.buffer "t" {memory = "acc", address = 0 : i64, slot_bytes = 256 : i64, depth = 2 : i64, layers = array<i64: 0, 0>} : !arch.buffer<64 x f32>
  ridge.layer "l" "map" macs 0 {
    affine.for %i = 0 to 3 {
      affine.for %j = 0 to 4 {
        ridge.invoke "clear_f32" reads() write(%t : !arch.buffer<64 x f32>) counters(%i) sizes [affine_map<(i) -> (64)>] reduction [false]
            accesses [#arch.immediate<1.0 : f32>, #arch.access<(i) -> (0), [1], (i) -> (i)>] dims [0] operands [0, 1] total [768] {
        ^bb0(%v: f32):
          ridge.yield %v : f32
        }
        ridge.invoke "simple" reads(%t : !arch.buffer<64 x f32>) write(%t : !arch.buffer<64 x f32>) counters(%i) sizes [affine_map<(i) -> (64)>] reduction [false]
            accesses [#arch.access<(i) -> (0), [1], (i) -> (i)>, #arch.access<(i) -> (0), [1], (i) -> (i)>] dims [0] operands [0, 1] total [768] {
        ^bb0(%v: f32):
          %n = arith.negf %v : f32
          ridge.yield %n : f32
        }
      }
      ridge.move %t to %y : !arch.buffer<64 x f32> to !arch.buffer<64 x f32> counters(%i) sizes [affine_map<(i) -> (64)>]
          accesses [#arch.access<(i) -> (0), [1], (i) -> (i)>, #arch.access<(i) -> (0), [1], (i) -> (0)>]
    }
  }
  return
}
