//===- FormatModel.cpp - what a choice of formats would do ----------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ridge/Explore/FormatModel.h"
#include "llvm/ADT/STLExtras.h"
#include <cassert>
#include <cmath>

using namespace ridge;

//===----------------------------------------------------------------------===//
// Prediction
//===----------------------------------------------------------------------===//

FormatModel::FormatModel(
    Variables variables,
    llvm::ArrayRef<std::vector<std::vector<float>>> vectors)
    : options(std::move(variables)) {
  std::vector<const std::vector<float> *> rows;
  std::vector<size_t> variableOf;
  for (auto [v, list] : llvm::enumerate(options)) {
    assert(!list.empty() && vectors[v].size() == list.size());
    firstRow.push_back(rows.size());
    for (const std::vector<float> &vector : vectors[v]) {
      rows.push_back(&vector);
      variableOf.push_back(v);
    }
  }
  numRows = rows.size();
  products.assign(numRows * numRows, 0);
  for (size_t i = 0; i < numRows; ++i)
    for (size_t j = 0; j < i; ++j) {
      if (variableOf[i] == variableOf[j] || rows[i]->empty() ||
          rows[j]->empty())
        continue;
      double sum = 0;
      for (auto [a, b] : llvm::zip_equal(*rows[i], *rows[j]))
        sum += double(a) * double(b);
      products[i * numRows + j] = products[j * numRows + i] = sum;
    }
}

double FormatModel::cost(const FormatOptions &choice) const {
  double sum = base;
  for (auto [list, option] : llvm::zip_equal(options, choice))
    sum += list[option].cost;
  return sum;
}

double FormatModel::squares(const FormatOptions &choice) const {
  double sum = 0;
  for (auto [list, option] : llvm::zip_equal(options, choice))
    sum += list[option].error;
  return sum;
}

double FormatModel::crossTerms(const FormatOptions &choice) const {
  double sum = 0;
  for (size_t v = 0; v < choice.size(); ++v)
    for (size_t u = 0; u < v; ++u)
      sum += product(row(v, choice[v]), row(u, choice[u]));
  return 2 * sum;
}

/// Vectors that cancel more than this are luck of one input.
constexpr double leastShare = 0.1;

double FormatModel::combine(double squares, double cross) const {
  return scale * std::max(squares + share * cross, leastShare * squares);
}

double FormatModel::error(const FormatOptions &choice) const {
  return combine(squares(choice), crossTerms(choice));
}

//===----------------------------------------------------------------------===//
// Calibration
//===----------------------------------------------------------------------===//

/// Choices that are needed to tell coherence from chance.
constexpr size_t leastExecuted = 4;
/// 0.2 dB: less is never sure.
constexpr double leastSpread = 0.046;

void FormatModel::calibrate(llvm::ArrayRef<ExecutedFormats> executed) {
  struct Terms {
    double squares, cross, error;
  };
  std::vector<Terms> terms;
  for (const ExecutedFormats &one : executed) {
    Terms known = {squares(one.options), crossTerms(one.options), one.error};
    if (known.squares > 0 && one.error > 0 && std::isfinite(one.error))
      terms.push_back(known);
  }
  if (terms.size() < leastExecuted)
    return;
  double best = INFINITY, bestShare = 0, bestScale = 1;
  for (int step = 0; step <= 20; ++step) {
    share = step / 20.0;
    scale = 1;
    double sum = 0, sumOfSquares = 0;
    for (const Terms &one : terms) {
      double ratio = std::log(one.error / combine(one.squares, one.cross));
      sum += ratio;
      sumOfSquares += ratio * ratio;
    }
    double mean = sum / double(terms.size());
    double variance = (sumOfSquares - sum * mean) / double(terms.size() - 1);
    if (variance >= best)
      continue;
    best = variance;
    bestShare = share;
    bestScale = std::exp(mean);
  }
  share = bestShare;
  scale = bestScale;
  deviation = std::max(std::sqrt(std::max(best, 0.0)), leastSpread);
}

//===----------------------------------------------------------------------===//
// Proposals
//===----------------------------------------------------------------------===//

double FormatModel::expectedSaving(double cost, double error, double bound,
                                   double cheapest) const {
  double saving = cheapest - cost;
  if (saving <= 0 || error <= 0)
    return saving;
  double deviations = std::log(bound / error) / deviation;
  return saving * 0.5 * std::erfc(-deviations / std::sqrt(2.0));
}

/// The best that was offered, of what was not tried before.
class FormatModel::Best {
public:
  Best(double least, const std::set<FormatOptions> &tried)
      : most(least), tried(tried) {}

  template <typename MakeOptions>
  void offer(double value, MakeOptions makeOptions) {
    if (value <= most)
      return;
    FormatOptions candidate = makeOptions();
    if (tried.count(candidate))
      return;
    most = value;
    found = std::move(candidate);
  }

  std::optional<FormatOptions> found;

private:
  double most;
  const std::set<FormatOptions> &tried;
};

