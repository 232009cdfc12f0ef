//===- TextsTest.cpp - broken programs, expressions and names -------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "../Program/TestProgram.h"
#include "Mutator.h"
#include "ridge/Machine/Expression.h"
#include "ridge/Mapping/MappingText.h"
#include "ridge/Numerics/Accumulate.h"
#include "ridge/Numerics/BlockFormat.h"
#include "ridge/Numerics/Codec.h"
#include "ridge/Numerics/Quantization.h"
#include "gtest/gtest.h"

using namespace ridge;
using namespace ridge::test;

/// A program that was read is printed and read again as the same, and is judged
/// without a crash, right or wrong.
static void expectRoundTrip(const Program &program, const Machine &machine) {
  std::string text = printProgram(program, machine);
  llvm::Expected<Program> again = parseProgram(text, machine);
  if (!again) {
    ADD_FAILURE() << llvm::toString(again.takeError()) << "\n" << text;
    return;
  }
  EXPECT_EQ(printProgram(*again, machine), text);
  checkProgram(program, machine);
}

TEST(Fuzz, Program) {
  Machine machine = testMachine();
  MatmulPipeline matmul(40);
  GatherPipeline gather;
  Mutator mutator({printProgram(matmul.program, matmul.machine),
                   printProgram(gather.program, gather.machine)},
                  {"for t0 in 3 {", "}", "min(", "[", "constant nan", "#0",
                   "#7", "#-1", "@x", "t0", "t9", "wait @full >= ", " layer 0",
                   "\""});
  int accepted = 0;
  for (int run = 0; run < fuzzRuns(); ++run) {
    llvm::Expected<Program> program = parseProgram(mutator.next(), machine);
    if (!program) {
      EXPECT_NE(llvm::toString(program.takeError()), "");
      continue;
    }
    ++accepted;
    expectRoundTrip(*program, machine);
  }
  EXPECT_GT(accepted, 0);
}

TEST(Fuzz, Mapping) {
  Mutator mutator({R"(group "contract0+1" {
  dims d0 = 32, d1 = 64 // a comment
  for d1 by 16
  window w0 read [d0, d1] bf16 in @sram slots 2
  window w1 read write [] f32 in @"s-ram" slots 1
  local t0, t1 [d0] f32 in @acc slots 1
  run 4 reduce (w0, const) -> t0 by @fold(in, out) fill @zero(v, c)
  run 5 map (t0) -> w1 by @simple(in, out)
}
)"},
                  {"group", "\"", "{", "}", "d0", "d00", "w", "t1, ", "@", "->",
                   "(", "[", "//", "fill", "99999999999999999999", "\\"});
  auto print = [](const std::vector<MappingText> &mappings) {
    std::string text;
    llvm::raw_string_ostream stream(text);
    for (const MappingText &mapping : mappings)
      printMapping(mapping, stream);
    return text;
  };
  int accepted = 0;
  for (int run = 0; run < fuzzRuns(); ++run) {
    auto mappings = parseMappings(mutator.next());
    if (!mappings) {
      EXPECT_NE(llvm::toString(mappings.takeError()), "");
      continue;
    }
    ++accepted;
    std::string text = print(*mappings);
    auto again = parseMappings(text);
    ASSERT_TRUE(bool(again)) << llvm::toString(again.takeError()) << text;
    EXPECT_EQ(print(*again), text);
  }
  EXPECT_GT(accepted, 0);
}

TEST(Fuzz, Kernel) {
  Mutator mutator({matmulKernel().print(), iotaKernel().print()},
                  {"(", "{", "f32[", "%9", "r7", "yield", ";", "i64"});
  int accepted = 0;
  for (int run = 0; run < fuzzRuns(); ++run) {
    std::string error;
    std::optional<Kernel> kernel = Kernel::parse(mutator.next(), error);
    if (!kernel) {
      EXPECT_NE(error, "");
      continue;
    }
    ++accepted;
    EXPECT_EQ(kernel->check(), "");
    EXPECT_EQ(Kernel::parse(kernel->print(), error), kernel);
  }
  EXPECT_GT(accepted, 0);
}

TEST(Fuzz, Expression) {
  const llvm::StringRef names[] = {"m", "n", "k"};
  Mutator mutator({"(n ceildiv 128) * (k ceildiv 128) * (m + 382)",
                   "max(m mod 3, -k, min(n, 4) floordiv 2) - 7"},
                  {"(", "-", "max(", " mod ", " ceildiv ", ",", "k"});
  int accepted = 0;
  for (int run = 0; run < fuzzRuns(); ++run) {
    llvm::Expected<Expression> expression =
        Expression::parse(mutator.next(), names);
    if (!expression) {
      EXPECT_NE(llvm::toString(expression.takeError()), "");
      continue;
    }
    ++accepted;
    const int64_t dims[] = {1, 1000, int64_t(1) << 40};
    int64_t value = expression->evaluate(dims);
    Interval bounds = expression->bounds({{1, 1}, {1, 1000}, {1, dims[2]}});
    EXPECT_LE(bounds.low, value);
    EXPECT_GE(bounds.high, value);
    llvm::Expected<Expression> again =
        Expression::parse(expression->print(names), names);
    ASSERT_TRUE(bool(again)) << llvm::toString(again.takeError());
    EXPECT_EQ(again->evaluate(dims), value);
  }
  EXPECT_GT(accepted, 0);
}

TEST(Fuzz, NamesOfFormats) {
  Mutator mutator(
      {"f8E4M3FN", "float_e5m10_bias3_finite_unsigned", "binary8p4se", "ui7",
       "mxfp4", "i8,asymmetric,percentile=99", "i4,mse,group=32",
       "sparse<2:4,f8E4M3FN>", "entropy<bf16>", "transform<8>",
       "f4E2M1FN/32 f8E8M0FNU",
       "accumulate<terms=4, fraction=13, align=toward-zero>"},
      {"<", ">", ",", "=", "_", ":", "/", "e", "sparse<", "entropy<"});
  for (int run = 0; run < fuzzRuns(); ++run) {
    std::string text = mutator.next(), error;
    if (std::optional<Format> format = parseFormat(text)) {
      EXPECT_EQ(parseFormat(formatName(*format)), format) << text;
    }
    (void)parseBlockFormat(text);
    (void)AccumulateModel::parse(text, error);
    if (auto scheme = QuantizationScheme::parse(text); !scheme)
      llvm::consumeError(scheme.takeError());
    auto codec = Codec::create(text);
    if (!codec) {
      llvm::consumeError(codec.takeError());
      continue;
    }
    auto again = Codec::create((*codec)->name());
    ASSERT_TRUE(bool(again)) << llvm::toString(again.takeError());
    EXPECT_EQ((*again)->name(), (*codec)->name());
  }
}
