//===- CandidateTable.h - what could run operations of IR -------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Kernels and candidates of operations. An operation is looked at in one group
/// after another, and others are equal to it: this is worked out once.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_ANALYSIS_CANDIDATETABLE_H
#define RIDGE_ANALYSIS_CANDIDATETABLE_H

#include "ridge/Analysis/OperationContent.h"
#include "ridge/Analysis/OperationKernel.h"
#include "ridge/Mapping/Candidates.h"
#include "llvm/ADT/DenseMap.h"
#include <map>

namespace ridge {

class CandidateTable {
public:
  struct Entry {
    /// Null: the body cannot be described, and an error at the operation says
    /// so.
    std::shared_ptr<const OperationKernel> kernel;
    std::shared_ptr<const Candidates> candidates;
  };

  explicit CandidateTable(const Machine &machine) : target(&machine) {}

  /// The operation must neither change nor go as long as the table is asked.
  const Entry &of(StructuredOpInterface op);

  const Machine &machine() const { return *target; }

private:
  const Machine *target;
  llvm::DenseMap<mlir::Operation *, Entry> known;
  std::map<Content, Entry> equals;
};

} // namespace ridge

#endif // RIDGE_ANALYSIS_CANDIDATETABLE_H
