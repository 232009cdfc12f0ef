// RUN: ridge-opt --ridge-schedule --ridge-verify-stage=form=isa --ridge-print-program %s -o /dev/null | FileCheck %s
// RUN: ridge-opt --ridge-schedule --remarks-filter=ridge-schedule --remark-policy=all %s -o /dev/null 2>&1 | FileCheck %s --check-prefix=REMARK

// The instance starts again in every iteration of the outer loop: it is no running
// number, and slots cannot tell instances apart. Loads and stores then take turns,
// and a remark says why.

// REMARK: remark: {{.*}}serialised{{.*}}Buffer=t, Reason="its instances do not count the runs of one loop body"

// CHECK-LABEL: queue @load {
// CHECK:       for t1 in 2
// CHECK-NEXT:  wait @t.store.load.next >= 2*t0 + t1
// CHECK-NEXT:  move
// CHECK-NEXT:  -> @t[0 : 1; t1]
// CHECK-NEXT:  signal @t.load.store
// CHECK-LABEL: queue @store {
// CHECK:       for t1 in 2
// CHECK-NEXT:  wait @t.load.store >= 2*t0 + t1 + 1
// CHECK-NEXT:  move
// CHECK-NEXT:  @t[0 : 1; t1] ->
// CHECK-NEXT:  signal @t.store.load.next
func.func @instances_start_again() attributes {ridge.machine = "toy"} {
  %x = ridge.buffer "x" {argument = 0 : i64, shape = array<i64: 64>, memory = "dram", address = 0 : i64, slot_bytes = 256 : i64, layers = array<i64: 0, 0>} : !arch.buffer<64 x f32>
  %y = ridge.buffer "y" {result_index = 0 : i64, shape = array<i64: 64>, memory = "dram", address = 256 : i64, slot_bytes = 256 : i64, layers = array<i64: 0, 0>} : !arch.buffer<64 x f32>
  %t = ridge.buffer "t" {memory = "sram", address = 0 : i64, slot_bytes = 64 : i64, depth = 2 : i64, layers = array<i64: 0, 0>} : !arch.buffer<16 x f32>
  ridge.layer "l" "map" macs 0 {
    affine.for %i = 0 to 2 {
      affine.for %j = 0 to 2 {
        ridge.move %x to %t : !arch.buffer<64 x f32> to !arch.buffer<16 x f32> counters(%i, %j) sizes [affine_map<(i, j) -> (16)>]
            accesses [#arch.access<(i, j) -> (i * 32 + j * 16), [1], (i, j) -> (0)>, #arch.access<(i, j) -> (0), [1], (i, j) -> (j)>]
        ridge.move %t to %y : !arch.buffer<16 x f32> to !arch.buffer<64 x f32> counters(%i, %j) sizes [affine_map<(i, j) -> (16)>]
            accesses [#arch.access<(i, j) -> (0), [1], (i, j) -> (j)>, #arch.access<(i, j) -> (i * 32 + j * 16), [1], (i, j) -> (0)>]
      }
    }
  }
  return
}
