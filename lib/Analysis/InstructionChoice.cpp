//===- InstructionChoice.cpp - who runs what, and where -------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Memories that no match of a computation can use are struck from its
/// operands, and matches whose operands have none left from the computation,
/// until nothing changes. What remains is searched depth first, cheap matches
/// first, and cut off where even the cheapest rest is no better.
///
//===----------------------------------------------------------------------===//

#include "ridge/Analysis/InstructionChoice.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/Sequence.h"

using namespace ridge;

//===----------------------------------------------------------------------===//
// Limits
//===----------------------------------------------------------------------===//

/// Size of the last of the boxes of `box` that cover `size`.
static int64_t lastBox(int64_t size, int64_t box) {
  return size - (size - 1) / box * box;
}

Cut ridge::cutTile(const Machine &machine, const Match &match,
                   const TileRange &range) {
  Cut cut;
  cut.box = largestBox(machine, match, range.most);
  for (auto [box, most, least] : llvm::zip(cut.box, range.most, range.least)) {
    cut.count.push_back((most + box - 1) / box);
    cut.least.push_back(std::min(lastBox(most, box), lastBox(least, box)));
  }
  return cut;
}

bool ridge::keepsLimits(const Machine &machine, const Match &match,
                        const Cut &cut, std::string &why) {
  const Instruction &instruction = machine.instructions[match.instruction];
  auto bound = boundSizes(machine, match, cut.least);
  for (auto [dim, size] : llvm::zip(instruction.dims, bound)) {
    if (size >= dim.low)
      continue;
    why = "@" + instruction.name + " needs " + dim.name + " of at least " +
          std::to_string(dim.low) + ", the tile leaves " + std::to_string(size);
    return false;
  }
  return true;
}

//===----------------------------------------------------------------------===//
// Memories
//===----------------------------------------------------------------------===//

llvm::SmallBitVector ridge::reachableMemories(const Machine &machine,
                                              const OperandPlace &place) {
  llvm::SmallBitVector set(machine.memories.size());
  MemoryId home = machine.home();
  for (MemoryId memory = 0; memory < MemoryId(machine.memories.size());
       ++memory)
    if (memory != home &&
        (!place.isLoaded ||
         machine.findPath(home, memory, place.isIndexed, place.codec) >= 0) &&
        (!place.isStored ||
         machine.findPath(memory, home, /*indexed=*/false, place.codec) >= 0))
      set.set(memory);
  return set;
}

static const InstructionOperand &operandOf(const Machine &machine,
                                           const Match &match, size_t operand) {
  return machine.instructions[match.instruction]
      .operands[match.operands[operand]];
}

static llvm::SmallBitVector memoriesOf(const Machine &machine,
                                       const InstructionOperand &operand) {
  llvm::SmallBitVector set(machine.memories.size());
  for (MemoryId memory : operand.memories)
    set.set(memory);
  return set;
}

static bool meets(const InstructionOperand &operand,
                  const llvm::SmallBitVector &set) {
  return llvm::any_of(operand.memories,
                      [&](MemoryId memory) { return set.test(memory); });
}

//===----------------------------------------------------------------------===//
// Search
//===----------------------------------------------------------------------===//

namespace {

class ChoiceSearch {
public:
  explicit ChoiceSearch(const ChoiceProblem &problem)
      : problem(problem), machine(*problem.machine) {
    for (const OperandPlace &place : problem.places)
      sets.push_back(reachableMemories(machine, place));
  }

  std::optional<InstructionChoice> run(std::string &reason);

private:
  using Numbers = llvm::SmallVector<int32_t, 2>;

  bool fits(const Computation &computation, int32_t match) const;
  bool strikeMatches(size_t index, std::string &reason);
  bool strikeMemories(size_t index);
  bool strike(std::string &reason);
  void sortMatches();
  void descend(size_t index, double cycles);
  std::string explain(const Computation &computation) const;
  std::string explainPlace(const Match &match, size_t operand,
                           const OperandPlace &place) const;

  const ChoiceProblem &problem;
  const Machine &machine;
  std::vector<llvm::SmallBitVector> sets; ///< Per place what remains.
  std::vector<Numbers> possible;          ///< Per computation, cheapest first.
  std::vector<double> least; ///< Cycles of computation i and all behind it.
  llvm::SmallVector<int32_t> current, best;
  double bestCycles = 0;
  int64_t steps = 0;
};

} // namespace

/// True if every operand has a memory left.
bool ChoiceSearch::fits(const Computation &computation, int32_t match) const {
  for (auto [operand, place] : llvm::enumerate(computation.places))
    if (place >= 0 &&
        !meets(operandOf(machine, computation.matches[match], operand),
               sets[place]))
      return false;
  return true;
}

bool ChoiceSearch::strikeMatches(size_t index, std::string &reason) {
  const Computation &computation = problem.computations[index];
  llvm::erase_if(possible[index],
                 [&](int32_t match) { return !fits(computation, match); });
  if (possible[index].empty())
    reason = explain(computation);
  return !possible[index].empty();
}

/// Leaves to each operand the memories that some match can use; true if that
/// struck any.
bool ChoiceSearch::strikeMemories(size_t index) {
  const Computation &computation = problem.computations[index];
  bool changed = false;
  for (auto [operand, place] : llvm::enumerate(computation.places)) {
    if (place < 0)
      continue;
    llvm::SmallBitVector usable(machine.memories.size());
    for (int32_t match : possible[index])
      usable |= memoriesOf(
          machine, operandOf(machine, computation.matches[match], operand));
    llvm::SmallBitVector before = sets[place];
    sets[place] &= usable;
    changed |= before != sets[place];
  }
  return changed;
}

