//===- ParseProgram.cpp - a program from text -----------------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Recursive descent over the text that PrintProgram.cpp writes. Every function
/// returns true on success; the first failure keeps its sentence and position.
///
//===----------------------------------------------------------------------===//

#include "ProgramLexer.h"
#include "ridge/Numerics/Codec.h"
#include "ridge/Program/Describe.h"
#include "llvm/ADT/Twine.h"
#include <cstring>
#include <limits>

using namespace ridge;
using llvm::Twine;

namespace {
class Parser {
public:
  Parser(llvm::StringRef text, const Machine &machine)
      : lexer(text), machine(machine) {
    advance();
  }

  bool parse(Program &result);
  std::string error;

private:
  // Tokens.
  void advance() { token = lexer.next(); }
  bool fail(const Twine &what) { return failAt(token, what); }
  bool failAt(const Token &where, const Twine &what) {
    if (error.empty())
      error = (lexer.position(where) + ": " + what).str();
    return false;
  }
  bool expected(const Twine &what) {
    if (token.kind == Token::Kind::End)
      return fail("found the end of the text, expected " + what);
    return fail("found '" + token.spelling + "', expected " + what);
  }
  bool accept(llvm::StringRef text) {
    if (!token.is(text))
      return false;
    advance();
    return true;
  }
  bool expect(llvm::StringRef text) {
    return accept(text) || expected("'" + text + "'");
  }

  // Values.
  template <typename T> bool integer(T &value);
  bool real(double &value);
  bool string(std::string &value);
  bool symbol(std::string &value);
  template <typename List>
  bool reference(const List &list, llvm::StringRef what, int32_t &id);
  template <typename Item> bool commas(llvm::StringRef close, Item item);
  template <typename List> bool integers(List &list);
  bool affine(Affine &value);
  bool affineTerm(Affine &value, bool negative);
  bool extent(Extent &value);
  bool access(Access &value);

  // Statements.
  bool block(Block &ops);
  bool operation(ProgramOp &op);
  bool loop(ProgramOp &op);
  bool issue(ProgramOp &op);
  bool move(ProgramOp &op);
  bool sizes(ProgramOp &op);
  bool optionalLayer(ProgramOp &op);

  // Declarations.
  bool declaration();
  bool layer();
  bool work(Layer::Work &work);
  bool kernel();
  bool buffer();
  bool bufferKind(Buffer &buffer);
  bool bufferCodec(Buffer &buffer);
  bool bufferData(Buffer &buffer);
  bool queue();

  ProgramLexer lexer;
  const Machine &machine;
  Program program;
  Token token;
  unsigned depth = 0; ///< Loops open.
};
} // namespace

//===----------------------------------------------------------------------===//
// Values
//===----------------------------------------------------------------------===//

template <typename T> bool Parser::integer(T &value) {
  Token start = token;
  bool negative = accept("-");
  uint64_t magnitude;
  if (token.kind != Token::Kind::Number ||
      token.spelling.getAsInteger(10, magnitude))
    return expected("an integer");
  int64_t wide = negative ? -magnitude : magnitude;
  value = T(wide);
  if (int64_t(value) != wide || (magnitude != 0 && (wide < 0) != negative))
    return failAt(start, "the integer is out of range");
  advance();
  return true;
}

bool Parser::real(double &value) {
  bool negative = accept("-");
  if (token.kind != Token::Kind::Number)
    return expected("a number");
  if (token.spelling.starts_with("0x")) {
    uint64_t bits;
    if (token.spelling.getAsInteger(0, bits))
      return expected("a number");
    std::memcpy(&value, &bits, sizeof(bits));
  } else if (token.spelling.getAsDouble(value)) {
    return expected("a number");
  }
  if (negative)
    value = -value;
  advance();
  return true;
}

bool Parser::string(std::string &value) {
  if (token.kind != Token::Kind::String)
    return expected("a string");
  value = token.text();
  advance();
  return true;
}

bool Parser::symbol(std::string &value) {
  if (token.kind != Token::Kind::Symbol)
    return expected("an @name");
  value = token.text();
  advance();
  return true;
}

