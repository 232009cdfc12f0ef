//===- SharingTest.cpp - queues, directions and banks of a machine --------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// S-issue-3, S-bank-1 and the directions of S-move-1 by hand.
///
//===----------------------------------------------------------------------===//

#include "Toy.h"
#include "ridge/Sim/Simulator.h"
#include <gtest/gtest.h>

using namespace ridge;
using namespace toy;

namespace {

/// Writes "engine state begin..end>complete" per event.
class Lines : public SimListener {
public:
  explicit Lines(const Machine &machine) : machine(machine) {}
  void onEvent(const SimEvent &e) override {
    text.push_back(
        machine.engines[e.engine].name + " " + unitStateName(e.state).str() +
        " " + std::to_string(e.begin) + ".." + std::to_string(e.end) +
        (e.state == UnitState::Busy ? ">" + std::to_string(e.complete) : ""));
  }
  std::vector<std::string> text;

private:
  const Machine &machine;
};

std::vector<std::string> timeline(const Program &program, const Machine &m) {
  Lines lines(m);
  simulate(program, m, &lines);
  return lines.text;
}

using Text = std::vector<std::string>;

/// Three issues that have nothing to do with one another: 4 cycles each, the
/// results 8 later.
Program threeIssues() {
  Builder b;
  b.layer("macs");
  BufferId a = b.buffer(sram, 4);
  for (int i = 0; i < 3; ++i)
    b.queue(array,
            {issue(mac, {at(a), at(a), at(b.buffer(acc, 4))}, extent(4))});
  return std::move(b.program);
}

TEST(QueueDepth, ThirdIssueWaitsForTheFirst) {
  Machine m = machine();
  m.engines[array].queueDepth = 2;
  EXPECT_EQ(timeline(threeIssues(), m),
            (Text{"array busy 0..4>12", "array busy 4..8>16",
                  "array wait_queue 8..12", "array busy 12..16>24"}));
}

TEST(QueueDepth, OfOneIsOneAfterTheOther) {
  Machine m = machine();
  m.engines[array].queueDepth = 1;
  EXPECT_EQ(simulate(threeIssues(), m).cycles, 36);
  m.engines[array].queueDepth = 3; // No limit to these.
  EXPECT_EQ(simulate(threeIssues(), m).cycles, 20);
}

TEST(QueueDepth, IssueTimeIsPartOfTheOccupancy) {
  Machine m = machine();
  m.engines[array].issueCycles = 3;
  EXPECT_EQ(timeline(threeIssues(), m),
            (Text{"array busy 0..7>15", "array busy 7..14>22",
                  "array busy 14..21>29"}));
}

/// 32 elements in and 32 out, at once.
Program inAndOut() {
  Builder b;
  b.layer("copy");
  BufferId x = b.argument(32), a = b.buffer(sram, 32);
  BufferId y = b.result(32), c = b.buffer(acc, 32);
  b.queue(load, {move(in, at(x), at(a), extent(32))});
  b.queue(store, {move(out, at(c), at(y), extent(32))});
  return std::move(b.program);
}

TEST(Directions, ShareWhatIsForBoth) {
  // The store has 4 B/cycle for 2 cycles, then 2: 8 bytes, and 120 in 60. The
  // load sends 120 by 62 and the rest at 4.
  EXPECT_EQ(timeline(inAndOut(), machine()),
            (Text{"store busy 0..62>70", "load busy 0..64>74"}));
}

TEST(Directions, DoNotMeetWhereTheyAreApart) {
  Machine m = machine();
  m.memories[dram].readBytesPerCycle = m.memories[dram].writeBytesPerCycle = 4;
  m.memories[dram].bytesPerCycle = 8;
  EXPECT_EQ(timeline(inAndOut(), m),
            (Text{"store busy 0..32>40", "load busy 0..34>44"}));
  // Reads at half the rate are twice as long and disturb nobody.
  m.memories[dram].readBytesPerCycle = 2;
  EXPECT_EQ(timeline(inAndOut(), m),
            (Text{"store busy 0..32>40", "load busy 0..66>76"}));
}

/// A load of 8 elements into one buffer while an issue of 16 reads another,
/// which begins at byte `address`.
Program loadAndIssue(int64_t address) {
  Builder b;
  b.layer("both");
  BufferId x = b.argument(8), a = b.buffer(sram, 8), d = b.buffer(sram, 16);
  BufferId c = b.buffer(acc, 16);
  b.program.buffers[d].address = address;
  b.queue(load, {move(in, at(x), at(a), extent(8))});
  b.queue(array, {issue(mac, {at(d), at(d), at(c)}, extent(16))});
  return std::move(b.program);
}

Machine bankedMachine() {
  Machine m = machine();
  m.memories[sram].banks = 2; // 512 KiB each
  m.memories[sram].bankBytesPerCycle = 4;
  return m;
}

TEST(Banks, OfTheirOwnDoNotConflict) {
  EXPECT_EQ(timeline(loadAndIssue(1 << 19), bankedMachine()),
            (Text{"load busy 0..10>20", "array busy 0..16>24"}));
}

TEST(Banks, InOneTransfersAndIssuesShareItsRate) {
  // The issue asks for two operands of 4 B/cycle, which the bank gives it as 4:
  // 64 bytes. It has 8 of them when the load begins; then both have 2 B/cycle,
  // until the load's 32 bytes are there at 18. 24 remain, at 4.
  SimResult result = simulate(loadAndIssue(1 << 10), bankedMachine());
  EXPECT_EQ(timeline(loadAndIssue(1 << 10), bankedMachine()),
            (Text{"load busy 0..18>28", "array busy 0..24>32"}));
  auto contended = static_cast<unsigned>(UnitState::Contended);
  EXPECT_EQ(result.states[load][contended], 8);
  EXPECT_EQ(result.states[array][contended], 8);
}

TEST(Banks, WithoutARateCostNoTime) {
  Machine m = bankedMachine();
  m.memories[sram].bankBytesPerCycle = 0;
  EXPECT_EQ(timeline(loadAndIssue(1 << 10), m),
            (Text{"load busy 0..10>20", "array busy 0..16>24"}));
}

TEST(Banks, SlotAcrossTwoLoadsEachByHalf) {
  // Half of the issue's 4 B/cycle are in the bank of the load: what it asks of
  // each bank is the most that it asks of any, 4 B/cycle, capped from 8 / 2.
  // So it shares the bank with the load as before, and the other bank has room.
  EXPECT_EQ(timeline(loadAndIssue((1 << 19) - 32), bankedMachine()),
            (Text{"load busy 0..18>28", "array busy 0..24>32"}));
}

TEST(Banks, AreThoseOfTheSlotAtHand) {
  // Two slots, one in each bank: the load into the second meets nobody.
  for (int64_t slot : {0, 1}) {
    Builder b;
    b.layer("slots");
    BufferId x = b.argument(8), a = b.buffer(sram, 8, 2), c = b.buffer(acc, 16);
    BufferId d = b.buffer(sram, 16);
    Buffer &slots = b.program.buffers[a];
    slots.address = (1 << 19) - slots.slotBytes;
    b.queue(load, {move(in, at(x), at(a, affine(0), affine(slot)), extent(8))});
    b.queue(array, {issue(mac, {at(d), at(d), at(c)}, extent(16))});
    EXPECT_EQ(simulate(b.program, bankedMachine()).cycles, slot == 0 ? 32 : 24);
  }
}

} // namespace
