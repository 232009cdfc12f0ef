//===- MatchTest.cpp - tests of instruction matching ----------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Kernels that match, those that must not, and why not.
///
//===----------------------------------------------------------------------===//

#include "ridge/Machine/Match.h"
#include "TestMachines.h"

using namespace ridge;

//===----------------------------------------------------------------------===//
// Exact instructions
//===----------------------------------------------------------------------===//

TEST(MatchExact, MatmulMatchesInBothOperandOrders) {
  Machine machine = makeMachine();
  auto matches = matchesOf(machine, "matmul", matmulText);
  ASSERT_EQ(matches.size(), 2u);
  EXPECT_EQ(dimsOf(matches[0]), (Ints{0, 1, 2}));
  EXPECT_EQ(operandsOf(matches[0]), (Ints{0, 1, 2}));
  // A and B change places, so m and n do.
  EXPECT_EQ(dimsOf(matches[1]), (Ints{1, 0, 2}));
  EXPECT_EQ(operandsOf(matches[1]), (Ints{1, 0, 2}));
}

TEST(MatchExact, OrderedInstructionTakesOneOperandOrder) {
  Machine machine = makeMachine();
  machine.instructions[0].ordered = true;
  auto matches = matchesOf(machine, "matmul", matmulText);
  ASSERT_EQ(matches.size(), 1u);
  EXPECT_EQ(operandsOf(matches[0]), (Ints{0, 1, 2}));
  EXPECT_EQ(dimsOf(matches[0]), (Ints{0, 1, 2}));
}

TEST(MatchExact, CommutedBodyMatches) {
  Machine machine = makeMachine();
  auto matches = matchesOf(
      machine, "matmul",
      "(d0, d1, r2) in i8[0,2] i8[1,2] out i32[0,1] update { "
      "%3 = arith.extsi %1 : i32; %4 = arith.extsi %0 : i32; "
      "%5 = arith.muli %3, %4 : i32; %6 = arith.addi %5, %2 : i32; yield %6 }");
  EXPECT_EQ(matches.size(), 2u);
}

TEST(MatchExact, BatchDimIsALoop) {
  Machine machine = makeMachine();
  auto matches = matchesOf(
      machine, "matmul",
      "(d0, d1, d2, r3) in i8[0,1,3] i8[0,2,3] out i32[0,1,2] update { "
      "%3 = arith.extsi %0 : i32; %4 = arith.extsi %1 : i32; "
      "%5 = arith.muli %3, %4 : i32; %6 = arith.addi %2, %5 : i32; yield %6 }");
  ASSERT_EQ(matches.size(), 2u);
  EXPECT_EQ(dimsOf(matches[0]), (Ints{-1, 0, 1, 2}));
}

TEST(MatchExact, BoxesAreCutAtMultiples) {
  Machine machine = makeMachine();
  machine.instructions[0].dims[0] = {"m", 24, 504, 24};
  Match match = matchesOf(machine, "matmul", matmulText)[0];
  using Sizes = llvm::SmallVector<int64_t, 6>;
  // All of it is left as it is, whether the instruction takes it or not.
  EXPECT_EQ(largestBox(machine, match, {100, 5, 5}), (Sizes{100, 5, 5}));
  EXPECT_EQ(largestBox(machine, match, {1000, 5, 5}), (Sizes{504, 5, 5}));
  machine.instructions[0].dims[0].high = 480;
  EXPECT_EQ(largestBox(machine, match, {1000, 5, 5}), (Sizes{480, 5, 5}));
  // Of a fixed size nothing is left: 56 columns are 7 times 8, and 2 rows make
  // 16 of them.
  machine.instructions[0].dims[0] = {"m", 16, 16};
  EXPECT_EQ(largestBox(machine, matchesOf(machine, "matmul", convolution)[0],
                       {1, 56, 56, 8, 1, 1, 1}),
            (llvm::SmallVector<int64_t, 6>{1, 2, 8, 8, 1, 1, 1}));
  machine.instructions[0].dims[0] = {"m", 24, 480, 24};
  // Two dims that share it: 36 of the inner one, and 13 of the outer one would
  // fit, of which 12 make a multiple of 24.
  Match both = matchesOf(machine, "matmul", convolution)[0];
  EXPECT_EQ(largestBox(machine, both, {1, 100, 36, 8, 1, 1, 1}),
            (llvm::SmallVector<int64_t, 6>{1, 12, 36, 8, 1, 1, 1}));
}

