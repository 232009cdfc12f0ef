//===- ConversionTest.cpp - tests of roundings ----------------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Every rounding against the exact model, and the properties that hold for
/// any format.
///
//===----------------------------------------------------------------------===//

#include "ridge/Numerics/Conversion.h"
#include "ExactModel.h"
#include "SweepFormats.h"
#include "gtest/gtest.h"
#include <random>

using namespace ridge;

static double bf16Value(uint32_t code) {
  return decodeBF16(static_cast<uint16_t>(code));
}

static double f16Value(uint32_t code) {
  return decodeFloat(Format::F16, &code);
}

/// All 65536 codes of a 16-bit format, converted to `format`.
static void compareWithModel(Format format, double (*valueOf)(uint32_t)) {
  ExactModel model(format);
  for (RoundingRule rule : exactRules()) {
    Conversion conversion{format, rule, 0};
    for (uint32_t code = 0; code < 65536; ++code) {
      double value = valueOf(code);
      if (std::isnan(value))
        continue;
      ASSERT_EQ(conversion.encode(value), model.encode(value, rule))
          << formatName(format) << " " << value << " "
          << roundingName(rule.rounding).str()
          << (rule.overflow == Overflow::Saturate ? " saturated" : "");
    }
  }
}

TEST(Conversion, AllF16RoundAsTheExactModel) {
  for (Format format : sweepFormats())
    compareWithModel(format, f16Value);
}

TEST(Conversion, AllBF16RoundAsTheExactModel) {
  for (Format format : sweepFormats())
    compareWithModel(format, bf16Value);
}

// Between all neighbours: the tie, and the least f64 on either side of it.
TEST(Conversion, TiesOfSmallFormatsRoundAsTheExactModel) {
  for (Format format : sweepFormats()) {
    if (bitsOf(format) > 8)
      continue;
    ExactModel model(format);
    for (uint32_t code = 0; code + 1 < (1u << bitsOf(format)); ++code) {
      if (model.isNaN(code) || model.isNaN(code + 1))
        continue;
      double low = model.decode(code), high = model.decode(code + 1);
      if (!std::isfinite(low) || !std::isfinite(high))
        continue;
      double tie = (low + high) / 2;
      for (double value :
           {tie, std::nextafter(tie, low), std::nextafter(tie, high),
            std::nextafter(low, high), std::nextafter(high, low)})
        for (RoundingRule rule : exactRules()) {
          Conversion conversion{format, rule, 0};
          ASSERT_EQ(conversion.encode(value), model.encode(value, rule))
              << formatName(format) << " " << value << " "
              << roundingName(rule.rounding).str();
        }
    }
  }
}

TEST(Conversion, EveryCodeSurvivesDecodingAndEncoding) {
  for (Format format : sweepFormats()) {
    ExactModel model(format);
    for (RoundingRule rule : exactRules()) {
      Conversion conversion{format, rule, 0};
      for (uint32_t code = 0; code < (1u << bitsOf(format)); ++code) {
        double value = conversion.decode(code);
        if (model.isNaN(code)) {
          ASSERT_TRUE(std::isnan(value));
          ASSERT_TRUE(std::isnan(conversion.round(value)));
          continue;
        }
        ASSERT_EQ(value, model.decode(code));
        if (std::isinf(value) && rule.overflow == Overflow::Saturate) {
          ASSERT_EQ(std::fabs(conversion.round(value)), largestFinite(format));
        } else if (model.encode(value, rule) == code) { // Not a hole.
          ASSERT_EQ(conversion.encode(value), code) << formatName(format);
        } else {
          ASSERT_EQ(conversion.round(value), 0) << formatName(format);
        }
      }
    }
  }
}

// Formats of more codes than the list of a model holds: all of tf32, and codes
// spread over all of f32 and f64; integers of 2 to 16 bits.
TEST(Conversion, CodesOfWideFormatsSurvive) {
  std::mt19937_64 random(12);
  auto survives = [](Format format, uint64_t code) {
    Conversion conversion{format, {}, 0};
    double value = conversion.decode(code);
    if (std::isnan(value))
      return std::isnan(conversion.round(value));
    return conversion.encode(value) == code;
  };
  for (uint32_t code = 0; code < 1u << 19; ++code)
    ASSERT_TRUE(survives(Format::TF32, code)) << code;
  for (uint64_t code = 0; code < uint64_t(1) << 32; code += 4093)
    ASSERT_TRUE(survives(Format::F32, code)) << code;
  for (int i = 0; i < 1 << 20; ++i) {
    uint64_t code = random();
    ASSERT_TRUE(survives(Format::F64, code)) << code;
  }
  for (unsigned bits = 2; bits <= 16; ++bits)
    for (bool isSigned : {false, true})
      for (uint64_t code = 0; code < uint64_t(1) << bits; ++code)
        ASSERT_TRUE(survives(Format(packInteger(bits, isSigned)), code))
            << bits << " " << code;
}

