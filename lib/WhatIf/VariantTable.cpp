//===- VariantTable.cpp - what changes are worth, for people --------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ridge/WhatIf/VariantTable.h"
#include "ridge/Report/Table.h"
#include "ridge/Support/Json.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringMap.h"
#include <map>

using namespace ridge;
using llvm::StringRef;

//===----------------------------------------------------------------------===//
// Causes
//===----------------------------------------------------------------------===//

std::vector<CauseChange> ridge::changesByCause(const TrialResult &base,
                                               const TrialResult &variant) {
  if (base.chain.empty() || variant.chain.empty())
    return {};
  std::map<std::string, std::pair<int64_t, int64_t>> sums;
  for (const CauseOfTime &cause : causesOf(base))
    sums[cause.cause].first = cause.cycles;
  for (const CauseOfTime &cause : causesOf(variant))
    sums[cause.cause].second = cause.cycles;
  std::vector<CauseChange> changes;
  for (const auto &[cause, cycles] : sums)
    if (cycles.first != cycles.second)
      changes.push_back({cause, cycles.first, cycles.second});
  llvm::stable_sort(changes, [](const CauseChange &a, const CauseChange &b) {
    return std::abs(a.after - a.before) > std::abs(b.after - b.before);
  });
  return changes;
}

InstructionChanges ridge::changedInstructions(const TrialResult &base,
                                              const TrialResult &variant) {
  llvm::StringMap<const TrialLayer *> before;
  for (const TrialLayer &layer : base.layers)
    before[layer.name] = &layer;
  InstructionChanges changes;
  auto nameOf = [](const TrialLayer &layer) {
    return layer.instruction.empty() ? "moves" : "@" + layer.instruction;
  };
  for (const TrialLayer &layer : variant.layers) {
    const TrialLayer *same = before.lookup(layer.name);
    if (!same)
      ++changes.newGroups;
    else if (same->instruction != layer.instruction)
      changes.layers.push_back(layer.name + ": " + nameOf(*same) + " -> " +
                               nameOf(layer));
  }
  return changes;
}

//===----------------------------------------------------------------------===//
// For people
//===----------------------------------------------------------------------===//

static std::string percent(int64_t value, int64_t base) {
  if (base == 0)
    return value == 0 ? "-" : "new";
  return formatChange(double(value) / double(base));
}

/// Against times of another clock as well.
static std::string percentOfTime(const TrialResult &result,
                                 const TrialResult &base) {
  return formatChange(result.seconds() / base.seconds());
}

/// The fastest first; those without a program last, in their order.
static std::vector<size_t> ranking(llvm::ArrayRef<TrialResult> results) {
  std::vector<size_t> order(results.size());
  for (size_t i = 0; i != order.size(); ++i)
    order[i] = i;
  llvm::stable_sort(order, [&](size_t a, size_t b) {
    return std::make_pair(!results[a].refused.empty(), results[a].seconds()) <
           std::make_pair(!results[b].refused.empty(), results[b].seconds());
  });
  return order;
}

/// The busiest engine: "@array 70.3 %".
static std::string utilisation(const TrialResult &result) {
  auto most = llvm::max_element(result.engineBusy);
  if (most == result.engineBusy.end())
    return "-";
  return "@" + result.machine->engines[most - result.engineBusy.begin()].name +
         " " + formatShare(*most, result.cycles);
}

static std::string signedCount(int64_t value) {
  return (value < 0 ? "-" : "+") + formatCount(std::abs(value));
}

/// The lines below the table about one variant.
static void printReasons(const Variant &variant, const TrialResult &base,
                         const TrialResult &result, llvm::raw_ostream &os) {
  constexpr size_t most = 4;
  os << "\n  " << variant.name << "\n";
  std::vector<CauseChange> causes = changesByCause(base, result);
  if (base.chain.empty() || result.chain.empty()) {
    os << "    more than " << formatCount(Trials::kMostChained)
       << " operations: causes of time were not kept\n";
  } else if (causes.empty()) {
    os << "    no cycle changed its cause\n";
  }
  int64_t rest = result.cycles - base.cycles;
  for (const CauseChange &change : llvm::ArrayRef(causes).take_front(most)) {
    int64_t cycles = change.after - change.before;
    os << "    " << signedCount(cycles) << " cycles: " << change.cause << "\n";
    rest -= cycles;
  }
  if (causes.size() > most)
    os << "    " << signedCount(rest) << " cycles: " << causes.size() - most
       << " other causes\n";
  if (std::vector<CauseOfTime> now = causesOf(result); !now.empty())
    os << "    now first: " << now.front().cause << ", "
       << formatShare(now.front().cycles, result.cycles) << " of the time\n";
  InstructionChanges changed = changedInstructions(base, result);
  for (StringRef line : llvm::ArrayRef(changed.layers).take_front(most))
    os << "    " << line << "\n";
  if (changed.layers.size() > most)
    os << "    and " << changed.layers.size() - most << " more layers\n";
  if (changed.newGroups > 0)
    os << "    " << changed.newGroups << " of " << result.layers.size()
       << " layers hold other operations together\n";
}

