// relu(x * w + b), and its row sums: a product, a map, a reduction.
#id = affine_map<(d0, d1) -> (d0, d1)>
#row = affine_map<(d0, d1) -> (d0)>
#column = affine_map<(d0, d1) -> (d1)>
module {
  func.func @small(%x: tensor<40x48xf32>, %w: tensor<48x32xf32>,
                   %b: tensor<32xf32>)
      -> (tensor<40x32xf32>, tensor<40xf32>) {
    %zero = arith.constant 0.0 : f32
    %e = tensor.empty() : tensor<40x32xf32>
    %f = linalg.fill ins(%zero : f32) outs(%e : tensor<40x32xf32>)
        -> tensor<40x32xf32>
    %0 = linalg.matmul ins(%x, %w : tensor<40x48xf32>, tensor<48x32xf32>)
        outs(%f : tensor<40x32xf32>) -> tensor<40x32xf32>
    %1 = linalg.generic {indexing_maps = [#id, #column, #id],
        iterator_types = ["parallel", "parallel"]}
        ins(%0, %b : tensor<40x32xf32>, tensor<32xf32>)
        outs(%e : tensor<40x32xf32>) {
    ^bb0(%a: f32, %c: f32, %out: f32):
      %s = arith.addf %a, %c : f32
      %r = arith.maximumf %s, %zero : f32
      linalg.yield %r : f32
    } -> tensor<40x32xf32>
    %g = tensor.empty() : tensor<40xf32>
    %h = linalg.fill ins(%zero : f32) outs(%g : tensor<40xf32>) -> tensor<40xf32>
    %2 = linalg.generic {indexing_maps = [#id, #row],
        iterator_types = ["parallel", "reduction"]}
        ins(%1 : tensor<40x32xf32>) outs(%h : tensor<40xf32>) {
    ^bb0(%a: f32, %out: f32):
      %s = arith.addf %a, %out : f32
      linalg.yield %s : f32
    } -> tensor<40xf32>
    return %1, %2 : tensor<40x32xf32>, tensor<40xf32>
  }
}
