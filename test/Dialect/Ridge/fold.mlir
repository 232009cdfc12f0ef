// RUN: ridge-opt %s | ridge-opt | FileCheck %s

// A row's softmax as one computation: folds are complete before they are used.
// CHECK-LABEL: @softmax
// CHECK: ridge.fold "arith.maximumf" %{{.*}} over [1] from 0xFF800000 : f32
// CHECK: ridge.fold "arith.addf" %{{.*}} over [1] from 0.000000e+00 : f32
func.func @softmax(%x: tensor<4x8xf32>) -> tensor<4x8xf32> {
  %y = ridge.map ins(%x : tensor<4x8xf32>) extents [4, 8]
      maps [affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> (i, j)>] {
  ^bb0(%v: f32):
    %m = ridge.fold "arith.maximumf" %v over [1] from 0xFF800000 : f32
    %d = arith.subf %v, %m : f32
    %e = math.exp %d : f32
    %s = ridge.fold "arith.addf" %e over [1] from 0.0 : f32
    %q = arith.divf %e, %s : f32
    ridge.yield %q : f32
  } -> tensor<4x8xf32>
  return %y : tensor<4x8xf32>
}

// What is folded need not be in the result, and constants may be the body's own.
// CHECK-LABEL: @mean
// CHECK: ridge.literal 1.250000e-01 : f32
func.func @mean(%x: tensor<4x8xf32>) -> tensor<4xf32> {
  %y = ridge.map ins(%x : tensor<4x8xf32>) extents [4, 8]
      maps [affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> (i)>] {
  ^bb0(%v: f32):
    %s = ridge.fold "arith.addf" %v over [1] from 0.0 : f32
    %n = ridge.literal 0.125 : f32
    %q = arith.mulf %s, %n : f32
    ridge.yield %q : f32
  } -> tensor<4xf32>
  return %y : tensor<4xf32>
}
