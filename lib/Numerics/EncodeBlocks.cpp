//===- EncodeBlocks.cpp - arrays in block formats -------------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Scales by rule, then elements by Conversion or, where it has the rounding,
/// by FastElements. Arithmetic on values is in f64, where scaling by powers of
/// two is exact.
///
//===----------------------------------------------------------------------===//

#include "FastElements.h"
#include "FastEncode.h"
#include "ridge/Numerics/BlockFormat.h"
#include <algorithm>
#include <cmath>

using namespace ridge;

//===----------------------------------------------------------------------===//
// Powers of two
//===----------------------------------------------------------------------===//

/// The exponent that a rule gives; amax is positive and finite.
static int scaleExponent(ScaleRule rule, double amax, double largest,
                         int precision) {
  int exponent = std::ilogb(amax), emax = std::ilogb(largest);
  switch (rule) {
  case ScaleRule::Floor:
  case ScaleRule::Search:
    return exponent - emax;
  case ScaleRule::Ceil:
    return exponent + (amax > std::ldexp(1.0, exponent)) - emax;
  case ScaleRule::RoundUp: {
    // largest * 2^k is exact, so is the comparison.
    int k = exponent - emax;
    return k + (amax > std::ldexp(largest, k));
  }
  case ScaleRule::Even: {
    // Halfway to the next power of two and beyond, in the last place.
    double limit = std::ldexp(2.0 - std::ldexp(1.0, -precision), exponent);
    return exponent + (amax >= limit) - emax;
  }
  }
  return 0;
}

//===----------------------------------------------------------------------===//
// One block
//===----------------------------------------------------------------------===//

namespace {
class BlockEncoder {
public:
  BlockEncoder(const BlockFormat &format, llvm::ArrayRef<float> values,
               float tensorScale)
      : format(format), values(values), tensorScale(tensorScale),
        element{format.element, format.rounding, format.seed},
        layout(FloatLayout::of(format.scale)),
        fraction(isFloat(format.element)
                     ? 1
                     : std::ldexp(1.0, 2 - int(bitsOf(format.element)))),
        largest(format.largestElement()) {
    powers = isPowerScale(format.scale);
    if (!isFloat(format.element) && format.symmetric)
      least = -largestFinite(format.element);
    if (!format.reciprocal)
      fast = FastElements::of(format.element, format.rounding, least, powers);
    if (bitsOf(format.element) <= 8)
      decoded.emplace(format.element);
  }

  static bool isPowerScale(Format scale) {
    return formatInfo(scale).specials == Specials::Scale;
  }

  /// Writes the codes of a block; gives the code of its scale.
  uint64_t encode(llvm::ArrayRef<int64_t> ofBlock,
                  std::vector<uint32_t> &codes) {
    numbers = ofBlock;
    block.resize(numbers.size());
    for (size_t i = 0; i < numbers.size(); ++i)
      block[i] = values[numbers[i]];
    auto amax = castBits<float>(largestMagnitude(block));
    if (!std::isfinite(amax))
      return encodeNaN(codes);
    uint64_t scale = chooseScale(amax);
    if (format.rule == ScaleRule::Search && amax > 0)
      scale = search(scale, codes);
    encodeWith(scale, codes);
    return scale;
  }

private:
  double valueOf(uint64_t scale) const {
    return double(tensorScale) * decodeFloat(format.scale, &scale);
  }

  uint64_t leastScale() const {
    RoundingRule up;
    up.rounding = Rounding::Up;
    if (format.leastScale > 0)
      return Conversion{format.scale, up, 0}.encode(format.leastScale);
    return layout.minPositive();
  }

  uint64_t chooseScale(double amax) const {
    uint64_t low = leastScale();
    if (amax == 0)
      return low;
    RoundingRule rule;
    rule.overflow = Overflow::Saturate;
    double wanted;
    if (powers) {
      int precision = isFloat(format.element)
                          ? int(formatInfo(format.element).mantissaBits) + 1
                          : int(bitsOf(format.element)) - 1;
      wanted = std::ldexp(
          1.0, std::clamp(scaleExponent(format.rule, amax / tensorScale,
                                        largest, precision),
                          -1000, 1000));
    } else {
      wanted = amax / largest / double(tensorScale);
      rule.rounding =
          format.rule == ScaleRule::Floor ? Rounding::TowardZero
          : format.rule == ScaleRule::Ceil || format.rule == ScaleRule::RoundUp
              ? Rounding::Up
              : Rounding::NearestEven;
    }
    return std::max(low, Conversion{format.scale, rule, 0}.encode(wanted));
  }

  void encodeWith(uint64_t scale, std::vector<uint32_t> &codes) {
    double total = valueOf(scale) * fraction;
    if (fast)
      return fast->encode(block, total, codes.data());
    float reciprocal = 1.0f / float(total);
    for (size_t i = 0; i < block.size(); ++i) {
      double scaled = format.reciprocal ? double(block[i] * reciprocal)
                                        : double(block[i]) / total;
      codes[i] = uint32_t(
          element.encode(std::max(scaled, least), uint64_t(numbers[i])));
    }
  }

  double squareError(uint64_t scale, std::vector<uint32_t> &codes) {
    encodeWith(scale, codes);
    double total = valueOf(scale) * fraction, sum = 0;
    for (size_t i = 0; i < block.size(); ++i) {
      double value =
          decoded ? double((*decoded)[codes[i]]) : element.decode(codes[i]);
      double error = value * total - block[i];
      sum += error * error;
    }
    return sum;
  }

