//===- TrialsTest.cpp - a model on many machines, side by side ------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Product.h"
#include "ridge/WhatIf/VariantTable.h"

using namespace ridge;

namespace {

class TrialsTest : public product::Test {
protected:
  std::vector<Variant> edits(std::initializer_list<llvm::StringRef> texts) {
    std::vector<Variant> variants;
    for (llvm::StringRef text : texts)
      variants.push_back(variant(text));
    return variants;
  }
};

TEST_F(TrialsTest, TheBaseIsTheProduct) {
  const TrialResult &base = trials.base();
  InstructionId matmul = base.machine->findInstruction("matmul_f32");
  EXPECT_EQ(base.instructionBusy[matmul], product::matmulCycles);
  EXPECT_EQ(base.bound, product::matmulCycles);
  EXPECT_EQ(base.boundBy, "engine @array");
  int64_t sum = 0;
  for (const CauseOfTime &cause : causesOf(base))
    sum += cause.cycles;
  EXPECT_EQ(sum, base.cycles);
}

TEST_F(TrialsTest, ChangesByCauseSumToTheDifference) {
  std::vector<TrialResult> results =
      trials.run(edits({"dram.bandwidth=4 B/cycle"}));
  const TrialResult &slow = results.front();
  // 196,608 bytes at 4 a cycle.
  EXPECT_EQ(slow.bound, 49152);
  EXPECT_EQ(slow.boundBy, "memory @dram");
  int64_t sum = 0;
  std::vector<CauseChange> changes = changesByCause(trials.base(), slow);
  for (const CauseChange &change : changes)
    sum += change.after - change.before;
  EXPECT_EQ(sum, slow.cycles - trials.base().cycles);
  EXPECT_TRUE(llvm::any_of(changes, [](const CauseChange &change) {
    return change.cause == "dram->sram occupied" &&
           change.after > change.before;
  }));
}

TEST_F(TrialsTest, ARefusedVariantIsItsOwnAffair) {
  std::vector<TrialResult> results =
      trials.run(edits({"sram.size=16 parsecs", "arch.remove @matmul_f32",
                        "dram.latency=200 cycles"}));
  EXPECT_NE(results[0].refused.find("expected a size"), std::string::npos);
  EXPECT_EQ(results[0].cycles, 0);
  EXPECT_EQ(results[2].refused, "");
  EXPECT_GT(results[2].cycles, trials.base().cycles);
}

TEST_F(TrialsTest, WhatAChangeDoesNotTouchIsNotSearchedAgain) {
  std::vector<TrialResult> results = trials.run(
      edits({"matmul_f64.energy=m", "matmul_f32.occupancy=m * n * k"}));
  EXPECT_EQ(results[0].newSearches, 0);
  EXPECT_GT(results[0].searches, 0);
  EXPECT_EQ(results[1].newSearches, results[1].searches);
}

TEST_F(TrialsTest, WorkersChangeNothing) {
  std::vector<Variant> variants =
      edits({"sram.size=48 KiB", "acc.size=8 KiB", "dram.bandwidth=8 B/cycle",
             "sram.size=32 KiB", "matmul_f32.occupancy=m * n", "clock=2 GHz"});
  Trials several(product::setup(/*jobs=*/3));
  llvm::cantFail(several.start(machine));
  std::vector<TrialResult> one = trials.run(variants),
                           other = several.run(variants);
  for (auto [a, b] : llvm::zip_equal(one, other)) {
    EXPECT_EQ(a.cycles, b.cycles);
    EXPECT_EQ(a.energyFemtojoules, b.energyFemtojoules);
    EXPECT_EQ(a.searches, b.searches);
    EXPECT_EQ(a.newSearches, b.newSearches);
    EXPECT_EQ(a.instructionIssues, b.instructionIssues);
  }
}

TEST_F(TrialsTest, TheTableNamesWhatChanged) {
  std::vector<Variant> variants =
      edits({"sram.size=16 parsecs", "dram.bandwidth=4 B/cycle"});
  std::vector<TrialResult> results = trials.run(variants);
  std::string text;
  llvm::raw_string_ostream os(text);
  printVariants({trials.base(), variants, results}, os);
  EXPECT_NE(text.find("cycles: dram->sram occupied"), std::string::npos)
      << text;
  EXPECT_NE(text.find("sram.size=16 parsecs: "), std::string::npos) << text;
}

} // namespace
