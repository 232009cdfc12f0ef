//===- MaskedPoints.cpp - what a mask makes useless -----------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// For every comparison of two indices: forward, what its outcome beyond the
/// diagonal makes of what follows; then backward from the reductions that take
/// nothing of it, to all that is computed for them alone.
///
//===----------------------------------------------------------------------===//

#include "ridge/Analysis/MaskedPoints.h"
#include "MaskedBody.h"
#include "ridge/Analysis/LinearForm.h"
#include <set>

using namespace mlir;
using namespace ridge;

namespace {

/// Two dims: of a computation, or of a tensor.
struct Plane {
  int64_t row = -1, column = -1;
  bool operator==(const Plane &other) const {
    return row == other.row && column == other.column;
  }
};

class MaskMarker {
public:
  explicit MaskMarker(func::FuncOp func);
  void run();

private:
  /// What a tensor holds beyond the diagonal.
  struct Beyond {
    Plane plane; ///< Of the tensor.
    BodyValue value;
  };

  void noteIndices(StructuredOpInterface op);
  SmallVector<BodyValue> valuesOf(StructuredOpInterface op);
  void follow(StructuredOpInterface seed, const Diagonal &diagonal);
  std::optional<Plane> planeOf(StructuredOpInterface op);
  void step(StructuredOpInterface op, Plane plane, int64_t ahead);
  void collect();
  bool isUseless(StructuredOpInterface op, Plane &plane);
  void pushProducers(StructuredOpInterface op);

  SmallVector<StructuredOpInterface> ops; ///< In program order.
  llvm::DenseMap<Operation *, unsigned> numbers;
  /// Integer tensors whose elements are sums of multiples of their indices.
  llvm::DenseMap<Value, Affine> indices;
  // Of one diagonal.
  llvm::DenseMap<Value, Beyond> beyond;
  llvm::DenseMap<Operation *, Plane> useless;
  std::set<unsigned> toFollow;
  std::set<unsigned, std::greater<>> toCollect;
};

} // namespace

MaskMarker::MaskMarker(func::FuncOp func) {
  for (Operation &op : func.getBody().front())
    if (auto structured = dyn_cast<StructuredOpInterface>(op)) {
      numbers[&op] = ops.size();
      ops.push_back(structured);
    }
}

//===----------------------------------------------------------------------===//
// Planes
//===----------------------------------------------------------------------===//

/// The result of `map` that is dim `dim` and nothing else; -1 if there is none,
/// or another result depends on it, too.
static int64_t resultOf(AffineMap map, int64_t dim) {
  int64_t found = -1;
  for (auto [position, expr] : llvm::enumerate(map.getResults())) {
    if (!expr.isFunctionOfDim(dim))
      continue;
    if (found >= 0 || !isa<AffineDimExpr>(expr))
      return -1;
    found = static_cast<int64_t>(position);
  }
  return found;
}

/// The plane of a tensor that `map` takes a computation's plane to.
static std::optional<Plane> planeIn(AffineMap map, Plane plane) {
  Plane in{resultOf(map, plane.row), resultOf(map, plane.column)};
  if (in.row < 0 || in.column < 0)
    return std::nullopt;
  return in;
}

/// The plane of a computation that walks a tensor's plane by `map`.
static std::optional<Plane> planeFrom(AffineMap map, Plane plane) {
  auto row = dyn_cast<AffineDimExpr>(map.getResult(plane.row));
  auto column = dyn_cast<AffineDimExpr>(map.getResult(plane.column));
  if (!row || !column)
    return std::nullopt;
  Plane from{row.getPosition(), column.getPosition()};
  std::optional<Plane> back = planeIn(map, from);
  if (!back || !(*back == plane))
    return std::nullopt;
  return from;
}

//===----------------------------------------------------------------------===//
// Forward
//===----------------------------------------------------------------------===//

/// What is known of the inputs of a computation, over its dims.
SmallVector<BodyValue> MaskMarker::valuesOf(StructuredOpInterface op) {
  SmallVector<AffineMap> maps = op.getOperandMaps();
  SmallVector<BodyValue> values;
  for (auto [input, map] : llvm::zip(op.getInputTensors(), maps)) {
    BodyValue &value = values.emplace_back();
    if (auto found = beyond.find(input); found != beyond.end()) {
      value = found->second.value;
      continue;
    }
    auto index = indices.find(input);
    if (index == indices.end())
      continue;
    Affine sum;
    sum.constant = index->second.constant;
    for (auto [dim, coefficient] : index->second.terms)
      sum.add(*linearForm(map.getResult(dim), map.getNumDims()), coefficient);
    value = BodyValue::index(sum);
  }
  return values;
}

