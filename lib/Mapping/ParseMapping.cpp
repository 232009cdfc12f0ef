//===- ParseMapping.cpp - mappings from text ------------------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Recursive descent over what PrintMapping.cpp writes. Every function returns
/// true on success; the first failure keeps its sentence and position. Whether
/// names and numbers mean something is not asked here.
///
//===----------------------------------------------------------------------===//

#include "ridge/Mapping/MappingText.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/Twine.h"
#include <tuple>

using namespace ridge;
using llvm::StringRef;
using llvm::Twine;

namespace {
class Parser {
public:
  explicit Parser(StringRef text) : text(text) { advance(); }

  bool parse(std::vector<MappingText> &mappings);
  std::string error;

private:
  // Tokens: words of letters, digits and underscores; texts in quotes; "->";
  // single characters. Empty at the end.
  void advance();
  TextPosition here() const { return positionOf(text, start); }
  bool fail(const Twine &what);
  bool expected(const Twine &what);
  bool accept(StringRef spelling);
  bool expect(StringRef spelling) {
    return accept(spelling) || expected("'" + spelling + "'");
  }
  bool isWord() const {
    return !token.empty() && (llvm::isAlnum(token[0]) || token[0] == '_');
  }

  bool integer(int64_t &value, const Twine &what);
  bool word(std::string &value, const Twine &what);
  bool quoted(std::string &value, const Twine &what);
  bool symbol(std::string &value, const Twine &what);
  /// 'd', 'w' or 't' and a number.
  bool numbered(char letter, int32_t &number, const Twine &what);
  /// Items between commas, perhaps none, up to `close`.
  template <typename Item> bool list(StringRef close, Item item);

  bool group(MappingText &mapping);
  bool dims(MappingText &mapping);
  bool loop(MappingText &mapping);
  bool factors(MappingText &mapping);
  bool levels(MappingText::Factors &factors);
  bool level(StringRef part, size_t offset, MappingText::Factors &factors);
  bool factor(StringRef part, size_t offset,
              MappingText::Factors::Level &level);
  /// The names behind `keyword`, perhaps none.
  bool names(StringRef keyword, std::vector<MappingText::Factors::Name> &names);
  bool buffer(MappingText &mapping, bool isWindow);
  bool turn(MappingText::Buffer &buffer);
  bool stagings(MappingText::Buffer &buffer);
  bool run(MappingText &mapping);
  bool call(std::optional<MappingText::Call> &call);

  StringRef text, token;
  size_t start = 0, next = 0;
};
} // namespace

//===----------------------------------------------------------------------===//
// Tokens
//===----------------------------------------------------------------------===//

void Parser::advance() {
  auto isSpace = [](char c) { return llvm::isSpace(c); };
  auto isWordChar = [](char c) { return llvm::isAlnum(c) || c == '_'; };
  while (true) {
    StringRef rest = text.drop_front(next);
    StringRef after = rest.drop_while(isSpace);
    if (after.starts_with("//"))
      after = after.drop_until([](char c) { return c == '\n'; });
    if (after.size() == rest.size())
      break;
    next += rest.size() - after.size();
  }
  start = next;
  StringRef rest = text.drop_front(start);
  if (rest.empty())
    token = rest;
  else if (isWordChar(rest[0]))
    token = rest.take_while(isWordChar);
  else if (rest.starts_with("->"))
    token = rest.take_front(2);
  else if (rest[0] == '"')
    token = rest.take_front(rest.find_first_of("\"\n\\", 1) + 1);
  else
    token = rest.take_front(1);
  // A text without an end is the quote alone.
  if (token.empty() && !rest.empty())
    token = rest.take_front(1);
  next = start + token.size();
}

bool Parser::fail(const Twine &what) {
  if (error.empty())
    error = (positionText(text, start) + ": " + what).str();
  return false;
}

bool Parser::expected(const Twine &what) {
  if (token.empty())
    return fail("found the end of the text, expected " + what);
  return fail("found '" + token.trim() + "', expected " + what);
}

bool Parser::accept(StringRef spelling) {
  if (token != spelling)
    return false;
  advance();
  return true;
}

bool Parser::integer(int64_t &value, const Twine &what) {
  if (!isWord() || token.getAsInteger(10, value))
    return expected(what);
  advance();
  return true;
}

bool Parser::word(std::string &value, const Twine &what) {
  if (!isWord())
    return expected(what);
  value = token.str();
  advance();
  return true;
}

