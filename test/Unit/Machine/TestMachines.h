//===- TestMachines.h - small machines for tests ----------------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A machine with one int8 matrix engine and one vector engine, built by hand.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_TEST_UNIT_MACHINE_TESTMACHINES_H
#define RIDGE_TEST_UNIT_MACHINE_TESTMACHINES_H

#include "ridge/Machine/Match.h"
#include "gtest/gtest.h"

namespace ridge {

inline Kernel parseKernel(llvm::StringRef text) {
  std::string error;
  auto kernel = Kernel::parse(text, error);
  EXPECT_TRUE(kernel.has_value()) << error;
  return kernel.value_or(Kernel());
}

/// Names are the instruction's dims, then bits and ops.
inline Expression parseTime(const Instruction &instruction,
                            llvm::StringRef text) {
  std::vector<llvm::StringRef> names;
  for (const InstructionDim &dim : instruction.dims)
    names.push_back(dim.name);
  names.push_back("bits");
  names.push_back("ops");
  auto expression = Expression::parse(text, names);
  if (expression)
    return *expression;
  ADD_FAILURE() << llvm::toString(expression.takeError());
  return Expression();
}

inline const char *const matmulText =
    "(d0, d1, r2) in i8[0,2] i8[1,2] out i32[0,1] update { "
    "%3 = arith.extsi %0 : i32; %4 = arith.extsi %1 : i32; "
    "%5 = arith.muli %3, %4 : i32; %6 = arith.addi %2, %5 : i32; yield %6 }";

/// @dram (home) <-> @sram, @acc -> @sram; @array runs @matmul (m, n, k) from
/// @sram into @acc; @vector runs @lanes and @fold on i32 and f32.
inline Machine makeMachine() {
  Machine machine;
  machine.name = "test";
  machine.hertz = 1000000000;
  machine.memories.resize(3);
  Memory &dram = machine.memories[0], &sram = machine.memories[1],
         &acc = machine.memories[2];
  dram.name = "dram", dram.bytes = 1 << 30, dram.bytesPerCycle = 64;
  dram.latency = 100, dram.home = true;
  sram.name = "sram", sram.bytes = 1 << 18, sram.bytesPerCycle = 128;
  acc.name = "acc", acc.bytes = 1 << 16, acc.bytesPerCycle = 128;
  machine.engines = {{"load"}, {"store"}, {"array"}, {"vector"}};
  machine.paths.resize(3);
  machine.paths[0] = {"dram->sram", 0, 1, 0, 64, 10, 64, 0, 5};
  machine.paths[1] = {"sram->dram", 1, 0, 1, 32, 10, 64, 0, 5};
  machine.paths[2] = {"acc->sram", 2, 1, 1, 128, 1, 16, 0, 0};

  Instruction matmul;
  matmul.name = "matmul";
  matmul.engine = 2;
  matmul.dims = {{"m", 1, 512}, {"n", 1, 128}, {"k", 1, 128}};
  matmul.operands.resize(3);
  matmul.operands[0].name = "A", matmul.operands[0].memories = {1};
  matmul.operands[1].name = "B", matmul.operands[1].memories = {1};
  matmul.operands[2].name = "C", matmul.operands[2].memories = {2};
  matmul.kernel = parseKernel(matmulText);
  matmul.occupancy = parseTime(matmul, "max(m, 128)");
  matmul.latency = parseTime(matmul, "max(m, 128) + 254");
  matmul.energy = parseTime(matmul, "m * n * k * 400");
  machine.instructions.push_back(matmul);

  Instruction lanes;
  lanes.name = "lanes";
  lanes.engine = 3;
  lanes.dims = {{"n", 1, 1024}};
  lanes.operands.resize(2);
  lanes.operands[0].name = "in", lanes.operands[0].memories = {1, 2};
  lanes.operands[0].immediate = true;
  lanes.operands[1].name = "out", lanes.operands[1].memories = {1};
  lanes.laneOps = {ScalarOp::AddF,    ScalarOp::SubF,   ScalarOp::Exp,
                   ScalarOp::CmpF,    ScalarOp::SIToFP, ScalarOp::MaxSI,
                   ScalarOp::Identity};
  lanes.laneFormats = {Format::F32, Format::I32};
  lanes.occupancy = parseTime(lanes, "n * bits ceildiv 1024");
  lanes.latency = parseTime(lanes, "n * bits ceildiv 1024 + 6");
  machine.instructions.push_back(lanes);

  Instruction fold = lanes;
  fold.name = "fold";
  fold.laneReduce = true;
  fold.dims = {{"m", 1, 64}, {"n", 1, 1024}};
  fold.operands[0].immediate = false;
  fold.laneOps = {ScalarOp::AddF, ScalarOp::SubF, ScalarOp::MaximumF};
  fold.occupancy = parseTime(fold, "m * (n ceildiv 32)");
  fold.latency = parseTime(fold, "m * (n ceildiv 32) + 6");
  machine.instructions.push_back(fold);
  return machine;
}

inline const char *const convolution =
    // n, oh, ow, oc, kh, kw, ic
    "(d0, d1, d2, d3, r4, r5, r6) in i8[0,1,2,4,5,6] i8[3,4,5,6] "
    "out i32[0,1,2,3] update { "
    "%3 = arith.extsi %0 : i32; %4 = arith.extsi %1 : i32; "
    "%5 = arith.muli %3, %4 : i32; %6 = arith.addi %2, %5 : i32; yield %6 }";

using Ints = std::vector<int32_t>;
template <typename T> std::vector<T> toVector(llvm::ArrayRef<T> range) {
  return range.vec();
}
inline Ints dimsOf(const Match &match) { return toVector<int32_t>(match.dims); }
inline Ints operandsOf(const Match &match) {
  return toVector<int32_t>(match.operands);
}

/// Matches of the kernel with the instruction of that name.
inline std::vector<Match> matchesOf(const Machine &machine,
                                    llvm::StringRef instruction,
                                    llvm::StringRef kernel,
                                    uint32_t immediates = 0) {
  std::vector<Match> found;
  for (const Match &match :
       matchKernel(machine, parseKernel(kernel), immediates))
    if (match.instruction == machine.findInstruction(instruction))
      found.push_back(match);
  return found;
}

} // namespace ridge

#endif // RIDGE_TEST_UNIT_MACHINE_TESTMACHINES_H
