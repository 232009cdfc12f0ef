//===- CriticalPath.cpp - what dependences alone ask for ------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ridge/Analysis/CriticalPath.h"
#include "ridge/Support/Saturate.h"
#include "ridge/Timing/Timing.h"

using namespace mlir;
using namespace ridge;

namespace {
/// The shortest of what could make one element of a computation.
struct Least {
  int64_t latency = 0;
  bool readsHome = false, writesHome = false; ///< Some instruction does.
};
} // namespace

/// Of the smallest box that the instruction takes.
static int64_t latencyOf(const Machine &machine, const Match &match,
                         const Kernel &kernel) {
  const Instruction &instruction = machine.instructions[match.instruction];
  SmallVector<int64_t, 6> sizes;
  for (int32_t dim : match.dims)
    sizes.push_back(dim < 0 ? 1 : instruction.dims[dim].low);
  return kernelTime(machine, match, kernel, sizes).latency;
}

static Least leastOf(const CandidateTable::Entry &entry,
                     const Machine &machine) {
  Least least;
  if (!entry.candidates || entry.candidates->matches.empty())
    return least;
  least.latency = std::numeric_limits<int64_t>::max();
  MemoryId home = machine.home();
  for (const Match &match : entry.candidates->matches) {
    least.latency = std::min(least.latency,
                             latencyOf(machine, match, entry.kernel->kernel));
    const Instruction &instruction = machine.instructions[match.instruction];
    size_t inputs = match.operands.size() - 1;
    for (auto [position, operand] : llvm::enumerate(match.operands))
      if (llvm::is_contained(instruction.operands[operand].memories, home))
        (position < inputs ? least.readsHome : least.writesHome) = true;
  }
  return least;
}

/// Of one byte from the home memory, or to it.
static int64_t leastTransfer(const Machine &machine, bool isLoad) {
  int64_t least = std::numeric_limits<int64_t>::max();
  for (auto [id, path] : llvm::enumerate(machine.paths)) {
    if ((isLoad ? path.from : path.to) != machine.home())
      continue;
    TransferShape byte;
    byte.runs = byte.runBytes = 1;
    least = std::min(
        least, transferTime(transferDemand(machine, PathId(id), byte)).latency);
  }
  return least == std::numeric_limits<int64_t>::max() ? 0 : least;
}

int64_t ridge::criticalPath(func::FuncOp func, CandidateTable &candidates) {
  const Machine &machine = candidates.machine();
  int64_t load = leastTransfer(machine, /*isLoad=*/true),
          store = leastTransfer(machine, /*isLoad=*/false), longest = 0;
  llvm::DenseMap<Value, int64_t> done;
  llvm::DenseSet<Value> atHome(func.getArguments().begin(),
                               func.getArguments().end());
  for (Operation &op : func.getBody().front().without_terminator()) {
    Least least;
    auto structured = dyn_cast<StructuredOpInterface>(op);
    if (structured)
      least = leastOf(candidates.of(structured), machine);
    int64_t begin = 0;
    bool fromHome = false;
    for (Value operand : op.getOperands()) {
      bool isLoaded = (isa<GatherOp>(op) || (structured && !least.readsHome)) &&
                      atHome.contains(operand);
      begin = std::max(
          begin, saturatingAdd(done.lookup(operand), isLoaded ? load : 0));
      fromHome |= atHome.contains(operand);
    }
    int64_t end = saturatingAdd(begin, least.latency);
    for (Value result : op.getResults()) {
      done[result] = end;
      // A view of an argument lies where the argument lies.
      if (!structured && !isa<GatherOp>(op) && fromHome)
        atHome.insert(result);
    }
    longest = std::max(longest, end);
    if (structured && !least.writesHome &&
        llvm::any_of(op.getUsers(),
                     [](Operation *user) { return isa<func::ReturnOp>(user); }))
      longest = std::max(longest, saturatingAdd(end, store));
  }
  return longest;
}
