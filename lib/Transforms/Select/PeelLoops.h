//===- PeelLoops.h - split a loop before its last tile ----------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A tile of min(T, S - T * t) is short in the last iteration only. Where that
/// iteration needs another structure, the loop is split in two: all iterations
/// but the last, and a loop of one iteration whose operations count from there.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_TRANSFORMS_SELECT_PEELLOOPS_H
#define RIDGE_TRANSFORMS_SELECT_PEELLOOPS_H

#include "mlir/Dialect/Affine/IR/AffineOps.h"

namespace ridge {

/// Splits off the last iteration; the loop must run at least twice. Size maps
/// below are simplified. Returns the loop of the last iteration.
mlir::affine::AffineForOp peelLastIteration(mlir::affine::AffineForOp loop);

/// Brings every size map below `root` into least terms for its loops.
void simplifySizesBelow(mlir::Operation *root);

} // namespace ridge

#endif // RIDGE_TRANSFORMS_SELECT_PEELLOOPS_H
