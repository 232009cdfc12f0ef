// RUN: ridge-opt %s --ridge-accumulate-wider --split-input-file | FileCheck %s

// Sums of bf16 products: from the initial value in f32, rounded once at the end.

// CHECK-LABEL: func.func @bf16_product
// CHECK-SAME: %[[C:[a-z0-9]+]]: tensor<4x2xbf16>)
// CHECK: %[[START:.*]] = linalg.generic {{.*}} ins(%[[C]] : tensor<4x2xbf16>) outs({{.*}} : tensor<4x2xf32>)
// CHECK: arith.extf
// CHECK: %[[SUM:.*]] = linalg.generic {{.*}} outs(%[[START]] : tensor<4x2xf32>)
// CHECK: ^bb0(%[[A:.*]]: bf16, %[[B:.*]]: bf16, %[[ACC:.*]]: f32)
// CHECK-DAG: %[[X:.*]] = arith.extf %[[A]] : bf16 to f32
// CHECK-DAG: %[[Y:.*]] = arith.extf %[[B]] : bf16 to f32
// CHECK: %[[P:.*]] = arith.mulf %[[X]], %[[Y]] : f32
// CHECK: arith.addf %[[ACC]], %[[P]] : f32
// CHECK: %[[END:.*]] = linalg.generic {{.*}} ins(%[[SUM]] : tensor<4x2xf32>) outs({{.*}} : tensor<4x2xbf16>)
// CHECK: arith.truncf
// CHECK: return %[[END]]
func.func @bf16_product(%a: tensor<4x8xbf16>, %b: tensor<8x2xbf16>, %c: tensor<4x2xbf16>) -> tensor<4x2xbf16> {
  %r = linalg.matmul ins(%a, %b : tensor<4x8xbf16>, tensor<8x2xbf16>) outs(%c : tensor<4x2xbf16>) -> tensor<4x2xbf16>
  return %r : tensor<4x2xbf16>
}

// -----

// i8 sums wrap to the same; they add up in i32.

// CHECK-LABEL: func.func @i8_product
// CHECK: ^bb0(%[[A:.*]]: i8, %[[B:.*]]: i8, %[[ACC:.*]]: i32)
// CHECK-DAG: arith.extsi %[[A]] : i8 to i32
// CHECK-DAG: arith.extsi %[[B]] : i8 to i32
// CHECK: arith.trunci
func.func @i8_product(%a: tensor<4x8xi8>, %b: tensor<8x2xi8>, %c: tensor<4x2xi8>) -> tensor<4x2xi8> {
  %r = linalg.matmul ins(%a, %b : tensor<4x8xi8>, tensor<8x2xi8>) outs(%c : tensor<4x2xi8>) -> tensor<4x2xi8>
  return %r : tensor<4x2xi8>
}

// -----

// What is wide enough, and sums of no products, stay as they are.

// CHECK-LABEL: func.func @untouched
// CHECK-NEXT: linalg.matmul
// CHECK-NEXT: linalg.reduce
// CHECK-NEXT: return
func.func @untouched(%a: tensor<4x8xbf16>, %b: tensor<8x2xbf16>, %c: tensor<4x2xf32>, %d: tensor<4xbf16>) -> (tensor<4x2xf32>, tensor<4xbf16>) {
  %r = linalg.matmul ins(%a, %b : tensor<4x8xbf16>, tensor<8x2xbf16>) outs(%c : tensor<4x2xf32>) -> tensor<4x2xf32>
  %s = linalg.reduce { arith.addf } ins(%a : tensor<4x8xbf16>) outs(%d : tensor<4xbf16>) dimensions = [1]
  return %r, %s : tensor<4x2xf32>, tensor<4xbf16>
}
