//===- EvaluateTest.cpp - three ways to run a kernel ----------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ridge/Exec/Evaluate.h"
#include "test/Unit/Sanitizers.h"
#include "llvm/Support/ErrorHandling.h"
#include "gtest/gtest.h"
#include <cmath>
#include <cstring>
#include <random>

using namespace ridge;
using Way = KernelEvaluator::Way;

static Kernel parse(llvm::StringRef text) {
  std::string error;
  std::optional<Kernel> kernel = Kernel::parse(text, error);
  if (!kernel)
    llvm::report_fatal_error(llvm::StringRef(error));
  return *kernel;
}

template <typename T>
static OperandView view(std::vector<T> &data, llvm::ArrayRef<int64_t> strides,
                        int64_t offset = 0) {
  OperandView view;
  view.base = reinterpret_cast<uint8_t *>(data.data() + offset);
  view.strides.assign(strides.begin(), strides.end());
  return view;
}

static const Way allWays[] = {Way::Points, Way::Rows, Way::Contraction,
                              Way::Fastest};

static const char *matmulF32 =
    "(d0, d1, r2) in f32[0,2] f32[1,2] out f32[0,1] update { "
    "%3 = arith.mulf %0, %1 : f32; %4 = arith.addf %2, %3 : f32; yield %4 }";

TEST(Evaluate, MatmulByHand) {
  // [1 2; 3 4] * [5 6; 7 8] + [100 200; 300 400].
  for (Way way : allWays) {
    KernelEvaluator evaluator(parse(matmulF32));
    std::vector<float> a = {1, 2, 3, 4}, b = {5, 6, 7, 8};
    std::vector<float> c = {100, 200, 300, 400};
    evaluator.run({2, 2, 2}, {},
                  {view(a, {2, 0, 1}), view(b, {0, 1, 2}), view(c, {2, 1, 0})},
                  way);
    EXPECT_EQ(c, (std::vector<float>{119, 222, 343, 450}));
  }
}

TEST(Evaluate, ChoosesTheContractionForProducts) {
  KernelEvaluator evaluator(parse(matmulF32));
  std::vector<float> a(256, 1), b(256, 1), c(256, 0);
  EXPECT_EQ(evaluator.run({16, 16, 16}, {},
                          {view(a, {16, 0, 1}), view(b, {0, 1, 16}),
                           view(c, {16, 1, 0})}),
            Way::Contraction);
  for (float value : c)
    EXPECT_EQ(value, 16);
}

TEST(Evaluate, FoldsAreCompleteBeforeTheyAreUsed) {
  // Each row minus its largest, over the sum of its absolute values: rows
  // (1, -3, 2) and (4, 4, -2) in one array of 2 x 3.
  Kernel kernel =
      parse("(d0, d1) in f32[0,1] out f32[0,1] { "
            "%2 = ridge.fold arith.maximumf over 1 from -100, %0 : f32; "
            "%3 = arith.subf %0, %2 : f32; %4 = math.absf %0 : f32; "
            "%5 = ridge.fold arith.addf over 1 from 2, %4 : f32; "
            "%6 = arith.divf %3, %5 : f32; yield %6 }");
  for (Way way : allWays) {
    KernelEvaluator evaluator(kernel);
    std::vector<float> x = {1, -3, 2, 4, 4, -2}, y(6);
    evaluator.run({2, 3}, {}, {view(x, {3, 1}), view(y, {3, 1})}, way);
    EXPECT_EQ(y, (std::vector<float>{-1 / 8.f, -5 / 8.f, 0, 0, 0, -0.5f}));
  }
}

TEST(Evaluate, AFoldOfProductsIsAContraction) {
  // relu([1 2; 3 4] * [5 -6; 7 -8] + 1), whatever stood there before.
  Kernel kernel =
      parse("(d0, d1, d2) in f32[0,2] f32[1,2] out f32[0,1] { "
            "%3 = arith.mulf %0, %1 : f32; "
            "%4 = ridge.fold arith.addf over 2 from 0, %3 : f32; "
            "%5 = arith.constant 1 : f32; %6 = arith.addf %4, %5 : f32; "
            "%7 = arith.constant 0 : f32; %8 = arith.maximumf %6, %7 : f32; "
            "yield %8 }");
  for (Way way : allWays) {
    KernelEvaluator evaluator(kernel);
    std::vector<float> a = {1, 2, 3, 4}, b = {5, -6, 7, -8};
    std::vector<float> c = {9, 9, 9, 9};
    evaluator.run({2, 2, 2}, {},
                  {view(a, {2, 0, 1}), view(b, {0, 1, 2}), view(c, {2, 1, 0})},
                  way);
    EXPECT_EQ(c, (std::vector<float>{20, 0, 44, 0}));
  }
}

