//===- Json.cpp - JSON that strangers give and scripts read ---------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ridge/Support/Json.h"

#include "ridge/Support/TextPosition.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringSet.h"
#include <cmath>
#include <optional>
#include <vector>

using namespace ridge;
using llvm::StringRef;

//===----------------------------------------------------------------------===//
// Reading
//===----------------------------------------------------------------------===//

namespace {
/// Looks at brackets and keys alone; what is no JSON, the parser finds.
class Scanner {
public:
  explicit Scanner(StringRef text) : text(text) {}

  /// What is wrong, or an empty text.
  std::string scan();

private:
  StringRef takeString();
  std::string takeKey(StringRef literal);
  std::string fail(const llvm::Twine &what) const {
    return (positionText(text, at) + ": " + what).str();
  }

  StringRef text;
  size_t at = 0;
  /// Keys of the objects and arrays that are open; of an array, none.
  std::vector<llvm::StringSet<>> open;
};
} // namespace

/// From quote to quote; to the end of the text if the second one is missing.
StringRef Scanner::takeString() {
  size_t begin = at++;
  while (at < text.size() && text[at] != '"')
    at += text[at] == '\\' ? 2 : 1;
  at = std::min(at + 1, text.size());
  return text.slice(begin, at);
}

/// Two spellings of one key are the same key.
std::string Scanner::takeKey(StringRef literal) {
  std::string key = literal.drop_front().drop_back().str();
  if (literal.contains('\\')) {
    llvm::Expected<llvm::json::Value> value = llvm::json::parse(literal);
    if (!value) {
      llvm::consumeError(value.takeError());
      return "";
    }
    key = value->getAsString().value_or("").str();
  }
  if (open.back().insert(key).second)
    return "";
  return fail("key '" + key + "' stands twice in one object");
}

std::string Scanner::scan() {
  while (at < text.size()) {
    char c = text[at];
    if (c == '"') {
      StringRef literal = takeString();
      bool isKey = text.drop_front(at).ltrim().starts_with(":");
      if (!isKey || open.empty() || literal.size() < 2)
        continue;
      if (std::string wrong = takeKey(literal); !wrong.empty())
        return wrong;
      continue;
    }
    if (c == '{' || c == '[') {
      if (open.size() == maxJsonDepth)
        return fail("brackets nest deeper than " + llvm::Twine(maxJsonDepth) +
                    " levels");
      open.emplace_back();
    } else if ((c == '}' || c == ']') && !open.empty()) {
      open.pop_back();
    }
    ++at;
  }
  return "";
}

llvm::Expected<llvm::json::Value> ridge::parseJson(StringRef text) {
  if (std::string wrong = Scanner(text).scan(); !wrong.empty())
    return llvm::createStringError(wrong);
  return llvm::json::parse(text);
}

//===----------------------------------------------------------------------===//
// Writing
//===----------------------------------------------------------------------===//

/// The text that stands for a number that JSON does not have or loses.
static std::optional<StringRef> replacement(double value) {
  if (std::isnan(value))
    return "\"nan\"";
  if (std::isinf(value))
    return value < 0 ? "\"-inf\"" : "\"inf\"";
  // "-0" is an integer for readers, and integers have one zero.
  if (value == 0 && std::signbit(value))
    return "-0.0";
  return std::nullopt;
}

void ridge::writeNumber(llvm::json::OStream &json, double value) {
  if (std::optional<StringRef> text = replacement(value))
    json.rawValue(*text);
  else
    json.value(value);
}

void ridge::writeNumber(llvm::json::OStream &json, StringRef key,
                        double value) {
  json.attributeBegin(key);
  writeNumber(json, value);
  json.attributeEnd();
}
