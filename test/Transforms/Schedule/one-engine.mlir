// RUN: ridge-opt --ridge-schedule --ridge-verify-stage=form=isa --ridge-print-program %s -o /dev/null | FileCheck %s

// One queue keeps its own order: no semaphores.

// CHECK-NOT: semaphore
// CHECK: queue @vector {
// CHECK-NOT: wait
// CHECK-NOT: signal
func.func @one_engine() attributes {ridge.machine = "toy"} {
  %t = ridge.buffer "t" {memory = "sram", address = 0 : i64, slot_bytes = 64 : i64, depth = 2 : i64, layers = array<i64: 0, 1>} : !arch.buffer<16 x f32>
  ridge.layer "first" "map" macs 0 {
    affine.for %i = 0 to 3 {
      ridge.invoke "simple" reads() write(%t : !arch.buffer<16 x f32>) counters(%i) sizes [affine_map<(i) -> (16)>] reduction [false]
          accesses [#arch.immediate<1.0 : f32>, #arch.access<(i) -> (0), [1], (i) -> (i)>] dims [0] operands [0, 1] total [48] {
      ^bb0(%v: f32):
        ridge.yield %v : f32
      }
    }
  }
  ridge.layer "second" "map" macs 0 {
    ridge.invoke "simple" reads() write(%t : !arch.buffer<16 x f32>) sizes [affine_map<() -> (16)>] reduction [false]
        accesses [#arch.immediate<2.0 : f32>, #arch.access<() -> (0), [1], () -> (0)>] dims [0] operands [0, 1] total [16] {
    ^bb0(%v: f32):
      ridge.yield %v : f32
    }
  }
  return
}
