//===- KernelTest.cpp - tests of kernels ----------------------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Round trips of the text form, and one test per sentence of check().
///
//===----------------------------------------------------------------------===//

#include "ridge/Machine/Kernel.h"
#include "gtest/gtest.h"
#include <cmath>
#include <limits>

using namespace ridge;

static const char *const int8Matmul =
    "(d0, d1, r2) in i8[0,2] i8[1,2] out i32[0,1] update { "
    "%3 = arith.extsi %0 : i32; %4 = arith.extsi %1 : i32; "
    "%5 = arith.muli %3, %4 : i32; %6 = arith.addi %2, %5 : i32; yield %6 }";

static Kernel parse(llvm::StringRef text) {
  std::string error;
  auto kernel = Kernel::parse(text, error);
  EXPECT_TRUE(kernel.has_value()) << error;
  return kernel.value_or(Kernel());
}

static std::string errorOf(llvm::StringRef text) {
  std::string error;
  EXPECT_FALSE(Kernel::parse(text, error).has_value());
  EXPECT_FALSE(error.empty());
  return error;
}

static void expectError(llvm::StringRef text, llvm::StringRef part) {
  std::string error = errorOf(text);
  EXPECT_NE(error.find(part), std::string::npos) << error;
}

static void expectRoundTrip(llvm::StringRef text) {
  Kernel kernel = parse(text);
  EXPECT_EQ(kernel.print(), text);
  EXPECT_TRUE(parse(kernel.print()) == kernel);
}

TEST(ScalarOp, NamesParseBack) {
  for (ScalarOp op : {ScalarOp::Constant, ScalarOp::Index, ScalarOp::Identity,
                      ScalarOp::AddF, ScalarOp::Select, ScalarOp::Fma})
    EXPECT_EQ(parseScalarOp(scalarOpName(op)), op);
  EXPECT_EQ(scalarOpName(ScalarOp::Exp), "math.exp");
  EXPECT_EQ(parseScalarOp("arith.nothing"), std::nullopt);
}

TEST(ScalarOp, OperandCountsComeFromTheList) {
  EXPECT_EQ(scalarOpOperands(ScalarOp::Constant), 0u);
  EXPECT_EQ(scalarOpOperands(ScalarOp::Identity), 1u);
  EXPECT_EQ(scalarOpOperands(ScalarOp::AddF), 2u);
  EXPECT_EQ(scalarOpOperands(ScalarOp::Select), 3u);
}

TEST(Kernel, MatmulRoundTrips) { expectRoundTrip(int8Matmul); }

TEST(Kernel, ConstantsComparisonsAndIndexRoundTrip) {
  expectRoundTrip("(d0) in f32[0] out f32[0] { %2 = arith.constant 0.1 : f32; "
                  "%3 = arith.cmpf 4, %0, %2 : i1; "
                  "%4 = arith.select %3, %0, %2 : f32; yield %4 }");
  expectRoundTrip("(d0, d1) in out i64[0,1] { %1 = ridge.index 1 : i64; "
                  "%2 = arith.constant -7 : i64; "
                  "%3 = arith.addi %1, %2 : i64; yield %3 }");
}

TEST(Kernel, CopyTransposeAndScalarOperandsRoundTrip) {
  expectRoundTrip("(d0, d1) in bf16[0,1] out bf16[0,1] { yield %0 }");
  expectRoundTrip("(d0) in f32[] out f32[0] { yield %0 }");
  expectRoundTrip("() in f32[] out f32[] { yield %0 }");
}

TEST(Kernel, SeveralOutputsRoundTrip) {
  expectRoundTrip("(d0) in f32[0] out f32[0] f32[0] { "
                  "%3 = math.exp %0 : f32; yield %3, %0 }");
}

TEST(Kernel, EveryFloatConstantRoundTrips) {
  double infinity = std::numeric_limits<double>::infinity();
  for (double value : {0.1, -0.0, 1e300, 5e-324, 1.0 / 3, 1e22, infinity,
                       -infinity, std::nan("")}) {
    Kernel kernel =
        parse("(d0) in out f64[0] { %1 = arith.constant 0 : f64; yield %1 }");
    kernel.nodes[0].floatValue = value;
    EXPECT_TRUE(parse(kernel.print()) == kernel) << kernel.print();
  }
}

