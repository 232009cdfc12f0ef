//===- IsaDialect.h - the isa dialect and its operations --------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef RIDGE_DIALECTS_ISA_ISADIALECT_H
#define RIDGE_DIALECTS_ISA_ISADIALECT_H

#include "dialects/Arch/ArchDialect.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/Dialect.h"
#include "mlir/IR/OpDefinition.h"
#include "mlir/IR/OpImplementation.h"
#include "mlir/IR/RegionKindInterface.h"
#include "mlir/IR/SymbolTable.h"
#include "mlir/Interfaces/ControlFlowInterfaces.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

#include "dialects/Isa/IsaDialect.h.inc"

#define GET_OP_CLASSES
#include "dialects/Isa/IsaOps.h.inc"

namespace ridge::isa {

/// Trip count of a loop that counts from a constant 0 in steps of 1 and carries
/// no values; nothing for any other loop.
std::optional<int64_t> countedTrips(mlir::affine::AffineForOp loop);

} // namespace ridge::isa

#endif // RIDGE_DIALECTS_ISA_ISADIALECT_H
