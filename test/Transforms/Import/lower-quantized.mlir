// RUN: ridge-opt %s --split-input-file --ridge-lower-quantized | FileCheck %s
// RUN: ridge-opt %s --split-input-file --ridge-import --ridge-verify-stage=form=tensor -o /dev/null

// CHECK-LABEL: @tensor
// CHECK-SAME: (%[[Q:.*]]: tensor<4x3xi8>)
// CHECK-DAG: %[[SCALE:.*]] = arith.constant dense<5.000000e-01> : tensor<f32>
// CHECK: linalg.generic {{.*}} ins(%[[Q]], %[[SCALE]] : tensor<4x3xi8>, tensor<f32>)
// CHECK-NEXT: ^bb0(%[[A:.*]]: i8, %[[S:.*]]: f32, %{{.*}}: f32):
// CHECK-NEXT: %[[F:.*]] = arith.sitofp %[[A]] : i8 to f32
// CHECK-NEXT: %[[R:.*]] = arith.mulf %[[F]], %[[S]] : f32
// CHECK-NEXT: linalg.yield %[[R]] : f32
func.func @tensor(%q: tensor<4x3x!quant.uniform<i8:f32, 0.5>>) -> tensor<4x3xf32> {
  %r = quant.dcast %q : tensor<4x3x!quant.uniform<i8:f32, 0.5>> to tensor<4x3xf32>
  return %r : tensor<4x3xf32>
}

// -----

// Zero points of the second axis; unsigned codes.
// CHECK-LABEL: @channels
// CHECK-DAG: %[[SCALES:.*]] = arith.constant dense<[5.000000e-01, 2.500000e-01, 1.000000e+00]> : tensor<3xbf16>
// CHECK-DAG: %[[ZEROS:.*]] = arith.constant dense<[1.000000e+00, 0.000000e+00, 2.550000e+02]> : tensor<3xbf16>
// CHECK: linalg.generic {indexing_maps = [#{{.*}}, #[[AXIS:.*]], #[[AXIS]], #{{.*}}], {{.*}} ins(%{{.*}}, %[[SCALES]], %[[ZEROS]] :
// CHECK-NEXT: ^bb0(%[[A:.*]]: i8, %[[S:.*]]: bf16, %[[Z:.*]]: bf16, %{{.*}}: bf16):
// CHECK-NEXT: %[[F:.*]] = arith.uitofp %[[A]] : i8 to bf16
// CHECK-NEXT: %[[D:.*]] = arith.subf %[[F]], %[[Z]] : bf16
// CHECK-NEXT: %[[R:.*]] = arith.mulf %[[D]], %[[S]] : bf16
func.func @channels(%q: tensor<4x3x!quant.uniform<u8:bf16:1, {0.5:1, 0.25, 1.0:255}>>) -> tensor<4x3xbf16> {
  %r = quant.dcast %q : tensor<4x3x!quant.uniform<u8:bf16:1, {0.5:1, 0.25, 1.0:255}>> to tensor<4x3xbf16>
  return %r : tensor<4x3xbf16>
}

// -----

// Views and results are integers, too.
// CHECK-LABEL: @views
// CHECK-SAME: -> tensor<12xi4>
// CHECK-NEXT: tensor.collapse_shape %{{.*}} : tensor<4x3xi4> into tensor<12xi4>
// CHECK-NOT: quant
func.func @views(%q: tensor<4x3xi4>) -> tensor<12x!quant.uniform<i4:f32, 0.5>> {
  %s = quant.scast %q : tensor<4x3xi4> to tensor<4x3x!quant.uniform<i4:f32, 0.5>>
  %r = tensor.collapse_shape %s [[0, 1]] : tensor<4x3x!quant.uniform<i4:f32, 0.5>> into tensor<12x!quant.uniform<i4:f32, 0.5>>
  return %r : tensor<12x!quant.uniform<i4:f32, 0.5>>
}
