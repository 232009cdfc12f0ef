//===- Choice.cpp - which instruction runs a computation ------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Matches come from the machine's matcher, cycles from Timing; this file only
/// filters and compares.
///
//===----------------------------------------------------------------------===//

#include "Choice.h"
#include "ridge/Analysis/WindowKernel.h"
#include "ridge/Analysis/Windows.h"
#include "ridge/Timing/Timing.h"

using namespace mlir;
using namespace ridge;

//===----------------------------------------------------------------------===//
// What a match must keep to
//===----------------------------------------------------------------------===//

bool ridge::acceptsMemories(const Machine &machine, const Match &match,
                            ArrayAttr accesses, OperandRange reads, Value write,
                            std::string &why) {
  const Instruction &instruction = machine.instructions[match.instruction];
  size_t nextRead = 0;
  for (auto [i, access] : llvm::enumerate(accesses)) {
    if (llvm::isa<arch::ImmediateAttr>(access))
      continue;
    bool isOutput = i + 1 == accesses.size();
    auto buffer =
        (isOutput ? write : reads[nextRead++]).getDefiningOp<BufferOp>();
    StringRef memory =
        buffer ? buffer.getMemory().value_or(StringRef()) : StringRef();
    const InstructionOperand &operand = instruction.operands[match.operands[i]];
    if (llvm::is_contained(operand.memories, machine.findMemory(memory)))
      continue;
    why = "@" + instruction.name + " does not take operand " + operand.name +
          " from '" + memory.str() + "'";
    return false;
  }
  return true;
}

//===----------------------------------------------------------------------===//
// Decision
//===----------------------------------------------------------------------===//

FailureOr<Choice> ridge::chooseInstruction(const Machine &machine,
                                           ComputeOp op) {
  FailureOr<Kernel> kernel = kernelOf(op);
  FailureOr<TileRange> range = tileRange(op);
  if (failed(kernel) || failed(range))
    return failure();
  uint32_t immediates = immediatesOf(op.getAccesses());

  std::vector<Candidate> candidates;
  std::string why;
  for (const Match &match : matchKernel(machine, *kernel, immediates)) {
    std::string refusal;
    if (!acceptsMemories(machine, match, op.getAccesses(), op.getReads(),
                         op.getWrite(), refusal) ||
        !keepsLimits(machine, match, cutTile(machine, match, *range),
                     refusal)) {
      if (why.empty())
        why = refusal;
      continue;
    }
    candidates.push_back(
        {match, kernelTime(machine, match, *kernel, range->most).occupancy});
  }
  if (candidates.empty()) {
    if (why.empty())
      why = explainNoMatch(machine, *kernel, immediates);
    return op.emitOpError()
           << "no instruction of @" << machine.name << " runs this: " << why;
  }
  // The first of the least: on a tie the machine file's order decides.
  auto best =
      llvm::min_element(candidates, [](const Candidate &a, const Candidate &b) {
        return a.cycles < b.cycles;
      });
  Choice choice;
  choice.best = *best;
  candidates.erase(best);
  choice.others = std::move(candidates);
  return choice;
}

//===----------------------------------------------------------------------===//
// Attribute
//===----------------------------------------------------------------------===//

ChoiceAttr ridge::choiceAttr(const Machine &machine, const Candidate &candidate,
                             MLIRContext *context) {
  const Match &match = candidate.match;
  SmallVector<int64_t> dims(match.dims.begin(), match.dims.end());
  SmallVector<int64_t> operands(match.operands.begin(), match.operands.end());
  return ChoiceAttr::get(context, machine.instructions[match.instruction].name,
                         dims, operands, candidate.cycles);
}

/// False, with an error, if some number of the choice is beyond `count`.
static bool isBelow(ComputeOp op, ArrayRef<int64_t> numbers, size_t count,
                    StringRef what) {
  for (int64_t number : numbers)
    if (number >= static_cast<int64_t>(count)) {
      op.emitOpError() << "chose " << what << " " << number << " of @"
                       << op.getChoice()->getInstruction() << ", which has "
                       << count;
      return false;
    }
  return true;
}

FailureOr<Match> ridge::choiceOf(const Machine &machine, ComputeOp op) {
  ChoiceAttr choice = op.getChoiceAttr();
  if (!choice)
    return op.emitOpError() << "has no choice of an instruction; run "
                               "ridge-choose-instructions first";
  Match match;
  match.instruction = machine.findInstruction(choice.getInstruction());
  if (match.instruction < 0)
    return op.emitOpError()
           << "chose \"" << choice.getInstruction() << "\", which @"
           << machine.name << " does not have";
  const Instruction &instruction = machine.instructions[match.instruction];
  if (!isBelow(op, choice.getDims(), instruction.dims.size(), "dim") ||
      !isBelow(op, choice.getOperands(), instruction.operands.size(),
               "operand"))
    return failure();
  match.dims.assign(choice.getDims().begin(), choice.getDims().end());
  match.operands.assign(choice.getOperands().begin(),
                        choice.getOperands().end());
  return match;
}
