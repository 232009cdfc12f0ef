//===- FindBuffer.cpp - what lies at an address ---------------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "FindBuffer.h"
#include "ridge/Numerics/Packing.h"
#include "ridge/Program/Describe.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/Twine.h"

using namespace ridge;
using llvm::Twine;

/// Tiles live in one layer, tensors between layers in a few. What lives longer
/// is not listed by layers: with the model they would grow as its square.
static constexpr int64_t kFewLayers = 16;

bool BufferMap::isBefore(BufferId a, BufferId b) const {
  return std::pair(program.buffers[a].address, a) <
         std::pair(program.buffers[b].address, b);
}

BufferMap::BufferMap(const Program &program, const Machine &machine)
    : program(program), machine(machine), ofMany(machine.memories.size()) {
  auto sort = [&](std::vector<BufferId> &list) {
    llvm::sort(list, [&](BufferId a, BufferId b) { return isBefore(a, b); });
  };
  for (auto [id, buffer] : llvm::enumerate(program.buffers)) {
    auto [first, last] = liveLayers(program, buffer);
    if (int64_t(last) - first >= kFewLayers) {
      ofMany[buffer.memory].push_back(static_cast<BufferId>(id));
      continue;
    }
    for (LayerId layer = first; layer <= last; ++layer)
      ofLayer[{buffer.memory, layer}].push_back(static_cast<BufferId>(id));
  }
  llvm::for_each(ofMany, sort);
  for (auto &entry : ofLayer)
    sort(entry.second);
}

/// The first in the list that holds the byte in the layer; -1 if none does.
BufferId BufferMap::firstOf(llvm::ArrayRef<BufferId> list, int64_t byte,
                            LayerId layer) const {
  for (BufferId id : list) {
    const Buffer &buffer = program.buffers[id];
    if (byte < buffer.address)
      break; // By address: nothing later begins before it.
    auto [first, last] = liveLayers(program, buffer);
    if (byte - buffer.address < buffer.bytes() && first <= layer &&
        layer <= last)
      return id;
  }
  return -1;
}

BufferId BufferMap::holder(MemoryId memory, int64_t byte, LayerId layer) const {
  BufferId one = firstOf(ofMany[memory], byte, layer);
  auto few = ofLayer.find({memory, layer});
  BufferId other =
      few == ofLayer.end() ? -1 : firstOf(few->second, byte, layer);
  if (one < 0 || other < 0)
    return std::max(one, other);
  return isBefore(one, other) ? one : other;
}

llvm::Expected<BufferElement> BufferMap::find(MemoryId memory, int64_t address,
                                              LayerId layer) const {
  auto refuse = [&](const Twine &what) {
    return llvm::createStringError(
        llvm::inconvertibleErrorCode(),
        "byte " + Twine(address / 8) + " of " +
            symbolText(machine.memories[memory].name) + what);
  };
  if (address < 0)
    return refuse(" is below its first one");
  BufferId id = holder(memory, address / 8, layer);
  if (id < 0)
    return refuse(" is in no buffer that lives in layer " + Twine(layer));
  const Buffer &buffer = program.buffers[id];
  int64_t byte = address / 8 - buffer.address;
  BufferElement found{id, byte / buffer.slotBytes, 0};
  int64_t bits = 8 * (byte % buffer.slotBytes) + address % 8;
  found.element = bits / storedBits(buffer.format);
  if (bits % storedBits(buffer.format) != 0)
    return refuse(" is within an element of " + symbolText(buffer.name));
  if (found.element >= buffer.elements)
    return refuse(" is behind the elements of " + symbolText(buffer.name));
  return found;
}