//===----------------------------------------------------------------------===//
// Properties of any format
//===----------------------------------------------------------------------===//

static std::vector<Format> randomFormats(unsigned count) {
  std::mt19937_64 random(11);
  std::vector<Format> formats;
  while (formats.size() < count) {
    unsigned e = 1 + random() % 8, m = random() % 13;
    int bias = standardBias(e) + int(random() % 9) - 4;
    auto format =
        static_cast<Format>(packFloat(e, m, bias, Specials(random() % 6),
                                      random() % 4 != 0, random() % 4 != 0));
    if (isValid(format))
      formats.push_back(format);
  }
  return formats;
}

/// Values around the format's range and ties.
static std::vector<double> someValues(Format format, std::mt19937_64 &random) {
  double largest = largestFinite(format);
  std::uniform_real_distribution<double> significand(0, 1.2);
  std::vector<double> values = {0, 1, largest, 2 * largest};
  int span = 3 + (1 << std::min(formatInfo(format).exponentBits, 6u));
  for (int i = 0; i < 60; ++i)
    values.push_back(
        std::ldexp(largest * significand(random), -int(random() % span)));
  return values;
}

TEST(Conversion, RandomFormatsAreMonotonicAndIdempotent) {
  std::mt19937_64 random(12);
  for (Format format : randomFormats(300)) {
    std::vector<double> values = someValues(format, random);
    for (double value : std::vector<double>(values))
      values.push_back(-value);
    std::sort(values.begin(), values.end());
    for (RoundingRule rule : exactRules()) {
      Conversion conversion{format, rule, 0};
      double last = -HUGE_VAL;
      for (double value : values) {
        double rounded = conversion.round(value);
        if (std::isnan(rounded))
          continue; // An overflow of a format without Inf.
        ASSERT_GE(rounded, last) << formatName(format) << " " << value;
        last = rounded;
        ASSERT_EQ(conversion.round(rounded), rounded)
            << formatName(format) << " " << value;
      }
    }
  }
}

static Rounding mirrored(Rounding rounding) {
  return rounding == Rounding::Up     ? Rounding::Down
         : rounding == Rounding::Down ? Rounding::Up
                                      : rounding;
}

TEST(Conversion, RandomFormatsAreSymmetric) {
  std::mt19937_64 random(13);
  for (Format format : randomFormats(300)) {
    if (!formatInfo(format).isSigned)
      continue;
    for (RoundingRule rule : exactRules()) {
      RoundingRule other = rule;
      other.rounding = mirrored(rule.rounding);
      Conversion here{format, rule, 0}, there{format, other, 0};
      for (double value : someValues(format, random)) {
        double a = here.round(value), b = -there.round(-value);
        ASSERT_TRUE(a == b || (std::isnan(a) && std::isnan(b)))
            << formatName(format) << " " << value;
      }
    }
  }
}

TEST(Conversion, DirectedRoundingsEncloseTheValue) {
  std::mt19937_64 random(14);
  for (Format format : randomFormats(300)) {
    if (!formatInfo(format).isSigned)
      continue;
    RoundingRule up, down;
    up.rounding = Rounding::Up, down.rounding = Rounding::Down;
    for (double value : someValues(format, random)) {
      if (value > largestFinite(format))
        continue;
      double high = Conversion{format, up, 0}.round(value);
      double low = Conversion{format, down, 0}.round(value);
      double nearest = Conversion{format, {}, 0}.round(value);
      ASSERT_LE(low, value) << formatName(format);
      ASSERT_GE(high, value) << formatName(format);
      ASSERT_TRUE(nearest == low || nearest == high);
      ASSERT_LE(std::fabs(nearest - value),
                std::min(value - low, high - value));
    }
  }
}

