//===- Format.cpp - number formats of values in memory --------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Which descriptions are formats, and the conversions between values and
/// bytes. Common formats have their layout known to the compiler; all others
/// take the same functions with a layout made on the spot.
///
//===----------------------------------------------------------------------===//

#include "ridge/Numerics/Format.h"
#include "ridge/Numerics/FloatLayout.h"
#include "ridge/Numerics/Rounding.h"
#include "llvm/Support/ErrorHandling.h"
#include "llvm/Support/MathExtras.h"
#include <cmath>

using namespace ridge;

//===----------------------------------------------------------------------===//
// Descriptions
//===----------------------------------------------------------------------===//

Format ridge::makeP3109(unsigned bits, unsigned precision, bool isSigned,
                        bool isExtended) {
  // A precision of p has p - 1 stored bits; what is left is the exponent, with
  // a bias that makes 1.0 the middle code.
  unsigned mantissa = precision - 1;
  unsigned exponent = bits - mantissa - isSigned;
  if (precision == 0 || bits > 32 || bits < mantissa + isSigned + 1 ||
      exponent > 15)
    return Format(0);
  Specials specials = isExtended ? Specials::Extended
                      : isSigned ? Specials::FNUZ
                                 : Specials::FN;
  return Format(
      packFloat(exponent, mantissa, 1 << (exponent - 1), specials, isSigned));
}

static bool isValidFloat(Format format) {
  FormatInfo info = formatInfo(format);
  if (info.exponentBits < 1 || info.exponentBits > 11 || info.bits < 3 ||
      info.bits > 32)
    return false;
  switch (info.specials) {
  case Specials::IEEE:
    if (info.mantissaBits == 0) // No code is left for NaN beside Inf.
      return false;
    break;
  case Specials::FNUZ:
    if (!info.isSigned)
      return false;
    break;
  case Specials::Scale:
    if (info.isSigned || info.mantissaBits != 0)
      return false;
    break;
  case Specials::FN:
  case Specials::Finite:
  case Specials::Extended:
    break;
  default:
    return false;
  }
  // One description a format: without mantissa there is nothing subnormal.
  if (info.mantissaBits == 0 && !info.subnormals)
    return false;
  // All values are ones of f64: the largest, and the place of the last bit.
  int bottom = (info.specials == Specials::Scale ? 0 : 1) - info.bias;
  int top = int(FloatLayout::of(format).maxFinite >> info.mantissaBits);
  return bottom - int(info.mantissaBits) >= -1074 && top - info.bias <= 1023;
}

bool ridge::isValid(Format format) {
  FormatInfo info = formatInfo(format);
  if (!info.isFloat)
    return static_cast<uint32_t>(format) ==
               packInteger(info.bits, info.isSigned) &&
           (info.isSigned ? info.bits >= 1 && info.bits <= 64
                          : info.bits >= 2 && info.bits <= 32);
  return format == Format::F64 ||
         (static_cast<uint32_t>(format) ==
              packFloat(info.exponentBits, info.mantissaBits, info.bias,
                        info.specials, info.isSigned, info.subnormals) &&
          isValidFloat(format));
}

bool ridge::isComputable(Format format) {
  FormatInfo info = formatInfo(format);
  if (!info.isFloat)
    return info.isSigned;
  if (format == Format::F64 || format == Format::F32)
    return true;
  // 24 bits of f32 >= 2 * 11 + 2.
  FloatLayout layout = FloatLayout::of(format);
  return info.mantissaBits <= 10 &&
         std::abs(layout.decode(layout.minPositive())) >= powerOfTwo(-149) &&
         layout.decode(layout.maxFinite) < powerOfTwo(128);
}

double ridge::unitRoundoff(Format format) {
  FormatInfo info = formatInfo(format);
  return info.isFloat ? std::ldexp(1.0, -int(info.mantissaBits) - 1) : 0.0;
}

double ridge::largestFinite(Format format) {
  FormatInfo info = formatInfo(format);
  if (!info.isFloat)
    return std::ldexp(1.0, int(info.bits - (info.isSigned && info.bits > 1))) -
           1;
  if (format == Format::F64)
    return std::numeric_limits<double>::max();
  FloatLayout layout = FloatLayout::of(format);
  return layout.decode(layout.maxFinite);
}

//===----------------------------------------------------------------------===//
// Floats
//===----------------------------------------------------------------------===//

