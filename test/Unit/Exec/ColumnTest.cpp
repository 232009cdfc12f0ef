//===- ColumnTest.cpp - columns against Numerics --------------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ridge/Exec/Column.h"
#include "gtest/gtest.h"
#include <cmath>
#include <cstring>
#include <random>

using namespace ridge;

static float floatOf(uint32_t bits) {
  float value;
  std::memcpy(&value, &bits, sizeof(value));
  return value;
}

TEST(Column, HalfDecodesAsNumerics) {
  for (uint32_t code = 0; code < 65536; ++code) {
    uint16_t bits = uint16_t(code);
    double expected = decodeFloat(Format::F16, &bits);
    if (std::isnan(expected)) {
      EXPECT_TRUE(std::isnan(decodeHalf(bits)));
    } else {
      EXPECT_EQ(decodeHalf(bits), expected);
    }
  }
}

/// encode(value) for ties, neighbours of ties and everything else.
static void compareEncoders(Format format, uint16_t (*encode)(float)) {
  std::mt19937_64 random(1);
  for (int i = 0; i < 400000; ++i) {
    uint32_t bits = uint32_t(random());
    if (i % 3 == 0) // A tie of f16 or bf16, or one off.
      bits = (bits & 0xFFFF0000) | (random() % 2 ? 0x8000 : 0x1000);
    if (i % 3 == 1)
      bits += uint32_t(random() % 3) - 1;
    if (i % 2) // Near the exponents that f16 has.
      bits = (bits & 0x8FFFFFFF) | 0x30000000;
    float value = floatOf(bits);
    uint16_t expected;
    encodeFloat(format, value, &expected);
    EXPECT_EQ(encode(value), expected) << std::hexfloat << value;
  }
}

TEST(Column, HalfEncodesAsNumerics) {
  compareEncoders(Format::F16, encodeHalf);
}
TEST(Column, BFloatEncodesAsNumerics) {
  compareEncoders(Format::BF16, encodeBFloat);
}

TEST(Column, HalfLimits) {
  EXPECT_EQ(encodeHalf(65504.0f), 0x7BFF);
  EXPECT_EQ(encodeHalf(65519.996f), 0x7BFF);
  EXPECT_EQ(encodeHalf(65520.0f), 0x7C00);         // Ties away to Inf.
  EXPECT_EQ(encodeHalf(std::ldexp(1.0f, -24)), 1); // Least subnormal.
  EXPECT_EQ(encodeHalf(std::ldexp(1.0f, -25)), 0); // Tie to even.
  EXPECT_EQ(encodeHalf(std::ldexp(1.5f, -25)), 1);
  EXPECT_EQ(encodeHalf(std::ldexp(-1.0f, -14)), 0x8400); // Least normal.
}

TEST(Column, RoundingIsThatOfNumerics) {
  std::mt19937_64 random(2);
  for (Format format : {Format::F8E4M3FN, Format::F8E5M2, Format::F16,
                        Format::BF16, Format::F32}) {
    std::vector<float> values;
    for (int i = 0; i < 1000; ++i)
      values.push_back(
          std::ldexp(float(int64_t(random() % 4096)) - 2048, i % 40 - 30));
    std::vector<float> rounded = values;
    roundColumn(format, rounded.data(), rounded.size());
    for (size_t i = 0; i < values.size(); ++i) {
      double expected = roundTo(format, values[i]);
      if (std::isnan(expected)) {
        EXPECT_TRUE(std::isnan(rounded[i]));
      } else {
        EXPECT_EQ(rounded[i], expected) << formatName(format);
      }
    }
  }
}

