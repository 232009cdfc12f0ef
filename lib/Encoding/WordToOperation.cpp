//===- WordToOperation.cpp - words as operations of a program -------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What a word says is looked at here, so that an error has its place; what
/// only the whole program shows is left to checkProgram.
///
//===----------------------------------------------------------------------===//

#include "WordToOperation.h"
#include "ridge/Numerics/Packing.h"
#include "ridge/Program/Describe.h"
#include "ridge/Support/Saturate.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/Twine.h"
#include <limits>

using namespace ridge;
using llvm::Twine;
using Kind = EncodingTarget::Kind;

static llvm::Error clause(const Twine &text) {
  return llvm::createStringError(llvm::inconvertibleErrorCode(), text);
}

static bool isFrom(const WordOperand &operand, OperandSource source) {
  return operand.source == static_cast<int64_t>(source);
}

//===----------------------------------------------------------------------===//
// Levels
//===----------------------------------------------------------------------===//

/// Levels that run, and the last one of each dim of which none does: a kernel
/// has a dim for each of these.
llvm::Error OperationMaker::findLevels(Subject &subject) {
  const Encoding &encoding = subject.encoding;
  auto count = static_cast<int32_t>(encoding.levels.size());
  llvm::SmallVector<bool> isKept(encoding.levels.size(), false);
  for (int32_t level = 0; level < count; ++level) {
    isKept[level] = subject.word.sizes[level] > 1;
    bool runs = false, isLast = true;
    for (int32_t other = 0; other < count; ++other) {
      if (encoding.levelDims[other] != encoding.levelDims[level])
        continue;
      runs |= subject.word.sizes[other] > 1;
      isLast &= other <= level;
    }
    if (!runs && isLast)
      isKept[level] = true;
  }
  // A position is that of a dim, which has to be there.
  if (encoding.target.kind == Kind::Instruction) {
    const Instruction &of = machine.instructions[encoding.target.id];
    auto operation = static_cast<size_t>(subject.word.operation);
    if (of.isLanes() && operation < of.laneOps.size() &&
        of.laneOps[operation] == ScalarOp::Index) {
      if (subject.word.attribute < 0 || subject.word.attribute >= count)
        return clause("it gives the position in level " +
                      Twine(subject.word.attribute) + ", and has " +
                      Twine(count));
      isKept[static_cast<size_t>(subject.word.attribute)] = true;
    }
  }
  for (int32_t level = 0; level < count; ++level)
    if (isKept[level])
      subject.levels.push_back(level);
  return llvm::Error::success();
}

llvm::Error OperationMaker::checkDims(const Subject &subject) {
  const Instruction &of = machine.instructions[subject.encoding.target.id];
  llvm::SmallVector<int64_t> sizes(of.dims.size(), 1);
  for (auto [level, dim] : llvm::enumerate(subject.encoding.levelDims))
    sizes[dim] = saturatingMul(sizes[dim], subject.word.sizes[level]);
  for (auto [dim, size] : llvm::zip(of.dims, sizes))
    if (!dim.takes(size))
      return clause("dim " + Twine(dim.name) + " has size " + Twine(size) +
                    ", the instruction takes " + dim.describe());
  return llvm::Error::success();
}

//===----------------------------------------------------------------------===//
// Kernels
//===----------------------------------------------------------------------===//

llvm::Expected<Kernel>
OperationMaker::exactKernel(const Subject &subject) const {
  const Instruction &of = machine.instructions[subject.encoding.target.id];
  Kernel kernel = of.kernel;
  // Dims of the instruction as those of its levels.
  llvm::SmallVector<DimSet> split(of.dims.size(), 0);
  kernel.reduction.clear();
  for (auto [d, level] : llvm::enumerate(subject.levels)) {
    int32_t dim = subject.encoding.levelDims[level];
    split[dim] |= DimSet(1) << d;
    kernel.reduction.push_back(of.kernel.reduction[dim]);
  }
  auto map = [&](DimSet dims) {
    DimSet mapped = 0;
    for (size_t d = 0; d < split.size(); ++d)
      mapped |= dims >> d & 1 ? split[d] : 0;
    return mapped;
  };
  for (KernelOperand &operand : kernel.inputs)
    operand.dims = map(operand.dims);
  for (KernelOperand &operand : kernel.outputs)
    operand.dims = map(operand.dims);
  for (Node &node : kernel.nodes) {
    if (node.op == ScalarOp::Index)
      return clause("an instruction whose body reads its position has no "
                    "encoding");
    if (node.op != ScalarOp::Fold)
      continue;
    FoldRule rule = FoldRule::unpack(node.attribute);
    rule.dims = map(rule.dims);
    node.attribute = rule.pack();
  }
  return kernel;
}

