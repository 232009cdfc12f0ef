//===- Conversions.cpp - changes of format, for the interpreter -----------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Formats as arithmetic: a value is rounded to a multiple of the distance of
/// its neighbours, in f64. The executor moves bits instead; that the two agree
/// is what a check of casts checks.
///
//===----------------------------------------------------------------------===//

#include "Conversions.h"
#include "ridge/Numerics/ScalarConversion.h"
#include <algorithm>
#include <cmath>
#include <limits>

using namespace ridge;
using namespace ridge::reference;

constexpr double notANumber = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();

//===----------------------------------------------------------------------===//
// Rounding
//===----------------------------------------------------------------------===//

/// `value` to an integer; `random` in [0, 1) for stochastic rounding.
/// `swapped`: odd integers stand for even codes.
static double toWhole(Rounding rounding, double value, double random,
                      bool swapped = false) {
  double down = std::floor(value), up = std::ceil(value);
  if (down == up)
    return value;
  bool downIsEven = (std::fmod(down, 2) == 0) != swapped;
  double toDown = value - down, toUp = up - value;
  switch (rounding) {
  case Rounding::NearestEven:
    return toDown < toUp || (toDown == toUp && downIsEven) ? down : up;
  case Rounding::NearestAway:
    return toDown < toUp || (toDown == toUp && value < 0) ? down : up;
  case Rounding::TowardZero:
    return value < 0 ? up : down;
  case Rounding::Up:
    return up;
  case Rounding::Down:
    return down;
  case Rounding::ToOdd:
    return downIsEven ? up : down;
  case Rounding::Stochastic:
    // Away from zero if the part cut off and the number drawn reach 1.
    if (value < 0)
      return toUp + random >= 1 ? down : up;
    return toDown + random >= 1 ? up : down;
  }
  return notANumber;
}

/// The part of [0, 1) that `bits` random bits stand for, and what the value's
/// own fraction is cut to before the two are added.
static double roundStochastically(const ConversionRule &rule, double value,
                                  uint32_t number) {
  double steps = std::ldexp(1.0, rule.randomBits);
  double whole = std::trunc(value);
  double cut = std::trunc((value - whole) * steps) / steps;
  double random = std::fmod(double(number), steps) / steps;
  return toWhole(Rounding::Stochastic, whole + cut, random);
}

static double toInteger(const FormatInfo &info, const ConversionRule &rule,
                        double value) {
  if (std::isnan(value))
    return 0;
  double half = std::ldexp(1.0, int(info.bits) - 1);
  double whole = std::isinf(value) ? value : toWhole(rule.rounding, value, 0);
  return std::min(std::max(whole, -half), half - 1);
}

static double overflow(const FormatInfo &info, const ConversionRule &rule,
                       double value, double largest) {
  bool towardIt = rule.rounding == Rounding::TowardZero ||
                  rule.rounding == Rounding::ToOdd ||
                  (rule.rounding == Rounding::Up && value < 0) ||
                  (rule.rounding == Rounding::Down && value > 0);
  double end = std::copysign(largest, value);
  if (rule.saturate || (towardIt && std::isfinite(value)))
    return end;
  switch (info.specials) {
  case Specials::IEEE:
  case Specials::Extended:
    return std::copysign(infinity, value);
  case Specials::Finite:
    return end;
  default:
    return notANumber;
  }
}

/// `value` in a float format.
static double toFloat(Format format, const ConversionRule &rule, double value,
                      uint32_t number) {
  FormatInfo info = formatInfo(format);
  double largest = largestFinite(format);
  if (std::isnan(value))
    return info.specials == Specials::Finite ? largest : notANumber;
  bool hasZero = info.specials != Specials::Scale;
  int least = hasZero ? 1 - info.bias : -info.bias;
  if (!info.isSigned && value < 0 && !hasZero) {
    bool upwards = rule.rounding == Rounding::TowardZero ||
                   rule.rounding == Rounding::ToOdd ||
                   rule.rounding == Rounding::Up;
    return rule.saturate || (upwards && std::isfinite(value))
               ? std::ldexp(1.0, least)
               : notANumber;
  }
  if (std::isinf(value))
    return overflow(info, rule, value, largest);
  if (value == 0 && !hasZero)
    return std::ldexp(1.0, least);
  bool hasNegativeZero = info.isSigned && info.specials != Specials::FNUZ &&
                         info.specials != Specials::Extended;
  if (value == 0)
    return hasNegativeZero ? value : 0;
  int exponent = std::max(std::ilogb(value), least);
  int unit = exponent - int(info.mantissaBits);
  double scaled = std::ldexp(value, -unit);
  // Without a mantissa every value is 1 * 2^e, and its code is odd as e is.
  bool swapped = info.mantissaBits == 0 && std::fabs(scaled) >= 1 &&
                 (exponent + info.bias) % 2 == 0;
  double whole = rule.rounding == Rounding::Stochastic
                     ? roundStochastically(rule, scaled, number)
                     : toWhole(rule.rounding, scaled, 0, swapped);
  double rounded = std::copysign(std::ldexp(whole, unit), value);
  if (rounded == 0)
    return toFloat(format, rule, std::copysign(0.0, value), number);
  return std::fabs(rounded) > largest ? overflow(info, rule, value, largest)
                                      : rounded;
}

static double convert(Format format, const ConversionRule &rule, double value,
                      uint32_t number = 0) {
  FormatInfo info = formatInfo(format);
  return info.isFloat ? toFloat(format, rule, value, number)
                      : toInteger(info, rule, value);
}

//===----------------------------------------------------------------------===//
// Scales
//===----------------------------------------------------------------------===//

