//===- Explain.cpp - why a program is as it is ----------------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ridge/WhatIf/Explain.h"
#include "ridge/Report/Table.h"
#include "ridge/Session/LayerRemarks.h"
#include "ridge/Support/Json.h"
#include "llvm/ADT/StringExtras.h"

using namespace ridge;
using llvm::StringRef;

//===----------------------------------------------------------------------===//
// What would change it
//===----------------------------------------------------------------------===//

namespace {
/// Changes that are one improvement, by its name.
class Improvements {
public:
  explicit Improvements(llvm::ArrayRef<MachineNumber> numbers)
      : numbers(numbers) {}

  /// Scales all numbers that `isMeant`.
  void add(const llvm::Twine &name, double factor,
           llvm::function_ref<bool(const MachineNumber &)> isMeant);
  std::vector<Variant> variants;

private:
  llvm::ArrayRef<MachineNumber> numbers;
};
} // namespace

void Improvements::add(
    const llvm::Twine &name, double factor,
    llvm::function_ref<bool(const MachineNumber &)> isMeant) {
  Variant variant;
  variant.name = name.str();
  for (const MachineNumber &number : numbers) {
    if (!isMeant(number))
      continue;
    if (auto scaled = scaleNumber(number.value, factor))
      variant.changes.push_back(changeOf(number, scaled->value));
  }
  if (!variant.changes.empty())
    variants.push_back(std::move(variant));
}

std::vector<Variant> ridge::improvements(const TrialResult &base,
                                         Session &session) {
  const Machine &machine = base.machine;
  std::vector<MachineNumber> numbers = session.machineNumbers(base.machine);
  Improvements improvements(numbers);
  for (const Memory &memory : machine.memories) {
    if (&memory != &machine.memories[machine.home()])
      improvements.add("@" + memory.name + " twice as large", 2,
                       [&](const MachineNumber &number) {
                         return number.part == memory.name &&
                                number.attribute == "size";
                       });
    // A path is no faster than the memories that it joins, nor they than it.
    improvements.add(
        "@" + memory.name + " and its paths twice as fast", 2,
        [&](const MachineNumber &number) {
          StringRef ends = StringRef(number.part).split(" on ").first;
          auto [from, to] = ends.split("->");
          bool isPath = from == memory.name || to == memory.name;
          return (number.part == memory.name || isPath) &&
                 StringRef(number.attribute).ends_with("bandwidth");
        });
  }
  for (auto [instruction, issues] :
       llvm::zip(machine.instructions, base.instructionIssues))
    if (issues > 0)
      improvements.add("@" + instruction.name + " in half the time", 0.5,
                       [&, &name = instruction.name](const MachineNumber &n) {
                         return n.part == name && (n.attribute == "occupancy" ||
                                                   n.attribute == "latency");
                       });
  return std::move(improvements.variants);
}

static LayerChange layerChangeOf(const TrialResult &base, size_t layer,
                                 const Variant &variant,
                                 const TrialResult &result) {
  LayerChange change;
  change.change = variant.name;
  change.programCycles = result.cycles;
  const TrialLayer &before = base.layers[layer];
  for (const TrialLayer &after : result.layers) {
    if (after.name != before.name)
      continue;
    change.cycles = after.cycles;
    change.isMappedAnew = after.mapping != before.mapping;
  }
  return change;
}

llvm::Expected<Reasons> ridge::explain(Trials::Setup setup,
                                       const MachineHandle &machine) {
  setup.keepsMapping = true;
  // The passes speak in a session of their own: remarks take time.
  Session speaking;
  std::vector<Message> messages;
  speaking.onMessage([&](const Message &message) {
    if (message.kind == Message::Kind::Remark)
      messages.push_back(message);
  });
  if (setup.stopAsked)
    speaking.stopWhen(setup.stopAsked);
  if (llvm::Error error = speaking.enableRemarks())
    return error;
  llvm::Expected<Model> model = setup.load(speaking);
  if (!model)
    return model.takeError();
  if (llvm::Expected<Compiled> compiled = speaking.compile(*model, machine);
      !compiled)
    return compiled.takeError();

  Trials trials(std::move(setup));
  if (llvm::Error error = trials.start(machine))
    return error;
  const TrialResult &base = trials.base();
  std::vector<Variant> variants = improvements(base, speaking);
  std::vector<TrialResult> results = trials.run(variants);

  Reasons reasons;
  reasons.cycles = base.cycles;
  std::vector<LayerPlace> places;
  for (const TrialLayer &layer : base.layers)
    places.push_back({layer.name, layer.location});
  std::vector<std::vector<std::string>> remarks =
      remarksByLayer(messages, places, reasons.remarks);
  for (auto [i, layer] : llvm::enumerate(base.layers)) {
    LayerReasons &entry = reasons.layers.emplace_back();
    entry.layer = layer;
    entry.causes = causesOf(base, static_cast<LayerId>(i));
    entry.remarks = std::move(remarks[i]);
    for (auto [variant, result] : llvm::zip(variants, results)) {
      if (!result.refused.empty())
        continue;
      LayerChange change = layerChangeOf(base, i, variant, result);
      if (!change.cycles || change.isMappedAnew ||
          *change.cycles != layer.cycles)
        entry.changes.push_back(std::move(change));
    }
  }
  return reasons;
}

