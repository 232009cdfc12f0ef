//===- MachineJson.cpp - a machine as a JSON document ---------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "MachineJson.h"

#include "ridge/Report/Report.h"
#include "ridge/Timing/Timing.h"

using namespace ridge;
using llvm::json::OStream;

static std::string text(llvm::StringRef bytes) {
  return llvm::json::isUTF8(bytes) ? bytes.str() : llvm::json::fixUTF8(bytes);
}

/// Bytes in a cycle of the machine's clock, rounded down.
static int64_t perCycle(const Machine &machine, int64_t bytesPerCycle,
                        int64_t period) {
  return static_cast<int64_t>(static_cast<__int128>(bytesPerCycle) *
                              machine.ticksPerCycle / period);
}

static void printMemory(const Machine &machine, const Memory &memory,
                        OStream &json) {
  auto rate = [&](int64_t bytes) {
    return perCycle(machine, bytes, memory.period);
  };
  json.attribute("name", text(memory.name));
  json.attribute("home", memory.home);
  json.attribute("bytes", memory.bytes);
  json.attribute("bytes_per_cycle", rate(memory.bytesPerCycle));
  json.attribute("read_bytes_per_cycle", rate(memory.readBytesPerCycle));
  json.attribute("write_bytes_per_cycle", rate(memory.writeBytesPerCycle));
  json.attribute("latency", machine.cyclesOf(memory.latency));
  json.attribute("alignment", memory.alignment);
  json.attribute("banks", memory.banks);
  json.attribute("bank_bytes", memory.banks > 0 ? memory.bankBytes() : 0);
  json.attribute("ports", memory.ports);
}

static void printPath(const Path &path, const Machine &machine, OStream &json) {
  json.attribute("name", text(path.name));
  json.attribute("from", text(machine.memories[path.from].name));
  json.attribute("to", text(machine.memories[path.to].name));
  json.attribute("engine", text(machine.engines[path.engine].name));
  json.attribute("bytes_per_cycle",
                 perCycle(machine, path.bytesPerCycle, path.period));
  json.attribute("latency", machine.cyclesOf(path.latency));
  json.attribute("burst", path.burst);
  json.attribute("in_flight", path.inFlight);
  json.attribute("setup", machine.cyclesOf(path.setup));
  json.attributeArray("codecs", [&] {
    for (const std::string &codec : path.codecs)
      json.value(text(codec));
  });
}

/// Of the largest issue, alone on its engine; 0 if it multiplies nothing.
static double multipliesPerCycle(const Machine &machine, InstructionId id) {
  const Instruction &instruction = machine.instructions[id];
  if (instruction.isLanes() || !sumsProducts(instruction.kernel))
    return 0;
  llvm::SmallVector<int64_t, 6> sizes;
  double points = 1;
  for (const InstructionDim &dim : instruction.dims) {
    sizes.push_back(dim.high);
    points *= double(dim.high);
  }
  UnitTime time =
      instructionTime(machine, id, sizes, kernelBits(instruction.kernel),
                      kernelOps(instruction.kernel));
  return time.occupancy > 0
             ? points * double(machine.ticksPerCycle) / double(time.occupancy)
             : 0;
}

/// Where any of its operands may lie, in the machine's order.
static std::vector<MemoryId> operandMemories(const Machine &machine,
                                             const Instruction &instruction) {
  std::vector<MemoryId> found;
  for (MemoryId id = 0, e = machine.memories.size(); id != e; ++id)
    if (llvm::any_of(instruction.operands, [&](const auto &operand) {
          return llvm::is_contained(operand.memories, id);
        }))
      found.push_back(id);
  return found;
}

static void printInstruction(const Machine &machine, InstructionId id,
                             OStream &json) {
  const Instruction &instruction = machine.instructions[id];
  json.attribute("name", text(instruction.name));
  json.attribute("engine", text(machine.engines[instruction.engine].name));
  json.attributeArray("dims", [&] {
    for (const InstructionDim &dim : instruction.dims)
      json.object([&] {
        json.attribute("name", text(dim.name));
        json.attribute("low", dim.low);
        json.attribute("high", dim.high);
        json.attribute("step", dim.step);
      });
  });
  json.attribute("macs_per_cycle", multipliesPerCycle(machine, id));
  json.attributeArray("memories", [&] {
    for (MemoryId memory : operandMemories(machine, instruction))
      json.value(text(machine.memories[memory].name));
  });
}

void ridge::printHardware(const Machine &machine, OStream &json) {
  json.attribute("name", text(machine.name));
  json.attribute("hertz", machine.hertz);
  json.attributeArray("memories", [&] {
    for (const Memory &memory : machine.memories)
      json.object([&] { printMemory(machine, memory, json); });
  });
  json.attributeArray("engines", [&] {
    for (const Engine &engine : machine.engines)
      json.object([&] {
        json.attribute("name", text(engine.name));
        json.attribute("queue_depth", engine.queueDepth);
        json.attribute("issue_cycles", machine.cyclesOf(engine.issueCycles));
        json.attribute("hertz",
                       perCycle(machine, machine.hertz, engine.period));
      });
  });
  json.attributeArray("paths", [&] {
    for (const Path &path : machine.paths)
      json.object([&] { printPath(path, machine, json); });
  });
  json.attributeArray("instructions", [&] {
    for (size_t id = 0; id != machine.instructions.size(); ++id)
      json.object([&] { printInstruction(machine, id, json); });
  });
}

void ridge::printJson(const Machine &machine, llvm::raw_ostream &os) {
  OStream json(os, /*IndentSize=*/2);
  json.object([&] { printHardware(machine, json); });
  os << "\n";
}
