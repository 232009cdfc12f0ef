//===- Pipelines.h - the stages as lists of passes --------------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What Stages.def says, for those who run it: the driver, stage by stage, and
/// ridge-opt, as named pipelines.
///
///   --ridge-compile="machine=toy to=tile"   from linalg to the tile form
///   --ridge-to-tile                         the passes of that stage alone
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_PIPELINE_PIPELINES_H
#define RIDGE_PIPELINE_PIPELINES_H

#include "mlir/Pass/PassManager.h"
#include "llvm/ADT/ArrayRef.h"
#include <optional>

namespace ridge {

enum class Stage : uint8_t {
#define RIDGE_STAGE(Enum, Name, Summary) Enum,
#include "ridge/Pipeline/Stages.def"
};

struct StageInfo {
  Stage stage;
  llvm::StringLiteral name;
  llvm::StringLiteral summary;
  llvm::StringLiteral pipeline; ///< "ridge-to-tile", its name in ridge-opt.
  std::vector<llvm::StringRef> passes; ///< In the syntax of --pass-pipeline.
};

/// All stages, in the order of the data flow.
llvm::ArrayRef<StageInfo> stages();
const StageInfo &stageInfo(Stage stage);
std::optional<Stage> parseStage(llvm::StringRef name);

/// Adds one entry of a stage's `passes` to a pass manager on modules. Needs
/// registerRidgePasses(); fails, with the reason in `errors`, if the pass is
/// not known.
mlir::LogicalResult addPass(llvm::StringRef text, mlir::OpPassManager &manager,
                            llvm::raw_ostream &errors);

/// Sets the attribute `ridge.machine` of a module, from which passes take their
/// machine.
std::unique_ptr<mlir::Pass> createSetMachine(llvm::StringRef machine = "");

/// Registers ridge-compile and ridge-to-<stage>, and ridge-set-machine.
void registerPipelines();

} // namespace ridge

#endif // RIDGE_PIPELINE_PIPELINES_H
