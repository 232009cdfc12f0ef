//===- AccumulateTest.cpp - how a machine adds up products ----------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ridge/Numerics/Accumulate.h"
#include "TensorRows.h"
#include "gtest/gtest.h"
#include <cmath>
#include <limits>
#include <random>

using namespace ridge;
using namespace ridge::test;

static AccumulateModel modelOf(llvm::StringRef text) {
  std::string error;
  std::optional<AccumulateModel> model = AccumulateModel::parse(text, error);
  EXPECT_TRUE(model) << error;
  return model.value_or(AccumulateModel());
}

/// Codes of the values, each of which the format has.
static std::vector<uint8_t> encode(Format format, std::vector<double> values) {
  std::vector<uint8_t> bytes(values.size() * bytesOf(format));
  for (size_t i = 0; i < values.size(); ++i)
    encodeFloat(format, values[i], &bytes[i * bytesOf(format)]);
  return bytes;
}

static Codes codesOf(Format format, const std::vector<uint8_t> &bytes) {
  return {format, bytes.data(), bytesOf(format)};
}

static double dotOf(llvm::StringRef model, Format format, std::vector<double> a,
                    std::vector<double> b, double c) {
  std::vector<uint8_t> x = encode(format, a), y = encode(format, b);
  return dot(modelOf(model), codesOf(format, x), codesOf(format, y), a.size(),
             c, Format::F32);
}

static uint32_t bitsOf(double value) {
  float narrow = static_cast<float>(value);
  uint32_t bits;
  std::memcpy(&bits, &narrow, sizeof(bits));
  return bits;
}

/// Equal bits, and any NaN for any NaN.
static bool same(double x, double y) {
  return std::isnan(x) ? std::isnan(y) : bitsOf(x) == bitsOf(y);
}

//===----------------------------------------------------------------------===//
// Real machines
//===----------------------------------------------------------------------===//

namespace {
struct Measured {
  const char *file;
  const char *model;
  Format format;
  bool zeroAddend;            ///< The f32 column was taken so.
  const char *half = nullptr; ///< The model of the f16 column; "": the same.
};
} // namespace

static const Measured measured[] = {
    {"V100_fp16_k4.csv", "volta", Format::F16, false, ""},
    {"A100_fp16_k8.csv", "ampere", Format::F16, false, ""},
    {"A100_bf16_k8.csv", "ampere", Format::BF16, false},
    {"A100_tf32_k4.csv", "ampere-tf32", Format::F32, false},
    {"H100_E4M3_k32.csv", "hopper-fp8-f32", Format::F8E4M3FN, true,
     "hopper-fp8-f16"},
};

TEST(TensorCore, EveryMeasuredRowIsEqualInEveryBit) {
  for (const Measured &file : measured) {
    AccumulateModel model = modelOf(file.model);
    AccumulateModel half = file.half && *file.half
                               ? modelOf(file.half)
                               : model.withResult(Format::F16);
    std::vector<TensorRow> rows = readRows(file.file, bytesOf(file.format));
    ASSERT_EQ(rows.size(), 2500u) << file.file;
    for (size_t i = 0; i < rows.size(); ++i) {
      const TensorRow &row = rows[i];
      Codes a = codesOf(file.format, row.a), b = codesOf(file.format, row.b);
      int64_t count = row.a.size() / bytesOf(file.format);
      double d =
          dot(model, a, b, count, file.zeroAddend ? 0 : row.c, Format::F32);
      ASSERT_EQ(accumulateBits(model, Format::F32, d), row.d)
          << file.file << " row " << i;
      if (!file.half)
        continue;
      double h =
          dot(half, a, b, count, roundTo(Format::F16, row.c), Format::F16);
      ASSERT_EQ(bitsOf(h), row.half) << file.file << " row " << i;
    }
  }
}