void ridge::printVariants(const VariantOutcomes &outcomes,
                          llvm::raw_ostream &os) {
  const TrialResult &base = outcomes.base;
  bool hasArea = base.areaSquareMicrometres > 0;
  std::vector<std::string> header = {"variant", "bound by", "busiest", "cycles",
                                     "time",    "energy",   "searched"};
  if (hasArea)
    header.insert(header.end() - 1, "area");
  Table table(header, /*leftColumns=*/3);
  auto add = [&](StringRef name, const TrialResult &result) {
    std::vector<std::string> row = {
        name.str(),
        result.boundBy,
        utilisation(result),
        formatCount(result.cycles),
        percentOfTime(result, base),
        percent(result.energyFemtojoules, base.energyFemtojoules),
        std::to_string(result.newSearches) + " of " +
            std::to_string(result.searches)};
    if (hasArea)
      row.insert(row.end() - 1, percent(result.areaSquareMicrometres,
                                        base.areaSquareMicrometres));
    table.add(std::move(row));
  };
  add(base.machine.name(), base);
  std::vector<size_t> order = ranking(outcomes.results);
  for (size_t i : order)
    if (outcomes.results[i].refused.empty())
      add(outcomes.variants[i].name, outcomes.results[i]);
  table.print(os);
  for (size_t i : order) {
    const TrialResult &result = outcomes.results[i];
    if (result.refused.empty())
      printReasons(outcomes.variants[i], base, result, os);
    else
      os << "\n  " << outcomes.variants[i].name << ": " << result.refused
         << "\n";
  }
}

//===----------------------------------------------------------------------===//
// For programs
//===----------------------------------------------------------------------===//

static void printFigures(const TrialResult &result, llvm::json::OStream &json) {
  json.attribute("cycles", result.cycles);
  json.attribute("seconds", result.seconds());
  json.attribute("bound", result.bound);
  json.attribute("bound_by", result.boundBy);
  json.attribute("energy_femtojoules", result.energyFemtojoules);
  if (result.areaSquareMicrometres > 0)
    json.attribute("area_square_micrometres", result.areaSquareMicrometres);
  json.attributeArray("instructions", [&] {
    for (auto [instruction, busy, issues] :
         llvm::zip(result.machine->instructions, result.instructionBusy,
                   result.instructionIssues))
      if (issues > 0)
        json.object(
            [&, &name = instruction.name, busy = busy, issues = issues] {
              json.attribute("name", name);
              json.attribute("issues", issues);
              json.attribute("busy", busy);
            });
  });
  json.attributeObject("engine_busy", [&] {
    for (auto [engine, busy] :
         llvm::zip(result.machine->engines, result.engineBusy))
      json.attribute(engine.name, busy);
  });
  json.attributeObject("cycles_by_cause", [&] {
    for (const CauseOfTime &cause : causesOf(result))
      json.attribute(cause.cause, cause.cycles);
  });
  json.attribute("searches", result.searches);
  json.attribute("new_searches", result.newSearches);
}

void ridge::printVariantsJson(const VariantOutcomes &outcomes,
                              llvm::json::OStream &json) {
  json.array([&] {
    json.object([&] {
      json.attribute("variant", outcomes.base.machine.name());
      printFigures(outcomes.base, json);
    });
    for (auto [variant, result] :
         llvm::zip(outcomes.variants, outcomes.results))
      json.object([&, &variant = variant, &result = result] {
        json.attribute("variant", variant.name);
        if (!result.refused.empty())
          return json.attribute("refused", result.refused);
        json.attribute("machine", result.machine.hash());
        printFigures(result, json);
        InstructionChanges changes = changedInstructions(outcomes.base, result);
        json.attributeArray("changed_instructions", [&] {
          for (StringRef line : changes.layers)
            json.value(line);
        });
        json.attribute("new_groups", changes.newGroups);
      });
  });
}
