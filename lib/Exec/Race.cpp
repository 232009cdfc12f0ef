//===- Race.cpp - are accesses of queues ordered? -------------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// See Race.h.
///
//===----------------------------------------------------------------------===//

#include "Race.h"
#include "ridge/Program/Describe.h"
#include "llvm/ADT/STLExtras.h"
#include <algorithm>
#include <limits>

using namespace ridge;

RaceDetector::RaceDetector(const Program &program, const Machine &machine)
    : program(program), machine(machine), history(program.semaphores.size()) {
  size_t queues = program.queues.size();
  llvm::SmallVector<Count, 8> nothing(queues, 0);
  clocks.assign(queues, Clock{nothing, nothing});
  for (size_t q = 0; q < queues; ++q)
    clocks[q].reads[q] = clocks[q].writes[q] = 1; // 0 means "no event".
  for (auto [id, buffer] : llvm::enumerate(program.buffers)) {
    firstSlot.push_back(slots.size());
    for (int64_t s = 0; s < buffer.depth; ++s) {
      Slot &slot = slots.emplace_back();
      slot.buffer = BufferId(id);
      slot.written = buffer.kind == Buffer::Kind::Argument ||
                     buffer.kind == Buffer::Kind::Constant;
      slot.reads.resize(queues);
      slot.writes.resize(queues);
    }
  }
  for (MemoryId memory = 0; size_t(memory) < machine.memories.size(); ++memory)
    cutMemory(memory);
}

/// Gives every slot of a memory its range of pieces.
void RaceDetector::cutMemory(MemoryId memory) {
  std::vector<int64_t> cuts;
  auto forEachSlot = [&](auto fn) {
    for (auto [id, buffer] : llvm::enumerate(program.buffers))
      for (int64_t s = 0; buffer.memory == memory && s < buffer.depth; ++s)
        fn(slots[firstSlot[id] + s], buffer.address + s * buffer.slotBytes,
           buffer.address + (s + 1) * buffer.slotBytes);
  };
  forEachSlot([&](Slot &, int64_t begin, int64_t end) {
    cuts.push_back(begin);
    cuts.push_back(end);
  });
  llvm::sort(cuts);
  cuts.erase(std::unique(cuts.begin(), cuts.end()), cuts.end());
  int32_t base = int32_t(pieceOwner.size());
  pieceOwner.resize(pieceOwner.size() + cuts.size(), -1);
  auto pieceAt = [&](int64_t address) {
    return base + int32_t(llvm::lower_bound(cuts, address) - cuts.begin());
  };
  forEachSlot([&](Slot &slot, int64_t begin, int64_t end) {
    slot.firstPiece = pieceAt(begin);
    slot.lastPiece = pieceAt(end) - 1;
    if (!slot.written)
      return;
    // What the host put there belongs to it from the start.
    slot.owner = true;
    for (int32_t p = slot.firstPiece; p <= slot.lastPiece; ++p)
      pieceOwner[p] = int32_t(&slot - slots.data());
  });
}

//===----------------------------------------------------------------------===//
// Sentences
//===----------------------------------------------------------------------===//

std::string RaceDetector::queueName(int32_t queue) const {
  return "queue " +
         symbolText(machine.engines[program.queues[queue].engine].name);
}

std::string RaceDetector::conflict(int32_t queue, const ProgramOp &op,
                                   const char *verb, const Slot &slot,
                                   const char *otherVerb, int32_t otherQueue,
                                   const Event &event) const {
  return "race: " + describeOp(program, machine, op) + " in " +
         queueName(queue) + " " + verb + " and " +
         describeOp(program, machine, *event.op) + " in " +
         queueName(otherQueue) + " " + otherVerb + " " +
         symbolText(program.buffers[slot.buffer].name) + " slot " +
         std::to_string(&slot - &slots[firstSlot[slot.buffer]]) +
         "; no semaphore orders them";
}

std::string RaceDetector::unwritten(int32_t queue, const ProgramOp &op,
                                    const Slot &slot) const {
  return describeOp(program, machine, op) + " in " + queueName(queue) +
         " reads " + symbolText(program.buffers[slot.buffer].name) + " slot " +
         std::to_string(&slot - &slots[firstSlot[slot.buffer]]) +
         ", which was never written or whose addresses another buffer has "
         "taken since";
}

//===----------------------------------------------------------------------===//
// Accesses
//===----------------------------------------------------------------------===//

std::string RaceDetector::checkAfter(int32_t queue, const ProgramOp &op,
                                     const char *verb, const Slot &slot,
                                     bool othersRead,
                                     const StridedBox *bytes) const {
  llvm::ArrayRef<Events> others(othersRead ? slot.reads : slot.writes);
  for (auto [other, done] : llvm::enumerate(others)) {
    if (isOrdered(queue, int32_t(other), done.last, othersRead))
      continue;
    for (const Event &event : llvm::reverse(done.events)) {
      if (isOrdered(queue, int32_t(other), event.count, othersRead))
        break;
      if (!bytes || bytes->meets(event.bytes))
        return conflict(queue, op, verb, slot, othersRead ? "reads" : "writes",
                        int32_t(other), event);
    }
  }
  return "";
}

