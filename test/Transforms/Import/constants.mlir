// RUN: ridge-opt --split-input-file --ridge-import %s | FileCheck %s

// The same scalar as a constant, a splat, a fill and a rank-0 tensor: each ends
// in the body.

// CHECK-LABEL: @scalar_constant
// CHECK: ridge.map ins(%{{[^,]*}} : tensor<8xf32>)
// CHECK: %[[C:.*]] = arith.constant 2.5{{.*}} : f32
// CHECK: arith.mulf %{{.*}}, %[[C]]
func.func @scalar_constant(%x: tensor<8xf32>) -> tensor<8xf32> {
  %c = arith.constant 2.5 : f32
  %e = tensor.empty() : tensor<8xf32>
  %r = linalg.generic {indexing_maps = [affine_map<(i) -> (i)>, affine_map<(i) -> (i)>], iterator_types = ["parallel"]}
      ins(%x : tensor<8xf32>) outs(%e : tensor<8xf32>) {
  ^bb0(%a: f32, %o: f32):
    %s = arith.mulf %a, %c : f32
    linalg.yield %s : f32
  } -> tensor<8xf32>
  return %r : tensor<8xf32>
}

// -----

// CHECK-LABEL: @splat_tensor
// CHECK-NOT: ridge.fill
// CHECK: ridge.map ins(%{{[^,]*}} : tensor<8xf32>)
// CHECK: arith.constant 2.5{{.*}} : f32
func.func @splat_tensor(%x: tensor<8xf32>) -> tensor<8xf32> {
  %c = arith.constant dense<2.5> : tensor<8xf32>
  %r = arith.mulf %x, %c : tensor<8xf32>
  return %r : tensor<8xf32>
}

// -----

// CHECK-LABEL: @filled_tensor
// CHECK-NOT: ridge.fill
// CHECK: ridge.map ins(%{{[^,]*}} : tensor<8xf32>)
// CHECK: arith.constant 2.5{{.*}} : f32
func.func @filled_tensor(%x: tensor<8xf32>) -> tensor<8xf32> {
  %c = arith.constant 2.5 : f32
  %e = tensor.empty() : tensor<8xf32>
  %f = linalg.fill ins(%c : f32) outs(%e : tensor<8xf32>) -> tensor<8xf32>
  %r = linalg.mul ins(%x, %f : tensor<8xf32>, tensor<8xf32>) outs(%e : tensor<8xf32>) -> tensor<8xf32>
  return %r : tensor<8xf32>
}

// -----

// CHECK-LABEL: @rank_zero_tensor
// CHECK: ridge.map ins(%{{[^,]*}} : tensor<8xf32>)
// CHECK: arith.constant 2.5{{.*}} : f32
func.func @rank_zero_tensor(%x: tensor<8xf32>) -> tensor<8xf32> {
  %c = arith.constant dense<2.5> : tensor<f32>
  %e = tensor.empty() : tensor<8xf32>
  %r = linalg.generic {indexing_maps = [affine_map<(i) -> (i)>, affine_map<(i) -> ()>, affine_map<(i) -> (i)>], iterator_types = ["parallel"]}
      ins(%x, %c : tensor<8xf32>, tensor<f32>) outs(%e : tensor<8xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %s = arith.mulf %a, %b : f32
    linalg.yield %s : f32
  } -> tensor<8xf32>
  return %r : tensor<8xf32>
}

// -----

// A rank-0 tensor that is not constant is an input that all points read.
// CHECK: #[[POINT:.*]] = affine_map<(d0) -> ()>
// CHECK-LABEL: @rank_zero_argument
// CHECK: ridge.map ins(%{{.*}}, %{{.*}} : tensor<8xf32>, tensor<f32>) extents [8] maps [#{{.*}}, #[[POINT]], #{{.*}}]
func.func @rank_zero_argument(%x: tensor<8xf32>, %scale: tensor<f32>) -> tensor<8xf32> {
  %s = tensor.extract %scale[] : tensor<f32>
  %e = tensor.empty() : tensor<8xf32>
  %r = linalg.generic {indexing_maps = [affine_map<(i) -> (i)>, affine_map<(i) -> (i)>], iterator_types = ["parallel"]}
      ins(%x : tensor<8xf32>) outs(%e : tensor<8xf32>) {
  ^bb0(%a: f32, %o: f32):
    %p = arith.mulf %a, %s : f32
    linalg.yield %p : f32
  } -> tensor<8xf32>
  return %r : tensor<8xf32>
}

// -----

// An f64 constant that the body narrows is an f32 constant: 1e-5 to nearest.
// CHECK-LABEL: @narrowed_constant
// CHECK: arith.constant 9.99999974E-6 : f32
// CHECK-NOT: arith.truncf
func.func @narrowed_constant(%x: tensor<8xf32>) -> tensor<8xf32> {
  %c = arith.constant 1.0e-05 : f64
  %e = tensor.empty() : tensor<8xf32>
  %r = linalg.generic {indexing_maps = [affine_map<(i) -> (i)>, affine_map<(i) -> (i)>], iterator_types = ["parallel"]}
      ins(%x : tensor<8xf32>) outs(%e : tensor<8xf32>) {
  ^bb0(%a: f32, %o: f32):
    %t = arith.truncf %c : f64 to f32
    %s = arith.addf %a, %t : f32
    linalg.yield %s : f32
  } -> tensor<8xf32>
  return %r : tensor<8xf32>
}

// -----

// CHECK-LABEL: @dense_data
// CHECK: ridge.constant dense<[1, 2, 3]> : tensor<3xi32> -> tensor<3xi32>
func.func @dense_data() -> tensor<3xi32> {
  %c = arith.constant dense<[1, 2, 3]> : tensor<3xi32>
  return %c : tensor<3xi32>
}

// -----

// CHECK-LABEL: @resource_data
// CHECK: ridge.constant dense_resource<weights> : tensor<2xi64> -> tensor<2xi64>
func.func @resource_data() -> tensor<2xi64> {
  %c = arith.constant dense_resource<weights> : tensor<2xi64>
  return %c : tensor<2xi64>
}
{-#
  dialect_resources: {
    builtin: { weights: "0x0800000001000000000000000200000000000000" }
  }
#-}

// -----

// CHECK-LABEL: @from_elements
// CHECK: ridge.constant dense<[1.0{{.*}}, 2.0{{.*}}]> : tensor<2xf32>
func.func @from_elements() -> tensor<2xf32> {
  %a = arith.constant 1.0 : f32
  %b = arith.constant 2.0 : f32
  %c = tensor.from_elements %a, %b : tensor<2xf32>
  return %c : tensor<2xf32>
}

// -----

// CHECK-LABEL: @square_is_a_product
// CHECK-NOT: math.fpowi
// CHECK: arith.mulf %[[X:.*]], %[[X]] : f32
func.func @square_is_a_product(%x: tensor<8xf32>) -> tensor<8xf32> {
  %c = arith.constant 2 : i64
  %e = tensor.empty() : tensor<8xf32>
  %r = linalg.generic {indexing_maps = [affine_map<(i) -> (i)>, affine_map<(i) -> (i)>], iterator_types = ["parallel"]}
      ins(%x : tensor<8xf32>) outs(%e : tensor<8xf32>) {
  ^bb0(%a: f32, %o: f32):
    %s = math.fpowi %a, %c : f32, i64
    linalg.yield %s : f32
  } -> tensor<8xf32>
  return %r : tensor<8xf32>
}
