//===- FactorList.cpp - mappings as factors of levels ---------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A list of factors names the loops of every level down to the registers. What
/// lies at the home memory, or at a memory on the way, are loops around tiles;
/// what lies below is the tile: the instruction runs it in an order of its own.
///
//===----------------------------------------------------------------------===//

#include "ridge/Mapping/CheckMapping.h"
#include "ridge/Mapping/MappingText.h"
#include "ridge/Support/Saturate.h"
#include "llvm/ADT/STLExtras.h"

using namespace ridge;

using Factors = MappingText::Factors;
using Result = std::optional<TextRefusal>;

namespace {
class FactorReader {
public:
  FactorReader(const MappingText &text, Workload &workload)
      : text(text), factors(*text.factors), workload(workload),
        machine(*workload.machine) {}

  Result read(Mapping &mapping);

private:
  Result refuse(MappingRule rule, TextPosition at, std::string why) const {
    return TextRefusal{{rule, std::move(why), {}}, at};
  }
  Result readDims();
  Result readMemories();
  Result readLoops(Tiling &tiling);
  Result bind(const Tiling &tiling);
  /// Whether a level's temporal factors are loops around tiles.
  bool isAround(size_t level) const;
  Result checkKept(const Factors::Level &level, MemoryId memory) const;
  Result checkTensor(llvm::StringRef tensor, TextPosition at,
                     const Factors::Level &level, MemoryId memory) const;

  const MappingText &text;
  const Factors &factors;
  Workload &workload;
  const Machine &machine;
  /// Per level, per factor the group's dim; -1 for a factor of 1 without one.
  std::vector<std::vector<int32_t>> dims;
  std::vector<MemoryId> memories; ///< Per level; -1: none of the machine's.
};
} // namespace

static const Factors::Name *findName(llvm::ArrayRef<Factors::Name> names,
                                     llvm::StringRef name) {
  const auto *found = llvm::find_if(
      names, [&](const Factors::Name &known) { return known.name == name; });
  return found == names.end() ? nullptr : found;
}

/// The number of a name as d3, -1 if it is another.
static int32_t numberOf(llvm::StringRef meaning, char letter) {
  int32_t number = -1;
  if (!meaning.consume_front(llvm::StringRef(&letter, 1)) ||
      meaning.getAsInteger(10, number))
    return -1;
  return number;
}

Result FactorReader::readDims() {
  for (const Factors::Name &name : factors.dims)
    if (int32_t dim = numberOf(name.meaning, 'd');
        dim < 0 || dim >= static_cast<int32_t>(workload.extents.size()))
      return refuse(MappingRule::Loops, name.at,
                    name.meaning + " is no dim of the group, which has " +
                        std::to_string(workload.extents.size()));
  for (const Factors::Level &level : factors.levels) {
    std::vector<int32_t> &known = dims.emplace_back();
    for (const Factors::Factor &factor : level.factors) {
      const Factors::Name *name = findName(factors.dims, factor.dim);
      if (!name && factor.count != 1)
        return refuse(MappingRule::Loops, factor.at,
                      factor.dim + " has a factor of " +
                          std::to_string(factor.count) +
                          ", and `dims` does not say which dim it is");
      known.push_back(name ? numberOf(name->meaning, 'd') : -1);
    }
  }
  return std::nullopt;
}

Result FactorReader::readMemories() {
  for (const Factors::Level &level : factors.levels) {
    const Factors::Name *name = findName(factors.memories, level.name);
    llvm::StringRef meaning;
    if (name)
      meaning = name->meaning;
    MemoryId memory =
        meaning.consume_front("@") ? machine.findMemory(meaning) : -1;
    if (name && memory < 0)
      return refuse(MappingRule::Memory, name->at,
                    "machine '" + machine.name + "' has no memory " +
                        name->meaning);
    memories.push_back(memory);
  }
  if (memories.empty() || memories.front() != machine.home())
    return refuse(MappingRule::Memory, factors.levels.front().at,
                  "the first level is @" +
                      machine.memories[machine.home()].name +
                      ", where the tensors lie: `levels` must say so");
  return std::nullopt;
}

bool FactorReader::isAround(size_t level) const {
  MemoryId memory = memories[level];
  if (memory < 0)
    return false;
  if (memory == machine.home())
    return true;
  return llvm::any_of(workload.stagings, [&](const GroupStaging &staging) {
    return staging.memory == memory;
  });
}

