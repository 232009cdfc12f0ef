//===- OccupancyBound.cpp - the least time of an engine -------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Branch and bound for the least occupancy per point over all boxes. Each
/// region of box sizes has a proven lower bound (Expression::ratioLowerBound)
/// and one box whose ratio is known, its largest. The region with the least
/// bound is cut in two until the bound is within 1 % of the best box found, or
/// the budget is used up: the bound holds at any moment, a short search only
/// makes it looser.
///
//===----------------------------------------------------------------------===//

#include "ridge/Support/Saturate.h"
#include "ridge/Timing/Timing.h"
#include "llvm/ADT/STLExtras.h"
#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <queue>
#include <tuple>

using namespace ridge;

namespace {

/// Ranges of the dims of a box, then of "bits" and "ops".
using Region = llvm::SmallVector<Interval, 6>;

class RatioSearch {
public:
  RatioSearch(const Machine &machine, InstructionId instruction, int64_t bits,
              int64_t ops)
      : machine(machine), instruction(instruction), bits(bits), ops(ops),
        numDims(machine.instructions[instruction].dims.size()) {}

  /// A lower bound on occupancy / points of any box in `all`.
  double run(const Region &all);

private:
  struct Entry {
    double bound;
    unsigned order; ///< Equal bounds are taken in order of creation.
    Region region;
    bool operator<(const Entry &other) const { // The queue's top is largest.
      return std::tie(bound, order) > std::tie(other.bound, other.order);
    }
  };

  double lowerBound(const Region &region) const;
  double ratioOfLargest(const Region &region) const;
  void push(Region region);
  std::optional<size_t> widestDim(const Region &region) const;

  const Machine &machine;
  InstructionId instruction;
  int64_t bits, ops;
  size_t numDims;
  std::priority_queue<Entry> open;
  unsigned created = 0;
  double best = std::numeric_limits<double>::infinity();
};

} // namespace

double RatioSearch::lowerBound(const Region &region) const {
  const Expression &occupancy = machine.instructions[instruction].occupancy;
  uint32_t divisors = (uint32_t(1) << numDims) - 1;
  double largest = 1;
  for (size_t d = 0; d < numDims; ++d)
    largest *= static_cast<double>(region[d].high);
  const Engine &engine =
      machine.engines[machine.instructions[instruction].engine];
  // instructionTime gives every instruction at least one cycle.
  return std::max(occupancy.ratioLowerBound(region, divisors), 1 / largest) *
             static_cast<double>(engine.period) +
         static_cast<double>(engine.issueCycles) / largest;
}

double RatioSearch::ratioOfLargest(const Region &region) const {
  llvm::SmallVector<int64_t, 6> sizes;
  double points = 1;
  for (size_t d = 0; d < numDims; ++d) {
    sizes.push_back(region[d].high);
    points *= static_cast<double>(region[d].high);
  }
  UnitTime time = instructionTime(machine, instruction, sizes, bits, ops);
  return static_cast<double>(time.occupancy) / points;
}

void RatioSearch::push(Region region) {
  best = std::min(best, ratioOfLargest(region));
  open.push({lowerBound(region), created++, std::move(region)});
}

/// By ratio of largest to least size: that is what a bound loses.
std::optional<size_t> RatioSearch::widestDim(const Region &region) const {
  std::optional<size_t> widest;
  double width = 1;
  for (size_t d = 0; d < numDims; ++d) {
    double ratio = static_cast<double>(region[d].high) /
                   static_cast<double>(region[d].low);
    if (ratio <= width)
      continue;
    widest = d;
    width = ratio;
  }
  return widest;
}

double RatioSearch::run(const Region &all) {
  constexpr unsigned maxRegions = 1000;
  constexpr double closeEnough = 0.99;
  push(all);
  while (open.top().bound < closeEnough * best && created < maxRegions) {
    std::optional<size_t> dim = widestDim(open.top().region);
    // One box: its bound is its ratio, but for rounding.
    if (!dim)
      break;
    Region low = open.top().region;
    open.pop();
    Region high = low;
    Interval range = low[*dim];
    auto middle =
        static_cast<int64_t>(std::sqrt(static_cast<double>(range.low)) *
                             std::sqrt(static_cast<double>(range.high)));
    middle = std::clamp(middle, range.low, range.high - 1);
    low[*dim].high = middle;
    high[*dim].low = middle + 1;
    push(std::move(low));
    push(std::move(high));
  }
  return std::min(open.top().bound, best);
}

int64_t ridge::occupancyBound(const Machine &machine, InstructionId instruction,
                              llvm::ArrayRef<int64_t> totals, int64_t repeats,
                              int64_t bits, int64_t ops, int64_t needed) {
  if (repeats <= 0 ||
      llvm::any_of(totals, [](int64_t total) { return total <= 0; }))
    return 0;
  Region all;
  double points = static_cast<double>(repeats);
  // Ragged boxes may be smaller than an instruction's own least size.
  for (auto [dim, total] :
       llvm::zip_equal(machine.instructions[instruction].dims, totals)) {
    all.push_back({1, std::min(dim.high, total)});
    points *= static_cast<double>(total);
  }
  all.push_back({bits, bits});
  all.push_back({ops, ops});
  double ratio = RatioSearch(machine, instruction, bits, ops).run(all);
  // Which of the repeats have any is not known.
  if (needed > 0) {
    points = std::min(points, static_cast<double>(needed));
    repeats = 1;
  }
  // Rounding of the divisions above must not lift the bound over a whole
  // number.
  double cycles = std::ceil(points * ratio * (1 - 1e-12));
  constexpr double largest = 9.2e18;
  return cycles < largest ? std::max<int64_t>(repeats, int64_t(cycles))
                          : std::numeric_limits<int64_t>::max();
}
