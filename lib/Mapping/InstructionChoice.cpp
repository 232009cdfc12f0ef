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

#include "ridge/Mapping/InstructionChoice.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/Sequence.h"
#include <numeric>

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
    int64_t last = lastBox(most, box), lastOfLeast = lastBox(least, box);
    cut.least.push_back(std::min(last, lastOfLeast));
    cut.divisor.push_back(
        std::gcd(std::gcd(last, lastOfLeast), most > box ? box : last));
  }
  return cut;
}

bool ridge::keepsLimits(const Machine &machine, const Match &match,
                        const Cut &cut, std::string &why) {
  const Instruction &instruction = machine.instructions[match.instruction];
  auto bound = boundSizes(machine, match, cut.least);
  auto divisor = boundSizes(machine, match, cut.divisor);
  DimSet folded = instruction.kernel.foldedDims();
  for (auto [dim, count] : llvm::zip(match.dims, cut.count))
    if (count > 1 && dim >= 0 && (folded >> dim & 1)) {
      const InstructionDim &own = instruction.dims[dim];
      why = "@" + instruction.name + " folds " + own.name +
            " in one issue, which has at most " + std::to_string(own.high) +
            " of it";
      return false;
    }
  for (auto [dim, size, unit] : llvm::zip(instruction.dims, bound, divisor)) {
    if (size >= dim.low && unit % dim.step == 0)
      continue;
    why = "@" + instruction.name + " needs " + dim.name + " of " +
          (size < dim.low ? "at least " + std::to_string(dim.low)
                          : "multiples of " + std::to_string(dim.step)) +
          ", the tile leaves " + std::to_string(size);
    return false;
  }
  return true;
}

//===----------------------------------------------------------------------===//
// Memories
//===----------------------------------------------------------------------===//

MemorySet ridge::reachableMemories(const Machine &machine,
                                   const OperandPlace &place) {
  MemorySet set(machine.memories.size());
  if (place.memory >= 0) {
    set.set(place.memory);
    return set;
  }
  MemoryId home = machine.home();
  // An instruction may take it from there: nothing moves then.
  if ((place.isLoaded || place.isStored) && !place.isIndexed &&
      place.loadCodec.empty() && place.storeCodec.empty())
    set.set(home);
  for (MemoryId memory = 0; memory < MemoryId(machine.memories.size());
       ++memory)
    if (memory != home &&
        (!place.isLoaded ||
         !machine.findRoute(home, memory, place.isIndexed, place.loadCodec)
              .empty()) &&
        (!place.isStored ||
         !machine.findRoute(memory, home, /*indexed=*/false, place.storeCodec)
              .empty()))
      set.set(memory);
  return set;
}

static const InstructionOperand &operandOf(const Machine &machine,
                                           const Match &match, size_t operand) {
  return machine.instructions[match.instruction]
      .operands[match.operands[operand]];
}

static MemorySet memoriesOf(const Machine &machine,
                            const InstructionOperand &operand) {
  MemorySet set(machine.memories.size());
  for (MemoryId memory : operand.memories)
    set.set(memory);
  return set;
}

static bool meets(const InstructionOperand &operand, const MemorySet &set) {
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

  int32_t missing = -1; ///< The place without a memory.

private:
  using Numbers = llvm::SmallVector<int32_t, 2>;

  bool fits(const Computation &computation, int32_t match) const;
  bool strikeMatches(size_t index, std::string &reason);
  bool strikeMemories(size_t index);
  bool strike(std::string &reason);
  void sortMatches();
  bool narrow(size_t index, int32_t match);
  bool takeFastest();
  bool place(llvm::ArrayRef<int32_t> matches);
  EngineId engineOf(size_t index, int32_t match) const;
  void balance(llvm::SmallVectorImpl<int32_t> &matches);
  void descend(size_t position, double cycles);
  std::string explain(const Computation &computation);
  std::string explainPlace(const Match &match, size_t operand,
                           const OperandPlace &place) const;

  const ChoiceProblem &problem;
  const Machine &machine;
  std::vector<MemorySet> sets;   ///< Per place what remains.
  std::vector<MemorySet> struck; ///< What strike() left.
  std::vector<Numbers> possible; ///< Per computation, cheapest first.
  /// Computations that have more than one.
  llvm::SmallVector<size_t> open;
  std::vector<double> least; ///< Cycles of open computation i and all behind.
  llvm::SmallVector<int32_t> current, best; ///< Per open computation.
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
    MemorySet usable(machine.memories.size());
    for (int32_t match : possible[index])
      usable |= memoriesOf(
          machine, operandOf(machine, computation.matches[match], operand));
    MemorySet before = sets[place];
    sets[place] &= usable;
    changed |= before != sets[place];
  }
  return changed;
}

