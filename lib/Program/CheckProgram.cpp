//===- CheckProgram.cpp - an independent proof of a program ---------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Rules P1 to P6 of Program.h, one function each where they can be told apart.
/// A rule that would read through a broken id is skipped: P1 has reported it.
///
//===----------------------------------------------------------------------===//

#include "CheckCodec.h"
#include "ridge/Numerics/Packing.h"
#include "ridge/Program/Describe.h"
#include "ridge/Support/Saturate.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/Twine.h"
#include <algorithm>
#include <limits>
#include <map>
#include <numeric>

using namespace ridge;
using llvm::Twine;

namespace {
class Checker {
public:
  Checker(const Program &program, const Machine &machine)
      : program(program), machine(machine),
        semaphores(program.semaphores.size()) {}

  std::vector<std::string> run();

private:
  struct SemaphoreUse {
    int32_t signalQueue = -1;
    int64_t signals = 0;
    int64_t largestWait = 0;
  };

  void report(const char *rule, const Twine &sentence) {
    violations.push_back((Twine(rule) + ": " + sentence).str());
  }
  void reportOp(const char *rule, const ProgramOp &op, const Twine &what) {
    report(rule, describeOp(program, machine, op) + " in queue " +
                     engineName(engine) + ": " + what);
  }
  std::string engineName(EngineId id) const {
    return id >= 0 && size_t(id) < machine.engines.size()
               ? symbolText(machine.engines[id].name)
               : "#" + std::to_string(id);
  }
  template <typename List> static bool has(const List &list, int32_t id) {
    return id >= 0 && size_t(id) < list.size();
  }

  // P5.
  void checkBuffers();
  void checkBuffer(const Buffer &buffer);
  void checkOverlaps(MemoryId memory);
  // P1 to P4 and the facts that P6 needs.
  void checkBlock(const Block &block, int32_t queue);
  bool checkIds(const ProgramOp &op);
  bool checkOperandIds(const ProgramOp &op);
  bool checkScope(const ProgramOp &op);
  bool checkMagnitudes(const ProgramOp &op);
  void checkIssue(const ProgramOp &op);
  void checkSizes(const ProgramOp &op);
  void checkOperandPlaces(const ProgramOp &op);
  void checkMove(const ProgramOp &op);
  void checkLists(const ProgramOp &op);
  void checkAccesses(const ProgramOp &op);
  void countSemaphore(const ProgramOp &op, int32_t queue);
  void checkSemaphores();
  llvm::ArrayRef<Match> matchesOf(KernelId kernel, uint32_t immediates);

  const Program &program;
  const Machine &machine;
  std::vector<std::string> violations;
  std::vector<SemaphoreUse> semaphores;
  std::map<std::pair<KernelId, uint32_t>, llvm::SmallVector<Match, 2>> matches;
  // The queue and loops that hold the operation at hand.
  EngineId engine = -1;
  llvm::SmallVector<int64_t, 8> trips;
};
} // namespace

//===----------------------------------------------------------------------===//
// P5: buffers
//===----------------------------------------------------------------------===//

static constexpr int64_t largestNumber = std::numeric_limits<int64_t>::max();

/// True if no sum or product of the buffer's numbers leaves 64 bits.
static bool hasAddresses(const Buffer &buffer) {
  int64_t bytes, end;
  return buffer.elements <= largestNumber / storedBits(Format::F64) &&
         !__builtin_mul_overflow(buffer.slotBytes, buffer.depth, &bytes) &&
         !__builtin_add_overflow(buffer.address, bytes, &end);
}