TEST(Evaluate, FoldsWithinFoldsAndPositions) {
  // The largest sum of a row weighted by its position, of 2 x 3.
  Kernel kernel = parse(
      "(d0, d1) in i32[0,1] out i32[] { "
      "%2 = ridge.index 1 : i32; %3 = arith.muli %0, %2 : i32; "
      "%4 = ridge.fold arith.addi over 1 from 0, %3 : i32; "
      "%5 = ridge.fold arith.maxsi over 0 from -1000, %4 : i32; yield %5 }");
  for (Way way : allWays) {
    KernelEvaluator evaluator(kernel);
    std::vector<int32_t> x = {7, 1, 2, 9, 3, -4}, y = {77};
    evaluator.run({2, 3}, {0, 10}, {view(x, {3, 1}), view(y, {0, 0})}, way);
    // 10 * 7 + 11 + 12 * 2 = 105 and 90 + 33 - 48 = 75.
    EXPECT_EQ(y.front(), 105);
  }
}

TEST(Evaluate, ContractionThatDoesNotApplyGivesPoints) {
  KernelEvaluator evaluator(
      parse("(d0) in f32[0] out f32[0] { %2 = math.exp %0 : f32; yield %2 }"));
  std::vector<float> a(4, 0), c(4);
  EXPECT_EQ(
      evaluator.run({4}, {}, {view(a, {1}), view(c, {1})}, Way::Contraction),
      Way::Points);
  EXPECT_EQ(c[3], 1);
}

TEST(Evaluate, SumsInOrder) {
  // 2^24 + 1 + 1 + ... never moves in f32, while 1 + 1 + ... + 2^24 does: the
  // order shows. Along k: 2^24 first.
  constexpr int64_t n = 100;
  for (Way way : allWays) {
    KernelEvaluator evaluator(parse(matmulF32));
    std::vector<float> a(n, 1), b(n, 1), c(1, 0);
    a[0] = 16777216;
    evaluator.run({1, 1, n}, {},
                  {view(a, {0, 0, 1}), view(b, {0, 0, 1}), view(c, {0, 0, 0})},
                  way);
    EXPECT_EQ(c[0], 16777216);
    std::swap(a[0], a[n - 1]);
    c[0] = 0;
    evaluator.run({1, 1, n}, {},
                  {view(a, {0, 0, 1}), view(b, {0, 0, 1}), view(c, {0, 0, 0})},
                  way);
    EXPECT_EQ(c[0], 16777216 + 100); // 99 + 2^24 = ...315, tie to even 316.
  }
}

TEST(Evaluate, IndexIsOriginAndPosition) {
  // out[i, j] = 100 * i + j, of a tile that begins at (7, 30).
  Kernel kernel = parse("(d0, d1) in out i32[0,1] { "
                        "%1 = ridge.index 0 : i32; %2 = ridge.index 1 : i32; "
                        "%3 = arith.constant 100 : i32; "
                        "%4 = arith.muli %1, %3 : i32; "
                        "%5 = arith.addi %4, %2 : i32; yield %5 }");
  for (Way way : allWays) {
    KernelEvaluator evaluator(kernel);
    std::vector<int32_t> out(6);
    evaluator.run({2, 3}, {7, 30}, {view(out, {3, 1})}, way);
    EXPECT_EQ(out, (std::vector<int32_t>{730, 731, 732, 830, 831, 832}));
    // Without origins from zero; a dim of size 1 has an index too.
    evaluator.run({1, 3}, {}, {view(out, {3, 1})}, way);
    EXPECT_EQ(out[2], 2);
    evaluator.run({1, 3}, {9, 1}, {view(out, {3, 1})}, way);
    EXPECT_EQ(out[2], 903);
  }
}

