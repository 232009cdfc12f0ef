//===- MatchDimsTest.cpp - tests of which dims are which ------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "TestMachines.h"

using namespace ridge;

TEST(MatchExact, ConvolutionDimsShareInstructionDims) {
  Machine machine = makeMachine();
  auto matches = matchesOf(machine, "matmul", convolution);
  ASSERT_EQ(matches.size(), 2u);
  EXPECT_EQ(dimsOf(matches[0]), (Ints{0, 0, 0, 1, 2, 2, 2}));
  EXPECT_EQ(dimsOf(matches[1]), (Ints{1, 1, 1, 0, 2, 2, 2}));
}

/// Rows and columns of an image are two dims of this unit, taps and channels
/// three: each takes its own, from the last on.
TEST(MatchExact, DimsOfOneKindCorrespondFromTheLast) {
  Machine machine = makeMachine();
  Instruction &unit = machine.instructions[0];
  unit.kernel = parseKernel(
      "(d0, d1, d2, r3, r4) in i8[0,1,3,4] i8[2,3,4] out i32[0,1,2] update { "
      "%3 = arith.extsi %0 : i32; %4 = arith.extsi %1 : i32; "
      "%5 = arith.muli %3, %4 : i32; %6 = arith.addi %2, %5 : i32; yield %6 }");
  unit.dims = {
      {"q", 1, 64}, {"p", 1, 64}, {"n", 1, 64}, {"r", 1, 64}, {"c", 1, 64}};
  unit.ordered = true;
  // Batch, rows and columns; two taps and channels: what is left is the first.
  auto matches = matchesOf(machine, "matmul", convolution);
  ASSERT_EQ(matches.size(), 1u);
  EXPECT_EQ(dimsOf(matches[0]), (Ints{0, 0, 1, 2, 3, 3, 4}));
  // A plain product has columns and channels.
  matches = matchesOf(machine, "matmul", matmulText);
  ASSERT_EQ(matches.size(), 1u);
  EXPECT_EQ(dimsOf(matches[0]), (Ints{1, 2, 4}));
}

/// Without an order each may be any: of the kernel's taps and channels each is
/// the fixed window of this unit once.
TEST(MatchExact, DimsOfOneKindAreSpreadEveryWay) {
  Machine machine = makeMachine();
  Instruction &unit = machine.instructions[0];
  unit.kernel = parseKernel(
      "(d0, d1, r2, r3) in i8[0,2,3] i8[1,2,3] out i32[0,1] update { "
      "%3 = arith.extsi %0 : i32; %4 = arith.extsi %1 : i32; "
      "%5 = arith.muli %3, %4 : i32; %6 = arith.addi %2, %5 : i32; yield %6 }");
  unit.dims = {{"m", 1, 64}, {"n", 1, 64}, {"c", 1, 64}, {"r", 3, 3}};
  std::vector<Ints> found;
  for (const Match &match : matchesOf(machine, "matmul", convolution))
    if (match.operands.front() == 0)
      found.push_back(dimsOf(match));
  EXPECT_EQ(found, (std::vector<Ints>{{0, 0, 0, 1, 3, 2, 2},
                                      {0, 0, 0, 1, 2, 3, 2},
                                      {0, 0, 0, 1, 2, 2, 3}}));
}

TEST(MatchExact, FoldsGoAlongTheSameDims) {
  Machine machine = makeMachine();
  Instruction &unit = machine.instructions[0];
  unit.kernel =
      parseKernel("(d0, d1) in f32[0,1] out f32[0,1] { "
                  "%2 = ridge.fold arith.maximumf over 1 from 0, %0 : f32; "
                  "%3 = arith.subf %0, %2 : f32; yield %3 }");
  unit.dims = {{"m", 1, 64}, {"n", 1, 64}};
  unit.operands.erase(unit.operands.begin());
  auto row = [](const char *fold) {
    return std::string("(d0, d1, d2) in f32[0,1,2] out f32[0,1,2] { %2 = "
                       "ridge.fold ") +
           fold + ", %0 : f32; %3 = arith.subf %0, %2 : f32; yield %3 }";
  };
  auto dims = [&](const char *fold) {
    auto matches = matchesOf(machine, "matmul", row(fold));
    return matches.empty() ? Ints() : dimsOf(matches.front());
  };
  EXPECT_EQ(dims("arith.maximumf over 2 from 0"), (Ints{0, 0, 1}));
  EXPECT_EQ(dims("arith.maximumf over 0 2 from 0"), (Ints{1, 0, 1}));
  EXPECT_EQ(dims("arith.minimumf over 2 from 0"), Ints());
  EXPECT_EQ(dims("arith.maximumf over 2 from 1"), Ints());
}

TEST(MatchExact, UnboundInstructionDimsHaveSizeOne) {
  Machine machine = makeMachine();
  const char *vectorMatrix =
      "(d0, r1) in i8[1] i8[0,1] out i32[0] update { "
      "%3 = arith.extsi %0 : i32; %4 = arith.extsi %1 : i32; "
      "%5 = arith.muli %3, %4 : i32; %6 = arith.addi %2, %5 : i32; yield %6 }";
  auto matches = matchesOf(machine, "matmul", vectorMatrix);
  ASSERT_EQ(matches.size(), 2u);
  EXPECT_EQ(dimsOf(matches[0]), (Ints{1, 2}));
  auto sizes = boundSizes(machine, matches[0], {100, 50});
  EXPECT_EQ(toVector<int64_t>(sizes), (std::vector<int64_t>{1, 100, 50}));
  // An m of at least 8 cannot be left out, an n can.
  machine.instructions[0].dims[0].low = 8;
  matches = matchesOf(machine, "matmul", vectorMatrix);
  ASSERT_EQ(matches.size(), 1u);
  EXPECT_EQ(dimsOf(matches[0]), (Ints{0, 2}));
}
