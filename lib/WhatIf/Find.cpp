//===- Find.cpp - the value of a number where something holds -------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ridge/WhatIf/Find.h"
#include "ridge/Report/Table.h"
#include "ridge/Support/Json.h"
#include "llvm/ADT/StringExtras.h"
#include <cmath>
#include <map>

using namespace ridge;
using llvm::StringRef;

//===----------------------------------------------------------------------===//
// Properties
//===----------------------------------------------------------------------===//

namespace {
struct Figure {
  llvm::StringLiteral name;
  double (*of)(const TrialResult &, const TrialResult &base);
  const char *format;
};
} // namespace

static constexpr Figure figures[] = {
    {"cycles",
     [](const TrialResult &r, const TrialResult &) {
       return static_cast<double>(r.cycles);
     },
     "%.0f"},
    {"bound",
     [](const TrialResult &r, const TrialResult &) {
       return static_cast<double>(r.bound);
     },
     "%.0f"},
    {"seconds",
     [](const TrialResult &r, const TrialResult &) { return r.seconds(); },
     "%.6g"},
    {"energy",
     [](const TrialResult &r, const TrialResult &) {
       return static_cast<double>(r.energyFemtojoules) * 1e-15;
     },
     "%.6g"},
    {"area",
     [](const TrialResult &r, const TrialResult &) {
       return static_cast<double>(r.areaSquareMicrometres) * 1e-6;
     },
     "%.6g"},
    {"speedup",
     [](const TrialResult &r, const TrialResult &base) {
       return base.seconds() / r.seconds();
     },
     "%.4f"},
};

static const Figure *findFigure(StringRef name) {
  for (const Figure &figure : figures)
    if (figure.name == name)
      return &figure;
  return nullptr;
}

llvm::Expected<Property> ridge::parseProperty(StringRef text) {
  Property property;
  property.text = text.trim().str();
  StringRef words = property.text;
  if (words == "runs")
    return property;
  auto expected = [&] {
    return inputError(text, "found '" + text +
                                "', expected 'runs', 'bound-by=engine', "
                                "'bound-by=memory @dram' or a figure such as "
                                "'cycles<=100000'; figures are cycles, bound, "
                                "seconds, energy, area, speedup");
  };
  size_t at = words.find_first_of("<>=");
  if (at == StringRef::npos)
    return expected();
  StringRef left = words.take_front(at).trim(), rest = words.substr(at);
  if (left == "bound-by" && rest.consume_front("=") && !rest.trim().empty()) {
    property.kind = Property::Kind::BoundBy;
    property.limitedBy = rest.trim().str();
    return property;
  }
  property.kind = Property::Kind::Figure;
  property.figure = left.str();
  property.isAtMost = rest.starts_with("<=");
  bool isComparison = rest.consume_front("<=") || rest.consume_front(">=");
  if (!findFigure(left) || !isComparison ||
      rest.trim().getAsDouble(property.limit))
    return expected();
  return property;
}

bool Property::holds(const TrialResult &result, const TrialResult &base) const {
  if (!result.refused.empty())
    return false;
  if (kind == Kind::BoundBy)
    return result.boundBy == limitedBy ||
           StringRef(result.boundBy).starts_with(limitedBy + " ");
  if (kind == Kind::Runs)
    return true;
  double value = findFigure(figure)->of(result, base);
  return isAtMost ? value <= limit : value >= limit;
}

std::string Property::describe(const TrialResult &result,
                               const TrialResult &base) const {
  if (!result.refused.empty())
    return result.refused;
  if (kind == Kind::BoundBy)
    return result.boundBy;
  if (kind == Kind::Runs)
    return formatCount(result.cycles) + " cycles";
  const Figure *of = findFigure(figure);
  return formatDecimal(of->of(result, base), of->format) + " " + figure;
}

//===----------------------------------------------------------------------===//
// Ranges
//===----------------------------------------------------------------------===//

static double factorOf(StringRef unit) {
  static constexpr std::pair<StringRef, double> factors[] = {
      {"B", 1},         {"kB", 1e3},      {"MB", 1e6},     {"GB", 1e9},
      {"KiB", 1 << 10}, {"MiB", 1 << 20}, {"GiB", 1 << 30}};
  for (auto [name, factor] : factors)
    if (name == unit)
      return factor;
  return 0;
}

/// `number` in `unit`; false if the units are of different kinds.
static bool convertTo(StringRef unit, NumberWithUnit &number) {
  if (number.unit == unit)
    return true;
  double from = factorOf(number.unit), to = factorOf(unit);
  if (from == 0 || to == 0)
    return false;
  number.number *= from / to;
  number.unit = unit.str();
  return true;
}

std::string SearchRange::valueAt(int64_t step) const {
  NumberWithUnit value = first;
  value.number += static_cast<double>(step) * std::pow(10, -first.decimals);
  return value.print();
}

int64_t SearchRange::numSteps() const {
  return std::llround((last.number - first.number) *
                      std::pow(10, first.decimals));
}

