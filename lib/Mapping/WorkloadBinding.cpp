//===- WorkloadBinding.cpp - instructions and memories of a group ---------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Chooses the instructions of all operations together (InstructionChoice), and
/// works out what follows from them.
///
//===----------------------------------------------------------------------===//

#include "ridge/Mapping/Workload.h"
#include "ridge/Support/Saturate.h"
#include "llvm/ADT/DenseSet.h"
#include <numeric>

using namespace ridge;

namespace {

class WorkloadBinder {
public:
  WorkloadBinder(Workload &workload, llvm::ArrayRef<int64_t> tiles,
                 std::string &reason)
      : workload(workload), machine(*workload.machine), tiles(tiles),
        reason(reason) {}

  bool run();

private:
  int32_t placeOf(const GroupOperand &operand) const;
  bool addComputation(llvm::ArrayRef<Match> matches, const Kernel &kernel,
                      const TileRange &range, llvm::ArrayRef<int32_t> places,
                      double repeats);
  bool addComputations(const GroupOperation &operation);
  void addPlaces();
  void take(const InstructionChoice &choice);
  void markWholeDims();
  void markCuts();
  void shareStorage();
  void findSharers();
  void settleWindow(GroupWindow &window) const;

  Workload &workload;
  const Machine &machine;
  llvm::ArrayRef<int64_t> tiles; ///< Empty: whole extents.
  std::string &reason;
  ChoiceProblem problem;
  /// Per computation its matches that keep to limits, by number among all.
  std::vector<llvm::SmallVector<int32_t, 2>> numbers;
  /// Where all who touch a storage can use it.
  std::vector<MemorySet> storageMemories;
};

} // namespace

//===----------------------------------------------------------------------===//
// Instructions and memories
//===----------------------------------------------------------------------===//

/// Matches that keep to their limits in every tile, with their cycles.
bool WorkloadBinder::addComputation(llvm::ArrayRef<Match> matches,
                                    const Kernel &kernel,
                                    const TileRange &range,
                                    llvm::ArrayRef<int32_t> places,
                                    double repeats) {
  Computation &computation = problem.computations.emplace_back();
  llvm::SmallVector<int32_t, 2> &own = numbers.emplace_back();
  computation.places.assign(places.begin(), places.end());
  std::string why;
  for (auto [number, match] : llvm::enumerate(matches)) {
    if (!keepsLimits(machine, match, cutTile(machine, match, range), why))
      continue;
    own.push_back(static_cast<int32_t>(number));
    computation.matches.push_back(match);
    // Nothing to compare: the search asks for the time of what it looks at.
    computation.cycles.push_back(
        matches.size() == 1
            ? 0
            : repeats * double(kernelTime(machine, match, kernel, range.most)
                                   .occupancy));
  }
  workload.hasAlternatives |= matches.size() > 1;
  if (own.empty())
    reason = why;
  return !own.empty();
}

/// Windows come first, then locals.
int32_t WorkloadBinder::placeOf(const GroupOperand &operand) const {
  switch (operand.kind) {
  case GroupOperand::Kind::Window:
    return operand.index;
  case GroupOperand::Kind::Local:
    return static_cast<int32_t>(workload.windows.size()) + operand.index;
  case GroupOperand::Kind::Immediate:
    return -1;
  }
  llvm_unreachable("all kinds are covered");
}

/// The operation, and the fill of what it folds into.
bool WorkloadBinder::addComputations(const GroupOperation &operation) {
  double repeats = 1, keptRepeats = 1;
  for (int32_t dim : operation.dims) {
    double count = double(llvm::divideCeil(workload.extents[dim], tiles[dim]));
    repeats *= count;
    if ((operation.kept >> dim) & 1)
      keptRepeats *= count;
  }
  llvm::SmallVector<int32_t, 4> places;
  for (const GroupOperand &read : operation.reads)
    places.push_back(placeOf(read));
  places.push_back(placeOf(operation.write));
  const Candidates &found = *operation.candidates;
  if (!addComputation(found.matches, *operation.kernel,
                      workload.rangeOf(tiles, operation), places, repeats))
    return false;
  return !found.fill || addComputation(found.fillMatches, *found.fill,
                                       workload.keptRangeOf(tiles, operation),
                                       {-1, places.back()}, keptRepeats);
}

