//===- OccupancyBoundTest.cpp - tests of the occupancy bound --------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The bound against the best of all ways to cut small boxes, and against known
/// minima.
///
//===----------------------------------------------------------------------===//

#include "ridge/Timing/Timing.h"
#include "test/Unit/Machine/TestMachines.h"
#include <array>
#include <cmath>
#include <limits>
#include <map>
#include <random>

using namespace ridge;

/// @matmul of the test machine with other limits and occupancy.
static Machine machineWith(llvm::ArrayRef<int64_t> highs,
                           llvm::StringRef occupancy) {
  Machine machine = makeMachine();
  Instruction &matmul = machine.instructions[0];
  for (size_t d = 0; d < 3; ++d)
    matmul.dims[d].high = highs[d];
  matmul.occupancy = parseTime(matmul, occupancy);
  return machine;
}

namespace {

/// Least occupancy of a box over all ways to cut it by planes, again and again,
/// into boxes within the limits.
class CheapestCut {
public:
  explicit CheapestCut(const Machine &machine) : machine(machine) {}

  int64_t of(std::array<int64_t, 3> box) {
    auto known = costs.find(box);
    if (known != costs.end())
      return known->second;
    int64_t least = std::numeric_limits<int64_t>::max();
    bool fits = true;
    for (size_t d = 0; d < 3; ++d)
      fits = fits && box[d] <= machine.instructions[0].dims[d].high;
    if (fits)
      least = instructionTime(machine, 0, box, 8, 1).occupancy;
    for (size_t d = 0; d < 3; ++d)
      for (int64_t cut = 1; cut <= box[d] / 2; ++cut) {
        auto first = box, second = box;
        first[d] = cut;
        second[d] -= cut;
        least = std::min(least, of(first) + of(second));
      }
    return costs[box] = least;
  }

private:
  const Machine &machine;
  std::map<std::array<int64_t, 3>, int64_t> costs;
};

} // namespace

static std::string randomOccupancy(std::mt19937_64 &random) {
  auto pick = [&](int count) { return std::to_string(random() % count + 1); };
  const char *dims[] = {"m", "n", "k"};
  std::string text = pick(6);
  for (int term = 0; term < 3; ++term) {
    std::string a = dims[random() % 3], b = dims[random() % 3];
    switch (random() % 6) {
    case 0:
      text += " + " + pick(4) + " * " + a;
      break;
    case 1:
      text += " + (" + a + " ceildiv " + pick(5) + ") * (" + b + " ceildiv " +
              pick(5) + ")";
      break;
    case 2:
      text += " + max(" + a + ", " + pick(9) + ")";
      break;
    case 3:
      text += " + " + a + " * " + b + " floordiv " + pick(6);
      break;
    case 4:
      text += " + (" + a + " mod " + pick(4) + ")";
      break;
    default:
      text += " - min(" + a + ", " + pick(3) + ")";
      break;
    }
  }
  return text;
}

TEST(OccupancyBound, HoldsForTheCheapestOfAllCuts) {
  std::mt19937_64 random(41);
  for (int i = 0; i < 150; ++i) {
    int64_t highs[3], totals[3];
    for (size_t d = 0; d < 3; ++d) {
      highs[d] = 1 + random() % 5;
      totals[d] = 1 + random() % 8;
    }
    std::string occupancy = randomOccupancy(random);
    Machine machine = machineWith(highs, occupancy);
    machine.engines[2].issueCycles = random() % 4;
    int64_t bound = occupancyBound(machine, 0, totals, 1, 8, 1);
    int64_t cheapest =
        CheapestCut(machine).of({totals[0], totals[1], totals[2]});
    ASSERT_LE(bound, cheapest) << occupancy;
    ASSERT_GE(bound, 1);
  }
}

// Within 1 % of points * least ratio over all boxes, the definition.
TEST(OccupancyBound, IsTightAgainstTheLeastRatio) {
  std::mt19937_64 random(42);
  for (int i = 0; i < 150; ++i) {
    int64_t highs[3], totals[3];
    for (size_t d = 0; d < 3; ++d) {
      highs[d] = 1 + random() % 12;
      totals[d] = 1 + random() % 20;
    }
    std::string occupancy = randomOccupancy(random);
    Machine machine = machineWith(highs, occupancy);
    machine.engines[2].issueCycles = random() % 4;
    double least = 1e300;
    for (int64_t m = 1; m <= std::min(highs[0], totals[0]); ++m)
      for (int64_t n = 1; n <= std::min(highs[1], totals[1]); ++n)
        for (int64_t k = 1; k <= std::min(highs[2], totals[2]); ++k)
          least = std::min(
              least,
              double(instructionTime(machine, 0, {m, n, k}, 8, 1).occupancy) /
                  double(m * n * k));
    double exact = 1000 * double(totals[0] * totals[1] * totals[2]) * least;
    double bound = double(occupancyBound(machine, 0, totals, 1000, 8, 1));
    ASSERT_LE(bound, std::ceil(exact * (1 + 1e-9))) << occupancy;
    ASSERT_GE(bound, std::max(0.98 * exact, 1000.0)) << occupancy;
  }
}