/// The rows tell the models apart: one fraction bit more or less, or half the
/// terms, and most of them differ.
TEST(TensorCore, OtherModelsMissRows) {
  std::vector<TensorRow> rows = readRows("A100_fp16_k8.csv", 2);
  for (const char *text :
       {"accumulate<ampere, fraction=23>", "accumulate<ampere, fraction=25>",
        "accumulate<ampere, terms=4>", "accumulate<ampere, rounding=even>",
        "sequential", "cdna1-pairwise", "cdna3"}) {
    AccumulateModel model = modelOf(text);
    int equal = 0;
    for (const TensorRow &row : rows)
      equal += accumulateBits(model, Format::F32,
                              dot(model, codesOf(Format::F16, row.a),
                                  codesOf(Format::F16, row.b), 8, row.c,
                                  Format::F32)) == row.d;
    EXPECT_LT(equal, 2300) << text;
  }
}

/// So do those with f16 results: other neighbours in a step, the addend first,
/// or one step, and most of them differ.
TEST(TensorCore, OtherStepsMissRowsOfHalf) {
  std::vector<TensorRow> rows = readRows("H100_E4M3_k32.csv", 1);
  for (const char *text : {"accumulate<hopper-fp8-f16, interleave=1>",
                           "accumulate<hopper-fp8-f16, run=1>",
                           "accumulate<hopper-fp8-f16, run=4>",
                           "accumulate<hopper-fp8-f16, run=16>",
                           "accumulate<hopper-fp8-f16, promote=0>",
                           "accumulate<hopper-fp8-f16, interleave=1, terms=32>",
                           "accumulate<hopper-fp8-f16, rounding=zero>"}) {
    AccumulateModel model = modelOf(text);
    int equal = 0;
    for (const TensorRow &row : rows)
      equal +=
          bitsOf(dot(model, codesOf(Format::F8E4M3FN, row.a),
                     codesOf(Format::F8E4M3FN, row.b), 32,
                     roundTo(Format::F16, row.c), Format::F16)) == row.half;
    EXPECT_LT(equal, 2300) << text;
  }
}

//===----------------------------------------------------------------------===//
// Steps by hand
//===----------------------------------------------------------------------===//

TEST(Accumulate, AlignmentCutsBelowTheLargestExponent) {
  // F = 2: units of 2^-2 of the largest exponent. 4 * 1 has exponent 2, so the
  // unit is 1: 1.5 counts as 1, -1.5 as -1.
  EXPECT_EQ(dotOf("accumulate<fraction=2, terms=4>", Format::F16, {4, 1.5},
                  {1, 1}, 0),
            5);
  EXPECT_EQ(dotOf("accumulate<fraction=2, terms=4>", Format::F16, {4, 1.5},
                  {1, -1}, 0),
            3);
  // Toward minus infinity, -1.5 counts as -2; nearest even too, and 1.5 as 2.
  EXPECT_EQ(dotOf("accumulate<fraction=2, terms=4, align=down>", Format::F16,
                  {4, 1.5}, {1, -1}, 0),
            2);
  EXPECT_EQ(dotOf("accumulate<fraction=2, terms=4, align=even>", Format::F16,
                  {4, 1.5}, {1, 1}, 0),
            6);
}

TEST(Accumulate, ProductExponentsAreNotNormalised) {
  // 1.5 * 1.5 = 2.25 counts with exponent 0, so with F = 2 it is exact and 0.25
  // beside it stays; normalised, the unit would be 0.5.
  EXPECT_EQ(dotOf("accumulate<fraction=2, terms=4>", Format::F16, {1.5, 0.5},
                  {1.5, 0.5}, 0),
            2.5);
}

TEST(Accumulate, SubnormalFactorsKeepTheLeastExponent) {
  // 2^-24 of f16 has exponent -14, and so has 2^-24 * 1.0. With F = 9 the unit
  // is 2^-23: nothing is left of it. f16's least exponent matters, not that of
  // the value.
  double least = std::ldexp(1.0, -24);
  EXPECT_EQ(
      dotOf("accumulate<fraction=9, terms=4>", Format::F16, {least}, {1}, 0),
      0);
  EXPECT_EQ(
      dotOf("accumulate<fraction=10, terms=4>", Format::F16, {least}, {1}, 0),
      least);
}

