//===- KeptTensors.cpp - tensors that stay where they are read ------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ridge/Mapping/KeptTensors.h"
#include "ridge/Mapping/TilingCost.h"

using namespace ridge;

namespace {

/// A group as it would be with one tensor more.
struct Change {
  int32_t group;
  Workload workload;
  Tiling tiling;
  bool isSqueezed = false; ///< It had to give up tiles or slots.
};

/// Fewer slots are priced less exactly than fewer transfers: what makes other
/// groups give up theirs must save this part of their time.
constexpr double kLeastGain = 0.02;

class TensorKeeper {
public:
  TensorKeeper(const Machine &machine,
               llvm::MutableArrayRef<PlannedGroup> groups,
               llvm::MutableArrayRef<HandedTensor> tensors,
               FindTiling findTiling)
      : machine(machine), groups(groups), tensors(tensors),
        findTiling(findTiling),
        reserved(groups.size(),
                 llvm::SmallVector<int64_t, 4>(machine.memories.size(), 0)) {}

  const HandedTensor *run();

private:
  llvm::SmallVector<int32_t> byBenefit();
  llvm::SmallVector<MemoryId, 4> memoriesFor(const HandedTensor &tensor) const;
  llvm::SmallVector<int32_t, 2> windowsIn(const HandedTensor &tensor,
                                          int32_t group) const;
  int64_t findAddress(const HandedTensor &tensor, MemoryId memory) const;
  int64_t tileBytes(int32_t group, MemoryId memory) const;
  bool adapt(Change &change, llvm::ArrayRef<int32_t> windows);
  bool tryKeep(HandedTensor &tensor, const KeptPlace &place, bool isSaid);
  void reserve(const HandedTensor &tensor, const KeptPlace &place);
  void searchAgain();

  const Machine &machine;
  llvm::MutableArrayRef<PlannedGroup> groups;
  llvm::MutableArrayRef<HandedTensor> tensors;
  FindTiling findTiling;
  /// Per group and memory the end of what is kept there meanwhile.
  std::vector<llvm::SmallVector<int64_t, 4>> reserved;
};

} // namespace

/// True if several engines touch the tensor in a group that writes it, through
/// several windows: nobody could tell their tiles apart.
static bool takesTurns(const Workload &workload,
                       llvm::ArrayRef<int32_t> windows) {
  if (windows.size() < 2)
    return false;
  auto isOne = [&](const GroupOperand &operand) {
    return operand.kind == GroupOperand::Kind::Window &&
           llvm::is_contained(windows, operand.index);
  };
  if (llvm::none_of(windows, [&](int32_t window) {
        return workload.windows[window].isWritten;
      }))
    return false;
  EngineId engine = -1;
  auto isAnother = [&](EngineId other) {
    bool another = engine >= 0 && engine != other;
    engine = other;
    return another;
  };
  for (const GroupOperation &operation : workload.operations) {
    bool writes = isOne(operation.write);
    if ((writes || llvm::any_of(operation.reads, isOne)) &&
        isAnother(operation.engine))
      return true;
    if (writes && operation.fill &&
        isAnother(
            workload.machine->instructions[operation.fill->instruction].engine))
      return true;
  }
  return false;
}

//===----------------------------------------------------------------------===//
// What to try
//===----------------------------------------------------------------------===//

llvm::SmallVector<int32_t, 2>
TensorKeeper::windowsIn(const HandedTensor &tensor, int32_t group) const {
  llvm::SmallVector<int32_t, 2> windows;
  for (const WindowRef &ref : tensor.windows)
    if (ref.group == group)
      windows.push_back(ref.window);
  return windows;
}

