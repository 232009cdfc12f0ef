//===- Passes.h - passes of the Schedule stage ------------------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Schedule: one program order becomes a queue per engine, kept in step by
/// semaphores. The contract of the stage is in
/// lib/Transforms/Schedule/README.md.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_TRANSFORMS_SCHEDULE_PASSES_H
#define RIDGE_TRANSFORMS_SCHEDULE_PASSES_H

#include "mlir/IR/BuiltinOps.h"
#include "mlir/Pass/Pass.h"

namespace mlir {
class OpPassManager;
} // namespace mlir

namespace ridge {

#define GEN_PASS_DECL
#include "lib/Transforms/Schedule/Passes.h.inc"

/// The whole stage: the one pass `ridge-schedule`.
void buildSchedulePipeline(mlir::OpPassManager &manager,
                           llvm::StringRef machine = "");

/// Makes the pass known to the pipeline parser.
void registerSchedulePasses();

} // namespace ridge

#endif // RIDGE_TRANSFORMS_SCHEDULE_PASSES_H