bool Parser::quoted(std::string &value, const Twine &what) {
  if (token.size() < 2 || token.front() != '"' || token.back() != '"')
    return expected(what);
  value = token.drop_front().drop_back().str();
  advance();
  return true;
}

bool Parser::symbol(std::string &value, const Twine &what) {
  if (!accept("@"))
    return expected(what);
  return token.starts_with("\"") ? quoted(value, what) : word(value, what);
}

bool Parser::numbered(char letter, int32_t &number, const Twine &what) {
  StringRef digits = token;
  // Numbers are printed without leading zeros, and read so.
  if (!digits.consume_front(StringRef(&letter, 1)) || digits.empty() ||
      (digits.size() > 1 && digits[0] == '0') ||
      digits.getAsInteger(10, number))
    return expected(what);
  advance();
  return true;
}

template <typename Item> bool Parser::list(StringRef close, Item item) {
  if (accept(close))
    return true;
  do {
    if (!item())
      return false;
  } while (accept(","));
  return expect(close);
}

//===----------------------------------------------------------------------===//
// Lines
//===----------------------------------------------------------------------===//

bool Parser::dims(MappingText &mapping) {
  do {
    std::string next = "d" + std::to_string(mapping.extents.size());
    if (!accept(next))
      return expected(next + ": dims are listed in order");
    if (!expect("=") || !integer(mapping.extents.emplace_back(), "an extent"))
      return false;
  } while (accept(","));
  return true;
}

bool Parser::loop(MappingText &mapping) {
  MappingText::Loop &loop = mapping.loops.emplace_back();
  loop.at = here();
  return numbered('d', loop.dim, "a dim as d0") && expect("by") &&
         integer(loop.tile, "a tile size");
}

bool Parser::factor(StringRef part, size_t offset,
                    MappingText::Factors::Level &level) {
  MappingText::Factors::Factor &factor = level.factors.emplace_back();
  factor.at = positionOf(text, offset);
  StringRef name = part.take_while([](char c) { return llvm::isAlpha(c); });
  StringRef count = part.drop_front(name.size());
  factor.isSpatial = count.consume_back("X") || count.consume_back("Y");
  factor.dim = name.str();
  if (!name.empty() && !count.empty() &&
      !count.getAsInteger(10, factor.count) && factor.count >= 1)
    return true;
  start = offset;
  return fail("found '" + part + "', expected a factor as K8 or K8X");
}

bool Parser::level(StringRef part, size_t offset,
                   MappingText::Factors &factors) {
  MappingText::Factors::Level &level = factors.levels.emplace_back();
  level.at = positionOf(text, offset);
  auto [name, rest] = part.split('[');
  auto [kept, list] = rest.split(']');
  level.name = name.trim().str();
  if (level.name.empty() || part.count('[') != 1 || part.count(']') != 1 ||
      !llvm::all_of(kept, [](char c) { return llvm::isAlpha(c); })) {
    start = offset;
    return fail("found '" + part.trim() +
                "', expected a level as L1[AB] M2 K4");
  }
  for (char tensor : kept)
    level.kept.push_back(std::string(1, tensor));
  while (true) {
    list = list.ltrim();
    StringRef word = list.take_until([](char c) { return llvm::isSpace(c); });
    if (word.empty())
      return true;
    if (!factor(word, static_cast<size_t>(word.data() - text.data()), level))
      return false;
    list = list.drop_front(word.size());
  }
}

bool Parser::levels(MappingText::Factors &factors) {
  if (token.size() < 2 || token.front() != '"' || token.back() != '"')
    return expected("levels in quotes");
  StringRef rest = token.drop_front().drop_back();
  do {
    StringRef part;
    std::tie(part, rest) = rest.split(" - ");
    part = part.ltrim();
    if (!level(part, static_cast<size_t>(part.data() - text.data()), factors))
      return false;
  } while (!rest.empty());
  advance();
  return true;
}

bool Parser::names(StringRef keyword,
                   std::vector<MappingText::Factors::Name> &names) {
  return !accept(keyword) ||
         (expect("(") && list(")", [&] {
            MappingText::Factors::Name &name = names.emplace_back();
            name.at = here();
            if (!word(name.name, "a name") || !expect("="))
              return false;
            bool isMemory = token == "@";
            if (isMemory ? !symbol(name.meaning, "a memory as @sram")
                         : !word(name.meaning, "what it stands for"))
              return false;
            name.meaning = (isMemory ? "@" : "") + name.meaning;
            return true;
          }));
}

