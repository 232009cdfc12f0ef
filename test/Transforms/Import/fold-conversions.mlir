// RUN: ridge-opt --split-input-file --ridge-import %s | FileCheck %s

// Widened operands and truncated sums: the contraction reads i8 and adds in i32.

// CHECK-LABEL: @widened_and_truncated
// CHECK-SAME: (%[[A:.*]]: tensor<4x16xi8>, %[[B:.*]]: tensor<16x8xi8>)
// CHECK-NEXT: %[[R:.*]] = ridge.contract ins(%[[A]], %[[B]] : tensor<4x16xi8>, tensor<16x8xi8>) init 0 : i32
// CHECK-NEXT: ^bb0(%[[X:.*]]: i8, %[[Y:.*]]: i8, %[[ACC:.*]]: i32):
// CHECK-DAG: %[[XW:.*]] = arith.extsi %[[X]] : i8 to i32
// CHECK-DAG: %[[YW:.*]] = arith.extsi %[[Y]] : i8 to i32
// CHECK: %[[P:.*]] = arith.muli %[[XW]], %[[YW]] : i32
// CHECK: arith.addi %[[ACC]], %[[P]] : i32
// CHECK: return %[[R]]
#id = affine_map<(i, j) -> (i, j)>
func.func @widened_and_truncated(%a: tensor<4x16xi8>, %b: tensor<16x8xi8>) -> tensor<4x8xi32> {
  %zero = arith.constant 0 : i64
  %aw = arith.extsi %a : tensor<4x16xi8> to tensor<4x16xi32>
  %bw = arith.extsi %b : tensor<16x8xi8> to tensor<16x8xi32>
  %e = tensor.empty() : tensor<4x8xi64>
  %f = linalg.fill ins(%zero : i64) outs(%e : tensor<4x8xi64>) -> tensor<4x8xi64>
  %r = linalg.matmul ins(%aw, %bw : tensor<4x16xi32>, tensor<16x8xi32>) outs(%f : tensor<4x8xi64>) -> tensor<4x8xi64>
  %t = arith.trunci %r : tensor<4x8xi64> to tensor<4x8xi32>
  return %t : tensor<4x8xi32>
}

// -----

// A transpose between conversion and product moves to the narrow side.
// CHECK-LABEL: @view_between
// CHECK: %[[T:.*]] = ridge.transpose %{{.*}} by [1, 0] : tensor<8x16xbf16> -> tensor<16x8xbf16>
// CHECK: ridge.contract ins(%{{.*}}, %[[T]] : tensor<4x16xbf16>, tensor<16x8xbf16>)
// CHECK-NOT: ridge.map
func.func @view_between(%a: tensor<4x16xbf16>, %b: tensor<8x16xbf16>) -> tensor<4x8xf32> {
  %zero = arith.constant 0.0 : f32
  %aw = arith.extf %a : tensor<4x16xbf16> to tensor<4x16xf32>
  %bw = arith.extf %b : tensor<8x16xbf16> to tensor<8x16xf32>
  %te = tensor.empty() : tensor<16x8xf32>
  %bt = linalg.transpose ins(%bw : tensor<8x16xf32>) outs(%te : tensor<16x8xf32>) permutation = [1, 0]
  %e = tensor.empty() : tensor<4x8xf32>
  %f = linalg.fill ins(%zero : f32) outs(%e : tensor<4x8xf32>) -> tensor<4x8xf32>
  %r = linalg.matmul ins(%aw, %bt : tensor<4x16xf32>, tensor<16x8xf32>) outs(%f : tensor<4x8xf32>) -> tensor<4x8xf32>
  return %r : tensor<4x8xf32>
}

// -----

// Somebody reads all 64 bits: the sum stays wide, the operands still narrow.
// CHECK-LABEL: @wide_sum_is_read
// CHECK: ridge.contract ins(%{{.*}}, %{{.*}} : tensor<4x16xi8>, tensor<16x8xi8>) init 0 : i64
// CHECK: arith.trunci
func.func @wide_sum_is_read(%a: tensor<4x16xi8>, %b: tensor<16x8xi8>) -> (tensor<4x8xi32>, tensor<4x8xi64>) {
  %zero = arith.constant 0 : i64
  %aw = arith.extsi %a : tensor<4x16xi8> to tensor<4x16xi64>
  %bw = arith.extsi %b : tensor<16x8xi8> to tensor<16x8xi64>
  %e = tensor.empty() : tensor<4x8xi64>
  %f = linalg.fill ins(%zero : i64) outs(%e : tensor<4x8xi64>) -> tensor<4x8xi64>
  %r = linalg.matmul ins(%aw, %bw : tensor<4x16xi64>, tensor<16x8xi64>) outs(%f : tensor<4x8xi64>) -> tensor<4x8xi64>
  %t = arith.trunci %r : tensor<4x8xi64> to tensor<4x8xi32>
  return %t, %r : tensor<4x8xi32>, tensor<4x8xi64>
}

