//===- ConvertStructured.cpp - generics become ridge computations ---------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Convert.h"
#include "ResultConverter.h"
#include "dialects/Ridge/RidgeDialect.h"
#include "mlir/IR/AffineExpr.h"

using namespace mlir;
using namespace ridge;

ArrayAttr ResultConverter::mapsAttr(ArrayRef<TensorInput> inputs,
                                    AffineMap resultMap) {
  SmallVector<AffineMap> maps;
  for (const TensorInput &input : inputs)
    maps.push_back(input.map);
  maps.push_back(resultMap);
  return builder.getAffineMapArrayAttr(maps);
}

static SmallVector<Value> tensorsOf(ArrayRef<TensorInput> inputs) {
  SmallVector<Value> tensors;
  for (const TensorInput &input : inputs)
    tensors.push_back(input.tensor);
  return tensors;
}

SmallVector<int64_t> ridge::shapeOf(AffineMap map, ArrayRef<int64_t> extents) {
  SmallVector<int64_t> shape;
  for (AffineExpr expr : map.getResults())
    shape.push_back(extents[cast<AffineDimExpr>(expr).getPosition()]);
  return shape;
}

Value ResultConverter::buildMap(ScalarBody &body, ArrayRef<int64_t> space,
                                AffineMap resultMap, Type element) {
  auto type = RankedTensorType::get(shapeOf(resultMap, space), element);
  auto map = MapOp::create(builder, op.getLoc(), type, tensorsOf(body.inputs()),
                           builder.getDenseI64ArrayAttr(space),
                           mapsAttr(body.inputs(), resultMap));
  body.moveInto(map.getBody());
  return map;
}

AffineMap ResultConverter::projectedMap() {
  SmallVector<AffineExpr> dims;
  for (AffineExpr expr : outputMap().getResults())
    if (!isa<AffineConstantExpr>(expr))
      dims.push_back(expr);
  return AffineMap::get(extents.size(), 0, dims, op.getContext());
}

SmallVector<int64_t> ResultConverter::projectedShape() {
  return shapeOf(projectedMap(), extents);
}

/// Dims of extent 1 that the result map fixes come back as a reshape.
Value ResultConverter::finish(Value result) {
  return reshape(builder, op.getLoc(), result, resultType().getShape());
}

FailureOr<Value> ResultConverter::convert() {
  for (AffineExpr expr : outputMap().getResults())
    if (!isa<AffineDimExpr, AffineConstantExpr>(expr))
      return op.emitError("writes its result at ")
             << AffineMapAttr::get(outputMap()) << ", expected plain dims";
  bool parallel = llvm::all_of(op.getIteratorTypesArray(), [](auto type) {
    return type == utils::IteratorType::parallel;
  });
  return parallel ? convertParallel() : convertReduction();
}

LogicalResult ridge::convertGeneric(linalg::GenericOp op) {
  // All results before any use is replaced: they read the same operands.
  SmallVector<std::pair<OpResult, Value>> results;
  for (OpResult result : op->getResults()) {
    if (result.use_empty())
      continue;
    FailureOr<Value> value =
        ResultConverter(op, result.getResultNumber()).convert();
    if (failed(value))
      return failure();
    results.emplace_back(result, *value);
  }
  for (auto &[result, value] : results)
    result.replaceAllUsesWith(value);
  return success();
}