/// output = op(in0, in1, ...), or op(output, in0) of what folds.
llvm::Expected<Kernel>
OperationMaker::laneKernel(const Subject &subject) const {
  const Encoding &encoding = subject.encoding;
  const Word &word = subject.word;
  const Instruction &of = machine.instructions[encoding.target.id];
  if (word.operation < 0 ||
      word.operation >= static_cast<int64_t>(of.laneOps.size()))
    return clause("it names operation " + Twine(word.operation) +
                  ", and its instruction has " + Twine(of.laneOps.size()));
  ScalarOp operation = of.laneOps[static_cast<size_t>(word.operation)];
  auto formatOf = [&](const WordOperand &operand) {
    auto number = static_cast<size_t>(operand.format);
    return number == of.laneFormats.size() ? Format(Format::I1)
                                           : of.laneFormats[number];
  };
  Kernel kernel;
  DimSet all = 0, kept = 0;
  for (auto [d, level] : llvm::enumerate(subject.levels)) {
    bool folds = of.laneReduce && encoding.levelDims[level] == 1;
    kernel.reduction.push_back(folds);
    all |= DimSet(1) << d;
    kept |= folds ? 0 : DimSet(1) << d;
  }
  constexpr int32_t oldOutput = -1;
  llvm::SmallVector<int32_t> values;
  unsigned reads = of.laneReduce || operation == ScalarOp::Identity
                       ? 1
                       : scalarOpOperands(operation);
  for (unsigned i = 0; i < reads; ++i) {
    const WordOperand &operand = word.operands[i];
    if (isFrom(operand, OperandSource::Output)) {
      values.push_back(oldOutput);
    } else if (operand.source >= static_cast<int64_t>(OperandSource::Input0)) {
      values.push_back(values[static_cast<size_t>(
          operand.source - static_cast<int64_t>(OperandSource::Input0))]);
    } else {
      values.push_back(static_cast<int32_t>(kernel.inputs.size()));
      bool moves = isFrom(operand, OperandSource::Memory);
      kernel.inputs.push_back({formatOf(operand), moves ? all : 0, false});
    }
  }
  auto output = static_cast<int32_t>(kernel.inputs.size());
  bool updates = of.laneReduce || llvm::is_contained(values, oldOutput);
  for (int32_t &value : values)
    value = value == oldOutput ? output : value;
  Format format = formatOf(word.operands.back());
  kernel.outputs.push_back({format, kept, updates});
  if (operation == ScalarOp::Identity) {
    kernel.yields.push_back(values[0]);
    return kernel;
  }
  Node node;
  node.op = operation;
  node.format = format;
  if (of.laneReduce)
    node.operands = {output, values[0]};
  else
    node.operands.assign(values.begin(), values.end());
  node.attribute = word.attribute;
  if (operation == ScalarOp::Index)
    node.attribute =
        llvm::find(subject.levels, word.attribute) - subject.levels.begin();
  kernel.nodes.push_back(node);
  kernel.yields.push_back(output + 1);
  return kernel;
}

/// Of all that decides the kernel.
static std::string bodyKey(const Encoding &encoding, const Word &word,
                           llvm::ArrayRef<int32_t> levels) {
  std::string key;
  auto add = [&](int64_t number) { key += std::to_string(number) + ' '; };
  add(encoding.target.id);
  add(word.operation);
  add(word.attribute);
  for (const WordOperand &operand : word.operands) {
    add(operand.source);
    add(operand.format);
  }
  for (int32_t level : levels)
    add(level);
  return key;
}

