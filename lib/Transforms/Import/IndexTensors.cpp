//===- IndexTensors.cpp - tensors of indices ------------------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// An index lies in memory as an i64. Scalars stay indices: they are cast where
/// an element is read or written.
///
//===----------------------------------------------------------------------===//

#include "PrepareModel.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;

static bool holdsIndices(Type type) {
  auto tensor = dyn_cast<RankedTensorType>(type);
  return tensor && tensor.getElementType().isIndex();
}

static Type withIntegers(Type type) {
  if (!holdsIndices(type))
    return type;
  auto tensor = cast<RankedTensorType>(type);
  return tensor.clone(IntegerType::get(type.getContext(), 64));
}

static Value cast(OpBuilder &builder, Location loc, Type type, Value value) {
  return arith::IndexCastOp::create(builder, loc, type, value);
}

/// Block arguments of a body that stand for elements, and what it yields.
static void convertBody(linalg::LinalgOp op) {
  mlir::Block &body = *op.getBlock();
  OpBuilder builder = OpBuilder::atBlockBegin(&body);
  Type integer = builder.getI64Type();
  for (BlockArgument argument : body.getArguments()) {
    Type element =
        getElementTypeOrSelf(op->getOperand(argument.getArgNumber()).getType());
    if (!argument.getType().isIndex() || element.isIndex())
      continue;
    argument.setType(integer);
    Value index =
        cast(builder, argument.getLoc(), builder.getIndexType(), argument);
    argument.replaceAllUsesExcept(index, index.getDefiningOp());
  }
  Operation *yield = body.getTerminator();
  builder.setInsertionPoint(yield);
  for (auto [operand, init] :
       llvm::zip(yield->getOpOperands(), op.getDpsInits()))
    if (operand.get().getType().isIndex() &&
        !getElementTypeOrSelf(init.getType()).isIndex())
      operand.set(cast(builder, yield->getLoc(), integer, operand.get()));
}

/// Casts between tensors are of integers now.
static void convertCast(Operation *op) {
  OpBuilder builder(op);
  Value source = op->getOperand(0);
  Type type = op->getResult(0).getType();
  unsigned from = getElementTypeOrSelf(source).getIntOrFloatBitWidth();
  unsigned to = getElementTypeOrSelf(type).getIntOrFloatBitWidth();
  Value result = source;
  if (from > to)
    result = arith::TruncIOp::create(builder, op->getLoc(), type, source);
  else if (from < to && isa<arith::IndexCastUIOp>(op))
    result = arith::ExtUIOp::create(builder, op->getLoc(), type, source);
  else if (from < to)
    result = arith::ExtSIOp::create(builder, op->getLoc(), type, source);
  op->getResult(0).replaceAllUsesWith(result);
  op->erase();
}

/// Scalars that `op` puts into tensors, or takes out of them.
static void convertScalars(Operation *op) {
  OpBuilder builder(op);
  Type integer = builder.getI64Type();
  if (auto extract = dyn_cast<tensor::ExtractOp>(op)) {
    builder.setInsertionPointAfter(op);
    Value element = extract.getResult();
    element.setType(integer);
    Value index = cast(builder, op->getLoc(), builder.getIndexType(), element);
    element.replaceAllUsesExcept(index, index.getDefiningOp());
    return;
  }
  unsigned scalars = isa<tensor::FromElementsOp>(op) ? op->getNumOperands()
                     : isa<tensor::SplatOp, tensor::InsertOp>(op) ? 1
                                                                  : 0;
  for (OpOperand &operand : op->getOpOperands().take_front(scalars))
    operand.set(cast(builder, op->getLoc(), integer, operand.get()));
}

static void convertConstant(arith::ConstantOp op) {
  auto elements = dyn_cast<DenseElementsAttr>(op.getValue());
  if (!elements)
    return;
  auto type = mlir::cast<ShapedType>(withIntegers(elements.getType()));
  // An index is kept in 64 bits.
  op.setValueAttr(
      DenseElementsAttr::getFromRawBuffer(type, elements.getRawData()));
}

void ridge::convertIndexTensors(ModuleOp module) {
  SmallVector<Operation *> touched;
  module->walk([&](Operation *op) {
    auto isTouched = [](Type type) { return holdsIndices(type); };
    if (llvm::any_of(op->getOperandTypes(), isTouched) ||
        llvm::any_of(op->getResultTypes(), isTouched))
      touched.push_back(op);
  });
  bool changes = !touched.empty();
  module->walk([&](mlir::Block *block) {
    for (BlockArgument argument : block->getArguments()) {
      changes |= holdsIndices(argument.getType());
      argument.setType(withIntegers(argument.getType()));
    }
  });
  if (!changes)
    return;
  for (Operation *op : touched) {
    if (auto constant = dyn_cast<arith::ConstantOp>(op))
      convertConstant(constant);
    if (isa<tensor::ExtractOp, tensor::FromElementsOp, tensor::SplatOp,
            tensor::InsertOp>(op))
      convertScalars(op);
    for (Value result : op->getResults())
      result.setType(withIntegers(result.getType()));
  }
  for (Operation *op : touched) {
    if (auto body = dyn_cast<linalg::LinalgOp>(op))
      convertBody(body);
    if (isa<arith::IndexCastOp, arith::IndexCastUIOp>(op))
      convertCast(op);
  }
  module->walk([](func::FuncOp function) {
    FunctionType type = function.getFunctionType();
    SmallVector<Type> inputs, results;
    for (Type input : type.getInputs())
      inputs.push_back(withIntegers(input));
    for (Type result : type.getResults())
      results.push_back(withIntegers(result));
    function.setType(FunctionType::get(type.getContext(), inputs, results));
  });
}
