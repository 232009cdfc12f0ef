//===- StorageFormat.cpp - what a format does to a tensor -----------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ridge/Values/StorageFormat.h"
#include <cmath>

using namespace ridge;

namespace {

/// What became of the values.
struct Converted {
  std::vector<float> values;
  std::vector<bool> saturated;
  double bitsPerValue;
};

/// One overload for each kind of format.
struct Convert {
  llvm::ArrayRef<float> values;
  llvm::ArrayRef<int64_t> shape;
  int64_t axis;

  Converted operator()(const Conversion &conversion) const;
  Converted operator()(const BlockFormat &format) const;
  Converted operator()(const QuantizationScheme &scheme) const;
  Converted operator()(const std::shared_ptr<const Codec> &codec) const;
};

} // namespace

/// Values whose code is that of the largest magnitude and that were larger.
static std::vector<bool> findSaturated(Format format, const uint8_t *elements,
                                       llvm::ArrayRef<float> values,
                                       llvm::ArrayRef<float> results) {
  std::vector<float> codes(values.size());
  decodeArray(format, elements, values.size(), codes.data());
  auto largest = static_cast<float>(largestFinite(format));
  std::vector<bool> found(values.size());
  for (size_t i = 0; i < values.size(); ++i)
    found[i] = std::fabs(codes[i]) >= largest &&
               std::fabs(results[i]) < std::fabs(values[i]);
  return found;
}

Converted Convert::operator()(const Conversion &conversion) const {
  Format format = conversion.format;
  Converted result;
  std::vector<uint8_t> elements(values.size() * bytesOf(format));
  encodeArray(conversion, values, elements.data());
  result.values.resize(values.size());
  decodeArray(format, elements.data(), values.size(), result.values.data());
  result.saturated =
      findSaturated(format, elements.data(), values, result.values);
  result.bitsPerValue = bitsOf(format);
  return result;
}

Converted Convert::operator()(const BlockFormat &format) const {
  BlockArray array = encodeBlocks(format, values, shape, axis);
  Converted result;
  result.values = decodeBlocks(array);
  result.bitsPerValue = array.bitsPerValue();
  std::vector<uint8_t> elements = array.elements;
  if (bytesOf(format.element) == 1) {
    elements.resize(values.size());
    unpackCodes(bitsOf(format.element), array.elements.data(), values.size(),
                elements.data());
  }
  result.saturated =
      findSaturated(format.element, elements.data(), values, result.values);
  return result;
}

Converted Convert::operator()(const QuantizationScheme &scheme) const {
  QuantizedTensor tensor = quantizeTensor(scheme, values, shape, axis);
  return {std::move(tensor.values), std::move(tensor.saturated),
          tensor.bitsPerValue};
}

Converted Convert::operator()(const std::shared_ptr<const Codec> &codec) const {
  std::vector<uint8_t> bytes = codec->encode(values);
  Converted result;
  result.values =
      llvm::cantFail(codec->decode(bytes, static_cast<int64_t>(values.size())));
  for (float value : values)
    result.saturated.push_back(std::fabs(value) > codec->largest());
  result.bitsPerValue = values.empty()
                            ? 0
                            : 8.0 * static_cast<double>(bytes.size()) /
                                  static_cast<double>(values.size());
  return result;
}

FormatError ridge::measureFormatError(const StorageFormat &format,
                                      llvm::ArrayRef<float> values,
                                      llvm::ArrayRef<int64_t> shape) {
  Converted converted =
      std::visit(Convert{values, shape, format.axis}, format.how);
  FormatError error;
  error.elements = static_cast<int64_t>(values.size());
  error.bitsPerValue = converted.bitsPerValue;
  double signal = 0, noise = 0, sum = 0;
  for (size_t i = 0; i < values.size(); ++i) {
    double value = values[i], result = converted.values[i];
    if (!std::isfinite(value) || !std::isfinite(result)) {
      ++(std::isfinite(value) ? error.lost : error.nonFinite);
      continue;
    }
    double difference = result - value;
    signal += value * value;
    noise += difference * difference;
    sum += difference;
    *error.saturated += converted.saturated[i];
    bool isFlushed = value != 0 && result == 0;
    error.flushed += isFlushed;
    if (value != 0 && !isFlushed)
      error.maxRelative =
          std::max(error.maxRelative, std::fabs(difference / value));
  }
  const auto *codec = std::get_if<std::shared_ptr<const Codec>>(&format.how);
  if (codec && std::isinf((*codec)->largest()))
    error.saturated.reset();
  int64_t numbers = error.elements - error.nonFinite - error.lost;
  error.bias = numbers ? sum / double(numbers) : 0;
  error.signalToNoise = noise > 0 ? 10 * std::log10(signal / noise) : HUGE_VAL;
  return error;
}

//===----------------------------------------------------------------------===//
// Shapes and costs
//===----------------------------------------------------------------------===//

static std::string noAxis(int64_t axis, size_t rank) {
  auto dims = static_cast<int64_t>(rank);
  if (axis >= -dims && axis < dims)
    return "";
  // A single value has one block, whatever the axis.
  if (rank == 0 && axis == -1)
    return "";
  return "there is no axis " + std::to_string(axis) + " in " +
         std::to_string(rank) + (rank == 1 ? " dim" : " dims");
}

std::string StorageFormat::checkRank(size_t rank) const {
  if (const auto *blocks = std::get_if<BlockFormat>(&how))
    return blocks->rows == 1 ? noAxis(axis, rank) : "";
  if (const auto *scheme = std::get_if<QuantizationScheme>(&how)) {
    if (scheme->per == QuantizationScheme::Channel)
      return rank == 0 ? "a single value has no channels"
                       : noAxis(scheme->channelAxis, rank);
    if (scheme->per == QuantizationScheme::Group)
      return noAxis(axis, rank);
  }
  return "";
}

std::optional<CodecCost> StorageFormat::cost() const {
  if (const auto *codec = std::get_if<std::shared_ptr<const Codec>>(&how))
    return (*codec)->cost();
  if (const auto *blocks = std::get_if<BlockFormat>(&how))
    return decoderCost(*blocks);
  if (const auto *scheme = std::get_if<QuantizationScheme>(&how))
    return decoderCost(scheme->quantization);
  Format format = std::get<Conversion>(how).format;
  if (isFloat(format))
    return decoderCost(format);
  return std::nullopt;
}
