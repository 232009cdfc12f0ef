//===- ScalarTest.cpp - what scalar operations mean -----------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "RunModule.h"
#include <cmath>
#include <limits>
#include <random>

using namespace ridge;

namespace {
constexpr double infinity = std::numeric_limits<double>::infinity();
const double notANumber = std::numeric_limits<double>::quiet_NaN();

class ScalarTest : public ModuleTest {
protected:
  /// op on tensors of `type`, element by element.
  Values binary(llvm::StringRef op, llvm::StringRef type, const Values &x,
                const Values &y) {
    std::string tensor =
        "tensor<" + std::to_string(x.size()) + "x" + type.str() + ">";
    std::string text = "func.func @f(%x: " + tensor + ", %y: " + tensor +
                       ") -> " + tensor + " { %r = " + op.str() +
                       " %x, %y : " + tensor + " return %r : " + tensor + " }";
    Format format = *parseFormat(type);
    auto size = static_cast<int64_t>(x.size());
    return run(text,
               {makeArray(format, {size}, x), makeArray(format, {size}, y)});
  }

  Values convert(llvm::StringRef op, llvm::StringRef from, llvm::StringRef to,
                 const Values &x) {
    std::string shape = "tensor<" + std::to_string(x.size()) + "x";
    std::string source = shape + from.str() + ">",
                target = shape + to.str() + ">";
    std::string conversion = op.str() + " %x : " + source;
    if (from != to)
      conversion += " to " + target;
    std::string text = "func.func @f(%x: " + source + ") -> " + target +
                       " { %r = " + conversion + " return %r : " + target +
                       " }";
    return run(text, {makeArray(*parseFormat(from),
                                {static_cast<int64_t>(x.size())}, x)});
  }
};
} // namespace

// 1 + 2^-24 is half way between 1 and the next f32, and goes to even: 1. The
// next half way, 1 + 3 * 2^-24, goes up to 1 + 2^-22.
TEST_F(ScalarTest, f32SumRoundsTiesToEven) {
  double ulp = std::ldexp(1.0, -23);
  EXPECT_EQ(binary("arith.addf", "f32", {1, 1 + ulp}, {ulp / 2, ulp / 2}),
            (Values{1, 1 + 2 * ulp}));
}

// bf16 has 8 significant bits: 257 lies between 256 and 258, and goes to 256.
TEST_F(ScalarTest, bf16SumRoundsToBF16) {
  EXPECT_EQ(binary("arith.addf", "bf16", {256, 256}, {1, 3}),
            (Values{256, 260}));
}

TEST_F(ScalarTest, f64IsNotRoundedToF32) {
  double tiny = std::ldexp(1.0, -40);
  EXPECT_EQ(binary("arith.addf", "f64", {1}, {tiny}), (Values{1 + tiny}));
}

// 3 * 7 = 21 has 5 bits; f8E4M3FN keeps 4: 20 and 22 are its neighbours, 21 is
// half way, and the even code is 20.
TEST_F(ScalarTest, f8ProductRoundsToF8) {
  EXPECT_EQ(binary("arith.mulf", "f8E4M3FN", {3}, {7}), (Values{20}));
}

TEST_F(ScalarTest, maximumfKeepsNaN) {
  Values result =
      binary("arith.maximumf", "f32", {notANumber, 1, -2}, {1, notANumber, -3});
  EXPECT_TRUE(std::isnan(result[0]));
  EXPECT_TRUE(std::isnan(result[1]));
  EXPECT_EQ(result[2], -2);
}

TEST_F(ScalarTest, maxnumfPrefersNumbers) {
  EXPECT_EQ(binary("arith.maxnumf", "f32", {notANumber, 1}, {1, notANumber}),
            (Values{1, 1}));
}

TEST_F(ScalarTest, maximumfOrdersZeros) {
  Values result = binary("arith.maximumf", "f32", {-0.0}, {0.0});
  EXPECT_FALSE(std::signbit(result[0]));
  result = binary("arith.minimumf", "f32", {0.0}, {-0.0});
  EXPECT_TRUE(std::signbit(result[0]));
}

TEST_F(ScalarTest, integersWrap) {
  EXPECT_EQ(binary("arith.addi", "i8", {127}, {1}), (Values{-128}));
  EXPECT_EQ(binary("arith.muli", "i32", {65536}, {65536}), (Values{0}));
}

// -1 as an unsigned i8 is 255: 255 / 2 = 127, and it is above 1.
TEST_F(ScalarTest, unsignedOperationsReadUnsigned) {
  EXPECT_EQ(binary("arith.divui", "i8", {-1}, {2}), (Values{127}));
  EXPECT_EQ(binary("arith.maxui", "i8", {-1}, {1}), (Values{-1}));
  EXPECT_EQ(binary("arith.maxsi", "i8", {-1}, {1}), (Values{1}));
  EXPECT_EQ(binary("arith.shrui", "i8", {-128}, {7}), (Values{1}));
  EXPECT_EQ(binary("arith.shrsi", "i8", {-128}, {7}), (Values{-1}));
}

TEST_F(ScalarTest, divisionByZeroDoesNotEndTheProcess) {
  EXPECT_EQ(binary("arith.divsi", "i32", {7}, {0}).size(), 1u);
  EXPECT_EQ(binary("arith.remsi", "i64", {7}, {0}).size(), 1u);
}

