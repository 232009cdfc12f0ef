//===- FormatSolveTest.cpp - which formats for which cost -----------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ridge/Explore/FormatSolve.h"
#include "llvm/ADT/STLExtras.h"
#include "gtest/gtest.h"
#include <random>
#include <set>

using namespace ridge;

using Variables = std::vector<std::vector<FormatOption>>;

static Variables drawVariables(std::mt19937_64 &random, size_t count) {
  Variables variables(count);
  for (std::vector<FormatOption> &options : variables)
    for (size_t o = 0, e = 1 + random() % 4; o < e; ++o)
      // Small whole numbers: sums are exact and ties are common.
      options.push_back({double(random() % 20), double(random() % 20)});
  return variables;
}

/// Every combination.
static std::vector<std::pair<double, double>>
enumerate(const Variables &variables) {
  std::vector<std::pair<double, double>> sums = {{0, 0}};
  for (const std::vector<FormatOption> &options : variables) {
    std::vector<std::pair<double, double>> next;
    for (auto [cycles, error] : sums)
      for (const FormatOption &option : options)
        next.push_back({cycles + option.cost, error + option.error});
    sums = std::move(next);
  }
  return sums;
}

static bool beats(std::pair<double, double> a, std::pair<double, double> b) {
  return a.first <= b.first && a.second <= b.second && a != b;
}

TEST(FormatSolve, FrontIsThatOfAllCombinations) {
  std::mt19937_64 random(5);
  for (int i = 0; i < 200; ++i) {
    Variables variables = drawVariables(random, 1 + random() % 6);
    auto all = enumerate(variables);
    std::set<std::pair<double, double>> want;
    for (auto point : all)
      if (std::none_of(all.begin(), all.end(),
                       [&](auto other) { return beats(other, point); }))
        want.insert(point);
    FormatFront front = solveFormats(variables);
    EXPECT_EQ(front.errorFactor, 1);
    std::vector<std::pair<double, double>> found;
    for (const FormatPoint &point : front.points)
      found.push_back({point.cost, point.error});
    EXPECT_EQ(found, std::vector(want.begin(), want.end()));
  }
}

TEST(FormatSolve, OptionsGiveTheSumsOfTheirPoint) {
  std::mt19937_64 random(6);
  Variables variables = drawVariables(random, 8);
  for (const FormatPoint &point : solveFormats(variables).points) {
    ASSERT_EQ(point.options.size(), variables.size());
    double cycles = 0, error = 0;
    for (size_t v = 0; v < variables.size(); ++v) {
      cycles += variables[v].at(point.options[v]).cost;
      error += variables[v].at(point.options[v]).error;
    }
    EXPECT_EQ(point.cost, cycles);
    EXPECT_EQ(point.error, error);
  }
}

TEST(FormatSolve, ALimitKeepsBothEndsAndSaysSo) {
  // 2^12 combinations, none beaten: bit v set costs 2^v cycles and saves 2^v.
  Variables variables;
  for (int v = 0; v < 12; ++v)
    variables.push_back({{0, std::ldexp(1.0, v)}, {std::ldexp(1.0, v), 0}});
  FormatFront whole = solveFormats(variables);
  EXPECT_EQ(whole.errorFactor, 1);
  EXPECT_EQ(whole.points.size(), 4096u);
  FormatFront thinned = solveFormats(variables, 100);
  EXPECT_GT(thinned.errorFactor, 1);
  EXPECT_LE(thinned.points.size(), 100u);
  EXPECT_EQ(thinned.points.front().cost, 0);
  EXPECT_EQ(thinned.points.back().error, 0);
}

/// Whatever the limit takes away has a point that is no slower and within the
/// factor that the front gives.
TEST(FormatSolve, ThinnedFrontsKeepTheirBound) {
  std::mt19937_64 random(8);
  bool wasThinned = false;
  for (int i = 0; i < 100; ++i) {
    Variables variables = drawVariables(random, 1 + random() % 6);
    for (size_t limit : {3, 4, 8}) {
      FormatFront front = solveFormats(variables, limit);
      wasThinned |= front.errorFactor > 1;
      EXPECT_LE(front.points.size(), limit);
      for (const auto &choice : enumerate(variables)) {
        auto cycles = choice.first, error = choice.second;
        // Products of factors are rounded.
        double most = error * front.errorFactor * (1 + 1e-12);
        EXPECT_TRUE(llvm::any_of(front.points,
                                 [&](const FormatPoint &point) {
                                   return point.cost <= cycles &&
                                          point.error <= most;
                                 }))
            << cycles << " " << error;
      }
      for (size_t p = 1; p < front.points.size(); ++p) {
        EXPECT_LT(front.points[p - 1].cost, front.points[p].cost);
        EXPECT_GT(front.points[p - 1].error, front.points[p].error);
      }
    }
  }
  EXPECT_TRUE(wasThinned);
}

/// A point is on the hull if some price makes it the best of all.
TEST(FormatSolve, HullIsWhatIsBestForSomePrice) {
  std::mt19937_64 random(7);
  for (int i = 0; i < 100; ++i) {
    FormatFront front = solveFormats(drawVariables(random, 5));
    std::set<size_t> hull;
    for (size_t position : convexPoints(front))
      hull.insert(position);
    EXPECT_TRUE(hull.count(0));
    EXPECT_TRUE(hull.count(front.points.size() - 1));
    for (double price = 0.01; price < 100; price *= 1.1) {
      double best = INFINITY, bestOfHull = INFINITY;
      for (size_t p = 0; p < front.points.size(); ++p) {
        const FormatPoint &point = front.points[p];
        double cost = point.cost + price * point.error;
        best = std::min(best, cost);
        if (hull.count(p))
          bestOfHull = std::min(bestOfHull, cost);
      }
      EXPECT_EQ(best, bestOfHull);
    }
  }
}
