//===- Peers.cpp - equal instructions on equal engines --------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A machine of several arrays states each with its instructions, as engines of
/// their own; that they are equal is found out here, once.
///
//===----------------------------------------------------------------------===//

#include "ridge/Machine/Machine.h"
#include "llvm/ADT/STLExtras.h"

using namespace ridge;

static bool areEqual(const Engine &a, const Engine &b) {
  return a.period == b.period && a.queueDepth == b.queueDepth &&
         a.issueCycles == b.issueCycles;
}

static bool haveEqualLimits(const Instruction &a, const Instruction &b) {
  return llvm::equal(a.dims, b.dims,
                     [](const InstructionDim &x, const InstructionDim &y) {
                       return x.name == y.name && x.low == y.low &&
                              x.high == y.high && x.step == y.step;
                     }) &&
         llvm::equal(
             a.operands, b.operands,
             [](const InstructionOperand &x, const InstructionOperand &y) {
               return x.memories == y.memories && x.broadcast == y.broadcast &&
                      x.immediate == y.immediate &&
                      x.unitStride == y.unitStride;
             });
}

static bool haveEqualCosts(const Instruction &a, const Instruction &b) {
  llvm::SmallVector<llvm::StringRef> names;
  for (const InstructionDim &dim : a.dims)
    names.push_back(dim.name);
  names.append({"bits", "ops"});
  return a.configurationCycles == b.configurationCycles &&
         a.configuredBy == b.configuredBy &&
         a.configuration == b.configuration &&
         a.configurationValue == b.configurationValue &&
         a.configurationDrains == b.configurationDrains &&
         a.occupancy.print(names) == b.occupancy.print(names) &&
         a.latency.print(names) == b.latency.print(names) &&
         a.energy.print(names) == b.energy.print(names);
}

static bool meanTheSame(const Instruction &a, const Instruction &b) {
  return a.kernel == b.kernel && a.laneOps == b.laneOps &&
         a.laneFormats == b.laneFormats && a.laneReduce == b.laneReduce &&
         a.ordered == b.ordered;
}

void ridge::findPeers(Machine &machine) {
  std::vector<Instruction> &all = machine.instructions;
  for (Instruction &instruction : all)
    instruction.peers.clear();
  for (InstructionId first = 0; first < InstructionId(all.size()); ++first) {
    if (!all[first].peers.empty())
      continue;
    // Of several on one engine the first in the file counts, as in selection.
    std::vector<InstructionId> peers = {first};
    for (InstructionId id = first + 1; id < InstructionId(all.size()); ++id)
      if (llvm::none_of(peers,
                        [&](InstructionId peer) {
                          return all[peer].engine == all[id].engine;
                        }) &&
          areEqual(machine.engines[all[first].engine],
                   machine.engines[all[id].engine]) &&
          haveEqualLimits(all[first], all[id]) &&
          haveEqualCosts(all[first], all[id]) &&
          meanTheSame(all[first], all[id]))
        peers.push_back(id);
    if (peers.size() < 2)
      continue;
    llvm::sort(peers, [&](InstructionId a, InstructionId b) {
      return all[a].engine < all[b].engine;
    });
    for (InstructionId peer : peers)
      all[peer].peers = peers;
  }
}
