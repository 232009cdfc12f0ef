//===- Gather.h - elements at positions that data gives ---------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef RIDGE_LIB_REFERENCE_GATHER_H
#define RIDGE_LIB_REFERENCE_GATHER_H

#include "Environment.h"
#include "dialects/Ridge/RidgeDialect.h"

namespace ridge::reference {

/// A position along a dim, and how far another may be from it.
struct PositionRange {
  int64_t position;
  double deviation;
};

/// What the element of `tensor` at `ranges`, one for each dim, deviates by:
/// itself (`deviations`, null if none do), and to each that it may be instead.
double deviationOfElement(const Array &tensor, const float *deviations,
                          llvm::ArrayRef<PositionRange> ranges);

/// Runs `op` on what `environment` holds and adds its result. A position that
/// is not below its limit is an error.
llvm::Error runGather(GatherOp op, Environment &environment);

} // namespace ridge::reference

#endif // RIDGE_LIB_REFERENCE_GATHER_H
