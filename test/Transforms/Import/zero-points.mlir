// RUN: ridge-opt --split-input-file --ridge-import %s | FileCheck %s

// Zero points: the product reads the bytes as they are stored, and sums of one
// operand each correct it.

// (a - 3)(b + 5): K = 16, so the column sums are of b + 5, 16 * 5 apart.
// CHECK-LABEL: @both
// CHECK-SAME: (%[[A:.*]]: tensor<4x16xi8>, %[[B:.*]]: tensor<16x8xi8>)
// CHECK: %[[P:.*]] = ridge.contract ins(%[[A]], %[[B]] : tensor<4x16xi8>, tensor<16x8xi8>) init 0 : i32 extents [4, 8, 16]
// CHECK: %[[BW:.*]] = ridge.map ins(%[[B]] : tensor<16x8xi8>)
// CHECK: %[[COLUMNS:.*]] = ridge.reduce ins(%[[BW]] : tensor<16x8xi32>)
// CHECK: } -> tensor<8xi32>
// CHECK: %[[CB:.*]] = ridge.map ins(%[[COLUMNS]] : tensor<8xi32>) extents [8]
// CHECK-DAG: arith.constant -5 : i32
// CHECK-DAG: arith.constant 16 : i32
// CHECK: arith.subi
// CHECK: arith.constant 3 : i32
// CHECK: arith.muli
// CHECK: %[[AW:.*]] = ridge.map ins(%[[A]] : tensor<4x16xi8>)
// CHECK: %[[ROWS:.*]] = ridge.reduce ins(%[[AW]] : tensor<4x16xi32>)
// CHECK: } -> tensor<4xi32>
// CHECK: %[[CA:.*]] = ridge.map ins(%[[ROWS]] : tensor<4xi32>) extents [4]
// CHECK: ridge.map ins(%[[P]], %[[CB]], %[[CA]] : tensor<4x8xi32>, tensor<8xi32>, tensor<4xi32>) extents [4, 8]
// CHECK: arith.subi
// CHECK: arith.subi
func.func @both(%a: tensor<4x16xi8>, %b: tensor<16x8xi8>) -> tensor<4x8xi32> {
  %zero = arith.constant 0 : i32
  %za = arith.constant 3 : i32
  %zb = arith.constant -5 : i32
  %e = tensor.empty() : tensor<4x8xi32>
  %f = linalg.fill ins(%zero : i32) outs(%e : tensor<4x8xi32>) -> tensor<4x8xi32>
  %r = linalg.quantized_matmul ins(%a, %b, %za, %zb : tensor<4x16xi8>, tensor<16x8xi8>, i32, i32) outs(%f : tensor<4x8xi32>) -> tensor<4x8xi32>
  return %r : tensor<4x8xi32>
}

// -----

// One zero point: one sum.
// CHECK-LABEL: @first_only
// CHECK: ridge.contract ins(%{{.*}}, %{{.*}} : tensor<2x4x16xi8>, tensor<2x16x8xi8>)
// CHECK: ridge.reduce
// CHECK: } -> tensor<2x8xi32>
// CHECK-NOT: ridge.reduce
func.func @first_only(%a: tensor<2x4x16xi8>, %b: tensor<2x16x8xi8>) -> tensor<2x4x8xi32> {
  %zero = arith.constant 0 : i32
  %za = arith.constant 3 : i32
  %e = tensor.empty() : tensor<2x4x8xi32>
  %f = linalg.fill ins(%zero : i32) outs(%e : tensor<2x4x8xi32>) -> tensor<2x4x8xi32>
  %r = linalg.quantized_batch_matmul ins(%a, %b, %za, %zero : tensor<2x4x16xi8>, tensor<2x16x8xi8>, i32, i32) outs(%f : tensor<2x4x8xi32>) -> tensor<2x4x8xi32>
  return %r : tensor<2x4x8xi32>
}

// -----

// A convolution: channels are added once a pixel, then windows.
// CHECK-LABEL: @convolution
// CHECK: ridge.contract ins(%{{.*}}, %{{.*}} : tensor<8x8x6xi8>, tensor<3x3x6x5xi8>) init 0 : i32
// CHECK: %[[PIXELS:.*]] = ridge.reduce ins(%{{.*}} : tensor<8x8x6xi32>)
// CHECK: } -> tensor<8x8xi32>
// CHECK: ridge.reduce ins(%[[PIXELS]] : tensor<8x8xi32>) {{.*}} extents [6, 6, 3, 3]
// CHECK: } -> tensor<6x6xi32>
func.func @convolution(%x: tensor<1x8x8x6xi8>, %w: tensor<3x3x6x5xi8>) -> tensor<1x6x6x5xi32> {
  %zero = arith.constant 0 : i32
  %zw = arith.constant 7 : i32
  %e = tensor.empty() : tensor<1x6x6x5xi32>
  %f = linalg.fill ins(%zero : i32) outs(%e : tensor<1x6x6x5xi32>) -> tensor<1x6x6x5xi32>
  %r = linalg.conv_2d_nhwc_hwcf_q ins(%x, %w, %zero, %zw : tensor<1x8x8x6xi8>, tensor<3x3x6x5xi8>, i32, i32) outs(%f : tensor<1x6x6x5xi32>) -> tensor<1x6x6x5xi32>
  return %r : tensor<1x6x6x5xi32>
}

