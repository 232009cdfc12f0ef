//===- CandidateTable.h - instructions that could run operations ----------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What groups need to know of an operation and what does not depend on the
/// group: its kernel and the instructions that match it. An operation is looked
/// at in one group after another, so this is worked out once.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_ANALYSIS_CANDIDATETABLE_H
#define RIDGE_ANALYSIS_CANDIDATETABLE_H

#include "ridge/Analysis/OperationKernel.h"
#include "llvm/ADT/DenseMap.h"
#include <map>
#include <memory>

namespace ridge {

struct Candidates {
  /// Null: the body cannot be described, and an error at the operation says so.
  std::shared_ptr<const OperationKernel> kernel;
  llvm::SmallVector<Match, 2> matches; ///< In machine file order.
  /// Of a reduction: writes what it starts from over the dims of its result.
  std::optional<Kernel> fill;
  llvm::SmallVector<Match, 2> fillMatches;
};

class CandidateTable {
public:
  explicit CandidateTable(const Machine &machine) : target(&machine) {}

  /// The operation must neither change nor go as long as the table is asked.
  const Candidates &of(StructuredOpInterface op);

  /// A number that is equal for kernels which take equal times at equal sizes.
  int32_t timingOf(const Match &match, const Kernel &kernel);

  const Machine &machine() const { return *target; }

private:
  const Machine *target;
  llvm::DenseMap<mlir::Operation *, Candidates> known;
  std::map<llvm::SmallVector<int64_t, 8>, int32_t> timings;
};

} // namespace ridge

#endif // RIDGE_ANALYSIS_CANDIDATETABLE_H
