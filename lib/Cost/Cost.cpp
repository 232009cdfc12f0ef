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
#include "Loads.h"
#include "QueueWalk.h"
#include "SizeClasses.h"
#include "ridge/Cost/Energy.h"
#include "ridge/Program/Banks.h"
#include "ridge/Program/OperationTime.h"
#include "ridge/Support/Saturate.h"
#include <algorithm>
#include <limits>

using namespace ridge;

namespace {

/// Totals of one layer by resource.
struct LayerSums {
  explicit LayerSums(const Machine &machine);

  std::vector<int64_t> engineBusy;
  std::vector<int64_t> instructionBusy;
  MemoryLoads memories;
  PartWork work;
};

class Summation {
public:
  Summation(const Program &program, const Machine &machine, ProgramCost &cost);
  void visit(const Block &block, EngineId engine);

  std::vector<LayerSums> layers;

private:
  void visitIssue(const ProgramOp &op, EngineId engine);
  void visitMove(const ProgramOp &op, EngineId engine);
  void addTime(const ProgramOp &op, EngineId engine, UnitTime time,
               int64_t count);
  void addOperandBytes(const ProgramOp &op, llvm::ArrayRef<int64_t> sizes,
                       int64_t count);

  const Program &program;
  const Machine &machine;
  ProgramCost &cost;
  llvm::SmallVector<int64_t, 6> trips;
};

} // namespace

static void add(int64_t &sum, int64_t value, int64_t count = 1) {
  sum = saturatingAdd(sum, saturatingMul(value, count));
}

static PartWork noWork(const Machine &machine) {
  PartWork work;
  work.instructionFemtojoules.resize(machine.instructions.size(), 0);
  work.readBytes.resize(machine.memories.size(), 0);
  work.writtenBytes.resize(machine.memories.size(), 0);
  work.wireBytes.resize(machine.paths.size(), 0);
  work.decodedBytes.resize(machine.paths.size(), 0);
  return work;
}

LayerSums::LayerSums(const Machine &machine)
    : engineBusy(machine.engines.size(), 0),
      instructionBusy(machine.instructions.size(), 0), memories(machine),
      work(noWork(machine)) {}

Summation::Summation(const Program &program, const Machine &machine,
                     ProgramCost &cost)
    : program(program), machine(machine), cost(cost) {
  layers.resize(program.layers.size(), LayerSums(machine));
}

void Summation::visit(const Block &block, EngineId engine) {
  for (const ProgramOp &op : block) {
    switch (op.kind) {
    case ProgramOp::Kind::Loop:
      trips.push_back(op.trip);
      visit(op.body, engine);
      trips.pop_back();
      break;
    case ProgramOp::Kind::Issue:
      visitIssue(op, engine);
      break;
    case ProgramOp::Kind::Move:
      visitMove(op, engine);
      break;
    case ProgramOp::Kind::Wait:
    case ProgramOp::Kind::Signal:
      break;
    }
  }
}

void Summation::addTime(const ProgramOp &op, EngineId engine, UnitTime time,
                        int64_t count) {
  add(cost.operations, count);
  add(cost.engineBusy[engine], time.occupancy, count);
  add(layers[op.layer].engineBusy[engine], time.occupancy, count);
  add(cost.layers[op.layer].serial, time.latency, count);
}

void Summation::visitIssue(const ProgramOp &op, EngineId engine) {
  forEachSizeClass(op, trips, [&](llvm::ArrayRef<int64_t> sizes, int64_t n) {
    UnitTime time = issueTime(program, machine, op, sizes);
    addTime(op, engine, time, n);
    // At worst each issue needs another configuration.
    add(cost.layers[op.layer].serial,
        machine.instructions[op.instruction].configurationCycles, n);
    add(layers[op.layer].instructionBusy[op.instruction], time.occupancy, n);
    add(cost.instructionBusy[op.instruction], time.occupancy, n);
    add(cost.instructionIssues[op.instruction], 1, n);
    add(layers[op.layer].work.instructionFemtojoules[op.instruction],
        issueEnergy(program, machine, op, sizes), n);
    addOperandBytes(op, sizes, n);
    layers[op.layer].memories.addIssue(program, machine, op, sizes, time, n);
  });
}

/// E-memory-1.
void Summation::addOperandBytes(const ProgramOp &op,
                                llvm::ArrayRef<int64_t> sizes, int64_t count) {
  const Kernel &kernel = program.kernels[op.kernel];
  PartWork &work = layers[op.layer].work;
  for (auto [position, access] : llvm::enumerate(op.operands)) {
    if (access.isImmediate())
      continue;
    MemoryId memory = program.buffers[access.buffer].memory;
    int64_t bytes = operandBytes(program, op, position, sizes);
    size_t inputs = kernel.inputs.size();
    if (position < inputs || kernel.outputs[position - inputs].updated)
      add(work.readBytes[memory], bytes, count);
    if (position >= inputs)
      add(work.writtenBytes[memory], bytes, count);
  }
}