void Checker::checkBuffer(const Buffer &buffer) {
  std::string name = "buffer " + symbolText(buffer.name);
  const Memory &memory = machine.memories[buffer.memory];
  if (buffer.elements < 1 || buffer.depth < 1)
    return report("P5", name + " has " + Twine(buffer.elements) +
                            " elements and depth " + Twine(buffer.depth) +
                            ", expected at least 1");
  if (!hasAddresses(buffer))
    return report("P5", name + " with " + Twine(buffer.elements) +
                            " elements and depth " + Twine(buffer.depth) +
                            " ends beyond all addresses");
  for (const std::string &problem : codecProblems(buffer, machine))
    report("P3", problem);
  int64_t raw = storedBytes(buffer.format, buffer.elements);
  int64_t slot =
      (raw + memory.alignment - 1) / memory.alignment * memory.alignment;
  if (buffer.slotBytes != slot)
    report("P5", name + " has " + Twine(buffer.slotBytes) +
                     " bytes per slot, expected " + Twine(slot));
  if (buffer.address % memory.alignment != 0)
    report("P5", name + " is at address " + Twine(buffer.address) +
                     ", not a multiple of the alignment " +
                     Twine(memory.alignment) + " of " +
                     symbolText(memory.name));
  if (buffer.address < 0 || buffer.address + buffer.bytes() > memory.bytes)
    report("P5", name + " holds bytes " + Twine(buffer.address) + " to " +
                     Twine(buffer.address + buffer.bytes()) + " of " +
                     symbolText(memory.name) + ", which has " +
                     Twine(memory.bytes));
  if (buffer.firstLayer > buffer.lastLayer)
    report("P5", name + " begins in layer " + Twine(buffer.firstLayer) +
                     ", after its last layer " + Twine(buffer.lastLayer));
  if (buffer.kind == Buffer::Kind::Temporary)
    return;
  if (buffer.depth != 1)
    report("P5", name + " has depth " + Twine(buffer.depth) +
                     ", expected 1 for anything but a temporary");
  if (buffer.kind == Buffer::Kind::Constant) {
    // Also packed elements come in bytes of their own.
    int64_t bytes = buffer.elements * bytesOf(buffer.format);
    if (int64_t(buffer.data.size()) != bytes)
      report("P5", name + " has " + Twine(buffer.data.size()) +
                       " bytes of data, expected " + Twine(bytes));
    return;
  }
  if (!memory.home)
    report("P5", name + " is an argument or result in " +
                     symbolText(memory.name) +
                     ", expected the machine's home memory");
  int64_t elements = 1;
  for (int64_t extent : buffer.shape)
    elements = saturatingMul(elements, extent);
  if (elements != buffer.elements)
    report("P5", name + " has " + Twine(buffer.elements) +
                     " elements, its shape has " + Twine(elements));
}

void Checker::checkOverlaps(MemoryId memory) {
  std::vector<const Buffer *> active;
  for (const Buffer &buffer : program.buffers)
    if (buffer.memory == memory && hasAddresses(buffer) && buffer.bytes() > 0)
      active.push_back(&buffer);
  // Pointers into one vector: at one address the order is that of ids.
  llvm::sort(active, [](const Buffer *a, const Buffer *b) {
    return std::pair(a->address, a) < std::pair(b->address, b);
  });
  for (size_t i = 0; i < active.size(); ++i) {
    const Buffer &a = *active[i];
    auto [aFirst, aLast] = liveLayers(program, a);
    for (size_t j = i + 1; j < active.size(); ++j) {
      const Buffer &b = *active[j];
      if (b.address >= a.address + a.bytes())
        break; // Sorted by address: nothing later can overlap.
      auto [bFirst, bLast] = liveLayers(program, b);
      if (aFirst > bLast || bFirst > aLast || takeTurns(a, b))
        continue;
      report("P5", "buffers " + symbolText(a.name) + " and " +
                       symbolText(b.name) + " share addresses from " +
                       Twine(b.address) + " of " +
                       symbolText(machine.memories[memory].name) +
                       " and are both live in layer " +
                       Twine(std::max(aFirst, bFirst)));
    }
  }
}

void Checker::checkBuffers() {
  for (const Buffer &buffer : program.buffers) {
    if (has(machine.memories, buffer.memory))
      checkBuffer(buffer);
    else
      report("P1", "buffer " + symbolText(buffer.name) + " is in memory #" +
                       Twine(buffer.memory) +
                       ", which the machine does not have");
  }
  for (MemoryId id = 0; size_t(id) < machine.memories.size(); ++id)
    checkOverlaps(id);
}

