// RUN: ridge-opt --ridge-schedule --ridge-verify-stage=form=isa --ridge-print-program %s -o /dev/null | FileCheck %s

// Select split the loop over tiles: two loops, one run of slots. Both parts signal
// the same semaphores, and the second counts on from the first.

// CHECK-LABEL: queue @load {
// CHECK-NEXT:  for t0 in 3
// CHECK-NEXT:    wait @t.free >= t0 - 1
// CHECK:         -> @t[0 : 1; t0]
// CHECK-NEXT:    signal @t.load.store
// CHECK:       for t0 in 1
// CHECK-NEXT:    wait @t.free >= t0 + 2
// CHECK:         -> @t[0 : 1; t0 + 3]
// CHECK-NEXT:    signal @t.load.store

// CHECK-LABEL: queue @store {
// CHECK-NEXT:  for t0 in 3
// CHECK-NEXT:    wait @t.load.store >= t0 + 1
// CHECK:         signal @t.free
// CHECK:       for t0 in 1
// CHECK-NEXT:    wait @t.load.store >= t0 + 4
// CHECK:         signal @t.free
func.func @split() attributes {ridge.machine = "toy"} {
  %x = ridge.buffer "x" {argument = 0 : i64, shape = array<i64: 56>, memory = "dram", address = 0 : i64, slot_bytes = 256 : i64, layers = array<i64: 0, 0>} : !arch.buffer<56 x f32>
  %y = ridge.buffer "y" {result_index = 0 : i64, shape = array<i64: 56>, memory = "dram", address = 256 : i64, slot_bytes = 256 : i64, layers = array<i64: 0, 0>} : !arch.buffer<56 x f32>
  %t = ridge.buffer "t" {memory = "sram", address = 0 : i64, slot_bytes = 64 : i64, depth = 2 : i64, layers = array<i64: 0, 0>} : !arch.buffer<16 x f32>
  ridge.layer "l" "copy" macs 0 {
    affine.for %i = 0 to 3 {
      ridge.move %x to %t : !arch.buffer<56 x f32> to !arch.buffer<16 x f32> counters(%i) sizes [affine_map<(i) -> (16)>]
          accesses [#arch.access<(i) -> (i * 16), [1], (i) -> (0)>, #arch.access<(i) -> (0), [1], (i) -> (i)>]
      ridge.move %t to %y : !arch.buffer<16 x f32> to !arch.buffer<56 x f32> counters(%i) sizes [affine_map<(i) -> (16)>]
          accesses [#arch.access<(i) -> (0), [1], (i) -> (i)>, #arch.access<(i) -> (i * 16), [1], (i) -> (0)>]
    }
    affine.for %i = 0 to 1 {
      ridge.move %x to %t : !arch.buffer<56 x f32> to !arch.buffer<16 x f32> counters(%i) sizes [affine_map<(i) -> (8)>]
          accesses [#arch.access<(i) -> (i * 16 + 48), [1], (i) -> (0)>, #arch.access<(i) -> (0), [1], (i) -> (i + 3)>]
      ridge.move %t to %y : !arch.buffer<16 x f32> to !arch.buffer<56 x f32> counters(%i) sizes [affine_map<(i) -> (8)>]
          accesses [#arch.access<(i) -> (0), [1], (i) -> (i + 3)>, #arch.access<(i) -> (i * 16 + 48), [1], (i) -> (0)>]
    }
  }
  return
}
