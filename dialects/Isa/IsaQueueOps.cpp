//===- IsaQueueOps.cpp - verifiers of queue entries -----------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "dialects/Isa/IsaDialect.h"
#include "mlir/IR/Builders.h"

using namespace mlir;
using namespace ridge;
using namespace ridge::isa;

//===----------------------------------------------------------------------===//
// Maps and windows
//===----------------------------------------------------------------------===//

static bool isOver(AffineMap map, size_t counters) {
  return map.getNumDims() == counters && map.getNumSymbols() == 0;
}

static LogicalResult verifyCounters(Operation *op, OperandRange counters) {
  for (Value counter : counters) {
    auto argument = dyn_cast<BlockArgument>(counter);
    Operation *owner = argument ? argument.getOwner()->getParentOp() : nullptr;
    if (!llvm::isa_and_nonnull<affine::AffineForOp>(owner))
      return op->emitOpError("has a counter that is no counter of a loop");
  }
  return success();
}

static LogicalResult verifySizes(Operation *op, ArrayAttr sizes,
                                 size_t counters) {
  for (auto [dim, map] :
       llvm::enumerate(sizes.getAsValueRange<AffineMapAttr>()))
    if (!isOver(map, counters) || map.getNumResults() == 0)
      return op->emitOpError() << "size " << dim << " must be a map over the "
                               << counters << " counters";
  return success();
}

static LogicalResult verifyAccess(Operation *op, arch::AccessAttr access,
                                  size_t dims, size_t counters) {
  if (access.getStrides().size() != dims)
    return op->emitOpError()
           << "access " << access << " has " << access.getStrides().size()
           << " strides, expected one per dim (" << dims << ")";
  for (AffineMap map : {access.getOffset(), access.getInstance()})
    if (!isOver(map, counters) || map.getNumResults() != 1)
      return op->emitOpError()
             << "access " << access << " needs maps with one result over the "
             << counters << " counters";
  return success();
}

//===----------------------------------------------------------------------===//
// Symbols
//===----------------------------------------------------------------------===//

/// The declaration that `name` refers to, or null with an error.
template <typename OpTy>
static OpTy lookUp(Operation *op, SymbolTableCollection &tables,
                   FlatSymbolRefAttr name) {
  auto program = op->getParentOfType<ProgramOp>();
  OpTy found =
      program ? tables.lookupSymbolIn<OpTy>(program, name.getAttr()) : OpTy();
  if (!found)
    op->emitOpError() << "refers to " << name << ", which is no "
                      << OpTy::getOperationName() << " of the program";
  return found;
}

static LogicalResult checkLayer(Operation *op, SymbolTableCollection &tables,
                                FlatSymbolRefAttr layer) {
  return success(static_cast<bool>(lookUp<LayerOp>(op, tables, layer)));
}

//===----------------------------------------------------------------------===//
// Issue
//===----------------------------------------------------------------------===//

LogicalResult IssueOp::verify() {
  size_t numDims = getSizes().size(), numCounters = getCounters().size();
  if (failed(verifyCounters(*this, getCounters())) ||
      failed(verifySizes(*this, getSizes(), numCounters)))
    return failure();

  // issue-c1
  if (getAccesses().empty())
    return emitOpError("needs an access for its output");
  if (getDims().size() != numDims)
    return emitOpError() << "binds " << getDims().size() << " dims, has "
                         << numDims;
  if (getOperandsMap().size() != getAccesses().size())
    return emitOpError() << "binds " << getOperandsMap().size()
                         << " operands, has " << getAccesses().size();
  if (getTotal() && getTotal()->size() != numDims)
    return emitOpError() << "has " << getTotal()->size()
                         << " totals, expected one per dim (" << numDims << ")";
  // issue-c4
  if ((getTotal() || getPoints()) && getPart())
    return emitOpError("is a part and has totals, expected one of the two");
  // issue-c1
  if (getOrigins() && getOrigins()->size() != numDims)
    return emitOpError() << "has " << getOrigins()->size()
                         << " origins, expected one per dim (" << numDims
                         << ")";

  // issue-c2
  size_t windows = 0;
  for (Attribute attribute : getAccesses()) {
    auto access = dyn_cast<arch::AccessAttr>(attribute);
    if (!access && !llvm::isa<arch::ImmediateAttr>(attribute))
      return emitOpError() << "has access " << attribute
                           << ", expected #arch.access or #arch.immediate";
    if (access && failed(verifyAccess(*this, access, numDims, numCounters)))
      return failure();
    windows += access ? 1 : 0;
  }
  if (!llvm::isa<arch::AccessAttr>(getAccesses().getValue().back()))
    return emitOpError("has a constant as its output");
  if (getOrigins())
    for (AffineMap map : getOrigins()->getAsValueRange<AffineMapAttr>())
      if (!isOver(map, numCounters) || map.getNumResults() != 1)
        return emitOpError() << "needs origins with one result over the "
                             << numCounters << " counters";
  if (getBuffers().size() != windows)
    return emitOpError() << "names " << getBuffers().size() << " buffers, has "
                         << windows << " windows";
  for (Attribute name : getBuffers())
    if (!llvm::isa<FlatSymbolRefAttr>(name))
      return emitOpError() << "has buffer " << name << ", expected a symbol";
  return success();
}

