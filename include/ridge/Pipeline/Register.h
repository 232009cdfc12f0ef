//===- Register.h - everything a Ridge tool registers -----------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The one list of Ridge's dialects, passes and pipelines. Every tool, and
/// every program that embeds the compiler, calls these two functions; upstream
/// dialects and passes are the caller's choice.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_PIPELINE_REGISTER_H
#define RIDGE_PIPELINE_REGISTER_H

namespace mlir {
class DialectRegistry;
} // namespace mlir

namespace ridge {

/// Adds the arch, ridge and isa dialects.
void registerRidgeDialects(mlir::DialectRegistry &registry);

/// Makes the passes of all stages and the named pipelines known to the pass
/// pipeline parser. Call it once a process, before command lines are parsed.
void registerRidgePasses();

} // namespace ridge

#endif // RIDGE_PIPELINE_REGISTER_H
