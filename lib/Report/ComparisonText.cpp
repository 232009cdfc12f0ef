//===- ComparisonText.cpp - two runs side by side, to read ----------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ridge/Report/Comparison.h"
#include "ridge/Report/Table.h"
#include "ridge/Support/Json.h"
#include "llvm/ADT/STLExtras.h"
#include <cmath>

using namespace ridge;
using llvm::StringRef;
using llvm::json::OStream;
using Layer = RunDocument::Layer;

//===----------------------------------------------------------------------===//
// For people
//===----------------------------------------------------------------------===//

static std::string changeText(double before, double after) {
  if (before == after)
    return "=";
  return before == 0 ? "new" : formatChange(after / before);
}

static std::string figureText(StringRef name, double value) {
  constexpr double most = 9e18; // Beyond it is no count.
  if (!name.contains("seconds") && !(value < most))
    return "-";
  if (name.contains("seconds"))
    return formatSeconds(value);
  if (name == "energy_femtojoules")
    return formatEnergy(static_cast<int64_t>(value));
  if (name == "bytes")
    return formatBytes(static_cast<int64_t>(value));
  return formatCount(static_cast<int64_t>(value));
}

static StringRef figureName(StringRef name) {
  if (name == "seconds")
    return "time";
  if (name == "energy_femtojoules")
    return "energy";
  if (name == "bytes")
    return "bytes moved";
  return name.ends_with("_seconds") ? name.drop_back(8) : name;
}

static const Layer *sideOf(const RunDocument &run,
                           std::optional<size_t> number) {
  return number ? &run.layers[*number] : nullptr;
}

/// "d0 64 -> 32, d2 16 -> 8" of tiles in the same dims, or both as they are.
static std::string tileChange(StringRef before, StringRef after) {
  llvm::SmallVector<StringRef> old, now;
  before.split(old, " x ");
  after.split(now, " x ");
  if (old.size() != now.size() || before.empty() || after.empty())
    return (before + " -> " + after).str();
  std::string text;
  for (auto [a, b] : llvm::zip(old, now))
    if (a != b)
      text += (llvm::Twine(text.empty() ? "" : ", ") + a + " -> " +
               b.split(' ').second)
                  .str();
  return text;
}

/// "@a -> @b; tile d0 64 -> 32".
static std::string whatChanged(const ComparedLayer &layer, const Layer *before,
                               const Layer *after) {
  if (!before || !after)
    return before ? "before alone" : "after alone";
  std::vector<std::string> parts;
  auto add = [&](StringRef what, StringRef old, StringRef now) {
    if (llvm::is_contained(layer.changed, what))
      parts.push_back((old + " -> " + now).str());
  };
  auto instruction = [](const Layer &of) {
    return of.instruction.empty() ? "moves" : "@" + of.instruction;
  };
  add("operations", before->name, after->name);
  add("instruction", instruction(*before), instruction(*after));
  add("formats", before->formats, after->formats);
  if (llvm::is_contained(layer.changed, "tile"))
    parts.push_back("tile " + tileChange(before->tile, after->tile));
  if (llvm::is_contained(layer.changed, "mapping"))
    parts.push_back("loops, memories or slots");
  std::string text;
  for (const std::string &part : parts)
    text += (text.empty() ? "" : "; ") + part;
  return text;
}

static void printLayers(const Comparison &comparison, llvm::raw_ostream &os) {
  constexpr size_t most = 20;
  std::vector<const ComparedLayer *> order;
  double rest = 0;
  for (const ComparedLayer &layer : comparison.layers)
    if (layer.secondsLost != 0 || !layer.changed.empty())
      order.push_back(&layer);
  llvm::stable_sort(order, [](const auto *a, const auto *b) {
    return std::abs(a->secondsLost) > std::abs(b->secondsLost);
  });
  os << "\nlayers, the greatest difference first\n";
  if (order.empty()) {
    os << "  all " << comparison.layers.size() << " are the same\n";
    return;
  }
  Table table({"layer", "what changed", "before", "after", "change", "bytes"},
              /*leftColumns=*/2);
  for (const ComparedLayer *layer : llvm::ArrayRef(order).take_front(most)) {
    const Layer *before = sideOf(comparison.before, layer->before);
    const Layer *after = sideOf(comparison.after, layer->after);
    const Layer &one = after ? *after : *before;
    int64_t bytes = (after ? after->bytes : 0) - (before ? before->bytes : 0);
    constexpr size_t widest = 60;
    table.add(
        {one.name, shorten(whatChanged(*layer, before, after), widest),
         before ? formatSeconds(before->seconds) : "-",
         after ? formatSeconds(after->seconds) : "-",
         before && after ? changeText(before->seconds, after->seconds) : "-",
         bytes == 0 ? "="
                    : (bytes < 0 ? "-" : "+") + formatBytes(std::abs(bytes))});
  }
  table.print(os);
  for (const ComparedLayer *layer :
       llvm::ArrayRef(order).drop_front(std::min(most, order.size())))
    rest += layer->secondsLost;
  if (order.size() > most)
    os << "  and " << order.size() - most << " more, " << (rest < 0 ? "-" : "+")
       << formatSeconds(std::abs(rest)) << " together\n";
  os << "  " << comparison.layers.size() - order.size() << " of "
     << comparison.layers.size() << " are the same\n";
}

