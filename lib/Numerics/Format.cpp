//===- Format.cpp - number formats of values in memory --------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The format table, and the conversions between f64 and the bits of a format.
/// The conversions are one algorithm, instantiated per row of the table.
///
//===----------------------------------------------------------------------===//

#include "ridge/Numerics/Format.h"
#include "llvm/Support/Compiler.h"
#include "llvm/Support/ErrorHandling.h"
#include "llvm/Support/MathExtras.h"
#include <cassert>
#include <cmath>
#include <cstring>
#include <limits>

using namespace ridge;

// In the order of the enumeration.
static const FormatInfo formatTable[numFormats] = {
    {Format::I1, "i1", 1, 1, false, 0, 0},
    {Format::I8, "i8", 8, 1, false, 0, 0},
    {Format::I16, "i16", 16, 2, false, 0, 0},
    {Format::I32, "i32", 32, 4, false, 0, 0},
    {Format::I64, "i64", 64, 8, false, 0, 0},
    {Format::F8E4M3FN, "f8E4M3FN", 8, 1, true, 4, 3},
    {Format::F8E5M2, "f8E5M2", 8, 1, true, 5, 2},
    {Format::F16, "f16", 16, 2, true, 5, 10},
    {Format::BF16, "bf16", 16, 2, true, 8, 7},
    {Format::F32, "f32", 32, 4, true, 8, 23},
    {Format::F64, "f64", 64, 8, true, 11, 52},
};

const FormatInfo &ridge::formatInfo(Format format) {
  const FormatInfo &info = formatTable[static_cast<unsigned>(format)];
  assert(info.format == format && "table rows follow the enumeration");
  return info;
}

std::optional<Format> ridge::parseFormat(llvm::StringRef name) {
  for (const FormatInfo &info : formatTable)
    if (info.name == name)
      return info.format;
  return std::nullopt;
}

double ridge::unitRoundoff(Format format) {
  const FormatInfo &info = formatInfo(format);
  return info.isFloat ? std::ldexp(1.0, -info.mantissaBits - 1) : 0.0;
}

double ridge::largestFinite(Format format) {
  const FormatInfo &info = formatInfo(format);
  if (!info.isFloat)
    return info.bits == 1 ? 1.0 : static_cast<double>(llvm::maxIntN(info.bits));
  int largestExponent = (1 << (info.exponentBits - 1)) - 1;
  double significand = 2.0 - std::ldexp(1.0, -info.mantissaBits);
  // f8E4M3FN spends its top exponent on finite values, and the code with all
  // mantissa bits set on NaN.
  if (format == Format::F8E4M3FN) {
    ++largestExponent;
    significand = 2.0 - std::ldexp(2.0, -info.mantissaBits);
  }
  return std::ldexp(significand, largestExponent);
}

//===----------------------------------------------------------------------===//
// Bits of a float format and f64
//===----------------------------------------------------------------------===//

namespace {

constexpr int doubleMantissaBits = 52;
constexpr int doubleBias = 1023;
constexpr uint64_t doubleInfinity = 0x7FF0000000000000;

template <typename T, typename U> T bitCast(U from) {
  static_assert(sizeof(T) == sizeof(U));
  T to;
  std::memcpy(&to, &from, sizeof(T));
  return to;
}

/// A format of at most 32 bits. `HasInfinity` is false for the formats that
/// use the top exponent for finite values and all ones for NaN.
template <int ExponentBits, int MantissaBits, bool HasInfinity>
struct FloatCodec {
  static constexpr int bias = (1 << (ExponentBits - 1)) - 1;
  static constexpr uint32_t signBit = 1u << (ExponentBits + MantissaBits);
  static constexpr uint32_t topExponent = ((1u << ExponentBits) - 1)
                                          << MantissaBits;
  /// The least code (without sign) that is not finite.
  static constexpr uint32_t firstNonFinite =
      HasInfinity ? topExponent : signBit - 1;
  static constexpr uint32_t quietNaN =
      HasInfinity ? topExponent | (1u << (MantissaBits - 1)) : signBit - 1;

  static double decode(uint32_t code) {
    uint64_t sign = (code & signBit) ? uint64_t(1) << 63 : 0;
    uint32_t magnitude = code & (signBit - 1);
    uint32_t mantissa = magnitude & ((1u << MantissaBits) - 1);
    uint64_t widened = uint64_t(mantissa)
                       << (doubleMantissaBits - MantissaBits);
    if (LLVM_UNLIKELY(magnitude >= firstNonFinite))
      return bitCast<double>(sign | doubleInfinity | widened);
    int exponent = magnitude >> MantissaBits;
    if (LLVM_UNLIKELY(exponent == 0)) {
      double value = std::ldexp(double(mantissa), 1 - bias - MantissaBits);
      return sign ? -value : value;
    }
    uint64_t biased = uint64_t(exponent - bias + doubleBias);
    return bitCast<double>(sign | (biased << doubleMantissaBits) | widened);
  }

