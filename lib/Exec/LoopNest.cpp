//===- LoopNest.cpp - the loops of one run of a kernel --------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Drops loops of size 1 and merges neighbours.
///
//===----------------------------------------------------------------------===//

#include "LoopNest.h"

using namespace ridge;

/// True if `outer` steps where `inner` ends, for every operand.
static bool continues(const Loop &outer, const Loop &inner) {
  if (outer.reduction != inner.reduction)
    return false;
  for (auto [o, i] : llvm::zip(outer.strides, inner.strides))
    if (o != i * inner.size)
      return false;
  return true;
}

LoopList ridge::makeLoops(const Kernel &kernel, llvm::ArrayRef<int64_t> sizes,
                          llvm::ArrayRef<OperandView> operands, bool merge) {
  LoopList loops;
  for (unsigned d = 0; d < kernel.numDims(); ++d) {
    if (sizes[d] == 1)
      continue;
    Loop loop{sizes[d], d, kernel.reduction[d], {}};
    for (const OperandView &operand : operands)
      loop.strides.push_back(operand.base ? operand.strides[d] : 0);
    if (merge && !loops.empty() && continues(loops.back(), loop)) {
      loop.size *= loops.back().size;
      loops.back() = loop;
    } else {
      loops.push_back(loop);
    }
  }
  return loops;
}