TEST_F(ScalarTest, roundevenTakesTiesToEven) {
  EXPECT_EQ(
      convert("math.roundeven", "f32", "f32", {0.5, 1.5, 2.5, -0.5, -2.6}),
      (Values{0, 2, 2, 0, -3}));
  EXPECT_EQ(convert("math.round", "f32", "f32", {0.5, 1.5, 2.5, -0.5}),
            (Values{1, 2, 3, -1}));
}

TEST_F(ScalarTest, fptosiTruncatesAndSaturates) {
  EXPECT_EQ(convert("arith.fptosi", "f32", "i8",
                    {1.9, -1.9, 127.9, 1000, -1000, notANumber, infinity}),
            (Values{1, -1, 127, 127, -128, 0, 127}));
}

// 16777217 = 2^24 + 1 has 25 bits: to even, 16777216.
TEST_F(ScalarTest, sitofpRounds) {
  EXPECT_EQ(convert("arith.sitofp", "i32", "f32", {16777217, -3}),
            (Values{16777216, -3}));
}

TEST_F(ScalarTest, trueIsMinusOneWhenSigned) {
  EXPECT_EQ(convert("arith.extsi", "i1", "i8", {0, 1}), (Values{0, -1}));
  EXPECT_EQ(convert("arith.extui", "i1", "i8", {0, 1}), (Values{0, 1}));
  EXPECT_EQ(convert("arith.sitofp", "i1", "f32", {1}), (Values{-1}));
}

// f64 to bf16 rounds once. 1 + 2^-8 + 2^-40 is just above half way between 1
// and 1 + 2^-7; through f32 it would be half way exactly and go down to even.
TEST_F(ScalarTest, truncfRoundsOnce) {
  double above = 1 + std::ldexp(1.0, -8) + std::ldexp(1.0, -40);
  EXPECT_EQ(convert("arith.truncf", "f64", "bf16", {above}),
            (Values{1 + std::ldexp(1.0, -7)}));
}

TEST_F(ScalarTest, bf16RoundingAgreesWithTheTable) {
  std::mt19937_64 random(1);
  Values values, expected;
  for (int i = 0; i < 2000; ++i) {
    auto bits = static_cast<uint32_t>(random());
    float value;
    std::memcpy(&value, &bits, sizeof(value));
    if (std::isnan(value))
      continue;
    values.push_back(value);
    expected.push_back(roundTo(Format::BF16, value));
  }
  EXPECT_EQ(convert("arith.truncf", "f32", "bf16", values), expected);
}

// Functions are computed in f64 and rounded once.
TEST_F(ScalarTest, functionsRoundOnce) {
  for (double x : {0.1, 0.7, 1.3, 2.9}) {
    auto single = static_cast<double>(static_cast<float>(x));
    EXPECT_EQ(convert("math.exp", "f32", "f32", {x}),
              (Values{static_cast<float>(std::exp(single))}));
    EXPECT_EQ(convert("math.erf", "f32", "f32", {x}),
              (Values{static_cast<float>(std::erf(single))}));
    EXPECT_EQ(convert("math.rsqrt", "f32", "f32", {x}),
              (Values{static_cast<float>(1 / std::sqrt(single))}));
  }
}

TEST_F(ScalarTest, comparisonPredicates) {
  const char *text = R"(
    func.func @f(%x: tensor<3xf32>, %y: tensor<3xf32>) -> tensor<3xi1> {
      %r = arith.cmpf PREDICATE, %x, %y : tensor<3xf32>
      return %r : tensor<3xi1>
    })";
  // (1, 2), (2, 2), (NaN, 2).
  std::pair<const char *, Values> expected[] = {
      {"olt", {1, 0, 0}}, {"ole", {1, 1, 0}}, {"ogt", {0, 0, 0}},
      {"ult", {1, 0, 1}}, {"ugt", {0, 0, 1}}, {"oeq", {0, 1, 0}},
      {"one", {1, 0, 0}}, {"une", {1, 0, 1}}, {"ord", {1, 1, 0}},
      {"uno", {0, 0, 1}}, {"ueq", {0, 1, 1}}, {"uge", {0, 1, 1}}};
  for (auto &[predicate, values] : expected) {
    std::string module = text;
    module.replace(module.find("PREDICATE"), 9, predicate);
    EXPECT_EQ(run(module, {makeArray(Format::F32, {3}, {1, 2, notANumber}),
                           makeArray(Format::F32, {3}, {2, 2, 2})}),
              values)
        << predicate;
  }
}

TEST_F(ScalarTest, selectByOneConditionForAll) {
  const char *text = R"(
    func.func @f(%c: tensor<i1>, %x: tensor<2xf32>, %y: tensor<2xf32>) -> tensor<2xf32> {
      %b = tensor.extract %c[] : tensor<i1>
      %r = arith.select %b, %x, %y : tensor<2xf32>
      return %r : tensor<2xf32>
    })";
  Array x = makeArray(Format::F32, {2}, {1, 2});
  Array y = makeArray(Format::F32, {2}, {3, 4});
  EXPECT_EQ(run(text, {makeArray(Format::I1, {}, {1}), x, y}), (Values{1, 2}));
  EXPECT_EQ(run(text, {makeArray(Format::I1, {}, {0}), x, y}), (Values{3, 4}));
}
