//===- AccumulateTextTest.cpp - models of accumulation as text ------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ridge/Numerics/Accumulate.h"
#include "gtest/gtest.h"
#include <random>

using namespace ridge;

static AccumulateModel modelOf(llvm::StringRef text) {
  std::string error;
  std::optional<AccumulateModel> model = AccumulateModel::parse(text, error);
  EXPECT_TRUE(model) << error;
  return model.value_or(AccumulateModel());
}

static std::string errorOf(llvm::StringRef text) {
  std::string error;
  EXPECT_FALSE(AccumulateModel::parse(text, error)) << text.str();
  return error;
}

TEST(AccumulateText, EveryPresetPrintsAndParses) {
  for (const AccumulatePreset &preset : accumulatePresets()) {
    AccumulateModel model = modelOf(preset.name);
    EXPECT_EQ(modelOf(model.print()), model) << preset.name.str();
    EXPECT_FALSE(preset.source.empty());
    EXPECT_FALSE(preset.measured.empty());
    EXPECT_EQ(formerAccumulatePreset(preset.name), "");
  }
  EXPECT_EQ(modelOf("hopper-fp8-f32").print(),
            "accumulate<fraction=13, terms=32, mantissa=13>");
  EXPECT_EQ(modelOf("accumulate<hopper-fp8-f32, promote=128>").print(),
            "accumulate<fraction=13, terms=32, mantissa=13, promote=128>");
  EXPECT_EQ(modelOf("accumulate<>"), AccumulateModel());
}

TEST(AccumulateText, RandomModelsPrintAndParse) {
  std::mt19937_64 random(4);
  int tried = 0;
  while (tried < 500) {
    AccumulateModel model;
    model.order = AccumulateModel::Order(random() % 5);
    model.terms = random() % 64;
    model.fraction = 1 + random() % 60;
    model.group = 1 + random() % 3;
    model.interleave = 1 + random() % 3;
    model.run = 1 + random() % 3;
    model.align = AccumulateModel::Rounding(random() % 3);
    model.addend = AccumulateModel::Addend(random() % 2);
    model.sumFraction = 1 + random() % 60;
    model.addendFraction = 1 + random() % 60;
    model.addendWindow = random() % 40;
    model.late = AccumulateModel::Rounding(random() % 3);
    model.scaleBeforeAlign = random() % 2;
    model.exactProducts = random() % 2;
    model.infiniteProducts = random() % 2;
    model.flushInputs = random() % 2;
    model.flushOutputs = random() % 2;
    model.result = random() % 2 ? Format::F32 : Format::F16;
    model.mantissa = 1 + random() % 10;
    model.rounding = AccumulateModel::Rounding(random() % 3);
    model.promote = model.terms * (random() % 3);
    if (!model.check().empty())
      continue;
    ++tried;
    ASSERT_EQ(modelOf(model.print()), model) << model.print();
  }
}

