//===- ConvertParallel.cpp - maps and views -------------------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Convert.h"
#include "ResultConverter.h"
#include "dialects/Ridge/RidgeDialect.h"
#include "mlir/IR/AffineExpr.h"
#include "ridge/Analysis/LinearForm.h"

using namespace mlir;
using namespace ridge;

/// `input` with every result of its map a plain dim of full extent or the
/// constant 0 of extent 1: a slice takes offsets, steps and parts of dims. As
/// it is where a result adds dims, as windows do, or walks backwards.
TensorInput ResultConverter::sliced(const TensorInput &input) {
  auto type = cast<RankedTensorType>(input.tensor.getType());
  SmallVector<int64_t> offsets, sizes, strides;
  SmallVector<AffineExpr> plain;
  for (AffineExpr expr : input.map.getResults()) {
    std::optional<Affine> form = linearForm(expr, extents.size());
    if (!form)
      return input;
    offsets.push_back(form->constant);
    sizes.push_back(1);
    strides.push_back(1);
    plain.push_back(builder.getAffineConstantExpr(0));
    bool moves = false;
    for (auto [dim, coefficient] : form->terms) {
      if (moves || coefficient < 0)
        return input;
      moves = true;
      sizes.back() = extents[dim];
      strides.back() = coefficient;
      plain.back() = builder.getAffineDimExpr(dim);
    }
  }
  if (type.getShape() == ArrayRef<int64_t>(sizes))
    return input;
  Value slice = SliceOp::create(
      builder, op.getLoc(), RankedTensorType::get(sizes, type.getElementType()),
      input.tensor, offsets, strides);
  return {slice, AffineMap::get(extents.size(), 0, plain, op.getContext())};
}

/// A copy of `input` as slice, transpose and broadcast. Null where its map does
/// more than choose dims, as windows do.
Value ResultConverter::asView(TensorInput input, AffineMap resultMap) {
  input = sliced(input);
  // Result position of each iteration dim.
  SmallVector<int64_t> place(extents.size());
  for (auto [position, expr] : llvm::enumerate(resultMap.getResults()))
    place[cast<AffineDimExpr>(expr).getPosition()] = position;

  // For each dim of the source that is not of extent 1: where it goes.
  SmallVector<int64_t> shape, goal;
  auto type = cast<RankedTensorType>(input.tensor.getType());
  for (auto [dim, expr] : llvm::enumerate(input.map.getResults())) {
    auto iteration = dyn_cast<AffineDimExpr>(expr);
    int64_t size = type.getDimSize(dim);
    if (!iteration && size == 1)
      continue;
    if (!iteration || extents[iteration.getPosition()] != size ||
        llvm::is_contained(goal, place[iteration.getPosition()]))
      return {};
    shape.push_back(size);
    goal.push_back(place[iteration.getPosition()]);
  }

  Location loc = op.getLoc();
  Value view = reshape(builder, loc, input.tensor, shape);
  SmallVector<int64_t> order =
      llvm::to_vector(llvm::seq<int64_t>(0, goal.size()));
  llvm::sort(order, [&](int64_t a, int64_t b) { return goal[a] < goal[b]; });
  if (!llvm::is_sorted(order)) {
    SmallVector<int64_t> transposed;
    for (int64_t dim : order)
      transposed.push_back(shape[dim]);
    view = TransposeOp::create(
        builder, loc, RankedTensorType::get(transposed, type.getElementType()),
        view, order);
  }
  SmallVector<int64_t> added;
  for (int64_t dim = 0; dim < resultMap.getNumResults(); ++dim)
    if (!llvm::is_contained(goal, dim))
      added.push_back(dim);
  if (added.empty())
    return view;
  auto full =
      RankedTensorType::get(shapeOf(resultMap, extents), type.getElementType());
  return BroadcastOp::create(builder, loc, full, view, added);
}

FailureOr<Value> ResultConverter::convertParallel() {
  AffineMap resultMap = projectedMap();
  if (!resultMap.isPermutation() && !extents.empty())
    return op.emitError("writes its result at ")
           << AffineMapAttr::get(outputMap())
           << ", expected each element once: a permutation of all dims";
  ScalarBody body(op, Space::whole(op));
  FailureOr<Value> value = body.add(yielded);
  if (failed(value))
    return failure();

  // A body that gives its one input, or a constant, computes nothing.
  auto type = RankedTensorType::get(projectedShape(), value->getType());
  Operation *definition = value->getDefiningOp();
  if (auto constant = dyn_cast_or_null<arith::ConstantOp>(definition))
    return finish(
        FillOp::create(builder, op.getLoc(), type, constant.getValue()));
  if (auto argument = dyn_cast<BlockArgument>(*value)) {
    const TensorInput &input = body.inputs()[argument.getArgNumber()];
    if (TypedAttr fill = fillValue(input.tensor))
      return finish(FillOp::create(builder, op.getLoc(), type, fill));
    if (Value view = asView(input, resultMap))
      return finish(view);
  }
  body.yield(*value);
  return finish(buildMap(body, extents, resultMap, value->getType()));
}