TEST(Evaluate, ArgmaxFoldsTwoOutputs) {
  // best, where = value > best ? (value, index) : (best, where).
  Kernel kernel =
      parse("(r0) in f32[0] out f32[] update i64[] update { "
            "%3 = arith.cmpf 2, %0, %1 : i1; %4 = ridge.index 0 : i64; "
            "%5 = arith.select %3, %0, %1 : f32; "
            "%6 = arith.select %3, %4, %2 : i64; yield %5, %6 }");
  for (Way way : allWays) {
    KernelEvaluator evaluator(kernel);
    std::vector<float> in = {1, 5, 3, 5, 2}, best = {-INFINITY};
    std::vector<int64_t> where = {-1};
    evaluator.run({5}, {100},
                  {view(in, {1}), view(best, {0}), view(where, {0})}, way);
    EXPECT_EQ(best[0], 5);
    EXPECT_EQ(where[0], 101); // The first of equals.
  }
}

TEST(Evaluate, LongFoldsCrossColumns) {
  // 0 + 1 + ... + 4999.
  Kernel kernel = parse("(r0) in i64[0] out i64[] update { "
                        "%2 = arith.addi %1, %0 : i64; yield %2 }");
  std::vector<int64_t> in(5000), sum = {0};
  for (int64_t i = 0; i < 5000; ++i)
    in[i] = i;
  KernelEvaluator evaluator(kernel);
  EXPECT_EQ(evaluator.run({5000}, {}, {view(in, {1}), view(sum, {0})}),
            Way::Rows);
  EXPECT_EQ(sum[0], 12497500);
}

TEST(Evaluate, OutputsThatDoNotDependOnTheOldValue) {
  // The last element wins; both outputs swap roles each step.
  Kernel kernel = parse("(r0) in i32[0] out i32[] update i32[] update { "
                        "yield %0, %1 }");
  for (Way way : allWays) {
    KernelEvaluator evaluator(kernel);
    std::vector<int32_t> in = {4, 5, 6}, last = {0}, previous = {0};
    evaluator.run({3}, {},
                  {view(in, {1}), view(last, {0}), view(previous, {0})}, way);
    EXPECT_EQ(last[0], 6);
    EXPECT_EQ(previous[0], 5);
  }
}

TEST(Evaluate, ImmediatesMayChangeFromRunToRun) {
  Kernel kernel = parse("(d0) in f32[0] f32[] out f32[0] { "
                        "%3 = arith.mulf %0, %1 : f32; yield %3 }");
  for (Way way : allWays) {
    KernelEvaluator evaluator(kernel);
    std::vector<float> in = {1, 2, 3}, out(3);
    OperandView factor;
    for (double value : {2.0, -0.5}) {
      factor.floatValue = value;
      evaluator.run({3}, {}, {view(in, {1}), factor, view(out, {1})}, way);
      EXPECT_EQ(out[2], 3 * value);
    }
  }
}

TEST(Evaluate, ImmediateFactorOfAProduct) {
  // acc[i] += a[i, k] * 0.5: one side of the contraction is no memory at all.
  Kernel kernel = parse("(d0, r1) in f32[0,1] f32[] out f32[0] update { "
                        "%3 = arith.mulf %0, %1 : f32; "
                        "%4 = arith.addf %2, %3 : f32; yield %4 }");
  for (Way way : allWays) {
    KernelEvaluator evaluator(kernel);
    std::vector<float> a = {1, 2, 3, 4}, c = {0, 10};
    OperandView half;
    half.floatValue = 0.5;
    evaluator.run({2, 2}, {}, {view(a, {2, 1}), half, view(c, {1, 0})}, way);
    EXPECT_EQ(c, (std::vector<float>{1.5, 13.5}));
  }
}

TEST(Evaluate, CopyAndFillHaveNoNodes) {
  std::vector<float> in = {1, 2, 3}, out(3);
  KernelEvaluator copy(parse("(d0) in f32[0] out f32[0] { yield %0 }"));
  copy.run({3}, {}, {view(in, {1}), view(out, {-1}, 2)});
  EXPECT_EQ(out, (std::vector<float>{3, 2, 1}));
  KernelEvaluator fill(parse("(d0) in f32[] out f32[0] { yield %0 }"));
  OperandView seven;
  seven.floatValue = 7;
  fill.run({3}, {}, {seven, view(out, {1})});
  EXPECT_EQ(out, (std::vector<float>{7, 7, 7}));
}

