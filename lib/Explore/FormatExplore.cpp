//===- FormatExplore.cpp - choices that are worth executing ---------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Predictions name choices, execution and simulation decide about them.
///
//===----------------------------------------------------------------------===//

#include "ridge/Explore/FormatSearch.h"
#include <cmath>
#include <numeric>

using namespace mlir;
using namespace ridge;

//===----------------------------------------------------------------------===//
// Measurement
//===----------------------------------------------------------------------===//

/// Error only; what it teaches the model is kept.
FailureOr<FormatSearch::Measured>
FormatSearch::executeOptions(const FormatOptions &options) {
  Measured result;
  result.options = options;
  result.predictedCost = model.cost(options);
  result.predictedSqnr = sqnrOf(model.error(options));
  FailureOr<ErrorSums> errors = execute(assignmentOf(options));
  if (failed(errors))
    return failure();
  result.error = errors->meanSquare();
  result.sqnr = sqnrOf(result.error);
  tried.insert(options);
  executed.push_back({options, result.error});
  return result;
}

LogicalResult FormatSearch::simulateOptions(Measured &executed) {
  FailureOr<Simulated> result = simulateProgram(assignmentOf(executed.options));
  if (failed(result))
    return failure();
  executed.cycles = result->cycles;
  executed.energyFemtojoules = result->energyFemtojoules;
  measured.push_back(executed);
  return success();
}

LogicalResult FormatSearch::measurePoint(const FormatOptions &options) {
  if (tried.count(options))
    return success();
  FailureOr<Measured> result = executeOptions(options);
  return success(succeeded(result) && succeeded(simulateOptions(*result)));
}

const FormatSearch::Measured *
FormatSearch::cheapestWithin(double budget) const {
  const Measured *best = nullptr;
  for (const Measured &one : measured)
    if (one.sqnr >= budget &&
        (!best || costOf(one) < costOf(*best) ||
         (costOf(one) == costOf(*best) && one.sqnr > best->sqnr)))
      best = &one;
  return best;
}

void FormatSearch::calibrate() { model.calibrate(executed); }

/// So many points of the convex hull are executed and simulated.
constexpr size_t hullPoints = 8;

LogicalResult FormatSearch::measureHull() {
  front = solveFormats(model.variables());
  std::vector<size_t> hull = convexPoints(front);
  for (size_t i = 0; i < hullPoints; ++i) {
    progress("executing and simulating point " + Twine(i) + " of " +
             Twine(hullPoints) + " of the hull");
    size_t position = hull[i * (hull.size() - 1) / (hullPoints - 1)];
    if (failed(measurePoint(front.points[position].options)))
      return failure();
  }
  calibrate();
  return success();
}

//===----------------------------------------------------------------------===//
// Marginal costs
//===----------------------------------------------------------------------===//

/// The options next to the product's own, by predicted cost: what they cost
/// is simulated; those beyond keep their distance from them.
LogicalResult FormatSearch::measureMarginalCosts(const Measured &centre,
                                                 size_t v) {
  const std::vector<FormatOption> &list = model.variables()[v];
  std::vector<int32_t> order;
  for (size_t o = 0; o < list.size(); ++o)
    order.push_back(int32_t(o));
  llvm::stable_sort(
      order, [&](int32_t a, int32_t b) { return list[a].cost < list[b].cost; });
  int32_t own = centre.options[v];
  size_t place = llvm::find(order, own) - order.begin();
  std::vector<double> corrected;
  for (const FormatOption &option : list)
    corrected.push_back(option.cost);
  auto measureSide = [&](ArrayRef<int32_t> beyond) -> LogicalResult {
    if (beyond.empty())
      return success();
    FormatOptions changed = centre.options;
    changed[v] = beyond.front();
    FailureOr<Simulated> result = simulateProgram(assignmentOf(changed));
    if (failed(result))
      return failure();
    double cost = list[own].cost + double(costOf(*result) - costOf(centre));
    double shift = cost - list[beyond.front()].cost;
    for (int32_t option : beyond)
      corrected[option] += shift;
    return success();
  };
  std::vector<int32_t> cheaper(order.rend() - place, order.rend());
  if (failed(measureSide(cheaper)) ||
      failed(measureSide(ArrayRef(order).drop_front(place + 1))))
    return failure();
  for (auto [option, cost] : llvm::enumerate(corrected))
    model.setCost(v, option, cost);
  return success();
}

