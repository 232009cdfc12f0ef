//===- Comparison.cpp - what differs between two runs ---------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ridge/Report/Comparison.h"

#include "ridge/Mapping/MappingText.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FormatVariadic.h"
#include <map>

using namespace ridge;
using llvm::StringRef;
using llvm::json::Object;
using llvm::json::Value;

//===----------------------------------------------------------------------===//
// Reading a document
//===----------------------------------------------------------------------===//

namespace {
/// Members of an object; the first that is missing is the problem.
class Reader {
public:
  Reader(const Object &object, std::string &problem)
      : object(object), problem(problem) {}

  /// Counts of cycles, bytes and femtojoules.
  int64_t integer(StringRef key) {
    std::optional<int64_t> value = object.getInteger(key);
    if (value && *value < 0)
      value.reset();
    return take(value, key, "a whole number from 0 on");
  }
  double number(StringRef key) {
    return take(object.getNumber(key), key, "a number");
  }
  std::string text(StringRef key) {
    return take(object.getString(key), key, "a text").str();
  }
  /// What documents of older versions do not have.
  std::string textIfAny(StringRef key) {
    return object.getString(key).value_or("").str();
  }

private:
  template <typename T>
  T take(std::optional<T> value, StringRef key, StringRef kind) {
    if (!value && problem.empty())
      problem = ("'" + key + "' is missing or not " + kind).str();
    return value.value_or(T());
  }

  const Object &object;
  std::string &problem;
};
} // namespace

/// Sizes once all loops stand. A text of factors, or none, says no tile.
static std::string tileOf(StringRef mapping) {
  llvm::Expected<std::vector<MappingText>> texts = parseMappings(mapping);
  if (!texts) {
    llvm::consumeError(texts.takeError());
    return "";
  }
  if (texts->size() != 1)
    return "";
  llvm::SmallVector<int64_t, 6> sizes = texts->front().extents;
  for (const MappingText::Loop &loop : texts->front().loops) {
    // Nobody has checked this text.
    if (loop.dim < 0 || size_t(loop.dim) >= sizes.size())
      return "";
    sizes[loop.dim] = loop.tile;
  }
  std::vector<std::string> words;
  for (auto [dim, size] : llvm::enumerate(sizes))
    words.push_back(llvm::formatv("d{0} {1}", dim, size));
  return llvm::join(words, " x ");
}

static RunDocument::Layer readLayer(const Object &object, double hertz,
                                    std::string &problem) {
  Reader reader(object, problem);
  RunDocument::Layer layer;
  layer.name = reader.text("name");
  layer.location = reader.text("location");
  layer.instruction = reader.text("instruction");
  layer.formats = reader.textIfAny("formats");
  layer.mapping = reader.textIfAny("mapping");
  layer.tile = tileOf(layer.mapping);
  layer.simulated = reader.integer("simulated");
  layer.bound = reader.integer("bound");
  layer.bytes = reader.integer("bytes");
  layer.energyFemtojoules = reader.integer("energy_femtojoules");
  layer.seconds = static_cast<double>(layer.simulated) / hertz;
  return layer;
}

double RunDocument::bytes() const {
  double sum = 0;
  for (const auto &[path, bytes] : traffic)
    sum += static_cast<double>(bytes);
  return sum;
}