// Cutting to odd keeps what a second rounding needs to know, if two more bits
// are left: the reason for this rounding to exist.
TEST(Conversion, ToOddThenNearestIsNearest) {
  std::mt19937_64 random(15);
  RoundingRule odd;
  odd.rounding = Rounding::ToOdd;
  Conversion first{*parseFormat("float_e6m12"), odd, 0};
  Conversion second{Format::F16, {}, 0};
  std::uniform_real_distribution<double> significand(-2, 2);
  for (int i = 0; i < 100000; ++i) {
    double value = std::ldexp(significand(random), int(random() % 40) - 25);
    ASSERT_EQ(second.encode(first.round(value)), second.encode(value));
  }
}

//===----------------------------------------------------------------------===//
// What does not fit
//===----------------------------------------------------------------------===//

static RoundingRule saturate() {
  RoundingRule rule;
  rule.overflow = Overflow::Saturate;
  return rule;
}

TEST(Conversion, SaturationStopsInfinitiesToo) {
  Conversion conversion{Format::F8E4M3FN, saturate(), 0};
  EXPECT_EQ(conversion.round(464.1), 448);
  EXPECT_EQ(conversion.round(-HUGE_VAL), -448);
  EXPECT_TRUE(std::isnan(conversion.round(std::nan(""))));
  conversion.format = Format::F16;
  EXPECT_EQ(conversion.round(HUGE_VAL), 65504);
}

TEST(Conversion, DirectedOverflowStopsOnItsSide) {
  RoundingRule rule;
  rule.rounding = Rounding::Up;
  Conversion conversion{Format::F16, rule, 0};
  EXPECT_EQ(conversion.round(1e6), HUGE_VAL);
  EXPECT_EQ(conversion.round(-1e6), -65504);
  conversion.rule.rounding = Rounding::TowardZero;
  EXPECT_EQ(conversion.round(1e6), 65504);
}

TEST(Conversion, NaNPolicyOfFiniteFormats) {
  RoundingRule zero;
  zero.nan = NaNPolicy::Zero;
  double nan = std::nan("");
  EXPECT_EQ((Conversion{Format::F4E2M1FN, {}, 0}.round(nan)), 6);
  EXPECT_EQ((Conversion{Format::F4E2M1FN, zero, 0}.round(nan)), 0);
  EXPECT_EQ((Conversion{Format::I8, {}, 0}.round(nan)), 127);
  EXPECT_EQ((Conversion{Format::I8, zero, 0}.round(nan)), 0);
  // Where there is a NaN, the policy says nothing.
  EXPECT_TRUE(std::isnan(Conversion{Format::BF16, zero, 0}.round(nan)));
}

TEST(Conversion, WithoutSignNegativeValuesHaveNoPlace) {
  Conversion scale{Format::F8E8M0FNU, {}, 0};
  EXPECT_TRUE(std::isnan(scale.round(-1)));
  scale.rule = saturate();
  EXPECT_EQ(scale.round(-1), std::ldexp(1.0, -127));
  Conversion other{*parseFormat("binary8p4uf"), {}, 0};
  EXPECT_TRUE(std::isnan(other.round(-1)));
  EXPECT_EQ(other.round(-1e-30), 0); // Rounds to zero, which is there.
}

//===----------------------------------------------------------------------===//
// Integers
//===----------------------------------------------------------------------===//

TEST(Conversion, IntegersRoundAndSaturate) {
  struct Row {
    Rounding rounding;
    double twoAndHalf, minusTwoAndHalf, aQuarter;
  };
  for (Row row :
       {Row{Rounding::NearestEven, 2, -2, 0},
        Row{Rounding::NearestAway, 3, -3, 0},
        Row{Rounding::TowardZero, 2, -2, 0}, Row{Rounding::Up, 3, -2, 1},
        Row{Rounding::Down, 2, -3, 0}, Row{Rounding::ToOdd, 3, -3, 1}}) {
    RoundingRule rule;
    rule.rounding = row.rounding;
    Conversion conversion{Format::I8, rule, 0};
    EXPECT_EQ(conversion.round(2.5), row.twoAndHalf);
    EXPECT_EQ(conversion.round(-2.5), row.minusTwoAndHalf);
    EXPECT_EQ(conversion.round(0.25), row.aQuarter);
    EXPECT_EQ(conversion.round(1e30), 127);
    EXPECT_EQ(conversion.round(-HUGE_VAL), -128);
  }
  EXPECT_EQ((Conversion{Format::U4, {}, 0}.round(-3)), 0);
  EXPECT_EQ((Conversion{Format::U4, {}, 0}.round(99)), 15);
  EXPECT_EQ((Conversion{Format::I1, {}, 0}.round(7)), 1);
  EXPECT_EQ((Conversion{Format::I64, {}, 0}.encode(1e300)), ~uint64_t(0) >> 1);
  EXPECT_EQ((Conversion{Format::I64, {}, 0}.round(-1e300)),
            -std::ldexp(1.0, 63));
}

