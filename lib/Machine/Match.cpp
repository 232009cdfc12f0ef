//===- Match.cpp - which instructions can run a kernel --------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Sizes that follow from a match: what one instruction covers, and how often
/// it is issued.
///
//===----------------------------------------------------------------------===//

#include "ridge/Machine/Match.h"
#include "ridge/Numerics/Saturate.h"
#include <algorithm>

using namespace ridge;

llvm::SmallVector<int64_t, 4> ridge::boundSizes(const Machine &machine,
                                                const Match &match,
                                                llvm::ArrayRef<int64_t> sizes) {
  const Instruction &instruction = machine.instructions[match.instruction];
  llvm::SmallVector<int64_t, 4> bound(instruction.dims.size(), 1);
  for (size_t d = 0; d < sizes.size(); ++d)
    if (match.dims[d] >= 0)
      bound[match.dims[d]] = saturatingMul(bound[match.dims[d]], sizes[d]);
  return bound;
}

int64_t ridge::loopCount(const Match &match, llvm::ArrayRef<int64_t> sizes) {
  int64_t count = 1;
  for (size_t d = 0; d < sizes.size(); ++d)
    if (match.dims[d] < 0)
      count = saturatingMul(count, sizes[d]);
  return count;
}

llvm::SmallVector<int64_t, 6> ridge::largestBox(const Machine &machine,
                                                const Match &match,
                                                llvm::ArrayRef<int64_t> sizes) {
  const Instruction &instruction = machine.instructions[match.instruction];
  llvm::SmallVector<int64_t, 4> room;
  for (const InstructionDim &dim : instruction.dims)
    room.push_back(dim.high);
  llvm::SmallVector<int64_t, 6> box(sizes.size(), 1);
  for (size_t d = sizes.size(); d-- > 0;) {
    if (match.dims[d] < 0)
      continue;
    int64_t &left = room[match.dims[d]];
    box[d] = std::max<int64_t>(1, std::min(sizes[d], left));
    left /= box[d];
  }
  return box;
}