//===----------------------------------------------------------------------===//
// P1: ids and scopes
//===----------------------------------------------------------------------===//

bool Checker::checkOperandIds(const ProgramOp &op) {
  for (const Access &access : op.operands) {
    if (!access.isImmediate() && !has(program.buffers, access.buffer))
      return reportOp("P1", op,
                      "buffer #" + Twine(access.buffer) + " does not exist"),
             false;
    if (!access.isImmediate() && access.strides.size() != op.sizes.size())
      return reportOp("P1", op,
                      Twine("an operand has ") + Twine(access.strides.size()) +
                          " strides for " + Twine(op.sizes.size()) + " dims"),
             false;
  }
  return true;
}

/// False if the operation cannot be looked at further.
bool Checker::checkIds(const ProgramOp &op) {
  auto fail = [&](const Twine &what) {
    reportOp("P1", op, what);
    return false;
  };
  if (op.layer < -1 || op.layer >= LayerId(program.layers.size()))
    return fail("layer #" + Twine(op.layer) + " does not exist");
  switch (op.kind) {
  case ProgramOp::Kind::Loop:
    return op.trip >= 0 || fail("the trip count is negative");
  case ProgramOp::Kind::Wait:
  case ProgramOp::Kind::Signal:
    return has(program.semaphores, op.semaphore) ||
           fail("the semaphore does not exist");
  case ProgramOp::Kind::Move:
    if (!has(machine.paths, op.path))
      return fail("the path does not exist");
    if (machine.paths[op.path].engine != engine)
      return fail("the path belongs to engine " +
                  engineName(machine.paths[op.path].engine));
    if (op.operands.size() != 2 + op.indices.size())
      return fail(Twine(op.operands.size()) + " operands, expected " +
                  Twine(2 + op.indices.size()));
    return checkOperandIds(op);
  case ProgramOp::Kind::Issue:
    break;
  }
  if (!has(machine.instructions, op.instruction))
    return fail("the instruction does not exist");
  if (machine.instructions[op.instruction].engine != engine)
    return fail("the instruction belongs to engine " +
                engineName(machine.instructions[op.instruction].engine));
  if (!has(program.kernels, op.kernel))
    return fail("kernel #" + Twine(op.kernel) + " does not exist");
  const Kernel &kernel = program.kernels[op.kernel];
  if (op.operands.size() != kernel.inputs.size() + kernel.outputs.size())
    return fail(Twine(op.operands.size()) + " operands, its kernel has " +
                Twine(kernel.inputs.size() + kernel.outputs.size()));
  if (op.sizes.size() != kernel.numDims())
    return fail(Twine(op.sizes.size()) + " sizes, its kernel has " +
                Twine(kernel.numDims()) + " dims");
  if (kernel.usesIndex() && op.origins.size() != kernel.numDims())
    return fail(Twine(op.origins.size()) + " origins, its kernel has " +
                Twine(kernel.numDims()) + " dims and reads its position");
  return checkOperandIds(op);
}

bool Checker::checkScope(const ProgramOp &op) {
  size_t depth = trips.size();
  bool good = inScope(op.value, depth);
  for (const Affine &origin : op.origins)
    good &= inScope(origin, depth);
  for (const Extent &extent : op.sizes) {
    if (extent.values.empty())
      return reportOp("P1", op, "an extent has no value"), false;
    for (const Affine &value : extent.values)
      good &= inScope(value, depth);
  }
  for (const Access &access : op.operands)
    good &= inScope(access.offset, depth) && inScope(access.instance, depth);
  if (!good)
    return reportOp("P1", op,
                    "an affine value names a loop that does not hold it (" +
                        Twine(depth) + " do)"),
           false;
  return checkMagnitudes(op);
}

