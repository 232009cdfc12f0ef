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

//===----------------------------------------------------------------------===//
// Whole tensors
//===----------------------------------------------------------------------===//

static QuantizationScheme schemeOf(llvm::StringRef text) {
  llvm::Expected<QuantizationScheme> scheme = QuantizationScheme::parse(text);
  if (scheme)
    return *scheme;
  ADD_FAILURE() << llvm::toString(scheme.takeError());
  return {};
}

TEST(QuantizationScheme, Words) {
  QuantizationScheme scheme = schemeOf("i8");
  EXPECT_EQ(scheme.quantization.storage, Format::I8);
  EXPECT_TRUE(scheme.quantization.symmetric);
  EXPECT_EQ(scheme.per, QuantizationScheme::Tensor);
  scheme = schemeOf("ui4, asymmetric, mse, group=128");
  EXPECT_FALSE(scheme.quantization.symmetric);
  EXPECT_EQ(scheme.quantization.calibration, Calibration::MSE);
  EXPECT_EQ(scheme.per, QuantizationScheme::Group);
  EXPECT_EQ(scheme.group, 128);
  scheme = schemeOf("i4,percentile=99.5,channel=-1");
  EXPECT_EQ(scheme.quantization.percentile, 99.5);
  EXPECT_EQ(scheme.channelAxis, -1);
  for (const char *text :
       {"", "i8,", "f16", "i32", "i8,group=0", "i8,group", "i8,percentile=0",
        "i8,percentile=101", "i8,percentile=x", "i8,channel=x", "int8"}) {
    llvm::Expected<QuantizationScheme> found = QuantizationScheme::parse(text);
    bool trailingComma = llvm::StringRef(text) == "i8,";
    EXPECT_EQ(bool(found), trailingComma) << text;
    if (!found)
      llvm::consumeError(found.takeError());
  }
}

// Channels in the first, the middle and the last dim: a value and its channel's
// largest, here 127 times the channel's step, decide its code.
TEST(QuantizationScheme, ChannelsOfAnyDim) {
  constexpr int64_t shape[] = {3, 4, 5};
  std::mt19937_64 random(2);
  std::normal_distribution<float> draw;
  std::vector<float> values(60);
  for (float &value : values)
    value = draw(random);
  for (int64_t axis : {0, 1, 2, -2}) {
    QuantizationScheme scheme = schemeOf("i8,channel");
    scheme.channelAxis = axis;
    QuantizedTensor found = quantizeTensor(scheme, values, shape);
    int64_t dim = axis < 0 ? axis + 3 : axis;
    int64_t inner = dim == 0 ? 20 : dim == 1 ? 5 : 1;
    auto channelOf = [&](int64_t i) { return i / inner % shape[dim]; };
    for (int64_t i = 0; i < 60; ++i) {
      std::vector<float> channel;
      for (int64_t j = 0; j < 60; ++j)
        if (channelOf(j) == channelOf(i))
          channel.push_back(values[j]);
      QuantizationParameters p = calibrate(scheme.quantization, channel);
      ASSERT_EQ(found.values[i],
                dequantize(p, quantize(scheme.quantization, p, values[i])))
          << axis << " " << i;
    }
    EXPECT_EQ(found.bitsPerValue, 8 + 32.0 * double(shape[dim]) / 60);
  }
}

TEST(QuantizationScheme, TensorsAndGroups) {
  std::vector<float> values = {1, -2, 3, -4, 100, -200, 300, -400};
  // Columns of two: 1 and 100 share a scale, so that 1 is lost among them.
  QuantizedTensor columns =
      quantizeTensor(schemeOf("i4,group=2"), values, {2, 4}, 0);
  EXPECT_EQ(columns.values[0], 0);
  EXPECT_EQ(columns.bitsPerValue, 4 + 32.0 / 2);
  QuantizedTensor rows = quantizeTensor(schemeOf("i4,group=2"), values, {2, 4});
  EXPECT_NEAR(rows.values[0], 1, 0.2);
  QuantizedTensor tensor = quantizeTensor(schemeOf("i4"), values, {2, 4});
  EXPECT_EQ(tensor.values[3], 0);
  EXPECT_EQ(tensor.bitsPerValue, 4 + 32.0 / 8);
  EXPECT_EQ(quantizeTensor(schemeOf("i4,channel"), {}, {0, 4}).values.size(),
            0u);
}

// Half of 8 values lie beyond a range that leaves them out, on both sides; the
// ends of the range itself are only rounded.
TEST(QuantizationScheme, SaturationIsMoreThanRounding) {
  std::vector<float> values = {1, -1, 0.5f, 0, 8, -8, 9, -9};
  QuantizedTensor tensor =
      quantizeTensor(schemeOf("i8,percentile=50"), values, {8});
  for (size_t i = 0; i < values.size(); ++i)
    EXPECT_EQ(tensor.saturated[i], std::fabs(values[i]) > 8) << values[i];
  QuantizedTensor all = quantizeTensor(schemeOf("i8"), values, {8});
  for (bool saturated : all.saturated)
    EXPECT_FALSE(saturated);
}