TEST(Accumulate, ZeroAddendCountsAsTheLeastExponent) {
  // 2^-70 * 2^-70 has exponent -140, a zero addend -126. With F = 13 the unit
  // is 2^-139 and the product is lost; with F = 14 it is there.
  double small = std::ldexp(1.0, -70);
  EXPECT_EQ(dotOf("accumulate<fraction=13, terms=4>", Format::BF16, {small},
                  {small}, 0),
            0);
  EXPECT_EQ(dotOf("accumulate<fraction=14, terms=4>", Format::BF16, {small},
                  {small}, 0),
            std::ldexp(1.0, -140));
}

TEST(Accumulate, ResultKeepsItsMantissaTowardZero) {
  // 1 + 2^-13 + 2^-14 with 13 fraction bits.
  double x = 1 + std::ldexp(1.0, -13);
  EXPECT_EQ(dotOf("accumulate<terms=4, mantissa=13>", Format::F32,
                  {x, std::ldexp(1.0, -14)}, {1, 1}, 0),
            x);
  EXPECT_EQ(dotOf("accumulate<terms=4, mantissa=13>", Format::F32,
                  {-x, -std::ldexp(1.0, -14)}, {1, 1}, 0),
            -x);
  // To nearest even the tie goes to the even neighbour, 1 + 2^-12.
  EXPECT_EQ(dotOf("accumulate<terms=4, mantissa=13, rounding=even>",
                  Format::F32, {x, std::ldexp(1.0, -14)}, {1, 1}, 0),
            1 + std::ldexp(1.0, -12));
}

TEST(Accumulate, StepsRoundOneAfterAnother) {
  // Eight times 2^-24 beside 1.0. In one step of f32 with F = 24 they add up
  // to 2^-21; in eight steps each is lost below the result's 23 bits.
  std::vector<double> a(9, std::ldexp(1.0, -24)), b(9, 1);
  a[0] = 1;
  EXPECT_EQ(dotOf("accumulate<terms=16>", Format::F32, a, b, 0),
            1 + std::ldexp(1.0, -21));
  EXPECT_EQ(dotOf("accumulate<terms=1>", Format::F32, a, b, 0), 1);
}

TEST(Accumulate, PromotionStartsTheRunningValueAgain) {
  // 2^-12 beside 1.0 is lost at F = 11 without promotion; with promotion each
  // step has it alone, and the f32 sum keeps it.
  double small = std::ldexp(1.0, -12);
  std::vector<double> a = {1, small, small}, b = {1, 1, 1};
  EXPECT_EQ(dotOf("accumulate<fraction=11, terms=1>", Format::F16, a, b, 0), 1);
  EXPECT_EQ(dotOf("accumulate<fraction=11, terms=1, promote=1>", Format::F16, a,
                  b, 0.5),
            1.5 + 2 * small);
}

TEST(Accumulate, InterleavedStepsTakeRunsInTurn) {
  // 1024 + 0.5 is a tie of f16 that goes to 1024; both halves in one step make
  // 1025. Two steps of 4 with runs of 2: products 0, 1, 4, 5, then 2, 3, 6, 7.
  auto run = [&](std::vector<double> a, double c = 0,
                 const std::string &more = "") {
    return dotOf("accumulate<terms=4, interleave=2, run=2, result=f16, "
                 "rounding=even" +
                     more + ">",
                 Format::F16, a, std::vector<double>(a.size(), 1), c);
  };
  EXPECT_EQ(run({1024, 0, .5, .5, 0, 0, 0, 0}), 1025); // 1024, then 1.
  EXPECT_EQ(run({1024, 0, .5, 0, 0, .5, 0, 0}), 1024); // A half in each.
  EXPECT_EQ(run({1024, .5, 0, 0, .5, 0, 0, 0}), 1025); // All in the first.
  EXPECT_EQ(run({.5, 0, 1024, 0, .5, 0, 0, 0}), 1025); // 1, then 1024.
  // The next turn begins behind both steps.
  EXPECT_EQ(run({1024, 0, .5, 0, 0, 0, 0, 0, .5}), 1024);
  // A short turn deals the same way: product 4 is in the first step.
  EXPECT_EQ(run({1024, .5, 0, 0, .5}), 1025);
  EXPECT_EQ(run({1024, .5, 0, .5}), 1024);
  // Promoted after each turn, the halves meet 1024 one by one.
  std::vector<double> halves(16, 0);
  halves[0] = halves[8] = .5;
  std::string promoted = ", promote-format=f16, promote=";
  EXPECT_EQ(run(halves, 1024, promoted + "8"), 1024);
  EXPECT_EQ(run(halves, 1024, promoted + "16"), 1025);
}

