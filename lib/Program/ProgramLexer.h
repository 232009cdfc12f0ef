//===- ProgramLexer.h - tokens of the program text --------------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Cuts program text into words, numbers, "strings", @symbols, #ids and
/// punctuation. White space and line ends separate and mean nothing; `//`
/// begins a comment. Only a kernel is read by the line (restOfLine).
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_LIB_PROGRAM_PROGRAMLEXER_H
#define RIDGE_LIB_PROGRAM_PROGRAMLEXER_H

#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringRef.h"
#include <string>

namespace ridge {

struct Token {
  enum class Kind : uint8_t {
    Word,
    Number,
    String,
    Symbol,
    Id,
    Mark,
    End,
    Bad
  };
  Kind kind = Kind::End;
  llvm::StringRef spelling; ///< As written; strings and symbols without quotes.
  bool escaped = false;     ///< The spelling holds \hh.

  bool is(llvm::StringRef text) const {
    return (kind == Kind::Word || kind == Kind::Mark) && spelling == text;
  }
  /// The text meant, escapes undone.
  std::string text() const {
    if (!escaped)
      return spelling.str();
    std::string plain;
    for (size_t i = 0; i < spelling.size(); ++i) {
      if (spelling[i] != '\\' || i + 2 >= spelling.size() ||
          !llvm::isHexDigit(spelling[i + 1]) ||
          !llvm::isHexDigit(spelling[i + 2])) {
        plain += spelling[i];
        continue;
      }
      plain += char(llvm::hexFromNibbles(spelling[i + 1], spelling[i + 2]));
      i += 2;
    }
    return plain;
  }
};

class ProgramLexer {
public:
  explicit ProgramLexer(llvm::StringRef text) : whole(text), rest(text) {}

  Token next() {
    skipBlanks();
    Token token;
    token.spelling = rest.take_front(0);
    if (rest.empty())
      return token;
    char c = rest.front();
    if (c == '@') {
      rest = rest.drop_front();
      token = rest.starts_with("\"") ? lexString() : lexWord();
      if (token.kind != Token::Kind::Bad)
        token.kind = Token::Kind::Symbol;
      return token;
    }
    if (c == '"')
      return lexString();
    if (c == '#') {
      rest = rest.drop_front();
      token = take(Token::Kind::Id, rest.starts_with("-") ? 1 : 0, isDigit);
      return token;
    }
    if (isDigit(c))
      return lexNumber();
    if (isWordChar(c))
      return lexWord();
    size_t length = rest.starts_with("->") || rest.starts_with(">=") ? 2 : 1;
    token = {Token::Kind::Mark, rest.take_front(length), false};
    rest = rest.drop_front(length);
    return token;
  }

  /// What stands between `token`'s start and the end of its line; lexing goes
  /// on in the next line.
  llvm::StringRef restOfLine(const Token &token) {
    llvm::StringRef tail =
        whole.drop_front(token.spelling.data() - whole.data());
    llvm::StringRef line = tail.take_until([](char c) { return c == '\n'; });
    rest = tail.drop_front(line.size());
    return line;
  }

  /// "LINE:COLUMN" of a token, from 1.
  std::string position(const Token &token) const {
    size_t offset = token.spelling.data() - whole.data();
    // The spelling of a name or string begins after its sign.
    if (token.kind == Token::Kind::Symbol || token.kind == Token::Kind::String)
      while (offset > 0 &&
             (whole[offset - 1] == '@' || whole[offset - 1] == '"'))
        --offset;
    llvm::StringRef before = whole.take_front(offset);
    size_t line = before.count('\n') + 1;
    size_t start = before.rfind('\n');
    size_t column =
        start == llvm::StringRef::npos ? offset : offset - start - 1;
    return std::to_string(line) + ":" + std::to_string(column + 1);
  }

private:
  static bool isDigit(char c) { return llvm::isDigit(c); }
  static bool isWordChar(char c) {
    return llvm::isAlnum(c) || c == '_' || c == '.';
  }

  void skipBlanks() {
    while (true) {
      rest = rest.ltrim();
      if (!rest.starts_with("//"))
        return;
      rest = rest.drop_until([](char c) { return c == '\n'; });
    }
  }
  template <typename Predicate>
  Token take(Token::Kind kind, size_t head, Predicate more) {
    size_t length = head;
    while (length < rest.size() && more(rest[length]))
      ++length;
    Token token{length > head ? kind : Token::Kind::Bad,
                rest.take_front(length), false};
    rest = rest.drop_front(length);
    return token;
  }
  Token lexWord() { return take(Token::Kind::Word, 0, isWordChar); }
  Token lexNumber() {
    // 12, 0x7ff0000000000000, 1.5, 1e-07: a sign only after an exponent's e.
    bool hex = rest.starts_with("0x");
    char last = 0;
    return take(Token::Kind::Number, 0, [&](char c) {
      bool sign = (c == '-' || c == '+') && last == 'e' && !hex;
      last = c;
      return sign || isWordChar(c);
    });
  }
  Token lexString() {
    rest = rest.drop_front();
    size_t end = rest.find_first_of("\"\n");
    if (end == llvm::StringRef::npos || rest[end] == '\n')
      return take(Token::Kind::Bad, 0, [](char c) { return c != '\n'; });
    Token token{Token::Kind::String, rest.take_front(end), false};
    token.escaped = token.spelling.contains('\\');
    rest = rest.drop_front(end + 1);
    return token;
  }

  llvm::StringRef whole, rest;
};

} // namespace ridge

#endif // RIDGE_LIB_PROGRAM_PROGRAMLEXER_H
