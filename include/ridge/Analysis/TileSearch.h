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

#ifndef RIDGE_ANALYSIS_TILESEARCH_H
#define RIDGE_ANALYSIS_TILESEARCH_H

#include "ridge/Analysis/TilingCost.h"

namespace ridge {

/// The best tiling, or nullopt; `reason` then says how many bytes of which
/// memory the smallest tile needs, or what else forbids every tiling.
/// `thorough` refines the tile sizes.
std::optional<Tiling> searchTiles(const GroupModel &model, bool thorough,
                                  std::string &reason);

} // namespace ridge

#endif // RIDGE_ANALYSIS_TILESEARCH_H
