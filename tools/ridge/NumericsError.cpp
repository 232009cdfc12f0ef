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

#include "Numerics.h"
#include "NumericsText.h"
#include "ridge/Support/Json.h"
#include "ridge/Values/ArrayFiles.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/MemoryBuffer.h"
#include <cmath>

using namespace ridge;
using llvm::StringRef;

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

/// One row; the columns are those of printErrors' heading.
static void printRow(const StorageFormat &format, const FormatError &error,
                     size_t width, llvm::raw_ostream &out) {
  std::optional<CodecCost> cost = format.cost();
  out << "  " << format.name << std::string(width - format.name.size(), ' ')
      << llvm::formatv(
             "  {0,7}  {1,5}  {2,12}  {3,10}  {4,10}  {5,10}  {6,5}\n",
             std::isfinite(error.signalToNoise)
                 ? llvm::formatv("{0:f2}", error.signalToNoise).str()
                 : shortest(error.signalToNoise),
             llvm::formatv("{0:f2}", error.bitsPerValue).str(),
             llvm::formatv("{0:e2}", error.maxRelative).str(),
             error.saturated ? percent(*error.saturated, error.elements) : "-",
             percent(error.flushed, error.elements),
             llvm::formatv("{0:e2}", error.bias).str(),
             cost ? llvm::formatv("{0:f0}", cost->gates).str() : "-");
}

static void printErrors(const NumericsErrorOptions &options,
                        llvm::ArrayRef<TensorErrors> tensors,
                        llvm::raw_ostream &out) {
  size_t width = 6;
  for (const StorageFormat &format : options.formats)
    width = std::max(width, format.name.size());
  for (const TensorErrors &tensor : tensors) {
    out << options.file << (tensor.name.empty() ? "" : " " + tensor.name)
        << ": " << tensor.shape << "\n  format" << std::string(width - 6, ' ')
        << "  SQNR dB   bits  max relative   saturated     flushed        "
           "bias  gates\n";
    for (auto [format, error] : llvm::zip_equal(options.formats, tensor.errors))
      printRow(format, error, width, out);
    int64_t elements = tensor.errors.front().elements;
    if (int64_t count = tensor.errors.front().nonFinite)
      out << "  " << count << " of " << elements
          << " values are NaN or Inf and left out\n";
    for (auto [format, error] : llvm::zip_equal(options.formats, tensor.errors))
      if (error.lost)
        out << "  " << format.name << ": " << error.lost << " of " << elements
            << " values are numbers that become NaN or Inf, and left out\n";
  }
}

static void writeErrors(const NumericsErrorOptions &options,
                        llvm::ArrayRef<TensorErrors> tensors,
                        llvm::json::OStream &json) {
  auto writeOne = [&](const StorageFormat &format, const FormatError &error) {
    json.object([&] {
      json.attribute("format", format.name);
      if (const auto *blocks = std::get_if<BlockFormat>(&format.how))
        json.attribute("scale_rule", scaleRuleName(blocks->rule));
      writeNumber(json, "sqnr_db", error.signalToNoise);
      json.attribute("bits_per_value", error.bitsPerValue);
      writeNumber(json, "max_relative_error", error.maxRelative);
      json.attribute("saturated", error.saturated);
      json.attribute("flushed", error.flushed);
      json.attribute("lost", error.lost);
      writeNumber(json, "bias", error.bias);
      if (std::optional<CodecCost> cost = format.cost())
        json.attributeObject("decoder", [&] {
          json.attribute("gates", cost->gates);
          json.attribute("operations_per_value", cost->operationsPerValue);
          json.attribute("basis", cost->basis);
        });
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
    for (const StorageFormat &format : options.formats)
      if (std::string wrong = format.checkRank(named.array.shape.size());
          !wrong.empty()) {
        err << options.file << ":1:1: error: "
            << (named.name.empty() ? "" : "tensor '" + named.name + "': ")
            << format.name << ": " << wrong << "\n";
        return ExitRefused;
      }
    std::vector<float> values = valuesOf(named.array);
    TensorErrors tensor = {named.name, shapeText(named.array), {}};
    for (const StorageFormat &format : options.formats)
      tensor.errors.push_back(
          measureFormatError(format, values, named.array.shape));
    tensors.push_back(std::move(tensor));
  }
  return printBoth(
      options.jsonPath,
      [&](llvm::raw_ostream &text) { printErrors(options, tensors, text); },
      [&](llvm::json::OStream &json) { writeErrors(options, tensors, json); },
      out, err);
}
