//===- LoadEncodings.h - instruction words of a machine file ----*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef RIDGE_LIB_TARGET_LOADENCODINGS_H
#define RIDGE_LIB_TARGET_LOADENCODINGS_H

#include "dialects/Arch/ArchOps.h"
#include "ridge/Machine/Machine.h"

namespace ridge {

/// Adds the encodings of `source` to `machine`, whose other parts are loaded.
/// What is wrong with one is an error at its place.
mlir::LogicalResult loadEncodings(arch::MachineOp source, Machine &machine);

} // namespace ridge

#endif // RIDGE_LIB_TARGET_LOADENCODINGS_H
