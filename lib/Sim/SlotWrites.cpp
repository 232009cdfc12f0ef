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
  bool isUpdate = use == AccessUse::Update;
  // The last ones first: they take longest, and who waits for them has waited
  // for the others.
  auto waitFor = [&](size_t begin, size_t end) {
    for (size_t number = end; number-- > begin;) {
      const Write &write = writes[number];
      if (write.complete > now && !(write.isUpdate && isUpdate) &&
          write.window.meets(window))
        now = write.complete;
    }
  };
  waitFor(groups.size() * groupSize, writes.size());
  for (size_t number = groups.size(); number-- > 0;) {
    const Group &group = groups[number];
    if (group.complete <= now)
      break; // So are the groups before.
    if (group.span.meets(window.span) && !(group.onlyUpdates && isUpdate))
      waitFor(number * groupSize, (number + 1) * groupSize);
  }
  return now;
}

/// Keeps what is pending at `now`.
void SlotWrites::forget(int64_t now) {
  llvm::erase_if(writes,
                 [&](const Write &write) { return write.complete <= now; });
  groups.clear();
  onlyUpdates = true;
  for (const Write &write : writes) {
    span = &write == &writes.front() ? write.window.span
                                     : hull(span, write.window.span);
    onlyUpdates &= write.isUpdate;
  }
  for (size_t end = groupSize; end <= writes.size(); end += groupSize)
    summarise(llvm::ArrayRef(writes).slice(end - groupSize, groupSize));
}

void SlotWrites::summarise(llvm::ArrayRef<Write> members) {
  Group group = {members.front().window.span,
                 groups.empty() ? 0 : groups.back().complete, true};
  for (const Write &write : members) {
    group.span = hull(group.span, write.window.span);
    group.complete = std::max(group.complete, write.complete);
    group.onlyUpdates &= write.isUpdate;
  }
  groups.push_back(group);
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
    if (writes.size() % groupSize == 0)
      groups.back().complete =
          std::max(groups.back().complete, writes.back().complete);
    return;
  }
  span = writes.empty() ? window.span : hull(span, window.span);
  writes.push_back({window, complete, isUpdate});
  if (writes.size() % groupSize == 0)
    summarise(llvm::ArrayRef(writes).take_back(groupSize));
}