llvm::Expected<OperationMaker::Body>
OperationMaker::findBody(const Subject &subject) {
  std::string key = bodyKey(subject.encoding, subject.word, subject.levels);
  if (auto found = bodies.find(key); found != bodies.end())
    return found->second;
  InstructionId id = subject.encoding.target.id;
  const Instruction &of = machine.instructions[id];
  llvm::Expected<Kernel> made =
      of.isLanes() ? laneKernel(subject) : exactKernel(subject);
  if (!made)
    return made.takeError();
  // Predicates and rules of conversions are any bits: what reads as text is
  // one of them.
  std::string problem;
  std::optional<Kernel> kernel = made->check().empty()
                                     ? Kernel::parse(made->print(), problem)
                                     : std::nullopt;
  if (!kernel)
    return clause("it asks @" + Twine(of.name) +
                  " for what is no computation: " +
                  (problem.empty() ? made->check() : problem));
  Body body;
  body.match.instruction = id;
  for (int32_t level : subject.levels)
    body.match.dims.push_back(subject.encoding.levelDims[level]);
  uint32_t immediates = 0;
  for (size_t i = 0, input = 0; i < subject.word.operands.size(); ++i) {
    bool isImmediate =
        isFrom(subject.word.operands[i], OperandSource::Immediate);
    if (!of.isLanes()) {
      body.match.operands.push_back(static_cast<int32_t>(i));
      immediates |= uint32_t(isImmediate) << i;
    } else if (subject.word.operands[i].source <=
                   static_cast<int64_t>(OperandSource::Immediate) &&
               input < kernel->inputs.size()) {
      // In the order of the operation, as kernels of words have them.
      immediates |= uint32_t(isImmediate) << input++;
    }
  }
  if (of.isLanes()) {
    body.match.operands.assign(kernel->inputs.size(), 0);
    body.match.operands.push_back(1);
  }
  if (!llvm::is_contained(matchInstruction(machine, id, *kernel, immediates),
                          body.match))
    return clause("@" + Twine(of.name) +
                  " does not do this: " + kernel->print());
  body.kernel = static_cast<KernelId>(program.kernels.size());
  program.kernels.push_back(std::move(*kernel));
  return bodies.emplace(key, std::move(body)).first->second;
}

//===----------------------------------------------------------------------===//
// Accesses
//===----------------------------------------------------------------------===//

llvm::Expected<Affine> OperationMaker::affineOf(const Subject &subject,
                                                int64_t constant,
                                                llvm::ArrayRef<int64_t> steps,
                                                int64_t unit) const {
  Affine value;
  value.constant = constant;
  for (auto [loop, step] : llvm::enumerate(steps)) {
    if (step == 0)
      continue;
    if (loop >= subject.trips.size())
      return clause("it steps with loop " + Twine(loop) + ", and stands in " +
                    Twine(subject.trips.size()));
    if (step % unit != 0)
      return clause("a step of " + Twine(step) + " bits is no whole element");
    value.add(static_cast<int32_t>(loop), step / unit);
  }
  return value;
}

static constexpr int64_t largestNumber = std::numeric_limits<int64_t>::max();

llvm::Error OperationMaker::checkWindow(const Subject &subject,
                                        const Access &access,
                                        const ProgramOp &op) const {
  const Buffer &buffer = program.buffers[access.buffer];
  if (magnitudeOf(access.offset, access.strides, op.sizes, subject.trips) ==
      largestNumber)
    return clause("what it touches of " + symbolText(buffer.name) +
                  " leaves 64 bits");
  Interval range =
      windowRange(access.offset, access.strides, op.sizes, subject.trips);
  if (range.low >= 0 && range.high < buffer.elements)
    return llvm::Error::success();
  return clause("it touches elements " + Twine(range.low) + " to " +
                Twine(range.high) + " of " + symbolText(buffer.name) +
                ", which has " + Twine(buffer.elements));
}

