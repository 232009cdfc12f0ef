//===- ExpressionParser.cpp - text to expressions -------------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Recursive descent from text to postfix. Operations on two constants are done
/// at once, so that a divisor such as (4 * 32) counts as a constant.
///
//===----------------------------------------------------------------------===//

#include "ridge/Machine/Expression.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include <limits>
#include <optional>

using namespace ridge;

namespace ridge {

class ExpressionParser {
public:
  ExpressionParser(llvm::StringRef text, llvm::ArrayRef<llvm::StringRef> names)
      : text(text), names(names) {
    advance();
  }

  llvm::Expected<Expression> run() {
    if (parseSum() && !token.empty())
      fail("expected an operator or the end of the expression");
    if (!error.empty())
      return llvm::createStringError(llvm::inconvertibleErrorCode(),
                                     llvm::Twine(error));
    return std::move(result);
  }

private:
  using Op = Expression::Op;

  // Each parse function appends to the postfix form and returns false after a
  // failure, which is in `error`.
  bool parseSum();
  bool parseProduct();
  bool parseFactor();
  bool parseAtom();
  bool parseNegation();
  bool parseNumber(bool negative);
  bool parseCall(Op op);
  bool parseName();

  bool emit(Op op, size_t rightStart, size_t operatorOffset);
  static bool overflows(Op op, int64_t a, int64_t b);
  void push(Op op, int64_t value) { result.postfix.push_back({op, value}); }
  std::optional<Op> productOperator() const;
  bool accept(llvm::StringRef expected);
  bool expect(llvm::StringRef expected);
  bool fail(const llvm::Twine &what);
  void advance();

  /// Parentheses and calls deeper than this are refused: the parser recurses.
  static constexpr unsigned maxDepth = 256;

  llvm::StringRef text;
  llvm::ArrayRef<llvm::StringRef> names;
  llvm::StringRef token; ///< Empty at the end of the text.
  size_t offset = 0;     ///< Of `token` in `text`.
  unsigned depth = 0;
  Expression result;
  std::string error;
};

} // namespace ridge

static bool isNameCharacter(char c) { return llvm::isAlnum(c) || c == '_'; }

void ExpressionParser::advance() {
  size_t start = offset + token.size();
  while (start < text.size() && llvm::isSpace(text[start]))
    ++start;
  offset = start;
  llvm::StringRef rest = text.drop_front(start);
  token = rest.take_while(isNameCharacter);
  if (token.empty())
    token = rest.take_front(1);
}

bool ExpressionParser::fail(const llvm::Twine &what) {
  if (!error.empty())
    return false;
  std::string found = token.empty() ? "the end" : ("'" + token + "'").str();
  // Nobody reads a message of a thousand lines.
  constexpr size_t shown = 200;
  error = (what + ", found " + found + " at offset " + llvm::Twine(offset) +
           " of '" + text.take_front(shown) +
           (text.size() > shown ? "..." : "") + "'; known names: " +
           (names.empty() ? std::string("none") : llvm::join(names, ", ")))
              .str();
  return false;
}

bool ExpressionParser::accept(llvm::StringRef expected) {
  if (token != expected)
    return false;
  advance();
  return true;
}

bool ExpressionParser::expect(llvm::StringRef expected) {
  return accept(expected) || fail("expected '" + expected + "'");
}

bool ExpressionParser::overflows(Op op, int64_t a, int64_t b) {
  int64_t result;
  if (op == Op::Add)
    return __builtin_add_overflow(a, b, &result);
  if (op == Op::Sub)
    return __builtin_sub_overflow(a, b, &result);
  return op == Op::Mul && __builtin_mul_overflow(a, b, &result);
}

