// RUN: ridge-opt --split-input-file --verify-diagnostics --ridge-choose-formats=machine=edge-mx %s

#ik = affine_map<(d0, d1, d2) -> (d0, d2)>
#kj = affine_map<(d0, d1, d2) -> (d2, d1)>
#ij = affine_map<(d0, d1, d2) -> (d0, d1)>

module attributes {ridge.formats = [#ridge.product<0 in <"matmul_mxfp8" exponents [0, 0] rule floor>>]} {
  func.func @ragged(%a: tensor<8x40xf32>, %b: tensor<40x16xf32>) -> tensor<8x16xf32> {
    // expected-error @below {{product 0 does not admit f8E4M3FN/32 f8E8M0FNU of @matmul_mxfp8: no contracted dim is a multiple of the block of 32 (the largest is 40)}}
    %r = ridge.contract ins(%a, %b : tensor<8x40xf32>, tensor<40x16xf32>) init 0.0 : f32 extents [8, 16, 40] maps [#ik, #kj, #ij] {
    ^bb0(%x: f32, %y: f32, %s: f32):
      %p = arith.mulf %x, %y : f32
      %t = arith.addf %s, %p : f32
      ridge.yield %t : f32
    } -> tensor<8x16xf32>
    return %r : tensor<8x16xf32>
  }
}

// -----

#ik = affine_map<(d0, d1, d2) -> (d0, d2)>
#kj = affine_map<(d0, d1, d2) -> (d2, d1)>
#ij = affine_map<(d0, d1, d2) -> (d0, d1)>

// expected-error @below {{formats are chosen for product 1, the model has 1}}
module attributes {ridge.formats = [#ridge.product<1 in <"matmul_bf16" exponents [0, 0] rule floor>>]} {
  func.func @one(%a: tensor<8x40xf32>, %b: tensor<40x16xf32>) -> tensor<8x16xf32> {
    %r = ridge.contract ins(%a, %b : tensor<8x40xf32>, tensor<40x16xf32>) init 0.0 : f32 extents [8, 16, 40] maps [#ik, #kj, #ij] {
    ^bb0(%x: f32, %y: f32, %s: f32):
      %p = arith.mulf %x, %y : f32
      %t = arith.addf %s, %p : f32
      ridge.yield %t : f32
    } -> tensor<8x16xf32>
    return %r : tensor<8x16xf32>
  }
}

// -----

#ik = affine_map<(d0, d1, d2) -> (d0, d2)>
#kj = affine_map<(d0, d1, d2) -> (d2, d1)>
#ij = affine_map<(d0, d1, d2) -> (d0, d1)>

module attributes {ridge.formats = [#ridge.product<0 in <"matmul_fp3" exponents [0, 0] rule floor>>]} {
  func.func @unknown(%a: tensor<8x40xf32>, %b: tensor<40x16xf32>) -> tensor<8x16xf32> {
    // expected-error @below {{no instruction @matmul_fp3 of the machine multiplies and adds floats; it has @matmul_bf16 (bf16)}}
    %r = ridge.contract ins(%a, %b : tensor<8x40xf32>, tensor<40x16xf32>) init 0.0 : f32 extents [8, 16, 40] maps [#ik, #kj, #ij] {
    ^bb0(%x: f32, %y: f32, %s: f32):
      %p = arith.mulf %x, %y : f32
      %t = arith.addf %s, %p : f32
      ridge.yield %t : f32
    } -> tensor<8x16xf32>
    return %r : tensor<8x16xf32>
  }
}

// -----

// expected-error @below {{ridge.formats is [{product = 0 : i64}], expected an array of #ridge.product on a module}}
module attributes {ridge.formats = [{product = 0 : i64}]} {
  func.func @none(%a: tensor<8xf32>) -> tensor<8xf32> {
    return %a : tensor<8xf32>
  }
}
