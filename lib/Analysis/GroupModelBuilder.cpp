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
                    std::string &reason)
      : layouts(layouts), candidates(candidates), machine(candidates.machine()),
        reason(reason) {
    model.machine = &machine;
  }

  bool build(ArrayRef<StructuredOpInterface> ops);
  GroupModel model;

private:
  bool alignDims(StructuredOpInterface op, GroupOperation &operation);
  void alignSharedReads(StructuredOpInterface op, GroupOperation &operation);
  bool addOperation(StructuredOpInterface op);
  bool chooseMatch(GroupOperation &operation);
  GroupOperand windowOn(Value tensor, AffineMap map,
                        const GroupOperation &operation, bool isWritten);
  bool addReads(GroupOperation &operation);
  void markWholeDims();
  void markCuts();
  void shareStorage();
  bool assignMemories();
  bool escapes(Value value) const;

  const HomeLayouts &layouts;
  CandidateTable &candidates;
  const Machine &machine;
  std::string &reason;
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

bool GroupModelBuilder::chooseMatch(GroupOperation &operation) {
  ArrayRef<int64_t> extents = operation.op.getIterationExtents();
  const OperationKernel &kernel = *operation.kernel;
  int64_t best = 0;
  for (const Match &match : candidates.of(operation.op).matches) {
    int64_t time = kernelTime(machine, match, kernel.kernel, extents).occupancy;
    if (operation.match.instruction >= 0 && time >= best)
      continue;
    operation.match = match;
    best = time;
  }
  if (operation.match.instruction < 0) {
    reason = explainNoMatch(machine, kernel.kernel, kernel.immediates);
    return false;
  }
  operation.engine = machine.instructions[operation.match.instruction].engine;
  operation.timing = candidates.timingOf(operation.match, kernel.kernel);
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
  if (!alignDims(op, operation) || !chooseMatch(operation))
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
      int32_t &last = lastRead[source.storage];
      last = std::max(last, lastRead[result.storage]);
      result.storage = source.storage;
      break;
    }
  }
}

bool GroupModelBuilder::assignMemories() {
  MemorySet all(machine.memories.size(), true);
  SmallVector<MemorySet> windowSet(model.windows.size(), all);
  SmallVector<MemorySet> storageSet(model.numStorages, all);
  SmallVector<EngineSet> storageEngines(model.numStorages,
                                        EngineSet(machine.engines.size()));
  auto restrict = [&](const GroupOperation &operation,
                      const GroupOperand &operand, unsigned kernelOperand) {
    if (operand.kind == GroupOperand::Kind::Immediate)
      return;
    const Instruction &instruction =
        machine.instructions[operation.match.instruction];
    MemorySet set(machine.memories.size());
    for (MemoryId memory :
         instruction.operands[operation.match.operands[kernelOperand]].memories)
      set.set(memory);
    if (operand.kind == GroupOperand::Kind::Window) {
      windowSet[operand.index] &= set;
      return;
    }
    int32_t storage = model.locals[operand.index].storage;
    storageSet[storage] &= set;
    storageEngines[storage].set(instruction.engine);
  };
  for (const GroupOperation &operation : model.operations) {
    for (auto [input, read] : llvm::enumerate(operation.reads))
      restrict(operation, read, input);
    restrict(operation, operation.write, operation.reads.size());
  }
  MemoryId home = machine.home();
  for (auto [window, set] : llvm::zip(model.windows, windowSet)) {
    std::string codec = window.codec ? window.codec.getName().str() : "";
    for (MemoryId memory = 0;
         memory < MemoryId(machine.memories.size()) && window.path < 0;
         ++memory) {
      if (!set.test(memory))
        continue;
      window.memory = memory;
      window.path = machine.findPath(window.isWritten ? memory : home,
                                     window.isWritten ? home : memory,
                                     /*indexed=*/false, codec);
    }
    if (window.path < 0) {
      reason = "no memory that its instructions can use has a path to the home "
               "memory" +
               (codec.empty() ? "" : " with the codec '" + codec + "'");
      return false;
    }
    if (window.codec) {
      int64_t unit = window.codec.getUnit();
      window.coded = {
          window.isWritten ? CodedSide::Side::Target : CodedSide::Side::Source,
          window.codec.getBitsPerValue(), unit, window.offset % unit == 0};
    }
  }
  for (GroupLocal &local : model.locals) {
    const MemorySet &set = storageSet[local.storage];
    if (set.none()) {
      reason = "the instructions that make and use a value share no memory";
      return false;
    }
    local.memory = set.find_first();
    local.isShared = storageEngines[local.storage].count() > 1;
  }
  return true;
}

bool GroupModelBuilder::build(ArrayRef<StructuredOpInterface> ops) {
  model.operations.reserve(ops.size());
  for (StructuredOpInterface op : ops)
    members.insert(op);
  for (StructuredOpInterface op : ops)
    if (!addOperation(op))
      return false;
  markWholeDims();
  markCuts();
  shareStorage();
  return assignMemories();
}

std::optional<GroupModel> GroupModel::build(ArrayRef<StructuredOpInterface> ops,
                                            const HomeLayouts &layouts,
                                            CandidateTable &candidates,
                                            std::string &reason) {
  GroupModelBuilder builder(layouts, candidates, reason);
  if (!builder.build(ops))
    return std::nullopt;
  return std::move(builder.model);
}
