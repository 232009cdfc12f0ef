// RUN: ridge-opt --split-input-file --ridge-import %s | FileCheck %s

// acc op x over some dims: ridge.reduce with one combiner in its body.

// CHECK-DAG: #[[ALL:.*]] = affine_map<(d0, d1) -> (d0, d1)>
// CHECK-DAG: #[[ROW:.*]] = affine_map<(d0, d1) -> (d0)>
// CHECK-LABEL: @row_sum
// CHECK: ridge.reduce ins(%{{.*}} : tensor<4x8xf32>) init 0.0{{.*}} : f32 extents [4, 8] maps [#[[ALL]], #[[ROW]]]
// CHECK-NEXT: ^bb0(%[[X:.*]]: f32, %[[ACC:.*]]: f32):
// CHECK-NEXT: arith.addf %[[ACC]], %[[X]] : f32
func.func @row_sum(%x: tensor<4x8xf32>) -> tensor<4xf32> {
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<4xf32>
  %f = linalg.fill ins(%zero : f32) outs(%e : tensor<4xf32>) -> tensor<4xf32>
  %r = linalg.reduce { arith.addf } ins(%x : tensor<4x8xf32>) outs(%f : tensor<4xf32>) dimensions = [1]
  return %r : tensor<4xf32>
}

// -----

// An output that keeps the reduced dim with extent 1.
// CHECK-LABEL: @kept_dim
// CHECK: %[[R:.*]] = ridge.reduce {{.*}} extents [4, 8]
// CHECK: ridge.reshape %{{.*}} : tensor<4xf32> -> tensor<4x1xf32>
func.func @kept_dim(%x: tensor<4x8xf32>) -> tensor<4x1xf32> {
  %low = arith.constant 0xFF800000 : f32
  %e = tensor.empty() : tensor<4x1xf32>
  %f = linalg.fill ins(%low : f32) outs(%e : tensor<4x1xf32>) -> tensor<4x1xf32>
  %r = linalg.generic {indexing_maps = [affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> (i, 0)>],
      iterator_types = ["parallel", "reduction"]} ins(%x : tensor<4x8xf32>) outs(%f : tensor<4x1xf32>) {
  ^bb0(%a: f32, %o: f32):
    %s = arith.maximumf %a, %o : f32
    linalg.yield %s : f32
  } -> tensor<4x1xf32>
  return %r : tensor<4x1xf32>
}

// -----

// Softmax's maximum comes with its position; nobody reads the position.
// CHECK-LABEL: @maximum_with_dead_position
// CHECK: ridge.reduce {{.*}} init 0xFF800000 : f32
// CHECK: arith.maximumf
// CHECK-NOT: arith.cmpf
func.func @maximum_with_dead_position(%x: tensor<4x8xf32>) -> tensor<4xf32> {
  %low = arith.constant 0xFF800000 : f32
  %zero = arith.constant 0 : i64
  %e = tensor.empty() : tensor<4xf32>
  %ei = tensor.empty() : tensor<4xi64>
  %f = linalg.fill ins(%low : f32) outs(%e : tensor<4xf32>) -> tensor<4xf32>
  %fi = linalg.fill ins(%zero : i64) outs(%ei : tensor<4xi64>) -> tensor<4xi64>
  %r:2 = linalg.generic {indexing_maps = [affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> (i)>, affine_map<(i, j) -> (i)>],
      iterator_types = ["parallel", "reduction"]} ins(%x : tensor<4x8xf32>) outs(%f, %fi : tensor<4xf32>, tensor<4xi64>) {
  ^bb0(%a: f32, %o: f32, %p: i64):
    %j = linalg.index 1 : index
    %k = arith.index_cast %j : index to i64
    %m = arith.maximumf %a, %o : f32
    %c = arith.cmpf ogt, %a, %o : f32
    %s = arith.select %c, %k, %p : i64
    linalg.yield %m, %s : f32, i64
  } -> (tensor<4xf32>, tensor<4xi64>)
  return %r#0 : tensor<4xf32>
}

// -----

// What is computed before it is added is a map over the full extents.
// CHECK-LABEL: @sum_of_exponentials
// CHECK: %[[M:.*]] = ridge.map ins(%{{.*}}, %{{.*}} : tensor<4x8xf32>, tensor<4xf32>) extents [4, 8]
// CHECK: arith.subf
// CHECK: math.exp
// CHECK: ridge.reduce ins(%[[M]] : tensor<4x8xf32>) init 0.0{{.*}} : f32 extents [4, 8]
// CHECK-NOT: math.exp
func.func @sum_of_exponentials(%x: tensor<4x8xf32>, %m: tensor<4xf32>) -> tensor<4xf32> {
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<4xf32>
  %f = linalg.fill ins(%zero : f32) outs(%e : tensor<4xf32>) -> tensor<4xf32>
  %r = linalg.generic {indexing_maps = [affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> (i)>, affine_map<(i, j) -> (i)>],
      iterator_types = ["parallel", "reduction"]} ins(%x, %m : tensor<4x8xf32>, tensor<4xf32>) outs(%f : tensor<4xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %d = arith.subf %a, %b : f32
    %p = math.exp %d : f32
    %s = arith.addf %o, %p : f32
    linalg.yield %s : f32
  } -> tensor<4xf32>
  return %r : tensor<4xf32>
}

// -----