TEST(MatchExact, FormatsMustAgree) {
  Machine machine = makeMachine();
  EXPECT_TRUE(matchesOf(machine, "matmul",
                        "(d0, d1, r2) in f32[0,2] f32[1,2] out f32[0,1] update "
                        "{ %3 = arith.mulf %0, %1 : f32; "
                        "%4 = arith.addf %2, %3 : f32; yield %4 }")
                  .empty());
}

TEST(MatchExact, ADifferentCastDoesNotMatch) {
  Machine machine = makeMachine();
  EXPECT_TRUE(matchesOf(machine, "matmul",
                        "(d0, d1, r2) in i8[0,2] i8[1,2] out i32[0,1] update { "
                        "%3 = arith.extsi %0 : i32; %4 = arith.extui %1 : i32; "
                        "%5 = arith.muli %3, %4 : i32; "
                        "%6 = arith.addi %2, %5 : i32; yield %6 }")
                  .empty());
}

/// A machine whose one instruction is `text`.
static Machine exactMachine(llvm::StringRef text) {
  Machine machine = makeMachine();
  Instruction instruction = machine.instructions[0];
  instruction.kernel = parseKernel(text);
  instruction.dims.clear();
  for (unsigned d = 0; d < instruction.kernel.numDims(); ++d)
    instruction.dims.push_back({"x" + std::to_string(d), 1, 64});
  instruction.operands.clear();
  for (size_t i = 0; i < instruction.kernel.inputs.size(); ++i) {
    instruction.operands.emplace_back();
    instruction.operands.back().name = "in" + std::to_string(i);
    instruction.operands.back().memories = {1};
  }
  for (size_t i = 0; i < instruction.kernel.outputs.size(); ++i) {
    instruction.operands.emplace_back();
    instruction.operands.back().name = "out" + std::to_string(i);
    instruction.operands.back().memories = {1};
  }
  machine.instructions = {instruction};
  return machine;
}

TEST(MatchExact, SubtractionKeepsItsOrder) {
  Machine machine = exactMachine("(d0) in f32[0] f32[] out f32[0] { "
                                 "%3 = arith.subf %0, %1 : f32; yield %3 }");
  auto same = matchKernel(
      machine, parseKernel("(d0) in f32[] f32[0] out f32[0] { "
                           "%3 = arith.subf %1, %0 : f32; yield %3 }"));
  ASSERT_EQ(same.size(), 1u);
  EXPECT_EQ(operandsOf(same[0]), (Ints{1, 0, 2}));
  EXPECT_EQ(dimsOf(same[0]), (Ints{0}));
  // b - a where the instruction does a - b: the dim is at the wrong operand.
  auto reversed = matchKernel(
      machine, parseKernel("(d0) in f32[] f32[0] out f32[0] { "
                           "%3 = arith.subf %0, %1 : f32; yield %3 }"));
  ASSERT_EQ(reversed.size(), 1u);
  EXPECT_EQ(dimsOf(reversed[0]), (Ints{-1}));
}