static const char *const softmaxRow =
    "(d0, d1) in f32[0,1] out f32[0,1] { "
    "%2 = ridge.fold arith.maximumf over 1 from 0xFFF0000000000000, %0 : f32; "
    "%3 = arith.subf %0, %2 : f32; %4 = math.exp %3 : f32; "
    "%5 = ridge.fold arith.addf over 1 from 0, %4 : f32; "
    "%6 = arith.divf %4, %5 : f32; yield %6 }";

TEST(Kernel, FoldsRoundTripAndSayTheirDims) {
  expectRoundTrip(softmaxRow);
  expectRoundTrip("(d0, d1, d2) in i32[0,1,2] out i32[0] { "
                  "%2 = ridge.fold arith.addi over 1 2 from -3, %0 : i32; "
                  "yield %2 }");
  Kernel kernel = parse(softmaxRow);
  EXPECT_EQ(kernel.foldedDims(), 2u);
  EXPECT_EQ(kernel.valueDims(),
            (llvm::SmallVector<DimSet>{3, 3, 1, 3, 3, 1, 3}));
}

TEST(KernelCheck, FoldsCompleteWhatNoOutputNames) {
  expectError("(d0, d1) in f32[0,1] out f32[0] { "
              "%2 = ridge.fold arith.addf over 0 from 0, %0 : f32; yield %2 }",
              "yield 0 depends on dim 1, which the output does not name");
  expectError("(d0, r1, d2) in f32[0,1,2] out f32[0] update { "
              "%2 = ridge.fold arith.addf over 2 from 0, %0 : f32; "
              "%3 = arith.addf %1, %2 : f32; yield %3 }",
              "folds beside a dim that no output names");
  expectError("(d0) in f32[0] out i1[] { "
              "%2 = ridge.fold arith.addi over 0 from 0, %0 : f32; "
              "yield %2 }",
              "joins with arith.addi, expected an operation on two f32");
  expectError("(d0) in f32[0] out f32[] { "
              "%2 = ridge.fold arith.addf over from 0, %0 : f32; yield %2 }",
              "folds along no dim");
  expectError("(d0) in f32[0] out f32[] { "
              "%2 = ridge.fold arith.addf over 1 from 0, %0 : f32; yield %2 }",
              "expected the number of a dim");
}

TEST(Kernel, WhiteSpaceDoesNotMatter) {
  EXPECT_TRUE(
      parse("( d0 )in f32[ 0 ]out f32[0]{%2=math.exp %0:f32;yield%2}") ==
      parse("(d0) in f32[0] out f32[0] { %2 = math.exp %0 : f32; "
            "yield %2 }"));
}

TEST(Kernel, EqualityTellsSignedZerosAndAttributesApart) {
  Kernel kernel =
      parse("(d0) in out f32[0] { %1 = arith.constant 0 : f32; yield %1 }");
  Kernel negative = kernel;
  negative.nodes[0].floatValue = -0.0;
  EXPECT_FALSE(kernel == negative);
  EXPECT_TRUE(kernel == Kernel(kernel));
}

TEST(Kernel, ValuesAreNumberedInputsOutputsNodes) {
  Kernel kernel = parse(int8Matmul);
  EXPECT_EQ(kernel.numDims(), 3u);
  EXPECT_EQ(kernel.valueFormat(1), Format::I8);
  EXPECT_EQ(kernel.valueFormat(2), Format::I32);
  EXPECT_EQ(kernel.valueFormat(6), Format::I32);
  EXPECT_EQ(kernel.widestBits(), 32u);
  EXPECT_EQ(kernel.numOperations(), 4u);
  EXPECT_FALSE(kernel.usesIndex());
  EXPECT_TRUE(parse("(d0) in out i64[0] { %1 = ridge.index 0 : i64; yield %1 }")
                  .usesIndex());
}

TEST(Kernel, SyntaxErrorsNameTheTokenAndItsOffset) {
  expectError("(d0, d2) in out f32[0] { yield %0 }",
              "expected dim d1 or r1, found 'd2' at offset 5");
  expectError("(d0) in f99[0] out f32[0] { yield %0 }", "'f99'");
  expectError("(d0) in f32[1] out f32[0] { yield %0 }", "number of a dim");
  expectError(
      "(d0) in f32[0] out f32[0] { %2 = arith.bogus %0 : f32; yield %2 }",
      "'arith.bogus'");
  expectError("(d0) in f32[0] out f32[0] { %5 = math.exp %0 : f32; yield %5 }",
              "%2");
  expectError("(d0) in f32[0] out f32[0] { yield %0", "found the end");
  expectError("(d0) in f32[0] out f32[0] { yield %0 } x", "expected the end");
  expectError("(d0) in out i8[0] { %1 = arith.constant 1.5 : i8; yield %1 }",
              "'1.5'");
}

