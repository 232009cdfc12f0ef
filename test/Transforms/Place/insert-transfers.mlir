// RUN: ridge-opt --split-input-file --ridge-insert-transfers %s | FileCheck %s

// A window without a loop: a local tile of all 8 elements, in before the
// computation, out behind it. Computations touch local buffers alone.

// CHECK-LABEL: @whole
// CHECK: %[[X:.*]] = ridge.buffer "x"
// CHECK-NEXT: %[[TX:.*]] = ridge.buffer "l.x.0" : <8 x f32>
// CHECK-NEXT: %[[Y:.*]] = ridge.buffer "y"
// CHECK-NEXT: %[[TY:.*]] = ridge.buffer "l.y.1" : <8 x f32>
// CHECK: ridge.move %[[X]] to %[[TX]]
// CHECK-NEXT: ridge.compute reads(%[[TX]] : !arch.buffer<8 x f32>) write(%[[TY]] : <8 x f32>)
// CHECK: ridge.move %[[TY]] to %[[Y]]
func.func @whole() {
  %x = ridge.buffer "x" {memory = "dram"} : !arch.buffer<8 x f32>
  %y = ridge.buffer "y" {memory = "dram"} : !arch.buffer<8 x f32>
  ridge.layer "l" "map" macs 0 {
    ridge.compute reads(%x : !arch.buffer<8 x f32>) write(%y : !arch.buffer<8 x f32>) sizes [affine_map<() -> (8)>] reduction [false]
        accesses [#arch.access<() -> (0), [1], () -> (0)>, #arch.access<() -> (0), [1], () -> (0)>]
        group_dims [0] boxes [#ridge.box<(d0) -> (d0), [1]>, #ridge.box<(d0) -> (d0), [1]>] total [8] {
    ^bb0(%v: f32):
      %r = arith.negf %v : f32
      ridge.yield %r : f32
    }
  }
  return
}

// -----

// 3 tiles of 4 rows, the last of 2, of a 10 x 8 matrix in rows of 16: boxes keep
// two dims, the local copy is dense, each iteration is a new instance of it. It goes
// where its box says.

// CHECK: #[[ROWS:.*]] = affine_map<(d0) -> (4, d0 * -4 + 10)>
// CHECK-LABEL: @ragged
// CHECK: ridge.buffer "l.x.0" {place = #ridge.place<"sram" slots 2>} : <32 x f32>
// CHECK: ridge.buffer "l.y.1" {place = #ridge.place<"acc" slots 1>} : <32 x f32>
// CHECK: affine.for %[[I:.*]] = 0 to 3
// CHECK-NEXT: ridge.move {{.*}} counters(%[[I]]) sizes [#[[ROWS]], #{{[a-z0-9]*}}]
// CHECK-SAME: accesses [#arch.access<(d0) -> (d0 * 64), [16, 1], (d0) -> (0)>, #arch.access<(d0) -> (0), [8, 1], (d0) -> (d0)>]
// CHECK-NEXT: ridge.compute {{.*}} accesses [#arch.access<(d0) -> (0), [8, 1], (d0) -> (d0)>, #arch.access<(d0) -> (0), [8, 1], (d0) -> (d0)>]
// CHECK: ridge.move {{.*}} counters(%[[I]]) sizes [#[[ROWS]], #{{[a-z0-9]*}}]
// CHECK-SAME: accesses [#arch.access<(d0) -> (0), [8, 1], (d0) -> (d0)>, #arch.access<(d0) -> (d0 * 32), [8, 1], (d0) -> (0)>]
func.func @ragged() {
  %x = ridge.buffer "x" {memory = "dram"} : !arch.buffer<160 x f32>
  %y = ridge.buffer "y" {memory = "dram"} : !arch.buffer<80 x f32>
  ridge.layer "l" "map" macs 0 {
    affine.for %i = 0 to 3 {
      ridge.compute reads(%x : !arch.buffer<160 x f32>) write(%y : !arch.buffer<80 x f32>) counters(%i)
          sizes [affine_map<(i) -> (4, i * -4 + 10)>, affine_map<(i) -> (8)>] reduction [false, false]
          accesses [#arch.access<(i) -> (i * 64), [16, 1], (i) -> (0)>, #arch.access<(i) -> (i * 32), [8, 1], (i) -> (0)>]
        group_dims [0, 1] boxes [#ridge.box<(d0, d1) -> (d0, d1), [16, 1] in <"sram" slots 2>>, #ridge.box<(d0, d1) -> (d0, d1), [8, 1] in <"acc" slots 1>>] total [10, 8] {
      ^bb0(%v: f32):
        %r = arith.negf %v : f32
        ridge.yield %r : f32
      }
    }
  }
  return
}

// -----

// A product in two loops, m outside, k inside. The right operand moves with k
// alone, the left with both; the result is filled, so nothing is moved in for it,
// and leaves when the loop over k is done.

// CHECK-LABEL: @product
// CHECK-DAG: ridge.buffer "l.a.1" : <32 x f32>
// CHECK-DAG: ridge.buffer "l.b.2" : <64 x f32>
// CHECK-DAG: ridge.buffer "l.c.0" : <32 x f32>
// CHECK: affine.for %[[M:.*]] = 0 to 2
// CHECK-NEXT: ridge.compute reads()
// CHECK: affine.for %[[K:.*]] = 0 to 3
// CHECK-NEXT: ridge.move {{.*}} counters(%[[M]], %[[K]]) {{.*}} #arch.access<(d0, d1) -> (0), [8, 1], (d0, d1) -> (d0 * 3 + d1)>]
// CHECK-NEXT: ridge.move {{.*}} counters(%[[M]], %[[K]]) {{.*}} accesses [#arch.access<(d0, d1) -> (d1 * 64), [8, 1], (d0, d1) -> (0)>, #arch.access<(d0, d1) -> (0), [8, 1], (d0, d1) -> (d0 * 3 + d1)>]
// CHECK-NEXT: ridge.compute {{.*}} counters(%[[M]], %[[K]])
// CHECK-SAME: update
// CHECK-SAME: #arch.access<(d0, d1) -> (0), [8, 1, 0], (d0, d1) -> (d0)>]
// CHECK-NOT: ridge.move
// CHECK: }
// CHECK: ridge.move {{.*}} counters(%[[M]]) sizes [#{{[a-z0-9]*}}, #{{[a-z0-9]*}}] accesses [#arch.access<(d0) -> (0), [8, 1], (d0) -> (d0)>, #arch.access<(d0) -> (d0 * 32), [8, 1], (d0) -> (0)>]
// CHECK-NOT: ridge.move
func.func @product() {
  %a = ridge.buffer "a" {memory = "dram"} : !arch.buffer<192 x f32>
  %b = ridge.buffer "b" {memory = "dram"} : !arch.buffer<192 x f32>
  %c = ridge.buffer "c" {memory = "dram"} : !arch.buffer<64 x f32>
  ridge.layer "l" "matmul" macs 1536 {
    affine.for %m = 0 to 2 {
      ridge.compute reads() write(%c : !arch.buffer<64 x f32>) counters(%m)
          sizes [affine_map<(m) -> (4)>, affine_map<(m) -> (8)>] reduction [false, false]
          accesses [#arch.immediate<0.0 : f32>, #arch.access<(m) -> (m * 32), [8, 1], (m) -> (0)>]
        group_dims [0, 1] boxes [#ridge.box<() -> (), []>, #ridge.box<(d0, d1) -> (d0, d1), [8, 1]>] total [8, 8] {
      ^bb0(%v: f32):
        ridge.yield %v : f32
      }
      affine.for %k = 0 to 3 {
        ridge.compute reads(%a, %b : !arch.buffer<192 x f32>, !arch.buffer<192 x f32>) write(%c : !arch.buffer<64 x f32>) counters(%m, %k)
            sizes [affine_map<(m, k) -> (4)>, affine_map<(m, k) -> (8)>, affine_map<(m, k) -> (8)>] reduction [false, false, true] update
            accesses [#arch.access<(m, k) -> (m * 96 + k * 8), [24, 0, 1], (m, k) -> (0)>,
                      #arch.access<(m, k) -> (k * 64), [0, 1, 8], (m, k) -> (0)>,
                      #arch.access<(m, k) -> (m * 32), [8, 1, 0], (m, k) -> (0)>]
        group_dims [0, 1, 2] boxes [#ridge.box<(d0, d1, d2) -> (d0, d2), [24, 1]>, #ridge.box<(d0, d1, d2) -> (d2, d1), [8, 1]>, #ridge.box<(d0, d1, d2) -> (d0, d1), [8, 1]>] total [8, 8, 24] {
        ^bb0(%x: f32, %y: f32, %acc: f32):
          %p = arith.mulf %x, %y : f32
          %s = arith.addf %acc, %p : f32
          ridge.yield %s : f32
        }
      }
    }
  }
  return
}

// -----

// The operand that no loop moves is brought once, before the loop.

// CHECK-LABEL: @stands_still
// CHECK: ridge.layer
// CHECK-NEXT: ridge.move {{.*}} sizes [#{{[a-z0-9]*}}] accesses [#arch.access<() -> (0), [1], () -> (0)>, #arch.access<() -> (0), [1], () -> (0)>]
// CHECK-NEXT: affine.for %[[I:.*]] = 0 to 4
// CHECK-NEXT: ridge.move {{.*}} counters(%[[I]])
// CHECK-NEXT: ridge.compute {{.*}} accesses [#arch.access<(d0) -> (0), [0, 1], (d0) -> (0)>, #arch.access<(d0) -> (0), [8, 1], (d0) -> (d0)>, #arch.access<(d0) -> (0), [8, 1], (d0) -> (d0)>]
func.func @stands_still() {
  %s = ridge.buffer "s" {memory = "dram"} : !arch.buffer<8 x f32>
  %x = ridge.buffer "x" {memory = "dram"} : !arch.buffer<32 x f32>
  %y = ridge.buffer "y" {memory = "dram"} : !arch.buffer<32 x f32>
  ridge.layer "l" "map" macs 0 {
    affine.for %i = 0 to 4 {
      ridge.compute reads(%s, %x : !arch.buffer<8 x f32>, !arch.buffer<32 x f32>) write(%y : !arch.buffer<32 x f32>) counters(%i)
          sizes [affine_map<(i) -> (1)>, affine_map<(i) -> (8)>] reduction [false, false]
          accesses [#arch.access<(i) -> (0), [0, 1], (i) -> (0)>, #arch.access<(i) -> (i * 8), [8, 1], (i) -> (0)>,
                    #arch.access<(i) -> (i * 8), [8, 1], (i) -> (0)>]
        group_dims [0, 1] boxes [#ridge.box<(d0, d1) -> (d1), [1]>, #ridge.box<(d0, d1) -> (d0, d1), [8, 1]>, #ridge.box<(d0, d1) -> (d0, d1), [8, 1]>] total [4, 8] {
      ^bb0(%u: f32, %v: f32):
        %r = arith.addf %u, %v : f32
        ridge.yield %r : f32
      }
    }
  }
  return
}

// -----

// Two computations that show the same tile share it: one buffer, one transfer.
// What the first writes and the second updates comes home once, at the end.

// CHECK-LABEL: @shared
// CHECK-COUNT-1: ridge.buffer "l.x
// CHECK-NOT: ridge.buffer "l.x
// CHECK: ridge.move %{{.*}} to %[[TX:.*]] :
// CHECK-NEXT: ridge.compute reads(%[[TX]] : !arch.buffer<8 x f32>) write(%[[TY:.*]] : <8 x f32>)
// CHECK-NOT: ridge.move
// CHECK: ridge.compute reads(%[[TX]] : !arch.buffer<8 x f32>) write(%[[TY]] : <8 x f32>)
// CHECK: ridge.move %[[TY]]
// CHECK-NOT: ridge.move
func.func @shared() {
  %x = ridge.buffer "x" {memory = "dram"} : !arch.buffer<8 x f32>
  %y = ridge.buffer "y" {memory = "dram"} : !arch.buffer<8 x f32>
  ridge.layer "l" "map" macs 0 {
    ridge.compute reads(%x : !arch.buffer<8 x f32>) write(%y : !arch.buffer<8 x f32>) sizes [affine_map<() -> (8)>] reduction [false]
        accesses [#arch.access<() -> (0), [1], () -> (0)>, #arch.access<() -> (0), [1], () -> (0)>]
        group_dims [0] boxes [#ridge.box<(d0) -> (d0), [1]>, #ridge.box<(d0) -> (d0), [1]>] total [8] {
    ^bb0(%v: f32):
      %r = arith.negf %v : f32
      ridge.yield %r : f32
    }
    ridge.compute reads(%x : !arch.buffer<8 x f32>) write(%y : !arch.buffer<8 x f32>) sizes [affine_map<() -> (8)>] reduction [false] update
        accesses [#arch.access<() -> (0), [1], () -> (0)>, #arch.access<() -> (0), [1], () -> (0)>]
        group_dims [0] boxes [#ridge.box<(d0) -> (d0), [1]>, #ridge.box<(d0) -> (d0), [1]>] total [8] {
    ^bb0(%v: f32, %old: f32):
      %r = arith.addf %v, %old : f32
      ridge.yield %r : f32
    }
  }
  return
}

// -----

// An output that is read before anybody wrote it comes from home first.

// CHECK-LABEL: @updated
// CHECK: ridge.move %[[Y:.*]] to %[[T:.*]] :
// CHECK-NEXT: ridge.compute {{.*}} write(%[[T]] : <8 x f32>)
// CHECK: ridge.move %[[T]] to %[[Y]] :
func.func @updated() {
  %y = ridge.buffer "y" {memory = "dram"} : !arch.buffer<8 x f32>
  ridge.layer "l" "map" macs 0 {
    ridge.compute reads() write(%y : !arch.buffer<8 x f32>) sizes [affine_map<() -> (8)>] reduction [false] update
        accesses [#arch.immediate<1.0 : f32>, #arch.access<() -> (0), [1], () -> (0)>]
        group_dims [0] boxes [#ridge.box<() -> (), []>, #ridge.box<(d0) -> (d0), [1]>] total [8] {
    ^bb0(%v: f32, %old: f32):
      %r = arith.addf %v, %old : f32
      ridge.yield %r : f32
    }
  }
  return
}

// -----

// A window of 3 over tiles of 4 of 6 points: the box of x has 1 + (4 - 1) + (3 - 1)
// elements, 4 of them in the last tile of 2. Both dims of the operation walk the
// one dim of the tile.

// CHECK: #[[BOX:.*]] = affine_map<(d0) -> (6, d0 * -4 + 8)>
// CHECK-LABEL: @window
// CHECK: ridge.buffer "l.x.0" : <6 x f32>
// CHECK: affine.for %[[I:.*]] = 0 to 2
// CHECK-NEXT: ridge.move {{.*}} counters(%[[I]]) sizes [#[[BOX]]] accesses [#arch.access<(d0) -> (d0 * 4), [1], (d0) -> (0)>, #arch.access<(d0) -> (0), [1], (d0) -> (d0)>]
// CHECK: ridge.compute {{.*}} accesses [#arch.access<(d0) -> (0), [1, 1], (d0) -> (d0)>
func.func @window() {
  %x = ridge.buffer "x" {memory = "dram"} : !arch.buffer<8 x f32>
  %y = ridge.buffer "y" {memory = "dram"} : !arch.buffer<6 x f32>
  ridge.layer "l" "reduce" macs 0 {
    affine.for %i = 0 to 2 {
      ridge.compute reads(%x : !arch.buffer<8 x f32>) write(%y : !arch.buffer<6 x f32>) counters(%i)
          sizes [affine_map<(i) -> (4, i * -4 + 6)>, affine_map<(i) -> (3)>] reduction [false, true]
          accesses [#arch.access<(i) -> (i * 4), [1, 1], (i) -> (0)>, #arch.access<(i) -> (i * 4), [1, 0], (i) -> (0)>]
        group_dims [0, 1] boxes [#ridge.box<(d0, d1) -> (d0 + d1), [1]>, #ridge.box<(d0, d1) -> (d0), [1]>] total [6, 3] {
      ^bb0(%v: f32, %s: f32):
        %r = arith.maximumf %v, %s : f32
        ridge.yield %r : f32
      }
    }
  }
  return
}

// -----

// Backwards: the first point is the last element of the box. The transfer goes
// forward from element 7 - 7 = 0, the computation starts at the tile's element 7.

// CHECK-LABEL: @backwards
// CHECK: ridge.move {{.*}} accesses [#arch.access<() -> (0), [1], () -> (0)>, #arch.access<() -> (0), [1], () -> (0)>]
// CHECK-NEXT: ridge.compute {{.*}} accesses [#arch.access<() -> (7), [-1], () -> (0)>, #arch.access<() -> (0), [1], () -> (0)>]
func.func @backwards() {
  %x = ridge.buffer "x" {memory = "dram"} : !arch.buffer<8 x f32>
  %y = ridge.buffer "y" {memory = "dram"} : !arch.buffer<8 x f32>
  ridge.layer "l" "map" macs 0 {
    ridge.compute reads(%x : !arch.buffer<8 x f32>) write(%y : !arch.buffer<8 x f32>) sizes [affine_map<() -> (8)>] reduction [false]
        accesses [#arch.access<() -> (7), [-1], () -> (0)>, #arch.access<() -> (0), [1], () -> (0)>]
        group_dims [0] boxes [#ridge.box<(d0) -> (-d0), [1]>, #ridge.box<(d0) -> (d0), [1]>] total [8] {
    ^bb0(%v: f32):
      ridge.yield %v : f32
    }
  }
  return
}