/// Random codes of every format survive load and store, at any stride, and load
/// as Numerics decodes them.
TEST(Column, LoadAndStoreEveryFormat) {
  std::mt19937_64 random(3);
  std::vector<Format> formats;
  for (Format format : namedFormats())
    if (isComputable(format))
      formats.push_back(format);
  for (const char *name : {"i3", "i12", "i24", "i33", "binary8p4se",
                           "float_e5m1_finite", "float_e4m9_nosubnormals"})
    formats.push_back(*parseFormat(name));
  for (Format format : formats) {
    unsigned bytes = bytesOf(format);
    uint64_t mask = ~uint64_t(0) >> (64 - bitsOf(format));
    for (int64_t stride : {1, 2, 7, -3}) {
      int64_t count = 50, first = stride < 0 ? -stride * count : 0;
      std::vector<uint8_t> memory(bytes * (std::abs(stride) * count + 1));
      for (size_t at = 0; at + bytes <= memory.size(); at += bytes) {
        uint64_t code = random() & mask;
        if (isFloat(format)) // The one code of each value.
          encodeFloat(format, decodeFloat(format, &code), &code);
        std::memcpy(&memory[at], &code, bytes);
      }
      const uint8_t *base = memory.data() + first * bytes;
      std::vector<uint64_t> column(count);
      loadColumn(format, base, stride, count, column.data());
      std::vector<uint8_t> copy(memory.size(), 0);
      storeColumn(format, copy.data() + first * bytes, stride, count,
                  column.data());
      for (int64_t i = 0; i < count; ++i) {
        const uint8_t *element = base + i * stride * int64_t(bytes);
        const uint8_t *back =
            copy.data() + (first + i * stride) * int64_t(bytes);
        bool isFloat = ridge::isFloat(format);
        if (isFloat && std::isnan(decodeFloat(format, element))) {
          EXPECT_TRUE(std::isnan(decodeFloat(format, back)));
          continue;
        }
        EXPECT_EQ(std::memcmp(back, element, bytes), 0) << formatName(format);
        if (storageOf(format) == Storage::Int32) {
          EXPECT_EQ(reinterpret_cast<int32_t *>(column.data())[i],
                    decodeInteger(format, element));
        }
        if (storageOf(format) == Storage::Float) {
          EXPECT_EQ(reinterpret_cast<float *>(column.data())[i],
                    decodeFloat(format, element));
        }
      }
    }
  }
}

TEST(Column, StrideZeroRepeats) {
  int16_t memory[2] = {-5, 9};
  int32_t column[4];
  loadColumn(Format::I16, reinterpret_cast<uint8_t *>(memory), 0, 4, column);
  for (int32_t value : column)
    EXPECT_EQ(value, -5);
}

TEST(Column, FillRoundsAndWraps) {
  float real[3];
  fillColumn(Format::BF16, 1.00390625, 0, 3, real); // 1 + 2^-8: tie to 1.
  EXPECT_EQ(real[2], 1.0f);
  int32_t integer[3];
  fillColumn(Format::I8, 0, 200, 3, integer);
  EXPECT_EQ(integer[2], -56);
  int64_t wide[2];
  fillColumn(Format::I64, 0, INT64_MIN, 2, wide);
  EXPECT_EQ(wide[1], INT64_MIN);
}

TEST(Column, TilesGatherByRowsAndColumns) {
  // Elements 0 ... 99; rows start at 10 and 50, columns are 0, 1 and 7.
  int32_t memory[100];
  for (int i = 0; i < 100; ++i)
    memory[i] = i;
  int32_t tile[6];
  auto *base = reinterpret_cast<uint8_t *>(memory);
  loadTile(Format::I32, base, {10, 50}, {0, 1, 7}, tile);
  EXPECT_EQ(std::vector<int32_t>(tile, tile + 6),
            (std::vector<int32_t>{10, 11, 17, 50, 51, 57}));
  // Back into other places, from rows 3 apart of which two columns are used.
  storeTile(Format::I32, base, {0, 20}, {2, 4}, 3, tile);
  EXPECT_EQ(memory[2], 10);
  EXPECT_EQ(memory[4], 11);
  EXPECT_EQ(memory[22], 50);
  EXPECT_EQ(memory[24], 51);
  EXPECT_EQ(memory[3], 3);
}
