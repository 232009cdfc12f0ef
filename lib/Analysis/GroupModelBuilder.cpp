//===- GroupModelBuilder.cpp - from operations to a group model -----------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "dialects/Arch/FormatTypes.h"
#include "ridge/Analysis/GroupModel.h"
#include "ridge/Analysis/LinearForm.h"
#include "ridge/Support/Saturate.h"
#include <numeric>

using namespace mlir;
using namespace ridge;

namespace ridge {

class GroupModelBuilder {
public:
  GroupModelBuilder(const HomeLayouts &layouts, CandidateTable &candidates,
                    ArrayRef<int64_t> tiles, std::string &reason)
      : layouts(layouts), candidates(candidates), machine(candidates.machine()),
        tiles(tiles), reason(reason) {
    model.machine = &machine;
  }

  bool build(ArrayRef<StructuredOpInterface> ops);
  GroupModel model;

private:
  bool alignDims(StructuredOpInterface op, GroupOperation &operation);
  void alignSharedReads(StructuredOpInterface op, GroupOperation &operation);
  bool addOperation(StructuredOpInterface op);
  bool hasInstruction(const GroupOperation &operation);
  GroupOperand windowOn(Value tensor, AffineMap map,
                        const GroupOperation &operation, bool isWritten);
  bool addReads(GroupOperation &operation);
  bool addComputation(ArrayRef<Match> matches, const Kernel &kernel,
                      const TileRange &range, ArrayRef<int32_t> places,
                      double repeats, ChoiceProblem &problem);
  bool addComputations(const GroupOperation &operation, ChoiceProblem &problem);
  bool chooseInstructions();
  void markWholeDims();
  void markCuts();
  void shareStorage();
  void findSharers();
  void settleWindow(GroupWindow &window);
  bool escapes(Value value) const;

  const HomeLayouts &layouts;
  CandidateTable &candidates;
  const Machine &machine;
  ArrayRef<int64_t> tiles; ///< Empty: whole extents.
  std::string &reason;
  /// Per computation of the choice its matches that keep to limits, by number
  /// among all.
  std::vector<SmallVector<int32_t, 2>> numbers;
  /// Where all who touch a storage can use it.
  std::vector<MemorySet> storageMemories;
  llvm::SmallPtrSet<Operation *, 16> members;
  llvm::DenseMap<Value, unsigned> producerOf; ///< Result to operation.
  /// Per tensor the operations that read it, and the maps by which they do.
  llvm::DenseMap<Value, SmallVector<std::pair<unsigned, AffineMap>, 2>> readers;
  /// Windows by root and offset.
  llvm::DenseMap<std::pair<int32_t, int64_t>, SmallVector<int32_t, 2>> placed;
};

} // namespace ridge

//===----------------------------------------------------------------------===//
// Dims
//===----------------------------------------------------------------------===//

/// Dims along which the operation walks a tensor that the group reads already
/// are those of the earlier reader, so that one tile serves both.
void GroupModelBuilder::alignSharedReads(StructuredOpInterface op,
                                         GroupOperation &operation) {
  SmallVector<AffineMap> maps = op.getOperandMaps();
  auto position = [](AffineMap map, unsigned d) -> std::optional<unsigned> {
    if (auto dim = dyn_cast<AffineDimExpr>(map.getResult(d)))
      return dim.getPosition();
    return std::nullopt;
  };
  for (auto [input, map] : llvm::zip(op.getInputTensors(), maps)) {
    auto found = readers.find(input);
    if (found == readers.end())
      continue;
    for (auto [reader, otherMap] : found->second) {
      if (!llvm::is_contained(operation.dims, -1))
        return; // All are known.
      for (unsigned d = 0; d < map.getNumResults(); ++d) {
        auto mine = position(map, d), theirs = position(otherMap, d);
        if (!mine || !theirs || operation.dims[*mine] >= 0)
          continue;
        int32_t groupDim = model.operations[reader].dims[*theirs];
        if (model.extents[groupDim] == op.getIterationExtents()[*mine] &&
            !llvm::is_contained(operation.dims, groupDim))
          operation.dims[*mine] = groupDim;
      }
    }
  }
}

