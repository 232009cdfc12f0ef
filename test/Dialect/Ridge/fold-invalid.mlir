// RUN: ridge-opt --split-input-file --verify-diagnostics %s

// fold-c1
func.func @one_operand(%x: f32) -> f32 {
  // expected-error @below {{joins by 'math.exp', expected the name of an operation on two values, as arith.addf}}
  %s = ridge.fold "math.exp" %x over [0] from 0.0 : f32
  return %s : f32
}

// -----

// fold-c1
func.func @unknown(%x: f32) -> f32 {
  // expected-error @below {{joins by 'arith.nothing', expected the name of an operation on two values, as arith.addf}}
  %s = ridge.fold "arith.nothing" %x over [0] from 0.0 : f32
  return %s : f32
}

// -----

// fold-c2
func.func @twice(%x: f32) -> f32 {
  // expected-error @below {{folds along dim 1, expected distinct dims of the body}}
  %s = ridge.fold "arith.addf" %x over [1, 1] from 0.0 : f32
  return %s : f32
}

// -----

// fold-c2
func.func @none(%x: f32) -> f32 {
  // expected-error @below {{folds along no dim, expected at least one}}
  %s = ridge.fold "arith.addf" %x over [] from 0.0 : f32
  return %s : f32
}
