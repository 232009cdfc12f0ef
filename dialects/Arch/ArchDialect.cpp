//===- ArchDialect.cpp - registration of the arch dialect -----------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "dialects/Arch/ArchOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/DialectImplementation.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace ridge::arch;

#include "dialects/Arch/ArchDialect.cpp.inc"

#define GET_ATTRDEF_CLASSES
#include "dialects/Arch/ArchAttrs.cpp.inc"

#define GET_TYPEDEF_CLASSES
#include "dialects/Arch/ArchTypes.cpp.inc"

void ArchDialect::initialize() {
  addAttributes<
#define GET_ATTRDEF_LIST
#include "dialects/Arch/ArchAttrs.cpp.inc"
      >();
  addOperations<
#define GET_OP_LIST
#include "dialects/Arch/ArchOps.cpp.inc"
      >();
  addTypes<
#define GET_TYPEDEF_LIST
#include "dialects/Arch/ArchTypes.cpp.inc"
      >();
}
