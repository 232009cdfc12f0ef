// RUN: ridge-opt %s --ridge-materialize-views | FileCheck %s
// A copy is an identity map; it appears only where no strided window does.

#id1 = affine_map<(d0) -> (d0)>
#id2 = affine_map<(d0, d1) -> (d0, d1)>

// CHECK-LABEL: func.func @argument_returned
// CHECK: ridge.map ins(%arg0 : tensor<8xf32>)
// CHECK-NEXT: ^bb0(%[[X:.*]]: f32):
// CHECK-NEXT: ridge.yield %[[X]]
func.func @argument_returned(%a: tensor<8xf32>) -> tensor<8xf32> {
  return %a : tensor<8xf32>
}

// A computed value is written to the result in place.
// CHECK-LABEL: func.func @computed_returned
// CHECK-COUNT-1: ridge.map
// CHECK-NOT: ridge.map
func.func @computed_returned(%a: tensor<8xf32>) -> tensor<8xf32> {
  %0 = ridge.map ins(%a : tensor<8xf32>) extents [8] maps [#id1, #id1] {
  ^bb0(%x: f32):
    %y = math.exp %x : f32
    ridge.yield %y : f32
  } -> tensor<8xf32>
  return %0 : tensor<8xf32>
}

// The producer writes transposed: no copy.
// CHECK-LABEL: func.func @transposed_then_returned
// CHECK-COUNT-1: ridge.map
// CHECK-NOT: ridge.map
func.func @transposed_then_returned(%a: tensor<4x8xf32>) -> tensor<8x4xf32> {
  %0 = ridge.map ins(%a : tensor<4x8xf32>) extents [4, 8] maps [#id2, #id2] {
  ^bb0(%x: f32):
    %y = math.exp %x : f32
    ridge.yield %y : f32
  } -> tensor<4x8xf32>
  %1 = ridge.transpose %0 by [1, 0] : tensor<4x8xf32> -> tensor<8x4xf32>
  return %1 : tensor<8x4xf32>
}

// Wanted in two places: the second gets a copy.
// CHECK-LABEL: func.func @returned_twice
// CHECK-COUNT-2: ridge.map
// CHECK-NOT: ridge.map
func.func @returned_twice(%a: tensor<8xf32>) -> (tensor<8xf32>, tensor<8xf32>) {
  %0 = ridge.map ins(%a : tensor<8xf32>) extents [8] maps [#id1, #id1] {
  ^bb0(%x: f32):
    %y = math.exp %x : f32
    ridge.yield %y : f32
  } -> tensor<8xf32>
  return %0, %0 : tensor<8xf32>, tensor<8xf32>
}

// A transposed argument cannot be flattened in strides.
// CHECK-LABEL: func.func @flattened_transpose
// CHECK: %[[T:.*]] = ridge.transpose
// CHECK: %[[COPY:.*]] = ridge.map ins(%[[T]] : tensor<8x4xf32>)
// CHECK: ridge.reshape %[[COPY]]
func.func @flattened_transpose(%a: tensor<4x8xf32>) -> tensor<32xf32> {
  %0 = ridge.transpose %a by [1, 0] : tensor<4x8xf32> -> tensor<8x4xf32>
  %1 = ridge.reshape %0 : tensor<8x4xf32> -> tensor<32xf32>
  %2 = ridge.map ins(%1 : tensor<32xf32>) extents [32] maps [#id1, #id1] {
  ^bb0(%x: f32):
    %y = math.exp %x : f32
    ridge.yield %y : f32
  } -> tensor<32xf32>
  return %2 : tensor<32xf32>
}

// Padding: the producer writes into the padded tensor, fills surround it.
// CHECK-LABEL: func.func @padded
// CHECK: math.exp
// CHECK: %[[LOW:.*]] = ridge.fill 0.000000e+00 : f32 -> tensor<1xf32>
// CHECK: %[[HIGH:.*]] = ridge.fill 0.000000e+00 : f32 -> tensor<3xf32>
// CHECK: %[[A:.*]] = ridge.map ins(%[[LOW]] : tensor<1xf32>)
// CHECK: %[[B:.*]] = ridge.map ins(%[[HIGH]] : tensor<3xf32>)
// CHECK: ridge.concat %[[A]], %{{.*}}, %[[B]] along 0
func.func @padded(%a: tensor<8xf32>) -> tensor<12xf32> {
  %0 = ridge.map ins(%a : tensor<8xf32>) extents [8] maps [#id1, #id1] {
  ^bb0(%x: f32):
    %y = math.exp %x : f32
    ridge.yield %y : f32
  } -> tensor<8xf32>
  %1 = ridge.fill 0.0 : f32 -> tensor<12xf32>
  %2 = ridge.insert %0 into %1 at [1] by [1] : tensor<8xf32> into tensor<12xf32> -> tensor<12xf32>
  return %2 : tensor<12xf32>
}

// A strided insert writes its target first, then a copy of its source.
// CHECK-LABEL: func.func @strided_insert
// CHECK: math.exp
// CHECK: ridge.map
// CHECK: ridge.map{{.*}} alone {
// CHECK: ridge.insert
func.func @strided_insert(%a: tensor<4xf32>) -> tensor<8xf32> {
  %0 = ridge.map ins(%a : tensor<4xf32>) extents [4] maps [#id1, #id1] {
  ^bb0(%x: f32):
    %y = math.exp %x : f32
    ridge.yield %y : f32
  } -> tensor<4xf32>
  %1 = ridge.fill 0.0 : f32 -> tensor<8xf32>
  %2 = ridge.insert %0 into %1 at [0] by [2] : tensor<4xf32> into tensor<8xf32> -> tensor<8xf32>
  return %2 : tensor<8xf32>
}

// A cache argument that is extended: the old part is copied, the new written.
// CHECK-LABEL: func.func @cache_appended
// CHECK: math.exp
// CHECK: %[[OLD:.*]] = ridge.map ins(%arg0 : tensor<7x8xf32>)
// CHECK: ridge.concat %[[OLD]], %{{.*}} along 0
func.func @cache_appended(%old: tensor<7x8xf32>, %a: tensor<1x8xf32>) -> tensor<8x8xf32> {
  %0 = ridge.map ins(%a : tensor<1x8xf32>) extents [1, 8] maps [#id2, #id2] {
  ^bb0(%x: f32):
    %y = math.exp %x : f32
    ridge.yield %y : f32
  } -> tensor<1x8xf32>
  %1 = ridge.concat %old, %0 along 0 : tensor<7x8xf32>, tensor<1x8xf32> -> tensor<8x8xf32>
  return %1 : tensor<8x8xf32>
}
