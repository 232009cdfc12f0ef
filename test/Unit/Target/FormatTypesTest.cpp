//===- FormatTypesTest.cpp - formats as IR types --------------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "dialects/Arch/FormatTypes.h"
#include "dialects/Arch/ArchDialect.h"
#include "mlir/AsmParser/AsmParser.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/BuiltinTypes.h"
#include "gtest/gtest.h"

using namespace mlir;
using namespace ridge;

namespace {

TEST(FormatTypes, EveryFormatHasATypeAndComesBack) {
  MLIRContext context;
  for (Format format : namedFormats()) {
    Type type = typeOf(format, &context);
    EXPECT_EQ(type.getIntOrFloatBitWidth(), bitsOf(format));
    // Unsigned integers are for storage: the IR computes on signless ones.
    if (isFloat(format) || formatInfo(format).isSigned) {
      EXPECT_EQ(formatOf(type), format) << formatName(format);
    } else {
      EXPECT_EQ(formatOf(type), std::nullopt);
    }
  }
}

TEST(FormatTypes, TypesAreTheOnesOfTheirNames) {
  MLIRContext context;
  Builder builder(&context);
  EXPECT_EQ(formatOf(builder.getBF16Type()), Format::BF16);
  EXPECT_EQ(formatOf(builder.getF16Type()), Format::F16);
  EXPECT_EQ(formatOf(builder.getI1Type()), Format::I1);
  EXPECT_EQ(formatOf(builder.getI64Type()), Format::I64);
  EXPECT_EQ(formatOf(Float8E5M2Type::get(&context)), Format::F8E5M2);
}

TEST(FormatTypes, EveryBuiltinFloatOfUpTo64BitsHasAFormat) {
  MLIRContext context;
  for (llvm::StringRef name :
       {"f4E2M1FN", "f6E2M3FN", "f6E3M2FN", "f8E3M4", "f8E4M3", "f8E4M3FN",
        "f8E4M3FNUZ", "f8E4M3B11FNUZ", "f8E5M2", "f8E5M2FNUZ", "f8E8M0FNU",
        "f16", "bf16", "tf32", "f32", "f64", "i1", "i7", "i33"}) {
    Type type = parseType(name, &context);
    ASSERT_TRUE(type);
    std::optional<Format> format = formatOf(type);
    ASSERT_TRUE(format) << name.str();
    EXPECT_EQ(formatName(*format), name);
    EXPECT_EQ(typeOf(*format, &context), type);
  }
}

TEST(FormatTypes, WhatIsNoBuiltinIsDeclared) {
  MLIRContext context;
  context.loadDialect<arch::ArchDialect>();
  for (llvm::StringRef name :
       {"float_e5m1", "binary8p4se", "float_e2m0_finite", "float_e4m4_unsigned",
        "float_e8m22_nosubnormals"}) {
    std::optional<Format> format = parseFormat(name);
    ASSERT_TRUE(format) << name.str();
    Type type = typeOf(*format, &context);
    EXPECT_EQ(formatOf(type), format);
    EXPECT_TRUE(isFloatFormat(type));
    std::string text;
    llvm::raw_string_ostream(text) << type;
    EXPECT_EQ(text, "!arch.float<\"" + name.str() + "\">");
    EXPECT_EQ(parseType(text, &context), type);
  }
}

TEST(FormatTypes, OtherTypesHaveNoFormat) {
  MLIRContext context;
  Builder builder(&context);
  EXPECT_EQ(formatOf(Type()), std::nullopt);
  EXPECT_EQ(formatOf(builder.getIndexType()), std::nullopt);
  EXPECT_EQ(formatOf(builder.getIntegerType(8, /*isSigned=*/false)),
            std::nullopt);
  EXPECT_EQ(formatOf(Float80Type::get(&context)), std::nullopt);
  EXPECT_EQ(formatOf(RankedTensorType::get({4}, builder.getF32Type())),
            std::nullopt);
  EXPECT_FALSE(isFloatFormat(builder.getI32Type()));
  EXPECT_FALSE(isFloatFormat(Float80Type::get(&context)));
}

} // namespace
