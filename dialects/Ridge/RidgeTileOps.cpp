//===- RidgeTileOps.cpp - verifiers of windows and tiles ------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "dialects/Ridge/RidgeDialect.h"
#include "mlir/IR/AffineExpr.h"
#include "ridge/Support/Saturate.h"

using namespace mlir;
using namespace ridge;

/// Greatest constant result of a size map. Extents are min(tile, rest), so the
/// constant is the full tile.
static int64_t fullSize(AffineMap map) {
  int64_t full = 0;
  for (AffineExpr expr : map.getResults())
    if (auto constant = dyn_cast<AffineConstantExpr>(expr))
      full = std::max(full, constant.getValue());
  return full;
}

int64_t ComputeOp::getFullSize(unsigned d) { return fullSize(getSizeMap(d)); }
int64_t InvokeOp::getFullSize(unsigned d) { return fullSize(getSizeMap(d)); }
int64_t MoveOp::getFullSize(unsigned d) { return fullSize(getSizeMap(d)); }

//===----------------------------------------------------------------------===//
// Buffers and layers
//===----------------------------------------------------------------------===//

/// Passes look for buffers and layers among the operations of the function.
static LogicalResult verifyAtTop(Operation *op) {
  Operation *parent = op->getParentOp();
  if (parent->hasTrait<OpTrait::IsIsolatedFromAbove>())
    return success();
  return op->emitOpError() << "stands in '" << parent->getName()
                           << "', expected at the top of a function";
}

LogicalResult BufferOp::verify() {
  // buffer-c1
  bool visible = getArgument() || getResultIndex();
  if (getArgument().has_value() + getResultIndex().has_value() +
          getValue().has_value() >
      1)
    return emitOpError("is at most one of argument, result and constant");
  if (getShape().has_value() != visible)
    return emitOpError(visible
                           ? "is an argument or result and needs its shape"
                           : "has a shape, which only arguments and results "
                             "have");
  int64_t elements = cast<arch::BufferType>(getType()).getElements();
  int64_t shown = 1;
  for (int64_t extent : getShape().value_or(ArrayRef<int64_t>()))
    shown *= extent;
  if (visible && shown != elements)
    return emitOpError() << "has " << elements << " elements, its shape has "
                         << shown;
  // buffer-c2
  for (auto [name, value, least] :
       {std::tuple("address", getAddressAttr(), 0),
        std::tuple("slot_bytes", getSlotBytesAttr(), 1),
        std::tuple("depth", getDepthAttr(), 1)})
    if (value && value.getInt() < least)
      return emitOpError() << "has " << name << " " << value.getInt()
                           << ", expected at least " << least;
  if (std::optional<ArrayRef<int64_t>> layers = getLayers())
    if (layers->size() != 2 || (*layers)[0] < 0 || (*layers)[0] > (*layers)[1])
      return emitOpError("needs its first and its last layer");
  // buffer-c4
  if (getPlace() && getMemory())
    return emitOpError("has a place and a memory, expected one of the two");
  // buffer-c3
  return verifyAtTop(*this);
}

LogicalResult LayerOp::verify() {
  // layer-c2
  if (static_cast<int64_t>(getMacs()) < 0)
    return emitOpError() << "has " << getMacsAttr().getInt()
                         << " multiply-accumulates, expected at least 0";
  // layer-c3
  if (auto skipped = getSkipped())
    if (skipped->size() != 2 || (*skipped)[0] < 0 ||
        (*skipped)[0] > (*skipped)[1])
      return emitOpError() << "has skipped points " << *skipped
                           << ", expected those that are skipped and, no less, "
                              "those that could be";
  // layer-c1
  return verifyAtTop(*this);
}

//===----------------------------------------------------------------------===//
// Computations and moves
//===----------------------------------------------------------------------===//

static LogicalResult verifySizes(Operation *op, ArrayAttr sizes,
                                 size_t counters) {
  // compute-c1, invoke-c1, move-c1
  for (auto [dim, attribute] : llvm::enumerate(sizes)) {
    AffineMap map = cast<AffineMapAttr>(attribute).getValue();
    if (map.getNumDims() != counters || map.getNumSymbols() != 0 ||
        map.getNumResults() == 0)
      return op->emitOpError() << "size " << dim << " must be a map over the "
                               << counters << " counters";
    if (fullSize(map) < 1)
      return op->emitOpError()
             << "size " << dim << " needs a constant result of at least 1";
  }
  return success();
}

