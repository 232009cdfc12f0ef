//===- InstructionChoiceTest.cpp - who runs what, and where ---------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// By hand on makeMachine() (@dram <-> @sram, @acc -> @sram), and against every
/// choice on machines and groups at random.
///
//===----------------------------------------------------------------------===//

#include "ridge/Mapping/InstructionChoice.h"
#include "../Machine/TestMachines.h"
#include <functional>
#include <random>

using namespace ridge;

enum : MemoryId { Dram, Sram, Acc };

/// Adds an instruction whose operands lie in these memories.
static Match
addInstruction(Machine &machine, llvm::StringRef name,
               llvm::ArrayRef<llvm::SmallVector<MemoryId, 2>> operands,
               EngineId engine = 3) {
  Instruction instruction;
  instruction.name = name.str();
  instruction.engine = engine;
  instruction.dims = {{"n", 1, 64}};
  Match match;
  match.instruction = InstructionId(machine.instructions.size());
  for (const auto &memories : operands) {
    match.operands.push_back(int32_t(instruction.operands.size()));
    InstructionOperand operand;
    operand.name = std::string(1, char('a' + instruction.operands.size()));
    operand.memories = memories;
    instruction.operands.push_back(operand);
  }
  machine.instructions.push_back(instruction);
  return match;
}

/// A loaded and a stored place.
static OperandPlace loaded() { return {true, false, "", "", false, -1}; }
static OperandPlace stored() { return {false, true, "", "", false, -1}; }

//===----------------------------------------------------------------------===//
// Limits
//===----------------------------------------------------------------------===//

TEST(InstructionChoice, CutsATileIntoBoxes) {
  Machine machine = makeMachine();
  Match match = addInstruction(machine, "copy", {{Sram}, {Sram}});
  match.dims = {0};
  // 64 + 64 + 2, and in the last tile 64 + 6.
  Cut cut = cutTile(machine, match, {{70}, {130}});
  EXPECT_EQ(cut.box[0], 64);
  EXPECT_EQ(cut.count[0], 3);
  EXPECT_EQ(cut.least[0], 2);
  std::string why;
  EXPECT_TRUE(keepsLimits(machine, match, cut, why));
  machine.instructions.back().dims[0].low = 3;
  EXPECT_FALSE(keepsLimits(machine, match, cut, why));
  EXPECT_EQ(why, "@copy needs n of at least 3, the tile leaves 2");
}

//===----------------------------------------------------------------------===//
// By hand
//===----------------------------------------------------------------------===//

TEST(InstructionChoice, WhatNothingLoadsIsNotTaken) {
  Machine machine = makeMachine();
  Match fast = addInstruction(machine, "fast", {{Acc}, {Acc}});
  Match slow = addInstruction(machine, "slow", {{Sram}, {Sram}});
  ChoiceProblem problem{
      &machine, ChoiceGoal::LeastWork, {loaded(), stored()}, {}};
  problem.computations.push_back({{fast, slow}, {1, 100}, {0, 1}});
  std::string reason;
  auto choice = chooseInstructions(problem, reason);
  ASSERT_TRUE(choice) << reason;
  EXPECT_EQ(choice->matches[0], 1);
  EXPECT_EQ(choice->memories[0].find_first(), Sram);
  EXPECT_EQ(choice->memories[1].find_first(), Sram);
}

TEST(InstructionChoice, AFillDecidesWhereTheSumLies) {
  Machine machine = makeMachine();
  Match fill = addInstruction(machine, "fill", {{}, {Acc}});
  Match fold = addInstruction(machine, "fold", {{Sram}, {Sram, Acc}});
  Match use = addInstruction(machine, "use", {{Sram, Acc}, {Sram}});
  ChoiceProblem problem{
      &machine, ChoiceGoal::LeastWork, {loaded(), {}, stored()}, {}};
  problem.computations.push_back({{fold}, {1}, {0, 1}});
  problem.computations.push_back({{fill}, {1}, {-1, 1}});
  problem.computations.push_back({{use}, {1}, {1, 2}});
  std::string reason;
  auto choice = chooseInstructions(problem, reason);
  ASSERT_TRUE(choice) << reason;
  EXPECT_EQ(choice->memories[1].find_first(), Acc);
}

