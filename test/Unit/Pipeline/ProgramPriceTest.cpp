//===- ProgramPriceTest.cpp - cycles of groups as a program ---------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mlir/IR/Diagnostics.h"
#include "mlir/InitAllDialects.h"
#include "mlir/Parser/Parser.h"
#include "mlir/Pass/PassManager.h"
#include "ridge/Analysis/ContextTilings.h"
#include "ridge/Cost/Cost.h"
#include "ridge/Pipeline/Compilation.h"
#include "ridge/Pipeline/Register.h"
#include "ridge/Target/Catalog.h"
#include "ridge/Translate/Translate.h"
#include "gtest/gtest.h"

using namespace mlir;
using namespace ridge;

namespace {

constexpr const char *product = R"(
#row = affine_map<(m, n, k) -> (m, k)>
#column = affine_map<(m, n, k) -> (k, n)>
#sum = affine_map<(m, n, k) -> (m, n)>
func.func @f(%a: tensor<256x96xf32>, %b: tensor<96x80xf32>)
    -> tensor<256x80xf32> {
  %0 = ridge.contract ins(%a, %b : tensor<256x96xf32>, tensor<96x80xf32>)
      init 0.0 : f32 extents [256, 80, 96] maps [#row, #column, #sum] {
  ^bb0(%x: f32, %y: f32, %s: f32):
    %p = arith.mulf %x, %y : f32
    %t = arith.addf %s, %p : f32
    ridge.yield %t : f32
  } -> tensor<256x80xf32>
  return %0 : tensor<256x80xf32>
}
)";

class ProgramPriceTest : public ::testing::Test {
protected:
  void SetUp() override {
    DialectRegistry registry;
    registerAllDialects(registry);
    registerRidgeDialects(registry);
    registerRidgePasses();
    context = std::make_unique<MLIRContext>(registry,
                                            MLIRContext::Threading::DISABLED);
    context->loadAllAvailableDialects();
    auto loaded = loadMachineByName(
        "toy", *context, [&] { return emitError(UnknownLoc::get(&*context)); });
    ASSERT_TRUE(succeeded(loaded));
    machine = *loaded;
    price = ContextTilings::priceOf(*context);
    ASSERT_TRUE(price);
  }

  /// The text with groups.
  OwningOpRef<ModuleOp> grouped() {
    auto module = parseSourceString<ModuleOp>(product, context.get());
    run(*module, "func.func(ridge-choose-tiles{machine=toy})");
    return module;
  }
  void run(ModuleOp module, StringRef passes) {
    PassManager manager(context.get());
    ASSERT_TRUE(succeeded(parsePassPipeline(passes, manager)));
    ASSERT_TRUE(succeeded(manager.run(module)));
  }

  std::unique_ptr<MLIRContext> context;
  MachineHandle machine;
  const ContextTilings::PriceProgram *price = nullptr;
};

TEST_F(ProgramPriceTest, IsTheEstimateOfTheProgram) {
  auto module = grouped();
  std::optional<int64_t> cycles = (*price)(*module, machine);
  ASSERT_TRUE(cycles);
  run(*module, "func.func(ridge-apply-tiling,ridge-insert-transfers,ridge-"
               "assign-memories,ridge-allocate-buffers,ridge-apply-selection),"
               "ridge-schedule");
  auto program = translateToProgram(*module, machine);
  ASSERT_TRUE(succeeded(program));
  EXPECT_EQ(*cycles, estimate(*program, machine).estimate);
}

TEST_F(ProgramPriceTest, LeavesTheModuleAlone) {
  auto module = grouped();
  std::string before, after;
  llvm::raw_string_ostream(before) << *module;
  (*price)(*module, machine);
  llvm::raw_string_ostream(after) << *module;
  EXPECT_EQ(before, after);
}

TEST_F(ProgramPriceTest, IsTheSameAfterManyTrials) {
  // The context of trials is made anew on the way.
  auto module = grouped();
  std::optional<int64_t> first = (*price)(*module, machine);
  for (int i = 0; i < 600; ++i) {
    (*module)->setAttr("test.number",
                       IntegerAttr::get(IntegerType::get(&*context, 64), i));
    ASSERT_EQ((*price)(*module, machine), first);
  }
}

TEST_F(ProgramPriceTest, WhatIsNoProgramHasNoPriceAndSaysNothing) {
  int said = 0;
  ScopedDiagnosticHandler handler(context.get(), [&](Diagnostic &) {
    ++said;
    return success();
  });
  // Without groups no pass behind them knows what to do.
  auto module = parseSourceString<ModuleOp>(product, context.get());
  ASSERT_TRUE(module);
  EXPECT_FALSE((*price)(*module, machine));
  EXPECT_EQ(said, 0);
}

} // namespace
