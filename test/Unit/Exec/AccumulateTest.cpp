//===- AccumulateTest.cpp - contractions under models of accumulation -----===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Every way to run a kernel under a model against `dot`, whose rules have
/// tests of their own.
///
//===----------------------------------------------------------------------===//

#include "ridge/Exec/Evaluate.h"
#include "test/Unit/Sanitizers.h"
#include "llvm/Support/ErrorHandling.h"
#include "gtest/gtest.h"
#include <cmath>
#include <cstring>
#include <random>

using namespace ridge;
using Way = KernelEvaluator::Way;

static AccumulateModel modelOf(llvm::StringRef text) {
  std::string error;
  std::optional<AccumulateModel> model = AccumulateModel::parse(text, error);
  if (!model)
    llvm::report_fatal_error(llvm::StringRef(error));
  return *model;
}

/// C[m, n] += A[m, k] * B[k, n] in a format that is extended to f32.
static Kernel matmul(Format format, const AccumulateModel &model) {
  std::string name = formatName(format), error;
  std::string sum = formatName(model.stored());
  std::string text = "(d0, d1, r2) in " + name + "[0,2] " + name +
                     "[1,2] out " + sum + "[0,1] update " + model.print();
  if (format == model.stored())
    text += " { %3 = arith.mulf %0, %1 : " + sum +
            "; %4 = arith.addf %2, %3 : " + sum + "; yield %4 }";
  else
    text += " { %3 = arith.extf %0 : " + sum + "; %4 = arith.extf %1 : " + sum +
            "; %5 = arith.mulf %3, %4 : " + sum +
            "; %6 = arith.addf %2, %5 : " + sum + "; yield %6 }";
  std::optional<Kernel> kernel = Kernel::parse(text, error);
  if (!kernel)
    llvm::report_fatal_error(llvm::StringRef(error));
  return *kernel;
}

namespace {
/// A product of random data, run in all ways.
struct Product {
  Product(Format format, const AccumulateModel &model, int64_t m, int64_t n,
          int64_t k)
      : format(format), model(model), m(m), n(n), k(k),
        a(m * k * bytesOf(format)), b(k * n * bytesOf(format)),
        c(m * n * bytesOf(model.stored())) {}

  enum Kind { Normal, AllCodes };

  void draw(std::mt19937_64 &random, Kind kind, bool finite) {
    for (auto *codes : {&a, &b})
      drawCodes(random, kind, finite, format, *codes);
    drawCodes(random, kind, finite, model.stored(), c);
  }

  static void drawCodes(std::mt19937_64 &random, Kind kind, bool finite,
                        Format format, std::vector<uint8_t> &codes) {
    std::normal_distribution<double> normal;
    for (size_t i = 0; i < codes.size(); i += bytesOf(format)) {
      uint64_t bits = random() % 6 == 0 ? 0 : random();
      do {
        std::memcpy(&codes[i], &bits, bytesOf(format));
        bits = random();
      } while (finite && !std::isfinite(decodeFloat(format, &codes[i])));
      if (kind == Normal)
        encodeFloat(format, normal(random), &codes[i]);
    }
  }

  std::vector<uint8_t> run(Way way) const {
    std::vector<uint8_t> result = c;
    std::vector<uint8_t> x = a, y = b;
    OperandView views[3];
    views[0].base = x.data();
    views[0].strides = {k, 0, 1};
    views[1].base = y.data();
    views[1].strides = {0, 1, n};
    views[2].base = result.data();
    views[2].strides = {n, 1, 0};
    KernelEvaluator(matmul(format, model)).run({m, n, k}, {}, views, way);
    return result;
  }

  /// The definition.
  std::vector<uint8_t> expected() const {
    unsigned bytes = bytesOf(format), out = bytesOf(model.stored());
    std::vector<uint8_t> result = c;
    for (int64_t i = 0; i < m; ++i)
      for (int64_t j = 0; j < n; ++j) {
        uint8_t *to = &result[(i * n + j) * out];
        double d = dot(model, {format, &a[i * k * bytes], bytes},
                       {format, &b[j * bytes], n * int64_t(bytes)}, k,
                       decodeFloat(model.stored(), to), model.stored());
        uint64_t code = accumulateBits(model, model.stored(), d);
        std::memcpy(to, &code, out);
      }
    return result;
  }

  Format format;
  AccumulateModel model;
  int64_t m, n, k;
  std::vector<uint8_t> a, b, c;
};
} // namespace

static void expectEqual(const Product &product, const std::string &what) {
  std::vector<uint8_t> expected = product.expected();
  for (Way way : {Way::Points, Way::Fastest, Way::Rows}) {
    ASSERT_EQ(product.run(way), expected)
        << what << " " << product.model.print() << " "
        << formatName(product.format) << " way " << int(way);
  }
}

/// bf16 has no extension to f16.
static bool extends(Format format, const AccumulateModel &model) {
  return format != Format::BF16 || model.stored() != Format::F16;
}

static const char *models[] = {
    "volta", "ampere", "hopper", "hopper-fp8-f32", "ada-fp8",
    "accumulate<hopper-fp8-f32, promote=64>", "accumulate<hopper, promote=32>",
    "accumulate<hopper-fp8-f32, rounding=even>",
    "accumulate<hopper, rounding=even>",
    "accumulate<hopper, mantissa=10, rounding=even>",
    "accumulate<fraction=3, terms=5, mantissa=2>",
    "accumulate<fraction=30, terms=7>",
    // These have no vector loop.
    "cdna1-pairwise", "cdna2", "cdna3", "cdna3-fp8", "fma", "exact",
    "accumulate<hopper, align=even>", "accumulate<hopper, result=f16>",
    "hopper-fp8-f16", "accumulate<hopper, interleave=2, run=4>"};

