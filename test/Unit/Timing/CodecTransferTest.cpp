//===- CodecTransferTest.cpp - tests of transfers of codes ----------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// T-codec-1 and 2 by hand, and what holds of any codec.
///
//===----------------------------------------------------------------------===//

#include "ridge/Timing/Timing.h"
#include "gtest/gtest.h"
#include <random>

using namespace ridge;
using Side = CodedSide::Side;

/// 64 B bursts over 32 B/cycle between memories of 64 B/cycle.
static Machine codecMachine() {
  Machine machine;
  machine.memories = {{"dram", 1 << 20, 64, 100, 64, 1, true},
                      {"sram", 1 << 16, 64, 1, 16, 1, false}};
  machine.engines = {{"load"}};
  Path path{"dram->sram", 0, 1, 0, 32};
  path.burst = 64;
  path.setup = 10;
  path.cyclesPerIndex = 3;
  machine.paths = {path};
  return machine;
}

/// Codes at the source: `bits` a value, units of `unit`.
static CodedSide coded(double bits, int64_t unit, bool isAligned = true) {
  return {Side::Source, bits, unit, isAligned};
}

static int64_t codedRun(int64_t run, const CodedSide &side) {
  return transferShape({run}, {1}, {1}, Format::F32, side).codedRunBytes;
}

TEST(CodecTransfer, RunsTakeWholeUnits) {
  // Units of 32 with 4.25 bits a value are 17 bytes.
  EXPECT_EQ(codedRun(32, coded(4.25, 32)), 17);
  EXPECT_EQ(codedRun(33, coded(4.25, 32)), 34);
  EXPECT_EQ(codedRun(64, coded(4.25, 32)), 34);
  EXPECT_EQ(codedRun(1, coded(4.25, 32)), 17);
}

TEST(CodecTransfer, RunsThatBeginAnywhereTouchOneUnitMore) {
  // n values touch (n + 30) / 32 + 1 units of 32 at most: 1, then 2 from 2 on,
  // 3 from 34 on.
  EXPECT_EQ(codedRun(1, coded(4.25, 32, false)), 17);
  EXPECT_EQ(codedRun(2, coded(4.25, 32, false)), 34);
  EXPECT_EQ(codedRun(33, coded(4.25, 32, false)), 34);
  EXPECT_EQ(codedRun(34, coded(4.25, 32, false)), 51);
  // Units of one value have no inside.
  EXPECT_EQ(codedRun(34, coded(8, 1, false)), 34);
}

TEST(CodecTransfer, BytesOfARunRoundUpOnce) {
  EXPECT_EQ(codedRun(4, coded(5, 4)), 3);    // 20 bits
  EXPECT_EQ(codedRun(8, coded(5, 4)), 5);    // 40 bits
  EXPECT_EQ(codedRun(10, coded(0.8, 1)), 1); // 8 bits, in f64 a little more
  EXPECT_EQ(codedRun(30, coded(0.1, 1)), 1); // 3 bits
}

TEST(CodecTransfer, StridesBetweenRunsDecideAlignment) {
  // Rows of 32 of a matrix whose rows have 48 elements begin inside units.
  EXPECT_EQ(
      transferShape({4, 32}, {64, 1}, {32, 1}, Format::F32, coded(4.25, 32))
          .codedRunBytes,
      17);
  EXPECT_EQ(
      transferShape({4, 32}, {48, 1}, {32, 1}, Format::F32, coded(4.25, 32))
          .codedRunBytes,
      34);
  // Dims that a run walks do not count, and neither does the other side.
  EXPECT_EQ(
      transferShape({2, 48}, {48, 1}, {48, 1}, Format::F32, coded(4.25, 32))
          .codedRunBytes,
      51);
  EXPECT_EQ(
      transferShape({2, 48}, {64, 1}, {50, 1}, Format::F32, coded(4.25, 32))
          .codedRunBytes,
      34);
}

TEST(CodecTransfer, CodesOccupyTheirSideAndThePath) {
  // 8 rows of 128 f32, apart: 512 bytes each, in mxfp4 68 bytes, 2 bursts.
  TransferDemand demand =
      transferDemand(codecMachine(), 0,
                     transferShape({8, 128}, {256, 1}, {128, 1}, Format::F32,
                                   coded(4.25, 32)));
  EXPECT_EQ(demand.payload, 8 * 68);
  EXPECT_EQ(demand.wire, 8 * 128);
  EXPECT_EQ(demand.sourceBytes, 8 * 128);
  EXPECT_EQ(demand.targetBytes, 8 * 512);
  // 4 bytes of values for each on the wire: sram takes 64, so 16 of codes.
  EXPECT_EQ(demand.targetWeight(), 4);
  EXPECT_EQ(demand.rate, 16);
  EXPECT_EQ(transferTime(demand).occupancy, 10 + 64);
}