/// @name of one item of the list, or #id, which may be out of range: the
/// checker, not the parser, judges programs.
template <typename List>
bool Parser::reference(const List &list, llvm::StringRef what, int32_t &id) {
  if (token.kind == Token::Kind::Id) {
    if (token.spelling.getAsInteger(10, id))
      return expected("an id");
    advance();
    return true;
  }
  Token start = token;
  std::string name;
  if (token.kind != Token::Kind::Symbol)
    return expected("the @name of a " + what);
  if (!symbol(name))
    return false;
  id = -1;
  for (size_t i = 0; i < list.size(); ++i) {
    if (list[i].name != name)
      continue;
    if (id >= 0)
      return failAt(start, "more than one " + what + " is called " +
                               symbolText(name) + "; refer to it as #id");
    id = int32_t(i);
  }
  if (id < 0)
    return failAt(start, "no " + what + " is called " + symbolText(name));
  return true;
}

/// item, item, ... up to `close`, which is consumed. May be empty.
template <typename Item> bool Parser::commas(llvm::StringRef close, Item item) {
  if (accept(close))
    return true;
  do {
    if (!item())
      return false;
  } while (accept(","));
  return expect(close);
}

template <typename List> bool Parser::integers(List &list) {
  return expect("[") && commas("]", [&] {
           typename List::value_type value;
           if (!integer(value))
             return false;
           list.push_back(value);
           return true;
         });
}

/// 16, t0, 16*t0.
bool Parser::affineTerm(Affine &value, bool negative) {
  int64_t coefficient = negative ? -1 : 1;
  if (token.kind == Token::Kind::Number) {
    uint64_t magnitude;
    constexpr auto largest = uint64_t(std::numeric_limits<int64_t>::max());
    if (token.spelling.getAsInteger(10, magnitude) ||
        magnitude > largest + negative)
      return expected("an integer of 64 bits");
    coefficient = static_cast<int64_t>(negative ? 0 - magnitude : magnitude);
    Token number = token;
    advance();
    if (!accept("*"))
      return !__builtin_add_overflow(value.constant, coefficient,
                                     &value.constant) ||
             failAt(number, "the sum of constants leaves 64 bits");
  }
  int32_t level;
  if (token.kind != Token::Kind::Word || !token.spelling.starts_with("t") ||
      token.spelling.drop_front().getAsInteger(10, level))
    return expected("an integer or a loop counter");
  if (level >= int32_t(depth))
    return fail("loop counter '" + token.spelling + "' is used in " +
                Twine(depth) + " loops");
  value.terms.push_back({level, coefficient});
  advance();
  return true;
}

bool Parser::affine(Affine &value) {
  bool negative = accept("-");
  while (true) {
    if (!affineTerm(value, negative))
      return false;
    negative = token.is("-");
    if (!negative && !token.is("+"))
      return true;
    advance();
  }
}

bool Parser::extent(Extent &value) {
  if (!accept("min"))
    return affine(value.values.emplace_back());
  return expect("(") &&
         commas(")", [&] { return affine(value.values.emplace_back()); });
}

bool Parser::access(Access &value) {
  if (accept("constant")) {
    if (!real(value.floatValue))
      return false;
    return !accept("integer") || integer(value.intValue);
  }
  if (!reference(program.buffers, "buffer", value.buffer) || !expect("[") ||
      !affine(value.offset))
    return false;
  if (accept(":")) {
    do {
      if (!integer(value.strides.emplace_back()))
        return false;
    } while (accept(","));
  }
  if (accept(";") && !affine(value.instance))
    return false;
  return expect("]");
}

//===----------------------------------------------------------------------===//
// Statements
//===----------------------------------------------------------------------===//

bool Parser::optionalLayer(ProgramOp &op) {
  return !accept("layer") || integer(op.layer);
}

bool Parser::sizes(ProgramOp &op) {
  return expect("sizes") && expect("[") &&
         commas("]", [&] { return extent(op.sizes.emplace_back()); });
}

