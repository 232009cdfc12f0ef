// RUN: ridge-opt --split-input-file --ridge-apply-tiling=machine=toy %s | FileCheck %s

#id = affine_map<(d0, d1) -> (d0, d1)>

// Tensors become buffers of the home memory, arguments and results first. 10 rows
// in tiles of 4 take 3 iterations, the last of 2 rows; columns have no loop.
// CHECK: #[[ROWS:.*]] = affine_map<(d0) -> (4, d0 * -4 + 10)>
// CHECK: #[[COLS:.*]] = affine_map<(d0) -> (8)>
// CHECK-LABEL: func.func @ragged_map()
// CHECK: %[[X:.*]] = ridge.buffer "arg0" {argument = 0 : i64, memory = "dram", shape = array<i64: 10, 8>} : <80 x f32>
// CHECK: %[[Y:.*]] = ridge.buffer "result0" {memory = "dram", result_index = 0 : i64, shape = array<i64: 10, 8>} : <80 x f32>
// CHECK: ridge.layer "map0" "map" macs 0
// CHECK-NEXT: affine.for %[[I:.*]] = 0 to 3 {
// CHECK-NEXT: ridge.compute reads(%[[X]] : !arch.buffer<80 x f32>) write(%[[Y]] : <80 x f32>) counters(%[[I]]) sizes [#[[ROWS]], #[[COLS]]] reduction [false, false]
// CHECK-SAME: accesses [#arch.access<(d0) -> (d0 * 32), [8, 1], (d0) -> (0)>, #arch.access<(d0) -> (d0 * 32), [8, 1], (d0) -> (0)>]
// The mapping goes to who carries it out: places to boxes, instructions to bodies.
// CHECK-SAME: boxes [#ridge.box<(d0, d1) -> (d0, d1), [8, 1] in <"sram" slots 2>>, #ridge.box<(d0, d1) -> (d0, d1), [8, 1] in <"sram" slots 2>>] total [10, 8] choice <"hard" dims [0, 0] operands [0, 1] cycles 8>
// CHECK: math.exp
// CHECK: return{{$}}
func.func @ragged_map(%x: tensor<10x8xf32>) -> tensor<10x8xf32> {
  %0 = ridge.group "map0" extents [10, 8] mapping <tiles [4, 8] order [0]
      windows [<"sram" slots 2>, <"sram" slots 2>] locals [] storages [] instructions [<"hard" dims [0, 0] operands [0, 1] cycles 8>] fills []> {
    %1 = ridge.map ins(%x : tensor<10x8xf32>) extents [10, 8] maps [#id, #id] group_dims [0, 1] {
    ^bb0(%v: f32):
      %r = math.exp %v : f32
      ridge.yield %r : f32
    } -> tensor<10x8xf32>
    ridge.yield %1 : tensor<10x8xf32>
  } -> tensor<10x8xf32>
  return %0 : tensor<10x8xf32>
}

// -----

#id = affine_map<(d0, d1) -> (d0, d1)>
#row = affine_map<(d0, d1) -> (d0)>

// A reduction in tiles of both dims: its result is filled before the loop of the
// reduced dim, and updated in it.
// CHECK-LABEL: func.func @sum_of_rows()
// CHECK: ridge.layer "reduce0" "reduce" macs 0
// CHECK-NEXT: affine.for %[[I:.*]] = 0 to 2 {
// CHECK-NEXT: ridge.compute reads() write(%[[Y:.*]] : <8 x f32>) counters(%[[I]]) sizes [#{{[a-z0-9]*}}] reduction [false] accesses [#arch.immediate<0.000000e+00 : f32>, #arch.access<(d0) -> (d0 * 4), [1], (d0) -> (0)>]
// CHECK: affine.for %[[J:.*]] = 0 to 4 {
// CHECK-NEXT: ridge.compute reads(%{{.*}} : !arch.buffer<256 x f32>) write(%[[Y]] : <8 x f32>) counters(%[[I]], %[[J]]) sizes [#{{[a-z0-9]*}}, #{{[a-z0-9]*}}] reduction [false, true] update
// CHECK-SAME: accesses [#arch.access<(d0, d1) -> (d0 * 128 + d1 * 8), [32, 1], (d0, d1) -> (0)>, #arch.access<(d0, d1) -> (d0 * 4), [1, 0], (d0, d1) -> (0)>]
// CHECK: ^bb0(%{{.*}}: f32, %{{.*}}: f32):
// CHECK: arith.addf
func.func @sum_of_rows(%x: tensor<8x32xf32>) -> tensor<8xf32> {
  %0 = ridge.group "reduce0" extents [8, 32] mapping <tiles [4, 8] order [0, 1]
      windows [<"sram" slots 1>, <"acc" slots 1>] locals [] storages [] instructions [<"fold" dims [0, 1] operands [0, 1] cycles 8>] fills [<"clear_f32" dims [0] operands [0, 1] cycles 1>]> {
    %1 = ridge.reduce ins(%x : tensor<8x32xf32>) init 0.0 : f32 extents [8, 32] maps [#id, #row] group_dims [0, 1] {
    ^bb0(%v: f32, %acc: f32):
      %s = arith.addf %acc, %v : f32
      ridge.yield %s : f32
    } -> tensor<8xf32>
    ridge.yield %1 : tensor<8xf32>
  } -> tensor<8xf32>
  return %0 : tensor<8xf32>
}

