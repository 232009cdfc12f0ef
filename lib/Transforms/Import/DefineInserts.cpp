//===- DefineInserts.cpp - tensors that are put together from parts -------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Front ends write a concatenation or a circular padding as insertions into a
/// tensor.empty, one after the other. An insertion of the tensor form has a
/// defined target, so the empty one is filled with zeros. That hides no
/// mistake: what is undefined is followed from value to value, and whoever
/// reads an element that no insertion has defined is refused.
///
//===----------------------------------------------------------------------===//

#include "Convert.h"
#include "ElementSet.h"
#include "dialects/Arch/FormatTypes.h"
#include "dialects/Ridge/RidgeDialect.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "llvm/ADT/MapVector.h"

using namespace mlir;
using namespace ridge;

namespace {
/// Which elements of the values of a block are undefined.
class Definedness {
public:
  LogicalResult run(Block &block);

private:
  /// Null where no element is.
  const ElementSet *find(Value value) const;
  void set(Value value, ElementSet elements);
  void visitExtract(tensor::ExtractSliceOp op);
  void visitInsert(tensor::InsertSliceOp op);
  LogicalResult visitReader(Operation *op);

  llvm::MapVector<Value, ElementSet> undefined;
};
} // namespace

static bool isStatic(OffsetSizeAndStrideOpInterface op) {
  return !ShapedType::isDynamicShape(op.getStaticOffsets()) &&
         !ShapedType::isDynamicShape(op.getStaticSizes()) &&
         !ShapedType::isDynamicShape(op.getStaticStrides());
}

static SliceBox boxOf(OffsetSizeAndStrideOpInterface op) {
  return {op.getStaticOffsets(), op.getStaticSizes(), op.getStaticStrides()};
}

static SmallVector<bool> flags(const llvm::SmallBitVector &bits) {
  SmallVector<bool> result;
  for (unsigned i = 0; i < bits.size(); ++i)
    result.push_back(bits.test(i));
  return result;
}

const ElementSet *Definedness::find(Value value) const {
  auto found = undefined.find(value);
  return found == undefined.end() ? nullptr : &found->second;
}

void Definedness::set(Value value, ElementSet elements) {
  if (!elements.empty())
    undefined[value] = std::move(elements);
}

void Definedness::visitExtract(tensor::ExtractSliceOp op) {
  const ElementSet *source = find(op.getSource());
  if (source && isStatic(op))
    set(op.getResult(),
        source->sliced(boxOf(op)).dropped(flags(op.getDroppedDims())));
}

void Definedness::visitInsert(tensor::InsertSliceOp op) {
  const ElementSet *source = find(op.getSource());
  const ElementSet *target = find(op.getDest());
  if ((!source && !target) || !isStatic(op))
    return;
  ElementSet part;
  if (source)
    part = source->restored(flags(op.getDroppedDims()));
  set(op.getResult(),
      (target ? *target : ElementSet()).replaced(boxOf(op), part));
}

/// A linalg operation may take an undefined tensor as the shape of its result.
static bool readsElements(OpOperand &operand) {
  auto op = dyn_cast<linalg::LinalgOp>(operand.getOwner());
  return !op || !op.isDpsInit(&operand) ||
         op.payloadUsesValueFromOperand(&operand);
}

LogicalResult Definedness::visitReader(Operation *op) {
  for (OpOperand &operand : op->getOpOperands()) {
    // A plain tensor.empty is judged by whoever converts its reader.
    Value value = operand.get();
    if (value.getDefiningOp<tensor::EmptyOp>() || !find(value) ||
        !readsElements(operand))
      continue;
    InFlightDiagnostic error =
        op->emitError("reads elements of an undefined tensor; fill it first");
    int64_t elements = cast<ShapedType>(value.getType()).getNumElements();
    error.attachNote(value.getLoc())
        << "insertions define " << elements - find(value)->count() << " of "
        << elements << " elements";
    return error;
  }
  return success();
}

LogicalResult Definedness::run(Block &block) {
  for (Operation &op : block) {
    LogicalResult result = success();
    if (auto empty = dyn_cast<tensor::EmptyOp>(op)) {
      if (empty.getType().hasStaticShape())
        set(empty, ElementSet::all(empty.getType().getShape()));
    } else if (auto extract = dyn_cast<tensor::ExtractSliceOp>(op)) {
      visitExtract(extract);
    } else if (auto insert = dyn_cast<tensor::InsertSliceOp>(op)) {
      visitInsert(insert);
    } else if (auto collapse = dyn_cast<tensor::CollapseShapeOp>(op)) {
      if (const ElementSet *source = find(collapse.getSrc()))
        set(collapse, source->collapsed(collapse.getSrcType().getShape(),
                                        collapse.getReassociationIndices()));
    } else if (auto expand = dyn_cast<tensor::ExpandShapeOp>(op)) {
      if (const ElementSet *source = find(expand.getSrc()))
        set(expand, source->expanded(expand.getResultType().getShape(),
                                     expand.getReassociationIndices()));
    } else {
      result = visitReader(&op);
    }
    if (failed(result))
      return failure();
  }
  return success();
}

static Value fillWithZero(OpBuilder &builder, tensor::EmptyOp empty) {
  Value zero = arith::ConstantOp::create(
      builder, empty.getLoc(),
      builder.getZeroAttr(empty.getType().getElementType()));
  return linalg::FillOp::create(builder, empty.getLoc(), ValueRange{zero},
                                ValueRange{empty})
      .getResult(0);
}

/// The same for elements that no constant can have, !arch.float.
static Value castZero(OpBuilder &builder, tensor::EmptyOp empty) {
  RankedTensorType type = empty.getType();
  SmallVector<utils::IteratorType> parallel(type.getRank(),
                                            utils::IteratorType::parallel);
  auto filled = linalg::GenericOp::create(
      builder, empty.getLoc(), TypeRange{type}, ValueRange{}, ValueRange{empty},
      builder.getMultiDimIdentityMap(type.getRank()), parallel,
      [&](OpBuilder &inside, Location loc, ValueRange) {
        Value zero =
            arith::ConstantOp::create(inside, loc, inside.getF32FloatAttr(0.0));
        Value cast = CastOp::create(inside, loc, type.getElementType(), zero);
        linalg::YieldOp::create(inside, loc, cast);
      });
  return filled.getResult(0);
}

/// Slices of an empty tensor, and what is inserted into it, take a fill.
static void fillTarget(tensor::EmptyOp empty) {
  auto isPart = [](OpOperand &use) {
    return isa<tensor::ExtractSliceOp, tensor::InsertSliceOp>(use.getOwner());
  };
  Type element = empty.getType().getElementType();
  if (!formatOf(element) || !empty.getType().hasStaticShape() ||
      llvm::none_of(empty->getUses(), isPart))
    return;
  OpBuilder builder(empty->getContext());
  builder.setInsertionPointAfter(empty);
  Value filled = element.isIntOrFloat() ? fillWithZero(builder, empty)
                                        : castZero(builder, empty);
  empty.getResult().replaceUsesWithIf(filled, isPart);
}

LogicalResult ridge::defineInserts(func::FuncOp model) {
  Block &block = model.getBody().front();
  if (failed(Definedness().run(block)))
    return failure();
  for (auto empty : llvm::make_early_inc_range(block.getOps<tensor::EmptyOp>()))
    fillTarget(empty);
  return success();
}
