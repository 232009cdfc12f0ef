//===- CriticalChain.cpp - what a simulated time consists of --------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ridge/Sim/CriticalChain.h"
#include <cassert>
#include <map>

using namespace ridge;

llvm::StringRef ridge::chainPartName(ChainPart part) {
  static constexpr llvm::StringLiteral names[] = {"occupied", "contended",
                                                  "latency"};
  return names[static_cast<unsigned>(part)];
}

void CriticalChain::onEvent(const SimEvent &event) {
  if (events.size() <= static_cast<size_t>(event.engine))
    events.resize(event.engine + 1);
  events[event.engine].push_back(event);
}

namespace {
/// Goes back along the chain. `until` is where the spans so far begin.
class Walk {
public:
  explicit Walk(llvm::ArrayRef<std::vector<SimEvent>> events)
      : events(events) {}

  bool start();
  bool step();
  std::vector<ChainShare> shares(const Machine &machine) const;

private:
  using Key = decltype(std::declval<ChainShare>().key());

  const SimEvent &here() const { return events[engine][event]; }
  void add(ChainPart part, int64_t begin);
  void goToCompletion(int64_t cycle);

  llvm::ArrayRef<std::vector<SimEvent>> events;
  size_t engine = 0;
  int64_t event = 0;
  int64_t until = 0;
  std::map<Key, int64_t> sums;
};
} // namespace

/// The operation whose results are there last; false if there is none.
bool Walk::start() {
  for (auto [id, told] : llvm::enumerate(events))
    for (auto [number, one] : llvm::enumerate(told))
      if (one.state == UnitState::Busy && one.complete > until) {
        until = one.complete;
        engine = id;
        event = number;
      }
  return until > 0;
}

/// The cycles from `begin` to where the chain has come so far are the
/// operation's.
void Walk::add(ChainPart part, int64_t begin) {
  if (begin >= until)
    return;
  const SimEvent &at = here();
  ChainShare share;
  share.engine = at.engine;
  share.instruction = at.op->instruction;
  share.path = at.op->path;
  share.layer = at.op->layer;
  share.part = part;
  sums[share.key()] += until - begin;
  until = begin;
}

/// The latest operation of this engine up to here that is complete at `cycle`.
void Walk::goToCompletion(int64_t cycle) {
  while (here().state != UnitState::Busy || here().complete != cycle) {
    assert(event > 0 && "a hold that nothing ends");
    --event;
  }
}

/// To the operation that the one at hand had to wait for; false at cycle 0.
bool Walk::step() {
  add(ChainPart::Latency, here().end);
  add(ChainPart::Contended, here().begin + here().alone);
  add(ChainPart::Occupied, here().begin);
  if (until == 0)
    return false;
  assert(event > 0 && "time before the first event of an engine");
  --event;
  while (here().state != UnitState::Busy) {
    const SimEvent &hold = here();
    if (hold.state != UnitState::WaitSemaphore) {
      goToCompletion(hold.end);
      return true;
    }
    engine = hold.giver.engine;
    event = hold.giver.event;
    if (hold.giver.atCompletion)
      return true;
  }
  return true;
}

/// Ticks become cycles by their sum so far, so that nothing is rounded twice.
std::vector<ChainShare> Walk::shares(const Machine &machine) const {
  std::vector<ChainShare> all;
  int64_t sumOfTicks = 0, sumOfCycles = 0;
  for (const auto &[key, ticks] : sums) {
    sumOfTicks += ticks;
    int64_t cycles = machine.cyclesOf(sumOfTicks) - sumOfCycles;
    if (cycles == 0)
      continue;
    sumOfCycles += cycles;
    ChainShare &share = all.emplace_back();
    std::tie(share.engine, share.instruction, share.path, share.layer,
             share.part) = key;
    share.cycles = cycles;
  }
  return all;
}

std::vector<ChainShare> CriticalChain::shares(const Machine &machine) const {
  Walk walk(events);
  if (!walk.start())
    return {};
  while (walk.step())
    ;
  return walk.shares(machine);
}
