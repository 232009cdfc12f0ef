//===- TileSearch.h - the best tiling of a group ----------------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Tile sizes and loop order of least TilingCost. The coarse search tries a
/// grid of at most 4096 combinations of sizes: per dim powers of 4, a half and
/// the whole extent; longer lists are thinned, and where there are too many
/// dims even for two sizes each, dims are cut together. The thorough search
/// then changes one dim at a time, by powers of 2 and equal pieces, while that
/// helps. Loops that fold stand innermost; up to four others are tried in every
/// order. A tiling with more than 8 ragged dims is not looked at.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_MAPPING_TILESEARCH_H
#define RIDGE_MAPPING_TILESEARCH_H

#include "ridge/Mapping/TilingCost.h"

namespace ridge {

/// Hears what a search does, in order.
class SearchObserver {
public:
  virtual ~SearchObserver() = default;
  /// A legal tiling has its price.
  virtual void evaluated(const Tiling &tiling) {}
  virtual void refused(const Tiling &tiling, MappingRule rule) {}
  /// No order of these tiles is looked at: whatever it is, it takes at least
  /// `least` cycles, which is no better than the best (infinite: none fits).
  virtual void pruned(const Tiling &tiling, double least) {}
  virtual void improved(const Tiling &best) {}
};

/// The best tiling with the instructions that the workload is bound to, or
/// nullopt; `reason` then says how many bytes of which memory the smallest tile
/// needs, or what else forbids every tiling. `thorough` refines the tile sizes.
std::optional<Tiling> searchTiles(const Workload &workload, bool thorough,
                                  std::string &reason,
                                  SearchObserver *observer = nullptr);

/// The best tiling with the instructions that are best for its tiles. They are
/// those of whole extents at first, to which `workload` must be bound, and
/// chosen again for the tiles that were found; on success it is bound to those
/// of the tiling.
std::optional<Tiling> searchGroup(Workload &workload, bool thorough,
                                  std::string &reason,
                                  SearchObserver *observer = nullptr);

} // namespace ridge

#endif // RIDGE_MAPPING_TILESEARCH_H
