// RUN: ridge-opt --split-input-file --ridge-import %s | FileCheck %s

// acc + ext(a) * ext(b): ridge.contract. Which product it is, the maps say.

// CHECK-DAG: #[[A:.*]] = affine_map<(d0, d1, d2) -> (d0, d2)>
// CHECK-DAG: #[[B:.*]] = affine_map<(d0, d1, d2) -> (d2, d1)>
// CHECK-DAG: #[[C:.*]] = affine_map<(d0, d1, d2) -> (d0, d1)>
// CHECK-LABEL: @matmul
// CHECK: ridge.contract ins(%{{.*}}, %{{.*}} : tensor<4x16xf32>, tensor<16x8xf32>) init 0.0{{.*}} : f32 extents [4, 8, 16] maps [#[[A]], #[[B]], #[[C]]]
// CHECK-NEXT: ^bb0(%[[X:.*]]: f32, %[[Y:.*]]: f32, %[[ACC:.*]]: f32):
// CHECK-NEXT: %[[P:.*]] = arith.mulf %[[X]], %[[Y]] : f32
// CHECK-NEXT: %[[S:.*]] = arith.addf %[[ACC]], %[[P]] : f32
// CHECK-NEXT: ridge.yield %[[S]] : f32
func.func @matmul(%a: tensor<4x16xf32>, %b: tensor<16x8xf32>) -> tensor<4x8xf32> {
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<4x8xf32>
  %f = linalg.fill ins(%zero : f32) outs(%e : tensor<4x8xf32>) -> tensor<4x8xf32>
  %r = linalg.matmul ins(%a, %b : tensor<4x16xf32>, tensor<16x8xf32>) outs(%f : tensor<4x8xf32>) -> tensor<4x8xf32>
  return %r : tensor<4x8xf32>
}

// -----

// The same, with sum and product written the other way round, as a generic that
// reads b transposed.
// CHECK-LABEL: @matmul_as_generic
// CHECK: ridge.contract {{.*}} extents [4, 8, 16]
// CHECK: %[[P:.*]] = arith.mulf
// CHECK: arith.addf %{{.*}}, %[[P]] : f32
func.func @matmul_as_generic(%a: tensor<4x16xf32>, %b: tensor<8x16xf32>) -> tensor<4x8xf32> {
  %zero = arith.constant dense<0.0> : tensor<4x8xf32>
  %r = linalg.generic {indexing_maps = [affine_map<(m, n, k) -> (n, k)>, affine_map<(m, n, k) -> (m, k)>, affine_map<(m, n, k) -> (m, n)>],
      iterator_types = ["parallel", "parallel", "reduction"]} ins(%b, %a : tensor<8x16xf32>, tensor<4x16xf32>) outs(%zero : tensor<4x8xf32>) {
  ^bb0(%x: f32, %y: f32, %o: f32):
    %p = arith.mulf %y, %x : f32
    %s = arith.addf %p, %o : f32
    linalg.yield %s : f32
  } -> tensor<4x8xf32>
  return %r : tensor<4x8xf32>
}

// -----

// CHECK-LABEL: @bf16_into_f32
// CHECK: ridge.contract ins({{.*}} : tensor<2x4x16xbf16>, tensor<2x16x8xbf16>) {{.*}} extents [2, 4, 8, 16]
// CHECK: arith.extf %{{.*}} : bf16 to f32
// CHECK: arith.extf %{{.*}} : bf16 to f32
// CHECK: arith.mulf %{{.*}} : f32
func.func @bf16_into_f32(%a: tensor<2x4x16xbf16>, %b: tensor<2x16x8xbf16>) -> tensor<2x4x8xf32> {
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<2x4x8xf32>
  %f = linalg.fill ins(%zero : f32) outs(%e : tensor<2x4x8xf32>) -> tensor<2x4x8xf32>
  %r = linalg.batch_matmul ins(%a, %b : tensor<2x4x16xbf16>, tensor<2x16x8xbf16>) outs(%f : tensor<2x4x8xf32>) -> tensor<2x4x8xf32>
  return %r : tensor<2x4x8xf32>
}

// -----

// CHECK: #[[IMAGE:.*]] = affine_map<(d0, d1, d2, d3, d4, d5) -> (d3, d1 * 2 + d4 * 3, d2 * 2 + d5 * 3)>
// CHECK-LABEL: @convolution_with_stride_and_dilation
// CHECK: ridge.contract ins({{.*}} : tensor<4x13x13xf32>, tensor<8x4x3x3xf32>) {{.*}} extents [8, 4, 4, 4, 3, 3] maps [#[[IMAGE]],
func.func @convolution_with_stride_and_dilation(%x: tensor<1x4x13x13xf32>, %w: tensor<8x4x3x3xf32>) -> tensor<1x8x4x4xf32> {
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<1x8x4x4xf32>
  %f = linalg.fill ins(%zero : f32) outs(%e : tensor<1x8x4x4xf32>) -> tensor<1x8x4x4xf32>
  %r = linalg.conv_2d_nchw_fchw {dilations = dense<3> : vector<2xi64>, strides = dense<2> : vector<2xi64>}
      ins(%x, %w : tensor<1x4x13x13xf32>, tensor<8x4x3x3xf32>) outs(%f : tensor<1x8x4x4xf32>) -> tensor<1x8x4x4xf32>
  return %r : tensor<1x8x4x4xf32>
}

