//===- InCycles.cpp - results for people ----------------------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ridge/Sim/Simulator.h"

using namespace ridge;

SimResult ridge::inCycles(SimResult result, const Machine &machine) {
  if (machine.ticksPerCycle == 1)
    return result;
  result.cycles = machine.cyclesOf(result.cycles);
  for (auto &states : result.states) {
    int64_t ticks = 0, cycles = 0;
    for (int64_t &state : states) {
      ticks += state;
      state = machine.cyclesOf(ticks) - cycles;
      cycles += state;
    }
  }
  int64_t ticks = 0, cycles = 0;
  for (SimResult::LayerTime &layer : result.layers) {
    layer.begin = machine.cyclesOf(layer.begin);
    layer.end = machine.cyclesOf(layer.end);
    ticks += layer.share;
    layer.share = machine.cyclesOf(ticks) - cycles;
    cycles += layer.share;
  }
  for (int64_t &wait : result.semaphoreWait)
    wait = machine.cyclesOf(wait);
  return result;
}
