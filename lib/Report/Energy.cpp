//===- Energy.cpp - energy and area on the page and in JSON ---------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What Cost counts (Energy.h there) for people and for scripts.
///
//===----------------------------------------------------------------------===//

#include "Energy.h"
#include "ridge/Report/Table.h"
#include "ridge/Support/Saturate.h"

using namespace ridge;

ProgramEnergy ridge::energyOf(const RunResult &run) {
  return energyOf(run.cost.work, *run.machine, run.sim.cycles);
}

void ridge::printEnergySum(const ProgramEnergy &energy, llvm::raw_ostream &os) {
  if (energy.items.empty())
    return;
  os << "  " << formatEnergy(energy.total);
  const char *separator = ": ";
  for (unsigned cause = 0; cause != numEnergyCauses; ++cause) {
    if (energy.byCause[cause] == 0)
      continue;
    os << separator << energyCauseName(static_cast<EnergyCause>(cause)) << ' '
       << formatEnergy(energy.byCause[cause]);
    separator = ", ";
  }
  os << '\n';
  if (energy.missing.empty())
    return;
  constexpr size_t most = 3;
  llvm::ArrayRef<std::string> listed(energy.missing);
  os << "  no energy stated for ";
  llvm::interleaveComma(listed.take_front(most), os);
  if (listed.size() > most)
    os << " and " << listed.size() - most << " more";
  os << '\n';
}

namespace {
/// One part of the machine and the area that is stated for it.
struct PartArea {
  std::string part;
  Stated area;
};
} // namespace

static std::vector<PartArea> areasOf(const Machine &machine) {
  std::vector<PartArea> areas;
  auto add = [&](std::string part, const Stated &area) {
    if (area.isStated())
      areas.push_back({std::move(part), area});
  };
  add("the rest of the chip", machine.area);
  for (const Memory &memory : machine.memories)
    add("@" + memory.name, memory.area);
  for (const Engine &engine : machine.engines)
    add("@" + engine.name, engine.area);
  for (const Path &path : machine.paths)
    add(path.name, path.area);
  return areas;
}

static std::string formatArea(int64_t squareMicrometres) {
  constexpr double perSquareMillimetre = 1e6;
  return formatDecimal(
      static_cast<double>(squareMicrometres) / perSquareMillimetre, "%.4g mm2");
}

constexpr size_t sourceWidth = 48;

static void printAreas(const Machine &machine, llvm::raw_ostream &os) {
  std::vector<PartArea> areas = areasOf(machine);
  if (areas.empty())
    return;
  os << "\narea\n";
  Table table({"part", "source", "area"}, 2);
  for (const PartArea &part : areas)
    table.add({part.part, shorten(part.area.source, sourceWidth),
               formatArea(part.area.value)});
  table.add({"sum", "", formatArea(statedArea(machine))});
  table.print(os);
}

void ridge::printEnergyTable(const ProgramEnergy &energy,
                             const Machine &machine, llvm::raw_ostream &os) {
  if (!energy.items.empty()) {
    os << "\nenergy\n";
    Table table({"part", "cause", "source", "energy", "share"}, 3);
    for (const EnergyItem &item : energy.items)
      table.add({shorten(item.part, 30), energyCauseName(item.cause).str(),
                 shorten(item.source, sourceWidth),
                 formatEnergy(item.femtojoules),
                 formatShare(item.femtojoules, energy.total)});
    table.print(os);
  }
  printAreas(machine, os);
}

/// Names and sources of machine files need not be UTF-8.
static std::string text(llvm::StringRef bytes) {
  return llvm::json::isUTF8(bytes) ? bytes.str() : llvm::json::fixUTF8(bytes);
}

static void printAreaJson(const Machine &machine, llvm::json::OStream &json) {
  std::vector<PartArea> areas = areasOf(machine);
  if (areas.empty())
    return;
  json.attributeObject("area", [&] {
    json.attribute("square_micrometres", statedArea(machine));
    json.attributeArray("parts", [&] {
      for (const PartArea &part : areas)
        json.object([&] {
          json.attribute("part", text(part.part));
          json.attribute("square_micrometres", part.area.value);
          json.attribute("source", text(part.area.source));
        });
    });
  });
}

void ridge::printEnergyJson(const ProgramEnergy &energy, const Machine &machine,
                            llvm::json::OStream &json) {
  json.attributeObject("energy", [&] {
    json.attribute("femtojoules", energy.total);
    json.attributeObject("by_cause", [&] {
      for (unsigned cause = 0; cause != numEnergyCauses; ++cause)
        json.attribute(energyCauseName(static_cast<EnergyCause>(cause)),
                       energy.byCause[cause]);
    });
    json.attributeArray("parts", [&] {
      for (const EnergyItem &item : energy.items)
        json.object([&] {
          json.attribute("part", text(item.part));
          json.attribute("cause", energyCauseName(item.cause));
          json.attribute("femtojoules", item.femtojoules);
          json.attribute("source", text(item.source));
        });
    });
    json.attributeArray("missing", [&] {
      for (const std::string &part : energy.missing)
        json.value(text(part));
    });
  });
  printAreaJson(machine, json);
}
