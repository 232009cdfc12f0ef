//===- Limit.cpp - what limits a run --------------------------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// From the busiest engine to the resource behind it.
///
//===----------------------------------------------------------------------===//

#include "Limit.h"
#include "ridge/Report/Table.h"
#include "llvm/ADT/STLExtras.h"
#include <algorithm>

using namespace ridge;

static int64_t stateOf(const RunResult &run, EngineId engine, UnitState state) {
  return run.sim.states[engine][static_cast<unsigned>(state)];
}

static int64_t occupied(const RunResult &run, EngineId engine) {
  return stateOf(run, engine, UnitState::Busy) +
         stateOf(run, engine, UnitState::Contended);
}

/// The instruction of `engine` with the most occupied cycles, or -1.
static InstructionId mainInstruction(const RunResult &run, EngineId engine) {
  InstructionId most = -1;
  for (auto [id, cycles] : llvm::enumerate(run.cost.instructionBusy)) {
    if (run.machine->instructions[id].engine != engine || cycles == 0)
      continue;
    if (most < 0 || cycles > run.cost.instructionBusy[most])
      most = id;
  }
  return most;
}

/// The path of `engine` with the most bytes, or -1.
static PathId mainPath(const RunResult &run, EngineId engine) {
  PathId most = -1;
  for (auto [id, bytes] : llvm::enumerate(run.sim.pathBytes)) {
    if (run.machine->paths[id].engine != engine || bytes == 0)
      continue;
    if (most < 0 || bytes > run.sim.pathBytes[most])
      most = id;
  }
  return most;
}

namespace {
/// One of the limits that T-transfer-3 and T-memory-1 list.
struct Limit {
  double bytesPerCycle;
  std::string name;
};
} // namespace

static Limit narrower(Limit a, Limit b) {
  return b.bytesPerCycle < a.bytesPerCycle ? b : a;
}

static Limit memoryLimit(const Memory &memory, int64_t own) {
  auto rate = [&](int64_t bytes) {
    return static_cast<double>(bytes) / static_cast<double>(memory.period);
  };
  double ports = static_cast<double>(std::max<int64_t>(memory.ports, 1));
  std::string name = "@" + memory.name;
  Limit limit{rate(memory.bytesPerCycle) / ports, name + " bandwidth"};
  if (own > 0)
    limit = narrower(limit, {rate(own) / ports, name + " bandwidth"});
  if (memory.bankBytesPerCycle > 0)
    limit = narrower(
        limit, {rate(memory.bankBytesPerCycle), name + " bank bandwidth"});
  return limit;
}

/// The narrowest of them for transfers of long runs.
static std::string describePath(const Machine &machine, const Path &path) {
  const Memory &from = machine.memories[path.from];
  const Memory &to = machine.memories[path.to];
  Limit limit{static_cast<double>(path.bytesPerCycle) /
                  static_cast<double>(path.period),
              path.name + " bandwidth"};
  limit = narrower(limit, memoryLimit(from, from.readBytesPerCycle));
  limit = narrower(limit, memoryLimit(to, to.writeBytesPerCycle));
  int64_t latency = path.latency + from.latency + to.latency;
  int64_t request = path.requestBytes > 0 ? path.requestBytes : path.burst;
  if (path.inFlight > 0 && latency > 0)
    limit = narrower(
        limit, {static_cast<double>(path.inFlight) *
                    static_cast<double>(request) / static_cast<double>(latency),
                path.name + (path.requestBytes > 0 ? " requests in flight"
                                                   : " bursts in flight")});
  return limit.name;
}

static std::string describeCause(const RunResult &run, EngineId engine) {
  PathId path = mainPath(run, engine);
  InstructionId instruction = mainInstruction(run, engine);
  int64_t issued = 0;
  for (auto [id, cycles] : llvm::enumerate(run.cost.instructionBusy))
    if (run.machine->instructions[id].engine == engine)
      issued += cycles;
  bool moves = path >= 0 && occupied(run, engine) - issued > issued;
  if (!moves)
    return instruction < 0
               ? ""
               : " (@" + run.machine->instructions[instruction].name + ")";
  // A quarter lost to others: the sharing, not the path, is what to widen.
  int64_t contended = stateOf(run, engine, UnitState::Contended);
  if (contended * 4 >= occupied(run, engine))
    return " (" + run.machine->paths[path].name +
           " bandwidth, shared with other transfers)";
  return " (" + describePath(*run.machine, run.machine->paths[path]) + ")";
}

static std::string describeWaits(const RunResult &run) {
  auto most = llvm::max_element(run.sim.semaphoreWait);
  if (most == run.sim.semaphoreWait.end() || *most == 0)
    return "";
  size_t id = most - run.sim.semaphoreWait.begin();
  return ", @" + run.program->semaphores[id].name + " holds queues for " +
         formatCount(*most) + " cycles";
}

std::string ridge::describeLimit(const RunResult &run) {
  EngineId engine = -1;
  for (EngineId id = 0, e = run.machine->engines.size(); id != e; ++id)
    if (occupied(run, id) > 0 &&
        (engine < 0 || occupied(run, id) > occupied(run, engine)))
      engine = id;
  if (engine < 0)
    return "nothing: no unit is ever busy";
  std::string name = "@" + run.machine->engines[engine].name;
  std::string share = formatShare(occupied(run, engine), run.sim.cycles);
  if (occupied(run, engine) * 2 < run.sim.cycles)
    return "dependences: no unit is busy more than " + share + " (" + name +
           ")" + describeWaits(run);
  return name + describeCause(run, engine) + ": busy " + share;
}
