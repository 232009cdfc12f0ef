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

#ifndef RIDGE_LIB_DRIVER_COMPILATION_H
#define RIDGE_LIB_DRIVER_COMPILATION_H

#include "Complaint.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OwningOpRef.h"
#include "ridge/Pipeline/Pipelines.h"
#include "ridge/Program/Program.h"

namespace ridge {

class Compilation {
public:
  Compilation(mlir::MLIRContext &context, Complaint &complaint)
      : context(context), complaint(complaint) {}

  /// Reads the model, finds its function, and marks the copy with the machine.
  mlir::LogicalResult parse(llvm::StringRef path, llvm::StringRef machine);

  /// One entry of a stage's `passes`.
  mlir::LogicalResult runPass(llvm::StringRef pass);
  mlir::LogicalResult runStage(const StageInfo &stage);

  /// The program of the isa form, proved well formed.
  mlir::FailureOr<Program> translate(const Machine &machine);

  /// The function of the model as it was read.
  mlir::func::FuncOp input() const { return inputFunction; }
  /// The module on its way.
  mlir::ModuleOp module() const { return *current; }

private:
  mlir::LogicalResult findFunction();

  mlir::MLIRContext &context;
  Complaint &complaint;
  mlir::OwningOpRef<mlir::ModuleOp> original;
  mlir::OwningOpRef<mlir::ModuleOp> current;
  mlir::func::FuncOp inputFunction;
};

} // namespace ridge

#endif // RIDGE_LIB_DRIVER_COMPILATION_H
