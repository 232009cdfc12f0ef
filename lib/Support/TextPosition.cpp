//===- TextPosition.cpp - lines, columns and depths of texts --------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ridge/Support/TextPosition.h"

#include "llvm/ADT/StringExtras.h"

using namespace ridge;
using llvm::StringRef;

TextPosition ridge::positionOf(StringRef text, size_t offset) {
  StringRef before = text.take_front(offset);
  size_t lineStart = before.rfind('\n');
  lineStart = lineStart == StringRef::npos ? 0 : lineStart + 1;
  return {unsigned(before.count('\n') + 1), unsigned(offset - lineStart + 1)};
}

std::string ridge::positionText(StringRef text, size_t offset) {
  TextPosition position = positionOf(text, offset);
  return std::to_string(position.line) + ":" + std::to_string(position.column);
}

/// The end of what begins at `at` and holds no brackets that count: a text, a
/// comment, an arrow, a comparison; or `at` itself.
static size_t skipToken(StringRef text, size_t at) {
  StringRef rest = text.drop_front(at);
  if (rest.starts_with("//"))
    return std::min(text.find('\n', at), text.size());
  // ">=" ends nothing, unless a '>' closed and '=' follows: "!a<b>=" is no
  // MLIR.
  if (rest.starts_with("->") || rest.starts_with(">=") ||
      rest.starts_with("<="))
    return at + 2;
  if (text[at] != '"')
    return at;
  size_t end = at + 1;
  while (end < text.size() && text[end] != '"' && text[end] != '\n')
    end += text[end] == '\\' ? 2 : 1;
  return std::min(end + 1, text.size());
}

std::optional<size_t> ridge::findTooDeep(StringRef text, unsigned limit) {
  unsigned depth = 0, minus = 0;
  for (size_t at = 0; at < text.size();) {
    if (size_t end = skipToken(text, at); end != at) {
      at = end;
      continue;
    }
    char c = text[at];
    bool opens = StringRef("([{<").contains(c);
    if (opens && depth == limit)
      return at;
    depth += opens;
    depth -= StringRef(")]}>").contains(c) && depth > 0;
    minus = c == '-' ? minus + 1 : llvm::isSpace(c) ? minus : 0;
    if (minus > limit)
      return at;
    ++at;
  }
  return std::nullopt;
}