/// Remembers an access of `queue`, and forgets those that every other queue's
/// operations are ordered after.
void RaceDetector::note(int32_t queue, const ProgramOp &op,
                        const StridedBox &bytes, bool isRead,
                        Events &done) const {
  Count now = clocks[queue].reads[queue];
  done.last = now;
  if (!done.events.empty() && done.events.back().bytes == bytes) {
    done.events.back() = {now, &op, bytes};
    return;
  }
  if (done.events.size() >= done.limit) {
    Count seen = now;
    for (auto [other, clock] : llvm::enumerate(clocks))
      if (int32_t(other) != queue)
        seen = std::min(seen, (isRead ? clock.reads : clock.writes)[queue]);
    llvm::erase_if(done.events,
                   [&](const Event &event) { return event.count <= seen; });
    if (done.events.size() >= Events::most) {
      auto middle = done.events.begin() + Events::most / 2;
      Event joined = middle[-1];
      Interval span = joined.bytes.span();
      for (const Event &event : llvm::make_range(done.events.begin(), middle))
        span = hull(span, event.bytes.span());
      joined.bytes = StridedBox(span);
      done.events.erase(done.events.begin() + 1, middle);
      done.events.front() = joined;
    }
    done.limit = std::min(Events::most, 2 * done.events.size() + 16);
  }
  done.events.push_back({now, &op, bytes});
}

/// Makes `slot` the owner of all its pieces.
std::string RaceDetector::takePieces(int32_t queue, const ProgramOp &op,
                                     const char *verb, Slot &slot) {
  int32_t self = int32_t(&slot - slots.data());
  for (int32_t p = slot.firstPiece; p <= slot.lastPiece; ++p) {
    int32_t last = pieceOwner[p];
    pieceOwner[p] = self;
    if (last < 0 || last == self)
      continue;
    Slot &other = slots[last];
    std::string wrong =
        checkAfter(queue, op, verb, other, /*othersRead=*/false, nullptr);
    if (wrong.empty())
      wrong = checkAfter(queue, op, verb, other, /*othersRead=*/true, nullptr);
    if (!wrong.empty())
      return wrong + " (the address is also that of " +
             symbolText(program.buffers[slot.buffer].name) + ")";
    other.owner = false;
    other.written = false;
  }
  slot.owner = true;
  return "";
}

std::string RaceDetector::read(int32_t queue, const ProgramOp &op,
                               BufferId buffer, int64_t slotIndex,
                               const StridedBox &bytes) {
  Slot &slot = slotOf(buffer, slotIndex);
  if (!slot.written)
    return unwritten(queue, op, slot);
  std::string wrong =
      checkAfter(queue, op, "reads", slot, /*othersRead=*/false, &bytes);
  note(queue, op, bytes, /*isRead=*/true, slot.reads[queue]);
  return wrong;
}

std::string RaceDetector::write(int32_t queue, const ProgramOp &op,
                                BufferId buffer, int64_t slotIndex,
                                const StridedBox &bytes, bool update) {
  Slot &slot = slotOf(buffer, slotIndex);
  if (update && !slot.written)
    return unwritten(queue, op, slot);
  if (!slot.owner)
    if (std::string wrong = takePieces(queue, op, "writes", slot);
        !wrong.empty())
      return wrong;
  std::string wrong =
      checkAfter(queue, op, "writes", slot, /*othersRead=*/false, &bytes);
  if (wrong.empty())
    wrong = checkAfter(queue, op, "writes", slot, /*othersRead=*/true, &bytes);
  slot.written = true;
  note(queue, op, bytes, /*isRead=*/false, slot.writes[queue]);
  return wrong;
}

bool RaceDetector::isWritten(BufferId buffer) const {
  return slots[firstSlot[buffer]].written;
}

//===----------------------------------------------------------------------===//
// Semaphores
//===----------------------------------------------------------------------===//

void RaceDetector::finish(int32_t queue) {
  for (llvm::SmallVector<Count, 8> *counts :
       {&clocks[queue].reads, &clocks[queue].writes})
    llvm::fill(*counts, std::numeric_limits<Count>::max());
}

void RaceDetector::signal(int32_t queue, SemaphoreId semaphore,
                          bool afterReads) {
  Clock &clock = clocks[queue];
  history[semaphore].push_back(clock);
  if (afterReads)
    history[semaphore].back().writes[queue] = 0;
  ++clock.reads[queue];
  ++clock.writes[queue];
}

void RaceDetector::wait(int32_t queue, SemaphoreId semaphore, int64_t value) {
  if (value <= 0)
    return; // Holds from the start: orders nothing.
  Clock &clock = clocks[queue];
  const Clock &taken = history[semaphore][value - 1];
  for (size_t q = 0; q < clocks.size(); ++q) {
    clock.reads[q] = std::max(clock.reads[q], taken.reads[q]);
    clock.writes[q] = std::max(clock.writes[q], taken.writes[q]);
  }
}