void Summation::visitMove(const ProgramOp &op, EngineId engine) {
  const Path &path = machine.paths[op.path];
  forEachSizeClass(op, trips, [&](llvm::ArrayRef<int64_t> sizes, int64_t n) {
    TransferDemand demand = moveDemand(program, machine, op, sizes);
    addTime(op, engine, transferTime(demand), n);
    add(cost.pathBytes[op.path], demand.payload, n);
    LayerCost &layer = cost.layers[op.layer];
    add(layer.payloadBytes, demand.payload, n);
    add(layer.wireBytes, demand.wire, n);
    layers[op.layer].memories.addMove(program, machine, op, demand, n);
    PartWork &work = layers[op.layer].work;
    add(work.wireBytes[op.path], demand.wire, n);
    add(work.decodedBytes[op.path], demand.decoded, n);
    add(work.readBytes[path.from], demand.sourceBytes, n);
    add(work.writtenBytes[path.to], demand.targetBytes, n);
  });
}

/// The instruction with the most occupied cycles, the first among equals.
static InstructionId mainInstruction(const LayerSums &sums) {
  auto most = llvm::max_element(sums.instructionBusy);
  if (most == sums.instructionBusy.end() || *most == 0)
    return -1;
  return most - sums.instructionBusy.begin();
}

static void computeEstimates(const Program &program, const Machine &machine,
                             const Summation &sums, ProgramCost &cost) {
  std::optional<std::vector<int64_t>> times =
      QueueWalk(program, machine).layerTimes();
  for (auto [number, layer] : llvm::enumerate(cost.layers)) {
    const LayerSums &own = sums.layers[number];
    layer.instruction = mainInstruction(own);
    // C-estimate-4. Queues that wait in a circle never end; the simulator says
    // which.
    layer.estimate =
        times ? std::max((*times)[number], own.memories.cycles(machine))
              : layer.serial;
    add(cost.estimate, layer.estimate);
  }
  cost.estimate = std::max(cost.bound, std::min(cost.estimate, cost.serial));
}

static void addWork(PartWork &sum, const PartWork &more) {
  for (auto list :
       {&PartWork::instructionFemtojoules, &PartWork::readBytes,
        &PartWork::writtenBytes, &PartWork::wireBytes, &PartWork::decodedBytes})
    for (auto [own, other] : llvm::zip(sum.*list, more.*list))
      add(own, other);
}

/// Of no time at all, so that static power has no part in it.
static int64_t dynamicEnergy(const PartWork &work, const Machine &machine) {
  return energyOf(work, machine, /*cycles=*/0).total;
}

static ProgramCost noCost(const Program &program, const Machine &machine) {
  ProgramCost cost;
  cost.layers.resize(program.layers.size());
  cost.pathBytes.resize(machine.paths.size(), 0);
  cost.engineBusy.resize(machine.engines.size(), 0);
  cost.instructionBusy.resize(machine.instructions.size(), 0);
  cost.instructionIssues.resize(machine.instructions.size(), 0);
  return cost;
}

static void sumUp(const Program &program, const Machine &machine,
                  Summation &sums, ProgramCost &cost) {
  for (const Queue &queue : program.queues)
    sums.visit(queue.body, queue.engine);
  cost.work = noWork(machine);
  for (auto [layer, sum] : llvm::zip(cost.layers, sums.layers)) {
    add(cost.serial, layer.serial);
    addWork(cost.work, sum.work);
    layer.energyFemtojoules = dynamicEnergy(sum.work, machine);
  }
}

ProgramCost ridge::estimate(const Program &program, const Machine &machine) {
  ProgramCost cost = noCost(program, machine);
  Summation sums(program, machine, cost);
  sumUp(program, machine, sums, cost);
  computeBounds(program, machine, cost);
  computeEstimates(program, machine, sums, cost);
  return cost;
}

ProgramCost ridge::serialCost(const Program &program, const Machine &machine) {
  ProgramCost cost = noCost(program, machine);
  Summation sums(program, machine, cost);
  sumUp(program, machine, sums, cost);
  return cost;
}

ProgramCost ridge::inCycles(ProgramCost cost, const Machine &machine) {
  if (machine.ticksPerCycle == 1)
    return cost;
  auto convert = [&](int64_t &time) { time = machine.cyclesOf(time); };
  for (int64_t *time : {&cost.bound, &cost.estimate, &cost.serial})
    convert(*time);
  // Estimates and serial sums of layers still add up.
  for (int64_t LayerCost::*time : {&LayerCost::estimate, &LayerCost::serial}) {
    int64_t ticks = 0, cycles = 0;
    for (LayerCost &layer : cost.layers) {
      ticks = saturatingAdd(ticks, layer.*time);
      layer.*time = machine.cyclesOf(ticks) - cycles;
      cycles += layer.*time;
    }
  }
  for (LayerCost &layer : cost.layers)
    convert(layer.bound);
  llvm::for_each(cost.engineBusy, convert);
  llvm::for_each(cost.instructionBusy, convert);
  return cost;
}

std::string ridge::overflowProblem(const ProgramCost &cost,
                                   const Machine &machine) {
  constexpr int64_t most = std::numeric_limits<int64_t>::max();
  // No simulated time, and so no static energy, is beyond that of the sum.
  int64_t energy =
      energyOf(cost.work, machine, machine.cyclesOf(cost.serial)).total;
  if (cost.serial != most && energy != most)
    return {};
  return std::string("the ") + (cost.serial == most ? "times" : "energies") +
         " of all instructions and transfers add up to more than 64 bits "
         "hold; lower those of machine '" +
         machine.name + "'";
}
