//===- FormatType.h - number formats as IR types ----------------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The one mapping between element types of the IR and ridge::Format.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_TARGET_FORMATTYPE_H
#define RIDGE_TARGET_FORMATTYPE_H

#include "mlir/IR/Types.h"
#include "ridge/Numerics/Format.h"
#include <optional>

namespace ridge {

/// The format of an element type: signless integers of up to 64 bits and all
/// builtin floats of up to 64. Nothing for `index`, signed or shaped types.
std::optional<Format> formatOf(mlir::Type type);

/// The element type whose format is `format`; null for a float format that has
/// no builtin type.
mlir::Type typeOf(Format format, mlir::MLIRContext *context);

} // namespace ridge

#endif // RIDGE_TARGET_FORMATTYPE_H