TEST(Evaluate, ConvolutionIsAContraction) {
  // out[y, x, f] += in[y + ky, x + kx, c] * w[ky, kx, c, f], in 5 x 6 x 3,
  // window 2 x 3, 8 filters; against plain loops.
  Kernel kernel =
      parse("(d0, d1, d2, r3, r4, r5) in i8[0,1,3,4,5] i8[2,3,4,5] "
            "out i32[0,1,2] update { %3 = arith.extsi %0 : i32; "
            "%4 = arith.extsi %1 : i32; %5 = arith.muli %3, %4 : i32; "
            "%6 = arith.addi %2, %5 : i32; yield %6 }");
  std::mt19937_64 random(4);
  std::vector<int8_t> in(5 * 6 * 3), w(2 * 3 * 3 * 8);
  for (int8_t &value : in)
    value = int8_t(random());
  for (int8_t &value : w)
    value = int8_t(random());
  std::vector<int32_t> expected(4 * 4 * 8, 0);
  for (int y = 0; y < 4; ++y)
    for (int x = 0; x < 4; ++x)
      for (int f = 0; f < 8; ++f)
        for (int ky = 0; ky < 2; ++ky)
          for (int kx = 0; kx < 3; ++kx)
            for (int c = 0; c < 3; ++c)
              expected[(y * 4 + x) * 8 + f] +=
                  in[((y + ky) * 6 + x + kx) * 3 + c] *
                  w[((ky * 3 + kx) * 3 + c) * 8 + f];
  for (Way way : allWays) {
    KernelEvaluator evaluator(kernel);
    std::vector<int32_t> out(4 * 4 * 8, 0);
    Way taken = evaluator.run({4, 4, 8, 2, 3, 3}, {},
                              {view(in, {18, 3, 0, 18, 3, 1}),
                               view(w, {0, 0, 1, 72, 24, 8}),
                               view(out, {32, 8, 1, 0, 0, 0})},
                              way);
    if (way == Way::Fastest) {
      EXPECT_EQ(taken, Way::Contraction);
    }
    EXPECT_EQ(out, expected);
  }
}

//===----------------------------------------------------------------------===//
// The three ways agree
//===----------------------------------------------------------------------===//