llvm::Expected<SearchRange> ridge::parseRange(StringRef name, StringRef first,
                                              StringRef last,
                                              const MachineHandle &machine,
                                              Session &session) {
  SearchRange range;
  std::vector<MachineNumber> numbers = session.machineNumbers(machine);
  auto known = llvm::find_if(
      numbers, [&](const MachineNumber &n) { return n.name() == name; });
  if (known == numbers.end())
    return inputError(name, "machine " + machine.name() +
                                " states no such number; `ridge machines " +
                                machine.name() + "` prints it");
  range.number = *known;
  auto begin = parseNumberWithUnit(first), end = parseNumberWithUnit(last);
  if (!begin || !end || !convertTo(begin->unit, *end))
    return inputError(name, "found a range from '" + first + "' to '" + last +
                                "', expected two numbers with units of one "
                                "kind, such as '64 KiB' and '4 MiB'");
  range.first = *begin;
  range.last = *end;
  constexpr int64_t mostSteps = int64_t(1) << 40;
  if (range.numSteps() < 1 || range.numSteps() > mostSteps)
    return inputError(name,
                      "found a range from '" + first + "' to '" + last +
                          "', expected the second to be greater, by fewer "
                          "than 2^40 steps of the first one's last digit");
  return range;
}

//===----------------------------------------------------------------------===//
// The search
//===----------------------------------------------------------------------===//

namespace {
class Search {
public:
  Search(Trials &trials, const SearchRange &range, const Property &property)
      : trials(trials), range(range), property(property) {}

  /// Tries what has not been tried.
  void probe(llvm::ArrayRef<int64_t> steps);
  /// The neighbours of what was tried between which the property changes
  /// first; nothing: it is the same everywhere.
  std::optional<std::pair<int64_t, int64_t>> change() const;
  Found finish() const;

  bool holdsAt(int64_t step) const { return probes.at(step).holds; }

private:
  Trials &trials;
  const SearchRange &range;
  const Property &property;
  std::map<int64_t, Found::Probe> probes;
};
} // namespace

void Search::probe(llvm::ArrayRef<int64_t> steps) {
  std::vector<int64_t> fresh;
  std::vector<Variant> variants;
  for (int64_t step : steps) {
    if (probes.count(step) || llvm::is_contained(fresh, step))
      continue;
    fresh.push_back(step);
    variants.push_back(variantOf(range.number, range.valueAt(step)));
  }
  std::vector<TrialResult> results = trials.run(variants);
  for (auto [step, result] : llvm::zip(fresh, results))
    probes[step] = {range.valueAt(step), property.holds(result, trials.base()),
                    property.describe(result, trials.base())};
}

std::optional<std::pair<int64_t, int64_t>> Search::change() const {
  for (auto at = probes.begin(), next = std::next(at); next != probes.end();
       ++at, ++next)
    if (at->second.holds != next->second.holds)
      return std::make_pair(at->first, next->first);
  return std::nullopt;
}

Found Search::finish() const {
  Found found;
  int64_t changes = 0;
  for (const auto &[step, one] : probes) {
    changes += !found.probes.empty() && found.probes.back().holds != one.holds;
    found.probes.push_back(one);
  }
  found.isMonotone = changes <= 1;
  found.endsToHold = found.probes.front().holds && changes > 0;
  if (found.endsToHold)
    found.value = probes.at(change()->first).value;
  else if (found.probes.front().holds)
    found.value = found.probes.front().value;
  else if (changes > 0)
    found.value = probes.at(change()->second).value;
  return found;
}

Found ridge::findValue(Trials &trials, const SearchRange &range,
                       const Property &property) {
  Search search(trials, range, property);
  int64_t last = range.numSteps();
  // Each a constant factor of the one before: sizes are thought of that way.
  constexpr int samples = 6;
  std::vector<int64_t> steps = {0, last};
  double low = std::max(range.first.number, 1e-3 * range.last.number);
  for (int i = 1; i < samples; ++i) {
    double value = low * std::pow(range.last.number / low, double(i) / samples);
    int64_t step = std::llround((value - range.first.number) *
                                std::pow(10, range.first.decimals));
    steps.push_back(std::clamp<int64_t>(step, 0, last));
  }
  search.probe(steps);
  for (auto at = search.change(); at && at->second - at->first > 1;
       at = search.change()) {
    steps.clear();
    int64_t parts = static_cast<int64_t>(trials.numWorkers()) + 1;
    for (int64_t i = 1; i < parts; ++i)
      steps.push_back(at->first + std::max<int64_t>(
                                      1, (at->second - at->first) * i / parts));
    search.probe(steps);
  }
  return search.finish();
}

//===----------------------------------------------------------------------===//
// What is said of it
//===----------------------------------------------------------------------===//

void ridge::printFound(const Found &found, const SearchRange &range,
                       const Property &property, llvm::raw_ostream &os) {
  Table table({range.number.name(), property.text, "because"},
              /*leftColumns=*/3);
  for (const Found::Probe &probe : found.probes)
    table.add({probe.value, probe.holds ? "yes" : "no", probe.figure});
  table.print(os);
  os << "\n  ";
  if (!found.value)
    os << "no value that was tried gives " << property.text;
  else
    os << (found.endsToHold ? "up to " : "from ") << range.number.name()
       << " = " << *found.value << " on: " << property.text;
  os << " (the machine file says " << range.number.value << ")\n";
  if (!found.isMonotone)
    os << "  it comes and goes over the range: this is where it does so "
          "first\n";
}

void ridge::printFoundJson(const Found &found, const SearchRange &range,
                           const Property &property,
                           llvm::json::OStream &json) {
  json.object([&] {
    json.attribute("number", range.number.name());
    json.attribute("until", property.text);
    if (found.value)
      json.attribute(found.endsToHold ? "greatest" : "least", *found.value);
    json.attribute("monotone", found.isMonotone);
    json.attributeArray("probes", [&] {
      for (const Found::Probe &probe : found.probes)
        json.object([&] {
          json.attribute("value", probe.value);
          json.attribute("holds", probe.holds);
          json.attribute("because", probe.figure);
        });
    });
  });
}
