//===- GroupBuilder.cpp - from operations to a workload -------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "dialects/Arch/FormatTypes.h"
#include "ridge/Analysis/Group.h"
#include "ridge/Analysis/LinearForm.h"

using namespace mlir;
using namespace ridge;

std::optional<StoredCodec> ridge::storedCodec(arch::CodecAttr codec) {
  if (!codec)
    return std::nullopt;
  return StoredCodec{codec.getName().str(), codec.getBitsPerValue(),
                     codec.getUnit()};
}

namespace {

class GroupBuilder {
public:
  GroupBuilder(const HomeLayouts &layouts, CandidateTable &candidates,
               std::string &reason)
      : layouts(layouts), candidates(candidates), reason(reason) {
    workload.machine = &candidates.machine();
  }

  bool build(ArrayRef<StructuredOpInterface> ops);
  Group group;

private:
  bool alignDims(StructuredOpInterface op, GroupOperation &operation);
  void alignSharedReads(StructuredOpInterface op, GroupOperation &operation);
  bool addOperation(StructuredOpInterface op);
  GroupOperand windowOn(Value tensor, AffineMap map,
                        const GroupOperation &operation, bool isWritten);
  void addReads(StructuredOpInterface op, const OperationKernel &kernel,
                GroupOperation &operation);
  bool escapes(Value value) const;
  void settleMask();
  bool mayLeaveOut(size_t operation) const;

  const HomeLayouts &layouts;
  CandidateTable &candidates;
  std::string &reason;
  Workload &workload = group.workload;
  llvm::SmallPtrSet<Operation *, 16> members;
  llvm::DenseMap<Value, unsigned> producerOf; ///< Result to operation.
  /// Per tensor the operations that read it, and the maps by which they do.
  llvm::DenseMap<Value, SmallVector<std::pair<unsigned, AffineMap>, 2>> readers;
  /// Windows by root and offset.
  llvm::DenseMap<std::pair<int32_t, int64_t>, SmallVector<int32_t, 2>> placed;
};

} // namespace

//===----------------------------------------------------------------------===//
// Dims
//===----------------------------------------------------------------------===//

/// Dims along which the operation walks a tensor that the group reads already
/// are those of the earlier reader, so that one tile serves both.
void GroupBuilder::alignSharedReads(StructuredOpInterface op,
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
        int32_t groupDim = workload.operations[reader].dims[*theirs];
        if (workload.extents[groupDim] == op.getIterationExtents()[*mine] &&
            !llvm::is_contained(operation.dims, groupDim))
          operation.dims[*mine] = groupDim;
      }
    }
  }
}

/// Group dims of an operation's dims: those of the values it reads from the
/// group, new ones otherwise.
bool GroupBuilder::alignDims(StructuredOpInterface op,
                             GroupOperation &operation) {
  ArrayRef<int64_t> extents = op.getIterationExtents();
  SmallVector<AffineMap> maps = op.getOperandMaps();
  operation.dims.assign(extents.size(), -1);
  for (auto [position, input] : llvm::enumerate(op.getInputTensors())) {
    auto found = producerOf.find(input);
    if (found == producerOf.end())
      continue;
    const GroupOperation &producer = workload.operations[found->second];
    AffineMap written = group.ops[found->second].getOperandMaps().back();
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
          workload.extents[groupDim] != extents[dim.getPosition()]) {
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
    groupDim = workload.extents.size();
    workload.extents.push_back(extents[d]);
  }
  if (workload.extents.size() > 16) {
    reason = "more than 16 dims";
    return false;
  }
  return true;
}

//===----------------------------------------------------------------------===//
// Operations
//===----------------------------------------------------------------------===//

