//===- CheckMapping.h - whether a mapping is legal --------------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Whoever carries out a mapping takes nothing on trust. Beside the rules of a
/// tiling (TilingCost.h) a mapping keeps to these:
///
///   M-12  a tile is at least 1 and at most the extent; what has more than one
///         tile has a loop; of several loops over a dim each steps by a whole
///         number of the next one's boxes, the last one's box included;
///   M-13  dims that must stay whole are, and tiles keep to what reductions
///         are cut between;
///   M-14  the instruction of an operation runs it, and that of a fill writes
///         what the sum starts from;
///   M-15  a buffer lies where all who touch it take it from, with the paths
///         that it needs;
///   M-16  a buffer has at least one slot, and at most as many as it has tiles
///         in all;
///   M-17  locals that share a buffer are made one of the other, point by
///         point, by one engine, and read no later;
///   M-20  on its way a window is staged where paths lead on, inside no more
///         loops than what follows;
///   M-23  buffers that take turns in one place are not needed at a time.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_MAPPING_CHECKMAPPING_H
#define RIDGE_MAPPING_CHECKMAPPING_H

#include "ridge/Mapping/GatherWorkload.h"
#include "ridge/Mapping/Workload.h"

namespace ridge {

/// The first rule that the mapping breaks; nothing if it is legal. Then the
/// workload is bound to it.
std::optional<Refusal> checkMapping(Workload &workload, const Mapping &mapping);

/// The same for a gather, whose memory the machine decides.
std::optional<Refusal> checkMapping(const GatherWorkload &workload,
                                    const Mapping &mapping);

} // namespace ridge

#endif // RIDGE_MAPPING_CHECKMAPPING_H
