//===- ErrorSumsTest.cpp - distance of values from others -----------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ridge/Values/ErrorSums.h"
#include "gtest/gtest.h"
#include <cmath>
#include <cstring>

using namespace ridge;

static Array arrayOf(std::vector<float> values) {
  Array array;
  array.format = Format::F32;
  array.shape = {int64_t(values.size())};
  array.bytes.resize(values.size() * sizeof(float));
  std::memcpy(array.bytes.data(), values.data(), array.bytes.size());
  return array;
}

static ErrorMeasure measure(std::vector<float> want, std::vector<float> have) {
  return measureResultError({arrayOf(std::move(want))},
                            {arrayOf(std::move(have))});
}

constexpr float infinite = INFINITY, notANumber = NAN;

TEST(ErrorSums, SqnrIsSignalOverNoise) {
  // Signal 9 + 16, noise 0.25 + 0: 10 log10(100) = 20 dB. Bias -0.5 / 2.
  ErrorMeasure error = measure({3, 4}, {2.5, 4});
  EXPECT_DOUBLE_EQ(error.sqnr, 20);
  EXPECT_DOUBLE_EQ(error.bias, -0.25);
  EXPECT_DOUBLE_EQ(error.maxRelative, 0.5 / 3);
}

TEST(ErrorSums, WhatBothHaveIsNoError) {
  EXPECT_EQ(measure({1, 2}, {1, 2}).sqnr, INFINITY);
  EXPECT_EQ(measure({1, infinite, -infinite, notANumber},
                    {1, infinite, -infinite, notANumber})
                .sqnr,
            INFINITY);
  // Neither signal nor noise: as above, 20 dB.
  EXPECT_DOUBLE_EQ(measure({3, notANumber, 4}, {2.5, notANumber, 4}).sqnr, 20);
}

TEST(ErrorSums, LostValuesHaveNoSignal) {
  std::pair<float, float> pairs[] = {
      {1, notANumber}, {1, infinite},          {notANumber, 1},
      {infinite, 1},   {infinite, notANumber}, {infinite, -infinite}};
  for (auto [want, have] : pairs) {
    ErrorMeasure error = measure({3, want}, {3, have});
    EXPECT_EQ(error.sqnr, -INFINITY) << want << " " << have;
    EXPECT_LT(error.sqnr, 1.0) << "a budget must refuse it";
    EXPECT_EQ(error.bias, 0);
  }
}

TEST(ErrorSums, MeansOfAllArrays) {
  // Signal (9 + 16) / 2 and noise (0.25 + 1) / 2 over both arrays.
  ErrorSums sums =
      sumErrors({arrayOf({3}), arrayOf({4})}, {arrayOf({2.5}), arrayOf({5})});
  EXPECT_DOUBLE_EQ(sums.meanSignal(), 12.5);
  EXPECT_DOUBLE_EQ(sums.meanSquare(), 0.625);
  EXPECT_DOUBLE_EQ(sums.measure().sqnr, decibels(12.5, 0.625));
}
