//===- Relayout.cpp - elements that change places -------------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// By the definition of each operation: for every element of the result, the
/// operand and the element that it comes from. Deviations move along.
///
//===----------------------------------------------------------------------===//

#include "Relayout.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "llvm/ADT/TypeSwitch.h"
#include <cstring>

using namespace mlir;
using namespace ridge;
using namespace ridge::reference;

namespace {
using Position = SmallVector<int64_t, 6>;

/// Where an element comes from.
struct Origin {
  unsigned operand;
  int64_t element;
};

class Relayout {
public:
  Relayout(Operation &op, Environment &environment)
      : op(op), environment(environment) {}

  llvm::Error run(bool &handled);

private:
  llvm::Error pack(linalg::PackOp pack);
  llvm::Error unpack(linalg::UnPackOp unpack);
  llvm::Error gather(tensor::GatherOp gather);
  llvm::Error scatter(tensor::ScatterOp scatter);
  llvm::Expected<int64_t> indexAt(int64_t element, int64_t extent);
  void fill();

  ArrayRef<int64_t> shapeOf(unsigned operand) const {
    return operands[operand].values->shape;
  }

  Operation &op;
  Environment &environment;
  SmallVector<Tensor> operands;
  std::shared_ptr<Array> result;
  std::vector<Origin> origins; ///< Of each element of the result.
};
} // namespace

static int64_t numberOf(ArrayRef<int64_t> position, ArrayRef<int64_t> shape) {
  int64_t number = 0;
  for (auto [at, extent] : llvm::zip(position, shape))
    number = number * extent + at;
  return number;
}

static Position positionOf(int64_t number, ArrayRef<int64_t> shape) {
  Position position(shape.size(), 0);
  for (size_t dim = shape.size(); dim-- > 0; number /= shape[dim])
    position[dim] = number % shape[dim];
  return position;
}

/// The position in a tensor that a packed one has an element for; tiles are
/// those of the dims `inner`, the outer dims stand in the order `order`.
static Position unpacked(ArrayRef<int64_t> packed, ArrayRef<int64_t> inner,
                         ArrayRef<int64_t> tiles, ArrayRef<int64_t> order,
                         size_t rank) {
  Position position(rank, 0);
  for (size_t dim = 0; dim < rank; ++dim)
    position[order.empty() ? dim : order[dim]] = packed[dim];
  for (auto [number, dim] : llvm::enumerate(inner))
    position[dim] = position[dim] * tiles[number] + packed[rank + number];
  return position;
}

llvm::Error Relayout::pack(linalg::PackOp pack) {
  ArrayRef<int64_t> shape = shapeOf(0);
  for (int64_t number = 0; number < result->elements(); ++number) {
    Position from = unpacked(positionOf(number, result->shape),
                             pack.getInnerDimsPos(), pack.getStaticInnerTiles(),
                             pack.getOuterDimsPerm(), shape.size());
    bool isInside = llvm::all_of(llvm::zip(from, shape), [](auto pair) {
      return std::get<0>(pair) < std::get<1>(pair);
    });
    if (!isInside && !pack.getPaddingValue())
      return errorAt(op.getLoc(), "packs a tensor that does not fill its "
                                  "tiles, without a padding value");
    // The padding value is the third operand.
    origins.push_back(isInside ? Origin{0, numberOf(from, shape)}
                               : Origin{2, 0});
  }
  return llvm::Error::success();
}

llvm::Error Relayout::unpack(linalg::UnPackOp unpack) {
  origins.resize(result->elements());
  ArrayRef<int64_t> packed = shapeOf(0);
  for (int64_t number = 0; number < operands[0].values->elements(); ++number) {
    Position to = unpacked(positionOf(number, packed), unpack.getInnerDimsPos(),
                           unpack.getStaticInnerTiles(),
                           unpack.getOuterDimsPerm(), result->shape.size());
    bool isInside = llvm::all_of(llvm::zip(to, result->shape), [](auto pair) {
      return std::get<0>(pair) < std::get<1>(pair);
    });
    if (isInside)
      origins[numberOf(to, result->shape)] = {0, number};
  }
  return llvm::Error::success();
}

/// Element `element` of the indices, the last operand.
llvm::Expected<int64_t> Relayout::indexAt(int64_t element, int64_t extent) {
  const Array &indices = *operands.back().values;
  int64_t at = decodeInteger(
      indices.format, indices.bytes.data() + element * bytesOf(indices.format));
  if (at >= 0 && at < extent)
    return at;
  return errorAt(op.getLoc(), "index " + llvm::Twine(at) +
                                  " is outside a dim of " +
                                  llvm::Twine(extent) + " elements");
}

