// RUN: ridge-opt --split-input-file --ridge-select=machine=%S/Inputs/two.mlir %s | FileCheck %s

// 48 rows each: the second part begins 48 * 64 elements into a, 48 * 16 into c.

// CHECK: #[[ROWS:.*]] = affine_map<() -> (48)>
// CHECK-LABEL: @rows_are_dealt
// CHECK: ridge.invoke "multiply_left" {{.*}} sizes [#[[ROWS]],
// CHECK-SAME: #arch.access<() -> (0), [64, 0, 1], {{.*}} #arch.access<() -> (0), [16, 1, 0],
// CHECK-SAME: operands [0, 1, 2] dealt 0
// CHECK: ridge.invoke "multiply_right" {{.*}} sizes [#[[ROWS]],
// CHECK-SAME: #arch.access<() -> (3072), [64, 0, 1], {{.*}} #arch.access<() -> (768), [16, 1, 0],
// CHECK-SAME: operands [0, 1, 2] part dealt 0
func.func @rows_are_dealt() {
  %a = ridge.buffer "a" {memory = "sram"} : !arch.buffer<6144 x f64>
  %b = ridge.buffer "b" {memory = "sram"} : !arch.buffer<1024 x f64>
  %c = ridge.buffer "c" {memory = "acc"} : !arch.buffer<1536 x f64>
  ridge.layer "l" "matmul" macs 98304 {
    ridge.compute reads(%a, %b : !arch.buffer<6144 x f64>, !arch.buffer<1024 x f64>) write(%c : !arch.buffer<1536 x f64>)
        sizes [affine_map<() -> (96)>, affine_map<() -> (16)>, affine_map<() -> (64)>] reduction [false, false, true]
        accesses [#arch.access<() -> (0), [64, 0, 1], () -> (0)>, #arch.access<() -> (0), [0, 1, 16], () -> (0)>,
                  #arch.access<() -> (0), [16, 1, 0], () -> (0)>]
        choice <"multiply_left" dims [0, 1, 2] operands [0, 1, 2] cycles 384> {
    ^bb0(%x: f64, %y: f64, %s: f64):
      %p = arith.mulf %x, %y : f64
      %t = arith.addf %s, %p : f64
      ridge.yield %t : f64
    }
  }
  return
}

// -----

// The dim is larger than an instruction takes: each engine has a loop of its own.

// CHECK: #[[HALF:.*]] = affine_map<(d0) -> (128, d0 * -128 + 150)>
// CHECK-LABEL: @parts_are_cut
// CHECK: affine.for %[[I:.*]] = 0 to 2 {
// CHECK-NEXT: ridge.invoke "multiply_left" {{.*}} counters(%[[I]]) sizes [#[[HALF]],
// CHECK-SAME: #arch.access<(d0) -> (d0 * 8192), [64, 0, 1],
// CHECK: affine.for %[[J:.*]] = 0 to 2 {
// CHECK-NEXT: ridge.invoke "multiply_right" {{.*}} counters(%[[J]]) sizes [#[[HALF]],
// CHECK-SAME: #arch.access<(d0) -> (d0 * 8192 + 9600), [64, 0, 1],
// CHECK-SAME: part dealt 0
func.func @parts_are_cut() {
  %a = ridge.buffer "a" {memory = "sram"} : !arch.buffer<19200 x f64>
  %b = ridge.buffer "b" {memory = "sram"} : !arch.buffer<1024 x f64>
  %c = ridge.buffer "c" {memory = "acc"} : !arch.buffer<4800 x f64>
  ridge.layer "l" "matmul" macs 307200 {
    ridge.compute reads(%a, %b : !arch.buffer<19200 x f64>, !arch.buffer<1024 x f64>) write(%c : !arch.buffer<4800 x f64>)
        sizes [affine_map<() -> (300)>, affine_map<() -> (16)>, affine_map<() -> (64)>] reduction [false, false, true]
        accesses [#arch.access<() -> (0), [64, 0, 1], () -> (0)>, #arch.access<() -> (0), [0, 1, 16], () -> (0)>,
                  #arch.access<() -> (0), [16, 1, 0], () -> (0)>]
        choice <"multiply_left" dims [0, 1, 2] operands [0, 1, 2] cycles 1200> {
    ^bb0(%x: f64, %y: f64, %s: f64):
      %p = arith.mulf %x, %y : f64
      %t = arith.addf %s, %p : f64
      ridge.yield %t : f64
    }
  }
  return
}

// -----

// One row and one column leave nothing to share.

// CHECK-LABEL: @nothing_to_share
// CHECK: ridge.invoke "multiply_left"
// CHECK-NOT: dealt
// CHECK-NOT: ridge.invoke
// CHECK: return
func.func @nothing_to_share() {
  %a = ridge.buffer "a" {memory = "sram"} : !arch.buffer<64 x f64>
  %b = ridge.buffer "b" {memory = "sram"} : !arch.buffer<64 x f64>
  %c = ridge.buffer "c" {memory = "acc"} : !arch.buffer<1 x f64>
  ridge.layer "l" "matmul" macs 64 {
    ridge.compute reads(%a, %b : !arch.buffer<64 x f64>, !arch.buffer<64 x f64>) write(%c : !arch.buffer<1 x f64>)
        sizes [affine_map<() -> (1)>, affine_map<() -> (1)>, affine_map<() -> (64)>] reduction [false, false, true]
        accesses [#arch.access<() -> (0), [64, 0, 1], () -> (0)>, #arch.access<() -> (0), [0, 1, 1], () -> (0)>,
                  #arch.access<() -> (0), [1, 1, 0], () -> (0)>]
        choice <"multiply_left" dims [0, 1, 2] operands [0, 1, 2] cycles 4> {
    ^bb0(%x: f64, %y: f64, %s: f64):
      %p = arith.mulf %x, %y : f64
      %t = arith.addf %s, %p : f64
      ridge.yield %t : f64
    }
  }
  return
}

// -----

// Of the last tile's 11 rows 6 go to one engine and 5 to the other, in a loop of
// their own; the deals have numbers of their own, too.

// CHECK-DAG: #[[FULL:.*]] = affine_map<(d0) -> (32)>
// CHECK-DAG: #[[SIX:.*]] = affine_map<(d0) -> (6)>
// CHECK-DAG: #[[FIVE:.*]] = affine_map<(d0) -> (5)>
// CHECK-LABEL: @ragged
// CHECK: affine.for {{.*}} = 0 to 2 {
// CHECK-NEXT: ridge.invoke "multiply_left" {{.*}} sizes [#[[FULL]], {{.*}} dealt 0
// CHECK: ridge.invoke "multiply_right" {{.*}} sizes [#[[FULL]],
// CHECK-SAME: #arch.access<(d0) -> (2048), [64, 0, 1], (d0) -> (d0)>
// CHECK-SAME: part dealt 0
// CHECK: affine.for {{.*}} = 0 to 1 {
// CHECK-NEXT: ridge.invoke "multiply_left" {{.*}} sizes [#[[SIX]], {{.*}} part dealt 1
// CHECK: ridge.invoke "multiply_right" {{.*}} sizes [#[[FIVE]],
// CHECK-SAME: #arch.access<(d0) -> (384), [64, 0, 1], (d0) -> (d0 + 2)>
// CHECK-SAME: part dealt 1
func.func @ragged() {
  %a = ridge.buffer "a" {memory = "sram", depth = 2 : i64} : !arch.buffer<4096 x f64>
  %b = ridge.buffer "b" {memory = "sram"} : !arch.buffer<1024 x f64>
  %c = ridge.buffer "c" {memory = "acc", depth = 2 : i64} : !arch.buffer<1024 x f64>
  ridge.layer "l" "matmul" macs 142336 {
    affine.for %i = 0 to 3 {
      ridge.compute reads(%a, %b : !arch.buffer<4096 x f64>, !arch.buffer<1024 x f64>) write(%c : !arch.buffer<1024 x f64>)
          counters(%i) sizes [affine_map<(i) -> (64, 139 - 64 * i)>, affine_map<(i) -> (16)>, affine_map<(i) -> (64)>] reduction [false, false, true]
          accesses [#arch.access<(i) -> (0), [64, 0, 1], (i) -> (i)>, #arch.access<(i) -> (0), [0, 1, 16], (i) -> (0)>,
                    #arch.access<(i) -> (0), [16, 1, 0], (i) -> (i)>]
          choice <"multiply_left" dims [0, 1, 2] operands [0, 1, 2] cycles 256> {
      ^bb0(%x: f64, %y: f64, %s: f64):
        %p = arith.mulf %x, %y : f64
        %t = arith.addf %s, %p : f64
        ridge.yield %t : f64
      }
    }
  }
  return
}
