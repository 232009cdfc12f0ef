//===- BlockFormatTest.cpp - tests of block formats -----------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Published blocks bit for bit, the signal-to-noise table, and the rules for
/// blocks without a largest value. test/Data/README.md has the sources.
///
//===----------------------------------------------------------------------===//

#include "ridge/Numerics/BlockFormat.h"
#include "test/Unit/Sanitizers.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/MemoryBuffer.h"
#include "gtest/gtest.h"
#include <cmath>
#include <map>
#include <random>

using namespace ridge;

static std::string readData(const std::string &name) {
  auto buffer =
      llvm::MemoryBuffer::getFile(RIDGE_TEST_DATA "/blockformats/" + name);
  EXPECT_TRUE(bool(buffer)) << name;
  return buffer ? (*buffer)->getBuffer().str() : "";
}

static llvm::json::Value readJson(const std::string &name) {
  auto value = llvm::json::parse(readData(name));
  EXPECT_TRUE(bool(value));
  return value ? *value : llvm::json::Value(nullptr);
}

static BlockFormat named(const char *name) {
  std::optional<BlockFormat> format = parseBlockFormat(name);
  EXPECT_TRUE(format) << name;
  return *format;
}

static float floatOf(uint32_t bits) {
  float value;
  std::memcpy(&value, &bits, sizeof(value));
  return value;
}

//===----------------------------------------------------------------------===//
// Published blocks
//===----------------------------------------------------------------------===//

TEST(BlockFormat, TorchaoBlocksAreEqual) {
  llvm::json::Value file = readJson("torchao_mxfp8_rceil.json");
  BlockFormat format = named("mxfp8e4m3");
  format.rule = ScaleRule::RoundUp;
  unsigned compared = 0;
  for (const llvm::json::Value &entry :
       *file.getAsObject()->getArray("cases")) {
    const llvm::json::Object &block = *entry.getAsObject();
    bool isHalf = block.getString("input_dtype") == "bf16_bits";
    std::vector<float> values;
    for (const llvm::json::Value &bits : *block.getArray("input"))
      values.push_back(
          floatOf(uint32_t(*bits.getAsInteger()) << (isHalf ? 16 : 0)));
    BlockArray array = encodeBlocks(format, values, {32});
    const llvm::json::Array *codes = block.getArray("codes_e4m3fn");
    if (!codes) { // "scale NaN (255), all elements NaN"
      EXPECT_EQ(array.scales[0], 255);
      for (uint8_t code : array.elements)
        EXPECT_EQ(code & 0x7F, 0x7F);
    } else {
      EXPECT_EQ(array.scales[0],
                *(*block.getArray("scale_e8m0"))[0].getAsInteger());
      for (size_t i = 0; i < 32; ++i)
        EXPECT_EQ(array.elements[i], *(*codes)[i].getAsInteger()) << i;
    }
    ++compared;
  }
  EXPECT_EQ(compared, 8u);
}

TEST(BlockFormat, MicroxcalingBlocksAreEqual) {
  llvm::json::Value file = readJson("microxcaling_mxint8.json");
  const llvm::json::Array &inputs = *file.getAsObject()->getArray("input");
  const llvm::json::Array &outputs =
      *file.getAsObject()->getArray("dequantised");
  ASSERT_EQ(inputs.size(), 7u);
  for (size_t row = 0; row < inputs.size(); ++row) {
    std::vector<float> values;
    for (const llvm::json::Value &value : *inputs[row].getAsArray())
      values.push_back(float(*value.getAsNumber()));
    std::vector<float> found = decodeBlocks(
        encodeBlocks(named("mxint8"), values, {int64_t(values.size())}));
    for (size_t i = 0; i < values.size(); ++i)
      EXPECT_EQ(found[i], *(*outputs[row].getAsArray())[i].getAsNumber())
          << row << " " << i;
  }
}

//===----------------------------------------------------------------------===//
// Signal to noise
//===----------------------------------------------------------------------===//

static double decibels(const BlockFormat &format,
                       const std::vector<float> &values) {
  std::vector<float> found =
      decodeBlocks(encodeBlocks(format, values, {int64_t(values.size())}));
  double signal = 0, noise = 0;
  for (size_t i = 0; i < values.size(); ++i) {
    double error = double(found[i]) - double(values[i]);
    signal += double(values[i]) * double(values[i]);
    noise += error * error;
  }
  return 10 * std::log10(signal / noise);
}

