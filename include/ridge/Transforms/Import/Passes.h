//===- Passes.h - passes of the Import stage --------------------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Import: linalg on tensors becomes the ridge tensor form. The contract of the
/// stage is in lib/Transforms/Import/README.md.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_TRANSFORMS_IMPORT_PASSES_H
#define RIDGE_TRANSFORMS_IMPORT_PASSES_H

#include "mlir/Pass/Pass.h"

namespace mlir {
class Operation;
class ModuleOp;
class OpPassManager;
namespace func {
class FuncOp;
} // namespace func
} // namespace mlir

namespace ridge {

#define GEN_PASS_DECL
#include "lib/Transforms/Import/Passes.h.inc"

/// What ridge-accumulate-wider does below `root`; how many sums of products add
/// up in a wider type.
int64_t accumulateWider(mlir::Operation *root);

/// The whole stage, registered as `ridge-import`.
void buildImportPipeline(mlir::OpPassManager &manager);

/// Makes the passes and the pipeline known to the pipeline parser.
void registerImportPasses();

} // namespace ridge

#endif // RIDGE_TRANSFORMS_IMPORT_PASSES_H
