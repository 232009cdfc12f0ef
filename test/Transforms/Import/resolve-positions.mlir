// RUN: ridge-opt --split-input-file --ridge-import %s | FileCheck %s

// Positions that follow from the iteration are no data: windows and views show
// what they read.

// Nearest upsampling by 2, as front ends write it: floor(float(i) / 2), clamped.
// i = 2 * i1 + i0 reads i1: i0 is a broadcast.
// CHECK-LABEL: @upsample
// CHECK: %[[B:.*]] = ridge.broadcast %arg0 along [1] : tensor<4xf32> -> tensor<4x2xf32>
// CHECK: ridge.reshape %[[B]] : tensor<4x2xf32> -> tensor<8xf32>
func.func @upsample(%x: tensor<4xf32>) -> tensor<8xf32> {
  %two = arith.constant 2.0 : f32
  %low = arith.constant 0.0 : f32
  %high = arith.constant 3.0 : f32
  %e = tensor.empty() : tensor<8xf32>
  %r = linalg.generic {indexing_maps = [affine_map<(i) -> (i)>], iterator_types = ["parallel"]} outs(%e : tensor<8xf32>) {
  ^bb0(%o: f32):
    %i = linalg.index 0 : index
    %n = arith.index_cast %i : index to i64
    %f = arith.sitofp %n : i64 to f32
    %d = arith.divf %f, %two : f32
    %g = math.floor %d : f32
    %h = arith.maximumf %g, %low : f32
    %m = arith.minimumf %h, %high : f32
    %c = arith.fptosi %m : f32 to i64
    %k = arith.index_cast %c : i64 to index
    %v = tensor.extract %x[%k] : tensor<4xf32>
    linalg.yield %v : f32
  } -> tensor<8xf32>
  return %r : tensor<8xf32>
}

// -----

// Row and column of channel c as tables: [0, 0, 0, 1, 1, 1] and
// [0, 1, 2, 0, 1, 2], the digits of c in radix 3. With them the element is the
// tensor in its own order.
// CHECK-LABEL: @tables
// CHECK-NOT: ridge.map
// CHECK: %[[R:.*]] = ridge.reshape %arg0 : tensor<2x3xf32> -> tensor<6xf32>
// CHECK: return %[[R]]
func.func @tables(%x: tensor<2x3xf32>) -> tensor<6xf32> {
  %rows = arith.constant dense<[0, 0, 0, 1, 1, 1]> : tensor<6xi64>
  %columns = arith.constant dense<[0, 1, 2, 0, 1, -1]> : tensor<6xi64>
  %zero = arith.constant 0 : i64
  %three = arith.constant 3 : i64
  %e = tensor.empty() : tensor<6xf32>
  %r = linalg.generic {indexing_maps = [affine_map<(c) -> (c)>, affine_map<(c) -> (c)>, affine_map<(c) -> (c)>], iterator_types = ["parallel"]}
      ins(%rows, %columns : tensor<6xi64>, tensor<6xi64>) outs(%e : tensor<6xf32>) {
  ^bb0(%row: i64, %column: i64, %o: f32):
    %below = arith.cmpi slt, %column, %zero : i64
    %wrapped = arith.addi %column, %three : i64
    %inside = arith.select %below, %wrapped, %column : i64
    %i = arith.index_cast %row : i64 to index
    %j = arith.index_cast %inside : i64 to index
    %v = tensor.extract %x[%i, %j] : tensor<2x3xf32>
    linalg.yield %v : f32
  } -> tensor<6xf32>
  return %r : tensor<6xf32>
}

// -----

// A split dim elsewhere: other operands are read through its digits, and a
// position that the body computes with stays what it was.
// CHECK-LABEL: @mixed
// CHECK: %[[Y:.*]] = ridge.reshape %arg1 : tensor<6xf32> -> tensor<2x3xf32>
// CHECK: ridge.map ins(%arg0, %[[Y]] : tensor<2xf32>, tensor<2x3xf32>) extents [2, 3]
// CHECK-DAG: ridge.index 0
// CHECK-DAG: ridge.index 1
func.func @mixed(%x: tensor<2xf32>, %y: tensor<6xf32>) -> tensor<6xf32> {
  %three = arith.constant 3 : index
  %e = tensor.empty() : tensor<6xf32>
  %r = linalg.generic {indexing_maps = [affine_map<(i) -> (i)>, affine_map<(i) -> (i)>], iterator_types = ["parallel"]}
      ins(%y : tensor<6xf32>) outs(%e : tensor<6xf32>) {
  ^bb0(%b: f32, %o: f32):
    %i = linalg.index 0 : index
    %k = arith.divui %i, %three : index
    %a = tensor.extract %x[%k] : tensor<2xf32>
    %n = arith.index_cast %i : index to i64
    %f = arith.sitofp %n : i64 to f32
    %s = arith.addf %a, %b : f32
    %t = arith.mulf %s, %f : f32
    linalg.yield %t : f32
  } -> tensor<6xf32>
  return %r : tensor<6xf32>
}

// -----

// One row of a tensor is a slice. The position comes from a slice of a constant
// through another body; the assertion holds for all of it.
// CHECK-LABEL: @row
// CHECK: %[[S:.*]] = ridge.slice %arg0 at [1, 0] by [1, 1] : tensor<4x8xf32> -> tensor<1x8xf32>
// CHECK: ridge.reshape %[[S]] : tensor<1x8xf32> -> tensor<8xf32>
// CHECK-NOT: cf.assert
func.func @row(%x: tensor<4x8xf32>) -> tensor<8xf32> {
  %c = arith.constant dense<[5, 0, 9]> : tensor<3xi64>
  %one = arith.constant 1 : i64
  %limit = arith.constant 4 : index
  %s = tensor.extract_slice %c[1] [1] [1] : tensor<3xi64> to tensor<1xi64>
  %p = tensor.collapse_shape %s [] : tensor<1xi64> into tensor<i64>
  %e = tensor.empty() : tensor<8xf32>
  %r = linalg.generic {indexing_maps = [affine_map<(i) -> ()>, affine_map<(i) -> (i)>], iterator_types = ["parallel"]}
      ins(%p : tensor<i64>) outs(%e : tensor<8xf32>) {
  ^bb0(%a: i64, %o: f32):
    %n = arith.addi %a, %one : i64
    %k = arith.index_cast %n : i64 to index
    %fits = arith.cmpi slt, %k, %limit : index
    cf.assert %fits, "row out of range"
    %j = linalg.index 0 : index
    %v = tensor.extract %x[%k, %j] : tensor<4x8xf32>
    linalg.yield %v : f32
  } -> tensor<8xf32>
  return %r : tensor<8xf32>
}

// -----

// Backwards: a window with a negative step.
// CHECK: #[[BACK:.*]] = affine_map<(d0) -> (-d0 + 7)>
// CHECK-LABEL: @flip
// CHECK: ridge.map ins(%arg0 : tensor<8xf32>) extents [8] maps [#[[BACK]],
func.func @flip(%x: tensor<8xf32>) -> tensor<8xf32> {
  %last = arith.constant 7 : index
  %e = tensor.empty() : tensor<8xf32>
  %r = linalg.generic {indexing_maps = [affine_map<(i) -> (i)>], iterator_types = ["parallel"]} outs(%e : tensor<8xf32>) {
  ^bb0(%o: f32):
    %i = linalg.index 0 : index
    %k = arith.subi %last, %i : index
    %v = tensor.extract %x[%k] : tensor<8xf32>
    linalg.yield %v : f32
  } -> tensor<8xf32>
  return %r : tensor<8xf32>
}
