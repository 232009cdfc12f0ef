//===- Ramp.h - what overlap cannot hide ------------------------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The parts of a layer's time that come from dependences and not from a unit
/// being full, read off the loops' first and last iterations:
///
///  * held: cycles in which an engine waits for its own earlier results;
///  * fill: cycles until an engine starts for the first time, because others
///    have to hand it data;
///  * drain: cycles from an engine's last release to the end of the layer;
///  * turns: two queues that wait for each other through buffers of d slots do
///    d iterations in one round trip.
///
/// A wait is *forward* if it blocks in the first iteration (its value is above
/// the count at the layer's begin): data is handed over. Other waits hand back
/// empty slots.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_LIB_COST_RAMP_H
#define RIDGE_LIB_COST_RAMP_H

#include "ridge/Program/OperationTime.h"
#include "llvm/ADT/DenseMap.h"

namespace ridge {

/// Top-level operations of each queue that belong to one layer.
using LayerBlocks = std::vector<llvm::SmallVector<const Op *, 8>>;

/// Splits each queue's top level by layer.
std::vector<LayerBlocks> splitByLayer(const Program &program);

class Ramp {
public:
  /// `base`: count of each semaphore at the layer's begin.
  Ramp(const Program &program, const Machine &machine,
       const LayerBlocks &blocks, llvm::ArrayRef<int64_t> base);

  int64_t held(int32_t queue) const;
  int64_t fill(int32_t queue);
  int64_t drain(int32_t queue);
  /// The longest time that turns of any two queues take in all.
  int64_t turns() const;

  /// Signals of each semaphore in the layer.
  llvm::ArrayRef<int64_t> signals() const { return signalCount; }

private:
  /// Which iteration of the loops around an operation is looked at.
  enum class Corner { First, Last };

  struct OpTime {
    UnitTime first, last; ///< In the first and last iteration.
    int64_t held = 0;     ///< Wait for own results, per iteration.
    UnitTime at(Corner corner) const {
      UnitTime time = corner == Corner::First ? first : last;
      time.occupancy += held;
      time.latency += held;
      return time;
    }
  };

  /// Progress along one queue.
  struct Walk {
    SemaphoreId semaphore = -1; ///< Stop at a signal of this ...
    int64_t needed = 0;         ///< ... the needed-th. Or:
    bool toFirstWork = false;   ///< Stop before the first issue or move.
    bool followWaits = true;
    int64_t time = 0;     ///< Engine free.
    int64_t complete = 0; ///< All results so far there.
  };

  struct WaitPlace {
    const Op *op;
    int32_t queue;
    const Block *block;  ///< nullptr: top level.
    size_t position;     ///< In its block.
    int64_t executions;  ///< In the layer.
    int64_t first, last; ///< Value in the first and last iteration.
  };

  void measure(int32_t queue, llvm::ArrayRef<const Op *> ops,
               const Block *block, int64_t executions);
  void measureOp(const Op &op);
  void measureHolds(llvm::ArrayRef<const Op *> ops, bool repeats);
  int64_t signalsIn(const Op &op, SemaphoreId semaphore) const;
  int64_t heldIn(const Op &op) const;
  int64_t span(const Op &op, Corner corner) const;
  bool isForward(const WaitPlace &wait) const {
    return wait.first > base[wait.op->semaphore];
  }

  bool walk(const Op &op, Walk &state);
  bool walkLoop(const Op &op, Walk &state);
  void follow(const Op &wait, Walk &state);
  int64_t signalTime(SemaphoreId semaphore, int64_t needed);
  bool suffix(const Op &op, int32_t from, int64_t &time) const;
  int64_t drain(int32_t queue, std::vector<bool> &visited) const;
  int64_t tail(const Op &op) const;

  bool segment(const WaitPlace &wait, SemaphoreId signal, int64_t &time) const;

  const Program &program;
  const Machine &machine;
  const LayerBlocks &blocks;
  llvm::ArrayRef<int64_t> base;
  llvm::DenseMap<const Op *, OpTime> times; ///< Looked up, never walked.
  std::vector<WaitPlace> waits;
  llvm::DenseMap<const Op *, size_t> waitOf;
  std::vector<int64_t> signalCount;
  std::vector<int32_t> signaller; ///< Queue by semaphore, or -1.
  std::vector<bool> walking;      ///< Queues on the way of fill().
  llvm::SmallVector<int64_t, 6> firstCounters, lastCounters;
};

} // namespace ridge

#endif // RIDGE_LIB_COST_RAMP_H
