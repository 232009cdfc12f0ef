//===- QueueWalk.h - queues in step, loops mostly skipped -------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// When every operation of a program would be done if transfers never shared a
/// memory (C-estimate-1 to C-estimate-3). Then the time of an operation does
/// not depend on what other queues do, so each queue runs on until it needs a
/// signal that is not there yet, and the time of a signal is known when it is
/// given: no events.
///
/// Loops that all queues of a layer turn together are walked for a few
/// iterations at their begin and at their end. What lies between takes as long
/// as the iterations before it.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_LIB_COST_QUEUEWALK_H
#define RIDGE_LIB_COST_QUEUEWALK_H

#include "ridge/Program/OperationTime.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/SmallVector.h"
#include <optional>

namespace ridge {

class QueueWalk {
public:
  QueueWalk(const Program &program, const Machine &machine);

  /// Completion of each layer after all layers before it, at least 0: they sum
  /// to the time of the program. Nothing if the queues wait in a circle.
  std::optional<std::vector<int64_t>> layerTimes();

private:
  struct Step {
    enum class Kind : uint8_t { LoopBegin, LoopEnd, Work, Wait, Signal, End };
    Kind kind = Kind::End;
    bool fixedSizes = false;
    bool isTimed = false; ///< `time` is that for `sizes`.
    int32_t depth = 0;    ///< Of the counter of a loop.
    int32_t target = 0;   ///< LoopBegin: past the end. LoopEnd: first step.
    int32_t turning = -1; ///< LoopEnd: number of the loop in `loops`.
    const ProgramOp *op = nullptr;
    llvm::SmallVector<int64_t, 6> sizes;
    UnitTime time;
    int64_t complete = 0; ///< Of its last execution.
    /// Steps whose results it reads or overwrites.
    llvm::SmallVector<int32_t, 2> after;
  };

  struct Cursor {
    std::vector<Step> steps;
    llvm::SmallVector<int64_t, 6> counters;
    int32_t position = 0;
    int64_t now = 0;
    int64_t latestComplete = 0;
    size_t queueDepth = 0;         ///< 0: no limit.
    std::vector<int64_t> inFlight; ///< A heap, the first to complete on top.
    int32_t paused = -1;           ///< In `loops`.
    EngineConfiguration configuration;
  };

  /// A loop at the top level of a queue, one of those that its layer turns.
  struct TurningLoop {
    LayerId layer;
    int32_t queue;
    int64_t trip;
    int64_t before = 0; ///< End of the iteration where the pace is read from.
    int32_t first, end; ///< Its steps.
    /// Semaphores that it signals, and how often in one iteration.
    llvm::SmallMapVector<SemaphoreId, int64_t, 4> signals;
  };

  void append(Cursor &cursor, const Block &block, int32_t depth, bool repeats);
  void findDependences(Cursor &cursor, size_t first, size_t end, bool repeats);
  void findTurningLoops();
  void settlePeriod();
  bool advance(int32_t queue);
  bool stepWait(Cursor &cursor, const ProgramOp &op);
  void stepWork(Cursor &cursor, Step &step);
  static void waitForRoom(Cursor &cursor);
  bool stepLoopEnd(Cursor &cursor, Step &step);
  bool release();
  void skip(LayerId layer);

  const Program &program;
  const Machine &machine;
  std::vector<Cursor> cursors;
  std::vector<TurningLoop> loops;
  std::vector<llvm::SmallVector<int32_t, 4>> loopsOf; ///< By layer.
  std::vector<bool> skipped;                          ///< By layer.
  /// Times of the signals of each semaphore, the first of them number `first`.
  struct Signals {
    int64_t first = 0;
    std::vector<int64_t> times;
  };
  std::vector<Signals> signals;
  std::vector<int64_t> layerEnds;
  int64_t period = 1;
  int64_t settling = 1; ///< Iterations before the pace of a loop is read.
};

} // namespace ridge

#endif // RIDGE_LIB_COST_QUEUEWALK_H
