//===- NumericsConvert.cpp - codes of values ------------------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// `ridge numerics convert`: each value in a format, or all of them as one
/// array in blocks, with the scales that they get.
///
//===----------------------------------------------------------------------===//

#include "Numerics.h"
#include "NumericsText.h"
#include "ridge/Numerics/Packing.h"
#include "ridge/Support/Json.h"
#include "llvm/Support/FormatVariadic.h"
#include <algorithm>

using namespace ridge;

namespace {
/// A value in the format.
struct Coded {
  uint64_t code;
  double result;
};

/// Neighbours [first, first + count) that share a scale.
struct Scale {
  size_t first, count;
  uint64_t code;
  double value; ///< The tensor scale is not in it.
};

struct Codes {
  std::string format;
  unsigned bits = 0; ///< Of an element's code.
  std::vector<Coded> values;
  std::vector<Scale> scales; ///< Of blocks.
  unsigned scaleBits = 0;
};
} // namespace

static Codes convertEach(const NumericsConvertOptions &options) {
  const Conversion &conversion = options.conversion;
  Codes codes;
  codes.format = formatName(conversion.format);
  codes.bits = bitsOf(conversion.format);
  for (auto [i, value] : llvm::enumerate(options.values)) {
    uint64_t code = conversion.encode(value.value, i);
    codes.values.push_back({code, conversion.decode(code)});
  }
  return codes;
}

/// Code `i` of an array of a format, as it lies in memory.
static uint64_t codeAt(Format format, const std::vector<uint8_t> &bytes,
                       size_t i) {
  if (isPacked(format)) {
    uint8_t code;
    unpackCodes(format, bytes.data(), i, 1, &code);
    return code;
  }
  uint64_t code = 0;
  for (unsigned byte = 0, e = bytesOf(format); byte < e; ++byte)
    code |= uint64_t(bytes[i * e + byte]) << (8 * byte);
  return code;
}

static Codes convertBlocks(const NumericsConvertOptions &options,
                           const BlockArray &array) {
  Codes codes;
  codes.format = options.formatName;
  codes.bits = bitsOf(array.format.element);
  codes.scaleBits = bitsOf(array.format.scale);
  std::vector<float> results = decodeBlocks(array);
  for (size_t i = 0; i < results.size(); ++i)
    codes.values.push_back(
        {codeAt(array.format.element, array.elements, i), results[i]});
  std::vector<int64_t> numbers;
  for (int64_t block = 0, e = array.grid.blocks(); block < e; ++block) {
    numbers.clear();
    array.grid.elementsOf(block, numbers);
    const uint8_t *scale =
        array.scales.data() + block * bytesOf(array.format.scale);
    codes.scales.push_back({size_t(numbers.front()), numbers.size(),
                            codeAt(array.format.scale, array.scales, block),
                            decodeFloat(array.format.scale, scale)});
  }
  return codes;
}

static void printCodes(const NumericsConvertOptions &options,
                       const Codes &codes, llvm::raw_ostream &out) {
  out << llvm::formatv("{0,24}  {1,-18}  {2,24}  {3}\n", "value", "code",
                       codes.format, "error");
  for (auto [value, coded] : llvm::zip_equal(options.values, codes.values)) {
    double error = coded.result == value.value ? 0 : coded.result - value.value;
    out << llvm::formatv("{0,24}  {1,-18}  {2,24}  {3}\n", value.text,
                         hexCode(coded.code, codes.bits),
                         shortest(coded.result), shortest(error));
  }
  if (codes.scales.empty())
    return;
  out << llvm::formatv("{0,24}  {1,-18}  {2,24}\n", "values", "code", "scale");
  for (const Scale &scale : codes.scales)
    out << llvm::formatv("{0,24}  {1,-18}  {2,24}\n",
                         std::to_string(scale.first) + " to " +
                             std::to_string(scale.first + scale.count - 1),
                         hexCode(scale.code, codes.scaleBits),
                         shortest(scale.value));
}

static void writeCodes(const NumericsConvertOptions &options,
                       const Codes &codes, const BlockArray *array,
                       llvm::json::OStream &json) {
  json.attribute("schema", 1);
  json.attribute("format", codes.format);
  const RoundingRule &rule =
      array ? array->format.rounding : options.conversion.rule;
  json.attribute("rounding", roundingName(rule.rounding));
  json.attributeArray("values", [&] {
    for (auto [value, coded] : llvm::zip_equal(options.values, codes.values)) {
      json.objectBegin();
      writeNumber(json, "value", value.value);
      json.attribute("code", hexCode(coded.code, codes.bits));
      writeNumber(json, "result", coded.result);
      json.objectEnd();
    }
  });
  if (!array)
    return;
  json.attribute("scale_rule", scaleRuleName(array->format.rule));
  writeNumber(json, "tensor_scale", array->tensorScale);
  json.attributeArray("scales", [&] {
    for (const Scale &scale : codes.scales) {
      json.objectBegin();
      json.attribute("first", int64_t(scale.first));
      json.attribute("values", int64_t(scale.count));
      json.attribute("code", hexCode(scale.code, codes.scaleBits));
      writeNumber(json, "scale", scale.value);
      json.objectEnd();
    }
  });
}

ExitStatus ridge::numericsConvert(const NumericsConvertOptions &options,
                                  llvm::raw_ostream &out,
                                  llvm::raw_ostream &err) {
  std::optional<BlockArray> array;
  if (options.blocks) {
    std::vector<float> values;
    for (const NumericsConvertOptions::Value &value : options.values)
      values.push_back(static_cast<float>(value.value));
    array = encodeBlocks(*options.blocks, values,
                         {static_cast<int64_t>(values.size())});
  }
  Codes codes = array ? convertBlocks(options, *array) : convertEach(options);
  auto print = [&](llvm::raw_ostream &text) {
    printCodes(options, codes, text);
    if (array && array->format.tensorScale)
      text << llvm::formatv("{0,24}  {1,-18}  {2,24}\n", "all", "",
                            shortest(array->tensorScale));
  };
  auto write = [&](llvm::json::OStream &json) {
    json.object(
        [&] { writeCodes(options, codes, array ? &*array : nullptr, json); });
  };
  return printBoth(options.jsonPath, print, write, out, err);
}
