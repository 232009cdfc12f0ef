//===- SelectedRules.cpp - instructions that fit --------------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Every ridge.invoke is matched again, from its body and strides alone.
///
//===----------------------------------------------------------------------===//

#include "Rules.h"
#include "ridge/Analysis/WindowKernel.h"
#include "ridge/Analysis/Windows.h"
#include "ridge/Machine/Match.h"

using namespace mlir;
using namespace ridge;

static LogicalResult checkMatch(InvokeOp op, const Machine &machine,
                                const Match &match) {
  FailureOr<Kernel> kernel = kernelOf(op);
  if (failed(kernel))
    return failure();
  if (llvm::is_contained(matchInstruction(machine, match.instruction, *kernel,
                                          immediatesOf(op.getAccesses())),
                         match))
    return success();
  return op.emitOpError() << "does not match @" << op.getInstruction()
                          << " in this way: " << kernel->print();
}

static LogicalResult checkLimits(InvokeOp op, const Machine &machine,
                                 const Match &match) {
  FailureOr<SmallVector<int64_t, 4>> trips =
      tripsOfCounters(op, op.getCounters());
  if (failed(trips))
    return failure();
  SmallVector<int64_t> least, most;
  for (auto [d, map] :
       llvm::enumerate(op.getSizes().getAsValueRange<AffineMapAttr>())) {
    auto range = *rangeOfSize(map, *trips);
    if (match.dims[d] < 0 && range.second > 1)
      return op.emitOpError()
             << "dim " << d << " is bound to no dim of @" << op.getInstruction()
             << " and has size " << range.second << ", expected 1";
    least.push_back(range.first);
    most.push_back(range.second);
  }
  const Instruction &instruction = machine.instructions[match.instruction];
  auto low = boundSizes(machine, match, least);
  auto high = boundSizes(machine, match, most);
  for (auto [i, dim] : llvm::enumerate(instruction.dims))
    if (!dim.takes(low[i]) || !dim.takes(high[i]))
      return op.emitOpError() << "asks @" << op.getInstruction() << " for "
                              << dim.name << " from " << low[i] << " to "
                              << high[i] << ", it takes " << dim.describe();
  return success();
}

static LogicalResult checkMemories(InvokeOp op, const Machine &machine,
                                   const Match &match) {
  const Instruction &instruction = machine.instructions[match.instruction];
  size_t nextRead = 0, last = op.getAccesses().size() - 1;
  for (auto [i, access] : llvm::enumerate(op.getAccesses())) {
    if (llvm::isa<arch::ImmediateAttr>(access))
      continue;
    Value value = i == last ? op.getWrite() : op.getReads()[nextRead++];
    StringRef memory = *value.getDefiningOp<BufferOp>().getMemory();
    const InstructionOperand &operand = instruction.operands[match.operands[i]];
    if (!llvm::is_contained(operand.memories, machine.findMemory(memory)))
      return op.emitOpError()
             << "operand " << i << " is in '" << memory << "', from where @"
             << op.getInstruction() << " does not take " << operand.name;
  }
  return success();
}

static LogicalResult checkInvoke(InvokeOp op, const Machine &machine) {
  Match match;
  match.instruction = machine.findInstruction(op.getInstruction());
  if (match.instruction < 0)
    return op.emitOpError() << "names @" << op.getInstruction() << ", which @"
                            << machine.name << " does not have";
  match.dims.assign(op.getDims().begin(), op.getDims().end());
  match.operands.assign(op.getOperandsMap().begin(), op.getOperandsMap().end());
  return failure(failed(checkMatch(op, machine, match)) ||
                 failed(checkLimits(op, machine, match)) ||
                 failed(checkMemories(op, machine, match)));
}

LogicalResult ridge::checkSelectedRules(func::FuncOp func,
                                        const Machine &machine) {
  WalkResult walk = func.walk([&](InvokeOp op) {
    return succeeded(checkInvoke(op, machine)) ? WalkResult::advance()
                                               : WalkResult::interrupt();
  });
  return failure(walk.wasInterrupted());
}
