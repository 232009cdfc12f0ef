//===- Interval.h - closed integer ranges -----------------------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What a value can be, from the least to the greatest. Arithmetic saturates,
/// so that a range that is too wide stays wide.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_SUPPORT_INTERVAL_H
#define RIDGE_SUPPORT_INTERVAL_H

#include "ridge/Support/Saturate.h"
#include <algorithm>

namespace ridge {

/// A closed integer range.
struct Interval {
  int64_t low = 0;
  int64_t high = 0;

  /// Integers in it.
  int64_t count() const { return saturatingAdd(saturatingSub(high, low), 1); }
  bool isOneValue() const { return low == high; }
  bool meets(const Interval &other) const {
    return low <= other.high && other.low <= high;
  }

  /// Lets the end in the direction of `reach` go that much further: what is
  /// left and right of a point after steps of either sign.
  void stretch(int64_t reach) {
    int64_t &end = reach < 0 ? low : high;
    end = saturatingAdd(end, reach);
  }

  bool operator==(const Interval &other) const {
    return low == other.low && high == other.high;
  }
};

/// The least range that holds both.
inline Interval hull(const Interval &a, const Interval &b) {
  return {std::min(a.low, b.low), std::max(a.high, b.high)};
}

inline Interval operator+(const Interval &a, const Interval &b) {
  return {saturatingAdd(a.low, b.low), saturatingAdd(a.high, b.high)};
}

inline Interval operator-(const Interval &a, const Interval &b) {
  return {saturatingSub(a.low, b.high), saturatingSub(a.high, b.low)};
}

inline Interval operator*(int64_t factor, const Interval &a) {
  int64_t low = saturatingMul(factor, a.low);
  int64_t high = saturatingMul(factor, a.high);
  return {std::min(low, high), std::max(low, high)};
}

/// A product is monotone along each edge of the box: corners are enough.
inline Interval operator*(const Interval &a, const Interval &b) {
  return hull(a.low * b, a.high * b);
}

/// The range of the lesser of two values.
inline Interval least(const Interval &a, const Interval &b) {
  return {std::min(a.low, b.low), std::min(a.high, b.high)};
}

} // namespace ridge

#endif // RIDGE_SUPPORT_INTERVAL_H
