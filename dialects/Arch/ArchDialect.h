//===- ArchDialect.h - the arch dialect -------------------------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef RIDGE_DIALECTS_ARCH_ARCHDIALECT_H
#define RIDGE_DIALECTS_ARCH_ARCHDIALECT_H

#include "mlir/IR/AffineMap.h"
#include "mlir/IR/BuiltinAttributeInterfaces.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/Dialect.h"
#include "mlir/IR/Types.h"
#include "ridge/Numerics/Format.h"

#include "dialects/Arch/ArchDialect.h.inc"

#define GET_ATTRDEF_CLASSES
#include "dialects/Arch/ArchAttrs.h.inc"

#define GET_TYPEDEF_CLASSES
#include "dialects/Arch/ArchTypes.h.inc"

#endif // RIDGE_DIALECTS_ARCH_ARCHDIALECT_H