LogicalResult IssueOp::verifySymbolUses(SymbolTableCollection &tables) {
  KernelOp kernel = lookUp<KernelOp>(*this, tables, getKernelAttr());
  if (!kernel || failed(checkLayer(*this, tables, getLayerAttr())))
    return failure();
  // issue-c1
  if (kernel.getReduction().size() != getSizes().size())
    return emitOpError() << "has " << getSizes().size() << " sizes, its kernel "
                         << kernel.getReduction().size() << " dims";
  if (kernel.getDims().size() != getAccesses().size())
    return emitOpError() << "has " << getAccesses().size()
                         << " accesses, its kernel " << kernel.getDims().size()
                         << " operands";
  // issue-c3
  auto yield = cast<YieldOp>(kernel.getBody().front().getTerminator());
  size_t next = 0;
  for (auto [i, attribute] : llvm::enumerate(getAccesses())) {
    Type expected = i < kernel.getNumInputs()
                        ? kernel.getBody().getArgument(i).getType()
                        : yield.getValues().front().getType();
    Type found;
    if (auto immediate = dyn_cast<arch::ImmediateAttr>(attribute)) {
      found = immediate.getValue().getType();
    } else {
      BufferOp buffer = lookUp<BufferOp>(
          *this, tables, cast<FlatSymbolRefAttr>(getBuffers()[next++]));
      if (!buffer)
        return failure();
      found = cast<arch::BufferType>(buffer.getType()).getElementType();
    }
    if (found != expected)
      return emitOpError() << "operand " << i << " is " << found
                           << ", its kernel takes " << expected;
  }
  return success();
}

//===----------------------------------------------------------------------===//
// Move
//===----------------------------------------------------------------------===//

LogicalResult isa::MoveOp::verify() {
  size_t numDims = getSizes().size(), numCounters = getCounters().size();
  // move-c2
  if (failed(verifyCounters(*this, getCounters())) ||
      failed(verifySizes(*this, getSizes(), numCounters)))
    return failure();
  // move-c1
  size_t lists = getLists().size();
  if (getAccesses().size() != 2 + lists)
    return emitOpError() << "has " << getAccesses().size()
                         << " accesses, expected source and target"
                         << (lists ? ", and one per list of positions" : "");
  for (Attribute attribute : getAccesses()) {
    auto access = dyn_cast<arch::AccessAttr>(attribute);
    if (!access)
      return emitOpError() << "has access " << attribute
                           << ", expected #arch.access";
    if (failed(verifyAccess(*this, access, numDims, numCounters)))
      return failure();
  }
  // move-c4
  auto hasOnePerList = [&](std::optional<ArrayRef<int64_t>> numbers) {
    return lists == 0 || (numbers && numbers->size() == lists);
  };
  if (!hasOnePerList(getIndexStrides()) || !hasOnePerList(getIndexLimits()))
    return emitOpError("needs a stride and a limit per list of positions");
  if (lists != 0 &&
      llvm::any_of(*getIndexLimits(), [](int64_t limit) { return limit < 1; }))
    return emitOpError("has a limit below 1");
  for (Attribute name : getLists())
    if (!llvm::isa<FlatSymbolRefAttr>(name))
      return emitOpError() << "has list " << name << ", expected a symbol";
  return success();
}

LogicalResult isa::MoveOp::verifySymbolUses(SymbolTableCollection &tables) {
  auto source = lookUp<BufferOp>(*this, tables, getSourceAttr());
  auto target = lookUp<BufferOp>(*this, tables, getTargetAttr());
  if (!source || !target || failed(checkLayer(*this, tables, getLayerAttr())))
    return failure();
  // move-c3
  Type from = cast<arch::BufferType>(source.getType()).getElementType();
  Type to = cast<arch::BufferType>(target.getType()).getElementType();
  if (from != to)
    return emitOpError() << "moves " << from << " into " << to;
  // move-c4
  for (Attribute name : getLists()) {
    auto list = lookUp<BufferOp>(*this, tables, cast<FlatSymbolRefAttr>(name));
    if (!list)
      return failure();
    Type element = cast<arch::BufferType>(list.getType()).getElementType();
    if (!element.isSignlessInteger() || element.isInteger(1))
      return emitOpError() << "reads positions of type " << element
                           << ", expected integers of at least 8 bits";
  }
  return success();
}

//===----------------------------------------------------------------------===//
// Wait and signal
//===----------------------------------------------------------------------===//

LogicalResult WaitOp::verify() {
  // wait-c1
  if (!isOver(getValue(), getCounters().size()) ||
      getValue().getNumResults() != 1)
    return emitOpError() << "needs a value with one result over its "
                         << getCounters().size() << " counters";
  return verifyCounters(*this, getCounters());
}

LogicalResult WaitOp::verifySymbolUses(SymbolTableCollection &tables) {
  if (!lookUp<SemaphoreOp>(*this, tables, getSemaphoreAttr()))
    return failure();
  return checkLayer(*this, tables, getLayerAttr());
}

LogicalResult SignalOp::verifySymbolUses(SymbolTableCollection &tables) {
  if (!lookUp<SemaphoreOp>(*this, tables, getSemaphoreAttr()))
    return failure();
  return checkLayer(*this, tables, getLayerAttr());
}
