//===- Simulator.h - event-driven timing of a program -----------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Runs the queues of a program in time, without values. One cursor per queue
/// walks the loops lazily; memory does not grow with trip counts.
///
///  S-issue-1  start = max(engine free, earlier results of this queue that the
///             operation reads or overwrites are complete). Tracked per slot as
///             the hull of the elements written; an update of what only updates
///             have written does not wait.
///  S-issue-2  the engine is free at start + occupancy, results are complete at
///             start + latency.
///  S-issue-3  an engine with a queue depth of d begins an operation only when
///             fewer than d of its operations are not complete.
///  S-bank-1   in a memory whose banks have a rate, a move uses the banks of
///             its slots and an issue those of its operands' slots (R-bank-1),
///             at the bytes of its operands over its occupancy; the banks'
///             rates are shared like those of memories. What an issue asks of
///             a bank beyond the bank's rate counts as the rate: it is in the
///             instruction's own time.
///  S-move-1   after `setup` cycles a move is a flow of `wire` bytes. Flows
///             share the bytesPerCycle of both memories, and the rates of their
///             directions where these are limited, max-min fairly (a byte
///             of codes is several of values at the memory that holds those);
///             a flow alone runs at the rate of Timing. Rates change when a
///             flow starts or ends. The engine is free when the last byte is
///             sent (rounded up to a cycle); the data is there `latency` cycles
///             later.
///  S-wait-1   a wait holds its queue until the count is reached; a signal
///             counts when all earlier operations of its queue are complete.
///  S-end-1    the program ends when every queue has ended and all results are
///             complete. If no event is left and a queue has not ended, that is
///             a deadlock: the verdict names each waiting queue, its semaphore,
///             the count and the value waited for.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_SIM_SIMULATOR_H
#define RIDGE_SIM_SIMULATOR_H

#include "ridge/Program/Program.h"
#include "ridge/Timing/Timing.h"
#include <array>

namespace ridge {

/// What an engine does in a cycle. Each engine is in exactly one state in every
/// cycle from 0 to the end of the program.
enum class UnitState : uint8_t {
  Busy,          ///< Computing, or sending at the rate it has alone.
  Contended,     ///< Slower than alone: the share lost to others.
  WaitData,      ///< An earlier result of this queue is not complete.
  WaitSemaphore, ///< Held by a semaphore.
  WaitQueue,     ///< As many operations are in flight as its queue takes.
  Idle,          ///< Its queue has ended (or never began).
};
constexpr unsigned numUnitStates = 6;
llvm::StringRef unitStateName(UnitState state); ///< "busy", "contended", ...

/// What gave the last signal that a wait needed.
struct SimGiver {
  EngineId engine = -1;
  /// Which of the events that are told of this engine, from 0: the one whose
  /// end, or completion, let it give the signal.
  int64_t event = -1;
  bool atCompletion = false;
};

/// One operation or hold, told to the listener in order of its end.
struct SimEvent {
  EngineId engine;
  const ProgramOp *op;  ///< The issue or move; the wait for WaitSemaphore.
  UnitState state;      ///< Busy for the operation itself.
  int64_t begin = 0;    ///< First cycle.
  int64_t end = 0;      ///< Engine released.
  int64_t complete = 0; ///< Results there (Busy only).
  int64_t alone = 0;    ///< Busy: its cycles were it alone, of end - begin.
  SimGiver giver;       ///< WaitSemaphore: none if it is never given.
};

class SimListener {
public:
  virtual ~SimListener() = default;
  virtual void onEvent(const SimEvent &event) {}
};

struct SimResult {
  int64_t cycles = 0;
  std::string deadlock; ///< Empty, or the verdict (S-end-1).
  /// Per engine of the machine: cycles by UnitState, summing to `cycles`.
  std::vector<std::array<int64_t, numUnitStates>> states;
  std::vector<int64_t> pathBytes; ///< Payload per path.
  /// Per layer: first begin, last completion, and its share of the total: the
  /// completion minus the latest completion of all layers before it, at least
  /// 0.
  struct LayerTime {
    int64_t begin = 0, end = 0, share = 0;
  };
  std::vector<LayerTime> layers;
  /// Cycles held per semaphore.
  std::vector<int64_t> semaphoreWait;
  int64_t operations = 0; ///< Issues and moves executed.
};

/// In ticks, and so are the events that a listener gets.
SimResult simulate(const Program &program, const Machine &machine,
                   SimListener *listener = nullptr);

/// The result in cycles of the machine's clock. Ends are rounded up, so that
/// what adds up to a total still does.
SimResult inCycles(SimResult result, const Machine &machine);

} // namespace ridge

#endif // RIDGE_SIM_SIMULATOR_H
