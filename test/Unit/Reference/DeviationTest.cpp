//===- DeviationTest.cpp - bounds hold, and hold nothing more -------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Scalar rules against operands that are moved, sums against the same sums in
/// other orders, and both against what is wrong.
///
//===----------------------------------------------------------------------===//

#include "RunModule.h"
#include "lib/Reference/ScalarDeviation.h"
#include <cmath>
#include <limits>
#include <random>

using namespace ridge;
using namespace ridge::reference;

//===----------------------------------------------------------------------===//
// Scalar operations
//===----------------------------------------------------------------------===//

namespace {
struct Operation {
  const char *name;
  std::vector<Format> operands;
  Format result;
  double low, high; ///< Of the operands.
  int64_t attribute = 0;
};

void setLane(Lanes &lanes, unsigned i, double value) {
  if (isInteger(lanes.format))
    lanes.as<int64_t>()[i] = static_cast<int64_t>(value);
  else if (isDouble(lanes.format))
    lanes.as<double>()[i] = value;
  else
    lanes.as<float>()[i] = static_cast<float>(roundTo(lanes.format, value));
}

/// Moves operands within their deviations and asks whether results stay within
/// theirs; gives how many results moved.
int tryMoved(const Operation &op, std::mt19937_64 &random) {
  constexpr unsigned count = 64;
  auto uniform = [&](double low, double high) {
    return std::uniform_real_distribution<double>(low, high)(random);
  };
  std::vector<Lanes> operands(op.operands.size());
  std::vector<DeviationLanes> deviations(operands.size());
  std::vector<const Lanes *> lanes;
  std::vector<const DeviationLanes *> ofLanes;
  for (size_t k = 0; k < operands.size(); ++k) {
    operands[k].format = op.operands[k];
    deviations[k].any = true;
    for (unsigned i = 0; i < count; ++i) {
      bool isBit = op.operands[k] == Format::I1;
      setLane(operands[k], i,
              isBit ? random() % 2
                    : std::round(uniform(op.low, op.high) * 64) / 64);
      double scale = isInteger(op.operands[k])
                         ? (isBit ? random() % 2 : random() % 3)
                         : std::exp2(uniform(-20, 1));
      deviations[k].lanes[i] = random() % 4 == 0 ? 0 : scale;
    }
    lanes.push_back(&operands[k]);
    ofLanes.push_back(&deviations[k]);
  }
  ScalarKernel kernel = findKernel(op.name, op.operands[0], op.result);
  Lanes result;
  result.format = op.result;
  kernel(result, lanes, op.attribute, count);
  roundLanes(result, count);
  double bounds[maxLanes];
  ScalarStep step = {kernel, op.attribute, lanes, ofLanes, result, true, count};
  findDeviationRule(op.name, op.operands[0], op.result)(step, bounds);

  int changed = 0;
  for (int trial = 0; trial < 16; ++trial) {
    std::vector<Lanes> moved = operands;
    std::vector<const Lanes *> ofMoved;
    for (size_t k = 0; k < moved.size(); ++k) {
      bool isBit = op.operands[k] == Format::I1;
      for (unsigned i = 0; i < count; ++i) {
        double d = deviations[k].lanes[i], x = laneValue(operands[k], i);
        if (d == 0)
          continue; // Not even the sign of a zero.
        double to = x + (isInteger(op.operands[k]) ? std::round(uniform(-d, d))
                                                   : uniform(-d, d));
        if (isBit)
          to = std::clamp(to, 0.0, 1.0);
        setLane(moved[k], i, to);
        // Rounding may have left the interval.
        if (std::fabs(laneValue(moved[k], i) - x) > d)
          setLane(moved[k], i, x);
      }
      ofMoved.push_back(&moved[k]);
    }
    Lanes other;
    other.format = op.result;
    kernel(other, ofMoved, op.attribute, count);
    roundLanes(other, count);
    for (unsigned i = 0; i < count; ++i) {
      double off = distance(laneValue(result, i), laneValue(other, i));
      changed += off != 0;
      EXPECT_LE(off, bounds[i])
          << op.name << " lane " << i << " " << laneValue(*lanes[0], i)
          << " +- " << deviations[0].lanes[i] << " gives "
          << laneValue(result, i) << ", moved " << laneValue(other, i);
    }
  }
  return changed;
}
} // namespace

