//===- KnownValues.cpp - elements known at compile time -------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Scalars are folded by the operations' own folders, so their meaning is that
/// of the dialects. Points are few: callers look at one or two dims at a time.
///
//===----------------------------------------------------------------------===//

#include "KnownValues.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/DialectResourceBlobManager.h"
#include "mlir/IR/Matchers.h"

using namespace mlir;
using namespace ridge;

//===----------------------------------------------------------------------===//
// What is known
//===----------------------------------------------------------------------===//

/// The elements of a constant; null if they are not at hand.
static DenseElementsAttr elementsOf(Value tensor) {
  auto constant = tensor.getDefiningOp<arith::ConstantOp>();
  if (!constant)
    return {};
  if (auto dense = dyn_cast<DenseElementsAttr>(constant.getValue()))
    return dense;
  auto resource = dyn_cast<DenseResourceElementsAttr>(constant.getValue());
  AsmResourceBlob *blob =
      resource ? resource.getRawHandle().getBlob() : nullptr;
  auto type = cast<ShapedType>(tensor.getType());
  // Positions are whole bytes wide; how bits are packed is nobody's business.
  unsigned width = type.getElementTypeBitWidth();
  if (!blob || width % 8 != 0 ||
      static_cast<int64_t>(blob->getData().size()) !=
          type.getNumElements() * (width / 8))
    return {};
  return DenseElementsAttr::getFromRawBuffer(type, blob->getData());
}

static bool isShapeChange(Operation *op) {
  return isa<tensor::CollapseShapeOp, tensor::ExpandShapeOp>(op);
}

/// Generics that compute each element from one point: no accumulator, results
/// in the order of the iteration up to a permutation.
static bool isPointwise(linalg::GenericOp op) {
  return op.getNumReductionLoops() == 0 && op.hasPureTensorSemantics() &&
         llvm::all_of(
             op.getIndexingMapsArray(),
             [&](AffineMap map) { return map.getNumSymbols() == 0; }) &&
         llvm::all_of(op.getDpsInitsMutable(), [&](OpOperand &init) {
           return op.getMatchingIndexingMap(&init).isPermutation();
         });
}

bool KnownValues::isKnown(Value tensor) {
  auto [entry, isNew] = known.try_emplace(tensor, false);
  if (!isNew)
    return entry->second;
  Operation *op = tensor.getDefiningOp();
  auto type = dyn_cast<RankedTensorType>(tensor.getType());
  bool result = false;
  if (!op || !type || !type.hasStaticShape()) {
    result = false;
  } else if (isa<arith::ConstantOp>(op)) {
    DenseElementsAttr elements = elementsOf(tensor);
    if (elements)
      constants[tensor] = elements;
    result = static_cast<bool>(elements);
  } else if (auto slice = dyn_cast<tensor::ExtractSliceOp>(op)) {
    result = !ShapedType::isDynamicShape(slice.getStaticOffsets()) &&
             !ShapedType::isDynamicShape(slice.getStaticStrides()) &&
             isKnown(slice.getSource());
  } else if (isShapeChange(op)) {
    result = isKnown(op->getOperand(0));
  } else if (auto fill = dyn_cast<linalg::FillOp>(op)) {
    result = matchPattern(fill.getInputs().front(), m_Constant());
  } else if (auto generic = dyn_cast<linalg::GenericOp>(op)) {
    Value yielded = generic.getBody()->getTerminator()->getOperand(
        cast<OpResult>(tensor).getResultNumber());
    result = isPointwise(generic) && dimsOf(generic, yielded).has_value();
  }
  // The map may have grown since `entry` was found.
  known[tensor] = result;
  return result;
}

std::optional<llvm::SmallBitVector> KnownValues::dimsOf(linalg::GenericOp op,
                                                        Value value) {
  llvm::SmallBitVector dims(op.getNumLoops());
  SmallVector<Value> work = {value};
  llvm::DenseSet<Value> seen;
  while (!work.empty()) {
    Value next = work.pop_back_val();
    if (!seen.insert(next).second)
      continue;
    auto argument = dyn_cast<BlockArgument>(next);
    if (argument && argument.getOwner() != op.getBody())
      return std::nullopt; // A scalar argument of the model.
    if (argument) {
      OpOperand &operand = op->getOpOperand(argument.getArgNumber());
      if (!isKnown(operand.get()))
        return std::nullopt;
      AffineMap map = op.getMatchingIndexingMap(&operand);
      for (unsigned d = 0; d < dims.size(); ++d)
        if (map.isFunctionOfDim(d))
          dims.set(d);
      continue;
    }
    Operation *definition = next.getDefiningOp();
    if (auto index = dyn_cast<linalg::IndexOp>(definition)) {
      dims.set(index.getDim());
      continue;
    }
    if (auto extract = dyn_cast<tensor::ExtractOp>(definition)) {
      if (!isKnown(extract.getTensor()))
        return std::nullopt;
      llvm::append_range(work, extract.getIndices());
      continue;
    }
    if (definition->getNumRegions() != 0 || !isMemoryEffectFree(definition))
      return std::nullopt;
    llvm::append_range(work, definition->getOperands());
  }
  return dims;
}

