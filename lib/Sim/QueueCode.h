//===- QueueCode.h - a queue ready to be run in time ------------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A queue's nested blocks as one array of steps with jumps, and per step the
/// answers of Timing for each tuple of sizes seen so far. Loops stay loops: the
/// array is as long as the program's text, and steady loops ask Timing once.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_LIB_SIM_QUEUECODE_H
#define RIDGE_LIB_SIM_QUEUECODE_H

#include "SlotWrites.h"
#include "ridge/Program/OperationTime.h"
#include <memory>

namespace ridge {

/// Timing of one operation at one tuple of sizes.
struct Variant {
  llvm::SmallVector<int64_t, 6> sizes;
  UnitTime time; ///< Of a move: alone on the machine.
  TransferDemand demand;
  llvm::SmallVector<TouchedWindow, 3> windows; ///< Of Step::operands.
  /// Positions in ProgramOp::operands of what lies in banks of limited rate,
  /// with the bytes there per byte on the wire, or per cycle of an issue.
  llvm::SmallVector<std::pair<int32_t, double>, 2> bankWeights;
  bool usesBanks = false;
};

struct Step {
  enum class Kind : uint8_t {
    LoopBegin,
    LoopEnd,
    Issue,
    Move,
    Wait,
    Signal,
    End
  };

  /// An operand in a slot that this queue writes somewhere: the only operands
  /// that can make an operation of this queue wait (S-issue-1).
  struct Operand {
    AccessUse use;
    int32_t position;  ///< In ProgramOp::operands.
    int32_t firstSlot; ///< Of its buffer in the queue's slot table.
    int64_t depth;     ///< Slots of the buffer.
    int64_t bits;      ///< Of an element.
    const Access *access;
  };

  Step() = default;
  Step(Step &&) noexcept = default; // Vectors of steps grow by moving.

  Kind kind = Kind::End;
  bool fixedSizes = false; ///< One variant, whatever the counters say.
  int32_t depth = 0;       ///< LoopBegin, LoopEnd: position of the counter.
  int32_t target = 0; ///< LoopBegin: past the end. LoopEnd: the first step.
  int64_t trip = 0;   ///< LoopEnd.
  const ProgramOp *op = nullptr;
  llvm::SmallVector<Operand, 3> operands;
  /// Each stays where it is: pending writes point to its windows.
  std::vector<std::unique_ptr<Variant>> variants;
  uint32_t lastVariant = 0;
};

class QueueCode {
public:
  QueueCode(const Program &program, const Machine &machine, const Queue &queue);

  /// The timing of `step` at these counters; valid until the next call.
  const Variant &variant(Step &step, llvm::ArrayRef<int64_t> counters);

  std::vector<Step> steps; ///< The last one is End.
  int32_t numCounters = 0;
  int32_t numSlots = 0; ///< Of buffers that this queue writes.

private:
  void numberSlots(const Block &block, std::vector<int32_t> &firstSlot);
  void append(const Block &block, int32_t depth,
              llvm::ArrayRef<int32_t> firstSlot);
  void addOperands(Step &step, llvm::ArrayRef<int32_t> firstSlot);
  void addBankWeights(const Step &step, Variant &variant) const;
  std::unique_ptr<Variant> makeVariant(const Step &step,
                                       llvm::ArrayRef<int64_t> counters) const;

  const Program &program;
  const Machine &machine;
};

} // namespace ridge

#endif // RIDGE_LIB_SIM_QUEUECODE_H
