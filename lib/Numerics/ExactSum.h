//===- ExactSum.h - sums of floats without rounding -------------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A fixed-point number wide enough for every product of two f64 (Kulisch's
/// long accumulator), and the one place that rounds: to some fraction bits of
/// a format, from an exact integer.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_LIB_NUMERICS_EXACTSUM_H
#define RIDGE_LIB_NUMERICS_EXACTSUM_H

#include "ridge/Numerics/Accumulate.h"

namespace ridge {

using Wide = __int128;
using UnsignedWide = unsigned __int128;

/// What results are rounded to.
struct ResultFormat {
  int mantissa;      ///< Fraction bits.
  int leastExponent; ///< Of normal values; subnormals keep its grid.
  double largest;    ///< Beyond it a value is infinite.
  AccumulateModel::Rounding rounding;
};

ResultFormat resultFormat(Format format, int mantissa,
                          AccumulateModel::Rounding rounding);

/// (negative ? -1 : 1) * (magnitude + tail) * 2^exponent, rounded, where `tail`
/// is 0, or something between 0 and 1 if `sticky`. With `sticky` the magnitude
/// has at least two bits more than the result keeps.
double roundMagnitude(const ResultFormat &to, bool negative,
                      UnsignedWide magnitude, int exponent, bool sticky);

/// value * 2^exponent, rounded.
inline double roundInteger(const ResultFormat &to, Wide value, int exponent) {
  return roundMagnitude(to, value < 0,
                        value < 0 ? -UnsignedWide(value) : UnsignedWide(value),
                        exponent, false);
}

/// A sum of integers times powers of two from 2^-2300 up.
class ExactSum {
public:
  void add(Wide significand, int exponent);
  /// A finite double.
  void add(double value);
  double round(const ResultFormat &to) const;

private:
  static constexpr int lowest = -2304;
  static constexpr int limbs = 72; ///< Up to 2^2304.
  uint64_t words[limbs] = {};      ///< Two's complement, least first.
};

} // namespace ridge

#endif // RIDGE_LIB_NUMERICS_EXACTSUM_H
