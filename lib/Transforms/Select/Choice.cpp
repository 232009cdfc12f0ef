//===- Choice.cpp - which instruction runs a computation ------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The choice was made with the group's mapping; here it is only read.
///
//===----------------------------------------------------------------------===//

#include "Choice.h"
#include "ridge/Analysis/MappingRecord.h"

using namespace mlir;
using namespace ridge;

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

FailureOr<Match> ridge::choiceOf(const Machine &machine, ComputeOp op) {
  if (!op.getChoiceAttr())
    return op.emitOpError()
           << "has no choice of an instruction; run "
              "ridge-choose-tiles and ridge-apply-tiling first";
  return matchOf(machine, op.getChoiceAttr(), [&] { return op.emitOpError(); });
}