static LogicalResult verifyAccess(Operation *op, arch::AccessAttr access,
                                  size_t dims, size_t counters) {
  // compute-c3, invoke-c3, move-c1
  if (access.getStrides().size() != dims)
    return op->emitOpError()
           << "access " << access << " has " << access.getStrides().size()
           << " strides, expected one per dim (" << dims << ")";
  for (AffineMap map : {access.getOffset(), access.getInstance()})
    if (map.getNumDims() != counters || map.getNumSymbols() != 0 ||
        map.getNumResults() != 1)
      return op->emitOpError()
             << "access " << access << " needs maps with one result over the "
             << counters << " counters";
  return success();
}

static Type elementOf(Value buffer) {
  return cast<arch::BufferType>(buffer.getType()).getElementType();
}

/// Whoever reads the operation asks its layer and its buffers for more.
static LogicalResult verifyPlace(Operation *op) {
  // compute-c6, invoke-c6, move-c5
  if (!op->getParentOfType<LayerOp>())
    return op->emitOpError("stands outside a ridge.layer");
  for (auto [number, operand] : llvm::enumerate(op->getOperands()))
    if (isa<arch::BufferType>(operand.getType()) &&
        !operand.getDefiningOp<BufferOp>())
      return op->emitOpError()
             << "operand " << number << " is not made by a ridge.buffer";
  return success();
}

static int64_t productOf(ArrayRef<int64_t> extents) {
  int64_t product = 1;
  for (int64_t extent : extents)
    product = saturatingMul(product, extent);
  return product;
}

/// Whole extents, which bounds count as work.
template <typename OpTy> static LogicalResult verifyTotal(OpTy op) {
  // compute-c8, invoke-c8
  std::optional<ArrayRef<int64_t>> total = op.getTotal();
  if (total && op.getPart())
    return op.emitOpError("is a part and has totals, expected one of the two");
  if (total && total->size() != op.getNumDims())
    return op.emitOpError() << "has " << total->size() << " totals for "
                            << op.getNumDims() << " dims";
  for (int64_t extent : total.value_or(ArrayRef<int64_t>()))
    if (extent < 1)
      return op.emitOpError()
             << "has the total " << extent << ", expected at least 1";
  std::optional<int64_t> points = op.getPoints();
  if (points && !total)
    return op.emitOpError("has points, but no totals that they are of");
  if (points && (*points < 1 || *points > productOf(*total)))
    return op.emitOpError()
           << "has " << *points << " points of " << productOf(*total);
  return success();
}

static LogicalResult verifyBoxes(ComputeOp op) {
  // compute-c7
  if (!op.getGroupDims() && !op.getBoxes())
    return success();
  size_t boxes = op.getBoxes() ? op.getBoxes()->size() : 0;
  size_t dims = op.getGroupDims() ? op.getGroupDims()->size() : 0;
  if (boxes != op.getAccesses().size() || dims != op.getNumDims())
    return op.emitOpError()
           << "has " << boxes << " boxes and " << dims
           << " group dims, expected " << op.getAccesses().size()
           << ", one per access, and " << op.getNumDims() << ", one per dim";
  for (auto box : op.getBoxes()->getAsRange<BoxAttr>())
    for (unsigned d = 0; d < box.getStrides().size(); ++d)
      for (auto [dim, step] : box.getTerms(d))
        if (!llvm::is_contained(*op.getGroupDims(), dim))
          return op.emitOpError() << "box " << box << " moves with dim " << dim
                                  << ", which is none of its group dims";
  return success();
}

static LogicalResult verifyChoice(ComputeOp op) {
  // compute-c9
  ChoiceAttr choice = op.getChoiceAttr();
  if (!choice || (choice.getDims().size() == op.getNumDims() &&
                  choice.getOperands().size() == op.getAccesses().size()))
    return success();
  return op.emitOpError() << "chose an instruction for "
                          << choice.getDims().size() << " dims and "
                          << choice.getOperands().size() << " accesses, it has "
                          << op.getNumDims() << " and "
                          << op.getAccesses().size();
}

