//===- ExpressionTest.cpp - tests of expressions --------------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Parsing, evaluation, printing, and the soundness of both kinds of bounds on
/// random expressions.
///
//===----------------------------------------------------------------------===//

#include "ridge/Machine/Expression.h"
#include "gtest/gtest.h"
#include <limits>
#include <random>

using namespace ridge;

static const llvm::StringRef names[] = {"m", "n", "k"};

static Expression parse(llvm::StringRef text) {
  auto expression = Expression::parse(text, names);
  if (expression)
    return *expression;
  ADD_FAILURE() << llvm::toString(expression.takeError());
  return Expression();
}

static int64_t evaluate(llvm::StringRef text, int64_t m = 0, int64_t n = 0,
                        int64_t k = 0) {
  return parse(text).evaluate({m, n, k});
}

static std::string errorOf(llvm::StringRef text) {
  auto expression = Expression::parse(text, names);
  if (!expression)
    return llvm::toString(expression.takeError());
  ADD_FAILURE() << "parsed: " << text.str();
  return "";
}

static std::string reprint(llvm::StringRef text) {
  return parse(text).print(names);
}

TEST(Expression, DefaultIsZero) {
  Expression zero;
  EXPECT_EQ(zero.evaluate({}), 0);
  EXPECT_EQ(zero.bounds({}).high, 0);
  EXPECT_EQ(zero.print({}), "0");
}

TEST(Expression, ProductsBindTighterThanSums) {
  EXPECT_EQ(evaluate("2 + 3 * 4"), 14);
  EXPECT_EQ(evaluate("(2 + 3) * 4"), 20);
  EXPECT_EQ(evaluate("10 - 3 - 2"), 5);
  EXPECT_EQ(evaluate("m + n ceildiv 4", 1, 5), 3);
  EXPECT_EQ(evaluate("m * n ceildiv 4", 3, 5), 4); // (3 * 5) ceildiv 4.
}

TEST(Expression, ExampleOfTheHeader) {
  llvm::StringRef text = "(n ceildiv 128) * (k ceildiv 128) * (m + 382)";
  EXPECT_EQ(evaluate(text, 512, 512, 512), 16 * 894);
  EXPECT_EQ(evaluate(text, 1, 129, 1), 2 * 383);
}

TEST(Expression, DivisionsRoundTowardsTheirSide) {
  EXPECT_EQ(evaluate("m ceildiv 4", 8), 2);
  EXPECT_EQ(evaluate("m ceildiv 4", 9), 3);
  EXPECT_EQ(evaluate("m ceildiv 4", -9), -2);
  EXPECT_EQ(evaluate("m floordiv 4", 9), 2);
  EXPECT_EQ(evaluate("m floordiv 4", -9), -3);
  EXPECT_EQ(evaluate("m mod 4", 9), 1);
  EXPECT_EQ(evaluate("m mod 4", -9), 3);
}

TEST(Expression, MinAndMaxTakeManyArguments) {
  EXPECT_EQ(evaluate("min(m, n, k)", 5, 3, 4), 3);
  EXPECT_EQ(evaluate("max(m, n, k, 7)", 5, 3, 4), 7);
  EXPECT_EQ(evaluate("max(m + 1, min(n, 2)) * 2", 5, 3), 12);
  EXPECT_EQ(evaluate("max(m)", 5), 5);
}

TEST(Expression, SignsBindTight) {
  EXPECT_EQ(evaluate("-5 + m", 7), 2);
  EXPECT_EQ(evaluate("m - -5", 7), 12);
  EXPECT_EQ(evaluate("-m * 2", 7), -14);
  EXPECT_EQ(evaluate("-9223372036854775808"),
            std::numeric_limits<int64_t>::min());
}

TEST(Expression, OverflowSaturates) {
  int64_t most = std::numeric_limits<int64_t>::max();
  EXPECT_EQ(evaluate("m * n", most / 2, 3), most);
  EXPECT_EQ(evaluate("m + n", most, 1), most);
  EXPECT_EQ(evaluate("0 - m * n", most, 2), -most);
}

