//===- QuantizeTensor.cpp - tensors as integers with scales ---------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Schemes by name, and tensors cut into what shares a scale.
///
//===----------------------------------------------------------------------===//

#include "ridge/Numerics/Quantization.h"
#include "llvm/ADT/Twine.h"
#include <cmath>

using namespace ridge;
using llvm::StringRef;
using llvm::Twine;

//===----------------------------------------------------------------------===//
// Names
//===----------------------------------------------------------------------===//

/// Takes one word of a scheme; false if it is none.
static bool takeWord(QuantizationScheme &scheme, StringRef word) {
  auto [key, value] = word.split('=');
  Quantization &quantization = scheme.quantization;
  if (word == "asymmetric") {
    quantization.symmetric = false;
  } else if (word == "mse") {
    quantization.calibration = Calibration::MSE;
  } else if (key == "percentile") {
    quantization.calibration = Calibration::Percentile;
    return !value.getAsDouble(quantization.percentile);
  } else if (word == "channel") {
    scheme.per = QuantizationScheme::Channel;
  } else if (key == "channel") {
    scheme.per = QuantizationScheme::Channel;
    return !value.getAsInteger(10, scheme.channelAxis);
  } else if (key == "group") {
    scheme.per = QuantizationScheme::Group;
    return !value.getAsInteger(10, scheme.group) && scheme.group >= 1;
  } else {
    // What is meant where nothing is said, and may be said.
    return word == "symmetric" || word == "max" || word == "tensor";
  }
  return true;
}

llvm::Expected<QuantizationScheme> QuantizationScheme::parse(StringRef text) {
  QuantizationScheme scheme;
  auto fail = [](const Twine &what) {
    return llvm::createStringError(llvm::inconvertibleErrorCode(), what);
  };
  auto [storage, rest] = text.split(',');
  std::optional<Format> format = parseFormat(storage.trim());
  if (!format)
    return fail("'" + storage +
                "' is no format, expected an integer format of "
                "2 to 16 bits");
  scheme.quantization.storage = *format;
  while (!rest.empty()) {
    auto [word, after] = rest.split(',');
    if (!takeWord(scheme, word.trim()))
      return fail("'" + word +
                  "' is not asymmetric, mse, percentile=P, "
                  "channel, channel=AXIS or group=N");
    rest = after;
  }
  if (std::string wrong = scheme.quantization.check(); !wrong.empty())
    return fail(wrong);
  return scheme;
}

//===----------------------------------------------------------------------===//
// Tensors
//===----------------------------------------------------------------------===//

/// Numbers of the elements, those of a channel one after the other.
static std::vector<int64_t> channelOrder(llvm::ArrayRef<int64_t> shape,
                                         int64_t axis) {
  size_t dim = size_t(axis < 0 ? axis + int64_t(shape.size()) : axis);
  int64_t outer = 1, inner = 1, channels = shape[dim];
  for (int64_t extent : shape.take_front(dim))
    outer *= extent;
  for (int64_t extent : shape.drop_front(dim + 1))
    inner *= extent;
  std::vector<int64_t> order;
  order.reserve(outer * channels * inner);
  for (int64_t channel = 0; channel < channels; ++channel)
    for (int64_t o = 0; o < outer; ++o)
      for (int64_t i = 0; i < inner; ++i)
        order.push_back((o * channels + channel) * inner + i);
  return order;
}

static std::vector<bool> findSaturated(const QuantizedArray &array,
                                       llvm::ArrayRef<float> values,
                                       llvm::ArrayRef<float> results) {
  Format storage = array.quantization.storage;
  auto high = int64_t(largestFinite(storage));
  int64_t low = !formatInfo(storage).isSigned  ? 0
                : array.quantization.symmetric ? -high
                                               : -high - 1;
  std::vector<bool> saturated(values.size());
  std::vector<int64_t> numbers;
  for (int64_t b = 0; b < array.grid.blocks(); ++b) {
    array.grid.elementsOf(b, numbers);
    // The division by the scale has rounded, too.
    double halfStep = double(array.parameters[b].scale) * 0.5000001;
    for (int64_t i : numbers) {
      bool atEnd = array.codes[i] == low || array.codes[i] == high;
      saturated[i] =
          atEnd && std::fabs(double(results[i]) - double(values[i])) > halfStep;
    }
  }
  return saturated;
}

static QuantizedTensor quantizeGrid(const Quantization &quantization,
                                    llvm::ArrayRef<float> values,
                                    const BlockGrid &grid) {
  QuantizedTensor tensor;
  QuantizedArray array = quantizeArray(quantization, values, grid);
  tensor.values = dequantizeArray(array);
  tensor.saturated = findSaturated(array, values, tensor.values);
  tensor.bitsPerValue = array.bitsPerValue();
  return tensor;
}

/// `rows` blocks of `whole` neighbours.
static BlockGrid rowsOf(int64_t rows, int64_t whole) {
  BlockGrid grid;
  grid.outer = rows;
  grid.columns = grid.blockColumns = whole;
  return grid;
}

QuantizedTensor ridge::quantizeTensor(const QuantizationScheme &scheme,
                                      llvm::ArrayRef<float> values,
                                      llvm::ArrayRef<int64_t> shape,
                                      int64_t axis) {
  auto count = int64_t(values.size());
  if (count == 0)
    return {};
  if (scheme.per == QuantizationScheme::Group) {
    BlockFormat blocks;
    blocks.columns = scheme.group;
    return quantizeGrid(scheme.quantization, values,
                        BlockGrid::of(blocks, shape, axis));
  }
  if (scheme.per == QuantizationScheme::Tensor)
    return quantizeGrid(scheme.quantization, values, rowsOf(1, count));

  std::vector<int64_t> order = channelOrder(shape, scheme.channelAxis);
  std::vector<float> sorted(count);
  for (int64_t i = 0; i < count; ++i)
    sorted[i] = values[order[i]];
  size_t dim =
      size_t(scheme.channelAxis < 0 ? scheme.channelAxis + int64_t(shape.size())
                                    : scheme.channelAxis);
  QuantizedTensor found = quantizeGrid(scheme.quantization, sorted,
                                       rowsOf(shape[dim], count / shape[dim]));
  QuantizedTensor tensor = found;
  for (int64_t i = 0; i < count; ++i) {
    tensor.values[order[i]] = found.values[i];
    tensor.saturated[order[i]] = found.saturated[i];
  }
  return tensor;
}
