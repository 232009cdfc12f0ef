//===- IsaProgramOps.cpp - verifiers of declarations ----------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "dialects/Arch/FormatTypes.h"
#include "dialects/Isa/IsaDialect.h"
#include "mlir/IR/Builders.h"
#include "ridge/Numerics/Packing.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/StringMap.h"

using namespace mlir;
using namespace ridge;
using namespace ridge::isa;

//===----------------------------------------------------------------------===//
// Program and queues
//===----------------------------------------------------------------------===//

static LogicalResult verifyOneQueuePerEngine(ProgramOp program) {
  llvm::StringMap<QueueOp> queues;
  for (auto queue : program.getOps<QueueOp>()) {
    auto [first, isNew] = queues.try_emplace(queue.getEngine(), queue);
    if (isNew)
      continue;
    InFlightDiagnostic error = queue.emitOpError()
                               << "is the second queue of engine '"
                               << queue.getEngine() << "', expected one";
    error.attachNote(first->second.getLoc()) << "the first is here";
    return error;
  }
  return success();
}

static LogicalResult verifyOneSignallingQueue(ProgramOp program) {
  llvm::DenseMap<StringAttr, SignalOp> signals;
  for (auto queue : program.getOps<QueueOp>()) {
    WalkResult walk = queue.walk([&](SignalOp signal) {
      auto [first, isNew] =
          signals.try_emplace(signal.getSemaphoreAttr().getAttr(), signal);
      if (isNew || first->second->getParentOfType<QueueOp>() == queue)
        return WalkResult::advance();
      InFlightDiagnostic error = signal.emitOpError()
                                 << "signals '" << signal.getSemaphore()
                                 << "', which another queue signals too";
      error.attachNote(first->second.getLoc()) << "signalled here";
      return WalkResult::interrupt();
    });
    if (walk.wasInterrupted())
      return failure();
  }
  return success();
}

LogicalResult ProgramOp::verify() {
  // program-c3
  for (Operation &op : getBody().front())
    if (!llvm::isa<IsaDialect>(op.getDialect()))
      return op.emitOpError("stands at the top of an isa.program, expected "
                            "operations of the isa dialect");
  // program-c1
  if (failed(verifyOneQueuePerEngine(*this)))
    return failure();
  // program-c2
  return verifyOneSignallingQueue(*this);
}

LogicalResult QueueOp::verify() {
  // queue-c1
  WalkResult walk = getBody().walk([&](Operation *op) {
    if (auto loop = dyn_cast<affine::AffineForOp>(op)) {
      if (countedTrips(loop))
        return WalkResult::advance();
      op->emitOpError("in a queue must count from 0 to a constant in steps of "
                      "1 and carry no values");
      return WalkResult::interrupt();
    }
    if (llvm::isa<IssueOp, MoveOp, WaitOp, SignalOp, affine::AffineYieldOp>(op))
      return WalkResult::advance();
    op->emitOpError("stands in a queue, expected loops, isa.issue, isa.move, "
                    "isa.wait or isa.signal");
    return WalkResult::interrupt();
  });
  return failure(walk.wasInterrupted());
}

//===----------------------------------------------------------------------===//
// Declarations
//===----------------------------------------------------------------------===//

LogicalResult KernelOp::verify() {
  // kernel-c1
  if (getDims().empty())
    return emitOpError("needs the dims of its output");
  int64_t numDims = getReduction().size();
  for (Attribute list : getDims()) {
    auto dims = dyn_cast<ArrayAttr>(list);
    if (!dims)
      return emitOpError("needs one list of dims per operand");
    int64_t last = -1;
    for (Attribute attribute : dims) {
      auto dim = dyn_cast<IntegerAttr>(attribute);
      if (!dim || dim.getInt() <= last || dim.getInt() >= numDims)
        return emitOpError() << "needs ascending dims below " << numDims
                             << ", found " << attribute;
      last = dim.getInt();
    }
  }
  Block &body = getBody().front();
  unsigned inputs = getNumInputs(), arguments = body.getNumArguments();
  if (arguments != inputs && arguments != inputs + 1)
    return emitOpError() << "has " << arguments << " body arguments, expected "
                         << inputs << ", or one more for an updated output";
  // kernel-c2
  auto yield = cast<YieldOp>(body.getTerminator());
  if (yield.getValues().size() != 1)
    return yield.emitOpError()
           << "yields " << yield.getValues().size() << " values, expected 1";
  Type result = yield.getValues().front().getType();
  if (updatesOutput() && body.getArguments().back().getType() != result)
    return yield.emitOpError()
           << "yields " << result << ", the output's old value is "
           << body.getArguments().back().getType();
  return success();
}

LogicalResult BufferOp::verify() {
  // buffer-c1
  bool visible = getArgument() || getResultIndex();
  if (getArgument().has_value() + getResultIndex().has_value() +
          getValue().has_value() >
      1)
    return emitOpError("is at most one of argument, result and constant");
  if (getShape() && !visible)
    return emitOpError("has a shape, which only arguments and results have");
  if (visible && !getShape())
    return emitOpError("is an argument or result and needs its shape");
  // buffer-c2
  if (static_cast<int64_t>(getAddress()) < 0)
    return emitOpError() << "has address " << getAddressAttr().getInt()
                         << ", expected at least 0";
  if (static_cast<int64_t>(getSlots()) < 1)
    return emitOpError() << "has " << getSlotsAttr().getInt()
                         << " slots, expected 1 or more";
  ArrayRef<int64_t> layers = getLayers();
  if (layers.size() != 2 || layers[0] < 0 || layers[0] > layers[1])
    return emitOpError("needs its first and its last layer");
  // buffer-c3
  auto type = cast<arch::BufferType>(getType());
  std::optional<Format> format = formatOf(type.getElementType());
  if (!format || type.getElements() < 1)
    return emitOpError() << "has type " << type
                         << ", expected elements of an integer or float type";
  int64_t bytes = storedBytes(*format, type.getElements());
  if (static_cast<int64_t>(getSlotBytes()) < bytes)
    return emitOpError() << "has slots of " << getSlotBytes()
                         << " bytes, its elements take " << bytes;
  return success();
}