/// Group dims of an operation's dims: those of the values it reads from the
/// group, new ones otherwise.
bool GroupModelBuilder::alignDims(StructuredOpInterface op,
                                  GroupOperation &operation) {
  ArrayRef<int64_t> extents = op.getIterationExtents();
  SmallVector<AffineMap> maps = op.getOperandMaps();
  operation.dims.assign(extents.size(), -1);
  for (auto [position, input] : llvm::enumerate(op.getInputTensors())) {
    auto found = producerOf.find(input);
    if (found == producerOf.end())
      continue;
    GroupOperation &producer = model.operations[found->second];
    AffineMap written = producer.op.getOperandMaps().back();
    for (auto [d, expr] : llvm::enumerate(maps[position].getResults())) {
      unsigned from = cast<AffineDimExpr>(written.getResult(d)).getPosition();
      int32_t groupDim = producer.dims[from];
      auto dim = dyn_cast<AffineDimExpr>(expr);
      if (!dim) {
        reason = "a value of the group is read through a window";
        return false;
      }
      int32_t &mine = operation.dims[dim.getPosition()];
      if ((mine >= 0 && mine != groupDim) ||
          model.extents[groupDim] != extents[dim.getPosition()]) {
        reason = "dims of the group do not line up";
        return false;
      }
      mine = groupDim;
    }
  }
  alignSharedReads(op, operation);
  for (auto [d, groupDim] : llvm::enumerate(operation.dims)) {
    for (auto [other, otherDim] : llvm::enumerate(operation.dims))
      if (other < d && otherDim == groupDim && groupDim >= 0) {
        reason = "one dim of the group is read along two dims";
        return false;
      }
    if (groupDim >= 0)
      continue;
    groupDim = model.extents.size();
    model.extents.push_back(extents[d]);
  }
  if (model.extents.size() > 16) {
    reason = "more than 16 dims";
    return false;
  }
  return true;
}

//===----------------------------------------------------------------------===//
// Operations
//===----------------------------------------------------------------------===//

bool GroupModelBuilder::hasInstruction(const GroupOperation &operation) {
  const Candidates &found = candidates.of(operation.op);
  const OperationKernel &kernel = *operation.kernel;
  if (found.matches.empty()) {
    reason = explainNoMatch(machine, kernel.kernel, kernel.immediates);
    return false;
  }
  if (found.fill && found.fillMatches.empty()) {
    reason = "no instruction writes the value that its sum starts from: " +
             explainNoMatch(machine, *found.fill, /*immediates=*/1);
    return false;
  }
  return true;
}

/// The window that `map` makes on `tensor`; equal windows are one.
GroupOperand GroupModelBuilder::windowOn(Value tensor, AffineMap map,
                                         const GroupOperation &operation,
                                         bool isWritten) {
  const HomeLayout &layout = layouts.of(tensor);
  auto type = cast<RankedTensorType>(tensor.getType());
  GroupWindow window;
  window.tensor = tensor;
  window.format = *formatOf(type.getElementType());
  window.offset = layout.offset;
  window.isRead = !isWritten;
  window.isWritten = isWritten;
  window.codec = layouts.roots()[layout.root].codec();
  for (auto [d, expr] : llvm::enumerate(map.getResults())) {
    Affine linear = *linearForm(expr, map.getNumDims());
    window.offset += linear.constant * layout.strides[d];
    BoxDim box;
    box.homeStride = layout.strides[d];
    for (auto [dim, coefficient] : linear.terms) {
      int32_t groupDim = operation.dims[dim];
      if (model.extents[groupDim] == 1 || coefficient == 0)
        continue;
      box.terms.push_back({groupDim, coefficient});
      // A dim that walks backwards has its tile's first element at the end:
      // only a whole dim has it at a place that does not depend on the tile.
      if (coefficient < 0)
        model.whole |= DimSet(1) << groupDim;
    }
    llvm::sort(box.terms);
    // A dim that repeats is loaded once; one that stands still adds nothing.
    if (box.terms.empty() || box.homeStride == 0)
      continue;
    for (auto [groupDim, coefficient] : box.terms)
      window.dims |= DimSet(1) << groupDim;
    window.box.push_back(std::move(box));
  }
  SmallVector<int32_t, 2> &sameStart = placed[{layout.root, window.offset}];
  for (int32_t index : sameStart) {
    GroupWindow &other = model.windows[index];
    if (other.box == window.box && other.format == window.format) {
      other.isRead |= !isWritten;
      other.isWritten |= isWritten;
      return {GroupOperand::Kind::Window, index};
    }
  }
  sameStart.push_back(static_cast<int32_t>(model.windows.size()));
  model.windows.push_back(std::move(window));
  return {GroupOperand::Kind::Window, sameStart.back()};
}

