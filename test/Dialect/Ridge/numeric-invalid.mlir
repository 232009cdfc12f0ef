// RUN: ridge-opt --split-input-file --verify-diagnostics %s

// cast-c1
func.func @same(%x: f32) -> f32 {
  // expected-error @below {{changes nothing: both formats are 'f32'}}
  %a = ridge.cast %x : f32 to f32
  return %a : f32
}

// -----

// cast-c2
func.func @widens(%x: f8E4M3FN) -> f32 {
  // expected-error @below {{loses nothing: 'f32' has every value of 'f8E4M3FN'; use arith.extf}}
  %a = ridge.cast %x : f8E4M3FN to f32
  return %a : f32
}

// -----

// stochastic_cast-c1
func.func @too_many_bits(%x: f32, %i: i32) -> f8E4M3FN {
  // expected-error @below {{draws 33 bits; expected 1 to 32}}
  %a = ridge.stochastic_cast %x at %i bits 33 seed 0 : f32, i32 to f8E4M3FN
  return %a : f8E4M3FN
}

// -----

// stochastic_cast-c1
func.func @large_seed(%x: f32, %i: i32) -> f8E4M3FN {
  // expected-error @below {{seed 4294967296 does not fit 32 bits}}
  %a = ridge.stochastic_cast %x at %i bits 8 seed 4294967296 : f32, i32 to f8E4M3FN
  return %a : f8E4M3FN
}

// -----

// scale-c2
func.func @powers_alone(%x: f32) -> f8E4M3FN {
  // expected-error @below {{rule floor gives powers of two; a scale of 'f8E4M3FN' takes rule round_up}}
  %a = ridge.scale %x of f4E2M1FN rule floor : f32 to f8E4M3FN
  return %a : f8E4M3FN
}

// -----

// scale-c1
func.func @element(%x: f32) -> f8E8M0FNU {
  // expected-error @below {{element 'vector<2xf32>' is no scalar format}}
  %a = ridge.scale %x of vector<2xf32> rule floor : f32 to f8E8M0FNU
  return %a : f8E8M0FNU
}

// -----

// dequantize-c1
func.func @loses(%x: f32, %s: f8E8M0FNU) -> bf16 {
  // expected-error @below {{result 'bf16' does not have every value of the element 'f32'}}
  %a = ridge.dequantize %x by %s : f32, f8E8M0FNU to bf16
  return %a : bf16
}

// -----

// dequantize-c1
func.func @wide_integer(%x: i16, %s: f32) -> bf16 {
  // expected-error @below {{result 'bf16' does not have every value of the element 'i16'}}
  %a = ridge.dequantize %x by %s : i16, f32 to bf16
  return %a : bf16
}

// -----

// stochastic_cast-c2
func.func @drawn_for_nothing(%x: f32, %i: i32) -> f32 {
  // expected-error @below {{changes nothing: both formats are 'f32'}}
  %a = ridge.stochastic_cast %x at %i bits 8 seed 0 : f32, i32 to f32
  return %a : f32
}

// -----

// quantize-c1
func.func @scaled_into_itself(%x: f32, %s: f8E8M0FNU) -> f32 {
  // expected-error @below {{changes nothing: both formats are 'f32'}}
  %a = ridge.quantize %x by %s : f32, f8E8M0FNU to f32
  return %a : f32
}

// -----

// scale-c1: a float
func.func @integer_scale(%x: f32) -> i8 {
  // expected-error @below {{gives 'i8', expected a float}}
  %a = ridge.scale %x of f4E2M1FN rule floor : f32 to i8
  return %a : i8
}

// -----

// dequantize-c1: a float
func.func @integer_value(%x: i8, %s: f32) -> i32 {
  // expected-error @below {{gives 'i32', expected a float}}
  %a = ridge.dequantize %x by %s : i8, f32 to i32
  return %a : i32
}
