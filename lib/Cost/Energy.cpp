//===- Energy.cpp - the energy of a program, by part ----------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Part by part in the order of the machine.
///
//===----------------------------------------------------------------------===//

#include "ridge/Cost/Energy.h"
#include "ridge/Support/Saturate.h"
#include "llvm/ADT/STLExtras.h"

using namespace ridge;

llvm::StringRef ridge::energyCauseName(EnergyCause cause) {
  static constexpr llvm::StringLiteral names[numEnergyCauses] = {
      "instructions", "paths", "memories", "static"};
  return names[static_cast<unsigned>(cause)];
}

namespace {
class EnergySum {
public:
  EnergySum(const PartWork &work, const Machine &machine, int64_t cycles)
      : work(work), machine(machine), cycles(cycles) {}

  ProgramEnergy run();

private:
  void add(EnergyCause cause, std::string part, int64_t femtojoules,
           const std::string &source);
  void addBytes(EnergyCause cause, const std::string &part, int64_t bytes,
                const Stated &energy);
  void addPower(const std::string &part, const Stated &power);
  void addStatic();

  const PartWork &work;
  const Machine &machine;
  int64_t cycles;
  ProgramEnergy energy;
};
} // namespace

void EnergySum::add(EnergyCause cause, std::string part, int64_t femtojoules,
                    const std::string &source) {
  int64_t &sum = energy.byCause[static_cast<unsigned>(cause)];
  sum = saturatingAdd(sum, femtojoules);
  energy.total = saturatingAdd(energy.total, femtojoules);
  energy.items.push_back({cause, std::move(part), femtojoules, source});
}

void EnergySum::addBytes(EnergyCause cause, const std::string &part,
                         int64_t bytes, const Stated &stated) {
  if (bytes == 0)
    return;
  if (stated.isStated())
    add(cause, part, byteEnergy(bytes, stated.value), stated.source);
  else
    energy.missing.push_back(part);
}

void EnergySum::addPower(const std::string &part, const Stated &power) {
  if (power.isStated())
    add(EnergyCause::Static, part, staticEnergy(machine, power.value, cycles),
        power.source);
  else if (!machine.staticPower.isStated())
    energy.missing.push_back("static power of " + part);
}

void EnergySum::addStatic() {
  auto isStated = [](const auto &part) { return part.staticPower.isStated(); };
  if (machine.staticPower.isStated())
    addPower("the chip", machine.staticPower);
  else if (llvm::none_of(machine.memories, isStated) &&
           llvm::none_of(machine.engines, isStated))
    return energy.missing.push_back("static power");
  for (const Memory &memory : machine.memories)
    addPower("@" + memory.name, memory.staticPower);
  for (const Engine &engine : machine.engines)
    addPower("@" + engine.name, engine.staticPower);
}

ProgramEnergy EnergySum::run() {
  for (auto [instruction, femtojoules] :
       llvm::zip(machine.instructions, work.instructionFemtojoules))
    if (femtojoules > 0)
      add(EnergyCause::Instructions, "@" + instruction.name, femtojoules,
          instruction.energySource);
  for (auto [id, path] : llvm::enumerate(machine.paths)) {
    addBytes(EnergyCause::Paths, path.name, work.wireBytes[id], path.energy);
    addBytes(EnergyCause::Paths, "codecs of " + path.name,
             work.decodedBytes[id], path.codecEnergy);
  }
  for (auto [id, memory] : llvm::enumerate(machine.memories)) {
    addBytes(EnergyCause::Memories, "reads of @" + memory.name,
             work.readBytes[id], memory.readEnergy);
    addBytes(EnergyCause::Memories, "writes of @" + memory.name,
             work.writtenBytes[id], memory.writeEnergy);
  }
  addStatic();
  return std::move(energy);
}

ProgramEnergy ridge::energyOf(const PartWork &work, const Machine &machine,
                              int64_t cycles) {
  return EnergySum(work, machine, cycles).run();
}

int64_t ridge::statedArea(const Machine &machine) {
  int64_t sum = 0;
  auto add = [&](const Stated &area) {
    if (area.isStated())
      sum = saturatingAdd(sum, area.value);
  };
  add(machine.area);
  for (const Memory &memory : machine.memories)
    add(memory.area);
  for (const Engine &engine : machine.engines)
    add(engine.area);
  for (const Path &path : machine.paths)
    add(path.area);
  return sum;
}
