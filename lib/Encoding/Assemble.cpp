//===- Assemble.cpp - programs to words -----------------------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ExpandLoops.h"
#include "FindBuffer.h"
#include "OperationToWord.h"
#include "ridge/Encoding/Image.h"
#include "ridge/Program/Describe.h"
#include "ridge/Support/Saturate.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/Twine.h"

using namespace ridge;
using llvm::Twine;

namespace {
class Assembler {
public:
  Assembler(const Program &program, const Machine &machine)
      : program(program), machine(machine), buffers(program, machine) {}

  llvm::Expected<Image> run();
  CodeSize size();

private:
  llvm::Error addBlock(const Block &block, int64_t times);
  llvm::Error addOp(const ProgramOp &op, int64_t times);
  llvm::Error addWord(const Encoding &encoding, const Word &word, LayerId layer,
                      int64_t times);
  llvm::Error checkPlaces(const ProgramOp &op);
  llvm::Error refuse(const ProgramOp &op, llvm::Error error) const;
  llvm::Error addQueues();

  const Program &program;
  const Machine &machine;
  BufferMap buffers;
  Image image;
  CodeSize sizes;
};
} // namespace

llvm::Error Assembler::refuse(const ProgramOp &op, llvm::Error error) const {
  return llvm::createStringError(
      llvm::inconvertibleErrorCode(),
      "word " + Twine(sizes.streams.back().words) + " of queue " +
          symbolText(machine.engines[image.streams.back().engine].name) + ", " +
          describeOp(program, machine, op) + ": " +
          llvm::toString(std::move(error)));
}

llvm::Error Assembler::addWord(const Encoding &encoding, const Word &word,
                               LayerId layer, int64_t times) {
  CodeStream &stream = image.streams.back();
  llvm::Expected<std::vector<uint8_t>> bytes =
      encodeWord(machine, encoding, word);
  if (!bytes)
    return bytes.takeError();
  stream.bytes.insert(stream.bytes.end(), bytes->begin(), bytes->end());
  if (stream.layers.empty() || stream.layers.back().layer != layer)
    stream.layers.push_back({0, layer});
  ++stream.layers.back().words;
  CodeSize::Stream &size = sizes.streams.back();
  ++size.words;
  size.bytes += encoding.bytes();
  size.fetched =
      saturatingAdd(size.fetched, saturatingMul(times, encoding.bytes()));
  return llvm::Error::success();
}

/// Whoever reads the word finds the buffer by its address and the layer.
llvm::Error Assembler::checkPlaces(const ProgramOp &op) {
  for (const Access &access : op.operands) {
    if (access.isImmediate())
      continue;
    const Buffer &buffer = program.buffers[access.buffer];
    int64_t slot = access.instance.constant;
    int64_t address = 8 * (buffer.address + slot * buffer.slotBytes) +
                      addressBits(program, access) * access.offset.constant;
    llvm::Expected<BufferElement> found =
        buffers.find(buffer.memory, address, op.layer);
    if (!found)
      return found.takeError();
    BufferElement own{access.buffer, slot, access.offset.constant};
    if (!(*found == own))
      return llvm::createStringError(
          llvm::inconvertibleErrorCode(),
          "the address of " + symbolText(buffer.name) + " is in " +
              symbolText(program.buffers[found->buffer].name) + " for layer " +
              Twine(op.layer));
  }
  return llvm::Error::success();
}

llvm::Error Assembler::addOp(const ProgramOp &op, int64_t times) {
  EngineId engine = image.streams.back().engine;
  llvm::Expected<OperationWord> word =
      operationWord(program, machine, op, engine);
  if (!word)
    return refuse(op, word.takeError());
  llvm::Error error = checkPlaces(op);
  if (!error)
    error = addWord(*word->encoding, word->word, op.layer, times);
  if (error)
    return refuse(op, std::move(error));
  if (op.kind != ProgramOp::Kind::Loop)
    return llvm::Error::success();
  int64_t inside = saturatingMul(times, op.trip);
  if (llvm::Error inner = addBlock(op.body, inside))
    return inner;
  const Encoding *end =
      machine.findEncoding({EncodingTarget::Kind::End, engine});
  return addWord(*end, Word(*end, machine.codeLoops(engine).size()), op.layer,
                 inside);
}

