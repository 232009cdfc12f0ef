//===- SlotWrites.cpp - writes of a slot that are not there yet -----------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// See SlotWrites.h.
///
//===----------------------------------------------------------------------===//

#include "SlotWrites.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/MathExtras.h"

using namespace ridge;

MovedWindow::MovedWindow(const TouchedWindow &window, int64_t offset,
                         int64_t bits)
    : bytes(&window.bytes) {
  int64_t moved = (offset - window.offset) * bits;
  Interval there = window.bytes.span();
  shift = llvm::divideFloorSigned(moved, 8);
  span = {there.low + shift, there.high + shift};
  if (moved % 8 == 0)
    return;
  bytes = nullptr;
  shift = 0;
  ++span.high;
}

int64_t SlotWrites::readyCycle(int64_t now, const MovedWindow &window,
                               AccessUse use) const {
  if (!span.meets(window.span))
    return now;
  // The last ones first: they take longest, and who waits for them has waited
  // for the others.
  for (const Write &write : llvm::reverse(writes))
    if (write.complete > now && !(write.isUpdate && use == AccessUse::Update) &&
        write.window.meets(window))
      now = write.complete;
  return now;
}

void SlotWrites::forget(int64_t now) {
  llvm::erase_if(writes,
                 [&](const Write &write) { return write.complete <= now; });
  onlyUpdates = true;
  for (const Write &write : writes) {
    span = &write == &writes.front() ? write.window.span
                                     : hull(span, write.window.span);
    onlyUpdates &= write.isUpdate;
  }
}

void SlotWrites::record(int64_t start, const MovedWindow &window, AccessUse use,
                        int64_t complete) {
  // To look through them each time would take as long as there are many.
  constexpr size_t few = 8;
  if (lastComplete <= start || writes.size() >= limit) {
    forget(start);
    limit = std::max(few, 2 * writes.size());
  }
  bool isUpdate = use == AccessUse::Update;
  lastComplete = std::max(lastComplete, complete);
  onlyUpdates &= isUpdate;
  if (!writes.empty() && writes.back().window == window &&
      writes.back().isUpdate == isUpdate) {
    // Accumulation in one place.
    writes.back().complete = std::max(writes.back().complete, complete);
    return;
  }
  span = writes.empty() ? window.span : hull(span, window.span);
  writes.push_back({window, complete, isUpdate});
}
