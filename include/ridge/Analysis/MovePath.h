//===- MovePath.h - the path of a transfer ----------------------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Which path a ridge.move takes: every pass asks here.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_ANALYSIS_MOVEPATH_H
#define RIDGE_ANALYSIS_MOVEPATH_H

#include "dialects/Ridge/RidgeDialect.h"
#include "ridge/Machine/Machine.h"

namespace ridge {

/// Name of the codec that the move decodes or encodes; empty: none.
inline llvm::StringRef codecOf(MoveOp move) {
  for (mlir::Value end : {move.getSource(), move.getTarget()})
    if (auto buffer = end.getDefiningOp<BufferOp>())
      if (arch::CodecAttr codec = buffer.getCodecAttr())
        return codec.getName();
  return "";
}

/// The first path from `from` to `to` that can do the move; -1: none.
inline PathId pathOf(MoveOp move, MemoryId from, MemoryId to,
                     const Machine &machine) {
  return machine.findPath(from, to, /*indexed=*/!move.getIndices().empty(),
                          codecOf(move));
}

} // namespace ridge

#endif // RIDGE_ANALYSIS_MOVEPATH_H
