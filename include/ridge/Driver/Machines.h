//===- Machines.h - the shipped machines, for people ------------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef RIDGE_DRIVER_MACHINES_H
#define RIDGE_DRIVER_MACHINES_H

#include "ridge/Driver/ExitStatus.h"
#include "llvm/Support/raw_ostream.h"

namespace ridge {

/// One line per shipped machine: clock, memories, engines, instructions, and
/// the first sentence of its file.
ExitStatus listMachines(llvm::raw_ostream &out, llvm::raw_ostream &err);

/// The text of a shipped machine's file, to copy and change; of a file that
/// ends in ".mlir", its last machine as every part of Ridge sees it, and its
/// hash.
ExitStatus showMachine(llvm::StringRef name, llvm::raw_ostream &out,
                       llvm::raw_ostream &err);

/// The manual of the instructions of a shipped machine or a file, as Markdown.
ExitStatus showManual(llvm::StringRef name, llvm::raw_ostream &out,
                      llvm::raw_ostream &err);

} // namespace ridge

#endif // RIDGE_DRIVER_MACHINES_H
