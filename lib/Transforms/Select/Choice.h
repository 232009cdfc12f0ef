//===- Choice.h - which instruction runs a computation ----------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What stands in `choice` of a ridge.compute, as plain data.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_TRANSFORMS_SELECT_CHOICE_H
#define RIDGE_TRANSFORMS_SELECT_CHOICE_H

#include "dialects/Ridge/RidgeDialect.h"
#include "ridge/Machine/Match.h"

namespace ridge {

/// Whether the instruction's operands may lie in the memories of the buffers
/// that `accesses` name; if not, `why` says what is wrong.
bool acceptsMemories(const Machine &machine, const Match &match,
                     mlir::ArrayAttr accesses, mlir::OperandRange reads,
                     mlir::Value write, std::string &why);

/// Nothing, with an error at `op`, if there is no choice or the machine has no
/// such instruction.
mlir::FailureOr<Match> choiceOf(const Machine &machine, ComputeOp op);

} // namespace ridge

#endif // RIDGE_TRANSFORMS_SELECT_CHOICE_H
