// RUN: ridge-opt --split-input-file --ridge-import %s | FileCheck %s

// Producers that were fused into a product (mlir-opt's
// --linalg-fuse-elementwise-ops) are maps over the dims of their factor again.

// CHECK-DAG: #[[ID:.*]] = affine_map<(d0, d1) -> (d0, d1)>
// CHECK-DAG: #[[COLUMN:.*]] = affine_map<(d0, d1) -> (d1)>
// CHECK-LABEL: @bias_and_gate
// CHECK: %[[A:.*]] = ridge.map ins(%{{.*}}, %{{.*}} : tensor<4x16xf32>, tensor<16xf32>) extents [4, 16] maps [#[[ID]], #[[COLUMN]], #[[ID]]]
// CHECK: arith.addf
// CHECK: %[[B:.*]] = ridge.map ins(%{{.*}}, %{{.*}} : tensor<16x8xi8>, tensor<8xf32>) extents [16, 8] maps [#[[ID]], #[[COLUMN]], #[[ID]]]
// CHECK: arith.sitofp
// CHECK: ridge.contract ins(%[[A]], %[[B]] : tensor<4x16xf32>, tensor<16x8xf32>) init 0.0{{.*}} extents [4, 8, 16]
#a = affine_map<(m, n, k) -> (m, k)>
#k = affine_map<(m, n, k) -> (k)>
#b = affine_map<(m, n, k) -> (k, n)>
#n = affine_map<(m, n, k) -> (n)>
#c = affine_map<(m, n, k) -> (m, n)>
func.func @bias_and_gate(%x: tensor<4x16xf32>, %bias: tensor<16xf32>, %w: tensor<16x8xi8>, %scale: tensor<8xf32>) -> tensor<4x8xf32> {
  %z = arith.constant dense<0.0> : tensor<4x8xf32>
  %r = linalg.generic {indexing_maps = [#a, #k, #b, #n, #c], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%x, %bias, %w, %scale : tensor<4x16xf32>, tensor<16xf32>, tensor<16x8xi8>, tensor<8xf32>) outs(%z : tensor<4x8xf32>) {
  ^bb0(%a: f32, %t: f32, %b: i8, %s: f32, %o: f32):
    %q = arith.addf %a, %t : f32
    %wide = arith.sitofp %b : i8 to f32
    %v = arith.mulf %wide, %s : f32
    %p = arith.mulf %q, %v : f32
    %u = arith.addf %o, %p : f32
    linalg.yield %u : f32
  } -> tensor<4x8xf32>
  return %r : tensor<4x8xf32>
}

// -----

// A factor that depends on its position: a causal mask.
// CHECK-LABEL: @position_in_a_factor
// CHECK: %[[A:.*]] = ridge.map ins(%{{.*}} : tensor<4x4xf32>) extents [4, 4]
// CHECK-DAG: ridge.index 0
// CHECK-DAG: ridge.index 1
// CHECK: ridge.contract ins(%[[A]], %{{.*}} : tensor<4x4xf32>, tensor<4x8xf32>)
#a = affine_map<(n, m, k) -> (m, k)>
#b = affine_map<(n, m, k) -> (k, n)>
#c = affine_map<(n, m, k) -> (m, n)>
func.func @position_in_a_factor(%x: tensor<4x4xf32>, %w: tensor<4x8xf32>) -> tensor<4x8xf32> {
  %z = arith.constant dense<0.0> : tensor<4x8xf32>
  %zero = arith.constant 0.0 : f32
  %r = linalg.generic {indexing_maps = [#a, #b, #c], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%x, %w : tensor<4x4xf32>, tensor<4x8xf32>) outs(%z : tensor<4x8xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %i = linalg.index 1 : index
    %j = linalg.index 2 : index
    %before = arith.cmpi sge, %i, %j : index
    %q = arith.select %before, %a, %zero : f32
    %p = arith.mulf %q, %b : f32
    %u = arith.addf %o, %p : f32
    linalg.yield %u : f32
  } -> tensor<4x8xf32>
  return %r : tensor<4x8xf32>
}

// -----

// Windows: what is computed on an image is computed once a pixel.
// CHECK-LABEL: @image_with_bias
// CHECK: %[[A:.*]] = ridge.map ins(%{{.*}}, %{{.*}} : tensor<10x8xf32>, tensor<8xf32>) extents [10, 8]
// CHECK: ridge.contract ins(%[[A]], %{{.*}} : tensor<10x8xf32>, tensor<3x8x4xf32>)
#x = affine_map<(h, f, k, c) -> (h + k, c)>
#s = affine_map<(h, f, k, c) -> (c)>
#w = affine_map<(h, f, k, c) -> (k, c, f)>
#y = affine_map<(h, f, k, c) -> (h, f)>
func.func @image_with_bias(%x: tensor<10x8xf32>, %s: tensor<8xf32>, %w: tensor<3x8x4xf32>) -> tensor<8x4xf32> {
  %z = arith.constant dense<0.0> : tensor<8x4xf32>
  %r = linalg.generic {indexing_maps = [#x, #s, #w, #y], iterator_types = ["parallel", "parallel", "reduction", "reduction"]}
      ins(%x, %s, %w : tensor<10x8xf32>, tensor<8xf32>, tensor<3x8x4xf32>) outs(%z : tensor<8x4xf32>) {
  ^bb0(%a: f32, %t: f32, %b: f32, %o: f32):
    %q = arith.addf %a, %t : f32
    %p = arith.mulf %q, %b : f32
    %u = arith.addf %o, %p : f32
    linalg.yield %u : f32
  } -> tensor<8x4xf32>
  return %r : tensor<8x4xf32>
}

// -----

// One window in four is read: the factor is computed where it is read.
// CHECK-LABEL: @strided_image
// CHECK: %[[A:.*]] = ridge.map ins(%{{.*}} : tensor<16x8xf32>) extents [4, 8]
// CHECK: ridge.contract ins(%[[A]], %{{.*}} : tensor<4x8xf32>, tensor<8x4xf32>)
#x = affine_map<(h, f, c) -> (4 * h, c)>
#w = affine_map<(h, f, c) -> (c, f)>
#y = affine_map<(h, f, c) -> (h, f)>
func.func @strided_image(%x: tensor<16x8xf32>, %w: tensor<8x4xf32>) -> tensor<4x4xf32> {
  %z = arith.constant dense<0.0> : tensor<4x4xf32>
  %r = linalg.generic {indexing_maps = [#x, #w, #y], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%x, %w : tensor<16x8xf32>, tensor<8x4xf32>) outs(%z : tensor<4x4xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %q = math.exp %a : f32
    %p = arith.mulf %q, %b : f32
    %u = arith.addf %o, %p : f32
    linalg.yield %u : f32
  } -> tensor<4x4xf32>
  return %r : tensor<4x4xf32>
}

// -----

// Factors over all of the iteration: there is nothing to contract.
// CHECK-LABEL: @sum_of_squared_differences
// CHECK: %[[S:.*]] = ridge.map ins({{.*}}) extents [4, 16]
// CHECK: ridge.reduce ins(%[[S]] : tensor<4x16xf32>)
#all = affine_map<(i, j) -> (i, j)>
#row = affine_map<(i, j) -> (i)>
func.func @sum_of_squared_differences(%x: tensor<4x16xf32>, %m: tensor<4xf32>) -> tensor<4xf32> {
  %z = arith.constant dense<0.0> : tensor<4xf32>
  %r = linalg.generic {indexing_maps = [#all, #row, #row], iterator_types = ["parallel", "reduction"]}
      ins(%x, %m : tensor<4x16xf32>, tensor<4xf32>) outs(%z : tensor<4xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %d = arith.subf %a, %b : f32
    %p = arith.mulf %d, %d : f32
    %u = arith.addf %o, %p : f32
    linalg.yield %u : f32
  } -> tensor<4xf32>
  return %r : tensor<4xf32>
}

// -----

// What is reduced lacks a dim that only counts windows: it is computed once.
// CHECK-LABEL: @windows_of_a_map
// CHECK: %[[A:.*]] = ridge.map ins(%{{.*}}, %{{.*}} : tensor<10x8xf32>, tensor<8xf32>) extents [10, 8]
// CHECK: ridge.reduce ins(%[[A]] : tensor<10x8xf32>) {{.*}} extents [8, 8, 3]
#x = affine_map<(h, c, k) -> (h + k, c)>
#s = affine_map<(h, c, k) -> (c)>
#y = affine_map<(h, c, k) -> (h, c)>
func.func @windows_of_a_map(%x: tensor<10x8xf32>, %s: tensor<8xf32>) -> tensor<8x8xf32> {
  %z = arith.constant dense<0.0> : tensor<8x8xf32>
  %w = tensor.empty() : tensor<3xf32>
  %r = linalg.generic {indexing_maps = [#x, #s, affine_map<(h, c, k) -> (k)>, #y], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%x, %s, %w : tensor<10x8xf32>, tensor<8xf32>, tensor<3xf32>) outs(%z : tensor<8x8xf32>) {
  ^bb0(%a: f32, %t: f32, %b: f32, %o: f32):
    %q = arith.addf %a, %t : f32
    %u = arith.addf %o, %q : f32
    linalg.yield %u : f32
  } -> tensor<8x8xf32>
  return %r : tensor<8x8xf32>
}

// -----

// acc - a * b is the initial value less the product.
// CHECK-LABEL: @product_taken_away
// CHECK: %[[P:.*]] = ridge.contract ins(%{{.*}}, %{{.*}} : tensor<4x16xf32>, tensor<16x8xf32>) init 0.0
// CHECK: %[[R:.*]] = ridge.map ins(%{{.*}}, %[[P]] :
// CHECK: arith.subf
#a = affine_map<(m, n, k) -> (m, k)>
#b = affine_map<(m, n, k) -> (k, n)>
#c = affine_map<(m, n, k) -> (m, n)>
func.func @product_taken_away(%x: tensor<4x16xf32>, %w: tensor<16x8xf32>, %y: tensor<4x8xf32>) -> tensor<4x8xf32> {
  %r = linalg.generic {indexing_maps = [#a, #b, #c], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%x, %w : tensor<4x16xf32>, tensor<16x8xf32>) outs(%y : tensor<4x8xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %p = arith.mulf %a, %b : f32
    %u = arith.subf %o, %p : f32
    linalg.yield %u : f32
  } -> tensor<4x8xf32>
  return %r : tensor<4x8xf32>
}