TEST(Accumulate, ReductionsMayBeCutAtTheInterval) {
  std::mt19937_64 random(11);
  std::normal_distribution<double> normal;
  for (const AccumulatePreset &preset : accumulatePresets()) {
    AccumulateModel model = modelOf(preset.name);
    if (model.terms == 0)
      continue;
    std::string promoted =
        "accumulate<" + preset.name.str() +
        ", promote=" + std::to_string(2 * model.terms * model.interleave) + ">";
    for (const std::string &text : {preset.name.str(), promoted}) {
      model = modelOf(text);
      int64_t half = 3 * model.cutInterval();
      std::vector<uint8_t> a(half * 4), b(half * 4);
      for (int64_t i = 0; i < 2 * half; ++i) {
        encodeFloat(Format::F16, normal(random), &a[2 * i]);
        encodeFloat(Format::F16, normal(random), &b[2 * i]);
      }
      Codes x = codesOf(Format::F16, a), y = codesOf(Format::F16, b);
      double whole = dot(model, x, y, 2 * half, 0.75, Format::F32);
      double first = dot(model, x, y, half, 0.75, Format::F32);
      x.bytes += 2 * half;
      y.bytes += 2 * half;
      EXPECT_EQ(dot(model, x, y, half, first, Format::F32), whole) << text;
    }
  }
}

TEST(Accumulate, AddendAfterTheProducts) {
  // CDNA3: products at their own exponent, 0, in units of 2^-24; the addend has
  // exponent 8, so the sum of products is floored at 2^(8-31), the addend at
  // 2^(8-24). -(2^-24) becomes -(2^-23), 256 stays.
  double tiny = std::ldexp(1.0, -12);
  EXPECT_EQ(dotOf("accumulate<cdna3, result=f64>", Format::F16, {-tiny, 1, -1},
                  {tiny, 1, 1}, 256),
            256 - std::ldexp(1.0, -23));
  // The addend's own low bits are floored: 2^-24 beside products of exponent 4
  // lies below 2^(4-24), and -2^-24 becomes -2^-20.
  EXPECT_EQ(dotOf("accumulate<cdna3, result=f64>", Format::F16, {4}, {4},
                  std::ldexp(1.0, -24)),
            16);
  EXPECT_EQ(dotOf("accumulate<cdna3, result=f64>", Format::F16, {4}, {4},
                  -std::ldexp(1.0, -24)),
            16 - std::ldexp(1.0, -20));
  // FP8 drops an addend 26 binades below: nothing is floored to -2^-20.
  EXPECT_EQ(dotOf("accumulate<cdna3-fp8, result=f64>", Format::F8E5M2, {4}, {4},
                  -std::ldexp(1.0, -22)),
            16);
}

TEST(Accumulate, EvenAndOddProductsAlignApart) {
  // Even: 2^8 and 2^-17 at F = 24, so 2^-17 is lost below 2^(8-24); odd: 2^-16
  // alone keeps all. Together at exponent 8 the odd sum is one unit of 2^-16.
  double e = std::ldexp(1.0, 8), s = std::ldexp(1.0, -16);
  std::vector<double> a = {e, s, s}, b = {1, 1, 0.5};
  EXPECT_EQ(dotOf("accumulate<cdna3-fp8, result=f64>", Format::F8E5M2, a, b, 0),
            e + s);
  // A negative odd sum below the unit is floored to one unit.
  b = {1, -0.5, 0};
  EXPECT_EQ(dotOf("accumulate<cdna3-fp8, result=f64>", Format::F8E5M2, a, b, 0),
            e - s);
}

TEST(Accumulate, PairwiseIsATree) {
  // ((1 + 2^-24) + (-1 + 0)) = 0 in f32: the tiny one is lost in the left
  // half. In the order 1, -1, 2^-24 it stays.
  double tiny = std::ldexp(1.0, -24);
  EXPECT_EQ(dotOf("cdna1-pairwise", Format::F32, {1, tiny, -1}, {1, 1, 1}, 0),
            0);
  EXPECT_EQ(dotOf("cdna1-pairwise", Format::F32, {1, -1, tiny}, {1, 1, 1}, 0),
            tiny);
}

