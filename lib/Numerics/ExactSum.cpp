//===- ExactSum.cpp - sums of floats without rounding ---------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// See ExactSum.h.
///
//===----------------------------------------------------------------------===//

#include "ExactSum.h"
#include "llvm/ADT/bit.h"
#include <cassert>
#include <cmath>
#include <limits>

using namespace ridge;

ResultFormat ridge::resultFormat(Format format, int mantissa,
                                 AccumulateModel::Rounding rounding) {
  return {mantissa, 1 - formatInfo(format).bias, largestFinite(format),
          rounding};
}

/// Bits up to the leading one.
static int bitWidth(UnsignedWide value) {
  uint64_t high = static_cast<uint64_t>(value >> 64);
  return high ? 64 + llvm::bit_width(high)
              : llvm::bit_width(static_cast<uint64_t>(value));
}

double ridge::roundMagnitude(const ResultFormat &to, bool negative,
                             UnsignedWide magnitude, int exponent,
                             bool sticky) {
  if (magnitude == 0 && !sticky)
    return 0.0;
  int leading = exponent + bitWidth(magnitude) - 1;
  int unit = std::max(leading, to.leastExponent) - to.mantissa;
  int shift = unit - exponent;
  UnsignedWide kept = magnitude, rest = 0, half = 1;
  if (shift > 0 && shift < 128) {
    kept = magnitude >> shift;
    rest = magnitude - (kept << shift);
    half = UnsignedWide(1) << (shift - 1);
  } else if (shift >= 128) {
    // All of it lies far below half a unit.
    kept = 0;
    sticky = true;
  }
  bool up = false;
  if (to.rounding == AccumulateModel::Rounding::Down)
    up = negative && (rest != 0 || sticky);
  else if (to.rounding == AccumulateModel::Rounding::Even && shift < 128)
    up = rest > half || (rest == half && (sticky || (kept & 1)));
  kept += up;
  // At most mantissa + 2 bits where something was cut off, else the exact
  // value, which has no more: the conversion is exact.
  double value = std::ldexp(static_cast<double>(static_cast<uint64_t>(kept)),
                            shift > 0 ? unit : exponent);
  if (value > to.largest)
    value = std::numeric_limits<double>::infinity();
  return negative ? -value : value;
}

void ExactSum::add(Wide significand, int exponent) {
  int position = exponent - lowest;
  assert(position >= 0 && position / 64 + 3 <= limbs && "beyond f64 products");
  int shift = position % 64;
  // The 128 bits, shifted, as three words and the sign above them.
  uint64_t low = static_cast<uint64_t>(significand);
  uint64_t high = static_cast<uint64_t>(significand >> 64);
  uint64_t sign = significand < 0 ? ~uint64_t(0) : 0;
  uint64_t parts[3] = {low << shift, high << shift, sign << shift};
  if (shift) {
    parts[1] |= low >> (64 - shift);
    parts[2] |= high >> (64 - shift);
  }
  bool carry = false;
  for (int i = position / 64, part = 0; i < limbs; ++i, ++part) {
    uint64_t added = part < 3 ? parts[part] : sign;
    if (part >= 3 && added == 0 && !carry)
      break;
    uint64_t sum = words[i] + added;
    bool overflow = sum < added;
    sum += carry;
    overflow |= carry && sum == 0;
    words[i] = sum;
    carry = overflow;
  }
}

void ExactSum::add(double value) {
  if (value == 0)
    return;
  int exponent;
  double fraction = std::frexp(value, &exponent);
  add(static_cast<int64_t>(std::ldexp(fraction, 53)), exponent - 53);
}

double ExactSum::round(const ResultFormat &to) const {
  bool negative = words[limbs - 1] >> 63;
  uint64_t magnitude[limbs];
  bool carry = negative;
  int top = -1;
  for (int i = 0; i < limbs; ++i) {
    magnitude[i] = (negative ? ~words[i] : words[i]) + carry;
    carry = carry && magnitude[i] == 0;
    if (magnitude[i])
      top = i;
  }
  if (top < 0)
    return 0.0;
  // The top two words hold at least 65 bits, more than any result keeps.
  int low = std::max(top - 1, 0);
  UnsignedWide head = magnitude[low];
  if (top > low)
    head |= UnsignedWide(magnitude[top]) << 64;
  bool sticky = false;
  for (int i = 0; i < low; ++i)
    sticky |= magnitude[i] != 0;
  return roundMagnitude(to, negative, head, lowest + 64 * low, sticky);
}
