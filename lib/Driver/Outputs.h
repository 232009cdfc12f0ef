//===- Outputs.h - what a verb writes ---------------------------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef RIDGE_LIB_DRIVER_OUTPUTS_H
#define RIDGE_LIB_DRIVER_OUTPUTS_H

#include "ridge/Driver/ExitStatus.h"
#include "ridge/Numerics/Array.h"
#include "ridge/Session/Session.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/raw_ostream.h"

namespace ridge {

/// Writes what takes the place of the page: "-" is `out`, else a file.
llvm::Error writeOutput(llvm::StringRef path, llvm::raw_ostream &out,
                        llvm::function_ref<void(llvm::raw_ostream &)> write);

/// Results of a model: `path` is a .safetensors file with tensors result0,
/// result1, ..., or a directory for result0.npy, result1.npy, ..., which is
/// made if there is none.
llvm::Error writeArrays(llvm::StringRef path, llvm::ArrayRef<Array> results);

/// Prints the first of `error`, if there is one, as FILE:LINE:COL: error: ...
ExitStatus exitStatus(llvm::Error error, llvm::raw_ostream &err);

} // namespace ridge

#endif // RIDGE_LIB_DRIVER_OUTPUTS_H