/// The fastest of each do not go together: the cheapest pair that does wins.
TEST(InstructionChoice, LeastCyclesOfThoseThatGoTogether) {
  Machine machine = makeMachine();
  Match sram = addInstruction(machine, "s", {{Sram}, {Sram}});
  Match acc = addInstruction(machine, "a", {{Sram}, {Acc}});
  Match fromSram = addInstruction(machine, "t", {{Sram}, {Sram}});
  Match fromAcc = addInstruction(machine, "b", {{Acc}, {Sram}});
  ChoiceProblem problem{
      &machine, ChoiceGoal::LeastWork, {loaded(), {}, stored()}, {}};
  problem.computations.push_back({{sram, acc}, {10, 1}, {0, 1}});
  problem.computations.push_back({{fromSram, fromAcc}, {1, 8}, {1, 2}});
  std::string reason;
  auto choice = chooseInstructions(problem, reason);
  ASSERT_TRUE(choice) << reason; // 1 + 8 and not 10 + 1.
  EXPECT_EQ(choice->matches[0], 1);
  EXPECT_EQ(choice->matches[1], 1);
}

TEST(InstructionChoice, OfEqualTimesTheFirst) {
  Machine machine = makeMachine();
  Match first = addInstruction(machine, "x", {{Sram}, {Sram}});
  Match second = addInstruction(machine, "y", {{Sram}, {Sram}});
  ChoiceProblem problem{
      &machine, ChoiceGoal::LeastWork, {loaded(), stored()}, {}};
  problem.computations.push_back({{first, second}, {5, 5}, {0, 1}});
  std::string reason;
  EXPECT_EQ(chooseInstructions(problem, reason)->matches[0], 0);
}

/// A fill of 5 cycles beside a product of 100 on the same engine, or one of 10
/// on another, whose map takes 50.
TEST(InstructionChoice, ComputationsLeaveTheBusiestEngine) {
  Machine machine = makeMachine();
  Match fold = addInstruction(machine, "fold", {{Sram}, {Acc}}, 2);
  Match fill = addInstruction(machine, "fill", {{}, {Acc}}, 2);
  Match other = addInstruction(machine, "other", {{}, {Acc}}, 3);
  Match map = addInstruction(machine, "map", {{Acc}, {Sram}}, 3);
  ChoiceProblem problem{
      &machine, ChoiceGoal::LeastWork, {loaded(), {}, stored()}, {}};
  problem.computations.push_back({{fold}, {100}, {0, 1}});
  problem.computations.push_back({{fill, other}, {5, 10}, {-1, 1}});
  problem.computations.push_back({{map}, {50}, {1, 2}});
  std::string reason;
  EXPECT_EQ(chooseInstructions(problem, reason)->matches[1], 0);
  problem.goal = ChoiceGoal::LeastBusiest;
  EXPECT_EQ(chooseInstructions(problem, reason)->matches[1], 1);
  // With 98 cycles of its own the other engine would be the busier one.
  problem.computations[2].cycles[0] = 98;
  EXPECT_EQ(chooseInstructions(problem, reason)->matches[1], 0);
  // Nor can one leave whose result would lie elsewhere.
  problem.computations[2].cycles[0] = 50;
  machine.instructions[other.instruction].operands[1].memories = {Sram};
  EXPECT_EQ(chooseInstructions(problem, reason)->matches[1], 0);
}

TEST(InstructionChoice, ASettledPlaceStays) {
  Machine machine = makeMachine();
  Match both = addInstruction(machine, "x", {{Sram}, {Sram, Acc}});
  OperandPlace settled;
  settled.memory = Acc;
  ChoiceProblem problem{
      &machine, ChoiceGoal::LeastWork, {loaded(), settled}, {}};
  problem.computations.push_back({{both}, {5}, {0, 1}});
  std::string reason;
  auto choice = chooseInstructions(problem, reason);
  ASSERT_TRUE(choice) << reason;
  EXPECT_EQ(choice->memories[1].count(), 1u);
  EXPECT_TRUE(choice->memories[1].test(Acc));
}