  /// Neighbouring codes are neighbouring scales.
  uint64_t search(uint64_t first, std::vector<uint32_t> &codes) {
    uint64_t best = first;
    double least = squareError(first, codes);
    for (int64_t step : {1, -1}) {
      int64_t code = int64_t(first) + step;
      if (code < int64_t(leastScale()) || code > int64_t(layout.maxFinite))
        continue;
      double error = squareError(uint64_t(code), codes);
      if (error < least)
        least = error, best = uint64_t(code);
    }
    return best;
  }

  uint64_t encodeNaN(std::vector<uint32_t> &codes) const {
    auto code = uint32_t(element.encode(std::nan("")));
    std::fill(codes.begin(), codes.begin() + numbers.size(), code);
    return Conversion{format.scale, {}, 0}.encode(std::nan(""));
  }

  const BlockFormat &format;
  llvm::ArrayRef<float> values;
  float tensorScale;
  Conversion element;
  FloatLayout layout;
  double fraction, largest;
  double least = -HUGE_VAL;
  bool powers;
  std::optional<FastElements> fast;
  std::optional<DecodeTable> decoded; ///< Of elements of at most eight bits.
  // The block at hand.
  llvm::ArrayRef<int64_t> numbers;
  std::vector<float> block;
};
} // namespace

//===----------------------------------------------------------------------===//
// Arrays
//===----------------------------------------------------------------------===//

/// amax / (largest element * largest scale), 1 where that is no scale.
static float tensorScaleOf(const BlockFormat &format,
                           llvm::ArrayRef<float> values) {
  if (!format.tensorScale)
    return 1;
  double amax = 0;
  for (float value : values)
    if (std::isfinite(value))
      amax = std::max(amax, std::fabs(double(value)));
  auto scale =
      float(amax / (format.largestElement() * largestFinite(format.scale)));
  return scale > 0 ? scale : 1;
}

static void storeElement(BlockArray &array, std::vector<uint8_t> &bytes,
                         int64_t number, uint64_t code) {
  unsigned size = bytesOf(array.format.element);
  if (size == 1)
    bytes[number] = uint8_t(code);
  else
    std::memcpy(&array.elements[number * size], &code, size);
}

BlockArray ridge::encodeBlocks(const BlockFormat &format,
                               llvm::ArrayRef<float> values,
                               llvm::ArrayRef<int64_t> shape, int64_t axis) {
  BlockArray array;
  array.format = format;
  array.grid = BlockGrid::of(format, shape, axis);
  array.tensorScale = tensorScaleOf(format, values);
  unsigned bits = bitsOf(format.element), size = bytesOf(format.element);
  unsigned scaleBytes = bytesOf(format.scale);
  array.scales.resize(array.grid.blocks() * scaleBytes);
  array.elements.resize(size > 1 ? values.size() * size
                                 : packedBytes(bits, values.size()));
  bool lastAxis = array.grid.inner == 1 && array.grid.blockRows == 1 &&
                  array.grid.columns % array.grid.blockColumns == 0;
  if (lastAxis && array.grid.blockColumns == format.columns &&
      encodeBlocksFast(format, values, array.elements.data(),
                       array.scales.data()))
    return array;

  BlockEncoder encoder(format, values, array.tensorScale);
  std::vector<uint8_t> bytes(size == 1 ? values.size() : 0);
  std::vector<int64_t> numbers;
  std::vector<uint32_t> codes(array.grid.blockRows * array.grid.blockColumns);
  for (int64_t b = 0; b < array.grid.blocks(); ++b) {
    array.grid.elementsOf(b, numbers);
    uint64_t scale = encoder.encode(numbers, codes);
    std::memcpy(&array.scales[b * scaleBytes], &scale, scaleBytes);
    for (size_t i = 0; i < numbers.size(); ++i)
      storeElement(array, bytes, numbers[i], codes[i]);
  }
  if (size == 1)
    packCodes(bits, bytes, array.elements.data());
  return array;
}

std::vector<float> ridge::decodeBlocks(const BlockArray &array) {
  Format format = array.format.element;
  size_t count = array.grid.elements();
  std::vector<float> values(count);
  if (bytesOf(format) == 1) {
    std::vector<uint8_t> codes(count);
    unpackCodes(bitsOf(format), array.elements.data(), count, codes.data());
    decodeArray(format, codes.data(), count, values.data());
  } else {
    decodeArray(format, array.elements.data(), count, values.data());
  }
  double fraction =
      isFloat(format) ? 1 : std::ldexp(1.0, 2 - int(bitsOf(format)));
  unsigned scaleBytes = bytesOf(array.format.scale);
  std::vector<int64_t> numbers;
  for (int64_t b = 0; b < array.grid.blocks(); ++b) {
    double scale =
        fraction * array.tensorScale *
        decodeFloat(array.format.scale, &array.scales[b * scaleBytes]);
    array.grid.elementsOf(b, numbers);
    for (int64_t i : numbers)
      values[i] = float(values[i] * scale);
  }
  return values;
}

double BlockArray::bitsPerValue() const {
  if (grid.elements() == 0)
    return 0;
  double bits = double(bitsOf(format.element)) * double(grid.elements()) +
                double(bitsOf(format.scale)) * double(grid.blocks()) +
                (format.tensorScale ? 32 : 0);
  return bits / double(grid.elements());
}
