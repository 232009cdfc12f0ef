//===- Cost.cpp - bound, estimate and serial sum of a program -------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Sums over all dynamic operations, class by class, and the estimate made of
/// them (C-serial-1, C-estimate-1 to C-estimate-4).
///
//===----------------------------------------------------------------------===//

#include "ridge/Cost/Cost.h"
#include "Bound.h"
#include "Ramp.h"
#include "SizeClasses.h"
#include "ridge/Program/OperationTime.h"
#include "ridge/Support/Saturate.h"
#include <algorithm>
#include <limits>

using namespace ridge;

namespace {

/// Totals of one layer by resource.
struct LayerSums {
  std::vector<int64_t> engineBusy;
  std::vector<int64_t> memoryWire;
  std::vector<int64_t> instructionBusy;
};

class Summation {
public:
  Summation(const Program &program, const Machine &machine, ProgramCost &cost);
  void visit(const Block &block, EngineId engine);

  std::vector<LayerSums> layers;

private:
  void visitIssue(const Op &op, EngineId engine);
  void visitMove(const Op &op, EngineId engine);
  void addTime(const Op &op, EngineId engine, UnitTime time, int64_t count);

  const Program &program;
  const Machine &machine;
  ProgramCost &cost;
  llvm::SmallVector<int64_t, 6> trips;
};

} // namespace

static void add(int64_t &sum, int64_t value, int64_t count = 1) {
  sum = saturatingAdd(sum, saturatingMul(value, count));
}

Summation::Summation(const Program &program, const Machine &machine,
                     ProgramCost &cost)
    : program(program), machine(machine), cost(cost) {
  LayerSums none;
  none.engineBusy.resize(machine.engines.size(), 0);
  none.memoryWire.resize(machine.memories.size(), 0);
  none.instructionBusy.resize(machine.instructions.size(), 0);
  layers.resize(program.layers.size(), none);
}

void Summation::visit(const Block &block, EngineId engine) {
  for (const Op &op : block) {
    switch (op.kind) {
    case Op::Kind::Loop:
      trips.push_back(op.trip);
      visit(op.body, engine);
      trips.pop_back();
      break;
    case Op::Kind::Issue:
      visitIssue(op, engine);
      break;
    case Op::Kind::Move:
      visitMove(op, engine);
      break;
    case Op::Kind::Wait:
    case Op::Kind::Signal:
      break;
    }
  }
}

void Summation::addTime(const Op &op, EngineId engine, UnitTime time,
                        int64_t count) {
  add(cost.operations, count);
  add(cost.engineBusy[engine], time.occupancy, count);
  add(layers[op.layer].engineBusy[engine], time.occupancy, count);
  add(cost.layers[op.layer].serial, time.latency, count);
}

void Summation::visitIssue(const Op &op, EngineId engine) {
  forEachSizeClass(op, trips, [&](llvm::ArrayRef<int64_t> sizes, int64_t n) {
    UnitTime time = issueTime(program, machine, op, sizes);
    addTime(op, engine, time, n);
    add(layers[op.layer].instructionBusy[op.instruction], time.occupancy, n);
    add(cost.instructionBusy[op.instruction], time.occupancy, n);
    add(cost.layers[op.layer].energyFemtojoules,
        issueEnergy(program, machine, op, sizes), n);
  });
}

void Summation::visitMove(const Op &op, EngineId engine) {
  const Path &path = machine.paths[op.path];
  forEachSizeClass(op, trips, [&](llvm::ArrayRef<int64_t> sizes, int64_t n) {
    TransferDemand demand = moveDemand(program, machine, op, sizes);
    addTime(op, engine, transferTime(demand), n);
    add(cost.pathBytes[op.path], demand.payload, n);
    LayerCost &layer = cost.layers[op.layer];
    add(layer.payloadBytes, demand.payload, n);
    add(layer.wireBytes, demand.wire, n);
    std::vector<int64_t> &wire = layers[op.layer].memoryWire;
    // Inside one memory bytes are counted once: the more of codes and values.
    if (path.to == path.from) {
      add(wire[path.from], std::max(demand.sourceBytes, demand.targetBytes), n);
      return;
    }
    add(wire[path.from], demand.sourceBytes, n);
    add(wire[path.to], demand.targetBytes, n);
  });
}

/// The instruction with the most occupied cycles, the first among equals.
static InstructionId mainInstruction(const LayerSums &sums) {
  auto most = llvm::max_element(sums.instructionBusy);
  if (most == sums.instructionBusy.end() || *most == 0)
    return -1;
  return most - sums.instructionBusy.begin();
}

/// C-estimate-1: the fullest resource of the layer, and its ramps.
static int64_t estimateLayer(const Program &program, const Machine &machine,
                             const LayerSums &sums, Ramp &ramp) {
  int64_t steady = 0;
  int32_t busiest = -1;
  for (auto [number, queue] : llvm::enumerate(program.queues)) {
    int64_t cycles =
        saturatingAdd(sums.engineBusy[queue.engine], ramp.held(number));
    if (cycles <= steady)
      continue;
    steady = cycles;
    busiest = number;
  }
  if (busiest < 0)
    return 0;
  for (auto [memory, wire] : llvm::zip(machine.memories, sums.memoryWire))
    if (wire > 0)
      steady = std::max(steady, (wire - 1) / memory.bytesPerCycle + 1);
  steady = std::max(steady, ramp.turns());
  return saturatingAdd(steady,
                       saturatingAdd(ramp.fill(busiest), ramp.drain(busiest)));
}

static void computeEstimates(const Program &program, const Machine &machine,
                             const Summation &sums, ProgramCost &cost) {
  std::vector<int64_t> counts(program.semaphores.size(), 0);
  std::vector<LayerBlocks> blocks = splitByLayer(program);
  for (auto [layer, sum, mine] : llvm::zip(cost.layers, sums.layers, blocks)) {
    Ramp ramp(program, machine, mine, counts);
    int64_t cycles = estimateLayer(program, machine, sum, ramp);
    layer.estimate = std::max(layer.bound, std::min(cycles, layer.serial));
    layer.instruction = mainInstruction(sum);
    for (auto [count, more] : llvm::zip(counts, ramp.signals()))
      count = saturatingAdd(count, more);
    add(cost.estimate, layer.estimate);
  }
  cost.estimate = std::max(cost.estimate, cost.bound);
}

ProgramCost ridge::estimate(const Program &program, const Machine &machine) {
  ProgramCost cost;
  cost.layers.resize(program.layers.size());
  cost.pathBytes.resize(machine.paths.size(), 0);
  cost.engineBusy.resize(machine.engines.size(), 0);
  cost.instructionBusy.resize(machine.instructions.size(), 0);

  Summation sums(program, machine, cost);
  for (const Queue &queue : program.queues)
    sums.visit(queue.body, queue.engine);
  for (const LayerCost &layer : cost.layers) {
    add(cost.serial, layer.serial);
    add(cost.energyFemtojoules, layer.energyFemtojoules);
  }
  computeBounds(program, machine, cost);
  computeEstimates(program, machine, sums, cost);
  return cost;
}

std::string ridge::overflowProblem(const ProgramCost &cost,
                                   const Machine &machine) {
  constexpr int64_t most = std::numeric_limits<int64_t>::max();
  if (cost.serial != most && cost.energyFemtojoules != most)
    return {};
  return std::string("the ") + (cost.serial == most ? "times" : "energies") +
         " of all instructions and transfers add up to more than 64 bits "
         "hold; lower those of machine '" +
         machine.name + "'";
}
