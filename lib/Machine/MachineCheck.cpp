//===- MachineCheck.cpp - what makes a machine valid ----------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Every rule a machine must keep, one function per kind of thing. All problems
/// are reported, each as one sentence that names the thing.
///
//===----------------------------------------------------------------------===//

#include "ridge/Machine/Machine.h"
#include "ridge/Machine/StatedTimes.h"
#include "ridge/Numerics/Codec.h"
#include "ridge/Support/Saturate.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallBitVector.h"
#include "llvm/ADT/Twine.h"
#include <algorithm>

using namespace ridge;

namespace {

class MachineChecker {
public:
  explicit MachineChecker(const Machine &machine) : machine(machine) {}

  std::vector<std::string> run() {
    checkMachine();
    for (const Memory &memory : machine.memories)
      checkMemory(memory);
    for (const Engine &engine : machine.engines)
      checkEngine(engine);
    for (const Path &path : machine.paths)
      checkPath(path);
    for (const Instruction &instruction : machine.instructions)
      checkInstruction(instruction);
    // Reachability and times mean nothing while ids or limits are wrong.
    if (!problems.empty())
      return std::move(problems);
    checkReachability();
    for (const Instruction &instruction : machine.instructions)
      checkTimes(instruction);
    return std::move(problems);
  }

private:
  void checkMachine();
  void checkMemory(const Memory &memory);
  void checkMemoryShares(const Memory &memory);
  void checkPattern(const Memory &memory);
  void checkEngine(const Engine &engine);
  void checkPath(const Path &path);
  void checkPower(const Stated &power, const Stated &area,
                  const llvm::Twine &name);
  void checkByteEnergy(const Stated &energy, const llvm::Twine &name);
  void checkCodecs(const Path &path);
  void checkInstruction(const Instruction &instruction);
  void checkDims(const Instruction &instruction);
  void checkInstructionOperands(const Instruction &instruction);
  void checkExact(const Instruction &instruction);
  void checkAccumulate(const Instruction &instruction);
  void checkBlocks(const Instruction &instruction, const AccumulateModel &model,
                   int32_t scale);
  void checkLanes(const Instruction &instruction);
  void checkReachability();
  void checkTimes(const Instruction &instruction);

  template <typename T>
  void checkNames(const std::vector<T> &list, llvm::StringRef kind);
  void require(bool holds, const llvm::Twine &problem) {
    if (!holds)
      problems.push_back(problem.str());
  }
  void requireAtMost(int64_t value, int64_t most, const llvm::Twine &what);
  bool isMemory(MemoryId id) const {
    return id >= 0 && id < static_cast<MemoryId>(machine.memories.size());
  }
  bool isEngine(EngineId id) const {
    return id >= 0 && id < static_cast<EngineId>(machine.engines.size());
  }

  const Machine &machine;
  std::vector<std::string> problems;
};

} // namespace

template <typename T>
void MachineChecker::checkNames(const std::vector<T> &list,
                                llvm::StringRef kind) {
  for (size_t i = 0; i < list.size(); ++i)
    for (size_t j = 0; j < i; ++j)
      require(list[i].name != list[j].name,
              "two " + kind + " are named @" + list[i].name);
}

void MachineChecker::checkMachine() {
  requireAtMost(machine.hertz, kHighestClock, "the machine has a clock");
  require(machine.hertz > 0, "the clock is " + llvm::Twine(machine.hertz) +
                                 " Hz, it must be positive");
  require(machine.ticksPerCycle >= 1, "a cycle is no whole number of ticks");
  unsigned homes = llvm::count_if(
      machine.memories, [](const Memory &memory) { return memory.home; });
  require(homes == 1, llvm::Twine(homes) +
                          " memories are marked as home, exactly one must be");
  checkPower(machine.staticPower, machine.area, "the machine");
  checkNames(machine.memories, "memories");
  checkNames(machine.engines, "engines");
  checkNames(machine.instructions, "instructions");
}

/// Far above any hardware: beyond it sums over a program overflow.
void MachineChecker::requireAtMost(int64_t value, int64_t most,
                                   const llvm::Twine &what) {
  require(value <= most, what + " of " + llvm::Twine(value) +
                             ", expected at most " + llvm::Twine(most));
}

/// A number that is not stated is -1, below that it is nonsense.
void MachineChecker::checkPower(const Stated &power, const Stated &area,
                                const llvm::Twine &name) {
  require(power.value >= -1, name + " has a negative static power");
  require(area.value >= -1, name + " has a negative area");
  requireAtMost(power.value, kMostPower, name + " has a static power");
  requireAtMost(area.value, kLargestArea, name + " has an area");
}

