// RUN: ridge run %s --machine toy --check | FileCheck %s
// RUN: ridge run %s --machine systolic-128 --check | FileCheck %s

// Nearest upsampling by 2 and its mirror image, summed.

// CHECK: check passed: 8 elements
func.func @upsample_and_flip(%x: tensor<4xf32>, %y: tensor<8xf32>) -> tensor<8xf32> {
  %two = arith.constant 2 : index
  %last = arith.constant 7 : index
  %e = tensor.empty() : tensor<8xf32>
  %r = linalg.generic {indexing_maps = [affine_map<(i) -> (i)>], iterator_types = ["parallel"]} outs(%e : tensor<8xf32>) {
  ^bb0(%o: f32):
    %i = linalg.index 0 : index
    %k = arith.divui %i, %two : index
    %l = arith.subi %last, %i : index
    %a = tensor.extract %x[%k] : tensor<4xf32>
    %b = tensor.extract %y[%l] : tensor<8xf32>
    %s = arith.addf %a, %b : f32
    linalg.yield %s : f32
  } -> tensor<8xf32>
  return %r : tensor<8xf32>
}