static constexpr Format f = Format::F32, h = Format::BF16, w = Format::F64,
                        i = Format::I32, b = Format::I8, t = Format::I1;

/// What the reference knows, in the formats that models have.
static const Operation operations[] = {
    {"arith.addf", {f, f}, f, -4, 4},
    {"arith.subf", {f, f}, f, -4, 4},
    {"arith.mulf", {f, f}, f, -4, 4},
    {"arith.divf", {f, f}, f, -4, 4},
    {"arith.remf", {f, f}, f, -9, 9},
    {"arith.negf", {f}, f, -4, 4},
    {"arith.maximumf", {f, f}, f, -4, 4},
    {"arith.minimumf", {f, f}, f, -4, 4},
    {"arith.maxnumf", {f, f}, f, -4, 4},
    {"arith.minnumf", {f, f}, f, -4, 4},
    {"arith.addf", {h, h}, h, -4, 4},
    {"arith.mulf", {h, h}, h, -4, 4},
    {"arith.addf", {w, w}, w, -4, 4},
    {"arith.divf", {w, w}, w, -4, 4},
    {"arith.cmpf", {f, f}, t, -4, 4, 2},
    {"arith.cmpf", {f, f}, t, -4, 4, 4},
    {"arith.cmpi", {i, i}, t, -4, 4, 2},
    {"arith.cmpi", {i, i}, t, -4, 4, 6},
    {"arith.select", {t, f, f}, f, -4, 4},
    {"arith.select", {t, i, i}, i, -9, 9},
    {"arith.addi", {i, i}, i, -99, 99},
    {"arith.subi", {b, b}, b, -127, 127},
    {"arith.muli", {b, b}, b, -20, 20},
    {"arith.divsi", {i, i}, i, -50, 50},
    {"arith.remsi", {i, i}, i, -50, 50},
    {"arith.divui", {i, i}, i, -5, 50},
    {"arith.remui", {i, i}, i, -5, 50},
    {"arith.andi", {t, t}, t, 0, 1},
    {"arith.ori", {t, t}, t, 0, 1},
    {"arith.xori", {t, t}, t, 0, 1},
    {"arith.andi", {i, i}, i, -9, 9},
    {"arith.ori", {b, b}, b, -9, 9},
    {"arith.shli", {i, i}, i, 0, 6},
    {"arith.shrsi", {i, i}, i, 0, 60},
    {"arith.shrui", {i, i}, i, -2, 60},
    {"arith.maxsi", {i, i}, i, -9, 9},
    {"arith.minsi", {i, i}, i, -9, 9},
    {"arith.maxui", {i, i}, i, -2, 9},
    {"arith.minui", {i, i}, i, -2, 9},
    {"arith.floordivsi", {i, i}, i, -9, 50},
    {"arith.ceildivsi", {i, i}, i, -9, 50},
    {"arith.ceildivui", {i, i}, i, -2, 50},
    {"arith.extf", {h}, f, -4, 4},
    {"arith.truncf", {f}, h, -4, 4},
    {"arith.extsi", {b}, i, -99, 99},
    {"arith.extsi", {t}, i, 0, 1},
    {"arith.extui", {b}, i, -3, 99},
    {"arith.trunci", {i}, b, -130, 130},
    {"arith.sitofp", {i}, f, -99, 99},
    {"arith.uitofp", {i}, f, -2, 99},
    {"arith.fptosi", {f}, b, -130, 130},
    {"arith.fptoui", {f}, b, -3, 99},
    {"math.absf", {f}, f, -2, 2},
    {"math.absi", {i}, i, -3, 3},
    {"math.exp", {f}, f, -4, 4},
    {"math.exp2", {f}, f, -4, 4},
    {"math.expm1", {f}, f, -4, 4},
    {"math.log", {f}, f, -1, 9},
    {"math.log2", {f}, f, -1, 9},
    {"math.log1p", {f}, f, -2, 9},
    {"math.log10", {f}, f, -1, 9},
    {"math.sqrt", {f}, f, -1, 9},
    {"math.rsqrt", {f}, f, -1, 9},
    {"math.tanh", {f}, f, -3, 3},
    {"math.erf", {f}, f, -3, 3},
    {"math.erfc", {f}, f, -3, 3},
    {"math.sin", {f}, f, -9, 9},
    {"math.cos", {f}, f, -9, 9},
    {"math.tan", {f}, f, -3, 3},
    {"math.atan", {f}, f, -3, 3},
    {"math.asin", {f}, f, -1, 1},
    {"math.acos", {f}, f, -1, 1},
    {"math.sinh", {f}, f, -3, 3},
    {"math.cosh", {f}, f, -3, 3},
    {"math.asinh", {f}, f, -3, 3},
    {"math.acosh", {f}, f, 0, 5},
    {"math.atanh", {f}, f, -1, 1},
    {"math.cbrt", {f}, f, -3, 3},
    {"math.atan2", {f, f}, f, -3, 3},
    {"math.floor", {f}, f, -9, 9},
    {"math.ceil", {f}, f, -9, 9},
    {"math.round", {f}, f, -9, 9},
    {"math.roundeven", {f}, f, -9, 9},
    {"math.trunc", {f}, f, -9, 9},
    {"math.copysign", {f, f}, f, -3, 3},
    {"math.powf", {f, f}, f, -3, 3},
    {"math.fpowi", {f, i}, f, -3, 3},
    {"math.fma", {f, f, f}, f, -3, 3},
    {"math.clampf", {f, f, f}, f, -3, 3},
    {"math.ipowi", {i, i}, i, -3, 3},
    {"math.ctpop", {i}, i, -9, 9},
    {"math.ctlz", {i}, i, -9, 9},
    {"math.cttz", {i}, i, -9, 9},
};

