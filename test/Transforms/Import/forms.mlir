// RUN: ridge-opt --split-input-file --ridge-import %s | FileCheck %s

// One softmax in three forms. All end as max, difference, exp, sum, quotient.

// CHECK-LABEL: @composite
// CHECK: ridge.reduce {{.*}} init 0x{{.*}} : f32
// CHECK: arith.{{maxnumf|maximumf}}
// CHECK: math.exp
// CHECK: ridge.reduce {{.*}} init 0.0{{.*}} : f32
// CHECK: arith.divf
// CHECK-NOT: linalg
func.func @composite(%x: tensor<4x8xf32>) -> tensor<4x8xf32> {
  %e = tensor.empty() : tensor<4x8xf32>
  %r = linalg.softmax dimension(1) ins(%x : tensor<4x8xf32>) outs(%e : tensor<4x8xf32>) -> tensor<4x8xf32>
  return %r : tensor<4x8xf32>
}

// -----

// As JAX has it: reduce, broadcast, map; scalars are splats.
// CHECK-LABEL: @reduce_broadcast_map
// CHECK: ridge.reduce {{.*}} init 0xFF800000 : f32
// CHECK: arith.maximumf
// CHECK: arith.subf
// CHECK: math.exp
// CHECK: ridge.reduce {{.*}} init 0.0{{.*}} : f32
// CHECK: arith.divf
// CHECK-NOT: linalg
func.func @reduce_broadcast_map(%x: tensor<4x8xf32>) -> tensor<4x8xf32> {
  %low = arith.constant dense<0xFF800000> : tensor<4xf32>
  %zero = arith.constant dense<0.0> : tensor<4xf32>
  %e = tensor.empty() : tensor<4x8xf32>
  %m = linalg.reduce ins(%x : tensor<4x8xf32>) outs(%low : tensor<4xf32>) dimensions = [1]
    (%a: f32, %b: f32) {
      %s = arith.maximumf %a, %b : f32
      linalg.yield %s : f32
    }
  %mb = linalg.broadcast ins(%m : tensor<4xf32>) outs(%e : tensor<4x8xf32>) dimensions = [1]
  %d = linalg.map { arith.subf } ins(%x, %mb : tensor<4x8xf32>, tensor<4x8xf32>) outs(%e : tensor<4x8xf32>)
  %p = linalg.map { math.exp } ins(%d : tensor<4x8xf32>) outs(%e : tensor<4x8xf32>)
  %t = linalg.reduce { arith.addf } ins(%p : tensor<4x8xf32>) outs(%zero : tensor<4xf32>) dimensions = [1]
  %tb = linalg.broadcast ins(%t : tensor<4xf32>) outs(%e : tensor<4x8xf32>) dimensions = [1]
  %r = linalg.map { arith.divf } ins(%p, %tb : tensor<4x8xf32>, tensor<4x8xf32>) outs(%e : tensor<4x8xf32>)
  return %r : tensor<4x8xf32>
}