/// A choice that moves to better ones.
class FormatModel::Climb {
public:
  Climb(const FormatModel &model, FormatOptions choice, double bound,
        double cheapest)
      : model(model), choice(std::move(choice)), bound(bound),
        cheapest(cheapest) {
    refresh();
  }

  /// Up to `steps` of the best moves.
  void run(unsigned steps) {
    for (unsigned i = 0; i < steps; ++i) {
      double best = saving({0, 0, 0});
      std::optional<FormatOptions> next;
      forEachMove([&](double value, auto makeOptions) {
        if (value <= best)
          return;
        best = value;
        next = makeOptions();
      });
      if (!next)
        return;
      choice = std::move(*next);
      refresh();
    }
  }

  /// This and its neighbours.
  void offerTo(Best &best) const {
    best.offer(saving({0, 0, 0}), [&] { return choice; });
    forEachMove([&](double value, auto makeOptions) {
      best.offer(value, makeOptions);
    });
  }

private:
  struct Change {
    double cost, squares, cross;
  };

  void refresh() {
    now = {model.cost(choice), model.squares(choice), model.crossTerms(choice)};
    withOthers.assign(model.numRows, 0);
    for (size_t r = 0; r < model.numRows; ++r)
      for (size_t v = 0; v < choice.size(); ++v)
        withOthers[r] += model.product(r, model.row(v, choice[v]));
  }

  double saving(Change change) const {
    double error =
        model.combine(now.squares + change.squares, now.cross + change.cross);
    return model.expectedSaving(now.cost + change.cost, error, bound, cheapest);
  }

  Change changeOf(size_t v, size_t option) const {
    const std::vector<FormatOption> &list = model.options[v];
    return {list[option].cost - list[choice[v]].cost,
            list[option].error - list[choice[v]].error,
            2 * (withOthers[model.row(v, option)] -
                 withOthers[model.row(v, choice[v])])};
  }

  /// Calls `visit` with the expected saving and what makes the options.
  template <typename Visit> void forEachMove(Visit visit) const {
    for (size_t v = 0; v < choice.size(); ++v)
      for (size_t a = 0; a < model.options[v].size(); ++a) {
        if (a == size_t(choice[v]))
          continue;
        Change first = changeOf(v, a);
        visit(saving(first), [&] { return moved(v, a, v, a); });
        for (size_t u = 0; u < v; ++u)
          for (size_t b = 0; b < model.options[u].size(); ++b)
            if (b != size_t(choice[u]))
              visit(saving(both(first, v, a, u, b)),
                    [&] { return moved(v, a, u, b); });
      }
  }

  /// Both moves; each was counted beside the other's old option.
  Change both(Change first, size_t v, size_t a, size_t u, size_t b) const {
    Change second = changeOf(u, b);
    size_t newV = model.row(v, a), oldV = model.row(v, choice[v]);
    size_t newU = model.row(u, b), oldU = model.row(u, choice[u]);
    double meeting = model.product(newV, newU) - model.product(oldV, newU) -
                     model.product(newV, oldU) + model.product(oldV, oldU);
    return {first.cost + second.cost, first.squares + second.squares,
            first.cross + second.cross + 2 * meeting};
  }

  FormatOptions moved(size_t v, size_t a, size_t u, size_t b) const {
    FormatOptions result = choice;
    result[v] = int32_t(a);
    result[u] = int32_t(b);
    return result;
  }

  const FormatModel &model;
  FormatOptions choice;
  double bound, cheapest;
  Change now = {0, 0, 0};
  std::vector<double> withOthers; ///< Per row: products with the choice's.
};

bool FormatModel::hasAtMost(size_t combinations) const {
  size_t count = 1;
  for (const std::vector<FormatOption> &list : options) {
    count *= list.size();
    if (count > combinations)
      return false;
  }
  return true;
}

/// The next combination; false after the last one.
bool FormatModel::advance(FormatOptions &choice) const {
  for (size_t v = 0; v < choice.size(); ++v) {
    if (size_t(++choice[v]) < options[v].size())
      return true;
    choice[v] = 0;
  }
  return false;
}

std::optional<FormatOptions>
FormatModel::propose(double bound, double cheapest, double least,
                     llvm::ArrayRef<FormatOptions> seeds,
                     const std::set<FormatOptions> &tried,
                     size_t enumerated) const {
  Best best(least, tried);
  if (hasAtMost(enumerated)) {
    FormatOptions choice(options.size(), 0);
    do {
      double saving =
          expectedSaving(cost(choice), error(choice), bound, cheapest);
      best.offer(saving, [&] { return choice; });
    } while (advance(choice));
    return best.found;
  }
  // Longer climbs than there are variables only turn round.
  unsigned steps = unsigned(options.size()) + 1;
  for (const FormatOptions &seed : seeds) {
    Climb climb(*this, seed, bound, cheapest);
    climb.run(steps);
    climb.offerTo(best);
  }
  return best.found;
}
