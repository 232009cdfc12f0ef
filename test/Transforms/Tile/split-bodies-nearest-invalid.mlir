// RUN: ridge-opt %s --verify-diagnostics --ridge-split-bodies=machine=toy
// Of instructions that fail alike, the one of the most equal formats is nearest.
// (A sum whose way of adding is stated is not made wider.)

#ik = affine_map<(d0, d1, d2) -> (d0, d2)>
#kj = affine_map<(d0, d1, d2) -> (d2, d1)>
#ij = affine_map<(d0, d1, d2) -> (d0, d1)>
func.func @sums_in_bf16(%a: tensor<16x16xbf16>, %b: tensor<16x16xbf16>) -> tensor<16x16xbf16> {
  // expected-error @below {{nearest is @matmul_bf16: output 0 is bf16, instruction takes f32}}
  %0 = ridge.contract ins(%a, %b : tensor<16x16xbf16>, tensor<16x16xbf16>) init 0.0 : bf16 extents [16, 16, 16] maps [#ik, #kj, #ij] accumulate "volta" {
  ^bb0(%x: bf16, %y: bf16, %acc: bf16):
    %p = arith.mulf %x, %y : bf16
    %s = arith.addf %acc, %p : bf16
    ridge.yield %s : bf16
  } -> tensor<16x16xbf16>
  return %0 : tensor<16x16xbf16>
}
