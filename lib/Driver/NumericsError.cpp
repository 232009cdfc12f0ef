//===- NumericsError.cpp - what formats do to tensors ---------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// `ridge numerics error`.
///
//===----------------------------------------------------------------------===//

#include "NumericsText.h"
#include "ridge/Driver/InputFiles.h"
#include "ridge/Driver/Numerics.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/MemoryBuffer.h"
#include <cmath>

using namespace ridge;
using llvm::StringRef;

//===----------------------------------------------------------------------===//
// One tensor
//===----------------------------------------------------------------------===//

namespace {
/// What became of the values.
struct Converted {
  std::vector<float> values;
  std::vector<bool> atLargest; ///< The code is that of the largest magnitude.
  double bitsPerValue;
};
} // namespace

static std::vector<bool> findLargest(Format format, double largest,
                                     const uint8_t *elements, size_t count) {
  std::vector<float> codes(count);
  decodeArray(format, elements, count, codes.data());
  std::vector<bool> found(count);
  for (size_t i = 0; i < count; ++i)
    found[i] = std::fabs(codes[i]) >= float(largest);
  return found;
}

static Converted convertPlain(const Conversion &conversion,
                              llvm::ArrayRef<float> values) {
  Format format = conversion.format;
  Converted result;
  std::vector<uint8_t> elements(values.size() * bytesOf(format));
  encodeArray(conversion, values, elements.data());
  result.values.resize(values.size());
  decodeArray(format, elements.data(), values.size(), result.values.data());
  result.atLargest = findLargest(format, largestFinite(format), elements.data(),
                                 values.size());
  result.bitsPerValue = bitsOf(format);
  return result;
}

static Converted convertBlocks(const BlockFormat &format,
                               llvm::ArrayRef<float> values,
                               llvm::ArrayRef<int64_t> shape) {
  BlockArray array = encodeBlocks(format, values, shape);
  std::vector<uint8_t> elements = array.elements;
  if (bytesOf(format.element) == 1) {
    elements.resize(values.size());
    unpackCodes(bitsOf(format.element), array.elements.data(), values.size(),
                elements.data());
  }
  return {decodeBlocks(array),
          findLargest(format.element, largestFinite(format.element),
                      elements.data(), values.size()),
          array.bitsPerValue()};
}

FormatError ridge::measureError(const TriedFormat &format,
                                llvm::ArrayRef<float> values,
                                llvm::ArrayRef<int64_t> shape) {
  Converted converted = format.blocks
                            ? convertBlocks(*format.blocks, values, shape)
                            : convertPlain(format.plain, values);
  FormatError error;
  error.elements = int64_t(values.size());
  error.bitsPerValue = converted.bitsPerValue;
  double signal = 0, noise = 0, sum = 0;
  for (size_t i = 0; i < values.size(); ++i) {
    double value = values[i], result = converted.values[i];
    if (!std::isfinite(value)) {
      ++error.nonFinite;
      continue;
    }
    double difference = result - value;
    signal += value * value;
    noise += difference * difference;
    sum += difference;
    error.saturated +=
        converted.atLargest[i] && std::fabs(result) < std::fabs(value);
    bool isFlushed = value != 0 && result == 0;
    error.flushed += isFlushed;
    if (value != 0 && !isFlushed)
      error.maxRelative =
          std::max(error.maxRelative, std::fabs(difference / value));
  }
  int64_t numbers = error.elements - error.nonFinite;
  error.bias = numbers ? sum / double(numbers) : 0;
  error.signalToNoise = noise > 0 ? 10 * std::log10(signal / noise) : HUGE_VAL;
  return error;
}

//===----------------------------------------------------------------------===//
// Files
//===----------------------------------------------------------------------===//

static llvm::Expected<std::vector<NamedArray>> readArrays(StringRef path) {
  auto buffer = llvm::MemoryBuffer::getFile(path);
  if (!buffer)
    return llvm::createStringError("cannot be read: " +
                                   buffer.getError().message());
  StringRef contents = (*buffer)->getBuffer();
  if (path.ends_with(".safetensors"))
    return parseSafetensors(contents);
  if (!path.ends_with(".npy"))
    return llvm::createStringError(
        "expected a .npy or a .safetensors file by its name");
  llvm::Expected<Array> array = parseNpy(contents);
  if (!array)
    return array.takeError();
  std::vector<NamedArray> arrays;
  arrays.push_back({"", std::move(*array)});
  return arrays;
}

static std::vector<float> valuesOf(const Array &array) {
  std::vector<float> values(array.elements());
  decodeArray(array.format, array.bytes.data(), values.size(), values.data());
  return values;
}