/// Tensors by the bytes that they save per byte of room and group.
llvm::SmallVector<int32_t> TensorKeeper::byBenefit() {
  std::vector<TilingDemand> demands(groups.size());
  for (auto [group, demand] : llvm::zip_equal(groups, demands))
    if (group.workload)
      demand = TilingCost(*group.workload).demandOf(*group.tiling);
  std::vector<double> benefit(tensors.size(), 0);
  llvm::SmallVector<int32_t> order;
  for (auto [number, tensor] : llvm::enumerate(tensors)) {
    for (const WindowRef &ref : tensor.windows)
      tensor.savedBytes += demands[ref.group].wires[ref.window];
    benefit[number] = tensor.savedBytes / double(tensor.bytes) /
                      double(tensor.last() - tensor.first() + 1);
    order.push_back(static_cast<int32_t>(number));
  }
  llvm::stable_sort(
      order, [&](int32_t a, int32_t b) { return benefit[a] > benefit[b]; });
  return order;
}

/// Memories that hold it, those where most of its tiles lie now first.
llvm::SmallVector<MemoryId, 4>
TensorKeeper::memoriesFor(const HandedTensor &tensor) const {
  llvm::SmallVector<int32_t, 4> tiles(machine.memories.size(), 0);
  for (const WindowRef &ref : tensor.windows)
    ++tiles[groups[ref.group].workload->windows[ref.window].memory];
  llvm::SmallVector<MemoryId, 4> memories;
  for (MemoryId memory = 0; memory < MemoryId(machine.memories.size());
       ++memory)
    if (!machine.memories[memory].home &&
        machine.memories[memory].bytes >= tensor.bytes)
      memories.push_back(memory);
  llvm::stable_sort(
      memories, [&](MemoryId a, MemoryId b) { return tiles[a] > tiles[b]; });
  return memories;
}

/// The lowest address that is free while the tensor lives.
int64_t TensorKeeper::findAddress(const HandedTensor &tensor,
                                  MemoryId memory) const {
  llvm::SmallVector<const HandedTensor *> others;
  for (const HandedTensor &other : tensors)
    if (other.kept && other.kept->memory == memory &&
        other.first() <= tensor.last() && tensor.first() <= other.last())
      others.push_back(&other);
  llvm::sort(others, [](const HandedTensor *a, const HandedTensor *b) {
    return a->kept->address < b->kept->address;
  });
  int64_t alignment = machine.memories[memory].alignment, address = 0;
  for (const HandedTensor *other : others)
    if (other->kept->address < address + tensor.bytes)
      address = std::max(
          address, int64_t(llvm::alignTo(other->kept->address + other->bytes,
                                         alignment)));
  return address;
}

//===----------------------------------------------------------------------===//
// What it would cost
//===----------------------------------------------------------------------===//

int64_t TensorKeeper::tileBytes(int32_t group, MemoryId memory) const {
  const PlannedGroup &own = groups[group];
  if (!own.workload)
    return own.tileBytes[memory];
  return own.workload->footprint(*own.tiling)[memory] - reserved[group][memory];
}

/// A tiling for the group with less room, and with `windows` in place: its own
/// if that fits, else a new one.
bool TensorKeeper::adapt(Change &change, llvm::ArrayRef<int32_t> windows) {
  Workload &workload = change.workload;
  std::string reason;
  if (!workload.bind(change.tiling, reason) || takesTurns(workload, windows))
    return false;
  // Another choice of instructions may want other buffers or stagings.
  if (change.tiling.slots.size() == workload.numBuffers() &&
      change.tiling.depths.size() == workload.stagings.size()) {
    for (int32_t window : windows)
      change.tiling.slots[window] = 1;
    TilingCost cost(workload);
    std::optional<MappingRule> broken = cost.brokenRule(change.tiling);
    if (!broken) {
      cost.price(change.tiling);
      return true;
    }
    change.isSqueezed = broken == MappingRule::Capacity;
  }
  std::optional<Tiling> found = findTiling(workload);
  if (!found)
    return false;
  change.tiling = std::move(*found);
  return workload.bind(change.tiling, reason) && !takesTurns(workload, windows);
}

