// RUN: ridge-opt %s -split-input-file \
// RUN:   --pass-pipeline='builtin.module(func.func(ridge-align-shapes))' \
// RUN:   | FileCheck %s

#batch_a = affine_map<(b, m, n, k) -> (b, m, k)>
#batch_b = affine_map<(b, m, n, k) -> (b, k, n)>
#batch_c = affine_map<(b, m, n, k) -> (b, m, n)>
#whole = affine_map<(b, h, m, n) -> (b, h, m, n)>
#mask = affine_map<(b, h, m, n) -> (b, n)>

// Heads that were flattened for the product alone: it has batches and heads, as
// the mask behind it.
// CHECK-LABEL: func @heads
// CHECK-NOT: collapse_shape
// CHECK: %[[SUM:.+]] = linalg.generic {{.*}} iterator_types = ["parallel", "parallel", "parallel", "parallel", "reduction"]
// CHECK-SAME: tensor<2x3x4x8xf32>, tensor<2x3x8x4xf32>
// CHECK: linalg.generic {{.*}} ins(%[[SUM]], %{{.+}} : tensor<2x3x4x4xf32>, tensor<2x4xf32>)
// CHECK-NOT: expand_shape
func.func @heads(%q: tensor<2x3x4x8xf32>, %k: tensor<2x3x8x4xf32>,
                 %mask: tensor<2x4xf32>) -> tensor<2x3x4x4xf32> {
  %zero = arith.constant 0.0 : f32
  %a = tensor.collapse_shape %q [[0, 1], [2], [3]]
      : tensor<2x3x4x8xf32> into tensor<6x4x8xf32>
  %b = tensor.collapse_shape %k [[0, 1], [2], [3]]
      : tensor<2x3x8x4xf32> into tensor<6x8x4xf32>
  %e = tensor.empty() : tensor<6x4x4xf32>
  %f = linalg.fill ins(%zero : f32) outs(%e : tensor<6x4x4xf32>)
      -> tensor<6x4x4xf32>
  %s = linalg.generic {indexing_maps = [#batch_a, #batch_b, #batch_c],
      iterator_types = ["parallel", "parallel", "parallel", "reduction"]}
      ins(%a, %b : tensor<6x4x8xf32>, tensor<6x8x4xf32>)
      outs(%f : tensor<6x4x4xf32>) {
  ^bb0(%x: f32, %y: f32, %acc: f32):
    %p = arith.mulf %x, %y : f32
    %t = arith.addf %acc, %p : f32
    linalg.yield %t : f32
  } -> tensor<6x4x4xf32>
  %w = tensor.expand_shape %s [[0, 1], [2], [3]] output_shape [2, 3, 4, 4]
      : tensor<6x4x4xf32> into tensor<2x3x4x4xf32>
  %o = tensor.empty() : tensor<2x3x4x4xf32>
  %r = linalg.generic {indexing_maps = [#whole, #mask, #whole],
      iterator_types = ["parallel", "parallel", "parallel", "parallel"]}
      ins(%w, %mask : tensor<2x3x4x4xf32>, tensor<2x4xf32>)
      outs(%o : tensor<2x3x4x4xf32>) {
  ^bb0(%x: f32, %y: f32, %old: f32):
    %t = arith.addf %x, %y : f32
    linalg.yield %t : f32
  } -> tensor<2x3x4x4xf32>
  return %r : tensor<2x3x4x4xf32>
}

// -----

#batch_a = affine_map<(b, m, n, k) -> (b, m, k)>
#batch_b = affine_map<(b, m, n, k) -> (b, k, n)>
#batch_c = affine_map<(b, m, n, k) -> (b, m, n)>
#three = affine_map<(b, m, n) -> (b, m, n)>
#whole = affine_map<(b, h, m, n) -> (b, h, m, n)>
#mask = affine_map<(b, h, m, n) -> (b, n)>

// What scales the product before the shape is back goes along.
// CHECK-LABEL: func @scaled
// CHECK: arith.mulf
// CHECK: linalg.generic {{.*}} ins(%{{.+}} : tensor<2x3x4x4xf32>)
// CHECK: arith.divf
// CHECK-NOT: expand_shape
func.func @scaled(%q: tensor<2x3x4x8xf32>, %k: tensor<2x3x8x4xf32>,
                  %mask: tensor<2x4xf32>) -> tensor<2x3x4x4xf32> {
  %zero = arith.constant 0.0 : f32
  %two = arith.constant 2.0 : f32
  %a = tensor.collapse_shape %q [[0, 1], [2], [3]]
      : tensor<2x3x4x8xf32> into tensor<6x4x8xf32>
  %b = tensor.collapse_shape %k [[0, 1], [2], [3]]
      : tensor<2x3x8x4xf32> into tensor<6x8x4xf32>
  %e = tensor.empty() : tensor<6x4x4xf32>
  %f = linalg.fill ins(%zero : f32) outs(%e : tensor<6x4x4xf32>)
      -> tensor<6x4x4xf32>
  %s = linalg.generic {indexing_maps = [#batch_a, #batch_b, #batch_c],
      iterator_types = ["parallel", "parallel", "parallel", "reduction"]}
      ins(%a, %b : tensor<6x4x8xf32>, tensor<6x8x4xf32>)
      outs(%f : tensor<6x4x4xf32>) {
  ^bb0(%x: f32, %y: f32, %acc: f32):
    %p = arith.mulf %x, %y : f32
    %t = arith.addf %acc, %p : f32
    linalg.yield %t : f32
  } -> tensor<6x4x4xf32>
  %d = linalg.generic {indexing_maps = [#three, #three],
      iterator_types = ["parallel", "parallel", "parallel"]}
      ins(%s : tensor<6x4x4xf32>) outs(%e : tensor<6x4x4xf32>) {
  ^bb0(%x: f32, %old: f32):
    %t = arith.divf %x, %two : f32
    linalg.yield %t : f32
  } -> tensor<6x4x4xf32>
  %w = tensor.expand_shape %d [[0, 1], [2], [3]] output_shape [2, 3, 4, 4]
      : tensor<6x4x4xf32> into tensor<2x3x4x4xf32>
  %o = tensor.empty() : tensor<2x3x4x4xf32>
  %r = linalg.generic {indexing_maps = [#whole, #mask, #whole],
      iterator_types = ["parallel", "parallel", "parallel", "parallel"]}
      ins(%w, %mask : tensor<2x3x4x4xf32>, tensor<2x4xf32>)
      outs(%o : tensor<2x3x4x4xf32>) {
  ^bb0(%x: f32, %y: f32, %old: f32):
    %t = arith.addf %x, %y : f32
    linalg.yield %t : f32
  } -> tensor<2x3x4x4xf32>
  return %r : tensor<2x3x4x4xf32>
}

// -----

#a = affine_map<(b, t, h, d, k) -> (b, t, k)>
#w = affine_map<(b, t, h, d, k) -> (k, h, d)>
#c = affine_map<(b, t, h, d, k) -> (b, t, h, d)>

// x[b, t, k] * w[k, h, d]: batches of tokens are rows, heads of values columns.
// CHECK-LABEL: func @einsum
// CHECK: linalg.generic {{.*}} iterator_types = ["parallel", "parallel", "reduction"]
// CHECK-SAME: ins(%{{.+}}, %{{.+}} : tensor<8x8xf32>, tensor<8x15xf32>)
// CHECK: expand_shape {{.*}} : tensor<8x15xf32> into tensor<2x4x3x5xf32>
func.func @einsum(%x: tensor<2x4x8xf32>, %w: tensor<8x3x5xf32>)
    -> tensor<2x4x3x5xf32> {
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<2x4x3x5xf32>
  %f = linalg.fill ins(%zero : f32) outs(%e : tensor<2x4x3x5xf32>)
      -> tensor<2x4x3x5xf32>
  %s = linalg.generic {indexing_maps = [#a, #w, #c],
      iterator_types = ["parallel", "parallel", "parallel", "parallel",
                        "reduction"]}
      ins(%x, %w : tensor<2x4x8xf32>, tensor<8x3x5xf32>)
      outs(%f : tensor<2x4x3x5xf32>) {
  ^bb0(%l: f32, %r: f32, %acc: f32):
    %p = arith.mulf %l, %r : f32
    %t = arith.addf %acc, %p : f32
    linalg.yield %t : f32
  } -> tensor<2x4x3x5xf32>
  return %s : tensor<2x4x3x5xf32>
}

// -----

#row = affine_map<(m, n) -> (m, n)>
#column = affine_map<(m, n) -> (n)>
#token = affine_map<(b, t, n) -> (b, t, n)>
#one = affine_map<(b, t, n) -> (b, t)>

// Behind a product of rows a residual and its sum have rows, too; what came
// before in the old shape is a view.
// CHECK-LABEL: func @rows
// CHECK-SAME: (%[[SUM:.+]]: tensor<8x6xf32>, %[[OLD:.+]]: tensor<2x4x6xf32>
// CHECK: %[[VIEW:.+]] = tensor.collapse_shape %[[OLD]]
// CHECK: %[[ADD:.+]] = linalg.generic {{.*}} ins(%[[SUM]], %[[VIEW]] : tensor<8x6xf32>, tensor<8x6xf32>)
// CHECK: %[[FOLD:.+]] = linalg.generic {{.*}} ins(%[[ADD]] : tensor<8x6xf32>) outs(%{{.+}} : tensor<8xf32>)
// CHECK: tensor.expand_shape %[[FOLD]] {{.*}} : tensor<8xf32> into tensor<2x4xf32>
func.func @rows(%sum: tensor<8x6xf32>, %old: tensor<2x4x6xf32>)
    -> tensor<2x4xf32> {
  %zero = arith.constant 0.0 : f32
  %x = tensor.expand_shape %sum [[0, 1], [2]] output_shape [2, 4, 6]
      : tensor<8x6xf32> into tensor<2x4x6xf32>
  %e = tensor.empty() : tensor<2x4x6xf32>
  %y = linalg.generic {indexing_maps = [#token, #token, #token],
      iterator_types = ["parallel", "parallel", "parallel"]}
      ins(%x, %old : tensor<2x4x6xf32>, tensor<2x4x6xf32>)
      outs(%e : tensor<2x4x6xf32>) {
  ^bb0(%l: f32, %r: f32, %o: f32):
    %t = arith.addf %l, %r : f32
    linalg.yield %t : f32
  } -> tensor<2x4x6xf32>
  %g = tensor.empty() : tensor<2x4xf32>
  %f = linalg.fill ins(%zero : f32) outs(%g : tensor<2x4xf32>)
      -> tensor<2x4xf32>
  %s = linalg.generic {indexing_maps = [#token, #one],
      iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%y : tensor<2x4x6xf32>) outs(%f : tensor<2x4xf32>) {
  ^bb0(%l: f32, %acc: f32):
    %t = arith.addf %acc, %l : f32
    linalg.yield %t : f32
  } -> tensor<2x4xf32>
  return %s : tensor<2x4xf32>
}

// -----

#token = affine_map<(b, t, n) -> (b, t, n)>
#swapped = affine_map<(b, t, n) -> (t, b, n)>

// A transposition becomes a view in any case, and stays where it is.
// CHECK-LABEL: func @view
// CHECK: %[[X:.+]] = tensor.expand_shape
// CHECK: linalg.generic {{.*}} ins(%[[X]] : tensor<2x4x6xf32>) outs(%{{.+}} : tensor<4x2x6xf32>)
func.func @view(%sum: tensor<8x6xf32>) -> tensor<4x2x6xf32> {
  %x = tensor.expand_shape %sum [[0, 1], [2]] output_shape [2, 4, 6]
      : tensor<8x6xf32> into tensor<2x4x6xf32>
  %e = tensor.empty() : tensor<4x2x6xf32>
  %y = linalg.generic {indexing_maps = [#token, #swapped],
      iterator_types = ["parallel", "parallel", "parallel"]}
      ins(%x : tensor<2x4x6xf32>) outs(%e : tensor<4x2x6xf32>) {
  ^bb0(%l: f32, %o: f32):
    linalg.yield %l : f32
  } -> tensor<4x2x6xf32>
  return %y : tensor<4x2x6xf32>
}

// -----

#token = affine_map<(b, t, n) -> (b, t, n)>

// Who asks where it is keeps the dims that it asks about.
// CHECK-LABEL: func @index
// CHECK: linalg.index 1
// CHECK: tensor<2x4x6xf32>
func.func @index(%sum: tensor<8x6xf32>) -> tensor<2x4x6xf32> {
  %x = tensor.expand_shape %sum [[0, 1], [2]] output_shape [2, 4, 6]
      : tensor<8x6xf32> into tensor<2x4x6xf32>
  %e = tensor.empty() : tensor<2x4x6xf32>
  %y = linalg.generic {indexing_maps = [#token, #token],
      iterator_types = ["parallel", "parallel", "parallel"]}
      ins(%x : tensor<2x4x6xf32>) outs(%e : tensor<2x4x6xf32>) {
  ^bb0(%l: f32, %o: f32):
    %i = linalg.index 1 : index
    %j = arith.index_cast %i : index to i32
    %k = arith.sitofp %j : i32 to f32
    %t = arith.addf %l, %k : f32
    linalg.yield %t : f32
  } -> tensor<2x4x6xf32>
  return %y : tensor<2x4x6xf32>
}
