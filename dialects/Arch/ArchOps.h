//===- ArchOps.h - operations of the arch dialect ---------------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef RIDGE_DIALECTS_ARCH_ARCHOPS_H
#define RIDGE_DIALECTS_ARCH_ARCHOPS_H

#include "dialects/Arch/ArchDialect.h"
#include "mlir/IR/OpDefinition.h"
#include "mlir/IR/OpImplementation.h"
#include "mlir/IR/RegionKindInterface.h"
#include "mlir/IR/SymbolTable.h"
#include "mlir/Interfaces/ControlFlowInterfaces.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include <optional>
#include <string>

#define GET_OP_CLASSES
#include "dialects/Arch/ArchOps.h.inc"

namespace ridge::arch {

/// `latency` with the word `occupancy` replaced by that expression.
std::string substituteOccupancy(llvm::StringRef latency,
                                llvm::StringRef occupancy);

} // namespace ridge::arch

#endif // RIDGE_DIALECTS_ARCH_ARCHOPS_H
