//===- ScaledAccumulateTest.cpp - products of blocks under models ---------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Every way to run a product of elements with scales under a model, and `dot`,
/// against the definition in long integers.
///
//===----------------------------------------------------------------------===//

#include "ridge/Exec/Evaluate.h"
#include "test/Unit/Numerics/ExactSteps.h"
#include "llvm/Support/ErrorHandling.h"
#include "gtest/gtest.h"
#include <cmath>
#include <cstring>
#include <random>

using namespace ridge;
using namespace ridge::test;
using Way = KernelEvaluator::Way;

namespace {
/// C[m, n] += (A[m, k, i] * S[m, k]) * (B[k, i, n] * T[k, n]), i in a block.
struct Case {
  const char *model;
  Format element;
  Format scale;
  int64_t block;
  bool bothScaled = true; ///< Else only the rows.
};

class ScaledProduct {
public:
  ScaledProduct(const Case &of, int64_t m, int64_t n, int64_t blocks)
      : of(of), m(m), n(n), k(blocks), a(m * k * of.block * size()),
        b(n * k * of.block * size()), s(m * k), t(k * n), c(m * n) {
    std::string error;
    std::optional<AccumulateModel> parsed =
        AccumulateModel::parse(of.model, error);
    if (!parsed)
      llvm::report_fatal_error(llvm::StringRef(error));
    model = *parsed;
  }

  void draw(std::mt19937_64 &random, bool wide) {
    drawFinite(random, of.element, a);
    drawFinite(random, of.element, b);
    for (std::vector<uint8_t> *scales : {&s, &t})
      for (uint8_t &code : *scales)
        do {
          // Scales of powers of two near 1, for sums that keep more than one.
          bool near = of.scale == Format::F8E8M0FNU && !wide;
          code = near ? 120 + random() % 14 : random() % 256;
          if (isSigned(of.scale))
            code &= 0x7F;
        } while (!std::isfinite(decodeFloat(of.scale, &code)));
    for (float &value : c)
      value = std::ldexp(float(int64_t(random() % 4001) - 2000),
                         int(random() % 24) - 16);
  }

  std::vector<float> run(Way way) {
    std::vector<float> result = c;
    llvm::SmallVector<OperandView, 5> views(of.bothScaled ? 5 : 4);
    int64_t i = of.block;
    unsigned next = 0;
    auto view = [&](void *base, llvm::ArrayRef<int64_t> strides) {
      views[next].base = static_cast<uint8_t *>(base);
      views[next++].strides.assign(strides.begin(), strides.end());
    };
    view(a.data(), {k * i, 0, i, 1});
    view(s.data(), {k, 0, 1, 0});
    view(b.data(), {0, 1, i * n, n});
    if (of.bothScaled)
      view(t.data(), {0, 1, n, 0});
    view(result.data(), {n, 1, 0, 0});
    KernelEvaluator(kernel()).run({m, n, k, i}, {}, views, way);
    return result;
  }

  std::vector<float> exact() const {
    std::vector<float> result;
    for (int64_t row = 0; row < m; ++row)
      for (int64_t column = 0; column < n; ++column)
        result.push_back(static_cast<float>(exactDot(
            model, rowAt(row), columnAt(column), c[row * n + column])));
    return result;
  }

  /// By `dot`, which takes a code for each block.
  std::vector<float> byDot() const {
    std::vector<float> result;
    int64_t bytes = size();
    for (int64_t row = 0; row < m; ++row)
      for (int64_t column = 0; column < n; ++column) {
        BlockScales scales;
        scales.a = {of.scale, &s[row * k], 1};
        if (of.bothScaled)
          scales.b = {of.scale, &t[column], n};
        scales.block = of.block;
        double sum =
            dot(model, {of.element, &a[row * k * of.block * bytes], bytes},
                {of.element, &b[column * bytes], n * bytes}, k * of.block,
                c[row * n + column], Format::F32, &scales);
        result.push_back(static_cast<float>(sum));
      }
    return result;
  }

private:
  unsigned size() const { return bytesOf(of.element); }
  static bool isSigned(Format format) { return format != Format::F8E8M0FNU; }

