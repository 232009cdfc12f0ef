// RUN: ridge-opt --split-input-file --ridge-assign-memories=machine=toy %s | FileCheck %s

// Operands of the product go to @sram, its sum to @acc, and the fill of the sum
// goes there too, although @simple could fill @sram.

// CHECK-LABEL: @product
// CHECK: ridge.buffer "a" {depth = 1 : i64, memory = "sram"}
// CHECK: ridge.buffer "b" {depth = 1 : i64, memory = "sram"}
// CHECK: ridge.buffer "c" {depth = 1 : i64, memory = "acc"}
func.func @product() {
  %a = ridge.buffer "a" : !arch.buffer<256 x f32>
  %b = ridge.buffer "b" : !arch.buffer<256 x f32>
  %c = ridge.buffer "c" : !arch.buffer<256 x f32>
  ridge.layer "l" "matmul" macs 4096 {
    ridge.compute reads() write(%c : !arch.buffer<256 x f32>) sizes [affine_map<() -> (16)>, affine_map<() -> (16)>] reduction [false, false]
        accesses [#arch.immediate<0.0 : f32>, #arch.access<() -> (0), [16, 1], () -> (0)>]
        group_dims [0, 1] boxes [#ridge.box<() -> (), []>, #ridge.box<() -> (), []>] total [16, 16] {
    ^bb0(%v: f32):
      ridge.yield %v : f32
    }
    ridge.compute reads(%a, %b : !arch.buffer<256 x f32>, !arch.buffer<256 x f32>) write(%c : !arch.buffer<256 x f32>)
        sizes [affine_map<() -> (16)>, affine_map<() -> (16)>, affine_map<() -> (16)>] reduction [false, false, true] update
        accesses [#arch.access<() -> (0), [16, 0, 1], () -> (0)>, #arch.access<() -> (0), [0, 1, 16], () -> (0)>,
                  #arch.access<() -> (0), [16, 1, 0], () -> (0)>]
        group_dims [0, 1, 2] boxes [#ridge.box<() -> (), []>, #ridge.box<() -> (), []>, #ridge.box<() -> (), []>] total [16, 16, 16] {
    ^bb0(%x: f32, %y: f32, %acc: f32):
      %p = arith.mulf %x, %y : f32
      %s = arith.addf %acc, %p : f32
      ridge.yield %s : f32
    }
  }
  return
}

// -----

// Slots in a layer that overlaps: two for what a transfer brings anew in each
// iteration, one for what is brought once, one for what only one engine sees.

// CHECK-LABEL: @slots
// CHECK: ridge.buffer "x" {depth = 2 : i64, memory = "sram"}
// CHECK: ridge.buffer "w" {depth = 1 : i64, memory = "sram"}
// CHECK: ridge.buffer "t" {depth = 1 : i64, memory = "sram"}
// CHECK: ridge.buffer "y" {depth = 2 : i64, memory = "sram"}
func.func @slots() {
  %h = ridge.buffer "h" {memory = "dram"} : !arch.buffer<64 x f32>
  %x = ridge.buffer "x" : !arch.buffer<16 x f32>
  %w = ridge.buffer "w" : !arch.buffer<16 x f32>
  %t = ridge.buffer "t" : !arch.buffer<16 x f32>
  %y = ridge.buffer "y" : !arch.buffer<16 x f32>
  ridge.layer "l" "map" macs 0 overlap {
    ridge.move %h to %w : !arch.buffer<64 x f32> to !arch.buffer<16 x f32> sizes [affine_map<() -> (16)>]
        accesses [#arch.access<() -> (0), [1], () -> (0)>, #arch.access<() -> (0), [1], () -> (0)>]
    affine.for %i = 0 to 4 {
      ridge.move %h to %x : !arch.buffer<64 x f32> to !arch.buffer<16 x f32> counters(%i) sizes [affine_map<(i) -> (16)>]
          accesses [#arch.access<(i) -> (i * 16), [1], (i) -> (0)>, #arch.access<(i) -> (0), [1], (i) -> (i)>]
      ridge.compute reads(%x, %w : !arch.buffer<16 x f32>, !arch.buffer<16 x f32>) write(%t : !arch.buffer<16 x f32>) counters(%i)
          sizes [affine_map<(i) -> (16)>] reduction [false]
          accesses [#arch.access<(i) -> (0), [1], (i) -> (i)>, #arch.access<(i) -> (0), [1], (i) -> (0)>,
                    #arch.access<(i) -> (0), [1], (i) -> (i)>]
        group_dims [0] boxes [#ridge.box<() -> (), []>, #ridge.box<() -> (), []>, #ridge.box<() -> (), []>] total [64] {
      ^bb0(%u: f32, %v: f32):
        %r = arith.addf %u, %v : f32
        ridge.yield %r : f32
      }
      ridge.compute reads(%t : !arch.buffer<16 x f32>) write(%y : !arch.buffer<16 x f32>) counters(%i)
          sizes [affine_map<(i) -> (16)>] reduction [false]
          accesses [#arch.access<(i) -> (0), [1], (i) -> (i)>, #arch.access<(i) -> (0), [1], (i) -> (i)>]
        group_dims [0] boxes [#ridge.box<() -> (), []>, #ridge.box<() -> (), []>] total [64] {
      ^bb0(%v: f32):
        %r = math.exp %v : f32
        ridge.yield %r : f32
      }
      ridge.move %y to %h : !arch.buffer<16 x f32> to !arch.buffer<64 x f32> counters(%i) sizes [affine_map<(i) -> (16)>]
          accesses [#arch.access<(i) -> (0), [1], (i) -> (i)>, #arch.access<(i) -> (i * 16), [1], (i) -> (0)>]
    }
  }
  return
}

// -----

// Without overlap one slot each, whatever changes.

// CHECK-LABEL: @no_overlap
// CHECK: ridge.buffer "x" {depth = 1 : i64, memory = "sram"}
func.func @no_overlap() {
  %h = ridge.buffer "h" {memory = "dram"} : !arch.buffer<64 x f32>
  %x = ridge.buffer "x" : !arch.buffer<16 x f32>
  ridge.layer "l" "map" macs 0 {
    affine.for %i = 0 to 4 {
      ridge.move %h to %x : !arch.buffer<64 x f32> to !arch.buffer<16 x f32> counters(%i) sizes [affine_map<(i) -> (16)>]
          accesses [#arch.access<(i) -> (i * 16), [1], (i) -> (0)>, #arch.access<(i) -> (0), [1], (i) -> (i)>]
      ridge.move %x to %h : !arch.buffer<16 x f32> to !arch.buffer<64 x f32> counters(%i) sizes [affine_map<(i) -> (16)>]
          accesses [#arch.access<(i) -> (0), [1], (i) -> (i)>, #arch.access<(i) -> (i * 16), [1], (i) -> (0)>]
    }
  }
  return
}