TEST(Expression, ConstantDivisorMayBeComputed) {
  EXPECT_EQ(evaluate("m ceildiv (4 * 32)", 129), 2);
  EXPECT_EQ(reprint("m ceildiv (4 * 32)"), "m ceildiv 128");
}

TEST(Expression, UnknownNameIsNamedWithItsOffsetAndTheKnownNames) {
  std::string error = errorOf("m + rows * 2");
  EXPECT_NE(error.find("'rows'"), std::string::npos) << error;
  EXPECT_NE(error.find("offset 4"), std::string::npos) << error;
  EXPECT_NE(error.find("known names: m, n, k"), std::string::npos) << error;
}

TEST(Expression, DivisorMustBeAPositiveConstant) {
  for (const char *text : {"m ceildiv 0", "m floordiv -4", "m mod 0",
                           "m ceildiv n", "m mod (n + 1)", "8 floordiv 0"})
    EXPECT_NE(errorOf(text).find("positive constant"), std::string::npos)
        << text;
}

TEST(Expression, BrokenTextIsRefused) {
  for (const char *text :
       {"", "m +", "(m", "m)", "m n", "min(m, )", "min m", "* m", "3 $ 4",
        "99999999999999999999", "12ab", "ceildiv 4", "m ** n"})
    EXPECT_FALSE(errorOf(text).empty()) << text;
}

TEST(Expression, DeepNestingIsRefusedAndNotACrash) {
  std::string deep = std::string(100000, '(') + "m" + std::string(100000, ')');
  EXPECT_NE(errorOf(deep).find("nests too deep"), std::string::npos);
  EXPECT_FALSE(errorOf(std::string(100000, '-')).empty());
}

TEST(Expression, PrintKeepsNeededParenthesesOnly) {
  EXPECT_EQ(reprint("(m + n) * k"), "(m + n) * k");
  EXPECT_EQ(reprint("((m) + ((n) * k))"), "m + n * k");
  EXPECT_EQ(reprint("m - (n - k)"), "m - (n - k)");
  EXPECT_EQ(reprint("m - n - k"), "m - n - k");
  EXPECT_EQ(reprint("m * (n ceildiv 4)"), "m * (n ceildiv 4)");
  EXPECT_EQ(reprint("min(m, n + 1)"), "min(m, n + 1)");
}

TEST(Expression, PrintNestsNoDeeperThanWhatWasRead) {
  EXPECT_EQ(reprint("max(max(m, n), k)"), "max(m, n, k)");
  EXPECT_EQ(reprint("max(m, max(n, k))"), "max(m, max(n, k))");
  EXPECT_EQ(reprint("max(min(m, n), k)"), "max(min(m, n), k)");
  EXPECT_EQ(reprint("max(m, n) + max(n, k)"), "max(m, n) + max(n, k)");
  std::string many = "max(m";
  for (int i = 0; i != 1000; ++i)
    many += i % 2 ? ", k" : ", n";
  EXPECT_EQ(reprint(many + ")"), many + ")");
}

namespace {

/// Random expressions in text, so that the parser takes part.
class RandomText {
public:
  explicit RandomText(uint64_t seed) : random(seed) {}

  std::string make(int depth) {
    if (depth == 0 || pick(5) == 0)
      return pick(2) ? names[pick(3)].str() : std::to_string(pick(40));
    std::string left = make(depth - 1), right = make(depth - 1);
    std::string divisor = std::to_string(1 + pick(20));
    switch (pick(8)) {
    case 0:
      return "(" + left + " + " + right + ")";
    case 1:
      return "(" + left + " - " + right + ")";
    case 2:
      return "(" + left + " * " + right + ")";
    case 3:
      return "(" + left + " ceildiv " + divisor + ")";
    case 4:
      return "(" + left + " floordiv " + divisor + ")";
    case 5:
      return "(" + left + " mod " + divisor + ")";
    case 6:
      return "min(" + left + ", " + right + ")";
    default:
      return "max(" + left + ", " + right + ")";
    }
  }
  int64_t pick(int64_t count) { return random() % count; }
  int64_t between(int64_t low, int64_t high) {
    return low + pick(high - low + 1);
  }

private:
  std::mt19937_64 random;
};

} // namespace