  void drawFinite(std::mt19937_64 &random, Format format,
                  std::vector<uint8_t> &codes) {
    unsigned bits = formatInfo(format).bits;
    for (size_t i = 0; i < codes.size(); i += bytesOf(format))
      do {
        uint64_t code = random() % 6 == 0 ? 0 : random();
        code &= (uint64_t(1) << bits) - 1;
        std::memcpy(&codes[i], &code, bytesOf(format));
      } while (!std::isfinite(decodeFloat(format, &codes[i])));
  }

  Kernel kernel() const {
    std::string e = formatName(of.element), f = formatName(of.scale);
    std::string text =
        "(d0, d1, r2, r3) in " + e + "[0,2,3] " + f + "[0,2] " + e + "[1,2,3] ";
    if (of.bothScaled)
      text += f + "[1,2] out f32[0,1] update " + model.print() +
              " { %5 = ridge.dequantize %0, %1 : f32; "
              "%6 = ridge.dequantize %2, %3 : f32; "
              "%7 = arith.mulf %5, %6 : f32; %8 = arith.addf %4, %7 : f32; "
              "yield %8 }";
    else
      text += "out f32[0,1] update " + model.print() +
              " { %4 = ridge.dequantize %0, %1 : f32; "
              "%5 = arith.extf %2 : f32; "
              "%6 = arith.mulf %4, %5 : f32; %7 = arith.addf %3, %6 : f32; "
              "yield %7 }";
    std::string error;
    std::optional<Kernel> kernel = Kernel::parse(text, error);
    if (!kernel)
      llvm::report_fatal_error(llvm::StringRef(text + ": " + error));
    return *kernel;
  }

  ExactSide rowAt(int64_t row) const {
    ExactSide side = {of.element, of.scale, {}, {}};
    for (int64_t i = 0; i < k * of.block; ++i) {
      side.elements.push_back(
          decodeFloat(of.element, &a[(row * k * of.block + i) * size()]));
      side.scales.push_back(decodeFloat(of.scale, &s[row * k + i / of.block]));
    }
    return side;
  }
  ExactSide columnAt(int64_t column) const {
    ExactSide side = {of.element, std::nullopt, {}, {}};
    if (of.bothScaled)
      side.scale = of.scale;
    for (int64_t i = 0; i < k * of.block; ++i) {
      side.elements.push_back(
          decodeFloat(of.element, &b[(i * n + column) * size()]));
      side.scales.push_back(
          of.bothScaled ? decodeFloat(of.scale, &t[i / of.block * n + column])
                        : 1);
    }
    return side;
  }

  const Case &of;
  AccumulateModel model;
  int64_t m, n, k;
  std::vector<uint8_t> a, b, s, t;
  std::vector<float> c;
};
} // namespace

static const Case cases[] = {
    // As shipped units have them.
    {"blackwell-mxfp8", Format::F8E4M3FN, Format::F8E8M0FNU, 32},
    {"blackwell-mxfp8", Format::F8E5M2, Format::F8E8M0FNU, 32},
    {"blackwell-mxfp8", Format::F6E2M3FN, Format::F8E8M0FNU, 32},
    {"blackwell-mxfp4", Format::F4E2M1FN, Format::F8E8M0FNU, 32},
    {"blackwell-mxfp4", Format::F4E2M1FN, Format::F8E4M3FN, 16},
    // One scaled side, narrow sums, blocks that are shorter than a step.
    {"blackwell-mxfp8", Format::F8E4M3FN, Format::F8E8M0FNU, 32, false},
    {"blackwell-mxfp4", Format::F4E2M1FN, Format::F8E8M0FNU, 32, false},
    {"hopper-fp8-f32", Format::F8E4M3FN, Format::F8E8M0FNU, 32},
    {"hopper-fp8-f32", Format::F8E4M3FN, Format::F8E4M3FN, 16},
    {"accumulate<fraction=8, terms=6, mantissa=8>", Format::F8E4M3FN,
     Format::F8E4M3FN, 4},
    {"accumulate<fraction=10, terms=12, group=4, mantissa=9, rounding=even>",
     Format::F4E2M1FN, Format::F8E8M0FNU, 8},
    {"accumulate<fraction=12, terms=64, group=2, promote=64>", Format::F8E4M3FN,
     Format::F8E8M0FNU, 8},
    {"accumulate<fraction=25, terms=16>", Format::BF16, Format::F8E8M0FNU, 8},
    // Too wide for vectors.
    {"accumulate<fraction=58, terms=32>", Format::F8E4M3FN, Format::F8E4M3FN,
     32},
    {"accumulate<fraction=40, terms=32, group=16>", Format::F8E5M2,
     Format::F8E8M0FNU, 16},
    // Scaled after a step.
    {"accumulate<fraction=13, terms=32, scale=after>", Format::F8E4M3FN,
     Format::F8E8M0FNU, 32},
    {"accumulate<fraction=9, terms=8, mantissa=9, scale=after, rounding=even>",
     Format::F8E5M2, Format::F8E4M3FN, 16},
    {"accumulate<fraction=20, terms=16, group=8, scale=after>",
     Format::F4E2M1FN, Format::F8E4M3FN, 16},
};

