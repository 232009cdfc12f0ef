// RUN: ridge-opt --ridge-import --ridge-choose-formats=machine=edge-mx --ridge-insert-casts --ridge-split-preparation %s | FileCheck %s

// The cast of a weight belongs to when a model is loaded; that of an activation
// stays. The model reads the weight in its new format alone.

// CHECK: func.func @model(%arg0: tensor<8x64xf32>, %arg1: tensor<64x16xbf16>) -> tensor<8x16xf32> attributes {ridge.arguments = array<i64: 0, 2>}
// CHECK: arith.truncf
// CHECK-NOT: arith.truncf
// CHECK: ridge.contract ins(%{{.*}}, %arg1 :
// CHECK: module @preparation attributes {ridge.preparation}
// CHECK: func.func @prepare(%arg0: tensor<8x64xf32>, %arg1: tensor<64x16xf32>) -> tensor<64x16xbf16>
// CHECK: ridge.map ins(%arg1
// CHECK: arith.truncf
module attributes {ridge.weights = array<i64: 1>,
    ridge.formats = [#ridge.product<0 in <"matmul_bf16" exponents [0, 0] rule floor>>]} {
  func.func @model(%a: tensor<8x64xf32>, %b: tensor<64x16xf32>) -> tensor<8x16xf32> {
    %zero = arith.constant 0.0 : f32
    %e = tensor.empty() : tensor<8x16xf32>
    %f = linalg.fill ins(%zero : f32) outs(%e : tensor<8x16xf32>) -> tensor<8x16xf32>
    %r = linalg.matmul ins(%a, %b : tensor<8x64xf32>, tensor<64x16xf32>) outs(%f : tensor<8x16xf32>) -> tensor<8x16xf32>
    return %r : tensor<8x16xf32>
  }
}
