// RUN: ridge-opt --split-input-file --ridge-assign-memories=machine=toy %s | FileCheck %s

// Memory and slots are those of the place, each buffer's its own: three for what a
// transfer brings anew in each iteration, one for what is brought once or is not to
// have more.

// CHECK-LABEL: @slots
// CHECK: ridge.buffer "h" {memory = "dram"}
// CHECK: ridge.buffer "x" {depth = 3 : i64, memory = "sram"}
// CHECK: ridge.buffer "w" {depth = 1 : i64, memory = "sram"}
// CHECK: ridge.buffer "y" {depth = 1 : i64, memory = "acc"}
// What is kept has its address, too.
// CHECK: ridge.buffer "k" {address = 4096 : i64, depth = 1 : i64, memory = "acc"}
func.func @slots() {
  %h = ridge.buffer "h" {memory = "dram"} : !arch.buffer<64 x f32>
  %x = ridge.buffer "x" {place = #ridge.place<"sram" slots 3>} : !arch.buffer<16 x f32>
  %w = ridge.buffer "w" {place = #ridge.place<"sram" slots 1>} : !arch.buffer<16 x f32>
  %y = ridge.buffer "y" {place = #ridge.place<"acc" slots 1>} : !arch.buffer<16 x f32>
  %k = ridge.buffer "k" {place = #ridge.place<"acc" at 4096>} : !arch.buffer<64 x f32>
  ridge.layer "l" "map" macs 0 {
    ridge.compute reads() write(%k : !arch.buffer<64 x f32>) sizes [affine_map<() -> (64)>] reduction [false]
        accesses [#arch.immediate<0.0 : f32>, #arch.access<() -> (0), [1], () -> (0)>] total [64] {
    ^bb0(%v: f32):
      ridge.yield %v : f32
    }
    ridge.move %h to %w : !arch.buffer<64 x f32> to !arch.buffer<16 x f32> sizes [affine_map<() -> (16)>]
        accesses [#arch.access<() -> (0), [1], () -> (0)>, #arch.access<() -> (0), [1], () -> (0)>]
    affine.for %i = 0 to 4 {
      ridge.move %h to %x : !arch.buffer<64 x f32> to !arch.buffer<16 x f32> counters(%i) sizes [affine_map<(i) -> (16)>]
          accesses [#arch.access<(i) -> (i * 16), [1], (i) -> (0)>, #arch.access<(i) -> (0), [1], (i) -> (i)>]
      ridge.compute reads(%x, %w : !arch.buffer<16 x f32>, !arch.buffer<16 x f32>) write(%y : !arch.buffer<16 x f32>) counters(%i)
          sizes [affine_map<(i) -> (16)>] reduction [false]
          accesses [#arch.access<(i) -> (0), [1], (i) -> (i)>, #arch.access<(i) -> (0), [1], (i) -> (0)>,
                    #arch.access<(i) -> (0), [1], (i) -> (i)>] total [64] {
      ^bb0(%u: f32, %v: f32):
        %r = arith.addf %u, %v : f32
        ridge.yield %r : f32
      }
    }
  }
  return
}

// -----

// What nobody touches is nobody's business.

// CHECK-LABEL: @untouched
// CHECK: ridge.buffer "x" {memory = "dram"}
func.func @untouched() {
  %x = ridge.buffer "x" {place = #ridge.place<"acc" slots 3>} : !arch.buffer<16 x f32>
  return
}
