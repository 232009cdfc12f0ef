//===- WorkloadBinding.cpp - instructions and memories of a group ---------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Takes the instructions of all operations, chosen together
/// (InstructionChoice) or recorded, and works out what follows from them.
///
//===----------------------------------------------------------------------===//

#include "Routes.h"
#include "ridge/Mapping/Workload.h"
#include "ridge/Support/Saturate.h"
#include "llvm/ADT/DenseSet.h"
#include <numeric>

using namespace ridge;

namespace {

class WorkloadBinder {
public:
  explicit WorkloadBinder(Workload &workload)
      : workload(workload), machine(*workload.machine) {}

  /// For tiles of the sizes `sizes`.
  bool choose(llvm::ArrayRef<int64_t> sizes);
  std::optional<Refusal> take(const Mapping &mapping);
  std::string reason;

private:
  int32_t placeOf(const GroupOperand &operand) const;
  bool addComputation(llvm::ArrayRef<Match> matches, const Kernel &kernel,
                      const TileRange &range, llvm::ArrayRef<int32_t> dims,
                      llvm::ArrayRef<GroupOperand> operands, double repeats);
  bool addComputations(const GroupOperation &operation);
  void addPlaces();
  void take(const InstructionChoice &choice);
  std::optional<Refusal> takeInstructions(const Mapping &mapping);
  std::optional<Refusal> takeMemories(const Mapping &mapping);
  std::optional<Refusal> checkOperands() const;
  std::optional<Refusal> checkOperand(int32_t number, const GroupOperand &place,
                                      const InstructionOperand &operand) const;
  void finish(const Mapping *mapping);
  void markWholeDims();
  void markCuts();
  void shareStorage(const Mapping *mapping);
  void findSharers();
  void settleCodec(GroupWindow &window) const;

