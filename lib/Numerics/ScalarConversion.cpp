//===- ScalarConversion.cpp - changes of format in bodies -----------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ridge/Numerics/ScalarConversion.h"
#include <algorithm>
#include <cmath>

using namespace ridge;

//===----------------------------------------------------------------------===//
// Packing
//===----------------------------------------------------------------------===//

// From bit 0: rounding 4 | saturate 1 | reciprocal 1 | scale rule 2 | random
// bits less one 5 | unused 19 | element format or seed 32.

int64_t ConversionRule::pack() const {
  uint64_t high = element == Format::I1 ? seed : static_cast<uint32_t>(element);
  uint64_t packed = static_cast<uint64_t>(rounding) | uint64_t(saturate) << 4 |
                    uint64_t(reciprocal) << 5 |
                    static_cast<uint64_t>(rule) << 6 |
                    uint64_t(randomBits - 1) << 8 | high << 32;
  return static_cast<int64_t>(packed);
}

ConversionRule ConversionRule::unpack(int64_t attribute) {
  uint64_t packed = static_cast<uint64_t>(attribute);
  ConversionRule rule;
  rule.rounding = static_cast<Rounding>(packed & 15);
  rule.saturate = packed >> 4 & 1;
  rule.reciprocal = packed >> 5 & 1;
  rule.rule = static_cast<PowerRule>(packed >> 6 & 3);
  rule.randomBits = (packed >> 8 & 31) + 1;
  rule.seed = packed >> 32;
  rule.element = static_cast<Format>(packed >> 32);
  return rule;
}

//===----------------------------------------------------------------------===//
// Casts
//===----------------------------------------------------------------------===//

double ridge::castValue(Format format, const ConversionRule &rule, double value,
                        uint64_t counter) {
  Conversion conversion;
  conversion.format = format;
  conversion.rule.rounding = rule.rounding;
  conversion.rule.overflow =
      rule.saturate ? Overflow::Saturate : Overflow::Infinity;
  conversion.rule.nan =
      formatInfo(format).isFloat ? NaNPolicy::Largest : NaNPolicy::Zero;
  conversion.rule.randomBits = rule.randomBits;
  conversion.seed = rule.seed;
  return conversion.round(value, counter);
}

//===----------------------------------------------------------------------===//
// Scales
//===----------------------------------------------------------------------===//

/// Exponent e of 2^e with the rules of RidgeNumericOps.td.
static int scaleExponent(const ConversionRule &rule, double amax) {
  double largest = largestFinite(rule.element);
  int highest = std::ilogb(largest);
  switch (rule.rule) {
  case PowerRule::Floor:
    return std::ilogb(amax) - highest;
  case PowerRule::Ceil: {
    int exponent = std::ilogb(amax);
    return exponent + (std::ldexp(1.0, exponent) < amax) - highest;
  }
  case PowerRule::RoundUp: {
    // The least e with amax <= largest * 2^e; both sides are exact.
    int exponent = std::ilogb(amax) - highest;
    return exponent + (amax > std::ldexp(largest, exponent));
  }
  case PowerRule::Even:
    break;
  }
  // Nearest value of the element's precision, exponents without end.
  int mantissa = formatInfo(rule.element).isFloat
                     ? int(formatInfo(rule.element).mantissaBits)
                     : int(formatInfo(rule.element).bits) - 2;
  int exponent = std::ilogb(amax);
  double rounded = std::nearbyint(std::ldexp(amax, mantissa - exponent));
  return std::ilogb(std::ldexp(rounded, exponent - mantissa)) - highest;
}

double ridge::scaleValue(Format format, const ConversionRule &rule,
                         double amax) {
  ConversionRule nearest;
  nearest.saturate = true;
  amax = std::fabs(amax);
  if (!std::isfinite(amax))
    return castValue(format, ConversionRule(),
                     std::numeric_limits<double>::quiet_NaN());
  FormatInfo info = formatInfo(format);
  if (info.mantissaBits != 0) {
    // A scale of zero would make every element NaN: the least one instead.
    double scale =
        castValue(format, nearest, amax / largestFinite(rule.element));
    return scale != 0 ? scale
                      : FloatLayout::of(format).decode(
                            FloatLayout::of(format).minPositive());
  }
  int least = FloatLayout::of(format).hasZero ? 1 - info.bias : -info.bias;
  int exponent = amax == 0 ? least : scaleExponent(rule, amax);
  return castValue(format, nearest, std::ldexp(1.0, std::max(exponent, least)));
}

double ridge::quantizeValue(Format format, const ConversionRule &rule,
                            Format sourceFormat, double source, double scale) {
  ConversionRule saturating = rule;
  saturating.saturate = true;
  // The quotient of two f32 values lies on no tie of a narrow format, nor
  // nearer to one than f64 can tell: rounding it twice is rounding it once.
  double scaled = rule.reciprocal ? source * roundTo(sourceFormat, 1 / scale)
                                  : source / scale;
  if (rule.reciprocal)
    scaled = roundTo(sourceFormat, scaled);
  // 0/0 is no number, but a block of zeros is zeros.
  if (source == 0)
    scaled = source;
  return castValue(format, saturating, scaled);
}
