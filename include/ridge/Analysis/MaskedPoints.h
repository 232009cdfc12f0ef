//===- MaskedPoints.h - what a mask makes useless ---------------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Causal attention computes scores of every query and every key, puts -inf
/// where the key comes after the query, and takes the softmax: exp(-inf) is 0,
/// and nothing of the masked scores is left. Which points those are follows
/// from a comparison of two indices, and that they change nothing from what is
/// done with them until they are summed up.
///
/// Beyond the diagonal of a comparison its outcome is known, and so is what a
/// selection by it takes. From there values are followed: -inf stays -inf
/// whatever is added to it, exp makes it 0, 0 stays 0 whatever it is multiplied
/// with, -inf adds nothing to a maximum, 0 nothing to a sum. Where a reduction
/// along the columns takes nothing of them, they are useless, and so is all
/// that only they need.
///
/// That holds for numbers: 0 times infinity is no number, and neither is what
/// a mask of -inf is added to if that is +inf. A finite mask counts as -inf
/// from -1e30 down, which sums and products of activations are far above.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_ANALYSIS_MASKEDPOINTS_H
#define RIDGE_ANALYSIS_MASKEDPOINTS_H

#include "dialects/Ridge/RidgeDialect.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace ridge {

/// Gives every computation of `func` whose points beyond a diagonal change
/// nothing its #ridge.masked.
void markMaskedPoints(mlir::func::FuncOp func);

} // namespace ridge

#endif // RIDGE_ANALYSIS_MASKEDPOINTS_H
