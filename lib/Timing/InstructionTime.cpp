//===- InstructionTime.cpp - the time of instructions ---------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// One instruction at given sizes, and a kernel as the sum of its instructions.
///
//===----------------------------------------------------------------------===//

#include "ridge/Support/Saturate.h"
#include "ridge/Timing/Timing.h"
#include "llvm/ADT/STLExtras.h"
#include <algorithm>

using namespace ridge;

/// The values of the names that an instruction's expressions know.
static llvm::SmallVector<int64_t, 6>
expressionValues(llvm::ArrayRef<int64_t> dims, int64_t bits, int64_t ops) {
  llvm::SmallVector<int64_t, 6> values(dims.begin(), dims.end());
  values.push_back(bits);
  values.push_back(ops);
  return values;
}

int64_t EngineConfiguration::change(const Machine &machine, InstructionId next,
                                    llvm::ArrayRef<int64_t> dims, int64_t bits,
                                    int64_t busy) {
  const Instruction &what = machine.instructions[next];
  if (what.configurationCycles == 0)
    return 0;
  std::vector<int64_t> wanted;
  for (int32_t dim : what.configuredBy)
    wanted.push_back(dim < int32_t(dims.size()) ? dims[dim] : bits);
  auto writesTheSame = [&](const Instruction &last) {
    return !what.configuration.empty() &&
           last.configuration == what.configuration &&
           last.configurationValue == what.configurationValue;
  };
  bool isItsOwn =
      instruction == next ||
      (instruction >= 0 && writesTheSame(machine.instructions[instruction]));
  if (isItsOwn && sizes == wanted)
    return 0;
  instruction = next;
  sizes = std::move(wanted);
  return saturatingAdd(what.configurationDrains ? std::max<int64_t>(0, busy)
                                                : 0,
                       what.configurationCycles);
}

int64_t ridge::fetchTime(const Engine &engine, int64_t bytes) {
  int64_t rate = engine.fetchBytesPerCycle;
  if (rate == 0)
    return 0;
  return saturatingMul(bytes / rate + (bytes % rate > 0), engine.period);
}

UnitTime ridge::instructionTime(const Machine &machine,
                                InstructionId instruction,
                                llvm::ArrayRef<int64_t> dims, int64_t bits,
                                int64_t ops) {
  const Instruction &what = machine.instructions[instruction];
  auto values = expressionValues(dims, bits, ops);
  UnitTime time;
  // An engine that takes no time would run without end within one cycle.
  time.occupancy = std::max<int64_t>(1, what.occupancy.evaluate(values));
  time.latency = std::max(time.occupancy, what.latency.evaluate(values));
  const Engine &engine = machine.engines[what.engine];
  time.occupancy = saturatingMul(time.occupancy, engine.period);
  time.latency = saturatingMul(time.latency, engine.period);
  int64_t issue = engine.issueCycles;
  time.occupancy = saturatingAdd(time.occupancy, issue);
  time.latency = saturatingAdd(time.latency, issue);
  time.occupancy = std::max(time.occupancy, fetchTime(engine, what.wordBytes));
  time.latency = std::max(time.latency, time.occupancy);
  return time;
}

int64_t ridge::instructionEnergy(const Machine &machine,
                                 InstructionId instruction,
                                 llvm::ArrayRef<int64_t> dims, int64_t bits,
                                 int64_t ops) {
  return machine.instructions[instruction].energy.evaluate(
      expressionValues(dims, bits, ops));
}

int64_t ridge::kernelBits(const Kernel &kernel) {
  return std::max<int64_t>(8, kernel.widestBits());
}

int64_t ridge::kernelOps(const Kernel &kernel) {
  return std::max<int64_t>(1, kernel.numOperations());
}

namespace {

/// Sums over the instructions that a kernel is cut into. A dim has boxes of one
/// size and at most one ragged box, so the sum has 2^dims terms at most.
class KernelSum {
public:
  KernelSum(const Machine &machine, const Match &match, const Kernel &kernel,
            llvm::ArrayRef<int64_t> sizes)
      : machine(machine), match(match), bits(kernelBits(kernel)),
        ops(kernelOps(kernel)), sizes(sizes),
        full(largestBox(machine, match, sizes)), box(full) {}

