//===- Group.h - operations of IR and their workload ------------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Mapping knows operations, windows and locals of a group by numbers alone.
/// Here the numbers are given, and what they stand for is kept.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_ANALYSIS_GROUP_H
#define RIDGE_ANALYSIS_GROUP_H

#include "ridge/Analysis/CandidateTable.h"
#include "ridge/Analysis/HomeLayout.h"
#include "ridge/Mapping/Workload.h"

namespace ridge {

struct Group {
  /// The workload of `ops`, in program order, bound to no instructions yet. On
  /// failure `reason` says what cannot be: no instruction, dims that do not
  /// line up.
  static std::optional<Group> build(llvm::ArrayRef<StructuredOpInterface> ops,
                                    const HomeLayouts &layouts,
                                    CandidateTable &candidates,
                                    std::string &reason);

  Workload workload;
  // Per operation of the workload.
  llvm::SmallVector<StructuredOpInterface> ops;
  std::vector<std::shared_ptr<const OperationKernel>> kernels;
  // Per window of the workload.
  llvm::SmallVector<mlir::Value> tensors;
};

/// Nothing without a codec.
std::optional<StoredCodec> storedCodec(arch::CodecAttr codec);

} // namespace ridge

#endif // RIDGE_ANALYSIS_GROUP_H
