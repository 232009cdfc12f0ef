//===- Passes.h - passes of Translate ---------------------------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// For tests and for reading: what a compiled module says as a Program.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_TRANSLATE_PASSES_H
#define RIDGE_TRANSLATE_PASSES_H

#include "mlir/IR/BuiltinOps.h"
#include "mlir/Pass/Pass.h"

namespace ridge {

#define GEN_PASS_DECL
#include "lib/Translate/Passes.h.inc"

/// Makes ridge-print-program known to the pipeline parser.
void registerTranslatePasses();

} // namespace ridge

#endif // RIDGE_TRANSLATE_PASSES_H
