//===- FormatTest.cpp - tests of number formats ---------------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Small formats on all codes, wide ones on random and edge values, all against
/// llvm::APFloat, which is an independent implementation.
///
//===----------------------------------------------------------------------===//

#include "ridge/Numerics/Format.h"
#include "llvm/ADT/APFloat.h"
#include "gtest/gtest.h"
#include <cmath>
#include <limits>
#include <random>
#include <vector>

using namespace ridge;

static const llvm::fltSemantics &semantics(Format format) {
  switch (format) {
  case Format::F8E4M3FN:
    return llvm::APFloat::Float8E4M3FN();
  case Format::F8E5M2:
    return llvm::APFloat::Float8E5M2();
  case Format::F16:
    return llvm::APFloat::IEEEhalf();
  case Format::BF16:
    return llvm::APFloat::BFloat();
  case Format::F32:
    return llvm::APFloat::IEEEsingle();
  default:
    return llvm::APFloat::IEEEdouble();
  }
}

static uint64_t encodeBits(Format format, double value) {
  uint64_t bits = 0; // Little endian, as every host of Ridge.
  encodeFloat(format, value, &bits);
  return bits;
}

static uint64_t encodeByAPFloat(Format format, double value) {
  llvm::APFloat number(value);
  bool inexact;
  number.convert(semantics(format), llvm::APFloat::rmNearestTiesToEven,
                 &inexact);
  return number.bitcastToAPInt().getZExtValue();
}

static double decodeBits(Format format, uint64_t bits) {
  return decodeFloat(format, &bits);
}

static double decodeByAPFloat(Format format, uint64_t bits) {
  llvm::APFloat number(semantics(format),
                       llvm::APInt(formatInfo(format).bits, bits));
  bool inexact;
  number.convert(llvm::APFloat::IEEEdouble(),
                 llvm::APFloat::rmNearestTiesToEven, &inexact);
  return number.convertToDouble();
}

static const Format floatFormats[] = {Format::F8E4M3FN, Format::F8E5M2,
                                      Format::F16,      Format::BF16,
                                      Format::F32,      Format::F64};
static const Format smallFormats[] = {Format::F8E4M3FN, Format::F8E5M2,
                                      Format::F16, Format::BF16};
static const Format integerFormats[] = {Format::I1, Format::I8, Format::I16,
                                        Format::I32, Format::I64};

TEST(Format, TableRowsAreConsistent) {
  for (unsigned i = 0; i < numFormats; ++i) {
    const FormatInfo &info = formatInfo(static_cast<Format>(i));
    EXPECT_EQ(info.bytes, (info.bits + 7) / 8) << info.name.str();
    if (info.isFloat) {
      EXPECT_EQ(int(info.bits), 1 + info.exponentBits + info.mantissaBits)
          << info.name.str();
    }
  }
}

TEST(Format, NamesParseBack) {
  for (unsigned i = 0; i < numFormats; ++i) {
    Format format = static_cast<Format>(i);
    EXPECT_EQ(parseFormat(formatInfo(format).name), format);
  }
  EXPECT_EQ(parseFormat("f8E4M3FN"), Format::F8E4M3FN);
  EXPECT_EQ(parseFormat("f8"), std::nullopt);
  EXPECT_EQ(parseFormat(""), std::nullopt);
}

TEST(Format, AllSmallCodesDecodeAsAPFloat) {
  for (Format format : smallFormats)
    for (uint64_t code = 0; code < (1u << formatInfo(format).bits); ++code) {
      double expected = decodeByAPFloat(format, code);
      double found = decodeBits(format, code);
      if (std::isnan(expected))
        ASSERT_TRUE(std::isnan(found)) << code;
      else
        ASSERT_TRUE(found == expected &&
                    std::signbit(found) == std::signbit(expected))
            << formatInfo(format).name.str() << " " << code;
    }
}

TEST(Format, AllSmallCodesSurviveDecodeAndEncode) {
  for (Format format : smallFormats)
    for (uint64_t code = 0; code < (1u << formatInfo(format).bits); ++code) {
      double value = decodeBits(format, code);
      uint64_t back = encodeBits(format, value);
      if (std::isnan(value))
        ASSERT_TRUE(std::isnan(decodeBits(format, back))) << code;
      else
        ASSERT_EQ(back, code) << formatInfo(format).name.str();
    }
}

// Between neighbours lie the ties; next to the ties lie the double roundings.
TEST(Format, MidpointsAndTheirNeighboursEncodeAsAPFloat) {
  for (Format format : smallFormats) {
    uint64_t half = uint64_t(1) << (formatInfo(format).bits - 1);
    for (uint64_t code = 0; code + 1 < half; ++code) {
      double low = decodeBits(format, code),
             high = decodeBits(format, code + 1);
      if (!std::isfinite(low) || !std::isfinite(high))
        continue;
      double tie = (low + high) / 2;
      for (double value :
           {tie, std::nextafter(tie, 0.0), std::nextafter(tie, high), -tie})
        ASSERT_EQ(encodeBits(format, value), encodeByAPFloat(format, value))
            << formatInfo(format).name.str() << " " << value;
    }
  }
}

