//===- Compilation.h - a model on its way through the stages ----*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Runs the passes of the stages on a copy of a model, for one machine.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_PIPELINE_COMPILATION_H
#define RIDGE_PIPELINE_COMPILATION_H

#include "ridge/Machine/MachineHandle.h"
#include "ridge/Pipeline/Model.h"
#include "ridge/Pipeline/Pipelines.h"
#include "ridge/Program/Program.h"
#include <functional>

namespace ridge {

/// A model in its chosen formats, at the end of the tensor form: what its
/// program is compared with.
struct TypedModel {
  mlir::OwningOpRef<mlir::ModuleOp> module;
  mlir::OwningOpRef<mlir::ModuleOp> preparation; ///< Null: nothing to prepare.

  mlir::func::FuncOp function() const {
    return *module.get().getOps<mlir::func::FuncOp>().begin();
  }
  /// The function that prepares; null: nothing to prepare.
  mlir::func::FuncOp prepare() const {
    if (!preparation)
      return mlir::func::FuncOp();
    return *preparation.get().getOps<mlir::func::FuncOp>().begin();
  }
};

/// Tensors ("weights", "activations", "arg3") and the codec that they are
/// stored in.
using CodecRequests = std::vector<std::pair<std::string, std::string>>;

/// Looks at the module after a pass; a failure ends the compilation.
using PassObserver =
    std::function<mlir::LogicalResult(llvm::StringRef pass, mlir::ModuleOp)>;

/// One entry of a stage's `passes`. What goes wrong is a diagnostic.
mlir::LogicalResult runPass(llvm::StringRef pass, mlir::ModuleOp module);

/// All passes of a stage, in order. The module is verified behind the last one;
/// with an observer, which may look at it in between, behind each.
mlir::LogicalResult runStage(const StageInfo &stage, mlir::ModuleOp module,
                             const PassObserver &observer = nullptr);

class Compilation {
public:
  /// `machine` is none if the tensor form is as far as it goes.
  Compilation(const Model &model, const MachineHandle &machine);
  /// The same, from the tensor form on: that stage is done.
  static mlir::FailureOr<Compilation>
  fromTensorForm(const Model &model, const MachineHandle &machine);

  /// Formats for the products of the model, and the arguments that are weights;
  /// before the typed stage.
  void setFormats(mlir::ArrayAttr formats, llvm::ArrayRef<int64_t> weights);
  /// Codecs of tensors; before the typed stage. None: leaves the module alone.
  mlir::LogicalResult setCodecs(const CodecRequests &codecs);
  /// Mappings to carry out, in text form; before the tile stage.
  void setMapping(llvm::StringRef file, llvm::StringRef text);

  mlir::LogicalResult runStage(const StageInfo &stage,
                               const PassObserver &observer = nullptr) {
    return ridge::runStage(stage, *current, observer);
  }

  /// After the typed stage: a copy of the model with its casts and of what runs
  /// before it.
  TypedModel typed() const;
  /// Bits a value that codecs whose rate depends on values were measured to
  /// need, by `ridge.encode` in the order of the preparation, then the model.
  mlir::LogicalResult setRates(llvm::ArrayRef<double> bits);
  /// What is prepared from weights leaves the module.
  void dropPreparation();

  /// The program of the isa form, proved well formed.
  mlir::FailureOr<Program> translate() const;

  mlir::ModuleOp module() const { return *current; }

private:
  Compilation(const Model &model, const MachineHandle &machine,
              mlir::OwningOpRef<mlir::ModuleOp> module);

  Model model;
  MachineHandle machine; ///< Held while the context knows it by its word.
  mutable mlir::OwningOpRef<mlir::ModuleOp> current;
};

} // namespace ridge

#endif // RIDGE_PIPELINE_COMPILATION_H
