//===- RewriteConfig.h - how patterns are applied ---------------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef RIDGE_LIB_TRANSFORMS_IMPORT_REWRITECONFIG_H
#define RIDGE_LIB_TRANSFORMS_IMPORT_REWRITECONFIG_H

#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

namespace ridge {

/// Blocks are those that the front end left: there is nothing in them for
/// patterns to simplify, and looking takes as long as the patterns.
inline mlir::GreedyRewriteConfig rewriteConfig() {
  return mlir::GreedyRewriteConfig().setRegionSimplificationLevel(
      mlir::GreedySimplifyRegionLevel::Disabled);
}

} // namespace ridge

#endif // RIDGE_LIB_TRANSFORMS_IMPORT_REWRITECONFIG_H