TEST(Accumulate, SubnormalsCanBeFlushed) {
  double least = std::ldexp(1.0, -133); // Subnormal in bf16 and f32.
  EXPECT_EQ(dotOf("cdna1-bf16", Format::BF16, {least}, {1}, 0), least);
  EXPECT_EQ(dotOf("cdna2-bf16", Format::BF16, {least}, {1}, 0), 0);
  double small = std::ldexp(1.0, -70), negative = -small;
  double flushed = dotOf("cdna2-bf16", Format::BF16, {small, small},
                         {negative, negative}, -0.0);
  EXPECT_EQ(flushed, 0);
  EXPECT_TRUE(std::signbit(flushed));
}

TEST(Accumulate, ExactRoundsOnce) {
  // 2^60 + 2^-60 - 2^60, beyond any fraction: the small one is the result.
  double big = std::ldexp(1.0, 60), small = std::ldexp(1.0, -60);
  EXPECT_EQ(dotOf("exact", Format::BF16, {big, small, -big}, {1, 1, 1}, 0),
            small);
  EXPECT_EQ(
      dotOf("exact", Format::BF16, {big, big, -big}, {big, small, big}, 0.5),
      1.5);
  // A tie at 24 bits of f32 that only 2^-200 decides.
  double half = std::ldexp(1.0, -24);
  EXPECT_EQ(dotOf("exact", Format::F64, {1, half}, {1, 1}, 0), 1);
  EXPECT_EQ(dotOf("exact", Format::F64, {1, half, std::ldexp(1.0, -200)},
                  {1, 1, 1}, 0),
            1 + std::ldexp(1.0, -23));
}

TEST(Accumulate, GroupsAreExactAndScaledBeforeTheAlignment) {
  // Two groups of 2 in e5m2: (6 + 6) * 2 and (1 + 0.5) * 4; aligned at the
  // scales' exponents, 2 of F = 1: unit 2, so 24 and 6 stay whole.
  AccumulateModel model =
      modelOf("accumulate<fraction=1, terms=4, group=2, rounding=even>");
  std::vector<uint8_t> a = encode(Format::F8E5M2, {6, 6, 1, 0.5}),
                       b = encode(Format::F8E5M2, {1, 1, 1, 1}),
                       scale = encode(Format::F8E5M2, {2, 4});
  BlockScales scales;
  scales.a = codesOf(Format::F8E5M2, scale);
  scales.b = {Format::F8E5M2, nullptr, 0};
  scales.block = 2;
  EXPECT_EQ(dot(model, codesOf(Format::F8E5M2, a), codesOf(Format::F8E5M2, b),
                4, 0, Format::F32, &scales),
            30);
  // 1.5 in the group of scale 1 beside the exponent 2 is cut to the unit, 2.
  scale = encode(Format::F8E5M2, {4, 1});
  scales.a = codesOf(Format::F8E5M2, scale);
  EXPECT_EQ(dot(model, codesOf(Format::F8E5M2, a), codesOf(Format::F8E5M2, b),
                4, 0, Format::F32, &scales),
            48);
}

TEST(Accumulate, ScalesAfterTheAlignmentLoseNothingOfTheOtherBlock) {
  std::vector<uint8_t> a = encode(Format::F8E5M2, {1, 1.25}),
                       b = encode(Format::F8E5M2, {1, 1}),
                       scale = encode(Format::F8E5M2, {4096, 1});
  BlockScales scales;
  scales.a = codesOf(Format::F8E5M2, scale);
  scales.b = {Format::F8E5M2, nullptr, 0};
  scales.block = 1;
  auto run = [&](llvm::StringRef text) {
    return dot(modelOf(text), codesOf(Format::F8E5M2, a),
               codesOf(Format::F8E5M2, b), 2, 0, Format::F32, &scales);
  };
  // Scaled first, 1.25 lies below the unit 2^(12-8) once 4096 is there.
  EXPECT_EQ(run("accumulate<fraction=8, terms=1>"), 4096);
  EXPECT_EQ(run("accumulate<fraction=8, terms=1, scale=after>"), 4097.25);
}