void WorkloadBinder::addPlaces() {
  problem.machine = &machine;
  for (const GroupWindow &window : workload.windows) {
    std::string codec = window.codec ? window.codec->name : "";
    problem.places.push_back(
        {window.isRead, window.isWritten, codec, codec, false, -1});
  }
  problem.places.resize(workload.windows.size() + workload.locals.size());
}

void WorkloadBinder::take(const InstructionChoice &choice) {
  auto isLimited = [&](const Match &match) {
    return llvm::any_of(
        machine.instructions[match.instruction].dims,
        [](const InstructionDim &dim) { return !dim.takes(1); });
  };
  size_t next = 0;
  auto chosen = [&](llvm::ArrayRef<Match> matches) {
    const Match &match = matches[numbers[next][choice.matches[next]]];
    ++next;
    workload.hasLimits |= isLimited(match);
    return match;
  };
  for (GroupOperation &operation : workload.operations) {
    const Candidates &found = *operation.candidates;
    operation.match = chosen(found.matches);
    operation.engine = machine.instructions[operation.match.instruction].engine;
    operation.fill.reset();
    if (found.fill)
      operation.fill = chosen(found.fillMatches);
  }
  llvm::ArrayRef memories(choice.memories);
  for (auto [window, set] : llvm::zip(workload.windows, memories))
    window.memory = set.find_first();
  storageMemories = memories.drop_front(workload.windows.size()).vec();
}

//===----------------------------------------------------------------------===//
// What follows from the instructions
//===----------------------------------------------------------------------===//

/// A dim that one operation folds and a dependent operation walks again must be
/// in one piece: the fold is complete only after its last tile.
void WorkloadBinder::markWholeDims() {
  // Per operation the dims that are folded in what it needs.
  llvm::SmallVector<DimSet> folded(workload.operations.size(), 0);
  for (auto [i, operation] : llvm::enumerate(workload.operations)) {
    for (int32_t producer : operation.producers)
      folded[i] |= folded[producer] | workload.operations[producer].reduced;
    workload.whole |= folded[i] & operation.used;
  }
}

/// A unit that adds in steps gives the bits of its model if a reduction is cut
/// between steps only, and along its outermost dim: products keep their order.
void WorkloadBinder::markCuts() {
  for (const GroupOperation &operation : workload.operations) {
    const Instruction &instruction =
        machine.instructions[operation.match.instruction];
    if (instruction.isLanes() || !instruction.kernel.accumulate ||
        instruction.kernel.accumulate->isPlain())
      continue;
    int32_t outermost = -1;
    int64_t inner = 1;
    for (int32_t dim : operation.dims) {
      bool isCut =
          ((operation.reduced >> dim) & 1) && workload.extents[dim] > 1;
      if (isCut && outermost >= 0) {
        workload.whole |= DimSet(1) << dim;
        inner = saturatingMul(inner, workload.extents[dim]);
      } else if (isCut) {
        outermost = dim;
      }
    }
    int64_t interval = instruction.kernel.accumulate->cutInterval();
    if (outermost < 0)
      continue;
    if (interval == 0)
      workload.whole |= DimSet(1) << outermost;
    else
      workload.cuts[outermost] = std::lcm(workload.cuts[outermost],
                                          interval / std::gcd(interval, inner));
  }
}