bool ChoiceSearch::strike(std::string &reason) {
  for (auto [place, set] : llvm::enumerate(sets))
    if (set.none()) {
      // If an instruction touches it, that says more.
      missing = static_cast<int32_t>(place);
      reason = "no memory has the paths that a value needs";
    }
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
  return missing < 0;
}

void ChoiceSearch::sortMatches() {
  for (size_t i = 0; i < possible.size(); ++i) {
    llvm::ArrayRef<double> cycles = problem.computations[i].cycles;
    llvm::stable_sort(possible[i], [&](int32_t a, int32_t b) {
      return cycles[a] < cycles[b];
    });
    if (possible[i].size() > 1)
      open.push_back(i);
  }
  least.assign(open.size() + 1, 0);
  for (size_t i = open.size(); i-- > 0;)
    least[i] = least[i + 1] +
               problem.computations[open[i]].cycles[possible[open[i]].front()];
}

/// Leaves to the operands what `match` can use; false if that is nothing.
bool ChoiceSearch::narrow(size_t index, int32_t match) {
  const Computation &computation = problem.computations[index];
  bool hasMemories = true;
  for (auto [operand, place] : llvm::enumerate(computation.places)) {
    if (place < 0)
      continue;
    sets[place] &= memoriesOf(
        machine, operandOf(machine, computation.matches[match], operand));
    hasMemories &= sets[place].any();
  }
  return hasMemories;
}

/// Nothing is faster than the fastest match of each, if they go together.
bool ChoiceSearch::takeFastest() {
  std::vector<MemorySet> before = sets;
  best.clear();
  for (size_t index : open) {
    best.push_back(possible[index].front());
    if (!narrow(index, best.back())) {
      sets = std::move(before);
      best.clear();
      return false;
    }
  }
  return true;
}

void ChoiceSearch::descend(size_t position, double cycles) {
  // Without a bound on its steps the search could take exponential time.
  constexpr int64_t kMostSteps = 100000;
  if (++steps > kMostSteps ||
      (!best.empty() && cycles + least[position] >= bestCycles))
    return;
  if (position == open.size()) {
    best = current;
    bestCycles = cycles;
    return;
  }
  size_t index = open[position];
  const Computation &computation = problem.computations[index];
  for (int32_t match : possible[index]) {
    if (!fits(computation, match))
      continue;
    llvm::SmallVector<std::pair<int32_t, MemorySet>, 4> undo;
    for (int32_t place : computation.places)
      if (place >= 0)
        undo.push_back({place, sets[place]});
    if (narrow(index, match)) {
      current.push_back(match);
      descend(position + 1, cycles + computation.cycles[match]);
      current.pop_back();
    }
    // Two operands may have one place: the first saved is the oldest.
    for (auto &[place, set] : llvm::reverse(undo))
      sets[place] = set;
  }
}

/// Leaves to the operands what the match of each computation can use; false if
/// that is nothing.
bool ChoiceSearch::place(llvm::ArrayRef<int32_t> matches) {
  sets = struck;
  for (auto [index, match] : llvm::enumerate(matches))
    if (!narrow(index, match))
      return false;
  return true;
}

