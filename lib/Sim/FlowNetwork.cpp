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

FlowNetwork::ResourceId FlowNetwork::addResource(const Memory &memory,
                                                 int64_t bytesPerCycle) {
  rates.push_back(static_cast<double>(bytesPerCycle) /
                  static_cast<double>(memory.period));
  return static_cast<ResourceId>(rates.size()) - 1;
}

FlowNetwork::FlowNetwork(const Machine &machine) : machine(machine) {
  for (const Memory &memory : machine.memories) {
    totals.push_back(addResource(memory, memory.bytesPerCycle));
    auto limited = [&](int64_t rate) {
      return rate > 0 ? addResource(memory, rate) : -1;
    };
    reads.push_back(limited(memory.readBytesPerCycle));
    writes.push_back(limited(memory.writeBytesPerCycle));
    banks.push_back(limited(memory.bankBytesPerCycle));
    for (int64_t bank = 1; banks.back() >= 0 && bank < memory.banks; ++bank)
      addResource(memory, memory.bankBytesPerCycle);
  }
  residual.resize(rates.size());
  weights.resize(rates.size(), 0);
  users.resize(rates.size(), 0);
}

static int64_t roundUp(double cycles) {
  return static_cast<int64_t>(std::ceil(cycles - dustCycles));
}

void FlowNetwork::start(int64_t now, int32_t owner, PathId path,
                        const TransferDemand &demand, int64_t aloneRelease,
                        llvm::ArrayRef<Use> more) {
  const Path &p = machine.paths[path];
  double fromWeight = demand.sourceLoadWeight(),
         toWeight = demand.targetLoadWeight();
  Flow flow{owner,       {}, static_cast<double>(demand.wire),
            demand.rate, 0,  aloneRelease,
            false};
  // Inside one memory bytes are counted once: the more of codes and values.
  if (p.from == p.to) {
    flow.uses.push_back({totals[p.from], std::max(fromWeight, toWeight)});
  } else {
    flow.uses.push_back({totals[p.from], fromWeight});
    flow.uses.push_back({totals[p.to], toWeight});
  }
  if (reads[p.from] >= 0)
    flow.uses.push_back({reads[p.from], demand.sourceWeight()});
  if (writes[p.to] >= 0)
    flow.uses.push_back({writes[p.to], demand.targetWeight()});
  llvm::append_range(flow.uses, more);
  addFlow(now, std::move(flow));
}

void FlowNetwork::startWork(int64_t now, int32_t owner, int64_t cycles,
                            int64_t aloneRelease, llvm::ArrayRef<Use> banks) {
  double most = 0;
  for (Use use : banks)
    most = std::max(most, use.weight);
  Flow flow{owner, Uses(banks), static_cast<double>(cycles) * most,
            most,  0,           aloneRelease,
            false};
  for (Use &use : flow.uses)
    use.weight /= most;
  addFlow(now, std::move(flow));
}

void FlowNetwork::addFlow(int64_t now, Flow flow) {
  assert((flows.empty() || synced == now) && "advance before start");
  assert(flow.cap > 0 && "a flow needs a rate");
  synced = now;
  flows.push_back(std::move(flow));
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
        if (&*kept != &flow)
          *kept = std::move(flow);
        ++kept;
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
  for (Use use : flow.uses) {
    residual[use.resource] -= use.weight * rate;
    weights[use.resource] -= use.weight;
    --users[use.resource];
  }
}

void FlowNetwork::freezeCapped(double level) {
  for (Flow &flow : flows)
    if (flow.rate == unfrozen && flow.cap <= level)
      freeze(flow, flow.cap);
}

void FlowNetwork::freezeAt(ResourceId resource, double level) {
  auto uses = [&](const Flow &flow) {
    return llvm::any_of(flow.uses,
                        [&](Use use) { return use.resource == resource; });
  };
  for (Flow &flow : flows)
    if (flow.rate == unfrozen && uses(flow))
      freeze(flow, level);
}

/// Nobody to share with: what Timing's rate says, as far as the memories go.
void FlowNetwork::runAlone(Flow &flow) {
  flow.rate = flow.cap;
  for (Use use : flow.uses)
    flow.rate = std::min(flow.rate, rates[use.resource] / use.weight);
  flow.slowed |= flow.rate < flow.cap;
}

void FlowNetwork::share() {
  if (flows.size() == 1)
    return runAlone(flows.front());
  touched.clear();
  for (Flow &flow : flows) {
    flow.rate = unfrozen;
    for (Use use : flow.uses) {
      if (users[use.resource]++ == 0) {
        touched.push_back(use.resource);
        residual[use.resource] = rates[use.resource];
        weights[use.resource] = 0;
      }
      weights[use.resource] += use.weight;
    }
  }
  for (;;) {
    double leastCap = std::numeric_limits<double>::infinity();
    for (const Flow &flow : flows)
      if (flow.rate == unfrozen)
        leastCap = std::min(leastCap, flow.cap);
    if (std::isinf(leastCap))
      return;
    double level = std::numeric_limits<double>::infinity();
    ResourceId full = -1;
    for (ResourceId resource : touched) {
      if (users[resource] == 0)
        continue;
      double fair = residual[resource] / weights[resource];
      if (fair < level) {
        level = fair;
        full = resource;
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
