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
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "gtest/gtest.h"
#include <cmath>
#include <limits>
#include <map>
#include <random>
#include <vector>

using namespace ridge;

static const llvm::fltSemantics &semantics(Format format) {
  using llvm::APFloat;
  switch (format) {
  case Format::F4E2M1FN:
    return APFloat::Float4E2M1FN();
  case Format::F6E2M3FN:
    return APFloat::Float6E2M3FN();
  case Format::F6E3M2FN:
    return APFloat::Float6E3M2FN();
  case Format::F8E3M4:
    return APFloat::Float8E3M4();
  case Format::F8E4M3:
    return APFloat::Float8E4M3();
  case Format::F8E4M3FN:
    return APFloat::Float8E4M3FN();
  case Format::F8E4M3FNUZ:
    return APFloat::Float8E4M3FNUZ();
  case Format::F8E4M3B11FNUZ:
    return APFloat::Float8E4M3B11FNUZ();
  case Format::F8E5M2:
    return APFloat::Float8E5M2();
  case Format::F8E5M2FNUZ:
    return APFloat::Float8E5M2FNUZ();
  case Format::F16:
    return APFloat::IEEEhalf();
  case Format::BF16:
    return APFloat::BFloat();
  case Format::TF32:
    return APFloat::FloatTF32();
  case Format::F32:
    return APFloat::IEEEsingle();
  default:
    return APFloat::IEEEdouble();
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

// f8E8M0FNU is not among them: APFloat converts its NaN and its negative
// values wrongly.
static const Format floatFormats[] = {
    Format::F4E2M1FN,      Format::F6E2M3FN, Format::F6E3M2FN,
    Format::F8E3M4,        Format::F8E4M3,   Format::F8E4M3FN,
    Format::F8E4M3FNUZ,    Format::F8E5M2,   Format::F8E5M2FNUZ,
    Format::F8E4M3B11FNUZ, Format::F16,      Format::BF16,
    Format::TF32,          Format::F32,      Format::F64};
static const llvm::ArrayRef<Format> smallFormats =
    llvm::ArrayRef(floatFormats).drop_back(3);

/// What does not fit goes to the largest value in a format of finite values
/// only. APFloat gives 0 for infinities there.
static bool isFiniteOnly(Format format) {
  return formatInfo(format).specials == Specials::Finite;
}

/// Many descriptions, most of them valid.
static std::vector<Format> manyFloats() {
  std::vector<Format> formats;
  for (unsigned e = 1; e <= 9; ++e)
    for (unsigned m = 0; m <= 11; ++m)
      for (int bias : {standardBias(e), 1 << (e - 1), 0, 3, -5})
        for (unsigned s = 0; s < 6; ++s)
          for (unsigned flags = 0; flags < 4; ++flags) {
            auto format = static_cast<Format>(
                packFloat(e, m, bias, Specials(s), flags & 1, flags & 2));
            if (isValid(format))
              formats.push_back(format);
          }
  return formats;
}

TEST(Format, DescriptionsUnpackToWhatWasPacked) {
  FormatInfo info =
      formatInfo(Format(packFloat(5, 1, -3, Specials::Extended, false, false)));
  EXPECT_TRUE(info.isFloat);
  EXPECT_FALSE(info.isSigned);
  EXPECT_FALSE(info.subnormals);
  EXPECT_EQ(info.exponentBits, 5u);
  EXPECT_EQ(info.mantissaBits, 1u);
  EXPECT_EQ(info.bias, -3);
  EXPECT_EQ(info.bits, 6u);
  EXPECT_EQ(info.specials, Specials::Extended);
  FormatInfo integer = formatInfo(Format::U4);
  EXPECT_FALSE(integer.isFloat || integer.isSigned);
  EXPECT_EQ(integer.bits, 4u);
  EXPECT_EQ(integer.bytes, 1u);
}

TEST(Format, NamedFormatsAreValidAndInOrder) {
  for (Format format : namedFormats()) {
    FormatInfo info = formatInfo(format);
    EXPECT_TRUE(isValid(format)) << formatName(format);
    EXPECT_TRUE(llvm::isPowerOf2_32(info.bytes) && info.bytes <= 8 &&
                8 * info.bytes >= info.bits)
        << formatName(format);
    if (info.isFloat) {
      EXPECT_EQ(info.bits,
                info.isSigned + info.exponentBits + info.mantissaBits)
          << formatName(format);
    }
  }
  EXPECT_TRUE(llvm::is_sorted(namedFormats()));
}

TEST(Format, NamesParseBackAndDiffer) {
  std::vector<Format> formats = manyFloats();
  EXPECT_GT(formats.size(), 5000u);
  formats.insert(formats.end(), namedFormats().begin(), namedFormats().end());
  for (unsigned bits = 1; bits <= 64; ++bits)
    formats.push_back(Format(packInteger(bits)));
  std::map<std::string, Format> byName;
  for (Format format : formats) {
    std::string name = formatName(format);
    ASSERT_EQ(parseFormat(name), format) << name;
    ASSERT_EQ(byName.try_emplace(name, format).first->second, format) << name;
    // A name is one word of every text form.
    ASSERT_TRUE(llvm::all_of(name, [](char c) {
      return llvm::isAlnum(c) || c == '_';
    })) << name;
  }
}

TEST(Format, SpellingsOfOneFormatMeet) {
  EXPECT_EQ(parseFormat("f8E4M3FN"), Format::F8E4M3FN);
  EXPECT_EQ(parseFormat("float_e4m3_fn"), Format::F8E4M3FN);
  EXPECT_EQ(parseFormat("float<e4m3,specials=fn>"), Format::F8E4M3FN);
  EXPECT_EQ(parseFormat("float<e5m10,bias=15,specials=ieee,subnormals>"),
            Format::F16);
  // P3109's 8 bits with precision 4 and no infinities are AMD's format.
  EXPECT_EQ(parseFormat("p3109<8,4,signed,finite>"), Format::F8E4M3FNUZ);
  EXPECT_EQ(formatName(*parseFormat("p3109<8,4,signed,extended>")),
            "binary8p4se");
  EXPECT_EQ(formatName(*parseFormat("float<e5m1,bias=-3,specials=finite>")),
            "float_e5m1_biasm3_finite");
  EXPECT_EQ(formatName(*parseFormat("float_e5m1_nosubnormals_unsigned")),
            "float_e5m1_unsigned_nosubnormals");
  EXPECT_EQ(parseFormat("i7"), Format(packInteger(7)));
  EXPECT_EQ(parseFormat("ui4"), Format::U4);
}

TEST(Format, NonsenseIsNoFormat) {
  for (const char *name : {"",
                           "f8",
                           "i0",
                           "i65",
                           "i08",
                           "ui1",
                           "ui33",
                           "i8x",
                           "float",
                           "float<",
                           "float_",
                           "float_e5",
                           "float_e0m3",
                           "float_e12m3",
                           "float_e8m0",
                           "float_e8m24",
                           "float_e11m10_bias2000",
                           "float_e8m7_biasm1100",
                           "float_e5m2_",
                           "float_e5m2_what",
                           "float<e5m2",
                           "float_e5m2_bias",
                           "float_e4m3_fnuz_unsigned",
                           "float_e8m1_scale_unsigned",
                           "float_e5m0_finite_nosubnormals",
                           "p3109<8,4,signed>",
                           "p3109<8,9,signed,finite>",
                           "p3109<16,1,signed,finite>",
                           "p3109<8,0,signed,finite>",
                           "binary8p4",
                           "binary8p4sx"})
    EXPECT_EQ(parseFormat(name), std::nullopt) << name;
}

// From the tables of the interim report: binary8p4se has 1.0 in the middle,
// 0x40, the largest value 224, Inf beside it, and one NaN.
TEST(Format, P3109) {
  Format format = *parseFormat("binary8p4se");
  auto decode = [](Format f, uint64_t code) { return decodeFloat(f, &code); };
  EXPECT_EQ(decode(format, 0x40), 1);
  EXPECT_EQ(decode(format, 0x7E), 224);
  EXPECT_EQ(decode(format, 0x01), std::ldexp(1.0, -10));
  EXPECT_EQ(decode(format, 0x7F), std::numeric_limits<double>::infinity());
  EXPECT_EQ(decode(format, 0xFF), -std::numeric_limits<double>::infinity());
  EXPECT_TRUE(std::isnan(decode(format, 0x80)));
  EXPECT_EQ(largestFinite(format), 224);
  Format none = *parseFormat("binary8p4ue"); // 5 exponent bits, bias 16.
  EXPECT_EQ(decode(none, 0x80), 1);
  EXPECT_TRUE(std::isnan(decode(none, 0xFF)));
  EXPECT_EQ(decode(none, 0xFE), std::numeric_limits<double>::infinity());
  EXPECT_EQ(decode(none, 0xFD), 1.625 * 32768);
}

TEST(Format, ScalesArePowersOfTwo) {
  for (uint64_t code = 0; code < 255; ++code) {
    EXPECT_EQ(decodeFloat(Format::F8E8M0FNU, &code),
              std::ldexp(1.0, int(code) - 127));
  }
  uint64_t last = 255;
  EXPECT_TRUE(std::isnan(decodeFloat(Format::F8E8M0FNU, &last)));
  EXPECT_EQ(encodeBits(Format::F8E8M0FNU, 0), 0u);     // There is no zero.
  EXPECT_EQ(encodeBits(Format::F8E8M0FNU, 1.6), 128u); // Nearest: 2.
  EXPECT_EQ(encodeBits(Format::F8E8M0FNU, 1e39), 255u);
  EXPECT_EQ(encodeBits(Format::F8E8M0FNU, -1), 255u);
}

TEST(Format, WithoutSubnormalsThereIsNothingBelowTheLeastNormal) {
  Format format = *parseFormat("float_e4m3_nosubnormals");
  uint64_t code = 7;
  EXPECT_EQ(decodeFloat(format, &code), 0);
  double least = std::ldexp(1.0, -6);
  EXPECT_EQ(encodeBits(format, least), 8u);
  EXPECT_EQ(encodeBits(format, least * 0.75), 8u);
  EXPECT_EQ(encodeBits(format, least * 0.5), 0u);
  EXPECT_EQ(encodeBits(format, -least * 0.25), 0x80u);
}

TEST(Format, FiniteFormatsTakeNoInfinityAndNoNaN) {
  double infinity = std::numeric_limits<double>::infinity();
  EXPECT_EQ(encodeBits(Format::F4E2M1FN, infinity), 7u);
  EXPECT_EQ(encodeBits(Format::F4E2M1FN, -infinity), 15u);
  EXPECT_EQ(encodeBits(Format::F4E2M1FN, 1e9), 7u);
  EXPECT_EQ(encodeBits(Format::F4E2M1FN, std::nan("")), 7u);
  EXPECT_EQ(encodeBits(Format::F6E3M2FN, -1e9), 63u);
}

TEST(Format, WhatComputes) {
  for (const char *name : {"i1", "i64", "i33", "f64", "f32", "tf32", "f16",
                           "f8E8M0FNU", "f4E2M1FN", "binary16p8se"})
    EXPECT_TRUE(isComputable(*parseFormat(name))) << name;
  // No sign, more precision than f32 can round twice, range beyond f32.
  for (const char *name : {"ui8", "float_e8m12", "float_e9m3"})
    EXPECT_FALSE(isComputable(*parseFormat(name))) << name;
}

TEST(Format, AllSmallCodesDecodeAsAPFloat) {
  for (Format format : smallFormats)
    for (uint64_t code = 0; code < (1u << formatInfo(format).bits); ++code) {
      double expected = decodeByAPFloat(format, code);
      double found = decodeBits(format, code);
      if (std::isnan(expected)) {
        ASSERT_TRUE(std::isnan(found)) << code;
      } else {
        ASSERT_TRUE(found == expected &&
                    std::signbit(found) == std::signbit(expected))
            << formatName(format) << " " << code;
      }
    }
}

TEST(Format, AllSmallCodesSurviveDecodeAndEncode) {
  for (Format format : smallFormats)
    for (uint64_t code = 0; code < (1u << formatInfo(format).bits); ++code) {
      double value = decodeBits(format, code);
      uint64_t back = encodeBits(format, value);
      if (std::isnan(value)) {
        ASSERT_TRUE(std::isnan(decodeBits(format, back))) << code;
      } else {
        ASSERT_EQ(back, code) << formatName(format);
      }
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
            << formatName(format) << " " << value;
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
      if (!isFiniteOnly(format) || std::isfinite(value)) {
        ASSERT_EQ(encodeBits(format, value), encodeByAPFloat(format, value))
            << formatName(format) << " " << value;
      }
  }
}

TEST(Format, RandomValuesInRangeEncodeAsAPFloat) {
  std::mt19937_64 random(2);
  for (Format format : floatFormats) {
    int range = 1 << (std::min(formatInfo(format).exponentBits, 8u) - 1);
    // From below the least subnormal to above the largest finite value.
    std::uniform_int_distribution<int> exponent(
        -range - int(formatInfo(format).mantissaBits) - 3, range + 2);
    std::uniform_real_distribution<double> significand(-2, 2);
    for (int i = 0; i < 100000; ++i) {
      double value = std::ldexp(significand(random), exponent(random));
      ASSERT_EQ(encodeBits(format, value), encodeByAPFloat(format, value))
          << formatName(format) << " " << value;
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
      if (!isFiniteOnly(format) || std::isfinite(value)) {
        EXPECT_EQ(encodeBits(format, value), encodeByAPFloat(format, value))
            << formatName(format) << " " << value;
      }
}

TEST(Format, NaNStaysNaN) {
  double nan = std::numeric_limits<double>::quiet_NaN();
  for (Format format : floatFormats) {
    if (isFiniteOnly(format))
      continue;
    EXPECT_TRUE(std::isnan(decodeBits(format, encodeBits(format, nan))));
    EXPECT_TRUE(std::isnan(decodeBits(format, encodeBits(format, -nan))));
  }
  // A payload only in the low bits of the f64 must not become Inf.
  uint64_t bits = 0x7FF0000000000001;
  double signaling;
  std::memcpy(&signaling, &bits, sizeof(signaling));
  for (Format format : smallFormats)
    if (!isFiniteOnly(format)) {
      EXPECT_TRUE(
          std::isnan(decodeBits(format, encodeBits(format, signaling))));
    }
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
    EXPECT_EQ(roundTo(format, 1 + u), 1) << formatName(format);
    EXPECT_NE(roundTo(format, 1 + 2 * u), 1) << formatName(format);
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

TEST(Format, IntegersOfAnyWidthWrapToIt) {
  auto through = [](const char *name, int64_t value) {
    Format format = *parseFormat(name);
    uint64_t bytes = 0xA5A5A5A5A5A5A5A5;
    encodeInteger(format, value, &bytes);
    return decodeInteger(format, &bytes);
  };
  EXPECT_EQ(through("i4", 7), 7);
  EXPECT_EQ(through("i4", 8), -8);
  EXPECT_EQ(through("ui4", 15), 15);
  EXPECT_EQ(through("ui4", 16), 0);
  EXPECT_EQ(through("i12", 2048), -2048);
  EXPECT_EQ(through("i33", int64_t(1) << 32), -(int64_t(1) << 32));
  EXPECT_EQ(through("ui32", -1), 4294967295);
}

TEST(Format, EncodingWritesItsOwnBytesOnly) {
  for (Format format : namedFormats()) {
    std::vector<uint8_t> bytes(16, 0xCC);
    if (isFloat(format))
      encodeFloat(format, 1.0, bytes.data());
    else
      encodeInteger(format, 1, bytes.data());
    for (size_t b = bytesOf(format); b < bytes.size(); ++b)
      EXPECT_EQ(bytes[b], 0xCC) << formatName(format);
  }
}

TEST(Format, AllI8CodesSurvive) {
  for (int code = -128; code < 128; ++code) {
    uint8_t byte;
    encodeInteger(Format::I8, code, &byte);
    EXPECT_EQ(decodeInteger(Format::I8, &byte), code);
  }
}
