//===- CompiledProgramTest.cpp - from placed form to values ---------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Every stage behind Place keeps the values, whatever the sizes: the queues
/// run without races and deadlocks and give what a plain loop gives.
///
//===----------------------------------------------------------------------===//

#include "PlacedModel.h"
#include "ridge/Exec/Executor.h"
#include "ridge/Sim/Simulator.h"
#include "ridge/Translate/Translate.h"
#include "gtest/gtest.h"
#include <random>

using namespace mlir;
using namespace ridge;
using namespace ridge::test;

namespace {

class CompiledProgram : public ::testing::Test {
protected:
  std::unique_ptr<MLIRContext> context = makeContext();
  Machine machine = toy(*context);

  void expectValues(const Product &product, const Program &program) {
    Array a = integers({product.m, product.k}, 1);
    Array b = integers({product.k, product.n}, 2);
    llvm::Expected<std::vector<Array>> results =
        execute(program, machine, {a, b});
    ASSERT_TRUE(static_cast<bool>(results))
        << product.print() << ": " << llvm::toString(results.takeError());
    ASSERT_EQ(results->size(), 1u);
    EXPECT_TRUE(results->front().bytes == expected(product, a, b).bytes)
        << product.print();
  }

  /// Through Select and Schedule.
  FailureOr<Program> compileQueues(const Product &product) {
    auto module = compile(*context, placedText(product), toIsa);
    EXPECT_TRUE(module) << product.print();
    return module ? translateToProgram(*module, machine)
                  : FailureOr<Program>(failure());
  }

  void expectRight(const Product &product) {
    FailureOr<Program> program = compileQueues(product);
    ASSERT_TRUE(succeeded(program)) << product.print();
    for (const std::string &violation : checkProgram(*program, machine))
      ADD_FAILURE() << product.print() << ": " << violation;
    expectValues(product, *program);
    EXPECT_EQ(simulate(*program, machine).deadlock, "") << product.print();
  }

  void expectSequential(const Product &product, llvm::StringRef pipeline) {
    auto module = compile(*context, placedText(product), pipeline);
    ASSERT_TRUE(module) << product.print();
    FailureOr<Program> program = sequentialProgram(*module, machine);
    ASSERT_TRUE(succeeded(program)) << product.print();
    expectValues(product, *program);
  }
};

constexpr const char *toSelected =
    "builtin.module(func.func(ridge-apply-selection))";

TEST_F(CompiledProgram, OneTile) { expectRight({16, 16, 16, 16, 16, 16}); }

TEST_F(CompiledProgram, WholeTiles) { expectRight({128, 64, 96, 32, 32, 32}); }

TEST_F(CompiledProgram, RaggedInEveryDim) {
  expectRight({100, 50, 70, 32, 32, 32});
}

TEST_F(CompiledProgram, OneSlot) { expectRight({64, 64, 64, 32, 32, 32, 1}); }

TEST_F(CompiledProgram, ThreeSlots) {
  expectRight({96, 64, 96, 32, 32, 32, 3});
}

TEST_F(CompiledProgram, TileLargerThanTheInstruction) {
  // n and k of 128 take two instructions of 64 each.
  expectRight({32, 128, 128, 32, 128, 128, 1});
}

TEST_F(CompiledProgram, LastTileTakesFewerInstructions) {
  // Tiles of 128 in k take two instructions, the last, of 20, takes one.
  expectRight({32, 32, 148, 32, 32, 128, 2});
}

TEST_F(CompiledProgram, LastTilesShortInEveryDim) {
  // m: 160 and 40 (two and one), n: 96 and 10, k: 80 and 5.
  expectRight({200, 106, 85, 160, 96, 80, 1, false});
}

TEST_F(CompiledProgram, TilesOfSizeOne) { expectRight({5, 3, 4, 1, 1, 1}); }

TEST_F(CompiledProgram, LastTileOfSizeOne) {
  expectRight({33, 17, 65, 32, 16, 64});
}

TEST_F(CompiledProgram, PlacedFormRunsInOneQueue) {
  expectSequential({100, 50, 70, 32, 32, 32}, "");
}

TEST_F(CompiledProgram, SelectedFormRunsInOneQueue) {
  expectSequential({200, 106, 85, 160, 96, 80, 1, false}, toSelected);
}

TEST_F(CompiledProgram, SecondSlotSavesTime) {
  FailureOr<Program> one = compileQueues({128, 64, 256, 32, 32, 32, 1});
  FailureOr<Program> two = compileQueues({128, 64, 256, 32, 32, 32, 2});
  ASSERT_TRUE(succeeded(one) && succeeded(two));
  EXPECT_LT(simulate(*two, machine).cycles, simulate(*one, machine).cycles);
}

TEST_F(CompiledProgram, WorkStandsOnceHoweverLoopsAreSplit) {
  FailureOr<Program> program =
      compileQueues({200, 106, 85, 160, 96, 80, 1, false});
  ASSERT_TRUE(succeeded(program));
  ASSERT_EQ(program->layers.size(), 1u);
  // The sums are cleared, then added to.
  ASSERT_EQ(program->layers[0].work.size(), 2u);
  const Layer::Alternative &chosen =
      program->layers[0].work[1].alternatives.front();
  EXPECT_EQ(machine.instructions[chosen.instruction].name, "matmul_f32");
  EXPECT_EQ(chosen.repeats, 1);
  EXPECT_EQ(llvm::ArrayRef(chosen.totals),
            llvm::ArrayRef<int64_t>({200, 106, 85}));
}

TEST_F(CompiledProgram, SameInputSameProgram) {
  Product product{100, 50, 70, 32, 32, 32};
  FailureOr<Program> first = compileQueues(product);
  FailureOr<Program> second = compileQueues(product);
  ASSERT_TRUE(succeeded(first) && succeeded(second));
  EXPECT_EQ(printProgram(*first, machine), printProgram(*second, machine));
}

TEST_F(CompiledProgram, AnySizes) {
  std::mt19937_64 random(20240607);
  auto draw = [&](int64_t low, int64_t high) {
    return low + static_cast<int64_t>(random() % (high - low + 1));
  };
  for (int round = 0; round < 40; ++round) {
    Product product{draw(1, 90), draw(1, 90), draw(1, 150), draw(1, 40),
                    draw(1, 80), draw(1, 90), draw(1, 3),   draw(0, 1) == 1};
    product.tm = std::min(product.tm, product.m);
    product.tn = std::min(product.tn, product.n);
    product.tk = std::min(product.tk, product.k);
    expectRight(product);
  }
}

} // namespace