/// The dims of a window without those of `indexed`, which may stand in it.
static SmallVector<int64_t> windowDims(ArrayRef<int64_t> indexed, size_t rank) {
  SmallVector<int64_t> dims;
  for (size_t dim = 0; dim < rank; ++dim)
    if (!llvm::is_contained(indexed, int64_t(dim)))
      dims.push_back(dim);
  return dims;
}

llvm::Error Relayout::gather(tensor::GatherOp gather) {
  ArrayRef<int64_t> shape = shapeOf(0), lists = shapeOf(1);
  ArrayRef<int64_t> indexed = gather.getGatherDims();
  SmallVector<int64_t> window = windowDims(indexed, shape.size());
  int64_t each = 1;
  for (int64_t dim : window)
    each *= shape[dim];
  // Row-major: a window after the other, whatever ones stand in its shape.
  SmallVector<int64_t> sizes;
  for (int64_t dim : window)
    sizes.push_back(shape[dim]);
  for (int64_t number = 0; number < result->elements(); ++number) {
    Position from(shape.size(), 0);
    for (auto [dim, at] : llvm::zip(window, positionOf(number % each, sizes)))
      from[dim] = at;
    for (auto [which, dim] : llvm::enumerate(indexed)) {
      auto at = indexAt(number / each * lists.back() + which, shape[dim]);
      if (!at)
        return at.takeError();
      from[dim] = *at;
    }
    origins.push_back({0, numberOf(from, shape)});
  }
  return llvm::Error::success();
}

llvm::Error Relayout::scatter(tensor::ScatterOp scatter) {
  ArrayRef<int64_t> shape = shapeOf(1), lists = shapeOf(2);
  ArrayRef<int64_t> indexed = scatter.getScatterDims();
  for (int64_t number = 0; number < result->elements(); ++number)
    origins.push_back({1, number});
  SmallVector<int64_t> window = windowDims(indexed, shape.size()), sizes;
  int64_t each = 1;
  for (int64_t dim : window) {
    sizes.push_back(shape[dim]);
    each *= shape[dim];
  }
  for (int64_t number = 0; number < operands[0].values->elements(); ++number) {
    Position to(shape.size(), 0);
    for (auto [dim, at] : llvm::zip(window, positionOf(number % each, sizes)))
      to[dim] = at;
    for (auto [which, dim] : llvm::enumerate(indexed)) {
      auto at = indexAt(number / each * lists.back() + which, shape[dim]);
      if (!at)
        return at.takeError();
      to[dim] = *at;
    }
    origins[numberOf(to, shape)] = {0, number};
  }
  return llvm::Error::success();
}

/// Copies elements and, where operands have them, deviations.
void Relayout::fill() {
  unsigned size = bytesOf(result->format);
  std::shared_ptr<Array> deviations;
  for (auto [number, origin] : llvm::enumerate(origins)) {
    const Tensor &from = operands[origin.operand];
    std::memcpy(&result->bytes[number * size],
                &from.values->bytes[origin.element * size], size);
    if (!from.deviations)
      continue;
    if (!deviations)
      deviations = makeDeviations(*result);
    deviationsOf(*deviations)[number] =
        deviationsOf(*from.deviations)[origin.element];
  }
  environment.set(op.getResult(0), result, deviations);
}

llvm::Error Relayout::run(bool &handled) {
  handled = isa<linalg::PackOp, linalg::UnPackOp, tensor::GatherOp,
                tensor::ScatterOp>(op);
  if (!handled)
    return llvm::Error::success();
  for (Value operand : op.getOperands()) {
    operands.push_back(environment.findTensor(operand));
    if (!operands.back().values)
      return errorAt(op.getLoc(), "reads a value that is not known");
  }
  auto array = makeArray(op.getResult(0).getType(), op.getLoc());
  if (!array)
    return array.takeError();
  result = *array;
  llvm::Error error =
      llvm::TypeSwitch<Operation *, llvm::Error>(&op)
          .Case([&](linalg::PackOp own) { return pack(own); })
          .Case([&](linalg::UnPackOp own) { return unpack(own); })
          .Case([&](tensor::GatherOp own) { return gather(own); })
          .Case([&](tensor::ScatterOp own) { return scatter(own); })
          .Default([](Operation *) { return llvm::Error::success(); });
  if (error)
    return error;
  fill();
  return llvm::Error::success();
}

llvm::Error reference::runRelayout(Operation &op, Environment &environment,
                                   bool &handled) {
  return Relayout(op, environment).run(handled);
}
