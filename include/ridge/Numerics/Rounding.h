//===- Rounding.h - one value to one code -----------------------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The one place where a float becomes a code of a float format. Integer
/// arithmetic only, on the bits of an f64, so that each value is rounded once
/// and the host's rounding mode does not matter.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_NUMERICS_ROUNDING_H
#define RIDGE_NUMERICS_ROUNDING_H

#include "ridge/Numerics/FloatLayout.h"
#include "llvm/Support/MathExtras.h"

namespace ridge {

enum class Rounding : uint8_t {
  NearestEven, ///< A tie goes to the even code.
  NearestAway, ///< A tie goes to the larger magnitude.
  TowardZero,
  Up,         ///< Toward +Inf.
  Down,       ///< Toward -Inf.
  ToOdd,      ///< An inexact value goes to its neighbour with an odd code.
  Stochastic, ///< Away from zero with the probability of the part cut off.
};

/// What becomes of a value that rounds to more than the largest finite one.
enum class Overflow : uint8_t {
  /// As IEEE 754: Inf, or the largest finite value where the rounding points to
  /// it. NaN where the format has no Inf, the largest value where it has
  /// neither.
  Infinity,
  /// The largest finite value, for infinities too.
  Saturate,
};

/// What a NaN becomes in a format without NaN.
enum class NaNPolicy : uint8_t { Largest, Zero };

struct RoundingRule {
  Rounding rounding = Rounding::NearestEven;
  Overflow overflow = Overflow::Infinity;
  NaNPolicy nan = NaNPolicy::Largest;
  /// Stochastic: how many bits of the part cut off are compared with as many
  /// random bits, 1 to 32. What lies below them is dropped: the expected value
  /// falls short by less than 2^-randomBits of the distance of neighbours.
  uint8_t randomBits = 32;