TEST(AccumulateText, ErrorsSayWhatWasExpected) {
  EXPECT_EQ(errorOf("hoper").substr(0, 62),
            "no model of accumulation is named 'hoper'; there are volta, tu");
  EXPECT_EQ(errorOf("accumulate<terms=4"),
            "expected '>' at the end of a model of accumulation");
  EXPECT_EQ(errorOf("accumulate<terms=many>"),
            "'terms' is a number, not 'many'");
  EXPECT_EQ(errorOf("accumulate<rounding=up>"),
            "'rounding' is zero or down or even, not 'up'");
  EXPECT_EQ(errorOf("accumulate<result=i8>"),
            "'result' is a float format, not 'i8'");
  EXPECT_EQ(errorOf("accumulate<terms=4, hopper>").substr(0, 52),
            "'hopper' is no field; there are the fields order, fr");
  EXPECT_EQ(errorOf("accumulate<terms=32, promote=48>"),
            "promote is 48, expected a multiple of terms, which is 32");
  EXPECT_EQ(errorOf("accumulate<terms=0>"),
            "terms is 0, expected from 1 to 1048576");
  EXPECT_EQ(errorOf("accumulate<fraction=61>"),
            "fraction is 61, expected from 1 to 60");
  EXPECT_EQ(errorOf("accumulate<result=f16, mantissa=11>"),
            "mantissa is 11, expected from 1 to 10");
  EXPECT_EQ(errorOf("accumulate<terms=6, group=4>"),
            "terms is 6, expected a multiple of group, which is 4");
  EXPECT_EQ(errorOf("accumulate<terms=6, run=4>"),
            "run is 4, expected a divisor of terms, which is 6");
  EXPECT_EQ(errorOf("accumulate<terms=6, interleave=0>"),
            "interleave is 0, expected from 1 to 1048576");
  EXPECT_EQ(errorOf("accumulate<exact, interleave=2>"),
            "interleave needs terms other than 0 and group=1");
  EXPECT_EQ(errorOf("accumulate<terms=4, interleave=2, promote=4>"),
            "promote is 4, expected a multiple of terms * interleave, which is "
            "8");
  EXPECT_EQ(errorOf("accumulate<order=even-odd, terms=4>"),
            "order=even-odd needs addend=after");
  EXPECT_EQ(errorOf("accumulate<order=exact, addend=after>"),
            "addend=after needs order=align or even-odd");
}

/// A name that says less than it should is refused with what says it.
TEST(AccumulateText, FormerNamesNameTheNewOnes) {
  EXPECT_EQ(errorOf("hopper-fp8"),
            "the preset 'hopper-fp8' has a clearer name now: 'hopper-fp8-f32', "
            "or 'hopper-fp8-f16' where results are f16");
  EXPECT_EQ(errorOf("accumulate<blackwell-fp8, promote=32>"),
            "the preset 'blackwell-fp8' has a clearer name now: "
            "'blackwell-fp8-f32' for what B200 was measured to give in f32 and "
            "'blackwell-fp8-f16' in f16; what it used to mean, which 36 % of "
            "the measured rows contradict, is 'blackwell-fp8-mmasim'");
  for (const char *name : {"blackwell-fp8-exact", "cdna1"})
    EXPECT_NE(errorOf(name).find("has a clearer name now"), std::string::npos);
  // What they are called now exists.
  for (const char *name :
       {"hopper-fp8-f32", "hopper-fp8-f16", "blackwell-fp8-f32",
        "blackwell-fp8-f16", "blackwell-fp8-mmasim", "cdna1-pairwise",
        "cdna1-fused"})
    EXPECT_EQ(modelOf(name).check(), "") << name;
}

TEST(AccumulateRules, OperandsMustFit) {
  EXPECT_EQ(modelOf("hopper").checkOperands(Format::F16, Format::I8),
            "operand is i8, expected a float format");
  EXPECT_EQ(modelOf("hopper").checkOperands(Format::F64, Format::F16),
            "operand is f64, expected at most 23 fraction bits to align");
  EXPECT_EQ(modelOf("fma").checkOperands(Format::F64, Format::F64), "");
  EXPECT_NE(
      modelOf("blackwell-mxfp4").checkOperands(Format::BF16, Format::BF16), "");
  EXPECT_EQ(
      modelOf("blackwell-mxfp4").checkOperands(Format::F8E5M2, Format::F8E5M2),
      "");
}

TEST(AccumulateRules, PlainIsOneOperationAfterAnother) {
  EXPECT_TRUE(modelOf("sequential").isPlain());
  EXPECT_TRUE(modelOf("tpu-like").isPlain());
  EXPECT_FALSE(modelOf("fma").isPlain());
  EXPECT_FALSE(modelOf("hopper").isPlain());
  EXPECT_FALSE(modelOf("accumulate<sequential, promote=4>").isPlain());
}
