//===- FormatTypes.h - number formats as IR types ---------------*- C++ -*-===//
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

#ifndef RIDGE_DIALECTS_ARCH_FORMATTYPES_H
#define RIDGE_DIALECTS_ARCH_FORMATTYPES_H

#include "mlir/IR/Types.h"
#include "ridge/Numerics/Format.h"
#include <optional>

namespace ridge {

/// The format of an element type: signless integers of up to 64 bits, all
/// builtin floats of up to 64, and !arch.float. Nothing for `index`, signed or
/// shaped types.
std::optional<Format> formatOf(mlir::Type type);

/// The element type whose format is `format`: the builtin one if there is one,
/// else !arch.float. The context has the arch dialect loaded.
mlir::Type typeOf(Format format, mlir::MLIRContext *context);

/// True for builtin floats that have a format, and for !arch.float.
bool isFloatFormat(mlir::Type type);

} // namespace ridge

#endif // RIDGE_DIALECTS_ARCH_FORMATTYPES_H