TEST(MatchExact, ConstantsMustBeEqual) {
  const char *relu = "(d0) in f32[0] out f32[0] { "
                     "%2 = arith.constant 0 : f32; "
                     "%3 = arith.maximumf %0, %2 : f32; yield %3 }";
  Machine machine = exactMachine(relu);
  EXPECT_EQ(matchKernel(machine, parseKernel(relu)).size(), 1u);
  EXPECT_TRUE(
      matchKernel(machine,
                  parseKernel("(d0) in f32[0] out f32[0] { "
                              "%2 = arith.constant 6 : f32; "
                              "%3 = arith.maximumf %0, %2 : f32; yield %3 }"))
          .empty());
}

TEST(MatchExact, BodiesCompareWhateverTheOrderOfNodes) {
  Machine machine = exactMachine("(d0) in f32[0] f32[0] out f32[0] { "
                                 "%3 = math.exp %0 : f32; "
                                 "%4 = math.sqrt %1 : f32; "
                                 "%5 = arith.divf %3, %4 : f32; yield %5 }");
  auto matches = matchKernel(
      machine, parseKernel("(d0) in f32[0] f32[0] out f32[0] { "
                           "%3 = math.sqrt %0 : f32; %4 = math.exp %1 : f32; "
                           "%5 = arith.divf %4, %3 : f32; yield %5 }"));
  ASSERT_EQ(matches.size(), 1u);
  EXPECT_EQ(operandsOf(matches[0]), (Ints{1, 0, 2}));
}

TEST(MatchExact, ComparePredicatesMustAgree) {
  Machine machine = exactMachine("(d0) in f32[0] f32[0] out i1[0] { "
                                 "%3 = arith.cmpf 2, %0, %1 : i1; yield %3 }");
  EXPECT_TRUE(
      matchKernel(machine,
                  parseKernel("(d0) in f32[0] f32[0] out i1[0] { "
                              "%3 = arith.cmpf 4, %0, %1 : i1; yield %3 }"))
          .empty());
}

TEST(MatchExact, CopiesMatchWithTransposition) {
  Machine machine =
      exactMachine("(d0, d1) in f32[0,1] out f32[0,1] { yield %0 }");
  auto matches =
      matchKernel(machine, parseKernel("(d0, d1, d2) in f32[0,1,2] "
                                       "out f32[0,1,2] { yield %0 }"));
  // All footprints are equal: the first instruction dim takes them all, or the
  // other one any of them.
  ASSERT_EQ(matches.size(), 4u);
  EXPECT_EQ(dimsOf(matches[0]), (Ints{0, 0, 0}));
  EXPECT_EQ(dimsOf(matches[1]), (Ints{1, 0, 0}));
  EXPECT_EQ(dimsOf(matches[2]), (Ints{0, 1, 0}));
  EXPECT_EQ(dimsOf(matches[3]), (Ints{0, 0, 1}));
}

TEST(MatchExact, BroadcastOperandsMayMissADim) {
  const char *add = "(d0, d1) in f32[0,1] f32[0,1] out f32[0,1] { "
                    "%3 = arith.subf %0, %1 : f32; yield %3 }";
  const char *bias = "(d0, d1) in f32[0,1] f32[1] out f32[0,1] { "
                     "%3 = arith.subf %0, %1 : f32; yield %3 }";
  Machine machine = exactMachine(add);
  auto matches = matchKernel(machine, parseKernel(bias));
  ASSERT_EQ(matches.size(), 1u);
  EXPECT_EQ(dimsOf(matches[0]), (Ints{-1, 0}));
  machine.instructions[0].operands[1].broadcast = true;
  matches = matchKernel(machine, parseKernel(bias));
  ASSERT_EQ(matches.size(), 3u);
  EXPECT_EQ(dimsOf(matches[0]), (Ints{0, 0}));
}

