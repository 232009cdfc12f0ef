//===- Windows.h - maps and counters of operations on windows ---*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// ridge.compute, ridge.invoke, ridge.move and their isa counterparts all hold
/// maps over the counters of enclosing loops: sizes, offsets, instances,
/// origins. These functions read trip counts and rewrite those maps.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_ANALYSIS_WINDOWS_H
#define RIDGE_ANALYSIS_WINDOWS_H

#include "dialects/Arch/ArchDialect.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "ridge/Analysis/LinearForm.h"

namespace ridge {

/// Trip count of a loop that counts from a constant 0 in steps of 1 and carries
/// no values; nothing for any other loop.
std::optional<int64_t> countedTrips(mlir::affine::AffineForOp loop);

/// The loop whose counter `value` is; null if it is none.
mlir::affine::AffineForOp loopOfCounter(mlir::Value value);

/// Trip count of each counter's loop. Fails, with an error at `op`, on a value
/// that is no counter of a counted loop.
mlir::FailureOr<llvm::SmallVector<int64_t, 4>>
tripsOfCounters(mlir::Operation *op, mlir::ValueRange counters);

/// Replaces every map of `op` (sizes, accesses, origins) by rewrite(map).
void rewriteMaps(mlir::Operation *op,
                 llvm::function_ref<mlir::AffineMap(mlir::AffineMap)> rewrite);

/// The same, for one access.
arch::AccessAttr
rewriteAccess(arch::AccessAttr access,
              llvm::function_ref<mlir::AffineMap(mlir::AffineMap)> rewrite);

/// A size map in least terms: one constant, and the linear results that can be
/// below it for some counters. Fails if a result is not linear.
mlir::FailureOr<mlir::AffineMap> simplifySize(mlir::AffineMap map,
                                              llvm::ArrayRef<int64_t> trips);

/// Least and greatest value of a size map over all counters.
mlir::FailureOr<std::pair<int64_t, int64_t>>
rangeOfSize(mlir::AffineMap map, llvm::ArrayRef<int64_t> trips);

/// Size of one dim of a box that reaches `size` elements of one group dim per
/// term, `coefficient` apart: 1 plus the sum of |coefficient| * (size - 1). A
/// size is the least of several expressions, so the results are the sums over
/// all choices of one of them per term.
struct BoxTerm {
  llvm::SmallVector<mlir::AffineExpr, 2> sizes;
  int64_t coefficient = 1;
};
mlir::AffineMap boxSize(llvm::ArrayRef<BoxTerm> terms, unsigned numCounters,
                        mlir::MLIRContext *context);

/// Replaces counter `dim` by counter + shift in a map of linear results.
mlir::AffineMap shiftCounter(mlir::AffineMap map, unsigned dim, int64_t shift);

} // namespace ridge

#endif // RIDGE_ANALYSIS_WINDOWS_H
