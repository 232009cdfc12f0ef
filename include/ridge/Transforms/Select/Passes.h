//===- Passes.h - passes of the Select stage --------------------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Select: tile operations become instructions of the machine. The contract of
/// the stage is in lib/Transforms/Select/README.md.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_TRANSFORMS_SELECT_PASSES_H
#define RIDGE_TRANSFORMS_SELECT_PASSES_H

#include "mlir/Pass/Pass.h"

namespace mlir {
class OpPassManager;
namespace func {
class FuncOp;
} // namespace func
} // namespace mlir

namespace ridge {

#define GEN_PASS_DECL
#include "lib/Transforms/Select/Passes.h.inc"

/// The whole stage, registered as `ridge-select`.
void buildSelectPipeline(mlir::OpPassManager &manager,
                         llvm::StringRef machine = "");

/// Makes the passes and the pipeline known to the pipeline parser.
void registerSelectPasses();

} // namespace ridge

#endif // RIDGE_TRANSFORMS_SELECT_PASSES_H
