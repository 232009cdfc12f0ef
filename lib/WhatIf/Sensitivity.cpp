//===- Sensitivity.cpp - what each number of a machine is worth -----------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ridge/WhatIf/Sensitivity.h"
#include "ridge/Report/Table.h"
#include "ridge/Support/Json.h"
#include "llvm/ADT/StringExtras.h"
#include <cmath>

using namespace ridge;
using llvm::StringRef;

//===----------------------------------------------------------------------===//
// What needs to be run
//===----------------------------------------------------------------------===//

/// Numbers that no decision and no time depends on.
static bool isOfEnergy(const MachineNumber &number) {
  return llvm::is_contained(
      {"energy", "read_energy", "write_energy", "codec_energy", "static_power"},
      number.attribute);
}

static const Instruction *instructionOf(const MachineNumber &number,
                                        const Machine &machine) {
  for (const Instruction &instruction : machine.instructions)
    if (instruction.name == number.part)
      return &instruction;
  return nullptr;
}

/// Of a path by this part's name: "dram->sram", or with its engine behind it.
static bool isPath(StringRef part, const Path &path, const Machine &machine) {
  auto [ends, engine] = part.split(" on ");
  return path.name == ends &&
         (engine.empty() || engine == machine.engines[path.engine].name);
}

/// Of an instruction that the base's program does not issue, or of a path on
/// which it moves nothing.
static bool isUnused(const MachineNumber &number, const TrialResult &base) {
  const Machine &machine = base.machine;
  if (const Instruction *instruction = instructionOf(number, machine))
    return base.instructionIssues[instruction - machine.instructions.data()] ==
           0;
  bool isAny = false;
  for (auto [path, bytes] : llvm::zip(machine.paths, base.work.wireBytes))
    if (isPath(number.part, path, machine)) {
      if (bytes > 0)
        return false;
      isAny = true;
    }
  return isAny;
}

/// Whether more of it may make something faster: rates, and what may be under
/// way. The other numbers of instructions and paths are times, and bursts.
static bool isBetterLarger(const MachineNumber &number) {
  StringRef attribute = number.attribute;
  return attribute.ends_with("bandwidth") || attribute == "in_flight" ||
         attribute == "commands" || attribute == "clock";
}

namespace {
/// A run to be made: one number on one side.
struct Try {
  size_t number;
  bool isMore;
  ScaledNumber scaled;
};

class Measuring {
public:
  Measuring(Trials &trials, llvm::ArrayRef<MachineNumber> numbers,
            Session &session, double step)
      : trials(trials), base(trials.base()), session(session),
        factor(1 + step) {
    for (const MachineNumber &number : numbers)
      if (number.attribute != "area")
        found.numbers.push_back({number, {}, {}, 0, 0, {}, false});
  }

  Sensitivities measure();

private:
  Variant fasterTogether(llvm::ArrayRef<size_t> which) const;
  std::vector<size_t> withEffect(llvm::ArrayRef<size_t> which);
  void setEnergy(Sensitivity &entry);
  std::vector<Try> triesOf(llvm::ArrayRef<size_t> which, double by) const;
  std::vector<Try> run(llvm::ArrayRef<Try> tries);
  void setElasticities(Sensitivity &entry);
  std::optional<double> shareOf(const MachineNumber &number) const;

  Trials &trials;
  const TrialResult &base;
  Session &session;
  double factor;
  Sensitivities found;
};
} // namespace

/// All of these numbers better.
Variant Measuring::fasterTogether(llvm::ArrayRef<size_t> which) const {
  Variant all;
  for (size_t i : which) {
    const MachineNumber &number = found.numbers[i].number;
    double by = isBetterLarger(number) ? factor : 1 / factor;
    if (auto scaled = scaleNumber(number.value, by))
      all.changes.push_back(changeOf(number, scaled->value));
  }
  return all;
}

/// Of numbers of unused parts those that have an effect in a group that
/// was halved until it had none; the others are marked.
std::vector<size_t> Measuring::withEffect(llvm::ArrayRef<size_t> which) {
  std::vector<llvm::ArrayRef<size_t>> groups = {which};
  std::vector<size_t> left;
  while (!groups.empty()) {
    std::vector<Variant> variants;
    for (llvm::ArrayRef<size_t> group : groups)
      variants.push_back(fasterTogether(group));
    std::vector<TrialResult> results = trials.run(variants);
    found.runs += static_cast<int64_t>(variants.size());
    std::vector<llvm::ArrayRef<size_t>> halves;
    for (auto [group, result] : llvm::zip(groups, results)) {
      bool hasNone = result.refused.empty() && result.cycles == base.cycles &&
                     result.energyFemtojoules == base.energyFemtojoules;
      if (hasNone) {
        for (size_t i : group)
          found.numbers[i].triedTogether = true;
      } else if (group.size() <= 2) {
        llvm::append_range(left, group);
      } else {
        halves.push_back(group.take_front(group.size() / 2));
        halves.push_back(group.drop_front(group.size() / 2));
      }
    }
    groups = std::move(halves);
  }
  return left;
}

