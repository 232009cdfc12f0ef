//===- Compilation.h - a model on its way through the stages ----*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Parses a model, keeps it as it was for the reference, and runs passes on a
/// copy.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_PIPELINE_COMPILATION_H
#define RIDGE_PIPELINE_COMPILATION_H

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OwningOpRef.h"
#include "ridge/Machine/MachineHandle.h"
#include "ridge/Pipeline/FileErrors.h"
#include "ridge/Pipeline/Pipelines.h"
#include "ridge/Program/Program.h"

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

struct CompiledModel {
  TypedModel typed;
  Program program;
};

class Compilation {
public:
  Compilation(mlir::MLIRContext &context, const FileErrors &errors)
      : context(context), errors(errors) {}

  /// Reads the model, finds its function, and marks the copy with the machine,
  /// which every pass works for; none if it has no name.
  mlir::LogicalResult parse(llvm::StringRef path, const MachineHandle &machine);

  /// Formats for the products of the model, and the arguments that are weights;
  /// before any pass has run.
  void setFormats(mlir::ArrayAttr formats, llvm::ArrayRef<int64_t> weights);

  /// Codecs of tensors, here and in all copies made later.
  void setCodecs(mlir::ArrayAttr codecs);

  /// One entry of a stage's `passes`.
  mlir::LogicalResult runPass(llvm::StringRef pass) {
    return runPass(pass, *current);
  }
  mlir::LogicalResult runPass(llvm::StringRef pass, mlir::ModuleOp module);

  /// After the tensor form: the model with its casts, and what runs before it,
  /// which leaves the module.
  TypedModel takeTyped();

  /// A copy of the model in tensor form, formats as they are.
  mlir::FailureOr<mlir::OwningOpRef<mlir::ModuleOp>> importModel();
  /// A copy of the model in these formats, all the way; this one stays.
  mlir::FailureOr<CompiledModel> compile(mlir::ArrayAttr formats,
                                         llvm::ArrayRef<int64_t> weights,
                                         const Machine &machine);

  /// The program of the isa form, proved well formed.
  mlir::FailureOr<Program> translate(const Machine &machine) {
    return translate(*current, machine);
  }

  /// The function of the model as it was read.
  mlir::func::FuncOp input() const { return inputFunction; }
  /// The module on its way.
  mlir::ModuleOp module() const { return *current; }

private:
  mlir::LogicalResult findFunction();
  mlir::OwningOpRef<mlir::ModuleOp> copyModel() const;
  mlir::FailureOr<Program> translate(mlir::ModuleOp module,
                                     const Machine &machine);

  mlir::MLIRContext &context;
  const FileErrors &errors;
  mlir::OwningOpRef<mlir::ModuleOp> original;
  mlir::OwningOpRef<mlir::ModuleOp> current;
  mlir::func::FuncOp inputFunction;
  MachineHandle machine; ///< Held while the context knows it by its word.
  mlir::ArrayAttr codecs;
};

} // namespace ridge

#endif // RIDGE_PIPELINE_COMPILATION_H
