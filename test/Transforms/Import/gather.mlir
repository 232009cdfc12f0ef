// RUN: ridge-opt --split-input-file --ridge-import --remarks-filter=ridge-import --remark-format=emitRemark %s 2>&1 | FileCheck %s

// An embedding: the assertions on the position are the gather's own.
// CHECK: remark: {{.*}}assertion-kept{{.*}}the gather stops at such a position; the check was: too large
// CHECK: remark: {{.*}}assertion-kept{{.*}}the gather stops at such a position; the check was: negative
// CHECK-DAG: #[[ROW:.*]] = affine_map<(d0, d1) -> (0, d1)>
// CHECK-DAG: #[[LIST:.*]] = affine_map<(d0, d1) -> (d0)>
// CHECK-DAG: #[[ALL:.*]] = affine_map<(d0, d1) -> (d0, d1)>
// CHECK-LABEL: @embedding
// CHECK: %[[G:.*]] = ridge.gather %arg0 at %arg1 : tensor<100x8xf32> at tensor<4xi64> extents [4, 8] dims [0] limits [100] maps [#[[ROW]], #[[LIST]], #[[ALL]]]
// CHECK: return %[[G]]
func.func @embedding(%table: tensor<100x8xf32>, %ids: tensor<4xi64>) -> tensor<4x8xf32> {
  %limit = arith.constant 100 : index
  %zero = arith.constant 0 : i64
  %e = tensor.empty() : tensor<4x8xf32>
  %r = linalg.generic {indexing_maps = [affine_map<(i, j) -> (i)>, affine_map<(i, j) -> (i, j)>], iterator_types = ["parallel", "parallel"]}
      ins(%ids : tensor<4xi64>) outs(%e : tensor<4x8xf32>) {
  ^bb0(%id: i64, %o: f32):
    %k = arith.index_cast %id : i64 to index
    %below = arith.cmpi slt, %k, %limit : index
    cf.assert %below, "too large"
    %least = arith.cmpi sge, %id, %zero : i64
    cf.assert %least, "negative"
    %j = linalg.index 1 : index
    %v = tensor.extract %table[%k, %j] : tensor<100x8xf32>
    linalg.yield %v : f32
  } -> tensor<4x8xf32>
  return %r : tensor<4x8xf32>
}

// -----

// The position is computed, and so is a map; the body goes on with the element.
// An assertion allows 40 of the 100 rows.
// CHECK-LABEL: @computed
// CHECK: %[[P:.*]] = ridge.map ins(%arg1 : tensor<4xi32>) extents [4]
// CHECK: arith.cmpi slt
// CHECK: %[[G:.*]] = ridge.gather %arg0 at %[[P]] : tensor<100x8xf32> at tensor<4xi64> extents [4, 8] dims [0] limits [40]
// CHECK: ridge.map ins(%[[G]], %arg2 : tensor<4x8xf32>, tensor<8xf32>)
// CHECK: arith.mulf
func.func @computed(%table: tensor<100x8xf32>, %ids: tensor<4xi32>, %scale: tensor<8xf32>) -> tensor<4x8xf32> {
  %zero = arith.constant 0 : i32
  %hundred = arith.constant 100 : i32
  %limit = arith.constant 40 : i32
  %e = tensor.empty() : tensor<4x8xf32>
  %r = linalg.generic {indexing_maps = [affine_map<(i, j) -> (i)>, affine_map<(i, j) -> (j)>, affine_map<(i, j) -> (i, j)>], iterator_types = ["parallel", "parallel"]}
      ins(%ids, %scale : tensor<4xi32>, tensor<8xf32>) outs(%e : tensor<4x8xf32>) {
  ^bb0(%id: i32, %s: f32, %o: f32):
    %below = arith.cmpi slt, %id, %zero : i32
    %moved = arith.addi %id, %hundred : i32
    %p = arith.select %below, %moved, %id : i32
    %fits = arith.cmpi slt, %p, %limit : i32
    cf.assert %fits, "only forty"
    %k = arith.index_cast %p : i32 to index
    %j = linalg.index 1 : index
    %v = tensor.extract %table[%k, %j] : tensor<100x8xf32>
    %t = arith.mulf %v, %s : f32
    linalg.yield %t : f32
  } -> tensor<4x8xf32>
  return %r : tensor<4x8xf32>
}

// -----

// out[i, j] = x[i, p[i, j]]: the row follows the iteration, the column the data.
// CHECK: #[[X:.*]] = affine_map<(d0, d1) -> (d0, 0)>
// CHECK: #[[P:.*]] = affine_map<(d0, d1) -> (d0, d1)>
// CHECK: func.func @along_a_dim
// CHECK: ridge.gather %arg0 at %arg1 : tensor<5x9xf32> at tensor<5x3xi64> extents [5, 3] dims [1] limits [9] maps [#[[X]], #[[P]], #[[P]]]
func.func @along_a_dim(%x: tensor<5x9xf32>, %p: tensor<5x3xi64>) -> tensor<5x3xf32> {
  %e = tensor.empty() : tensor<5x3xf32>
  %r = linalg.generic {indexing_maps = [affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> (i, j)>], iterator_types = ["parallel", "parallel"]}
      ins(%p : tensor<5x3xi64>) outs(%e : tensor<5x3xf32>) {
  ^bb0(%c: i64, %o: f32):
    %i = linalg.index 0 : index
    %k = arith.index_cast %c : i64 to index
    %v = tensor.extract %x[%i, %k] : tensor<5x9xf32>
    linalg.yield %v : f32
  } -> tensor<5x3xf32>
  return %r : tensor<5x3xf32>
}

// -----

// A list that is no sum of digits stays a list, known or not.
// CHECK-LABEL: @constant_list
// CHECK: %[[C:.*]] = ridge.constant dense<[3, 0, 2]>
// CHECK: ridge.gather %arg0 at %[[C]] : tensor<5xf32> at tensor<3xi64> extents [3] dims [0] limits [5]
func.func @constant_list(%x: tensor<5xf32>) -> tensor<3xf32> {
  %c = arith.constant dense<[3, 0, 2]> : tensor<3xi64>
  %e = tensor.empty() : tensor<3xf32>
  %r = linalg.generic {indexing_maps = [affine_map<(i) -> (i)>, affine_map<(i) -> (i)>], iterator_types = ["parallel"]}
      ins(%c : tensor<3xi64>) outs(%e : tensor<3xf32>) {
  ^bb0(%p: i64, %o: f32):
    %k = arith.index_cast %p : i64 to index
    %v = tensor.extract %x[%k] : tensor<5xf32>
    linalg.yield %v : f32
  } -> tensor<3xf32>
  return %r : tensor<3xf32>
}