//===----------------------------------------------------------------------===//
// Against plain arithmetic
//===----------------------------------------------------------------------===//

/// An operand drawn over all magnitudes of the format, zeros among them.
static void drawCodes(std::mt19937_64 &random, Format format,
                      std::vector<uint8_t> &codes) {
  for (size_t i = 0; i < codes.size(); i += bytesOf(format)) {
    do {
      uint64_t bits = random() % 8 == 0 ? 0 : random();
      std::memcpy(&codes[i], &bits, bytesOf(format));
    } while (!std::isfinite(decodeFloat(format, &codes[i])));
  }
}

TEST(Accumulate, SequentialIsFloatArithmetic) {
  std::mt19937_64 random(3);
  for (Format format : {Format::BF16, Format::F16, Format::F32}) {
    for (int round = 0; round < 2000; ++round) {
      std::vector<uint8_t> a(5 * bytesOf(format)), b(a.size());
      drawCodes(random, format, a);
      drawCodes(random, format, b);
      float plain = 0.375f, fused = plain;
      Codes x = codesOf(format, a), y = codesOf(format, b);
      for (int i = 0; i < 5; ++i) {
        float product =
            static_cast<float>(x.at(i)) * static_cast<float>(y.at(i));
        plain += product;
        fused = std::fma(static_cast<float>(x.at(i)),
                         static_cast<float>(y.at(i)), fused);
      }
      double d = dot(modelOf("sequential"), x, y, 5, 0.375, Format::F32);
      double f = dot(modelOf("fma"), x, y, 5, 0.375, Format::F32);
      ASSERT_TRUE(same(d, plain));
      ASSERT_TRUE(same(f, fused));
    }
  }
}

/// The definition of a step in doubles, which are exact for f16 and fp8 where
/// the fraction is small: another way to the same bits.
static double alignInDoubles(const AccumulateModel &model, Codes a, Codes b,
                             int64_t count, double c) {
  auto exponentOf = [](double value, Format format) {
    int least = format == Format::F32 ? -126 : 1 - formatInfo(format).bias;
    return value == 0 ? -126 : std::max(std::ilogb(value), least);
  };
  int largest = std::max(-126, exponentOf(c, Format::F32));
  for (int64_t i = 0; i < count; ++i)
    if (a.at(i) != 0 && b.at(i) != 0)
      largest = std::max(largest, exponentOf(a.at(i), a.format) +
                                      exponentOf(b.at(i), b.format));
  double unit = std::ldexp(1.0, largest - model.fraction);
  double sum = std::trunc(c / unit);
  for (int64_t i = 0; i < count; ++i)
    sum += std::trunc(a.at(i) * b.at(i) / unit);
  double exact = sum * unit;
  if (exact == 0)
    return 0;
  double last =
      std::ldexp(1.0, std::max(std::ilogb(exact), -126) - model.mantissa);
  return std::trunc(exact / last) * last;
}

TEST(Accumulate, AlignedStepsAreTheFormulaInDoubles) {
  std::mt19937_64 random(5);
  for (Format format : {Format::F8E4M3FN, Format::F8E5M2, Format::F16}) {
    for (const char *name : {"volta", "ampere", "hopper", "hopper-fp8-f32",
                             "accumulate<fraction=5, terms=32, mantissa=5>",
                             "accumulate<fraction=26, terms=32>"}) {
      AccumulateModel model = modelOf(name);
      for (int round = 0; round < 300; ++round) {
        std::vector<uint8_t> a(model.terms * bytesOf(format)), b(a.size());
        drawCodes(random, format, a);
        drawCodes(random, format, b);
        std::vector<uint8_t> c(4);
        drawCodes(random, Format::F16, c);
        double addend = decodeFloat(Format::F16, c.data());
        Codes x = codesOf(format, a), y = codesOf(format, b);
        ASSERT_EQ(dot(model, x, y, model.terms, addend, Format::F32),
                  alignInDoubles(model, x, y, model.terms, addend))
            << name << " " << formatName(format);
      }
    }
  }
}