bool GroupModelBuilder::escapes(Value value) const {
  return llvm::any_of(value.getUsers(),
                      [&](Operation *user) { return !members.contains(user); });
}

bool GroupModelBuilder::addReads(GroupOperation &operation) {
  SmallVector<AffineMap> maps = operation.op.getOperandMaps();
  for (auto [input, position] : llvm::enumerate(operation.kernel->inputs)) {
    if ((operation.kernel->immediates >> input) & 1) {
      operation.reads.push_back({GroupOperand::Kind::Immediate, -1});
      continue;
    }
    Value tensor = operation.op.getInputTensors()[position];
    auto found = producerOf.find(tensor);
    if (found == producerOf.end()) {
      operation.reads.push_back(
          windowOn(tensor, maps[position], operation, /*isWritten=*/false));
      continue;
    }
    operation.producers.push_back(found->second);
    operation.reads.push_back(model.operations[found->second].write);
  }
  return true;
}

bool GroupModelBuilder::addOperation(StructuredOpInterface op) {
  GroupOperation operation;
  operation.op = op;
  operation.kernel = candidates.of(op).kernel;
  if (!operation.kernel) {
    reason = "its body cannot be described";
    return false;
  }
  if (!hasInstruction(operation) || !alignDims(op, operation))
    return false;
  uint32_t reductions = op.getReductionDims();
  for (auto [d, groupDim] : llvm::enumerate(operation.dims)) {
    operation.used |= DimSet(1) << groupDim;
    ((reductions >> d) & 1 ? operation.reduced : operation.kept) |= DimSet(1)
                                                                    << groupDim;
  }
  if (!addReads(operation))
    return false;
  Value result = op.getResultTensor();
  AffineMap written = op.getOperandMaps().back();
  if (escapes(result)) {
    operation.write = windowOn(result, written, operation, /*isWritten=*/true);
  } else {
    GroupLocal local;
    local.format =
        *formatOf(cast<RankedTensorType>(result.getType()).getElementType());
    for (AffineExpr expr : written.getResults())
      local.dims.push_back(
          operation.dims[cast<AffineDimExpr>(expr).getPosition()]);
    local.storage = model.numStorages++;
    operation.write = {GroupOperand::Kind::Local,
                       static_cast<int32_t>(model.locals.size())};
    model.locals.push_back(std::move(local));
  }
  SmallVector<AffineMap> maps = op.getOperandMaps();
  for (auto [input, map] : llvm::zip(op.getInputTensors(), maps))
    readers[input].push_back({model.operations.size(), map});
  producerOf[result] = model.operations.size();
  model.operations.push_back(std::move(operation));
  return true;
}

//===----------------------------------------------------------------------===//
// Instructions and memories
//===----------------------------------------------------------------------===//

/// Matches that keep to their limits in every tile, with their cycles.
bool GroupModelBuilder::addComputation(ArrayRef<Match> matches,
                                       const Kernel &kernel,
                                       const TileRange &range,
                                       ArrayRef<int32_t> places, double repeats,
                                       ChoiceProblem &problem) {
  Computation &computation = problem.computations.emplace_back();
  SmallVector<int32_t, 2> &own = numbers.emplace_back();
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
  model.hasAlternatives |= matches.size() > 1;
  if (own.empty())
    reason = why;
  return !own.empty();
}