TEST(Format, RandomBitPatternsEncodeAsAPFloat) {
  std::mt19937_64 random(1);
  for (int i = 0; i < 200000; ++i) {
    uint64_t bits = random();
    double value;
    std::memcpy(&value, &bits, sizeof(value));
    if (std::isnan(value))
      continue;
    for (Format format : floatFormats)
      ASSERT_EQ(encodeBits(format, value), encodeByAPFloat(format, value))
          << formatInfo(format).name.str() << " " << value;
  }
}

TEST(Format, RandomValuesInRangeEncodeAsAPFloat) {
  std::mt19937_64 random(2);
  for (Format format : floatFormats) {
    int range = 1 << (std::min(formatInfo(format).exponentBits, 8) - 1);
    // From below the least subnormal to above the largest finite value.
    std::uniform_int_distribution<int> exponent(
        -range - formatInfo(format).mantissaBits - 3, range + 2);
    std::uniform_real_distribution<double> significand(-2, 2);
    for (int i = 0; i < 100000; ++i) {
      double value = std::ldexp(significand(random), exponent(random));
      ASSERT_EQ(encodeBits(format, value), encodeByAPFloat(format, value))
          << formatInfo(format).name.str() << " " << value;
    }
  }
}

TEST(Format, EdgesEncodeAsAPFloat) {
  double infinity = std::numeric_limits<double>::infinity();
  double edges[] = {0.0,
                    -0.0,
                    infinity,
                    -infinity,
                    std::numeric_limits<double>::max(),
                    std::numeric_limits<double>::denorm_min(),
                    std::numeric_limits<double>::min(),
                    1.0,
                    -1.0};
  for (Format format : floatFormats)
    for (double value : edges)
      EXPECT_EQ(encodeBits(format, value), encodeByAPFloat(format, value))
          << formatInfo(format).name.str() << " " << value;
}

TEST(Format, NaNStaysNaN) {
  double nan = std::numeric_limits<double>::quiet_NaN();
  for (Format format : floatFormats) {
    EXPECT_TRUE(std::isnan(decodeBits(format, encodeBits(format, nan))));
    EXPECT_TRUE(std::isnan(decodeBits(format, encodeBits(format, -nan))));
  }
  // A payload only in the low bits of the f64 must not become Inf.
  uint64_t bits = 0x7FF0000000000001;
  double signaling;
  std::memcpy(&signaling, &bits, sizeof(signaling));
  for (Format format : smallFormats)
    EXPECT_TRUE(std::isnan(decodeBits(format, encodeBits(format, signaling))));
}

// 448 = 1.75 * 2^8 is the largest finite value, 480 would be the next: 464 is a
// tie that goes to the even 448, anything above has no place.
TEST(Format, F8E4M3FNOverflowsToNaN) {
  EXPECT_EQ(encodeBits(Format::F8E4M3FN, 448), 0x7Eu);
  EXPECT_EQ(encodeBits(Format::F8E4M3FN, 464), 0x7Eu);
  EXPECT_EQ(encodeBits(Format::F8E4M3FN, 464.0001), 0x7Fu);
  EXPECT_EQ(encodeBits(Format::F8E4M3FN, -1e30), 0xFFu);
  EXPECT_EQ(
      encodeBits(Format::F8E4M3FN, std::numeric_limits<double>::infinity()),
      0x7Fu);
}

// 65504 is the largest f16; 65520 is the tie with 65536, which is even: Inf.
TEST(Format, F16OverflowsToInfinityAtTheTie) {
  EXPECT_EQ(encodeBits(Format::F16, 65519.99), 0x7BFFu);
  EXPECT_EQ(encodeBits(Format::F16, 65520), 0x7C00u);
  EXPECT_EQ(encodeBits(Format::F16, -65520), 0xFC00u);
}

// 2^-24 is the least f16 subnormal; half of it is a tie with zero.
TEST(Format, F16RoundsAtTheLeastSubnormal) {
  double tie = std::ldexp(1.0, -25);
  EXPECT_EQ(encodeBits(Format::F16, tie), 0u);
  EXPECT_EQ(encodeBits(Format::F16, std::nextafter(tie, 1.0)), 1u);
  EXPECT_EQ(encodeBits(Format::F16, -tie), 0x8000u);
  EXPECT_EQ(encodeBits(Format::F16, 3 * tie), 2u); // 1.5 ties to even 2.
}

// 1 + 2^-8 + 2^-40: through f32 first it would be a tie and round down.
TEST(Format, BF16RoundsOnce) {
  double value = 1 + std::ldexp(1.0, -8) + std::ldexp(1.0, -40);
  EXPECT_EQ(encodeBits(Format::BF16, value), 0x3F81u);
  EXPECT_EQ(encodeBits(Format::BF16, 1 + std::ldexp(1.0, -8)), 0x3F80u);
}

