//===- FieldSyntax.cpp - fields of instruction words as text --------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "FieldSyntax.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/Twine.h"

using namespace ridge;
using llvm::StringRef;
using llvm::Twine;

namespace {
class FieldParser {
public:
  explicit FieldParser(StringRef text) : text(text) { advance(); }

  llvm::Expected<FieldSyntax> run() {
    bool good =
        parseAll() && (token.empty() || fail("expected the end of the field"));
    if (!good)
      return llvm::createStringError(llvm::inconvertibleErrorCode(),
                                     Twine(error));
    return field;
  }

private:
  bool parseAll();
  bool parseBits();
  bool parseQuantity();
  bool parseArguments();
  bool parseModifiers();
  bool parseUnit();
  bool parseNumber();
  bool parsePosition(int64_t &position);

  void advance();
  bool accept(StringRef expected) {
    if (token != expected)
      return false;
    advance();
    return true;
  }
  bool expect(StringRef expected) {
    return accept(expected) || fail("expected '" + expected + "'");
  }
  bool fail(const Twine &what) {
    if (error.empty())
      error =
          (what + ", found " + (token.empty() ? "the end" : "'" + token + "'") +
           " at column " + Twine(offset + 1))
              .str();
    return false;
  }
  static bool isWord(char c) {
    return llvm::isAlnum(c) || c == '_' || c == '.';
  }
  bool isNumber() const { return !token.empty() && llvm::isDigit(token[0]); }
  bool isName() const {
    return !token.empty() && isWord(token[0]) && !llvm::isDigit(token[0]);
  }

  StringRef text, token;
  size_t offset = 0;
  FieldSyntax field;
  std::string error;
};
} // namespace

void FieldParser::advance() {
  size_t start = text.find_first_not_of(" \t\n", offset + token.size());
  if (start == StringRef::npos)
    start = text.size();
  offset = start;
  StringRef rest = text.substr(start);
  StringRef word = rest.take_while(isWord);
  token = word.empty() ? rest.take_front(1) : word;
}

bool FieldParser::parsePosition(int64_t &position) {
  constexpr int64_t most = 1 << 20;
  if (!isNumber() || token.getAsInteger(10, position) || position > most)
    return fail("expected the number of a bit");
  advance();
  return true;
}

/// [7:0] or [7]
bool FieldParser::parseBits() {
  if (!expect("[") || !parsePosition(field.high))
    return false;
  field.low = field.high;
  if (accept(":") && !parsePosition(field.low))
    return false;
  if (field.low > field.high)
    return fail("expected the high bit before the low one");
  return expect("]");
}

/// Decimal, 0x or 0b; what is always so may be negative.
bool FieldParser::parseNumber() {
  field.isNegative = accept("-");
  uint64_t value = 0;
  if (!isNumber() || token.getAsInteger(0, value))
    return fail("expected a number of at most 64 bits");
  if (field.isNegative && value > uint64_t(1) << 62)
    return fail("expected a number of at most 62 bits");
  field.number = value;
  advance();
  return true;
}

bool FieldParser::parseArguments() {
  if (!accept("("))
    return true;
  do {
    if (!isName() && !isNumber() && token != "*")
      return fail("expected a name, a number or '*'");
    field.arguments.push_back(token);
    advance();
  } while (accept(","));
  return expect(")");
}

bool FieldParser::parseQuantity() {
  size_t begin = offset;
  bool isStep = accept("step");
  if (isStep && !expect("("))
    return false;
  if (!isName())
    return fail("expected what the field holds");
  field.word = token;
  advance();
  if (!parseArguments())
    return false;
  if (isStep) {
    if (!expect(","))
      return false;
    if (!isName() && !isNumber() && token != "*")
      return fail("expected the name of a loop or '*'");
    field.loop = token;
    advance();
    if (!expect(")"))
      return false;
  }
  field.quantity = text.slice(begin, offset).rtrim();
  return true;
}

/// in bytes, in 16 bytes, in elements
bool FieldParser::parseUnit() {
  constexpr int64_t mostUnit = int64_t(1) << 40;
  if (isNumber()) {
    if (token.getAsInteger(10, field.unit) || field.unit < 1 ||
        field.unit > mostUnit)
      return fail("expected a unit from 1 to 2^40");
    advance();
  }
  field.inBytes = accept("bytes");
  field.inElements = !field.inBytes && accept("elements");
  return field.inBytes || field.inElements ||
         fail("expected 'bytes' or 'elements'");
}

bool FieldParser::parseModifiers() {
  while (true) {
    if (accept("in")) {
      if (!parseUnit())
        return false;
    } else if (accept("minus")) {
      if (!expect("1"))
        return false;
      field.minusOne = true;
    } else if (accept("signed")) {
      field.isSigned = true;
    } else if (accept("log2")) {
      field.isLog2 = true;
    } else {
      return true;
    }
  }
}

bool FieldParser::parseAll() {
  if (accept("always")) {
    field.isAlways = true;
    return parseQuantity() && expect("=") && parseNumber();
  }
  if (isName()) {
    field.name = token;
    advance();
  }
  if (!parseBits() || !expect("="))
    return false;
  if (isNumber())
    return parseNumber();
  return parseQuantity() && parseModifiers();
}

llvm::Expected<FieldSyntax> ridge::parseField(StringRef text) {
  return FieldParser(text).run();
}
