// RUN: ridge-opt %s --ridge-split-bodies=machine=toy | FileCheck %s
// Bodies are cut to what one instruction of the machine runs.

#id = affine_map<(d0, d1) -> (d0, d1)>
#row = affine_map<(d0, d1) -> (d0)>

// One scalar operation: some instruction runs it, nothing changes.
// CHECK-LABEL: func.func @single_operation_stays
// CHECK-COUNT-1: ridge.map
// CHECK-NOT: ridge.map
func.func @single_operation_stays(%a: tensor<4x8xf32>) -> tensor<4x8xf32> {
  %0 = ridge.map ins(%a : tensor<4x8xf32>) extents [4, 8] maps [#id, #id] {
  ^bb0(%x: f32):
    %y = math.exp %x : f32
    ridge.yield %y : f32
  } -> tensor<4x8xf32>
  return %0 : tensor<4x8xf32>
}

// -exp(x) + 1 becomes three maps; constants stay with their user.
// CHECK-LABEL: func.func @one_map_per_operation
// CHECK: %[[NEG:.*]] = ridge.map ins(%{{.*}} : tensor<4x8xf32>)
// CHECK: arith.negf
// CHECK: %[[EXP:.*]] = ridge.map ins(%[[NEG]] : tensor<4x8xf32>)
// CHECK: math.exp
// CHECK: %[[SUM:.*]] = ridge.map ins(%[[EXP]] : tensor<4x8xf32>)
// CHECK: arith.constant 1.0
// CHECK: arith.addf
// CHECK: return %[[SUM]]
func.func @one_map_per_operation(%a: tensor<4x8xf32>) -> tensor<4x8xf32> {
  %0 = ridge.map ins(%a : tensor<4x8xf32>) extents [4, 8] maps [#id, #id] {
  ^bb0(%x: f32):
    %one = arith.constant 1.0 : f32
    %n = arith.negf %x : f32
    %e = math.exp %n : f32
    %s = arith.addf %e, %one : f32
    ridge.yield %s : f32
  } -> tensor<4x8xf32>
  return %0 : tensor<4x8xf32>
}

// rsqrt of a row value is computed once a row, not once an element.
// CHECK-LABEL: func.func @repeating_dims_are_left_out
// CHECK: ridge.map ins(%{{.*}} : tensor<4xf32>) extents [4]
// CHECK: math.rsqrt
// CHECK: } -> tensor<4xf32>
// CHECK: ridge.map ins(%{{.*}} : tensor<4x8xf32>, tensor<4xf32>) extents [4, 8]
// CHECK: arith.mulf
func.func @repeating_dims_are_left_out(%a: tensor<4x8xf32>, %v: tensor<4xf32>) -> tensor<4x8xf32> {
  %0 = ridge.map ins(%a, %v : tensor<4x8xf32>, tensor<4xf32>) extents [4, 8] maps [#id, #row, #id] {
  ^bb0(%x: f32, %y: f32):
    %r = math.rsqrt %y : f32
    %s = arith.mulf %x, %r : f32
    ridge.yield %s : f32
  } -> tensor<4x8xf32>
  return %0 : tensor<4x8xf32>
}

// A value that is used twice is read through one operand.
// CHECK-LABEL: func.func @same_value_twice
// CHECK: ridge.map ins(%{{.*}} : tensor<4x8xf32>) extents
// CHECK: math.exp
// CHECK: ridge.map ins(%{{.*}} : tensor<4x8xf32>) extents
// CHECK-NEXT: ^bb0(%[[X:.*]]: f32):
// CHECK-NEXT: arith.mulf %[[X]], %[[X]]
func.func @same_value_twice(%a: tensor<4x8xf32>) -> tensor<4x8xf32> {
  %0 = ridge.map ins(%a : tensor<4x8xf32>) extents [4, 8] maps [#id, #id] {
  ^bb0(%x: f32):
    %e = math.exp %x : f32
    %s = arith.mulf %e, %e : f32
    ridge.yield %s : f32
  } -> tensor<4x8xf32>
  return %0 : tensor<4x8xf32>
}

// The position along dim 1 needs dim 1 alone.
// CHECK-LABEL: func.func @index_keeps_its_dim
// CHECK: ridge.map ins() extents [8]
// CHECK: ridge.index 0 : i32
// CHECK: } -> tensor<8xi32>
// CHECK: arith.addi
func.func @index_keeps_its_dim(%a: tensor<4x8xi32>) -> tensor<4x8xi32> {
  %0 = ridge.map ins(%a : tensor<4x8xi32>) extents [4, 8] maps [#id, #id] {
  ^bb0(%x: i32):
    %i = ridge.index 1 : i32
    %s = arith.addi %x, %i : i32
    ridge.yield %s : i32
  } -> tensor<4x8xi32>
  return %0 : tensor<4x8xi32>
}

