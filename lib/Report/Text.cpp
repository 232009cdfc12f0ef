//===- Text.cpp - the one page of a run -----------------------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Sample (shortened):
///
///     matmul.mlir on toy at 1000 MHz
///       12.3 us, 12 345 cycles
///       limited by @load (dram->sram bandwidth): busy 93.1 %
///
///     cycles
///       bound      10 000  -19.0 %  engine @array
///       ...
///
//===----------------------------------------------------------------------===//

#include "Code.h"
#include "Energy.h"
#include "Limit.h"
#include "ridge/Report/Table.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Format.h"
#include <algorithm>

using namespace ridge;

/// Buffers listed per memory; the rest is counted.
static constexpr size_t mostBuffers = 12;

static void printHeader(const RunResult &run, llvm::raw_ostream &os) {
  const Machine &machine = *run.machine;
  double seconds = static_cast<double>(run.sim.cycles) / machine.hertz;
  os << run.model << " on " << machine.name << " at "
     << llvm::format("%.6g", machine.hertz / 1e6) << " MHz\n";
  if (!run.sim.deadlock.empty())
    os << "  " << run.sim.deadlock << "\n";
  os << "  " << formatSeconds(seconds) << ", " << formatCount(run.sim.cycles)
     << " cycles\n"
     << "  limited by " << describeLimit(run) << "\n";
  printEnergySum(energyOf(run), os);
  if (run.elidedWeights > 0)
    os << "  " << formatCount(run.elidedWeights)
       << " weights that the file leaves out are drawn, as arguments\n";
  if (run.widenedSums > 0)
    os << "  " << formatCount(run.widenedSums)
       << " sums of products accumulate in f32 or i32, wider than in the "
          "model\n";
}

static void printSkipped(const RunResult &run, llvm::raw_ostream &os) {
  int64_t skipped = 0, useless = 0, layers = 0;
  for (const Layer &layer : run.program->layers) {
    skipped += layer.skipped.skipped;
    useless += layer.skipped.useless;
    layers += layer.skipped.useless > 0;
  }
  if (layers > 0)
    os << "  a mask makes " << formatCount(useless)
       << " pairs of positions useless in " << formatCount(layers)
       << (layers == 1 ? " layer: " : " layers: ") << formatCount(skipped)
       << " are skipped ("
       << llvm::format("%.1f", 100.0 * double(skipped) / double(useless))
       << " %)\n";
}

static void printCheck(const RunResult &run, llvm::raw_ostream &os) {
  if (!run.check)
    return;
  const CheckResult &check = *run.check;
  os << "  check " << (check.pass ? "passed" : "FAILED") << ": "
     << formatCount(check.compared) << " elements, largest error "
     << llvm::format("%.3g", check.maxError) << ", tolerance "
     << llvm::format("%.3g", check.tolerance);
  if (!check.toleranceRule.empty())
    os << " (" << check.toleranceRule << ")";
  os << "\n";
  if (!check.detail.empty())
    os << "  " << check.detail << "\n";
}

static void printCycles(const RunResult &run, llvm::raw_ostream &os) {
  os << "\ncycles\n";
  Table table({"", "cycles", "to simulated", ""}, 1);
  auto row = [&](llvm::StringRef name, int64_t cycles, std::string note = "") {
    table.add({name.str(), formatCount(cycles),
               formatDifference(cycles, run.sim.cycles), std::move(note)});
  };
  row("bound", run.cost.bound, run.cost.boundBy);
  row("estimate", run.cost.estimate);
  row("simulated", run.sim.cycles);
  row("serial", run.cost.serial);
  table.print(os);
}

static void printUnits(const RunResult &run, llvm::raw_ostream &os) {
  os << "\nunits\n";
  std::vector<std::string> header = {"unit"};
  std::vector<unsigned> shown;
  for (unsigned state = 0; state != numUnitStates; ++state) {
    // Few machines limit their queues.
    if (state == static_cast<unsigned>(UnitState::WaitQueue) &&
        llvm::all_of(run.sim.states,
                     [&](const auto &states) { return states[state] == 0; }))
      continue;
    shown.push_back(state);
    std::string name = unitStateName(static_cast<UnitState>(state)).str();
    std::replace(name.begin(), name.end(), '_', ' ');
    header.push_back(name);
  }
  Table table(header, 1);
  for (auto [engine, states] :
       llvm::zip(run.machine->engines, run.sim.states)) {
    std::vector<std::string> row = {"@" + engine.name};
    for (unsigned state : shown)
      row.push_back(formatShare(states[state], run.sim.cycles));
    table.add(row);
  }
  table.print(os);
}

