//===- LiveInterval.cpp - placing live ranges in a memory -----------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ridge/Transforms/Place/LiveInterval.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/Support/MathExtras.h"

using namespace ridge;

static bool meet(const LiveInterval &a, const LiveInterval &b) {
  return a.first <= b.last && b.first <= a.last;
}

/// Lowest (or highest, counted down from `capacity`) aligned address at which
/// `interval` misses all of `placed`, which are sorted by address.
static int64_t findAddress(const LiveInterval &interval,
                           llvm::ArrayRef<const LiveInterval *> placed,
                           int64_t capacity, int64_t alignment) {
  if (!interval.fromTop) {
    int64_t address = 0;
    for (const LiveInterval *other : placed)
      if (other->address < address + interval.bytes &&
          address < other->address + other->bytes)
        address = llvm::alignTo(other->address + other->bytes, alignment);
    return address;
  }
  int64_t address = llvm::alignDown(capacity - interval.bytes, alignment);
  for (const LiveInterval *other : llvm::reverse(placed))
    if (other->address < address + interval.bytes &&
        address < other->address + other->bytes)
      address = llvm::alignDown(other->address - interval.bytes, alignment);
  return address;
}

int64_t ridge::placeIntervals(llvm::MutableArrayRef<LiveInterval> intervals,
                              int64_t capacity, int64_t alignment) {
  llvm::SmallVector<LiveInterval *> order;
  for (LiveInterval &interval : intervals)
    order.push_back(&interval);
  // Larger first; position breaks ties, so that the result is one.
  llvm::stable_sort(order, [](const LiveInterval *a, const LiveInterval *b) {
    return std::pair(a->isFixed, a->bytes) > std::pair(b->isFixed, b->bytes);
  });
  llvm::SmallVector<LiveInterval *> done;
  int64_t peak = 0;
  for (LiveInterval *interval : order) {
    llvm::SmallVector<const LiveInterval *> neighbours;
    for (const LiveInterval *other : done)
      if (meet(*interval, *other))
        neighbours.push_back(other);
    llvm::stable_sort(neighbours,
                      [](const LiveInterval *a, const LiveInterval *b) {
                        return a->address < b->address;
                      });
    if (!interval->isFixed)
      interval->address =
          findAddress(*interval, neighbours, capacity, alignment);
    if (interval->address < 0) { // No room at the top: say how much is missing.
      interval->fromTop = false;
      interval->address =
          findAddress(*interval, neighbours, capacity, alignment);
    }
    peak = std::max(peak, interval->address + interval->bytes);
    done.push_back(interval);
  }
  return peak;
}
