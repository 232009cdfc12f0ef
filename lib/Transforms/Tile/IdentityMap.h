//===- IdentityMap.h - copies as computations -------------------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef RIDGE_LIB_TRANSFORMS_TILE_IDENTITYMAP_H
#define RIDGE_LIB_TRANSFORMS_TILE_IDENTITYMAP_H

#include "dialects/Ridge/RidgeDialect.h"

namespace ridge {

/// A map that yields each element of `value`, before `before`.
MapOp createIdentityMap(mlir::Value value, mlir::Operation *before,
                        mlir::Location loc);

} // namespace ridge

#endif // RIDGE_LIB_TRANSFORMS_TILE_IDENTITYMAP_H