  static uint32_t encode(double value) {
    uint64_t bits = bitCast<uint64_t>(value);
    uint32_t sign = (bits >> 63) ? signBit : 0;
    bits &= ~(uint64_t(1) << 63);
    if (LLVM_UNLIKELY(bits >= doubleInfinity))
      return sign | encodeNonFinite(bits);
    int exponent = int(bits >> doubleMantissaBits) - doubleBias;
    uint64_t significand = (bits & ((uint64_t(1) << doubleMantissaBits) - 1)) |
                           (uint64_t(1) << doubleMantissaBits);
    int shift = doubleMantissaBits - MantissaBits;
    bool subnormal = exponent < 1 - bias;
    if (subnormal)
      shift += 1 - bias - exponent;
    // The value is below half of the smallest subnormal; subnormal f64 too.
    if (shift > doubleMantissaBits + 1)
      return sign;
    // The significand's leading one adds 1 to the exponent field, and a carry
    // out of the mantissa does the same: no case of its own is needed.
    uint32_t code = static_cast<uint32_t>(roundShift(significand, shift));
    if (!subnormal) {
      if (exponent > bias + 1)
        return sign | overflow();
      code += uint32_t(exponent + bias - 1) << MantissaBits;
    }
    return sign | (code >= firstNonFinite ? overflow() : code);
  }

private:
  static constexpr uint32_t overflow() { return firstNonFinite; }

  static uint32_t encodeNonFinite(uint64_t magnitude) {
    if (magnitude == doubleInfinity)
      return overflow();
    uint32_t payload = static_cast<uint32_t>(
        (magnitude ^ doubleInfinity) >> (doubleMantissaBits - MantissaBits));
    return HasInfinity ? quietNaN | payload : quietNaN;
  }

  /// bits / 2^shift, to nearest, ties to even.
  static uint64_t roundShift(uint64_t bits, int shift) {
    uint64_t half = uint64_t(1) << (shift - 1);
    uint64_t odd = (bits >> shift) & 1;
    return (bits + (half - 1) + odd) >> shift;
  }
};

using CodecF8E4M3FN = FloatCodec<4, 3, false>;
using CodecF8E5M2 = FloatCodec<5, 2, true>;
using CodecF16 = FloatCodec<5, 10, true>;
using CodecBF16 = FloatCodec<8, 7, true>;

} // namespace

template <typename T> static T load(const void *bytes) {
  T value;
  std::memcpy(&value, bytes, sizeof(T));
  return value;
}

template <typename T> static void store(void *bytes, T value) {
  std::memcpy(bytes, &value, sizeof(T));
}

double ridge::decodeFloat(Format format, const void *bytes) {
  switch (format) {
  case Format::F8E4M3FN:
    return CodecF8E4M3FN::decode(load<uint8_t>(bytes));
  case Format::F8E5M2:
    return CodecF8E5M2::decode(load<uint8_t>(bytes));
  case Format::F16:
    return CodecF16::decode(load<uint16_t>(bytes));
  case Format::BF16:
    return decodeBF16(load<uint16_t>(bytes));
  case Format::F32:
    return load<float>(bytes);
  case Format::F64:
    return load<double>(bytes);
  default:
    llvm_unreachable("an integer format has no float value");
  }
}

void ridge::encodeFloat(Format format, double value, void *bytes) {
  switch (format) {
  case Format::F8E4M3FN:
    return store<uint8_t>(bytes, CodecF8E4M3FN::encode(value));
  case Format::F8E5M2:
    return store<uint8_t>(bytes, CodecF8E5M2::encode(value));
  case Format::F16:
    return store<uint16_t>(bytes, CodecF16::encode(value));
  case Format::BF16:
    return store<uint16_t>(bytes, CodecBF16::encode(value));
  case Format::F32:
    return store<float>(bytes, static_cast<float>(value));
  case Format::F64:
    return store<double>(bytes, value);
  default:
    llvm_unreachable("an integer format takes no float value");
  }
}

double ridge::roundTo(Format format, double value) {
  switch (format) {
  case Format::F8E4M3FN:
    return CodecF8E4M3FN::decode(CodecF8E4M3FN::encode(value));
  case Format::F8E5M2:
    return CodecF8E5M2::decode(CodecF8E5M2::encode(value));
  case Format::F16:
    return CodecF16::decode(CodecF16::encode(value));
  case Format::BF16:
    return decodeBF16(CodecBF16::encode(value));
  case Format::F32:
    return static_cast<float>(value);
  case Format::F64:
    return value;
  default:
    llvm_unreachable("an integer format has no float value");
  }
}

//===----------------------------------------------------------------------===//
// Integers
//===----------------------------------------------------------------------===//

int64_t ridge::decodeInteger(Format format, const void *bytes) {
  switch (format) {
  case Format::I1:
    return load<uint8_t>(bytes) & 1;
  case Format::I8:
    return load<int8_t>(bytes);
  case Format::I16:
    return load<int16_t>(bytes);
  case Format::I32:
    return load<int32_t>(bytes);
  case Format::I64:
    return load<int64_t>(bytes);
  default:
    llvm_unreachable("a float format has no integer value");
  }
}

void ridge::encodeInteger(Format format, int64_t value, void *bytes) {
  switch (format) {
  case Format::I1:
    return store<uint8_t>(bytes, value & 1);
  case Format::I8:
    return store<uint8_t>(bytes, static_cast<uint8_t>(value));
  case Format::I16:
    return store<uint16_t>(bytes, static_cast<uint16_t>(value));
  case Format::I32:
    return store<uint32_t>(bytes, static_cast<uint32_t>(value));
  case Format::I64:
    return store<int64_t>(bytes, value);
  default:
    llvm_unreachable("a float format takes no integer value");
  }
}
