// RUN: ridge run %s --machine systolic-128 --check --check-stages | FileCheck %s
// RUN: ridge run %s --machine toy --check | FileCheck %s

// A float model whose weights are quantised: per tensor, per channel with zero
// points, unsigned with a zero point in the middle. Arguments are the integers.

// CHECK: check passed

!tensor = !quant.uniform<i8:f32, 0.03125>
!channels = !quant.uniform<i8<-127:127>:f32:1, {0.01, 0.02:3, 0.03:-7, 0.04}>
!middle = !quant.uniform<u8:f32, 0.125:128>
#same = affine_map<(i, j) -> (i, j)>
func.func @model(%x: tensor<8x16xf32>, %w: tensor<16x32x!tensor>,
    %v: tensor<32x4x!channels>, %b: tensor<4xi8>) -> (tensor<8x4xf32>, tensor<32x4xi8>) {
  %zero = arith.constant 0.0 : f32
  %wf = quant.dcast %w : tensor<16x32x!tensor> to tensor<16x32xf32>
  %e0 = tensor.empty() : tensor<8x32xf32>
  %f0 = linalg.fill ins(%zero : f32) outs(%e0 : tensor<8x32xf32>) -> tensor<8x32xf32>
  %h = linalg.matmul ins(%x, %wf : tensor<8x16xf32>, tensor<16x32xf32>) outs(%f0 : tensor<8x32xf32>) -> tensor<8x32xf32>
  %vf = quant.dcast %v : tensor<32x4x!channels> to tensor<32x4xf32>
  %q = quant.scast %b : tensor<4xi8> to tensor<4x!middle>
  %bf = quant.dcast %q : tensor<4x!middle> to tensor<4xf32>
  %e1 = tensor.empty() : tensor<8x4xf32>
  %f1 = linalg.broadcast ins(%bf : tensor<4xf32>) outs(%e1 : tensor<8x4xf32>) dimensions = [0]
  %y = linalg.matmul ins(%h, %vf : tensor<8x32xf32>, tensor<32x4xf32>) outs(%f1 : tensor<8x4xf32>) -> tensor<8x4xf32>
  %codes = quant.scast %v : tensor<32x4x!channels> to tensor<32x4xi8>
  return %y, %codes : tensor<8x4xf32>, tensor<32x4xi8>
}
