//===- PrintProgram.cpp - a program as text -------------------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Everything that changes meaning prints, defaults do not. A sample:
///
///     program @main on @toy
///     layer "matmul" at "model.mlir:3:8" kind "matmul" macs 4096
///       work @mma totals [64, 8, 8] repeats 1 bits 32 ops 2
///     kernel 0 (d0, d1, r2) in f32[0,2] f32[2,1] out f32[0,1] update { ... }
///     buffer @x argument 0 f32 [64, 8] elements 512 in @dram at 0 slot 2048
///     buffer @a temporary f32 elements 128 depth 2 in @sram at 0 slot 512
///     semaphore @full
///     queue @load {
///       for t0 in 4 {
///         wait @free >= t0 - 1
///         move @"dram->sram" layer 0 sizes [16, 8]
///             @x[128*t0 : 8, 1] -> @a[0 : 8, 1; t0]
///         signal @full
///       }
///     }
///
/// An access reads [offset : strides; instance]; instance 0 does not print.
/// Layers and kernels go by number; so does, as #3, anything whose name is not
/// unique. A constant operand has no strides to print. A buffer in a codec says
/// so behind its layers: codec "mxfp4", or codec "entropy<bf16>" bits 10.5.
///
//===----------------------------------------------------------------------===//

#include "ridge/Numerics/Codec.h"
#include "ridge/Program/Describe.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/raw_ostream.h"
#include <cmath>
#include <cstring>
#include <map>

using namespace ridge;

/// Per id how references name it: @name, or #id where the name is not unique.
template <typename List>
static std::vector<std::string> referenceTexts(const List &list) {
  std::map<llvm::StringRef, int> uses;
  for (const auto &item : list)
    ++uses[item.name];
  std::vector<std::string> texts;
  for (auto [id, item] : llvm::enumerate(list))
    texts.push_back(uses[item.name] == 1 ? symbolText(item.name)
                                         : "#" + std::to_string(id));
  return texts;
}

namespace {
class Printer {
public:
  Printer(const Program &program, const Machine &machine,
          llvm::raw_ostream &out)
      : program(program), out(out), memories(referenceTexts(machine.memories)),
        engines(referenceTexts(machine.engines)),
        paths(referenceTexts(machine.paths)),
        instructions(referenceTexts(machine.instructions)),
        buffers(referenceTexts(program.buffers)),
        semaphores(referenceTexts(program.semaphores)) {}

  void print();

private:
  using Texts = std::vector<std::string>;
  static std::string reference(const Texts &texts, int32_t id) {
    return id >= 0 && size_t(id) < texts.size() ? texts[id]
                                                : "#" + std::to_string(id);
  }
  template <typename Range> void printIntegers(const Range &values) {
    out << '[';
    llvm::interleaveComma(values, out, [&](auto value) { out << value; });
    out << ']';
  }
  void printLayer(const Layer &layer);
  void printCodec(const Buffer &buffer);
  void printBuffer(const Buffer &buffer);
  void printBlock(const Block &block, unsigned depth, unsigned indent);
  void printOp(const ProgramOp &op, unsigned depth, unsigned indent);
  void printIssue(const ProgramOp &op, unsigned indent);
  void printMove(const ProgramOp &op, unsigned indent);
  void printAffine(const Affine &value);
  void printExtent(const Extent &extent);
  void printSizes(const ProgramOp &op);
  void printAccess(const Access &access);
  void printFloat(double value);

  const Program &program;
  llvm::raw_ostream &out;
  Texts memories, engines, paths, instructions, buffers, semaphores;
};
} // namespace

//===----------------------------------------------------------------------===//
// Values
//===----------------------------------------------------------------------===//

void Printer::printAffine(const Affine &value) {
  bool first = true;
  for (const auto &[depth, coefficient] : value.terms) {
    if (!first)
      out << (coefficient < 0 ? " - " : " + ");
    else if (coefficient < 0)
      out << '-';
    first = false;
    uint64_t magnitude =
        coefficient < 0 ? -uint64_t(coefficient) : uint64_t(coefficient);
    if (magnitude != 1)
      out << magnitude << '*';
    out << 't' << depth;
  }
  if (first)
    out << value.constant;
  else if (value.constant < 0)
    out << " - " << -uint64_t(value.constant);
  else if (value.constant > 0)
    out << " + " << value.constant;
}

