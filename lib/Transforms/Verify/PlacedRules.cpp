//===- PlacedRules.cpp - memories, addresses and paths --------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Holds from the placed form on.
///
//===----------------------------------------------------------------------===//

#include "Rules.h"
#include "dialects/Arch/FormatTypes.h"
#include "ridge/Analysis/MovePath.h"
#include "ridge/Analysis/WindowKernel.h"
#include "ridge/Numerics/Packing.h"

using namespace mlir;
using namespace ridge;

namespace {
/// A buffer with what placement said of it, in plain numbers.
struct Place {
  BufferOp op;
  MemoryId memory;
  int64_t address, end;
  int64_t firstLayer, lastLayer;
};
} // namespace

static FailureOr<Place> placeOf(BufferOp buffer, const Machine &machine,
                                int64_t lastLayer) {
  if (!buffer.getMemory() || !buffer.getAddress() || !buffer.getSlotBytes() ||
      !buffer.getLayers())
    return buffer.emitOpError(
        "needs memory, address, slot_bytes and layers in this form");
  MemoryId memory = machine.findMemory(*buffer.getMemory());
  if (memory < 0)
    return buffer.emitOpError()
           << "is in memory '" << *buffer.getMemory() << "', which @"
           << machine.name << " does not have";
  const Memory &place = machine.memories[memory];
  int64_t address = *buffer.getAddress(), slot = *buffer.getSlotBytes();
  int64_t end = address + slot * buffer.getDepth().value_or(1);
  if (address % place.alignment != 0 || slot % place.alignment != 0)
    return buffer.emitOpError()
           << "has address " << address << " and slots of " << slot
           << " bytes, '" << place.name << "' asks for multiples of "
           << place.alignment;
  if (address < 0 || end > place.bytes)
    return buffer.emitOpError()
           << "takes bytes " << address << " to " << end << ", '" << place.name
           << "' holds " << place.bytes;
  auto type = cast<arch::BufferType>(buffer.getBuffer().getType());
  std::optional<Format> format = formatOf(type.getElementType());
  if (!format || slot < storedBytes(*format, type.getElements()))
    return buffer.emitOpError()
           << "has slots of " << slot << " bytes for " << type.getElements()
           << " elements of " << type.getElementType();
  Place result{buffer, memory, address, end, 0, lastLayer};
  // What the user sees, and constants, stay where they are throughout.
  bool visible =
      buffer.getArgument() || buffer.getResultIndex() || buffer.getValue();
  if (!visible) {
    result.firstLayer = (*buffer.getLayers())[0];
    result.lastLayer = (*buffer.getLayers())[1];
  }
  return result;
}

/// The layers a buffer says it lives in must cover the layers that use it.
static LogicalResult checkLive(const Place &place, ArrayRef<LayerOp> layers) {
  for (Operation *user : place.op->getUsers()) {
    auto layer = user->getParentOfType<LayerOp>();
    int64_t id = llvm::find(layers, layer) - layers.begin();
    if (id < place.firstLayer || id > place.lastLayer)
      return user->emitOpError()
             << "uses '" << BufferOp(place.op).getLabel() << "' in layer " << id
             << ", it lives from " << place.firstLayer << " to "
             << place.lastLayer;
  }
  return success();
}

static LogicalResult checkOverlap(const Place &a, const Place &b) {
  bool meet = a.memory == b.memory && a.address < b.end && b.address < a.end &&
              a.firstLayer <= b.lastLayer && b.firstLayer <= a.lastLayer;
  // Those that take turns in one place of their layer have one address.
  BufferOp first = a.op, second = b.op;
  bool turns = first.getTurn() && first.getTurn() == second.getTurn() &&
               a.address == b.address && a.firstLayer == a.lastLayer &&
               b.firstLayer == b.lastLayer;
  if (!meet || turns)
    return success();
  auto error = BufferOp(b.op).emitOpError()
               << "shares addresses with '" << BufferOp(a.op).getLabel()
               << "' while both live";
  error.attachNote(BufferOp(a.op).getLoc()) << "the other is here";
  return error;
}

static LogicalResult checkMove(MoveOp move, const Machine &machine) {
  auto memoryOf = [&](Value buffer) {
    return machine.findMemory(*buffer.getDefiningOp<BufferOp>().getMemory());
  };
  MemoryId from = memoryOf(move.getSource()), to = memoryOf(move.getTarget());
  for (Value list : move.getIndices())
    if (memoryOf(list) != from)
      return move.emitOpError()
             << "reads positions in '" << machine.memories[memoryOf(list)].name
             << "', expected them in '" << machine.memories[from].name
             << "', where the table is";
  bool isIndexed = !move.getIndices().empty();
  if (pathOf(move, from, to, machine) >= 0)
    return success();
  StringRef codec = codecOf(move);
  if (!codec.empty() && machine.findPath(from, to, isIndexed) >= 0)
    return move.emitOpError()
           << "goes from '" << machine.memories[from].name << "' to '"
           << machine.memories[to].name << "', and no path of @" << machine.name
           << " between them has the codec '" << codec << "'";
  if (isIndexed && machine.findPath(from, to) >= 0)
    return move.emitOpError()
           << "gathers from '" << machine.memories[from].name << "' to '"
           << machine.memories[to].name << "', and no path of @" << machine.name
           << " between them is indexed";
  return move.emitOpError()
         << "goes from '" << machine.memories[from].name << "' to '"
         << machine.memories[to].name << "', which no path of @" << machine.name
         << " joins";
}

LogicalResult ridge::checkPlacedRules(func::FuncOp func,
                                      const Machine &machine) {
  auto layers = llvm::to_vector(func.getOps<LayerOp>());
  int64_t lastLayer = static_cast<int64_t>(layers.size()) - 1;
  std::vector<Place> places;
  for (auto buffer : func.getOps<BufferOp>()) {
    FailureOr<Place> place = placeOf(buffer, machine, lastLayer);
    if (failed(place) || failed(checkLive(*place, layers)))
      return failure();
    places.push_back(*place);
  }
  // Sorted by address, only neighbours can meet.
  std::vector<Place> sorted = places;
  llvm::sort(sorted, [](const Place &a, const Place &b) {
    return std::tie(a.memory, a.address, a.end) <
           std::tie(b.memory, b.address, b.end);
  });
  for (size_t i = 0; i < sorted.size(); ++i)
    for (size_t j = i + 1;
         j < sorted.size() && sorted[j].memory == sorted[i].memory &&
         sorted[j].address < sorted[i].end;
         ++j)
      if (failed(checkOverlap(sorted[i], sorted[j])))
        return failure();
  WalkResult walk = func.walk([&](MoveOp move) {
    return succeeded(checkMove(move, machine)) ? WalkResult::advance()
                                               : WalkResult::interrupt();
  });
  return failure(walk.wasInterrupted());
}
