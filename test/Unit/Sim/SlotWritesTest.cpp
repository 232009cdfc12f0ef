//===- SlotWritesTest.cpp - who waits for pending writes ------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Against a list that keeps every write and asks each for every byte, with a
/// few and with hundreds of writes pending.
///
//===----------------------------------------------------------------------===//

#include "lib/Sim/SlotWrites.h"
#include <bitset>
#include <deque>
#include <gtest/gtest.h>
#include <random>

using namespace ridge;

namespace {

constexpr int64_t width = 64, rows = 64, bits = 32;
using Bytes = std::bitset<width * rows * bits / 8>;

/// Its bytes one by one.
struct Write {
  Bytes bytes;
  int64_t complete;
  bool isUpdate;
};

int64_t readyByBytes(llvm::ArrayRef<Write> writes, int64_t now,
                     const Bytes &bytes, AccessUse use) {
  for (const Write &write : writes)
    if (!(write.isUpdate && use == AccessUse::Update) &&
        (write.bytes & bytes).any())
      now = std::max(now, write.complete);
  return now;
}

/// A tile of `tall` rows and `wide` columns, with gaps between them where
/// `step` is not 1.
struct Tile {
  int64_t tall, wide, step;
  TouchedWindow window;

  Tile(int64_t tall, int64_t wide, int64_t step)
      : tall(tall), wide(wide), step(step),
        window{0, StridedBox(0, {tall, wide}, {width, step}).bytes(bits)} {}
  Bytes at(int64_t offset) const {
    Bytes bytes;
    for (int64_t i = 0; i != tall; ++i)
      for (int64_t j = 0; j != wide; ++j)
        for (int64_t byte = 0; byte != bits / 8; ++byte)
          bytes.set((offset + i * width + j * step) * (bits / 8) + byte);
    return bytes;
  }
};

/// One operation a cycle or as soon as it is ready, each of which reads or
/// overwrites one tile.
void compare(uint64_t seed, int64_t latency, int64_t largest) {
  std::mt19937_64 random(seed);
  auto pick = [&](int64_t low, int64_t high) {
    return low + static_cast<int64_t>(random() % (high - low + 1));
  };
  std::deque<Tile> tiles; // Stay where they are.
  for (int i = 0; i != 4; ++i)
    tiles.emplace_back(pick(1, largest), pick(1, largest), pick(1, 2));
  SlotWrites slot;
  std::vector<Write> writes;
  int64_t now = 0, row = 0, column = 0;
  size_t mostPending = 0;
  for (int turn = 0; turn != 1500; ++turn) {
    const Tile &tile = tiles[pick(0, 3)];
    // Mostly beside the last one, sometimes on it, sometimes far away.
    if (pick(0, 9) == 0) {
      row = pick(0, rows - tile.tall);
      column = pick(0, width - 1);
    } else if (pick(0, 7) != 0) {
      column += tile.wide * tile.step;
    }
    if (column + (tile.wide - 1) * tile.step >= width) {
      column = 0;
      row += tile.tall;
    }
    if (row + tile.tall > rows)
      row = 0;
    int64_t offset = row * width + column;
    MovedWindow window(tile.window, offset, bits);
    Bytes bytes = tile.at(offset);
    AccessUse use = AccessUse(pick(0, 2));
    int64_t ready = readyByBytes(writes, now, bytes, use);
    int64_t start =
        slot.isFree(now, use) ? now : slot.readyCycle(now, window, use);
    ASSERT_EQ(start, ready) << "seed " << seed << ", turn " << turn;
    now = start;
    if (use != AccessUse::Read) {
      // Small tiles are there sooner, and now and then one takes very long.
      int64_t complete = now + latency - pick(0, latency / 4) +
                         (pick(0, 29) == 0 ? 4 * latency : 0);
      slot.record(now, window, use, complete);
      writes.push_back({bytes, complete, use == AccessUse::Update});
    }
    llvm::erase_if(writes,
                   [&](const Write &write) { return write.complete <= now; });
    mostPending = std::max(mostPending, writes.size());
    now += pick(0, 1);
  }
  if (latency >= 100 && largest == 1) {
    EXPECT_GT(mostPending, 40u) << "seed " << seed;
  }
}

TEST(SlotWrites, FewPending) {
  for (uint64_t seed = 0; seed != 20; ++seed)
    compare(seed, 6, 8);
}

TEST(SlotWrites, ManySmallOnesPending) {
  for (uint64_t seed = 0; seed != 10; ++seed)
    compare(seed, 300, 1);
}

TEST(SlotWrites, ManyTilesPending) {
  for (uint64_t seed = 0; seed != 10; ++seed)
    compare(seed, 200, 4);
}

TEST(SlotWrites, AccumulationInOnePlaceIsThereWithItsLastStep) {
  Tile tile(2, 2, 1);
  SlotWrites slot;
  // 16 in other places make a group, of which the last one goes on.
  for (int64_t i = 0; i != 16; ++i)
    slot.record(0, MovedWindow(tile.window, 4 * i, bits), AccessUse::Update,
                100 + i);
  MovedWindow last(tile.window, 60, bits), first(tile.window, 0, bits);
  slot.record(0, last, AccessUse::Update, 200);
  EXPECT_EQ(slot.readyCycle(1, last, AccessUse::Update), 1);
  EXPECT_EQ(slot.readyCycle(1, last, AccessUse::Read), 200);
  EXPECT_EQ(slot.readyCycle(1, first, AccessUse::Read), 100);
  EXPECT_EQ(slot.readyCycle(199, last, AccessUse::Write), 200);
  EXPECT_EQ(slot.readyCycle(200, last, AccessUse::Write), 200);
}

} // namespace
