//===- MachineVariant.h - a machine with some numbers changed ---*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What-if in memory: a new machine from one that is loaded, by the rules of
/// `derives` in machine files (docs/Machine.md), and checked like a file. The
/// base stays as it is, and no file is read.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_TARGET_MACHINEVARIANT_H
#define RIDGE_TARGET_MACHINEVARIANT_H

#include "mlir/IR/Diagnostics.h"
#include "mlir/IR/MLIRContext.h"
#include "ridge/Machine/MachineHandle.h"
#include "llvm/ADT/ArrayRef.h"

namespace ridge {

/// One attribute of one part of a machine.
struct MachineChange {
  /// "sram": a memory, engine or instruction; "dram->sram" or
  /// "dram->sram on load": a path; "": the machine itself.
  std::string part;
  /// As in machine files: "size", "bandwidth", "occupancy", "dims", ...
  std::string attribute;
  /// As in machine files, quotes may be left away: "512 KiB", "2 * m * n",
  /// "16", "[#arch.dim<m: 1 to 64>]".
  std::string value;
  /// Where the number comes from.
  std::string source = "assumed";

  /// "sram.size=512 KiB": how errors name it.
  std::string print() const;
};

/// `base` with these changes. Errors stand at `print()` of the change, or in
/// the base's file where that is what does not fit any more.
mlir::FailureOr<MachineHandle>
deriveMachine(const MachineHandle &base, llvm::ArrayRef<MachineChange> changes,
              mlir::MLIRContext &context);

/// `base` changed by MLIR text: parts, as they stand in a machine that derives,
///
///     arch.memory @sram {size = "512 KiB", source = "assumed"}
///     arch.remove @fold
///
/// or machines, of which the one called `machine` counts, the last one if that
/// is empty; it derives from `base` by its name. `file` names the text in
/// locations of errors.
mlir::FailureOr<MachineHandle> deriveMachine(const MachineHandle &base,
                                             llvm::StringRef text,
                                             llvm::StringRef file,
                                             mlir::MLIRContext &context,
                                             llvm::StringRef machine = "");

/// The names of the machines in such a text, in its order; none: it has parts.
mlir::FailureOr<std::vector<std::string>>
machinesOfText(llvm::StringRef text, llvm::StringRef file,
               mlir::MLIRContext &context);

} // namespace ridge

#endif // RIDGE_TARGET_MACHINEVARIANT_H
