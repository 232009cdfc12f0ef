//===- ScalarConversionTest.cpp - what the cast operations compute --------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ridge/Numerics/ScalarConversion.h"
#include "gtest/gtest.h"
#include <cmath>
#include <limits>
#include <random>

using namespace ridge;

constexpr double infinity = std::numeric_limits<double>::infinity();

TEST(ScalarConversion, RulesSurviveTheirPackedForm) {
  std::mt19937_64 random(11);
  for (int i = 0; i < 500; ++i) {
    ConversionRule rule;
    rule.rounding = Rounding(random() % 7);
    rule.saturate = random() % 2;
    rule.reciprocal = random() % 2;
    rule.rule = PowerRule(random() % 4);
    rule.randomBits = 1 + random() % 32;
    rule.seed = random();
    ConversionRule back = ConversionRule::unpack(rule.pack());
    EXPECT_EQ(back.rounding, rule.rounding);
    EXPECT_EQ(back.saturate, rule.saturate);
    EXPECT_EQ(back.reciprocal, rule.reciprocal);
    EXPECT_EQ(back.rule, rule.rule);
    EXPECT_EQ(back.randomBits, rule.randomBits);
    EXPECT_EQ(back.seed, rule.seed);
    rule.element = Format::F6E3M2FN;
    EXPECT_EQ(ConversionRule::unpack(rule.pack()).element, Format::F6E3M2FN);
  }
}

TEST(ScalarConversion, CastsOverflowAsTheyAreTold) {
  ConversionRule plain, saturating;
  saturating.saturate = true;
  // 448 is the largest of E4M3FN; 464 is the tie to 480, which is its NaN.
  EXPECT_EQ(castValue(Format::F8E4M3FN, plain, 464), 448);
  EXPECT_TRUE(std::isnan(castValue(Format::F8E4M3FN, plain, 465)));
  EXPECT_EQ(castValue(Format::F8E4M3FN, saturating, 465), 448);
  EXPECT_EQ(castValue(Format::F8E5M2, plain, 1e6), infinity);
  EXPECT_EQ(castValue(Format::F8E5M2, saturating, -infinity), -57344);
  EXPECT_EQ(castValue(Format::F4E2M1FN, plain, 1e6), 6);
}

/// The power of two of each rule for elements up to 448 = 1.75 * 2^8.
TEST(ScalarConversion, ScalesOfEightBitElements) {
  struct Row {
    double amax, floor, ceil, roundUp, even;
  };
  const Row rows[] = {
      {256, 1, 1, 1, 1},
      // Above 2^8, below 448: only the exponent's ceiling moves.
      {448, 1, 2, 1, 1},
      // Above 448 a scale of 1 saturates.
      {449, 1, 2, 2, 1},
      // 1.9375 * 2^8 is a tie of 3 mantissa bits: to 2^9.
      {496, 1, 2, 2, 2},
      {495, 1, 2, 2, 1},
      {-3.0, 0x1p-7, 0x1p-6, 0x1p-7, 0x1p-7},
  };
  for (const Row &row : rows) {
    auto scale = [&](PowerRule power) {
      ConversionRule rule;
      rule.rule = power;
      rule.element = Format::F8E4M3FN;
      return scaleValue(Format::F8E8M0FNU, rule, row.amax);
    };
    EXPECT_EQ(scale(PowerRule::Floor), row.floor) << row.amax;
    EXPECT_EQ(scale(PowerRule::Ceil), row.ceil) << row.amax;
    EXPECT_EQ(scale(PowerRule::RoundUp), row.roundUp) << row.amax;
    EXPECT_EQ(scale(PowerRule::Even), row.even) << row.amax;
  }
}

TEST(ScalarConversion, ScalesAtTheEnds) {
  ConversionRule rule;
  rule.element = Format::F4E2M1FN;
  EXPECT_EQ(scaleValue(Format::F8E8M0FNU, rule, 0), 0x1p-127);
  EXPECT_EQ(scaleValue(Format::F8E8M0FNU, rule, 0x1p-149), 0x1p-127);
  EXPECT_TRUE(std::isnan(scaleValue(Format::F8E8M0FNU, rule, infinity)));
  // amax 8 over 6 is 1.333: E4M3FN has 1.375 and 1.25, 1.375 is nearer. A block
  // of zeros gets the least positive scale, 2^-9.
  EXPECT_EQ(scaleValue(Format::F8E4M3FN, rule, 8), 1.375);
  EXPECT_EQ(scaleValue(Format::F8E4M3FN, rule, 0), 0x1p-9);
}

TEST(ScalarConversion, QuotientsRoundOnceUnlessTheInverseIsTaken) {
  // 7 / 3 = 2.33 is nearest 2 in E2M1 (next: 3, tie at 2.5). A block of zeros
  // under the least scale stays zeros; what overflows saturates.
  ConversionRule rule;
  EXPECT_EQ(quantizeValue(Format::F4E2M1FN, rule, Format::F32, 7, 3), 2);
  EXPECT_EQ(quantizeValue(Format::F4E2M1FN, rule, Format::F32, -1e30, 1), -6);
  EXPECT_EQ(quantizeValue(Format::F4E2M1FN, rule, Format::F32, 0, 0), 0);
  // 1 / 3 in bf16 is 0.333984375; 3.75 times that is 1.25244, and in bf16
  // exactly the tie 1.25, which goes to even, 1. The quotient 1.25 is the same
  // tie: both 1. But 7.5 * 0.333984375 = 2.50488 is 2.5 in bf16: a tie to 2,
  // as 7.5 / 3 = 2.5 is.
  rule.reciprocal = true;
  EXPECT_EQ(quantizeValue(Format::F4E2M1FN, rule, Format::BF16, 7.5, 3), 2);
  // In f32 1/3 rounds up: 7.5 * 0.3333333433 = 2.50000007, in f32 2.5.
  EXPECT_EQ(quantizeValue(Format::F4E2M1FN, rule, Format::F32, 7.5, 3), 2);
  EXPECT_EQ(quantizeValue(Format::F4E2M1FN, rule, Format::F32, 7.6, 3), 3);
}
