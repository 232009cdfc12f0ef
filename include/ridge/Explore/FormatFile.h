//===- FormatFile.h - formats that were chosen before -----------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef RIDGE_EXPLORE_FORMATFILE_H
#define RIDGE_EXPLORE_FORMATFILE_H

#include "ridge/Explore/FormatSearch.h"
#include "llvm/Support/Error.h"

namespace ridge {

/// A choice as a file has it.
struct FormatFile {
  Assignment assignment;
  /// Products whose exponents are to follow from the calibration values.
  std::vector<int64_t> withoutExponents;
  std::optional<std::vector<int64_t>> weights;
};

/// Reads `precision` of a run's JSON document, or that object alone: `products`
/// with `product`, `instruction` (none or empty: as it is), `exponents`
/// (default: what brings the largest values into range) and `rule` (default
/// round_up); and `weights`. Errors say which entry.
llvm::Expected<FormatFile> parseFormatFile(llvm::StringRef contents);

} // namespace ridge

#endif // RIDGE_EXPLORE_FORMATFILE_H
