//===- Cost.h - bound, estimate and serial sum of a program -------*- C++ -*-===//
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
///  C-bound-2   home traffic: bytes of the arguments that are read plus bytes of
///              the results, over the home memory's bytesPerCycle.
///  C-bound-3   bound = max over both; no mapping of this model on this machine
///              is faster.
///  C-serial-1  every operation alone, one after the other: sum of latencies.
///  C-estimate-1 a layer: max over engines of its busy cycles and over memories
///              of wire bytes / bytesPerCycle, plus the ramp: the critical path
///              of the first iteration of its loops until the busiest engine
///              starts, and of the last after it ends.
///  C-estimate-2 program: sum of layers.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_COST_COST_H
#define RIDGE_COST_COST_H

#include "ridge/Program/Program.h"
#include "ridge/Timing/Timing.h"

namespace ridge {

struct LayerCost {
  int64_t bound = 0;    ///< C-bound-1 and arguments/results touched only here.
  int64_t estimate = 0;
  int64_t serial = 0;
  int64_t wireBytes = 0;
  int64_t payloadBytes = 0;
  int64_t energyFemtojoules = 0;
};

struct ProgramCost {
  int64_t bound = 0;
  int64_t estimate = 0;
  int64_t serial = 0;
  std::string boundBy; ///< "engine @array" or "memory @dram".
  std::vector<LayerCost> layers;
  std::vector<int64_t> pathBytes;   ///< Payload per path.
  std::vector<int64_t> engineBusy;  ///< Occupied cycles per engine.
  int64_t energyFemtojoules = 0;
  int64_t operations = 0;           ///< Dynamic issues and moves.
};

ProgramCost estimate(const Program &program, const Machine &machine);

} // namespace ridge

#endif // RIDGE_COST_COST_H
