//===- Race.h - are accesses of queues ordered? -----------------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Vector clocks. Queue q counts its signals in clock[q][q]; a signal leaves a
/// copy of clock[q] with the semaphore, and a wait for value v takes in the
/// copy of the v-th signal. (Not of a later one that may happen to be there:
/// what is ordered must not depend on who ran first.) An access of queue p at
/// its count c happens before the operation at hand of queue q if clock[q][p]
/// >= c.
///
///     queue @load   write a (count 1)   signal @full -> copy {1, 0}, count 2
///     queue @array  wait @full >= 1     takes {1, 0}
///                   read a              last write has count 1 <= 1: ordered
///
/// Two accesses conflict only if their windows share a byte of the slot. Per
/// slot and queue the count of the last write and of the last read stand, which
/// are enough where semaphores order whole slots; only where they are not
/// ordered are the windows of those that are not compared one by one. Accesses
/// that are ordered before every queue's present are forgotten.
///
/// Slots that share addresses (buffers that live in different layers) are kept
/// apart by ownership: a memory is cut at every slot boundary, each piece
/// belongs to the slot that used it last, and whoever takes a piece must be
/// ordered after everything that its last owner did. The last owner's values
/// are gone then.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_LIB_EXEC_RACE_H
#define RIDGE_LIB_EXEC_RACE_H

#include "ridge/Program/Touched.h"

namespace ridge {

class RaceDetector {
public:
  RaceDetector(const Program &program, const Machine &machine);

  /// Each returns an empty string, or what is wrong with the access of `op`.
  std::string read(int32_t queue, const ProgramOp &op, BufferId buffer,
                   int64_t slot, const StridedBox &bytes);
  std::string write(int32_t queue, const ProgramOp &op, BufferId buffer,
                    int64_t slot, const StridedBox &bytes, bool update);
  /// The queue has ended: nothing that it did not see concerns it any more.
  void finish(int32_t queue);
  /// With `afterReads` the queue's own writes need not be there yet.
  void signal(int32_t queue, SemaphoreId semaphore, bool afterReads);
  void wait(int32_t queue, SemaphoreId semaphore, int64_t value);
  /// A result is read at the end of the run, when everything is done.
  bool isWritten(BufferId buffer) const;

private:
  using Count = uint32_t;
  struct Event {
    Count count = 0;
    const ProgramOp *op = nullptr;
    StridedBox bytes;
  };
  /// What one queue did to a slot, by count. More than `most` that are not
  /// ordered: the older half become one, of all bytes from the first to the
  /// last and the latest count; a conflict may then be seen that is none.
  struct Events {
    static constexpr size_t most = 4096;
    std::vector<Event> events;
    size_t limit = 16; ///< Look for those that may be forgotten at this size.
    Count last = 0;    ///< 0: none.
  };
  struct Slot {
    BufferId buffer = -1;
    bool written = false;
    bool owner = false;                         ///< Of all its pieces.
    llvm::SmallVector<Events, 0> reads, writes; ///< Per queue.
    int32_t firstPiece = 0, lastPiece = 0;
  };

  void cutMemory(MemoryId memory);
  Slot &slotOf(BufferId buffer, int64_t slot) {
    return slots[firstSlot[buffer] + slot];
  }
  /// What a queue knows of the others: up to which count they have read, and
  /// up to which they are complete.
  struct Clock {
    llvm::SmallVector<Count, 8> reads, writes; ///< Per queue.
  };
  bool isOrdered(int32_t queue, int32_t other, Count count, bool isRead) const {
    const Clock &clock = clocks[queue];
    return other == queue ||
           (isRead ? clock.reads : clock.writes)[other] >= count;
  }
  std::string conflict(int32_t queue, const ProgramOp &op, const char *verb,
                       const Slot &slot, const char *otherVerb,
                       int32_t otherQueue, const Event &event) const;
  /// A conflict of `op` with what others did; `bytes` null: with all of it.
  std::string checkAfter(int32_t queue, const ProgramOp &op, const char *verb,
                         const Slot &slot, bool othersRead,
                         const StridedBox *bytes) const;
  void note(int32_t queue, const ProgramOp &op, const StridedBox &bytes,
            bool isRead, Events &events) const;
  std::string takePieces(int32_t queue, const ProgramOp &op, const char *verb,
                         Slot &slot);
  std::string queueName(int32_t queue) const;
  std::string unwritten(int32_t queue, const ProgramOp &op,
                        const Slot &slot) const;

  const Program &program;
  const Machine &machine;
  std::vector<Clock> clocks; ///< Per queue.
  /// Per semaphore the clocks of its signals.
  std::vector<std::vector<Clock>> history;
  std::vector<Slot> slots;
  std::vector<size_t> firstSlot;   ///< Per buffer.
  std::vector<int32_t> pieceOwner; ///< Slot, or -1: nobody yet.
};

} // namespace ridge

#endif // RIDGE_LIB_EXEC_RACE_H
