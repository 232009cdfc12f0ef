// RUN: ridge-opt --split-input-file --ridge-select=machine=toy %s | FileCheck %s

// One instruction does it all: the computation becomes an invoke, and keeps the
// whole extents for bounds.

// CHECK-LABEL: @fits
// CHECK-NOT: affine.for
// CHECK: ridge.invoke "clear_f32" reads() write(%{{.*}} : <512 x f32>) sizes [#{{.*}}] reduction [false]
// CHECK-SAME: dims [0] operands [0, 1] total [512]
// CHECK-NOT: ridge.compute
func.func @fits() {
  %c = ridge.buffer "c" {memory = "acc"} : !arch.buffer<512 x f32>
  ridge.layer "l" "map" macs 0 {
    ridge.compute reads() write(%c : !arch.buffer<512 x f32>) sizes [affine_map<() -> (512)>] reduction [false]
        accesses [#arch.immediate<0.0 : f32>, #arch.access<() -> (0), [1], () -> (0)>] total [512]
        choice <"clear_f32" dims [0] operands [0, 1] cycles 32> {
    ^bb0(%v: f32):
      ridge.yield %v : f32
    }
  }
  return
}

// -----

// k = 100 takes two instructions of at most 64: offsets follow the strides, the
// second box is what is left. Transposed, as the choice has it.

// CHECK: #[[K:.*]] = affine_map<(d0) -> (64, d0 * -64 + 100)>
// CHECK-LABEL: @larger_than_the_instruction
// CHECK: affine.for %[[S:.*]] = 0 to 2 {
// CHECK-NEXT: ridge.invoke "matmul_f32" {{.*}} counters(%[[S]]) sizes [#{{.*}}, #{{.*}}, #[[K]]]
// CHECK-SAME: accesses [#arch.access<(d0) -> (d0 * 64), [100, 0, 1], (d0) -> (0)>, #arch.access<(d0) -> (d0 * 2560), [0, 1, 40], (d0) -> (0)>, #arch.access<(d0) -> (0), [40, 1, 0], (d0) -> (0)>] dims [1, 0, 2] operands [1, 0, 2]
func.func @larger_than_the_instruction() {
  %a = ridge.buffer "a" {memory = "sram"} : !arch.buffer<3200 x f32>
  %b = ridge.buffer "b" {memory = "sram"} : !arch.buffer<4000 x f32>
  %c = ridge.buffer "c" {memory = "acc"} : !arch.buffer<1280 x f32>
  ridge.layer "l" "matmul" macs 128000 {
    ridge.compute reads(%a, %b : !arch.buffer<3200 x f32>, !arch.buffer<4000 x f32>) write(%c : !arch.buffer<1280 x f32>)
        sizes [affine_map<() -> (32)>, affine_map<() -> (40)>, affine_map<() -> (100)>] reduction [false, false, true]
        accesses [#arch.access<() -> (0), [100, 0, 1], () -> (0)>, #arch.access<() -> (0), [0, 1, 40], () -> (0)>,
                  #arch.access<() -> (0), [40, 1, 0], () -> (0)>]
        choice <"matmul_f32" dims [1, 0, 2] operands [1, 0, 2] cycles 560> {
    ^bb0(%x: f32, %y: f32, %s: f32):
      %p = arith.mulf %x, %y : f32
      %t = arith.addf %s, %p : f32
      ridge.yield %t : f32
    }
  }
  return
}

// -----

// Tiles of 70000 take two instructions of 65536, the last tile of 10000 takes one.
// No loop can say that, so the last tile gets a loop of its own; its counter starts
// behind the others and the whole extents are said once.

// CHECK-LABEL: @last_tile_takes_fewer
// CHECK: affine.for %[[I:.*]] = 0 to 2 {
// CHECK-NEXT: affine.for %[[S:.*]] = 0 to 2 {
// CHECK-NEXT: ridge.invoke "simple" {{.*}} counters(%[[I]], %[[S]])
// CHECK-SAME: #arch.access<(d0, d1) -> (d1 * 65536), [1], (d0, d1) -> (d0)>
// CHECK-SAME: total [150000]
// CHECK: ridge.move {{.*}} counters(%[[I]])
// CHECK: affine.for %[[L:.*]] = 0 to 1 {
// CHECK-NEXT: ridge.invoke "simple" {{.*}} counters(%[[L]])
// CHECK-SAME: #arch.access<(d0) -> (0), [1], (d0) -> (d0 + 2)>
// CHECK-SAME: part {
// CHECK: ridge.move {{.*}} counters(%[[L]])
// CHECK-SAME: #arch.access<(d0) -> (d0 * 70000 + 140000), [1], (d0) -> (0)>
func.func @last_tile_takes_fewer() {
  %h = ridge.buffer "h" {memory = "dram"} : !arch.buffer<140000 x f32>
  %c = ridge.buffer "c" {memory = "sram", depth = 2 : i64} : !arch.buffer<70000 x f32>
  ridge.layer "l" "map" macs 0 {
    affine.for %i = 0 to 3 {
      ridge.compute reads() write(%c : !arch.buffer<70000 x f32>) counters(%i) sizes [affine_map<(i) -> (70000, 150000 - 70000 * i)>] reduction [false]
          accesses [#arch.immediate<0.0 : f32>, #arch.access<(i) -> (0), [1], (i) -> (i)>] total [150000]
        choice <"simple" dims [0] operands [0, 1] cycles 4375> {
      ^bb0(%v: f32):
        ridge.yield %v : f32
      }
      ridge.move %c to %h : !arch.buffer<70000 x f32> to !arch.buffer<140000 x f32> counters(%i) sizes [affine_map<(i) -> (70000, 150000 - 70000 * i)>]
          accesses [#arch.access<(i) -> (0), [1], (i) -> (i)>, #arch.access<(i) -> (70000 * i), [1], (i) -> (0)>]
    }
  }
  return
}

// -----

// A batch is no dim of the instruction: a loop around it, and size 1 inside.

// CHECK-LABEL: @batch_is_a_loop
// CHECK: affine.for %{{.*}} = 0 to 4 {
// CHECK-NEXT: ridge.invoke "matmul_f32"
// CHECK-SAME: #arch.access<(d0) -> (d0 * 256), [256, 16, 0, 1], (d0) -> (0)>
// CHECK-SAME: dims [-1, 0, 1, 2] operands [0, 1, 2]
func.func @batch_is_a_loop() {
  %a = ridge.buffer "a" {memory = "sram"} : !arch.buffer<1024 x f32>
  %b = ridge.buffer "b" {memory = "sram"} : !arch.buffer<1024 x f32>
  %c = ridge.buffer "c" {memory = "acc"} : !arch.buffer<1024 x f32>
  ridge.layer "l" "matmul" macs 16384 {
    ridge.compute reads(%a, %b : !arch.buffer<1024 x f32>, !arch.buffer<1024 x f32>) write(%c : !arch.buffer<1024 x f32>)
        sizes [affine_map<() -> (4)>, affine_map<() -> (16)>, affine_map<() -> (16)>, affine_map<() -> (16)>] reduction [false, false, false, true]
        accesses [#arch.access<() -> (0), [256, 16, 0, 1], () -> (0)>, #arch.access<() -> (0), [256, 0, 1, 16], () -> (0)>,
                  #arch.access<() -> (0), [256, 16, 1, 0], () -> (0)>]
        choice <"matmul_f32" dims [-1, 0, 1, 2] operands [0, 1, 2] cycles 64> {
    ^bb0(%x: f32, %y: f32, %s: f32):
      %p = arith.mulf %x, %y : f32
      %t = arith.addf %s, %p : f32
      ridge.yield %t : f32
    }
  }
  return
}

// -----

// Where the body reads its position, the boxes count on.

// CHECK: #[[ORIGIN:.*]] = affine_map<(d0, d1) -> (d0 * 100000 + d1 * 65536)>
// CHECK-LABEL: @position
// CHECK: ridge.invoke "simple" {{.*}} origins [#[[ORIGIN]]] dims [0] operands [1]
func.func @position() {
  %c = ridge.buffer "c" {memory = "sram"} : !arch.buffer<100000 x i32>
  ridge.layer "l" "map" macs 0 {
    affine.for %i = 0 to 2 {
      ridge.compute reads() write(%c : !arch.buffer<100000 x i32>) counters(%i) sizes [affine_map<(i) -> (100000)>] reduction [false]
          accesses [#arch.access<(i) -> (0), [1], (i) -> (0)>] origins [affine_map<(i) -> (100000 * i)>]
        choice <"simple" dims [0] operands [1] cycles 6250> {
        %p = ridge.index 0 : i32
        ridge.yield %p : i32
      }
    }
  }
  return
}
