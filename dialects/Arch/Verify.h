//===- Verify.h - checks that all parts of a machine share ------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef RIDGE_DIALECTS_ARCH_VERIFY_H
#define RIDGE_DIALECTS_ARCH_VERIFY_H

#include "dialects/Arch/ArchOps.h"
#include "dialects/Arch/Quantity.h"

namespace ridge::arch {

/// One quantity of an operation: attribute name and kind, and whether an
/// operation may do without it.
struct Field {
  llvm::StringLiteral name;
  QuantityKind kind;
  bool optional = false;
};

/// False within a machine that derives: what is missing comes from the base.
bool standsAlone(mlir::Operation *part);

/// The clock whose cycles a part of a machine counts: its own, or that of the
/// machine. None where it is not stated, or not well formed.
std::optional<int64_t> clockOf(mlir::Operation *part);

/// Ticks per second of the time in which the cycles of all clocks of the
/// machine are whole: their least common multiple. None above kHighestClock.
std::optional<int64_t> commonClock(MachineOp machine);

/// No attribute that the operation does not define. MLIR would keep a misspelt
/// one silently.
mlir::LogicalResult verifyKnownAttributes(mlir::Operation *op);

/// Every number that is stated has a source, and every source a number.
mlir::LogicalResult verifySources(mlir::Operation *op,
                                  llvm::ArrayRef<llvm::StringRef> numbers);

/// Every field that is stated is well formed, and all are stated if `op` is a
/// part of a machine that stands alone.
mlir::LogicalResult verifyFields(mlir::Operation *op,
                                 llvm::ArrayRef<Field> fields,
                                 std::optional<int64_t> hertz, bool complete);

/// `symbol` names an operation of type `OpT` in the same machine.
template <typename OpT>
mlir::LogicalResult verifyReference(mlir::Operation *op,
                                    mlir::FlatSymbolRefAttr symbol,
                                    mlir::SymbolTableCollection &tables) {
  mlir::Operation *machine = op->getParentOp();
  mlir::Operation *target = tables.lookupSymbolIn(machine, symbol);
  if (llvm::isa_and_nonnull<OpT>(target))
    return mlir::success();
  mlir::InFlightDiagnostic error = op->emitOpError("refers to ")
                                   << symbol << ", expected an "
                                   << OpT::getOperationName();
  if (target)
    error.attachNote(target->getLoc()) << symbol << " is this";
  return error;
}

/// The machine as a whole: one home memory, no path twice, every operand
/// reachable. Only for machines that stand alone.
mlir::LogicalResult verifyWhole(MachineOp machine);

} // namespace ridge::arch

#endif // RIDGE_DIALECTS_ARCH_VERIFY_H
