//===- InclusionTest.cpp - which format has the values of which -----------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ridge/Numerics/Inclusion.h"
#include "gtest/gtest.h"
#include <cmath>
#include <random>
#include <vector>

using namespace ridge;

static bool hasValue(Format format, double value) {
  uint64_t code = 0; // Little endian, as every host of Ridge.
  encodeFloat(format, value, &code);
  double back = decodeFloat(format, &code);
  return std::isnan(value)
             ? std::isnan(back)
             : back == value && std::signbit(back) == std::signbit(value);
}

/// Without subnormals some codes stand for a -0 that is no value of the format.
static bool hasAllCodes(Format wide, Format narrow) {
  for (uint64_t code = 0; code < uint64_t(1) << bitsOf(narrow); ++code) {
    double value = decodeFloat(narrow, &code);
    if (hasValue(narrow, value) && !hasValue(wide, value))
      return false;
  }
  return true;
}

/// Floats of at most 9 bits, biases within 2 of one another so that some
/// include others.
static std::vector<Format> drawSmallFormats(unsigned count) {
  std::mt19937_64 random(31);
  std::vector<Format> formats;
  while (formats.size() < count) {
    unsigned e = 1 + random() % 4, m = random() % 5;
    auto format = static_cast<Format>(
        packFloat(e, m, standardBias(e) + int(random() % 5) - 2,
                  Specials(random() % 6), random() % 2, random() % 4 != 0));
    if (isValid(format))
      formats.push_back(format);
  }
  return formats;
}

// Tried on every code; with one exponent bit the answer may be a careful no.
TEST(Inclusion, IsThatEveryCodeSurvives) {
  std::vector<Format> formats = drawSmallFormats(120), wide = formats;
  wide.insert(wide.end(), {Format::F16, Format::BF16, Format::F32, Format::F64,
                           Format::F8E8M0FNU, Format::F8E4M3FN});
  unsigned included = 0;
  for (Format narrow : formats)
    for (Format candidate : wide) {
      bool found = hasEveryValue(candidate, narrow);
      included += found;
      if (found || formatInfo(narrow).exponentBits > 1) {
        ASSERT_EQ(found, hasAllCodes(candidate, narrow))
            << formatName(candidate) << " " << formatName(narrow);
      }
    }
  EXPECT_GT(included, 500u);
  EXPECT_TRUE(hasEveryValue(Format::F32, Format::BF16));
  EXPECT_TRUE(hasEveryValue(Format::F32, Format::F8E8M0FNU));
  EXPECT_FALSE(hasEveryValue(Format::F16, Format::F8E8M0FNU));
  EXPECT_FALSE(hasEveryValue(Format::BF16, Format::F16));
  EXPECT_FALSE(hasEveryValue(Format::F32, Format::F64));
}