  UnitTime run() {
    addBoxes(0, 1);
    // The last box is ragged in every dim that has a ragged box.
    for (size_t d = 0; d < sizes.size(); ++d)
      if (int64_t ragged = sizes[d] % full[d])
        box[d] = ragged;
    UnitTime last = timeOfBox();
    return {occupancy, saturatingAdd(occupancy, last.latency - last.occupancy)};
  }

private:
  UnitTime timeOfBox() const {
    return instructionTime(machine, match.instruction,
                           boundSizes(machine, match, box), bits, ops);
  }

  /// `count` instructions have the sizes that are fixed in `box` below dim d.
  void addBoxes(size_t d, int64_t count) {
    if (count == 0)
      return;
    if (d == sizes.size()) {
      occupancy =
          saturatingAdd(occupancy, saturatingMul(count, timeOfBox().occupancy));
      return;
    }
    addBoxes(d + 1, saturatingMul(count, sizes[d] / full[d]));
    int64_t ragged = sizes[d] % full[d];
    if (ragged == 0)
      return;
    box[d] = ragged;
    addBoxes(d + 1, count);
    box[d] = full[d];
  }

  const Machine &machine;
  const Match &match;
  int64_t bits, ops;
  llvm::ArrayRef<int64_t> sizes;
  llvm::SmallVector<int64_t, 6> full, box;
  int64_t occupancy = 0;
};

} // namespace

/// Whether each instruction that a box of `sizes` is cut into keeps to the
/// limits.
static bool keepsLimits(const Machine &machine, const Match &match,
                        llvm::ArrayRef<int64_t> sizes) {
  auto box = largestBox(machine, match, sizes);
  auto ragged = box;
  for (auto [last, size] : llvm::zip(ragged, sizes))
    last = size - (size - 1) / last * last;
  const Instruction &instruction = machine.instructions[match.instruction];
  for (const auto &cut : {box, ragged})
    for (auto [dim, size] :
         llvm::zip(instruction.dims, boundSizes(machine, match, cut)))
      if (!dim.takes(size))
        return false;
  return true;
}

Deal ridge::dealOf(const Machine &machine, const Match &match,
                   const Kernel &kernel, llvm::ArrayRef<int64_t> sizes) {
  Deal best;
  const Instruction &instruction = machine.instructions[match.instruction];
  int64_t peers = instruction.peers.size();
  if (peers < 2)
    return best;
  int64_t least = KernelSum(machine, match, kernel, sizes).run().occupancy;
  for (size_t d = 0; d < sizes.size(); ++d) {
    if (kernel.reduction[d] || (kernel.foldedDims() >> d & 1))
      continue; // Parts of a sum would need another sum.
    int64_t step = match.dims[d] < 0 ? 1 : instruction.dims[match.dims[d]].step;
    Deal deal;
    deal.dim = static_cast<int32_t>(d);
    deal.part = (sizes[d] + peers * step - 1) / (peers * step) * step;
    deal.parts = (sizes[d] + deal.part - 1) / deal.part;
    llvm::SmallVector<int64_t, 6> part(sizes), last(sizes);
    part[d] = std::min(deal.part, sizes[d]);
    last[d] = sizes[d] - deal.part * (deal.parts - 1);
    if (deal.parts < 2 || !keepsLimits(machine, match, part) ||
        !keepsLimits(machine, match, last))
      continue;
    int64_t mine = KernelSum(machine, match, kernel, part).run().occupancy;
    if (mine < least) {
      least = mine;
      best = deal;
    }
  }
  return best;
}

UnitTime ridge::kernelTime(const Machine &machine, const Match &match,
                           const Kernel &kernel,
                           llvm::ArrayRef<int64_t> sizes) {
  // An empty box is no instruction at all.
  if (llvm::any_of(sizes, [](int64_t size) { return size <= 0; }))
    return {};
  Deal deal = dealOf(machine, match, kernel, sizes);
  llvm::SmallVector<int64_t, 6> mine(sizes);
  if (deal.dim >= 0)
    mine[deal.dim] = deal.part;
  return KernelSum(machine, match, kernel, mine).run();
}