llvm::Expected<RunDocument> RunDocument::read(const Value &document) {
  auto fail = [](const llvm::Twine &why) {
    return llvm::createStringError("found no document of a run (" + why +
                                   "), expected what ridge run --json writes");
  };
  const Object *object = document.getAsObject();
  const Object *cycles = object ? object->getObject("cycles") : nullptr;
  const Object *hardware = object ? object->getObject("hardware") : nullptr;
  const Object *traffic = object ? object->getObject("traffic") : nullptr;
  const llvm::json::Array *ops = object ? object->getArray("ops") : nullptr;
  if (!cycles || !hardware || !traffic || !ops)
    return fail("'cycles', 'hardware', 'traffic' or 'ops' is missing");
  std::string problem;
  RunDocument run;
  Reader top(*object, problem), time(*cycles, problem);
  run.model = top.text("model");
  run.machine = top.text("machine");
  run.limitedBy = top.text("limited_by");
  run.seconds = top.number("seconds");
  run.energyFemtojoules = top.integer("energy_femtojoules");
  run.simulated = time.integer("simulated");
  run.bound = time.integer("bound");
  run.estimate = time.integer("estimate");
  run.hertz = Reader(*hardware, problem).number("hertz");
  if (problem.empty() && !(run.hertz > 0))
    problem = "'hertz' is not above 0";
  for (const Value &op : *ops) {
    const Object *layer = op.getAsObject();
    if (!layer)
      return fail("'ops' holds what is no object");
    run.layers.push_back(readLayer(*layer, run.hertz, problem));
  }
  Reader paths(*traffic, problem);
  for (const auto &[path, bytes] : *traffic)
    run.traffic.push_back({path.str(), paths.integer(path)});
  llvm::sort(run.traffic);
  run.hardware = *hardware;
  if (!problem.empty())
    return fail(problem);
  return run;
}

//===----------------------------------------------------------------------===//
// Layers
//===----------------------------------------------------------------------===//

/// Pairs what is left of both sides and has the same key, in order.
static void
pairBy(llvm::function_ref<StringRef(const RunDocument::Layer &)> key,
       const Comparison &comparison,
       std::vector<std::optional<size_t>> &partner,
       std::vector<bool> &isTaken) {
  std::map<StringRef, std::vector<size_t>> free;
  const std::vector<RunDocument::Layer> &before = comparison.before.layers;
  for (size_t i = before.size(); i-- > 0;)
    if (!isTaken[i])
      free[key(before[i])].push_back(i);
  for (auto [i, layer] : llvm::enumerate(comparison.after.layers)) {
    if (partner[i])
      continue;
    std::vector<size_t> &same = free[key(layer)];
    if (same.empty())
      continue;
    partner[i] = same.back();
    isTaken[same.back()] = true;
    same.pop_back();
  }
}

static std::vector<std::string> changesOf(const RunDocument::Layer &before,
                                          const RunDocument::Layer &after) {
  std::vector<std::string> changed;
  auto add = [&](bool differs, StringRef what) {
    if (differs)
      changed.push_back(what.str());
  };
  bool isOther = before.name != after.name;
  add(isOther, "operations");
  add(before.instruction != after.instruction, "instruction");
  add(before.formats != after.formats, "formats");
  bool isTileOther = before.tile != after.tile;
  add(isTileOther, "tile");
  // Of other operations, and of other tiles, it is another one anyway.
  add(!isOther && !isTileOther && before.mapping != after.mapping, "mapping");
  return changed;
}

static void compareLayers(Comparison &comparison) {
  const std::vector<RunDocument::Layer> &before = comparison.before.layers;
  const std::vector<RunDocument::Layer> &after = comparison.after.layers;
  std::vector<std::optional<size_t>> partner(after.size());
  std::vector<bool> isTaken(before.size());
  pairBy([](const auto &layer) { return StringRef(layer.name); }, comparison,
         partner, isTaken);
  pairBy([](const auto &layer) { return StringRef(layer.location); },
         comparison, partner, isTaken);
  for (size_t i = 0; i != after.size(); ++i) {
    ComparedLayer &layer = comparison.layers.emplace_back();
    layer.after = i;
    layer.before = partner[i];
    layer.secondsLost = after[i].seconds;
    if (!partner[i])
      continue;
    layer.changed = changesOf(before[*partner[i]], after[i]);
    layer.secondsLost -= before[*partner[i]].seconds;
  }
  for (size_t i = 0; i != before.size(); ++i)
    if (!isTaken[i])
      comparison.layers.push_back({i, std::nullopt, {}, -before[i].seconds});
}

//===----------------------------------------------------------------------===//
// Machines and figures
//===----------------------------------------------------------------------===//