TEST(MatchExact, ImmediatesNeedAnOperandThatTakesThem) {
  const char *scale = "(d0) in f32[0] f32[0] out f32[0] { "
                      "%3 = arith.mulf %0, %1 : f32; yield %3 }";
  const char *byConstant = "(d0) in f32[0] f32[] out f32[0] { "
                           "%3 = arith.mulf %0, %1 : f32; yield %3 }";
  Machine machine = exactMachine(scale);
  EXPECT_TRUE(matchKernel(machine, parseKernel(byConstant), 2).empty());
  machine.instructions[0].operands[0].immediate = true;
  auto matches = matchKernel(machine, parseKernel(byConstant), 2);
  ASSERT_EQ(matches.size(),
            1u); // Multiplication commutes: input 1 to operand 0.
  EXPECT_EQ(operandsOf(matches[0]), (Ints{1, 0, 2}));
  EXPECT_EQ(dimsOf(matches[0]), (Ints{0}));
}

TEST(MatchExact, IndexDimsMustCorrespondOneToOne) {
  const char *iota =
      "(d0) in out i64[0] { %1 = ridge.index 0 : i64; yield %1 }";
  Machine machine = exactMachine(iota);
  EXPECT_EQ(matchKernel(machine, parseKernel(iota)).size(), 1u);
  // Two kernel dims on one instruction dim: its position is neither's.
  EXPECT_TRUE(matchKernel(machine, parseKernel("(d0, d1) in out i64[0,1] { "
                                               "%1 = ridge.index 0 : i64; "
                                               "yield %1 }"))
                  .empty());
}

TEST(MatchExact, UpdatingAndOverwritingDiffer) {
  Machine machine =
      exactMachine("(d0) in f32[0] out f32[0] update { yield %0 }");
  EXPECT_TRUE(matchKernel(machine,
                          parseKernel("(d0) in f32[0] out f32[0] { yield %0 }"))
                  .empty());
}

//===----------------------------------------------------------------------===//
// Lanes
//===----------------------------------------------------------------------===//

static const char *const addRows = "(d0, d1) in f32[0,1] f32[1] out f32[0,1] { "
                                   "%3 = arith.addf %0, %1 : f32; yield %3 }";

TEST(MatchLanes, OneOperationMatchesOverAllDims) {
  Machine machine = makeMachine();
  auto matches = matchesOf(machine, "lanes",
                           "(d0, d1) in f32[0,1] out f32[0,1] { "
                           "%2 = math.exp %0 : f32; yield %2 }");
  ASSERT_EQ(matches.size(), 1u);
  EXPECT_EQ(dimsOf(matches[0]), (Ints{0, 0}));
  EXPECT_EQ(operandsOf(matches[0]), (Ints{0, 1}));
}

TEST(MatchLanes, ADimThatAnInputMissesIsALoopUnlessBroadcast) {
  Machine machine = makeMachine();
  auto matches = matchesOf(machine, "lanes", addRows);
  ASSERT_EQ(matches.size(), 1u);
  EXPECT_EQ(dimsOf(matches[0]), (Ints{-1, 0}));
  EXPECT_EQ(operandsOf(matches[0]), (Ints{0, 0, 1}));
  machine.instructions[1].operands[0].broadcast = true;
  matches = matchesOf(machine, "lanes", addRows);
  ASSERT_EQ(matches.size(), 1u);
  EXPECT_EQ(dimsOf(matches[0]), (Ints{0, 0}));
}

TEST(MatchLanes, ImmediatesHaveNoDims) {
  Machine machine = makeMachine();
  const char *addConstant = "(d0) in f32[0] f32[] out f32[0] { "
                            "%3 = arith.addf %0, %1 : f32; yield %3 }";
  auto matches = matchesOf(machine, "lanes", addConstant, 2);
  ASSERT_EQ(matches.size(), 1u);
  EXPECT_EQ(dimsOf(matches[0]), (Ints{0}));
  machine.instructions[1].operands[0].immediate = false;
  EXPECT_TRUE(matchesOf(machine, "lanes", addConstant, 2).empty());
}