LogicalResult FormatSearch::measureMarginalCosts(const Measured &centre) {
  for (size_t v = 0; v < products.size(); ++v) {
    progress("product " + Twine(v) + " of " + Twine(products.size()) +
             ": simulating what its formats cost in a good choice");
    if (failed(measureMarginalCosts(centre, v)))
      return failure();
  }
  model.base += double(costOf(centre)) - model.cost(centre.options);
  return success();
}

//===----------------------------------------------------------------------===//
// Proposals
//===----------------------------------------------------------------------===//

/// Where climbs begin: the cheapest choice so far, and of the front and of all
/// that was executed those that promise most.
std::vector<FormatOptions> FormatSearch::seedsFor(double bound,
                                                  double cheapest) const {
  std::vector<FormatOptions> seeds;
  const FormatOptions *best = nullptr;
  double most = -INFINITY;
  auto offer = [&](const FormatOptions &options) {
    double saving = model.expectedSaving(model.cost(options),
                                         model.error(options), bound, cheapest);
    if (saving <= most)
      return;
    most = saving;
    best = &options;
  };
  for (const FormatPoint &point : front.points)
    offer(point.options);
  seeds.push_back(*best);
  most = -INFINITY;
  for (const ExecutedFormats &one : executed)
    offer(one.options);
  seeds.push_back(*best);
  return seeds;
}

/// A part in so many of the cost is not worth an execution.
constexpr double worthwhile = 1e-4;

/// Executes up to `count` proposals; simulates those that keep the budget.
LogicalResult FormatSearch::tryProposals(double budget, unsigned count) {
  double bound = errorWithin(budget);
  for (unsigned i = 0; i < count; ++i) {
    const Measured *best = cheapestWithin(budget);
    double cheapest = double(costOf(*best));
    std::vector<FormatOptions> seeds = seedsFor(bound, cheapest);
    seeds.push_back(best->options);
    std::optional<FormatOptions> next =
        model.propose(bound, cheapest, worthwhile * cheapest, seeds, tried);
    if (!next)
      return success();
    progress("executing choice " + Twine(executed.size() + 1) +
             "; best so far " + Twine(costOf(*best)) +
             (objective == Objective::Energy ? " fJ" : " cycles"));
    FailureOr<Measured> result = executeOptions(*next);
    if (failed(result) ||
        (result->sqnr >= budget && failed(simulateOptions(*result))))
      return failure();
    calibrate();
  }
  return success();
}

/// Enough to find a choice near the best; its surroundings are what costs are
/// measured in.
constexpr unsigned firstProposals = 8;
/// With costs known. Each is one execution; savings fall quickly.
constexpr unsigned laterProposals = 48;

/// dB from the budget: what a little more or less of it would change.
constexpr double neighbourBudgets[] = {-3, -2, -1, 1, 2, 3};

/// The front near the budget, by the model as it is by now.
LogicalResult FormatSearch::measureNeighbours(double budget) {
  for (double distance : neighbourBudgets) {
    progress("executing and simulating a choice for " +
             Twine(int64_t(budget + distance)) + " dB");
    double bound = errorWithin(budget + distance);
    auto found = llvm::find_if(front.points, [&](const FormatPoint &point) {
      return model.error(point.options) <= bound;
    });
    if (found != front.points.end() && failed(measurePoint(found->options)))
      return failure();
  }
  return success();
}