void Printer::printExtent(const Extent &extent) {
  if (extent.values.size() == 1)
    return printAffine(extent.values.front());
  out << "min(";
  llvm::interleaveComma(extent.values, out,
                        [&](const Affine &value) { printAffine(value); });
  out << ')';
}

/// The shortest decimal that reads back as the same bits; bits where there is
/// no decimal.
void Printer::printFloat(double value) {
  if (!std::isfinite(value)) {
    uint64_t bits;
    std::memcpy(&bits, &value, sizeof(bits));
    out << llvm::format_hex(bits, 18);
    return;
  }
  char text[40];
  for (int digits : {6, 15, 16, 17}) {
    std::snprintf(text, sizeof(text), "%.*g", digits, value);
    if (std::strtod(text, nullptr) == value)
      break;
  }
  out << text;
}

void Printer::printAccess(const Access &access) {
  if (access.isImmediate()) {
    out << "constant ";
    printFloat(access.floatValue);
    if (access.intValue != 0)
      out << " integer " << access.intValue;
    return;
  }
  out << reference(buffers, access.buffer) << '[';
  printAffine(access.offset);
  if (!access.strides.empty()) {
    out << " : ";
    llvm::interleaveComma(access.strides, out,
                          [&](int64_t stride) { out << stride; });
  }
  if (!(access.instance == Affine())) {
    out << "; ";
    printAffine(access.instance);
  }
  out << ']';
}

//===----------------------------------------------------------------------===//
// Operations
//===----------------------------------------------------------------------===//

void Printer::printSizes(const ProgramOp &op) {
  out << " sizes [";
  llvm::interleaveComma(op.sizes, out,
                        [&](const Extent &extent) { printExtent(extent); });
  out << ']';
}

void Printer::printIssue(const ProgramOp &op, unsigned indent) {
  out << "issue " << reference(instructions, op.instruction) << " kernel "
      << op.kernel;
  if (op.layer >= 0)
    out << " layer " << op.layer;
  out << " match ";
  printIntegers(op.match.dims);
  out << ' ';
  printIntegers(op.match.operands);
  printSizes(op);
  if (!op.origins.empty()) {
    out << " origins [";
    llvm::interleaveComma(op.origins, out,
                          [&](const Affine &value) { printAffine(value); });
    out << ']';
  }
  out << '\n';
  out.indent(indent + 4) << '(';
  llvm::interleaveComma(op.operands, out,
                        [&](const Access &access) { printAccess(access); });
  out << ")\n";
}

void Printer::printMove(const ProgramOp &op, unsigned indent) {
  out << "move " << reference(paths, op.path);
  if (op.layer >= 0)
    out << " layer " << op.layer;
  printSizes(op);
  out << '\n';
  out.indent(indent + 4);
  // The lists stand behind the source that they address. A broken operation may
  // lack operands; the checker says so.
  size_t lists = std::min(op.indices.size(), op.operands.size());
  llvm::ArrayRef<Access> plain(op.operands);
  plain = plain.drop_back(lists);
  for (auto [i, access] : llvm::enumerate(plain)) {
    if (i > 0)
      out << " -> ";
    printAccess(access);
    if (i > 0)
      continue;
    for (size_t k = 0; k < lists; ++k) {
      out << " at ";
      printAccess(op.operands[plain.size() + k]);
      out << " by " << op.indices[k].stride << " below " << op.indices[k].limit;
    }
  }
  out << '\n';
}

void Printer::printOp(const ProgramOp &op, unsigned depth, unsigned indent) {
  out.indent(indent);
  auto printLayerId = [&] {
    if (op.layer >= 0)
      out << " layer " << op.layer;
  };
  switch (op.kind) {
  case ProgramOp::Kind::Loop:
    out << "for t" << depth << " in " << op.trip;
    printLayerId();
    out << " {\n";
    printBlock(op.body, depth + 1, indent + 2);
    out.indent(indent) << "}\n";
    return;
  case ProgramOp::Kind::Issue:
    return printIssue(op, indent);
  case ProgramOp::Kind::Move:
    return printMove(op, indent);
  case ProgramOp::Kind::Wait:
    out << "wait " << reference(semaphores, op.semaphore) << " >= ";
    printAffine(op.value);
    break;
  case ProgramOp::Kind::Signal:
    out << "signal " << reference(semaphores, op.semaphore)
        << (op.afterReads ? " after_reads" : "");
    break;
  }
  printLayerId();
  out << '\n';
}

