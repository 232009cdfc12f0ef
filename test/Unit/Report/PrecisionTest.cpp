//===- PrecisionTest.cpp - pages about formats and codecs -----------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ridge/Report/Precision.h"
#include "ridge/Report/Codecs.h"
#include "gtest/gtest.h"
#include <algorithm>
#include <limits>

using namespace ridge;

namespace {

PrecisionPoint pointAt(const char *label, int64_t cycles, double sqnr) {
  PrecisionPoint point;
  point.label = label;
  point.cycles = cycles;
  point.sqnr = sqnr;
  return point;
}

/// Corners of the line in the picture.
int64_t cornersOf(const PrecisionResult &result) {
  std::string text;
  llvm::raw_string_ostream os(text);
  drawPrecision(result, os);
  size_t begin = text.find("points=\"");
  if (begin == std::string::npos)
    return 0;
  std::string points = text.substr(begin, text.find("\"/>", begin) - begin);
  return std::count(points.begin(), points.end(), ',');
}

TEST(Precision, LineGoesThroughWhateverIsNotBeaten) {
  PrecisionResult result;
  result.front = {
      pointAt("mixed 0", 100, 10), pointAt("mixed 1", 200, 20),
      pointAt("as it is", 500, std::numeric_limits<double>::infinity())};
  EXPECT_EQ(cornersOf(result), 2); // What is exact has no place in decibels.
  // Better than anything as cheap: a corner. Beaten by mixed 1: none.
  result.uniform = {pointAt("bf16", 300, 40), pointAt("fp8", 250, 15)};
  EXPECT_EQ(cornersOf(result), 3);
  // At the cost of mixed 1 and more accurate: it takes its place.
  result.uniform.push_back(pointAt("f16", 200, 25));
  EXPECT_EQ(cornersOf(result), 3);
}

TEST(Codecs, PageAndDocumentCountTheBytes) {
  CodecResult result;
  StoredTensor tensor;
  tensor.tensors = "weights";
  tensor.location = "model.mlir:3:4";
  tensor.type = "64x64xf32";
  tensor.codec = "sparse<2:4,f8E4M3FN>";
  tensor.elements = 4096;
  tensor.elementBits = 32;
  tensor.bitsPerValue = 5;
  tensor.error.sqnr = 7.25;
  result.tensors = {tensor, tensor};
  result.error.sqnr = std::numeric_limits<double>::infinity();
  std::string text;
  llvm::raw_string_ostream os(text);
  printCodecs(result, os);
  // 2 * 4096 * 32 / 8 and 2 * 4096 * 5 / 8 bytes.
  EXPECT_NE(text.find("2 tensors of 32.0 KiB take 5.00 KiB of traffic"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("; results are exactly those of the model as it is\n"),
            std::string::npos)
      << text;
  std::string document;
  llvm::raw_string_ostream stream(document);
  llvm::json::OStream json(stream);
  json.object([&] { printCodecs(result, json); });
  llvm::Expected<llvm::json::Value> parsed = llvm::json::parse(document);
  ASSERT_TRUE(bool(parsed)) << document;
  const llvm::json::Object &object = *parsed->getAsObject();
  EXPECT_EQ(object.getInteger("bytes"), 32768);
  EXPECT_EQ(object.getInteger("coded_bytes"), 5120);
  EXPECT_EQ(object.getArray("tensors")->size(), 2u);
}

} // namespace