/// What a number of energy alone makes of the base's work.
void Measuring::setEnergy(Sensitivity &entry) {
  const Machine &machine = base.machine;
  auto sideOf = [&](double by) -> std::optional<Sensitivity::Side> {
    std::optional<ScaledNumber> scaled = scaleNumber(entry.number.value, by);
    if (!scaled)
      return std::nullopt;
    Sensitivity::Side side = {scaled->value, scaled->ratio, 1, 1};
    double total = static_cast<double>(base.energyFemtojoules);
    if (total == 0)
      return side;
    if (const Instruction *of = instructionOf(entry.number, machine)) {
      double own = static_cast<double>(
          base.work.instructionFemtojoules[of - machine.instructions.data()]);
      side.energy = (total + own * (scaled->ratio - 1)) / total;
      return side;
    }
    llvm::Expected<MachineHandle> changed = makeVariant(
        variantOf(entry.number, scaled->value), base.machine, session);
    if (!changed) {
      llvm::consumeError(changed.takeError());
      return std::nullopt;
    }
    side.energy = energyOf(base.work, *changed, base.cycles).total / total;
    return side;
  };
  entry.more = sideOf(factor);
  entry.less = sideOf(1 / factor);
}

std::vector<Try> Measuring::triesOf(llvm::ArrayRef<size_t> which,
                                    double by) const {
  std::vector<Try> tries;
  for (size_t i : which) {
    const Sensitivity &entry = found.numbers[i];
    for (bool isMore : {true, false})
      if (!(isMore ? entry.more : entry.less))
        if (auto scaled = scaleNumber(entry.number.value, isMore ? by : 1 / by))
          tries.push_back({i, isMore, *scaled});
  }
  return tries;
}

/// Those that are no machines come back.
std::vector<Try> Measuring::run(llvm::ArrayRef<Try> tries) {
  std::vector<Variant> variants;
  for (const Try &one : tries)
    variants.push_back(
        variantOf(found.numbers[one.number].number, one.scaled.value));
  std::vector<TrialResult> results = trials.run(variants);
  found.runs += static_cast<int64_t>(tries.size());
  std::vector<Try> refused;
  for (auto [one, result] : llvm::zip(tries, results)) {
    if (!result.refused.empty()) {
      refused.push_back(one);
      continue;
    }
    Sensitivity &entry = found.numbers[one.number];
    Sensitivity::Side side = {one.scaled.value, one.scaled.ratio, 1, 1};
    side.time = result.seconds() / base.seconds();
    if (base.energyFemtojoules > 0)
      side.energy = static_cast<double>(result.energyFemtojoules) /
                    static_cast<double>(base.energyFemtojoules);
    // Cycles are whole: what the program took of them says what it came to.
    if (const Instruction *of = instructionOf(entry.number, base.machine);
        of && entry.number.attribute == "occupancy") {
      size_t id = of - base.machine->instructions.data();
      if (base.instructionIssues[id] > 0 &&
          result.instructionIssues[id] == base.instructionIssues[id])
        side.ratio = static_cast<double>(result.instructionBusy[id]) /
                     static_cast<double>(base.instructionBusy[id]);
    }
    (one.isMore ? entry.more : entry.less) = side;
  }
  return refused;
}

/// The slope between the two sides, or of the one that there is.
void Measuring::setElasticities(Sensitivity &entry) {
  Sensitivity::Side here;
  const Sensitivity::Side &more = entry.more ? *entry.more : here;
  const Sensitivity::Side &less = entry.less ? *entry.less : here;
  double step = std::log(more.ratio / less.ratio);
  if (step == 0)
    return;
  entry.timeElasticity = std::log(more.time / less.time) / step;
  entry.energyElasticity = std::log(more.energy / less.energy) / step;
}

/// Cycles on the chain of what the number belongs to.
std::optional<double> Measuring::shareOf(const MachineNumber &number) const {
  if (base.chain.empty() || isOfEnergy(number) || number.part.empty() ||
      number.attribute == "size")
    return std::nullopt;
  const Machine &machine = base.machine;
  int64_t cycles = 0;
  for (const ChainShare &share : base.chain) {
    bool isPart = machine.engines[share.engine].name == number.part;
    if (share.instruction >= 0)
      isPart |= machine.instructions[share.instruction].name == number.part;
    if (share.path >= 0) {
      const Path &path = machine.paths[share.path];
      isPart |= isPath(number.part, path, machine);
      isPart |= machine.memories[path.from].name == number.part ||
                machine.memories[path.to].name == number.part;
    }
    if (isPart)
      cycles += share.cycles;
  }
  return static_cast<double>(cycles) / static_cast<double>(base.cycles);
}

