//===- FormatModelTest.cpp - what a choice of formats would do ------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ridge/Explore/FormatModel.h"
#include "llvm/ADT/STLExtras.h"
#include "gtest/gtest.h"
#include <cmath>
#include <random>

using namespace ridge;

using Variables = FormatModel::Variables;
using Vectors = std::vector<std::vector<std::vector<float>>>;

namespace {
/// Options with vectors of small whole numbers: all sums are exact.
struct Instance {
  Variables variables;
  Vectors vectors;

  Instance(std::mt19937_64 &random, size_t count) {
    for (size_t v = 0; v < count; ++v) {
      variables.emplace_back();
      vectors.emplace_back();
      for (size_t o = 0, e = 2 + random() % 2; o < e; ++o) {
        std::vector<float> vector;
        double square = 0;
        for (int i = 0; i < 6; ++i) {
          vector.push_back(float(int(random() % 9) - 4));
          square += vector.back() * vector.back();
        }
        variables.back().push_back({double(10 + random() % 90), square});
        vectors.back().push_back(vector);
      }
    }
  }

  FormatModel model() const { return FormatModel(variables, vectors); }

  /// |sum of vectors|^2.
  double coherent(const FormatOptions &choice) const {
    std::vector<double> sum(6);
    for (auto [list, option] : llvm::zip_equal(vectors, choice))
      for (auto [total, value] : llvm::zip_equal(sum, list[option]))
        total += value;
    double square = 0;
    for (double value : sum)
      square += value * value;
    return square;
  }
  double squares(const FormatOptions &choice) const {
    double sum = 0;
    for (auto [list, option] : llvm::zip_equal(variables, choice))
      sum += list[option].error;
    return sum;
  }
  std::vector<FormatOptions> all() const {
    std::vector<FormatOptions> choices = {{}};
    for (const std::vector<FormatOption> &list : variables) {
      std::vector<FormatOptions> next;
      for (const FormatOptions &choice : choices)
        for (size_t o = 0; o < list.size(); ++o) {
          next.push_back(choice);
          next.back().push_back(int32_t(o));
        }
      choices = std::move(next);
    }
    return choices;
  }
};
} // namespace

/// The definition: squares, and what vectors have in common.
static double expectedError(const Instance &instance, const FormatModel &model,
                            const FormatOptions &choice) {
  double squares = instance.squares(choice);
  double cross = instance.coherent(choice) - squares;
  return model.factor() *
         std::max(squares + model.coherence() * cross, 0.1 * squares);
}

TEST(FormatModel, ErrorsAddAsVectorsAndAsSquares) {
  std::mt19937_64 random(1);
  for (int i = 0; i < 50; ++i) {
    Instance instance(random, 1 + random() % 5);
    FormatModel model = instance.model();
    model.base = 1000;
    for (const FormatOptions &choice : instance.all()) {
      EXPECT_NEAR(model.error(choice), expectedError(instance, model, choice),
                  1e-9);
      double cycles = 1000;
      for (auto [list, option] : llvm::zip_equal(instance.variables, choice))
        cycles += list[option].cost;
      EXPECT_EQ(model.cost(choice), cycles);
    }
  }
}

TEST(FormatModel, AnOptionWithoutVectorMeetsNoOther) {
  // Opposite vectors cancel half way (coherence 0.5); squares alone do not:
  // 4 + 4 - 0.5 * 8, then 4 + 4.
  Variables variables = {{{1, 4}}, {{1, 4}, {1, 4}}};
  FormatModel model(variables, Vectors{{{2, 0}}, {{-2, 0}, {}}});
  EXPECT_DOUBLE_EQ(model.error({0, 0}), 4);
  EXPECT_DOUBLE_EQ(model.error({0, 1}), 8);
}