TEST(ScalarDeviation, MovedOperandsStayWithinTheBound) {
  std::mt19937_64 random(7);
  for (const Operation &op : operations) {
    int changed = 0;
    for (int round = 0; round < 2; ++round)
      changed += tryMoved(op, random);
    EXPECT_GT(changed, 0) << op.name << " was never moved";
  }
}

//===----------------------------------------------------------------------===//
// Sums
//===----------------------------------------------------------------------===//

namespace {
class SumDeviation : public ModuleTest {
protected:
  BoundedResults bounded(llvm::StringRef text,
                         llvm::ArrayRef<Array> arguments) {
    module = mlir::parseSourceString<mlir::ModuleOp>(text, context.get());
    mlir::func::FuncOp last;
    for (auto function : module->getOps<mlir::func::FuncOp>())
      last = function;
    auto results = interpretWithBounds(last, arguments);
    if (!results) {
      ADD_FAILURE() << llvm::toString(results.takeError());
      return {};
    }
    return std::move(*results);
  }

  /// A sum of `terms` in f32, and its bound.
  std::pair<double, double> sumOf(const Values &terms) {
    std::string n = std::to_string(terms.size());
    BoundedResults results =
        bounded("func.func @f(%x: tensor<" + n + "xf32>) -> tensor<f32> {\n" +
                    "  %z = arith.constant dense<0.0> : tensor<f32>\n" +
                    "  %r = linalg.reduce { arith.addf } ins(%x : tensor<" + n +
                    "xf32>) outs(%z : tensor<f32>) dimensions = [0]\n"
                    "  return %r : tensor<f32>\n}",
                {makeArray(Format::F32, {int64_t(terms.size())}, terms)});
    double bound = results.bounds[0].empty() ? 0 : results.bounds[0][0];
    return {valuesOf(results.values[0])[0], bound};
  }
};

/// Sums of `tile` terms each, added up; terms `stride` apart follow one
/// another.
float sumInTiles(const Values &terms, size_t tile, size_t stride) {
  std::vector<float> order;
  for (size_t first = 0; first < stride; ++first)
    for (size_t i = first; i < terms.size(); i += stride)
      order.push_back(static_cast<float>(terms[i]));
  float total = 0;
  for (size_t begin = 0; begin < order.size(); begin += tile) {
    float part = 0;
    for (size_t i = begin; i < std::min(begin + tile, order.size()); ++i)
      part += order[i];
    total += part;
  }
  return total;
}

/// What conspires: equal terms, terms of one sign, first one sign and then the
/// other, large ones that cancel, few values only.
std::vector<Values> adversaries(size_t n, std::mt19937_64 &random) {
  std::uniform_real_distribution<double> uniform(-1, 1);
  std::vector<Values> all(8, Values(n));
  double constant = std::fabs(uniform(random)) + 0.01;
  for (size_t i = 0; i < n; ++i) {
    double term = float(uniform(random));
    all[0][i] = term;
    all[1][i] = std::fabs(term);
    all[2][i] = float(constant);
    all[3][i] = float(i < n / 2 ? constant : -constant);
    all[4][i] = float(i % 3 == 0 ? constant : 0.7 * constant);
    all[5][i] = float(i % 2 ? term * 1e6 : -all[5][i ? i - 1 : 0]);
    all[6][i] = float(i + 1 == n ? 1e-3 : std::floor(term * 4) / 10);
    all[7][i] = float(std::fabs(term) < 0.01 ? term * 1e4 : term * 1e-3);
  }
  return all;
}
} // namespace

