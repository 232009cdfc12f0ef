//===- VerifyWhole.cpp - checks across the parts of a machine -------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Runs after every part was verified by itself. References are resolved by
/// name here: whether a name exists is the business of the symbol checks, and a
/// name that does not exist reaches nothing.
///
//===----------------------------------------------------------------------===//

#include "dialects/Arch/Verify.h"
#include "ridge/Machine/StatedTimes.h"
#include "llvm/ADT/StringExtras.h"
#include <numeric>
#include <set>

using namespace mlir;
using namespace ridge::arch;

static LogicalResult verifyHome(MachineOp machine) {
  MemoryOp home;
  for (MemoryOp memory : machine.getOps<MemoryOp>()) {
    if (!memory.getHome())
      continue;
    if (home) {
      InFlightDiagnostic error =
          memory.emitOpError("is a second home memory, expected exactly one");
      error.attachNote(home.getLoc()) << "the first is here";
      return error;
    }
    home = memory;
  }
  if (!home)
    return machine.emitOpError("has no home memory; mark the one that holds a "
                               "model's arguments and results with 'home'");
  return success();
}

std::optional<int64_t> ridge::arch::commonClock(MachineOp machine) {
  __int128 common = machine.getHertz().value_or(1);
  for (Operation &part : machine.getBody().front()) {
    if (!isa<MemoryOp, EngineOp, PathOp>(part))
      continue;
    int64_t own = clockOf(&part).value_or(1);
    common = common / std::gcd(static_cast<int64_t>(common), own) * own;
    if (common > ridge::kHighestClock)
      return std::nullopt;
  }
  return static_cast<int64_t>(common);
}

static LogicalResult verifyClocks(MachineOp machine) {
  if (commonClock(machine))
    return success();
  InFlightDiagnostic error =
      machine.emitOpError("has clocks whose least common multiple is above ")
      << ridge::kHighestClock << " Hz; round them";
  for (Operation &part : machine.getBody().front())
    if (isa<MemoryOp, EngineOp, PathOp>(part) && part.hasAttr("clock"))
      error.attachNote(part.getLoc()) << "one is " << part.getAttr("clock");
  return error;
}

static LogicalResult verifyPathsDiffer(MachineOp machine) {
  std::vector<PathOp> seen;
  for (PathOp path : machine.getOps<PathOp>()) {
    for (PathOp earlier : seen) {
      if (earlier.getFrom() != path.getFrom() ||
          earlier.getTo() != path.getTo() ||
          earlier.getEngine() != path.getEngine())
        continue;
      InFlightDiagnostic error =
          path.emitOpError("is stated twice on one engine");
      error.attachNote(earlier.getLoc()) << "the first is here";
      return error;
    }
    seen.push_back(path);
  }
  return success();
}

namespace {
/// What an instruction reads and writes, for exact ones and lanes alike.
struct Access {
  Operation *op;
  StringRef operand;
  SmallVector<StringRef> memories;
  bool isOutput;
};
using MemorySet = std::set<StringRef>;
} // namespace

static SmallVector<StringRef> namesOf(ArrayRef<FlatSymbolRefAttr> memories) {
  return llvm::map_to_vector(
      memories, [](FlatSymbolRefAttr memory) { return memory.getValue(); });
}

static std::vector<Access> findAccesses(MachineOp machine) {
  std::vector<Access> accesses;
  for (InstructionOp instruction : machine.getOps<InstructionOp>()) {
    ArrayAttr reads = instruction.getReadsAttr();
    size_t numReads = reads ? reads.size() : 0;
    for (auto [i, operand] :
         llvm::enumerate(instruction.getInstructionOperands()))
      accesses.push_back({instruction, operand.getName().getValue(),
                          namesOf(operand.getMemories()), i >= numReads});
  }
  // Members of a family differ in formats alone.
  for (ProductsOp family : machine.getOps<ProductsOp>())
    for (auto [operands, isOutput] : {std::pair(family.getReadsAttr(), false),
                                      std::pair(family.getUpdatesAttr(), true)})
      if (operands)
        for (auto operand : operands.getAsRange<OperandAttr>())
          accesses.push_back({family, operand.getName().getValue(),
                              namesOf(operand.getMemories()), isOutput});
  for (LanesOp lanes : machine.getOps<LanesOp>()) {
    SmallVector<FlatSymbolRefAttr> memories(
        lanes.getMemoriesAttr().getAsRange<FlatSymbolRefAttr>());
    accesses.push_back({lanes, "its inputs", namesOf(memories), false});
    accesses.push_back({lanes, "its result", namesOf(memories), true});
  }
  return accesses;
}

/// One way for data: along a path, or from an operand to a result.
using Way = std::pair<StringRef, StringRef>;

static std::vector<Way> findWays(MachineOp machine, ArrayRef<Access> accesses) {
  std::vector<Way> ways;
  for (PathOp path : machine.getOps<PathOp>())
    ways.push_back({path.getFrom(), path.getTo()});
  for (const Access &input : accesses)
    for (const Access &output : accesses)
      if (input.op == output.op && !input.isOutput && output.isOutput)
        for (StringRef from : input.memories)
          for (StringRef to : output.memories)
            ways.push_back({from, to});
  return ways;
}

/// Memories that data in `start` gets to, or with `backwards` comes from.
static MemorySet reach(ArrayRef<Way> ways, StringRef start, bool backwards) {
  MemorySet reached = {start};
  bool grew = true;
  while (grew) {
    grew = false;
    for (auto [from, to] : ways)
      if (reached.count(backwards ? to : from))
        grew |= reached.insert(backwards ? from : to).second;
  }
  return reached;
}

static LogicalResult verifyReachable(MachineOp machine, StringRef home) {
  std::vector<Access> accesses = findAccesses(machine);
  std::vector<Way> ways = findWays(machine, accesses);
  MemorySet fromHome = reach(ways, home, /*backwards=*/false);
  MemorySet toHome = reach(ways, home, /*backwards=*/true);
  for (const Access &access : accesses) {
    const MemorySet &reached = access.isOutput ? toHome : fromHome;
    bool found = llvm::any_of(access.memories, [&](StringRef memory) {
      return reached.count(memory) != 0;
    });
    // An operand without a memory is an immediate.
    if (found || access.memories.empty())
      continue;
    InFlightDiagnostic error = access.op->emitOpError();
    error << (access.isOutput ? "writes '" : "reads '") << access.operand
          << "' in @" << llvm::join(access.memories, ", @");
    if (access.isOutput)
      error << ", from where no path leads home to @" << home;
    else
      error << ", to where no path leads from home, @" << home;
    return error << "; add a path or another memory";
  }
  return success();
}

LogicalResult ridge::arch::verifyWhole(MachineOp machine) {
  if (failed(verifyHome(machine)) || failed(verifyClocks(machine)) ||
      failed(verifyPathsDiffer(machine)))
    return failure();
  for (MemoryOp memory : machine.getOps<MemoryOp>())
    if (memory.getHome())
      return verifyReachable(machine, memory.getSymName());
  return success();
}