bool Parser::loop(ProgramOp &op) {
  op.kind = ProgramOp::Kind::Loop;
  // The parser and all readers of programs recurse.
  constexpr unsigned maxDepth = 64;
  if (depth == maxDepth)
    return fail("loops nest deeper than " + Twine(maxDepth) + " levels");
  if (!token.is(("t" + Twine(depth)).str()))
    return expected("loop counter 't" + Twine(depth) + "'");
  advance();
  if (!expect("in") || !integer(op.trip) || !optionalLayer(op))
    return false;
  ++depth;
  bool good = block(op.body);
  --depth;
  return good;
}

bool Parser::issue(ProgramOp &op) {
  op.kind = ProgramOp::Kind::Issue;
  if (!reference(machine.instructions, "instruction", op.instruction) ||
      !expect("kernel") || !integer(op.kernel) || !optionalLayer(op) ||
      !expect("match") || !integers(op.match.dims) ||
      !integers(op.match.operands) || !sizes(op))
    return false;
  op.match.instruction = op.instruction;
  if (accept("origins") && (!expect("[") || !commas("]", [&] {
        return affine(op.origins.emplace_back());
      })))
    return false;
  return expect("(") &&
         commas(")", [&] { return access(op.operands.emplace_back()); });
}

bool Parser::move(ProgramOp &op) {
  op.kind = ProgramOp::Kind::Move;
  if (!reference(machine.paths, "path", op.path) || !optionalLayer(op) ||
      !sizes(op))
    return false;
  llvm::SmallVector<Access, 1> lists;
  do {
    if (!access(op.operands.emplace_back()))
      return false;
    while (op.operands.size() == 1 && accept("at")) {
      IndexList &index = op.indices.emplace_back();
      if (!access(lists.emplace_back()) || !expect("by") ||
          !integer(index.stride) || !expect("below") || !integer(index.limit))
        return false;
    }
  } while (accept("->"));
  op.operands.append(lists.begin(), lists.end());
  return true;
}

bool Parser::operation(ProgramOp &op) {
  if (accept("for"))
    return loop(op);
  if (accept("issue"))
    return issue(op);
  if (accept("move"))
    return move(op);
  if (accept("wait")) {
    op.kind = ProgramOp::Kind::Wait;
    return reference(program.semaphores, "semaphore", op.semaphore) &&
           expect(">=") && affine(op.value) && optionalLayer(op);
  }
  if (accept("signal")) {
    op.kind = ProgramOp::Kind::Signal;
    if (!reference(program.semaphores, "semaphore", op.semaphore))
      return false;
    op.afterReads = accept("after_reads");
    return optionalLayer(op);
  }
  return expected("for, issue, move, wait, signal or '}'");
}

bool Parser::block(Block &ops) {
  if (!expect("{"))
    return false;
  while (!accept("}"))
    if (!operation(ops.emplace_back()))
      return false;
  return true;
}

//===----------------------------------------------------------------------===//
// Declarations
//===----------------------------------------------------------------------===//

bool Parser::work(Layer::Work &work) {
  if (accept("none"))
    return true;
  do {
    Layer::Alternative &item = work.alternatives.emplace_back();
    if (!reference(machine.instructions, "instruction", item.instruction) ||
        !expect("totals") || !integers(item.totals) || !expect("repeats") ||
        !integer(item.repeats) || !expect("bits") || !integer(item.bits) ||
        !expect("ops") || !integer(item.ops) ||
        (accept("points") && !integer(item.points)))
      return false;
  } while (accept("or"));
  return true;
}

bool Parser::layer() {
  Layer &layer = program.layers.emplace_back();
  if (!string(layer.name) || !expect("at") || !string(layer.location) ||
      !expect("kind") || !string(layer.kind) || !expect("macs") ||
      !integer(layer.macs) ||
      (accept("skipped") && (!integer(layer.skipped.skipped) || !expect("of") ||
                             !integer(layer.skipped.useless))))
    return false;
  while (accept("work"))
    if (!work(layer.work.emplace_back()))
      return false;
  return true;
}

bool Parser::kernel() {
  Token number = token;
  int64_t id;
  if (!integer(id))
    return false;
  if (id != int64_t(program.kernels.size()))
    return failAt(number, "kernel " + Twine(id) + ", expected " +
                              Twine(program.kernels.size()));
  std::string problem;
  Token start = token;
  std::optional<Kernel> kernel =
      Kernel::parse(lexer.restOfLine(start), problem);
  if (!kernel)
    return failAt(start, "kernel: " + problem);
  program.kernels.push_back(std::move(*kernel));
  advance();
  return true;
}

