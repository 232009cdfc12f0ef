//===- FormatSolve.cpp - which formats for which cost ---------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ridge/Explore/FormatSolve.h"
#include "llvm/ADT/STLExtras.h"
#include <algorithm>
#include <cassert>
#include <tuple>

using namespace ridge;

namespace {
/// A choice for the first variables.
struct Partial {
  double cost = 0, error = 0;
  int32_t previous = -1; ///< In the list of the variable before.
  int32_t option = -1;
};
} // namespace

/// Sorted by cost, without what another one beats or equals.
static void keepBest(std::vector<Partial> &list) {
  llvm::sort(list, [](const Partial &a, const Partial &b) {
    return std::tie(a.cost, a.error, a.previous, a.option) <
           std::tie(b.cost, b.error, b.previous, b.option);
  });
  std::vector<Partial> best;
  for (const Partial &partial : list)
    if (best.empty() || partial.error < best.back().error)
      best.push_back(partial);
  list = std::move(best);
}

/// Without what a cheaper one comes within `factor` of in error; both ends
/// stay.
static std::vector<Partial> within(const std::vector<Partial> &list,
                                   double factor) {
  std::vector<Partial> kept = {list.front()};
  for (const Partial &partial : list)
    if (kept.back().error > factor * partial.error)
      kept.push_back(partial);
  if (kept.back().error != list.back().error)
    kept.push_back(list.back());
  return kept;
}

/// At most `limit` entries, by the least factor that gives so few (to 1 part in
/// a thousand of its distance from 1). Returns the factor.
static double thin(std::vector<Partial> &list, size_t limit) {
  double low = 0, high = 1e-9; // Of factor - 1.
  while (within(list, 1 + high).size() > limit) {
    low = high;
    high *= 2;
  }
  while (high - low > high / 1000) {
    double middle = (low + high) / 2;
    (within(list, 1 + middle).size() > limit ? low : high) = middle;
  }
  list = within(list, 1 + high);
  return 1 + high;
}

FormatFront
ridge::solveFormats(llvm::ArrayRef<std::vector<FormatOption>> variables,
                    size_t limit) {
  FormatFront front;
  std::vector<std::vector<Partial>> levels = {{Partial()}};
  for (const std::vector<FormatOption> &options : variables) {
    assert(!options.empty() && "a variable without an option");
    std::vector<Partial> next;
    for (auto [p, partial] : llvm::enumerate(levels.back()))
      for (auto [o, option] : llvm::enumerate(options))
        next.push_back({partial.cost + option.cost,
                        partial.error + option.error, int32_t(p), int32_t(o)});
    keepBest(next);
    if (next.size() > limit)
      front.errorFactor *= thin(next, limit);
    levels.push_back(std::move(next));
  }
  for (const Partial &last : levels.back()) {
    FormatPoint &point = front.points.emplace_back();
    point.cost = last.cost;
    point.error = last.error;
    const Partial *partial = &last;
    for (size_t level = variables.size(); level > 0; --level) {
      point.options.push_back(partial->option);
      partial = &levels[level - 1][partial->previous];
    }
    std::reverse(point.options.begin(), point.options.end());
  }
  return front;
}

std::vector<size_t> ridge::convexPoints(const FormatFront &front) {
  const std::vector<FormatPoint> &points = front.points;
  std::vector<size_t> hull;
  for (size_t i = 0; i < points.size(); ++i) {
    // b goes if it lies on or above the line from a to i.
    while (hull.size() >= 2) {
      const FormatPoint &a = points[hull[hull.size() - 2]];
      const FormatPoint &b = points[hull.back()];
      double atB = (points[i].error - a.error) * (b.cost - a.cost);
      if ((b.error - a.error) * (points[i].cost - a.cost) < atB)
        break;
      hull.pop_back();
    }
    hull.push_back(i);
  }
  return hull;
}
