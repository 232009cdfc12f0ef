//===- FastElements.cpp - values of a block to codes of elements ----------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "FastElements.h"
#include "FastEncode.h"
#include <cmath>

using namespace ridge;

std::optional<FastElements> FastElements::of(Format format,
                                             const RoundingRule &rule,
                                             double least, bool exact) {
  FormatInfo info = formatInfo(format);
  bool toEven = rule.rounding == Rounding::NearestEven;
  bool toAway = rule.rounding == Rounding::NearestAway;
  FastElements fast = {};
  fast.isFloatFormat = info.isFloat;
  fast.high = largestFinite(format);
  fast.low = std::max(least, -fast.high - !info.isFloat);
  if (!info.isSigned || info.bits > 16 || rule.overflow != Overflow::Saturate)
    return std::nullopt;
  if (!info.isFloat) {
    fast.awayFromZero = toAway;
    fast.mask = (1u << info.bits) - 1;
    return toEven || (toAway && exact) ? std::optional(fast) : std::nullopt;
  }
  // Without mantissa a tie is decided by the exponent, which the adder does not
  // see.
  if (!toEven || info.mantissaBits == 0 || !info.subnormals)
    return std::nullopt;
  FloatLayout layout = FloatLayout::of(format);
  // All powers of two in the loop have to be normal f64.
  if (1 - layout.bias < -1022 ||
      std::ilogb(fast.high) + 52 - int(info.mantissaBits) > 1023)
    return std::nullopt;
  fast.mantissaBits = info.mantissaBits;
  fast.leastNormal = std::ldexp(1.0, 1 - layout.bias);
  fast.signShift = info.bits - 1;
  fast.zeroSign = layout.negativeZero ? ~uint64_t(0) : 0;
  return fast;
}

//===----------------------------------------------------------------------===//
// Loops
//===----------------------------------------------------------------------===//

// Bodies are written once and compiled for each kind of machine. `f` is a copy,
// known not to change while codes are written.
#define RIDGE_LOOP __attribute__((always_inline)) static inline

/// See FastEncode.h: n, and the exponent above the least one in front of it.
RIDGE_LOOP void loopFloats(const FastElements f, const float *values,
                           size_t count, double scale, uint32_t *codes) {
  const auto toMagic =
      castBits<double>(uint64_t(1023 + 52 - f.mantissaBits) << 52);
  const auto leastBits = castBits<uint64_t>(f.leastNormal);
  for (size_t i = 0; i < count; ++i) {
    double scaled = double(values[i]) / scale;
    double magnitude = std::min(std::fabs(scaled), f.high);
    auto power = castBits<double>(castBits<uint64_t>(magnitude) &
                                  (uint64_t(0x7FF) << 52));
    power = std::max(power, f.leastNormal);
    double magic = power * toMagic;
    uint64_t code =
        castBits<uint64_t>(magnitude + magic) - castBits<uint64_t>(magic);
    code += (castBits<uint64_t>(power) - leastBits) >> (52 - f.mantissaBits);
    uint64_t keepsSign = f.zeroSign | (code ? ~uint64_t(0) : 0);
    uint64_t sign = castBits<uint64_t>(scaled) >> 63 << f.signShift;
    codes[i] = uint32_t(code | (sign & keepsSign));
  }
}

RIDGE_LOOP void loopIntegers(const FastElements f, const float *values,
                             size_t count, double scale, uint32_t *codes) {
  // Where neighbours are 1 apart, the adder rounds to nearest even.
  constexpr double magic = 0x1.8p52;
  for (size_t i = 0; i < count; ++i) {
    double scaled = double(values[i]) / scale;
    double value = std::min(std::max(scaled, f.low), f.high);
    double even = (value + magic) - magic;
    double away = value + std::copysign(0.5, value);
    codes[i] = uint32_t(int32_t(f.awayFromZero ? away : even)) & f.mask;
  }
}

/// As integers, Inf and NaN are above all.
RIDGE_LOOP uint32_t loopLargest(const float *values, size_t count) {
  uint32_t largest = 0;
  for (size_t i = 0; i < count; ++i)
    largest = std::max(largest, castBits<uint32_t>(values[i]) & 0x7FFFFFFF);
  return largest;
}

RIDGE_LOOP void loop(const FastElements &f, const float *values, size_t count,
                     double scale, uint32_t *codes) {
  if (f.isFloatFormat)
    loopFloats(f, values, count, scale, codes);
  else
    loopIntegers(f, values, count, scale, codes);
}

#if RIDGE_AVX2
__attribute__((target("avx2"))) static void
encodeAVX2(const FastElements &f, const float *values, size_t count,
           double scale, uint32_t *codes) {
  loop(f, values, count, scale, codes);
}

__attribute__((target("avx2"))) static uint32_t largestAVX2(const float *values,
                                                            size_t count) {
  return loopLargest(values, count);
}
#endif

uint32_t ridge::largestMagnitude(llvm::ArrayRef<float> values) {
#if RIDGE_AVX2
  if (hasAVX2())
    return largestAVX2(values.data(), values.size());
#endif
  return loopLargest(values.data(), values.size());
}

void FastElements::encodePortable(llvm::ArrayRef<float> values, double scale,
                                  uint32_t *codes) const {
  loop(*this, values.data(), values.size(), scale, codes);
}

void FastElements::encode(llvm::ArrayRef<float> values, double scale,
                          uint32_t *codes) const {
#if RIDGE_AVX2
  if (hasAVX2())
    return encodeAVX2(*this, values.data(), values.size(), scale, codes);
#endif
  encodePortable(values, scale, codes);
}
