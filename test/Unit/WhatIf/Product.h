//===- Product.h - a model to do by hand ------------------------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A product of 128 x 128 x 128 in f32 on the machine toy, whose matrix unit
/// does 16 x 16 steps a cycle: 128 * 8 * 8 = 8,192 cycles of @matmul_f32. Two
/// arguments and a result of 64 KiB each, 196,608 bytes, come and go at 64 a
/// cycle: 3,072 cycles.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_TEST_UNIT_WHATIF_PRODUCT_H
#define RIDGE_TEST_UNIT_WHATIF_PRODUCT_H

#include "ridge/WhatIf/Trials.h"
#include <gtest/gtest.h>

namespace product {

constexpr int64_t matmulCycles = 8192;

inline ridge::Trials::Setup setup(unsigned jobs = 1) {
  ridge::Trials::Setup setup;
  setup.model = "product.mlir";
  setup.text = R"(
func.func @main(%a: tensor<128x128xf32>, %b: tensor<128x128xf32>)
    -> tensor<128x128xf32> {
  %zero = arith.constant 0.0 : f32
  %empty = tensor.empty() : tensor<128x128xf32>
  %init = linalg.fill ins(%zero : f32) outs(%empty : tensor<128x128xf32>)
      -> tensor<128x128xf32>
  %c = linalg.matmul ins(%a, %b : tensor<128x128xf32>, tensor<128x128xf32>)
      outs(%init : tensor<128x128xf32>) -> tensor<128x128xf32>
  return %c : tensor<128x128xf32>
})";
  setup.jobs = jobs;
  return setup;
}

/// Trials whose base has run.
class Test : public testing::Test {
protected:
  void SetUp() override {
    machine = llvm::cantFail(session.loadMachine("toy"));
    llvm::cantFail(trials.start(machine));
  }

  /// The one variant that `edit` stands for.
  ridge::Variant variant(llvm::StringRef edit) {
    return llvm::cantFail(ridge::parseEdit(edit, session)).front();
  }

  ridge::Session session;
  ridge::MachineHandle machine;
  ridge::Trials trials{setup()};
};

} // namespace product

#endif // RIDGE_TEST_UNIT_WHATIF_PRODUCT_H