//===----------------------------------------------------------------------===//
// What is missing
//===----------------------------------------------------------------------===//

TEST(InstructionChoice, TakesAWayOfTwoTransfers) {
  Machine machine = makeMachine(); // @acc -> @sram -> @dram.
  Match sum = addInstruction(machine, "sum", {{Sram}, {Acc}});
  ChoiceProblem problem{
      &machine, ChoiceGoal::LeastWork, {loaded(), stored()}, {}};
  problem.computations.push_back({{sum}, {1}, {0, 1}});
  std::string reason;
  std::optional<InstructionChoice> choice = chooseInstructions(problem, reason);
  ASSERT_TRUE(choice) << reason;
  EXPECT_TRUE(choice->memories[1].test(Acc));
}

TEST(InstructionChoice, NamesAPathThatIsNotThere) {
  Machine machine = makeMachine();
  Match copy = addInstruction(machine, "copy", {{Acc}, {Sram}});
  ChoiceProblem problem{
      &machine, ChoiceGoal::LeastWork, {loaded(), stored()}, {}};
  problem.computations.push_back({{copy}, {1}, {0, 1}});
  std::string reason;
  EXPECT_FALSE(chooseInstructions(problem, reason));
  EXPECT_EQ(reason, "@copy takes operand a in @acc, to which no path leads "
                    "from the home memory @dram");
  problem.places[0].loadCodec = "sparse<4,16,bf16>";
  EXPECT_FALSE(chooseInstructions(problem, reason));
  EXPECT_NE(reason.find("with the codec 'sparse<4,16,bf16>'"),
            std::string::npos);
}

TEST(InstructionChoice, NamesAValueThatItsUsersDoNotShare) {
  Machine machine = makeMachine();
  Match make = addInstruction(machine, "make", {{Sram}, {Acc}});
  Match use = addInstruction(machine, "use", {{Sram}, {Sram}});
  ChoiceProblem problem{
      &machine, ChoiceGoal::LeastWork, {loaded(), {}, stored()}, {}};
  problem.computations.push_back({{make}, {1}, {0, 1}});
  problem.computations.push_back({{use}, {1}, {1, 2}});
  std::string reason;
  int32_t missing = -1;
  EXPECT_FALSE(chooseInstructions(problem, reason, &missing));
  EXPECT_EQ(missing, 1);
  EXPECT_EQ(reason, "@use takes operand a in @sram, where what else makes or "
                    "uses the value does not reach it");
}

//===----------------------------------------------------------------------===//
// Against every choice
//===----------------------------------------------------------------------===//

/// Least cycles of all choices that leave each place a memory; none: -1.
static double enumerate(const ChoiceProblem &problem) {
  double best = -1;
  std::vector<MemorySet> sets;
  for (const OperandPlace &place : problem.places)
    sets.push_back(reachableMemories(*problem.machine, place));
  std::function<void(size_t, double)> visit = [&](size_t index, double cycles) {
    if (index == problem.computations.size()) {
      for (const MemorySet &set : sets)
        if (set.none())
          return;
      best = best < 0 ? cycles : std::min(best, cycles);
      return;
    }
    const Computation &computation = problem.computations[index];
    std::vector<MemorySet> saved = sets;
    for (auto [m, match] : llvm::enumerate(computation.matches)) {
      for (auto [i, place] : llvm::enumerate(computation.places)) {
        MemorySet usable(3);
        for (MemoryId memory : problem.machine->instructions[match.instruction]
                                   .operands[match.operands[i]]
                                   .memories)
          usable.set(memory);
        if (place >= 0)
          sets[place] &= usable;
      }
      visit(index + 1, cycles + computation.cycles[m]);
      sets = saved;
    }
  };
  visit(0, 0);
  return best;
}

