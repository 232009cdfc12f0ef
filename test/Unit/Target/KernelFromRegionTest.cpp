//===- KernelFromRegionTest.cpp - bodies become kernels -------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ridge/Target/KernelFromRegion.h"
#include "dialects/Ridge/RidgeDialect.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/ControlFlow/IR/ControlFlow.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Parser/Parser.h"
#include "gtest/gtest.h"

using namespace mlir;
using namespace ridge;

namespace {

/// A body inside a linalg.generic over one or more dims, read as a kernel.
class KernelFromRegionTest : public ::testing::Test {
protected:
  KernelFromRegionTest() {
    context.loadDialect<arith::ArithDialect, cf::ControlFlowDialect,
                        func::FuncDialect, linalg::LinalgDialect,
                        math::MathDialect, RidgeDialect>();
  }

  /// `body` with arguments %a: `input` and %c: `output`, on vectors; `above`
  /// stands before the generic.
  void parse(StringRef input, StringRef output, StringRef body,
             StringRef above = "") {
    std::string text =
        (R"(
      #map = affine_map<(d0, d1) -> (d0, d1)>
      func.func @f(%x: tensor<4x8x)" +
         input + ">, %y: tensor<4x8x" + output + ">, %s: " + output +
         ") -> tensor<4x8x" + output + ">  {\n" + above + R"(
        %r = linalg.generic {indexing_maps = [#map, #map],
            iterator_types = ["parallel", "parallel"]}
            ins(%x : tensor<4x8x)" +
         input + ">) outs(%y : tensor<4x8x" + output + ">) {\n^bb0(%a: " +
         input + ", %c: " + output + "):\n" + body + "\n} -> tensor<4x8x" +
         output + ">\nreturn %r : tensor<4x8x" + output + ">\n}")
            .str();
    module = parseSourceString<ModuleOp>(text, &context);
    ASSERT_TRUE(module) << text;
    module->walk([&](linalg::GenericOp op) { generic = op; });
  }

  FailureOr<Kernel> convert(Format input, Format output, bool updated = false) {
    ScopedDiagnosticHandler handler(&context, [&](Diagnostic &diagnostic) {
      message += diagnostic.str();
      return success();
    });
    KernelOperand in{input, 3, false}, out{output, 3, updated};
    return kernelFromRegion(generic.getRegion(), in, out, {false, false},
                            [&] { return generic.emitError("body: "); });
  }

  std::string print(Format input, Format output, bool updated = false) {
    FailureOr<Kernel> kernel = convert(input, output, updated);
    return succeeded(kernel) ? kernel->print() : "error: " + message;
  }

  MLIRContext context;
  OwningOpRef<ModuleOp> module;
  linalg::GenericOp generic;
  std::string message;
};

constexpr Format f32 = Format::F32, i32 = Format::I32, i8 = Format::I8;

TEST_F(KernelFromRegionTest, Copy) {
  parse("f32", "f32", "linalg.yield %a : f32");
  EXPECT_EQ(print(f32, f32), "(d0, d1) in f32[0,1] out f32[0,1] { yield %0 }");
}

TEST_F(KernelFromRegionTest, UpdatedOutputIsRead) {
  parse("f32", "f32", "%s1 = arith.addf %c, %a : f32\nlinalg.yield %s1 : f32");
  EXPECT_EQ(print(f32, f32, /*updated=*/true),
            "(d0, d1) in f32[0,1] out f32[0,1] update { "
            "%2 = arith.addf %1, %0 : f32; yield %2 }");
}

TEST_F(KernelFromRegionTest, ReadingAnOutputThatIsNotUpdatedIsAnError) {
  parse("f32", "f32", "%s1 = arith.addf %c, %a : f32\nlinalg.yield %s1 : f32");
  EXPECT_TRUE(failed(convert(f32, f32)));
  EXPECT_TRUE(StringRef(message).contains("body is not a kernel")) << message;
}

TEST_F(KernelFromRegionTest, ConstantFromAboveIsSharedByItsUses) {
  parse("f32", "f32",
        "%p = arith.mulf %a, %k : f32\n%q = arith.addf %p, %k : f32\n"
        "linalg.yield %q : f32",
        "%k = arith.constant 2.5 : f32");
  EXPECT_EQ(print(f32, f32),
            "(d0, d1) in f32[0,1] out f32[0,1] { "
            "%2 = arith.constant 2.5 : f32; %3 = arith.mulf %0, %2 : f32; "
            "%4 = arith.addf %3, %2 : f32; yield %4 }");
}

TEST_F(KernelFromRegionTest, ConstantsOfIntegersKeepTheirSign) {
  parse("i8", "i8",
        "%k = arith.constant -128 : i8\n%m = arith.maxsi %a, %k : i8\n"
        "linalg.yield %m : i8");
  FailureOr<Kernel> kernel = convert(i8, i8);
  ASSERT_TRUE(succeeded(kernel)) << message;
  EXPECT_EQ(kernel->nodes[0].intValue, -128);
  EXPECT_EQ(kernel->nodes[0].format, i8);
}

TEST_F(KernelFromRegionTest, TrueIsOne) {
  parse("i1", "i1",
        "%k = arith.constant true\n%m = arith.xori %a, %k : i1\n"
        "linalg.yield %m : i1");
  FailureOr<Kernel> kernel = convert(Format::I1, Format::I1);
  ASSERT_TRUE(succeeded(kernel)) << message;
  EXPECT_EQ(kernel->nodes[0].intValue, 1);
}

TEST_F(KernelFromRegionTest, ConstantsOfNarrowFloatsAreExact) {
  parse("bf16", "bf16",
        "%k = arith.constant 1.0e-1 : bf16\n%m = arith.mulf %a, %k : bf16\n"
        "linalg.yield %m : bf16");
  FailureOr<Kernel> kernel = convert(Format::BF16, Format::BF16);
  ASSERT_TRUE(succeeded(kernel)) << message;
  // 0.1 in bf16 is 205 / 2^11.
  EXPECT_EQ(kernel->nodes[0].floatValue, 205.0 / 2048.0);
}

TEST_F(KernelFromRegionTest, YieldedConstant) {
  parse("f32", "f32", "%k = arith.constant 1.0 : f32\nlinalg.yield %k : f32");
  EXPECT_EQ(print(f32, f32), "(d0, d1) in f32[0,1] out f32[0,1] { "
                             "%2 = arith.constant 1 : f32; yield %2 }");
}

TEST_F(KernelFromRegionTest, DeadOperationsAreLeftOut) {
  parse("f32", "f32",
        "%p = math.exp %a : f32\n%q = arith.addf %p, %p : f32\n"
        "%r1 = math.absf %a : f32\nlinalg.yield %r1 : f32");
  EXPECT_EQ(print(f32, f32), "(d0, d1) in f32[0,1] out f32[0,1] { "
                             "%2 = math.absf %0 : f32; yield %2 }");
}

TEST_F(KernelFromRegionTest, PredicatesAreKept) {
  parse("f32", "i1",
        "%k = arith.constant 0.0 : f32\n%p = arith.cmpf ogt, %a, %k : f32\n"
        "linalg.yield %p : i1");
  FailureOr<Kernel> kernel = convert(f32, Format::I1);
  ASSERT_TRUE(succeeded(kernel)) << message;
  EXPECT_EQ(kernel->nodes[1].op, ScalarOp::CmpF);
  EXPECT_EQ(kernel->nodes[1].attribute,
            static_cast<int64_t>(arith::CmpFPredicate::OGT));
}

TEST_F(KernelFromRegionTest, PositionHasTheFormatItIsCastTo) {
  parse("i32", "i32",
        "%i = linalg.index 1 : index\n%j = arith.index_cast %i : index to i32\n"
        "%s1 = arith.addi %a, %j : i32\nlinalg.yield %s1 : i32");
  FailureOr<Kernel> kernel = convert(i32, i32);
  ASSERT_TRUE(succeeded(kernel)) << message;
  ASSERT_EQ(kernel->nodes.size(), 2u);
  EXPECT_EQ(kernel->nodes[0].op, ScalarOp::Index);
  EXPECT_EQ(kernel->nodes[0].format, i32);
  EXPECT_EQ(kernel->nodes[0].attribute, 1);
}

TEST_F(KernelFromRegionTest, IndexArithmeticIsOn64Bits) {
  parse("i32", "i32",
        "%i = linalg.index 0 : index\n%j = linalg.index 1 : index\n"
        "%s1 = arith.addi %i, %j : index\n"
        "%n = arith.index_cast %s1 : index to i32\n"
        "%t = arith.addi %a, %n : i32\nlinalg.yield %t : i32");
  FailureOr<Kernel> kernel = convert(i32, i32);
  ASSERT_TRUE(succeeded(kernel)) << message;
  ASSERT_EQ(kernel->nodes.size(), 5u);
  EXPECT_EQ(kernel->nodes[0].format, Format::I64);
  EXPECT_EQ(kernel->nodes[2].op, ScalarOp::AddI);
  EXPECT_EQ(kernel->nodes[2].format, Format::I64);
  EXPECT_EQ(kernel->nodes[3].op, ScalarOp::TruncI);
  EXPECT_EQ(kernel->nodes[3].format, i32);
}

TEST_F(KernelFromRegionTest, CastsToIndexExtend) {
  parse("i32", "i64",
        "%i = arith.index_cast %a : i32 to index\n"
        "%j = arith.index_castui %a : i32 to index\n"
        "%s1 = arith.muli %i, %j : index\n"
        "%t = arith.index_cast %s1 : index to i64\nlinalg.yield %t : i64");
  EXPECT_EQ(print(i32, Format::I64),
            "(d0, d1) in i32[0,1] out i64[0,1] { %2 = arith.extsi %0 : i64; "
            "%3 = arith.extui %0 : i64; %4 = arith.muli %2, %3 : i64; "
            "yield %4 }");
}

TEST_F(KernelFromRegionTest, ValueFromAboveIsAnError) {
  parse("f32", "f32", "%p = arith.addf %a, %s : f32\nlinalg.yield %p : f32");
  EXPECT_TRUE(failed(convert(f32, f32)));
  EXPECT_TRUE(StringRef(message).contains(
      "uses a value from outside its body that is not a constant"))
      << message;
}

TEST_F(KernelFromRegionTest, EffectsAreNotDroppedAsDead) {
  parse("f32", "f32",
        "%t = arith.constant true\ncf.assert %t, \"never\"\n"
        "linalg.yield %a : f32");
  EXPECT_TRUE(failed(convert(f32, f32)));
  EXPECT_TRUE(StringRef(message).contains("'cf.assert' cannot be part of"))
      << message;
}

TEST_F(KernelFromRegionTest, ArgumentsHaveTheFormatsOfTheirOperands) {
  parse("f32", "f32", "linalg.yield %a : f32");
  EXPECT_TRUE(failed(convert(i32, f32)));
  EXPECT_TRUE(StringRef(message).contains(
      "body: body argument 0 is 'f32', its operand is i32"))
      << message;
}

TEST_F(KernelFromRegionTest, ArgumentsMatchTheOperandsInNumber) {
  parse("f32", "f32", "linalg.yield %a : f32");
  ScopedDiagnosticHandler handler(&context, [&](Diagnostic &diagnostic) {
    message += diagnostic.str();
    return success();
  });
  KernelOperand operand{f32, 3, false}, updated{f32, 3, true};
  FailureOr<Kernel> kernel = kernelFromRegion(
      generic.getRegion(), {operand, operand}, {updated}, {false, false},
      [&] { return generic.emitError("body: "); });
  EXPECT_TRUE(failed(kernel));
  EXPECT_EQ(message,
            "body: body has 2 arguments, expected 3: one for each operand");
}

TEST_F(KernelFromRegionTest, WideningCastIsAnExtension) {
  Format seven = *parseFormat("binary7p3se");
  std::string type = "!arch.float<\"binary7p3se\">";
  parse(type, "f32",
        "%w = ridge.cast %a : " + type + " to f32\nlinalg.yield %w : f32");
  EXPECT_EQ(print(seven, f32), "(d0, d1) in binary7p3se[0,1] out f32[0,1] { "
                               "%2 = arith.extf %0 : f32; yield %2 }");
}

// Inf of the source would be cut, so it is no extension.
TEST_F(KernelFromRegionTest, SaturatingCastStaysACast) {
  Format seven = *parseFormat("binary7p3se");
  std::string type = "!arch.float<\"binary7p3se\">";
  parse(type, "f32",
        "%w = ridge.cast %a saturate : " + type +
            " to f32\nlinalg.yield %w : f32");
  FailureOr<Kernel> kernel = convert(seven, f32);
  ASSERT_TRUE(succeeded(kernel));
  EXPECT_EQ(kernel->nodes[0].op, ScalarOp::Cast);
}

TEST_F(KernelFromRegionTest, OutputArgumentsMayBeLeftAway) {
  parse("f32", "f32", "linalg.yield %a : f32");
  Block &body = generic.getRegion().front();
  body.eraseArgument(1);
  EXPECT_EQ(print(f32, f32), "(d0, d1) in f32[0,1] out f32[0,1] { yield %0 }");
}

TEST_F(KernelFromRegionTest, ErrorsStandAtTheOperation) {
  parse("f32", "f32",
        "%p = math.clampf %a to [%a, %a] : f32\nlinalg.yield %p : f32");
  bool atOperation = false;
  ScopedDiagnosticHandler handler(&context, [&](Diagnostic &diagnostic) {
    Operation &clamp = generic.getRegion().front().front();
    atOperation = diagnostic.getLocation() == clamp.getLoc();
    return success();
  });
  KernelOperand operand{f32, 3, false};
  FailureOr<Kernel> kernel =
      kernelFromRegion(generic.getRegion(), operand, operand, {false, false},
                       [&] { return generic.emitError(); });
  EXPECT_TRUE(failed(kernel));
  EXPECT_TRUE(atOperation);
}

} // namespace