EngineId ChoiceSearch::engineOf(size_t index, int32_t match) const {
  return machine
      .instructions[problem.computations[index].matches[match].instruction]
      .engine;
}

void ChoiceSearch::balance(llvm::SmallVectorImpl<int32_t> &matches) {
  std::vector<double> load(machine.engines.size(), 0);
  for (auto [index, match] : llvm::enumerate(matches))
    load[engineOf(index, match)] += problem.computations[index].cycles[match];
  for (bool moved = true; moved;) {
    moved = false;
    EngineId busiest = llvm::max_element(load) - load.begin();
    double least = load[busiest];
    size_t which = 0;
    int32_t to = -1;
    for (size_t index : open) {
      llvm::ArrayRef<double> cycles = problem.computations[index].cycles;
      if (engineOf(index, matches[index]) != busiest)
        continue;
      for (int32_t match : possible[index]) {
        EngineId engine = engineOf(index, match);
        double most = std::max(load[busiest] - cycles[matches[index]],
                               load[engine] + cycles[match]);
        if (engine == busiest || most >= least)
          continue;
        llvm::SmallVector<int32_t> changed(matches.begin(), matches.end());
        changed[index] = match;
        if (!place(changed))
          continue;
        least = most;
        which = index;
        to = match;
      }
    }
    if (to < 0)
      break;
    llvm::ArrayRef<double> cycles = problem.computations[which].cycles;
    load[busiest] -= cycles[matches[which]];
    load[engineOf(which, to)] += cycles[to];
    matches[which] = to;
    moved = true;
  }
}

std::optional<InstructionChoice> ChoiceSearch::run(std::string &reason) {
  if (!strike(reason))
    return std::nullopt;
  struck = sets;
  sortMatches();
  constexpr size_t kMostOpen = 1000;
  if (!takeFastest() && open.size() <= kMostOpen)
    descend(0, 0);
  if (best.size() != open.size()) {
    reason = "no choice of instructions leaves every operand a memory that all "
             "of them can use";
    return std::nullopt;
  }
  InstructionChoice choice;
  for (const Numbers &numbers : possible)
    choice.matches.push_back(numbers.front());
  for (auto [index, match] : llvm::zip_equal(open, best))
    choice.matches[index] = match;
  if (problem.goal == ChoiceGoal::LeastBusiest)
    balance(choice.matches);
  place(choice.matches);
  choice.memories = sets;
  return choice;
}

//===----------------------------------------------------------------------===//
// What is missing
//===----------------------------------------------------------------------===//

static std::string listOf(const Machine &machine, const MemorySet &set) {
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
    way.loadCodec = place.loadCodec;
    way.storeCodec = place.storeCodec;
    way.isIndexed = loads && place.isIndexed;
    return !meets(own, reachableMemories(machine, way));
  };
  bool isLoad = place.isLoaded && lacks(/*loads=*/true);
  text += isLoad ? ", to which no path leads from the home memory @" + home
                 : ", from which no path leads to the home memory @" + home;
  const std::string &codec = isLoad ? place.loadCodec : place.storeCodec;
  if (!codec.empty())
    return text + " with the codec '" + codec + "'";
  return text;
}

/// Of the first match whose operands have no memory.
std::string ChoiceSearch::explain(const Computation &computation) {
  for (const Match &match : computation.matches)
    for (auto [operand, place] : llvm::enumerate(computation.places))
      if (place >= 0 &&
          !meets(operandOf(machine, match, operand), sets[place])) {
        missing = place;
        return explainPlace(match, operand, problem.places[place]);
      }
  return "no instruction runs it";
}

std::optional<InstructionChoice>
ridge::chooseInstructions(const ChoiceProblem &problem, std::string &reason,
                          int32_t *missing) {
  ChoiceSearch search(problem);
  std::optional<InstructionChoice> choice = search.run(reason);
  if (missing)
    *missing = search.missing;
  return choice;
}
