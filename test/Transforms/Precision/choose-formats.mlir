// RUN: ridge-opt --split-input-file --ridge-import --ridge-choose-formats="machine=edge-mx instruction=matmul_mxfp4 rule=floor" %s | FileCheck %s

// Every product that can take the instruction's formats takes them.
// CHECK-LABEL: @uniform
// CHECK: ridge.contract
// CHECK-SAME: format <"matmul_mxfp4" exponents [0, 0] rule floor>
func.func @uniform(%a: tensor<8x64xf32>, %b: tensor<64x16xf32>) -> tensor<8x16xf32> {
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<8x16xf32>
  %f = linalg.fill ins(%zero : f32) outs(%e : tensor<8x16xf32>) -> tensor<8x16xf32>
  %r = linalg.matmul ins(%a, %b : tensor<8x64xf32>, tensor<64x16xf32>) outs(%f : tensor<8x16xf32>) -> tensor<8x16xf32>
  return %r : tensor<8x16xf32>
}

// -----

// 40 terms are no whole number of blocks of 32.
// CHECK-LABEL: @ragged
// CHECK-NOT: format <
// CHECK: return
func.func @ragged(%a: tensor<8x40xf32>, %b: tensor<40x16xf32>) -> tensor<8x16xf32> {
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<8x16xf32>
  %f = linalg.fill ins(%zero : f32) outs(%e : tensor<8x16xf32>) -> tensor<8x16xf32>
  %r = linalg.matmul ins(%a, %b : tensor<8x40xf32>, tensor<40x16xf32>) outs(%f : tensor<8x16xf32>) -> tensor<8x16xf32>
  return %r : tensor<8x16xf32>
}

// -----

// Integers are no candidates.
// CHECK-LABEL: @integers
// CHECK-NOT: format <
// CHECK: return
func.func @integers(%a: tensor<8x64xi8>, %b: tensor<64x16xi8>) -> tensor<8x16xi32> {
  %zero = arith.constant 0 : i32
  %e = tensor.empty() : tensor<8x16xi32>
  %f = linalg.fill ins(%zero : i32) outs(%e : tensor<8x16xi32>) -> tensor<8x16xi32>
  %r = linalg.matmul ins(%a, %b : tensor<8x64xi8>, tensor<64x16xi8>) outs(%f : tensor<8x16xi32>) -> tensor<8x16xi32>
  return %r : tensor<8x16xi32>
}
