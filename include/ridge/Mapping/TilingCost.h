//===- TilingCost.h - legality and time of a tiling -------------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What a group costs under a tiling, from the windows, operations and loops of
/// its Workload and the times of Timing. A tiling is legal if
///
///   M-1  in every memory the slots of all buffers fit: sum of slots * bytes <=
///        capacity, each buffer with slots of its own, but for those that take
///        turns in one place (M-23);
///   M-2  the loops compute every value before it is read;
///   M-3  tiles that are written to a buffer in a codec are whole units;
///   M-11 every box that an instruction takes of a tile, the last ones
///        included, is at least as large as its dims must be.
///
/// Its time is the greatest of limits, each of which some resource sets.
/// X(w) is how often something runs: the trips of the loops around it. For
/// every engine e
///
///   M-4  a transfer w, each hop of a window's route, keeps e busy for X(w) *
///        (setup + f * (occupancy - setup)), f the mean size of its boxes over
///        that of a full one;
///   M-5  an operation and its fill keep e busy for the sum of their
///        occupancies over all tiles, ragged ones included; of their latencies
///        instead, if it reads what e has made: the queue waits for the result;
///   M-6  an operation of another engine keeps e waiting for its latencies if e
///        begins its next tile only when the operation is done with this one:
///        if e makes what it needs and takes what comes of it, and the result
///        or what e uses before and after it has one slot;
///   M-7  cycles >= busy(e) + ramp - once(e): the busiest engine waits for its
///        first tile to come and for its last one to go, but not for its own
///        part once(e) of that; ramp is the latency of one tile from the first
///        load to the last store.
///
/// and for the whole
///
///   M-8  cycles >= wire bytes / rate of a memory, as many as it could have
///        moved while it is busy, the home memory or one in which data are
///        staged, + one tile's latency in the instructions;
///   M-9  cycles >= T * chain / slots + ramp - chain: the T innermost tiles
///        come one after the other, `slots` of them at a time; chain is the
///        part of ramp that belongs to the innermost loop. With two slots more
///        than two tiles can be on their way, so this one asks for more than
///        must be: it counts where latencies are long beside the work of a
///        tile;
///   M-19 cycles >= I * life / slots + ramp - life for a buffer that passes
///        between engines and is filled I times, life the time of one instance
///        from the begin of its fill to the end of its last use.
///
///   M-10 The search minimises cycles * (1 + fullness / 100), fullness the part
///        of the fullest memory in use if every buffer had the slots that it
///        can use: of nearly equal times the one that leaves room to the
///        neighbours.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_MAPPING_TILINGCOST_H
#define RIDGE_MAPPING_TILINGCOST_H

#include "ridge/Mapping/Workload.h"
#include "llvm/ADT/Hashing.h"
#include <limits>
#include <unordered_map>

namespace ridge {

/// What a tiling asks for, added up over the group. Cycles but where stated.
struct TilingDemand {
  llvm::SmallVector<double, 8> busy; ///< Per engine, all tiles (M-4 to M-6).
  llvm::SmallVector<double, 8> once; ///< Per engine, its part of one tile.
  /// Per memory the bytes over its bandwidth, where transfers meet.
  llvm::SmallVector<double, 4> wire;
  double firstLoad = 0; ///< Latencies of one tile's loads,
  double compute = 0;   ///< of its operations
  double lastStore = 0; ///< and of its stores.
  double chain = 0;     ///< The part of these three in the innermost loop.
  double tiles = 1;     ///< Iterations of the innermost loop.
  /// Per buffer (M-19): how often it is filled anew, and the cycles of one
  /// instance from the begin of its fill to the end of its last use.
  llvm::SmallVector<double, 8> instances, lives;
  /// Per buffer its transfers' part of `busy`, those on its home side.
  llvm::SmallVector<double, 8> transfers;
  /// Per window the bytes that it carries from or to the home memory.
  llvm::SmallVector<double, 8> wires;

  double ramp() const { return firstLoad + compute + lastStore; }
};

class TilingCost {
public:
  explicit TilingCost(const Workload &workload);

  /// Sets cycles and objective; false if the tiling is not legal.
  bool evaluate(Tiling &tiling);
  /// The same for a tiling that is legal.
  void price(Tiling &tiling);

  /// A limit below cycles and objective for these tiles under any order; with
  /// none that fits, infinity.
  /// Beyond `enough`, any such limit.
  double leastCycles(const Tiling &tiling,
                     double enough = std::numeric_limits<double>::infinity());
  /// The same of transfers alone: less to work out.
  double leastOfTransfers(const Tiling &tiling);

