//===- RidgeNumericOps.td - changes of number format -------*- tablegen -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

//
// The idea of the family: what arith cannot say about a change of format. They
// are scalar operations and stand in the bodies of structured computations, as
// those of arith do; what forms a block and where its scale lies is said by the
// computation around them (a reduction finds the largest magnitude of a block, a
// map reads a scale per block). Widening without loss stays arith.extf, but for
// !arch.float, which arith does not take.
//
//===----------------------------------------------------------------------===//

#ifndef RIDGE_DIALECTS_RIDGE_RIDGENUMERICOPS_TD
#define RIDGE_DIALECTS_RIDGE_RIDGENUMERICOPS_TD

include "dialects/Arch/ArchTypes.td"
include "dialects/Ridge/RidgeAttrs.td"
include "mlir/IR/EnumAttr.td"
include "mlir/Interfaces/SideEffectInterfaces.td"

// The numbers are those of ridge::Rounding in ridge/Numerics/Conversion.h.
def Ridge_CastRounding : I32EnumAttr<"CastRounding", "how a cast rounds", [
    I32EnumAttrCase<"NearestEven", 0, "nearest_even">,
    I32EnumAttrCase<"NearestAway", 1, "nearest_away">,
    I32EnumAttrCase<"TowardZero", 2, "toward_zero">,
    I32EnumAttrCase<"Up", 3, "up">,
    I32EnumAttrCase<"Down", 4, "down">,
    I32EnumAttrCase<"ToOdd", 5, "to_odd">]> {
  let cppNamespace = "::ridge";
  let genSpecializedAttr = 0;
}
def Ridge_CastRoundingAttr
    : EnumAttr<Ridge_Dialect, Ridge_CastRounding, "rounding"> {
  let assemblyFormat = "$value";
}

def Ridge_BlockScaleRuleAttr
    : EnumAttr<Ridge_Dialect, Ridge_BlockScaleRule, "scale_rule"> {
  let assemblyFormat = "$value";
}

def Ridge_Float : AnyTypeOf<[AnyFloat, Arch_DeclaredFloatType]>;
def Ridge_Scalar
    : AnyTypeOf<[AnyFloat, Arch_DeclaredFloatType, AnySignlessInteger]>;

class Ridge_NumericOp<string mnemonic> : Ridge_Op<mnemonic, [Pure, TensorForm,
    TileForm, PlacedForm, SelectedForm]> {
  let results = (outs Ridge_Scalar:$result);
  let hasVerifier = 1;
}

def Ridge_CastOp : Ridge_NumericOp<"cast"> {
  let summary = "To another format, with a rounding and an overflow rule";
  let description = [{
    The value of `source` in the result's format. Rounding is to nearest even
    unless `round` says otherwise. What overflows becomes Inf, or NaN in formats
    without Inf; with `saturate`, and in formats that have neither, it becomes the
    largest finite value. NaN stays NaN; a format without NaN gets its largest
    value (zero: an integer).

    * cast-c1: the result is another format;
    * cast-c2: it is not one that has every value of the source (that is
      arith.extf), unless one of the two is !arch.float.

    ```mlir
    %q = ridge.cast %x saturate : f32 to f8E4M3FN
    %w = ridge.cast %t : !arch.float<"float_e3m2_bias4_finite"> to f32
    ```
  }];
  let arguments = (ins Ridge_Float:$source,
      DefaultValuedAttr<Ridge_CastRoundingAttr,
                        "::ridge::CastRounding::NearestEven">:$rounding,
      UnitAttr:$saturate);
  let assemblyFormat = [{
    $source (`round` $rounding^)? (`saturate` $saturate^)? attr-dict
    `:` type($source) `to` type($result)
  }];
  let hasFolder = 1;
}

def Ridge_StochasticCastOp : Ridge_NumericOp<"stochastic_cast"> {
  let summary = "A cast that rounds up with the probability of the remainder";
  let description = [{
    The remainder beyond the result's precision is compared with a number of
    `bits` bits that depends on `seed` and `counter` alone, so the outcome is the
    same whatever the order of execution; `counter` is a position
    (`ridge.index`). Overflow as for `ridge.cast`.

    * stochastic_cast-c1: 1 to 32 bits, a seed of 32 bits;
    * stochastic_cast-c2: the result is another format.
  }];
  let arguments = (ins Ridge_Float:$source, AnySignlessInteger:$counter,
                       I64Attr:$bits, I64Attr:$seed, UnitAttr:$saturate);
  let assemblyFormat = [{
    $source `at` $counter `bits` $bits `seed` $seed (`saturate` $saturate^)?
    attr-dict `:` type($source) `,` type($counter) `to` type($result)
  }];
}

def Ridge_ScaleOp : Ridge_NumericOp<"scale"> {
  let summary = "The scale of a block from its largest magnitude";
  let description = [{
    With emax the exponent and max the value of the largest finite element:

    * floor: 2^(floor(log2 amax) - emax), OCP MX 1.0
    * ceil: 2^(ceil(log2 amax) - emax)
    * round_up: 2^ceil(log2(amax / max)), so that nothing saturates
    * even: floor of amax rounded to the element's mantissa

    in the result's range; amax 0 gives the least scale, NaN and Inf give NaN. A
    scale format with a mantissa (NVFP4's f8E4M3FN) gets amax / max rounded to
    nearest even, and then the rule must be round_up.

    * scale-c1: the element is a scalar format, the scale a float;
    * scale-c2: the rule is round_up where scales are no powers of two.
  }];
  let arguments = (ins Ridge_Float:$amax, TypeAttr:$element,
                       Ridge_BlockScaleRuleAttr:$rule);
  let assemblyFormat = [{
    $amax `of` $element `rule` $rule attr-dict `:` type($amax) `to` type($result)
  }];
}

def Ridge_QuantizeOp : Ridge_NumericOp<"quantize"> {
  let summary = "A scaled element: the cast of source / scale";
  let description = [{
    source / scale, rounded once to the result's format; it always saturates.
    With `reciprocal`, source * (1 / scale) where the inverse is rounded to the
    source's format first, as fast implementations do; codes differ then unless
    the scale is a power of two.

    * quantize-c1: the result is another format.
  }];
  let arguments = (ins Ridge_Float:$source, Ridge_Float:$scale,
      DefaultValuedAttr<Ridge_CastRoundingAttr,
                        "::ridge::CastRounding::NearestEven">:$rounding,
      UnitAttr:$reciprocal);
  let assemblyFormat = [{
    $source `by` $scale (`round` $rounding^)? (`reciprocal` $reciprocal^)?
    attr-dict `:` type($source) `,` type($scale) `to` type($result)
  }];
}

def Ridge_DequantizeOp : Ridge_NumericOp<"dequantize"> {
  let summary = "The value of a scaled element: source * scale";
  let description = [{
    Rounded once to the result's format, to nearest even.

    * dequantize-c1: the result is a wider float than the element.
  }];
  let arguments = (ins Ridge_Scalar:$source, Ridge_Float:$scale);
  let assemblyFormat = [{
    $source `by` $scale attr-dict `:` type($source) `,` type($scale) `to`
    type($result)
  }];
}

#endif // RIDGE_DIALECTS_RIDGE_RIDGENUMERICOPS_TD