// -----

#mk = affine_map<(m, n, k) -> (m, k)>
#kn = affine_map<(m, n, k) -> (k, n)>
#mn = affine_map<(m, n, k) -> (m, n)>
#id = affine_map<(d0, d1) -> (d0, d1)>
#col = affine_map<(d0, d1) -> (d1)>

// A product and the bias behind it in one nest: the sum stays in a local buffer of
// one tile (16 x 32), a new instance for each tile of m; k is summed in 2 steps.
// 32 * 32 * 64 multiply-accumulates.
// CHECK-LABEL: func.func @product_and_bias()
// CHECK: %[[T:.*]] = ridge.buffer "contract0+1.t0" {place = #ridge.place<"acc" slots 1>} : <512 x f32>
// CHECK: ridge.layer "contract0+1" "matmul" macs 65536
// CHECK-NEXT: affine.for %[[M:.*]] = 0 to 2 {
// CHECK-NEXT: ridge.compute reads() write(%[[T]] : <512 x f32>) counters(%[[M]]) {{.*}} #arch.access<(d0) -> (0), [32, 1], (d0) -> (d0)>]
// CHECK: affine.for %[[K:.*]] = 0 to 2 {
// CHECK-NEXT: ridge.compute reads(%{{.*}}, %{{.*}} : {{.*}}) write(%[[T]] : <512 x f32>) counters(%[[M]], %[[K]]) {{.*}} reduction [false, false, true] update
// CHECK-SAME: accesses [#arch.access<(d0, d1) -> (d0 * 1024 + d1 * 32), [64, 0, 1], (d0, d1) -> (0)>, #arch.access<(d0, d1) -> (d1 * 1024), [0, 1, 32], (d0, d1) -> (0)>, #arch.access<(d0, d1) -> (0), [32, 1, 0], (d0, d1) -> (d0)>]
// CHECK: }
// CHECK: ridge.compute reads(%[[T]], %{{.*}} : !arch.buffer<512 x f32>, !arch.buffer<32 x f32>) write(%{{.*}} : <1024 x f32>) counters(%[[M]])
// CHECK-SAME: accesses [#arch.access<(d0) -> (0), [32, 1], (d0) -> (d0)>, #arch.access<(d0) -> (0), [0, 1], (d0) -> (0)>, #arch.access<(d0) -> (d0 * 512), [32, 1], (d0) -> (0)>]
func.func @product_and_bias(%a: tensor<32x64xf32>, %b: tensor<64x32xf32>, %c: tensor<32xf32>) -> tensor<32x32xf32> {
  %0 = ridge.group "contract0+1" extents [32, 32, 64] mapping <tiles [16, 32, 32] order [0, 2]
      windows [<"sram" slots 1>, <"sram" slots 1>, <"sram" slots 1>, <"sram" slots 1>] locals [<"acc" slots 1>] storages [0] instructions [<"matmul_f32" dims [0, 1, 2] operands [0, 1, 2] cycles 96>, <"simple" dims [0, 0] operands [0, 0, 1] cycles 32>] fills [<"clear_f32" dims [0, 0] operands [0, 1] cycles 32>]> {
    %1 = ridge.contract ins(%a, %b : tensor<32x64xf32>, tensor<64x32xf32>) init 0.0 : f32 extents [32, 32, 64] maps [#mk, #kn, #mn] group_dims [0, 1, 2] {
    ^bb0(%x: f32, %y: f32, %acc: f32):
      %p = arith.mulf %x, %y : f32
      %s = arith.addf %acc, %p : f32
      ridge.yield %s : f32
    } -> tensor<32x32xf32>
    %2 = ridge.map ins(%1, %c : tensor<32x32xf32>, tensor<32xf32>) extents [32, 32] maps [#id, #col, #id] group_dims [0, 1] {
    ^bb0(%x: f32, %y: f32):
      %s = arith.addf %x, %y : f32
      ridge.yield %s : f32
    } -> tensor<32x32xf32>
    ridge.yield %2 : tensor<32x32xf32>
  } -> tensor<32x32xf32>
  return %0 : tensor<32x32xf32>
}

