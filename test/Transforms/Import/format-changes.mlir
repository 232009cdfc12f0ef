// RUN: ridge-opt --ridge-import %s | FileCheck %s
// RUN: ridge run %s --machine edge-mx --check | FileCheck %s --check-prefix=VALUES

// Changes of format that arith states: what has one meaning becomes ridge
// operations, and the reference, which reads arith, computes the same values.

// VALUES: check passed: {{.*}} largest error 0

// CHECK-LABEL: @blocks
// CHECK: arith.extf %{{.*}} : f8E8M0FNU to f32
// CHECK: arith.divf
// CHECK: arith.truncf %{{.*}} : f32 to f8E4M3FN
// CHECK: ridge.dequantize %{{.*}} by %{{.*}} : f8E4M3FN, f8E8M0FNU to f32
// CHECK: ridge.cast %{{.*}} round up : f32 to f8E4M3FN
// CHECK: ridge.cast %{{.*}} round toward_zero : f32 to f8E4M3FN
#i = affine_map<(i) -> (i)>
func.func @blocks(%x: tensor<512xf32>, %s: tensor<512xf32>) -> tensor<512xf32> {
  %e = tensor.empty() : tensor<512xf32>
  %r = linalg.generic {indexing_maps = [#i, #i, #i], iterator_types = ["parallel"]}
      ins(%x, %s : tensor<512xf32>, tensor<512xf32>) outs(%e : tensor<512xf32>) {
  ^bb0(%a: f32, %t: f32, %o: f32):
    %scale = arith.truncf %t : f32 to f8E8M0FNU
    %q = arith.scaling_truncf %a, %scale : f32, f8E8M0FNU to f8E4M3FN
    %v = arith.scaling_extf %q, %scale : f8E4M3FN, f8E8M0FNU to f32
    %d = arith.truncf %a toward_zero : f32 to f8E4M3FN
    %u = arith.truncf %a upward : f32 to f8E4M3FN
    %dw = arith.extf %d : f8E4M3FN to f32
    %uw = arith.extf %u : f8E4M3FN to f32
    %gap = arith.subf %uw, %dw : f32
    %sum = arith.addf %v, %gap : f32
    linalg.yield %sum : f32
  } -> tensor<512xf32>
  return %r : tensor<512xf32>
}