TEST(ScaledAccumulate, AllWaysGiveTheBitsOfTheDefinition) {
  std::mt19937_64 random(31);
  for (const Case &of : cases)
    for (bool wide : {false, true}) {
      // Ragged: 3 rows, 17 columns, and a last step that is short.
      ScaledProduct product(of, 3, 17, 3);
      product.draw(random, wide);
      std::vector<float> expected = product.exact();
      std::string what = std::string(of.model) + " " + formatName(of.element) +
                         " " + formatName(of.scale) + (wide ? " wide" : "");
      ASSERT_EQ(product.byDot(), expected) << what;
      for (Way way : {Way::Points, Way::Fastest, Way::Rows})
        ASSERT_EQ(product.run(way), expected) << what << " way " << int(way);
    }
}

/// More rows than columns: the sides change places.
TEST(ScaledAccumulate, TallProductsAreEqual) {
  std::mt19937_64 random(32);
  for (const Case &of : cases) {
    ScaledProduct product(of, 17, 3, 3);
    product.draw(random, false);
    ASSERT_EQ(product.run(Way::Fastest), product.exact()) << of.model;
  }
}

/// Deep enough for several blocks of panels.
TEST(ScaledAccumulate, DeepProductsAreEqual) {
  std::mt19937_64 random(33);
  for (const Case &of : {cases[0], cases[3], cases[4], cases[15]}) {
    ScaledProduct product(of, 2, 8, 24);
    product.draw(random, false);
    ASSERT_EQ(product.run(Way::Fastest), product.exact()) << of.model;
  }
}

static std::string problemOf(const std::string &operands,
                             const std::string &out, const std::string &model) {
  std::string error;
  EXPECT_FALSE(Kernel::parse(
      "(d0, d1, r2, r3) in " + operands + " out " + out + "[0,1] update " +
          model + " { %5 = ridge.dequantize %0, %1 : " + out +
          "; %6 = ridge.dequantize %2, %3 : " + out +
          "; %7 = arith.mulf %5, %6 : " + out +
          "; %8 = arith.addf %4, %7 : " + out + "; yield %8 }",
      error));
  return error;
}

TEST(ScaledAccumulate, ErrorsSayWhatCannotBe) {
  std::string wide = "f32[0,2,3] f8E8M0FNU[0,2] f32[1,2,3] f8E8M0FNU[1,2]";
  EXPECT_NE(problemOf(wide, "f32", "accumulate<blackwell-mxfp4>")
                .find("a group of products of f32 and f32 spans too many bits"),
            std::string::npos);
  std::string scaled = "f8E4M3FN[0,2,3] f32[0,2] f8E4M3FN[1,2,3] f32[1,2]";
  EXPECT_NE(problemOf(scaled, "f32", "accumulate<terms=32, scale=after>")
                .find("scale=after multiplies 24 bits of a sum by 48 bits of "
                      "scales, expected at most 53 together"),
            std::string::npos);
  std::string mx =
      "f8E4M3FN[0,2,3] f8E8M0FNU[0,2] f8E4M3FN[1,2,3] f8E8M0FNU[1,2]";
  EXPECT_NE(problemOf(mx, "f64", "accumulate<blackwell-mxfp8, result=f64>")
                .find("scaled products are given in f64, expected at most f32"),
            std::string::npos);
}
