//===- ArrayFilesTest.cpp - broken safetensors, npy and JSON --------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ridge/Values/ArrayFiles.h"
#include "Mutator.h"
#include "ridge/Support/Json.h"
#include "gtest/gtest.h"

using namespace ridge;
using namespace ridge::test;

/// The bytes of a number, low ones first.
static std::string littleEndian(uint64_t value, unsigned count) {
  std::string bytes;
  for (unsigned i = 0; i < count; ++i)
    bytes += static_cast<char>(value >> (8 * i));
  return bytes;
}

static std::string safetensors(const std::string &header,
                               const std::string &data) {
  return littleEndian(header.size(), 8) + header + data;
}

static std::string npy(const std::string &dict, const std::string &data) {
  return std::string("\x93NUMPY\x01\x00", 8) + littleEndian(dict.size(), 2) +
         dict + data;
}

/// What a reader may rely on.
static void expectWhole(const Array &array) {
  int64_t elements = 1;
  for (int64_t size : array.shape) {
    ASSERT_GE(size, 0);
    elements *= size;
  }
  EXPECT_EQ(array.bytes.size(), size_t(elements) * bytesOf(array.format));
}

TEST(Fuzz, Safetensors) {
  const std::string good =
      R"({"__metadata__":{"format":"pt"},)"
      R"("b":{"dtype":"F32","shape":[2],"data_offsets":[2,10]},)"
      R"("a\n":{"dtype":"BF16","shape":[1,1],"data_offsets":[0,2]}})";
  Mutator mutator({good, R"({"x":{"dtype":"I8","shape":[0,3],)"
                         R"("data_offsets":[0,0]}})"},
                  {"{", "[", "\"", "\\u0061", ",", "null", "\"a\":"});
  int accepted = 0;
  for (int run = 0; run < fuzzRuns(); ++run) {
    // Half of the files have a length that fits the broken header.
    std::string text = mutator.next(), data(10, '\1');
    std::string file = run % 2 ? safetensors(text, data)
                               : littleEndian(good.size(), 8) + text + data;
    llvm::Expected<std::vector<NamedArray>> tensors = parseSafetensors(file);
    if (!tensors) {
      EXPECT_NE(llvm::toString(tensors.takeError()), "");
      continue;
    }
    ++accepted;
    size_t bytes = 0;
    for (const NamedArray &tensor : *tensors) {
      expectWhole(tensor.array);
      bytes += tensor.array.bytes.size();
    }
    EXPECT_LE(bytes, file.size());
  }
  // Some changes are harmless; if none were, all would end at the first check.
  EXPECT_GT(accepted, 0);
}

TEST(Fuzz, Npy) {
  std::string dict =
      "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 1), }\n";
  Mutator mutator(
      {npy(dict, "12345678"),
       npy("{'descr': '|i1', 'fortran_order': False, 'shape': ()}", "1")},
      {"(", "{'", "'", ",", "'<f8'", "True", "('shape'"});
  int accepted = 0;
  for (int run = 0; run < fuzzRuns(); ++run) {
    llvm::Expected<Array> array = parseNpy(mutator.next());
    if (!array) {
      EXPECT_NE(llvm::toString(array.takeError()), "");
      continue;
    }
    ++accepted;
    expectWhole(*array);
  }
  EXPECT_GT(accepted, 0);
}

TEST(Fuzz, ArgumentNames) {
  Mutator mutator({"# index name\n0 x 2x4\n\n2 w # weight\n"},
                  {"#", "\n", " "});
  for (int run = 0; run < fuzzRuns(); ++run) {
    auto names = parseArgumentNames(mutator.next(), 3);
    if (!names) {
      llvm::consumeError(names.takeError());
      continue;
    }
    EXPECT_EQ(names->size(), 3u);
  }
}

TEST(Fuzz, Json) {
  Mutator mutator(
      {R"({"products":[{"product":0,"instruction":"m","exponents":[1,-2]}]})"},
      {"[", "{", "]", "}", "\"", "\\", "\\u12", "{\"a\":"});
  for (int run = 0; run < fuzzRuns(); ++run)
    if (llvm::Expected<llvm::json::Value> value = parseJson(mutator.next());
        !value)
      llvm::consumeError(value.takeError());
}