/// False if some affine value or window leaves 64 bits on the way: no range of
/// it would be known, and whoever evaluates it would overflow.
bool Checker::checkMagnitudes(const ProgramOp &op) {
  auto fits = [&](const Affine &value) {
    return magnitudeOf(value, trips) != largestNumber;
  };
  bool good = fits(op.value) && llvm::all_of(op.origins, fits);
  for (const Extent &extent : op.sizes)
    good &= llvm::all_of(extent.values, fits);
  for (const Access &access : op.operands) {
    if (access.isImmediate())
      continue;
    int64_t magnitude =
        magnitudeOf(access.offset, access.strides, op.sizes, trips);
    if (&access == op.operands.begin())
      for (const IndexList &index : op.indices)
        magnitude =
            saturatingAdd(magnitude, saturatingMul(saturatingAbs(index.stride),
                                                   saturatingAbs(index.limit)));
    good &= magnitude != largestNumber && fits(access.instance);
  }
  if (!good)
    reportOp("P1", op, "an affine value or a window leaves 64 bits");
  return good;
}

//===----------------------------------------------------------------------===//
// P2: issues
//===----------------------------------------------------------------------===//

llvm::ArrayRef<Match> Checker::matchesOf(KernelId kernel, uint32_t immediates) {
  auto [it, isNew] = matches.try_emplace({kernel, immediates});
  if (isNew)
    it->second = matchKernel(machine, program.kernels[kernel], immediates);
  return it->second;
}

/// A divisor of every value of `extent`, which is `range`.
static int64_t divisorOf(const Extent &extent, Interval range) {
  if (range.low == range.high)
    return range.low;
  int64_t divisor = 0;
  for (const Affine &value : extent.values) {
    divisor = std::gcd(divisor, value.constant);
    for (const auto &[counter, coefficient] : value.terms)
      divisor = std::gcd(divisor, coefficient);
  }
  return divisor;
}

void Checker::checkSizes(const ProgramOp &op) {
  const Instruction &instruction = machine.instructions[op.instruction];
  llvm::SmallVector<int64_t, 4> low, high, divisors;
  for (auto [d, extent] : llvm::enumerate(op.sizes)) {
    Interval range = rangeOf(extent, trips);
    low.push_back(range.low);
    high.push_back(range.high);
    divisors.push_back(divisorOf(extent, range));
    if (op.match.dims[d] < 0 && range.high > 1)
      reportOp("P2", op,
               "dim d" + Twine(d) +
                   " is a loop around the instruction and "
                   "has size " +
                   Twine(range.high) + ", expected 1");
  }
  if (llvm::any_of(low, [](int64_t size) { return size < 1; }))
    return; // P4 says so.
  auto least = boundSizes(machine, op.match, low);
  auto most = boundSizes(machine, op.match, high);
  auto divisor = boundSizes(machine, op.match, divisors);
  for (auto [i, dim] : llvm::enumerate(instruction.dims))
    if (least[i] < dim.low || most[i] > dim.high || divisor[i] % dim.step != 0)
      reportOp("P2", op,
               "dim " + dim.name + " has sizes " + Twine(least[i]) + " to " +
                   Twine(most[i]) +
                   (dim.step > 1 ? ", multiples of " + Twine(divisor[i]) : "") +
                   ", the instruction takes " + dim.describe());
}

