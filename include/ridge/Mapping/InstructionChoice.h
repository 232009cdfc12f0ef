//===- InstructionChoice.h - who runs what, and where -----------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The one place where instructions are chosen. A computation can be run by any
/// of its matches; each wants its operands in certain memories, and an operand
/// has one place for all computations that touch it: values that come from the
/// home memory or go there need a path, and what one computation makes another
/// must be able to read. So the choice is made for all computations of a group
/// together: of all choices for which every operand has a memory, one of least
/// cycles.
///
/// Tiling asks with the sizes of its tiles, and what it decides is recorded on
/// the operations; Place and Select ask for those that come without a record.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_MAPPING_INSTRUCTIONCHOICE_H
#define RIDGE_MAPPING_INSTRUCTIONCHOICE_H

#include "ridge/Machine/Match.h"
#include "ridge/Mapping/Mapping.h"

namespace ridge {

//===----------------------------------------------------------------------===//
// Limits
//===----------------------------------------------------------------------===//

/// Least and greatest sizes of a tile's dims over all iterations.
struct TileRange {
  llvm::SmallVector<int64_t, 6> least, most;
};

/// What one instruction covers of a tile of `range`: the box, how many of them
/// per dim, the least size that any of them has and a divisor of all sizes.
struct Cut {
  llvm::SmallVector<int64_t, 6> box, count, least, divisor;
};
Cut cutTile(const Machine &machine, const Match &match, const TileRange &range);

/// False, with the reason, if some box falls below the instruction's limits.
bool keepsLimits(const Machine &machine, const Match &match, const Cut &cut,
                 std::string &why);

//===----------------------------------------------------------------------===//
// Choice
//===----------------------------------------------------------------------===//

/// Where a value lies that computations touch. Only what comes from the home
/// memory or goes there can lie in it, for instructions that touch it there.
struct OperandPlace {
  bool isLoaded = false;  ///< It comes from the home memory,
  bool isStored = false;  ///< or goes there,
  std::string loadCodec;  ///< from where it is in this codec
  std::string storeCodec; ///< or to where it is in this one.
  bool isIndexed = false; ///< It is loaded by lists of positions.
  MemoryId memory = -1;   ///< If that is settled.
};

struct Computation {
  llvm::SmallVector<Match, 2> matches;
  llvm::SmallVector<double, 2> cycles; ///< Per match, of all its executions.
  /// Per kernel operand its place, -1 for an immediate.
  llvm::SmallVector<int32_t, 4> places;
};

struct ChoiceProblem {
  const Machine *machine = nullptr;
  ChoiceGoal goal = ChoiceGoal::LeastWork;
  std::vector<OperandPlace> places;
  std::vector<Computation> computations;
};

struct InstructionChoice {
  llvm::SmallVector<int32_t> matches; ///< Per computation, a number of its own.
  /// Per place the memories that all who touch it can use; the first is taken.
  std::vector<MemorySet> memories;
};

/// A choice of least cycles, of equal ones that of the first matches. With the
/// goal LeastBusiest, computations leave the busiest engine from there on, one
/// by one, for as long as that makes the busiest engine less busy. A search
/// over more than 100,000 steps ends with the best so far; one over more than
/// 1000 computations whose fastest matches do not go together is not begun. If
/// there is none, `reason` names the operand that has no memory, and what it
/// lacks, and `missing` is its place (-1 if it is not one alone).
std::optional<InstructionChoice>
chooseInstructions(const ChoiceProblem &problem, std::string &reason,
                   int32_t *missing = nullptr);

/// Memories where `place` has the paths that it needs.
MemorySet reachableMemories(const Machine &machine, const OperandPlace &place);

} // namespace ridge

#endif // RIDGE_MAPPING_INSTRUCTIONCHOICE_H