static BlockFormat schemeOf(llvm::StringRef scheme) {
  static const std::map<std::string, const char *> names = {
      {"MXFP8-E4M3 b32", "mxfp8e4m3"},
      {"MXFP8-E5M2 b32", "mxfp8e5m2"},
      {"MXFP6-E2M3 b32", "mxfp6e2m3"},
      {"MXFP6-E3M2 b32", "mxfp6e3m2"},
      {"MXFP4 b32", "mxfp4"},
      {"MXINT8 b32", "mxint8"},
      {"NVFP4 b16 one-level", "block<f4E2M1FN,f8E4M3FN,16>"},
      {"NVFP4 b16 two-level", "nvfp4"},
      {"E2M1+E4M3 scale b32 two-level", "block<f4E2M1FN,f8E4M3FN,32>+tensor"},
      {"FP8-E4M3 per-tensor amax", "block<f8E4M3FN,f32,*>"},
      {"FP8-E4M3 1x128 fp32 scale", "block<f8E4M3FN,f32,128>"},
      {"INT8 per-tensor amax", "block<i8,f32,*>"},
      {"INT4 per-tensor amax", "block<i4,f32,*>"},
      {"INT4 g128 fp32 scale", "block<i4,f32,128>"}};
  auto found = names.find(scheme.str());
  if (found != names.end())
    return named(found->second);
  auto [name, rule] = scheme.rsplit(' ');
  BlockFormat format = named(names.at(name.str()));
  format.rule = *parseScaleRule(rule);
  return format;
}

// The samples of the table: one generator draws the three columns one after the
// other, 2^20 of N(0, 1), 2^20 of Student's t with 4 degrees, and 2^20 of
// N(0, 1) of which every 1000th, from the first on, is 50 times as large. The
// figures of integers per tensor tell this draw from any other, since they hang
// on its largest value. The distributions are those of libstdc++; the table has
// two digits after the point.
struct Samples {
  std::vector<float> normal, student, outliers;

  explicit Samples(size_t count) {
    std::mt19937_64 random(7);
    std::normal_distribution<double> drawNormal, drawOutlier;
    std::student_t_distribution<double> drawStudent(4);
    for (size_t i = 0; i < count; ++i)
      normal.push_back(float(drawNormal(random)));
    for (size_t i = 0; i < count; ++i)
      student.push_back(float(drawStudent(random)));
    for (size_t i = 0; i < count; ++i)
      outliers.push_back(float(drawOutlier(random) * (i % 1000 ? 1 : 50)));
  }
};

TEST(BlockFormat, SignalToNoiseIsThatOfTheTable) {
  if (test::underSanitizers)
    GTEST_SKIP() << "needs a million values; others try every format";
  Samples samples(1 << 20);
  std::string table = readData("sqnr_reference.csv");
  llvm::SmallVector<llvm::StringRef> lines;
  llvm::StringRef(table).trim().split(lines, '\n');
  ASSERT_EQ(lines.size(), 23u);
  for (llvm::StringRef line : llvm::drop_begin(lines)) {
    llvm::SmallVector<llvm::StringRef, 4> cells;
    line.split(cells, ',');
    double normal, student, outliers;
    ASSERT_FALSE(cells[1].getAsDouble(normal) ||
                 cells[2].getAsDouble(student) ||
                 cells[3].getAsDouble(outliers));
    BlockFormat format = schemeOf(cells[0]);
    EXPECT_NEAR(decibels(format, samples.normal), normal, 0.01) << line.str();
    EXPECT_NEAR(decibels(format, samples.student), student, 0.01) << line.str();
    EXPECT_NEAR(decibels(format, samples.outliers), outliers, 0.01)
        << line.str();
  }
}

//===----------------------------------------------------------------------===//
// Scales
//===----------------------------------------------------------------------===//

static uint8_t scaleOf(const char *name, ScaleRule rule, float amax) {
  BlockFormat format = named(name);
  format.rule = rule;
  std::vector<float> values(32, amax / 8);
  values[5] = -amax;
  return encodeBlocks(format, values, {32}).scales[0];
}