TEST(CodecTransfer, TheOtherWayTheSourceHoldsValues) {
  CodedSide side = coded(4.25, 32);
  side.side = Side::Target;
  TransferDemand demand = transferDemand(
      codecMachine(), 0,
      transferShape({8, 128}, {256, 1}, {128, 1}, Format::F32, side));
  EXPECT_EQ(demand.wire, 8 * 128);
  EXPECT_EQ(demand.sourceBytes, 8 * 512);
  EXPECT_EQ(demand.targetBytes, 8 * 128);
  EXPECT_EQ(demand.rate, 16);
}

TEST(CodecTransfer, TheUnitHasARateOfItsOwn) {
  // As above, but the unit gives 40 bytes of values a cycle: 10 of codes.
  Machine machine = codecMachine();
  machine.paths[0].codecBytesPerCycle = 40;
  TransferShape shape =
      transferShape({8, 128}, {256, 1}, {128, 1}, Format::F32, coded(4.25, 32));
  EXPECT_EQ(transferDemand(machine, 0, shape).rate, 10);
  // What is in no codec does not go through it.
  shape = transferShape({8, 128}, {256, 1}, {128, 1}, Format::F32);
  EXPECT_EQ(transferDemand(machine, 0, shape).rate, 32);
}

TEST(CodecTransfer, GathersReadTheUnitsOfTheirRows) {
  // 8 rows of 64 values in mxfp4, 34 bytes in one burst; the list is 64 bytes.
  auto demand = [](int64_t rowStride, const CodedSide &side) {
    return indexedDemand(codecMachine(), 0, {8, 64}, {rowStride, 1}, {64, 1},
                         Format::F32, {{{1, 0}, 8}}, side);
  };
  TransferDemand found = demand(0, coded(4.25, 32));
  EXPECT_EQ(found.payload, 8 * 34 + 64);
  EXPECT_EQ(found.wire, 8 * 64 + 64);
  EXPECT_EQ(found.sourceBytes, 8 * 64 + 64);
  EXPECT_EQ(found.targetBytes, 8 * 256 + 64);
  // 2112 bytes of 64 a cycle.
  EXPECT_DOUBLE_EQ(found.rate, 576 / 33.0);
  // Rows that begin anywhere touch three units.
  EXPECT_EQ(demand(0, coded(4.25, 32, false)).payload, 8 * 51 + 64);
  EXPECT_EQ(demand(16, coded(4.25, 32)).payload, 8 * 51 + 64);
}

/// A codec of no more bits than the elements, read in whole units, moves no
/// more and is no slower unless its own rate is the limit.
TEST(CodecTransfer, WholeUnitsAreNeverSlower) {
  std::mt19937_64 random(5);
  for (int round = 0; round != 2000; ++round) {
    Machine machine = codecMachine();
    machine.memories[0].bytesPerCycle = 1 + random() % 99;
    machine.memories[1].bytesPerCycle = 1 + random() % 99;
    machine.paths[0].bytesPerCycle = 1 + random() % 99;
    machine.paths[0].burst = int64_t(1) << random() % 8;
    machine.paths[0].inFlight = random() % 4;
    int64_t unit = int64_t(1) << random() % 6, units = 1 + random() % 9;
    int64_t rows = 1 + random() % 9, gap = unit * (random() % 3);
    CodedSide side = coded(1 + double(random() % 32) / 2, unit);
    side.side = random() % 2 ? Side::Source : Side::Target;
    llvm::SmallVector<int64_t, 2> sizes = {rows, unit * units};
    llvm::SmallVector<int64_t, 2> strides = {unit * units + gap, 1};
    TransferDemand plain = transferDemand(
        machine, 0, transferShape(sizes, strides, strides, Format::F32));
    TransferDemand found = transferDemand(
        machine, 0, transferShape(sizes, strides, strides, Format::F32, side));
    EXPECT_LE(found.payload, plain.payload);
    EXPECT_LE(found.wire, plain.wire);
    EXPECT_LE(transferTime(found).occupancy, transferTime(plain).occupancy);
    machine.paths[0].codecBytesPerCycle = 1 + random() % 99;
    TransferDemand limited = transferDemand(
        machine, 0, transferShape(sizes, strides, strides, Format::F32, side));
    EXPECT_EQ(limited.wire, found.wire);
    EXPECT_GE(transferTime(limited).occupancy, transferTime(found).occupancy);
  }
}

/// All bits of a format in units of one value: a codec that changes nothing.
TEST(CodecTransfer, AsManyBitsAsTheElementsChangeNothing) {
  for (int64_t rows : {1, 3}) {
    for (int64_t size : {1, 7, 100}) {
      TransferDemand plain = transferDemand(
          codecMachine(), 0,
          transferShape({rows, size}, {200, 1}, {200, 1}, Format::BF16));
      TransferDemand found =
          transferDemand(codecMachine(), 0,
                         transferShape({rows, size}, {200, 1}, {200, 1},
                                       Format::BF16, coded(16, 1, false)));
      EXPECT_EQ(found.payload, plain.payload);
      EXPECT_EQ(found.wire, plain.wire);
      EXPECT_EQ(found.sourceBytes, plain.sourceBytes);
      EXPECT_EQ(found.targetBytes, plain.targetBytes);
      EXPECT_EQ(found.rate, plain.rate);
    }
  }
}