// Boxes of 128^3 take 128 + 382 cycles; larger m is better: 512 + 382 for 512.
TEST(OccupancyBound, SystolicArrayIsExact) {
  Machine machine = machineWith({512, 128, 128}, "m + 382");
  // 1024^3: 8 * 8 weight tiles, each 2 instructions of 894 cycles.
  EXPECT_EQ(occupancyBound(machine, 0, {1024, 1024, 1024}, 1, 8, 1),
            64 * 2 * 894);
}

TEST(OccupancyBound, FillOfASmallTotalCounts) {
  Machine machine = machineWith({512, 128, 128}, "max(m, 128)");
  // m = 16 cannot fill the array: 128 cycles for one box.
  EXPECT_EQ(occupancyBound(machine, 0, {16, 128, 128}, 1, 8, 1), 128);
  EXPECT_EQ(occupancyBound(machine, 0, {512, 128, 128}, 1, 8, 1), 512);
}

TEST(OccupancyBound, RepeatsMultiply) {
  Machine machine = machineWith({512, 128, 128}, "max(m, 128)");
  EXPECT_EQ(occupancyBound(machine, 0, {16, 128, 128}, 7, 8, 1), 7 * 128);
  EXPECT_EQ(occupancyBound(machine, 0, {16, 128, 128}, 0, 8, 1), 0);
  EXPECT_EQ(occupancyBound(machine, 0, {0, 128, 128}, 3, 8, 1), 0);
}

TEST(OccupancyBound, SeesBitsAndOps) {
  Machine machine = machineWith({512, 128, 128}, "m * bits ceildiv 8 * ops");
  EXPECT_EQ(occupancyBound(machine, 0, {512, 128, 128}, 1, 16, 3), 512 * 2 * 3);
}

TEST(OccupancyBound, NeverPassesKernelTime) {
  Machine machine = machineWith({24, 8, 10}, "m * 3 + n * (k ceildiv 4) + 7");
  Kernel matmul = parseKernel(matmulText);
  Match match = matchKernel(machine, matmul)[0];
  std::mt19937_64 random(43);
  for (int i = 0; i < 300; ++i) {
    int64_t sizes[3];
    for (int64_t &size : sizes)
      size = 1 + random() % 100;
    int64_t bound = occupancyBound(machine, 0, sizes, 1, kernelBits(matmul),
                                   kernelOps(matmul));
    ASSERT_LE(bound, kernelTime(machine, match, matmul, sizes).occupancy);
  }
}

TEST(OccupancyBound, MoreRoomNeverRaisesTheBound) {
  int64_t last = std::numeric_limits<int64_t>::max();
  for (int64_t high : {1, 2, 4, 8, 16, 64, 256}) {
    Machine machine = machineWith({high, high, high}, "m + n + k + 20");
    int64_t bound = occupancyBound(machine, 0, {300, 200, 100}, 1, 8, 1);
    EXPECT_LE(bound, last) << high;
    last = bound;
  }
}

TEST(OccupancyBound, HugeTotalsSaturate) {
  Machine machine = machineWith({1, 1, 1}, "1000");
  int64_t side = int64_t(1) << 30;
  EXPECT_EQ(occupancyBound(machine, 0, {side, side, side}, 1, 8, 1),
            std::numeric_limits<int64_t>::max());
}

TEST(OccupancyBound, CountsNeededPoints) {
  Machine machine = machineWith({512, 128, 128}, "max(m, 128)");
  int64_t all = occupancyBound(machine, 0, {512, 128, 128}, 4, 8, 1);
  EXPECT_EQ(occupancyBound(machine, 0, {512, 128, 128}, 4, 8, 1,
                           4 * 512 * 128 * 128 / 2),
            all / 2);
  EXPECT_EQ(
      occupancyBound(machine, 0, {512, 128, 128}, 4, 8, 1, int64_t(1) << 40),
      all);
}