/// For each product its option in the format of that uniform run, or what is no
/// worse in both ways; the most accurate one where there is no such.
FormatOptions FormatSearch::uniformOptions(size_t run) const {
  FormatOptions options;
  for (auto [p, product] : llvm::enumerate(products)) {
    auto own = llvm::find_if(product.candidates, [&](const Candidate &one) {
      return one.format == formatOfRun(run);
    });
    const std::vector<int32_t> &candidates = optionCandidates[p];
    auto exact = llvm::find(candidates, own - product.candidates.begin());
    if (exact != candidates.end()) {
      options.push_back(int32_t(exact - candidates.begin()));
      continue;
    }
    double error = own == product.candidates.end() ? 0 : own->localError;
    const std::vector<FormatOption> &list = model.variables()[p];
    int32_t cheapest = -1, mostAccurate = 0;
    for (auto [o, c] : llvm::enumerate(candidates)) {
      double localError = product.candidates[c].localError;
      if (localError <= error &&
          (cheapest < 0 || list[o].cost < list[cheapest].cost))
        cheapest = int32_t(o);
      if (localError < product.candidates[candidates[mostAccurate]].localError)
        mostAccurate = int32_t(o);
    }
    options.push_back(cheapest < 0 ? mostAccurate : cheapest);
  }
  return options;
}

/// What a uniform choice that keeps the budget costs, a choice of options may
/// cost, too.
LogicalResult FormatSearch::measureUniformChoices(double budget) {
  for (auto [f, entry] : llvm::enumerate(uniform)) {
    const Measured *best = cheapestWithin(budget);
    if (!entry || sqnrOf(uniformErrors[f]) < budget ||
        (best && costOf(*best) <= costOf(*entry)))
      continue;
    if (failed(measurePoint(uniformOptions(f))))
      return failure();
  }
  return success();
}

/// One format where the budget has room for it and another one elsewhere: the
/// fewer formats there are, the more products share loops and operands, which
/// what a product costs by itself does not say.
LogicalResult FormatSearch::measureMixes(double budget) {
  double bound = errorWithin(budget);
  for (auto [narrow, cheap] : llvm::enumerate(uniform))
    for (auto [wide, accurate] : llvm::enumerate(uniform)) {
      if (!cheap || !accurate || sqnrOf(uniformErrors[narrow]) >= budget ||
          sqnrOf(uniformErrors[wide]) < budget ||
          costOf(*cheap) >= costOf(*accurate))
        continue;
      FormatOptions mix = uniformOptions(wide), other = uniformOptions(narrow);
      std::vector<size_t> order(products.size());
      std::iota(order.begin(), order.end(), 0);
      llvm::stable_sort(order, [&](size_t a, size_t b) {
        return model.variables()[a][other[a]].error <
               model.variables()[b][other[b]].error;
      });
      for (size_t product : order) {
        int32_t before = std::exchange(mix[product], other[product]);
        if (model.error(mix) > bound)
          mix[product] = before;
      }
      if (failed(measurePoint(mix)))
        return failure();
    }
  return success();
}

LogicalResult FormatSearch::explore(double budget) {
  if (failed(measureUniformChoices(budget)) || failed(measureMixes(budget)))
    return failure();
  // The most accurate one of the hull: without it there is nothing to find.
  if (!cheapestWithin(budget)) {
    double most = -INFINITY;
    for (const Measured &one : measured)
      most = std::max(most, one.sqnr);
    return errors.fail("no choice of formats keeps an SQNR of " +
                       Twine(int64_t(budget)) +
                       " dB: the most accurate one has " +
                       Twine(int64_t(std::floor(most))) + " dB");
  }
  if (failed(tryProposals(budget, firstProposals)))
    return failure();
  if (failed(measureMarginalCosts(Measured(*cheapestWithin(budget)))))
    return failure();
  front = solveFormats(model.variables());
  if (failed(tryProposals(budget, laterProposals)))
    return failure();
  return failure(failed(measureNeighbours(budget)) ||
                 failed(measureUniformChoices(budget)));
}
