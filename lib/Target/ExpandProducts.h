//===- ExpandProducts.h - families become instructions ----------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef RIDGE_LIB_TARGET_EXPANDPRODUCTS_H
#define RIDGE_LIB_TARGET_EXPANDPRODUCTS_H

#include "dialects/Arch/ArchOps.h"
#include "mlir/IR/OwningOpRef.h"

namespace ridge {

/// An arch.instruction a member, in their order. They state what the family
/// states: all, or what a machine that derives changes.
llvm::SmallVector<mlir::OwningOpRef<arch::InstructionOp>>
membersOf(arch::ProductsOp family);

/// Puts the members of each family of `machine` in its place.
void expandProducts(arch::MachineOp machine);

} // namespace ridge

#endif // RIDGE_LIB_TARGET_EXPANDPRODUCTS_H