// A sum of squares multiplies a tensor with itself: no contraction.
// CHECK-LABEL: @sum_of_squares
// CHECK-NOT: ridge.contract
// CHECK: ridge.map
// CHECK: arith.mulf
// CHECK: ridge.reduce
func.func @sum_of_squares(%x: tensor<4x8xf32>) -> tensor<4xf32> {
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<4xf32>
  %f = linalg.fill ins(%zero : f32) outs(%e : tensor<4xf32>) -> tensor<4xf32>
  %r = linalg.generic {indexing_maps = [affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> (i)>],
      iterator_types = ["parallel", "reduction"]} ins(%x : tensor<4x8xf32>) outs(%f : tensor<4xf32>) {
  ^bb0(%a: f32, %o: f32):
    %p = arith.mulf %a, %a : f32
    %s = arith.addf %o, %p : f32
    linalg.yield %s : f32
  } -> tensor<4xf32>
  return %r : tensor<4xf32>
}

// -----

// From a tensor: sum from the neutral element, then join.
// CHECK-LABEL: @starts_from_a_tensor
// CHECK-SAME: (%[[X:.*]]: tensor<4x8xi32>, %[[INIT:.*]]: tensor<4xi32>)
// CHECK: %[[R:.*]] = ridge.reduce ins(%[[X]] : tensor<4x8xi32>) init 0 : i32
// CHECK: ridge.map ins(%[[INIT]], %[[R]] : tensor<4xi32>, tensor<4xi32>)
// CHECK: arith.addi
func.func @starts_from_a_tensor(%x: tensor<4x8xi32>, %init: tensor<4xi32>) -> tensor<4xi32> {
  %r = linalg.reduce { arith.addi } ins(%x : tensor<4x8xi32>) outs(%init : tensor<4xi32>) dimensions = [1]
  return %r : tensor<4xi32>
}

// -----

// The window of a pooling gives only its shape, which the extents state.
// CHECK: #[[WINDOW:.*]] = affine_map<(d0, d1, d2, d3, d4) -> (d0, d1 * 2 + d3, d2 * 2 + d4)>
// CHECK-LABEL: @max_pooling
// CHECK: ridge.reduce ins(%{{[^,]*}} : tensor<8x9x9xf32>) init 0xFF800000 : f32 extents [8, 4, 4, 3, 3] maps [#[[WINDOW]],
func.func @max_pooling(%x: tensor<1x8x9x9xf32>) -> tensor<1x8x4x4xf32> {
  %low = arith.constant 0xFF800000 : f32
  %w = tensor.empty() : tensor<3x3xf32>
  %e = tensor.empty() : tensor<1x8x4x4xf32>
  %f = linalg.fill ins(%low : f32) outs(%e : tensor<1x8x4x4xf32>) -> tensor<1x8x4x4xf32>
  %r = linalg.pooling_nchw_max {dilations = dense<1> : vector<2xi64>, strides = dense<2> : vector<2xi64>}
      ins(%x, %w : tensor<1x8x9x9xf32>, tensor<3x3xf32>) outs(%f : tensor<1x8x4x4xf32>) -> tensor<1x8x4x4xf32>
  return %r : tensor<1x8x4x4xf32>
}

// -----

// acc - x is acc + -x.
// CHECK-LABEL: @difference
// CHECK: ridge.map
// CHECK: arith.negf
// CHECK: ridge.reduce
// CHECK: arith.addf
func.func @difference(%x: tensor<4x8xf32>) -> tensor<4xf32> {
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<4xf32>
  %f = linalg.fill ins(%zero : f32) outs(%e : tensor<4xf32>) -> tensor<4xf32>
  %r = linalg.generic {indexing_maps = [affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> (i)>],
      iterator_types = ["parallel", "reduction"]} ins(%x : tensor<4x8xf32>) outs(%f : tensor<4xf32>) {
  ^bb0(%a: f32, %o: f32):
    %s = arith.subf %o, %a : f32
    linalg.yield %s : f32
  } -> tensor<4xf32>
  return %r : tensor<4xf32>
}

// -----

// CHECK-LABEL: @integer_maximum_as_select
// CHECK: ridge.reduce
// CHECK: arith.maxsi
func.func @integer_maximum_as_select(%x: tensor<4x8xi32>) -> tensor<4xi32> {
  %low = arith.constant -2147483648 : i32
  %e = tensor.empty() : tensor<4xi32>
  %f = linalg.fill ins(%low : i32) outs(%e : tensor<4xi32>) -> tensor<4xi32>
  %r = linalg.generic {indexing_maps = [affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> (i)>],
      iterator_types = ["parallel", "reduction"]} ins(%x : tensor<4x8xi32>) outs(%f : tensor<4xi32>) {
  ^bb0(%a: i32, %o: i32):
    %c = arith.cmpi slt, %o, %a : i32
    %s = arith.select %c, %a, %o : i32
    linalg.yield %s : i32
  } -> tensor<4xi32>
  return %r : tensor<4xi32>
}

// -----

// CHECK: #[[NOTHING:.*]] = affine_map<(d0) -> ()>
// CHECK-LABEL: @all_of_it
// CHECK: ridge.reduce {{.*}} extents [8] maps [#{{.*}}, #[[NOTHING]]]
// CHECK: -> tensor<f32>
func.func @all_of_it(%x: tensor<8xf32>) -> tensor<f32> {
  %one = arith.constant 1.0 : f32
  %e = tensor.empty() : tensor<f32>
  %f = linalg.fill ins(%one : f32) outs(%e : tensor<f32>) -> tensor<f32>
  %r = linalg.reduce { arith.mulf } ins(%x : tensor<8xf32>) outs(%f : tensor<f32>) dimensions = [0]
  return %r : tensor<f32>
}