/// Keeps the tensor there, if that can be and costs nothing; whatever it costs,
/// if a person has said so.
bool TensorKeeper::tryKeep(HandedTensor &tensor, const KeptPlace &place,
                           bool isSaid) {
  MemoryId memory = place.memory;
  int64_t end = place.address + tensor.bytes;
  int64_t bytes = machine.memories[memory].bytes;
  if (end > bytes)
    return false;
  std::vector<Change> changes;
  double before = 0, after = 0;
  for (int32_t number = tensor.first(); number <= tensor.last(); ++number) {
    const PlannedGroup &group = groups[number];
    auto windows = windowsIn(tensor, number);
    int64_t room = std::max(reserved[number][memory], end);
    bool isAsked = !windows.empty() && !(isSaid && group.isSettled);
    if (!isAsked && room + tileBytes(number, memory) <= bytes)
      continue;
    if (!group.workload || group.isSettled)
      return false;
    Change &change =
        changes.emplace_back(Change{number, *group.workload, *group.tiling});
    change.workload.reserved = reserved[number];
    change.workload.reserved[memory] = room;
    for (int32_t window : windows)
      change.workload.windows[window].kept = place;
    if (!adapt(change, windows))
      return false;
    before += group.tiling->cycles;
    after += change.tiling.cycles;
  }
  // Sums in another order may differ in their last digits.
  constexpr double kRounding = 1e-9;
  bool isSqueezed = llvm::any_of(
      changes, [](const Change &change) { return change.isSqueezed; });
  if (!isSaid && after > before * (isSqueezed ? 1 - kLeastGain : 1 + kRounding))
    return false;
  for (Change &change : changes) {
    *groups[change.group].workload = std::move(change.workload);
    *groups[change.group].tiling = std::move(change.tiling);
  }
  tensor.kept = place;
  reserve(tensor, place);
  return true;
}

void TensorKeeper::reserve(const HandedTensor &tensor, const KeptPlace &place) {
  for (int32_t group = tensor.first(); group <= tensor.last(); ++group) {
    int64_t &end = reserved[group][place.memory];
    end = std::max(end, place.address + tensor.bytes);
    if (groups[group].workload)
      groups[group].workload->reserved = reserved[group];
  }
}

//===----------------------------------------------------------------------===//
// All of them
//===----------------------------------------------------------------------===//

/// What costs less in place may want other tiles.
void TensorKeeper::searchAgain() {
  for (PlannedGroup &group : groups) {
    if (!group.workload || group.isSettled || !group.workload->keepsTensors())
      continue;
    Workload changed = *group.workload;
    std::optional<Tiling> found = findTiling(changed);
    std::string reason;
    if (!found || found->objective >= group.tiling->objective ||
        !changed.bind(*found, reason))
      continue;
    bool isLegal = true;
    for (const HandedTensor &tensor : tensors) {
      auto number = static_cast<int32_t>(&group - groups.data());
      if (tensor.kept && tensor.first() <= number && number <= tensor.last())
        isLegal &= !takesTurns(changed, windowsIn(tensor, number));
    }
    if (!isLegal)
      continue;
    *group.workload = std::move(changed);
    *group.tiling = std::move(*found);
  }
}

const HandedTensor *TensorKeeper::run() {
  llvm::SmallVector<int32_t> order = byBenefit();
  for (HandedTensor &tensor : tensors)
    if (tensor.kept && !tryKeep(tensor, *tensor.kept, /*isSaid=*/true))
      return &tensor;
  for (int32_t number : order) {
    HandedTensor &tensor = tensors[number];
    if (tensor.kept)
      continue;
    for (MemoryId memory : memoriesFor(tensor))
      if (tryKeep(tensor, {memory, findAddress(tensor, memory)},
                  /*isSaid=*/false))
        break;
  }
  searchAgain();
  return nullptr;
}

const HandedTensor *ridge::keepTensors(
    const Machine &machine, llvm::MutableArrayRef<PlannedGroup> groups,
    llvm::MutableArrayRef<HandedTensor> tensors, FindTiling findTiling) {
  return TensorKeeper(machine, groups, tensors, findTiling).run();
}
