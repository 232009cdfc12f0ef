// The reducer deletes what the test script does not need to stay interesting.
// RUN: ridge-reduce %s --reduction-tree="traversal-mode=0 test=%S/Inputs/has-tanh.sh" | FileCheck %s

// CHECK: func.func @keep
// CHECK: math.tanh
// CHECK-NOT: func.func @drop
func.func @keep(%x: f32) -> f32 {
  %y = math.tanh %x : f32
  return %y : f32
}

func.func @drop(%x: f32) -> f32 {
  %y = math.exp %x : f32
  return %y : f32
}
