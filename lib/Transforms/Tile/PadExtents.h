//===- PadExtents.h - extents that instructions take ------------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef RIDGE_LIB_TRANSFORMS_TILE_PADEXTENTS_H
#define RIDGE_LIB_TRANSFORMS_TILE_PADEXTENTS_H

#include "dialects/Ridge/RidgeDialect.h"
#include "ridge/Machine/Machine.h"

namespace ridge {

/// True if some instruction does not take every size up to its largest.
bool hasLimits(const Machine &machine);

/// Where every instruction that runs `op` takes only multiples or no less than
/// some size of a dim, and the extents are others: the computation on operands
/// padded with zeros, of whose result a part is read, takes the place of `op`.
/// Of several ways that of the least work. A sum is padded if it is one of
/// products, to which zeros add nothing; else only dims that the result has.
/// Nothing happens if the extents are taken, or cannot be padded. A product of
/// a vector gets the dim that the instruction wants.
mlir::LogicalResult padToLimits(StructuredOpInterface op,
                                const Machine &machine);

} // namespace ridge

#endif // RIDGE_LIB_TRANSFORMS_TILE_PADEXTENTS_H
