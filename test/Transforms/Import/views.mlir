// RUN: ridge-opt --split-input-file --ridge-import %s | FileCheck %s

// What computes nothing becomes a view.

// CHECK-LABEL: @transpose
// CHECK: ridge.transpose %{{.*}} by [1, 0] : tensor<4x8xf32> -> tensor<8x4xf32>
func.func @transpose(%x: tensor<4x8xf32>) -> tensor<8x4xf32> {
  %e = tensor.empty() : tensor<8x4xf32>
  %r = linalg.transpose ins(%x : tensor<4x8xf32>) outs(%e : tensor<8x4xf32>) permutation = [1, 0]
  return %r : tensor<8x4xf32>
}

// -----

// CHECK-LABEL: @transpose_as_generic
// CHECK: ridge.transpose %{{.*}} by [2, 0, 1] : tensor<2x4x8xf32> -> tensor<8x2x4xf32>
func.func @transpose_as_generic(%x: tensor<2x4x8xf32>) -> tensor<8x2x4xf32> {
  %e = tensor.empty() : tensor<8x2x4xf32>
  %r = linalg.generic {indexing_maps = [affine_map<(i, j, k) -> (j, k, i)>, affine_map<(i, j, k) -> (i, j, k)>],
      iterator_types = ["parallel", "parallel", "parallel"]} ins(%x : tensor<2x4x8xf32>) outs(%e : tensor<8x2x4xf32>) {
  ^bb0(%a: f32, %o: f32):
    linalg.yield %a : f32
  } -> tensor<8x2x4xf32>
  return %r : tensor<8x2x4xf32>
}

// -----

// CHECK-LABEL: @broadcast
// CHECK: ridge.broadcast %{{.*}} along [0] : tensor<8xf32> -> tensor<4x8xf32>
func.func @broadcast(%x: tensor<8xf32>) -> tensor<4x8xf32> {
  %e = tensor.empty() : tensor<4x8xf32>
  %r = linalg.broadcast ins(%x : tensor<8xf32>) outs(%e : tensor<4x8xf32>) dimensions = [0]
  return %r : tensor<4x8xf32>
}

// -----

// CHECK-LABEL: @broadcast_of_transposed
// CHECK: %[[T:.*]] = ridge.transpose %{{.*}} by [1, 0] : tensor<4x8xf32> -> tensor<8x4xf32>
// CHECK: ridge.broadcast %[[T]] along [1] : tensor<8x4xf32> -> tensor<8x3x4xf32>
func.func @broadcast_of_transposed(%x: tensor<4x8xf32>) -> tensor<8x3x4xf32> {
  %e = tensor.empty() : tensor<8x3x4xf32>
  %r = linalg.generic {indexing_maps = [affine_map<(i, j, k) -> (k, i)>, affine_map<(i, j, k) -> (i, j, k)>],
      iterator_types = ["parallel", "parallel", "parallel"]} ins(%x : tensor<4x8xf32>) outs(%e : tensor<8x3x4xf32>) {
  ^bb0(%a: f32, %o: f32):
    linalg.yield %a : f32
  } -> tensor<8x3x4xf32>
  return %r : tensor<8x3x4xf32>
}

// -----

// CHECK-LABEL: @copy_is_its_source
// CHECK-SAME: (%[[X:.*]]: tensor<8xf32>)
// CHECK-NEXT: return %[[X]]
func.func @copy_is_its_source(%x: tensor<8xf32>) -> tensor<8xf32> {
  %e = tensor.empty() : tensor<8xf32>
  %r = linalg.copy ins(%x : tensor<8xf32>) outs(%e : tensor<8xf32>) -> tensor<8xf32>
  return %r : tensor<8xf32>
}

// -----

// CHECK-LABEL: @reshapes_join
// CHECK: ridge.reshape %{{.*}} : tensor<4x6xf32> -> tensor<2x12xf32>
// CHECK-NOT: ridge.reshape
func.func @reshapes_join(%x: tensor<4x6xf32>) -> tensor<2x12xf32> {
  %a = tensor.collapse_shape %x [[0, 1]] : tensor<4x6xf32> into tensor<24xf32>
  %b = tensor.expand_shape %a [[0, 1]] output_shape [2, 12] : tensor<24xf32> into tensor<2x12xf32>
  return %b : tensor<2x12xf32>
}

// -----

// CHECK-LABEL: @slice_with_stride
// CHECK: ridge.slice %{{.*}} at [0, 1] by [1, 2] : tensor<4x8xf32> -> tensor<4x3xf32>
func.func @slice_with_stride(%x: tensor<4x8xf32>) -> tensor<4x3xf32> {
  %r = tensor.extract_slice %x[0, 1] [4, 3] [1, 2] : tensor<4x8xf32> to tensor<4x3xf32>
  return %r : tensor<4x3xf32>
}

