// RUN: ridge-opt %s --split-input-file --verify-diagnostics --ridge-split-bodies=machine=gemmini-16
// What no instruction of the machine runs is refused at its place, by name.

#ik = affine_map<(d0, d1, d2) -> (d0, d2)>
#kj = affine_map<(d0, d1, d2) -> (d2, d1)>
#ij = affine_map<(d0, d1, d2) -> (d0, d1)>
func.func @float_product(%a: tensor<16x16xf32>, %b: tensor<16x16xf32>) -> tensor<16x16xf32> {
  // expected-error @below {{no instruction of machine 'gemmini-16' runs this contract: nearest is @matmul_i8}}
  %0 = ridge.contract ins(%a, %b : tensor<16x16xf32>, tensor<16x16xf32>) init 0.0 : f32 extents [16, 16, 16] maps [#ik, #kj, #ij] {
  ^bb0(%x: f32, %y: f32, %acc: f32):
    %p = arith.mulf %x, %y : f32
    %s = arith.addf %acc, %p : f32
    ridge.yield %s : f32
  } -> tensor<16x16xf32>
  return %0 : tensor<16x16xf32>
}

// -----

#id = affine_map<(d0) -> (d0)>
func.func @part_of_a_body(%a: tensor<16xf64>) -> tensor<16xf64> {
  %0 = ridge.map ins(%a : tensor<16xf64>) extents [16] maps [#id, #id] {
  ^bb0(%x: f64):
    // expected-error @below {{no instruction of machine 'gemmini-16' runs this map}}
    %e = math.exp %x : f64
    %n = arith.negf %e : f64
    ridge.yield %n : f64
  } -> tensor<16xf64>
  return %0 : tensor<16xf64>
}

// -----

#id = affine_map<(d0) -> (d0)>
func.func @lanes_are_nearest(%a: tensor<16xf32>) -> tensor<16xf64> {
  // expected-error @below {{nearest is @simple}}
  %0 = ridge.map ins(%a : tensor<16xf32>) extents [16] maps [#id, #id] {
  ^bb0(%x: f32):
    %e = arith.extf %x : f32 to f64
    ridge.yield %e : f64
  } -> tensor<16xf64>
  return %0 : tensor<16xf64>
}

func.func @unreachable() {
  return
}