/// The exponent of the scale, by comparing with powers of two one by one.
static int exponentOf(const ConversionRule &rule, double amax) {
  double largest = largestFinite(rule.element);
  int top = 0;
  while (std::ldexp(1.0, top + 1) <= largest)
    ++top;
  if (rule.rule == PowerRule::Even) {
    FormatInfo element = formatInfo(rule.element);
    int digits =
        element.isFloat ? int(element.mantissaBits) : int(element.bits) - 2;
    double unit = std::ldexp(1.0, std::ilogb(amax) - digits);
    amax = toWhole(Rounding::NearestEven, amax / unit, 0) * unit;
  }
  double whole = rule.rule == PowerRule::RoundUp ? largest : 1.0;
  int exponent = -1200;
  if (rule.rule == PowerRule::RoundUp || rule.rule == PowerRule::Ceil) {
    while (std::ldexp(whole, exponent) < amax)
      ++exponent;
    return rule.rule == PowerRule::Ceil ? exponent - top : exponent;
  }
  while (std::ldexp(1.0, exponent + 1) <= amax)
    ++exponent;
  return exponent - top;
}

static double scaleOf(Format format, const ConversionRule &rule, double amax) {
  amax = std::fabs(amax);
  FormatInfo info = formatInfo(format);
  ConversionRule saturating;
  saturating.saturate = true;
  if (!std::isfinite(amax))
    return convert(format, ConversionRule(), notANumber);
  if (info.mantissaBits != 0) {
    double scale =
        convert(format, saturating, amax / largestFinite(rule.element));
    int unit = 1 - info.bias - (info.subnormals ? int(info.mantissaBits) : 0);
    return scale != 0 ? scale : std::ldexp(1.0, unit);
  }
  bool hasZero = info.specials != Specials::Scale;
  int least = hasZero ? 1 - info.bias : -info.bias;
  int exponent = amax == 0 ? least : exponentOf(rule, amax);
  return convert(format, saturating,
                 std::ldexp(1.0, std::max(exponent, least)));
}

//===----------------------------------------------------------------------===//
// Lanes
//===----------------------------------------------------------------------===//

static double read(const Lanes &lanes, unsigned i) {
  if (isInteger(lanes.format))
    return double(lanes.as<int64_t>()[i]);
  return isDouble(lanes.format) ? lanes.as<double>()[i]
                                : double(lanes.as<float>()[i]);
}

static void write(Lanes &lanes, unsigned i, double value) {
  if (isInteger(lanes.format))
    lanes.as<int64_t>()[i] = static_cast<int64_t>(value);
  else if (isDouble(lanes.format))
    lanes.as<double>()[i] = value;
  else
    lanes.as<float>()[i] = static_cast<float>(value);
}

using Operands = llvm::ArrayRef<const Lanes *>;

template <typename Function>
static void forEach(Lanes &result, unsigned count, Function value) {
  for (unsigned i = 0; i < count; ++i)
    write(result, i, value(i));
}

static void castLanes(Lanes &result, Operands in, int64_t attribute,
                      unsigned count) {
  auto rule = ConversionRule::unpack(attribute);
  forEach(result, count, [&](unsigned i) {
    return convert(result.format, rule, read(*in[0], i));
  });
}

static void castStochastically(Lanes &result, Operands in, int64_t attribute,
                               unsigned count) {
  auto rule = ConversionRule::unpack(attribute);
  rule.rounding = Rounding::Stochastic;
  forEach(result, count, [&](unsigned i) {
    uint32_t number = randomBits(rule.seed, in[1]->as<int64_t>()[i]);
    return convert(result.format, rule, read(*in[0], i), number);
  });
}

static void scaleLanes(Lanes &result, Operands in, int64_t attribute,
                       unsigned count) {
  auto rule = ConversionRule::unpack(attribute);
  forEach(result, count, [&](unsigned i) {
    return scaleOf(result.format, rule, read(*in[0], i));
  });
}

static void quantizeLanes(Lanes &result, Operands in, int64_t attribute,
                          unsigned count) {
  auto rule = ConversionRule::unpack(attribute);
  rule.saturate = true;
  ConversionRule nearest;
  forEach(result, count, [&](unsigned i) {
    double value = read(*in[0], i), scale = read(*in[1], i);
    if (value == 0)
      return convert(result.format, rule, value);
    if (!rule.reciprocal)
      return convert(result.format, rule, value / scale);
    double inverse = convert(in[0]->format, nearest, 1 / scale);
    return convert(result.format, rule,
                   convert(in[0]->format, nearest, value * inverse));
  });
}

static void dequantizeLanes(Lanes &result, Operands in, int64_t,
                            unsigned count) {
  ConversionRule nearest;
  forEach(result, count, [&](unsigned i) {
    return convert(result.format, nearest, read(*in[0], i) * read(*in[1], i));
  });
}

/// in / scale in the format of `in`, then in the result's.
static void scaleAndTruncate(Lanes &result, Operands in, int64_t attribute,
                             unsigned count) {
  auto rule = ConversionRule::unpack(attribute);
  ConversionRule nearest;
  forEach(result, count, [&](unsigned i) {
    double scaled = read(*in[0], i) / read(*in[1], i);
    return convert(result.format, rule,
                   convert(in[0]->format, nearest, scaled));
  });
}

ScalarKernel reference::findFormatChange(llvm::StringRef name) {
  if (name == "ridge.cast")
    return castLanes;
  if (name == "ridge.stochastic_cast")
    return castStochastically;
  if (name == "ridge.scale")
    return scaleLanes;
  if (name == "ridge.quantize")
    return quantizeLanes;
  if (name == "ridge.dequantize" || name == "arith.scaling_extf")
    return dequantizeLanes;
  if (name == "arith.scaling_truncf")
    return scaleAndTruncate;
  return nullptr;
}