/// Parts of one kind by what people call them. Paths of one name are told
/// apart by their engines.
static std::map<std::string, const Object *> partsOf(const Object &of,
                                                     StringRef kind) {
  std::map<std::string, const Object *> parts;
  const llvm::json::Array *array = of.getArray(kind);
  if (!array)
    return parts;
  for (const Value &value : *array) {
    const Object *part = value.getAsObject();
    if (!part)
      continue;
    std::string name = part->getString("name").value_or("").str();
    if (kind != "paths")
      name = "@" + name;
    else if (parts.count(name))
      name += " on @" + part->getString("engine").value_or("").str();
    parts.insert({name, part});
  }
  return parts;
}

static std::string spell(const Value *value) {
  if (!value)
    return "-";
  if (std::optional<StringRef> text = value->getAsString())
    return text->str();
  return llvm::formatv("{0}", *value);
}

static void compareParts(StringRef name, const Object &before,
                         const Object &after,
                         std::vector<ComparedNumber> &found) {
  std::map<StringRef, std::pair<const Value *, const Value *>> members;
  for (const auto &[key, value] : before)
    members[key].first = &value;
  for (const auto &[key, value] : after)
    members[key].second = &value;
  for (const auto &[key, values] : members) {
    const Value *one = values.first ? values.first : values.second;
    // Lists of parts are compared part by part.
    bool isListOfParts =
        one->kind() == Value::Array && !one->getAsArray()->empty() &&
        one->getAsArray()->front().kind() == Value::Object && key != "dims";
    if (key == "name" || isListOfParts)
      continue;
    std::string old = spell(values.first), now = spell(values.second);
    if (old != now)
      found.push_back({name.str(), key.str(), old, now});
  }
}

static void compareHardware(Comparison &comparison) {
  const Object &before = comparison.before.hardware;
  const Object &after = comparison.after.hardware;
  compareParts("machine", before, after, comparison.hardware);
  for (StringRef kind : {"memories", "engines", "paths", "instructions"}) {
    auto old = partsOf(before, kind), now = partsOf(after, kind);
    for (const auto &[name, part] : old) {
      if (auto same = now.find(name); same != now.end())
        compareParts(name, *part, *same->second, comparison.hardware);
      else
        comparison.hardware.push_back({name, "", "there", ""});
    }
    for (const auto &[name, part] : now)
      if (!old.count(name))
        comparison.hardware.push_back({name, "", "", "there"});
  }
}

static void compareFigures(Comparison &comparison) {
  const RunDocument &before = comparison.before, &after = comparison.after;
  auto add = [&](StringRef name, double old, double now) {
    comparison.figures.push_back({name.str(), old, now});
  };
  auto seconds = [](const RunDocument &run, int64_t cycles) {
    return static_cast<double>(cycles) / run.hertz;
  };
  add("seconds", before.seconds, after.seconds);
  add("bound_seconds", seconds(before, before.bound),
      seconds(after, after.bound));
  add("estimate_seconds", seconds(before, before.estimate),
      seconds(after, after.estimate));
  add("cycles", before.simulated, after.simulated);
  add("energy_femtojoules", before.energyFemtojoules, after.energyFemtojoules);
  add("bytes", before.bytes(), after.bytes());
  add("layers", before.layers.size(), after.layers.size());
  std::map<std::string, std::pair<int64_t, int64_t>> paths;
  for (const auto &[path, bytes] : before.traffic)
    paths[path].first = bytes;
  for (const auto &[path, bytes] : after.traffic)
    paths[path].second = bytes;
  for (const auto &[path, bytes] : paths)
    comparison.traffic.push_back({path, static_cast<double>(bytes.first),
                                  static_cast<double>(bytes.second)});
}

Comparison ridge::compareRuns(RunDocument before, RunDocument after) {
  Comparison comparison;
  comparison.before = std::move(before);
  comparison.after = std::move(after);
  compareFigures(comparison);
  compareLayers(comparison);
  compareHardware(comparison);
  return comparison;
}
