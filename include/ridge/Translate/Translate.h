//===- Translate.h - from IR to programs ------------------------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The way over the narrow waist: an isa.program becomes a ridge::Program,
/// operation by operation. Earlier forms become a program of one queue in
/// program order, so that Exec can run what any pass has left and a wrong pass
/// is found by bisection.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_TRANSLATE_TRANSLATE_H
#define RIDGE_TRANSLATE_TRANSLATE_H

#include "dialects/Isa/IsaDialect.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/BuiltinOps.h"
#include "ridge/Program/Program.h"

namespace ridge {

/// The program that `op` says. Errors stand at the operation that names what
/// the machine does not have. checkProgram is the caller's to run.
mlir::FailureOr<Program> translateToProgram(isa::ProgramOp op,
                                            const Machine &machine);

/// The same for the one isa.program of a module.
mlir::FailureOr<Program> translateToProgram(mlir::ModuleOp module,
                                            const Machine &machine);

/// A function in tile, placed or selected form as one queue without
/// semaphores. Issues name no instruction; buffers that have no address yet get
/// consecutive ones behind those that have, in their memory or else the home
/// memory. Good for Exec alone: queue and paths are not those of the machine.
mlir::FailureOr<Program> sequentialProgram(mlir::func::FuncOp func,
                                           const Machine &machine);

/// The same for the one function with layers of a module.
mlir::FailureOr<Program> sequentialProgram(mlir::ModuleOp module,
                                           const Machine &machine);

/// "file:line:col" of the first file location in `loc`; empty if there is none.
/// What layers of a program carry.
std::string locationText(mlir::Location loc);

} // namespace ridge

#endif // RIDGE_TRANSLATE_TRANSLATE_H
