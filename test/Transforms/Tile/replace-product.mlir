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

// -----

#ik = affine_map<(d0, d1, d2) -> (d0, d2)>
#kj = affine_map<(d0, d1, d2) -> (d2, d1)>
#ij = affine_map<(d0, d1, d2) -> (d0, d1)>

// Operands are widened no further than an instruction asks for: weights of 4 bits
// to 8, where the array multiplies those.
// CHECK-LABEL: @weights_of_four_bits
// CHECK: %[[W:.*]] = ridge.map ins(%{{.*}} : tensor<8x4xi4>)
// CHECK: arith.extsi %{{.*}} : i4 to i8
// CHECK: ridge.contract ins(%{{.*}}, %[[W]] : tensor<16x8xi8>, tensor<8x4xi8>)
// CHECK: arith.extsi %{{.*}} : i8 to i32
// CHECK: arith.extsi %{{.*}} : i8 to i32
func.func @weights_of_four_bits(%a: tensor<16x8xi8>, %b: tensor<8x4xi4>) -> tensor<16x4xi32> {
  %0 = ridge.contract ins(%a, %b : tensor<16x8xi8>, tensor<8x4xi4>) init 0 : i32 extents [16, 4, 8] maps [#ik, #kj, #ij] {
  ^bb0(%x: i8, %y: i4, %acc: i32):
    %u = arith.extsi %x : i8 to i32
    %v = arith.extsi %y : i4 to i32
    %p = arith.muli %u, %v : i32
    %s = arith.addi %acc, %p : i32
    ridge.yield %s : i32
  } -> tensor<16x4xi32>
  return %0 : tensor<16x4xi32>
}

// -----

#ik = affine_map<(d0, d1, d2) -> (d0, d2)>
#kj = affine_map<(d0, d1, d2) -> (d2, d1)>
#ij = affine_map<(d0, d1, d2) -> (d0, d1)>

// Numbers without sign stay it on the first step, and are positive from there on.
// CHECK-LABEL: @nibbles
// CHECK: arith.extui %{{.*}} : i4 to i8
// CHECK: arith.extui %{{.*}} : i4 to i8
// CHECK: ridge.contract ins(%{{.*}}, %{{.*}} : tensor<16x8xi8>, tensor<8x4xi8>)
// CHECK: arith.extsi %{{.*}} : i8 to i32
func.func @nibbles(%a: tensor<16x8xi4>, %b: tensor<8x4xi4>) -> tensor<16x4xi32> {
  %0 = ridge.contract ins(%a, %b : tensor<16x8xi4>, tensor<8x4xi4>) init 0 : i32 extents [16, 4, 8] maps [#ik, #kj, #ij] {
  ^bb0(%x: i4, %y: i4, %acc: i32):
    %u = arith.extui %x : i4 to i32
    %v = arith.extui %y : i4 to i32
    %p = arith.muli %u, %v : i32
    %s = arith.addi %acc, %p : i32
    ridge.yield %s : i32
  } -> tensor<16x4xi32>
  return %0 : tensor<16x4xi32>
}

// -----

#ik = affine_map<(d0, d1, d2) -> (d0, d2)>
#kj = affine_map<(d0, d1, d2) -> (d2, d1)>
#ij = affine_map<(d0, d1, d2) -> (d0, d1)>

// Sixteen bits have every value of eight.
// CHECK-LABEL: @narrow_floats
// CHECK: ridge.contract ins(%{{.*}}, %{{.*}} : tensor<16x8xf16>, tensor<8x4xf16>) init 0.000000e+00 : f32
func.func @narrow_floats(%a: tensor<16x8xf8E4M3FN>, %b: tensor<8x4xf8E4M3FN>) -> tensor<16x4xf32> {
  %0 = ridge.contract ins(%a, %b : tensor<16x8xf8E4M3FN>, tensor<8x4xf8E4M3FN>) init 0.0 : f32 extents [16, 4, 8] maps [#ik, #kj, #ij] {
  ^bb0(%x: f8E4M3FN, %y: f8E4M3FN, %acc: f32):
    %u = arith.extf %x : f8E4M3FN to f32
    %v = arith.extf %y : f8E4M3FN to f32
    %p = arith.mulf %u, %v : f32
    %s = arith.addf %acc, %p : f32
    ridge.yield %s : f32
  } -> tensor<16x4xf32>
  return %0 : tensor<16x4xf32>
}
