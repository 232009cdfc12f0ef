//===- WindowsTest.cpp - affine maps of windows as sums -------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Linear forms, and sizes and offsets under loops, against the values of their
/// expressions at every turn.
///
//===----------------------------------------------------------------------===//

#include "ridge/Analysis/Windows.h"
#include "TensorForm.h"
#include <random>

using namespace mlir;
using namespace ridge;

namespace {

class WindowsTest : public test::TensorForm {
protected:
  int64_t pick(int64_t low, int64_t high) {
    return low + static_cast<int64_t>(random() % (high - low + 1));
  }
  AffineExpr constant(int64_t value) {
    return getAffineConstantExpr(value, &context);
  }
  AffineExpr dim(unsigned position) {
    return getAffineDimExpr(position, &context);
  }

  /// A linear expression as somebody may write it.
  AffineExpr linear(int depth) {
    switch (depth == 0 ? pick(0, 1) : pick(0, 3)) {
    case 0:
      return constant(pick(-9, 9));
    case 1:
      return dim(pick(0, 2));
    case 2:
      return linear(depth - 1) + linear(depth - 1);
    default: {
      AffineExpr inner = linear(depth - 1);
      return pick(0, 1) ? inner * pick(-3, 3) : inner - linear(depth - 1);
    }
    }
  }

  static int64_t evaluate(AffineExpr expr, ArrayRef<int64_t> dims) {
    SmallVector<Attribute> numbers, results;
    Builder builder(expr.getContext());
    for (int64_t value : dims)
      numbers.push_back(builder.getI64IntegerAttr(value));
    AffineMap map = AffineMap::get(dims.size(), 0, expr);
    EXPECT_TRUE(succeeded(map.constantFold(numbers, results)));
    return cast<IntegerAttr>(results[0]).getInt();
  }
  static int64_t least(AffineMap map, ArrayRef<int64_t> dims) {
    int64_t least = std::numeric_limits<int64_t>::max();
    for (AffineExpr expr : map.getResults())
      least = std::min(least, evaluate(expr, dims));
    return least;
  }

  static void forEachTurn(ArrayRef<int64_t> trips,
                          function_ref<void(ArrayRef<int64_t>)> fn) {
    int64_t turns = 1;
    for (int64_t trip : trips)
      turns *= trip;
    SmallVector<int64_t> counters(trips.size());
    for (int64_t turn = 0; turn < turns; ++turn) {
      int64_t rest = turn;
      for (auto [counter, trip] : llvm::zip(counters, trips)) {
        counter = rest % trip;
        rest /= trip;
      }
      fn(counters);
    }
  }

