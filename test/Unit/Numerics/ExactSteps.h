//===- ExactSteps.h - models of accumulation in long integers ---*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The definition of Accumulate.h for products with scales, order Align, finite
/// operands and results in f32, once more: every number is an integer of 2304
/// bits in units of 2^-1152, so that nothing is ever lost but where the
/// definition says so.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_TEST_UNIT_NUMERICS_EXACTSTEPS_H
#define RIDGE_TEST_UNIT_NUMERICS_EXACTSTEPS_H

#include "ridge/Numerics/Accumulate.h"
#include "llvm/ADT/APInt.h"
#include <cmath>
#include <limits>
#include <vector>

namespace ridge::test {

using Long = llvm::APInt;

constexpr unsigned longBits = 2304;
constexpr int longUnit = 1152; ///< The value of bit 0 is 2^-longUnit.

inline Long longOf(double value) {
  int exponent;
  auto significand =
      static_cast<int64_t>(std::ldexp(std::frexp(value, &exponent), 53));
  Long number(longBits, static_cast<uint64_t>(significand), /*isSigned=*/true);
  return number << static_cast<unsigned>(exponent - 53 + longUnit);
}

/// The product of a number and a double; both have far more room than bits.
inline Long times(const Long &number, double factor) {
  int exponent;
  auto significand =
      static_cast<int64_t>(std::ldexp(std::frexp(factor, &exponent), 53));
  Long product =
      number * Long(longBits, static_cast<uint64_t>(significand), true);
  int left = exponent - 53;
  return left < 0 ? product.ashr(static_cast<unsigned>(-left))
                  : product << static_cast<unsigned>(left);
}

/// The multiple of 2^exponent that is next toward zero, or nearest (to even).
inline Long cut(const Long &number, int exponent, bool nearest) {
  auto places = static_cast<unsigned>(exponent + longUnit);
  Long magnitude = number.abs();
  Long rest = magnitude & Long::getLowBitsSet(longBits, places);
  Long kept = magnitude - rest;
  Long half = Long::getOneBitSet(longBits, places - 1);
  if (nearest && (rest.ugt(half) || (rest == half && kept[places])))
    kept += Long::getOneBitSet(longBits, places);
  return number.isNegative() ? -kept : kept;
}

/// floor(log2(|number|))
inline int exponentOf(const Long &number) {
  return static_cast<int>(number.abs().logBase2()) - longUnit;
}

/// To the f32 of `mantissa` fraction bits; infinite beyond the largest.
inline double toFloat(const Long &number, int mantissa, bool nearest) {
  if (number.isZero())
    return 0;
  Long kept =
      cut(number, std::max(exponentOf(number), -126) - mantissa, nearest);
  if (kept.isZero())
    return 0;
  double sign = number.isNegative() ? -1 : 1;
  if (exponentOf(kept) > 127)
    return sign * std::numeric_limits<double>::infinity();
  // 24 bits at most.
  int exponent = exponentOf(kept);
  Long bits = kept.abs().lshr(static_cast<unsigned>(exponent + longUnit - 52));
  return sign *
         std::ldexp(static_cast<double>(bits.getZExtValue()), exponent - 52);
}

/// Values of one side's products and of their scales (1 each if it has none).
struct ExactSide {
  Format element;
  std::optional<Format> scale;
  std::vector<double> elements, scales;

  /// The exponents that an alignment sees.
  static int exponentIn(Format format, double value) {
    FormatInfo info = formatInfo(format);
    int exponent = std::ilogb(value);
    return info.mantissaBits ? std::max(exponent, 1 - info.bias) : exponent;
  }
  int elementExponent(size_t i) const {
    return exponentIn(element, elements[i]);
  }
  int scaleExponent(size_t i) const {
    return scale ? exponentIn(*scale, scales[i]) : 0;
  }
};

/// One step: the sum of products `first` to `last` and `running`, not rounded.
inline Long exactStep(const AccumulateModel &model, const ExactSide &a,
                      const ExactSide &b, size_t first, size_t last,
                      double running) {
  int largest = running == 0 ? -126 : std::max(-126, std::ilogb(running));
  std::vector<Long> terms;
  auto group = static_cast<size_t>(model.group);
  for (size_t i = first; i < last; i += group) {
    Long term(longBits, 0);
    for (size_t k = i; k < std::min(i + group, last); ++k)
      term += times(longOf(a.elements[k]), b.elements[k]);
    int exponent = group > 1 || term.isZero()
                       ? 0
                       : a.elementExponent(i) + b.elementExponent(i);
    if (model.scaleBeforeAlign) {
      term = times(times(term, a.scales[i]), b.scales[i]);
      if (!term.isZero())
        exponent += a.scaleExponent(i) + b.scaleExponent(i);
    }
    if (!term.isZero())
      largest = std::max(largest, exponent);
    terms.push_back(term);
  }
  Long sum = cut(longOf(running), largest - model.fraction, false);
  for (const Long &term : terms)
    sum += cut(term, largest - model.fraction, false);
  return sum;
}

/// All of a sum. Every exponent of the data is within +-530.
inline double exactDot(const AccumulateModel &model, const ExactSide &a,
                       const ExactSide &b, double addend) {
  bool nearest = model.rounding == AccumulateModel::Rounding::Even;
  size_t count = a.elements.size(),
         part = model.promote ? size_t(model.promote) : count;
  double total = addend;
  for (size_t begin = 0; begin < count; begin += part) {
    size_t end = std::min(begin + part, count);
    double running = model.promote ? 0 : addend;
    for (size_t i = begin; i < end; i += size_t(model.terms)) {
      size_t last = std::min(i + size_t(model.terms), end);
      double from = model.scaleBeforeAlign ? running : 0;
      Long sum = exactStep(model, a, b, i, last, from);
      if (!model.scaleBeforeAlign) {
        double partial = toFloat(sum, model.mantissa, nearest);
        if (std::isinf(partial))
          return partial;
        sum = times(times(longOf(partial), a.scales[i]), b.scales[i]) +
              longOf(running);
      }
      running = toFloat(sum, model.mantissa, nearest);
      if (std::isinf(running))
        return running;
    }
    total = model.promote ? toFloat(longOf(total) + longOf(running), 23, true)
                          : running;
  }
  return total;
}

} // namespace ridge::test

#endif // RIDGE_TEST_UNIT_NUMERICS_EXACTSTEPS_H