TEST(Expression, PrintOfParseIsStableAndKeepsTheValue) {
  RandomText random(11);
  for (int i = 0; i < 2000; ++i) {
    Expression first = parse(random.make(4));
    std::string text = first.print(names);
    Expression second = parse(text);
    ASSERT_EQ(second.print(names), text);
    for (int j = 0; j < 5; ++j) {
      int64_t dims[] = {random.between(-50, 50), random.between(-50, 50),
                        random.between(0, 1000)};
      ASSERT_EQ(first.evaluate(dims), second.evaluate(dims)) << text;
    }
  }
}

TEST(Expression, BoundsHoldEveryValue) {
  RandomText random(12);
  for (int i = 0; i < 3000; ++i) {
    Expression expression = parse(random.make(4));
    Interval box[3];
    for (Interval &side : box) {
      side.low = random.between(-30, 30);
      side.high = side.low + random.pick(20);
    }
    Interval bounds = expression.bounds(box);
    for (int j = 0; j < 50; ++j) {
      int64_t dims[3];
      for (int d = 0; d < 3; ++d)
        dims[d] = random.between(box[d].low, box[d].high);
      int64_t value = expression.evaluate(dims);
      ASSERT_TRUE(bounds.low <= value && value <= bounds.high)
          << expression.print(names) << " = " << value << " not in ["
          << bounds.low << ", " << bounds.high << "]";
    }
  }
}

TEST(Expression, BoundsOfOnePointAreItsValue) {
  RandomText random(13);
  for (int i = 0; i < 1000; ++i) {
    Expression expression = parse(random.make(4));
    int64_t dims[3];
    Interval box[3];
    for (int d = 0; d < 3; ++d) {
      dims[d] = random.between(-30, 30);
      box[d] = {dims[d], dims[d]};
    }
    Interval bounds = expression.bounds(box);
    ASSERT_EQ(bounds.low, expression.evaluate(dims));
    ASSERT_EQ(bounds.high, expression.evaluate(dims));
  }
}

TEST(Expression, BoundsSaturateAndStaySound) {
  int64_t most = std::numeric_limits<int64_t>::max();
  Interval box[] = {{1, most}, {-2, most}, {0, 0}};
  Interval bounds = parse("m * n").bounds(box);
  EXPECT_EQ(bounds.high, most);
  EXPECT_LE(bounds.low, -most);
}

TEST(Expression, ModWithinOnePeriodIsTight) {
  Interval box[] = {{9, 11}, {0, 0}, {0, 0}};
  EXPECT_EQ(parse("m mod 8").bounds(box).low, 1);
  EXPECT_EQ(parse("m mod 8").bounds(box).high, 3);
  box[0] = {7, 8};
  EXPECT_EQ(parse("m mod 8").bounds(box).low, 0);
  EXPECT_EQ(parse("m mod 8").bounds(box).high, 7);
}

TEST(Expression, RatioBoundHoldsForEveryPoint) {
  RandomText random(14);
  for (int i = 0; i < 5000; ++i) {
    Expression expression = parse(random.make(4));
    Interval box[3];
    for (Interval &side : box) {
      side.low = random.between(1, 30);
      side.high = side.low + random.pick(40);
    }
    uint32_t divisors = random.pick(8);
    double bound = expression.ratioLowerBound(box, divisors);
    for (int j = 0; j < 30; ++j) {
      int64_t dims[3];
      double points = 1;
      for (int d = 0; d < 3; ++d) {
        dims[d] = random.between(box[d].low, box[d].high);
        if (divisors >> d & 1)
          points *= dims[d];
      }
      double ratio = double(expression.evaluate(dims)) / points;
      ASSERT_LE(bound, ratio + 1e-9 * std::abs(ratio))
          << expression.print(names) << " / " << divisors;
    }
  }
}