  std::mt19937_64 random{11};
};

TEST_F(WindowsTest, LinearFormHasTheValueOfItsExpression) {
  for (int round = 0; round != 300; ++round) {
    AffineExpr expr = linear(4);
    std::optional<Affine> form = linearForm(expr, 3);
    ASSERT_TRUE(form);
    EXPECT_TRUE(llvm::is_sorted(form->terms));
    for (auto [variable, coefficient] : form->terms)
      EXPECT_NE(coefficient, 0);
    AffineExpr again = affineExpr(*form, &context);
    EXPECT_EQ(linearForm(again, 3), form);
    for (int point = 0; point != 4; ++point) {
      int64_t dims[] = {pick(-5, 5), pick(-5, 5), pick(-5, 5)};
      EXPECT_EQ(form->evaluate(dims), evaluate(expr, dims));
      EXPECT_EQ(evaluate(again, dims), evaluate(expr, dims));
    }
  }
}

TEST_F(WindowsTest, NothingElseHasALinearForm) {
  for (AffineExpr expr :
       {dim(0) % 4, dim(0).floorDiv(4), dim(0).ceilDiv(2) + dim(1),
        getAffineSymbolExpr(0, &context) + dim(0), dim(3) + 1})
    EXPECT_FALSE(linearForm(expr, 3));
  // Not affine, but a product of a constant all the same once terms cancel.
  EXPECT_TRUE(linearForm((dim(0) - dim(0) + 3) * dim(1), 3));
}

TEST_F(WindowsTest, RangeOfASizeIsTheLeastAndNoLessThanTheGreatest) {
  for (int round = 0; round != 200; ++round) {
    SmallVector<AffineExpr> values;
    for (int64_t count = pick(1, 3); count > 0; --count)
      values.push_back(linear(3));
    AffineMap map = AffineMap::get(3, 0, values, &context);
    int64_t trips[] = {pick(1, 4), pick(1, 4), pick(1, 4)};
    int64_t low = std::numeric_limits<int64_t>::max(), high = -low;
    forEachTurn(trips, [&](ArrayRef<int64_t> counters) {
      int64_t value = least(map, counters);
      low = std::min(low, value);
      high = std::max(high, value);
    });
    auto range = rangeOfSize(map, trips);
    ASSERT_TRUE(succeeded(range));
    EXPECT_EQ(range->first, low);
    EXPECT_GE(range->second, high);
    if (values.size() == 1) {
      EXPECT_EQ(range->second, high);
    }
  }
  EXPECT_TRUE(failed(rangeOfSize(AffineMap::get(1, 0, dim(0) % 2), {4})));
}

TEST_F(WindowsTest, SimplifiedSizeIsTheSameAndHasNoValueThatNeverDecides) {
  for (int round = 0; round != 200; ++round) {
    SmallVector<AffineExpr> values;
    for (int64_t count = pick(1, 3); count > 0; --count)
      values.push_back(pick(0, 1) ? linear(2) : constant(pick(1, 9)));
    AffineMap map = AffineMap::get(3, 0, values, &context);
    int64_t trips[] = {pick(1, 4), pick(1, 4), pick(1, 4)};
    FailureOr<AffineMap> simple = simplifySize(map, trips);
    ASSERT_TRUE(succeeded(simple));
    forEachTurn(trips, [&](ArrayRef<int64_t> counters) {
      EXPECT_EQ(least(*simple, counters), least(map, counters));
    });
    // At most one constant, and each other value goes below it somewhere.
    int64_t bound = std::numeric_limits<int64_t>::max();
    for (AffineExpr expr : simple->getResults()) {
      if (auto known = dyn_cast<AffineConstantExpr>(expr)) {
        EXPECT_EQ(expr, simple->getResult(0));
        bound = known.getValue();
        continue;
      }
      int64_t lowest = std::numeric_limits<int64_t>::max();
      forEachTurn(trips, [&](ArrayRef<int64_t> counters) {
        lowest = std::min(lowest, evaluate(expr, counters));
      });
      EXPECT_LT(lowest, bound);
    }
  }
}

TEST_F(WindowsTest, ShiftedCountersStartLater) {
  for (int round = 0; round != 200; ++round) {
    // One that has no linear form is shifted where it stands.
    AffineExpr expr = pick(0, 3) ? linear(3) : linear(2).floorDiv(3) + dim(1);
    AffineMap map = AffineMap::get(3, 0, {expr, dim(2)}, &context);
    unsigned moved = pick(0, 2);
    int64_t shift = pick(-4, 4);
    AffineMap later = shiftCounter(map, moved, shift);
    int64_t dims[] = {pick(0, 5), pick(0, 5), pick(0, 5)};
    int64_t ahead[] = {dims[0], dims[1], dims[2]};
    ahead[moved] += shift;
    for (unsigned result : {0u, 1u})
      EXPECT_EQ(evaluate(later.getResult(result), dims),
                evaluate(map.getResult(result), ahead));
  }
}

TEST_F(WindowsTest, OnlyLoopsFromZeroInStepsOfOneCount) {
  func::FuncOp function = parse(R"(
func.func @f(%n: index) {
  affine.for %a = 0 to 6 { %u = arith.constant 0 : i32 }
  affine.for %b = 0 to 0 { %u = arith.constant 0 : i32 }
  affine.for %c = 1 to 6 { %u = arith.constant 0 : i32 }
  affine.for %d = 0 to 6 step 2 { %u = arith.constant 0 : i32 }
  affine.for %e = 0 to %n { %u = arith.constant 0 : i32 }
  return
})");
  std::vector<std::optional<int64_t>> trips;
  std::vector<affine::AffineForOp> loops = all<affine::AffineForOp>(function);
  for (affine::AffineForOp loop : loops) {
    trips.push_back(countedTrips(loop));
    EXPECT_EQ(loopOfCounter(loop.getInductionVar()), loop);
  }
  EXPECT_EQ(trips, (std::vector<std::optional<int64_t>>{
                       6, 0, std::nullopt, std::nullopt, std::nullopt}));
  EXPECT_FALSE(loopOfCounter(function.getArgument(0)));

  auto tripsOf = [&](std::initializer_list<Value> counters) {
    return tripsOfCounters(loops[0], SmallVector<Value>(counters));
  };
  auto known =
      tripsOf({loops[1].getInductionVar(), loops[0].getInductionVar()});
  ASSERT_TRUE(succeeded(known));
  EXPECT_EQ(*known, (SmallVector<int64_t, 4>{0, 6}));
  std::string errors = errorsOf([&] {
    EXPECT_TRUE(
        failed(tripsOf({loops[0].getInductionVar(), function.getArgument(0)})));
  });
  EXPECT_NE(errors.find("counter 1 is not that of a loop from 0"),
            std::string::npos)
      << errors;
}

} // namespace
