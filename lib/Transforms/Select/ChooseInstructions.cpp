//===- ChooseInstructions.cpp - decide who runs what ----------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// In: placed form. Out: the same with `choice` on every ridge.compute, and a
/// remark per choice. One match of each instruction per operation.
///
//===----------------------------------------------------------------------===//

#include "Choice.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/Remarks.h"
#include "ridge/Analysis/PassMachine.h"
#include "ridge/Transforms/Select/Passes.h"

namespace ridge {
#define GEN_PASS_DEF_CHOOSEINSTRUCTIONS
#include "lib/Transforms/Select/Passes.h.inc"
} // namespace ridge

using namespace mlir;
using namespace ridge;

static std::string describe(const Machine &machine,
                            const Candidate &candidate) {
  return "@" + machine.instructions[candidate.match.instruction].name + " at " +
         std::to_string(candidate.cycles) + " cycles";
}

static void explain(const Machine &machine, ComputeOp op,
                    const Choice &choice) {
  std::string alternatives;
  for (const Candidate &other : choice.others)
    alternatives +=
        (alternatives.empty() ? "" : ", ") + describe(machine, other);
  if (alternatives.empty())
    alternatives = "none";
  const Match &match = choice.best.match;
  remark::passed(
      op.getLoc(),
      remark::RemarkOpts::name("ChooseInstructions").category("ridge-select"))
      << remark::metric("Instruction",
                        machine.instructions[match.instruction].name)
      << remark::metric("Cycles", choice.best.cycles)
      << remark::reason("least occupancy at the full tile; alternatives: {0}",
                        alternatives);
}

namespace {
struct ChooseInstructions
    : ridge::impl::ChooseInstructionsBase<ChooseInstructions> {
  using ChooseInstructionsBase::ChooseInstructionsBase;

  void runOnOperation() override {
    FailureOr<MachineHandle> machine = machineFor(getOperation(), machineName);
    if (failed(machine))
      return signalPassFailure();
    WalkResult walk = getOperation().walk([&](ComputeOp op) {
      FailureOr<Choice> choice = chooseInstruction(*machine, op);
      if (failed(choice))
        return WalkResult::interrupt();
      op.setChoiceAttr(choiceAttr(*machine, choice->best, op.getContext()));
      explain(*machine, op, *choice);
      return WalkResult::advance();
    });
    if (walk.wasInterrupted())
      signalPassFailure();
  }
};
} // namespace
