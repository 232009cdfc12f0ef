//===- Cost.h - bound, estimate and serial sum of a program -----*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Analytic times of a whole program, without events. Every duration comes from
/// Timing; what is modelled here is overlap alone.
///
///  C-bound-1   compute: for each engine, the sum over all work that only this
///              engine can do of Timing's occupancyBound.
///  C-bound-2   home traffic: bytes of the arguments that are read plus bytes
///              of the results, over the home memory's bytesPerCycle; either
///              alone over the rate of its direction. Counted is what
///              transfers touch (docs/CostModel.md).
///  C-bound-3   bound = max over both; no mapping of this model on this machine
///              is faster.
///  C-serial-1  every operation alone, one after the other: sum of latencies.
///  C-estimate-1 every queue runs its operations in order: a wait until the
///              signal is there, an operation until its engine is free, has
///              room in its queue, and (C-estimate-3) its operands are there;
///              transfers never slow one another down. The time of a layer is
///              that from the completion of all layers before it to its own.
///  C-estimate-2 of a loop that all queues of a layer turn as often, iterations
///              between the first and the last take as long as those before.
///  C-estimate-3 an operation that reads or overwrites what an earlier one of
///              its block writes waits for it.
///  C-estimate-4 a layer takes no less than the wire bytes of each memory over
///              its bytesPerCycle, the same of what reads it, of what writes it
///              and of each bank; the program no less than the bound and no
///              more than the serial sum.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_COST_COST_H
#define RIDGE_COST_COST_H

#include "ridge/Program/Program.h"
#include "ridge/Timing/Timing.h"

namespace ridge {

/// What energy is counted from (Energy.h): what each part does.
struct PartWork {
  std::vector<int64_t> instructionFemtojoules; ///< By instruction.
  /// Bytes by memory: of transfers what occupies its rate, of instructions each
  /// element of an operand once.
  std::vector<int64_t> readBytes, writtenBytes;
  std::vector<int64_t> wireBytes;    ///< By path.
  std::vector<int64_t> decodedBytes; ///< By path: values that pass a codec.
};

struct LayerCost {
  int64_t bound = 0; ///< C-bound-1 and arguments/results touched only here.
  int64_t estimate = 0;
  int64_t serial = 0;
  int64_t wireBytes = 0;
  int64_t payloadBytes = 0;
  int64_t energyFemtojoules = 0; ///< Of all but static power.
  /// With the most occupied cycles in the layer; -1 if it only moves data.
  InstructionId instruction = -1;
};

struct ProgramCost {
  int64_t bound = 0;
  int64_t estimate = 0;
  int64_t serial = 0;
  std::string boundBy; ///< "engine @array", "memory @dram", "dependences".
  std::vector<LayerCost> layers;
  std::vector<int64_t> pathBytes;         ///< Payload per path.
  std::vector<int64_t> engineBusy;        ///< Occupied cycles per engine.
  std::vector<int64_t> instructionBusy;   ///< Occupied cycles per instruction.
  std::vector<int64_t> instructionIssues; ///< How often each is issued.
  PartWork work;
  int64_t operations = 0; ///< Dynamic issues and moves.
};

ProgramCost estimate(const Program &program, const Machine &machine);
/// The same without bounds and estimates, which take most of its time.
ProgramCost serialCost(const Program &program, const Machine &machine);

/// Both are in ticks. The same in cycles of the machine's clock, rounded up.
ProgramCost inCycles(ProgramCost cost, const Machine &machine);

/// Of a cost in ticks. Sums saturate. Where the times or energies of all
/// operations leave 64 bits, what to do about it; else empty. No hardware has
/// such numbers, and a simulation, whose times are not beyond the serial sum,
/// would overflow.
std::string overflowProblem(const ProgramCost &cost, const Machine &machine);

} // namespace ridge

#endif // RIDGE_COST_COST_H