namespace {
/// Bodies of every shape the ways tell apart; the dims are d0, d1, r2.
const char *bodies[] = {
    matmulF32,
    "(d0, d1, r2) in bf16[0,2] bf16[1,2] out f32[0,1] update { "
    "%3 = arith.extf %0 : f32; %4 = arith.extf %1 : f32; "
    "%5 = arith.mulf %4, %3 : f32; %6 = arith.addf %5, %2 : f32; yield %6 }",
    "(d0, d1, r2) in bf16[0,2] bf16[1,2] out bf16[0,1] update { "
    "%3 = arith.mulf %0, %1 : bf16; %4 = arith.addf %2, %3 : bf16; yield %4 }",
    "(d0, d1, r2) in f16[0,2] f16[1,2] out f16[0,1] update { "
    "%3 = arith.mulf %0, %1 : f16; %4 = arith.addf %2, %3 : f16; yield %4 }",
    "(d0, d1, r2) in f32[0,2] f64[1,2] out f64[0,1] update { "
    "%3 = arith.extf %0 : f64; %4 = arith.mulf %3, %1 : f64; "
    "%5 = arith.addf %2, %4 : f64; yield %5 }",
    "(d0, d1, r2) in f8E4M3FN[0,2] f8E5M2[1,2] out f32[0,1] update { "
    "%3 = arith.extf %0 : f32; %4 = arith.extf %1 : f32; "
    "%5 = arith.mulf %3, %4 : f32; %6 = arith.addf %2, %5 : f32; yield %6 }",
    "(d0, d1, r2) in i8[0,2] i8[1,2] out i32[0,1] update { "
    "%3 = arith.extsi %0 : i32; %4 = arith.extui %1 : i32; "
    "%5 = arith.muli %3, %4 : i32; %6 = arith.addi %2, %5 : i32; yield %6 }",
    "(d0, d1, r2) in i32[0,2] i64[1,2] out i64[0,1] update { "
    "%3 = arith.extsi %0 : i64; %4 = arith.muli %3, %1 : i64; "
    "%5 = arith.addi %2, %4 : i64; yield %5 }",
    // Zero points and scales on the factors.
    "(d0, d1, r2) in i8[0,2] i8[1,2] i32[] f32[1] out f32[0,1] update { "
    "%5 = arith.extsi %0 : i32; %6 = arith.subi %5, %2 : i32; "
    "%7 = arith.sitofp %6 : f32; %8 = arith.sitofp %1 : f32; "
    "%9 = arith.mulf %8, %3 : f32; %10 = arith.mulf %7, %9 : f32; "
    "%11 = arith.addf %4, %10 : f32; yield %11 }",
    // A square: both factors are the same input.
    "(d0, d1, r2) in f32[0,2] out f32[0,1] update { "
    "%2 = arith.mulf %0, %0 : f32; %3 = arith.addf %1, %2 : f32; yield %3 }",
    // The product of an accumulator is no contraction.
    "(d0, d1, r2) in f32[0,2] f32[1,2] out f32[0,1] update { "
    "%3 = arith.mulf %0, %2 : f32; %4 = arith.addf %2, %3 : f32; yield %4 }",
    "(d0, d1, r2) in f32[0,2] f32[1,2] out f32[0,1] update { "
    "%3 = arith.addf %0, %1 : f32; %4 = arith.maximumf %2, %3 : f32; "
    "yield %4 }",
    "(d0, d1, r2) in i16[0,2] i16[1,2] out i16[0,1] update { "
    "%3 = arith.muli %0, %1 : i16; %4 = arith.addi %2, %3 : i16; yield %4 }",
    "(d0, d1, r2) in f32[0,2] f32[1,2] out f32[0,1] update { "
    "%3 = math.fma %0, %1, %2 : f32; yield %3 }",
    // Position dependent: keep the lower triangle.
    "(d0, d1, r2) in f32[0,2] out f32[0,1] update { "
    "%2 = ridge.index 0 : i32; %3 = ridge.index 1 : i32; "
    "%4 = arith.cmpi 5, %2, %3 : i1; %5 = arith.constant 0.25 : f32; "
    "%6 = arith.select %4, %0, %5 : f32; %7 = arith.addf %1, %6 : f32; "
    "yield %7 }",
};

/// Random numbers as the bytes of `format`, small enough to stay finite.
std::vector<uint8_t> randomBytes(Format format, int64_t elements,
                                 std::mt19937_64 &random) {
  std::vector<uint8_t> bytes(elements * bytesOf(format));
  for (int64_t e = 0; e < elements; ++e) {
    void *element = bytes.data() + e * bytesOf(format);
    if (isFloat(format))
      encodeFloat(format, double(int64_t(random() % 4001) - 2000) / 1000,
                  element);
    else
      encodeInteger(format, int64_t(random()), element);
  }
  return bytes;
}
} // namespace