// 1/128 * 1/128 * (1 + 382/1024): exact at n, k multiples of 128, m = 1024.
TEST(Expression, RatioBoundOfASystolicArrayIsExact) {
  Interval box[] = {{1, 1024}, {1, 1024}, {1, 1024}};
  double bound = parse("(n ceildiv 128) * (k ceildiv 128) * (m + 384 - 2)")
                     .ratioLowerBound(box, 7);
  EXPECT_DOUBLE_EQ(bound, (1 + 382.0 / 1024) / (128.0 * 128.0));
}

// m * m / m = m >= 10: the divisor cancels once only.
TEST(Expression, RatioBoundCancelsADimOnce) {
  Interval box[] = {{10, 20}, {1, 1}, {1, 1}};
  EXPECT_DOUBLE_EQ(parse("m * m").ratioLowerBound(box, 1), 10);
}

TEST(Expression, ConstantsDoNotOverflow) {
  EXPECT_EQ(errorOf("9223372036854775807 * 3 - m").substr(0, 58),
            "expected a result of 64 bits, found '*' at offset 20 of '9");
  errorOf("9223372036854775807 + 1");
  errorOf("-9223372036854775808 - 1");
  EXPECT_EQ(evaluate("9223372036854775806 + 1"), INT64_MAX);
}

TEST(Expression, OverflowIsSeenOnTheWay) {
  Interval box[] = {{1, 1 << 20}, {-4, 4}, {1, INT64_MAX}};
  // 2^20 * 2^42 = 2^62; once more is 2^63.
  EXPECT_FALSE(parse("m * 4398046511104").mayOverflow(box));
  EXPECT_TRUE(parse("m * 8796093022208").mayOverflow(box));
  // It does not help that the value comes back.
  EXPECT_TRUE(parse("m * 8796093022208 - m * 8796093022208").mayOverflow(box));
  EXPECT_TRUE(parse("min(m * 8796093022208, 7)").mayOverflow(box));
  EXPECT_TRUE(parse("(m * 8796093022208) ceildiv 4096").mayOverflow(box));
  // Downwards, and a name that is too wide by itself.
  EXPECT_TRUE(parse("n * 4611686018427387904").mayOverflow(box));
  EXPECT_TRUE(parse("k").mayOverflow(box));
  EXPECT_FALSE(Expression().mayOverflow(box));
}

/// What is not found to overflow is exact.
TEST(Expression, WithoutOverflowValuesAreExact) {
  RandomText random(15);
  int exact = 0;
  for (int i = 0; i < 3000; ++i) {
    std::string text = random.make(4);
    Expression expression = parse(text);
    Interval box[3];
    int64_t scale = int64_t(1) << random.pick(40);
    for (Interval &side : box)
      side = {-scale, scale};
    if (expression.mayOverflow(box))
      continue;
    ++exact;
    Interval bounds = expression.bounds(box);
    EXPECT_NE(bounds.low, INT64_MIN) << text;
    EXPECT_NE(bounds.high, INT64_MAX) << text;
  }
  EXPECT_GT(exact, 500);
}

TEST(Expression, WhatIsAddedIsAtLeast) {
  Interval box[] = {{1, 64}, {1, 8}, {1, 8}};
  Expression base = parse("m * (n ceildiv 16)");
  auto atLeast = [&](llvm::StringRef text) {
    return parse(text).isAtLeast(base, box);
  };
  EXPECT_TRUE(atLeast("m * (n ceildiv 16)"));
  EXPECT_TRUE(atLeast("(m * (n ceildiv 16)) + 20"));
  EXPECT_TRUE(atLeast("(m * (n ceildiv 16)) + 20 - n - k"));
  EXPECT_TRUE(atLeast("max(m * (n ceildiv 16), 3) + k"));
  EXPECT_FALSE(atLeast("(m * (n ceildiv 16)) + 20 - 3 * n"));
  EXPECT_FALSE(atLeast("(m * (n ceildiv 16)) * 2")); // True, and not plain.
  EXPECT_FALSE(atLeast("min(m * (n ceildiv 16), 3)"));
  EXPECT_FALSE(atLeast("20 + m * (n ceildiv 16)"));
  EXPECT_FALSE(parse("m").isAtLeast(Expression(), box));
}