TEST(MatchLanes, ConstantsInTheBodyAreImmediates) {
  Machine machine = makeMachine();
  const char *addConstant = "(d0) in f32[0] out f32[0] { "
                            "%2 = arith.constant 1 : f32; "
                            "%3 = arith.addf %0, %2 : f32; yield %3 }";
  EXPECT_EQ(matchesOf(machine, "lanes", addConstant).size(), 1u);
  machine.instructions[1].operands[0].immediate = false;
  EXPECT_TRUE(matchesOf(machine, "lanes", addConstant).empty());
}

TEST(MatchLanes, CopiesAndFillsNeedIdentity) {
  Machine machine = makeMachine();
  const char *copy = "(d0, d1) in f32[0,1] out f32[0,1] { yield %0 }";
  const char *fill = "(d0) in f32[] out f32[0] { yield %0 }";
  EXPECT_EQ(matchesOf(machine, "lanes", copy).size(), 1u);
  auto fills = matchesOf(machine, "lanes", fill, 1);
  ASSERT_EQ(fills.size(), 1u);
  EXPECT_EQ(dimsOf(fills[0]), (Ints{0}));
  machine.instructions[1].laneOps.pop_back();
  EXPECT_TRUE(matchesOf(machine, "lanes", copy).empty());
  EXPECT_TRUE(matchesOf(machine, "lanes", fill, 1).empty());
}

TEST(MatchLanes, CastsNeedBothFormats) {
  Machine machine = makeMachine();
  const char *cast =
      "(d0) in i32[0] out f32[0] { %2 = arith.sitofp %0 : f32; yield %2 }";
  EXPECT_EQ(matchesOf(machine, "lanes", cast).size(), 1u);
  machine.instructions[1].laneFormats = {Format::F32};
  EXPECT_TRUE(matchesOf(machine, "lanes", cast).empty());
}

TEST(MatchLanes, ComparisonsMakeI1WithoutListingIt) {
  Machine machine = makeMachine();
  EXPECT_EQ(matchesOf(machine, "lanes",
                      "(d0) in f32[0] f32[0] out i1[0] { "
                      "%3 = arith.cmpf 2, %0, %1 : i1; yield %3 }")
                .size(),
            1u);
}

TEST(MatchLanes, TwoOperationsDoNotMatch) {
  Machine machine = makeMachine();
  EXPECT_TRUE(matchKernel(machine, parseKernel("(d0) in f32[0] out f32[0] { "
                                               "%2 = math.exp %0 : f32; "
                                               "%3 = math.exp %2 : f32; "
                                               "yield %3 }"))
                  .empty());
}

TEST(MatchLanes, ReductionNeedsFold) {
  Machine machine = makeMachine();
  const char *sum = "(d0, r1) in f32[0,1] out f32[0] update { "
                    "%2 = arith.addf %1, %0 : f32; yield %2 }";
  auto matches = matchKernel(machine, parseKernel(sum));
  ASSERT_EQ(matches.size(), 1u);
  EXPECT_EQ(matches[0].instruction, machine.findInstruction("fold"));
  EXPECT_EQ(dimsOf(matches[0]), (Ints{0, 1}));
  EXPECT_EQ(operandsOf(matches[0]), (Ints{0, 1}));
}

TEST(MatchLanes, FoldsKeepTheirOrderUnlessCommutative) {
  Machine machine = makeMachine();
  auto fold = [&](llvm::StringRef node) {
    return matchesOf(machine, "fold",
                     ("(d0, r1) in f32[0,1] out f32[0] update { %2 = " + node +
                      " : f32; yield %2 }")
                         .str())
        .size();
  };
  EXPECT_EQ(fold("arith.maximumf %0, %1"), 1u);
  EXPECT_EQ(fold("arith.subf %1, %0"), 1u);
  EXPECT_EQ(fold("arith.subf %0, %1"), 0u);
  EXPECT_EQ(fold("arith.addf %0, %0"), 0u);
}

