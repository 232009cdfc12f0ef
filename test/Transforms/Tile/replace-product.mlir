// RUN: ridge-opt %s --split-input-file --ridge-split-bodies=machine=toy | FileCheck %s
// A sum in a format that no instruction adds in is one in a wider format, brought
// back once; sums of 64 bits are products and a reduction.

#ik = affine_map<(d0, d1, d2) -> (d0, d2)>
#kj = affine_map<(d0, d1, d2) -> (d2, d1)>
#ij = affine_map<(d0, d1, d2) -> (d0, d1)>

// CHECK-LABEL: @sum_in_bf16
// CHECK: %[[WIDE:.*]] = ridge.contract ins(%{{.*}}, %{{.*}} : tensor<16x8xbf16>, tensor<8x4xbf16>) init 2.000000e+00 : f32
// CHECK: -> tensor<16x4xf32>
// CHECK: ridge.map ins(%[[WIDE]]
// CHECK: arith.truncf %{{.*}} : f32 to bf16
func.func @sum_in_bf16(%a: tensor<16x8xbf16>, %b: tensor<8x4xbf16>) -> tensor<16x4xbf16> {
  %0 = ridge.contract ins(%a, %b : tensor<16x8xbf16>, tensor<8x4xbf16>) init 2.0 : bf16 extents [16, 4, 8] maps [#ik, #kj, #ij] {
  ^bb0(%x: bf16, %y: bf16, %acc: bf16):
    %p = arith.mulf %x, %y : bf16
    %s = arith.addf %acc, %p : bf16
    ridge.yield %s : bf16
  } -> tensor<16x4xbf16>
  return %0 : tensor<16x4xbf16>
}

// -----

#ik = affine_map<(d0, d1, d2) -> (d0, d2)>
#kj = affine_map<(d0, d1, d2) -> (d2, d1)>
#ij = affine_map<(d0, d1, d2) -> (d0, d1)>

// The array has no 16-bit integers either: operands are widened as well.
// CHECK-LABEL: @sum_in_i16
// CHECK: arith.extsi %{{.*}} : i16 to i32
// CHECK: arith.extsi %{{.*}} : i16 to i32
// CHECK: ridge.contract {{.*}} init -3 : i32
// CHECK: arith.trunci %{{.*}} : i32 to i16
func.func @sum_in_i16(%a: tensor<16x8xi16>, %b: tensor<8x4xi16>) -> tensor<16x4xi16> {
  %0 = ridge.contract ins(%a, %b : tensor<16x8xi16>, tensor<8x4xi16>) init -3 : i16 extents [16, 4, 8] maps [#ik, #kj, #ij] {
  ^bb0(%x: i16, %y: i16, %acc: i16):
    %p = arith.muli %x, %y : i16
    %s = arith.addi %acc, %p : i16
    ridge.yield %s : i16
  } -> tensor<16x4xi16>
  return %0 : tensor<16x4xi16>
}

// -----

#ik = affine_map<(d0, d1, d2) -> (d0, d2)>
#kj = affine_map<(d0, d1, d2) -> (d2, d1)>
#ij = affine_map<(d0, d1, d2) -> (d0, d1)>

// CHECK-LABEL: @sum_in_i64
// CHECK: arith.extsi %{{.*}} : i32 to i64
// CHECK: %[[PRODUCTS:.*]] = ridge.map
// CHECK: arith.muli
// CHECK: -> tensor<16x4x8xi64>
// CHECK: ridge.reduce ins(%[[PRODUCTS]] : tensor<16x4x8xi64>) init 7 : i64
// CHECK: arith.addi
func.func @sum_in_i64(%a: tensor<16x8xi64>, %b: tensor<8x4xi32>) -> tensor<16x4xi64> {
  %0 = ridge.contract ins(%a, %b : tensor<16x8xi64>, tensor<8x4xi32>) init 7 : i64 extents [16, 4, 8] maps [#ik, #kj, #ij] {
  ^bb0(%x: i64, %y: i32, %acc: i64):
    %z = arith.extsi %y : i32 to i64
    %p = arith.muli %x, %z : i64
    %s = arith.addi %acc, %p : i64
    ridge.yield %s : i64
  } -> tensor<16x4xi64>
  return %0 : tensor<16x4xi64>
}
