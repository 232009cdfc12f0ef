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

BufferMap::BufferMap(const Program &program, const Machine &machine)
    : program(program), machine(machine), inMemory(machine.memories.size()) {
  for (auto [id, buffer] : llvm::enumerate(program.buffers))
    inMemory[buffer.memory].push_back(static_cast<BufferId>(id));
  for (std::vector<BufferId> &list : inMemory)
    llvm::sort(list, [&](BufferId a, BufferId b) {
      return std::pair(program.buffers[a].address, a) <
             std::pair(program.buffers[b].address, b);
    });
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
  for (BufferId id : inMemory[memory]) {
    const Buffer &buffer = program.buffers[id];
    int64_t byte = address / 8 - buffer.address;
    if (byte < 0)
      break; // By address: nothing later begins before it.
    auto [first, last] = liveLayers(program, buffer);
    if (byte >= buffer.bytes() || layer < first || layer > last)
      continue;
    BufferElement found{id, byte / buffer.slotBytes, 0};
    int64_t bits = 8 * (byte % buffer.slotBytes) + address % 8;
    found.element = bits / storedBits(buffer.format);
    if (bits % storedBits(buffer.format) != 0)
      return refuse(" is within an element of " + symbolText(buffer.name));
    if (found.element >= buffer.elements)
      return refuse(" is behind the elements of " + symbolText(buffer.name));
    return found;
  }
  return refuse(" is in no buffer that lives in layer " + Twine(layer));
}
