//===- FormatTypeTest.cpp - formats as IR types ---------------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ridge/Target/FormatType.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/BuiltinTypes.h"
#include "gtest/gtest.h"

using namespace mlir;
using namespace ridge;

namespace {

TEST(FormatType, EveryFormatHasATypeAndComesBack) {
  MLIRContext context;
  for (unsigned i = 0; i < numFormats; ++i) {
    Format format = static_cast<Format>(i);
    Type type = typeOf(format, &context);
    EXPECT_EQ(formatOf(type), format) << formatInfo(format).name.str();
    EXPECT_EQ(type.getIntOrFloatBitWidth(), formatInfo(format).bits);
  }
}

TEST(FormatType, TypesAreTheOnesOfTheirNames) {
  MLIRContext context;
  Builder builder(&context);
  EXPECT_EQ(formatOf(builder.getBF16Type()), Format::BF16);
  EXPECT_EQ(formatOf(builder.getF16Type()), Format::F16);
  EXPECT_EQ(formatOf(builder.getI1Type()), Format::I1);
  EXPECT_EQ(formatOf(builder.getI64Type()), Format::I64);
  EXPECT_EQ(formatOf(Float8E5M2Type::get(&context)), Format::F8E5M2);
}

TEST(FormatType, WhatHasNoRowHasNoFormat) {
  MLIRContext context;
  Builder builder(&context);
  EXPECT_EQ(formatOf(Type()), std::nullopt);
  EXPECT_EQ(formatOf(builder.getIndexType()), std::nullopt);
  EXPECT_EQ(formatOf(builder.getIntegerType(7)), std::nullopt);
  EXPECT_EQ(formatOf(builder.getIntegerType(8, /*isSigned=*/false)),
            std::nullopt);
  EXPECT_EQ(formatOf(Float80Type::get(&context)), std::nullopt);
  // f8E4M3 has infinities, f8E4M3FN has none.
  EXPECT_EQ(formatOf(Float8E4M3Type::get(&context)), std::nullopt);
  EXPECT_EQ(formatOf(RankedTensorType::get({4}, builder.getF32Type())),
            std::nullopt);
}

} // namespace
