//===- Json.h - JSON that strangers give and scripts read -------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef RIDGE_SUPPORT_JSON_H
#define RIDGE_SUPPORT_JSON_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/JSON.h"

namespace ridge {

/// Documents nest no deeper; LLVM's parser recurses.
constexpr unsigned maxJsonDepth = 64;

/// The value of `text`. Refuses what nests deeper than maxJsonDepth and objects
/// that have a key twice, of which LLVM's parser would keep one.
llvm::Expected<llvm::json::Value> parseJson(llvm::StringRef text);

/// The one rule for numbers in JSON documents: what JSON has no number for is a
/// text, "nan", "inf" or "-inf"; -0 is -0.0, which readers take for a float.
void writeNumber(llvm::json::OStream &json, double value);

/// The same as a member of an object.
void writeNumber(llvm::json::OStream &json, llvm::StringRef key, double value);

} // namespace ridge

#endif // RIDGE_SUPPORT_JSON_H
