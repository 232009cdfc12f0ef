// RUN: ridge-opt --ridge-schedule --ridge-verify-stage=form=isa --ridge-print-program %s -o /dev/null | FileCheck %s

// The second layer loads a weight and a tile of h in every iteration. Only the tile
// waits for the layer before, so the weights of the first iteration are on their way
// while that layer stores. Its own first operation in the loop is the load of w, so
// the wait stands in the loop; the store's stands ahead of its whole loop.

// CHECK-LABEL: queue @load {
// CHECK:       -> @a[0 : 1]
// CHECK:       for t0 in 4 layer 1 {
// CHECK-NOT:   wait @store.layers
// CHECK:         @w[16*t0 : 1] -> @v[0 : 1; t0]
// CHECK:         wait @store.layers >= 1 layer 1
// CHECK-NEXT:    move
// CHECK-NEXT:    @h[16*t0 : 1] -> @b[0 : 1; t0]

// CHECK-LABEL: queue @vector {
// CHECK:       signal @vector.layers layer 0
// CHECK-NOT:   wait @{{.*}}.layers
func.func @fetch_ahead() attributes {ridge.machine = "toy"} {
  %x = ridge.buffer "x" {argument = 0 : i64, shape = array<i64: 64>, memory = "dram", address = 0 : i64, slot_bytes = 256 : i64, layers = array<i64: 0, 1>} : !arch.buffer<64 x f32>
  %h = ridge.buffer "h" {memory = "dram", address = 256 : i64, slot_bytes = 256 : i64, layers = array<i64: 0, 1>} : !arch.buffer<64 x f32>
  %w = ridge.buffer "w" {value = dense<1.0> : tensor<64xf32>, memory = "dram", address = 512 : i64, slot_bytes = 256 : i64, layers = array<i64: 1, 1>} : !arch.buffer<64 x f32>
  %y = ridge.buffer "y" {result_index = 0 : i64, shape = array<i64: 64>, memory = "dram", address = 768 : i64, slot_bytes = 256 : i64, layers = array<i64: 0, 1>} : !arch.buffer<64 x f32>
  %a = ridge.buffer "a" {memory = "sram", address = 0 : i64, slot_bytes = 256 : i64, layers = array<i64: 0, 0>} : !arch.buffer<64 x f32>
  %v = ridge.buffer "v" {memory = "sram", address = 256 : i64, slot_bytes = 64 : i64, depth = 2 : i64, layers = array<i64: 1, 1>} : !arch.buffer<16 x f32>
  %b = ridge.buffer "b" {memory = "sram", address = 0 : i64, slot_bytes = 64 : i64, depth = 2 : i64, layers = array<i64: 1, 1>} : !arch.buffer<16 x f32>
  ridge.layer "first" "map" macs 0 {
    ridge.move %x to %a : !arch.buffer<64 x f32> to !arch.buffer<64 x f32> sizes [affine_map<() -> (64)>]
        accesses [#arch.access<() -> (0), [1], () -> (0)>, #arch.access<() -> (0), [1], () -> (0)>]
    ridge.invoke "simple" reads(%a : !arch.buffer<64 x f32>) write(%a : !arch.buffer<64 x f32>) sizes [affine_map<() -> (64)>] reduction [false]
        accesses [#arch.access<() -> (0), [1], () -> (0)>, #arch.access<() -> (0), [1], () -> (0)>] dims [0] operands [0, 1] {
    ^bb0(%p: f32):
      %n = arith.negf %p : f32
      ridge.yield %n : f32
    }
    ridge.move %a to %h : !arch.buffer<64 x f32> to !arch.buffer<64 x f32> sizes [affine_map<() -> (64)>]
        accesses [#arch.access<() -> (0), [1], () -> (0)>, #arch.access<() -> (0), [1], () -> (0)>]
  }
  ridge.layer "second" "map" macs 0 {
    affine.for %i = 0 to 4 {
      ridge.move %w to %v : !arch.buffer<64 x f32> to !arch.buffer<16 x f32> counters(%i) sizes [affine_map<(i) -> (16)>]
          accesses [#arch.access<(i) -> (16 * i), [1], (i) -> (0)>, #arch.access<(i) -> (0), [1], (i) -> (i)>]
      ridge.move %h to %b : !arch.buffer<64 x f32> to !arch.buffer<16 x f32> counters(%i) sizes [affine_map<(i) -> (16)>]
          accesses [#arch.access<(i) -> (16 * i), [1], (i) -> (0)>, #arch.access<(i) -> (0), [1], (i) -> (i)>]
      ridge.invoke "simple" reads(%v : !arch.buffer<16 x f32>) write(%b : !arch.buffer<16 x f32>) counters(%i) sizes [affine_map<(i) -> (16)>] reduction [false] update
          accesses [#arch.access<(i) -> (0), [1], (i) -> (i)>, #arch.access<(i) -> (0), [1], (i) -> (i)>] dims [0] operands [0, 1] {
      ^bb0(%p: f32, %q: f32):
        %n = arith.addf %p, %q : f32
        ridge.yield %n : f32
      }
      ridge.move %b to %y : !arch.buffer<16 x f32> to !arch.buffer<64 x f32> counters(%i) sizes [affine_map<(i) -> (16)>]
          accesses [#arch.access<(i) -> (0), [1], (i) -> (i)>, #arch.access<(i) -> (16 * i), [1], (i) -> (0)>]
    }
  }
  return
}
