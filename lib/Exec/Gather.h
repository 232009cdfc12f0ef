//===- Gather.h - copies addressed by lists of positions --------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What an indexed move does to values: each row is copied from where its
/// positions say. A position outside its limit stops the copy.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_LIB_EXEC_GATHER_H
#define RIDGE_LIB_EXEC_GATHER_H

#include "ridge/Exec/Evaluate.h"
#include "ridge/Program/Program.h"
#include <optional>

namespace ridge {

/// A list of positions: its window over the box, and what a position means.
struct PositionList {
  OperandView view;
  Format format = Format::I64;
  IndexList index;
};

/// A position that is not within its limit.
struct BadPosition {
  size_t list = 0;
  int64_t position = 0;
  llvm::SmallVector<int64_t, 6> point; ///< Of the box; 0 along rows.
};

/// Copies a box of `sizes` elements of `elementBytes`; strides in elements.
/// Returns the first position that is out of range; nothing behind it is
/// copied.
std::optional<BadPosition> gatherWindow(const OperandView &source,
                                        const OperandView &target,
                                        llvm::ArrayRef<PositionList> lists,
                                        llvm::ArrayRef<int64_t> sizes,
                                        int64_t elementBytes);

} // namespace ridge

#endif // RIDGE_LIB_EXEC_GATHER_H