void MachineChecker::checkByteEnergy(const Stated &energy,
                                     const llvm::Twine &name) {
  require(energy.value >= -1, name + " has a negative energy per byte");
  requireAtMost(energy.value, kMostByteEnergy, name + " has an energy");
}

void MachineChecker::checkEngine(const Engine &engine) {
  std::string name = "engine @" + engine.name;
  require(engine.period >= 1, name + " has a clock without ticks");
  require(engine.queueDepth >= 0, name + " has a negative queue depth");
  require(engine.issueCycles >= 0, name + " has a negative issue time");
  requireAtMost(engine.queueDepth, kHighestCount, name + " has a queue depth");
  requireAtMost(engine.issueCycles, kLongestTime, name + " has an issue time");
  checkPower(engine.staticPower, engine.area, name);
}

void MachineChecker::checkMemory(const Memory &memory) {
  std::string name = "memory @" + memory.name;
  requireAtMost(memory.bytes, kMostBytes, name + " has a size");
  requireAtMost(memory.alignment, kMostBytes, name + " has an alignment");
  requireAtMost(memory.bytesPerCycle, kHighestRate, name + " has a rate");
  requireAtMost(memory.latency, kLongestTime, name + " has a latency");
  require(memory.period >= 1, name + " has a clock without ticks");
  require(memory.bytes > 0, name + " has no bytes");
  require(memory.bytesPerCycle > 0,
          name + " has a rate of " + llvm::Twine(memory.bytesPerCycle) +
              " bytes per cycle, it must be positive");
  require(memory.latency >= 0, name + " has a negative latency");
  require(memory.alignment > 0, name + " has an alignment below 1");
  require(memory.banks >= 0, name + " has a negative number of banks");
  int64_t whole = memory.bytes + memory.reservedBytes;
  if (memory.banks > 0)
    require(whole % memory.banks == 0, name + " has " + llvm::Twine(whole) +
                                           " bytes, which do not divide into " +
                                           llvm::Twine(memory.banks) +
                                           " equal banks");
  checkMemoryShares(memory);
  checkPattern(memory);
}

/// What patterns of access cost. Products of these numbers with bytes stay
/// within 128 bits.
void MachineChecker::checkPattern(const Memory &memory) {
  std::string name = "memory @" + memory.name;
  std::tuple<int64_t, int64_t, const char *> numbers[] = {
      {memory.pageBytes, kMostBytes, " has pages"},
      {memory.pageCycles, kLongestTime, " has a page time"},
      {memory.openPages, kHighestCount, " has a number of open pages"},
      {memory.turnCycles, kLongestTime, " has a turn"},
      {memory.writeBatchBytes, kMostBytes, " has a batch of writes"},
      {memory.requests, kHighestCount, " has requests"}};
  for (auto [value, most, what] : numbers) {
    require(value >= 0, name + what + " of " + llvm::Twine(value) +
                            ", expected at least 0");
    requireAtMost(value, most, name + what);
  }
  require((memory.pageBytes > 0) == (memory.openPages > 0) &&
              (memory.pageBytes > 0 || memory.pageCycles == 0),
          name + " states a part of its pages, expected size, time and number");
  require(memory.writeBatchBytes > 0 || memory.turnCycles == 0,
          name + " states a turn and no batch of writes");
}

void MachineChecker::checkMemoryShares(const Memory &memory) {
  std::string name = "memory @" + memory.name;
  for (int64_t rate : {memory.readBytesPerCycle, memory.writeBytesPerCycle,
                       memory.bankBytesPerCycle}) {
    require(rate >= 0, name + " has a negative rate");
    requireAtMost(rate, kHighestRate, name + " has a rate");
  }
  require(memory.ports >= 0, name + " has a negative number of ports");
  requireAtMost(memory.ports, kHighestCount, name + " has ports");
  require(memory.bankBytesPerCycle == 0 || memory.banks > 0,
          name + " has a rate of a bank and no banks");
  require(memory.bankBytesPerCycle == 0 || memory.banks <= kMostBanks,
          name + " has " + llvm::Twine(memory.banks) +
              " banks with a rate, expected at most " +
              llvm::Twine(kMostBanks));
  require(memory.reservedBytes >= 0, name + " reserves less than nothing");
  requireAtMost(memory.reservedBytes, kMostBytes, name + " reserves bytes");
  checkByteEnergy(memory.readEnergy, name);
  checkByteEnergy(memory.writeEnergy, name);
  checkPower(memory.staticPower, memory.area, name);
}