// No instruction takes u8 x i8: both are widened before the product.
#ik = affine_map<(d0, d1, d2) -> (d0, d2)>
#kj = affine_map<(d0, d1, d2) -> (d2, d1)>
#ij = affine_map<(d0, d1, d2) -> (d0, d1)>
// CHECK-LABEL: func.func @mixed_signs
// CHECK: %[[A:.*]] = ridge.map ins(%{{.*}} : tensor<4x8xi8>)
// CHECK: arith.extui
// CHECK: %[[B:.*]] = ridge.map ins(%{{.*}} : tensor<8x4xi8>)
// CHECK: arith.extsi
// CHECK: ridge.contract ins(%[[A]], %[[B]] : tensor<4x8xi32>, tensor<8x4xi32>)
// CHECK-NOT: arith.ext
func.func @mixed_signs(%a: tensor<4x8xi8>, %b: tensor<8x4xi8>) -> tensor<4x4xi32> {
  %0 = ridge.contract ins(%a, %b : tensor<4x8xi8>, tensor<8x4xi8>) init 0 : i32 extents [4, 4, 8] maps [#ik, #kj, #ij] {
  ^bb0(%x: i8, %y: i8, %acc: i32):
    %u = arith.extui %x : i8 to i32
    %v = arith.extsi %y : i8 to i32
    %p = arith.muli %u, %v : i32
    %s = arith.addi %acc, %p : i32
    ridge.yield %s : i32
  } -> tensor<4x4xi32>
  return %0 : tensor<4x4xi32>
}

// Only the one that is narrow is.
// CHECK-LABEL: func.func @one_wide
// CHECK: %[[B:.*]] = ridge.map ins(%{{.*}} : tensor<8x4xi8>)
// CHECK: ridge.contract ins(%{{.*}}, %[[B]] : tensor<4x8xi32>, tensor<8x4xi32>)
func.func @one_wide(%a: tensor<4x8xi32>, %b: tensor<8x4xi8>) -> tensor<4x4xi32> {
  %0 = ridge.contract ins(%a, %b : tensor<4x8xi32>, tensor<8x4xi8>) init 0 : i32 extents [4, 4, 8] maps [#ik, #kj, #ij] {
  ^bb0(%x: i32, %y: i8, %acc: i32):
    %v = arith.extsi %y : i8 to i32
    %p = arith.muli %x, %v : i32
    %s = arith.addi %acc, %p : i32
    ridge.yield %s : i32
  } -> tensor<4x4xi32>
  return %0 : tensor<4x4xi32>
}

// No product takes an immediate: a fill becomes data that lies in memory.
// CHECK-LABEL: func.func @filled_factor
// CHECK: %[[W:.*]] = ridge.constant dense<2.500000e-01> : tensor<16x8xf32>
// CHECK: ridge.contract ins(%{{.*}}, %[[W]]
func.func @filled_factor(%a: tensor<4x16xf32>) -> tensor<4x8xf32> {
  %w = ridge.fill 0.25 : f32 -> tensor<16x8xf32>
  %0 = ridge.contract ins(%a, %w : tensor<4x16xf32>, tensor<16x8xf32>) init 0.0 : f32 extents [4, 8, 16] maps [#ik, #kj, #ij] {
  ^bb0(%x: f32, %y: f32, %acc: f32):
    %p = arith.mulf %x, %y : f32
    %s = arith.addf %acc, %p : f32
    ridge.yield %s : f32
  } -> tensor<4x8xf32>
  return %0 : tensor<4x8xf32>
}

// A map takes it as an immediate.
// CHECK-LABEL: func.func @filled_term
// CHECK: %[[W:.*]] = ridge.fill
// CHECK: ridge.map ins(%{{.*}}, %[[W]]
func.func @filled_term(%a: tensor<4x8xf32>) -> tensor<4x8xf32> {
  %w = ridge.fill 0.25 : f32 -> tensor<4x8xf32>
  %0 = ridge.map ins(%a, %w : tensor<4x8xf32>, tensor<4x8xf32>) extents [4, 8] maps [#id, #id, #id] {
  ^bb0(%x: f32, %y: f32):
    %s = arith.addf %x, %y : f32
    ridge.yield %s : f32
  } -> tensor<4x8xf32>
  return %0 : tensor<4x8xf32>
}
