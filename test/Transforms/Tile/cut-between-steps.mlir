// RUN: ridge-opt %s --ridge-choose-tiles=machine=%S/Inputs/toy-steps.mlir | FileCheck %s
// Where a unit adds in steps (here of 96 products), reductions are cut between
// them, so that the bits do not depend on the tiles. No power of two and no even
// part of these extents would be a multiple of 96 by itself.

#ik = affine_map<(d0, d1, d2) -> (d0, d2)>
#kj = affine_map<(d0, d1, d2) -> (d2, d1)>
#ij = affine_map<(d0, d1, d2) -> (d0, d1)>

// CHECK-LABEL: func.func @one_dim
// CHECK: ridge.group "contract0" extents [64, 64, 16384] mapping <tiles [{{[0-9]+}}, {{[0-9]+}}, {{96|192|288|384|480|576|768|1056|1536}}] order
func.func @one_dim(%a: tensor<64x16384xf32>, %b: tensor<16384x64xf32>) -> tensor<64x64xf32> {
  %0 = ridge.contract ins(%a, %b : tensor<64x16384xf32>, tensor<16384x64xf32>) init 0.0 : f32 extents [64, 64, 16384] maps [#ik, #kj, #ij] {
  ^bb0(%x: f32, %y: f32, %acc: f32):
    %p = arith.mulf %x, %y : f32
    %s = arith.addf %acc, %p : f32
    ridge.yield %s : f32
  } -> tensor<64x64xf32>
  return %0 : tensor<64x64xf32>
}

#ikl = affine_map<(d0, d1, d2, d3) -> (d0, d2, d3)>
#klj = affine_map<(d0, d1, d2, d3) -> (d2, d3, d1)>
#of = affine_map<(d0, d1, d2, d3) -> (d0, d1)>

// Of two dims the inner one stays whole; 4 rows of 72 are the least multiple.
// CHECK-LABEL: func.func @two_dims
// CHECK: ridge.group "contract0" extents [64, 64, 400, 72] mapping <tiles [{{[0-9]+}}, {{[0-9]+}}, {{4|8|12|16}}, 72] order
func.func @two_dims(%a: tensor<64x400x72xf32>, %b: tensor<400x72x64xf32>) -> tensor<64x64xf32> {
  %0 = ridge.contract ins(%a, %b : tensor<64x400x72xf32>, tensor<400x72x64xf32>) init 0.0 : f32 extents [64, 64, 400, 72] maps [#ikl, #klj, #of] {
  ^bb0(%x: f32, %y: f32, %acc: f32):
    %p = arith.mulf %x, %y : f32
    %s = arith.addf %acc, %p : f32
    ridge.yield %s : f32
  } -> tensor<64x64xf32>
  return %0 : tensor<64x64xf32>
}
