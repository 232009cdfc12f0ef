//===- Windows.cpp - maps and counters of operations on windows -----------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Maps are taken apart into linear forms and put together again, so that equal
/// maps print alike.
///
//===----------------------------------------------------------------------===//

#include "ridge/Analysis/Windows.h"

using namespace mlir;
using namespace ridge;

std::optional<int64_t> ridge::countedTrips(affine::AffineForOp loop) {
  if (!loop.hasConstantBounds() || loop.getConstantLowerBound() != 0 ||
      loop.getStepAsInt() != 1 || loop.getNumIterOperands() != 0 ||
      loop.getConstantUpperBound() < 0)
    return std::nullopt;
  return loop.getConstantUpperBound();
}

affine::AffineForOp ridge::loopOfCounter(Value value) {
  auto argument = dyn_cast<BlockArgument>(value);
  if (!argument || argument.getArgNumber() != 0)
    return nullptr;
  return dyn_cast_or_null<affine::AffineForOp>(
      argument.getOwner()->getParentOp());
}

FailureOr<SmallVector<int64_t, 4>> ridge::tripsOfCounters(Operation *op,
                                                          ValueRange counters) {
  SmallVector<int64_t, 4> trips;
  for (auto [i, counter] : llvm::enumerate(counters)) {
    affine::AffineForOp loop = loopOfCounter(counter);
    std::optional<int64_t> trip = loop ? countedTrips(loop) : std::nullopt;
    if (!trip)
      return op->emitOpError()
             << "counter " << i
             << " is not that of a loop from 0 to a constant in steps of 1";
    trips.push_back(*trip);
  }
  return trips;
}

arch::AccessAttr
ridge::rewriteAccess(arch::AccessAttr access,
                     function_ref<AffineMap(AffineMap)> rewrite) {
  return arch::AccessAttr::get(access.getContext(), rewrite(access.getOffset()),
                               access.getStrides(),
                               rewrite(access.getInstance()));
}

void ridge::rewriteMaps(Operation *op,
                        function_ref<AffineMap(AffineMap)> rewrite) {
  MLIRContext *context = op->getContext();
  for (StringRef name : {"sizes", "accesses", "origins"}) {
    auto list = op->getAttrOfType<ArrayAttr>(name);
    if (!list)
      continue;
    SmallVector<Attribute> rewritten;
    for (Attribute attribute : list) {
      if (auto map = dyn_cast<AffineMapAttr>(attribute))
        attribute = AffineMapAttr::get(rewrite(map.getValue()));
      else if (auto access = dyn_cast<arch::AccessAttr>(attribute))
        attribute = rewriteAccess(access, rewrite);
      rewritten.push_back(attribute);
    }
    op->setAttr(name, ArrayAttr::get(context, rewritten));
  }
}

FailureOr<AffineMap> ridge::simplifySize(AffineMap map,
                                         ArrayRef<int64_t> trips) {
  MLIRContext *context = map.getContext();
  std::optional<int64_t> constant;
  SmallVector<Affine> varying;
  for (AffineExpr expr : map.getResults()) {
    std::optional<Affine> form = linearForm(expr, map.getNumDims());
    if (!form)
      return failure();
    Interval range = rangeOf(*form, trips);
    if (range.isOneValue())
      constant = std::min(constant.value_or(range.low), range.low);
    else
      varying.push_back(std::move(*form));
  }
  SmallVector<AffineExpr> results;
  if (constant)
    results.push_back(getAffineConstantExpr(*constant, context));
  for (const Affine &form : varying)
    if (!constant || rangeOf(form, trips).low < *constant)
      results.push_back(affineExpr(form, context));
  return AffineMap::get(map.getNumDims(), 0, results, context);
}

FailureOr<std::pair<int64_t, int64_t>>
ridge::rangeOfSize(AffineMap map, ArrayRef<int64_t> trips) {
  std::optional<Interval> range;
  for (AffineExpr expr : map.getResults()) {
    std::optional<Affine> form = linearForm(expr, map.getNumDims());
    if (!form)
      return failure();
    Interval own = rangeOf(*form, trips);
    range = range ? least(*range, own) : own;
  }
  if (!range)
    return failure();
  return std::pair(range->low, range->high);
}

AffineMap ridge::shiftCounter(AffineMap map, unsigned dim, int64_t shift) {
  SmallVector<AffineExpr> results;
  for (AffineExpr expr : map.getResults()) {
    std::optional<Affine> form = linearForm(expr, map.getNumDims());
    if (!form) {
      AffineExpr moved = getAffineDimExpr(dim, map.getContext()) + shift;
      results.push_back(
          expr.replace(getAffineDimExpr(dim, map.getContext()), moved));
      continue;
    }
    form->constant += form->coefficient(int32_t(dim)) * shift;
    results.push_back(affineExpr(*form, map.getContext()));
  }
  return AffineMap::get(map.getNumDims(), 0, results, map.getContext());
}

AffineMap ridge::boxSize(ArrayRef<BoxTerm> terms, unsigned numCounters,
                         MLIRContext *context) {
  SmallVector<AffineExpr, 4> sums{getAffineConstantExpr(1, context)};
  for (const BoxTerm &term : terms) {
    SmallVector<AffineExpr, 4> next;
    for (AffineExpr sum : sums)
      for (AffineExpr size : term.sizes)
        next.push_back(simplifyAffineExpr(
            sum + (size - 1) * std::abs(term.coefficient), numCounters, 0));
    sums = std::move(next);
  }
  return AffineMap::get(numCounters, 0, sums, context);
}
