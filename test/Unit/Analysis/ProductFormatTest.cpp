//===- ProductFormatTest.cpp - what products a machine has ----------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Bodies of instructions that are products of two tensors, and those that only
/// look like it.
///
//===----------------------------------------------------------------------===//

#include "ridge/Analysis/ProductFormat.h"
#include "TensorForm.h"

using namespace mlir;
using namespace ridge;

namespace {

class ProductFormatTest : public test::TensorForm {
protected:
  /// The products of a machine whose one instruction has this body, over dims
  /// m, n, k and a block i of 32.
  std::vector<ProductFormat> productsOf(const std::string &kernel,
                                        int64_t least = 32) {
    std::string error;
    std::optional<Kernel> parsed = Kernel::parse(kernel, error);
    EXPECT_TRUE(parsed) << error;
    Machine machine;
    Instruction instruction;
    instruction.name = "unit";
    instruction.dims = {
        {"m", 1, 128}, {"n", 1, 64}, {"k", 1, 64}, {"i", least, 32}};
    instruction.dims.resize(parsed->numDims());
    instruction.kernel = *parsed;
    machine.instructions = {instruction};
    return productFormats(machine);
  }
};

TEST_F(ProductFormatTest, PlainProduct) {
  auto products = productsOf(
      "(d0, d1, r2) in f32[0,2] f32[2,1] out f32[0,1] update { "
      "%3 = arith.mulf %0, %1 : f32; %4 = arith.addf %2, %3 : f32; yield %4 }");
  ASSERT_EQ(products.size(), 1u);
  EXPECT_EQ(products[0].name, "unit");
  EXPECT_EQ(products[0].describe(), "f32");
  EXPECT_EQ(products[0].block(), 1);
  EXPECT_EQ(products[0].sides[0].bitsPerValue(), 32);
}

TEST_F(ProductFormatTest, OperandsAreWidenedBeforeTheyAreMultiplied) {
  // Each its own format, in either order of the sum.
  auto products = productsOf(
      "(d0, d1, r2) in bf16[0,2] f8E4M3FN[2,1] out f32[0,1] update { "
      "%3 = arith.extf %0 : f32; %4 = arith.extf %1 : f32; "
      "%5 = arith.mulf %3, %4 : f32; %6 = arith.addf %5, %2 : f32; yield %6 }");
  ASSERT_EQ(products.size(), 1u);
  EXPECT_EQ(products[0].describe(), "bf16 x f8E4M3FN");
  EXPECT_EQ(products[0].product, Format::F32);
  EXPECT_EQ(products[0].accumulator, Format::F32);
}

const std::string scaled =
    "(d0, d1, r2, r3) in f8E4M3FN[0,2,3] f8E8M0FNU[0,2] f8E4M3FN[1,2,3] "
    "f8E8M0FNU[1,2] out f32[0,1] update { "
    "%5 = ridge.dequantize %0, %1 : f32; %6 = ridge.dequantize %2, %3 : f32; "
    "%7 = arith.mulf %5, %6 : f32; %8 = arith.addf %4, %7 : f32; yield %8 }";

TEST_F(ProductFormatTest, ScalesHaveTheBlockOfTheDimsThatTheyLack) {
  auto products = productsOf(scaled);
  ASSERT_EQ(products.size(), 1u);
  EXPECT_EQ(products[0].describe(), "f8E4M3FN/32 f8E8M0FNU");
  EXPECT_EQ(products[0].block(), 32);
  // 8 bits and a 32nd of 8.
  EXPECT_EQ(products[0].sides[1].bitsPerValue(), 8.25);
}

TEST_F(ProductFormatTest, ABlockOfAnySizeIsNoFormat) {
  EXPECT_TRUE(productsOf(scaled, /*least=*/1).empty());
}

TEST_F(ProductFormatTest, AScaleThatLacksARowOfTheResultIsNoBlock) {
  EXPECT_TRUE(
      productsOf("(d0, d1, r2) in f8E4M3FN[0,2] f8E8M0FNU[2] f32[1,2] out "
                 "f32[0,1] update { %4 = ridge.dequantize %0, %1 : f32; "
                 "%5 = arith.mulf %4, %2 : f32; %6 = arith.addf %3, %5 : f32; "
                 "yield %6 }")
          .empty());
}

TEST_F(ProductFormatTest, WhatOnlyLooksLikeAProduct) {
  for (const char *kernel :
       {// A square.
        "(d0, r1) in f32[0,1] out f32[0] update { %2 = arith.mulf %0, %0 : "
        "f32; %3 = arith.addf %1, %2 : f32; yield %3 }",
        // A difference.
        "(d0, d1, r2) in f32[0,2] f32[2,1] out f32[0,1] update { %3 = "
        "arith.mulf %0, %1 : f32; %4 = arith.subf %2, %3 : f32; yield %4 }",
        // Of integers.
        "(d0, d1, r2) in i8[0,2] i8[2,1] out i32[0,1] update { %3 = "
        "arith.extsi %0 : i32; %4 = arith.extsi %1 : i32; %5 = arith.muli %3, "
        "%4 : i32; %6 = arith.addi %2, %5 : i32; yield %6 }",
        // Sums nothing up.
        "(d0) in f32[0] f32[0] out f32[0] { %3 = arith.mulf %0, %1 : f32; "
        "yield %3 }",
        // The product of two sums.
        "(d0, d1, r2) in f32[0,2] f32[2,1] out f32[0,1] update { %3 = "
        "arith.addf %0, %1 : f32; %4 = arith.mulf %3, %1 : f32; %5 = "
        "arith.addf %2, %4 : f32; yield %5 }"})
    EXPECT_TRUE(productsOf(kernel).empty()) << kernel;
}

TEST_F(ProductFormatTest, ShippedMachinesHaveWhatTheirFilesSay) {
  auto describe = [&](const char *name) {
    std::vector<std::string> texts;
    for (const ProductFormat &format : productFormats(*machine(name)))
      texts.push_back(format.describe());
    return texts;
  };
  EXPECT_EQ(describe("toy"),
            (std::vector<std::string>{"f32", "bf16", "f16", "f64"}));
  EXPECT_EQ(describe("gemmini-16"), std::vector<std::string>());
  std::vector<std::string> edge = describe("edge-mx");
  EXPECT_TRUE(llvm::is_contained(edge, "f8E4M3FN/32 f8E8M0FNU"));
  EXPECT_TRUE(llvm::is_contained(edge, "f4E2M1FN/32 f8E8M0FNU"));
}

} // namespace
