//===- ExpandLoops.cpp - loops that words can say -------------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ExpandLoops.h"
#include "OperationToWord.h"
#include "ridge/Support/Saturate.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/Sequence.h"
#include "llvm/ADT/Twine.h"
#include <numeric>

using namespace ridge;
using llvm::Twine;
using Q = QuantityOf;

namespace {
/// A counter of the program: factor times the counter of a loop word, if there
/// is one, and an offset.
struct Binding {
  int32_t loop = -1;
  int64_t factor = 0, offset = 0;
};

/// What becomes of a loop: turns of `period` iterations, and single ones.
struct Plan {
  int64_t period = 1, turns = 0;
};

class Expander {
public:
  Expander(const Program &program, const Machine &machine)
      : program(program), machine(machine) {}

  llvm::Expected<Program> run();

private:
  void expandBlock(const Block &block, Block &out);
  void expandLoop(const ProgramOp &loop, Block &out);
  Plan planOf(const ProgramOp &loop);
  bool scan(const Block &block, size_t depth, int64_t main, int64_t &period);
  bool stepsFit(const Block &block, int32_t counter, int64_t factor);
  bool stepFits(const ProgramOp &op, const Quantity &quantity, int64_t value,
                int64_t bits);
  bool hasEqualSizes(const ProgramOp &op, int32_t counter) const;
  ProgramOp bindOp(const ProgramOp &op) const;
  Affine bind(const Affine &value) const;
  Interval rangeOfCounter(int32_t counter) const;
  size_t heightOf(const Block &block) const;

  const Program &program;
  const Machine &machine;
  EngineId engine = -1;
  size_t levels = 0;
  std::vector<Binding> bindings; ///< By depth in the program.
  std::vector<int64_t> trips;    ///< Of the loop words around.
  std::vector<Interval> ranges;  ///< By depth, while a plan is made.
  int64_t left = kMostUnrolled;
};
} // namespace

//===----------------------------------------------------------------------===//
// Values
//===----------------------------------------------------------------------===//

Affine Expander::bind(const Affine &value) const {
  Affine bound;
  bound.constant = value.constant;
  for (auto [counter, coefficient] : value.terms) {
    const Binding &binding = bindings[counter];
    bound.constant += coefficient * binding.offset;
    if (binding.loop >= 0)
      bound.add(binding.loop, coefficient * binding.factor);
  }
  return bound;
}

/// Alternatives that are never the least are dropped.
static llvm::SmallVector<Affine, 2> leastOf(const Extent &extent,
                                            llvm::ArrayRef<Interval> box) {
  llvm::SmallVector<Affine, 2> left(extent.values.begin(), extent.values.end());
  for (size_t i = 0; i < left.size() && left.size() > 1;) {
    bool isDominated =
        llvm::any_of(llvm::seq<size_t>(left.size()), [&](size_t j) {
          if (j == i)
            return false;
          Affine difference = left[i];
          difference.add(left[j], -1);
          return rangeOf(difference, box).low >= 0;
        });
    if (isDominated)
      left.erase(left.begin() + static_cast<std::ptrdiff_t>(i));
    else
      ++i;
  }
  return left;
}

ProgramOp Expander::bindOp(const ProgramOp &op) const {
  ProgramOp bound = op;
  bound.value = bind(op.value);
  for (Affine &origin : bound.origins)
    origin = bind(origin);
  for (Access &access : bound.operands) {
    if (access.isImmediate())
      continue;
    access.offset = bind(access.offset);
    // The plans see to it that loops keep to a slot.
    Affine slot;
    slot.constant =
        bind(access.instance).constant % program.buffers[access.buffer].depth;
    access.instance = slot;
  }
  llvm::SmallVector<Interval> box;
  for (int64_t trip : trips)
    box.push_back(counterRange(trip));
  for (Extent &extent : bound.sizes) {
    for (Affine &value : extent.values)
      value = bind(value);
    llvm::SmallVector<Affine, 2> least = leastOf(extent, box);
    Affine size;
    // At one point all alternatives are numbers, and one is left.
    size.constant = least.front().constant;
    extent.values.assign(1, size);
  }
  return bound;
}

