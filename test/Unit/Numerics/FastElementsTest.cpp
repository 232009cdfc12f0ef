//===- FastElementsTest.cpp - tests of loops over elements ----------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The loops against single values, code for code: those for vectors and the
/// portable ones.
///
//===----------------------------------------------------------------------===//

#include "lib/Numerics/FastElements.h"
#include "SweepFormats.h"
#include "gtest/gtest.h"
#include <cmath>
#include <cstring>
#include <random>

using namespace ridge;

/// Finite values of all kinds: any bits, near 1, whole and half numbers, the
/// values of the format times the scale and the ties between them.
static std::vector<float> someValues(Format format, double scale,
                                     std::mt19937_64 &random) {
  std::vector<float> values = {0.0f, -0.0f};
  std::normal_distribution<double> normal;
  for (int i = 0; i < 200; ++i) {
    auto bits = static_cast<uint32_t>(random());
    float any;
    std::memcpy(&any, &bits, sizeof(any));
    uint64_t mask = (uint64_t(1) << bitsOf(format)) - 1;
    Conversion conversion{format, {}, 0};
    uint64_t code = random() & mask;
    double one = conversion.decode(code);
    double next = conversion.decode((code + 1) & mask);
    for (double value :
         {double(any), normal(random), scale * normal(random),
          scale * std::round(20 * normal(random)) / 2, scale * one,
          scale * (one + next) / 2, scale * largestFinite(format) * 1.01})
      if (std::isfinite(float(value)))
        values.push_back(float(value));
  }
  return values;
}

static void compareWithSingles(Format format, RoundingRule rule, double least,
                               double scale, bool isPower,
                               const std::vector<float> &values) {
  auto fast = FastElements::of(format, rule, least, isPower);
  ASSERT_TRUE(fast) << formatName(format);
  std::vector<uint32_t> codes(values.size()), portable(values.size());
  fast->encode(values, scale, codes.data());
  fast->encodePortable(values, scale, portable.data());
  EXPECT_EQ(codes, portable) << formatName(format);
  Conversion conversion{format, rule, 0};
  for (size_t i = 0; i < values.size(); ++i)
    ASSERT_EQ(codes[i],
              conversion.encode(std::max(double(values[i]) / scale, least)))
        << formatName(format) << " " << values[i] << " / " << scale;
}

TEST(FastElements, FloatsEqualSingleValues) {
  std::mt19937_64 random(1);
  RoundingRule rule;
  rule.overflow = Overflow::Saturate;
  unsigned compared = 0;
  for (Format format : sweepFormats()) {
    if (!FastElements::of(format, rule, -HUGE_VAL, true))
      continue;
    ++compared;
    for (double scale : {1.0, 0x1p-40, 0x1p100, 0.3, 1e-30, 448.0 / 7e12})
      compareWithSingles(format, rule, -HUGE_VAL, scale,
                         scale == std::ldexp(1.0, std::ilogb(scale)),
                         someValues(format, scale, random));
  }
  // All but those without sign, mantissa or subnormals.
  EXPECT_GE(compared, 18u);
}

TEST(FastElements, IntegersEqualSingleValues) {
  std::mt19937_64 random(2);
  for (unsigned bits = 2; bits <= 16; ++bits)
    for (Rounding rounding : {Rounding::NearestEven, Rounding::NearestAway})
      for (bool symmetric : {false, true})
        for (double scale : {1.0, 0x1p-7, 0x1p20, 0.7}) {
          bool isPower = scale != 0.7;
          if (rounding == Rounding::NearestAway && !isPower)
            continue;
          auto format = Format(packInteger(bits));
          RoundingRule rule = {rounding, Overflow::Saturate, NaNPolicy::Zero,
                               32};
          compareWithSingles(format, rule,
                             symmetric ? -largestFinite(format) : -HUGE_VAL,
                             scale, isPower, someValues(format, scale, random));
        }
}

TEST(FastElements, LeavesTheRestToOthers) {
  RoundingRule saturates, away, up;
  saturates.overflow = away.overflow = up.overflow = Overflow::Saturate;
  away.rounding = Rounding::NearestAway;
  up.rounding = Rounding::Up;
  EXPECT_FALSE(FastElements::of(Format::I8, away, -127, false));
  EXPECT_TRUE(FastElements::of(Format::I8, away, -127, true));
  EXPECT_FALSE(FastElements::of(Format::F4E2M1FN, away, -HUGE_VAL, true));
  EXPECT_FALSE(FastElements::of(Format::F4E2M1FN, up, -HUGE_VAL, true));
  EXPECT_FALSE(FastElements::of(Format::F4E2M1FN, {}, -HUGE_VAL, true));
  EXPECT_FALSE(FastElements::of(Format::U8, saturates, 0, true));
  EXPECT_FALSE(FastElements::of(Format::I32, saturates, 0, true));
  EXPECT_FALSE(FastElements::of(Format::F8E8M0FNU, saturates, 0, true));
  // Exponents of f64 leave no room for what is added to round.
  EXPECT_FALSE(FastElements::of(*parseFormat("float_e11m4"), saturates,
                                -HUGE_VAL, true));
}

TEST(FastElements, LargestMagnitudeSeesInfinityAndNaN) {
  std::vector<float> values(37, -1);
  values[36] = -2.5f;
  EXPECT_EQ(largestMagnitude(values), 0x40200000u);
  values[3] = -HUGE_VALF;
  EXPECT_EQ(largestMagnitude(values), 0x7F800000u);
  values[20] = std::nanf("");
  EXPECT_GT(largestMagnitude(values), 0x7F800000u);
  EXPECT_EQ(largestMagnitude({}), 0u);
}