void MachineChecker::checkPath(const Path &path) {
  std::string name = "path " + path.name;
  requireAtMost(path.bytesPerCycle, kHighestRate, name + " has a rate");
  requireAtMost(path.latency, kLongestTime, name + " has a latency");
  requireAtMost(path.setup, kLongestTime, name + " has a setup");
  requireAtMost(path.cyclesPerIndex, kLongestTime,
                name + " has a time per index");
  requireAtMost(path.burst, kMostBytes, name + " has a burst");
  requireAtMost(path.inFlight, kHighestCount, name + " has bursts in flight");
  requireAtMost(path.codecBytesPerCycle, kHighestRate,
                name + " has a codec rate");
  require(isMemory(path.from) && isMemory(path.to),
          name + " names a memory that does not exist");
  require(isEngine(path.engine), name + " names an engine that does not exist");
  require(path.period >= 1, name + " has a clock without ticks");
  require(path.bytesPerCycle > 0, name + " has a rate of " +
                                      llvm::Twine(path.bytesPerCycle) +
                                      " bytes per cycle, it must be positive");
  require(path.latency >= 0, name + " has a negative latency");
  require(path.burst > 0, name + " has a burst below 1 byte");
  require(path.inFlight >= 0, name + " has a negative number in flight");
  require(path.setup >= 0, name + " has a negative setup");
  require(path.cyclesPerIndex >= -1, name + " has a negative time per index");
  require(path.rowCycles >= 0, name + " has a negative time per row");
  require(path.requestBytes >= 0, name + " has requests below 1 byte");
  require(path.rowBytes >= 0, name + " has rows below 1 byte");
  require(path.commandRows >= 0, name + " has commands below 1 row");
  require(path.commandsInFlight >= 0,
          name + " has a negative number of commands");
  require((path.commandRows > 0) == (path.commandsInFlight > 0),
          name + " states one of command_rows and commands, expected both");
  requireAtMost(path.rowBytes, kMostBytes, name + " has rows");
  requireAtMost(path.rowCycles, kLongestTime, name + " has a time per row");
  requireAtMost(path.requestBytes, kMostBytes, name + " has requests");
  checkByteEnergy(path.energy, name);
  checkByteEnergy(path.codecEnergy, name);
  checkPower({}, path.area, name);
  require(!path.codecEnergy.isStated() || !path.codecs.empty(),
          name + " has an energy of codecs and no codecs");
  checkCodecs(path);
}

void MachineChecker::checkCodecs(const Path &path) {
  std::string name = "path " + path.name;
  require(path.codecBytesPerCycle >= 0, name + " has a negative codec rate");
  require(path.codecBytesPerCycle == 0 || !path.codecs.empty(),
          name + " has a codec rate and no codecs");
  for (auto [i, text] : llvm::enumerate(path.codecs)) {
    require(
        !llvm::is_contained(llvm::ArrayRef(path.codecs).take_front(i), text),
        name + " has codec '" + text + "' twice");
    auto codec = Codec::create(text);
    if (!codec) {
      require(false, name + ": " + llvm::toString(codec.takeError()));
      continue;
    }
    require((*codec)->name() == text, name + " has codec '" + text +
                                          "', its name is '" +
                                          (*codec)->name() + "'");
    require((*codec)->unit() > 0,
            name + " has codec '" + text +
                "', which encodes whole runs and not units of fixed size");
  }
}

void MachineChecker::checkInstruction(const Instruction &instruction) {
  require(isEngine(instruction.engine),
          "instruction @" + instruction.name +
              " names an engine that does not exist");
  checkDims(instruction);
  checkInstructionOperands(instruction);
  if (instruction.isLanes())
    checkLanes(instruction);
  else
    checkExact(instruction);
}

void MachineChecker::checkDims(const Instruction &instruction) {
  std::string name = "instruction @" + instruction.name;
  require(instruction.dims.size() <= kMostDims,
          name + " has " + llvm::Twine(instruction.dims.size()) +
              " dims, at most " + llvm::Twine(kMostDims) + " are supported");
  for (const InstructionDim &dim : instruction.dims) {
    require(dim.low >= 1, name + ": dim " + dim.name + " has a least size of " +
                              llvm::Twine(dim.low) + ", it must be at least 1");
    require(dim.low <= dim.high,
            name + ": dim " + dim.name + " has a least size of " +
                llvm::Twine(dim.low) + " above its largest, " +
                llvm::Twine(dim.high));
    require(dim.step >= 1 && dim.low % std::max<int64_t>(dim.step, 1) == 0 &&
                dim.high % std::max<int64_t>(dim.step, 1) == 0,
            name + ": dim " + dim.name + " goes by " + llvm::Twine(dim.step) +
                ", expected both limits to be multiples");
  }
}