template <typename T> static T load(const void *bytes) {
  T value;
  std::memcpy(&value, bytes, sizeof(T));
  return value;
}

template <typename T> static void store(void *bytes, T value) {
  std::memcpy(bytes, &value, sizeof(T));
}

static uint32_t loadCode(unsigned bytes, const void *from) {
  return bytes == 1   ? load<uint8_t>(from)
         : bytes == 2 ? load<uint16_t>(from)
                      : load<uint32_t>(from);
}

static void storeCode(unsigned bytes, void *to, uint32_t code) {
  if (bytes == 1)
    store<uint8_t>(to, static_cast<uint8_t>(code));
  else if (bytes == 2)
    store<uint16_t>(to, static_cast<uint16_t>(code));
  else
    store<uint32_t>(to, code);
}

namespace {
/// The functions of one format, its layout a constant.
template <Format format> struct Codec {
  static constexpr FloatLayout layout = FloatLayout::of(format);
  static constexpr unsigned bytes = bytesOf(format);

  static double decode(const void *from) {
    return layout.decode(loadCode(bytes, from));
  }
  static uint32_t encode(double value) {
    uint64_t bits = load<uint64_t>(&value);
    return encodeBits(layout, RoundingRule(), bits, 0);
  }
  static void encode(double value, void *to) {
    storeCode(bytes, to, encode(value));
  }
  static double round(double value) { return layout.decode(encode(value)); }
};
} // namespace

// The formats worth a copy of the code: those that models hold in bulk.
#define RIDGE_FAST_FORMATS(X) X(F4E2M1FN) X(F8E4M3FN) X(F8E5M2) X(F16) X(BF16)

double ridge::decodeFloat(Format format, const void *bytes) {
  switch (format) {
#define X(NAME)                                                                \
  case Format::NAME:                                                           \
    return Codec<Format::NAME>::decode(bytes);
    RIDGE_FAST_FORMATS(X)
#undef X
  case Format::F32:
    return load<float>(bytes);
  case Format::F64:
    return load<double>(bytes);
  default:
    assert(isFloat(format) && "an integer format has no float value");
    return FloatLayout::of(format).decode(loadCode(bytesOf(format), bytes));
  }
}

static uint32_t encodeOther(Format format, double value) {
  assert(isFloat(format) && "an integer format takes no float value");
  return encodeBits(FloatLayout::of(format), RoundingRule(),
                    load<uint64_t>(&value), 0);
}

void ridge::encodeFloat(Format format, double value, void *bytes) {
  switch (format) {
#define X(NAME)                                                                \
  case Format::NAME:                                                           \
    return Codec<Format::NAME>::encode(value, bytes);
    RIDGE_FAST_FORMATS(X)
#undef X
  case Format::F32:
    return store<float>(bytes, static_cast<float>(value));
  case Format::F64:
    return store<double>(bytes, value);
  default:
    return storeCode(bytesOf(format), bytes, encodeOther(format, value));
  }
}

double ridge::roundTo(Format format, double value) {
  switch (format) {
#define X(NAME)                                                                \
  case Format::NAME:                                                           \
    return Codec<Format::NAME>::round(value);
    RIDGE_FAST_FORMATS(X)
#undef X
  case Format::F32:
    return static_cast<float>(value);
  case Format::F64:
    return value;
  default:
    return FloatLayout::of(format).decode(encodeOther(format, value));
  }
}

//===----------------------------------------------------------------------===//
// Integers
//===----------------------------------------------------------------------===//

int64_t ridge::decodeInteger(Format format, const void *bytes) {
  FormatInfo info = formatInfo(format);
  assert(!info.isFloat && "a float format has no integer value");
  uint64_t code =
      info.bytes == 8 ? load<uint64_t>(bytes) : loadCode(info.bytes, bytes);
  unsigned unused = 64 - info.bits;
  // i1 is 0 or 1.
  if (!info.isSigned || info.bits == 1)
    return static_cast<int64_t>(code << unused >> unused);
  return static_cast<int64_t>(code << unused) >> unused;
}

void ridge::encodeInteger(Format format, int64_t value, void *bytes) {
  FormatInfo info = formatInfo(format);
  assert(!info.isFloat && "a float format takes no integer value");
  uint64_t code =
      static_cast<uint64_t>(value) & (~uint64_t(0) >> (64 - info.bits));
  if (info.bytes == 8)
    store<uint64_t>(bytes, code);
  else
    storeCode(info.bytes, bytes, static_cast<uint32_t>(code));
}
