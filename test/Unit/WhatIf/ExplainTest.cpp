//===- ExplainTest.cpp - why a program is as it is ------------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ridge/WhatIf/Explain.h"
#include "Product.h"

using namespace ridge;

namespace {

class ExplainTest : public product::Test {
protected:
  void SetUp() override {
    machine = llvm::cantFail(session.loadMachine("toy"));
    reasons = llvm::cantFail(explain(product::setup(), machine));
  }

  const LayerChange *change(llvm::StringRef name) {
    for (const LayerChange &change : reasons.layers.front().changes)
      if (change.change == name)
        return &change;
    return nullptr;
  }

  Reasons reasons;
};

TEST_F(ExplainTest, TheInstructionAndItsMapping) {
  ASSERT_EQ(reasons.layers.size(), 1u);
  const LayerReasons &layer = reasons.layers.front();
  EXPECT_EQ(layer.layer.instruction, "matmul_f32");
  EXPECT_NE(layer.layer.mapping.find("by @matmul_f32"), std::string::npos);
  EXPECT_TRUE(llvm::any_of(layer.remarks, [](llvm::StringRef remark) {
    return remark.contains("instruction: ") && remark.contains("matmul_f32");
  }));
  EXPECT_EQ(layer.causes.front().cause, "@matmul_f32 occupied");
}

TEST_F(ExplainTest, WhatWouldChangeIt) {
  const LayerChange *matmul = change("@matmul_f32 in half the time");
  ASSERT_TRUE(matmul);
  ASSERT_TRUE(matmul->cycles);
  EXPECT_LT(*matmul->cycles, reasons.layers.front().layer.cycles);
  // Nothing issues it.
  EXPECT_FALSE(change("@matmul_f64 in half the time"));
}

TEST_F(ExplainTest, OneLayerAlone) {
  EXPECT_FALSE(static_cast<bool>(selectLayer(reasons, "")));
  std::string name = reasons.layers.front().layer.name;
  llvm::Error missing = selectLayer(reasons, "conv9");
  EXPECT_NE(sentenceOf(std::move(missing)).find(name), std::string::npos);
  EXPECT_FALSE(static_cast<bool>(selectLayer(reasons, name)));
}

} // namespace
