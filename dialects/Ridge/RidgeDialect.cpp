//===- RidgeDialect.cpp - registration of the ridge dialect ---------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "dialects/Ridge/RidgeDialect.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/DialectImplementation.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace ridge;

#include "dialects/Ridge/RidgeDialect.cpp.inc"

#include "dialects/Ridge/RidgeInterfaces.cpp.inc"

#include "dialects/Ridge/RidgeEnums.cpp.inc"

static mlir::ParseResult parseRoom(mlir::AsmParser &parser, int64_t &slots,
                                   std::optional<int64_t> &address) {
  slots = 1;
  if (mlir::succeeded(parser.parseOptionalKeyword("at")))
    return parser.parseInteger(address.emplace());
  if (parser.parseKeyword("slots"))
    return mlir::failure();
  return parser.parseInteger(slots);
}

static void printRoom(mlir::AsmPrinter &printer, int64_t slots,
                      std::optional<int64_t> address) {
  if (address)
    printer << "at " << *address;
  else
    printer << "slots " << slots;
}

#define GET_ATTRDEF_CLASSES
#include "dialects/Ridge/RidgeAttributes.cpp.inc"

#define GET_OP_CLASSES
#include "dialects/Ridge/RidgeOps.cpp.inc"

void RidgeDialect::initialize() {
  addAttributes<
#define GET_ATTRDEF_LIST
#include "dialects/Ridge/RidgeAttributes.cpp.inc"
      >();
  addOperations<
#define GET_OP_LIST
#include "dialects/Ridge/RidgeOps.cpp.inc"
      >();
}