TEST(KernelCheck, DimsAndOutputs) {
  Kernel kernel = parse(int8Matmul);
  kernel.reduction.assign(31, false);
  EXPECT_EQ(kernel.check(), "kernel has 31 dims, at most 30 are supported");
  kernel = parse(int8Matmul);
  kernel.inputs.resize(32, kernel.inputs[0]);
  EXPECT_EQ(kernel.check(), "kernel has 33 operands, at most 32 are supported");
  expectError("(d0) in f32[0] out { yield }", "no outputs");
}

TEST(KernelCheck, OperandDimsMustExist) {
  Kernel kernel = parse(int8Matmul);
  kernel.inputs[1].dims = 1 << 3;
  EXPECT_NE(kernel.check().find("input 1 depends on a dim past"),
            std::string::npos);
}

TEST(KernelCheck, ReductionsNeedUpdatedOutputsWithoutTheDim) {
  expectError("(r0) in f32[0] out f32[0] update { yield %0 }",
              "output 0 depends on a reduction dim");
  expectError("(d0, r1) in f32[0,1] out f32[0] { yield %0 }",
              "not updated although");
}

TEST(KernelCheck, OnlyUpdatedOutputsAreRead) {
  expectError("(d0) in f32[0] out f32[0] { %2 = arith.addf %0, %1 : f32; "
              "yield %2 }",
              "reads output 0, which is not updated");
  expectError("(d0) in f32[0] out f32[0] { yield %1 }", "not updated");
  expectError("(d0) in f32[0] update out f32[0] { yield %0 }",
              "only outputs can be");
}

TEST(KernelCheck, ValuesAreDefinedBeforeUse) {
  expectError("(d0) in f32[0] out f32[0] { %2 = math.exp %2 : f32; yield %2 }",
              "reads %2, which is not defined");
  expectError("(d0) in f32[0] out f32[0] { yield %9 }", "reads %9");
  expectError("(d0) in f32[0] out f32[0] { yield %-1 }", "reads %-1");
}

TEST(KernelCheck, OperandCountsMatchTheOperation) {
  expectError(
      "(d0) in f32[0] out f32[0] { %2 = arith.addf %0 : f32; yield %2 }",
      "node %2 (arith.addf) has 1 operands, expected 2");
}

TEST(KernelCheck, FormatsMeet) {
  expectError("(d0) in f32[0] f16[0] out f32[0] { "
              "%3 = arith.addf %0, %1 : f32; yield %3 }",
              "cannot make f32 of (f32, f16)");
  expectError("(d0) in i8[0] out i8[0] { %2 = math.exp %0 : i8; yield %2 }",
              "cannot make i8 of (i8)");
  expectError(
      "(d0) in f32[0] out f16[0] { %2 = arith.extf %0 : f16; yield %2 }",
      "cannot make f16 of (f32)");
  expectError("(d0) in f32[0] out f32[0] { %2 = arith.cmpf 1, %0, %0 : f32; "
              "yield %2 }",
              "cannot make f32");
  expectError("(d0) in f32[0] out f32[0] { %2 = arith.select %0, %0, %0 : f32; "
              "yield %2 }",
              "arith.select");
  expectError("(d0) in f32[0] out f16[0] { yield %0 }",
              "yield 0 is f32, output 0 is f16");
}

TEST(KernelCheck, YieldsMatchOutputs) {
  expectError("(d0) in f32[0] out f32[0] { yield %0, %0 }",
              "yields 2 values, expected one per output (1)");
}

TEST(KernelCheck, IndexReadsADimOfTheKernel) {
  expectError("(d0) in out i64[0] { %1 = ridge.index 1 : i64; yield %1 }",
              "reads dim 1, the kernel has 1");
}

TEST(KernelCheck, IdentityIsNoNode) {
  expectError("(d0) in f32[0] out f32[0] { %2 = ridge.identity %0 : f32; "
              "yield %2 }",
              "ridge.identity) is no node");
}

