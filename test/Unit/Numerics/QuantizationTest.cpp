//===- QuantizationTest.cpp - tests of affine quantisation ----------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ridge/Numerics/Quantization.h"
#include "gtest/gtest.h"
#include <cmath>
#include <random>

using namespace ridge;

static double meanSquareError(const Quantization &quantization,
                              const std::vector<float> &values) {
  QuantizationParameters parameters = calibrate(quantization, values);
  double sum = 0;
  for (float value : values) {
    double error =
        dequantize(parameters, quantize(quantization, parameters, value)) -
        value;
    sum += error * error;
  }
  return sum / double(values.size());
}

TEST(Quantization, SymmetricSpansTheLargestMagnitude) {
  Quantization quantization;
  QuantizationParameters p = calibrate(quantization, {-254, 3, 100});
  EXPECT_EQ(p.scale, 2);
  EXPECT_EQ(p.zeroPoint, 0);
  EXPECT_EQ(quantize(quantization, p, -254), -127);
  EXPECT_EQ(quantize(quantization, p, -1e30f), -127); // Not -128.
  EXPECT_EQ(quantize(quantization, p, 3), 2);         // 1.5: to even.
  EXPECT_EQ(quantize(quantization, p, 1), 0);         // 0.5
  EXPECT_EQ(quantize(quantization, p, std::nanf("")), 0);
}

// 255 steps from -1 to 4: scale 5 / 255, -1 is code -128, 0 is 51 further.
TEST(Quantization, AsymmetricSpansTheRange) {
  Quantization quantization;
  quantization.symmetric = false;
  QuantizationParameters p = calibrate(quantization, {-1, 0.5f, 4});
  EXPECT_FLOAT_EQ(p.scale, 5.0f / 255);
  EXPECT_EQ(p.zeroPoint, -128 + 51);
  EXPECT_EQ(quantize(quantization, p, -1), -128);
  EXPECT_EQ(quantize(quantization, p, 4), 127);
  EXPECT_EQ(dequantize(p, quantize(quantization, p, 0)), 0);
  // Zero is in the range even where no value is near it.
  p = calibrate(quantization, {2, 4});
  EXPECT_EQ(p.zeroPoint, -128);
  EXPECT_EQ(dequantize(p, quantize(quantization, p, 0)), 0);
}

TEST(Quantization, UnsignedStorageIsSymmetricAroundItsMiddle) {
  Quantization quantization;
  quantization.storage = Format::U4;
  QuantizationParameters p = calibrate(quantization, {-7, 7});
  EXPECT_EQ(p.scale, 1);
  EXPECT_EQ(p.zeroPoint, 8);
  EXPECT_EQ(quantize(quantization, p, -7), 1);
  EXPECT_EQ(quantize(quantization, p, 7), 15);
}

TEST(Quantization, NothingToSpan) {
  for (bool symmetric : {false, true}) {
    Quantization quantization;
    quantization.symmetric = symmetric;
    for (std::vector<float> values :
         {std::vector<float>{}, std::vector<float>{0, 0},
          std::vector<float>{std::nanf(""), HUGE_VALF}}) {
      QuantizationParameters p = calibrate(quantization, values);
      EXPECT_EQ(p.scale, 1);
      EXPECT_EQ(dequantize(p, quantize(quantization, p, 0)), 0);
    }
  }
}

// 999 values of up to 1 and one of 100.
TEST(Quantization, PercentileLeavesOutliersOut) {
  std::vector<float> values;
  for (int i = 1; i < 1000; ++i)
    values.push_back(float(i) / 999);
  values.push_back(100);
  Quantization quantization;
  quantization.calibration = Calibration::Percentile;
  quantization.percentile = 99;
  EXPECT_NEAR(calibrate(quantization, values).scale, 1.0 / 127, 0.02 / 127);
  quantization.percentile = 100;
  EXPECT_FLOAT_EQ(calibrate(quantization, values).scale, 100.0f / 127);
}

TEST(Quantization, LeastSquareErrorIsNoWorseThanMax) {
  std::mt19937_64 random(1);
  std::student_t_distribution<float> draw(3);
  std::vector<float> values(20000);
  for (float &value : values)
    value = draw(random);
  for (Format storage : {Format::I4, Format::I8, Format::U4})
    for (bool symmetric : {false, true}) {
      Quantization max, least;
      max.storage = least.storage = storage;
      max.symmetric = least.symmetric = symmetric;
      least.calibration = Calibration::MSE;
      // Heavy tails: at four bits, cutting them off halves the error.
      double ratio =
          meanSquareError(max, values) / meanSquareError(least, values);
      EXPECT_GE(ratio, bitsOf(storage) == 4 ? 2 : 1);
    }
}

TEST(Quantization, ChannelsAndGroupsHaveTheirOwnScales) {
  // Two channels of four: the second is a hundred times the first.
  std::vector<float> values = {1, -2, 3, -4, 100, -200, 300, -400};
  BlockFormat perChannel;
  perChannel.columns = 0;
  BlockGrid grid = BlockGrid::of(perChannel, {2, 4}, 1);
  QuantizedArray array = quantizeArray({}, values, grid);
  ASSERT_EQ(array.parameters.size(), 2u);
  EXPECT_FLOAT_EQ(array.parameters[1].scale, 100 * array.parameters[0].scale);
  std::vector<float> found = dequantizeArray(array);
  for (size_t i = 0; i < values.size(); ++i)
    EXPECT_NEAR(found[i], values[i], std::fabs(values[i]) * 0.02);
  EXPECT_EQ(array.bitsPerValue(), 8 + 32.0 / 4);
  BlockFormat group;
  group.columns = 2;
  EXPECT_EQ(
      quantizeArray({}, values, BlockGrid::of(group, {2, 4})).parameters.size(),
      4u);
}

TEST(Quantization, RefusesWhatMakesNoSense) {
  Quantization quantization;
  EXPECT_EQ(quantization.check(), "");
  quantization.storage = Format::F16;
  EXPECT_NE(quantization.check(), "");
  quantization.storage = Format::I32;
  EXPECT_NE(quantization.check(), "");
  quantization.storage = Format::I8;
  quantization.calibration = Calibration::Percentile;
  quantization.percentile = 0;
  EXPECT_NE(quantization.check(), "");
}
