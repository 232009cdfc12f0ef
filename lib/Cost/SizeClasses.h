//===- SizeClasses.h - classes of iterations --------------------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// An operation in loops has few distinct tuples of sizes: whole tiles
/// everywhere but in the last iterations. Here the iteration space is cut into
/// boxes in which the sizes do not vary, so that a cost is one multiplication
/// per box and not one addition per iteration.
///
/// Example: `min(64, 150 - 64 * t0)` with t0 in 0..2 gives (64) twice and (22)
/// once.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_LIB_COST_SIZECLASSES_H
#define RIDGE_LIB_COST_SIZECLASSES_H

#include "ridge/Program/Program.h"

namespace ridge {

/// Calls `fn(sizes, count)` for boxes that tile the iteration space of the
/// loops with these trip counts (outermost first); exact for any extents.
void forEachSizeClass(
    const ProgramOp &op, llvm::ArrayRef<int64_t> trips,
    llvm::function_ref<void(llvm::ArrayRef<int64_t> sizes, int64_t count)> fn);

} // namespace ridge

#endif // RIDGE_LIB_COST_SIZECLASSES_H
