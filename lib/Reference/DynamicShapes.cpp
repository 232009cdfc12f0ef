//===- DynamicShapes.cpp - shapes that types leave open -------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "DynamicShapes.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace ridge;
using namespace ridge::reference;
using Shape = SmallVector<int64_t>;

llvm::Expected<Shape> reference::integersOf(ArrayRef<OpFoldResult> entries,
                                            const Environment &environment,
                                            Location location) {
  Shape integers;
  for (OpFoldResult entry : entries) {
    if (std::optional<int64_t> known = getConstantIntValue(entry)) {
      integers.push_back(*known);
      continue;
    }
    ArrayPtr scalar = environment.find(cast<Value>(entry));
    if (!scalar || scalar->elements() != 1 || isFloat(scalar->format))
      return errorAt(location, "a size or position is not a known integer");
    integers.push_back(decodeInteger(scalar->format, scalar->bytes.data()));
  }
  return integers;
}

/// Dims of `shape` that are 1 and that a type of fewer dims does not have.
static Shape dropUnitDims(ArrayRef<int64_t> shape, RankedTensorType type) {
  Shape kept;
  size_t surplus = shape.size() - type.getRank();
  for (int64_t extent : shape) {
    size_t at = kept.size();
    bool isWanted = at < size_t(type.getRank()) && type.getDimSize(at) == 1;
    if (extent == 1 && surplus != 0 && !isWanted)
      --surplus;
    else
      kept.push_back(extent);
  }
  return kept;
}

static llvm::Expected<Shape> shapeOf(Operation &op,
                                     const Environment &environment) {
  using Result = llvm::Expected<Shape>;
  auto integers = [&](ArrayRef<OpFoldResult> entries) {
    return integersOf(entries, environment, op.getLoc());
  };
  auto operand = [&](Value value) -> Shape {
    ArrayPtr array = environment.find(value);
    return array ? Shape(ArrayRef<int64_t>(array->shape)) : Shape();
  };
  auto type = cast<RankedTensorType>(op.getResult(0).getType());
  return llvm::TypeSwitch<Operation *, Result>(&op)
      .Case<tensor::EmptyOp>(
          [&](auto empty) { return integers(empty.getMixedSizes()); })
      .Case([&](tensor::SplatOp splat) -> Result {
        Shape shape(type.getShape());
        ValueRange sizes = splat.getDynamicSizes();
        for (int64_t &extent : shape)
          if (ShapedType::isDynamic(extent)) {
            Result size = integers({OpFoldResult(sizes.front())});
            if (!size)
              return size;
            extent = size->front();
            sizes = sizes.drop_front();
          }
        return shape;
      })
      .Case([&](tensor::ExtractSliceOp slice) -> Result {
        Result sizes = integers(slice.getMixedSizes());
        return sizes ? Result(dropUnitDims(*sizes, type)) : std::move(sizes);
      })
      .Case([&](tensor::InsertSliceOp slice) {
        return Result(operand(slice.getDest()));
      })
      .Case([&](tensor::PadOp pad) -> Result {
        Result low = integers(pad.getMixedLowPad());
        Result high = integers(pad.getMixedHighPad());
        if (!low || !high)
          return llvm::joinErrors(low.takeError(), high.takeError());
        Shape shape = operand(pad.getSource());
        for (size_t dim = 0; dim < shape.size(); ++dim)
          shape[dim] += (*low)[dim] + (*high)[dim];
        return shape;
      })
      .Case([&](tensor::ConcatOp concat) -> Result {
        Shape shape = operand(concat.getInputs().front());
        for (Value input : concat.getInputs().drop_front())
          shape[concat.getDim()] += operand(input)[concat.getDim()];
        return shape;
      })
      .Case([&](tensor::CollapseShapeOp view) -> Result {
        Shape from = operand(view.getSrc()), shape;
        for (const ReassociationIndices &group :
             view.getReassociationIndices()) {
          shape.push_back(1);
          for (int64_t dim : group)
            shape.back() *= from[dim];
        }
        return shape;
      })
      .Case<tensor::ExpandShapeOp>(
          [&](auto view) { return integers(view.getMixedOutputShape()); })
      // Element by element.
      .Default([&](Operation *) -> Result {
        for (Value value : op.getOperands())
          if (isa<RankedTensorType>(value.getType()))
            return operand(value);
        return errorAt(op.getLoc(), "gives a tensor of unknown shape");
      });
}

llvm::Expected<std::shared_ptr<Array>>
reference::makeResult(Operation &op, const Environment &environment) {
  Type type = op.getResult(0).getType();
  auto tensor = dyn_cast<RankedTensorType>(type);
  if (!tensor || tensor.hasStaticShape())
    return makeArray(type, op.getLoc());
  llvm::Expected<Shape> shape = shapeOf(op, environment);
  if (!shape)
    return shape.takeError();
  if (shape->size() != size_t(tensor.getRank()) ||
      llvm::any_of(*shape, [](int64_t extent) { return extent < 0; }))
    return errorAt(op.getLoc(), "gives a tensor of unknown shape");
  return makeArray(RankedTensorType::get(*shape, tensor.getElementType()),
                   op.getLoc());
}

llvm::Expected<Shape> reference::loopExtents(linalg::LinalgOp op,
                                             const Environment &environment) {
  Shape extents = op.getStaticLoopRanges();
  for (OpOperand &operand : op->getOpOperands()) {
    ArrayPtr array = environment.find(operand.get());
    AffineMap map = op.getMatchingIndexingMap(&operand);
    for (auto [expr, extent] :
         llvm::zip(map.getResults(),
                   array ? ArrayRef(array->shape) : ArrayRef<int64_t>()))
      if (auto dim = dyn_cast<AffineDimExpr>(expr))
        if (ShapedType::isDynamic(extents[dim.getPosition()]))
          extents[dim.getPosition()] = extent;
  }
  if (ShapedType::isDynamicShape(extents))
    return errorAt(op.getLoc(), "has a loop whose extent no operand has");
  return extents;
}
