// RUN: ridge-opt --ridge-import --remarks-filter=ridge-import --remark-format=emitRemark %s 2>&1 | FileCheck %s

// A check on values goes, with a remark where it stood.

// CHECK: remarks.mlir:[[#@LINE+14]]:5: remark: {{.*}}assertion-dropped{{.*}}the check was: zero element
// CHECK: ridge.map
// CHECK: arith.divf
// CHECK-NOT: cf.assert
func.func @reciprocal(%x: tensor<8xf32>) -> tensor<8xf32> {
  %one = arith.constant 1.0 : f32
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<8xf32>
  %r = linalg.generic {indexing_maps = [affine_map<(i) -> (i)>, affine_map<(i) -> (i)>],
      iterator_types = ["parallel"]} ins(%x : tensor<8xf32>) outs(%e : tensor<8xf32>) {
  ^bb0(%a: f32, %o: f32):
    %c = arith.cmpf one, %a, %zero : f32
    // The position of the operation below is what the remark names.
    //
    cf.assert %c, "zero element"
    %s = arith.divf %one, %a : f32
    linalg.yield %s : f32
  } -> tensor<8xf32>
  return %r : tensor<8xf32>
}
