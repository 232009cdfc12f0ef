// RUN: ridge-opt --split-input-file --verify-diagnostics --ridge-verify-stage=form=tensor %s

func.func @linalg_left(%x: tensor<16xf32>, %e: tensor<16xf32>) -> tensor<16xf32> {
  // expected-error @below {{'linalg.exp' does not belong to the tensor form}}
  %y = linalg.exp ins(%x : tensor<16xf32>) outs(%e : tensor<16xf32>) -> tensor<16xf32>
  return %y : tensor<16xf32>
}

// -----

func.func @loop() {
  // expected-error @below {{'affine.for' does not belong to the tensor form}}
  affine.for %i = 0 to 2 {
  }
  return
}

// -----

func.func @scalar_code_outside(%x: f32) -> f32 {
  // expected-error @below {{'arith.negf' does not belong to the tensor form}}
  %y = arith.negf %x : f32
  return %y : f32
}

// -----

func.func @later_form() {
  // expected-error @below {{'ridge.buffer' does not belong to the tensor form}}
  %t = ridge.buffer "t" : !arch.buffer<16 x f32>
  return
}
