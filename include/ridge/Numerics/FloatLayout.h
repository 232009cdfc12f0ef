//===- FloatLayout.h - the codes of a float format --------------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What follows from the description of a float format: where its codes end,
/// which of them are special, and the value of each. All constexpr or inline,
/// so that a layout known to the compiler costs nothing.
///
/// Without its sign, a code is a number that grows with the value it stands
/// for: the *magnitude*. Rounding is done on magnitudes.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_NUMERICS_FLOATLAYOUT_H
#define RIDGE_NUMERICS_FLOATLAYOUT_H

#include "ridge/Numerics/Format.h"
#include <limits>

namespace ridge {

/// Codes of a float format of at most 32 bits.
struct FloatLayout {
  int mantissaBits;
  int bias;
  bool hasZero;      ///< False for Specials::Scale.
  bool subnormals;   ///< Else magnitudes 1 .. 2^mantissaBits - 1 stand for 0.
  bool negativeZero; ///< -0 is a value of the format.
  bool hasInfinity;
  bool hasNaN;
  uint32_t signBit;       ///< 0 if the format has no sign.
  uint32_t magnitudeMask; ///< All bits but the sign.
  uint32_t maxFinite;     ///< The largest finite magnitude.
  uint32_t infinity;      ///< The magnitude of Inf, if there is one.
  uint32_t nan;           ///< The code of the (quiet) NaN, if there is one.

  static constexpr FloatLayout of(Format format);

  /// The least positive magnitude that is a value.
  constexpr uint32_t minPositive() const {
    return !hasZero ? 0 : subnormals ? 1 : 1u << mantissaBits;
  }
  constexpr bool isNaN(uint32_t code) const {
    uint32_t magnitude = code & magnitudeMask;
    if (!hasNaN)
      return false;
    if (nan == signBit && signBit)
      return code == nan;
    return magnitude > maxFinite && !(hasInfinity && magnitude == infinity);
  }
  double decode(uint32_t code) const;
};

constexpr FloatLayout FloatLayout::of(Format format) {
  FormatInfo info = formatInfo(format);
  FloatLayout layout = {};
  layout.mantissaBits = int(info.mantissaBits);
  layout.bias = info.bias;
  layout.subnormals = info.subnormals;
  layout.hasZero = info.specials != Specials::Scale;
  unsigned magnitudeBits = info.exponentBits + info.mantissaBits;
  uint32_t mask = uint32_t((uint64_t(1) << magnitudeBits) - 1);
  layout.magnitudeMask = mask;
  layout.signBit = info.isSigned ? mask + 1 : 0;
  layout.hasNaN = info.specials != Specials::Finite;
  layout.nan = layout.maxFinite = mask;
  switch (info.specials) {
  case Specials::IEEE:
    layout.hasInfinity = true;
    layout.infinity = mask >> info.mantissaBits << info.mantissaBits;
    layout.maxFinite = layout.infinity - 1;
    layout.nan = layout.infinity |
                 (info.mantissaBits ? 1u << (info.mantissaBits - 1) : 0);
    break;
  case Specials::FN:
  case Specials::Scale:
    layout.maxFinite = mask - 1;
    break;
  case Specials::FNUZ:
    layout.nan = layout.signBit;
    break;
  case Specials::Finite:
    break;
  case Specials::Extended:
    layout.hasInfinity = true;
    layout.infinity = info.isSigned ? mask : mask - 1;
    layout.nan = info.isSigned ? layout.signBit : mask;
    layout.maxFinite = layout.infinity - 1;
    break;
  }
  layout.negativeZero =
      info.isSigned && !(layout.hasNaN && layout.nan == layout.signBit);
  return layout;
}

/// 2^exponent, for -1074 to 1023.
inline double powerOfTwo(int exponent) {
  uint64_t bits = exponent >= -1022 ? uint64_t(exponent + 1023) << 52
                                    : uint64_t(1) << (exponent + 1074);
  double value;
  std::memcpy(&value, &bits, sizeof(value));
  return value;
}

/// A NaN keeps its sign and its mantissa, if that is not 0.
inline double FloatLayout::decode(uint32_t code) const {
  uint32_t magnitude = code & magnitudeMask;
  bool negative = code & signBit;
  if (isNaN(code)) {
    uint64_t payload = uint64_t(magnitude) << (52 - mantissaBits);
    payload &= 0x000FFFFFFFFFFFFF;
    uint64_t bits = 0x7FF0000000000000 | uint64_t(negative) << 63;
    bits |= payload ? payload : 0x0008000000000000;
    double value;
    std::memcpy(&value, &bits, sizeof(value));
    return value;
  }
  double value;
  if (magnitude > maxFinite) {
    value = std::numeric_limits<double>::infinity();
  } else {
    int exponent = int(magnitude >> mantissaBits);
    uint32_t mantissa = magnitude & ((1u << mantissaBits) - 1);
    if (exponent || !hasZero)
      mantissa |= 1u << mantissaBits;
    else if (subnormals)
      exponent = 1;
    else
      mantissa = 0, exponent = 1;
    value = double(mantissa) * powerOfTwo(exponent - bias - mantissaBits);
  }
  return negative ? -value : value;
}

} // namespace ridge

#endif // RIDGE_NUMERICS_FLOATLAYOUT_H