void Checker::checkOperandPlaces(const ProgramOp &op) {
  const Instruction &instruction = machine.instructions[op.instruction];
  const Kernel &kernel = program.kernels[op.kernel];
  llvm::SmallVector<int64_t, 6> most;
  for (const Extent &extent : op.sizes)
    most.push_back(rangeOf(extent, trips).high);
  for (auto [i, access] : llvm::enumerate(op.operands)) {
    const InstructionOperand &operand =
        instruction.operands[op.match.operands[i]];
    if (access.isImmediate())
      continue; // The match was looked up for these immediates.
    const Buffer &buffer = program.buffers[access.buffer];
    if (!buffer.codec.empty())
      reportOp("P3", op,
               "operand " + operand.name + ", buffer " +
                   symbolText(buffer.name) + ", is in codec " + buffer.codec +
                   "; only moves decode and encode");
    size_t inputs = kernel.inputs.size();
    const KernelOperand &role =
        i < inputs ? kernel.inputs[i] : kernel.outputs[i - inputs];
    if (buffer.format != role.format)
      reportOp("P2", op,
               "operand " + Twine(i) + " is " + formatName(role.format) +
                   ", buffer " + symbolText(buffer.name) + " holds " +
                   formatName(buffer.format));
    if (has(machine.memories, buffer.memory) &&
        !llvm::is_contained(operand.memories, buffer.memory))
      reportOp("P2", op,
               "operand " + operand.name + " cannot be in " +
                   symbolText(machine.memories[buffer.memory].name));
    int32_t unit = unitStrideDim(machine, op.match, i, most);
    if (unit >= 0 && access.strides[unit] != 0 && access.strides[unit] != 1)
      reportOp(
          "P2", op,
          "operand " + operand.name + " steps by " +
              Twine(access.strides[unit]) + " along d" + Twine(unit) +
              ", the instruction takes neighbours from next to one another");
    for (auto [d, stride] : llvm::enumerate(access.strides))
      if (stride != 0 && !(role.dims >> d & 1) &&
          rangeOf(op.sizes[d], trips).high > 1)
        reportOp("P2", op,
                 "operand " + Twine(i) + " moves along d" + Twine(d) +
                     ", on which its kernel says it does not depend");
  }
}

void Checker::checkIssue(const ProgramOp &op) {
  const Kernel &kernel = program.kernels[op.kernel];
  if (std::string wrong = kernel.check(); !wrong.empty())
    return reportOp("P2", op, "kernel: " + wrong);
  uint32_t immediates = 0;
  for (auto [i, access] : llvm::enumerate(op.operands)) {
    if (!access.isImmediate())
      continue;
    if (i >= kernel.inputs.size())
      return reportOp("P2", op, "an output is a constant");
    immediates |= 1u << i;
  }
  if (op.match.instruction != op.instruction ||
      !llvm::is_contained(matchesOf(op.kernel, immediates), op.match))
    return reportOp("P2", op,
                    "the kernel does not match the instruction in this way: " +
                        kernel.print());
  checkSizes(op);
  checkOperandPlaces(op);
}

//===----------------------------------------------------------------------===//
// P3: moves
//===----------------------------------------------------------------------===//

void Checker::checkMove(const ProgramOp &op) {
  if (llvm::any_of(op.operands,
                   [](const Access &access) { return access.isImmediate(); }))
    return reportOp("P3", op, "a move joins two buffers, not a constant");
  const Path &path = machine.paths[op.path];
  const Buffer &from = program.buffers[op.operands[0].buffer];
  const Buffer &to = program.buffers[op.operands[1].buffer];
  if (from.memory != path.from || to.memory != path.to)
    reportOp("P3", op, "the buffers are not in the memories of the path");
  if (from.format != to.format)
    reportOp("P3", op,
             Twine("the formats differ: ") + formatName(from.format) + " and " +
                 formatName(to.format));
  checkLists(op);
  for (const std::string &problem : codecProblems(op, trips, program, machine))
    reportOp("P3", op, problem);
}

void Checker::checkLists(const ProgramOp &op) {
  const Path &path = machine.paths[op.path];
  if (!op.indices.empty() && !path.isIndexed())
    reportOp("P3", op, "the path takes no lists of positions");
  for (auto [k, index] : llvm::enumerate(op.indices)) {
    const Buffer &list = program.buffers[op.operands[2 + k].buffer];
    if (index.limit < 1)
      reportOp("P3", op,
               "positions have the limit " + Twine(index.limit) +
                   ", expected at least 1");
    if (list.memory != path.from)
      reportOp("P3", op,
               "the positions in " + symbolText(list.name) +
                   " are not in the memory that the path comes from");
    if (isFloat(list.format) || formatInfo(list.format).bits < 8)
      reportOp("P3", op,
               "the positions in " + symbolText(list.name) + " are " +
                   formatName(list.format) +
                   ", expected integers of at least 8 bits");
  }
}

//===----------------------------------------------------------------------===//
// P4: accesses
//===----------------------------------------------------------------------===//