/// Cycles of the engine that has the most.
static double busiest(const ChoiceProblem &problem,
                      const InstructionChoice &choice) {
  std::vector<double> load(problem.machine->engines.size(), 0);
  for (auto [computation, match] :
       llvm::zip_equal(problem.computations, choice.matches))
    load[problem.machine->instructions[computation.matches[match].instruction]
             .engine] += computation.cycles[match];
  return *llvm::max_element(load);
}

TEST(InstructionChoice, AgainstEveryChoice) {
  std::mt19937_64 random(11);
  int possible = 0, relieved = 0;
  for (int i = 0; i < 1000; ++i) {
    Machine machine = makeMachine();
    machine.paths.push_back({"dram->acc", Dram, Acc, 0, 64, 10, 64, 0, 5});
    if (random() % 2)
      machine.paths.push_back({"acc->dram", Acc, Dram, 1, 32, 10, 64, 0, 5});
    ChoiceProblem problem;
    problem.machine = &machine;
    size_t places = 2 + random() % 4;
    for (size_t p = 0; p < places; ++p) {
      OperandPlace place;
      place.isLoaded = random() % 3 == 0;
      place.isStored = random() % 3 == 0;
      problem.places.push_back(place);
    }
    for (size_t c = 0, count = 1 + random() % 5; c < count; ++c) {
      Computation computation;
      size_t operands = 1 + random() % 3;
      for (size_t o = 0; o < operands; ++o)
        computation.places.push_back(int32_t(random() % (places + 1)) - 1);
      for (size_t m = 0, matches = 1 + random() % 3; m < matches; ++m) {
        std::vector<llvm::SmallVector<MemoryId, 2>> memories(operands);
        for (auto &list : memories)
          for (MemoryId memory : {Sram, Acc})
            if (list.empty() ? memory == Acc || random() % 2
                             : random() % 3 == 0)
              list.push_back(memory);
        computation.matches.push_back(
            addInstruction(machine, "i", memories, 2 + random() % 2));
        computation.cycles.push_back(double(1 + random() % 20));
      }
      problem.computations.push_back(computation);
    }
    double best = enumerate(problem);
    std::string reason;
    auto choice = chooseInstructions(problem, reason);
    ASSERT_EQ(choice.has_value(), best >= 0) << reason;
    if (!choice) {
      EXPECT_FALSE(reason.empty());
      continue;
    }
    ++possible;
    double cycles = 0;
    for (auto [computation, match] :
         llvm::zip_equal(problem.computations, choice->matches))
      cycles += computation.cycles[match];
    EXPECT_EQ(cycles, best);
    for (const MemorySet &set : choice->memories)
      EXPECT_TRUE(set.any());
    problem.goal = ChoiceGoal::LeastBusiest;
    auto balanced = chooseInstructions(problem, reason);
    ASSERT_TRUE(balanced) << reason;
    EXPECT_LE(busiest(problem, *balanced), busiest(problem, *choice));
    relieved += busiest(problem, *balanced) < busiest(problem, *choice);
    for (const MemorySet &set : balanced->memories)
      EXPECT_TRUE(set.any());
  }
  EXPECT_GT(possible, 300);
  EXPECT_GT(relieved, 50);
}

/// A chain in which every computation has two matches is no longer to search.
TEST(InstructionChoice, LongChains) {
  Machine machine = makeMachine();
  Match fast = addInstruction(machine, "f", {{Sram, Acc}, {Sram, Acc}});
  Match slow = addInstruction(machine, "s", {{Sram}, {Sram}});
  ChoiceProblem problem;
  problem.machine = &machine;
  problem.places.push_back(loaded());
  for (int32_t i = 0; i < 20000; ++i) {
    problem.places.push_back({});
    problem.computations.push_back({{slow, fast}, {2, 1}, {i, i + 1}});
  }
  problem.places.back() = stored();
  std::string reason;
  auto choice = chooseInstructions(problem, reason);
  ASSERT_TRUE(choice) << reason;
  EXPECT_TRUE(llvm::all_of(choice->matches, [](int32_t m) { return m == 1; }));
}