//===----------------------------------------------------------------------===//
// Plans
//===----------------------------------------------------------------------===//

Interval Expander::rangeOfCounter(int32_t counter) const {
  const Binding &binding = bindings[counter];
  if (binding.loop < 0)
    return {binding.offset, binding.offset};
  return Interval{binding.offset, binding.offset} +
         binding.factor * counterRange(trips[binding.loop]);
}

/// True if no size of the operation changes with the counter, whatever the
/// others in `ranges` are.
bool Expander::hasEqualSizes(const ProgramOp &op, int32_t counter) const {
  return llvm::all_of(op.sizes, [&](const Extent &extent) {
    return llvm::all_of(leastOf(extent, ranges), [&](const Affine &value) {
      return value.coefficient(counter) == 0;
    });
  });
}

/// False if a body with the loop at depth ranges.size() - 1 - ... changes its
/// sizes; collects how many iterations bring all slots back.
bool Expander::scan(const Block &block, size_t depth, int64_t main,
                    int64_t &period) {
  constexpr int64_t mostTurns = 64;
  auto counter = static_cast<int32_t>(depth);
  for (const ProgramOp &op : block) {
    if (op.kind == ProgramOp::Kind::Loop) {
      ranges.push_back(counterRange(op.trip));
      bool good = scan(op.body, depth, main, period);
      ranges.pop_back();
      if (!good)
        return false;
      continue;
    }
    if (!hasEqualSizes(op, counter))
      return false;
    for (const Access &access : op.operands) {
      if (access.isImmediate())
        continue;
      int64_t slots = program.buffers[access.buffer].depth;
      int64_t turn = access.instance.coefficient(counter) % slots;
      if (turn != 0)
        period = std::lcm(period, slots / std::gcd(turn, slots));
      if (period > mostTurns)
        return false;
    }
  }
  return true;
}

bool Expander::stepFits(const ProgramOp &op, const Quantity &quantity,
                        int64_t value, int64_t bits) {
  if (value == 0)
    return true;
  const Encoding *encoding = machine.findEncoding(targetOf(op, engine));
  if (!encoding)
    return true; // Said where the operation is assembled.
  const EncodingField *field = encoding->find(quantity);
  if (!field)
    return false;
  llvm::Expected<uint64_t> raw =
      encodeField(*encoding, machine.codeLoops(engine), *field, value, bits);
  bool fits = static_cast<bool>(raw);
  if (!fits)
    llvm::consumeError(raw.takeError());
  return fits;
}

bool Expander::stepsFit(const Block &block, int32_t counter, int64_t factor) {
  auto loop = static_cast<int32_t>(trips.size());
  for (const ProgramOp &op : block) {
    if (op.kind == ProgramOp::Kind::Loop) {
      if (!stepsFit(op.body, counter, factor))
        return false;
      continue;
    }
    auto operands = wordOperands(program, machine, op);
    for (auto [position, access] : llvm::enumerate(op.operands)) {
      if (access.isImmediate() || operands[position] < 0)
        continue;
      int64_t bits = addressBits(program, access);
      if (!stepFits(op, {Q::Address, operands[position], -1, loop},
                    factor * bits * access.offset.coefficient(counter), bits))
        return false;
    }
    if (!stepFits(op, {Q::Value, -1, -1, loop},
                  factor * op.value.coefficient(counter), 0))
      return false;
    for (const Affine &origin : op.origins)
      if (!stepFits(op, {Q::Origin, -1, -1, loop},
                    factor * origin.coefficient(counter), 0))
        return false;
  }
  return true;
}