void MachineChecker::checkInstructionOperands(const Instruction &instruction) {
  for (const InstructionOperand &operand : instruction.operands) {
    std::string name =
        "instruction @" + instruction.name + ": operand " + operand.name;
    require(llvm::all_of(operand.memories,
                         [&](MemoryId id) { return isMemory(id); }),
            name + " names a memory that does not exist");
    require(!operand.memories.empty() || operand.immediate,
            name + " has no memory and takes no immediate");
  }
}

void MachineChecker::checkExact(const Instruction &instruction) {
  std::string name = "instruction @" + instruction.name;
  const Kernel &kernel = instruction.kernel;
  std::string problem = kernel.check();
  require(problem.empty(), name + ": " + problem);
  require(kernel.numDims() == instruction.dims.size(),
          name + " has " + llvm::Twine(instruction.dims.size()) +
              " dims, its kernel " + llvm::Twine(kernel.numDims()));
  size_t expected = kernel.inputs.size() + kernel.outputs.size();
  require(instruction.operands.size() == expected,
          name + " has " + llvm::Twine(instruction.operands.size()) +
              " operands, its kernel " + llvm::Twine(expected));
  if (problem.empty() && kernel.accumulate &&
      kernel.numDims() == instruction.dims.size())
    checkAccumulate(instruction);
  if (instruction.operands.size() != expected)
    return;
  for (const InstructionOperand &output :
       llvm::ArrayRef(instruction.operands).drop_front(kernel.inputs.size()))
    require(!output.immediate && !output.broadcast,
            name + ": output " + output.name +
                " can be neither an immediate nor a broadcast");
}

/// A long reduction is cut into issues of full size: only at multiples of the
/// model's interval do the bits not depend on it.
void MachineChecker::checkAccumulate(const Instruction &instruction) {
  const AccumulateModel &model = *instruction.kernel.accumulate;
  int64_t most = 1;
  for (auto [dim, reduces] :
       llvm::zip(instruction.dims, instruction.kernel.reduction))
    if (reduces)
      most = saturatingMul(most, dim.high);
  int64_t interval = model.cutInterval();
  require(
      interval == 0 || most % interval == 0,
      "instruction @" + instruction.name + " reduces at most " +
          llvm::Twine(most) + " products an issue, expected a multiple of " +
          llvm::Twine(interval) + ", the " +
          (model.promote ? "products between promotions" : "terms of a step") +
          " of its accumulate");
  std::optional<MultiplyAccumulate> parts =
      multiplyAccumulate(instruction.kernel);
  if (model.isPlain())
    return;
  for (int s = 0; parts && s < 2; ++s)
    if (parts->scales[s])
      checkBlocks(instruction, model, *parts->scales[s]);
}

/// Products in a row that one scale is for are those of the innermost reduction
/// dims that it lacks.
void MachineChecker::checkBlocks(const Instruction &instruction,
                                 const AccumulateModel &model, int32_t scale) {
  if (model.group == 1 && model.scaleBeforeAlign)
    return;
  std::string name = "instruction @" + instruction.name + ": accumulate: ";
  const Kernel &kernel = instruction.kernel;
  if (scale >= int32_t(kernel.inputs.size()))
    return require(false, name + "expected the scale to be an operand");
  int64_t block = 1;
  for (size_t dim = instruction.dims.size(); dim-- > 0;) {
    if (!kernel.reduction[dim])
      continue;
    if (kernel.inputs[scale].dims >> dim & 1) {
      std::string problem = model.checkBlock(block);
      return require(problem.empty(), name + problem);
    }
    const InstructionDim &limits = instruction.dims[dim];
    if (limits.low != limits.high)
      return require(false, name + "expected blocks of a fixed extent, found " +
                                llvm::Twine(limits.low) + " to " +
                                llvm::Twine(limits.high));
    block = saturatingMul(block, limits.high);
  }
}