/// The right operand's code starts at `rightStart`.
bool ExpressionParser::emit(Op op, size_t rightStart, size_t operatorOffset) {
  std::vector<Expression::Node> &code = result.postfix;
  bool rightConstant =
      rightStart + 1 == code.size() && code.back().op == Op::Constant;
  bool divides = op == Op::CeilDiv || op == Op::FloorDiv || op == Op::Mod;
  if (divides && (!rightConstant || code.back().value <= 0)) {
    // Point at the operator: the divisor may be a long expression.
    token = text.substr(operatorOffset).take_while(isNameCharacter);
    offset = operatorOffset;
    return fail("expected a positive constant on the right of the division");
  }
  bool leftConstant = rightConstant && rightStart > 0 &&
                      code[rightStart - 1].op == Op::Constant;
  if (!leftConstant) {
    push(op, 0);
    return true;
  }
  int64_t right = code.back().value;
  code.pop_back();
  if (overflows(op, code.back().value, right)) {
    token = text.substr(operatorOffset, 1);
    offset = operatorOffset;
    return fail("expected a result of 64 bits");
  }
  code.back().value = Expression::apply(op, code.back().value, right);
  return true;
}

bool ExpressionParser::parseSum() {
  if (!parseProduct())
    return false;
  while (token == "+" || token == "-") {
    Op op = token == "+" ? Op::Add : Op::Sub;
    size_t operatorOffset = offset;
    advance();
    size_t rightStart = result.postfix.size();
    if (!parseProduct() || !emit(op, rightStart, operatorOffset))
      return false;
  }
  return true;
}

std::optional<Expression::Op> ExpressionParser::productOperator() const {
  if (token == "*")
    return Op::Mul;
  if (token == "ceildiv")
    return Op::CeilDiv;
  if (token == "floordiv")
    return Op::FloorDiv;
  if (token == "mod")
    return Op::Mod;
  return std::nullopt;
}

bool ExpressionParser::parseProduct() {
  if (!parseFactor())
    return false;
  while (std::optional<Op> op = productOperator()) {
    size_t operatorOffset = offset;
    advance();
    size_t rightStart = result.postfix.size();
    if (!parseFactor() || !emit(*op, rightStart, operatorOffset))
      return false;
  }
  return true;
}

bool ExpressionParser::parseNumber(bool negative) {
  uint64_t magnitude;
  uint64_t limit =
      uint64_t(std::numeric_limits<int64_t>::max()) + (negative ? 1 : 0);
  if (token.getAsInteger(10, magnitude) || magnitude > limit)
    return fail("expected a decimal integer of 64 bits");
  advance();
  push(Op::Constant,
       static_cast<int64_t>(negative ? 0 - magnitude : magnitude));
  return true;
}

bool ExpressionParser::parseName() {
  for (auto [position, name] : llvm::enumerate(names)) {
    if (name != token)
      continue;
    advance();
    push(Op::Name, position);
    return true;
  }
  return fail("unknown name");
}

/// min(a, b, ...) and max(a, b, ...) fold from the left.
bool ExpressionParser::parseCall(Op op) {
  size_t operatorOffset = offset;
  advance();
  if (!expect("(") || !parseSum())
    return false;
  while (accept(",")) {
    size_t rightStart = result.postfix.size();
    if (!parseSum() || !emit(op, rightStart, operatorOffset))
      return false;
  }
  return expect(")");
}

/// -5 is a constant, -m is 0 - m.
bool ExpressionParser::parseNegation() {
  size_t operatorOffset = offset;
  advance();
  if (!token.empty() && llvm::isDigit(token.front()))
    return parseNumber(/*negative=*/true);
  push(Op::Constant, 0);
  size_t rightStart = result.postfix.size();
  return parseFactor() && emit(Op::Sub, rightStart, operatorOffset);
}

bool ExpressionParser::parseAtom() {
  if (token == "-")
    return parseNegation();
  if (token == "min")
    return parseCall(Op::Min);
  if (token == "max")
    return parseCall(Op::Max);
  if (accept("("))
    return parseSum() && expect(")");
  if (token.empty() || !isNameCharacter(token.front()) || productOperator())
    return fail("expected a number, a name or '('");
  if (llvm::isDigit(token.front()))
    return parseNumber(/*negative=*/false);
  return parseName();
}

bool ExpressionParser::parseFactor() {
  if (depth == maxDepth)
    return fail("the expression nests too deep");
  ++depth;
  bool ok = parseAtom();
  --depth;
  return ok;
}

llvm::Expected<Expression>
Expression::parse(llvm::StringRef text, llvm::ArrayRef<llvm::StringRef> names) {
  return ExpressionParser(text, names).run();
}
