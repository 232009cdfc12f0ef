//===- ScaledProductTest.cpp - products of blocks under models ------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The reference's own sums of scaled products against the definition in long
/// integers.
///
//===----------------------------------------------------------------------===//

#include "RunModule.h"
#include "test/Unit/Numerics/ExactSteps.h"
#include <random>

using namespace ridge;
using namespace ridge::test;

namespace {

constexpr int64_t rows = 5, columns = 6, blocks = 4;

class ScaledProductTest : public ModuleTest {
protected:
  static Array drawCodes(Format format, std::vector<int64_t> shape,
                         std::mt19937_64 &random) {
    std::vector<double> values;
    int64_t count = 1;
    for (int64_t extent : shape)
      count *= extent;
    while (int64_t(values.size()) < count) {
      uint64_t code = random() & ((uint64_t(1) << formatInfo(format).bits) - 1);
      if (format == Format::F8E8M0FNU)
        code = 118 + code % 18;
      double value = decodeFloat(format, reinterpret_cast<uint8_t *>(&code));
      bool isScale = shape.size() == 2;
      if (std::isfinite(value))
        values.push_back(isScale ? std::fabs(value) : random() % 6 ? value : 0);
    }
    return makeArray(format, shape, values);
  }

  /// The product as the compiler writes it, with blocks of `block`.
  static std::string moduleOf(llvm::StringRef model, Format element,
                              Format scale, int64_t block) {
    std::string e = formatName(element), f = formatName(scale),
                i = std::to_string(block);
    std::string a = "tensor<5x4x" + i + "x" + e + ">",
                s = "tensor<5x4x" + f + ">",
                b = "tensor<4x" + i + "x6x" + e + ">",
                t = "tensor<4x6x" + f + ">";
    return "func.func @f(%a: " + a + ", %s: " + s + ", %b: " + b +
           ", %t: " + t +
           R"() -> tensor<5x6xf32> {
      %r = ridge.contract ins(%a, %s, %b, %t : )" +
           a + ", " + s + ", " + b + ", " + t + R"() init 0.25 : f32
          extents [5, 6, 4, )" +
           i + R"(]
          maps [affine_map<(m, n, k, i) -> (m, k, i)>,
                affine_map<(m, n, k, i) -> (m, k)>,
                affine_map<(m, n, k, i) -> (k, i, n)>,
                affine_map<(m, n, k, i) -> (k, n)>,
                affine_map<(m, n, k, i) -> (m, n)>]
          accumulate ")" +
           model.str() + R"(" {
      ^bb0(%x: )" +
           e + ", %u: " + f + ", %y: " + e + ", %v: " + f + R"(, %o: f32):
        %c = ridge.dequantize %x by %u : )" +
           e + ", " + f + R"( to f32
        %d = ridge.dequantize %y by %v : )" +
           e + ", " + f + R"( to f32
        %p = arith.mulf %c, %d : f32
        %q = arith.addf %o, %p : f32
        ridge.yield %q : f32
      } -> tensor<5x6xf32>
      return %r : tensor<5x6xf32>
    })";
  }

  void compare(llvm::StringRef text, Format element, Format scale,
               int64_t block) {
    std::string problem;
    std::optional<AccumulateModel> model =
        AccumulateModel::parse(text, problem);
    ASSERT_TRUE(model) << problem;
    std::mt19937_64 random(12);
    std::vector<Array> in = {
        drawCodes(element, {rows, blocks, block}, random),
        drawCodes(scale, {rows, blocks}, random),
        drawCodes(element, {blocks, block, columns}, random),
        drawCodes(scale, {blocks, columns}, random)};
    std::vector<double> have = run(moduleOf(text, element, scale, block), in);
    ASSERT_EQ(int64_t(have.size()), rows * columns);
    Values a = valuesOf(in[0]), s = valuesOf(in[1]), b = valuesOf(in[2]),
           t = valuesOf(in[3]);
    int64_t depth = blocks * block;
    for (int64_t m = 0; m < rows; ++m)
      for (int64_t n = 0; n < columns; ++n) {
        ExactSide x = {element, scale, {}, {}}, y = x;
        for (int64_t k = 0; k < depth; ++k) {
          x.elements.push_back(a[m * depth + k]);
          x.scales.push_back(s[m * blocks + k / block]);
          y.elements.push_back(b[k * columns + n]);
          y.scales.push_back(t[k / block * columns + n]);
        }
        EXPECT_EQ(have[m * columns + n], exactDot(*model, x, y, 0.25))
            << text.str() << " " << m << "," << n;
      }
  }
};

TEST_F(ScaledProductTest, SumsAreThoseOfTheDefinition) {
  Format e8m0 = Format::F8E8M0FNU, e4m3 = Format::F8E4M3FN,
         e2m1 = Format::F4E2M1FN;
  compare("blackwell-mxfp8", e4m3, e8m0, 32);
  compare("blackwell-mxfp8", Format::F8E5M2, e8m0, 32);
  compare("blackwell-mxfp8", Format::F6E3M2FN, e8m0, 32);
  compare("blackwell-mxfp4", e2m1, e8m0, 32);
  compare("blackwell-mxfp4", e2m1, e4m3, 16);
  compare("hopper-fp8-f32", e4m3, e4m3, 16);
  compare("accumulate<fraction=8, terms=6, mantissa=8>", e4m3, e4m3, 4);
  compare("accumulate<fraction=10, terms=12, group=4, rounding=even>", e2m1,
          e8m0, 8);
  compare("accumulate<fraction=13, terms=32, scale=after>", e4m3, e8m0, 32);
  compare("accumulate<fraction=9, terms=8, scale=after, rounding=even>",
          Format::F8E5M2, e4m3, 16);
  compare("accumulate<fraction=20, terms=16, group=8, scale=after>", e2m1, e4m3,
          16);
  // By way of Numerics, in wider integers.
  compare("accumulate<fraction=58, terms=32>", e4m3, e4m3, 32);
  compare("accumulate<fraction=12, terms=64, group=2, promote=64>", e4m3, e8m0,
          8);
}

TEST_F(ScaledProductTest, GroupsLieInOneBlock) {
  std::mt19937_64 random(13);
  std::vector<Array> in = {
      drawCodes(Format::F4E2M1FN, {rows, blocks, 8}, random),
      drawCodes(Format::F8E8M0FNU, {rows, blocks}, random),
      drawCodes(Format::F4E2M1FN, {blocks, 8, columns}, random),
      drawCodes(Format::F8E8M0FNU, {blocks, columns}, random)};
  std::string error = errorOf(
      moduleOf("blackwell-mxfp4", Format::F4E2M1FN, Format::F8E8M0FNU, 8), in);
  EXPECT_NE(error.find("16 products need one scale, but there is another at "
                       "product 8"),
            std::string::npos)
      << error;
}

} // namespace