/// The window that `map` makes on `tensor`; equal windows are one.
GroupOperand GroupBuilder::windowOn(Value tensor, AffineMap map,
                                    const GroupOperation &operation,
                                    bool isWritten) {
  const HomeLayout &layout = layouts.of(tensor);
  auto type = cast<RankedTensorType>(tensor.getType());
  GroupWindow window;
  window.format = *formatOf(type.getElementType());
  window.offset = layout.offset;
  window.isRead = !isWritten;
  window.isWritten = isWritten;
  window.codec = storedCodec(layouts.roots()[layout.root].codec());
  for (auto [d, expr] : llvm::enumerate(map.getResults())) {
    Affine linear = *linearForm(expr, map.getNumDims());
    window.offset += linear.constant * layout.strides[d];
    BoxDim box;
    box.homeStride = layout.strides[d];
    for (auto [dim, coefficient] : linear.terms) {
      int32_t groupDim = operation.dims[dim];
      if (workload.extents[groupDim] == 1 || coefficient == 0)
        continue;
      box.terms.push_back({groupDim, coefficient});
      // A dim that walks backwards has its tile's first element at the end:
      // only a whole dim has it at a place that does not depend on the tile.
      if (coefficient < 0)
        workload.backwards |= DimSet(1) << groupDim;
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
    GroupWindow &other = workload.windows[index];
    if (other.box == window.box && other.format == window.format) {
      other.isRead |= !isWritten;
      other.isWritten |= isWritten;
      return {GroupOperand::Kind::Window, index};
    }
  }
  sameStart.push_back(static_cast<int32_t>(workload.windows.size()));
  workload.windows.push_back(std::move(window));
  group.tensors.push_back(tensor);
  return {GroupOperand::Kind::Window, sameStart.back()};
}

bool GroupBuilder::escapes(Value value) const {
  return llvm::any_of(value.getUsers(),
                      [&](Operation *user) { return !members.contains(user); });
}

void GroupBuilder::addReads(StructuredOpInterface op,
                            const OperationKernel &kernel,
                            GroupOperation &operation) {
  SmallVector<AffineMap> maps = op.getOperandMaps();
  for (auto [input, position] : llvm::enumerate(kernel.inputs)) {
    if ((kernel.immediates >> input) & 1) {
      operation.reads.emplace_back();
      continue;
    }
    Value tensor = op.getInputTensors()[position];
    auto found = producerOf.find(tensor);
    if (found == producerOf.end()) {
      operation.reads.push_back(
          windowOn(tensor, maps[position], operation, /*isWritten=*/false));
    } else {
      operation.producers.push_back(found->second);
      operation.reads.push_back(workload.operations[found->second].write);
    }
    operation.reads.back().isPointwise = maps[position] == maps.back();
  }
}

bool GroupBuilder::addOperation(StructuredOpInterface op) {
  GroupOperation operation;
  const CandidateTable::Entry &entry = candidates.of(op);
  if (!entry.kernel) {
    reason = "its body cannot be described";
    return false;
  }
  const OperationKernel &kernel = *entry.kernel;
  operation.kernel = {entry.kernel, &kernel.kernel};
  operation.candidates = entry.candidates;
  std::string none = explainNone(candidates.machine(), kernel.kernel,
                                 kernel.immediates, *entry.candidates);
  if (!none.empty()) {
    reason = none;
    return false;
  }
  if (!alignDims(op, operation))
    return false;
  Value result = op.getResultTensor();
  AffineMap written = op.getOperandMaps().back();
  DimSet reductions = op.getReductionDims(), folded = op.getFoldedDims(),
         kept = dimsOf(written);
  for (auto [d, groupDim] : llvm::enumerate(operation.dims)) {
    DimSet dim = DimSet(1) << groupDim;
    operation.used |= dim;
    if (reductions >> d & 1)
      operation.reduced |= dim;
    if (folded >> d & 1)
      operation.folded |= dim;
    if (kept >> d & 1)
      operation.kept |= dim;
  }
  addReads(op, kernel, operation);
  if (escapes(result)) {
    operation.write = windowOn(result, written, operation, /*isWritten=*/true);
  } else {
    GroupLocal local;
    local.format =
        *formatOf(cast<RankedTensorType>(result.getType()).getElementType());
    for (AffineExpr expr : written.getResults())
      local.dims.push_back(
          operation.dims[cast<AffineDimExpr>(expr).getPosition()]);
    operation.write = {GroupOperand::Kind::Local,
                       static_cast<int32_t>(workload.locals.size())};
    workload.locals.push_back(std::move(local));
  }
  SmallVector<AffineMap> maps = op.getOperandMaps();
  for (auto [input, map] : llvm::zip(op.getInputTensors(), maps))
    readers[input].push_back({workload.operations.size(), map});
  producerOf[result] = workload.operations.size();
  workload.operations.push_back(std::move(operation));
  group.ops.push_back(op);
  group.kernels.push_back(entry.kernel);
  return true;
}

//===----------------------------------------------------------------------===//
// Masks
//===----------------------------------------------------------------------===//

/// Whether what the mask makes useless of a result is missed by nobody, and
/// whether the windows that the operation reads are as large for all who do.
bool GroupBuilder::mayLeaveOut(size_t number) const {
  const GroupOperation &operation = workload.operations[number];
  DimSet plane = workload.masked->dims();
  bool keepsPlane = (operation.kept & plane) == plane;
  if (keepsPlane && operation.write.kind != GroupOperand::Kind::Local)
    return false;
  for (const GroupOperation &other : workload.operations) {
    for (const GroupOperand &read : other.reads) {
      bool isResult = keepsPlane && read.kind == operation.write.kind &&
                      read.index == operation.write.index;
      if (isResult && !other.isMasked)
        return false;
      if (read.kind != GroupOperand::Kind::Window || other.isMasked)
        continue;
      // The other one reads all of the columns.
      if ((workload.windows[read.index].dims >> workload.masked->column) & 1 &&
          llvm::any_of(operation.reads, [&](const GroupOperand &own) {
            return own.kind == read.kind && own.index == read.index;
          }))
        return false;
    }
  }
  return llvm::none_of(operation.reads, [&](const GroupOperand &read) {
    if (read.kind != GroupOperand::Kind::Window)
      return false;
    const GroupWindow &window = workload.windows[read.index];
    if (!((window.dims >> workload.masked->column) & 1))
      return false;
    return window.isWritten || window.codec ||
           llvm::any_of(window.box, [&](const BoxDim &box) {
             return box.coefficient(workload.masked->column) != 0 &&
                    box.terms.size() > 1;
           });
  });
}

/// The first plane that operations of the group say, and those of them that may
/// leave out what they say.
void GroupBuilder::settleMask() {
  for (auto [op, operation] : llvm::zip_equal(group.ops, workload.operations)) {
    MaskedAttr masked = op.getMaskedPoints();
    if (!masked)
      continue;
    MaskedPlane plane{operation.dims[masked.getRow()],
                      operation.dims[masked.getColumn()], masked.getAhead()};
    if (!workload.masked)
      workload.masked = plane;
    if (plane.dims() != workload.masked->dims() ||
        plane.row != workload.masked->row)
      continue;
    operation.isMasked = true;
    workload.masked->ahead = std::max(workload.masked->ahead, plane.ahead);
  }
  if (!workload.masked)
    return;
  for (bool changed = true; changed;) {
    changed = false;
    for (size_t number = workload.operations.size(); number-- > 0;) {
      GroupOperation &operation = workload.operations[number];
      if (!operation.isMasked || mayLeaveOut(number))
        continue;
      operation.isMasked = false;
      changed = true;
    }
  }
  if (llvm::none_of(workload.operations, [](const GroupOperation &operation) {
        return operation.isMasked;
      }))
    workload.masked.reset();
  for (const GroupOperation &operation : workload.operations)
    for (const GroupOperand &read : operation.reads)
      if (operation.isMasked && read.kind == GroupOperand::Kind::Window)
        workload.windows[read.index].isMasked = true;
}

bool GroupBuilder::build(ArrayRef<StructuredOpInterface> ops) {
  workload.operations.reserve(ops.size());
  for (StructuredOpInterface op : ops)
    members.insert(op);
  for (StructuredOpInterface op : ops)
    if (!addOperation(op))
      return false;
  settleMask();
  return true;
}

std::optional<Group> Group::build(ArrayRef<StructuredOpInterface> ops,
                                  const HomeLayouts &layouts,
                                  CandidateTable &candidates,
                                  std::string &reason) {
  GroupBuilder builder(layouts, candidates, reason);
  if (!builder.build(ops))
    return std::nullopt;
  return std::move(builder.group);
}