// -----

#id = affine_map<(d0) -> (d0)>

// Two results: what the second reads of the first is the window where that was
// written. Positions of a body count from the tile's first point.
// CHECK-LABEL: func.func @two_results()
// CHECK-DAG: %[[R0:.*]] = ridge.buffer "result0"
// CHECK-DAG: %[[R1:.*]] = ridge.buffer "result1"
// CHECK: affine.for %[[I:.*]] = 0 to 4 {
// CHECK-NEXT: ridge.compute reads(%{{.*}} : !arch.buffer<64 x f32>) write(%[[R0]] : <64 x f32>) counters(%[[I]])
// CHECK: ridge.compute reads(%[[R0]] : !arch.buffer<64 x f32>) write(%[[R1]] : <64 x f32>) counters(%[[I]])
func.func @two_results(%x: tensor<64xf32>) -> (tensor<64xf32>, tensor<64xf32>) {
  %0:2 = ridge.group "map0+1" extents [64] mapping <tiles [16] order [0]
      windows [<"sram" slots 1>, <"sram" slots 1>, <"sram" slots 1>] locals [] storages [] instructions [<"hard" dims [0] operands [0, 1] cycles 4>, <"simple" dims [0] operands [0, 1] cycles 1>] fills []> {
    %1 = ridge.map ins(%x : tensor<64xf32>) extents [64] maps [#id, #id] group_dims [0] {
    ^bb0(%v: f32):
      %r = math.exp %v : f32
      ridge.yield %r : f32
    } -> tensor<64xf32>
    %2 = ridge.map ins(%1 : tensor<64xf32>) extents [64] maps [#id, #id] group_dims [0] {
    ^bb0(%v: f32):
      %r = arith.negf %v : f32
      ridge.yield %r : f32
    } -> tensor<64xf32>
    ridge.yield %1, %2 : tensor<64xf32>, tensor<64xf32>
  } -> tensor<64xf32>, tensor<64xf32>
  return %0#0, %0#1 : tensor<64xf32>, tensor<64xf32>
}

// -----

#id = affine_map<(d0) -> (d0)>

// Positions of a body: each tile says where it begins.
// CHECK: #[[ORIGIN:.*]] = affine_map<(d0) -> (d0 * 16)>
// CHECK-LABEL: func.func @positions()
// CHECK: ridge.compute reads() {{.*}} counters(%{{.*}}) {{.*}} origins [#[[ORIGIN]]]
func.func @positions() -> tensor<64xi32> {
  %0 = ridge.group "map0" extents [64] mapping <tiles [16] order [0]
      windows [<"sram" slots 1>] locals [] storages [] instructions [<"simple" dims [0] operands [1] cycles 1>] fills []> {
    %1 = ridge.map ins() extents [64] maps [#id] group_dims [0] {
      %i = ridge.index 0 : i32
      ridge.yield %i : i32
    } -> tensor<64xi32>
    ridge.yield %1 : tensor<64xi32>
  } -> tensor<64xi32>
  return %0 : tensor<64xi32>
}

// -----