  Workload &workload;
  const Machine &machine;
  llvm::ArrayRef<int64_t> tiles;
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
                                    llvm::ArrayRef<int32_t> dims,
                                    llvm::ArrayRef<GroupOperand> operands,
                                    double repeats) {
  Computation &computation = problem.computations.emplace_back();
  llvm::SmallVector<int32_t, 2> &own = numbers.emplace_back();
  for (const GroupOperand &operand : operands)
    computation.places.push_back(placeOf(operand));
  std::string why;
  for (auto [number, match] : llvm::enumerate(matches)) {
    if (!keepsLimits(machine, match, cutTile(machine, match, range), why) ||
        !workload.keepsStrides(match, dims, operands, workload.extents, why))
      continue;
    own.push_back(static_cast<int32_t>(number));
    computation.matches.push_back(match);
    // Nothing to compare: the search asks for the time of what it looks at.
    bool isOnly = matches.size() == 1 && problem.goal == ChoiceGoal::LeastWork;
    computation.cycles.push_back(
        isOnly ? 0
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
  llvm::SmallVector<GroupOperand, 4> operands(operation.reads);
  operands.push_back(operation.write);
  const Candidates &found = *operation.candidates;
  if (!addComputation(found.matches, *operation.kernel,
                      workload.rangeOf(tiles, operation), operation.dims,
                      operands, repeats))
    return false;
  llvm::SmallVector<int32_t, 6> kept;
  for (int32_t dim : operation.dims)
    if ((operation.kept >> dim) & 1)
      kept.push_back(dim);
  return !found.fill ||
         addComputation(found.fillMatches, *found.fill,
                        workload.keptRangeOf(tiles, operation), kept,
                        {GroupOperand(), operation.write}, keptRepeats);
}

void WorkloadBinder::addPlaces() {
  problem.machine = &machine;
  for (const GroupWindow &window : workload.windows) {
    std::string codec = window.codec ? window.codec->name : "";
    problem.places.push_back({window.isRead, window.isWritten, codec, codec,
                              false, window.kept ? window.kept->memory : -1});
  }
  problem.places.resize(workload.windows.size() + workload.locals.size());
}

static bool isLimited(const Machine &machine, const Match &match) {
  const Instruction &instruction = machine.instructions[match.instruction];
  return llvm::any_of(
             instruction.dims,
             [](const InstructionDim &dim) { return !dim.takes(1); }) ||
         llvm::any_of(instruction.operands,
                      [](const InstructionOperand &operand) {
                        return operand.unitStride;
                      });
}

static void takeInstruction(Workload &workload, GroupOperation &operation,
                            const Match &match,
                            const std::optional<Match> &fill) {
  const Machine &machine = *workload.machine;
  operation.match = match;
  operation.engine = machine.instructions[match.instruction].engine;
  operation.fill = fill;
  workload.hasLimits |= isLimited(machine, match);
  if (fill)
    workload.hasLimits |= isLimited(machine, *fill);
}

void WorkloadBinder::take(const InstructionChoice &choice) {
  size_t next = 0;
  auto chosen = [&](llvm::ArrayRef<Match> matches) {
    int32_t number = numbers[next][choice.matches[next]];
    ++next;
    return matches[number];
  };
  for (GroupOperation &operation : workload.operations) {
    const Candidates &found = *operation.candidates;
    Match match = chosen(found.matches);
    std::optional<Match> fill;
    if (found.fill)
      fill = chosen(found.fillMatches);
    takeInstruction(workload, operation, match, fill);
  }
  llvm::ArrayRef memories(choice.memories);
  for (auto [window, set] : llvm::zip(workload.windows, memories))
    window.memory = set.find_first();
  storageMemories = memories.drop_front(workload.windows.size()).vec();
}

//===----------------------------------------------------------------------===//
// Recorded instructions and memories
//===----------------------------------------------------------------------===//

/// "@mma(a, b, c)": the instruction, and which of its operands each of the
/// operation's is.
static std::string describe(const Machine &machine, const Match &match) {
  const Instruction &instruction = machine.instructions[match.instruction];
  std::string text;
  for (int32_t operand : match.operands)
    text += (text.empty() ? "" : ", ") + instruction.operands[operand].name;
  return "@" + instruction.name + "(" + text + ")";
}

static Refusal refuseInstruction(const Machine &machine, int32_t number,
                                 const Match &match, const char *what,
                                 llvm::ArrayRef<Match> candidates) {
  std::string text = describe(machine, match) + " does not " + what + "; ";
  for (auto [position, candidate] : llvm::enumerate(candidates))
    text += (position == 0 ? "" : ", ") + describe(machine, candidate);
  return {MappingRule::Instruction,
          text + (candidates.size() == 1 ? " does" : " do"),
          {MappingPlace::Kind::Operation, number}};
}

/// M-14
std::optional<Refusal>
WorkloadBinder::takeInstructions(const Mapping &mapping) {
  int32_t number = 0;
  for (auto [operation, plan] :
       llvm::zip_equal(workload.operations, mapping.operations)) {
    const Candidates &found = *operation.candidates;
    if (!llvm::is_contained(found.matches, plan.match))
      return refuseInstruction(machine, number, plan.match, "run the operation",
                               found.matches);
    if (plan.fill.has_value() != found.fill.has_value())
      return Refusal{MappingRule::Instruction,
                     plan.fill ? "the operation starts from no value, and "
                                 "somebody is to write one"
                               : "the operation's sum starts from a value, and "
                                 "nobody is to write it",
                     {MappingPlace::Kind::Operation, number}};
    if (plan.fill && !llvm::is_contained(found.fillMatches, *plan.fill))
      return refuseInstruction(machine, number, *plan.fill,
                               "write what its sum starts from",
                               found.fillMatches);
    takeInstruction(workload, operation, plan.match, plan.fill);
    workload.hasAlternatives |=
        found.matches.size() > 1 || found.fillMatches.size() > 1;
    ++number;
  }
  return std::nullopt;
}

/// M-15: paths.
std::optional<Refusal> WorkloadBinder::takeMemories(const Mapping &mapping) {
  for (auto [window, plan] : llvm::zip_equal(workload.windows, mapping.windows))
    window.kept = plan.address
                      ? std::optional<KeptPlace>({plan.memory, *plan.address})
                      : std::nullopt;
  addPlaces();
  auto lies = [&](size_t place, MemoryId memory) {
    return reachableMemories(machine, problem.places[place]).test(memory);
  };
  auto refuse = [&](MemoryId memory, MappingPlace place) {
    return Refusal{MappingRule::Memory,
                   "@" + machine.memories[memory].name +
                       (machine.memories[memory].home
                            ? " is the home memory, a tile lies elsewhere"
                            : " lacks a path that the tile needs to or from "
                              "the home memory"),
                   place};
  };
  for (auto [i, window] : llvm::enumerate(workload.windows)) {
    window.memory = mapping.windows[i].memory;
    if (!lies(i, window.memory))
      return refuse(window.memory, {MappingPlace::Kind::Window, int32_t(i)});
  }
  for (auto [i, plan] : llvm::enumerate(mapping.locals)) {
    if (!lies(workload.windows.size() + i, plan.memory))
      return refuse(plan.memory, {MappingPlace::Kind::Local, int32_t(i)});
    MemorySet &set = storageMemories.emplace_back(machine.memories.size());
    set.set(plan.memory);
  }
  return std::nullopt;
}

std::optional<Refusal>
WorkloadBinder::checkOperand(int32_t number, const GroupOperand &place,
                             const InstructionOperand &operand) const {
  MemoryId memory = -1;
  if (place.kind == GroupOperand::Kind::Window)
    memory = workload.windows[place.index].memory;
  if (place.kind == GroupOperand::Kind::Local)
    memory = storageMemories[place.index].find_first();
  if (memory < 0 || llvm::is_contained(operand.memories, memory))
    return std::nullopt;
  std::string text;
  for (MemoryId other : operand.memories)
    text += (text.empty() ? "@" : ", @") + machine.memories[other].name;
  return Refusal{MappingRule::Memory,
                 "operand " + operand.name + " is taken from " + text +
                     ", not from @" + machine.memories[memory].name,
                 {MappingPlace::Kind::Operation, number}};
}

/// M-15: instructions.
std::optional<Refusal> WorkloadBinder::checkOperands() const {
  for (auto [i, operation] : llvm::enumerate(workload.operations)) {
    auto number = static_cast<int32_t>(i);
    auto operandOf = [&](const Match &match, size_t access) {
      return machine.instructions[match.instruction]
          .operands[match.operands[access]];
    };
    for (auto [access, read] : llvm::enumerate(operation.reads))
      if (auto refusal =
              checkOperand(number, read, operandOf(operation.match, access)))
        return refusal;
    if (auto refusal =
            checkOperand(number, operation.write,
                         operandOf(operation.match, operation.reads.size())))
      return refusal;
    if (operation.fill)
      if (auto refusal = checkOperand(number, operation.write,
                                      operandOf(*operation.fill, 1)))
        return refusal;
  }
  return std::nullopt;
}

//===----------------------------------------------------------------------===//
// What follows from the instructions
//===----------------------------------------------------------------------===//

/// A dim that one operation folds and a dependent operation walks again must be
/// in one piece: the fold is complete only after its last tile. So must one
/// that an instruction folds by itself.
void WorkloadBinder::markWholeDims() {
  // Per operation the dims that are folded in what it needs.
  llvm::SmallVector<DimSet> folded(workload.operations.size(), 0);
  for (auto [i, operation] : llvm::enumerate(workload.operations)) {
    for (int32_t producer : operation.producers)
      folded[i] |= folded[producer] | workload.operations[producer].reduced;
    workload.whole |= (folded[i] & operation.used) | operation.folded;
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
/// With a mapping, only what shares there.
void WorkloadBinder::shareStorage(const Mapping *mapping) {
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
      if (mapping && mapping->storages[read.index] !=
                         mapping->storages[operation.write.index])
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

/// How many engines touch each storage and window, fills included.
void WorkloadBinder::findSharers() {
  std::vector<llvm::SmallDenseSet<EngineId, 4>> engines(workload.numBuffers());
  auto touch = [&](const GroupOperand &operand, EngineId engine) {
    int32_t buffer = workload.bufferOf(operand);
    if (buffer >= 0)
      engines[buffer].insert(engine);
  };
  for (const GroupOperation &operation : workload.operations) {
    for (const GroupOperand &read : operation.reads)
      touch(read, operation.engine);
    touch(operation.write, operation.engine);
    if (operation.fill)
      touch(operation.write,
            machine.instructions[operation.fill->instruction].engine);
  }
  size_t numWindows = workload.windows.size();
  for (GroupLocal &local : workload.locals)
    local.isShared = engines[numWindows + local.storage].size() > 1;
  for (auto [number, window] : llvm::enumerate(workload.windows))
    window.isPassedOn = window.isWritten && engines[number].size() > 1;
}

/// What the codec of a window means for its transfers.
void WorkloadBinder::settleCodec(GroupWindow &window) const {
  if (!window.codec)
    return;
  int64_t unit = window.codec->unit;
  window.coded = {window.isWritten ? CodedSide::Side::Target
                                   : CodedSide::Side::Source,
                  window.codec->bitsPerValue, unit, window.offset % unit == 0};
}

void WorkloadBinder::finish(const Mapping *mapping) {
  markWholeDims();
  markCuts();
  shareStorage(mapping);
  findSharers();
  for (GroupWindow &window : workload.windows)
    settleCodec(window);
}

static void forget(Workload &workload) {
  workload.whole = workload.backwards;
  workload.cuts.assign(workload.extents.size(), 1);
  workload.hasAlternatives = workload.hasLimits = false;
}

bool WorkloadBinder::choose(llvm::ArrayRef<int64_t> sizes) {
  forget(workload);
  tiles = sizes;
  problem.goal = workload.goal;
  addPlaces();
  for (const GroupOperation &operation : workload.operations)
    if (!addComputations(operation))
      return false;
  std::optional<InstructionChoice> choice = chooseInstructions(problem, reason);
  if (!choice)
    return false;
  take(*choice);
  settleRoutes(workload, /*mapping=*/nullptr);
  finish(/*mapping=*/nullptr);
  return true;
}

std::optional<Refusal> WorkloadBinder::take(const Mapping &mapping) {
  forget(workload);
  if (auto refusal = takeInstructions(mapping))
    return refusal;
  if (auto refusal = takeMemories(mapping))
    return refusal;
  if (auto refusal = checkOperands())
    return refusal;
  if (auto refusal = takeRoutes(workload, mapping))
    return refusal;
  finish(&mapping);
  // M-17
  for (auto [i, local] : llvm::enumerate(workload.locals))
    if (local.storage != mapping.storages[i])
      return Refusal{MappingRule::Storage,
                     "t" + std::to_string(i) + " cannot share a buffer with t" +
                         std::to_string(mapping.storages[i]) +
                         ": it is not made of it in place",
                     {MappingPlace::Kind::Local, int32_t(i)}};
  return std::nullopt;
}

bool Workload::bind(const Tiling &tiling, std::string &reason) {
  goal = tiling.goal;
  // Tiles of other dims say nothing.
  llvm::SmallVector<int64_t, 6> sizes(extents);
  if (tiling.tiles.size() == extents.size())
    for (auto [size, tile] : llvm::zip(sizes, tiling.tiles))
      size = std::clamp<int64_t>(tile, 1, size);
  WorkloadBinder binder(*this);
  bool isBound = binder.choose(sizes);
  if (!isBound)
    reason = binder.reason;
  return isBound;
}

std::optional<Refusal> Workload::bind(const Mapping &mapping) {
  return WorkloadBinder(*this).take(mapping);
}

Mapping Workload::mappingOf(const Tiling &tiling) const {
  Mapping mapping;
  mapping.tiles = tiling.tiles;
  mapping.order = tiling.order;
  mapping.steps = tiling.steps;
  for (auto [number, window] : llvm::enumerate(windows))
    mapping.windows.push_back(
        {window.memory, tiling.slotsOf(number),
         window.kept ? std::optional<int64_t>(window.kept->address)
                     : std::nullopt,
         tiling.turnOf(number)});
  for (auto [number, staging] : llvm::enumerate(stagings))
    mapping.stagings.push_back(
        {{staging.memory, tiling.slotsOf(stagingBuffer(number))},
         staging.window,
         int32_t(depthOfHop(tiling, staging.window, staging.hop))});
  for (const GroupLocal &local : locals) {
    mapping.locals.push_back(
        {local.memory, tiling.slotsOf(windows.size() + local.storage),
         std::nullopt, tiling.turnOf(windows.size() + local.storage)});
    mapping.storages.push_back(local.storage);
  }
  for (const GroupOperation &operation : operations)
    mapping.operations.push_back({operation.match, operation.fill});
  return mapping;
}