/// Elementwise in place: a local result takes over the storage of a local it
/// reads for the last time, point by point, in the same format. Both must be
/// made by one engine: a slot that two engines fill cannot be double buffered.
void WorkloadBinder::shareStorage() {
  std::vector<GroupLocal> &locals = workload.locals;
  workload.numStorages = static_cast<int32_t>(locals.size());
  for (auto [number, local] : llvm::enumerate(locals))
    local.storage = static_cast<int32_t>(number);
  // Per local the operation that makes it, per storage the last that reads it.
  llvm::SmallVector<int32_t> maker(locals.size(), -1);
  llvm::SmallVector<int32_t> lastRead(workload.numStorages, -1);
  for (auto [i, operation] : llvm::enumerate(workload.operations)) {
    if (operation.write.kind == GroupOperand::Kind::Local)
      maker[operation.write.index] = static_cast<int32_t>(i);
    for (const GroupOperand &read : operation.reads)
      if (read.kind == GroupOperand::Kind::Local)
        lastRead[locals[read.index].storage] = static_cast<int32_t>(i);
  }
  for (auto [i, operation] : llvm::enumerate(workload.operations)) {
    if (operation.reduced || operation.write.kind != GroupOperand::Kind::Local)
      continue;
    GroupLocal &result = locals[operation.write.index];
    for (const GroupOperand &read : operation.reads) {
      if (read.kind != GroupOperand::Kind::Local)
        continue;
      const GroupLocal &source = locals[read.index];
      if (operation.engine != workload.operations[maker[read.index]].engine ||
          source.dims != result.dims || source.format != result.format ||
          !read.isPointwise ||
          lastRead[source.storage] > static_cast<int32_t>(i))
        continue;
      MemorySet &memories = storageMemories[source.storage];
      if (!memories.anyCommon(storageMemories[result.storage]))
        continue;
      memories &= storageMemories[result.storage];
      int32_t &last = lastRead[source.storage];
      last = std::max(last, lastRead[result.storage]);
      result.storage = source.storage;
      break;
    }
  }
  for (GroupLocal &local : locals)
    local.memory = storageMemories[local.storage].find_first();
}

/// How many engines touch each storage, fills included.
void WorkloadBinder::findSharers() {
  llvm::SmallVector<llvm::SmallDenseSet<EngineId, 4>> engines(
      workload.numStorages);
  auto touch = [&](const GroupOperand &operand, EngineId engine) {
    if (operand.kind == GroupOperand::Kind::Local)
      engines[workload.locals[operand.index].storage].insert(engine);
  };
  for (const GroupOperation &operation : workload.operations) {
    for (const GroupOperand &read : operation.reads)
      touch(read, operation.engine);
    touch(operation.write, operation.engine);
    if (operation.fill)
      touch(operation.write,
            machine.instructions[operation.fill->instruction].engine);
  }
  for (GroupLocal &local : workload.locals)
    local.isShared = engines[local.storage].size() > 1;
}

/// The path and the codec of a window that has its memory.
void WorkloadBinder::settleWindow(GroupWindow &window) const {
  MemoryId home = machine.home();
  window.path = machine.findPath(window.isWritten ? window.memory : home,
                                 window.isWritten ? home : window.memory,
                                 /*indexed=*/false,
                                 window.codec ? window.codec->name : "");
  if (!window.codec)
    return;
  int64_t unit = window.codec->unit;
  window.coded = {window.isWritten ? CodedSide::Side::Target
                                   : CodedSide::Side::Source,
                  window.codec->bitsPerValue, unit, window.offset % unit == 0};
}

bool WorkloadBinder::run() {
  workload.whole = workload.backwards;
  workload.cuts.assign(workload.extents.size(), 1);
  workload.hasAlternatives = workload.hasLimits = false;
  addPlaces();
  for (const GroupOperation &operation : workload.operations)
    if (!addComputations(operation))
      return false;
  std::optional<InstructionChoice> choice = chooseInstructions(problem, reason);
  if (!choice)
    return false;
  take(*choice);
  markWholeDims();
  markCuts();
  shareStorage();
  findSharers();
  for (GroupWindow &window : workload.windows)
    settleWindow(window);
  return true;
}

bool Workload::bind(llvm::ArrayRef<int64_t> tiles, std::string &reason) {
  // Tiles of other dims say nothing.
  llvm::SmallVector<int64_t, 6> sizes(extents);
  if (tiles.size() == extents.size())
    for (auto [size, tile] : llvm::zip(sizes, tiles))
      size = std::clamp<int64_t>(tile, 1, size);
  return WorkloadBinder(*this, sizes, reason).run();
}