// E2M1: largest 6, emax 2, one mantissa bit. 2^0 is code 127.
TEST(BlockFormat, RulesOfPowersOfTwo) {
  using R = ScaleRule;
  EXPECT_EQ(scaleOf("mxfp4", R::Floor, 4), 127);
  EXPECT_EQ(scaleOf("mxfp4", R::Floor, 7.9f), 127);
  EXPECT_EQ(scaleOf("mxfp4", R::Ceil, 4), 127);
  EXPECT_EQ(scaleOf("mxfp4", R::Ceil, 4.001f), 128);
  EXPECT_EQ(scaleOf("mxfp4", R::RoundUp, 6), 127);
  EXPECT_EQ(scaleOf("mxfp4", R::RoundUp, 6.001f), 128);
  EXPECT_EQ(scaleOf("mxfp4", R::Even, 6.999f), 127);
  EXPECT_EQ(scaleOf("mxfp4", R::Even, 7), 128); // 7 is a tie of 6 and 8.
  EXPECT_EQ(scaleOf("mxint8", R::Floor, 1), 127);
  EXPECT_EQ(scaleOf("mxint8", R::RoundUp, 1.99f), 128);
  // Beyond the scales.
  EXPECT_EQ(scaleOf("mxfp4", R::Floor, 1e-44f), 0);
  EXPECT_EQ(scaleOf("mxfp8e4m3", R::RoundUp, 3e38f), 247);
}

TEST(BlockFormat, SearchIsNeverWorseThanItsNeighbours) {
  std::mt19937_64 random(5);
  std::normal_distribution<float> draw;
  for (const char *name : {"mxfp4", "mxfp6e2m3", "nvfp4", "mxint8"}) {
    std::vector<float> values(4096);
    for (float &value : values)
      value = draw(random);
    BlockFormat format = named(name);
    format.rule = ScaleRule::Search;
    double best = decibels(format, values);
    for (ScaleRule rule :
         {ScaleRule::Floor, ScaleRule::RoundUp, ScaleRule::Even}) {
      format.rule = rule;
      EXPECT_GE(best, decibels(format, values) - 1e-9)
          << name << " " << scaleRuleName(rule).str();
    }
  }
}

TEST(BlockFormat, SpecialBlocks) {
  float nan = std::nanf(""), infinity = HUGE_VALF;
  for (const char *name : {"mxfp8e4m3", "mxfp4", "mxint8", "nvfp4"}) {
    for (float special : {nan, infinity, -infinity}) {
      std::vector<float> values(64, 1);
      values[3] = special;
      std::vector<float> found =
          decodeBlocks(encodeBlocks(named(name), values, {64}));
      EXPECT_TRUE(std::isnan(found[0]) && std::isnan(found[3])) << name;
      EXPECT_NEAR(found[40], 1, 0.02) << name; // Another block.
    }
    std::vector<float> zeros(32, 0);
    zeros[1] = -0.0f;
    for (float value : decodeBlocks(encodeBlocks(named(name), zeros, {32})))
      EXPECT_EQ(value, 0) << name;
  }
}

// f32 subnormals are in reach of E8M0 scales: exact here, where they have as
// many bits as the element.
TEST(BlockFormat, SubnormalsSurvive) {
  std::vector<float> values(32);
  for (int i = 0; i < 32; ++i)
    values[i] = std::ldexp(float(i % 8), -127 - 6);
  EXPECT_EQ(decodeBlocks(encodeBlocks(named("mxfp8e4m3"), values, {32})),
            values);
}

// A second scale gives the first one its range: without, all blocks are below
// the least scale of E4M3.
TEST(BlockFormat, TensorScaleMovesTheRange) {
  std::mt19937_64 random(6);
  std::normal_distribution<float> draw(0, 1e-6f);
  std::vector<float> values(4096);
  for (float &value : values)
    value = draw(random);
  BlockFormat with = named("nvfp4"), without = with;
  without.tensorScale = false;
  EXPECT_GT(decibels(with, values), 20);
  EXPECT_LT(decibels(without, values), 1);
}

TEST(BlockFormat, ReciprocalChangesFewCodesByOne) {
  std::mt19937_64 random(8);
  std::normal_distribution<float> draw;
  std::vector<float> values(1 << 16);
  for (float &value : values) // Few bits: many ties.
    value = std::round(draw(random) * 64) / 64;
  BlockFormat divide = named("nvfp4"), multiply = divide;
  multiply.reciprocal = true;
  BlockArray a = encodeBlocks(divide, values, {1 << 16});
  BlockArray b = encodeBlocks(multiply, values, {1 << 16});
  EXPECT_EQ(a.scales, b.scales);
  size_t differ = 0;
  for (size_t i = 0; i < a.elements.size(); ++i)
    differ += a.elements[i] != b.elements[i];
  EXPECT_GT(differ, 0u);
  EXPECT_LT(differ, a.elements.size() / 100);
}

//===----------------------------------------------------------------------===//
// Shapes and storage
//===----------------------------------------------------------------------===//

