//===- FlowNetwork.h - transfers that share memories ------------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Transfers as fluid flows (S-move-1), and instructions that touch banks of
/// limited rate (S-bank-1). A flow uses some resources and has a rate that it
/// never exceeds; resources are shared max-min fairly (progressive filling):
/// raise all rates together, freeze a flow when it reaches its own cap or when
/// one of its resources is full. Resources are what a memory carries in all,
/// what can be read and what can be written of it where that is limited apart,
/// and its banks where they have a rate.
///
/// Example: a memory of 12 B/cycle, flows with caps 2, 9 and 9. All rise to 2,
/// the first freezes; the other two rise to 5 and the memory is full: 2, 5, 5.
///
/// Where codes become values on the way, a byte on the wire is several at one
/// of the memories, the flow's weight there: rates of the wire rise together,
/// and a memory is full when the sum of weight times rate is its bandwidth. In
/// the example with the last flow of weight 3: 2, 2.5, 2.5.
///
/// Flows start at whole cycles and end anywhere inside a cycle; the others
/// speed up at that very moment. Rounding up happens only where an engine is
/// released. That keeps the network work conserving, so that sharing never
/// takes longer than one after the other.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_LIB_SIM_FLOWNETWORK_H
#define RIDGE_LIB_SIM_FLOWNETWORK_H

#include "ridge/Timing/Timing.h"
#include <limits>

namespace ridge {

class FlowNetwork {
public:
  static constexpr int64_t never = std::numeric_limits<int64_t>::max();

  explicit FlowNetwork(const Machine &machine);

  using ResourceId = int32_t;
  /// A flow's part of a resource: bytes there per byte, or cycle, of the flow.
  struct Use {
    ResourceId resource;
    double weight;
  };
  using Uses = llvm::SmallVector<Use, 4>;

  /// The first bank of a memory whose banks have a rate; the others follow.
  ResourceId firstBank(MemoryId memory) const { return banks[memory]; }
  double rateOfResource(ResourceId resource) const { return rates[resource]; }

  struct Release {
    int32_t owner;
    int64_t cycle; ///< First cycle in which the flow's engine is free.
  };

  /// A flow of `demand.wire` bytes on `path`, at most `demand.rate` bytes per
  /// cycle, begins at cycle `now`. Alone it would release its engine at
  /// `aloneRelease`; it never does so before. advance(now) must come first.
  /// `banks` come on top of what the path uses.
  void start(int64_t now, int32_t owner, PathId path,
             const TransferDemand &demand, int64_t aloneRelease,
             llvm::ArrayRef<Use> banks = {});

  /// The same for work of `cycles` on an engine, a cycle per cycle at most;
  /// `banks` have the bytes per cycle. It competes with the bytes that it has
  /// at the bank that it asks most of.
  void startWork(int64_t now, int32_t owner, int64_t cycles,
                 int64_t aloneRelease, llvm::ArrayRef<Use> banks);

  /// Moves time on to `now` and appends the flows that ended on the way.
  void advance(int64_t now, llvm::SmallVectorImpl<Release> &released);

  /// Cycle at the end of which the next flow ends, rounded up; `never` if none.
  int64_t nextEnd() const;

  bool empty() const { return flows.empty(); }

  /// Present rate of the flow of `owner`, for tests; 0 if it has none.
  double rateOf(int32_t owner) const;

private:
  struct Flow {
    int32_t owner;
    Uses uses;
    double remaining; ///< Bytes on the wire, or work, at cycle `synced`.
    double cap;
    double rate;
    int64_t aloneRelease;
    bool slowed; ///< Ever below its cap.
  };

  double timeToFirstEnd() const;
  void share();
  void runAlone(Flow &flow);
  void freezeCapped(double level);
  void freezeAt(ResourceId resource, double level);
  void freeze(Flow &flow, double rate);
  ResourceId addResource(const Memory &memory, int64_t bytesPerCycle);
  void addFlow(int64_t now, Flow flow);

  const Machine &machine;
  std::vector<double> rates; ///< By resource.
  /// By memory; -1: there is no such resource.
  llvm::SmallVector<ResourceId, 8> totals, reads, writes, banks;
  llvm::SmallVector<Flow, 8> flows;
  int64_t synced = 0;
  // Scratch of share(), by resource.
  std::vector<double> residual;
  std::vector<double> weights; ///< Of all that are not frozen.
  std::vector<int32_t> users;
  llvm::SmallVector<ResourceId, 8> touched;
};

} // namespace ridge

#endif // RIDGE_LIB_SIM_FLOWNETWORK_H
