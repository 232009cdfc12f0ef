//===- ExactModel.h - rounding by its definition ----------------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What a conversion has to give, from the list of the format's values and
/// exact comparisons alone. Neighbours in a format of at most 32 bits, their
/// midpoint, and what is compared with them are exact in f64, so that no step
/// here rounds. Shares no code with the library but the descriptions.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_TEST_UNIT_NUMERICS_EXACTMODEL_H
#define RIDGE_TEST_UNIT_NUMERICS_EXACTMODEL_H

#include "ridge/Numerics/Conversion.h"
#include <algorithm>
#include <cassert>
#include <cmath>
#include <vector>

namespace ridge {

/// A float format of at most 16 bits, as a list.
class ExactModel {
public:
  explicit ExactModel(Format format) : info(formatInfo(format)) {
    uint32_t half = 1u << (info.bits - info.isSigned);
    signBit = info.isSigned ? half : 0;
    for (uint32_t code = 0; code < half; ++code) {
      Kind kind = classify(code);
      if (kind == Kind::NaN) // Of several, the first with the quiet bit.
        nan = nan < 0 || !quiet(uint32_t(nan)) ? code : nan;
      else if (kind == Kind::Infinity)
        infinity = code;
      else if (!isHole(code))
        values.push_back({valueOf(code), code});
    }
    if (info.isSigned && classify(half) == Kind::NaN)
      nan = half, negativeZero = false;
    // What would come next if the range had no end.
    double largest = values.back().first;
    int ulp =
        std::max(std::ilogb(largest), 1 - info.bias) - int(info.mantissaBits);
    next = largest + std::ldexp(1.0, ulp);
  }

  bool hasNaN() const { return nan >= 0; }
  bool isNaN(uint32_t code) const { return classify(code) == Kind::NaN; }

  /// The value of a code that is no NaN.
  double decode(uint32_t code) const {
    uint32_t magnitude = signBit ? code & (signBit - 1) : code;
    double value = classify(code) == Kind::Infinity ? HUGE_VAL
                   : isHole(magnitude)              ? 0
                                                    : valueOf(magnitude);
    return code & signBit ? -value : value;
  }

  /// Every rounding but the stochastic one; `x` is no NaN.
  uint32_t encode(double x, RoundingRule rule) const {
    bool negative = std::signbit(x);
    double a = std::fabs(x);
    uint32_t sign = negative ? signBit : 0;
    if (a == 0)
      return negativeZero ? sign : 0;
    bool stops = rule.overflow == Overflow::Saturate;
    if (std::isinf(a))
      return beyond(negative, stops);
    stops |= rule.rounding == Rounding::TowardZero ||
             rule.rounding == Rounding::ToOdd ||
             rule.rounding == (negative ? Rounding::Up : Rounding::Down);
    if (a >= next)
      return beyond(negative, stops);
    // The largest value that is not above a, and the one after it.
    auto above =
        std::upper_bound(values.begin(), values.end(), a,
                         [](double v, auto &e) { return v < e.first; });
    if (above == values.begin())
      return negative ? beyond(true, stops) : 0; // No zero: the least value.
    auto below = std::prev(above);
    bool last = above == values.end();
    double low = below->first, high = last ? next : above->first;
    bool up = roundsUp(a, low, high, rule.rounding, below->second, negative);
    if (up && last)
      return beyond(negative, stops);
    auto [value, code] = up ? *above : *below;
    if (!signBit && negative && (value != 0 || values.front().first != 0))
      return beyond(true, stops);
    return code == 0 && !negativeZero ? 0 : sign | code;
  }

private:
  enum class Kind { Finite, Infinity, NaN };

  Kind classify(uint32_t code) const {
    uint32_t half = 1u << (info.bits - info.isSigned);
    uint32_t magnitude = code & (half - 1);
    uint32_t top = ((1u << info.exponentBits) - 1) << info.mantissaBits;
    bool isMinusZero = info.isSigned && code == half;
    switch (info.specials) {
    case Specials::IEEE:
      return magnitude > top    ? Kind::NaN
             : magnitude == top ? Kind::Infinity
                                : Kind::Finite;
    case Specials::FN:
    case Specials::Scale:
      return magnitude == half - 1 ? Kind::NaN : Kind::Finite;
    case Specials::FNUZ:
      return isMinusZero ? Kind::NaN : Kind::Finite;
    case Specials::Finite:
      return Kind::Finite;
    case Specials::Extended:
      if (info.isSigned ? isMinusZero : magnitude == half - 1)
        return Kind::NaN;
      return magnitude == half - 1 - !info.isSigned ? Kind::Infinity
                                                    : Kind::Finite;
    }
    return Kind::Finite;
  }

  bool quiet(uint32_t code) const {
    return info.mantissaBits > 0 && code >> (info.mantissaBits - 1) & 1;
  }

  /// A code that stands for zero although it is not that of zero.
  bool isHole(uint32_t magnitude) const {
    return !info.subnormals && magnitude > 0 &&
           magnitude < (1u << info.mantissaBits);
  }

  double valueOf(uint32_t magnitude) const {
    int exponent = int(magnitude >> info.mantissaBits);
    double fraction =
        std::ldexp(double(magnitude & ((1u << info.mantissaBits) - 1)),
                   -int(info.mantissaBits));
    if (info.specials == Specials::Scale || exponent > 0)
      return std::ldexp(1 + fraction, exponent - info.bias);
    return std::ldexp(fraction, 1 - info.bias);
  }

  static bool roundsUp(double a, double low, double high, Rounding rounding,
                       uint32_t code, bool negative) {
    double middle = (low + high) / 2; // Exact: one bit more.
    switch (rounding) {
    case Rounding::NearestEven:
      // Past a hole both codes are even: the tie is zero's.
      return a > middle || (a == middle && code % 2 == 1);
    case Rounding::NearestAway:
      return a >= middle;
    case Rounding::TowardZero:
      return false;
    case Rounding::Up:
      return a > low && !negative;
    case Rounding::Down:
      return a > low && negative;
    case Rounding::ToOdd:
      return a > low && code % 2 == 0;
    case Rounding::Stochastic:
      break;
    }
    assert(false && "a random rounding has no exact model");
    return false;
  }

  /// What is too large, or too small for a format without sign.
  uint32_t beyond(bool negative, bool stops) const {
    if (negative && !signBit)
      return stops || !hasNaN() ? 0 : uint32_t(nan);
    uint32_t sign = negative ? signBit : 0;
    if (stops || (infinity < 0 && !hasNaN()))
      return sign | values.back().second;
    return sign | uint32_t(infinity >= 0 ? infinity : nan);
  }

  FormatInfo info;
  uint32_t signBit;
  bool negativeZero = true;
  int64_t nan = -1, infinity = -1;
  double next;
  std::vector<std::pair<double, uint32_t>> values; ///< Not negative, ascending.
};

} // namespace ridge

#endif // RIDGE_TEST_UNIT_NUMERICS_EXACTMODEL_H