static void printLayers(const RunResult &run, llvm::raw_ostream &os) {
  os << "\nlayers (cycles)\n";
  Table table({"layer", "kind", "instruction", "bound", "estimate", "simulated",
               "differ", "bytes"},
              3);
  for (auto [layer, cost, time] :
       llvm::zip(run.program->layers, run.cost.layers, run.sim.layers)) {
    std::string instruction =
        cost.instruction < 0
            ? "-"
            : "@" + run.machine->instructions[cost.instruction].name;
    table.add({shorten(layer.name, 18), shorten(layer.kind, 8),
               shorten(instruction, 12), formatCount(cost.bound),
               formatCount(cost.estimate), formatCount(time.share),
               formatDifference(cost.estimate, time.share),
               formatBytes(cost.payloadBytes)});
  }
  table.print(os);
}

static void printTraffic(const RunResult &run, llvm::raw_ostream &os) {
  os << "\ntraffic\n";
  Table table({"path", "on", "bytes", "bytes/cycle"}, 2);
  for (auto [path, bytes] : llvm::zip(run.machine->paths, run.sim.pathBytes)) {
    std::string rate;
    llvm::raw_string_ostream text(rate);
    if (run.sim.cycles > 0)
      text << llvm::format("%.2f", static_cast<double>(bytes) / run.sim.cycles);
    table.add({shorten(path.name, 40),
               "@" + run.machine->engines[path.engine].name, formatBytes(bytes),
               rate});
  }
  table.print(os);
}

/// Buffers of one memory by address.
static std::vector<const Buffer *> buffersIn(const Program &program,
                                             MemoryId memory) {
  std::vector<std::pair<int64_t, BufferId>> order;
  for (auto [id, buffer] : llvm::enumerate(program.buffers))
    if (buffer.memory == memory)
      order.push_back({buffer.address, id});
  llvm::sort(order);
  std::vector<const Buffer *> buffers;
  for (const auto &[address, id] : order)
    buffers.push_back(&program.buffers[id]);
  return buffers;
}

static void printMemories(const RunResult &run, llvm::raw_ostream &os) {
  const Machine &machine = *run.machine;
  os << "\nmemory\n";
  // Addresses are handed out in turn, so the highest one says little about how
  // full a memory is: what is alive at once does.
  Table table({"memory", "live peak", "capacity", "used", "highest address"},
              1);
  auto peaks = memoryPeaks(*run.program, machine);
  for (auto [memory, peak] : llvm::zip(machine.memories, peaks))
    table.add({"@" + memory.name, formatBytes(peak.lowerBound),
               formatBytes(memory.bytes),
               formatShare(peak.lowerBound, memory.bytes),
               formatBytes(peak.peak)});
  table.print(os);
  for (auto [id, memory] : llvm::enumerate(machine.memories)) {
    std::vector<const Buffer *> buffers = buffersIn(*run.program, id);
    if (memory.home || buffers.empty())
      continue;
    os << "\nbuffers in @" << memory.name << "\n";
    Table map({"buffer", "format", "address", "bytes", "slots", "layers"}, 2);
    for (const Buffer *buffer : llvm::ArrayRef(buffers).take_front(mostBuffers))
      map.add({shorten(buffer->name, 24), formatName(buffer->format),
               formatCount(buffer->address), formatBytes(buffer->bytes()),
               formatCount(buffer->depth),
               std::to_string(buffer->firstLayer) + ".." +
                   std::to_string(buffer->lastLayer)});
    map.print(os);
    if (buffers.size() > mostBuffers)
      os << "  and " << buffers.size() - mostBuffers << " more\n";
  }
}

static void printHostSeconds(const RunResult &run, llvm::raw_ostream &os) {
  os << "\ntime of this run\n";
  Table table({"step", "seconds"}, 1);
  for (const auto &[step, seconds] : run.hostSeconds)
    table.add({shorten(step, 60), formatDecimal(seconds, "%.3f")});
  table.print(os);
}

void ridge::printText(const RunResult &run, llvm::raw_ostream &os) {
  printHeader(run, os);
  printSkipped(run, os);
  printCheck(run, os);
  printCycles(run, os);
  if (run.precision) {
    os << "\n";
    printPrecision(*run.precision, os);
  }
  if (run.codecs) {
    os << "\n";
    printCodecs(*run.codecs, os);
  }
  printUnits(run, os);
  printLayers(run, os);
  printTraffic(run, os);
  printMemories(run, os);
  if (run.code)
    printCode(*run.code, *run.machine, os);
  printEnergyTable(energyOf(run), *run.machine, os);
  if (!run.hostSeconds.empty())
    printHostSeconds(run, os);
}
