// RUN: ridge-opt --split-input-file --ridge-import %s | FileCheck %s

// A splat or a fill that is the factor of a product is data, and the product
// stays a contraction: arrays take no immediates.

// CHECK-LABEL: @splat_weight
// CHECK: %[[W:.*]] = ridge.constant dense<2.500000e-01> : tensor<16x8xf32>
// CHECK: ridge.contract ins(%{{.*}}, %[[W]] : tensor<4x16xf32>, tensor<16x8xf32>)
func.func @splat_weight(%x: tensor<4x16xf32>) -> tensor<4x8xf32> {
  %w = arith.constant dense<0.25> : tensor<16x8xf32>
  %z = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<4x8xf32>
  %f = linalg.fill ins(%z : f32) outs(%e : tensor<4x8xf32>) -> tensor<4x8xf32>
  %r = linalg.matmul ins(%x, %w : tensor<4x16xf32>, tensor<16x8xf32>) outs(%f : tensor<4x8xf32>) -> tensor<4x8xf32>
  return %r : tensor<4x8xf32>
}

// -----

// The other operand, and a fill.
// CHECK-LABEL: @filled_rows
// CHECK: %[[X:.*]] = ridge.constant dense<2> : tensor<4x16xi8>
// CHECK: ridge.contract ins(%[[X]], %{{.*}} : tensor<4x16xi8>, tensor<16x8xi8>) init 0 : i32
func.func @filled_rows(%w: tensor<16x8xi8>) -> tensor<4x8xi32> {
  %two = arith.constant 2 : i8
  %z = arith.constant 0 : i32
  %ex = tensor.empty() : tensor<4x16xi8>
  %x = linalg.fill ins(%two : i8) outs(%ex : tensor<4x16xi8>) -> tensor<4x16xi8>
  %e = tensor.empty() : tensor<4x8xi32>
  %f = linalg.fill ins(%z : i32) outs(%e : tensor<4x8xi32>) -> tensor<4x8xi32>
  %r = linalg.matmul ins(%x, %w : tensor<4x16xi8>, tensor<16x8xi8>) outs(%f : tensor<4x8xi32>) -> tensor<4x8xi32>
  return %r : tensor<4x8xi32>
}

// -----

// CHECK-LABEL: @splat_filter
// CHECK: %[[W:.*]] = ridge.constant dense<2.500000e-01> : tensor<3x3x8x12xf32>
// CHECK: ridge.contract ins(%{{.*}}, %[[W]] : tensor<10x10x8xf32>, tensor<3x3x8x12xf32>)
func.func @splat_filter(%x: tensor<1x10x10x8xf32>) -> tensor<1x8x8x12xf32> {
  %w = arith.constant dense<0.25> : tensor<3x3x8x12xf32>
  %z = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<1x8x8x12xf32>
  %f = linalg.fill ins(%z : f32) outs(%e : tensor<1x8x8x12xf32>) -> tensor<1x8x8x12xf32>
  %r = linalg.conv_2d_nhwc_hwcf ins(%x, %w : tensor<1x10x10x8xf32>, tensor<3x3x8x12xf32>) outs(%f : tensor<1x8x8x12xf32>) -> tensor<1x8x8x12xf32>
  return %r : tensor<1x8x8x12xf32>
}

// -----

// CHECK-LABEL: @splat_depthwise
// CHECK: %[[W:.*]] = ridge.constant dense<5.000000e-01> : tensor<3x3x8xf32>
// CHECK: ridge.contract ins(%{{.*}}, %[[W]] : tensor<8x8x8xf32>, tensor<3x3x8xf32>)
func.func @splat_depthwise(%x: tensor<1x8x8x8xf32>) -> tensor<1x6x6x8xf32> {
  %w = arith.constant dense<0.5> : tensor<3x3x8xf32>
  %z = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<1x6x6x8xf32>
  %f = linalg.fill ins(%z : f32) outs(%e : tensor<1x6x6x8xf32>) -> tensor<1x6x6x8xf32>
  %r = linalg.depthwise_conv_2d_nhwc_hwc ins(%x, %w : tensor<1x8x8x8xf32>, tensor<3x3x8xf32>) outs(%f : tensor<1x6x6x8xf32>) -> tensor<1x6x6x8xf32>
  return %r : tensor<1x6x6x8xf32>
}

// -----