TEST(Format, LargestFiniteValuesAreKnown) {
  EXPECT_EQ(largestFinite(Format::F8E4M3FN), 448);
  EXPECT_EQ(largestFinite(Format::F8E5M2), 57344);
  EXPECT_EQ(largestFinite(Format::F16), 65504);
  EXPECT_EQ(largestFinite(Format::F32), std::numeric_limits<float>::max());
  EXPECT_EQ(largestFinite(Format::F64), std::numeric_limits<double>::max());
  EXPECT_EQ(largestFinite(Format::I8), 127);
  EXPECT_EQ(largestFinite(Format::I1), 1);
  EXPECT_EQ(largestFinite(Format::I32), 2147483647);
}

TEST(Format, UnitRoundoffIsHalfAnUlpOfOne) {
  EXPECT_EQ(unitRoundoff(Format::F32), std::ldexp(1.0, -24));
  EXPECT_EQ(unitRoundoff(Format::BF16), std::ldexp(1.0, -8));
  EXPECT_EQ(unitRoundoff(Format::I32), 0);
  for (Format format : floatFormats) {
    double u = unitRoundoff(format);
    EXPECT_EQ(roundTo(format, 1 + u), 1) << formatInfo(format).name.str();
    EXPECT_NE(roundTo(format, 1 + 2 * u), 1) << formatInfo(format).name.str();
  }
}

TEST(Format, RoundToIsEncodeThenDecode) {
  std::mt19937_64 random(3);
  std::normal_distribution<double> normal(0, 100);
  for (Format format : floatFormats)
    for (int i = 0; i < 10000; ++i) {
      double value = normal(random);
      double expected = decodeBits(format, encodeBits(format, value));
      double found = roundTo(format, value);
      ASSERT_TRUE(found == expected ||
                  (std::isnan(found) && std::isnan(expected)));
      if (std::isfinite(found)) {
        ASSERT_EQ(roundTo(format, found), found);
      }
    }
}

// The header's claim: f64 arithmetic rounded to f32 is f32 arithmetic.
TEST(Format, F32OperationsAreF64OperationsRounded) {
  std::mt19937_64 random(4);
  std::uniform_int_distribution<uint32_t> codes;
  for (int i = 0; i < 100000; ++i) {
    uint32_t codeA = codes(random), codeB = codes(random);
    float a, b;
    std::memcpy(&a, &codeA, sizeof(a));
    std::memcpy(&b, &codeB, sizeof(b));
    if (std::isnan(a) || std::isnan(b) || b == 0)
      continue;
    float sum = a + b, product = a * b, quotient = a / b;
    if (!std::isnan(sum)) {
      ASSERT_EQ(roundTo(Format::F32, double(a) + double(b)), sum);
    }
    if (!std::isnan(product)) {
      ASSERT_EQ(roundTo(Format::F32, double(a) * double(b)), product);
    }
    if (!std::isnan(quotient)) {
      ASSERT_EQ(roundTo(Format::F32, double(a) / double(b)), quotient);
    }
  }
}

TEST(Format, IntegersWrapAndExtendTheirSign) {
  auto throughMemory = [](Format format, int64_t value) {
    uint64_t bytes = 0xA5A5A5A5A5A5A5A5; // What lay there must not matter.
    encodeInteger(format, value, &bytes);
    return decodeInteger(format, &bytes);
  };
  EXPECT_EQ(throughMemory(Format::I8, 127), 127);
  EXPECT_EQ(throughMemory(Format::I8, 128), -128);
  EXPECT_EQ(throughMemory(Format::I8, -1), -1);
  EXPECT_EQ(throughMemory(Format::I16, 65535), -1);
  EXPECT_EQ(throughMemory(Format::I32, int64_t(1) << 32 | 5), 5);
  EXPECT_EQ(throughMemory(Format::I64, std::numeric_limits<int64_t>::min()),
            std::numeric_limits<int64_t>::min());
  EXPECT_EQ(throughMemory(Format::I1, 1), 1);
  EXPECT_EQ(throughMemory(Format::I1, 2), 0);
}

TEST(Format, EncodingWritesItsOwnBytesOnly) {
  for (unsigned i = 0; i < numFormats; ++i) {
    Format format = static_cast<Format>(i);
    std::vector<uint8_t> bytes(16, 0xCC);
    if (formatInfo(format).isFloat)
      encodeFloat(format, 1.0, bytes.data());
    else
      encodeInteger(format, 1, bytes.data());
    for (size_t b = bytesOf(format); b < bytes.size(); ++b)
      EXPECT_EQ(bytes[b], 0xCC) << formatInfo(format).name.str();
  }
}

TEST(Format, AllI8CodesSurvive) {
  for (int code = -128; code < 128; ++code) {
    uint8_t byte;
    encodeInteger(Format::I8, code, &byte);
    EXPECT_EQ(decodeInteger(Format::I8, &byte), code);
  }
  EXPECT_EQ(std::size(integerFormats) + std::size(floatFormats), numFormats);
}