namespace {
struct TensorErrors {
  std::string name; ///< Empty in a .npy file.
  std::string shape;
  std::vector<FormatError> errors; ///< In the order of the formats.
};
} // namespace

static std::string shapeText(const Array &array) {
  std::string text;
  for (int64_t extent : array.shape)
    text += std::to_string(extent) + "x";
  return text + formatName(array.format);
}

static std::string percent(int64_t part, int64_t whole) {
  if (part == 0 || whole == 0)
    return "0";
  return llvm::formatv("{0:f3} %", 100.0 * double(part) / double(whole));
}

static void printErrors(const NumericsErrorOptions &options,
                        llvm::ArrayRef<TensorErrors> tensors,
                        llvm::raw_ostream &out) {
  size_t width = 6;
  for (const TriedFormat &format : options.formats)
    width = std::max(width, format.name.size());
  for (const TensorErrors &tensor : tensors) {
    out << options.file << (tensor.name.empty() ? "" : " " + tensor.name)
        << ": " << tensor.shape << "\n  format" << std::string(width - 6, ' ')
        << "  SQNR dB   bits  max relative   saturated     flushed        "
           "bias\n";
    for (auto [format, error] : llvm::zip_equal(options.formats, tensor.errors))
      out << "  " << format.name << std::string(width - format.name.size(), ' ')
          << llvm::formatv(
                 "  {0,7}  {1,5}  {2,12}  {3,10}  {4,10}  {5,10}\n",
                 std::isfinite(error.signalToNoise)
                     ? llvm::formatv("{0:f2}", error.signalToNoise).str()
                     : shortest(error.signalToNoise),
                 llvm::formatv("{0:f2}", error.bitsPerValue).str(),
                 llvm::formatv("{0:e2}", error.maxRelative).str(),
                 percent(error.saturated, error.elements),
                 percent(error.flushed, error.elements),
                 llvm::formatv("{0:e2}", error.bias).str());
    if (int64_t count = tensor.errors.front().nonFinite)
      out << "  " << count << " of " << tensor.errors.front().elements
          << " values are NaN or Inf and left out\n";
  }
}

static void writeErrors(const NumericsErrorOptions &options,
                        llvm::ArrayRef<TensorErrors> tensors,
                        llvm::json::OStream &json) {
  auto writeOne = [&](const TriedFormat &format, const FormatError &error) {
    json.object([&] {
      json.attribute("format", format.name);
      if (format.blocks)
        json.attribute("scale_rule", scaleRuleName(format.blocks->rule));
      json.attribute("sqnr_db", jsonNumber(error.signalToNoise));
      json.attribute("bits_per_value", error.bitsPerValue);
      json.attribute("max_relative_error", jsonNumber(error.maxRelative));
      json.attribute("saturated", error.saturated);
      json.attribute("flushed", error.flushed);
      json.attribute("bias", jsonNumber(error.bias));
    });
  };
  json.object([&] {
    json.attribute("schema", 1);
    json.attribute("file", llvm::json::fixUTF8(options.file));
    json.attributeArray("tensors", [&] {
      for (const TensorErrors &tensor : tensors)
        json.object([&] {
          json.attribute("name", llvm::json::fixUTF8(tensor.name));
          json.attribute("type", tensor.shape);
          json.attribute("elements", tensor.errors.front().elements);
          json.attribute("non_finite", tensor.errors.front().nonFinite);
          json.attributeArray("formats", [&] {
            for (auto [format, error] :
                 llvm::zip_equal(options.formats, tensor.errors))
              writeOne(format, error);
          });
        });
    });
  });
}

ExitStatus ridge::numericsError(const NumericsErrorOptions &options,
                                llvm::raw_ostream &out,
                                llvm::raw_ostream &err) {
  llvm::Expected<std::vector<NamedArray>> arrays = readArrays(options.file);
  if (!arrays) {
    err << options.file << ":1:1: error: " << llvm::toString(arrays.takeError())
        << "\n";
    return ExitRefused;
  }
  std::vector<TensorErrors> tensors;
  for (const NamedArray &named : *arrays) {
    std::vector<float> values = valuesOf(named.array);
    TensorErrors tensor = {named.name, shapeText(named.array), {}};
    for (const TriedFormat &format : options.formats)
      tensor.errors.push_back(measureError(format, values, named.array.shape));
    tensors.push_back(std::move(tensor));
  }
  return printBoth(
      options.jsonPath,
      [&](llvm::raw_ostream &text) { printErrors(options, tensors, text); },
      [&](llvm::json::OStream &json) { writeErrors(options, tensors, json); },
      out, err);
}
