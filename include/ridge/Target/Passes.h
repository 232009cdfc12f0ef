//===- Passes.h - passes over machine files ---------------------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef RIDGE_TARGET_PASSES_H
#define RIDGE_TARGET_PASSES_H

#include "dialects/Arch/ArchDialect.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/Pass/Pass.h"

namespace ridge {

#define GEN_PASS_DECL
#include "lib/Target/Passes.h.inc"

/// Makes the passes of lib/Target known by name; call it once.
#define GEN_PASS_REGISTRATION
#include "lib/Target/Passes.h.inc"

} // namespace ridge

#endif // RIDGE_TARGET_PASSES_H
