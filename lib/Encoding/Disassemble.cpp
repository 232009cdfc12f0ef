//===- Disassemble.cpp - words to programs --------------------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ByteError.h"
#include "WordToOperation.h"
#include "ridge/Encoding/Image.h"
#include "ridge/Program/Describe.h"
#include "llvm/ADT/STLExtras.h"

using namespace ridge;
using llvm::StringRef;
using llvm::Twine;
using Kind = EncodingTarget::Kind;

llvm::Expected<const Encoding *> ridge::findWord(const Machine &machine,
                                                 EngineId engine,
                                                 llvm::ArrayRef<uint8_t> bytes,
                                                 size_t offset) {
  for (const Encoding &encoding : machine.encodings) {
    if (machine.engineOf(encoding.target) != engine ||
        !hasConstants(encoding, bytes))
      continue;
    if (bytes.size() < static_cast<size_t>(encoding.bytes()))
      return byteError(offset, "the code ends within a word " +
                                   Twine(encoding.name) + " of " +
                                   Twine(encoding.bytes()) + " bytes");
    return &encoding;
  }
  return byteError(offset, "no word of engine " +
                               symbolText(machine.engines[engine].name) +
                               " begins with these bits");
}

namespace {
class Disassembler {
public:
  Disassembler(const Image &image, const Machine &machine)
      : image(image), machine(machine) {}

  llvm::Expected<Program> run();

private:
  llvm::Error readTables();
  llvm::Error readStream(const CodeStream &stream);
  llvm::Error readWord();
  llvm::Error beginLoop(const Encoding &encoding, const Word &word);
  llvm::Error endLoop();
  llvm::Error nextLayer();
  llvm::Error fail(const Twine &text) const {
    return byteError(stream->bytesAt + at, text);
  }

  const Image &image;
  const Machine &machine;
  Program program;
  std::optional<OperationMaker> maker;
  // The word at hand.
  const CodeStream *stream = nullptr;
  size_t at = 0;
  size_t layerRun = 0; ///< Of layers.
  uint32_t inRun = 0;  ///< Words of it so far.
  LayerId layer = -1;
  std::vector<ProgramOp> loops; ///< Open ones, outermost first.
  std::vector<size_t> begun;    ///< Where.
  llvm::SmallVector<int64_t> trips;
};
} // namespace

/// The place of an error of the text in the file: lines and columns count from
/// the first byte of the tables.
llvm::Error Disassembler::readTables() {
  llvm::Expected<Program> tables = parseProgram(image.tables, machine);
  if (!tables) {
    std::string text = llvm::toString(tables.takeError());
    auto [place, rest] = StringRef(text).split(": ");
    auto [line, column] = place.split(':');
    size_t lineNumber = 0, columnNumber = 0, offset = 0;
    if (line.getAsInteger(10, lineNumber) ||
        column.getAsInteger(10, columnNumber))
      return byteError(image.tablesAt, text);
    StringRef left = image.tables;
    while (--lineNumber > 0 && left.contains('\n'))
      left = left.split('\n').second;
    offset = image.tables.size() - left.size() + columnNumber - 1;
    return byteError(image.tablesAt + std::min(offset, image.tables.size()),
                     rest);
  }
  program = std::move(*tables);
  if (!program.queues.empty() || !program.kernels.empty())
    return byteError(image.tablesAt,
                     "the tables hold kernels or queues, expected layers, "
                     "buffers and semaphores alone");
  std::vector<std::string> wrong = checkProgram(program, machine);
  if (!wrong.empty())
    return byteError(image.tablesAt, wrong.front());
  maker.emplace(program, machine);
  return llvm::Error::success();
}