TEST_F(SumDeviation, OtherOrdersStayWithinTheBound) {
  std::mt19937_64 random(3);
  double worst = 0;
  for (size_t n : {3u, 17u, 64u, 300u, 768u, 2048u, 5000u, 16384u})
    for (const Values &terms : adversaries(n, random)) {
      auto [value, bound] = sumOf(terms);
      for (size_t tile : {8u, 16u, 64u, 100u, 512u, 4096u})
        for (size_t stride : {1u, 2u, 3u, 8u, 32u}) {
          double other = sumInTiles(terms, tile, stride);
          double off = std::fabs(other - value);
          EXPECT_LE(off, bound)
              << n << " terms, tiles of " << tile << ", stride " << stride;
          if (bound > 0)
            worst = std::max(worst, off / bound);
        }
    }
  // Neither is the bound so far away that it says nothing.
  EXPECT_GT(worst, 0.05);
}

TEST_F(SumDeviation, ADroppedTermIsBeyondTheBound) {
  std::mt19937_64 random(4);
  std::uniform_real_distribution<double> uniform(-1, 1);
  // The share of terms that show when they are missing, by the length of the
  // sum.
  for (auto [n, share] : {std::pair(64u, 0.99), std::pair(768u, 0.99),
                          std::pair(4096u, 0.93), std::pair(16384u, 0.5)}) {
    Values terms(n);
    for (double &term : terms)
      term = float(uniform(random));
    auto [value, bound] = sumOf(terms);
    int found = 0;
    for (double term : terms)
      found += std::fabs(term) > bound;
    EXPECT_GE(found, share * n) << n << " terms, bound " << bound;
  }
}

TEST_F(SumDeviation, SumsOfTwoAreExact) {
  auto [value, bound] = sumOf({0.1, 0.2});
  EXPECT_EQ(bound, 0);
}

// a . b + 1000, whose products cancel: the bound follows the magnitudes.
TEST_F(SumDeviation, CancellationKeepsItsBound) {
  constexpr int n = 4096;
  std::mt19937_64 random(5);
  std::uniform_real_distribution<double> uniform(-1, 1);
  Values a(n), b(n);
  for (int i = 0; i < n; ++i) {
    a[i] = float(uniform(random));
    b[i] = i % 2 ? float(-b[i - 1] * a[i - 1] / a[i]) : float(uniform(random));
  }
  BoundedResults results =
      bounded(R"(
    func.func @f(%a: tensor<4096xf32>, %b: tensor<4096xf32>, %c: tensor<f32>)
        -> tensor<f32> {
      %r = linalg.dot ins(%a, %b : tensor<4096xf32>, tensor<4096xf32>)
             outs(%c : tensor<f32>) -> tensor<f32>
      return %r : tensor<f32>
    })",
              {makeArray(Format::F32, {n}, a), makeArray(Format::F32, {n}, b),
               makeArray(Format::F32, {}, {0.0})});
  double magnitudes = 0;
  for (int i = 0; i < n; ++i)
    magnitudes += std::fabs(a[i] * b[i]);
  double bound = results.bounds[0][0];
  EXPECT_GT(bound, 2 * 64 * 0x1p-24 * magnitudes * 0.99);
  EXPECT_LT(bound, 4 * 64 * 0x1p-24 * magnitudes);
}

