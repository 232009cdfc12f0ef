// RUN: ridge-opt %s | ridge-opt | FileCheck %s
// RUN: ridge-opt --canonicalize %s | FileCheck --check-prefix=FOLD %s

// Changes of format, with all that they may say.

// CHECK-LABEL: @casts
func.func @casts(%x: f32, %i: i32) -> (f8E4M3FN, f8E5M2, f6E3M2FN, i8) {
  // CHECK: ridge.cast %arg0 : f32 to f8E4M3FN
  %a = ridge.cast %x : f32 to f8E4M3FN
  // CHECK: ridge.cast %arg0 round toward_zero saturate : f32 to f8E5M2
  %b = ridge.cast %x round toward_zero saturate : f32 to f8E5M2
  // CHECK: ridge.stochastic_cast %arg0 at %arg1 bits 8 seed 7 : f32, i32 to f6E3M2FN
  %c = ridge.stochastic_cast %x at %i bits 8 seed 7 : f32, i32 to f6E3M2FN
  // CHECK: ridge.cast %arg0 saturate : f32 to i8
  %d = ridge.cast %x saturate : f32 to i8
  return %a, %b, %c, %d : f8E4M3FN, f8E5M2, f6E3M2FN, i8
}

// CHECK-LABEL: @blocks
func.func @blocks(%x: f32, %amax: f32) -> f32 {
  // CHECK: ridge.scale %arg1 of f4E2M1FN rule floor : f32 to f8E8M0FNU
  %s = ridge.scale %amax of f4E2M1FN rule floor : f32 to f8E8M0FNU
  // CHECK: ridge.quantize %arg0 by %{{.*}} : f32, f8E8M0FNU to f4E2M1FN
  %q = ridge.quantize %x by %s : f32, f8E8M0FNU to f4E2M1FN
  // CHECK: ridge.quantize %arg0 by %{{.*}} round up reciprocal : f32, f8E8M0FNU to f4E2M1FN
  %r = ridge.quantize %x by %s round up reciprocal : f32, f8E8M0FNU to f4E2M1FN
  // CHECK: ridge.dequantize %{{.*}} by %{{.*}} : f4E2M1FN, f8E8M0FNU to f32
  %y = ridge.dequantize %q by %s : f4E2M1FN, f8E8M0FNU to f32
  %z = ridge.dequantize %r by %s : f4E2M1FN, f8E8M0FNU to f32
  %t = arith.addf %y, %z : f32
  return %t : f32
}

// Only what loses nothing folds: back to the format where a value came from.
// FOLD-LABEL: @there_and_back
// FOLD: return %arg0 : f8E4M3FN
func.func @there_and_back(%x: f8E4M3FN) -> f8E4M3FN {
  %w = arith.extf %x : f8E4M3FN to f32
  %n = ridge.cast %w saturate : f32 to f8E4M3FN
  return %n : f8E4M3FN
}

// FOLD-LABEL: @narrow_and_back
// FOLD: ridge.cast
// FOLD: arith.extf
func.func @narrow_and_back(%x: f32) -> f32 {
  %n = ridge.cast %x saturate : f32 to f8E4M3FN
  %w = arith.extf %n : f8E4M3FN to f32
  return %w : f32
}

// Through another format: the first rounding stays.
// FOLD-LABEL: @twice
// FOLD: ridge.cast %arg0 : f32 to f16
// FOLD: ridge.cast
func.func @twice(%x: f32) -> f8E4M3FN {
  %h = ridge.cast %x : f32 to f16
  %n = ridge.cast %h : f16 to f8E4M3FN
  return %n : f8E4M3FN
}