size_t Expander::heightOf(const Block &block) const {
  size_t height = 0;
  for (const ProgramOp &op : block)
    if (op.kind == ProgramOp::Kind::Loop)
      height = std::max(height, heightOf(op.body) + (op.trip > 1));
  return height;
}

Plan Expander::planOf(const ProgramOp &loop) {
  // Inner loops run most: where not all can stay, they do.
  if (trips.size() + 1 + heightOf(loop.body) > levels)
    return {};
  auto counter = static_cast<int32_t>(bindings.size());
  for (int64_t main : {loop.trip, loop.trip - 1}) {
    if (main < 2)
      break;
    ranges.clear();
    for (size_t outer = 0; outer < bindings.size(); ++outer)
      ranges.push_back(rangeOfCounter(static_cast<int32_t>(outer)));
    ranges.push_back(counterRange(main));
    Plan plan;
    if (!scan(loop.body, bindings.size(), main, plan.period))
      continue;
    plan.turns = main / plan.period;
    ProgramOp word;
    word.kind = ProgramOp::Kind::Loop;
    bool fits = plan.turns >= 2 &&
                stepFits(word, {Q::Count, -1, -1, -1}, plan.turns, 0) &&
                stepsFit(loop.body, counter, plan.period);
    return fits ? plan : Plan{};
  }
  return {};
}

//===----------------------------------------------------------------------===//
// Blocks
//===----------------------------------------------------------------------===//

void Expander::expandLoop(const ProgramOp &loop, Block &out) {
  Plan plan = planOf(loop);
  if (plan.turns > 0) {
    ProgramOp word = loop;
    word.body.clear();
    word.trip = plan.turns;
    auto level = static_cast<int32_t>(trips.size());
    trips.push_back(plan.turns);
    for (int64_t turn = 0; turn < plan.period; ++turn) {
      bindings.push_back({level, plan.period, turn});
      expandBlock(loop.body, word.body);
      bindings.pop_back();
    }
    trips.pop_back();
    out.push_back(std::move(word));
  }
  // A body may be empty: iterations count by themselves.
  for (int64_t t = plan.turns * plan.period; t < loop.trip && left > 0; ++t) {
    --left;
    bindings.push_back({-1, 0, t});
    expandBlock(loop.body, out);
    bindings.pop_back();
  }
}

void Expander::expandBlock(const Block &block, Block &out) {
  for (const ProgramOp &op : block) {
    if (--left < 0)
      return;
    if (op.kind == ProgramOp::Kind::Loop)
      expandLoop(op, out);
    else
      out.push_back(bindOp(op));
  }
}

/// Operations of the block without any loop, and iterations of loops.
static int64_t countUnrolled(const Block &block) {
  int64_t count = 0;
  for (const ProgramOp &op : block)
    count = saturatingAdd(
        count, op.kind != ProgramOp::Kind::Loop
                   ? 1
                   : saturatingMul(std::max<int64_t>(op.trip, 0),
                                   saturatingAdd(1, countUnrolled(op.body))));
  return count;
}

llvm::Expected<Program> Expander::run() {
  Program result = program;
  result.queues.clear();
  for (const Queue &queue : program.queues) {
    engine = queue.engine;
    levels = machine.codeLoops(engine).size();
    Queue &own = result.queues.emplace_back();
    own.engine = engine;
    // What is sure to be too much need not be tried.
    if (levels == 0 && countUnrolled(queue.body) > left)
      left = -1;
    else
      expandBlock(queue.body, own.body);
    if (left < 0)
      return llvm::createStringError(
          llvm::inconvertibleErrorCode(),
          "its loops unroll to more than " + Twine(kMostUnrolled) +
              " words by queue @" + machine.engines[engine].name +
              "; give the machine words for loops (arch.encoding control "
              "{loop, end}), or more levels of them");
  }
  return std::move(result);
}

llvm::Expected<Program> ridge::expandLoops(const Program &program,
                                           const Machine &machine) {
  return Expander(program, machine).run();
}
