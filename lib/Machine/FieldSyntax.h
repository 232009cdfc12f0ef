//===- FieldSyntax.h - fields of instruction words as text ------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The grammar of a field, before its names mean anything:
///
///     field    := [NAME] '[' INT [':' INT] ']' '=' (INT | 'code' | quantity
///                 {'in' [INT] ('bytes' | 'elements') | 'minus 1' | 'signed' |
///                 'log2'})
///               | 'always' quantity '=' INT
///     quantity := WORD ['(' argument {',' argument} ')']
///               | 'step' '(' quantity ',' (NAME | '*') ')'
///     argument := NAME | INT | '*'
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_LIB_MACHINE_FIELDSYNTAX_H
#define RIDGE_LIB_MACHINE_FIELDSYNTAX_H

#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <optional>
#include <string>

namespace ridge {

struct FieldSyntax {
  bool isAlways = false;
  llvm::StringRef name;
  int64_t high = -1, low = -1;
  llvm::StringRef word; ///< Of the quantity; empty: a number.
  llvm::SmallVector<llvm::StringRef, 2> arguments;
  llvm::StringRef loop;           ///< Of a step; empty: none.
  llvm::StringRef quantity;       ///< Its whole text, for names.
  std::optional<uint64_t> number; ///< A constant, or what is always so.
  bool isNegative = false;        ///< The number is below 0.
  int64_t unit = 1;
  bool inBytes = false, inElements = false;
  bool minusOne = false, isSigned = false, isLog2 = false;
};

/// Parts of the result are parts of `text`. The error is a clause with the
/// column.
llvm::Expected<FieldSyntax> parseField(llvm::StringRef text);

} // namespace ridge

#endif // RIDGE_LIB_MACHINE_FIELDSYNTAX_H
