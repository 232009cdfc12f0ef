//===- Conversion.cpp - values to codes, with every rounding --------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Single values, by Rounding.h for floats and by the same rules for integers.
///
//===----------------------------------------------------------------------===//

#include "ridge/Numerics/Conversion.h"
#include "llvm/ADT/StringSwitch.h"
#include <cmath>

using namespace ridge;

static uint64_t bitsOfDouble(double value) {
  uint64_t bits;
  std::memcpy(&bits, &value, sizeof(bits));
  return bits;
}

/// The finaliser of splitmix64: every bit of the result depends on every bit of
/// the input, and no two inputs meet.
static uint64_t mix(uint64_t x) {
  x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
  x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
  return x ^ (x >> 31);
}

uint32_t ridge::randomBits(uint64_t seed, uint64_t index) {
  return uint32_t(mix(mix(seed + 0x9E3779B97F4A7C15) + index) >> 32);
}

//===----------------------------------------------------------------------===//
// Integers
//===----------------------------------------------------------------------===//

namespace {
/// The ends of an integer format, as magnitudes.
struct IntegerLimits {
  uint64_t high, low;
  explicit IntegerLimits(Format format) {
    FormatInfo info = formatInfo(format);
    bool hasSign = info.isSigned && info.bits > 1;
    high = ~uint64_t(0) >> (64 - info.bits + hasSign);
    low = hasSign ? high + 1 : 0;
  }
};
} // namespace

/// |value| as an integer, rounded; at most 2^64 - 1.
static uint64_t roundToInteger(RoundingRule rule, uint64_t bits,
                               uint32_t random) {
  bool negative = bits >> 63;
  int exponent = int(bits >> 52 & 0x7FF) - 1023;
  uint64_t significand = bits & 0x000FFFFFFFFFFFFF;
  if (exponent == -1023)
    exponent = -1022;
  else
    significand |= uint64_t(1) << 52;
  if (exponent >= 64)
    return ~uint64_t(0);
  int shift = 52 - exponent;
  if (shift <= 0)
    return significand << -shift;
  uint64_t cut = shift < 64 ? significand >> shift : 0;
  return cut + roundsAway(rule, significand, shift, cut & 1, negative, random);
}

static uint64_t encodeAsInteger(Format format, RoundingRule rule, double value,
                                uint32_t random) {
  IntegerLimits limits(format);
  uint64_t mask = ~uint64_t(0) >> (64 - bitsOf(format));
  if (value != value)
    return rule.nan == NaNPolicy::Zero ? 0 : limits.high;
  bool negative = std::signbit(value);
  uint64_t magnitude = roundToInteger(rule, bitsOfDouble(value), random);
  magnitude = std::min(magnitude, negative ? limits.low : limits.high);
  return (negative ? -magnitude : magnitude) & mask;
}

//===----------------------------------------------------------------------===//
// Single values
//===----------------------------------------------------------------------===//

uint64_t Conversion::encode(double value, uint64_t index) const {
  uint32_t random =
      rule.rounding == Rounding::Stochastic ? randomBits(seed, index) : 0;
  if (format == Format::F64)
    return bitsOfDouble(value);
  if (!isFloat(format))
    return encodeAsInteger(format, rule, value, random);
  return encodeBits(FloatLayout::of(format), rule, bitsOfDouble(value), random);
}

double Conversion::decode(uint64_t code) const {
  if (isFloat(format))
    return decodeFloat(format, &code);
  return static_cast<double>(decodeInteger(format, &code));
}

//===----------------------------------------------------------------------===//
// Names
//===----------------------------------------------------------------------===//

llvm::StringRef ridge::roundingName(Rounding rounding) {
  switch (rounding) {
  case Rounding::NearestEven:
    return "nearest-even";
  case Rounding::NearestAway:
    return "nearest-away";
  case Rounding::TowardZero:
    return "toward-zero";
  case Rounding::Up:
    return "up";
  case Rounding::Down:
    return "down";
  case Rounding::ToOdd:
    return "to-odd";
  case Rounding::Stochastic:
    return "stochastic";
  }
  return "";
}

std::optional<Rounding> ridge::parseRounding(llvm::StringRef name) {
  return llvm::StringSwitch<std::optional<Rounding>>(name)
      .Case("nearest-even", Rounding::NearestEven)
      .Case("nearest-away", Rounding::NearestAway)
      .Case("toward-zero", Rounding::TowardZero)
      .Case("up", Rounding::Up)
      .Case("down", Rounding::Down)
      .Case("to-odd", Rounding::ToOdd)
      .Case("stochastic", Rounding::Stochastic)
      .Default(std::nullopt);
}