// -----

// A zero point of each column, in bytes, as an argument; the difference is
// computed before the product, on the transposed weight.
// CHECK-LABEL: @per_column
// CHECK-SAME: (%[[A:.*]]: tensor<4x16xi8>, %[[B:.*]]: tensor<16x8xi8>, %[[Z:.*]]: tensor<8xi8>)
// CHECK: ridge.contract ins(%[[A]], %[[B]] : tensor<4x16xi8>, tensor<16x8xi8>)
// CHECK: %[[ROWS:.*]] = ridge.reduce
// CHECK: } -> tensor<4xi32>
// CHECK: ridge.map ins(%[[ROWS]], %[[Z]] : tensor<4xi32>, tensor<8xi8>) extents [4, 8]
// CHECK: arith.extsi
#id = affine_map<(i, j) -> (i, j)>
#column = affine_map<(i, j) -> (j)>
func.func @per_column(%a: tensor<4x16xi8>, %b: tensor<16x8xi8>, %z: tensor<8xi8>) -> tensor<4x8xi32> {
  %zero = arith.constant dense<0> : tensor<4x8xi32>
  %eb = tensor.empty() : tensor<16x8xi32>
  %d = linalg.generic {indexing_maps = [#id, #column, #id], iterator_types = ["parallel", "parallel"]}
      ins(%b, %z : tensor<16x8xi8>, tensor<8xi8>) outs(%eb : tensor<16x8xi32>) {
  ^bb0(%x: i8, %y: i8, %o: i32):
    %xw = arith.extsi %x : i8 to i32
    %yw = arith.extsi %y : i8 to i32
    %s = arith.subi %xw, %yw : i32
    linalg.yield %s : i32
  } -> tensor<16x8xi32>
  %aw = arith.extsi %a : tensor<4x16xi8> to tensor<4x16xi32>
  %r = linalg.matmul ins(%aw, %d : tensor<4x16xi32>, tensor<16x8xi32>) outs(%zero : tensor<4x8xi32>) -> tensor<4x8xi32>
  return %r : tensor<4x8xi32>
}

// -----

// A view of the difference is a view of the bytes.
// CHECK-LABEL: @transposed
// CHECK-SAME: (%[[A:.*]]: tensor<4x16xi8>, %[[B:.*]]: tensor<8x16xi8>)
// CHECK: %[[T:.*]] = ridge.transpose %[[B]] by [1, 0] : tensor<8x16xi8> -> tensor<16x8xi8>
// CHECK: ridge.contract ins(%[[A]], %[[T]] : tensor<4x16xi8>, tensor<16x8xi8>)
#id = affine_map<(i, j) -> (i, j)>
func.func @transposed(%a: tensor<4x16xi8>, %b: tensor<8x16xi8>) -> tensor<4x8xi32> {
  %zero = arith.constant dense<0> : tensor<4x8xi32>
  %z = arith.constant 9 : i32
  %eb = tensor.empty() : tensor<8x16xi32>
  %d = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel"]}
      ins(%b : tensor<8x16xi8>) outs(%eb : tensor<8x16xi32>) {
  ^bb0(%x: i8, %o: i32):
    %xw = arith.extsi %x : i8 to i32
    %s = arith.subi %xw, %z : i32
    linalg.yield %s : i32
  } -> tensor<8x16xi32>
  %te = tensor.empty() : tensor<16x8xi32>
  %t = linalg.transpose ins(%d : tensor<8x16xi32>) outs(%te : tensor<16x8xi32>) permutation = [1, 0]
  %aw = arith.extsi %a : tensor<4x16xi8> to tensor<4x16xi32>
  %r = linalg.matmul ins(%aw, %t : tensor<4x16xi32>, tensor<16x8xi32>) outs(%zero : tensor<4x8xi32>) -> tensor<4x8xi32>
  return %r : tensor<4x8xi32>
}

// -----

// 127 + 100 is no i8, but one of i16: the difference is exact and widened after.
// CHECK-LABEL: @exact_in_16_bits
// CHECK: ridge.contract ins(%{{.*}}, %{{.*}} : tensor<4x16xi8>, tensor<16x8xi8>) init 0 : i32
#a = affine_map<(m, n, k) -> (m, k)>
#b = affine_map<(m, n, k) -> (k, n)>
#c = affine_map<(m, n, k) -> (m, n)>
func.func @exact_in_16_bits(%a: tensor<4x16xi8>, %b: tensor<16x8xi8>) -> tensor<4x8xi32> {
  %zero = arith.constant dense<0> : tensor<4x8xi32>
  %z = arith.constant 100 : i16
  %r = linalg.generic {indexing_maps = [#a, #b, #c], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%a, %b : tensor<4x16xi8>, tensor<16x8xi8>) outs(%zero : tensor<4x8xi32>) {
  ^bb0(%x: i8, %y: i8, %o: i32):
    %xs = arith.extsi %x : i8 to i16
    %d = arith.addi %xs, %z : i16
    %dw = arith.extsi %d : i16 to i32
    %yw = arith.extsi %y : i8 to i32
    %p = arith.muli %dw, %yw : i32
    %u = arith.addi %o, %p : i32
    linalg.yield %u : i32
  } -> tensor<4x8xi32>
  return %r : tensor<4x8xi32>
}

// -----

// 127 + 32700 wraps in i16: the model means the wrapped difference.
// CHECK-LABEL: @wraps_in_16_bits
// CHECK: ridge.contract ins(%{{.*}}, %{{.*}} : tensor<4x16xi16>, tensor<16x8xi8>) init 0 : i32
#a = affine_map<(m, n, k) -> (m, k)>
#b = affine_map<(m, n, k) -> (k, n)>
#c = affine_map<(m, n, k) -> (m, n)>
func.func @wraps_in_16_bits(%a: tensor<4x16xi8>, %b: tensor<16x8xi8>) -> tensor<4x8xi32> {
  %zero = arith.constant dense<0> : tensor<4x8xi32>
  %z = arith.constant 32700 : i16
  %r = linalg.generic {indexing_maps = [#a, #b, #c], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%a, %b : tensor<4x16xi8>, tensor<16x8xi8>) outs(%zero : tensor<4x8xi32>) {
  ^bb0(%x: i8, %y: i8, %o: i32):
    %xs = arith.extsi %x : i8 to i16
    %d = arith.addi %xs, %z : i16
    %dw = arith.extsi %d : i16 to i32
    %yw = arith.extsi %y : i8 to i32
    %p = arith.muli %dw, %yw : i32
    %u = arith.addi %o, %p : i32
    linalg.yield %u : i32
  } -> tensor<4x8xi32>
  return %r : tensor<4x8xi32>
}

// -----

// A zero point of each row of b varies along the sum: it stays in its map.
// CHECK-LABEL: @along_the_sum
// CHECK: %[[D:.*]] = ridge.map ins(%{{.*}}, %{{.*}} : tensor<16x8xi8>, tensor<16xi32>)
// CHECK: ridge.contract ins(%{{.*}}, %[[D]] : tensor<4x16xi8>, tensor<16x8xi32>)
#a = affine_map<(m, n, k) -> (m, k)>
#b = affine_map<(m, n, k) -> (k, n)>
#k = affine_map<(m, n, k) -> (k)>
#c = affine_map<(m, n, k) -> (m, n)>
func.func @along_the_sum(%a: tensor<4x16xi8>, %b: tensor<16x8xi8>, %z: tensor<16xi32>) -> tensor<4x8xi32> {
  %zero = arith.constant dense<0> : tensor<4x8xi32>
  %r = linalg.generic {indexing_maps = [#a, #b, #k, #c], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%a, %b, %z : tensor<4x16xi8>, tensor<16x8xi8>, tensor<16xi32>) outs(%zero : tensor<4x8xi32>) {
  ^bb0(%x: i8, %y: i8, %s: i32, %o: i32):
    %xw = arith.extsi %x : i8 to i32
    %yw = arith.extsi %y : i8 to i32
    %d = arith.subi %yw, %s : i32
    %p = arith.muli %xw, %d : i32
    %u = arith.addi %o, %p : i32
    linalg.yield %u : i32
  } -> tensor<4x8xi32>
  return %r : tensor<4x8xi32>
}

// -----

// The sums of weights that the model holds are computed here: columns of
// [1 2; 3 -4; 5 6] are 9 and 4, read transposed.
// CHECK-LABEL: @known_weight
// CHECK: %[[SUMS:.*]] = ridge.constant dense<[9, 4]> : tensor<2xi32>
// CHECK-NOT: ridge.reduce
// CHECK: ridge.map ins(%[[SUMS]] : tensor<2xi32>) extents [2]
func.func @known_weight(%a: tensor<4x3xi8>) -> tensor<4x2xi32> {
  %b = arith.constant dense<[[1, 3, 5], [2, -4, 6]]> : tensor<2x3xi8>
  %te = tensor.empty() : tensor<3x2xi8>
  %t = linalg.transpose ins(%b : tensor<2x3xi8>) outs(%te : tensor<3x2xi8>) permutation = [1, 0]
  %zero = arith.constant 0 : i32
  %za = arith.constant 3 : i32
  %e = tensor.empty() : tensor<4x2xi32>
  %f = linalg.fill ins(%zero : i32) outs(%e : tensor<4x2xi32>) -> tensor<4x2xi32>
  %r = linalg.quantized_matmul ins(%a, %t, %za, %zero : tensor<4x3xi8>, tensor<3x2xi8>, i32, i32) outs(%f : tensor<4x2xi32>) -> tensor<4x2xi32>
  return %r : tensor<4x2xi32>
}