//===----------------------------------------------------------------------===//
// Elements
//===----------------------------------------------------------------------===//

static int64_t linearise(ArrayRef<int64_t> position, ArrayRef<int64_t> shape) {
  int64_t index = 0;
  for (auto [at, extent] : llvm::zip(position, shape))
    index = index * extent + at;
  return index;
}

static SmallVector<int64_t, 4> delinearise(int64_t index,
                                           ArrayRef<int64_t> shape) {
  SmallVector<int64_t, 4> position(shape.size(), 0);
  for (size_t d = shape.size(); d-- > 0; index /= shape[d])
    position[d] = index % shape[d];
  return position;
}

static ArrayRef<int64_t> shapeOf(Value tensor) {
  return cast<RankedTensorType>(tensor.getType()).getShape();
}

Attribute KnownValues::element(Value tensor, ArrayRef<int64_t> position) {
  auto constant = constants.find(tensor);
  if (constant != constants.end()) {
    if (constant->second.isSplat())
      return constant->second.getSplatValue<Attribute>();
    return constant->second
        .getValues<Attribute>()[linearise(position, shapeOf(tensor))];
  }
  Operation *op = tensor.getDefiningOp();
  if (auto fill = dyn_cast<linalg::FillOp>(op)) {
    Attribute value;
    matchPattern(fill.getInputs().front(), m_Constant(&value));
    return value;
  }
  if (isShapeChange(op)) {
    Value source = op->getOperand(0);
    int64_t index = linearise(position, shapeOf(tensor));
    return element(source, delinearise(index, shapeOf(source)));
  }
  if (auto slice = dyn_cast<tensor::ExtractSliceOp>(op)) {
    llvm::SmallBitVector dropped = slice.getDroppedDims();
    SmallVector<int64_t, 4> at(slice.getStaticOffsets());
    for (size_t d = 0, next = 0; d < at.size(); ++d)
      if (!dropped.test(d))
        at[d] += position[next++] * slice.getStaticStrides()[d];
    return element(slice.getSource(), at);
  }
  return elementOf(cast<linalg::GenericOp>(op),
                   cast<OpResult>(tensor).getResultNumber(), position);
}

Attribute KnownValues::elementOf(linalg::GenericOp op, unsigned result,
                                 ArrayRef<int64_t> position) {
  AffineMap map = op.getMatchingIndexingMap(op.getDpsInitOperand(result));
  Point point(op.getNumLoops(), 0);
  for (auto [expr, at] : llvm::zip(map.getResults(), position))
    point[cast<AffineDimExpr>(expr).getPosition()] = at;
  Value yielded = op.getBody()->getTerminator()->getOperand(result);
  Cache cache;
  return evaluate(op, yielded, point, cache);
}

//===----------------------------------------------------------------------===//
// Scalars
//===----------------------------------------------------------------------===//

Attribute KnownValues::evaluate(linalg::GenericOp op, Value value,
                                ArrayRef<int64_t> point) {
  Cache cache;
  return evaluate(op, value, point, cache);
}

Attribute KnownValues::evaluate(linalg::GenericOp op, Value value,
                                ArrayRef<int64_t> point, Cache &cache) {
  auto found = cache.find(value);
  if (found != cache.end())
    return found->second;
  Attribute result = compute(op, value, point, cache);
  cache[value] = result;
  return result;
}

static Attribute indexAttr(MLIRContext *context, int64_t value) {
  return IntegerAttr::get(IndexType::get(context), value);
}

Attribute KnownValues::compute(linalg::GenericOp op, Value value,
                               ArrayRef<int64_t> point, Cache &cache) {
  MLIRContext *context = op.getContext();
  if (auto argument = dyn_cast<BlockArgument>(value)) {
    OpOperand &operand = op->getOpOperand(argument.getArgNumber());
    AffineMap map = op.getMatchingIndexingMap(&operand);
    return element(operand.get(), map.compose(point));
  }
  Operation *definition = value.getDefiningOp();
  Attribute constant;
  if (matchPattern(value, m_Constant(&constant)))
    return constant;
  if (auto index = dyn_cast<linalg::IndexOp>(definition))
    return indexAttr(context, point[index.getDim()]);

  SmallVector<Attribute> operands;
  if (auto extract = dyn_cast<tensor::ExtractOp>(definition)) {
    Point position;
    for (auto [index, extent] :
         llvm::zip(extract.getIndices(), shapeOf(extract.getTensor()))) {
      auto at =
          dyn_cast_or_null<IntegerAttr>(evaluate(op, index, point, cache));
      if (!at || at.getInt() < 0 || at.getInt() >= extent)
        return {};
      position.push_back(at.getInt());
    }
    return element(extract.getTensor(), position);
  }
  for (Value operand : definition->getOperands()) {
    operands.push_back(evaluate(op, operand, point, cache));
    if (!operands.back())
      return {};
  }
  SmallVector<OpFoldResult> results;
  if (failed(definition->fold(operands, results)) || results.size() != 1)
    return {};
  // A folder may name an operand instead of giving its value.
  if (auto same = dyn_cast<Value>(results.front()))
    return evaluate(op, same, point, cache);
  return cast<Attribute>(results.front());
}
