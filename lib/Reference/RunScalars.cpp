//===- RunScalars.cpp - scalars and control flow between tensors ----------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What stands between operations on tensors: an element taken out, a size, a
/// position, a condition, a loop. The compiler folds it; here it runs.
///
//===----------------------------------------------------------------------===//

#include "AffineValues.h"
#include "FunctionRunner.h"
#include "Gather.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "llvm/ADT/STLExtras.h"

using namespace mlir;
using namespace ridge;
using namespace ridge::reference;

llvm::Expected<int64_t> FunctionRunner::getInteger(Value value,
                                                   Operation &user) {
  auto scalar = get(value, user);
  if (!scalar)
    return scalar.takeError();
  const Array &array = *scalar->values;
  if (array.elements() != 1 || isFloat(array.format))
    return errorAt(user.getLoc(), "expected an integer");
  return decodeInteger(array.format, array.bytes.data());
}

llvm::Error FunctionRunner::setInteger(Value value, int64_t integer) {
  auto array = makeArray(value.getType(), value.getLoc());
  if (!array)
    return array.takeError();
  encodeInteger((*array)->format, integer, (*array)->bytes.data());
  environment.set(value, *array);
  return llvm::Error::success();
}

/// tensor.extract outside bodies.
llvm::Error FunctionRunner::runExtract(Operation &op, Value source,
                                       ValueRange indices) {
  auto tensor = get(source, op);
  auto result = makeArray(op.getResult(0).getType(), op.getLoc());
  if (!tensor)
    return llvm::joinErrors(tensor.takeError(), result.takeError());
  if (!result)
    return result.takeError();
  const Array &from = *tensor->values;
  SmallVector<int64_t> strides = byteStrides(from);
  SmallVector<PositionRange> ranges;
  int64_t offset = 0;
  bool deviates = tensor->deviations != nullptr;
  for (auto [dim, value] : llvm::enumerate(indices)) {
    llvm::Expected<int64_t> at = getInteger(value, op);
    if (!at)
      return at.takeError();
    if (*at < 0 || *at >= from.shape[dim])
      return errorAt(op.getLoc(), "index " + llvm::Twine(*at) +
                                      " is outside dim " + llvm::Twine(dim));
    offset += *at * strides[dim];
    ArrayPtr ofIndex = environment.findDeviations(value);
    ranges.push_back({*at, ofIndex ? *deviationsOf(*ofIndex) : 0});
    deviates |= ofIndex != nullptr;
  }
  std::memcpy((*result)->bytes.data(), from.bytes.data() + offset,
              (*result)->bytes.size());
  std::shared_ptr<Array> deviation;
  if (deviates) {
    deviation = makeDeviations(**result);
    *deviationsOf(*deviation) = roundedUp(deviationOfElement(
        from, tensor->deviations ? deviationsOf(*tensor->deviations) : nullptr,
        ranges));
  }
  environment.set(op.getResult(0), *result, deviation);
  return llvm::Error::success();
}

llvm::Error FunctionRunner::runDim(tensor::DimOp op) {
  auto tensor = get(op.getSource(), *op);
  if (!tensor)
    return tensor.takeError();
  llvm::Expected<int64_t> dim = getInteger(op.getIndex(), *op);
  if (!dim)
    return dim.takeError();
  ArrayRef<int64_t> shape = tensor->values->shape;
  if (*dim < 0 || *dim >= static_cast<int64_t>(shape.size()))
    return errorAt(op.getLoc(), "asks for dim " + llvm::Twine(*dim) +
                                    " of a tensor that has " +
                                    llvm::Twine(shape.size()));
  return setInteger(op.getResult(), shape[*dim]);
}

/// The map's one result, or the least or greatest of all.
llvm::Error FunctionRunner::runAffine(Operation &op) {
  SmallVector<int64_t> operands;
  for (Value operand : op.getOperands()) {
    llvm::Expected<int64_t> value = getInteger(operand, op);
    if (!value)
      return value.takeError();
    operands.push_back(*value);
  }
  SmallVector<int64_t> results =
      evaluateMap(cast<AffineMapAttr>(op.getAttr("map")).getValue(), operands);
  return setInteger(op.getResult(0), isa<affine::AffineMinOp>(op)
                                         ? *llvm::min_element(results)
                                         : *llvm::max_element(results));
}

/// A condition that is not sure has no meaning here: both sides may differ in
/// more than their values.
llvm::Error FunctionRunner::runConditional(scf::IfOp op) {
  llvm::Expected<int64_t> condition = getInteger(op.getCondition(), *op);
  if (!condition)
    return condition.takeError();
  if (environment.findDeviations(op.getCondition()))
    return errorAt(op.getLoc(), "has a condition that another order of sums "
                                "may change");
  Block *block = *condition ? op.thenBlock() : op.elseBlock();
  std::vector<Tensor> results;
  if (block)
    if (llvm::Error error = runBlock(*block, results))
      return error;
  for (auto [value, tensor] : llvm::zip(op.getResults(), results))
    environment.set(value, tensor);
  return llvm::Error::success();
}

llvm::Error FunctionRunner::runLoop(scf::ForOp op) {
  auto first = getInteger(op.getLowerBound(), *op);
  auto end = getInteger(op.getUpperBound(), *op);
  auto step = getInteger(op.getStep(), *op);
  if (!first || !end || !step)
    return llvm::joinErrors(
        llvm::joinErrors(first.takeError(), end.takeError()), step.takeError());
  if (*step <= 0)
    return errorAt(op.getLoc(), "has a step of " + llvm::Twine(*step) +
                                    "; expected a positive one");
  std::vector<Tensor> carried;
  for (Value init : op.getInitArgs()) {
    auto tensor = get(init, *op);
    if (!tensor)
      return tensor.takeError();
    carried.push_back(*tensor);
  }
  for (int64_t at = *first; at < *end; at += *step) {
    if (llvm::Error error = setInteger(op.getInductionVar(), at))
      return error;
    for (auto [argument, tensor] : llvm::zip(op.getRegionIterArgs(), carried))
      environment.set(argument, tensor);
    carried.clear();
    if (llvm::Error error = runBlock(*op.getBody(), carried))
      return error;
  }
  for (auto [value, tensor] : llvm::zip(op.getResults(), carried))
    environment.set(value, tensor);
  return llvm::Error::success();
}
