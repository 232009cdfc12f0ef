//===- QuantizedTest.cpp - values of quantised tensors --------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "RunModule.h"

using namespace ridge;

namespace {
class QuantizedTest : public ModuleTest {};
} // namespace

// (q + 3) * 0.5.
TEST_F(QuantizedTest, OneScaleForTheTensor) {
  EXPECT_EQ(run(R"(
    !q = !quant.uniform<i8:f32, 0.5:-3>
    func.func @f(%q: tensor<2x2x!q>) -> tensor<2x2xf32> {
      %r = quant.dcast %q : tensor<2x2x!q> to tensor<2x2xf32>
      return %r : tensor<2x2xf32>
    })",
                {makeArray(Format::I8, {2, 2}, {-128, -3, 0, 127})}),
            (Values{-62.5, 0, 1.5, 65}));
}

// Along dim 1 of three: scales 1, 2 and zero points 0, 10.
TEST_F(QuantizedTest, OneScaleForEachChannel) {
  EXPECT_EQ(
      run(R"(
    !q = !quant.uniform<i8:f32:1, {1.0, 2.0:10}>
    func.func @f(%q: tensor<2x2x2x!q>) -> tensor<2x2x2xf32> {
      %r = quant.dcast %q : tensor<2x2x2x!q> to tensor<2x2x2xf32>
      return %r : tensor<2x2x2xf32>
    })",
          {makeArray(Format::I8, {2, 2, 2}, {1, 2, 11, 12, 3, 4, 0, 10})}),
      (Values{1, 2, 2, 4, 3, 4, -20, 0}));
}

// Code -1 is 255 there; -128 is 128, the zero point.
TEST_F(QuantizedTest, UnsignedCodesOfIntegers) {
  EXPECT_EQ(run(R"(
    !q = !quant.uniform<u8:f32, 0.25:128>
    func.func @f(%i: tensor<3xi8>) -> tensor<3xf32> {
      %q = quant.scast %i : tensor<3xi8> to tensor<3x!q>
      %r = quant.dcast %q : tensor<3x!q> to tensor<3xf32>
      return %r : tensor<3xf32>
    })",
                {makeArray(Format::I8, {3}, {-1, -128, 0})}),
            (Values{31.75, 0, -32}));
}

// bf16 has 8 bits: 200 + 127 = 327 rounds to 328 (a tie of 326 and 328, to the
// even code 164 * 2), 0.3 to 77 * 2^-8, and 328 * 77 / 256 = 98.65625 to 98.5.
TEST_F(QuantizedTest, EachStepRoundsToTheExpressedFormat) {
  EXPECT_EQ(run(R"(
    !q = !quant.uniform<i16:bf16, 0.3:-127>
    func.func @f(%q: tensor<1x!q>) -> tensor<1xbf16> {
      %r = quant.dcast %q : tensor<1x!q> to tensor<1xbf16>
      return %r : tensor<1xbf16>
    })",
                {makeArray(Format::I16, {1}, {200})}),
            (Values{98.5}));
}

TEST_F(QuantizedTest, BlocksAreAnError) {
  EXPECT_NE(errorOf(R"(
    !q = !quant.uniform<i8:f32:{0:2}, {1.0, 2.0}>
    func.func @f(%q: tensor<4x!q>) -> tensor<4xf32> {
      %r = quant.dcast %q : tensor<4x!q> to tensor<4xf32>
      return %r : tensor<4xf32>
    })",
                    {makeArray(Format::I8, {4}, {1, 2, 3, 4})})
                .find("dequantises blocks"),
            std::string::npos);
}