  bool operator==(const RoundingRule &other) const {
    return rounding == other.rounding && overflow == other.overflow &&
           nan == other.nan && randomBits == other.randomBits;
  }
};

/// Whether `significand` / 2^`shift`, cut to an integer, gets one more. 1 <=
/// shift; significand < 2^53. `odd`: the code is odd when cut. `random`: its
/// low randomBits count.
inline bool roundsAway(RoundingRule rule, uint64_t significand, int shift,
                       bool odd, bool negative, uint32_t random) {
  if (rule.rounding == Rounding::Stochastic) {
    // The top randomBits of the part cut off, aligned to the right.
    int drop = shift - rule.randomBits;
    uint64_t mask = (uint64_t(1) << rule.randomBits) - 1;
    uint64_t fraction = drop > 63   ? 0
                        : drop >= 0 ? significand >> drop
                                    : significand << -drop;
    return (fraction & mask) + (random & mask) > mask;
  }
  // Beyond 2^54, all of it is cut off and is less than half.
  shift = shift < 60 ? shift : 60;
  uint64_t rest = significand & ((uint64_t(1) << shift) - 1);
  uint64_t half = uint64_t(1) << (shift - 1);
  switch (rule.rounding) {
  case Rounding::NearestEven:
    return rest > half || (rest == half && odd);
  case Rounding::NearestAway:
    return rest >= half;
  case Rounding::TowardZero:
    return false;
  case Rounding::Up:
    return rest && !negative;
  case Rounding::Down:
    return rest && negative;
  case Rounding::ToOdd:
  case Rounding::Stochastic:
    return rest && !odd;
  }
  return false;
}

/// True if a value beyond the largest finite one stops there.
inline bool stopsAtLargest(RoundingRule rule, bool negative) {
  return rule.overflow == Overflow::Saturate ||
         rule.rounding == Rounding::TowardZero ||
         rule.rounding == Rounding::ToOdd ||
         rule.rounding == (negative ? Rounding::Up : Rounding::Down);
}

/// The code of an infinity, or of what overflows to it.
inline uint32_t overflowCode(const FloatLayout &layout, bool saturates,
                             bool negative) {
  uint32_t sign = negative ? layout.signBit : 0;
  if (saturates || (!layout.hasInfinity && !layout.hasNaN))
    return sign | layout.maxFinite;
  if (layout.hasInfinity)
    return sign | layout.infinity;
  return sign | layout.nan;
}

inline uint32_t nanCode(const FloatLayout &layout, RoundingRule rule,
                        uint64_t bits) {
  if (!layout.hasNaN)
    return rule.nan == NaNPolicy::Zero ? 0 : layout.maxFinite;
  if (layout.nan == layout.signBit && layout.signBit)
    return layout.nan;
  uint32_t code = layout.nan | (bits >> 63 ? layout.signBit : 0);
  // A payload survives where there is room for it: IEEE formats.
  if (layout.nan < layout.magnitudeMask && layout.nan > layout.infinity)
    code |= uint32_t((bits & 0x000FFFFFFFFFFFFF) >> (52 - layout.mantissaBits));
  return code;
}

/// A negative value for a format without sign: what rounds to zero is zero, the
/// rest is beyond the least value, as what overflows is beyond the largest.
inline uint32_t unsignedCode(const FloatLayout &layout, RoundingRule rule,
                             bool roundsToZero) {
  bool least = roundsToZero || !layout.hasNaN || stopsAtLargest(rule, true);
  return least ? 0 : layout.nan;
}

/// The magnitude that a positive finite value rounds to, as if there were no
/// largest. The value is significand * 2^(exponent - 52), 2^52 <= significand
/// < 2^53.
inline uint64_t roundMagnitude(const FloatLayout &layout, RoundingRule rule,
                               uint64_t significand, int exponent,
                               bool negative, uint32_t random) {
  int least = layout.hasZero ? 1 - layout.bias : -layout.bias;
  if (exponent >= least) {
    int shift = 52 - layout.mantissaBits;
    // The leading one adds 1 to the exponent field, and so does a carry.
    uint64_t code = (significand >> shift) +
                    (uint64_t(exponent - least) << layout.mantissaBits);
    if (!layout.hasZero)
      --code; // There, exponent field 0 has a leading one too.
    return code +
           roundsAway(rule, significand, shift, code & 1, negative, random);
  }
  if (!layout.hasZero)
    return 0; // Below the least value, which is nearest.
  int below = least - exponent;
  if (!layout.subnormals) // Zero or the least normal value, nothing between.
    return roundsAway(rule, significand, 52 + below, false, negative, random)
               ? layout.minPositive()
               : 0;
  int shift = 52 - layout.mantissaBits + below;
  uint64_t code = shift < 64 ? significand >> shift : 0;
  return code +
         roundsAway(rule, significand, shift, code & 1, negative, random);
}

/// The code of the f64 whose bits are `bits`. `random` matters for stochastic
/// rounding only.
inline uint32_t encodeBits(const FloatLayout &layout, RoundingRule rule,
                           uint64_t bits, uint32_t random) {
  constexpr uint64_t infinity = 0x7FF0000000000000;
  bool negative = bits >> 63;
  uint64_t absolute = bits & ~(uint64_t(1) << 63);
  if (LLVM_UNLIKELY(absolute > infinity))
    return nanCode(layout, rule, bits);
  if (absolute == 0)
    return negative && layout.negativeZero ? layout.signBit : 0;
  uint64_t magnitude;
  if (LLVM_UNLIKELY(absolute == infinity)) {
    bool saturates = rule.overflow == Overflow::Saturate;
    if (negative && !layout.signBit)
      return saturates || !layout.hasNaN ? 0 : layout.nan;
    return overflowCode(layout, saturates, negative);
  }
  int exponent = int(absolute >> 52) - 1023;
  uint64_t significand = absolute & 0x000FFFFFFFFFFFFF;
  if (LLVM_LIKELY(absolute >> 52)) {
    significand |= uint64_t(1) << 52;
  } else { // A subnormal f64.
    int lead = llvm::countl_zero(significand) - 11;
    significand <<= lead;
    exponent = -1022 - lead;
  }
  magnitude =
      roundMagnitude(layout, rule, significand, exponent, negative, random);
  if (negative && !layout.signBit)
    return unsignedCode(layout, rule, layout.hasZero && magnitude == 0);
  if (LLVM_UNLIKELY(magnitude > layout.maxFinite))
    return overflowCode(layout, stopsAtLargest(rule, negative), negative);
  if (magnitude == 0 && !layout.negativeZero)
    return 0;
  return (negative ? layout.signBit : 0) | uint32_t(magnitude);
}

} // namespace ridge

#endif // RIDGE_NUMERICS_ROUNDING_H