llvm::Expected<Access> OperationMaker::makeAccess(const Subject &subject,
                                                  int32_t operand,
                                                  MemoryId memory,
                                                  const ProgramOp &op) {
  const WordOperand &from = subject.word.operands[operand];
  llvm::Expected<BufferElement> found =
      buffers.find(memory, from.address, op.layer);
  if (!found)
    return clause(subject.encoding.operands[operand] + ": " +
                  llvm::toString(found.takeError()));
  const Buffer &buffer = program.buffers[found->buffer];
  Access access;
  access.buffer = found->buffer;
  access.instance.constant = found->slot;
  for (int32_t level : subject.levels)
    access.strides.push_back(from.strides[level]);
  llvm::Expected<Affine> offset =
      affineOf(subject, found->element, from.steps, storedBits(buffer.format));
  if (!offset)
    return offset.takeError();
  access.offset = std::move(*offset);
  // The source of an indexed move lies where its lists say: checkProgram looks.
  bool isIndexed = operand == 0 && !op.indices.empty();
  if (!isIndexed)
    if (llvm::Error error = checkWindow(subject, access, op))
      return error;
  return access;
}

llvm::Expected<Access> OperationMaker::makeOperand(const Subject &subject,
                                                   int32_t operand,
                                                   Format format,
                                                   const ProgramOp &op) {
  const WordOperand &from = subject.word.operands[operand];
  const Instruction &of = machine.instructions[subject.encoding.target.id];
  if (isFrom(from, OperandSource::Immediate)) {
    auto code = static_cast<uint64_t>(from.immediate);
    int64_t bits = 8 * int64_t(bytesOf(format));
    if (bits < 64 && code >> bits != 0)
      return clause("a constant has more bits than " + formatName(format));
    uint8_t bytes[8];
    std::memcpy(bytes, &code, sizeof(bytes));
    Access constant;
    if (isFloat(format))
      constant.floatValue = decodeFloat(format, bytes);
    else
      constant.intValue = decodeInteger(format, bytes);
    return constant;
  }
  bool isOutput =
      operand + 1 == static_cast<int32_t>(subject.word.operands.size());
  const auto &memories =
      of.operands[of.isLanes() ? (isOutput ? 1 : 0) : operand].memories;
  if (from.memory < 0 || from.memory >= static_cast<int64_t>(memories.size()))
    return clause(subject.encoding.operands[operand] + " is in memory " +
                  Twine(from.memory) + " of the " + Twine(memories.size()) +
                  " where it may be");
  llvm::Expected<Access> access = makeAccess(
      subject, operand, memories[static_cast<size_t>(from.memory)], op);
  if (!access)
    return access.takeError();
  Format held = program.buffers[access->buffer].format;
  if (held != format)
    return clause(subject.encoding.operands[operand] + " is " +
                  formatName(format) + ", and " +
                  symbolText(program.buffers[access->buffer].name) +
                  " at its address holds " + formatName(held));
  return access;
}

//===----------------------------------------------------------------------===//
// Operations
//===----------------------------------------------------------------------===//

static void setSizes(ProgramOp &op, const Word &word,
                     llvm::ArrayRef<int32_t> levels) {
  for (int32_t level : levels) {
    Affine size;
    size.constant = word.sizes[level];
    Extent extent;
    extent.values.push_back(size);
    op.sizes.push_back(std::move(extent));
  }
}