/// The operation, and the fill of what it folds into.
bool GroupModelBuilder::addComputations(const GroupOperation &operation,
                                        ChoiceProblem &problem) {
  auto placeOf = [&](const GroupOperand &operand) -> int32_t {
    switch (operand.kind) {
    case GroupOperand::Kind::Window:
      return operand.index;
    case GroupOperand::Kind::Local:
      return static_cast<int32_t>(model.windows.size()) + operand.index;
    case GroupOperand::Kind::Immediate:
      return -1;
    }
    llvm_unreachable("all kinds are covered");
  };
  TileRange range, kept;
  double repeats = 1, keptRepeats = 1;
  for (int32_t dim : operation.dims) {
    int64_t extent = model.extents[dim];
    int64_t tile =
        tiles.empty() ? extent : std::clamp<int64_t>(tiles[dim], 1, extent);
    int64_t rest = extent % tile == 0 ? tile : extent % tile;
    range.most.push_back(tile), range.least.push_back(rest);
    repeats *= double(llvm::divideCeil(extent, tile));
    if (!((operation.kept >> dim) & 1))
      continue;
    kept.most.push_back(tile), kept.least.push_back(rest);
    keptRepeats *= double(llvm::divideCeil(extent, tile));
  }
  SmallVector<int32_t, 4> places = llvm::map_to_vector<4>(
      operation.reads, [&](const GroupOperand &read) { return placeOf(read); });
  places.push_back(placeOf(operation.write));
  const Candidates &found = candidates.of(operation.op);
  if (!addComputation(found.matches, operation.kernel->kernel, range, places,
                      repeats, problem))
    return false;
  return !found.fill ||
         addComputation(found.fillMatches, *found.fill, kept,
                        {-1, places.back()}, keptRepeats, problem);
}

bool GroupModelBuilder::chooseInstructions() {
  if (tiles.size() != model.extents.size())
    tiles = {};
  ChoiceProblem problem;
  problem.machine = &machine;
  for (const GroupWindow &window : model.windows) {
    std::string codec = window.codec ? window.codec.getName().str() : "";
    problem.places.push_back(
        {window.isRead, window.isWritten, codec, codec, false, -1});
  }
  problem.places.resize(model.windows.size() + model.locals.size());
  for (const GroupOperation &operation : model.operations)
    if (!addComputations(operation, problem))
      return false;
  std::optional<InstructionChoice> choice =
      ridge::chooseInstructions(problem, reason);
  if (!choice)
    return false;
  auto isLimited = [&](const Match &match) {
    return llvm::any_of(machine.instructions[match.instruction].dims,
                        [](const InstructionDim &dim) { return dim.low > 1; });
  };
  size_t next = 0;
  auto chosen = [&](ArrayRef<Match> matches) {
    const Match &match = matches[numbers[next][choice->matches[next]]];
    ++next;
    model.hasLimits |= isLimited(match);
    return match;
  };
  for (GroupOperation &operation : model.operations) {
    const Candidates &found = candidates.of(operation.op);
    operation.match = chosen(found.matches);
    operation.engine = machine.instructions[operation.match.instruction].engine;
    operation.timing =
        candidates.timingOf(operation.match, operation.kernel->kernel);
    if (found.fill)
      operation.fill = chosen(found.fillMatches);
  }
  ArrayRef memories(choice->memories);
  for (auto [window, set] : llvm::zip(model.windows, memories))
    window.memory = set.find_first();
  storageMemories = memories.drop_front(model.windows.size()).vec();
  return true;
}

//===----------------------------------------------------------------------===//
// What follows from the whole
//===----------------------------------------------------------------------===//

/// A dim that one operation folds and a dependent operation walks again must be
/// in one piece: the fold is complete only after its last tile.
void GroupModelBuilder::markWholeDims() {
  // Per operation the dims that are folded in what it needs.
  SmallVector<DimSet> folded(model.operations.size(), 0);
  for (auto [i, operation] : llvm::enumerate(model.operations)) {
    for (int32_t producer : operation.producers)
      folded[i] |= folded[producer] | model.operations[producer].reduced;
    model.whole |= folded[i] & operation.used;
  }
}

/// A unit that adds in steps gives the bits of its model if a reduction is cut
/// between steps only, and along its outermost dim: products keep their order.
void GroupModelBuilder::markCuts() {
  model.cuts.assign(model.extents.size(), 1);
  for (const GroupOperation &operation : model.operations) {
    const Instruction &instruction =
        machine.instructions[operation.match.instruction];
    if (instruction.isLanes() || !instruction.kernel.accumulate ||
        instruction.kernel.accumulate->isPlain())
      continue;
    int32_t outermost = -1;
    int64_t inner = 1;
    for (int32_t dim : operation.dims) {
      bool isCut = ((operation.reduced >> dim) & 1) && model.extents[dim] > 1;
      if (isCut && outermost >= 0) {
        model.whole |= DimSet(1) << dim;
        inner = saturatingMul(inner, model.extents[dim]);
      } else if (isCut) {
        outermost = dim;
      }
    }
    int64_t interval = instruction.kernel.accumulate->cutInterval();
    if (outermost < 0)
      continue;
    if (interval == 0)
      model.whole |= DimSet(1) << outermost;
    else
      model.cuts[outermost] =
          std::lcm(model.cuts[outermost], interval / std::gcd(interval, inner));
  }
}

