//===- Gather.cpp - elements at positions that data gives -----------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Gather.h"
#include "LoopNest.h"
#include <limits>

using namespace mlir;
using namespace ridge;
using namespace ridge::reference;

/// An element as f64.
static double elementAt(const Array &array, int64_t number) {
  const uint8_t *from = array.bytes.data() + number * bytesOf(array.format);
  return isFloat(array.format)
             ? decodeFloat(array.format, from)
             : static_cast<double>(decodeInteger(array.format, from));
}

double reference::deviationOfElement(const Array &tensor,
                                     const float *deviations,
                                     ArrayRef<PositionRange> ranges) {
  // Where that many are possible, nothing is known.
  constexpr int64_t most = 1 << 12;
  SmallVector<int64_t> first, extents, point(ranges.size(), 0);
  int64_t number = 0, candidates = 1;
  for (auto [extent, range] : llvm::zip(tensor.shape, ranges)) {
    auto reach = static_cast<int64_t>(std::min(
        range.deviation, static_cast<double>(std::max<int64_t>(extent, 1))));
    int64_t low = std::max<int64_t>(range.position - reach, 0);
    int64_t high = std::min<int64_t>(range.position + reach, extent - 1);
    first.push_back(low);
    extents.push_back(high - low + 1);
    number = number * extent + range.position;
    candidates *= extents.back();
  }
  if (candidates == 1)
    return deviations ? deviations[number] : 0;
  if (candidates > most)
    return std::numeric_limits<double>::infinity();
  double chosen = elementAt(tensor, number), deviation = 0;
  SmallVector<unsigned> dims =
      llvm::to_vector(llvm::seq<unsigned>(0, point.size()));
  do {
    int64_t other = 0;
    for (auto [extent, low, at] : llvm::zip(tensor.shape, first, point))
      other = other * extent + low + at;
    deviation = std::max(deviation, distance(elementAt(tensor, other), chosen) +
                                        (deviations ? deviations[other] : 0));
  } while (nextPosition(point, dims, extents));
  return deviation;
}

/// Of the result of a gather whose table or positions deviate; null if none do.
static ArrayPtr deviationsOfGather(GatherOp op, const Array &result,
                                   ArrayRef<Tensor> operands,
                                   ArrayRef<Access> accesses,
                                   const Access &target) {
  bool deviates = llvm::any_of(
      operands, [](const Tensor &operand) { return operand.deviations; });
  if (!deviates)
    return nullptr;
  const Array &table = *operands.front().values;
  const float *ofTable = operands.front().deviations
                             ? deviationsOf(*operands.front().deviations)
                             : nullptr;
  auto deviations = makeDeviations(result);
  SmallVector<int64_t> point(op.getExtents().size(), 0);
  SmallVector<unsigned> dims =
      llvm::to_vector(llvm::seq<unsigned>(0, point.size()));
  do {
    // The element that the table's own map names, dim by dim.
    const Access &base = accesses.front();
    int64_t left = (base.at(point) - base.data) / bytesOf(table.format);
    SmallVector<PositionRange> ranges(table.shape.size());
    for (size_t dim = ranges.size(); dim-- > 0; left /= table.shape[dim])
      ranges[dim] = {left % table.shape[dim], 0};
    for (auto [k, dim] : llvm::enumerate(op.getDims())) {
      const Access &position = accesses[1 + k];
      const uint8_t *at = position.at(point);
      ranges[dim].position += decodeInteger(position.format, at);
      if (position.deviations)
        ranges[dim].deviation = *position.deviationAt(at);
    }
    int64_t to = (target.at(point) - target.data) / bytesOf(result.format);
    deviationsOf(*deviations)[to] =
        roundedUp(deviationOfElement(table, ofTable, ranges));
  } while (nextPosition(point, dims, op.getExtents()));
  return deviations;
}

llvm::Error reference::runGather(GatherOp op, Environment &environment) {
  SmallVector<ArrayPtr> arrays;
  SmallVector<Tensor> operands;
  std::vector<Access> accesses;
  for (auto [operand, map] : llvm::zip(
           op->getOperands(), op.getMaps().getAsValueRange<AffineMapAttr>())) {
    ArrayPtr array = environment.find(operand);
    if (!array)
      return errorAt(op.getLoc(), "reads a value that is not known");
    auto access = makeAccess(map, *array, op.getExtents(), op.getLoc());
    if (!access)
      return access.takeError();
    operands.push_back(environment.findTensor(operand));
    if (operands.back().deviations)
      access->deviations =
          const_cast<float *>(deviationsOf(*operands.back().deviations));
    arrays.push_back(array);
    accesses.push_back(*access);
  }
  auto result = makeArray(op.getType(), op.getLoc());
  if (!result)
    return result.takeError();
  auto target =
      makeAccess(op.getResultMap(), **result, op.getExtents(), op.getLoc());
  if (!target)
    return target.takeError();

  SmallVector<int64_t> tableStrides = byteStrides(*arrays.front());
  unsigned bytes = bytesOf((*result)->format);
  SmallVector<int64_t> point(op.getExtents().size(), 0);
  SmallVector<unsigned> dims =
      llvm::to_vector(llvm::seq<unsigned>(0, point.size()));
  do {
    int64_t offset = 0;
    for (auto [k, dim] : llvm::enumerate(op.getDims())) {
      int64_t position =
          decodeInteger(arrays[1 + k]->format, accesses[1 + k].at(point));
      if (position < 0 || position >= op.getLimits()[k])
        return errorAt(op.getLoc(), "index " + llvm::Twine(position) +
                                        " is outside 0 to " +
                                        llvm::Twine(op.getLimits()[k] - 1));
      offset += position * tableStrides[dim];
    }
    std::memcpy(target->at(point), accesses.front().at(point) + offset, bytes);
  } while (nextPosition(point, dims, op.getExtents()));
  environment.set(
      op.getResult(), *result,
      deviationsOfGather(op, **result, operands, accesses, *target));
  return llvm::Error::success();
}