void MachineChecker::checkLanes(const Instruction &instruction) {
  std::string name = "instruction @" + instruction.name;
  size_t dims = instruction.laneReduce ? 2 : 1;
  require(instruction.dims.size() == dims,
          name + " has " + llvm::Twine(instruction.dims.size()) +
              " dims, a lanes instruction of its kind has " +
              llvm::Twine(dims));
  require(instruction.operands.size() == 2,
          name + " has " + llvm::Twine(instruction.operands.size()) +
              " operands, a lanes instruction has one for all inputs and one "
              "for the output");
  if (instruction.operands.size() == 2)
    require(!instruction.operands[1].immediate &&
                !instruction.operands[1].broadcast,
            name + ": the output can be neither an immediate nor a broadcast");
  require(!instruction.laneFormats.empty(), name + " lists no formats");
  require(!llvm::is_contained(instruction.laneOps, ScalarOp::Fold),
          name + " lists " + scalarOpName(ScalarOp::Fold) +
              ", which joins elements; state lanes with reduce");
  if (!instruction.laneReduce)
    return;
  for (ScalarOp op : instruction.laneOps)
    require(scalarOpOperands(op) == 2,
            name + " folds with " + scalarOpName(op) +
                ", which does not have two operands");
}

//===----------------------------------------------------------------------===//
// Reachability
//===----------------------------------------------------------------------===//

namespace {
/// Inputs and outputs of an instruction as lists of operands. An updated output
/// is read in place, so its memory counts as an output only.
struct OperandSides {
  explicit OperandSides(const Instruction &instruction) {
    size_t numInputs =
        instruction.isLanes() ? 1 : instruction.kernel.inputs.size();
    inputs = llvm::ArrayRef(instruction.operands).take_front(numInputs);
    outputs = llvm::ArrayRef(instruction.operands).drop_front(numInputs);
  }
  llvm::ArrayRef<InstructionOperand> inputs, outputs;
};
} // namespace

/// Memories that data from `start` gets to, along paths and through
/// instructions; with `backward`, those whose data gets to `start`.
static llvm::SmallBitVector reachable(const Machine &machine, MemoryId start,
                                      bool backward) {
  llvm::SmallBitVector seen(machine.memories.size());
  seen.set(start);
  bool grew = true;
  auto connect = [&](MemoryId from, MemoryId to) {
    if (backward)
      std::swap(from, to);
    if (!seen.test(from) || seen.test(to))
      return;
    seen.set(to);
    grew = true;
  };
  while (grew) {
    grew = false;
    for (const Path &path : machine.paths)
      connect(path.from, path.to);
    for (const Instruction &instruction : machine.instructions) {
      OperandSides sides(instruction);
      for (const InstructionOperand &input : sides.inputs)
        for (const InstructionOperand &output : sides.outputs)
          for (MemoryId from : input.memories)
            for (MemoryId to : output.memories)
              connect(from, to);
    }
  }
  return seen;
}

void MachineChecker::checkReachability() {
  llvm::SmallBitVector fromHome = reachable(machine, machine.home(), false);
  llvm::SmallBitVector toHome = reachable(machine, machine.home(), true);
  auto anyIn = [](const InstructionOperand &operand,
                  const llvm::SmallBitVector &set) {
    return operand.memories.empty() ||
           llvm::any_of(operand.memories,
                        [&](MemoryId id) { return set.test(id); });
  };
  for (const Instruction &instruction : machine.instructions) {
    std::string name = "instruction @" + instruction.name + ": ";
    OperandSides sides(instruction);
    for (const InstructionOperand &input : sides.inputs)
      require(anyIn(input, fromHome),
              name + "no path leads from the home memory to operand " +
                  input.name + "; add a path to one of its memories");
    for (const InstructionOperand &output : sides.outputs)
      require(anyIn(output, toHome),
              name + "no path leads from operand " + output.name +
                  " back to the home memory; add a path from one of its "
                  "memories");
  }
}

/// Bits of operands that the instruction may meet: a conversion of narrow
/// elements runs at another width than one of wide ones.
static std::vector<int64_t> operandBits(const Instruction &instruction) {
  std::vector<int64_t> bits = {8};
  if (!instruction.isLanes())
    bits[0] = std::max<int64_t>(8, instruction.kernel.widestBits());
  for (Format format : instruction.laneFormats)
    bits.push_back(std::max<int64_t>(8, formatInfo(format).bits));
  llvm::sort(bits);
  bits.erase(llvm::unique(bits), bits.end());
  return bits;
}

void MachineChecker::checkTimes(const Instruction &instruction) {
  int64_t ops = 1;
  if (!instruction.isLanes())
    ops = std::max<int64_t>(1, instruction.kernel.numOperations());
  std::string problem =
      timesProblem(instruction, operandBits(instruction), ops);
  require(problem.empty(), "instruction @" + instruction.name + " " + problem);
}

std::vector<std::string> Machine::check() const {
  return MachineChecker(*this).run();
}
