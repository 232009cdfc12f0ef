//===- TileRules.cpp - loops and sizes ------------------------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Holds from the tile form on.
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

static LogicalResult checkOp(Operation *op) {
  if (auto loop = dyn_cast<affine::AffineForOp>(op))
    return countedTrips(loop)
               ? success()
               : op->emitOpError("must count from 0 to a constant in steps of "
                                 "1 and carry no values");
  if (auto compute = dyn_cast<ComputeOp>(op))
    return checkSizes(op, compute.getSizes(), compute.getCounters());
  if (auto invoke = dyn_cast<InvokeOp>(op))
    return checkSizes(op, invoke.getSizes(), invoke.getCounters());
  if (auto move = dyn_cast<MoveOp>(op))
    return checkSizes(op, move.getSizes(), move.getCounters());
  return success();
}

LogicalResult ridge::checkTileRules(func::FuncOp func) {
  WalkResult walk = func.walk([](Operation *op) {
    return succeeded(checkOp(op)) ? WalkResult::advance()
                                  : WalkResult::interrupt();
  });
  return failure(walk.wasInterrupted());
}