bool Parser::bufferKind(Buffer &buffer) {
  if (accept("argument")) {
    buffer.kind = Buffer::Kind::Argument;
    return integer(buffer.index);
  }
  if (accept("result")) {
    buffer.kind = Buffer::Kind::Result;
    return integer(buffer.index);
  }
  buffer.kind =
      token.is("constant") ? Buffer::Kind::Constant : Buffer::Kind::Temporary;
  return accept("constant") || accept("temporary") ||
         expected("argument, result, constant or temporary");
}

bool Parser::bufferData(Buffer &buffer) {
  if (token.kind != Token::Kind::String)
    return expected("a string of hex digits");
  std::string bytes;
  if (!llvm::tryGetFromHex(token.spelling, bytes) ||
      token.spelling.size() % 2 != 0)
    return expected("pairs of hex digits");
  buffer.data.assign(bytes.begin(), bytes.end());
  advance();
  return true;
}

bool Parser::bufferCodec(Buffer &buffer) {
  Token start = token;
  std::string name;
  if (!string(name))
    return false;
  auto codec = Codec::create(name);
  if (!codec)
    return failAt(start, llvm::toString(codec.takeError()));
  buffer.codec = (*codec)->name();
  buffer.codecUnit = (*codec)->unit();
  buffer.codecBits = (*codec)->fixedBitsPerValue();
  if (buffer.codecUnit == 0)
    return failAt(start, "codec '" + name +
                             "' encodes whole runs, expected one with units of "
                             "fixed size");
  if (buffer.codecBits != 0)
    return true;
  return expect("bits") && real(buffer.codecBits);
}

bool Parser::buffer() {
  Buffer buffer;
  if (!symbol(buffer.name) || !bufferKind(buffer))
    return false;
  std::optional<Format> format = parseFormat(token.spelling);
  if (token.kind != Token::Kind::Word || !format)
    return expected("a format");
  buffer.format = *format;
  advance();
  if (token.is("[") && !integers(buffer.shape))
    return false;
  if (!expect("elements") || !integer(buffer.elements))
    return false;
  if (accept("depth") && !integer(buffer.depth))
    return false;
  if (!expect("in") || !reference(machine.memories, "memory", buffer.memory) ||
      !expect("at") || !integer(buffer.address) || !expect("slot") ||
      !integer(buffer.slotBytes) || !expect("layers") ||
      !integer(buffer.firstLayer) || !expect("to") ||
      !integer(buffer.lastLayer))
    return false;
  if (accept("turn") && !integer(buffer.turn))
    return false;
  if (accept("codec") && !bufferCodec(buffer))
    return false;
  if (accept("data") && !bufferData(buffer))
    return false;
  program.buffers.push_back(std::move(buffer));
  return true;
}

bool Parser::queue() {
  Queue &queue = program.queues.emplace_back();
  return reference(machine.engines, "engine", queue.engine) &&
         block(queue.body);
}

bool Parser::declaration() {
  if (accept("layer"))
    return layer();
  if (accept("kernel"))
    return kernel();
  if (accept("buffer"))
    return buffer();
  if (accept("semaphore"))
    return symbol(program.semaphores.emplace_back().name);
  if (accept("queue"))
    return queue();
  return expected("layer, kernel, buffer, semaphore or queue");
}

bool Parser::parse(Program &result) {
  if (!expect("program") || !symbol(program.name) || !expect("on") ||
      !symbol(program.machineName) ||
      (accept("critical_path") && !integer(program.criticalPath)))
    return false;
  if (program.criticalPath < 0)
    return expected("cycles from 0");
  while (token.kind != Token::Kind::End)
    if (!declaration())
      return false;
  result = std::move(program);
  return true;
}

llvm::Expected<Program> ridge::parseProgram(llvm::StringRef text,
                                            const Machine &machine) {
  Parser parser(text, machine);
  Program program;
  if (!parser.parse(program))
    return llvm::createStringError(llvm::inconvertibleErrorCode(), "%s",
                                   parser.error.c_str());
  return program;
}
