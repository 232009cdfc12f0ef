//===- EmitGather.h - loops and moves of a gather ---------------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef RIDGE_LIB_TRANSFORMS_TILE_EMITGATHER_H
#define RIDGE_LIB_TRANSFORMS_TILE_EMITGATHER_H

#include "mlir/IR/Builders.h"
#include "ridge/Mapping/GatherWorkload.h"

namespace ridge {

/// Emits the nest of `tiling` at the builder: per tile one indexed move from
/// the table into `local` and one from there to the result. `rootOf` gives the
/// buffer of a root of the home memory.
void emitGather(const GatherWorkload &workload, const Tiling &tiling,
                mlir::Value local,
                llvm::function_ref<mlir::Value(int32_t)> rootOf,
                mlir::OpBuilder &builder, mlir::Location loc);

} // namespace ridge

#endif // RIDGE_LIB_TRANSFORMS_TILE_EMITGATHER_H
