// RUN: ridge-opt %s --split-input-file --verify-diagnostics

// float-c1
// expected-error @below {{'float_e3' spells no number format; expected a float of 3 to 32 bits, such as float_e3m2_bias4_finite or binary7p3se}}
func.func private @unknown(!arch.float<"float_e3">)

// -----

// Two bits, and an exponent that f64 has not.
// expected-error @below {{'float_e1m0_finite' spells no number format}}
func.func private @two_bits(!arch.float<"float_e1m0_finite">)

// -----

// expected-error @below {{'float_e12m3' spells no number format}}
func.func private @exponent(!arch.float<"float_e12m3">)

// -----

// expected-error @below {{'i7' is a format of integers; expected a float of 3 to 32 bits}}
func.func private @integer(!arch.float<"i7">)

// -----

// float-c2
// expected-error @below {{this format has the builtin type f8E4M3FN; write f8E4M3FN}}
func.func private @builtin(!arch.float<"float_e4m3_fn">)

// -----

// expected-error @below {{this format has the builtin type f8E4M3FNUZ; write f8E4M3FNUZ}}
func.func private @builtin_by_p3109(!arch.float<"p3109<8,4,signed,finite>">)

// -----

// expected-error @below {{this format has the builtin type f64; write f64}}
func.func private @f64(!arch.float<"f64">)

// -----

func.func @arithmetic(%x: !arch.float<"float_e4m4">) -> !arch.float<"float_e4m4"> {
  // expected-error @below {{'arith.addf' op operand #0 must be floating-point-like, but got '!arch.float<"float_e4m4">'}}
  %y = arith.addf %x, %x : !arch.float<"float_e4m4">
  return %y : !arch.float<"float_e4m4">
}

// -----

func.func @same(%x: !arch.float<"binary7p3se">) -> !arch.float<"binary7p3se"> {
  // expected-error @below {{changes nothing: both formats are '!arch.float<"binary7p3se">'}}
  %y = ridge.cast %x : !arch.float<"p3109<7,3,signed,extended>"> to !arch.float<"binary7p3se">
  return %y : !arch.float<"binary7p3se">
}

// -----

func.func @mantissa(%x: f32) -> !arch.float<"float_e4m4"> {
  // expected-error @below {{rule floor gives powers of two; a scale of '!arch.float<"float_e4m4">' takes rule round_up}}
  %y = ridge.scale %x of f4E2M1FN rule floor : f32 to !arch.float<"float_e4m4">
  return %y : !arch.float<"float_e4m4">
}

// -----

func.func @narrower(%x: !arch.float<"float_e4m4">, %s: f8E8M0FNU) -> !arch.float<"float_e4m3_bias9"> {
  // expected-error @below {{result '!arch.float<"float_e4m3_bias9">' does not have every value of the element '!arch.float<"float_e4m4">'}}
  %y = ridge.dequantize %x by %s : !arch.float<"float_e4m4">, f8E8M0FNU to !arch.float<"float_e4m3_bias9">
  return %y : !arch.float<"float_e4m3_bias9">
}
