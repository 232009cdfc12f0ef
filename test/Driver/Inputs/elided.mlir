#rows = affine_map<(d0, d1) -> (d0, d1)>
#bias = affine_map<(d0, d1) -> (d1)>
func.func private @bias(%x: tensor<8x16xf32>) -> tensor<8x16xf32> {
  %b = arith.constant dense_resource<__elided__> : tensor<16xf32>
  %c = arith.constant dense_resource<__elided__> : tensor<16xf32>
  %e = tensor.empty() : tensor<8x16xf32>
  %r = linalg.generic {indexing_maps = [#rows, #bias, #bias, #rows],
                       iterator_types = ["parallel", "parallel"]}
      ins(%x, %b, %c : tensor<8x16xf32>, tensor<16xf32>, tensor<16xf32>)
      outs(%e : tensor<8x16xf32>) {
  ^bb0(%xi: f32, %bi: f32, %ci: f32, %o: f32):
    %s = arith.mulf %xi, %bi : f32
    %t = arith.addf %s, %ci : f32
    linalg.yield %t : f32
  } -> tensor<8x16xf32>
  return %r : tensor<8x16xf32>
}

func.func @main(%x: tensor<8x32xf32>) -> tensor<8x16xf32> {
  %zero = arith.constant 0.0 : f32
  %w = arith.constant dense_resource<__elided__> : tensor<32x16xf32>
  %e = tensor.empty() : tensor<8x16xf32>
  %f = linalg.fill ins(%zero : f32) outs(%e : tensor<8x16xf32>) -> tensor<8x16xf32>
  %p = linalg.matmul ins(%x, %w : tensor<8x32xf32>, tensor<32x16xf32>)
                     outs(%f : tensor<8x16xf32>) -> tensor<8x16xf32>
  %r = call @bias(%p) : (tensor<8x16xf32>) -> tensor<8x16xf32>
  return %r : tensor<8x16xf32>
}
