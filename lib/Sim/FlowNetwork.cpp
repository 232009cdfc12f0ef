//===- FlowNetwork.cpp - transfers that share memories --------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Progressive filling and the movement of time for flows.
///
//===----------------------------------------------------------------------===//

#include "FlowNetwork.h"
#include <algorithm>
#include <cassert>
#include <cmath>

using namespace ridge;

/// Sums of many rates leave dust in the last bits; ends this near to a cycle's
/// edge count as on it.
static constexpr double dustCycles = 1e-7;

static constexpr double unfrozen = -1;

FlowNetwork::FlowNetwork(const Machine &machine) : machine(machine) {
  residual.resize(machine.memories.size());
  weights.resize(machine.memories.size(), 0);
  users.resize(machine.memories.size(), 0);
}

static int64_t roundUp(double cycles) {
  return static_cast<int64_t>(std::ceil(cycles - dustCycles));
}

void FlowNetwork::start(int64_t now, int32_t owner, PathId path,
                        const TransferDemand &demand, int64_t aloneRelease) {
  assert((flows.empty() || synced == now) && "advance before start");
  assert(demand.rate > 0 && "a flow needs a rate");
  const Path &p = machine.paths[path];
  double fromWeight = demand.sourceWeight(), toWeight = demand.targetWeight();
  // Inside one memory bytes are counted once: the more of codes and values.
  if (p.from == p.to)
    fromWeight = toWeight = std::max(fromWeight, toWeight);
  synced = now;
  flows.push_back({owner, p.from, p.to, fromWeight, toWeight,
                   static_cast<double>(demand.wire), demand.rate, 0,
                   aloneRelease, false});
  share();
}

double FlowNetwork::timeToFirstEnd() const {
  double first = std::numeric_limits<double>::infinity();
  for (const Flow &flow : flows)
    first = std::min(first, flow.remaining / flow.rate);
  return first;
}

int64_t FlowNetwork::nextEnd() const {
  if (flows.empty())
    return never;
  return synced + std::max<int64_t>(0, roundUp(timeToFirstEnd()));
}

void FlowNetwork::advance(int64_t now,
                          llvm::SmallVectorImpl<Release> &released) {
  double left = static_cast<double>(now - synced);
  double elapsed = 0;
  while (!flows.empty()) {
    double step = timeToFirstEnd();
    bool ends = step <= left + dustCycles;
    double moved = ends ? step : left;
    elapsed += moved;
    left -= moved;
    int64_t cycle = synced + roundUp(elapsed);
    auto *kept = flows.begin();
    for (Flow &flow : flows) {
      flow.remaining -= flow.rate * moved;
      if (flow.remaining > dustCycles * flow.rate) {
        *kept++ = flow;
        continue;
      }
      int64_t release =
          flow.slowed ? std::max(cycle, flow.aloneRelease) : flow.aloneRelease;
      released.push_back({flow.owner, release});
    }
    bool changed = kept != flows.end();
    flows.erase(kept, flows.end());
    if (changed)
      share();
    if (!ends)
      break;
  }
  synced = now;
}

void FlowNetwork::freeze(Flow &flow, double rate) {
  flow.rate = rate;
  flow.slowed |= rate < flow.cap;
  auto leave = [&](MemoryId memory, double weight) {
    residual[memory] -= weight * rate;
    weights[memory] -= weight;
    --users[memory];
  };
  leave(flow.from, flow.fromWeight);
  if (flow.to != flow.from)
    leave(flow.to, flow.toWeight);
}

void FlowNetwork::freezeCapped(double level) {
  for (Flow &flow : flows)
    if (flow.rate == unfrozen && flow.cap <= level)
      freeze(flow, flow.cap);
}

void FlowNetwork::freezeAt(MemoryId memory, double level) {
  for (Flow &flow : flows)
    if (flow.rate == unfrozen && (flow.from == memory || flow.to == memory))
      freeze(flow, level);
}

/// Nobody to share with: what Timing's rate says, as far as the memories go.
void FlowNetwork::runAlone(Flow &flow) {
  auto limit = [&](MemoryId memory, double weight) {
    return static_cast<double>(machine.memories[memory].bytesPerCycle) / weight;
  };
  flow.rate = std::min({flow.cap, limit(flow.from, flow.fromWeight),
                        limit(flow.to, flow.toWeight)});
  flow.slowed |= flow.rate < flow.cap;
}

void FlowNetwork::share() {
  if (flows.size() == 1)
    return runAlone(flows.front());
  touched.clear();
  auto use = [&](MemoryId memory, double weight) {
    if (users[memory]++ == 0) {
      touched.push_back(memory);
      residual[memory] =
          static_cast<double>(machine.memories[memory].bytesPerCycle);
      weights[memory] = 0;
    }
    weights[memory] += weight;
  };
  for (Flow &flow : flows) {
    flow.rate = unfrozen;
    use(flow.from, flow.fromWeight);
    if (flow.to != flow.from)
      use(flow.to, flow.toWeight);
  }
  for (;;) {
    double leastCap = std::numeric_limits<double>::infinity();
    for (const Flow &flow : flows)
      if (flow.rate == unfrozen)
        leastCap = std::min(leastCap, flow.cap);
    if (std::isinf(leastCap))
      return;
    double level = std::numeric_limits<double>::infinity();
    MemoryId full = -1;
    for (MemoryId memory : touched) {
      if (users[memory] == 0)
        continue;
      double fair = residual[memory] / weights[memory];
      if (fair < level) {
        level = fair;
        full = memory;
      }
    }
    if (leastCap <= level)
      freezeCapped(leastCap);
    else
      freezeAt(full, level);
  }
}

double FlowNetwork::rateOf(int32_t owner) const {
  for (const Flow &flow : flows)
    if (flow.owner == owner)
      return flow.rate;
  return 0;
}
