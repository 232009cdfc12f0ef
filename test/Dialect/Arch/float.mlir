// RUN: ridge-opt %s | ridge-opt | FileCheck %s

// A declared format is one type, however it is spelled and whether or not an
// alias names it.

!tiny = !arch.float<"float_e3m2_bias4_finite">
!seven = !arch.float<"p3109<7,3,signed,extended>">

// CHECK-LABEL: @spellings
// CHECK-SAME: tensor<4x!arch.float<"float_e3m2_bias4_finite">>
// CHECK-SAME: !arch.float<"binary7p3se">
// CHECK-SAME: !arch.float<"float_e5m1_bias14_finite_unsigned_nosubnormals">
func.func private @spellings(tensor<4x!arch.float<"float<e3m2,bias=4,specials=finite>">>,
    !seven, !arch.float<"float_e5m1_nosubnormals_unsigned_finite_bias14">)

// CHECK-LABEL: @alias
func.func @alias(%x: !seven) -> !arch.float<"binary7p3se"> {
  return %x : !arch.float<"binary7p3se">
}

// CHECK-LABEL: @conversions
func.func @conversions(%x: f32, %i: i32, %s: f8E8M0FNU, %t: !tiny) -> (f32, !seven, f32) {
  // CHECK: ridge.cast %arg0 round up saturate : f32 to !arch.float<"binary7p3se">
  %a = ridge.cast %x round up saturate : f32 to !seven
  // CHECK: ridge.cast %{{.*}} : !arch.float<"binary7p3se"> to f32
  %w = ridge.cast %a : !seven to f32
  // CHECK: ridge.stochastic_cast %arg0 at %arg1 bits 8 seed 7 : f32, i32 to !arch.float<"binary7p3se">
  %b = ridge.stochastic_cast %x at %i bits 8 seed 7 : f32, i32 to !seven
  // CHECK: ridge.quantize %arg0 by %arg2 : f32, f8E8M0FNU to !arch.float<"binary7p3se">
  %q = ridge.quantize %x by %s : f32, f8E8M0FNU to !seven
  // CHECK: ridge.dequantize %{{.*}} by %arg2 : !arch.float<"binary7p3se">, f8E8M0FNU to f32
  %d = ridge.dequantize %q by %s : !seven, f8E8M0FNU to f32
  // A scale of one's own, without mantissa: powers of two.
  // CHECK: ridge.scale %arg0 of !arch.float<"binary7p3se"> rule floor : f32 to !arch.float<"float_e5m0_scale_unsigned">
  %e = ridge.scale %x of !seven rule floor : f32 to !arch.float<"float_e5m0_scale_unsigned">
  return %w, %b, %d : f32, !seven, f32
}