llvm::Error Assembler::addBlock(const Block &block, int64_t times) {
  for (const ProgramOp &op : block)
    if (llvm::Error error = addOp(op, times))
      return error;
  return llvm::Error::success();
}

llvm::Error Assembler::addQueues() {
  for (const Queue &queue : program.queues) {
    image.streams.emplace_back().engine = queue.engine;
    sizes.streams.emplace_back().engine = queue.engine;
    if (llvm::Error error = addBlock(queue.body, 1))
      return error;
  }
  return llvm::Error::success();
}

llvm::Expected<Image> Assembler::run() {
  if (llvm::Error error = addQueues())
    return error;
  Program tables = program;
  tables.queues.clear();
  tables.kernels.clear();
  image.tables = printProgram(tables, machine);
  return std::move(image);
}

CodeSize Assembler::size() {
  if (llvm::Error error = addQueues())
    sizes.problem = llvm::toString(std::move(error));
  return std::move(sizes);
}

static llvm::Expected<Program> prepare(const Program &program,
                                       const Machine &machine) {
  if (machine.encodings.empty())
    return llvm::createStringError(
        llvm::inconvertibleErrorCode(),
        "machine '" + Twine(machine.name) +
            "' has no instruction words; state them with arch.encoding "
            "(docs/Machine.md)");
  return expandLoops(program, machine);
}

llvm::Expected<Image> ridge::assemble(const Program &program,
                                      const Machine &machine) {
  llvm::Expected<Program> expanded = prepare(program, machine);
  if (!expanded)
    return expanded.takeError();
  return Assembler(*expanded, machine).run();
}

static void runLoopsOnce(Block &block) {
  for (ProgramOp &op : block) {
    op.trip = std::min<int64_t>(op.trip, 1);
    runLoopsOnce(op.body);
  }
}

/// Words of a block that runs so many times and is unrolled.
static void countUnrolled(const Block &block, int64_t times,
                          const Machine &machine, CodeSize::Stream &stream) {
  for (const ProgramOp &op : block) {
    if (op.kind == ProgramOp::Kind::Loop) {
      countUnrolled(op.body, saturatingMul(times, op.trip), machine, stream);
      continue;
    }
    const Encoding *encoding =
        machine.findEncoding(targetOf(op, stream.engine));
    int64_t bytes = encoding ? saturatingMul(times, encoding->bytes()) : 0;
    stream.words = saturatingAdd(stream.words, times);
    stream.bytes = saturatingAdd(stream.bytes, bytes);
    stream.fetched = stream.bytes;
  }
}

/// Unrolled code can be large, and its size is plain: of its loops one
/// iteration is tried.
std::optional<CodeSize> ridge::codeSize(const Program &program,
                                        const Machine &machine) {
  if (machine.encodings.empty())
    return std::nullopt;
  Program once = program;
  for (Queue &queue : once.queues)
    if (machine.codeLoops(queue.engine).empty())
      runLoopsOnce(queue.body);
  llvm::Expected<Program> expanded = prepare(once, machine);
  if (expanded) {
    CodeSize sizes = Assembler(*expanded, machine).size();
    if (!sizes.problem.empty())
      return sizes;
    for (auto [queue, stream] : llvm::zip(program.queues, sizes.streams)) {
      if (!machine.codeLoops(queue.engine).empty())
        continue;
      stream = CodeSize::Stream();
      stream.engine = queue.engine;
      countUnrolled(queue.body, 1, machine, stream);
    }
    return sizes;
  }
  CodeSize none;
  none.problem = llvm::toString(expanded.takeError());
  return none;
}

int64_t CodeSize::bytes() const {
  int64_t sum = 0;
  for (const Stream &stream : streams)
    sum += stream.bytes;
  return sum;
}

int64_t Image::codeBytes() const {
  int64_t sum = 0;
  for (const CodeStream &stream : streams)
    sum += static_cast<int64_t>(stream.bytes.size());
  return sum;
}

int64_t CodeStream::words() const {
  int64_t sum = 0;
  for (const LayerRun &run : layers)
    sum += run.words;
  return sum;
}
