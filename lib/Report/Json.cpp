//===- Json.cpp - the JSON document of a run ------------------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Schema 1. Scripts rely on the fields; fields are only ever added. What each
/// of them means stands in run.schema.json, from which the classes of the
/// Python package are made; a test holds documents against it.
///
//===----------------------------------------------------------------------===//

#include "ridge/Support/Json.h"
#include "Code.h"
#include "Energy.h"
#include "LayerFormats.h"
#include "Limit.h"
#include "MachineJson.h"
#include "ridge/Mapping/MappingText.h"
#include "llvm/ADT/STLExtras.h"

using namespace ridge;
using llvm::json::OStream;

/// JSON strings are UTF-8; a file name need not be.
static std::string text(llvm::StringRef bytes) {
  return llvm::json::isUTF8(bytes) ? bytes.str() : llvm::json::fixUTF8(bytes);
}

static void printTraffic(const RunResult &run, OStream &json) {
  // Two paths may share a name; an object must not repeat a key.
  const std::vector<Path> &paths = run.machine->paths;
  for (size_t id = 0; id != paths.size(); ++id) {
    auto sameName = [&](const Path &path) {
      return path.name == paths[id].name;
    };
    if (llvm::any_of(llvm::ArrayRef(paths).take_front(id), sameName))
      continue;
    int64_t bytes = 0;
    for (size_t other = id; other != paths.size(); ++other)
      if (sameName(paths[other]))
        bytes += run.sim.pathBytes[other];
    json.attribute(text(paths[id].name), bytes);
  }
}

static void printMemory(const RunResult &run, OStream &json) {
  auto peaks = memoryPeaks(*run.program, *run.machine);
  for (auto [memory, peak] : llvm::zip(run.machine->memories, peaks)) {
    json.attributeObject(text(memory.name),
                         [&, &memory = memory, &peak = peak] {
                           json.attribute("live_peak", peak.lowerBound);
                           // "peak" is the highest address, and no placement
                           // gives a lower one than "lower_bound".
                           json.attribute("peak", peak.peak);
                           json.attribute("capacity", memory.bytes);
                           json.attribute("lower_bound", peak.lowerBound);
                         });
  }
}

static void printUnits(const RunResult &run, OStream &json) {
  for (size_t id = 0; id != run.machine->engines.size(); ++id) {
    json.object([&] {
      json.attribute("name", text(run.machine->engines[id].name));
      json.attributeObject("states", [&] {
        for (unsigned state = 0; state != numUnitStates; ++state)
          json.attribute(unitStateName(static_cast<UnitState>(state)),
                         run.sim.states[id][state]);
      });
    });
  }
}

static void printOp(const RunResult &run, size_t id, llvm::StringRef formats,
                    llvm::StringRef mapping, OStream &json) {
  const Layer &layer = run.program->layers[id];
  const LayerCost &cost = run.cost.layers[id];
  const SimResult::LayerTime &time = run.sim.layers[id];
  json.attribute("name", text(layer.name));
  json.attribute("location", text(layer.location));
  json.attribute("kind", text(layer.kind));
  json.attribute("instruction",
                 cost.instruction < 0
                     ? std::string()
                     : text(run.machine->instructions[cost.instruction].name));
  json.attribute("bound", cost.bound);
  json.attribute("estimate", cost.estimate);
  json.attribute("simulated", time.share);
  json.attribute("serial", cost.serial);
  json.attribute("begin", time.begin);
  json.attribute("end", time.end);
  json.attribute("bytes", cost.payloadBytes);
  json.attribute("macs", layer.macs);
  json.attribute("masked_pairs", layer.skipped.useless);
  json.attribute("skipped_pairs", layer.skipped.skipped);
  json.attribute("energy_femtojoules", cost.energyFemtojoules);
  json.attribute("formats", formats);
  if (!mapping.empty())
    json.attribute("mapping", text(mapping));
}

static void printOps(const RunResult &run, OStream &json) {
  std::vector<std::string> formats = layerFormats(run);
  llvm::StringMap<llvm::StringRef> mappings = mappingsByGroup(run.mapping);
  for (auto [id, layer] : llvm::enumerate(run.program->layers))
    json.object([&, &name = layer.name, id = id] {
      printOp(run, id, formats[id], mappings.lookup(name), json);
    });
}

