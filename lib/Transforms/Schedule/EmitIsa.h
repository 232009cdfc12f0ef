//===- EmitIsa.h - write the queues -----------------------------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The last step of Schedule: a problem with its waits and signals becomes an
/// isa.program.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_TRANSFORMS_SCHEDULE_EMITISA_H
#define RIDGE_TRANSFORMS_SCHEDULE_EMITISA_H

#include "Problem.h"
#include "dialects/Isa/IsaDialect.h"

namespace ridge {

/// Creates the program before the function.
mlir::FailureOr<isa::ProgramOp> emitIsa(Problem &problem,
                                        llvm::StringRef machineName);

} // namespace ridge

#endif // RIDGE_TRANSFORMS_SCHEDULE_EMITISA_H
