//===- PeelLoops.cpp - split a loop before its last tile ------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The copy keeps its loop, so that instances which count its iterations still
/// name it.
///
//===----------------------------------------------------------------------===//

#include "PeelLoops.h"
#include "dialects/Ridge/RidgeDialect.h"
#include "mlir/IR/Builders.h"
#include "ridge/Analysis/Windows.h"

using namespace mlir;
using namespace ridge;

/// The counters of an operation on windows; nothing for any other.
static std::optional<OperandRange> countersOf(Operation *op) {
  if (auto compute = dyn_cast<ComputeOp>(op))
    return compute.getCounters();
  if (auto invoke = dyn_cast<InvokeOp>(op))
    return invoke.getCounters();
  if (auto move = dyn_cast<MoveOp>(op))
    return move.getCounters();
  return std::nullopt;
}

void ridge::simplifySizesBelow(Operation *root) {
  root->walk([](Operation *op) {
    std::optional<OperandRange> counters = countersOf(op);
    if (!counters)
      return;
    auto trips = tripsOfCounters(op, *counters);
    auto sizes = op->getAttrOfType<ArrayAttr>("sizes");
    if (failed(trips))
      return;
    SmallVector<Attribute> simplified;
    for (AffineMap map : sizes.getAsValueRange<AffineMapAttr>()) {
      FailureOr<AffineMap> least = simplifySize(map, *trips);
      simplified.push_back(AffineMapAttr::get(succeeded(least) ? *least : map));
    }
    op->setAttr("sizes", ArrayAttr::get(op->getContext(), simplified));
  });
}

/// Adds `shift` to the counter of `loop` in every map below it.
static void shiftCounters(affine::AffineForOp loop, int64_t shift) {
  loop.walk([&](Operation *op) {
    std::optional<OperandRange> counters = countersOf(op);
    if (!counters)
      return;
    for (auto [i, counter] : llvm::enumerate(*counters)) {
      if (counter != loop.getInductionVar())
        continue;
      rewriteMaps(op, [dim = i, shift](AffineMap map) {
        return shiftCounter(map, dim, shift);
      });
    }
  });
}

affine::AffineForOp ridge::peelLastIteration(affine::AffineForOp loop) {
  int64_t trips = *countedTrips(loop);
  assert(trips > 1 && "nothing is left before the last iteration");
  OpBuilder builder(loop);
  builder.setInsertionPointAfter(loop);
  auto last = cast<affine::AffineForOp>(builder.clone(*loop));
  loop.setConstantUpperBound(trips - 1);
  last.setConstantUpperBound(1);
  shiftCounters(last, trips - 1);
  // The whole extents speak of both parts: they are said once.
  last.walk([](ComputeOp op) {
    op.removeTotalAttr();
    op.removePointsAttr();
    op.setPart(true);
  });
  simplifySizesBelow(loop);
  simplifySizesBelow(last);
  return last;
}