/// What lies where. The home memory's arguments and results are among them.
static void printBuffers(const RunResult &run, OStream &json) {
  for (const Buffer &buffer : run.program->buffers)
    json.object([&] {
      json.attribute("name", text(buffer.name));
      json.attribute("memory", text(run.machine->memories[buffer.memory].name));
      json.attribute("format", formatName(buffer.format));
      json.attribute("address", buffer.address);
      json.attribute("bytes", buffer.bytes());
      json.attribute("slots", buffer.depth);
      json.attribute("first_layer", buffer.firstLayer);
      json.attribute("last_layer", buffer.lastLayer);
    });
}

static void printCheck(const CheckResult &check, OStream &json) {
  json.attribute("status", check.pass ? "pass" : "fail");
  json.attribute("compared", check.compared);
  writeNumber(json, "max_error", check.maxError);
  writeNumber(json, "tolerance", check.tolerance);
  json.attribute("tolerance_rule", text(check.toleranceRule));
  json.attributeObject("worst", [&] {
    json.attribute("result", check.worstResult);
    json.attributeArray("index", [&] {
      for (int64_t i : check.worstIndex)
        json.value(i);
    });
  });
  writeNumber(json, "largest_error", check.largestError);
  writeNumber(json, "median_tolerance", check.medianTolerance);
  json.attribute("exact", check.exact);
  json.attribute("near_tie", check.nearTie);
  json.attribute("unbounded", check.unbounded);
  if (!check.detail.empty())
    json.attribute("detail", text(check.detail));
}

void ridge::printDocument(const RunResult &run, OStream &json) {
  const SimResult &sim = run.sim;
  json.attribute("schema", 1);
  json.attribute("model", text(run.model));
  if (run.elidedWeights)
    json.attribute("elided_weights", run.elidedWeights);
  if (run.widenedSums)
    json.attribute("widened_sums", run.widenedSums);
  json.attribute("machine", text(run.machine->name));
  json.attributeObject("cycles", [&] {
    json.attribute("bound", run.cost.bound);
    json.attribute("estimate", run.cost.estimate);
    json.attribute("simulated", sim.cycles);
    json.attribute("serial", run.cost.serial);
  });
  writeNumber(json, "seconds",
              static_cast<double>(sim.cycles) / run.machine->hertz);
  json.attribute("bound_by", text(run.cost.boundBy));
  json.attribute("limited_by", text(describeLimit(run)));
  if (!sim.deadlock.empty())
    json.attribute("deadlock", text(sim.deadlock));
  json.attribute("operations", sim.operations);
  ProgramEnergy energy = energyOf(run);
  json.attribute("energy_femtojoules", energy.total);
  printEnergyJson(energy, *run.machine, json);
  json.attributeObject("traffic", [&] { printTraffic(run, json); });
  json.attributeObject("memory", [&] { printMemory(run, json); });
  json.attributeArray("units", [&] { printUnits(run, json); });
  json.attributeArray("ops", [&] { printOps(run, json); });
  json.attributeArray("buffers", [&] { printBuffers(run, json); });
  if (run.code)
    json.attributeObject("code",
                         [&] { printCode(*run.code, *run.machine, json); });
  json.attributeObject("hardware", [&] { printHardware(*run.machine, json); });
  if (run.check)
    json.attributeObject("check", [&] { printCheck(*run.check, json); });
  if (run.precision)
    json.attributeObject("precision",
                         [&] { printPrecision(*run.precision, json); });
  if (run.codecs)
    json.attributeObject("codecs", [&] { printCodecs(*run.codecs, json); });
  if (!run.hostSeconds.empty())
    json.attributeObject("host_seconds", [&] {
      for (const auto &[step, seconds] : run.hostSeconds)
        writeNumber(json, text(step), seconds);
    });
}

void ridge::printJson(const RunResult &run, llvm::raw_ostream &os) {
  OStream json(os, /*IndentSize=*/2);
  json.object([&] { printDocument(run, json); });
  os << "\n";
}

void ridge::printCostJson(const RunResult &run, llvm::raw_ostream &os) {
  OStream json(os, /*IndentSize=*/2);
  json.object([&] {
    json.attribute("schema", 1);
    json.attribute("model", text(run.model));
    json.attribute("machine", text(run.machine->name));
    json.attributeObject("cycles", [&] {
      json.attribute("bound", run.cost.bound);
      json.attribute("estimate", run.cost.estimate);
      json.attribute("serial", run.cost.serial);
    });
    json.attribute("bound_by", text(run.cost.boundBy));
    json.attribute("operations", run.cost.operations);
  });
  os << "\n";
}

void ridge::printJson(const CheckResult &check, llvm::raw_ostream &os) {
  OStream json(os, /*IndentSize=*/2);
  json.object([&] { printCheck(check, json); });
  os << "\n";
}