// x . w, and where a mask is false the lowest number: each its own bound.
TEST_F(SumDeviation, LargeNumbersElsewhereHideNothing) {
  BoundedResults results =
      bounded(R"(
    func.func @f(%x: tensor<1x4xf32>, %w: tensor<4x2xf32>, %m: tensor<2xi1>)
        -> tensor<1x2xf32> {
      %z = arith.constant dense<0.0> : tensor<1x2xf32>
      %low = arith.constant -3.40282347E+38 : f32
      %p = linalg.matmul ins(%x, %w : tensor<1x4xf32>, tensor<4x2xf32>)
             outs(%z : tensor<1x2xf32>) -> tensor<1x2xf32>
      %r = linalg.generic {indexing_maps = [affine_map<(i, j) -> (i, j)>,
             affine_map<(i, j) -> (j)>, affine_map<(i, j) -> (i, j)>],
             iterator_types = ["parallel", "parallel"]}
             ins(%p, %m : tensor<1x2xf32>, tensor<2xi1>)
             outs(%z : tensor<1x2xf32>) {
      ^bb0(%a: f32, %b: i1, %o: f32):
        %s = arith.select %b, %a, %low : f32
        linalg.yield %s : f32
      } -> tensor<1x2xf32>
      return %r : tensor<1x2xf32>
    })",
              {makeArray(Format::F32, {1, 4}, {1, 2, 3, 4}),
               makeArray(Format::F32, {4, 2}, {1, 1, 1, 1, 1, 1, 1, 1}),
               makeArray(Format::I1, {2}, {1, 0})});
  // 10 of magnitude 10: three additions. The mask is exact.
  EXPECT_GT(results.bounds[0][0], 0);
  EXPECT_LT(results.bounds[0][0], 1e-5);
  EXPECT_EQ(results.bounds[0][1], 0);
}

// Sums of three terms and whether they exceed 0: one is 0 in some orders.
TEST_F(SumDeviation, OnlyComparisonsNearATieAreOpen) {
  BoundedResults results = bounded(
      R"(
    func.func @f(%x: tensor<3x3xf32>) -> tensor<3xi1> {
      %z = arith.constant dense<0.0> : tensor<3xf32>
      %zero = arith.constant 0.0 : f32
      %e = tensor.empty() : tensor<3xi1>
      %s = linalg.reduce { arith.addf } ins(%x : tensor<3x3xf32>)
             outs(%z : tensor<3xf32>) dimensions = [1]
      %r = linalg.generic {indexing_maps = [affine_map<(i) -> (i)>,
             affine_map<(i) -> (i)>], iterator_types = ["parallel"]}
             ins(%s : tensor<3xf32>) outs(%e : tensor<3xi1>) {
      ^bb0(%a: f32, %o: i1):
        %p = arith.cmpf ogt, %a, %zero : f32
        linalg.yield %p : i1
      } -> tensor<3xi1>
      return %r : tensor<3xi1>
    })",
      {makeArray(Format::F32, {3, 3}, {1, 2, 3, 0.1, 0.2, -0.3, -1, -2, 1})});
  EXPECT_EQ(results.bounds[0], (std::vector<float>{0, 1, 0}));
}