// -----

// A depthwise convolution: the channel is in both inputs and the result.
// CHECK-LABEL: @depthwise
// CHECK: ridge.contract {{.*}} extents [6, 6, 8, 3, 3]
func.func @depthwise(%x: tensor<1x8x8x8xf32>, %w: tensor<3x3x8xf32>) -> tensor<1x6x6x8xf32> {
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<1x6x6x8xf32>
  %f = linalg.fill ins(%zero : f32) outs(%e : tensor<1x6x6x8xf32>) -> tensor<1x6x6x8xf32>
  %r = linalg.depthwise_conv_2d_nhwc_hwc {dilations = dense<1> : vector<2xi64>, strides = dense<1> : vector<2xi64>}
      ins(%x, %w : tensor<1x8x8x8xf32>, tensor<3x3x8xf32>) outs(%f : tensor<1x6x6x8xf32>) -> tensor<1x6x6x8xf32>
  return %r : tensor<1x6x6x8xf32>
}

// -----

// A product with one row: the unit dim is gone.
// CHECK-LABEL: @one_row
// CHECK: ridge.contract ins({{.*}} : tensor<16xf32>, tensor<16x8xf32>) {{.*}} extents [8, 16]
func.func @one_row(%a: tensor<1x16xf32>, %b: tensor<16x8xf32>) -> tensor<1x8xf32> {
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<1x8xf32>
  %f = linalg.fill ins(%zero : f32) outs(%e : tensor<1x8xf32>) -> tensor<1x8xf32>
  %r = linalg.matmul ins(%a, %b : tensor<1x16xf32>, tensor<16x8xf32>) outs(%f : tensor<1x8xf32>) -> tensor<1x8xf32>
  return %r : tensor<1x8xf32>
}

// -----

// A factor that is a function of one operand is computed on it.
// CHECK-LABEL: @function_of_an_operand
// CHECK: %[[A:.*]] = ridge.map ins(%{{.*}} : tensor<4x16xf32>) extents [4, 16]
// CHECK: math.exp
// CHECK: ridge.contract ins(%[[A]], %{{.*}} : tensor<4x16xf32>, tensor<16x8xf32>)
func.func @function_of_an_operand(%a: tensor<4x16xf32>, %b: tensor<16x8xf32>) -> tensor<4x8xf32> {
  %zero = arith.constant dense<0.0> : tensor<4x8xf32>
  %r = linalg.generic {indexing_maps = [affine_map<(m, n, k) -> (m, k)>, affine_map<(m, n, k) -> (k, n)>, affine_map<(m, n, k) -> (m, n)>],
      iterator_types = ["parallel", "parallel", "reduction"]} ins(%a, %b : tensor<4x16xf32>, tensor<16x8xf32>) outs(%zero : tensor<4x8xf32>) {
  ^bb0(%x: f32, %y: f32, %o: f32):
    %e = math.exp %x : f32
    %p = arith.mulf %e, %y : f32
    %s = arith.addf %p, %o : f32
    linalg.yield %s : f32
  } -> tensor<4x8xf32>
  return %r : tensor<4x8xf32>
}

// -----

// A product that starts from a tensor adds it afterwards.
// CHECK-LABEL: @product_starts_from_a_tensor
// CHECK: %[[R:.*]] = ridge.contract {{.*}} init 0.0{{.*}} : f32
// CHECK: ridge.map ins(%{{.*}}, %[[R]] : tensor<4x8xf32>, tensor<4x8xf32>)
func.func @product_starts_from_a_tensor(%a: tensor<4x16xf32>, %b: tensor<16x8xf32>, %c: tensor<4x8xf32>) -> tensor<4x8xf32> {
  %r = linalg.matmul ins(%a, %b : tensor<4x16xf32>, tensor<16x8xf32>) outs(%c : tensor<4x8xf32>) -> tensor<4x8xf32>
  return %r : tensor<4x8xf32>
}

// -----

// A product of a tensor with its own transpose is a contraction: its operands
// are one tensor at two places.
// CHECK-LABEL: func.func @gram
// CHECK-SAME: %[[X:.*]]: tensor<6x5xf32>
// CHECK-NOT: ridge.map
// CHECK: ridge.contract ins(%[[X]], %[[X]] : tensor<6x5xf32>, tensor<6x5xf32>)
func.func @gram(%x: tensor<6x5xf32>) -> tensor<6x6xf32> {
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<6x6xf32>
  %f = linalg.fill ins(%zero : f32) outs(%e : tensor<6x6xf32>) -> tensor<6x6xf32>
  %0 = linalg.matmul
      indexing_maps = [affine_map<(m, n, k) -> (m, k)>, affine_map<(m, n, k) -> (n, k)>, affine_map<(m, n, k) -> (m, n)>]
      ins(%x, %x : tensor<6x5xf32>, tensor<6x5xf32>) outs(%f : tensor<6x6xf32>) -> tensor<6x6xf32>
  return %0 : tensor<6x6xf32>
}
