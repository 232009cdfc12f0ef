//===- EnergyTest.cpp - the energy of a program by part -------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// E-instruction-1 to E-static-2 by hand.
///
//===----------------------------------------------------------------------===//

#include "ridge/Cost/Energy.h"
#include "test/Unit/Sim/Toy.h"
#include <gtest/gtest.h>

using namespace ridge;
using namespace toy;

namespace {

/// Two tiles of 32 and 8 f32 elements, each multiplied three times.
ProgramEnergy energyOn(const Machine &m, int64_t cycles = 0) {
  return energyOf(estimate(pipeline(40, 32, 2, 3), m).work, m, cycles);
}

const EnergyItem *find(const ProgramEnergy &energy, llvm::StringRef part,
                       EnergyCause cause) {
  for (const EnergyItem &item : energy.items)
    if (item.part == part && item.cause == cause)
      return &item;
  return nullptr;
}

using Names = std::vector<std::string>;

TEST(Energy, WhatIsNotStatedIsNamed) {
  ProgramEnergy energy = energyOn(machine());
  EXPECT_EQ(energy.total, 3 * 120); // 3 n of each @mac.
  EXPECT_EQ(energy.of(EnergyCause::Instructions), 360);
  // Nothing is written to @dram but by the store, nothing read of it but by the
  // load; @acc is updated and stored.
  EXPECT_EQ(energy.missing,
            (Names{"dram->sram", "acc->dram", "reads of @dram",
                   "writes of @dram", "reads of @sram", "writes of @sram",
                   "reads of @acc", "writes of @acc", "static power"}));
}

TEST(Energy, BytesOnPathsAreWholeBursts) {
  Machine m = machine();
  m.paths[in].burst = 64;
  m.paths[in].energy = {2500, "a table"};
  ProgramEnergy energy = energyOn(m);
  // 128 bytes and, of 32 wanted, 64, at 2.5 fJ.
  const EnergyItem *item = find(energy, "dram->sram", EnergyCause::Paths);
  ASSERT_TRUE(item);
  EXPECT_EQ(item->femtojoules, 480);
  EXPECT_EQ(item->source, "a table");
  EXPECT_EQ(energy.total, 360 + 480);
}

TEST(Energy, MemoriesCountTransfersAndOperands) {
  Machine m = machine();
  m.memories[sram].readEnergy = {1000, "s"};
  m.memories[sram].writeEnergy = {2000, "s"};
  m.memories[acc].readEnergy = {1000, "s"};
  m.memories[acc].writeEnergy = {0, "s"};
  ProgramEnergy energy = energyOn(m);
  // 160 bytes loaded; two operands of each of 3 * 40 elements read.
  EXPECT_EQ(find(energy, "writes of @sram", EnergyCause::Memories)->femtojoules,
            2 * 160);
  EXPECT_EQ(find(energy, "reads of @sram", EnergyCause::Memories)->femtojoules,
            2 * 3 * 160);
  // Each update reads and writes; the store reads once more.
  EXPECT_EQ(find(energy, "reads of @acc", EnergyCause::Memories)->femtojoules,
            3 * 160 + 160);
  // An energy of zero that is stated is no missing one.
  EXPECT_EQ(find(energy, "writes of @acc", EnergyCause::Memories)->femtojoules,
            0);
  EXPECT_EQ(energy.missing, (Names{"dram->sram", "acc->dram", "reads of @dram",
                                   "writes of @dram", "static power"}));
}

TEST(Energy, CodecsCountValues) {
  Machine m = machine();
  m.paths[in].codecs = {"f8E4M3FN"};
  m.paths[in].energy = {1000, "s"};
  m.paths[in].codecEnergy = {3000, "s"};
  Builder b;
  b.layer("copy");
  BufferId x = b.argument(32), a = b.buffer(sram, 32);
  b.program.buffers[x].codec = "f8E4M3FN";
  b.program.buffers[x].codecBits = 8;
  b.queue(load, {move(in, at(x), at(a), extent(32))});
  ProgramEnergy energy = energyOf(estimate(b.program, m).work, m, 0);
  EXPECT_EQ(find(energy, "dram->sram", EnergyCause::Paths)->femtojoules, 32);
  EXPECT_EQ(
      find(energy, "codecs of dram->sram", EnergyCause::Paths)->femtojoules,
      3 * 128);
}

TEST(Energy, StaticPowerIsSpentAllTheTime) {
  Machine m = machine(); // 1 GHz: 1 mW is 1 pJ a cycle.
  m.engines[array].staticPower = {2000, "s"};
  ProgramEnergy energy = energyOn(m, 100);
  EXPECT_EQ(energy.of(EnergyCause::Static), 2 * 100 * 1000);
  EXPECT_EQ(llvm::count(energy.missing, "static power of @dram"), 1);
  EXPECT_EQ(llvm::count(energy.missing, "static power of @array"), 0);
  // That of the chip covers who states none.
  m.staticPower = {10000, "s"};
  energy = energyOn(m, 100);
  EXPECT_EQ(energy.of(EnergyCause::Static), 12 * 100 * 1000);
  EXPECT_EQ(find(energy, "the chip", EnergyCause::Static)->femtojoules,
            1000000);
  EXPECT_EQ(energy.missing.size(), 8u);
}

TEST(Energy, LayersHaveAllButStaticPower) {
  Machine m = machine();
  m.staticPower = {1000, "s"};
  m.paths[in].energy = {1000, "s"};
  EXPECT_EQ(estimate(pipeline(40, 32, 2, 3), m).layers[0].energyFemtojoules,
            360 + 160);
}

TEST(Energy, SumsSaturate) {
  Machine m = machine();
  m.memories[sram].readEnergy = {int64_t(1) << 40, "s"};
  m.staticPower = {int64_t(1) << 40, "s"};
  m.hertz = 1;
  EXPECT_EQ(energyOn(m, int64_t(1) << 40).total,
            std::numeric_limits<int64_t>::max());
}

} // namespace
