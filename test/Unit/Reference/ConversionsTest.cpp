//===- ConversionsTest.cpp - two meanings of the cast operations ----------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The reference computes casts with arithmetic, execution with bits. They must
/// agree on every value.
///
//===----------------------------------------------------------------------===//

#include "lib/Reference/Conversions.h"
#include "ridge/Numerics/ScalarConversion.h"
#include "gtest/gtest.h"
#include <cmath>
#include <cstring>
#include <limits>
#include <random>

using namespace ridge;
using namespace ridge::reference;

static const char *const targets[] = {
    "f4E2M1FN",      "f6E2M3FN",   "f6E3M2FN",   "f8E4M3FN",
    "f8E5M2",        "f8E4M3FNUZ", "f8E5M2FNUZ", "f8E3M4",
    "f8E4M3B11FNUZ", "f8E8M0FNU",  "f8E4M3",     "f16",
    "bf16",          "tf32",       "i4",         "i8"};

/// Ends, ties, and everything between.
static std::vector<float> drawValues(std::mt19937_64 &random) {
  std::vector<float> values = {0.0f,
                               -0.0f,
                               std::numeric_limits<float>::infinity(),
                               -std::numeric_limits<float>::infinity(),
                               std::numeric_limits<float>::quiet_NaN(),
                               std::numeric_limits<float>::denorm_min(),
                               std::numeric_limits<float>::max(),
                               6,
                               7,
                               448,
                               464,
                               465,
                               57344,
                               61440,
                               65519,
                               65520};
  while (values.size() < 4096) {
    uint32_t bits = random();
    float any;
    std::memcpy(&any, &bits, 4);
    values.push_back(any);
    // Few mantissa bits: ties of the narrow formats.
    values.push_back(
        std::ldexp(float(random() % 128), int(random() % 30) - 20));
    values.push_back(-std::ldexp(float(random() % 32), int(random() % 16) - 6));
  }
  values.resize(4096);
  return values;
}

static bool isSame(double a, double b) {
  return std::isnan(a) ? std::isnan(b)
                       : a == b && std::signbit(a) == std::signbit(b);
}

/// The kernel's results on up to two operands of f32.
static std::vector<double> runKernel(llvm::StringRef name, Format format,
                                     const ConversionRule &rule,
                                     llvm::ArrayRef<float> first,
                                     llvm::ArrayRef<float> second = {}) {
  std::vector<double> results;
  ScalarKernel kernel = findFormatChange(name);
  for (size_t at = 0; at < first.size(); at += maxLanes) {
    unsigned count = std::min<size_t>(maxLanes, first.size() - at);
    Lanes a, b, result;
    result.format = format;
    std::memcpy(a.as<float>(), first.data() + at, 4 * count);
    if (!second.empty())
      std::memcpy(b.as<float>(), second.data() + at, 4 * count);
    kernel(result, {&a, &b}, rule.pack(), count);
    for (unsigned i = 0; i < count; ++i)
      results.push_back(isInteger(format) ? double(result.as<int64_t>()[i])
                                          : double(result.as<float>()[i]));
  }
  return results;
}

TEST(Conversions, CastsAgreeInEveryFormatAndRounding) {
  std::mt19937_64 random(21);
  std::vector<float> values = drawValues(random);
  for (const char *name : targets) {
    std::optional<Format> format = parseFormat(name);
    ASSERT_TRUE(format) << name;
    for (unsigned mode = 0; mode < 6; ++mode)
      for (bool saturate : {false, true}) {
        ConversionRule rule;
        rule.rounding = Rounding(mode);
        rule.saturate = saturate;
        // Inf of an integer is defined by saturation alone.
        if (!formatInfo(*format).isFloat && !saturate)
          continue;
        std::vector<double> found =
            runKernel("ridge.cast", *format, rule, values);
        for (size_t i = 0; i < values.size(); ++i)
          ASSERT_PRED2(isSame, found[i], castValue(*format, rule, values[i]))
              << name << " rounding " << mode << " saturate " << saturate
              << " of " << values[i];
      }
  }
}

TEST(Conversions, ScalesAgreeInEveryRule) {
  std::mt19937_64 random(22);
  std::vector<float> values = drawValues(random);
  for (const char *element :
       {"f4E2M1FN", "f6E3M2FN", "f8E4M3FN", "f8E5M2", "i8"})
    for (const char *scale : {"f8E8M0FNU", "f8E4M3FN", "f8E5M2"})
      for (unsigned power = 0; power < 4; ++power) {
        ConversionRule rule;
        rule.element = *parseFormat(element);
        rule.rule = PowerRule(power);
        Format format = *parseFormat(scale);
        if (format != Format::F8E8M0FNU && rule.rule != PowerRule::RoundUp)
          continue;
        std::vector<double> found =
            runKernel("ridge.scale", format, rule, values);
        for (size_t i = 0; i < values.size(); ++i)
          ASSERT_PRED2(isSame, found[i], scaleValue(format, rule, values[i]))
              << element << " by " << scale << " rule " << power << " of "
              << values[i];
      }
}

TEST(Conversions, QuotientsAgree) {
  std::mt19937_64 random(23);
  std::vector<float> values = drawValues(random), scales;
  for (size_t i = 0; i < values.size(); ++i)
    scales.push_back(
        std::ldexp(i % 3 ? 1.0f : 1.375f, int(random() % 40) - 20));
  for (const char *name : targets)
    for (bool reciprocal : {false, true}) {
      Format format = *parseFormat(name);
      ConversionRule rule;
      rule.reciprocal = reciprocal;
      std::vector<double> found =
          runKernel("ridge.quantize", format, rule, values, scales);
      for (size_t i = 0; i < values.size(); ++i)
        ASSERT_PRED2(
            isSame, found[i],
            quantizeValue(format, rule, Format::F32, values[i], scales[i]))
            << name << " reciprocal " << reciprocal << " of " << values[i]
            << " by " << scales[i];
    }
}