void Checker::checkAccesses(const ProgramOp &op) {
  for (auto [d, extent] : llvm::enumerate(op.sizes)) {
    int64_t low = rangeOf(extent, trips).low;
    if (low < 1)
      return reportOp("P4", op, "size " + Twine(d) + " falls to " + Twine(low));
  }
  for (const Access &access : op.operands) {
    if (access.isImmediate())
      continue;
    const Buffer &buffer = program.buffers[access.buffer];
    Interval range =
        windowRange(access.offset, access.strides, op.sizes, trips);
    if (&access == op.operands.begin())
      for (const IndexList &index : op.indices)
        range = range + index.stride * counterRange(index.limit);
    if (range.low < 0 || range.high >= buffer.elements)
      reportOp("P4", op,
               "touches elements " + Twine(range.low) + " to " +
                   Twine(range.high) + " of " + symbolText(buffer.name) +
                   ", which has " + Twine(buffer.elements) + " per slot");
    int64_t instance = rangeOf(access.instance, trips).low;
    if (instance < 0)
      reportOp("P4", op,
               "instance of " + symbolText(buffer.name) + " falls to " +
                   Twine(instance));
  }
}

//===----------------------------------------------------------------------===//
// P6: semaphores
//===----------------------------------------------------------------------===//

void Checker::countSemaphore(const ProgramOp &op, int32_t queue) {
  SemaphoreUse &use = semaphores[op.semaphore];
  if (op.kind == ProgramOp::Kind::Wait) {
    use.largestWait = std::max(use.largestWait, rangeOf(op.value, trips).high);
    return;
  }
  if (use.signalQueue >= 0 && use.signalQueue != queue)
    reportOp("P6", op,
             "the semaphore is also signalled in queue " +
                 engineName(program.queues[use.signalQueue].engine));
  use.signalQueue = queue;
  int64_t times = 1;
  for (int64_t trip : trips)
    times = saturatingMul(times, trip);
  use.signals = saturatingAdd(use.signals, times);
}

void Checker::checkSemaphores() {
  for (auto [semaphore, use] : llvm::zip(program.semaphores, semaphores))
    if (use.largestWait > use.signals)
      report("P6", "semaphore " + symbolText(semaphore.name) +
                       " is waited for up to " + Twine(use.largestWait) +
                       " and signalled " + Twine(use.signals) + " times");
}

//===----------------------------------------------------------------------===//
// The whole
//===----------------------------------------------------------------------===//

void Checker::checkBlock(const Block &block, int32_t queue) {
  for (const ProgramOp &op : block) {
    if (!checkIds(op) || !checkScope(op))
      continue;
    switch (op.kind) {
    case ProgramOp::Kind::Loop:
      if (op.trip == 0)
        break; // Never runs: every statement about its counters is true.
      trips.push_back(op.trip);
      checkBlock(op.body, queue);
      trips.pop_back();
      break;
    case ProgramOp::Kind::Issue:
      checkIssue(op);
      checkAccesses(op);
      break;
    case ProgramOp::Kind::Move:
      checkMove(op);
      checkAccesses(op);
      break;
    case ProgramOp::Kind::Wait:
    case ProgramOp::Kind::Signal:
      countSemaphore(op, queue);
      break;
    }
  }
}

std::vector<std::string> Checker::run() {
  checkBuffers();
  EngineId last = -1;
  for (auto [i, queue] : llvm::enumerate(program.queues)) {
    engine = queue.engine;
    if (!has(machine.engines, engine))
      report("P1", "queue " + Twine(i) + " names engine #" + Twine(engine) +
                       ", which the machine does not have");
    else if (engine <= last)
      report("P1", "queue " + Twine(i) + " is of engine " + engineName(engine) +
                       ", expected one queue per engine in order of ids");
    last = std::max(last, engine);
    checkBlock(queue.body, int32_t(i));
  }
  checkSemaphores();
  return std::move(violations);
}

std::vector<std::string> ridge::checkProgram(const Program &program,
                                             const Machine &machine) {
  return Checker(program, machine).run();
}
