//===- ConvertArrayTest.cpp - tests of array conversions ------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Arrays convert as single values do, whatever code does it.
///
//===----------------------------------------------------------------------===//

#include "SweepFormats.h"
#include "gtest/gtest.h"
#include <cmath>
#include <random>

using namespace ridge;

static float floatOf(uint32_t bits) {
  float value;
  std::memcpy(&value, &bits, sizeof(value));
  return value;
}

static void compareWithSingles(const Conversion &conversion,
                               llvm::ArrayRef<float> values) {
  unsigned size = bytesOf(conversion.format);
  std::vector<uint8_t> elements(values.size() * size);
  encodeArray(conversion, values, elements.data(), 5);
  for (size_t i = 0; i < values.size(); ++i) {
    uint64_t code = 0;
    std::memcpy(&code, &elements[i * size], size);
    ASSERT_EQ(code, conversion.encode(values[i], 5 + i))
        << formatName(conversion.format) << " " << values[i];
  }
}

// Every exponent and sign with mantissas around the ties of few bits, the
// specials among them; lengths that leave a rest.
TEST(ConvertArray, EqualsSingleValues) {
  std::vector<float> values;
  std::mt19937_64 random(1);
  for (uint32_t top = 0; top < 1u << 13; ++top)
    for (uint32_t low : {0u, 1u, 0x7FFFFu, 0x40000u, uint32_t(random())})
      values.push_back(floatOf(top << 19 | (low & 0x7FFFF)));
  values.push_back(1);
  for (Format format : sweepFormats())
    for (RoundingRule rule : exactRules())
      if (rule.rounding == Rounding::NearestEven || bitsOf(format) == 6)
        compareWithSingles({format, rule, 0}, values);
  RoundingRule stochastic;
  stochastic.rounding = Rounding::Stochastic;
  for (Format format : {Format::F8E5M2, Format::I8, Format::F32, Format::F64,
                        Format::TF32, Format::I4})
    compareWithSingles({format, stochastic, 9}, values);
}

// Fewer values than the vectors of any machine take: the portable loop, which
// has to give the same bits.
TEST(ConvertArray, PortableLoopEqualsSingleValues) {
  std::mt19937_64 random(3);
  for (Format format : sweepFormats()) {
    if (bitsOf(format) > 8)
      continue;
    for (int part = 0; part < 300; ++part) {
      std::vector<float> values(31);
      for (float &value : values) {
        // Any bits, and exponents near 1, where the small formats are.
        auto bits = static_cast<uint32_t>(random());
        bool near = random() % 2;
        value = floatOf(near ? (bits & 0x83FFFFFF) | 0x3C000000 : bits);
      }
      compareWithSingles({format, {}, 0}, values);
    }
  }
}

TEST(ConvertArray, ShortArraysAreWhole) {
  std::mt19937_64 random(2);
  for (size_t count = 0; count < 70; ++count) {
    std::vector<float> values(count);
    for (float &value : values)
      value = floatOf(uint32_t(random()));
    compareWithSingles({Format::F8E4M3FN, {}, 0}, values);
    compareWithSingles({Format::F8E4M3FNUZ, {}, 0}, values);
  }
}

TEST(ConvertArray, NaNAmongOthersStaysAlone) {
  std::vector<float> values(100, -1.5f);
  values[37] = std::nanf("");
  for (Format format : {Format::F8E4M3FN, Format::F4E2M1FN, Format::F8E5M2})
    compareWithSingles({format, {}, 0}, values);
}

// Through f32 first, 1 + 2^-4 + 2^-30 would be a tie and go down.
TEST(ConvertArray, DoublesRoundOnce) {
  double value = 1 + std::ldexp(1.0, -4) + std::ldexp(1.0, -30);
  uint8_t code;
  encodeArray({Format::F8E4M3FN, {}, 0}, llvm::ArrayRef(value), &code);
  EXPECT_EQ(code, 0x39);
}

TEST(ConvertArray, TablesHoldEveryValue) {
  for (Format format : sweepFormats()) {
    DecodeTable table(format);
    unsigned size = bytesOf(format);
    for (uint32_t code = 0; code < (1u << bitsOf(format)); ++code) {
      float expected = float(decodeFloat(format, &code));
      float found;
      decodeArray(format, reinterpret_cast<uint8_t *>(&code), 1, &found);
      ASSERT_TRUE(table[code] == expected ||
                  (std::isnan(expected) && std::isnan(table[code])));
      ASSERT_TRUE(found == expected ||
                  (std::isnan(expected) && std::isnan(found)));
    }
    if (size > 1)
      continue;
    std::vector<uint8_t> codes(777);
    for (size_t i = 0; i < codes.size(); ++i)
      codes[i] = uint8_t(i * 37 % (1u << bitsOf(format)));
    std::vector<float> values(codes.size()), same(codes.size());
    table.decode(codes, values.data());
    decodeArray(format, codes.data(), codes.size(), same.data());
    for (size_t i = 0; i < codes.size(); ++i)
      ASSERT_TRUE(values[i] == table[codes[i]] || std::isnan(values[i]));
    ASSERT_EQ(std::memcmp(values.data(), same.data(), 4 * codes.size()), 0);
  }
}

TEST(ConvertArray, PackedNibblesDecodeInOrder) {
  DecodeTable table(Format::F4E2M1FN);
  for (size_t count : {0, 1, 2, 31, 32, 33, 200}) {
    std::vector<uint8_t> codes(count), packed(packedBytes(4, count));
    for (size_t i = 0; i < count; ++i)
      codes[i] = uint8_t(i * 7 % 16);
    packCodes(4, codes, packed.data());
    std::vector<float> values(count);
    table.decodePacked4(packed.data(), count, values.data());
    for (size_t i = 0; i < count; ++i)
      ASSERT_EQ(values[i], table[codes[i]]);
  }
}

TEST(ConvertArray, PackingIsLowBitsFirst) {
  uint8_t packed[3] = {};
  packCodes(4, {0x1, 0x2, 0x3}, packed);
  EXPECT_EQ(packed[0], 0x21);
  EXPECT_EQ(packed[1], 0x03);
  // 000001 000010 000011 000100 from the low end: 01 + 2 << 6 = 0x81, the rest
  // of 2 is 0, 3 << 4 = 0x30, 4 << 2 = 0x10 in the third byte.
  packCodes(6, {1, 2, 3, 4}, packed);
  EXPECT_EQ(packed[0], 0x81);
  EXPECT_EQ(packed[1], 0x30);
  EXPECT_EQ(packed[2], 0x10);
}

TEST(ConvertArray, UnpackingIsTheReverse) {
  std::mt19937_64 random(3);
  for (unsigned bits = 1; bits <= 8; ++bits)
    for (size_t count = 0; count < 40; ++count) {
      std::vector<uint8_t> codes(count), back(count);
      for (uint8_t &code : codes)
        code = uint8_t(random() & ((1u << bits) - 1));
      std::vector<uint8_t> packed(packedBytes(bits, count));
      packCodes(bits, codes, packed.data());
      unpackCodes(bits, packed.data(), count, back.data());
      ASSERT_EQ(back, codes) << bits;
    }
}
