// RUN: ridge-opt --ridge-import %s | FileCheck %s

// Private helpers are inlined; dead ones go.

// CHECK-NOT: @helper
// CHECK-NOT: @unused
// CHECK-LABEL: func.func @model
// CHECK: ridge.map
// CHECK: math.tanh
// CHECK: ridge.map
// CHECK: math.tanh
func.func private @helper(%x: tensor<8xf32>) -> tensor<8xf32> {
  %r = math.tanh %x : tensor<8xf32>
  return %r : tensor<8xf32>
}
func.func private @unused(%x: tensor<?xf32>) -> tensor<?xf32> {
  return %x : tensor<?xf32>
}
func.func @model(%x: tensor<8xf32>) -> tensor<8xf32> {
  %a = call @helper(%x) : (tensor<8xf32>) -> tensor<8xf32>
  %b = call @helper(%a) : (tensor<8xf32>) -> tensor<8xf32>
  return %b : tensor<8xf32>
}