// -----

// Factors of 32 bits do not fit a sum of 16, but one of 32.
// CHECK-LABEL: @factors_too_wide
// CHECK: ridge.contract {{.*}} init 0 : i32
// CHECK: arith.trunci %{{.*}} : i32 to i16
func.func @factors_too_wide(%a: tensor<4x16xi32>, %b: tensor<16x8xi32>) -> tensor<4x8xi16> {
  %zero = arith.constant 0 : i64
  %e = tensor.empty() : tensor<4x8xi64>
  %f = linalg.fill ins(%zero : i64) outs(%e : tensor<4x8xi64>) -> tensor<4x8xi64>
  %r = linalg.matmul ins(%a, %b : tensor<4x16xi32>, tensor<16x8xi32>) outs(%f : tensor<4x8xi64>) -> tensor<4x8xi64>
  %t = arith.trunci %r : tensor<4x8xi64> to tensor<4x8xi16>
  return %t : tensor<4x8xi16>
}

// -----

// Zero-extended, then sign-extended: one zero extension.
// CHECK-LABEL: @unsigned_inside
// CHECK: ^bb0(%[[X:.*]]: i8, %[[Y:.*]]: i8, %{{.*}}: i64):
// CHECK-DAG: arith.extui %[[X]] : i8 to i64
// CHECK-DAG: arith.extsi %[[Y]] : i8 to i64
func.func @unsigned_inside(%a: tensor<4x16xi8>, %b: tensor<16x8xi8>) -> tensor<4x8xi64> {
  %zero = arith.constant 0 : i64
  %aw = arith.extui %a : tensor<4x16xi8> to tensor<4x16xi32>
  %bw = arith.extsi %b : tensor<16x8xi8> to tensor<16x8xi32>
  %e = tensor.empty() : tensor<4x8xi64>
  %f = linalg.fill ins(%zero : i64) outs(%e : tensor<4x8xi64>) -> tensor<4x8xi64>
  %r = linalg.matmul ins(%aw, %bw : tensor<4x16xi32>, tensor<16x8xi32>) outs(%f : tensor<4x8xi64>) -> tensor<4x8xi64>
  return %r : tensor<4x8xi64>
}

// -----

// Bytes multiplied and cut to bytes again are summed in 32 bits: no machine
// sums in 8.
// CHECK-LABEL: @bytes_of_bytes
// CHECK: %[[R:.*]] = ridge.contract ins(%{{.*}}, %{{.*}} : tensor<4x16xi8>, tensor<16x8xi8>) init 0 : i32
// CHECK: ridge.map ins(%[[R]] : tensor<4x8xi32>)
// CHECK: arith.trunci %{{.*}} : i32 to i8
func.func @bytes_of_bytes(%a: tensor<4x16xi8>, %b: tensor<16x8xi8>) -> tensor<4x8xi8> {
  %zero = arith.constant 0 : i32
  %e = tensor.empty() : tensor<4x8xi32>
  %f = linalg.fill ins(%zero : i32) outs(%e : tensor<4x8xi32>) -> tensor<4x8xi32>
  %r = linalg.matmul ins(%a, %b : tensor<4x16xi8>, tensor<16x8xi8>) outs(%f : tensor<4x8xi32>) -> tensor<4x8xi32>
  %t = arith.trunci %r : tensor<4x8xi32> to tensor<4x8xi8>
  return %t : tensor<4x8xi8>
}

// -----

// Of 64 bits no reader keeps more than 16: 32 are enough, and both truncations
// start from there.
// CHECK-LABEL: @readers_of_two_widths
// CHECK: ridge.contract ins(%{{.*}}, %{{.*}} : tensor<4x16xi8>, tensor<16x8xi8>) init 0 : i32
// CHECK-DAG: arith.trunci %{{.*}} : i32 to i8
// CHECK-DAG: arith.trunci %{{.*}} : i32 to i16
func.func @readers_of_two_widths(%a: tensor<4x16xi8>, %b: tensor<16x8xi8>) -> (tensor<4x8xi8>, tensor<4x8xi16>) {
  %zero = arith.constant 0 : i64
  %e = tensor.empty() : tensor<4x8xi64>
  %f = linalg.fill ins(%zero : i64) outs(%e : tensor<4x8xi64>) -> tensor<4x8xi64>
  %r = linalg.matmul ins(%a, %b : tensor<4x16xi8>, tensor<16x8xi8>) outs(%f : tensor<4x8xi64>) -> tensor<4x8xi64>
  %t = arith.trunci %r : tensor<4x8xi64> to tensor<4x8xi8>
  %u = arith.trunci %r : tensor<4x8xi64> to tensor<4x8xi16>
  return %t, %u : tensor<4x8xi8>, tensor<4x8xi16>
}
