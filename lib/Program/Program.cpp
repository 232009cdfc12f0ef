//===- Program.cpp - walks over a program ---------------------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Order of execution, static size, memory peaks, and phrases for messages.
///
//===----------------------------------------------------------------------===//

#include "ridge/Program/Program.h"
#include "ridge/Program/Describe.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include <algorithm>
#include <map>

using namespace ridge;

//===----------------------------------------------------------------------===//
// Walks
//===----------------------------------------------------------------------===//

static void walkBlock(
    const Block &block, llvm::SmallVectorImpl<int64_t> &counters,
    llvm::function_ref<void(const ProgramOp &, llvm::ArrayRef<int64_t>)> fn) {
  for (const ProgramOp &op : block) {
    if (op.kind != ProgramOp::Kind::Loop) {
      fn(op, counters);
      continue;
    }
    counters.push_back(0);
    for (int64_t t = 0; t < op.trip; ++t) {
      counters.back() = t;
      walkBlock(op.body, counters, fn);
    }
    counters.pop_back();
  }
}

void ridge::forEachOp(
    const Queue &queue,
    llvm::function_ref<void(const ProgramOp &, llvm::ArrayRef<int64_t>)> fn) {
  llvm::SmallVector<int64_t, 8> counters;
  walkBlock(queue.body, counters, fn);
}

static int64_t countBlock(const Block &block) {
  int64_t count = 0;
  for (const ProgramOp &op : block)
    count += 1 + countBlock(op.body);
  return count;
}

int64_t ridge::countStaticOps(const Program &program) {
  int64_t count = 0;
  for (const Queue &queue : program.queues)
    count += countBlock(queue.body);
  return count;
}

//===----------------------------------------------------------------------===//
// Memory
//===----------------------------------------------------------------------===//

std::pair<LayerId, LayerId> ridge::liveLayers(const Program &program,
                                              const Buffer &buffer) {
  LayerId first = buffer.firstLayer, last = buffer.lastLayer;
  if (buffer.kind == Buffer::Kind::Argument ||
      buffer.kind == Buffer::Kind::Constant)
    first = std::min<LayerId>(first, 0);
  if (buffer.kind == Buffer::Kind::Result)
    last = std::max<LayerId>(last, LayerId(program.layers.size()) - 1);
  return {first, last};
}

bool ridge::takeTurns(const Buffer &a, const Buffer &b) {
  auto isOfOneLayer = [](const Buffer &buffer) {
    return buffer.kind == Buffer::Kind::Temporary && buffer.depth == 1 &&
           buffer.firstLayer == buffer.lastLayer;
  };
  return a.turn >= 0 && a.turn == b.turn && a.address == b.address &&
         a.firstLayer == b.firstLayer && isOfOneLayer(a) && isOfOneLayer(b);
}

std::vector<MemoryPeak> ridge::memoryPeaks(const Program &program,
                                           const Machine &machine) {
  // Live bytes change only where a buffer begins or ends: sweep those events.
  struct Event {
    LayerId layer;
    int64_t bytes;
  };
  std::vector<MemoryPeak> peaks(machine.memories.size());
  std::vector<std::vector<Event>> events(machine.memories.size());
  // By memory, layer and number the bytes of a place where buffers take turns.
  std::map<std::tuple<MemoryId, LayerId, int32_t>, int64_t> places;
  for (const Buffer &buffer : program.buffers) {
    if (buffer.memory < 0 || size_t(buffer.memory) >= peaks.size())
      continue; // checkProgram says so.
    MemoryPeak &peak = peaks[buffer.memory];
    peak.peak = std::max(peak.peak, buffer.address + buffer.bytes());
    auto [first, last] = liveLayers(program, buffer);
    if (buffer.turn >= 0) {
      int64_t &bytes = places[{buffer.memory, first, buffer.turn}];
      bytes = std::max(bytes, buffer.bytes());
      continue;
    }
    events[buffer.memory].push_back({first, buffer.bytes()});
    events[buffer.memory].push_back({last + 1, -buffer.bytes()});
  }
  for (auto &[place, bytes] : places) {
    auto [memory, layer, turn] = place;
    events[memory].push_back({layer, bytes});
    events[memory].push_back({layer + 1, -bytes});
  }
  for (auto [peak, list] : llvm::zip(peaks, events)) {
    // At one layer ends sort before beginnings.
    llvm::sort(list, [](const Event &a, const Event &b) {
      return std::pair(a.layer, a.bytes) < std::pair(b.layer, b.bytes);
    });
    int64_t live = 0;
    for (const Event &event : list) {
      live += event.bytes;
      peak.lowerBound = std::max(peak.lowerBound, live);
    }
  }
  return peaks;
}