/// Elementwise in place: a local result takes over the storage of a local it
/// reads for the last time, point by point, in the same format. Both must be
/// made by one engine: a slot that two engines fill cannot be double buffered.
void GroupModelBuilder::shareStorage() {
  // Per local the operation that makes it, per storage the last that reads it.
  SmallVector<int32_t> maker(model.locals.size(), -1);
  SmallVector<int32_t> lastRead(model.numStorages, -1);
  for (auto [i, operation] : llvm::enumerate(model.operations)) {
    if (operation.write.kind == GroupOperand::Kind::Local)
      maker[operation.write.index] = static_cast<int32_t>(i);
    for (const GroupOperand &read : operation.reads)
      if (read.kind == GroupOperand::Kind::Local)
        lastRead[model.locals[read.index].storage] = static_cast<int32_t>(i);
  }
  for (auto [i, operation] : llvm::enumerate(model.operations)) {
    if (operation.reduced || operation.write.kind != GroupOperand::Kind::Local)
      continue;
    GroupLocal &result = model.locals[operation.write.index];
    StructuredOpInterface op = operation.op;
    SmallVector<AffineMap> maps = op.getOperandMaps();
    for (auto [input, read] : llvm::enumerate(operation.reads)) {
      if (read.kind != GroupOperand::Kind::Local)
        continue;
      const GroupLocal &source = model.locals[read.index];
      if (operation.engine != model.operations[maker[read.index]].engine ||
          source.dims != result.dims || source.format != result.format ||
          maps[operation.kernel->inputs[input]] != maps.back() ||
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
  for (GroupLocal &local : model.locals)
    local.memory = storageMemories[local.storage].find_first();
}

/// How many engines touch each storage, fills included.
void GroupModelBuilder::findSharers() {
  SmallVector<llvm::SmallDenseSet<EngineId, 4>> engines(model.numStorages);
  auto touch = [&](const GroupOperand &operand, EngineId engine) {
    if (operand.kind == GroupOperand::Kind::Local)
      engines[model.locals[operand.index].storage].insert(engine);
  };
  for (const GroupOperation &operation : model.operations) {
    for (const GroupOperand &read : operation.reads)
      touch(read, operation.engine);
    touch(operation.write, operation.engine);
    if (operation.fill)
      touch(operation.write,
            machine.instructions[operation.fill->instruction].engine);
  }
  for (GroupLocal &local : model.locals)
    local.isShared = engines[local.storage].size() > 1;
}

/// The path and the codec of a window that has its memory.
void GroupModelBuilder::settleWindow(GroupWindow &window) {
  MemoryId home = machine.home();
  std::string codec = window.codec ? window.codec.getName().str() : "";
  window.path = machine.findPath(window.isWritten ? window.memory : home,
                                 window.isWritten ? home : window.memory,
                                 /*indexed=*/false, codec);
  if (!window.codec)
    return;
  int64_t unit = window.codec.getUnit();
  window.coded = {
      window.isWritten ? CodedSide::Side::Target : CodedSide::Side::Source,
      window.codec.getBitsPerValue(), unit, window.offset % unit == 0};
}

bool GroupModelBuilder::build(ArrayRef<StructuredOpInterface> ops) {
  model.operations.reserve(ops.size());
  for (StructuredOpInterface op : ops)
    members.insert(op);
  for (StructuredOpInterface op : ops)
    if (!addOperation(op))
      return false;
  if (!chooseInstructions())
    return false;
  markWholeDims();
  markCuts();
  shareStorage();
  findSharers();
  llvm::for_each(model.windows,
                 [&](GroupWindow &window) { settleWindow(window); });
  return true;
}

std::optional<GroupModel> GroupModel::build(ArrayRef<StructuredOpInterface> ops,
                                            const HomeLayouts &layouts,
                                            CandidateTable &candidates,
                                            ArrayRef<int64_t> tiles,
                                            std::string &reason) {
  GroupModelBuilder builder(layouts, candidates, tiles, reason);
  if (!builder.build(ops))
    return std::nullopt;
  return std::move(builder.model);
}
