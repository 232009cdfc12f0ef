// RUN: ridge-opt %s --split-input-file --ridge-insert-codecs | FileCheck %s
// RUN: ridge-opt %s --split-input-file --ridge-insert-codecs --ridge-split-preparation | FileCheck %s --check-prefix=SPLIT

#ik = affine_map<(d0, d1, d2) -> (d0, d2)>
#kj = affine_map<(d0, d1, d2) -> (d2, d1)>
#ij = affine_map<(d0, d1, d2) -> (d0, d1)>
#id = affine_map<(d0, d1) -> (d0, d1)>

// A weight is stored as it is read: behind the transpose. An activation is
// stored beneath it, and whoever reads it reads what comes from the codec; the
// result of the model does not.

// CHECK-LABEL: func.func @both
// CHECK-DAG: %[[W:.*]] = ridge.transpose %arg1
// CHECK-DAG: %[[E:.*]] = ridge.encode %[[W]] for "weights" : tensor<32x16xf32> -> tensor<32x16xf32, #arch.codec<"sparse<2:4,f8E4M3FN>">>
// CHECK-DAG: %[[X:.*]] = ridge.map
// CHECK-DAG: %[[A:.*]] = ridge.encode %[[X]] for "activations" : tensor<32x8xf32> -> tensor<32x8xf32, #arch.codec<"entropy<bf16>", 3.200000e+01 : f64>>
// CHECK-DAG: %[[T:.*]] = ridge.transpose %[[A]]
// CHECK: ridge.contract ins(%[[T]], %[[E]]
// CHECK: return %{{.*}}, %[[X]]

// SPLIT: func.func @both(%arg0: tensor<32x8xf32>, %[[P:.*]]: tensor<32x16xf32, #arch.codec<"sparse<2:4,f8E4M3FN>">>)
// SPLIT-SAME: ridge.arguments = array<i64: 0, 2>
// SPLIT-NOT: ridge.encode %[[P]]
// SPLIT: ridge.contract ins(%{{.*}}, %[[P]]
// SPLIT: func.func @prepare
// SPLIT: ridge.transpose
// SPLIT: %[[S:.*]] = ridge.encode
// SPLIT: return %[[S]]
module attributes {ridge.machine = "edge-mx", ridge.weights = array<i64: 1>, ridge.codecs = [
    #ridge.stored<"weights" in "sparse<2:4,f8E4M3FN>">,
    #ridge.stored<"activations" in "entropy<bf16>">]} {
  func.func @both(%arg0: tensor<32x8xf32>, %arg1: tensor<16x32xf32>) -> (tensor<8x16xf32>, tensor<32x8xf32>) {
    %x = ridge.map ins(%arg0 : tensor<32x8xf32>) extents [32, 8] maps [#id, #id] {
    ^bb0(%v: f32):
      %n = arith.negf %v : f32
      ridge.yield %n : f32
    } -> tensor<32x8xf32>
    %a = ridge.transpose %x by [1, 0] : tensor<32x8xf32> -> tensor<8x32xf32>
    %b = ridge.transpose %arg1 by [1, 0] : tensor<16x32xf32> -> tensor<32x16xf32>
    %r = ridge.contract ins(%a, %b : tensor<8x32xf32>, tensor<32x16xf32>) init 0.0 : f32 extents [8, 16, 32] maps [#ik, #kj, #ij] {
    ^bb0(%p: f32, %q: f32, %s: f32):
      %m = arith.mulf %p, %q : f32
      %t = arith.addf %s, %m : f32
      ridge.yield %t : f32
    } -> tensor<8x16xf32>
    return %r, %x : tensor<8x16xf32>, tensor<32x8xf32>
  }
}

// -----

#ik = affine_map<(d0, d1, d2) -> (d0, d2)>
#kj = affine_map<(d0, d1, d2) -> (d2, d1)>
#ij = affine_map<(d0, d1, d2) -> (d0, d1)>

// What is said of one argument goes before what is said of all weights; bits
// that were measured are taken. A weight of 240 elements is a
// whole number of units of 4, if its rows are not; one of 255 stays.

// CHECK-LABEL: func.func @one
// CHECK-DAG: ridge.encode %arg1 for "arg1" : tensor<32x16xf32> -> tensor<32x16xf32, #arch.codec<"entropy<bf16>", 1.050000e+01 : f64>>
// CHECK-DAG: ridge.encode %arg2 for "weights" : tensor<16x15xf32> -> tensor<16x15xf32, #arch.codec<"sparse<2:4,f8E4M3FN>">>
// CHECK-NOT: ridge.encode
module attributes {ridge.machine = "edge-mx", ridge.weights = array<i64: 1, 2, 3>, ridge.codecs = [
    #ridge.stored<"weights" in "sparse<2:4,f8E4M3FN>">,
    #ridge.stored<"arg1" in "entropy<bf16>" bits 10.5 : f64>]} {
  func.func @one(%arg0: tensor<8x32xf32>, %arg1: tensor<32x16xf32>, %arg2: tensor<16x15xf32>, %arg3: tensor<15x17xf32>) -> tensor<8x17xf32> {
    %r = ridge.contract ins(%arg0, %arg1 : tensor<8x32xf32>, tensor<32x16xf32>) init 0.0 : f32 extents [8, 16, 32] maps [#ik, #kj, #ij] {
    ^bb0(%p: f32, %q: f32, %s: f32):
      %m = arith.mulf %p, %q : f32
      %t = arith.addf %s, %m : f32
      ridge.yield %t : f32
    } -> tensor<8x16xf32>
    %r2 = ridge.contract ins(%r, %arg2 : tensor<8x16xf32>, tensor<16x15xf32>) init 0.0 : f32 extents [8, 15, 16] maps [#ik, #kj, #ij] {
    ^bb0(%p: f32, %q: f32, %s: f32):
      %m = arith.mulf %p, %q : f32
      %t = arith.addf %s, %m : f32
      ridge.yield %t : f32
    } -> tensor<8x15xf32>
    %r3 = ridge.contract ins(%r2, %arg3 : tensor<8x15xf32>, tensor<15x17xf32>) init 0.0 : f32 extents [8, 17, 15] maps [#ik, #kj, #ij] {
    ^bb0(%p: f32, %q: f32, %s: f32):
      %m = arith.mulf %p, %q : f32
      %t = arith.addf %s, %m : f32
      ridge.yield %t : f32
    } -> tensor<8x17xf32>
    return %r3 : tensor<8x17xf32>
  }
}