TEST(KernelCheck, EveryCastRule) {
  parse("(d0) in i8[0] out f32[0] { %2 = arith.sitofp %0 : f32; yield %2 }");
  parse("(d0) in f32[0] out i8[0] { %2 = arith.fptosi %0 : i8; yield %2 }");
  parse("(d0) in i32[0] out i8[0] { %2 = arith.trunci %0 : i8; yield %2 }");
  parse("(d0) in i1[0] out i8[0] { %2 = arith.extui %0 : i8; yield %2 }");
  parse("(d0) in f32[0] out f8E4M3FN[0] { %2 = arith.truncf %0 : f8E4M3FN; "
        "yield %2 }");
  parse("(d0) in f32[0] i32[0] out f32[0] { %3 = math.fpowi %0, %1 : f32; "
        "yield %3 }");
  expectError(
      "(d0) in f32[0] out i8[0] { %2 = arith.sitofp %0 : i8; yield %2 }",
      "cannot make");
  expectError("(d0) in i8[0] out i8[0] { %2 = arith.extsi %0 : i8; yield %2 }",
              "cannot make");
}

//===----------------------------------------------------------------------===//
// Models of accumulation
//===----------------------------------------------------------------------===//

static const char *modelled =
    "(d0, d1, r2) in bf16[0,2] bf16[1,2] out f32[0,1] update "
    "accumulate<fraction=25, terms=16> { %3 = arith.extf %0 : f32; "
    "%4 = arith.extf %1 : f32; %5 = arith.mulf %3, %4 : f32; "
    "%6 = arith.addf %2, %5 : f32; yield %6 }";

TEST(KernelAccumulate, PrintsParsesAndCounts) {
  std::string error;
  std::optional<Kernel> kernel = Kernel::parse(modelled, error);
  ASSERT_TRUE(kernel) << error;
  ASSERT_TRUE(kernel->accumulate);
  EXPECT_EQ(kernel->accumulate->terms, 16);
  EXPECT_EQ(kernel->print(), modelled);
  Kernel plain = *kernel;
  plain.accumulate.reset();
  EXPECT_FALSE(plain == *kernel);
  Kernel other = *kernel;
  other.accumulate->fraction = 24;
  EXPECT_FALSE(other == *kernel);
}

TEST(KernelAccumulate, ErrorsSayWhatIsWrong) {
  auto errorOf = [](std::string text, const std::string &from,
                    const std::string &to) {
    text.replace(text.find(from), from.size(), to);
    std::string error;
    EXPECT_FALSE(Kernel::parse(text, error)) << text;
    return error;
  };
  EXPECT_EQ(errorOf(modelled, "terms=16", "terms=0"),
            "expected a model of accumulation (terms is 0, expected from 1 to "
            "1048576), found 'accumulate<fraction=25, terms=0>' at offset 56 "
            "of the kernel");
  EXPECT_EQ(errorOf(modelled, "arith.mulf", "arith.subf"),
            "accumulate needs a body that adds one product of floats to its "
            "one output, acc + x * y");
  EXPECT_EQ(errorOf(modelled, "terms=16", "terms=16, result=bf16"),
            "accumulate gives bf16, output 0 is f32");
}

TEST(KernelAccumulate, FactorsAreWhatTheMultiplierTakes) {
  std::string error;
  std::optional<Kernel> kernel = Kernel::parse(modelled, error);
  ASSERT_TRUE(kernel) << error;
  std::optional<MultiplyAccumulate> parts = multiplyAccumulate(*kernel);
  ASSERT_TRUE(parts);
  EXPECT_EQ(parts->factors[0], 3);
  EXPECT_EQ(parts->factors[1], 4);
  EXPECT_EQ(parts->formats[0], Format::BF16);
  // A factor that is computed counts with the format of its value; the product
  // may stand first.
  kernel = Kernel::parse(
      "(d0, r1) in f16[0,1] f32[1] out f32[0] update { %3 = arith.extf %0 : "
      "f32; %4 = math.absf %3 : f32; %5 = arith.mulf %4, %1 : f32; "
      "%6 = arith.addf %5, %2 : f32; yield %6 }",
      error);
  ASSERT_TRUE(kernel) << error;
  parts = multiplyAccumulate(*kernel);
  ASSERT_TRUE(parts);
  EXPECT_EQ(parts->formats[0], Format::F32);
  // acc + acc * x is no sum of products.
  kernel = Kernel::parse("(d0) in f32[0] out f32[0] update { %2 = arith.mulf "
                         "%1, %0 : f32; %3 = arith.addf %1, %2 : f32; yield %3 "
                         "}",
                         error);
  ASSERT_TRUE(kernel) << error;
  EXPECT_FALSE(multiplyAccumulate(*kernel));
}