TEST(Accumulate, WideIntegersGiveWhatNarrowOnesGive) {
  // sum-fraction is not used with the addend among the products, but makes the
  // sum too wide for 64 bits.
  std::mt19937_64 random(6);
  AccumulateModel narrow = modelOf("hopper"), wide = narrow;
  wide.sumFraction = 60;
  for (int round = 0; round < 500; ++round) {
    std::vector<uint8_t> a(64), b(64);
    drawCodes(random, Format::BF16, a);
    drawCodes(random, Format::BF16, b);
    Codes x = codesOf(Format::BF16, a), y = codesOf(Format::BF16, b);
    double first = dot(narrow, x, y, 32, 1, Format::F32);
    double second = dot(wide, x, y, 32, 1, Format::F32);
    ASSERT_TRUE(same(first, second));
  }
}

/// With fraction bits for the whole range of the products a sum is exact.
TEST(Accumulate, ManyFractionBitsAreExact) {
  std::mt19937_64 random(8);
  // E4M3 products span 2^-18 to 2^17: 36 + 4 bits below the largest do.
  AccumulateModel aligned = modelOf("accumulate<fraction=44, terms=16>"),
                  exact = modelOf("accumulate<order=exact, terms=16>");
  for (int round = 0; round < 500; ++round) {
    std::vector<uint8_t> a(16), b(16);
    drawCodes(random, Format::F8E4M3FN, a);
    drawCodes(random, Format::F8E4M3FN, b);
    Codes x = codesOf(Format::F8E4M3FN, a), y = codesOf(Format::F8E4M3FN, b);
    ASSERT_EQ(dot(aligned, x, y, 16, 0.5, Format::F32),
              dot(exact, x, y, 16, 0.5, Format::F32));
  }
}

//===----------------------------------------------------------------------===//
// Specials
//===----------------------------------------------------------------------===//

TEST(Accumulate, SpecialsFollowTheRules) {
  double inf = std::numeric_limits<double>::infinity();
  double nan = std::numeric_limits<double>::quiet_NaN();
  for (const char *name :
       {"hopper", "cdna1-pairwise", "cdna3", "exact", "sequential"}) {
    auto run = [&](double a0, double b0, double a1, double b1, double c) {
      return dotOf(name, Format::BF16, {a0, a1}, {b0, b1}, c);
    };
    EXPECT_EQ(run(inf, 2, 1, 1, 0), inf) << name;
    EXPECT_EQ(run(inf, -2, 1, 1, 0), -inf) << name;
    EXPECT_EQ(run(1, 1, 1, 1, -inf), -inf) << name;
    EXPECT_TRUE(std::isnan(run(inf, 1, inf, -1, 0))) << name;
    EXPECT_TRUE(std::isnan(run(inf, 0, 1, 1, 0))) << name;
    EXPECT_TRUE(std::isnan(run(nan, 0, 1, 1, 0))) << name;
    EXPECT_TRUE(std::isnan(run(1, 1, 1, 1, nan))) << name;
    EXPECT_TRUE(std::isnan(run(inf, 1, 1, 1, -inf))) << name;
    // 2^127 * 2 is beyond f32.
    double big = std::ldexp(1.0, 127);
    EXPECT_EQ(run(big, 2, 0, 0, 0), inf) << name;
    EXPECT_EQ(run(big, -1, big, -1, 0), -inf) << name;
  }
  // An exact sum may pass beyond the range and come back; CDNA3's products may
  // not.
  double big = std::ldexp(1.0, 127);
  EXPECT_EQ(dotOf("hopper", Format::BF16, {big, big}, {2, -2}, 0), 0);
  EXPECT_TRUE(std::isnan(dotOf("cdna3", Format::BF16, {big, big}, {2, -2}, 0)));
}

TEST(Accumulate, NotANumberHasAllBitsSet) {
  double nan = std::numeric_limits<double>::quiet_NaN();
  AccumulateModel model = modelOf("hopper");
  EXPECT_EQ(accumulateBits(model, Format::F32, nan), 0x7FFFFFFFu);
  EXPECT_EQ(accumulateBits(model, Format::F16, nan), 0x7FFFu);
  EXPECT_EQ(accumulateBits(modelOf("fma"), Format::F32, nan), 0x7FC00000u);
}
