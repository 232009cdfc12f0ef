//===- Turns.cpp - buffers that take turns in one place -------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A buffer is needed from the child of its loop's body in which it is first
/// touched to the last such child: what is loaded comes right before the first,
/// what is stored goes right behind the last. Two buffers of one loop's body
/// that are not needed at a time can lie in the same place. They have one slot:
/// the first of an iteration waits for the last of the one before.
///
//===----------------------------------------------------------------------===//

#include "ridge/Mapping/Workload.h"

using namespace ridge;

namespace {
/// Where a buffer is needed: in children `first` to `last` of a loop's body.
struct Need {
  const std::vector<NestItem> *body = nullptr;
  int32_t first = 0, last = 0;
  bool isOneBody = true;

  bool canFollow(const Need &other) const {
    return isOneBody && other.isOneBody && body == other.body &&
           (last < other.first || other.last < first);
  }
};

class Needs {
public:
  Needs(const Workload &workload, const Tiling &tiling)
      : workload(workload), tiling(tiling), nest(*workload.nest(tiling)),
        needs(workload.stagingBuffer(0)) {
    walk(nest);
  }

  const Need &operator[](size_t buffer) const { return needs[buffer]; }

private:
  void walk(const std::vector<NestItem> &items);
  void note(const GroupOperand &operand);

  const Workload &workload;
  const Tiling &tiling;
  const std::vector<NestItem> nest;
  std::vector<Need> needs;
  /// The bodies around what is walked, outermost first, and the child of each.
  llvm::SmallVector<std::pair<const std::vector<NestItem> *, int32_t>, 6> path;
};
} // namespace

void Needs::note(const GroupOperand &operand) {
  int32_t buffer = workload.bufferOf(operand);
  if (buffer < 0)
    return;
  DimSet dims = 0;
  if (operand.kind == GroupOperand::Kind::Window)
    dims = workload.windows[operand.index].dims;
  else
    dims = workload.locals[operand.index].dimSet();
  auto [body, child] = path[workload.depthOf(tiling, dims)];
  Need &need = needs[buffer];
  if (!need.body)
    need = {body, child, child, true};
  need.isOneBody &= need.body == body;
  need.last = child;
}

void Needs::walk(const std::vector<NestItem> &items) {
  for (auto [number, item] : llvm::enumerate(items)) {
    path.push_back({&items, static_cast<int32_t>(number)});
    walk(item.body);
    if (item.operation >= 0) {
      const GroupOperation &operation = workload.operations[item.operation];
      llvm::for_each(operation.reads,
                     [&](const GroupOperand &read) { note(read); });
      note(operation.write);
    }
    path.pop_back();
  }
}

bool Workload::takeTurns(Tiling &tiling) const {
  tiling.turns.clear();
  if (!hasNest(tiling))
    return false;
  Needs needs(*this, tiling);
  Tiling once = tiling;
  once.slots.clear();
  auto bytes = footprint(once);
  // The largest first: a place is as large as the first that lies there.
  llvm::SmallVector<int32_t> buffers;
  for (size_t buffer = 0; buffer < stagingBuffer(0); ++buffer)
    if (MemoryId memory = memoryOf(buffer);
        memory >= 0 && bytes[memory] > machine->memories[memory].bytes &&
        needs[buffer].body)
      buffers.push_back(static_cast<int32_t>(buffer));
  llvm::stable_sort(buffers, [&](int32_t a, int32_t b) {
    return tileBytes(tiling, a) > tileBytes(tiling, b);
  });
  std::vector<llvm::SmallVector<int32_t, 4>> places;
  for (int32_t buffer : buffers) {
    auto found = llvm::find_if(places, [&](llvm::ArrayRef<int32_t> place) {
      return llvm::all_of(place, [&](int32_t other) {
        return memoryOf(buffer) == memoryOf(other) &&
               needs[buffer].canFollow(needs[other]);
      });
    });
    if (found == places.end())
      places.push_back({buffer});
    else
      found->push_back(buffer);
  }
  tiling.turns.assign(stagingBuffer(0), -1);
  int32_t turns = 0;
  for (llvm::ArrayRef<int32_t> place : places) {
    if (place.size() < 2)
      continue;
    for (int32_t buffer : place) {
      tiling.turns[buffer] = turns;
      if (!tiling.slots.empty())
        tiling.slots[buffer] = 1;
    }
    ++turns;
  }
  if (turns == 0)
    tiling.turns.clear();
  return turns > 0;
}

std::optional<std::pair<int32_t, int32_t>>
Workload::clashOfTurns(const Tiling &tiling) const {
  if (tiling.turns.empty())
    return std::nullopt;
  Needs needs(*this, tiling);
  auto count = static_cast<int32_t>(tiling.turns.size());
  for (int32_t a = 0; a < count; ++a) {
    if (tiling.turns[a] >= 0 && a < int32_t(windows.size()) &&
        windows[a].isInPlace)
      return std::pair(a, a);
    for (int32_t b = a + 1; b < count; ++b) {
      bool isSame = tiling.turns[a] >= 0 && tiling.turns[a] == tiling.turns[b];
      // A local that shares a storage is that storage.
      if (!isSame || memoryOf(a) < 0 || memoryOf(b) < 0)
        continue;
      if (memoryOf(a) != memoryOf(b) || tiling.slotsOf(a) != 1 ||
          tiling.slotsOf(b) != 1 || !needs[a].canFollow(needs[b]))
        return std::pair(a, b);
    }
  }
  return std::nullopt;
}
