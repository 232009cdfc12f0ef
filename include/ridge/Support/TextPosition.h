//===- TextPosition.h - lines, columns and depths of texts ------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef RIDGE_SUPPORT_TEXTPOSITION_H
#define RIDGE_SUPPORT_TEXTPOSITION_H

#include "llvm/ADT/StringRef.h"
#include <optional>
#include <string>

namespace ridge {

/// Line and column from 1; columns are bytes.
struct TextPosition {
  unsigned line = 1, column = 1;
};
TextPosition positionOf(llvm::StringRef text, size_t offset);

/// "LINE:COLUMN".
std::string positionText(llvm::StringRef text, size_t offset);

/// IR nests no deeper: MLIR's parser, and what walks regions, types and
/// expressions, recurses, and a few hundred levels are far from any stack's
/// end. Models and machine files have a dozen.
constexpr unsigned maxIrDepth = 256;

/// Where a text in MLIR's form first nests deeper than `limit`: brackets of any
/// kind, and minus signs in a row, which nest without brackets. Texts and
/// comments are skipped. Nothing if it does not.
std::optional<size_t> findTooDeep(llvm::StringRef text,
                                  unsigned limit = maxIrDepth);

} // namespace ridge

#endif // RIDGE_SUPPORT_TEXTPOSITION_H
