//===- IsaRules.cpp - waits that end --------------------------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A semaphore is signalled as often as the largest value that any queue waits
/// for. Every issue says what work it is, or that another one does.
///
//===----------------------------------------------------------------------===//

#include "Rules.h"
#include "ridge/Analysis/Windows.h"

using namespace mlir;
using namespace ridge;

/// How often `op` runs.
static int64_t runsOf(Operation *op) {
  int64_t runs = 1;
  for (Operation *at = op->getParentOp(); !llvm::isa<isa::QueueOp>(at);
       at = at->getParentOp())
    runs *= *countedTrips(cast<affine::AffineForOp>(at));
  return runs;
}

LogicalResult ridge::checkIsaRules(isa::ProgramOp program) {
  llvm::DenseMap<StringAttr, int64_t> signals;
  program.walk([&](isa::SignalOp signal) {
    signals[signal.getSemaphoreAttr().getAttr()] += runsOf(signal);
  });
  WalkResult issues = program.walk([](isa::IssueOp issue) {
    return succeeded(checkTotal(issue)) ? WalkResult::advance()
                                        : WalkResult::interrupt();
  });
  if (issues.wasInterrupted())
    return failure();
  WalkResult walk = program.walk([&](isa::WaitOp wait) {
    FailureOr<SmallVector<int64_t, 4>> trips =
        tripsOfCounters(wait, wait.getCounters());
    if (failed(trips))
      return WalkResult::interrupt();
    auto form = linearForm(wait.getValue().getResult(0), trips->size());
    int64_t most = form ? rangeOf(*form, *trips).high : 0;
    int64_t given = signals.lookup(wait.getSemaphoreAttr().getAttr());
    if (form && most <= given)
      return WalkResult::advance();
    if (form)
      wait.emitOpError() << "waits until " << wait.getSemaphore()
                         << " has counted to " << most << ", it is signalled "
                         << given << " times";
    else
      wait.emitOpError("waits for a value that is not linear");
    return WalkResult::interrupt();
  });
  return failure(walk.wasInterrupted());
}
