//===- SelectPipeline.cpp - the Select stage ------------------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Applies what is decided.
///
//===----------------------------------------------------------------------===//

#include "dialects/Ridge/RidgeDialect.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Pass/PassOptions.h"
#include "ridge/Transforms/Select/Passes.h"

namespace ridge {
#define GEN_PASS_REGISTRATION
#include "lib/Transforms/Select/Passes.h.inc"
} // namespace ridge

using namespace mlir;

void ridge::buildSelectPipeline(OpPassManager &manager, StringRef machine) {
  OpPassManager &functions = manager.nest<func::FuncOp>();
  ApplySelectionOptions apply;
  apply.machineName = machine.str();
  functions.addPass(createApplySelection(apply));
}

namespace {
struct SelectOptions : PassPipelineOptions<SelectOptions> {
  Option<std::string> machineName{
      *this, "machine",
      llvm::cl::desc("Name or file of the machine; the attribute "
                     "`ridge.machine` if empty"),
      llvm::cl::init("")};
};
} // namespace

void ridge::registerSelectPasses() {
  registerRidgeSelectPasses();
  PassPipelineRegistration<SelectOptions>(
      "ridge-select", "The Select stage: tile ops become instructions",
      [](OpPassManager &manager, const SelectOptions &options) {
        buildSelectPipeline(manager, options.machineName);
      });
}