llvm::Error OperationMaker::makeIssue(Subject &subject, ProgramOp &op) {
  op.kind = ProgramOp::Kind::Issue;
  op.instruction = subject.encoding.target.id;
  const Instruction &of = machine.instructions[op.instruction];
  if (llvm::Error error = checkDims(subject))
    return error;
  llvm::Expected<Body> body = findBody(subject);
  if (!body)
    return body.takeError();
  op.kernel = body->kernel;
  op.match = body->match;
  const Kernel &kernel = program.kernels[op.kernel];
  setSizes(op, subject.word, subject.levels);
  auto operands = static_cast<int32_t>(subject.word.operands.size());
  size_t inputs = kernel.inputs.size();
  for (int32_t i = 0; i < operands; ++i) {
    bool isOutput =
        of.isLanes() ? i + 1 == operands : static_cast<size_t>(i) >= inputs;
    // Lanes: what stands for another value is no operand, and neither is what
    // the operation does not read.
    if (of.isLanes() && !isOutput &&
        (subject.word.operands[i].source >
             static_cast<int64_t>(OperandSource::Immediate) ||
         op.operands.size() == inputs))
      continue;
    size_t position = op.operands.size();
    Format format = isOutput ? kernel.outputs[position - inputs].format
                             : kernel.inputs[position].format;
    llvm::Expected<Access> access = makeOperand(subject, i, format, op);
    if (!access)
      return access.takeError();
    op.operands.push_back(std::move(*access));
  }
  if (!kernel.usesIndex())
    return llvm::Error::success();
  op.origins.assign(kernel.numDims(), Affine());
  llvm::Expected<Affine> origin =
      affineOf(subject, subject.word.origin, subject.word.originSteps, 1);
  if (!origin)
    return origin.takeError();
  op.origins[kernel.nodes[0].attribute] = std::move(*origin);
  return llvm::Error::success();
}

llvm::Error OperationMaker::makeMove(Subject &subject, ProgramOp &op) {
  op.kind = ProgramOp::Kind::Move;
  op.path = subject.encoding.target.id;
  const Path &path = machine.paths[op.path];
  setSizes(op, subject.word, subject.levels);
  for (int64_t k = 0; k < subject.word.lists; ++k) {
    const WordOperand &list = subject.word.operands[static_cast<size_t>(2 + k)];
    op.indices.push_back({list.listStride, list.listLimit});
  }
  for (int64_t i = 0; i < 2 + subject.word.lists; ++i) {
    llvm::Expected<Access> access = makeAccess(
        subject, static_cast<int32_t>(i), i == 1 ? path.to : path.from, op);
    if (!access)
      return access.takeError();
    const Buffer &buffer = program.buffers[access->buffer];
    int64_t bits = subject.word.operands[static_cast<size_t>(i)].bits;
    if (i < 2 && bits != storedBits(buffer.format))
      return clause(Twine(bits) + " bits an element, and " +
                    symbolText(buffer.name) + " at its address holds " +
                    formatName(buffer.format));
    op.operands.push_back(std::move(*access));
  }
  return llvm::Error::success();
}

llvm::Error OperationMaker::makeControl(const Subject &subject, ProgramOp &op) {
  const Word &word = subject.word;
  bool isWait = subject.encoding.target.kind == Kind::Wait;
  op.kind = isWait ? ProgramOp::Kind::Wait : ProgramOp::Kind::Signal;
  if (word.semaphore < 0 ||
      word.semaphore >= static_cast<int64_t>(program.semaphores.size()))
    return clause("semaphore " + Twine(word.semaphore) +
                  " does not exist, there are " +
                  Twine(program.semaphores.size()));
  op.semaphore = static_cast<SemaphoreId>(word.semaphore);
  if (word.afterReads < 0 || word.afterReads > 1)
    return clause("after_reads is " + Twine(word.afterReads) +
                  ", expected 0 or 1");
  op.afterReads = word.afterReads == 1;
  llvm::Expected<Affine> value =
      affineOf(subject, word.value, word.valueSteps, 1);
  if (!value)
    return value.takeError();
  if (magnitudeOf(*value, subject.trips) == largestNumber)
    return clause("the value waited for leaves 64 bits");
  op.value = std::move(*value);
  return llvm::Error::success();
}

llvm::Expected<ProgramOp> OperationMaker::make(const Encoding &encoding,
                                               const Word &word, LayerId layer,
                                               llvm::ArrayRef<int64_t> trips) {
  ProgramOp op;
  op.layer = layer;
  Subject subject{encoding, word, trips, {}};
  llvm::Error error = findLevels(subject);
  if (!error) {
    switch (encoding.target.kind) {
    case Kind::Instruction:
      error = makeIssue(subject, op);
      break;
    case Kind::Path:
      error = makeMove(subject, op);
      break;
    default:
      error = makeControl(subject, op);
      break;
    }
  }
  if (error)
    return clause("the word " + Twine(encoding.name) + ": " +
                  llvm::toString(std::move(error)));
  return op;
}