Sensitivities Measuring::measure() {
  std::vector<size_t> unused, tried;
  for (auto [i, entry] : llvm::enumerate(found.numbers)) {
    entry.chainShare = shareOf(entry.number);
    if (isOfEnergy(entry.number))
      setEnergy(entry);
    else
      (isUnused(entry.number, base) ? unused : tried).push_back(i);
  }
  if (!unused.empty())
    llvm::append_range(tried, withEffect(unused));
  run(triesOf(tried, factor));
  run(triesOf(tried, 2));
  for (Sensitivity &entry : found.numbers)
    setElasticities(entry);
  llvm::stable_sort(found.numbers,
                    [](const Sensitivity &a, const Sensitivity &b) {
                      return std::make_pair(std::abs(a.timeElasticity),
                                            std::abs(a.energyElasticity)) >
                             std::make_pair(std::abs(b.timeElasticity),
                                            std::abs(b.energyElasticity));
                    });
  return std::move(found);
}

llvm::Expected<std::vector<MachineNumber>>
ridge::numbersBegunBy(llvm::ArrayRef<std::string> prefixes,
                      const MachineHandle &machine, Session &session) {
  std::vector<MachineNumber> numbers = session.machineNumbers(machine);
  auto begins = [](const MachineNumber &number, StringRef prefix) {
    return StringRef(number.name()).starts_with(prefix);
  };
  for (StringRef prefix : prefixes)
    if (llvm::none_of(numbers, [&](const MachineNumber &number) {
          return begins(number, prefix);
        }))
      return session.error(prefix, "machine " + machine.name() +
                                       " states no number whose name begins "
                                       "so; `ridge machines " +
                                       machine.name() + "` prints it");
  llvm::erase_if(numbers, [&](const MachineNumber &number) {
    return !prefixes.empty() && llvm::none_of(prefixes, [&](StringRef prefix) {
      return begins(number, prefix);
    });
  });
  return numbers;
}

Sensitivities ridge::measureSensitivities(Trials &trials,
                                          llvm::ArrayRef<MachineNumber> numbers,
                                          Session &session, double step) {
  return Measuring(trials, numbers, session, step).measure();
}

//===----------------------------------------------------------------------===//
// What is said of it
//===----------------------------------------------------------------------===//

static std::string sideText(const std::optional<Sensitivity::Side> &side) {
  return side ? formatChange(side->time) : "-";
}

static bool hasEffect(const Sensitivity &entry) {
  auto moves = [](const std::optional<Sensitivity::Side> &side) {
    return side && (side->time != 1 || side->energy != 1);
  };
  return moves(entry.more) || moves(entry.less);
}

void ridge::printSensitivities(const Sensitivities &found,
                               const TrialResult &base, llvm::raw_ostream &os) {
  constexpr size_t widest = 44;
  Table table({"number", "value", "more", "less", "time", "energy", "chain"},
              /*leftColumns=*/2);
  int64_t without = 0, refused = 0;
  for (const Sensitivity &entry : found.numbers) {
    if (!hasEffect(entry)) {
      bool isTried = entry.more || entry.less || entry.triedTogether;
      ++(isTried ? without : refused);
      continue;
    }
    table.add({shorten(entry.number.name(), widest),
               shorten(entry.number.value, widest), sideText(entry.more),
               sideText(entry.less),
               formatDecimal(entry.timeElasticity, "%.2f"),
               formatDecimal(entry.energyElasticity, "%.2f"),
               entry.chainShare
                   ? formatDecimal(100 * *entry.chainShare, "%.1f") + " %"
                   : "-"});
  }
  table.print(os);
  os << "\n  more, less: the time with the number a step larger, smaller\n"
        "  time, energy: elasticities, percent for one percent of the number\n"
        "  chain: the number's part on the critical chain of "
     << formatCount(base.cycles) << " cycles\n  " << without
     << " numbers have no effect";
  if (refused > 0)
    os << ", " << refused << " have no other value to try";
  os << "; " << found.runs << " runs\n";
}

void ridge::printSensitivitiesJson(const Sensitivities &found,
                                   const TrialResult &base,
                                   llvm::json::OStream &json) {
  auto printSide = [&](StringRef name,
                       const std::optional<Sensitivity::Side> &side) {
    if (!side)
      return;
    json.attributeObject(name, [&] {
      json.attribute("value", side->value);
      json.attribute("ratio", side->ratio);
      json.attribute("time", side->time);
      json.attribute("energy", side->energy);
    });
  };
  json.object([&] {
    json.attribute("machine", base.machine.name());
    json.attribute("cycles", base.cycles);
    json.attribute("energy_femtojoules", base.energyFemtojoules);
    json.attribute("runs", found.runs);
    json.attributeArray("numbers", [&] {
      for (const Sensitivity &entry : found.numbers)
        json.object([&] {
          json.attribute("number", entry.number.name());
          json.attribute("value", entry.number.value);
          printSide("more", entry.more);
          printSide("less", entry.less);
          json.attribute("time_elasticity", entry.timeElasticity);
          json.attribute("energy_elasticity", entry.energyElasticity);
          if (entry.chainShare)
            json.attribute("chain_share", *entry.chainShare);
          json.attribute("tried_together", entry.triedTogether);
        });
    });
  });
}