//===----------------------------------------------------------------------===//
// Phrases
//===----------------------------------------------------------------------===//

std::string ridge::symbolText(llvm::StringRef name) {
  auto plain = [](char c) { return llvm::isAlnum(c) || c == '_' || c == '.'; };
  if (!name.empty() && llvm::all_of(name, plain))
    return ("@" + name).str();
  return "@" + quotedText(name);
}

std::string ridge::quotedText(llvm::StringRef name) {
  std::string text = "\"";
  for (char c : name) {
    if (llvm::isPrint(c) && c != '"' && c != '\\') {
      text += c;
      continue;
    }
    text += '\\';
    text += llvm::hexdigit((unsigned char)c >> 4);
    text += llvm::hexdigit((unsigned char)c & 15);
  }
  return text + "\"";
}

template <typename List>
static std::string nameOf(const List &list, int32_t id) {
  if (id < 0 || size_t(id) >= list.size())
    return "#" + std::to_string(id);
  return symbolText(list[id].name);
}

static std::string operandsText(const Program &program, const ProgramOp &op) {
  size_t outputs = 1;
  if (op.kind == ProgramOp::Kind::Issue && op.kernel >= 0 &&
      size_t(op.kernel) < program.kernels.size())
    outputs = program.kernels[op.kernel].outputs.size();
  // Lists of positions are read, and stand last.
  llvm::SmallVector<const Access *, 4> inOrder;
  size_t lists = std::min(op.indices.size(), op.operands.size());
  for (const Access &access : op.operands)
    inOrder.push_back(&access);
  if (lists > 0 && lists < inOrder.size())
    std::rotate(inOrder.begin() + 1, inOrder.end() - lists, inOrder.end());
  std::string text = " (";
  for (auto [i, access] : llvm::enumerate(inOrder)) {
    if (i > 0)
      text += i + outputs == inOrder.size() ? " -> " : ", ";
    else if (outputs == inOrder.size())
      text += "-> ";
    text += access->isImmediate() ? "constant"
                                  : nameOf(program.buffers, access->buffer);
  }
  return text + ")";
}

std::string ridge::describeOp(const Program &program, const Machine &machine,
                              const ProgramOp &op) {
  std::string layer;
  if (op.layer >= 0 && size_t(op.layer) < program.layers.size())
    layer = " of layer '" + program.layers[op.layer].name + "'";
  switch (op.kind) {
  case ProgramOp::Kind::Loop:
    return "loop of trip " + std::to_string(op.trip) + layer;
  case ProgramOp::Kind::Issue:
    return "issue " + nameOf(machine.instructions, op.instruction) + layer +
           operandsText(program, op);
  case ProgramOp::Kind::Move:
    return "move " + nameOf(machine.paths, op.path) + layer +
           operandsText(program, op);
  case ProgramOp::Kind::Wait:
    return "wait " + nameOf(program.semaphores, op.semaphore) + layer;
  case ProgramOp::Kind::Signal:
    return "signal " + nameOf(program.semaphores, op.semaphore) + layer;
  }
  return "operation";
}