// -----

// CHECK-LABEL: @slice_drops_a_dim
// CHECK: %[[S:.*]] = ridge.slice %{{.*}} at [2, 0] by [1, 1] : tensor<4x8xf32> -> tensor<1x8xf32>
// CHECK: ridge.reshape %[[S]] : tensor<1x8xf32> -> tensor<8xf32>
func.func @slice_drops_a_dim(%x: tensor<4x8xf32>) -> tensor<8xf32> {
  %r = tensor.extract_slice %x[2, 0] [1, 8] [1, 1] : tensor<4x8xf32> to tensor<8xf32>
  return %r : tensor<8xf32>
}

// -----

// CHECK-LABEL: @concat
// CHECK: ridge.concat %{{.*}}, %{{.*}} along 1 : tensor<4x2xf32>, tensor<4x6xf32> -> tensor<4x8xf32>
func.func @concat(%x: tensor<4x2xf32>, %y: tensor<4x6xf32>) -> tensor<4x8xf32> {
  %r = tensor.concat dim(1) %x, %y : (tensor<4x2xf32>, tensor<4x6xf32>) -> tensor<4x8xf32>
  return %r : tensor<4x8xf32>
}

// -----

// CHECK-LABEL: @pad
// CHECK: %[[F:.*]] = ridge.fill 0xFF800000 : f32 -> tensor<6x9xf32>
// CHECK: ridge.insert %{{.*}} into %[[F]] at [1, 0] by [1, 1] : tensor<4x8xf32> into tensor<6x9xf32> -> tensor<6x9xf32>
func.func @pad(%x: tensor<4x8xf32>) -> tensor<6x9xf32> {
  %c = arith.constant 0xFF800000 : f32
  %r = tensor.pad %x low[1, 0] high[1, 1] {
  ^bb0(%i: index, %j: index):
    tensor.yield %c : f32
  } : tensor<4x8xf32> to tensor<6x9xf32>
  return %r : tensor<6x9xf32>
}

// -----

// CHECK-LABEL: @insert_slice
// CHECK: ridge.insert %{{.*}} into %{{.*}} at [0, 4] by [1, 2] : tensor<4x2xf32> into tensor<4x8xf32> -> tensor<4x8xf32>
func.func @insert_slice(%x: tensor<4x2xf32>, %y: tensor<4x8xf32>) -> tensor<4x8xf32> {
  %r = tensor.insert_slice %x into %y[0, 4] [4, 2] [1, 2] : tensor<4x2xf32> into tensor<4x8xf32>
  return %r : tensor<4x8xf32>
}

// -----

// Parts of an empty tensor: it is filled, for every element is defined later.
// CHECK-LABEL: func.func @put_together
// CHECK: %[[F:.*]] = ridge.fill
// CHECK: %[[A:.*]] = ridge.insert %{{.*}} into %[[F]]
// CHECK: %[[B:.*]] = ridge.insert %{{.*}} into %[[A]]
// CHECK: return %[[B]]
func.func @put_together(%x: tensor<4x6xf32>, %y: tensor<4x6xf32>) -> tensor<8x6xf32> {
  %e = tensor.empty() : tensor<8x6xf32>
  %0 = tensor.insert_slice %x into %e[0, 0] [4, 6] [1, 1] : tensor<4x6xf32> into tensor<8x6xf32>
  %1 = tensor.insert_slice %y into %0[4, 0] [4, 6] [1, 1] : tensor<4x6xf32> into tensor<8x6xf32>
  return %1 : tensor<8x6xf32>
}

// -----

// A roll joins parts whose sizes were forgotten.
// CHECK-LABEL: func.func @roll
// CHECK: ridge.concat
// CHECK-SAME: tensor<2xf32>, tensor<5xf32>
func.func @roll(%x: tensor<7xf32>) -> tensor<7xf32> {
  %a = tensor.extract_slice %x[5] [2] [1] : tensor<7xf32> to tensor<2xf32>
  %b = tensor.extract_slice %x[0] [5] [1] : tensor<7xf32> to tensor<5xf32>
  %c = tensor.cast %a : tensor<2xf32> to tensor<?xf32>
  %d = tensor.cast %b : tensor<5xf32> to tensor<?xf32>
  %r = tensor.concat dim(0) %c, %d : (tensor<?xf32>, tensor<?xf32>) -> tensor<7xf32>
  return %r : tensor<7xf32>
}
