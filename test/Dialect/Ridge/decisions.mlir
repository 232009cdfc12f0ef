// RUN: ridge-opt %s | ridge-opt | FileCheck %s

// What one pass decides for another, on the operation it is about.

// CHECK: module attributes {ridge.codecs = [#ridge.stored<"weights" in "sparse<2:4,f8E4M3FN>">, #ridge.stored<"arg3" in "entropy<bf16>" bits 1.050000e+01 : f64>]
// CHECK-SAME: ridge.formats = [#ridge.product<0 in <"matmul_bf16" exponents [0, 0] rule floor>>]
// CHECK-SAME: ridge.weights = array<i64: 1>
module attributes {
    ridge.formats = [#ridge.product<0 in <"matmul_bf16" exponents [0, 0] rule floor>>],
    ridge.codecs = [#ridge.stored<"weights" in "sparse<2:4,f8E4M3FN>">, #ridge.stored<"arg3" in "entropy<bf16>" bits 10.5 : f64>],
    ridge.weights = array<i64: 1>} {

// CHECK-LABEL: func.func @tensor(%{{.*}}) -> tensor<4x2xf32> attributes {ridge.arguments = array<i64: 0, 2>}
// CHECK: ridge.encode %arg1 for "weights" : tensor<8x2xf32>
// CHECK: ridge.contract {{.*}} format <"matmul_f8" exponents [3, 0] rule floor> accumulate "hopper" {
// CHECK: ridge.group "copy" extents [4, 2] mapping <tiles [4, 2] order [1] windows [<"sram" slots 2>] locals [<"acc" slots 1>, <"acc" slots 1>] storages [0, 0] instructions [<"simple" dims [0, 0] operands [0, 1] cycles 4>] fills [<"simple" dims [0] operands [0, 1] cycles 2>]> alone {
// CHECK-NEXT: ridge.map {{.*}} group_dims [0, 1] alone {
func.func @tensor(%a: tensor<4x8xf32>, %b: tensor<8x2xf32>) -> tensor<4x2xf32> attributes {ridge.arguments = array<i64: 0, 2>} {
  %w = ridge.encode %b for "weights" : tensor<8x2xf32> -> tensor<8x2xf32, #arch.codec<"sparse<2:4,f8E4M3FN>">>
  %c = ridge.contract ins(%a, %w : tensor<4x8xf32>, tensor<8x2xf32, #arch.codec<"sparse<2:4,f8E4M3FN>">>) init 0.0 : f32 extents [4, 2, 8]
      maps [affine_map<(m, n, k) -> (m, k)>, affine_map<(m, n, k) -> (k, n)>, affine_map<(m, n, k) -> (m, n)>]
      format <"matmul_f8" exponents [3, 0] rule floor> accumulate "hopper" {
  ^bb0(%x: f32, %y: f32, %s: f32):
    %p = arith.mulf %x, %y : f32
    %t = arith.addf %s, %p : f32
    ridge.yield %t : f32
  } -> tensor<4x2xf32>
  %g = ridge.group "copy" extents [4, 2] mapping <tiles [4, 2] order [1] windows [<"sram" slots 2>]
      locals [<"acc" slots 1>, <"acc" slots 1>] storages [0, 0] instructions [<"simple" dims [0, 0] operands [0, 1] cycles 4>]
      fills [<"simple" dims [0] operands [0, 1] cycles 2>]> alone {
    %0 = ridge.map ins(%c : tensor<4x2xf32>) extents [4, 2]
        maps [affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> (i, j)>] group_dims [0, 1] alone {
    ^bb0(%x: f32):
      ridge.yield %x : f32
    } -> tensor<4x2xf32>
    ridge.yield %0 : tensor<4x2xf32>
  } -> tensor<4x2xf32>
  return %g : tensor<4x2xf32>
}

// A window that is staged on its way, and a dim with two loops.
// CHECK-LABEL: func.func @staged
// CHECK: mapping <tiles [2] order [0, 0] steps [4, 2] windows [<"sram" slots 2>, <"sram" slots 1>] locals [] storages [] stagings [<0 in <"l2" slots 2> depth 1>] instructions [<"simple" dims [0] operands [0, 1] cycles 4>] fills []>
func.func @staged(%a: tensor<8xf32>) -> tensor<8xf32> {
  %g = ridge.group "copy" extents [8] mapping <tiles [2] order [0, 0] steps [4, 2]
      windows [<"sram" slots 2>, <"sram" slots 1>] locals [] storages [] stagings [<0 in <"l2" slots 2> depth 1>]
      instructions [<"simple" dims [0] operands [0, 1] cycles 4>] fills []> {
    %0 = ridge.map ins(%a : tensor<8xf32>) extents [8] maps [affine_map<(i) -> (i)>, affine_map<(i) -> (i)>] group_dims [0] {
    ^bb0(%x: f32):
      ridge.yield %x : f32
    } -> tensor<8xf32>
    ridge.yield %0 : tensor<8xf32>
  } -> tensor<8xf32>
  return %g : tensor<8xf32>
}

// CHECK-LABEL: func.func @staged_box
// CHECK-SAME: test.box = #ridge.box<(d0) -> (d0), [1] in <"sram" slots 2> over [<in <"l2" slots 2> sizes [(d0) -> (4, d0 * -4 + 7)]>] starts [(d0, d1) -> (d0 * 4 + d1 * 2)]>
func.func @staged_box() attributes {test.box = #ridge.box<(i) -> (i), [1] in <"sram" slots 2>
    over [<in <"l2" slots 2> sizes [(c) -> (4, 7 - c * 4)]>] starts [(c, e) -> (c * 4 + e * 2)]>} {
  return
}

// CHECK-LABEL: func.func @tile()
// CHECK: ridge.buffer "t" {place = #ridge.place<"acc" slots 1>}
// CHECK: ridge.layer "l" "map" macs 0 {
// CHECK: group_dims [1] boxes [#ridge.box<(d0, d1) -> (d1), [2] in <"sram" slots 2>>, #ridge.box<() -> (), []>, #ridge.box<(d0, d1) -> (d1 * 2), [1]>] total [16] choice <"simple" dims [0] operands [0, 1, 2] cycles 4> {
func.func @tile() {
  %a = ridge.buffer "a" {memory = "dram"} : !arch.buffer<32 x f32>
  %t = ridge.buffer "t" {place = #ridge.place<"acc" slots 1>} : !arch.buffer<16 x f32>
  ridge.layer "l" "map" macs 0 {
    ridge.compute reads(%a : !arch.buffer<32 x f32>) write(%a : !arch.buffer<32 x f32>) sizes [affine_map<() -> (16)>] reduction [false]
        accesses [#arch.access<() -> (0), [2], () -> (0)>, #arch.immediate<2.0 : f32>, #arch.access<() -> (0), [2], () -> (0)>]
        group_dims [1] boxes [#ridge.box<(i, j) -> (j), [2] in <"sram" slots 2>>, #ridge.box<() -> (), []>, #ridge.box<(i, j) -> (j * 2), [1]>]
        total [16] choice <"simple" dims [0] operands [0, 1, 2] cycles 4> {
    ^bb0(%x: f32, %two: f32):
      %p = arith.mulf %x, %two : f32
      ridge.yield %p : f32
    }
  }
  return
}

// CHECK-LABEL: func.func @selected
// CHECK: ridge.invoke "simple" {{.*}} dims [0] operands [0, 1] part {
func.func @selected() {
  %a = ridge.buffer "a" {memory = "sram"} : !arch.buffer<32 x f32>
  ridge.layer "l" "map" macs 0 {
    ridge.invoke "simple" reads() write(%a : !arch.buffer<32 x f32>) sizes [affine_map<() -> (32)>] reduction [false]
        accesses [#arch.immediate<2.0 : f32>, #arch.access<() -> (0), [1], () -> (0)>] dims [0] operands [0, 1] part {
    ^bb0(%v: f32):
      ridge.yield %v : f32
    }
  }
  return
}
}
