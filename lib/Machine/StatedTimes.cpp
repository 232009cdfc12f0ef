//===- StatedTimes.cpp - rules for times that are stated ------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Proves the rules box by box, by interval arithmetic, and samples where a
/// proof fails.
///
//===----------------------------------------------------------------------===//

#include "ridge/Machine/StatedTimes.h"
#include "llvm/ADT/STLExtras.h"
#include <algorithm>

using namespace ridge;

namespace {
/// Of each name of the expressions: the dims, bits, ops.
using Box = llvm::SmallVector<Interval, 8>;
using Point = llvm::SmallVector<int64_t, 8>;

class TimeRules {
public:
  TimeRules(const Instruction &instruction, int64_t bits, int64_t ops)
      : instruction(instruction) {
    for (const InstructionDim &dim : instruction.dims)
      whole.push_back({dim.low, dim.high});
    whole.push_back({bits, bits});
    whole.push_back({ops, ops});
  }

  std::string run() const;

private:
  std::string overflowProblem() const;
  std::string problemAt(const Point &point) const;
  std::string problemAtSamples(const Box &box) const;
  std::string problemAtCorners() const;
  bool isProven(const Box &box) const;
  std::string where(const Point &point) const;

  const Instruction &instruction;
  Box whole;
};
} // namespace

std::string TimeRules::where(const Point &point) const {
  std::string text;
  for (auto [d, dim] : llvm::enumerate(instruction.dims))
    text += (d ? ", " : " at ") + dim.name + " = " + std::to_string(point[d]);
  return text;
}

/// What is wrong at one point, or empty.
std::string TimeRules::problemAt(const Point &point) const {
  int64_t occupancy = instruction.occupancy.evaluate(point);
  int64_t latency = instruction.latency.evaluate(point);
  int64_t energy = instruction.energy.evaluate(point);
  std::string at = where(point);
  if (occupancy < 0)
    return "has a negative occupancy, " + std::to_string(occupancy) + at;
  if (occupancy == 0)
    return "has an occupancy of 0" + at +
           "; an engine needs at least a cycle for an instruction";
  if (energy < 0)
    return "has a negative energy, " + std::to_string(energy) + at;
  if (latency < occupancy)
    return "has a latency of " + std::to_string(latency) +
           " below its occupancy of " + std::to_string(occupancy) + at +
           "; results cannot be there before the engine is done taking "
           "operands";
  if (latency > kLongestInstruction)
    return "has a latency of " + std::to_string(latency) + at +
           ", expected at most " + std::to_string(kLongestInstruction) +
           " cycles";
  return "";
}

bool TimeRules::isProven(const Box &box) const {
  Interval occupancy = instruction.occupancy.bounds(box);
  Interval latency = instruction.latency.bounds(box);
  Interval energy = instruction.energy.bounds(box);
  bool isLater = latency.low >= occupancy.high ||
                 instruction.latency.isAtLeast(instruction.occupancy, box);
  return occupancy.low >= 1 && isLater && latency.high <= kLongestInstruction &&
         energy.low >= 0;
}

/// Saturation hides what was meant, also where the value comes back: what may
/// leave 64 bits on the way is refused.
std::string TimeRules::overflowProblem() const {
  std::pair<llvm::StringRef, const Expression *> expressions[] = {
      {"an occupancy", &instruction.occupancy},
      {"a latency", &instruction.latency},
      {"an energy", &instruction.energy}};
  for (auto [name, expression] : expressions) {
    if (!expression->mayOverflow(whole))
      continue;
    std::string text = "has " + name.str() + " that leaves 64 bits";
    for (auto [d, dim] : llvm::enumerate(instruction.dims))
      text += (d ? ", " : " for ") + dim.name + " from " +
              std::to_string(dim.low) + " to " + std::to_string(dim.high);
    return text + "; lower a factor or the limits of the dims";
  }
  return "";
}

std::string TimeRules::problemAtSamples(const Box &box) const {
  Point low, middle, high;
  for (Interval side : box) {
    low.push_back(side.low);
    middle.push_back(side.low + (side.high - side.low) / 2);
    high.push_back(side.high);
  }
  for (const Point &point : {low, high, middle})
    if (std::string problem = problemAt(point); !problem.empty())
      return problem;
  return "";
}

/// Where the limits of the dims meet: what is monotone in each dim is worst
/// there. Of many dims the search below finds it, too.
std::string TimeRules::problemAtCorners() const {
  constexpr size_t mostDims = 8;
  size_t dims = instruction.dims.size();
  if (dims > mostDims)
    return "";
  for (size_t corner = 0; corner < size_t(1) << dims; ++corner) {
    Point point;
    for (auto [d, side] : llvm::enumerate(whole))
      point.push_back(d < dims && (corner >> d & 1) ? side.high : side.low);
    if (std::string problem = problemAt(point); !problem.empty())
      return problem;
  }
  return "";
}

/// Halves the dim that has the most sizes; false if all have one.
static bool split(const Box &box, Box &first, Box &second) {
  const Interval *widest =
      std::max_element(box.begin(), box.end(), [](Interval a, Interval b) {
        return a.high - a.low < b.high - b.low;
      });
  if (widest == box.end() || widest->low == widest->high)
    return false;
  size_t d = widest - box.begin();
  int64_t middle = widest->low + (widest->high - widest->low) / 2;
  first = second = box;
  first[d].high = middle;
  second[d].low = middle + 1;
  return true;
}

std::string TimeRules::run() const {
  constexpr unsigned mostBoxes = 2000;
  if (std::string problem = overflowProblem(); !problem.empty())
    return problem;
  if (std::string problem = problemAtCorners(); !problem.empty())
    return problem;
  std::vector<Box> work = {whole};
  for (unsigned i = 0; i < mostBoxes && i < work.size(); ++i) {
    Box box = work[i]; // The list grows below.
    if (isProven(box))
      continue;
    if (std::string problem = problemAtSamples(box); !problem.empty())
      return problem;
    Box first, second;
    if (split(box, first, second)) {
      work.push_back(std::move(first));
      work.push_back(std::move(second));
    }
  }
  return "";
}

std::string ridge::timesProblem(const Instruction &instruction,
                                llvm::ArrayRef<int64_t> bits, int64_t ops) {
  for (int64_t each : bits)
    if (std::string problem = TimeRules(instruction, each, ops).run();
        !problem.empty())
      return problem;
  return "";
}
