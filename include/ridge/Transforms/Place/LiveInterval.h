//===- LiveInterval.h - placing live ranges in a memory ---------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The planner behind AllocateBuffers, on plain intervals: no IR, so that it
/// can be tested against brute force.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_TRANSFORMS_PLACE_LIVEINTERVAL_H
#define RIDGE_TRANSFORMS_PLACE_LIVEINTERVAL_H

#include "llvm/ADT/ArrayRef.h"
#include <cstdint>

namespace ridge {

/// Bytes that live from layer `first` to layer `last`, both included.
struct LiveInterval {
  int64_t bytes = 0;
  int32_t first = 0;
  int32_t last = 0;
  bool fromTop = false; ///< Prefer high addresses.
  int64_t address = 0;  ///< Out, unless it is fixed.
  bool isFixed = false; ///< It has its address.
};

/// Gives every interval an aligned address so that no two that live in a common
/// layer overlap: around those that are fixed larger ones first, each at the
/// nearest free address to its end of the memory. Returns the highest end
/// address, which exceeds `capacity` if they do not all fit.
int64_t placeIntervals(llvm::MutableArrayRef<LiveInterval> intervals,
                       int64_t capacity, int64_t alignment);

} // namespace ridge

#endif // RIDGE_TRANSFORMS_PLACE_LIVEINTERVAL_H
