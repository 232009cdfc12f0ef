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
/// mistake: elements are followed one by one, and whoever reads one that no
/// insertion has defined is refused.
///
//===----------------------------------------------------------------------===//

#include "Convert.h"
#include "dialects/Arch/FormatTypes.h"
#include "dialects/Ridge/RidgeDialect.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "llvm/ADT/BitVector.h"
#include "llvm/ADT/MapVector.h"

using namespace mlir;
using namespace ridge;

namespace {
/// Which elements of the values of a block are defined.
class Definedness {
public:
  LogicalResult run(Block &block);

private:
  /// Null where all elements are.
  const llvm::BitVector *find(Value value) const;
  void set(Value value, llvm::BitVector bits);
  void visitExtract(tensor::ExtractSliceOp op);
  void visitInsert(tensor::InsertSliceOp op);
  LogicalResult visitReader(Operation *op);

  /// Tensors with undefined elements; a bit for each element, set if defined.
  llvm::MapVector<Value, llvm::BitVector> partial;
};
} // namespace

static bool isStatic(OffsetSizeAndStrideOpInterface op) {
  return !ShapedType::isDynamicShape(op.getStaticOffsets()) &&
         !ShapedType::isDynamicShape(op.getStaticSizes()) &&
         !ShapedType::isDynamicShape(op.getStaticStrides());
}

/// Calls `visit` with the row-major number of each element of the box, in
/// order.
static void forEachInBox(OffsetSizeAndStrideOpInterface box,
                         ArrayRef<int64_t> shape,
                         llvm::function_ref<void(int64_t)> visit) {
  ArrayRef<int64_t> offsets = box.getStaticOffsets();
  ArrayRef<int64_t> sizes = box.getStaticSizes();
  ArrayRef<int64_t> strides = box.getStaticStrides();
  SmallVector<int64_t> position(shape.size(), 0);
  int64_t points = ShapedType::getNumElements(sizes);
  for (int64_t point = 0; point < points; ++point) {
    int64_t element = 0;
    for (size_t dim = 0; dim < shape.size(); ++dim)
      element =
          element * shape[dim] + offsets[dim] + position[dim] * strides[dim];
    visit(element);
    for (size_t dim = shape.size(); dim-- > 0;) {
      if (++position[dim] < sizes[dim])
        break;
      position[dim] = 0;
    }
  }
}

const llvm::BitVector *Definedness::find(Value value) const {
  auto found = partial.find(value);
  return found == partial.end() ? nullptr : &found->second;
}

void Definedness::set(Value value, llvm::BitVector bits) {
  if (!bits.all())
    partial[value] = std::move(bits);
}

void Definedness::visitExtract(tensor::ExtractSliceOp op) {
  const llvm::BitVector *source = find(op.getSource());
  if (!source || !isStatic(op))
    return;
  llvm::BitVector bits(op.getType().getNumElements());
  int64_t next = 0;
  forEachInBox(op, op.getSourceType().getShape(),
               [&](int64_t element) { bits[next++] = source->test(element); });
  set(op.getResult(), std::move(bits));
}

void Definedness::visitInsert(tensor::InsertSliceOp op) {
  const llvm::BitVector *source = find(op.getSource());
  const llvm::BitVector *target = find(op.getDest());
  if ((!source && !target) || !isStatic(op))
    return;
  llvm::BitVector bits =
      target ? *target : llvm::BitVector(op.getType().getNumElements(), true);
  int64_t next = 0;
  forEachInBox(op, op.getType().getShape(), [&](int64_t element) {
    bits[element] = !source || source->test(next);
    ++next;
  });
  set(op.getResult(), std::move(bits));
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
    error.attachNote(value.getLoc())
        << "insertions define " << find(value)->count() << " of "
        << find(value)->size() << " elements";
    return error;
  }
  return success();
}

LogicalResult Definedness::run(Block &block) {
  for (Operation &op : block) {
    LogicalResult result = success();
    if (auto empty = dyn_cast<tensor::EmptyOp>(op)) {
      if (empty.getType().hasStaticShape())
        set(empty, llvm::BitVector(empty.getType().getNumElements()));
    } else if (auto extract = dyn_cast<tensor::ExtractSliceOp>(op)) {
      visitExtract(extract);
    } else if (auto insert = dyn_cast<tensor::InsertSliceOp>(op)) {
      visitInsert(insert);
    } else if (isa<tensor::CollapseShapeOp, tensor::ExpandShapeOp>(op)) {
      if (const llvm::BitVector *bits = find(op.getOperand(0)))
        set(op.getResult(0), llvm::BitVector(*bits));
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
