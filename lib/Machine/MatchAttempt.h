//===- MatchAttempt.h - one kernel against one instruction ------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What comes of trying a kernel on one instruction: matches, or how far it got
/// and what was in the way.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_LIB_MACHINE_MATCHATTEMPT_H
#define RIDGE_LIB_MACHINE_MATCHATTEMPT_H

#include "ridge/Machine/Match.h"

namespace ridge {

struct MatchAttempt {
  /// The order in which things are compared; later is nearer.
  enum Stage { Shape, Operations, Formats, Body, Operands, Dims, Matched };
  Stage stage = Shape;
  std::string difference; ///< One clause; empty if there are matches.
  llvm::SmallVector<Match, 2> matches;
};

/// A kernel as one side of a comparison, on a given instruction.
struct MatchQuery {
  const Machine &machine;
  InstructionId id;
  const Kernel &kernel;
  uint32_t immediates;
  /// False: nobody asks what is in the way, only whether something is.
  bool explains;

  const Instruction &instruction() const { return machine.instructions[id]; }
  bool isImmediate(size_t input) const { return immediates >> input & 1; }
};

MatchAttempt attemptExact(const MatchQuery &query);
MatchAttempt attemptLanes(const MatchQuery &query);

/// Why a match that leaves these instruction dims at size 1 is not allowed:
/// the first dim that has no kernel dim and needs more; empty if none.
std::string unboundDimProblem(const Instruction &instruction,
                              llvm::ArrayRef<int32_t> dims);

} // namespace ridge

#endif // RIDGE_LIB_MACHINE_MATCHATTEMPT_H