//===----------------------------------------------------------------------===//
// What is said of it
//===----------------------------------------------------------------------===//

static void printChanges(const LayerReasons &reasons, llvm::raw_ostream &os) {
  if (reasons.changes.empty()) {
    os << "  no part of the machine, twice as good, would change it\n";
    return;
  }
  os << "  what would change it\n";
  Table table({"  if", "mapping", "layer", "program"}, /*leftColumns=*/2);
  for (const LayerChange &change : reasons.changes)
    table.add({"  " + shorten(change.change, 52),
               !change.cycles        ? "grouped differently"
               : change.isMappedAnew ? "another one"
                                     : "the same",
               change.cycles ? formatCount(*change.cycles) : "-",
               formatCount(change.programCycles)});
  table.print(os);
}

static void printLayer(const LayerReasons &reasons, int64_t cycles,
                       llvm::raw_ostream &os) {
  const TrialLayer &layer = reasons.layer;
  os << layer.name << "  " << layer.location << "\n  "
     << formatCount(layer.cycles) << " of " << formatCount(cycles)
     << " cycles (" << formatShare(layer.cycles, cycles) << ")";
  if (!layer.instruction.empty())
    os << ", most of its work is @" << layer.instruction << "'s";
  os << "\n";
  if (!reasons.causes.empty())
    os << "  where the program waits for it\n";
  constexpr size_t mostCauses = 5;
  for (const CauseOfTime &cause :
       llvm::ArrayRef(reasons.causes).take_front(mostCauses))
    os << "    " << cause.cause << ": " << formatCount(cause.cycles)
       << " cycles\n";
  if (!layer.mapping.empty()) {
    os << "  mapping\n";
    llvm::SmallVector<StringRef> lines;
    StringRef(layer.mapping).split(lines, '\n', -1, /*KeepEmpty=*/false);
    for (StringRef line : lines)
      os << "    " << line << "\n";
  }
  if (!reasons.remarks.empty())
    os << "  why\n";
  for (const std::string &remark : reasons.remarks)
    os << "    " << remark << "\n";
  printChanges(reasons, os);
}

llvm::Error ridge::selectLayer(Reasons &reasons, StringRef layer) {
  if (layer.empty())
    return llvm::Error::success();
  llvm::SmallVector<StringRef> names;
  for (const LayerReasons &entry : reasons.layers)
    names.push_back(entry.layer.name);
  if (!llvm::is_contained(names, layer))
    return inputError(layer, "the program has no such layer; it has " +
                                 llvm::join(names, ", "));
  llvm::erase_if(reasons.layers, [&](const LayerReasons &entry) {
    return entry.layer.name != layer;
  });
  reasons.remarks.clear();
  return llvm::Error::success();
}

void ridge::printReasons(const Reasons &reasons, llvm::raw_ostream &os) {
  for (const LayerReasons &entry : reasons.layers) {
    os << (&entry == &reasons.layers.front() ? "" : "\n");
    printLayer(entry, reasons.cycles, os);
  }
  if (reasons.remarks.empty())
    return;
  os << "\nof no layer alone\n";
  for (const std::string &remark : reasons.remarks)
    os << "  " << remark << "\n";
}

void ridge::printReasonsJson(const Reasons &reasons,
                             llvm::json::OStream &json) {
  auto printChange = [&](const LayerChange &change) {
    json.object([&] {
      json.attribute("change", change.change);
      if (change.cycles)
        json.attribute("cycles", *change.cycles);
      json.attribute("mapped_anew", change.isMappedAnew);
      json.attribute("program_cycles", change.programCycles);
    });
  };
  auto printLayer = [&](const LayerReasons &entry) {
    json.object([&] {
      json.attribute("layer", entry.layer.name);
      json.attribute("location", entry.layer.location);
      json.attribute("instruction", entry.layer.instruction);
      json.attribute("cycles", entry.layer.cycles);
      json.attributeObject("cycles_by_cause", [&] {
        for (const CauseOfTime &cause : entry.causes)
          json.attribute(cause.cause, cause.cycles);
      });
      json.attribute("mapping", entry.layer.mapping);
      json.attributeArray("remarks", [&] {
        for (const std::string &remark : entry.remarks)
          json.value(remark);
      });
      json.attributeArray("changes", [&] {
        for (const LayerChange &change : entry.changes)
          printChange(change);
      });
    });
  };
  json.array([&] {
    for (const LayerReasons &entry : reasons.layers)
      printLayer(entry);
  });
}