bool Parser::factors(MappingText &mapping) {
  MappingText::Factors &factors = mapping.factors.emplace();
  factors.at = here();
  return levels(factors) && names("dims", factors.dims) &&
         names("levels", factors.memories) && names("tensors", factors.tensors);
}

bool Parser::buffer(MappingText &mapping, bool isWindow) {
  MappingText::Buffer &buffer = mapping.buffers.emplace_back();
  buffer.isWindow = isWindow;
  buffer.at = here();
  do {
    if (!numbered(isWindow ? 'w' : 't', buffer.numbers.emplace_back(),
                  isWindow ? "a window as w0" : "a local as t0"))
      return false;
  } while (!isWindow && accept(","));
  buffer.isRead = isWindow && accept("read");
  buffer.isWritten = isWindow && accept("write");
  return expect("[") &&
         list("]",
              [&] {
                return numbered('d', buffer.dims.emplace_back(), "a dim as d0");
              }) &&
         word(buffer.format, "a format as f32") && expect("in") &&
         symbol(buffer.memory, "a memory as @sram") &&
         (isWindow && accept("at")
              ? integer(buffer.address.emplace(), "an address")
              : expect("slots") && integer(buffer.slots, "a number of slots") &&
                    turn(buffer) && stagings(buffer));
}

bool Parser::turn(MappingText::Buffer &buffer) {
  if (!accept("turn"))
    return true;
  constexpr int64_t kMost = 1000;
  int64_t number = 0;
  if (!integer(number, "the number of a place"))
    return false;
  buffer.turn = static_cast<int32_t>(number);
  return number <= kMost || expected("the number of a place, at most 1000");
}

bool Parser::stagings(MappingText::Buffer &buffer) {
  while (buffer.isWindow && accept("over")) {
    MappingText::Staging &staging = buffer.stagings.emplace_back();
    staging.at = here();
    if (!symbol(staging.memory, "a memory as @sram") || !expect("slots") ||
        !integer(staging.slots, "a number of slots") || !expect("inside") ||
        !integer(staging.depth, "a number of loops"))
      return false;
  }
  return true;
}

bool Parser::call(std::optional<MappingText::Call> &call) {
  call.emplace();
  return symbol(call->instruction, "an instruction as @matmul") &&
         expect("(") && list(")", [&] {
           return word(call->operands.emplace_back(),
                       "an operand of the instruction");
         });
}

bool Parser::run(MappingText &mapping) {
  MappingText::Run &run = mapping.runs.emplace_back();
  run.at = here();
  if (!integer(run.operation, "the number of an operation") ||
      !word(run.kind, "what the operation is") || !expect("(") ||
      !list(")",
            [&] {
              return word(run.reads.emplace_back(),
                          "what is read: w0, t0 or const");
            }) ||
      !expect("->") || !word(run.write, "what is written: w0 or t0"))
    return false;
  if (accept("by") && !call(run.by))
    return false;
  return !accept("fill") || call(run.fill);
}

bool Parser::group(MappingText &mapping) {
  mapping.at = here();
  if (!expect("group") || !quoted(mapping.label, "a name in quotes") ||
      !expect("{") || !expect("dims") || !dims(mapping))
    return false;
  while (!accept("}")) {
    if (accept("for")) {
      if (!loop(mapping))
        return false;
    } else if (!mapping.factors && accept("factors")) {
      if (!factors(mapping))
        return false;
    } else if (accept("window")) {
      if (!buffer(mapping, /*isWindow=*/true))
        return false;
    } else if (accept("local")) {
      if (!buffer(mapping, /*isWindow=*/false))
        return false;
    } else if (accept("run")) {
      if (!run(mapping))
        return false;
    } else {
      return expected("for, factors, window, local, run or '}'");
    }
  }
  return true;
}

bool Parser::parse(std::vector<MappingText> &mappings) {
  while (!token.empty())
    if (!group(mappings.emplace_back()))
      return false;
  return true;
}

llvm::Expected<std::vector<MappingText>> ridge::parseMappings(StringRef text) {
  std::vector<MappingText> mappings;
  Parser parser(text);
  if (!parser.parse(mappings))
    return llvm::createStringError(llvm::inconvertibleErrorCode(), "%s",
                                   parser.error.c_str());
  return mappings;
}
