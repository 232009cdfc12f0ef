//===- MachineChecks.h - what else makes a machine valid --------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Whether a base exists, what a machine is once it is merged with it, whether
/// bodies are kernels and whether the whole makes sense is known where machines
/// are loaded, to the right of this dialect. Who loads registers it here, so
/// that a machine file is wrong in `ridge-opt`, in an editor and in a run for
/// the same reasons.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_DIALECTS_ARCH_MACHINECHECKS_H
#define RIDGE_DIALECTS_ARCH_MACHINECHECKS_H

#include "dialects/Arch/ArchOps.h"
#include "mlir/IR/DialectInterface.h"

namespace ridge::arch {

class MachineChecks : public mlir::DialectInterface::Base<MachineChecks> {
public:
  MLIR_DEFINE_EXPLICIT_INTERNAL_INLINE_TYPE_ID(MachineChecks)

  MachineChecks(mlir::Dialect *dialect) : Base(dialect) {}

  /// Fails, with errors at their places, if `machine` cannot be loaded. Its
  /// parts are verified already.
  virtual mlir::LogicalResult check(MachineOp machine) const = 0;
};

} // namespace ridge::arch

#endif // RIDGE_DIALECTS_ARCH_MACHINECHECKS_H
