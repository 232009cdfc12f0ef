//===- ImportPipeline.cpp - the Import stage ------------------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "RewriteConfig.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Pass/PassRegistry.h"
#include "mlir/Transforms/Passes.h"
#include "ridge/Transforms/Import/Passes.h"

namespace ridge {
#define GEN_PASS_REGISTRATION
#include "lib/Transforms/Import/Passes.h.inc"
} // namespace ridge

using namespace mlir;

void ridge::buildImportPipeline(OpPassManager &manager) {
  // Helper functions first: what is left besides the model is refused.
  manager.addPass(createInlinerPass({}, [](OpPassManager &simplify) {
    simplify.addPass(createCanonicalizerPass(rewriteConfig()));
  }));
  manager.addPass(createSymbolDCEPass());
  manager.addPass(createPrepareModel());
  manager.addPass(createLowerQuantized());
  manager.addNestedPass<func::FuncOp>(createExpandForms());
  manager.addNestedPass<func::FuncOp>(createNormalizeLinalg());
  manager.addNestedPass<func::FuncOp>(createAlignShapes());
  manager.addNestedPass<func::FuncOp>(createResolvePositions());
  manager.addPass(createConvertLinalg());
  manager.addPass(createFoldConversions());
  manager.addPass(createSplitZeroPoints());
  // Equal layers of equal operands, and conversions that lost their users.
  manager.addPass(createCSEPass());
}

void ridge::registerImportPasses() {
  registerRidgeImportPasses();
  PassPipelineRegistration<>(
      "ridge-import", "Import: linalg on tensors to the ridge tensor form",
      buildImportPipeline);
}