// A gather is transfers in the tile form already: per tile of 2 rows one indexed
// move into a local buffer and one on to the result.
// CHECK-LABEL: func.func @rows()
// CHECK: %[[T:.*]] = ridge.buffer "gather0.t0" {place = #ridge.place<"sram" slots 1>} : <16 x f32>
// CHECK: ridge.layer "gather0" "gather" macs 0
// CHECK-NEXT: affine.for %[[I:.*]] = 0 to 2 {
// CHECK-NEXT: ridge.move %{{.*}} at %{{.*}} : !arch.buffer<4 x i64> by [8] below [100] to %[[T]]
// CHECK-SAME: accesses [#arch.access<(d0) -> (0), [0, 1], (d0) -> (0)>, #arch.access<(d0) -> (0), [8, 1], (d0) -> (d0)>, #arch.access<(d0) -> (d0 * 2), [1, 0], (d0) -> (0)>]
// CHECK-NEXT: ridge.move %[[T]] to %{{.*}} counters(%[[I]])
// CHECK-SAME: accesses [#arch.access<(d0) -> (0), [8, 1], (d0) -> (d0)>, #arch.access<(d0) -> (d0 * 16), [8, 1], (d0) -> (0)>]
func.func @rows(%table: tensor<100x8xf32>, %ids: tensor<4xi64>) -> tensor<4x8xf32> {
  %0 = ridge.group "gather0" extents [4, 8] mapping <tiles [2, 8] order [0]
      windows [] locals [<"sram" slots 1>] storages [0] instructions [] fills []> {
    %1 = ridge.gather %table at %ids : tensor<100x8xf32> at tensor<4xi64> extents [4, 8] dims [0] limits [100]
        maps [affine_map<(i, j) -> (0, j)>, affine_map<(i, j) -> (i)>, affine_map<(i, j) -> (i, j)>] group_dims [0, 1] -> tensor<4x8xf32>
    ridge.yield %1 : tensor<4x8xf32>
  } -> tensor<4x8xf32>
  return %0 : tensor<4x8xf32>
}

// -----

#id = affine_map<(d0, d1) -> (d0, d1)>

// A tensor that is kept is a buffer of its memory, which both groups touch in place;
// instances number its tiles. No box lies beneath: nothing is moved.
// CHECK-LABEL: func.func @kept()
// CHECK: %[[X:.*]] = ridge.buffer "arg0"
// CHECK: %[[Y:.*]] = ridge.buffer "result0"
// CHECK: %[[T:.*]] = ridge.buffer "home2" {place = #ridge.place<"sram" at 640>} : <80 x f32>
// CHECK: ridge.layer "map0"
// CHECK: ridge.compute reads(%[[X]] : !arch.buffer<80 x f32>) write(%[[T]] : <80 x f32>)
// CHECK-SAME: accesses [#arch.access<(d0) -> (d0 * 32), [8, 1], (d0) -> (0)>, #arch.access<(d0) -> (d0 * 32), [8, 1], (d0) -> (d0)>]
// CHECK-SAME: boxes [#ridge.box<(d0, d1) -> (d0, d1), [8, 1] in <"sram" slots 2>>, #ridge.box<() -> (), []>]
// CHECK: ridge.layer "map1"
// CHECK: ridge.compute reads(%[[T]] : !arch.buffer<80 x f32>) write(%[[Y]] : <80 x f32>)
func.func @kept(%x: tensor<10x8xf32>) -> tensor<10x8xf32> {
  %0 = ridge.group "map0" extents [10, 8] mapping <tiles [4, 8] order [0]
      windows [<"sram" slots 2>, <"sram" at 640>] locals [] storages [] instructions [<"hard" dims [0, 0] operands [0, 1] cycles 8>] fills []> {
    %1 = ridge.map ins(%x : tensor<10x8xf32>) extents [10, 8] maps [#id, #id] group_dims [0, 1] {
    ^bb0(%v: f32):
      %r = math.exp %v : f32
      ridge.yield %r : f32
    } -> tensor<10x8xf32>
    ridge.yield %1 : tensor<10x8xf32>
  } -> tensor<10x8xf32>
  %2 = ridge.group "map1" extents [10, 8] mapping <tiles [5, 8] order [0]
      windows [<"sram" at 640>, <"sram" slots 2>] locals [] storages [] instructions [<"hard" dims [0, 0] operands [0, 1] cycles 8>] fills []> {
    %3 = ridge.map ins(%0 : tensor<10x8xf32>) extents [10, 8] maps [#id, #id] group_dims [0, 1] {
    ^bb0(%v: f32):
      %r = math.exp %v : f32
      ridge.yield %r : f32
    } -> tensor<10x8xf32>
    ridge.yield %3 : tensor<10x8xf32>
  } -> tensor<10x8xf32>
  return %2 : tensor<10x8xf32>
}