bool ChoiceSearch::strike(std::string &reason) {
  for (const Computation &computation : problem.computations)
    possible.push_back(
        llvm::to_vector<2>(llvm::seq<int32_t>(0, computation.matches.size())));
  for (bool changed = true; changed;) {
    changed = false;
    for (size_t i = 0; i < possible.size(); ++i) {
      if (!strikeMatches(i, reason))
        return false;
      changed |= strikeMemories(i);
    }
  }
  return true;
}

void ChoiceSearch::sortMatches() {
  least.assign(possible.size() + 1, 0);
  for (size_t i = possible.size(); i-- > 0;) {
    llvm::ArrayRef<double> cycles = problem.computations[i].cycles;
    llvm::stable_sort(possible[i], [&](int32_t a, int32_t b) {
      return cycles[a] < cycles[b];
    });
    least[i] = least[i + 1] + cycles[possible[i].front()];
  }
}

void ChoiceSearch::descend(size_t index, double cycles) {
  // Without a bound on its steps the search could take exponential time. Few
  // computations have more than two matches, and fewer a conflict.
  constexpr int64_t kMostSteps = 100000;
  if (++steps > kMostSteps ||
      (!best.empty() && cycles + least[index] >= bestCycles))
    return;
  if (index == possible.size()) {
    best = current;
    bestCycles = cycles;
    return;
  }
  const Computation &computation = problem.computations[index];
  for (int32_t match : possible[index]) {
    if (!fits(computation, match))
      continue;
    llvm::SmallVector<std::pair<int32_t, llvm::SmallBitVector>, 4> undo;
    for (auto [operand, place] : llvm::enumerate(computation.places)) {
      if (place < 0)
        continue;
      undo.push_back({place, sets[place]});
      sets[place] &= memoriesOf(
          machine, operandOf(machine, computation.matches[match], operand));
    }
    // Two operands may be one value.
    if (llvm::all_of(undo,
                     [&](auto &saved) { return sets[saved.first].any(); })) {
      current.push_back(match);
      descend(index + 1, cycles + computation.cycles[match]);
      current.pop_back();
    }
    for (auto &[place, set] : llvm::reverse(undo))
      sets[place] = set;
  }
}

std::optional<InstructionChoice> ChoiceSearch::run(std::string &reason) {
  if (!strike(reason))
    return std::nullopt;
  sortMatches();
  descend(0, 0);
  if (best.empty() && !possible.empty()) {
    reason = "no choice of instructions leaves every operand a memory that all "
             "of them can use";
    return std::nullopt;
  }
  InstructionChoice choice;
  choice.matches = best;
  for (auto [computation, match] :
       llvm::zip_equal(problem.computations, choice.matches)) {
    for (auto [operand, place] : llvm::enumerate(computation.places)) {
      if (place < 0)
        continue;
      sets[place] &= memoriesOf(
          machine, operandOf(machine, computation.matches[match], operand));
    }
  }
  for (const llvm::SmallBitVector &set : sets)
    choice.memories.push_back(set.find_first());
  return choice;
}

//===----------------------------------------------------------------------===//
// What is missing
//===----------------------------------------------------------------------===//

static std::string listOf(const Machine &machine,
                          const llvm::SmallBitVector &set) {
  std::string text;
  for (unsigned memory : set.set_bits())
    text += (text.empty() ? "@" : ", @") + machine.memories[memory].name;
  return text;
}

/// Why an operand of `match` has no memory.
std::string ChoiceSearch::explainPlace(const Match &match, size_t operand,
                                       const OperandPlace &place) const {
  const Instruction &instruction = machine.instructions[match.instruction];
  const InstructionOperand &own = operandOf(machine, match, operand);
  std::string wanted = listOf(machine, memoriesOf(machine, own));
  std::string text =
      "@" + instruction.name + " takes operand " + own.name + " in " + wanted;
  if (meets(own, reachableMemories(machine, place)))
    return text + ", where what else makes or uses the value does not reach it";
  const std::string &home = machine.memories[machine.home()].name;
  auto lacks = [&](bool loads) {
    OperandPlace way;
    (loads ? way.isLoaded : way.isStored) = true;
    way.codec = place.codec;
    way.isIndexed = loads && place.isIndexed;
    return !meets(own, reachableMemories(machine, way));
  };
  bool isLoad = place.isLoaded && lacks(/*loads=*/true);
  text += isLoad ? ", to which no path leads from the home memory @" + home
                 : ", from which no path leads to the home memory @" + home;
  if (!place.codec.empty())
    return text + " with the codec '" + place.codec + "'";
  // A way over other memories is no use: a transfer is one hop.
  OperandPlace way;
  (isLoad ? way.isLoaded : way.isStored) = true;
  llvm::SmallBitVector near = reachableMemories(machine, way);
  for (unsigned stop : near.set_bits())
    for (MemoryId memory : own.memories)
      if (machine.findPath(isLoad ? MemoryId(stop) : memory,
                           isLoad ? memory : MemoryId(stop)) >= 0)
        return text + " directly; the way over @" +
               machine.memories[stop].name +
               " takes two transfers, and one is made";
  return text;
}

/// Of the first match whose operands have no memory.
std::string ChoiceSearch::explain(const Computation &computation) const {
  for (const Match &match : computation.matches)
    for (auto [operand, place] : llvm::enumerate(computation.places))
      if (place >= 0 && !meets(operandOf(machine, match, operand), sets[place]))
        return explainPlace(match, operand, problem.places[place]);
  return "no instruction runs it";
}

std::optional<InstructionChoice>
ridge::chooseInstructions(const ChoiceProblem &problem, std::string &reason) {
  return ChoiceSearch(problem).run(reason);
}