template <typename OpTy> static LogicalResult verifyComputing(OpTy op) {
  size_t dims = op.getSizes().size(), counters = op.getCounters().size();
  if (failed(verifyPlace(op)) ||
      failed(verifySizes(op, op.getSizes(), counters)))
    return failure();
  // compute-c1, invoke-c1
  if (op.getReduction().size() != dims)
    return op.emitOpError() << "has " << op.getReduction().size()
                            << " reduction flags for " << dims << " dims";
  // compute-c2, invoke-c2
  SmallVector<Type> expected;
  size_t nextRead = 0;
  ArrayRef<Attribute> accesses = op.getAccesses().getValue();
  if (accesses.empty())
    return op.emitOpError("needs an access for its output");
  for (Attribute attribute : accesses.drop_back()) {
    if (auto immediate = dyn_cast<arch::ImmediateAttr>(attribute)) {
      expected.push_back(immediate.getValue().getType());
      continue;
    }
    auto access = dyn_cast<arch::AccessAttr>(attribute);
    if (!access || nextRead == op.getReads().size())
      return op.emitOpError()
             << "input accesses must be immediates or accesses, "
                "one per buffer read";
    if (failed(verifyAccess(op, access, dims, counters)))
      return failure();
    expected.push_back(elementOf(op.getReads()[nextRead++]));
  }
  auto output = dyn_cast<arch::AccessAttr>(accesses.back());
  if (!output)
    return op.emitOpError("output needs an access");
  if (failed(verifyAccess(op, output, dims, counters)))
    return failure();
  if (nextRead != op.getReads().size())
    return op.emitOpError() << "reads " << op.getReads().size()
                            << " buffers with " << nextRead << " accesses";
  // compute-c4, invoke-c4
  if (op.readsOutput())
    expected.push_back(elementOf(op.getWrite()));
  Block &body = op.getBody().front();
  if (body.getArgumentTypes() != TypeRange(expected))
    return op.emitOpError() << "body arguments are " << body.getArgumentTypes()
                            << ", expected " << TypeRange(expected);
  auto yield = cast<YieldOp>(body.getTerminator());
  if (yield.getValues().size() != 1 ||
      yield.getValues()[0].getType() != elementOf(op.getWrite()))
    return yield.emitOpError()
           << "must yield one value of type " << elementOf(op.getWrite());
  // compute-c5, invoke-c5
  if (op.getOrigins() && op.getOrigins()->size() != dims)
    return op.emitOpError("needs one origin per dim");
  return verifyTotal(op);
}

LogicalResult ComputeOp::verify() {
  return failure(failed(verifyComputing(*this)) || failed(verifyBoxes(*this)) ||
                 failed(verifyChoice(*this)));
}

LogicalResult InvokeOp::verify() {
  if (failed(verifyComputing(*this)))
    return failure();
  // invoke-c7
  if (getDims().size() != getSizes().size())
    return emitOpError("needs one instruction dim per dim");
  if (getOperandsMap().size() != getAccesses().size())
    return emitOpError("needs one instruction operand per access");
  return success();
}

/// Lists of positions: integers, each with a stride and a limit.
static LogicalResult verifyLists(MoveOp move) {
  // move-c3
  size_t lists = move.getIndices().size();
  std::optional<ArrayRef<int64_t>> strides = move.getIndexStrides();
  std::optional<ArrayRef<int64_t>> limits = move.getIndexLimits();
  if (!strides || strides->size() != lists || !limits ||
      limits->size() != lists)
    return move.emitOpError("needs a stride and a limit per list of positions");
  for (int64_t limit : *limits)
    if (limit < 1)
      return move.emitOpError()
             << "has the limit " << limit << ", expected at least 1";
  for (Value list : move.getIndices())
    if (!elementOf(list).isSignlessInteger() || elementOf(list).isInteger(1))
      return move.emitOpError() << "reads positions of type " << elementOf(list)
                                << ", expected integers of at least 8 bits";
  return success();
}

LogicalResult MoveOp::verify() {
  size_t dims = getSizes().size(), counters = getCounters().size();
  if (failed(verifyPlace(*this)) ||
      failed(verifySizes(*this, getSizes(), counters)))
    return failure();
  // move-c2
  if (getAccesses().size() != 2 + getIndices().size())
    return emitOpError() << "needs " << 2 + getIndices().size()
                         << " accesses, has " << getAccesses().size();
  for (Attribute attribute : getAccesses()) {
    auto access = dyn_cast<arch::AccessAttr>(attribute);
    if (!access)
      return emitOpError("needs accesses for source, target and lists");
    if (failed(verifyAccess(*this, access, dims, counters)))
      return failure();
  }
  if (!getIndices().empty() && failed(verifyLists(*this)))
    return failure();
  // move-c4
  if (elementOf(getSource()) != elementOf(getTarget()))
    return emitOpError() << "moves " << elementOf(getSource()) << " into "
                         << elementOf(getTarget());
  return success();
}