TEST(MatchLanes, SeveralReductionDimsFoldTogether) {
  Machine machine = makeMachine();
  auto matches = matchesOf(machine, "fold",
                           "(r0, d1, r2) in f32[0,1,2] out f32[1] update { "
                           "%2 = arith.maximumf %0, %1 : f32; yield %2 }");
  ASSERT_EQ(matches.size(), 1u);
  EXPECT_EQ(dimsOf(matches[0]), (Ints{1, 0, 1}));
}

TEST(MatchLanes, AnUpdatedOutputIsReadWhereInputsMayBe) {
  Machine machine = makeMachine();
  const char *accumulate = "(d0) in f32[0] out f32[0] update { "
                           "%2 = arith.addf %1, %0 : f32; yield %2 }";
  EXPECT_EQ(matchesOf(machine, "lanes", accumulate).size(), 1u);
  machine.instructions[1].operands[0].memories = {2}; // Output is in @sram.
  EXPECT_TRUE(matchesOf(machine, "lanes", accumulate).empty());
}

TEST(Match, ComeInMachineFileOrder) {
  Machine machine = makeMachine();
  machine.instructions.push_back(machine.instructions[1]);
  machine.instructions.back().name = "lanes2";
  auto matches = matchKernel(machine, parseKernel(addRows));
  ASSERT_EQ(matches.size(), 2u);
  EXPECT_LT(matches[0].instruction, matches[1].instruction);
}

//===----------------------------------------------------------------------===//
// Reasons
//===----------------------------------------------------------------------===//

static std::string explain(llvm::StringRef kernel, uint32_t immediates = 0) {
  return explainNoMatch(makeMachine(), parseKernel(kernel), immediates);
}

TEST(ExplainNoMatch, NamesTheFormat) {
  EXPECT_EQ(explain("(d0, d1, r2) in f32[0,2] f32[1,2] out f32[0,1] update { "
                    "%3 = arith.mulf %0, %1 : f32; "
                    "%4 = arith.addf %2, %3 : f32; yield %4 }"),
            "nearest is @matmul: input 0 is f32, instruction takes i8");
}

TEST(ExplainNoMatch, NamesTheOperation) {
  EXPECT_EQ(explain("(d0) in f32[0] out f32[0] { "
                    "%2 = math.tanh %0 : f32; yield %2 }"),
            "nearest is @lanes: instruction does not do math.tanh");
  EXPECT_EQ(explain("(d0, d1, r2) in i8[0,2] i8[1,2] out i32[0,1] update { "
                    "%3 = arith.extsi %0 : i32; %4 = arith.extui %1 : i32; "
                    "%5 = arith.muli %3, %4 : i32; "
                    "%6 = arith.addi %2, %5 : i32; yield %6 }"),
            "nearest is @matmul: body has arith.extui, instruction does not");
}

TEST(ExplainNoMatch, NamesTheLaneFormats) {
  EXPECT_EQ(explain("(d0) in bf16[0] out bf16[0] { "
                    "%2 = math.exp %0 : bf16; yield %2 }"),
            "nearest is @lanes: input 0 is bf16, instruction takes f32, i32");
}

TEST(ExplainNoMatch, NamesTheImmediate) {
  EXPECT_EQ(
      explain(matmulText, 1),
      "nearest is @matmul: input 0 is an immediate, operand A takes none");
}

TEST(ExplainNoMatch, WorksWithoutInstructions) {
  Machine machine = makeMachine();
  machine.instructions.clear();
  EXPECT_EQ(explainNoMatch(machine, parseKernel(matmulText)),
            "the machine has no instructions");
}

//===----------------------------------------------------------------------===//
// Sizes
//===----------------------------------------------------------------------===//

TEST(MatchSizes, BoundSizesAreProducts) {
  Machine machine = makeMachine();
  Match match = matchesOf(machine, "matmul", convolution)[0];
  // n=2 oh=3 ow=5 | oc=7 | kh=3 kw=3 ic=11.
  auto sizes = boundSizes(machine, match, {2, 3, 5, 7, 3, 3, 11});
  EXPECT_EQ(toVector<int64_t>(sizes), (std::vector<int64_t>{30, 7, 99}));
  EXPECT_EQ(loopCount(match, {2, 3, 5, 7, 3, 3, 11}), 1);
}