TEST(BlockFormat, AxesAreTransposes) {
  constexpr int64_t rows = 37, columns = 48; // 37: a short block.
  std::mt19937_64 random(9);
  std::normal_distribution<float> draw;
  std::vector<float> values(rows * columns), turned(values.size());
  for (float &value : values)
    value = draw(random);
  for (int64_t r = 0; r < rows; ++r)
    for (int64_t c = 0; c < columns; ++c)
      turned[c * rows + r] = values[r * columns + c];
  std::vector<float> a =
      decodeBlocks(encodeBlocks(named("mxfp4"), values, {rows, columns}, 0));
  std::vector<float> b =
      decodeBlocks(encodeBlocks(named("mxfp4"), turned, {columns, rows}, 1));
  for (int64_t r = 0; r < rows; ++r)
    for (int64_t c = 0; c < columns; ++c)
      ASSERT_EQ(a[r * columns + c], b[c * rows + r]);
}

TEST(BlockFormat, TwoDimensionalBlocksShareOneScale) {
  BlockFormat format = named("block<f4E2M1FN,f8E8M0FNU,2x3>");
  std::vector<float> values(4 * 7, 1); // 2 x 3 blocks; the last are short.
  values[0] = 6, values[6] = 12;
  BlockArray array = encodeBlocks(format, values, {4, 7});
  EXPECT_EQ(array.scales, (std::vector<uint8_t>{127, 125, 128, 125, 125, 125}));
  EXPECT_EQ(decodeBlocks(array), values);
}

// Vector code and the general one give the same; 33 makes the fast way step
// aside.
TEST(BlockFormat, FastAndGeneralWaysAgree) {
  std::mt19937_64 random(10);
  std::vector<float> values(32 * 400);
  for (size_t i = 0; i < values.size(); ++i) {
    // Any bits, and blocks of like exponents.
    auto bits = static_cast<uint32_t>(random());
    uint32_t exponent = uint32_t(i / 32 * 37 % 256) << 23;
    values[i] = floatOf(i < 3200 ? bits : (bits & 0x80FFFFFF) ^ exponent);
  }
  for (const char *name :
       {"mxfp8e4m3", "mxfp8e5m2", "mxfp6e2m3", "mxfp6e3m2", "mxfp4"})
    for (ScaleRule rule : {ScaleRule::Floor, ScaleRule::Ceil,
                           ScaleRule::RoundUp, ScaleRule::Even}) {
      BlockFormat format = named(name), general = format;
      format.rule = general.rule = rule;
      general.leastScale = 0x1p-127; // As before, but asked for.
      int64_t count = int64_t(values.size());
      BlockArray a = encodeBlocks(format, values, {count});
      BlockArray b = encodeBlocks(general, values, {count});
      ASSERT_EQ(a.scales, b.scales) << name;
      ASSERT_EQ(a.elements, b.elements)
          << name << " " << scaleRuleName(rule).str();
    }
}

TEST(BlockFormat, StorageIsPacked) {
  std::vector<float> values(64, 1);
  values[1] = -0.5f;
  BlockArray four = encodeBlocks(named("mxfp4"), values, {64});
  EXPECT_EQ(four.elements.size(), 32u);
  // 1 / 2^-2 = 4 is code 6, -2 is code 8 | 4; the first lies low.
  EXPECT_EQ(four.elements[0], 0xC6);
  EXPECT_EQ(four.scales, (std::vector<uint8_t>{125, 125}));
  EXPECT_EQ(four.bitsPerValue(), 4.25);
  EXPECT_EQ(encodeBlocks(named("mxfp6e2m3"), values, {64}).elements.size(),
            48u);
  EXPECT_EQ(encodeBlocks(named("nvfp4"), values, {64}).bitsPerValue(),
            4 + 8.0 / 16 + 32.0 / 64);
}

TEST(BlockFormat, Names) {
  EXPECT_EQ(named("bfp<8,16>").element, Format::I8);
  EXPECT_EQ(named("bfp<8,16>").columns, 16);
  EXPECT_EQ(named("block<f6E2M3FN,f16,*x4>").rows, 0);
  EXPECT_TRUE(named("mxfp4+tensor").tensorScale);
  EXPECT_EQ(named("block<float<e3m2,specials=fn>,f32,8>").columns, 8);
  for (const char *name :
       {"", "mxfp5", "bfp<1,16>", "bfp<8,0>", "block<f32,f32,8>",
        "block<ui4,f32,8>", "block<i8,i8,8>", "block<i8,f64,8>",
        "block<i8,f32>", "block<i8,f32,x8>", "nvfp4+"})
    EXPECT_FALSE(parseBlockFormat(name)) << name;
}