TEST(Accumulate, AllWaysGiveTheBitsOfTheDefinition) {
  std::mt19937_64 random(21);
  for (const char *text : models)
    for (Format format :
         {Format::F8E4M3FN, Format::F8E5M2, Format::F16, Format::BF16}) {
      AccumulateModel model = modelOf(text);
      if (!extends(format, model) ||
          (test::underSanitizers && format != Format::F8E4M3FN))
        continue;
      // Ragged in every dim: 5 rows, 19 columns, and a last step that is short.
      Product product(format, model, 5, 19, 2 * 64 + 9);
      product.draw(random, Product::Normal, true);
      expectEqual(product, "normal");
    }
}

TEST(Accumulate, AllWaysAgreeOnEveryMagnitude) {
  std::mt19937_64 random(22);
  for (const char *text : models)
    for (Format format :
         {Format::F8E4M3FN, Format::F8E5M2, Format::F16, Format::BF16}) {
      if (!extends(format, modelOf(text)))
        continue;
      Product product(format, modelOf(text), 3, 17, 70);
      product.draw(random, Product::AllCodes, true);
      expectEqual(product, "finite codes");
    }
}

TEST(Accumulate, AllWaysAgreeOnInfinitiesAndNaN) {
  std::mt19937_64 random(23);
  for (const char *text : {"hopper", "hopper-fp8-f32", "cdna3", "exact"})
    for (Format format :
         {Format::F8E4M3FN, Format::F8E5M2, Format::F16, Format::BF16}) {
      Product product(format, modelOf(text), 6, 33, 3);
      product.draw(random, Product::AllCodes, false);
      expectEqual(product, "all codes");
    }
}

TEST(Accumulate, FloatOperandsAlignInDoubles) {
  std::mt19937_64 random(24);
  for (const char *text :
       {"ampere-tf32", "hopper", "accumulate<hopper-fp8-f32, promote=32>"}) {
    for (auto kind : {Product::Normal, Product::AllCodes}) {
      Product product(Format::F32, modelOf(text), 4, 16, 37);
      product.draw(random, kind, true);
      expectEqual(product, "f32");
    }
  }
}

/// Zeros, tiny accumulators and results that cancel: where the vector loop's
/// powers of two would leave the range of f32.
TEST(Accumulate, SmallAccumulatorsAreExact) {
  AccumulateModel model = modelOf("hopper-fp8-f32");
  Product product(Format::F8E4M3FN, model, 4, 16, 40);
  std::mt19937_64 random(25);
  for (size_t i = 0; i < product.c.size(); i += 4) {
    float c =
        std::ldexp(1.0f + float(random() % 1000) / 1000, -int(random() % 149));
    if (random() % 3 == 0)
      c = -0.0f;
    std::memcpy(&product.c[i], &c, 4);
  }
  expectEqual(product, "products of zero");
  product.draw(random, Product::AllCodes, true);
  for (size_t i = 0; i < product.c.size(); i += 4) {
    float c = std::ldexp(1.0f, -int(random() % 149));
    std::memcpy(&product.c[i], &c, 4);
  }
  expectEqual(product, "tiny addends");
}

TEST(Accumulate, PlainModelsTakeThePlainPath) {
  std::mt19937_64 random(26);
  Product product(Format::BF16, modelOf("tpu-like"), 9, 33, 100);
  product.draw(random, Product::Normal, true);
  expectEqual(product, "plain");
  Kernel kernel = matmul(Format::BF16, modelOf("tpu-like"));
  Kernel without = kernel;
  without.accumulate.reset();
  std::vector<uint8_t> expected = product.expected();
  OperandView views[3];
  views[0].base = product.a.data();
  views[0].strides = {100, 0, 1};
  views[1].base = product.b.data();
  views[1].strides = {0, 1, 33};
  views[2].base = product.c.data();
  views[2].strides = {33, 1, 0};
  KernelEvaluator(without).run({9, 33, 100}, {}, views);
  EXPECT_EQ(product.c, expected);
}

TEST(Accumulate, CutsAtTheIntervalChangeNothing) {
  std::mt19937_64 random(27);
  for (const char *text :
       {"hopper-fp8-f32", "accumulate<hopper-fp8-f32, promote=128>"}) {
    AccumulateModel model = modelOf(text);
    int64_t part = model.cutInterval() * 3, k = 3 * part;
    Product product(Format::F8E4M3FN, model, 4, 16, k);
    product.draw(random, Product::Normal, true);
    std::vector<uint8_t> whole = product.run(Way::Fastest);
    OperandView views[3];
    std::vector<uint8_t> c = product.c;
    for (int64_t begin = 0; begin < k; begin += part) {
      views[0].base = product.a.data() + begin;
      views[0].strides = {k, 0, 1};
      views[1].base = product.b.data() + begin * 16;
      views[1].strides = {0, 1, 16};
      views[2].base = c.data();
      views[2].strides = {16, 1, 0};
      KernelEvaluator(matmul(Format::F8E4M3FN, model))
          .run({4, 16, part}, {}, views);
    }
    EXPECT_EQ(c, whole) << text;
  }
}