TEST(MatchSizes, LoopCountIsTheProductOfLoops) {
  Machine machine = makeMachine();
  Match match = matchesOf(machine, "lanes", addRows)[0];
  EXPECT_EQ(loopCount(match, {6, 50}), 6);
}

TEST(MatchSizes, LargestBoxFillsLaterDimsFirst) {
  Machine machine = makeMachine(); // m <= 512, n <= 128, k <= 128.
  Match match = matchesOf(machine, "matmul", convolution)[0];
  auto box = largestBox(machine, match, {2, 56, 56, 256, 3, 3, 64});
  // ow = 56 leaves room 9 for oh, then 1 for n; ic = 64 leaves 2 for kw.
  EXPECT_EQ(toVector<int64_t>(box),
            (std::vector<int64_t>{1, 9, 56, 128, 1, 2, 64}));
}

TEST(MatchSizes, LargestBoxHasLoopsOfOne) {
  Machine machine = makeMachine();
  Match match = matchesOf(machine, "lanes", addRows)[0];
  auto box = largestBox(machine, match, {6, 5000});
  EXPECT_EQ(toVector<int64_t>(box), (std::vector<int64_t>{1, 1024}));
}

TEST(MatchSizes, LargestBoxKeepsToTheLimits) {
  Machine machine = makeMachine();
  Match match = matchesOf(machine, "matmul", convolution)[1];
  for (int64_t size : {1, 3, 17, 100, 1000}) {
    std::vector<int64_t> sizes = {size, 7, size, 2 * size, 3, size, size};
    auto box = largestBox(machine, match, sizes);
    auto bound = boundSizes(machine, match, box);
    for (size_t j = 0; j < bound.size(); ++j)
      EXPECT_LE(bound[j], machine.instructions[0].dims[j].high);
    for (size_t d = 0; d < box.size(); ++d)
      EXPECT_TRUE(1 <= box[d] && box[d] <= sizes[d]);
  }
}

//===----------------------------------------------------------------------===//
// Models of accumulation
//===----------------------------------------------------------------------===//

/// A kernel that names no model runs on a unit with any; one that names a
/// model only on a unit that has it.
TEST(MatchExact, ModelsOfAccumulationMustAgreeWhereBothNameOne) {
  const std::string head = "(d0, d1, r2) in bf16[0,2] bf16[1,2] out f32[0,1] "
                           "update ",
                    body = "{ %3 = arith.extf %0 : f32; %4 = arith.extf %1 : "
                           "f32; %5 = arith.mulf %3, %4 : f32; "
                           "%6 = arith.addf %2, %5 : f32; yield %6 }";
  Kernel plain = parseKernel(head + body);
  Kernel sixteen = parseKernel(head + "accumulate<terms=16> " + body);
  Kernel eight = parseKernel(head + "accumulate<terms=8> " + body);
  Machine machine = makeMachine();
  Instruction &matmul = machine.instructions[0];
  matmul.kernel = sixteen;
  EXPECT_EQ(matchKernel(machine, plain).size(), 2u);
  EXPECT_EQ(matchKernel(machine, sixteen).size(), 2u);
  EXPECT_TRUE(matchKernel(machine, eight).empty());
  EXPECT_EQ(explainNoMatch(machine, eight),
            "nearest is @matmul: kernel adds by accumulate<terms=8>, "
            "instruction by accumulate<terms=16>");
  matmul.kernel = plain;
  EXPECT_TRUE(matchKernel(machine, eight).empty());
  EXPECT_EQ(explainNoMatch(machine, eight),
            "nearest is @matmul: kernel adds by accumulate<terms=8>, "
            "instruction as its body stands");
}