llvm::Error Disassembler::nextLayer() {
  while (layerRun < stream->layers.size() &&
         inRun == stream->layers[layerRun].words) {
    ++layerRun;
    inRun = 0;
  }
  if (layerRun == stream->layers.size())
    return byteError(stream->layersAt + 8 * layerRun,
                     "the code has more words than the list of their layers");
  ++inRun;
  layer = stream->layers[layerRun].layer;
  if (layer < -1 || layer >= static_cast<LayerId>(program.layers.size()))
    return byteError(stream->layersAt + 8 * layerRun + 4,
                     "layer " + Twine(layer) + " does not exist, there are " +
                         Twine(program.layers.size()));
  return llvm::Error::success();
}

llvm::Error Disassembler::beginLoop(const Encoding &encoding,
                                    const Word &word) {
  if (loops.size() == encoding.levels.size())
    return fail("loops nest deeper than the " + Twine(encoding.levels.size()) +
                " levels of the machine");
  if (word.count < 1)
    return fail("a loop runs " + Twine(word.count) +
                " times, expected at least 1");
  ProgramOp &loop = loops.emplace_back();
  loop.kind = ProgramOp::Kind::Loop;
  loop.layer = layer;
  loop.trip = word.count;
  trips.push_back(word.count);
  begun.push_back(at);
  return llvm::Error::success();
}

llvm::Error Disassembler::endLoop() {
  if (loops.empty())
    return fail("a loop ends that has not begun");
  ProgramOp loop = std::move(loops.back());
  loops.pop_back();
  trips.pop_back();
  begun.pop_back();
  Block &block = loops.empty() ? program.queues.back().body : loops.back().body;
  block.push_back(std::move(loop));
  return llvm::Error::success();
}

llvm::Error Disassembler::readWord() {
  llvm::ArrayRef<uint8_t> rest = llvm::ArrayRef(stream->bytes).drop_front(at);
  llvm::Expected<const Encoding *> encoding =
      findWord(machine, stream->engine, rest, stream->bytesAt + at);
  if (!encoding)
    return encoding.takeError();
  if (llvm::Error error = nextLayer())
    return error;
  ByteProblem problem;
  std::optional<Word> word = decodeWord(machine, **encoding, rest, problem);
  if (!word)
    return byteError(stream->bytesAt + at + problem.offset, problem.text);
  Kind kind = (*encoding)->target.kind;
  llvm::Error error = llvm::Error::success();
  if (kind == Kind::Loop) {
    error = beginLoop(**encoding, *word);
  } else if (kind == Kind::End) {
    error = endLoop();
  } else {
    llvm::Expected<ProgramOp> op = maker->make(**encoding, *word, layer, trips);
    if (!op)
      return fail(llvm::toString(op.takeError()));
    Block &block =
        loops.empty() ? program.queues.back().body : loops.back().body;
    block.push_back(std::move(*op));
  }
  at += static_cast<size_t>((*encoding)->bytes());
  return error;
}

llvm::Error Disassembler::readStream(const CodeStream &code) {
  stream = &code;
  at = layerRun = 0;
  inRun = 0;
  program.queues.emplace_back().engine = code.engine;
  while (at < code.bytes.size())
    if (llvm::Error error = readWord())
      return error;
  if (!loops.empty())
    return byteError(code.bytesAt + begun.back(),
                     "the loop that begins here does not end");
  if (layerRun < code.layers.size() && (layerRun + 1 < code.layers.size() ||
                                        inRun < code.layers[layerRun].words))
    return byteError(code.layersAt + 8 * layerRun,
                     "the list of layers has more words than the code");
  return llvm::Error::success();
}

llvm::Expected<Program> Disassembler::run() {
  if (llvm::Error error = readTables())
    return error;
  for (const CodeStream &code : image.streams)
    if (llvm::Error error = readStream(code))
      return error;
  std::vector<std::string> wrong = checkProgram(program, machine);
  if (!wrong.empty())
    return byteError(image.streams.empty() ? image.tablesAt
                                           : image.streams.front().bytesAt,
                     "the code from here on does not fit machine '" +
                         Twine(machine.name) + "': " + wrong.front());
  return std::move(program);
}

llvm::Expected<Program> ridge::disassemble(const Image &image,
                                           const Machine &machine) {
  return Disassembler(image, machine).run();
}
