// RUN: ridge-opt --split-input-file --ridge-import --ridge-choose-formats="machine=edge-mx" --ridge-insert-casts --ridge-verify-stage=form=tensor %s | FileCheck %s

// Blocks along the contracted dim: the largest magnitude in one fold (the
// machine has such an instruction), a scale, the elements; the product reads both.
// CHECK-LABEL: @blocks
// CHECK: %[[A:.*]] = ridge.reshape %arg0 : tensor<8x64xf32> -> tensor<8x2x32xf32>
// CHECK: %[[M:.*]] = ridge.reduce ins(%[[A]] : tensor<8x2x32xf32>) init 0.000000e+00 : f32 extents [8, 2, 32]
// CHECK: math.absf
// CHECK: arith.maximumf
// CHECK: %[[S:.*]] = ridge.map ins(%[[M]] : tensor<8x2xf32>)
// CHECK: ridge.scale %{{.*}} of f4E2M1FN rule round_up : f32 to f8E8M0FNU
// CHECK: %[[Q:.*]] = ridge.map ins(%[[A]], %[[S]] : tensor<8x2x32xf32>, tensor<8x2xf8E8M0FNU>)
// CHECK: ridge.quantize %{{.*}} by %{{.*}} : f32, f8E8M0FNU to f4E2M1FN
// CHECK: ridge.contract ins(%[[Q]], %[[S]], %{{.*}}, %{{.*}} : tensor<8x2x32xf4E2M1FN>, tensor<8x2xf8E8M0FNU>, tensor<2x32x16xf4E2M1FN>, tensor<2x16xf8E8M0FNU>) init 0.000000e+00 : f32 extents [8, 16, 2, 32]
// CHECK: ridge.dequantize
// CHECK: ridge.dequantize
// CHECK: arith.mulf
// CHECK-NOT: format <
module attributes {ridge.formats = [#ridge.product<0 in <"matmul_mxfp4" exponents [0, 0] rule round_up>>]} {
  func.func @blocks(%a: tensor<8x64xf32>, %b: tensor<64x16xf32>) -> tensor<8x16xf32> {
    %zero = arith.constant 0.0 : f32
    %e = tensor.empty() : tensor<8x16xf32>
    %f = linalg.fill ins(%zero : f32) outs(%e : tensor<8x16xf32>) -> tensor<8x16xf32>
    %r = linalg.matmul ins(%a, %b : tensor<8x64xf32>, tensor<64x16xf32>) outs(%f : tensor<8x16xf32>) -> tensor<8x16xf32>
    return %r : tensor<8x16xf32>
  }
}

// -----

// A plain format of fewer exponents: scaled by powers of two on the way in,
// which the sums get back.
// CHECK-LABEL: @scaled
// CHECK-DAG: ridge.quantize %{{.*}} by %{{.*}} : f32, f32 to f8E4M3FN
// CHECK-DAG: ridge.cast %{{.*}} saturate : f32 to f8E4M3FN
// CHECK: ridge.contract
// CHECK: ridge.map
// CHECK: arith.constant 8.000000e+00 : f32
// CHECK: arith.mulf
module attributes {ridge.formats = [#ridge.product<0 in <"matmul_f8" exponents [3, 0] rule floor>>]} {
  func.func @scaled(%a: tensor<8x64xf32>, %b: tensor<64x16xf32>) -> tensor<8x16xf32> {
    %zero = arith.constant 0.0 : f32
    %e = tensor.empty() : tensor<8x16xf32>
    %f = linalg.fill ins(%zero : f32) outs(%e : tensor<8x16xf32>) -> tensor<8x16xf32>
    %r = linalg.matmul ins(%a, %b : tensor<8x64xf32>, tensor<64x16xf32>) outs(%f : tensor<8x16xf32>) -> tensor<8x16xf32>
    return %r : tensor<8x16xf32>
  }
}

// -----

// Two readers of a tensor share its cast.
// CHECK-LABEL: @shared
// CHECK: %[[X:.*]] = ridge.map ins(%arg0
// CHECK: arith.truncf %{{.*}} : f32 to bf16
// CHECK: ridge.contract ins(%[[X]], %{{.*}} :
// CHECK: ridge.contract ins(%[[X]], %{{.*}} :
module attributes {ridge.formats = [#ridge.product<0 in <"matmul_bf16" exponents [0, 0] rule floor>>,
    #ridge.product<1 in <"matmul_bf16" exponents [0, 0] rule floor>>]} {
  func.func @shared(%a: tensor<16x16xf32>, %b: tensor<16x16xf32>, %c: tensor<16x16xf32>) -> (tensor<16x16xf32>, tensor<16x16xf32>) {
    %zero = arith.constant 0.0 : f32
    %e = tensor.empty() : tensor<16x16xf32>
    %f = linalg.fill ins(%zero : f32) outs(%e : tensor<16x16xf32>) -> tensor<16x16xf32>
    %r = linalg.matmul ins(%a, %b : tensor<16x16xf32>, tensor<16x16xf32>) outs(%f : tensor<16x16xf32>) -> tensor<16x16xf32>
    %s = linalg.matmul ins(%a, %c : tensor<16x16xf32>, tensor<16x16xf32>) outs(%f : tensor<16x16xf32>) -> tensor<16x16xf32>
    return %r, %s : tensor<16x16xf32>, tensor<16x16xf32>
  }
}

// -----

// The cast is above the transposition, whose wide twin nobody reads any more.
// CHECK-LABEL: @above_views
// CHECK: %[[X:.*]] = ridge.map ins(%arg0
// CHECK: arith.truncf
// CHECK: %[[T:.*]] = ridge.transpose %[[X]] by [1, 0] : tensor<64x8xbf16> -> tensor<8x64xbf16>
// CHECK-NOT: ridge.transpose
// CHECK: ridge.contract
module attributes {ridge.formats = [#ridge.product<0 in <"matmul_bf16" exponents [0, 0] rule floor>>]} {
  func.func @above_views(%a: tensor<64x8xf32>, %b: tensor<64x16xf32>) -> tensor<8x16xf32> {
    %zero = arith.constant 0.0 : f32
    %t = tensor.empty() : tensor<8x64xf32>
    %x = linalg.transpose ins(%a : tensor<64x8xf32>) outs(%t : tensor<8x64xf32>) permutation = [1, 0]
    %e = tensor.empty() : tensor<8x16xf32>
    %f = linalg.fill ins(%zero : f32) outs(%e : tensor<8x16xf32>) -> tensor<8x16xf32>
    %r = linalg.matmul ins(%x, %b : tensor<8x64xf32>, tensor<64x16xf32>) outs(%f : tensor<8x16xf32>) -> tensor<8x16xf32>
    return %r : tensor<8x16xf32>
  }
}

// -----

// Blocks, too, are cut above views as far as a block stays a block: heads of 32
// are split off a dim of 64 and go in front.
// CHECK-LABEL: @blocks_above_views
// CHECK: %[[A:.*]] = ridge.reshape %arg0 : tensor<8x64xf32> -> tensor<8x2x32xf32>
// CHECK: %[[S:.*]] = ridge.map ins(%{{.*}} : tensor<8x2xf32>)
// CHECK: %[[Q:.*]] = ridge.map ins(%[[A]], %[[S]]
// CHECK-DAG: %[[QH:.*]] = ridge.reshape %[[Q]] : tensor<8x2x32xf4E2M1FN> -> tensor<8x2x1x32xf4E2M1FN>
// CHECK-DAG: %[[SH:.*]] = ridge.reshape %[[S]] : tensor<8x2xf8E8M0FNU> -> tensor<8x2x1xf8E8M0FNU>
// CHECK-DAG: %[[QT:.*]] = ridge.transpose %[[QH]] by [1, 0, 2, 3] : tensor<8x2x1x32xf4E2M1FN> -> tensor<2x8x1x32xf4E2M1FN>
// CHECK-DAG: %[[ST:.*]] = ridge.transpose %[[SH]] by [1, 0, 2] : tensor<8x2x1xf8E8M0FNU> -> tensor<2x8x1xf8E8M0FNU>
// CHECK: ridge.contract ins(%[[QT]], %[[ST]],
module attributes {ridge.formats = [#ridge.product<0 in <"matmul_mxfp4" exponents [0, 0] rule round_up>>]} {
  func.func @blocks_above_views(%a: tensor<8x64xf32>, %b: tensor<2x32x16xf32>) -> tensor<2x8x16xf32> {
    %zero = arith.constant 0.0 : f32
    %h = tensor.expand_shape %a [[0], [1, 2]] output_shape [8, 2, 32] : tensor<8x64xf32> into tensor<8x2x32xf32>
    %t = tensor.empty() : tensor<2x8x32xf32>
    %x = linalg.transpose ins(%h : tensor<8x2x32xf32>) outs(%t : tensor<2x8x32xf32>) permutation = [1, 0, 2]
    %e = tensor.empty() : tensor<2x8x16xf32>
    %f = linalg.fill ins(%zero : f32) outs(%e : tensor<2x8x16xf32>) -> tensor<2x8x16xf32>
    %r = linalg.batch_matmul ins(%x, %b : tensor<2x8x32xf32>, tensor<2x32x16xf32>) outs(%f : tensor<2x8x16xf32>) -> tensor<2x8x16xf32>
    return %r : tensor<2x8x16xf32>
  }
}