//===----------------------------------------------------------------------===//
// Stochastic rounding
//===----------------------------------------------------------------------===//

// With n bits, as many of the 2^n random numbers round up as the first n bits
// of the part cut off say.
TEST(Conversion, StochasticRoundingCountsTheBitsCutOff) {
  RoundingRule rule;
  rule.rounding = Rounding::Stochastic;
  std::mt19937_64 random(16);
  for (Format format : {Format::F4E2M1FN, Format::F8E4M3FN, Format::BF16}) {
    ExactModel model(format);
    FloatLayout layout = FloatLayout::of(format);
    RoundingRule cut;
    cut.rounding = Rounding::TowardZero;
    for (int i = 0; i < 300; ++i) {
      double value = std::ldexp(1 + std::ldexp(double(random() >> 12), -52),
                                int(random() % 12) - 10);
      uint32_t low = model.encode(value, cut);
      double gap = model.decode(low + 1) - model.decode(low);
      if (!(value < largestFinite(format)))
        continue;
      for (unsigned bits : {1, 3, 8}) {
        rule.randomBits = uint8_t(bits);
        unsigned up = 0;
        for (uint32_t r = 0; r < (1u << bits); ++r) {
          uint64_t code;
          std::memcpy(&code, &value, sizeof(code));
          uint32_t found = encodeBits(layout, rule, code, r);
          ASSERT_TRUE(found == low || found == low + 1);
          up += found != low;
        }
        double fraction = (value - model.decode(low)) / gap;
        ASSERT_EQ(up, unsigned(std::ldexp(fraction, int(bits))))
            << formatName(format) << " " << value;
      }
    }
  }
}

// n roundings of v with neighbours a distance g apart and a part p cut off have
// the mean v and the standard deviation g sqrt(p (1 - p) / n).
TEST(Conversion, StochasticMeanIsTheValue) {
  RoundingRule rule;
  rule.rounding = Rounding::Stochastic;
  constexpr int n = 40000;
  for (double value : {1.03, 0.3, -2.71, 0.001, 100.5}) {
    Conversion conversion{Format::F8E4M3FN, rule, 7};
    double sum = 0;
    for (int i = 0; i < n; ++i)
      sum += conversion.round(value, i);
    int exponent = std::max(std::ilogb(value), -6);
    double gap = std::ldexp(1.0, exponent - 3);
    double part = std::fabs(value) / gap - std::floor(std::fabs(value) / gap);
    double sigma = gap * std::sqrt(part * (1 - part) / n);
    EXPECT_LE(std::fabs(sum / n - value), 4 * sigma) << value;
  }
}

TEST(Conversion, StochasticRoundingDependsOnSeedAndIndexAlone) {
  RoundingRule rule;
  rule.rounding = Rounding::Stochastic;
  Conversion conversion{Format::F4E2M1FN, rule, 3};
  std::vector<float> values(1000, 0.7f);
  std::vector<uint8_t> whole(1000), parts(1000), other(1000);
  encodeArray(conversion, values, whole.data());
  for (size_t at = 0; at < 1000; at += 250)
    encodeArray(conversion, llvm::ArrayRef(values).slice(at, 250),
                parts.data() + at, at);
  EXPECT_EQ(whole, parts);
  conversion.seed = 4;
  encodeArray(conversion, values, other.data());
  EXPECT_NE(whole, other);
  EXPECT_EQ(randomBits(1, 2), randomBits(1, 2));
  EXPECT_NE(randomBits(0, 1), randomBits(1, 0));
}

TEST(Conversion, RoundingNamesParseBack) {
  for (int r = 0; r <= int(Rounding::Stochastic); ++r)
    EXPECT_EQ(parseRounding(roundingName(Rounding(r))), Rounding(r));
  EXPECT_EQ(parseRounding("nearest"), std::nullopt);
}