// The two largest sums are 0.1 + 0.2 + 0.3 in two orders: either position.
TEST_F(SumDeviation, PositionsOfMaximaNearATieAreOpen) {
  const char *text = R"(
    func.func @f(%x: tensor<4x3xf32>) -> tensor<i32> {
      %z = arith.constant dense<0.0> : tensor<4xf32>
      %low = arith.constant dense<-1.0e30> : tensor<f32>
      %none = arith.constant dense<-1> : tensor<i32>
      %s = linalg.reduce { arith.addf } ins(%x : tensor<4x3xf32>)
             outs(%z : tensor<4xf32>) dimensions = [1]
      %r:2 = linalg.generic {indexing_maps = [affine_map<(i) -> (i)>,
             affine_map<(i) -> ()>, affine_map<(i) -> ()>],
             iterator_types = ["reduction"]}
             ins(%s : tensor<4xf32>) outs(%low, %none : tensor<f32>, tensor<i32>) {
      ^bb0(%a: f32, %best: f32, %at: i32):
        %d = linalg.index 0 : index
        %k = arith.index_cast %d : index to i32
        %gt = arith.cmpf ogt, %a, %best : f32
        %v = arith.select %gt, %a, %best : f32
        %p = arith.select %gt, %k, %at : i32
        linalg.yield %v, %p : f32, i32
      } -> (tensor<f32>, tensor<i32>)
      return %r#1 : tensor<i32>
    })";
  BoundedResults open = bounded(
      text, {makeArray(Format::F32, {4, 3},
                       {0.1, 0.2, 0.3, 0, 0.1, 0, 0.3, 0.2, 0.1, 0, 0, 0})});
  EXPECT_EQ(open.bounds[0], (std::vector<float>{2}));
  BoundedResults sure = bounded(
      text, {makeArray(Format::F32, {4, 3},
                       {0.1, 0.2, 0.3, 0, 0.1, 0, 0.3, 0.2, 0.2, 0, 0, 0})});
  EXPECT_TRUE(sure.bounds[0].empty());
}

TEST_F(SumDeviation, IntegersAndSingleRoundingsAreExact) {
  BoundedResults results =
      bounded(R"(
    func.func @f(%x: tensor<2x3xi8>, %w: tensor<3x2xi8>, %y: tensor<4xf32>)
        -> (tensor<2x2xi32>, tensor<4xbf16>) {
      %z = arith.constant dense<0> : tensor<2x2xi32>
      %p = linalg.matmul ins(%x, %w : tensor<2x3xi8>, tensor<3x2xi8>)
             outs(%z : tensor<2x2xi32>) -> tensor<2x2xi32>
      %e = math.exp %y : tensor<4xf32>
      %t = arith.truncf %e : tensor<4xf32> to tensor<4xbf16>
      return %p, %t : tensor<2x2xi32>, tensor<4xbf16>
    })",
              {makeArray(Format::I8, {2, 3}, {1, 2, 3, 4, 5, 6}),
               makeArray(Format::I8, {3, 2}, {1, 2, 3, 4, 5, 6}),
               makeArray(Format::F32, {4}, {1, 2, 3, 4})});
  EXPECT_TRUE(results.bounds[0].empty());
  EXPECT_TRUE(results.bounds[1].empty());
}

// A sum rounded to bf16 is exact unless a tie lies within its bound.
TEST_F(SumDeviation, RoundingWithoutATieMakesEqual) {
  BoundedResults results = bounded(
      R"(
    func.func @f(%x: tensor<2x3xf32>) -> tensor<2xbf16> {
      %z = arith.constant dense<0.0> : tensor<2xf32>
      %s = linalg.reduce { arith.addf } ins(%x : tensor<2x3xf32>)
             outs(%z : tensor<2xf32>) dimensions = [1]
      %t = arith.truncf %s : tensor<2xf32> to tensor<2xbf16>
      return %t : tensor<2xbf16>
    })",
      {makeArray(Format::F32, {2, 3}, {0.5, 0.25, 0.251, 0.5, 0.5, 0x1p-8})});
  // 1 + 2^-8 is half way between two numbers of bf16, 2^-7 apart.
  EXPECT_EQ(results.bounds[0], (std::vector<float>{0, 0x1p-7f}));
}
