//===- RidgeDialect.h - the ridge dialect and its operations ----*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef RIDGE_DIALECTS_RIDGE_RIDGEDIALECT_H
#define RIDGE_DIALECTS_RIDGE_RIDGEDIALECT_H

#include "dialects/Arch/ArchDialect.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/Dialect.h"
#include "mlir/IR/OpDefinition.h"
#include "mlir/IR/OpImplementation.h"
#include "mlir/Interfaces/ControlFlowInterfaces.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

namespace ridge {

/// Forms of the dialect, as traits: see RidgeDialect.td.
#define RIDGE_FORM(Name)                                                       \
  template <typename ConcreteType>                                             \
  class Name : public mlir::OpTrait::TraitBase<ConcreteType, Name> {};
RIDGE_FORM(TensorForm)
RIDGE_FORM(TileForm)
RIDGE_FORM(PlacedForm)
RIDGE_FORM(SelectedForm)
#undef RIDGE_FORM

/// Bit d is set if a ridge.fold of the body folds along dim d.
uint32_t foldedDims(mlir::Region &body);

} // namespace ridge

#include "dialects/Ridge/RidgeDialect.h.inc"

#include "dialects/Ridge/RidgeEnums.h.inc"

#define GET_ATTRDEF_CLASSES
#include "dialects/Ridge/RidgeAttributes.h.inc"

#include "dialects/Ridge/RidgeInterfaces.h.inc"

#define GET_OP_CLASSES
#include "dialects/Ridge/RidgeOps.h.inc"

namespace ridge {

/// True for a conversion to more bits that keeps every value: arith.extf, extsi
/// and extui, and the ridge.cast that stands for extf where a format has no
/// builtin type.
bool isWidening(mlir::Operation *op);

/// arith.extf of `value`, or the ridge.cast that stands for it.
mlir::Value createWidening(mlir::OpBuilder &builder, mlir::Location loc,
                           mlir::Type type, mlir::Value value);

} // namespace ridge

#endif // RIDGE_DIALECTS_RIDGE_RIDGEDIALECT_H