void MaskMarker::noteIndices(StructuredOpInterface op) {
  if (!isa<MapOp>(op) ||
      !isa<IntegerType>(getElementTypeOrSelf(op.getResultTensor())))
    return;
  BodyValue value = MaskedBody(op, std::nullopt).evaluate(valuesOf(op));
  const Affine *index = value.asIndex();
  if (!index)
    return;
  Affine over;
  over.constant = index->constant;
  AffineMap result = op.getOperandMaps().back();
  for (auto [dim, coefficient] : index->terms) {
    int64_t position = resultOf(result, dim);
    if (position < 0)
      return;
    over.add(static_cast<int32_t>(position), coefficient);
  }
  indices[op.getResultTensor()] = std::move(over);
}

/// The plane in which a computation walks those of its inputs that are known.
std::optional<Plane> MaskMarker::planeOf(StructuredOpInterface op) {
  SmallVector<AffineMap> maps = op.getOperandMaps();
  std::optional<Plane> plane;
  for (auto [input, map] : llvm::zip(op.getInputTensors(), maps)) {
    auto found = beyond.find(input);
    if (found == beyond.end())
      continue;
    std::optional<Plane> own = planeFrom(map, found->second.plane);
    if (!own || (plane && !(*plane == *own)))
      return std::nullopt;
    plane = own;
  }
  return plane;
}

void MaskMarker::step(StructuredOpInterface op, Plane plane, int64_t ahead) {
  AffineMap result = op.getOperandMaps().back();
  if (resultOf(result, plane.row) < 0)
    return;
  MaskedBody body(op, Diagonal{plane.row, plane.column, ahead});
  BodyValue value = body.evaluate(valuesOf(op));
  if (body.dependsOnMasked())
    return;
  if ((op.getReductionDims() >> plane.column) & 1) {
    if (value.isAccumulator()) {
      useless[op] = plane;
      pushProducers(op);
    }
    return;
  }
  std::optional<Plane> in = planeIn(result, plane);
  if (!in)
    return;
  // What varies is not one value.
  if (value.asIndex() && !value.asInteger())
    value = {};
  beyond[op.getResultTensor()] = {*in, value};
  for (Operation *user : op->getUsers())
    if (auto number = numbers.find(user); number != numbers.end())
      toFollow.insert(number->second);
}

void MaskMarker::follow(StructuredOpInterface seed, const Diagonal &diagonal) {
  beyond.clear();
  useless.clear();
  toCollect.clear();
  step(seed, {diagonal.row, diagonal.column}, diagonal.ahead);
  while (!toFollow.empty()) {
    StructuredOpInterface op = ops[*toFollow.begin()];
    toFollow.erase(toFollow.begin());
    if (std::optional<Plane> plane = planeOf(op))
      step(op, *plane, diagonal.ahead);
  }
}

//===----------------------------------------------------------------------===//
// Backward
//===----------------------------------------------------------------------===//

void MaskMarker::pushProducers(StructuredOpInterface op) {
  for (Value input : op.getInputTensors())
    if (Operation *producer = input.getDefiningOp())
      if (auto number = numbers.find(producer); number != numbers.end())
        toCollect.insert(number->second);
}

/// True if all that read the result read nothing beyond the diagonal.
bool MaskMarker::isUseless(StructuredOpInterface op, Plane &plane) {
  std::optional<Plane> in;
  for (OpOperand &use : op.getResultTensor().getUses()) {
    auto user = useless.find(use.getOwner());
    if (user == useless.end())
      return false;
    AffineMap map = cast<StructuredOpInterface>(use.getOwner())
                        .getOperandMaps()[use.getOperandNumber()];
    std::optional<Plane> own = planeIn(map, user->second);
    if (!own || (in && !(*in == *own)))
      return false;
    in = own;
  }
  if (!in)
    return false;
  std::optional<Plane> from = planeFrom(op.getOperandMaps().back(), *in);
  if (!from)
    return false;
  plane = *from;
  return true;
}

/// Who comes later is known before who comes earlier.
void MaskMarker::collect() {
  while (!toCollect.empty()) {
    StructuredOpInterface op = ops[*toCollect.begin()];
    toCollect.erase(toCollect.begin());
    Plane plane;
    if (useless.contains(op) || !isUseless(op, plane))
      continue;
    useless[op] = plane;
    pushProducers(op);
  }
}

void MaskMarker::run() {
  for (StructuredOpInterface op : ops)
    noteIndices(op);
  for (StructuredOpInterface op : ops) {
    beyond.clear();
    ArrayRef<int64_t> extents = op.getIterationExtents();
    for (const Diagonal &diagonal :
         MaskedBody(op, std::nullopt).findDiagonals(valuesOf(op))) {
      if (extents[diagonal.row] == 1 ||
          diagonal.ahead + 1 >= extents[diagonal.column])
        continue; // Nothing lies beyond it.
      follow(op, diagonal);
      collect();
      for (auto [other, plane] : useless) {
        auto structured = cast<StructuredOpInterface>(other);
        if (!structured.getMaskedPoints())
          structured.setMaskedPoints(MaskedAttr::get(
              op->getContext(), plane.row, plane.column, diagonal.ahead));
      }
    }
  }
}

void ridge::markMaskedPoints(func::FuncOp func) { MaskMarker(func).run(); }
