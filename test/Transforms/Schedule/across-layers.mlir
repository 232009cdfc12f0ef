// RUN: ridge-opt --ridge-schedule --ridge-verify-stage=form=isa --ridge-print-program %s -o /dev/null | FileCheck %s

// Two layers, and the first tile of each at the same addresses. The load of the
// constant w, which conflicts with nothing, goes ahead; the load of h waits for its
// store, and because it fills the addresses of a, for the vector unit that used
// them. The vector unit itself only updates b, behind that fill.

// CHECK-LABEL: queue @load {
// CHECK:       @x[0 : 1] -> @a[0 : 1]
// CHECK-NEXT:  signal @a.load.vector layer 0
// CHECK-NOT:   wait
// CHECK:       @w[0 : 1] -> @v[0 : 1]
// CHECK-NEXT:  signal @v.load.vector layer 1
// CHECK-NEXT:  wait @store.layers >= 1 layer 1
// CHECK-NEXT:  wait @vector.layers >= 1 layer 1
// CHECK-NEXT:  move
// CHECK-NEXT:  @h[0 : 1] -> @b[0 : 1]
// CHECK-NEXT:  signal @b.load.vector layer 1

// CHECK-LABEL: queue @store {
// CHECK-NEXT:  wait @a.vector.store >= 1 layer 0
// CHECK-NEXT:  move
// CHECK-NEXT:  @a[0 : 1] -> @h[0 : 1]
// CHECK-NEXT:  signal @store.layers layer 0
// CHECK-NEXT:  wait @b.vector.store >= 1 layer 1

// CHECK-LABEL: queue @vector {
// CHECK:       signal @vector.layers layer 0
// CHECK-NEXT:  wait @v.load.vector >= 1 layer 1
// CHECK-NEXT:  wait @b.load.vector >= 1 layer 1
// CHECK-NEXT:  issue @simple
func.func @two_layers() attributes {ridge.machine = "toy"} {
  %x = ridge.buffer "x" {argument = 0 : i64, shape = array<i64: 64>, memory = "dram", address = 0 : i64, slot_bytes = 256 : i64, layers = array<i64: 0, 1>} : !arch.buffer<64 x f32>
  %h = ridge.buffer "h" {memory = "dram", address = 256 : i64, slot_bytes = 256 : i64, layers = array<i64: 0, 1>} : !arch.buffer<64 x f32>
  %w = ridge.buffer "w" {value = dense<1.0> : tensor<64xf32>, memory = "dram", address = 512 : i64, slot_bytes = 256 : i64, layers = array<i64: 1, 1>} : !arch.buffer<64 x f32>
  %y = ridge.buffer "y" {result_index = 0 : i64, shape = array<i64: 64>, memory = "dram", address = 768 : i64, slot_bytes = 256 : i64, layers = array<i64: 0, 1>} : !arch.buffer<64 x f32>
  %a = ridge.buffer "a" {memory = "sram", address = 0 : i64, slot_bytes = 256 : i64, layers = array<i64: 0, 0>} : !arch.buffer<64 x f32>
  %b = ridge.buffer "b" {memory = "sram", address = 0 : i64, slot_bytes = 256 : i64, layers = array<i64: 1, 1>} : !arch.buffer<64 x f32>
  %v = ridge.buffer "v" {memory = "sram", address = 256 : i64, slot_bytes = 256 : i64, layers = array<i64: 1, 1>} : !arch.buffer<64 x f32>
  ridge.layer "first" "map" macs 0 {
    ridge.move %x to %a : !arch.buffer<64 x f32> to !arch.buffer<64 x f32> sizes [affine_map<() -> (64)>]
        accesses [#arch.access<() -> (0), [1], () -> (0)>, #arch.access<() -> (0), [1], () -> (0)>]
    ridge.invoke "simple" reads(%a : !arch.buffer<64 x f32>) write(%a : !arch.buffer<64 x f32>) sizes [affine_map<() -> (64)>] reduction [false]
        accesses [#arch.access<() -> (0), [1], () -> (0)>, #arch.access<() -> (0), [1], () -> (0)>] dims [0] operands [0, 1] total [64] {
    ^bb0(%p: f32):
      %n = arith.negf %p : f32
      ridge.yield %n : f32
    }
    ridge.move %a to %h : !arch.buffer<64 x f32> to !arch.buffer<64 x f32> sizes [affine_map<() -> (64)>]
        accesses [#arch.access<() -> (0), [1], () -> (0)>, #arch.access<() -> (0), [1], () -> (0)>]
  }
  ridge.layer "second" "map" macs 0 {
    ridge.move %w to %v : !arch.buffer<64 x f32> to !arch.buffer<64 x f32> sizes [affine_map<() -> (64)>]
        accesses [#arch.access<() -> (0), [1], () -> (0)>, #arch.access<() -> (0), [1], () -> (0)>]
    ridge.move %h to %b : !arch.buffer<64 x f32> to !arch.buffer<64 x f32> sizes [affine_map<() -> (64)>]
        accesses [#arch.access<() -> (0), [1], () -> (0)>, #arch.access<() -> (0), [1], () -> (0)>]
    ridge.invoke "simple" reads(%v : !arch.buffer<64 x f32>) write(%b : !arch.buffer<64 x f32>) sizes [affine_map<() -> (64)>] reduction [false] update
        accesses [#arch.access<() -> (0), [1], () -> (0)>, #arch.access<() -> (0), [1], () -> (0)>] dims [0] operands [0, 1] total [64] {
    ^bb0(%p: f32, %q: f32):
      %n = arith.addf %p, %q : f32
      ridge.yield %n : f32
    }
    ridge.move %b to %y : !arch.buffer<64 x f32> to !arch.buffer<64 x f32> sizes [affine_map<() -> (64)>]
        accesses [#arch.access<() -> (0), [1], () -> (0)>, #arch.access<() -> (0), [1], () -> (0)>]
  }
  return
}
