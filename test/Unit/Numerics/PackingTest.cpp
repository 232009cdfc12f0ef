//===- PackingTest.cpp - elements of less than a byte in memory -----------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ridge/Numerics/Packing.h"
#include "gtest/gtest.h"
#include <random>

using namespace ridge;

TEST(Packing, BytesOfNarrowElementsAreRoundedUpOnce) {
  // 5 elements of 4 bits are 20 bits, of 6 bits 30 bits; 8 bits and more, and
  // booleans, keep whole bytes.
  EXPECT_EQ(storedBytes(Format::F4E2M1FN, 5), 3);
  EXPECT_EQ(storedBytes(Format::F6E3M2FN, 5), 4);
  EXPECT_EQ(storedBytes(Format::F8E4M3FN, 5), 5);
  EXPECT_EQ(storedBytes(Format::I1, 5), 5);
  EXPECT_EQ(storedBytes(Format::F32, 5), 20);
}

TEST(Packing, FirstElementIsLowestInItsByte) {
  const uint8_t codes[3] = {0x1, 0xa, 0x7};
  uint8_t bytes[2] = {0, 0};
  packCodes(Format::F4E2M1FN, codes, 0, 3, bytes);
  EXPECT_EQ(bytes[0], 0xa1);
  EXPECT_EQ(bytes[1], 0x07);
}

TEST(Packing, WindowsComeBackAndLeaveTheirNeighbours) {
  std::mt19937_64 random(3);
  for (const char *name : {"f4E2M1FN", "f6E2M3FN", "f6E3M2FN", "i4", "i3"}) {
    Format format = *parseFormat(name);
    int64_t bits = storedBits(format);
    for (int i = 0; i < 200; ++i) {
      const int64_t elements = 64;
      std::vector<uint8_t> codes(elements),
          bytes(storedBytes(format, elements));
      for (uint8_t &code : codes)
        code = random() & ((1 << bits) - 1);
      packCodes(format, codes.data(), 0, elements, bytes.data());
      int64_t first = random() % elements;
      int64_t count = random() % (elements - first + 1);
      for (int64_t k = 0; k < count; ++k)
        codes[first + k] = random() & ((1 << bits) - 1);
      packCodes(format, codes.data() + first, first, count, bytes.data());
      std::vector<uint8_t> all(elements);
      unpackCodes(format, bytes.data(), 0, elements, all.data());
      EXPECT_EQ(all, codes) << name;
      std::vector<uint8_t> window(count);
      unpackCodes(format, bytes.data(), first, count, window.data());
      EXPECT_TRUE(
          std::equal(window.begin(), window.end(), codes.begin() + first));
    }
  }
}
