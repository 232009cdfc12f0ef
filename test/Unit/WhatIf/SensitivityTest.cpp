//===- SensitivityTest.cpp - what each number is worth --------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ridge/WhatIf/Sensitivity.h"
#include "Product.h"
#include <cmath>

using namespace ridge;

namespace {

class SensitivityTest : public product::Test {
protected:
  void SetUp() override {
    product::Test::SetUp();
    std::vector<MachineNumber> numbers = session.machineNumbers(machine);
    found = measureSensitivities(trials, numbers, session, /*step=*/0.1);
  }

  const Sensitivity &of(llvm::StringRef name) {
    auto known = llvm::find_if(found.numbers, [&](const Sensitivity &entry) {
      return entry.number.name() == name;
    });
    EXPECT_NE(known, found.numbers.end()) << name.str();
    return *known;
  }

  Sensitivities found;
};

// All but the first loads and the last store is the product's.
TEST_F(SensitivityTest, OfWhatLimitsIsItsShareOfTheChain) {
  const Sensitivity &matmul = of("matmul_f32.occupancy");
  EXPECT_GT(matmul.timeElasticity, 0.6);
  EXPECT_LE(matmul.timeElasticity, 1);
  ASSERT_TRUE(matmul.chainShare);
  EXPECT_NEAR(matmul.timeElasticity, *matmul.chainShare, 0.1);
  EXPECT_EQ(found.numbers.front().number.name(), "clock");
  EXPECT_NEAR(of("clock").timeElasticity, -1, 0.001);
}

// 128^3 * 1000 fJ of the product, and the filling and nothing else, since
// bytes cost nothing on this machine.
TEST_F(SensitivityTest, OfAnEnergyIsItsShareOfIt) {
  double total = static_cast<double>(trials.base().energyFemtojoules);
  double share = 128.0 * 128 * 128 * 1000 / total;
  EXPECT_NEAR(of("matmul_f32.energy").energyElasticity, share, 1e-3);
  EXPECT_EQ(of("matmul_f32.energy").timeElasticity, 0);
}

TEST_F(SensitivityTest, UnusedInstructionsAreTriedTogether) {
  EXPECT_TRUE(of("matmul_f64.occupancy").triedTogether);
  EXPECT_EQ(of("matmul_f64.occupancy").timeElasticity, 0);
  EXPECT_FALSE(of("matmul_f32.occupancy").triedTogether);
  // Two sides of each number that is used, and one run for the others.
  EXPECT_LT(found.runs, 2 * static_cast<int64_t>(found.numbers.size()));
}

TEST_F(SensitivityTest, ZeroHasNoNeighbours) {
  EXPECT_FALSE(of("sram.latency").more);
  EXPECT_FALSE(of("sram.latency").less);
}

} // namespace
