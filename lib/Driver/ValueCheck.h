//===- ValueCheck.h - runs a model's values against the reference ---------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Arguments, the reference's results on them, and comparisons of whatever can
/// be executed: programs, and the IR between any two passes.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_LIB_DRIVER_VALUECHECK_H
#define RIDGE_LIB_DRIVER_VALUECHECK_H

#include "Complaint.h"
#include "ridge/Driver/Check.h"
#include "ridge/Driver/Invocation.h"
#include "ridge/Exec/Executor.h"

namespace ridge {

class ValueCheck {
public:
  explicit ValueCheck(Complaint &complaint) : complaint(complaint) {}

  /// Reads or draws the arguments of `model` and runs it.
  mlir::LogicalResult prepare(mlir::func::FuncOp model,
                              const RunOptions &options);

  mlir::FailureOr<CheckResult> check(const Program &program,
                                     const Machine &machine,
                                     ExecStats *stats = nullptr) const;

  /// Executes a module in any form but isa: tensor forms by the interpreter,
  /// later ones one operation after the other.
  mlir::FailureOr<CheckResult> check(mlir::ModuleOp module,
                                     const Machine &machine) const;

private:
  mlir::LogicalResult readArguments(mlir::func::FuncOp model,
                                    const RunOptions &options);

  Complaint &complaint;
  std::vector<Array> arguments;
  std::vector<Array> reference;
  std::vector<Noise> noise;
};

} // namespace ridge

#endif // RIDGE_LIB_DRIVER_VALUECHECK_H
