//===- Gather.cpp - elements at positions that data gives -----------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Gather.h"
#include "LoopNest.h"

using namespace mlir;
using namespace ridge;
using namespace ridge::reference;

llvm::Error reference::runGather(GatherOp op, Environment &environment) {
  SmallVector<ArrayPtr> arrays;
  std::vector<Access> accesses;
  for (auto [operand, map] : llvm::zip(
           op->getOperands(), op.getMaps().getAsValueRange<AffineMapAttr>())) {
    ArrayPtr array = environment.find(operand);
    if (!array)
      return errorAt(op.getLoc(), "reads a value that is not known");
    auto access = makeAccess(map, *array, op.getExtents(), op.getLoc());
    if (!access)
      return access.takeError();
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
  environment.set(op.getResult(), *result);
  return llvm::Error::success();
}