/// Executed choices that follow the model exactly give its parameters back.
TEST(FormatModel, CalibrationFindsCoherenceAndFactor) {
  std::mt19937_64 random(2);
  Instance instance(random, 5);
  FormatModel model = instance.model();
  for (double coherence : {0.0, 0.35, 1.0}) {
    std::vector<ExecutedFormats> executed;
    for (const FormatOptions &choice : instance.all()) {
      double squares = instance.squares(choice);
      double cross = instance.coherent(choice) - squares;
      double error = 1.7 * (squares + coherence * cross);
      if (squares + coherence * cross > 0.2 * squares)
        executed.push_back({choice, error});
    }
    model.calibrate(executed);
    EXPECT_NEAR(model.coherence(), coherence, 1e-12);
    EXPECT_NEAR(model.factor(), 1.7, 1e-9);
  }
}

TEST(FormatModel, FewOrUselessChoicesCalibrateNothing) {
  std::mt19937_64 random(3);
  Instance instance(random, 4);
  FormatModel model = instance.model();
  std::vector<FormatOptions> all = instance.all();
  std::vector<ExecutedFormats> executed;
  for (int i = 0; i < 3; ++i)
    executed.push_back({all[i], 5});
  for (int i = 3; i < 10; ++i)
    executed.push_back({all[i], i % 2 ? 0.0 : INFINITY});
  model.calibrate(executed);
  EXPECT_EQ(model.coherence(), 0.5);
  EXPECT_EQ(model.factor(), 1);
}

TEST(FormatModel, SavingIsExpectedByTheChanceToKeepTheBound) {
  std::mt19937_64 random(4);
  FormatModel model = Instance(random, 2).model();
  // At the bound the chance is one half; far below it 1, far above it 0.
  EXPECT_DOUBLE_EQ(model.expectedSaving(60, 3, 3, 100), 20);
  EXPECT_NEAR(model.expectedSaving(60, 1, 3, 100), 40, 1e-9);
  EXPECT_NEAR(model.expectedSaving(60, 9, 3, 100), 0, 1e-9);
  EXPECT_EQ(model.expectedSaving(60, 0, 3, 100), 40);
  EXPECT_LE(model.expectedSaving(110, 1, 3, 100), 0);
}

/// Proposals one after the other against the best of all combinations that were
/// not tried: how many there were, and how many of them were the best.
static std::pair<int, int> countBest(size_t enumerated) {
  std::mt19937_64 random(5);
  int found = 0, best = 0;
  for (int i = 0; i < 60; ++i) {
    Instance instance(random, 2 + random() % 5);
    FormatModel model = instance.model();
    std::vector<FormatOptions> all = instance.all(), seeds;
    for (const FormatPoint &point : solveFormats(instance.variables).points)
      seeds.push_back(point.options);
    double bound = model.error(all[random() % all.size()]);
    double fastest = model.cost(all.back());
    auto savingOf = [&](const FormatOptions &choice) {
      return model.expectedSaving(model.cost(choice), model.error(choice),
                                  bound, fastest);
    };
    std::set<FormatOptions> tried;
    for (int round = 0; round < 5; ++round) {
      double most = 0;
      for (const FormatOptions &choice : all)
        if (!tried.count(choice))
          most = std::max(most, savingOf(choice));
      auto next = model.propose(bound, fastest, 1e-6, seeds, tried, enumerated);
      if (!next) {
        // What is left, if anything, is worth little.
        EXPECT_LT(most, enumerated ? 1e-5 : 0.05 * fastest);
        break;
      }
      EXPECT_TRUE(tried.insert(*next).second) << "proposed twice";
      EXPECT_LE(savingOf(*next), most * (1 + 1e-9));
      ++found;
      best += savingOf(*next) >= most * (1 - 1e-9);
    }
  }
  return {found, best};
}

TEST(FormatModel, ProposalsAreTheBestOfAllCombinations) {
  auto [found, best] = countBest(4096);
  EXPECT_GT(found, 150);
  EXPECT_EQ(best, found);
}

TEST(FormatModel, ClimbsNearlyAlwaysReachTheBest) {
  auto [found, best] = countBest(0);
  EXPECT_GT(found, 150);
  EXPECT_GE(best, found * 9 / 10) << best << " of " << found;
}