  /// The first of M-1 to M-3 and M-11 that the tiling breaks.
  std::optional<MappingRule> brokenRule(const Tiling &tiling) const;
  bool isLegal(const Tiling &tiling) const { return !brokenRule(tiling); }
  /// Takes second slots from buffers until all fit: first from those that will
  /// miss it least. False if they do not fit with one slot each either.
  bool saveSlots(Tiling &tiling);
  /// M-4 to M-6.
  TilingDemand demandOf(const Tiling &tiling);
  /// M-7 to M-9, M-19.
  double cyclesOf(const Tiling &tiling, const TilingDemand &demand) const;

private:
  /// Sums over all executions of an operation, and the time of a full tile.
  struct OperationTime {
    UnitTime full;
    double occupancy = 0, latency = 0;
  };
  using EngineSet = llvm::SmallVector<EngineId, 2>;
  /// What was worked out before, by sizes.
  struct SizesHash {
    size_t operator()(const llvm::SmallVector<int64_t, 8> &sizes) const {
      return llvm::hash_combine_range(sizes.begin(), sizes.end());
    }
  };
  template <typename T>
  using BySizes =
      std::unordered_map<llvm::SmallVector<int64_t, 8>, T, SizesHash>;
  /// One path of a window's route, and the buffer at its far end.
  struct Hop {
    size_t window, number, buffer;
    PathId path;
    llvm::SmallVector<int32_t, 6> dims; ///< Of its window.
  };
  /// What an instruction is issued for: an operation, or its fill.
  struct Computation {
    const Match *match;
    const Kernel *kernel;
    EngineId engine;
    llvm::SmallVector<int32_t, 6> dims; ///< Group dim of each kernel dim.
    DimSet used;                        ///< All of them.
    bool isMasked = false;              ///< It leaves masked columns out.
    int32_t timing = -1; ///< Equal where times are equal at equal sizes.
    unsigned kind = 0;   ///< Equal where timing and dims are.
  };
  /// Why an engine waits for an operation: one of these buffers has one slot.
  struct Hold {
    EngineId engine;
    llvm::SmallVector<int32_t, 4> buffers;
  };

  void addComputations();
  void findKinds();
  void findHolds();
  llvm::SmallVector<int32_t, 6> buffersOf(size_t operation) const;
  std::vector<EngineSet> stalledEngines(const Tiling &tiling) const;
  bool fits(const Tiling &tiling) const;
  double leastOfTransfers(const Tiling &tiling,
                          llvm::SmallVectorImpl<double> &busy);
  void findLimits();
  bool keepsLimits(const Tiling &tiling) const;
  void addHop(const Tiling &tiling, const Hop &hop, TilingDemand &demand);
  bool isInPlace(size_t buffer) const {
    return buffer < workload.windows.size() &&
           workload.windows[buffer].isInPlace;
  }
  void addOperations(const Tiling &tiling, TilingDemand &demand);
  /// One execution of a hop: of a full box, and of all boxes on average.
  struct HopTime {
    UnitTime full;
    double busy = 0, wire = 0; ///< Cycles of its engine, bytes on the path.
    /// Of the bandwidths of the memories at its ends, in such bytes.
    double nearLoad = 0, farLoad = 0;
  };
  const HopTime &hopTime(const Tiling &tiling, const Hop &hop);
  HopTime computeHopTime(const Tiling &tiling, const Hop &hop,
                         llvm::ArrayRef<int64_t> far,
                         llvm::ArrayRef<int64_t> near) const;
  const OperationTime &timeOfAll(const Tiling &tiling,
                                 const Computation &computation);
  void addFill(const Tiling &tiling, size_t index, TilingDemand &demand);
  void addLives(const Tiling &tiling, size_t index, const OperationTime &time,
                TilingDemand &demand) const;
  /// The same where no loop is around it but those of its own dims.
  const OperationTime &timeOfOwn(const Computation &computation,
                                 const Tiling &tiling);
  OperationTime timeOfStaircase(const Computation &computation,
                                const Tiling &tiling);
  bool isStaircase(const Computation &computation) const {
    return stairs && computation.isMasked;
  }
  UnitTime timeOf(const Computation &computation,
                  llvm::ArrayRef<int64_t> sizes);

  const Workload &workload;
  const Machine &machine;
  std::vector<Hop> hops; ///< By window, from the home memory on.
  /// Those of the operations, in their order, then the fills.
  std::vector<Computation> computations;
  std::vector<int32_t> fills; ///< Per operation, in `computations`; or -1.
  /// Per operation the engines, but its own, that make what it needs and take
  /// what comes of it.
  std::vector<llvm::SmallVector<Hold, 2>> holds;
  /// Per buffer, whether several engines use it: its slots are theirs in turn.
  std::vector<bool> handedOver;
  /// Per operation, whether its own engine makes something it reads.
  std::vector<bool> readsOwn;
  unsigned numKinds = 0;
  std::optional<Workload::Staircase> stairs; ///< Of the tiling being priced.
  /// Of the tiling being priced, by Computation::kind.
  std::vector<std::optional<OperationTime>> known;
  /// A search asks again and again: by Computation::timing and sizes, by kind
  /// and tiles of its dims, by hop and boxes at its ends.
  BySizes<UnitTime> times;
  BySizes<OperationTime> ownTimes;
  BySizes<HopTime> hopTimes;
  /// Per operation with limits the dims whose tiles it or its operands have,
  /// and by its number and those tiles, whether they keep to the limits.
  std::vector<llvm::SmallVector<int32_t, 6>> limitedDims;
  mutable BySizes<bool> withinLimits;
};

} // namespace ridge

#endif // RIDGE_MAPPING_TILINGCOST_H