/// A factor's loop steps by the product of the factors inside.
Result FactorReader::readLoops(Tiling &tiling) {
  llvm::ArrayRef<int64_t> extents = workload.extents;
  llvm::SmallVector<int64_t, 6> inside(extents.size(), 1);
  tiling.tiles.assign(extents.begin(), extents.end());
  struct Loop {
    int32_t dim;
    int64_t step;
  };
  llvm::SmallVector<Loop, 8> loops; // Innermost first.
  for (size_t level = factors.levels.size(); level-- > 0;)
    for (size_t f = factors.levels[level].factors.size(); f-- > 0;) {
      const Factors::Factor &factor = factors.levels[level].factors[f];
      int32_t dim = dims[level][f];
      if (dim < 0 || factor.count == 1)
        continue;
      if (isAround(level)) {
        if (factor.isSpatial)
          return refuse(MappingRule::Loops, factor.at,
                        factor.dim + " is spatial, and no array lies above " +
                            "the memories of the operands");
        if (inside[dim] < extents[dim])
          loops.push_back({dim, inside[dim]});
      }
      inside[dim] = saturatingMul(inside[dim], factor.count);
    }
  for (size_t dim = 0; dim < extents.size(); ++dim)
    if (inside[dim] < extents[dim])
      return refuse(MappingRule::Loops, factors.at,
                    "d" + std::to_string(dim) + " has factors of " +
                        std::to_string(inside[dim]) +
                        " in all, expected at least its extent, " +
                        std::to_string(extents[dim]));
  for (const Loop &loop : llvm::reverse(loops)) {
    tiling.order.push_back(loop.dim);
    tiling.steps.push_back(loop.step);
    tiling.tiles[loop.dim] = loop.step;
  }
  // One loop a dim steps by its tiles.
  bool isPlain = llvm::all_of(llvm::enumerate(tiling.order), [&](auto loop) {
    return tiling.steps[loop.index()] == tiling.tiles[loop.value()];
  });
  if (isPlain)
    tiling.steps.clear();
  return std::nullopt;
}

Result FactorReader::bind(const Tiling &tiling) {
  std::string reason;
  if (workload.bind(tiling, reason))
    return std::nullopt;
  return refuse(MappingRule::Instruction, factors.at, reason);
}

Result FactorReader::checkTensor(llvm::StringRef tensor, TextPosition at,
                                 const Factors::Level &level,
                                 MemoryId memory) const {
  const Factors::Name *name = findName(factors.tensors, tensor);
  if (!name)
    return std::nullopt; // Nothing is said of it.
  int32_t window = numberOf(name->meaning, 'w'),
          local = numberOf(name->meaning, 't');
  bool isWindow =
      window >= 0 && window < static_cast<int32_t>(workload.windows.size());
  bool isLocal =
      local >= 0 && local < static_cast<int32_t>(workload.locals.size());
  if (!isWindow && !isLocal)
    return refuse(MappingRule::Group, name->at,
                  "the group has no " + name->meaning);
  MemoryId own = isWindow ? workload.windows[window].memory
                          : workload.locals[local].memory;
  bool isStaged =
      isWindow &&
      llvm::any_of(workload.stagings, [&](const GroupStaging &staging) {
        return staging.window == window && staging.memory == memory;
      });
  if (memory == machine.home() || memory == own || isStaged)
    return std::nullopt;
  return refuse(MappingRule::Memory, at,
                name->meaning + " is kept in @" +
                    machine.memories[memory].name + " by " + level.name +
                    ", and lies in @" + machine.memories[own].name);
}

Result FactorReader::checkKept(const Factors::Level &level,
                               MemoryId memory) const {
  if (memory < 0)
    return std::nullopt;
  for (const std::string &tensor : level.kept)
    if (Result refusal = checkTensor(tensor, level.at, level, memory))
      return refusal;
  return std::nullopt;
}

Result FactorReader::read(Mapping &mapping) {
  if (llvm::ArrayRef(text.extents) != llvm::ArrayRef(workload.extents))
    return refuse(MappingRule::Group, text.at,
                  "the group's dims have other extents");
  if (!text.loops.empty())
    return refuse(MappingRule::Loops, text.loops.front().at,
                  "loops are said twice: by factors, and by this line");
  if (Result refusal = readDims())
    return refusal;
  if (Result refusal = readMemories())
    return refusal;
  // Which memories lie on the way does not depend on the tiles.
  if (Result refusal = bind({}))
    return refusal;
  Tiling tiling;
  if (Result refusal = readLoops(tiling))
    return refusal;
  if (Result refusal = bind(tiling))
    return refusal;
  for (auto [level, memory] : llvm::zip_equal(factors.levels, memories))
    if (Result refusal = checkKept(level, memory))
      return refusal;
  workload.giveTwoSlots(tiling);
  mapping = workload.mappingOf(tiling);
  return std::nullopt;
}

Result ridge::applyFactors(const MappingText &text, Workload &workload,
                           Mapping &mapping) {
  return FactorReader(text, workload).read(mapping);
}