void Printer::printBlock(const Block &block, unsigned depth, unsigned indent) {
  for (const ProgramOp &op : block)
    printOp(op, depth, indent);
}

//===----------------------------------------------------------------------===//
// Declarations
//===----------------------------------------------------------------------===//

void Printer::printLayer(const Layer &layer) {
  out << "layer " << quotedText(layer.name) << " at "
      << quotedText(layer.location) << " kind " << quotedText(layer.kind)
      << " macs " << layer.macs;
  if (layer.skipped.useless > 0)
    out << " skipped " << layer.skipped.skipped << " of "
        << layer.skipped.useless;
  out << '\n';
  for (const Layer::Work &work : layer.work) {
    out << "  work";
    if (work.alternatives.empty())
      out << " none";
    for (auto [i, alternative] : llvm::enumerate(work.alternatives)) {
      out << (i == 0 ? " " : "\n    or ")
          << reference(instructions, alternative.instruction) << " totals ";
      printIntegers(alternative.totals);
      out << " repeats " << alternative.repeats << " bits " << alternative.bits
          << " ops " << alternative.ops;
      if (alternative.points > 0)
        out << " points " << alternative.points;
    }
    out << '\n';
  }
}

/// Bits follow from the name where the codec has a rate; what a broken buffer
/// says instead is for the checker.
void Printer::printCodec(const Buffer &buffer) {
  out << " codec " << quotedText(buffer.codec);
  auto codec = Codec::create(buffer.codec);
  double fixed = codec ? (*codec)->fixedBitsPerValue() : 0;
  if (!codec)
    llvm::consumeError(codec.takeError());
  if (fixed != 0)
    return;
  out << " bits ";
  printFloat(buffer.codecBits);
}

void Printer::printBuffer(const Buffer &buffer) {
  out << "buffer " << symbolText(buffer.name);
  switch (buffer.kind) {
  case Buffer::Kind::Argument:
    out << " argument " << buffer.index;
    break;
  case Buffer::Kind::Result:
    out << " result " << buffer.index;
    break;
  case Buffer::Kind::Constant:
    out << " constant";
    break;
  case Buffer::Kind::Temporary:
    out << " temporary";
    break;
  }
  out << ' ' << formatName(buffer.format);
  // A scalar argument has an empty shape, and so has every temporary.
  if (!buffer.shape.empty()) {
    out << ' ';
    printIntegers(buffer.shape);
  }
  out << " elements " << buffer.elements;
  if (buffer.depth != 1)
    out << " depth " << buffer.depth;
  out << " in " << reference(memories, buffer.memory) << " at "
      << buffer.address << " slot " << buffer.slotBytes << " layers "
      << buffer.firstLayer << " to " << buffer.lastLayer;
  if (buffer.turn >= 0)
    out << " turn " << buffer.turn;
  if (!buffer.codec.empty())
    printCodec(buffer);
  if (!buffer.data.empty())
    out << " data \"" << llvm::toHex(buffer.data, /*LowerCase=*/true) << '"';
  out << '\n';
}

void Printer::print() {
  out << "program " << symbolText(program.name) << " on "
      << symbolText(program.machineName);
  if (program.criticalPath > 0)
    out << " critical_path " << program.criticalPath;
  out << '\n';
  for (const Layer &layer : program.layers)
    printLayer(layer);
  for (auto [id, kernel] : llvm::enumerate(program.kernels))
    out << "kernel " << id << ' ' << kernel.print() << '\n';
  for (const Buffer &buffer : program.buffers)
    printBuffer(buffer);
  for (const Semaphore &semaphore : program.semaphores)
    out << "semaphore " << symbolText(semaphore.name) << '\n';
  for (const Queue &queue : program.queues) {
    out << "queue " << reference(engines, queue.engine) << " {\n";
    printBlock(queue.body, 0, 2);
    out << "}\n";
  }
}

std::string ridge::printProgram(const Program &program,
                                const Machine &machine) {
  std::string text;
  llvm::raw_string_ostream out(text);
  Printer(program, machine, out).print();
  return text;
}