// Transposed on the way, as torch writes a linear layer.
// CHECK-LABEL: @splat_transposed
// CHECK: %[[W:.*]] = ridge.constant dense<2.500000e-01> : tensor<16x8xf32>
// CHECK: ridge.contract ins(%{{.*}}, %[[W]] : tensor<4x16xf32>, tensor<16x8xf32>)
func.func @splat_transposed(%x: tensor<4x16xf32>) -> tensor<4x8xf32> {
  %w = arith.constant dense<0.25> : tensor<8x16xf32>
  %et = tensor.empty() : tensor<16x8xf32>
  %t = linalg.transpose ins(%w : tensor<8x16xf32>) outs(%et : tensor<16x8xf32>) permutation = [1, 0]
  %z = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<4x8xf32>
  %f = linalg.fill ins(%z : f32) outs(%e : tensor<4x8xf32>) -> tensor<4x8xf32>
  %r = linalg.matmul ins(%x, %t : tensor<4x16xf32>, tensor<16x8xf32>) outs(%f : tensor<4x8xf32>) -> tensor<4x8xf32>
  return %r : tensor<4x8xf32>
}

// -----

// With dims of extent 1 that go: the constant has the new shape, no view does.
// CHECK-LABEL: @splat_with_unit_dims
// CHECK: %[[W:.*]] = ridge.constant dense<2.500000e-01> : tensor<8x12xf32>
// CHECK-NOT: ridge.reshape {{.*}}8x12
// CHECK: ridge.contract ins(%{{.*}}, %[[W]]
func.func @splat_with_unit_dims(%x: tensor<1x10x10x8xf32>) -> tensor<1x10x10x12xf32> {
  %w = arith.constant dense<0.25> : tensor<1x1x8x12xf32>
  %z = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<1x10x10x12xf32>
  %f = linalg.fill ins(%z : f32) outs(%e : tensor<1x10x10x12xf32>) -> tensor<1x10x10x12xf32>
  %r = linalg.conv_2d_nhwc_hwcf ins(%x, %w : tensor<1x10x10x8xf32>, tensor<1x1x8x12xf32>) outs(%f : tensor<1x10x10x12xf32>) -> tensor<1x10x10x12xf32>
  return %r : tensor<1x10x10x12xf32>
}

// -----

// What is the same along the sum scales it, and is a constant of a body: there
// is nothing to contract.
// CHECK-LABEL: @splat_scale
// CHECK-NOT: ridge.constant
// CHECK: ridge.map
// CHECK-NEXT: ^bb0(%[[X:.*]]: f32):
// CHECK: arith.constant 2.5
// CHECK: ridge.reduce
func.func @splat_scale(%x: tensor<4x16xf32>) -> tensor<4xf32> {
  %s = arith.constant dense<2.5> : tensor<4xf32>
  %z = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<4xf32>
  %f = linalg.fill ins(%z : f32) outs(%e : tensor<4xf32>) -> tensor<4xf32>
  %r = linalg.generic {indexing_maps = [affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> (i)>, affine_map<(i, j) -> (i)>],
      iterator_types = ["parallel", "reduction"]} ins(%x, %s : tensor<4x16xf32>, tensor<4xf32>) outs(%f : tensor<4xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %p = arith.mulf %a, %b : f32
    %t = arith.addf %p, %o : f32
    linalg.yield %t : f32
  } -> tensor<4xf32>
  return %r : tensor<4xf32>
}

// -----

// A splat beside an operand that has the summed dim folds into what it joins.
// CHECK-LABEL: @splat_bias_within_a_factor
// CHECK-NOT: ridge.constant
// CHECK: %[[A:.*]] = ridge.map ins(%{{.*}} : tensor<4x16xf32>) extents [4, 16]
// CHECK: ridge.contract ins(%[[A]], %{{.*}} : tensor<4x16xf32>, tensor<16x8xf32>)
#a = affine_map<(m, n, k) -> (m, k)>
#k = affine_map<(m, n, k) -> (k)>
#b = affine_map<(m, n, k) -> (k, n)>
#c = affine_map<(m, n, k) -> (m, n)>
func.func @splat_bias_within_a_factor(%x: tensor<4x16xf32>, %w: tensor<16x8xf32>) -> tensor<4x8xf32> {
  %s = arith.constant dense<2.5> : tensor<16xf32>
  %z = arith.constant dense<0.0> : tensor<4x8xf32>
  %r = linalg.generic {indexing_maps = [#a, #k, #b, #c], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%x, %s, %w : tensor<4x16xf32>, tensor<16xf32>, tensor<16x8xf32>) outs(%z : tensor<4x8xf32>) {
  ^bb0(%a: f32, %t: f32, %b: f32, %o: f32):
    %q = arith.addf %a, %t : f32
    %p = arith.mulf %q, %b : f32
    %u = arith.addf %p, %o : f32
    linalg.yield %u : f32
  } -> tensor<4x8xf32>
  return %r : tensor<4x8xf32>
}