TEST(Evaluate, WaysAgreeBitForBit) {
  std::mt19937_64 random(21);
  int contractions = 0;
  for (int round = 0; round < test::tries(400); ++round) {
    Kernel kernel = parse(bodies[round % std::size(bodies)]);
    ASSERT_EQ(kernel.check(), "");
    // Sizes around panels of 4 and 16 and blocks of 256 and 512.
    auto draw = [&](std::initializer_list<int64_t> sizes) {
      return sizes.begin()[random() % sizes.size()];
    };
    int64_t sizes[3] = {draw({1, 2, 3, 4, 5, 17, 40}),
                        draw({1, 3, 7, 16, 19, 33, 530}),
                        draw({1, 2, 9, 64, 257})};
    // Points take about 100 ns each.
    if (sizes[0] * sizes[1] * sizes[2] > 100000)
      sizes[0] = 5;
    if (sizes[0] * sizes[1] * sizes[2] > 200000)
      sizes[1] = 33;
    std::vector<OperandView> views;
    std::vector<std::vector<uint8_t>> inputs;
    for (const KernelOperand &input : kernel.inputs) {
      OperandView view;
      int64_t elements = 1;
      // Row-major in a random order of the dims it has, with gaps at times.
      unsigned order[3] = {0, 1, 2};
      std::shuffle(order, order + 3, random);
      view.strides.assign(3, 0);
      for (unsigned d : order) {
        if (!(input.dims >> d & 1))
          continue;
        view.strides[d] = elements;
        elements *= sizes[d] + int64_t(random() % 2);
      }
      inputs.push_back(randomBytes(input.format, elements, random));
      views.push_back(view);
    }
    for (size_t i = 0; i < inputs.size(); ++i)
      views[i].base = inputs[i].data();
    const KernelOperand &output = kernel.outputs[0];
    bool columnMajor = random() % 2;
    OperandView target;
    target.strides = {columnMajor ? 1 : sizes[1], columnMajor ? sizes[0] : 1,
                      0};
    std::vector<uint8_t> start =
        randomBytes(output.format, sizes[0] * sizes[1], random);
    int64_t origins[3] = {int64_t(random() % 9), int64_t(random() % 9), 0};
    auto run = [&](Way way, Way &taken) {
      std::vector<uint8_t> out = start;
      target.base = out.data();
      auto all = views;
      all.push_back(target);
      KernelEvaluator evaluator(kernel);
      taken = evaluator.run(sizes, origins, all, way);
      return out;
    };
    Way taken;
    std::vector<uint8_t> expected = run(Way::Points, taken);
    EXPECT_EQ(taken, Way::Points);
    for (Way way : {Way::Rows, Way::Contraction, Way::Fastest}) {
      EXPECT_EQ(run(way, taken), expected)
          << kernel.print() << " over " << sizes[0] << " x " << sizes[1]
          << " x " << sizes[2] << " in way " << int(way);
      contractions += way == Way::Contraction && taken == Way::Contraction;
    }
  }
  EXPECT_GT(contractions, test::tries(100));
}

TEST(Evaluate, MapsAgreeBitForBit) {
  // Element by element over long rows, with broadcasts and strides.
  const char *maps[] = {
      "(d0, d1) in f32[0,1] f32[0] out bf16[0,1] { "
      "%3 = arith.subf %0, %1 : f32; %4 = math.exp %3 : f32; "
      "%5 = arith.truncf %4 : bf16; yield %5 }",
      ("(d0, d1) in i32[0,1] f32[1] out i8[0,1] { "
       "%3 = arith.sitofp %0 : f32; %4 = arith.mulf %3, %1 : f32; "
       "%5 = math.roundeven %4 : f32; %6 = arith.fptosi %5 : i8; yield %6 }"),
      "(d0, d1) in f32[0,1] f32[1] out f32[0,1] f32[0,1] { "
      "%4 = arith.divf %0, %1 : f32; %5 = math.tanh %4 : f32; yield %5, %0 }",
  };
  std::mt19937_64 random(22);
  for (int round = 0; round < 60; ++round) {
    Kernel kernel = parse(maps[round % std::size(maps)]);
    int64_t rows = 1 + int64_t(random() % 5);
    int64_t width = round % 2 ? 1 + int64_t(random() % 40) : 1500;
    std::vector<std::vector<uint8_t>> data;
    for (const KernelOperand &input : kernel.inputs)
      data.push_back(randomBytes(input.format, rows * width, random));
    auto run = [&](Way way) {
      std::vector<OperandView> views;
      std::vector<std::vector<uint8_t>> results;
      for (size_t i = 0; i < data.size(); ++i) {
        bool row = kernel.inputs[i].dims & 1,
             column = kernel.inputs[i].dims & 2;
        OperandView view;
        view.base = data[i].data();
        view.strides = {row ? (column ? width : 1) : 0, column ? 1 : 0};
        views.push_back(view);
      }
      for (const KernelOperand &output : kernel.outputs)
        results.emplace_back(rows * width * bytesOf(output.format), 0);
      for (auto &result : results) {
        OperandView view;
        view.base = result.data();
        view.strides = {width, 1};
        views.push_back(view);
      }
      int64_t sizes[2] = {rows, width};
      KernelEvaluator evaluator(kernel);
      evaluator.run(sizes, {}, views, way);
      return results;
    };
    EXPECT_EQ(run(Way::Rows), run(Way::Points)) << kernel.print();
  }
}