void ridge::printComparison(const Comparison &comparison,
                            llvm::raw_ostream &os) {
  auto subject = [&](StringRef word, const RunDocument &run) {
    os << word << run.model << " on " << run.machine << ", limited by "
       << run.limitedBy << "\n";
  };
  subject("before  ", comparison.before);
  subject("after   ", comparison.after);
  os << "\n";
  Table figures({"", "before", "after", "change"}, /*leftColumns=*/1);
  for (const ComparedFigure &figure : comparison.figures)
    figures.add({figureName(figure.name).str(),
                 figureText(figure.name, figure.before),
                 figureText(figure.name, figure.after),
                 changeText(figure.before, figure.after)});
  for (const ComparedFigure &path : comparison.traffic)
    figures.add({path.name, figureText("bytes", path.before),
                 figureText("bytes", path.after),
                 changeText(path.before, path.after)});
  figures.print(os);
  printLayers(comparison, os);
  os << "\nmachine\n";
  if (comparison.hardware.empty()) {
    os << "  the same numbers\n";
    return;
  }
  Table machine({"part", "number", "before", "after"}, /*leftColumns=*/2);
  constexpr size_t widest = 40;
  for (const ComparedNumber &number : comparison.hardware)
    machine.add({number.part, number.number, shorten(number.before, widest),
                 shorten(number.after, widest)});
  machine.print(os);
}

//===----------------------------------------------------------------------===//
// For programs
//===----------------------------------------------------------------------===//

static void printSide(StringRef key, const Layer *layer,
                      std::optional<size_t> number, OStream &json) {
  if (!layer)
    return;
  json.attributeObject(key, [&] {
    json.attribute("number", static_cast<int64_t>(*number));
    json.attribute("name", layer->name);
    json.attribute("location", layer->location);
    json.attribute("simulated", layer->simulated);
    writeNumber(json, "seconds", layer->seconds);
    json.attribute("bound", layer->bound);
    json.attribute("bytes", layer->bytes);
    json.attribute("energy_femtojoules", layer->energyFemtojoules);
    json.attribute("instruction", layer->instruction);
    json.attribute("formats", layer->formats);
    json.attribute("tile", layer->tile);
  });
}

static void printFigures(llvm::ArrayRef<ComparedFigure> figures,
                         OStream &json) {
  for (const ComparedFigure &figure : figures)
    json.object([&] {
      json.attribute("name", figure.name);
      writeNumber(json, "before", figure.before);
      writeNumber(json, "after", figure.after);
    });
}

void ridge::printComparison(const Comparison &comparison, OStream &json) {
  auto subject = [&](StringRef key, const RunDocument &run) {
    json.attributeObject(key, [&] {
      json.attribute("model", run.model);
      json.attribute("machine", run.machine);
      json.attribute("limited_by", run.limitedBy);
      writeNumber(json, "hertz", run.hertz);
    });
  };
  subject("before", comparison.before);
  subject("after", comparison.after);
  json.attributeArray("figures",
                      [&] { printFigures(comparison.figures, json); });
  json.attributeArray("traffic",
                      [&] { printFigures(comparison.traffic, json); });
  json.attributeArray("layers", [&] {
    for (const ComparedLayer &layer : comparison.layers)
      json.object([&] {
        const Layer *before = sideOf(comparison.before, layer.before);
        const Layer *after = sideOf(comparison.after, layer.after);
        json.attribute("name", (after ? after : before)->name);
        writeNumber(json, "seconds_lost", layer.secondsLost);
        json.attributeArray("changed", [&] {
          for (StringRef what : layer.changed)
            json.value(what);
        });
        printSide("before", before, layer.before, json);
        printSide("after", after, layer.after, json);
      });
  });
  json.attributeArray("hardware", [&] {
    for (const ComparedNumber &number : comparison.hardware)
      json.object([&] {
        json.attribute("part", number.part);
        json.attribute("number", number.number);
        json.attribute("before", number.before);
        json.attribute("after", number.after);
      });
  });
}
