//===- Choice.h - which instruction runs a computation ----------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The decision of Select as plain data; it stands in `choice` of the
/// ridge.compute.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_TRANSFORMS_SELECT_CHOICE_H
#define RIDGE_TRANSFORMS_SELECT_CHOICE_H

#include "dialects/Ridge/RidgeDialect.h"
#include "ridge/Mapping/InstructionChoice.h"

namespace ridge {

/// One way to run a computation.
struct Candidate {
  Match match;
  int64_t cycles = 0; ///< Occupancy at the full tile size.
};

struct Choice {
  Candidate best;
  std::vector<Candidate> others; ///< In order of the machine file.
};

/// The instruction with the least occupancy among those that match, accept the
/// memories of the buffers and the sizes. Fails with an error at `op`.
mlir::FailureOr<Choice> chooseInstruction(const Machine &machine, ComputeOp op);

/// Whether the instruction's operands may lie in the memories of the buffers
/// that `accesses` name; if not, `why` says what is wrong.
bool acceptsMemories(const Machine &machine, const Match &match,
                     mlir::ArrayAttr accesses, mlir::OperandRange reads,
                     mlir::Value write, std::string &why);

ChoiceAttr choiceAttr(const Machine &machine, const Candidate &candidate,
                      mlir::MLIRContext *context);
/// Nothing, with an error at `op`, if there is no choice or the machine has no
/// such instruction.
mlir::FailureOr<Match> choiceOf(const Machine &machine, ComputeOp op);

} // namespace ridge

#endif // RIDGE_TRANSFORMS_SELECT_CHOICE_H
