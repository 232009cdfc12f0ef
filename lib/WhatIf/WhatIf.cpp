//===- WhatIf.cpp - what a change of a machine is worth -------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ridge/WhatIf/WhatIf.h"
#include "ridge/Cost/Energy.h"
#include "ridge/Report/Table.h"
#include "ridge/Support/Json.h"
#include "llvm/ADT/StringExtras.h"

using namespace ridge;
using llvm::StringRef;

static llvm::Error editError(StringRef text, const llvm::Twine &why) {
  Message error;
  error.place = (text + ":1:1").str();
  error.text = why.str();
  return llvm::make_error<InputError>(std::move(error));
}

llvm::Expected<MachineEdit> ridge::parseMachineEdit(StringRef text) {
  MachineEdit edit;
  edit.text = text.str();
  llvm::SmallVector<StringRef> parts;
  text.split(parts, ';');
  for (StringRef one : parts) {
    auto [place, value] = one.split('=');
    auto [part, attribute] = place.trim().rsplit('.');
    if (part.empty() || attribute.empty() || value.trim().empty())
      return editError(text, "found '" + one.trim() +
                                 "', expected PART.ATTRIBUTE=VALUE such as "
                                 "sram.size=512 KiB");
    MachineChange &change = edit.changes.emplace_back();
    change.part = part.str();
    change.attribute = attribute.str();
    change.value = value.trim().str();
  }
  return edit;
}

static llvm::Error measure(Session &session, const Model &model,
                           const MachineHandle &machine,
                           VariantOutcome &outcome) {
  TilingCache::Counts before = session.tilingSearches();
  llvm::Expected<Compiled> compiled = session.compile(model, machine);
  if (!compiled)
    return compiled.takeError();
  llvm::Expected<ProgramCost> cost = session.estimate(*compiled);
  if (!cost)
    return cost.takeError();
  llvm::Expected<SimResult> sim = session.simulate(*compiled);
  if (!sim)
    return sim.takeError();
  outcome.cycles = sim->cycles;
  outcome.bound = cost->bound;
  outcome.boundBy = cost->boundBy;
  outcome.energyFemtojoules = energyOf(cost->work, machine, sim->cycles).total;
  outcome.instructionBusy = std::move(cost->instructionBusy);
  TilingCache::Counts after = session.tilingSearches();
  outcome.searches = {after.asked - before.asked,
                      after.searched - before.searched};
  return llvm::Error::success();
}

/// The first of what is wrong.
static std::string sentenceOf(llvm::Error error) {
  std::string text;
  auto take = [&](StringRef sentence) {
    if (text.empty())
      text = sentence.str();
  };
  llvm::handleAllErrors(
      std::move(error),
      [&](const InputError &input) { take(input.said().text); },
      [&](const llvm::ErrorInfoBase &info) { take(info.message()); });
  return text;
}

llvm::Expected<std::vector<VariantOutcome>>
ridge::tryVariants(Session &session, const Model &model,
                   const MachineHandle &base,
                   llvm::ArrayRef<MachineEdit> edits) {
  std::vector<VariantOutcome> outcomes(1);
  outcomes.front().name = base.name().str();
  if (llvm::Error error = measure(session, model, base, outcomes.front()))
    return error;
  for (const MachineEdit &edit : edits) {
    VariantOutcome &outcome = outcomes.emplace_back();
    outcome.name = edit.text;
    llvm::Expected<MachineHandle> machine =
        session.deriveMachine(base, edit.changes);
    if (!machine)
      outcome.refused = sentenceOf(machine.takeError());
    else if (llvm::Error error = measure(session, model, *machine, outcome))
      outcome.refused = sentenceOf(std::move(error));
  }
  return outcomes;
}

static std::string percent(int64_t value, int64_t base) {
  if (base == 0)
    return value == 0 ? "+0.0 %" : "new";
  return formatDecimal(100 * (double(value) / double(base) - 1), "%+.1f") +
         " %";
}

/// "@hard 6 144 -> 3 072": that whose occupied cycles changed most.
static std::string mostChanged(const Machine &machine,
                               const VariantOutcome &base,
                               const VariantOutcome &outcome) {
  int64_t most = 0;
  size_t which = 0;
  for (size_t i = 0;
       i < base.instructionBusy.size() && i < outcome.instructionBusy.size();
       ++i) {
    int64_t change =
        std::abs(outcome.instructionBusy[i] - base.instructionBusy[i]);
    if (change > most) {
      most = change;
      which = i;
    }
  }
  if (most == 0)
    return "-";
  return "@" + machine.instructions[which].name + " " +
         formatCount(base.instructionBusy[which]) + " -> " +
         formatCount(outcome.instructionBusy[which]);
}

void ridge::printVariants(const MachineHandle &base,
                          llvm::ArrayRef<VariantOutcome> outcomes,
                          llvm::raw_ostream &os) {
  std::vector<const VariantOutcome *> order;
  for (const VariantOutcome &outcome : outcomes.drop_front())
    order.push_back(&outcome);
  llvm::stable_sort(order,
                    [](const VariantOutcome *a, const VariantOutcome *b) {
                      return std::make_pair(!a->refused.empty(), a->cycles) <
                             std::make_pair(!b->refused.empty(), b->cycles);
                    });
  order.insert(order.begin(), &outcomes.front());
  Table table({"variant", "most changed", "bound by", "cycles", "time",
               "energy", "searched"},
              /*leftColumns=*/3);
  bool anyRefused = false;
  for (const VariantOutcome *outcome : order) {
    if (!outcome->refused.empty()) {
      anyRefused = true;
      continue;
    }
    const VariantOutcome &first = outcomes.front();
    table.add({outcome->name, mostChanged(*base, first, *outcome),
               outcome->boundBy, formatCount(outcome->cycles),
               percent(outcome->cycles, first.cycles),
               percent(outcome->energyFemtojoules, first.energyFemtojoules),
               std::to_string(outcome->searches.searched) + " of " +
                   std::to_string(outcome->searches.asked)});
  }
  table.print(os);
  if (anyRefused)
    os << "\n";
  for (const VariantOutcome *outcome : order)
    if (!outcome->refused.empty())
      os << "  " << outcome->name << ": " << outcome->refused << "\n";
}

void ridge::printVariantsJson(const MachineHandle &base,
                              llvm::ArrayRef<VariantOutcome> outcomes,
                              llvm::raw_ostream &os) {
  llvm::json::OStream json(os, /*IndentSize=*/2);
  json.array([&] {
    for (const VariantOutcome &outcome : outcomes)
      json.object([&] {
        json.attribute("variant", outcome.name);
        if (!outcome.refused.empty())
          return json.attribute("refused", outcome.refused);
        json.attribute("cycles", outcome.cycles);
        json.attribute("bound", outcome.bound);
        json.attribute("bound_by", outcome.boundBy);
        json.attribute("energy_femtojoules", outcome.energyFemtojoules);
        json.attributeObject("instruction_busy", [&] {
          for (auto [instruction, busy] :
               llvm::zip(base->instructions, outcome.instructionBusy))
            if (busy > 0)
              json.attribute(instruction.name, busy);
        });
        json.attribute("searches_asked", outcome.searches.asked);
        json.attribute("searches_made", outcome.searches.searched);
      });
  });
  os << "\n";
}
