//===- Grouper.h - computations that share loops ----------------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Computations become groups, greedily and in order; then what the order has
/// kept apart or put together too early is looked at again.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_LIB_TRANSFORMS_TILE_GROUPER_H
#define RIDGE_LIB_TRANSFORMS_TILE_GROUPER_H

#include "KeepTensors.h"
#include "ReplayMapping.h"
#include "WrapGroups.h"
#include "ridge/Analysis/CandidateTable.h"
#include "ridge/Analysis/ContextTilings.h"
#include "ridge/Analysis/GatherGroup.h"
#include "ridge/Analysis/Group.h"
#include "ridge/Analysis/OperationContent.h"
#include "ridge/Machine/MachineHandle.h"
#include "ridge/Mapping/TilingCache.h"
#include <map>

namespace ridge {

struct TiledGroup {
  llvm::SmallVector<StructuredOpInterface> ops; ///< Empty for a gather.
  std::optional<Tiling> tiling;
  std::optional<Group> group;         ///< Of the finished group.
  std::optional<GatherWorkload> rows; ///< Of a gather.
  GatherOp gather;
  bool isClosed = false; ///< It is long, and something could not join.
  int32_t replay = -1;   ///< The group of the text that it is.
};

/// Collects computations into groups, greedily and in order.
class Grouper {
public:
  /// Searches are looked up in `known` first, programs asked for their `price`;
  /// both may be null.
  Grouper(const HomeLayouts &layouts, const MachineHandle &machine,
          const ReplayMapping &replay, TilingCache *known,
          const ContextTilings::PriceProgram *price)
      : layouts(layouts), handle(machine), machine(*machine),
        parts(machine.parts()), replay(replay), candidates(*machine),
        contents(layouts), known(known ? *known : ownCache), price(price) {}

  mlir::LogicalResult add(StructuredOpInterface op);
  mlir::LogicalResult add(GatherOp op);
  mlir::LogicalResult finish();
  std::vector<TiledGroup> groups;
  CandidateTable &candidateTable() { return candidates; }

private:
  /// Two groups in the place of one or two others.
  struct Regrouping {
    unsigned first = 0, second = 0;
    bool isSplit = false; ///< The second is new, behind the first.
    llvm::SmallVector<StructuredOpInterface> ops[2]; ///< None: there is no such
                                                     ///< group any more.
    std::optional<Tiling> tilings[2];
    double gain = 0; ///< Cycles: of searches, then of programs.
  };
  /// The most promising, best first.
  using Regroupings = llvm::SmallVector<Regrouping, 4>;

  mlir::LogicalResult addClaimed(StructuredOpInterface op);
  mlir::LogicalResult finish(TiledGroup &group);
  /// Of a price: cycles of the machine's clock.
  std::string cyclesText(double ticks) const {
    return std::to_string(machine.cyclesOf(static_cast<int64_t>(ticks)));
  }
  /// A tiling of a search that leaves something out, or has less room.
  struct Otherwise {
    bool withoutChain = false, withoutRelief = false;
    bool inHalf = false; ///< Of each memory.
    Tiling tiling;
  };
  void compareSearches(TiledGroup &group);
  std::optional<Otherwise> betterOtherwise(TiledGroup &group);
  std::optional<std::pair<Tiling, int64_t>>
  otherTiling(const TiledGroup &group, const Otherwise &otherwise);
  std::optional<int64_t> tiledPrice(const TiledGroup &group,
                                    const Workload &workload,
                                    const Tiling &tiling) const;
  /// All groups, and what is kept between them; none: nothing is.
  struct Variant {
    std::vector<TiledGroup> groups;
    std::optional<TensorHandover> handover;
  };
  mlir::LogicalResult settle();
  mlir::LogicalResult keepTensors(Variant &variant);
  mlir::LogicalResult keep(TensorHandover &handover);
  std::optional<int64_t> functionPrice(llvm::ArrayRef<TiledGroup> own) const;
  std::optional<unsigned> joinable(StructuredOpInterface op) const;
  std::optional<Tiling> bestTiling(llvm::ArrayRef<StructuredOpInterface> ops,
                                   bool thorough, std::string &reason);
  std::optional<Tiling> computeTiling(llvm::ArrayRef<StructuredOpInterface> ops,
                                      bool thorough, std::string &reason);
  std::optional<Tiling>
  tileAlone(llvm::SmallVectorImpl<StructuredOpInterface> &ops,
            std::string &reason);
  bool joinNeeded(StructuredOpInterface op);
  bool join(unsigned target, llvm::ArrayRef<StructuredOpInterface> ops,
            double apart, std::string &why);
  bool joinMany(StructuredOpInterface op, unsigned target, double apart,
                std::string &why);
  llvm::SmallVector<std::pair<StructuredOpInterface, double>>
  followers(StructuredOpInterface op, unsigned target);
  bool splitFor(llvm::ArrayRef<StructuredOpInterface> ops, unsigned target,
                double apart);
  void improve();
  bool improve(unsigned number);
  void trySplits(unsigned number, llvm::ArrayRef<StructuredOpInterface> more,
                 double apart, Regroupings &best);
  void tryMoves(unsigned number, unsigned reader, Regroupings &best);
  void consider(Regrouping next, double before, double leastGain,
                Regroupings &best);
  bool applyBest(Regroupings &proposed,
                 llvm::ArrayRef<StructuredOpInterface> apart);
  std::optional<int64_t>
  programGain(const Regrouping &regrouping,
              llvm::ArrayRef<StructuredOpInterface> apart);
  using GroupOps = llvm::SmallVector<StructuredOpInterface>;
  std::optional<int64_t> programPrice(llvm::ArrayRef<GroupOps> groups);
  std::optional<int64_t> computePrice(llvm::ArrayRef<GroupOps> groups);
  void leaveOthersAtHome(llvm::ArrayRef<Group> own, TensorHandover &handover);
  void apply(Regrouping &regrouping);
  bool isSettled(const TiledGroup &group) const;
  bool canBeIn(llvm::ArrayRef<StructuredOpInterface> ops,
               unsigned target) const;
  void noteViews(mlir::Value value,
                 llvm::SmallVectorImpl<unsigned> &producers) const;

  const HomeLayouts &layouts;
  MachineHandle handle;
  const Machine &machine;
  const PartHashes &parts;
  const ReplayMapping &replay;
  CandidateTable candidates;
  ContentTable contents;
  llvm::DenseMap<mlir::Operation *, unsigned> groupOf;
  /// By root what touches it, once that has been asked.
  llvm::DenseMap<int32_t, llvm::SmallPtrSet<mlir::Operation *, 4>> touching;
  // What was found for groups of a content: thorough or not their tilings, or
  // why there is none; as programs their prices; tilings of other searches, if
  // these are better.
  struct Found {
    std::optional<Tiling> tiling;
    std::string reason;
  };
  std::map<std::pair<Content, bool>, Found> tilings;
  std::map<Content, std::optional<int64_t>> prices;
  std::map<Content, std::optional<Otherwise>> better;
  TilingCache ownCache;
  TilingCache &known;
  const ContextTilings::PriceProgram *price;
};

} // namespace ridge

#endif // RIDGE_LIB_TRANSFORMS_TILE_GROUPER_H
