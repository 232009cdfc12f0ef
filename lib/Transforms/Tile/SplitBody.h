//===- SplitBody.h - one map per scalar operation ---------------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef RIDGE_LIB_TRANSFORMS_TILE_SPLITBODY_H
#define RIDGE_LIB_TRANSFORMS_TILE_SPLITBODY_H

#include "dialects/Ridge/RidgeDialect.h"

namespace ridge {

/// A map whose yielded value is made by its last scalar operation can be cut.
bool canSplit(StructuredOpInterface op);

/// Puts one map per scalar operation in the place of `op`, in `parts`. A value
/// that repeats along a dim is computed without it.
void splitBody(MapOp op, llvm::SmallVectorImpl<MapOp> &parts);

} // namespace ridge

#endif // RIDGE_LIB_TRANSFORMS_TILE_SPLITBODY_H
