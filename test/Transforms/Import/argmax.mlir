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
// CHECK: %[[AT:.*]] = ridge.map ins(%[[MOST]], %[[FOUND]] : tensor<5xf32>, tensor<5xi32>)
// CHECK: arith.cmpf ogt
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

// -----

#in = affine_map<(i) -> (i)>
#out = affine_map<(i) -> ()>

// Nothing exceeds 3: elements that equal the initial value are not chosen, and
// its position stays.
// CHECK-LABEL: func.func @initial_position_stays
// CHECK: %[[MOST:.*]] = ridge.reduce {{.*}} init 3 : i8
// CHECK: ridge.map ins(%[[MOST]], %{{.*}} : tensor<i8>, tensor<i32>)
// CHECK: %[[INITIAL:.*]] = arith.constant 3 : i8
// CHECK: %[[EXCEEDS:.*]] = arith.cmpi sgt, %{{.*}}, %[[INITIAL]] : i8
// CHECK: %[[NONE:.*]] = arith.constant -1 : i32
// CHECK: arith.select %[[EXCEEDS]], %{{.*}}, %[[NONE]] : i32
func.func @initial_position_stays(%x: tensor<50xi8>) -> tensor<i32> {
  %three = arith.constant 3 : i8
  %none = arith.constant -1 : i32
  %e = tensor.empty() : tensor<i8>
  %ei = tensor.empty() : tensor<i32>
  %v0 = linalg.fill ins(%three : i8) outs(%e : tensor<i8>) -> tensor<i8>
  %p0 = linalg.fill ins(%none : i32) outs(%ei : tensor<i32>) -> tensor<i32>
  %r:2 = linalg.generic {indexing_maps = [#in, #out, #out], iterator_types = ["reduction"]}
      ins(%x : tensor<50xi8>) outs(%v0, %p0 : tensor<i8>, tensor<i32>) {
  ^bb0(%b: i8, %best: i8, %at: i32):
    %d = linalg.index 0 : index
    %k = arith.index_cast %d : index to i32
    %gt = arith.cmpi sgt, %b, %best : i8
    %v = arith.select %gt, %b, %best : i8
    %p = arith.select %gt, %k, %at : i32
    linalg.yield %v, %p : i8, i32
  } -> (tensor<i8>, tensor<i32>)
  return %r#1 : tensor<i32>
}

// -----

#in = affine_map<(i, j) -> (i, j)>
#out = affine_map<(i, j) -> (i)>

// Nobody reads the position: the value alone is a maximum, although a choice
// between floats is written.
// CHECK-LABEL: func.func @only_the_value
// CHECK-NOT: ridge.map
// CHECK: ridge.reduce
// CHECK: arith.maxnumf
// CHECK-NOT: ridge.map
// CHECK: return
func.func @only_the_value(%x: tensor<5x9xf32>) -> tensor<5xf32> {
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
    %c = arith.cmpf ogt, %a, %most : f32
    %m = arith.select %c, %a, %most : f32
    %s = arith.select %c, %j, %at : i64
    linalg.yield %m, %s : f32, i64
  } -> (tensor<5xf32>, tensor<5xi64>)
  return %0#0 : tensor<5xf32>
}
