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

using namespace ridge;

RaceDetector::RaceDetector(const Program &program, const Machine &machine)
    : program(program), machine(machine), history(program.semaphores.size()) {
  size_t queues = program.queues.size();
  clocks.assign(queues, llvm::SmallVector<Count, 8>(queues, 0));
  for (size_t q = 0; q < queues; ++q)
    clocks[q][q] = 1; // 0 means "no event".
  for (auto [id, buffer] : llvm::enumerate(program.buffers)) {
    firstSlot.push_back(slots.size());
    for (int64_t s = 0; s < buffer.depth; ++s) {
      Slot &slot = slots.emplace_back();
      slot.buffer = BufferId(id);
      slot.written = buffer.kind == Buffer::Kind::Argument ||
                     buffer.kind == Buffer::Kind::Constant;
      slot.reads.resize(queues);
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

std::string RaceDetector::conflict(int32_t queue, const Op &op,
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

std::string RaceDetector::unwritten(int32_t queue, const Op &op,
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

std::string RaceDetector::checkAfterWrite(int32_t queue, const Op &op,
                                          const char *verb,
                                          const Slot &slot) const {
  if (slot.write.count == 0 || isOrdered(queue, slot.writer, slot.write.count))
    return "";
  return conflict(queue, op, verb, slot, "writes", slot.writer, slot.write);
}

std::string RaceDetector::checkAfterReads(int32_t queue, const Op &op,
                                          const char *verb,
                                          const Slot &slot) const {
  for (auto [reader, event] : llvm::enumerate(slot.reads))
    if (event.count != 0 && !isOrdered(queue, int32_t(reader), event.count))
      return conflict(queue, op, verb, slot, "reads", int32_t(reader), event);
  return "";
}

/// Makes `slot` the owner of all its pieces.
std::string RaceDetector::takePieces(int32_t queue, const Op &op,
                                     const char *verb, Slot &slot) {
  int32_t self = int32_t(&slot - slots.data());
  for (int32_t p = slot.firstPiece; p <= slot.lastPiece; ++p) {
    int32_t last = pieceOwner[p];
    pieceOwner[p] = self;
    if (last < 0 || last == self)
      continue;
    Slot &other = slots[last];
    std::string wrong = checkAfterWrite(queue, op, verb, other);
    if (wrong.empty())
      wrong = checkAfterReads(queue, op, verb, other);
    if (!wrong.empty())
      return wrong + " (the address is also that of " +
             symbolText(program.buffers[slot.buffer].name) + ")";
    other.owner = false;
    other.written = false;
  }
  slot.owner = true;
  return "";
}

std::string RaceDetector::read(int32_t queue, const Op &op, BufferId buffer,
                               int64_t slotIndex) {
  Slot &slot = slotOf(buffer, slotIndex);
  if (!slot.written)
    return unwritten(queue, op, slot);
  std::string wrong = checkAfterWrite(queue, op, "reads", slot);
  slot.reads[queue] = {clocks[queue][queue], &op};
  return wrong;
}

std::string RaceDetector::write(int32_t queue, const Op &op, BufferId buffer,
                                int64_t slotIndex, bool update) {
  Slot &slot = slotOf(buffer, slotIndex);
  if (update && !slot.written)
    return unwritten(queue, op, slot);
  if (!slot.owner)
    if (std::string wrong = takePieces(queue, op, "writes", slot);
        !wrong.empty())
      return wrong;
  std::string wrong = checkAfterWrite(queue, op, "writes", slot);
  if (wrong.empty())
    wrong = checkAfterReads(queue, op, "writes", slot);
  slot.written = true;
  slot.writer = queue;
  slot.write = {clocks[queue][queue], &op};
  for (Event &event : slot.reads)
    event.count = 0;
  return wrong;
}

bool RaceDetector::isWritten(BufferId buffer) const {
  return slots[firstSlot[buffer]].written;
}

//===----------------------------------------------------------------------===//
// Semaphores
//===----------------------------------------------------------------------===//

void RaceDetector::signal(int32_t queue, SemaphoreId semaphore) {
  auto &clock = clocks[queue];
  history[semaphore].insert(history[semaphore].end(), clock.begin(),
                            clock.end());
  ++clock[queue];
}

void RaceDetector::wait(int32_t queue, SemaphoreId semaphore, int64_t value) {
  if (value <= 0)
    return; // Holds from the start: orders nothing.
  auto &clock = clocks[queue];
  const Count *taken = &history[semaphore][(value - 1) * clock.size()];
  for (size_t q = 0; q < clock.size(); ++q)
    clock[q] = std::max(clock[q], taken[q]);
}
