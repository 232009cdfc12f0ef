// softmax(q k^T) v in bf16, 64 x 64, whose sums are in f32.
#row = affine_map<(m, n) -> (m)>
#id = affine_map<(m, n) -> (m, n)>
func.func @attention(%q: tensor<64x64xbf16>, %k: tensor<64x64xbf16>,
                     %v: tensor<64x64xbf16>) -> tensor<64x64xbf16> {
  %zero = arith.constant 0.0 : f32
  %e16 = tensor.empty() : tensor<64x64xbf16>
  %e32 = tensor.empty() : tensor<64x64xf32>
  %erow = tensor.empty() : tensor<64xf32>
  %erow16 = tensor.empty() : tensor<64xbf16>
  %f32 = linalg.fill ins(%zero : f32) outs(%e32 : tensor<64x64xf32>) -> tensor<64x64xf32>
  %frow = linalg.fill ins(%zero : f32) outs(%erow : tensor<64xf32>) -> tensor<64xf32>
  %kt = linalg.transpose ins(%k : tensor<64x64xbf16>) outs(%e16 : tensor<64x64xbf16>) permutation = [1, 0]
  %s = linalg.matmul ins(%q, %kt : tensor<64x64xbf16>, tensor<64x64xbf16>) outs(%f32 : tensor<64x64xf32>) -> tensor<64x64xf32>
  %p = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel"]}
      ins(%s : tensor<64x64xf32>) outs(%e16 : tensor<64x64xbf16>) {
  ^bb0(%a: f32, %o: bf16):
    %t = arith.truncf %a : f32 to bf16
    %x = math.exp %t : bf16
    linalg.yield %x : bf16
  } -> tensor<64x64xbf16>
  %sum = linalg.generic {indexing_maps = [#id, #row], iterator_types = ["parallel", "reduction"]}
      ins(%p : tensor<64x64xbf16>) outs(%frow : tensor<64xf32>) {
  ^bb0(%a: bf16, %o: f32):
    %w = arith.extf %a : bf16 to f32
    %x = arith.addf %o, %w : f32
    linalg.yield %x : f32
  } -> tensor<64xf32>
  %w = linalg.generic {indexing_maps = [#id, #row, #id], iterator_types = ["parallel", "parallel"]}
      ins(%p, %sum : tensor<64x64xbf16>, tensor<64xf32>) outs(%e16 : tensor<64x64xbf16>) {
  ^bb0(%a: bf16, %b: f32, %o: bf16):
    %t = arith.truncf %b : f32 to bf16
    %x = arith.divf %a, %t : bf16
    linalg.yield %x : bf16
  } -> tensor<64x64xbf16>
  %r = linalg.matmul ins(%w, %v : tensor<64x64xbf16>, tensor<64x64xbf16>) outs(%f32 : tensor<64x64xf32>) -> tensor<64x64xf32>
  %out = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel"]}
      ins(%r : tensor<64x64xf32>) outs(%e16 : tensor<64x64xbf16>) {
  ^bb0(%a: f32, %o: bf16):
    %t = arith.truncf %a : f32 to bf16
    linalg.yield %t : bf16
  } -> tensor<64x64xbf16>
  return %out : tensor<64x64xbf16>
}
