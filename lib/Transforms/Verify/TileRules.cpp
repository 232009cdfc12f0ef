//===- TileRules.cpp - loops and sizes ------------------------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Holds from the tile form on; what transfers are made from, in the tile form
/// alone.
///
//===----------------------------------------------------------------------===//

#include "Rules.h"
#include "ridge/Analysis/Windows.h"

using namespace mlir;
using namespace ridge;

static LogicalResult checkSizes(Operation *op, ArrayAttr sizes,
                                OperandRange counters) {
  FailureOr<SmallVector<int64_t, 4>> trips = tripsOfCounters(op, counters);
  if (failed(trips))
    return failure();
  for (auto [d, map] :
       llvm::enumerate(sizes.getAsValueRange<AffineMapAttr>())) {
    auto range = rangeOfSize(map, *trips);
    if (failed(range))
      return op->emitOpError() << "size " << d << " is not linear";
    if (range->first < 1)
      return op->emitOpError() << "size " << d << " falls to " << range->first
                               << ", expected 1 or more for all counters";
  }
  return success();
}

/// Until Place has made the transfers, computations say what to transfer.
static LogicalResult checkBoxes(ComputeOp op) {
  if (op.getBoxes())
    return success();
  return op.emitOpError(
      "needs group_dims and boxes in this form: they say what "
      "lies beneath its windows");
}

static LogicalResult checkOp(Operation *op, bool isPlaced) {
  if (auto loop = dyn_cast<affine::AffineForOp>(op))
    return countedTrips(loop)
               ? success()
               : op->emitOpError("must count from 0 to a constant in steps of "
                                 "1 and carry no values");
  if (auto compute = dyn_cast<ComputeOp>(op))
    return failure(
        failed(checkSizes(op, compute.getSizes(), compute.getCounters())) ||
        failed(checkTotal(compute)) ||
        (!isPlaced && failed(checkBoxes(compute))));
  if (auto invoke = dyn_cast<InvokeOp>(op))
    return failure(
        failed(checkSizes(op, invoke.getSizes(), invoke.getCounters())) ||
        failed(checkTotal(invoke)));
  if (auto move = dyn_cast<MoveOp>(op))
    return checkSizes(op, move.getSizes(), move.getCounters());
  return success();
}

LogicalResult ridge::checkTileRules(func::FuncOp func, bool isPlaced) {
  WalkResult walk = func.walk([&](Operation *op) {
    return succeeded(checkOp(op, isPlaced)) ? WalkResult::advance()
                                            : WalkResult::interrupt();
  });
  return failure(walk.wasInterrupted());
}
