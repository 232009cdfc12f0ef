//===- Quantization.cpp - integers with scale and zero point --------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ridge/Numerics/Quantization.h"
#include <algorithm>
#include <cmath>

using namespace ridge;

std::string Quantization::check() const {
  if (isFloat(storage) || bitsOf(storage) < 2 || bitsOf(storage) > 16)
    return "codes are " + formatName(storage) +
           ", expected an integer format of 2 to 16 bits";
  if (calibration == Calibration::Percentile &&
      !(percentile > 0 && percentile <= 100))
    return "the percentile is " + std::to_string(percentile) +
           ", expected more than 0 and at most 100";
  return "";
}

namespace {
struct Limits {
  int64_t low, high;
  explicit Limits(const Quantization &quantization) {
    FormatInfo info = formatInfo(quantization.storage);
    high = int64_t(largestFinite(quantization.storage));
    low = !info.isSigned ? 0 : quantization.symmetric ? -high : -high - 1;
  }
};
struct Range {
  double low, high;
};
} // namespace

static QuantizationParameters parametersOf(const Quantization &quantization,
                                           Range range) {
  Limits limits(quantization);
  if (quantization.symmetric) {
    // Steps on either side of the code of zero.
    int64_t middle = (limits.low + limits.high + 1) / 2;
    double amax = std::max(std::fabs(range.low), std::fabs(range.high));
    auto scale = float(amax / double(limits.high - middle));
    return {scale > 0 ? scale : 1, int32_t(middle)};
  }
  range.low = std::min(range.low, 0.0), range.high = std::max(range.high, 0.0);
  auto scale =
      float((range.high - range.low) / double(limits.high - limits.low));
  if (!(scale > 0))
    return {1, int32_t(std::clamp<int64_t>(0, limits.low, limits.high))};
  double zero = double(limits.low) - range.low / double(scale);
  return {scale, int32_t(std::clamp(std::nearbyint(zero), double(limits.low),
                                    double(limits.high)))};
}

/// To nearest even, as the adder rounds where neighbours are 1 apart; for
/// magnitudes below 2^51.
static double roundEven(double value) { return (value + 0x1.8p52) - 0x1.8p52; }

/// The sum of (dequantize(quantize(value)) - value)^2, the same arithmetic
/// without integers between.
static double squareError(const Quantization &quantization,
                          QuantizationParameters parameters,
                          llvm::ArrayRef<float> values) {
  Limits limits(quantization);
  double scale = parameters.scale, zero = parameters.zeroPoint;
  double low = double(limits.low) - zero, high = double(limits.high) - zero;
  double sum = 0;
  for (float value : values) {
    double code = std::min(std::max(double(value) / scale, -1e9), 1e9);
    double steps = std::min(std::max(roundEven(code), low), high);
    double error = double(float(scale * steps)) - double(value);
    sum += error * error;
  }
  return sum;
}

/// The range without `share` of the values, of the ends of a sorted list.
static Range percentileRange(const Quantization &quantization,
                             std::vector<float> values) {
  double share = 1 - quantization.percentile / 100;
  auto last = double(values.size() - 1);
  if (quantization.symmetric) {
    for (float &value : values)
      value = std::fabs(value);
    auto at = values.begin() + int64_t(std::ceil((1 - share) * last));
    std::nth_element(values.begin(), at, values.end());
    return {-double(*at), double(*at)};
  }
  std::sort(values.begin(), values.end());
  auto cut = size_t(std::floor(share / 2 * last));
  return {values[cut], values[values.size() - 1 - cut]};
}

QuantizationParameters ridge::calibrate(const Quantization &quantization,
                                        llvm::ArrayRef<float> given) {
  std::vector<float> values;
  std::copy_if(given.begin(), given.end(), std::back_inserter(values),
               [](float value) { return std::isfinite(value); });
  if (values.empty())
    return parametersOf(quantization, {0, 0});
  if (quantization.calibration == Calibration::Percentile)
    return parametersOf(quantization,
                        percentileRange(quantization, std::move(values)));
  auto [low, high] = std::minmax_element(values.begin(), values.end());
  Range whole = {*low, *high};
  QuantizationParameters best = parametersOf(quantization, whole);
  if (quantization.calibration == Calibration::Max)
    return best;
  double least = squareError(quantization, best, values);
  for (int part = 99; part >= 1; --part) {
    QuantizationParameters other = parametersOf(
        quantization, {whole.low * part / 100, whole.high * part / 100});
    double error = squareError(quantization, other, values);
    if (error < least)
      least = error, best = other;
  }
  return best;
}

int64_t ridge::quantize(const Quantization &quantization,
                        QuantizationParameters parameters, float value) {
  Limits limits(quantization);
  double code = double(value) / double(parameters.scale);
  if (std::isnan(code))
    return parameters.zeroPoint;
  // The zero point is whole: rounding before it is added is rounding.
  code = std::clamp(code, -1e9, 1e9);
  int64_t rounded = int64_t(roundEven(code));
  return std::clamp(rounded + parameters.zeroPoint, limits.low, limits.high);
}

float ridge::dequantize(QuantizationParameters parameters, int64_t code) {
  return float(double(parameters.scale) * double(code - parameters.zeroPoint));
}

QuantizedArray ridge::quantizeArray(const Quantization &quantization,
                                    llvm::ArrayRef<float> values,
                                    const BlockGrid &grid) {
  QuantizedArray array{quantization, grid, {}, {}};
  array.codes.resize(values.size());
  std::vector<int64_t> numbers;
  std::vector<float> block;
  for (int64_t b = 0; b < grid.blocks(); ++b) {
    grid.elementsOf(b, numbers);
    block.clear();
    for (int64_t i : numbers)
      block.push_back(values[i]);
    array.parameters.push_back(calibrate(quantization, block));
    for (int64_t i : numbers)
      array.codes[i] =
          int32_t(quantize(quantization, array.parameters.back(), values[i]));
  }
  return array;
}

std::vector<float> ridge::dequantizeArray(const QuantizedArray &array) {
  std::vector<float> values(array.codes.size());
  std::vector<int64_t> numbers;
  for (int64_t b = 0; b < array.grid.blocks(); ++b) {
    array.grid.elementsOf(b, numbers);
    for (int64_t i : numbers)
      values[i] = dequantize(array.parameters[b], array.codes[i]);
  }
  return values;
}

double QuantizedArray::bitsPerValue() const {
  if (codes.empty())
    return 0;
  unsigned bits = bitsOf(quantization.storage);
  unsigned parameterBits = 32 + (quantization.symmetric ? 0 : bits);
  return bits + double(parameterBits) * double(parameters.size()) /
                    double(codes.size());
}
