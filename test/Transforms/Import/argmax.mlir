// RUN: ridge-opt --split-input-file --ridge-import %s | FileCheck %s
// A value kept with its position is a maximum, marks where it is, and the least
// of the marked positions.

#in = affine_map<(i, j) -> (i, j)>
#out = affine_map<(i, j) -> (i)>

// CHECK-LABEL: func.func @first_of_equals
// CHECK-SAME: %[[X:.*]]: tensor<5x9xf32>
// CHECK: %[[MOST:.*]] = ridge.reduce ins(%[[X]] : tensor<5x9xf32>)
// CHECK: arith.maximumf
// CHECK: %[[MARKS:.*]] = ridge.map ins(%[[X]], %[[MOST]] : tensor<5x9xf32>, tensor<5xf32>)
// CHECK-DAG: %[[NONE:.*]] = arith.constant 2147483647 : i32
// CHECK-DAG: arith.cmpf oeq
// CHECK-DAG: %[[J:.*]] = ridge.index 1 : i32
// CHECK: arith.select %{{.*}}, %[[J]], %[[NONE]] : i32
// CHECK: %[[FOUND:.*]] = ridge.reduce ins(%[[MARKS]] : tensor<5x9xi32>)
// CHECK: arith.minsi
// CHECK: %[[AT:.*]] = ridge.map ins(%[[FOUND]] : tensor<5xi32>)
// CHECK: arith.cmpi eq
// CHECK: arith.extsi
// CHECK: return %[[AT]] : tensor<5xi64>
func.func @first_of_equals(%x: tensor<5x9xf32>) -> tensor<5xi64> {
  %low = arith.constant 0xFF800000 : f32
  %zero = arith.constant 0 : i64
  %e = tensor.empty() : tensor<5xf32>
  %f = linalg.fill ins(%low : f32) outs(%e : tensor<5xf32>) -> tensor<5xf32>
  %g = tensor.empty() : tensor<5xi64>
  %h = linalg.fill ins(%zero : i64) outs(%g : tensor<5xi64>) -> tensor<5xi64>
  %0:2 = linalg.generic {indexing_maps = [#in, #out, #out],
      iterator_types = ["parallel", "reduction"]}
      ins(%x : tensor<5x9xf32>) outs(%f, %h : tensor<5xf32>, tensor<5xi64>) {
  ^bb0(%a: f32, %most: f32, %at: i64):
    %i = linalg.index 1 : index
    %j = arith.index_cast %i : index to i64
    %m = arith.maximumf %a, %most : f32
    %c = arith.cmpf ogt, %a, %most : f32
    %s = arith.select %c, %j, %at : i64
    linalg.yield %m, %s : f32, i64
  } -> (tensor<5xf32>, tensor<5xi64>)
  return %0#1 : tensor<5xi64>
}

// -----

#in = affine_map<(i, j) -> (i, j)>
#out = affine_map<(i, j) -> (i)>

// acc >= x chooses the last of the least; the value is read as well.
// CHECK-LABEL: func.func @last_of_least
// CHECK: %[[LEAST:.*]] = ridge.reduce
// CHECK: arith.minsi
// CHECK: ridge.map ins(%{{.*}}, %[[LEAST]]
// CHECK: arith.constant -1 : i32
// CHECK: ridge.reduce
// CHECK: arith.maxsi
// CHECK: return %[[LEAST]]
func.func @last_of_least(%x: tensor<5x9xi32>) -> (tensor<5xi32>, tensor<5xi32>) {
  %high = arith.constant 2147483647 : i32
  %zero = arith.constant 0 : i32
  %e = tensor.empty() : tensor<5xi32>
  %f = linalg.fill ins(%high : i32) outs(%e : tensor<5xi32>) -> tensor<5xi32>
  %h = linalg.fill ins(%zero : i32) outs(%e : tensor<5xi32>) -> tensor<5xi32>
  %0:2 = linalg.generic {indexing_maps = [#in, #out, #out],
      iterator_types = ["parallel", "reduction"]}
      ins(%x : tensor<5x9xi32>) outs(%f, %h : tensor<5xi32>, tensor<5xi32>) {
  ^bb0(%a: i32, %least: i32, %at: i32):
    %i = linalg.index 1 : index
    %j = arith.index_cast %i : index to i32
    %c = arith.cmpi sge, %least, %a : i32
    %m = arith.select %c, %a, %least : i32
    %s = arith.select %c, %j, %at : i32
    linalg.yield %m, %s : i32, i32
  } -> (tensor<5xi32>, tensor<5xi32>)
  return %0#0, %0#1 : tensor<5xi32>, tensor<5xi32>
}
