//===- RouteTest.cpp - paths between any two memories ---------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "TestMachines.h"
#include <functional>
#include <random>

using namespace ridge;

/// Memories 0 (home) to `count` - 1 with paths at random; some of the home
/// memory's have a codec.
static Machine randomGraph(std::mt19937_64 &random, int count) {
  Machine machine;
  for (int i = 0; i < count; ++i) {
    Memory memory;
    memory.name = "m" + std::to_string(i);
    memory.home = i == 0;
    machine.memories.push_back(memory);
  }
  machine.engines = {{"move"}};
  int paths = 1 + int(random() % (2 * count));
  for (int i = 0; i < paths; ++i) {
    Path path;
    path.from = MemoryId(random() % count);
    path.to = MemoryId(random() % count);
    path.engine = 0;
    if (path.from == path.to)
      continue;
    if (random() % 2)
      path.codecs.push_back("rle");
    machine.paths.push_back(path);
  }
  return machine;
}

/// Paths of the shortest way that does not pass through the home memory and
/// whose ends at it have the codec; -1: there is none.
static int64_t shortest(const Machine &machine, MemoryId from, MemoryId to,
                        llvm::StringRef codec) {
  int64_t best = -1;
  std::vector<bool> seen(machine.memories.size(), false);
  std::function<void(MemoryId, int64_t)> walk = [&](MemoryId at,
                                                    int64_t count) {
    if (at == to && count > 0) {
      best = best < 0 ? count : std::min(best, count);
      return;
    }
    if (count > 0 && machine.memories[at].home)
      return;
    seen[at] = true;
    for (const Path &path : machine.paths) {
      bool touchesHome =
          machine.memories[path.from].home || machine.memories[path.to].home;
      bool isCoded = codec.empty() || llvm::is_contained(path.codecs, codec);
      if (path.from == at && !seen[path.to] && (isCoded || !touchesHome))
        walk(path.to, count + 1);
    }
    seen[at] = false;
  };
  walk(from, 0);
  return best;
}

TEST(Route, IsTheShortestOfAllWays) {
  std::mt19937_64 random(9);
  int found = 0, several = 0;
  for (int i = 0; i < 400; ++i) {
    Machine machine = randomGraph(random, 2 + int(random() % 5));
    for (MemoryId from = 0; from < MemoryId(machine.memories.size()); ++from)
      for (MemoryId to = 0; to < MemoryId(machine.memories.size()); ++to) {
        if (from == to || (from != 0 && to != 0))
          continue;
        for (llvm::StringRef codec : {"", "rle"}) {
          auto route = machine.findRoute(from, to, /*indexed=*/false, codec);
          int64_t expected = shortest(machine, from, to, codec);
          ASSERT_EQ(int64_t(route.size()), std::max<int64_t>(expected, 0));
          if (route.empty())
            continue;
          ++found;
          several += route.size() > 1;
          MemoryId at = from;
          for (PathId path : route) {
            EXPECT_EQ(machine.paths[path].from, at);
            EXPECT_TRUE(at == from || !machine.memories[at].home);
            at = machine.paths[path].to;
          }
          EXPECT_EQ(at, to);
          PathId outer = from == 0 ? route.front() : route.back();
          if (!codec.empty())
            EXPECT_TRUE(llvm::is_contained(machine.paths[outer].codecs, codec));
        }
      }
  }
  EXPECT_GT(found, 1000);
  EXPECT_GT(several, 300);
}

TEST(Route, ListsTakeASinglePath) {
  Machine machine = makeMachine();
  machine.paths[0].cyclesPerIndex = 2;
  EXPECT_EQ(machine.findRoute(0, 1, /*indexed=*/true).size(), 1u);
  EXPECT_TRUE(machine.findRoute(2, 0, /*indexed=*/true).empty());
  EXPECT_EQ(machine.findRoute(2, 0).size(), 2u);
}
