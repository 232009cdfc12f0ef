//===- Choice.h - which instruction runs a computation ----------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The decision of Select as plain data, and the attribute it stands in.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_TRANSFORMS_SELECT_CHOICE_H
#define RIDGE_TRANSFORMS_SELECT_CHOICE_H

#include "dialects/Ridge/RidgeDialect.h"
#include "ridge/Machine/Match.h"

namespace ridge {

/// On a ridge.compute: {instruction, dims, operands, cycles}.
constexpr llvm::StringLiteral kChoiceAttr = "ridge.choice";

/// One way to run a computation.
struct Candidate {
  Match match;
  int64_t cycles = 0; ///< Occupancy at the full tile size.
};

struct Choice {
  Candidate best;
  std::vector<Candidate> others; ///< In order of the machine file.
};

/// Least and greatest sizes of a tile's dims over all counters.
struct TileRange {
  llvm::SmallVector<int64_t, 6> least, most;
};
mlir::FailureOr<TileRange> tileRange(ComputeOp op);

/// The instruction with the least occupancy among those that match, accept the
/// memories of the buffers and the sizes. Fails with an error at `op`.
mlir::FailureOr<Choice> chooseInstruction(const Machine &machine, ComputeOp op);

/// Whether the instruction's operands may lie in the memories of the buffers
/// that `accesses` name; if not, `why` says what is wrong.
bool acceptsMemories(const Machine &machine, const Match &match,
                     mlir::ArrayAttr accesses, mlir::OperandRange reads,
                     mlir::Value write, std::string &why);

/// What one instruction covers of a tile of `range`: the box, how many of them
/// per dim, and the least size that any of them has.
struct Cut {
  llvm::SmallVector<int64_t, 6> box, count, least;
};
Cut cutTile(const Machine &machine, const Match &match, const TileRange &range);

/// False, with the reason, if some box falls below the instruction's limits.
bool keepsLimits(const Machine &machine, const Match &match, const Cut &cut,
                 std::string &why);

mlir::DictionaryAttr choiceAttr(const Machine &machine,
                                const Candidate &candidate,
                                mlir::MLIRContext *context);
/// Nothing, with an error at `op`, if the attribute is missing or malformed.
mlir::FailureOr<Match> choiceOf(const Machine &machine, ComputeOp op);

} // namespace ridge

#endif // RIDGE_TRANSFORMS_SELECT_CHOICE_H
