//===- Move.cpp - copies between strided windows --------------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Dims that both sides walk contiguously become one run of bytes; the others
/// are loops around it.
///
//===----------------------------------------------------------------------===//

#include "Move.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"
#include <cstring>
#include <vector>

using namespace ridge;

namespace {
struct CopyLoop {
  int64_t size;
  int64_t source, target; ///< Bytes per step.
};
} // namespace

/// The innermost loop; a run of a usual element size is copied inline.
template <int64_t bytes>
static void copyRuns(const uint8_t *source, uint8_t *target,
                     const CopyLoop &loop, int64_t run) {
  for (int64_t i = 0; i < loop.size; ++i)
    std::memcpy(target + i * loop.target, source + i * loop.source,
                bytes ? bytes : run);
}

static void copyInnermost(const uint8_t *source, uint8_t *target,
                          const CopyLoop &loop, int64_t run) {
  switch (run) {
  case 1:
    return copyRuns<1>(source, target, loop, run);
  case 2:
    return copyRuns<2>(source, target, loop, run);
  case 4:
    return copyRuns<4>(source, target, loop, run);
  case 8:
    return copyRuns<8>(source, target, loop, run);
  default:
    return copyRuns<0>(source, target, loop, run);
  }
}

static void copyLoops(const uint8_t *source, uint8_t *target,
                      llvm::ArrayRef<CopyLoop> loops, int64_t run) {
  if (loops.size() == 1)
    return copyInnermost(source, target, loops.front(), run);
  for (int64_t i = 0; i < loops.front().size; ++i)
    copyLoops(source + i * loops.front().source,
              target + i * loops.front().target, loops.drop_front(), run);
}

void ridge::copyWindow(const uint8_t *source,
                       llvm::ArrayRef<int64_t> sourceStrides, uint8_t *target,
                       llvm::ArrayRef<int64_t> targetStrides,
                       llvm::ArrayRef<int64_t> sizes, int64_t elementBytes) {
  llvm::SmallVector<CopyLoop, 6> loops;
  for (auto [size, from, to] : llvm::zip(sizes, sourceStrides, targetStrides))
    if (size != 1)
      loops.push_back({size, from * elementBytes, to * elementBytes});
  // Grow the run by any loop that steps by exactly one run on both sides.
  int64_t run = elementBytes;
  while (true) {
    auto *next = llvm::find_if(loops, [&](const CopyLoop &loop) {
      return loop.source == run && loop.target == run;
    });
    if (next == loops.end())
      break;
    run *= next->size;
    loops.erase(next);
  }
  if (loops.empty())
    loops.push_back({1, 0, 0});
  copyLoops(source, target, loops, run);
}

void ridge::recodeWindow(const Codec &codec, Format format, uint8_t *window,
                         llvm::ArrayRef<int64_t> strides,
                         llvm::ArrayRef<int64_t> sizes) {
  int64_t elements = 1;
  llvm::SmallVector<int64_t, 6> packed(sizes.size(), 0);
  auto pack = [&](size_t d) {
    packed[d] = elements;
    elements *= sizes[d];
  };
  // Neighbours first, in the order in which they lie.
  llvm::SmallVector<size_t, 6> left;
  for (size_t d = 0; d < sizes.size(); ++d)
    if (sizes[d] != 1)
      left.push_back(d);
  while (true) {
    auto *next =
        llvm::find_if(left, [&](size_t d) { return strides[d] == elements; });
    if (next == left.end())
      break;
    pack(*next);
    left.erase(next);
  }
  int64_t elementBytes = bytesOf(format);
  if (left.empty())
    return recode(codec, format, {window, size_t(elements * elementBytes)});
  llvm::for_each(left, pack);
  std::vector<uint8_t> units(elements * elementBytes);
  copyWindow(window, strides, units.data(), packed, sizes, elementBytes);
  recode(codec, format, units);
  copyWindow(units.data(), packed, window, strides, sizes, elementBytes);
}
