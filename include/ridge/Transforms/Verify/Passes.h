//===- Passes.h - the verifier between stages -------------------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// One pass, one table: see the description in Passes.td.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_TRANSFORMS_VERIFY_PASSES_H
#define RIDGE_TRANSFORMS_VERIFY_PASSES_H

#include "dialects/Arch/ArchDialect.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/Pass/Pass.h"

namespace ridge {

#define GEN_PASS_DECL
#include "lib/Transforms/Verify/Passes.h.inc"

/// Makes ridge-verify-stage known to the pipeline parser.
void registerVerifyPasses();

} // namespace ridge

#endif // RIDGE_TRANSFORMS_VERIFY_PASSES_H
