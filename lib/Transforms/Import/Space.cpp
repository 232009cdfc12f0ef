//===- Space.cpp - the points that a scalar has values at -----------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Space.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "llvm/ADT/MapVector.h"

using namespace mlir;
using namespace ridge;

//===----------------------------------------------------------------------===//
// Dependences
//===----------------------------------------------------------------------===//

Dependence ridge::dependenceOf(linalg::GenericOp op, Value value) {
  Dependence result;
  result.arguments.resize(op->getNumOperands());
  result.indices.resize(op.getNumLoops());
  SmallVector<Value> work = {value};
  llvm::DenseSet<Value> seen;
  while (!work.empty()) {
    Value next = work.pop_back_val();
    if (!seen.insert(next).second)
      continue;
    if (auto argument = dyn_cast<BlockArgument>(next)) {
      if (argument.getOwner() == op.getBody())
        result.arguments.set(argument.getArgNumber());
      continue;
    }
    Operation *definition = next.getDefiningOp();
    if (definition->getBlock() != op.getBody())
      continue;
    if (auto index = dyn_cast<linalg::IndexOp>(definition))
      result.indices.set(index.getDim());
    result.extracts |= isa<tensor::ExtractOp>(definition);
    llvm::append_range(work, definition->getOperands());
  }
  return result;
}

static bool isTensor(linalg::GenericOp op, unsigned operand) {
  return isa<RankedTensorType>(op->getOperand(operand).getType());
}

std::optional<unsigned> ridge::onlyTensor(linalg::GenericOp op, Value value) {
  Dependence dependence = dependenceOf(op, value);
  if (dependence.extracts || dependence.indices.any())
    return std::nullopt;
  std::optional<unsigned> only;
  for (unsigned argument : dependence.arguments.set_bits()) {
    if (!isTensor(op, argument))
      continue;
    if (only)
      return std::nullopt;
    only = argument;
  }
  return only;
}

//===----------------------------------------------------------------------===//
// Spaces
//===----------------------------------------------------------------------===//

Space::Space(linalg::GenericOp op)
    : context(op.getContext()), numDims(op.getNumLoops()) {}

void Space::add(AffineExpr coordinate, int64_t extent) {
  if (llvm::is_contained(coordinates, coordinate))
    return;
  coordinates.push_back(coordinate);
  sizes.push_back(extent);
}

Space Space::whole(linalg::GenericOp op) {
  Space space(op);
  for (auto [dim, extent] : llvm::enumerate(op.getStaticLoopRanges()))
    space.add(getAffineDimExpr(dim, op.getContext()), extent);
  return space;
}

static llvm::SmallBitVector dimsIn(AffineExpr expr, unsigned numDims) {
  llvm::SmallBitVector dims(numDims);
  for (unsigned dim = 0; dim < numDims; ++dim)
    if (expr.isFunctionOfDim(dim))
      dims.set(dim);
  return dims;
}

/// Coordinates h + k of windows that are worth one: no other coordinate
/// shares their dims, and they have fewer values than the dims have points.
static llvm::DenseSet<AffineExpr>
windowsIn(const llvm::MapVector<AffineExpr, int64_t> &reads,
          ArrayRef<int64_t> loops) {
  llvm::DenseSet<AffineExpr> windows;
  for (auto [expr, extent] : reads) {
    llvm::SmallBitVector dims = dimsIn(expr, loops.size());
    int64_t points = 1;
    for (unsigned dim : dims.set_bits())
      points *= loops[dim];
    bool shared = llvm::any_of(reads, [&, expr = expr](const auto &other) {
      return other.first != expr &&
             dims.anyCommon(dimsIn(other.first, loops.size()));
    });
    if (!shared && extent <= points)
      windows.insert(expr);
  }
  return windows;
}

Space Space::of(linalg::GenericOp op, Value value) {
  Dependence dependence = dependenceOf(op, value);
  // What each tensor is read at, those of the highest rank first: the result
  // lies in memory as they do.
  SmallVector<unsigned> tensors;
  for (unsigned argument : dependence.arguments.set_bits())
    if (isTensor(op, argument))
      tensors.push_back(argument);
  auto mapOf = [&](unsigned argument) {
    return op.getMatchingIndexingMap(&op->getOpOperand(argument));
  };
  llvm::stable_sort(tensors, [&](unsigned a, unsigned b) {
    return mapOf(a).getNumResults() > mapOf(b).getNumResults();
  });
  SmallVector<int64_t> loops = op.getStaticLoopRanges();
  llvm::MapVector<AffineExpr, int64_t> reads;
  for (unsigned argument : tensors) {
    auto type = cast<RankedTensorType>(op->getOperand(argument).getType());
    for (auto [expr, extent] :
         llvm::zip(mapOf(argument).getResults(), type.getShape())) {
      if (isa<AffineConstantExpr>(expr))
        continue;
      // Of two tensors read at h + k the shorter one has all that is read.
      int64_t &shortest = reads.try_emplace(expr, extent).first->second;
      shortest = std::min(shortest, extent);
    }
  }
  for (unsigned dim : dependence.indices.set_bits())
    reads.try_emplace(getAffineDimExpr(dim, op.getContext()), loops[dim]);

  // Positions that are extracted from are sums of any dims.
  llvm::DenseSet<AffineExpr> windows;
  if (!dependence.extracts)
    windows = windowsIn(reads, loops);
  Space space(op);
  for (auto [expr, extent] : reads) {
    if (windows.contains(expr)) {
      space.add(expr, extent);
      continue;
    }
    llvm::SmallBitVector dims = dimsIn(expr, loops.size());
    for (unsigned dim : dims.set_bits())
      space.add(getAffineDimExpr(dim, op.getContext()), loops[dim]);
  }
  // In the order of the one tensor; of several, in that of the iteration.
  bool isWhole =
      llvm::all_of(space.coordinates, llvm::IsaPred<AffineDimExpr>) &&
      space.coordinates.size() == loops.size();
  bool isConstant = space.coordinates.empty() && tensors.empty();
  return (isWhole && tensors.size() != 1) || isConstant ? whole(op) : space;
}

AffineMap Space::map() const {
  return AffineMap::get(numDims, 0, coordinates, context);
}

AffineMap Space::within(AffineMap map) const {
  SmallVector<AffineExpr> dims(numDims, getAffineConstantExpr(0, context));
  llvm::DenseMap<AffineExpr, AffineExpr> own;
  for (auto [position, coordinate] : llvm::enumerate(coordinates)) {
    own[coordinate] = getAffineDimExpr(position, context);
    if (auto dim = dyn_cast<AffineDimExpr>(coordinate))
      dims[dim.getPosition()] = own[coordinate];
  }
  SmallVector<AffineExpr> results;
  for (AffineExpr expr : map.getResults()) {
    auto found = own.find(expr);
    results.push_back(found != own.end() ? found->second
                                         : expr.replaceDims(dims));
  }
  return AffineMap::get(coordinates.size(), 0, results, context);
}

unsigned Space::dimOf(unsigned dim) const {
  auto *found = llvm::find(coordinates, getAffineDimExpr(dim, context));
  assert(found != coordinates.end() && "values do not differ along the dim");
  return found - coordinates.begin();
}

llvm::SmallBitVector Space::dims() const {
  llvm::SmallBitVector dims(numDims);
  for (AffineExpr coordinate : coordinates)
    dims |= dimsIn(coordinate, numDims);
  return dims;
}
