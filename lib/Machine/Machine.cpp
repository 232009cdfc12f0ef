//===- Machine.cpp - a resolved machine description -----------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Look-ups by name. Lists are short; positions are ids.
///
//===----------------------------------------------------------------------===//

#include "ridge/Machine/Machine.h"

using namespace ridge;

template <typename T>
static int32_t findByName(const std::vector<T> &list, llvm::StringRef name) {
  for (size_t i = 0; i < list.size(); ++i)
    if (list[i].name == name)
      return static_cast<int32_t>(i);
  return -1;
}

std::string InstructionDim::describe() const {
  std::string text = std::to_string(low);
  if (low != high)
    text += " to " + std::to_string(high);
  return step == 1 ? text : text + " by " + std::to_string(step);
}

MemoryId Machine::home() const {
  for (size_t i = 0; i < memories.size(); ++i)
    if (memories[i].home)
      return static_cast<MemoryId>(i);
  return -1;
}

MemoryId Machine::findMemory(llvm::StringRef name) const {
  return findByName(memories, name);
}

EngineId Machine::findEngine(llvm::StringRef name) const {
  return findByName(engines, name);
}

PathId Machine::findPath(MemoryId from, MemoryId to, bool indexed,
                         llvm::StringRef codec) const {
  for (size_t i = 0; i < paths.size(); ++i)
    if (paths[i].from == from && paths[i].to == to &&
        (!indexed || paths[i].isIndexed()) &&
        (codec.empty() || llvm::is_contained(paths[i].codecs, codec)))
      return static_cast<PathId>(i);
  return -1;
}

/// Breadth first.
llvm::SmallVector<PathId, 2> Machine::findRoute(MemoryId from, MemoryId to,
                                                bool indexed,
                                                llvm::StringRef codec) const {
  if (PathId direct = findPath(from, to, indexed, codec); direct >= 0)
    return {direct};
  if (indexed || from == to)
    return {};
  // Per memory the path by which it was reached first.
  llvm::SmallVector<PathId, 8> by(memories.size(), -1);
  llvm::SmallVector<MemoryId, 8> reached{from};
  for (size_t next = 0; next < reached.size() && by[to] < 0; ++next)
    for (size_t i = 0; i < paths.size(); ++i) {
      const Path &path = paths[i];
      bool touchesHome = memories[path.from].home || memories[path.to].home;
      bool isThrough = path.to != to && memories[path.to].home;
      if (path.from != reached[next] || path.to == from || by[path.to] >= 0 ||
          isThrough ||
          (touchesHome && !codec.empty() &&
           !llvm::is_contained(path.codecs, codec)))
        continue;
      by[path.to] = static_cast<PathId>(i);
      reached.push_back(path.to);
    }
  llvm::SmallVector<PathId, 2> route;
  for (MemoryId memory = to; memory != from && by[memory] >= 0;
       memory = paths[by[memory]].from)
    route.insert(route.begin(), by[memory]);
  return route;
}

InstructionId Machine::findInstruction(llvm::StringRef name) const {
  return findByName(instructions, name);
}

const Encoding *Machine::findEncoding(EncodingTarget target) const {
  auto found = llvm::find_if(encodings, [&](const Encoding &encoding) {
    return encoding.target == target;
  });
  return found == encodings.end() ? nullptr : &*found;
}

EngineId Machine::engineOf(EncodingTarget target) const {
  switch (target.kind) {
  case EncodingTarget::Kind::Instruction:
    return instructions[target.id].engine;
  case EncodingTarget::Kind::Path:
    return paths[target.id].engine;
  default:
    return target.id;
  }
}

llvm::ArrayRef<std::string> Machine::codeLoops(EngineId engine) const {
  const Encoding *loop = findEncoding({EncodingTarget::Kind::Loop, engine});
  const Encoding *end = findEncoding({EncodingTarget::Kind::End, engine});
  if (!loop || !end)
    return {};
  return loop->levels;
}
