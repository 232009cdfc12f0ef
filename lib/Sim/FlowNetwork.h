//===- FlowNetwork.h - transfers that share memories ------------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Transfers as fluid flows (S-move-1). A flow uses one or two memories and has
/// a rate that it never exceeds; the memories' bytesPerCycle are shared max-min
/// fairly (progressive filling): raise all rates together, freeze a flow when
/// it reaches its own cap or when one of its memories is full.
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

  struct Release {
    int32_t owner;
    int64_t cycle; ///< First cycle in which the flow's engine is free.
  };

  /// A flow of `demand.wire` bytes on `path`, at most `demand.rate` bytes per
  /// cycle, begins at cycle `now`. Alone it would release its engine at
  /// `aloneRelease`; it never does so before. advance(now) must come first.
  void start(int64_t now, int32_t owner, PathId path,
             const TransferDemand &demand, int64_t aloneRelease);

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
    MemoryId from, to;
    double fromWeight, toWeight; ///< Bytes there per byte on the wire.
    double remaining;            ///< Bytes on the wire at cycle `synced`.
    double cap;
    double rate;
    int64_t aloneRelease;
    bool slowed; ///< Ever below its cap.
  };

  double timeToFirstEnd() const;
  void share();
  void runAlone(Flow &flow);
  void freezeCapped(double level);
  void freezeAt(MemoryId memory, double level);
  void freeze(Flow &flow, double rate);

  const Machine &machine;
  llvm::SmallVector<Flow, 8> flows;
  int64_t synced = 0;
  // Scratch of share(), by memory.
  llvm::SmallVector<double, 8> residual;
  llvm::SmallVector<double, 8> weights; ///< Of all that are not frozen.
  llvm::SmallVector<int32_t, 8> users;
  llvm::SmallVector<MemoryId, 8> touched;
};

} // namespace ridge

#endif // RIDGE_LIB_SIM_FLOWNETWORK_H
