//===- Word.cpp - what one instruction word says --------------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ridge/Encoding/Word.h"
#include "ridge/Numerics/Packing.h"
#include "llvm/ADT/STLExtras.h"

using namespace ridge;
using Kind = EncodingTarget::Kind;
using Q = QuantityOf;

bool WordOperand::operator==(const WordOperand &o) const {
  return memory == o.memory && source == o.source && address == o.address &&
         immediate == o.immediate && format == o.format && bits == o.bits &&
         strides == o.strides && steps == o.steps &&
         listStride == o.listStride && listLimit == o.listLimit;
}

Word::Word(const Encoding &encoding, size_t loops)
    : sizes(encoding.levels.size(), 1), valueSteps(loops, 0),
      originSteps(loops, 0) {
  operands.resize(encoding.operands.size());
  for (WordOperand &operand : operands) {
    operand.strides.assign(encoding.levels.size(), 0);
    operand.steps.assign(loops, 0);
  }
}

bool Word::operator==(const Word &o) const {
  return sizes == o.sizes && operands == o.operands &&
         operation == o.operation && attribute == o.attribute &&
         origin == o.origin && lists == o.lists && semaphore == o.semaphore &&
         value == o.value && afterReads == o.afterReads && count == o.count &&
         valueSteps == o.valueSteps && originSteps == o.originSteps;
}

int64_t &Word::at(const Quantity &quantity) {
  switch (quantity.kind) {
  case Q::Constant:
    break;
  case Q::Size:
    return sizes[quantity.level];
  case Q::Address: {
    WordOperand &operand = operands[quantity.operand];
    return quantity.loop < 0 ? operand.address : operand.steps[quantity.loop];
  }
  case Q::Stride:
    return operands[quantity.operand].strides[quantity.level];
  case Q::Memory:
    return operands[quantity.operand].memory;
  case Q::Source:
    return operands[quantity.operand].source;
  case Q::Immediate:
    return operands[quantity.operand].immediate;
  case Q::Format:
    return operands[quantity.operand].format;
  case Q::Bits:
    return operands[quantity.operand].bits;
  case Q::Operation:
    return operation;
  case Q::Attribute:
    return attribute;
  case Q::Origin:
    return quantity.loop < 0 ? origin : originSteps[quantity.loop];
  case Q::Lists:
    return lists;
  case Q::ListStride:
    return operands[quantity.operand].listStride;
  case Q::ListLimit:
    return operands[quantity.operand].listLimit;
  case Q::Semaphore:
    return semaphore;
  case Q::Value:
    return quantity.loop < 0 ? value : valueSteps[quantity.loop];
  case Q::AfterReads:
    return afterReads;
  case Q::Count:
    return count;
  }
  llvm_unreachable("a constant is no quantity of a word");
}

void ridge::forEachQuantity(const Encoding &encoding, size_t loops,
                            llvm::function_ref<void(const Quantity &)> fn) {
  auto plain = [&](Q kind, int32_t operand = -1) {
    fn({kind, operand, -1, -1});
  };
  auto steps = [&](Q kind, int32_t operand = -1) {
    for (size_t loop = 0; loop < loops; ++loop)
      fn({kind, operand, -1, static_cast<int32_t>(loop)});
  };
  for (Q kind : {Q::Operation, Q::Attribute, Q::Origin, Q::Lists, Q::Semaphore,
                 Q::Value, Q::AfterReads, Q::Count})
    plain(kind);
  steps(Q::Value);
  steps(Q::Origin);
  auto levels = static_cast<int32_t>(encoding.levels.size());
  for (int32_t level = 0; level < levels; ++level)
    fn({Q::Size, -1, level, -1});
  auto operands = static_cast<int32_t>(encoding.operands.size());
  for (int32_t operand = 0; operand < operands; ++operand) {
    for (Q kind : {Q::Source, Q::Format, Q::Bits, Q::Memory, Q::Immediate,
                   Q::Address, Q::ListStride, Q::ListLimit})
      plain(kind, operand);
    steps(Q::Address, operand);
    for (int32_t level = 0; level < levels; ++level)
      fn({Q::Stride, operand, level, -1});
  }
}

bool ridge::isUsed(const Encoding &encoding, const Word &word,
                   const Quantity &quantity) {
  if (quantity.operand < 0)
    return true;
  if (encoding.target.kind == Kind::Path)
    return quantity.operand < 2 + word.lists;
  int64_t source = word.operands[quantity.operand].source;
  switch (quantity.kind) {
  case Q::Source:
    return true;
  case Q::Format:
    return source <= static_cast<int64_t>(OperandSource::Immediate);
  case Q::Immediate:
    return source == static_cast<int64_t>(OperandSource::Immediate);
  default:
    return source == static_cast<int64_t>(OperandSource::Memory);
  }
}

/// -1: the format is none of the instruction's.
static int64_t laneBits(const Instruction &lanes, int64_t format) {
  auto count = static_cast<int64_t>(lanes.laneFormats.size());
  if (format < 0 || format > count)
    return -1;
  return storedBits(format == count ? Format::I1 : lanes.laneFormats[format]);
}

/// Where no field says so: a constant, if it can be nothing else.
static int64_t impliedSource(const Instruction &instruction, size_t operand) {
  const InstructionOperand &places = instruction.operands[operand];
  bool isImmediate = places.immediate && places.memories.empty();
  return static_cast<int64_t>(isImmediate ? OperandSource::Immediate
                                          : OperandSource::Memory);
}

bool ridge::completeWord(const Machine &machine, const Encoding &encoding,
                         Word &word) {
  if (encoding.target.kind == Kind::Path) {
    word.operands[1].bits = word.operands[0].bits;
    return true;
  }
  if (encoding.target.kind != Kind::Instruction)
    return true;
  const Instruction &instruction = machine.instructions[encoding.target.id];
  const Kernel &kernel = instruction.kernel;
  for (auto [i, operand] : llvm::enumerate(word.operands)) {
    if (!instruction.isLanes()) {
      size_t inputs = kernel.inputs.size();
      operand.bits = storedBits(i < inputs ? kernel.inputs[i].format
                                           : kernel.outputs[i - inputs].format);
      Quantity source{Q::Source, static_cast<int32_t>(i), -1, -1};
      if (!encoding.find(source))
        operand.source = impliedSource(instruction, i);
      continue;
    }
    bool isOwn =
        operand.source <= static_cast<int64_t>(OperandSource::Immediate);
    operand.bits = isOwn ? laneBits(instruction, operand.format) : 0;
    if (operand.bits < 0)
      return false;
  }
  return true;
}

/// The size nearest to 16 that the dim takes.
static int64_t exampleSize(const InstructionDim &dim) {
  constexpr int64_t usual = 16;
  int64_t size = (usual + dim.step - 1) / dim.step * dim.step;
  return std::clamp(size, dim.low, dim.high);
}

Word ridge::exampleWord(const Machine &machine, const Encoding &encoding) {
  Word word(encoding,
            machine.codeLoops(machine.engineOf(encoding.target)).size());
  constexpr int64_t usual = 16;
  word.value = encoding.target.kind == Kind::Wait;
  word.count = encoding.target.kind == Kind::Loop ? usual : 0;
  const Instruction *instruction =
      encoding.target.kind == Kind::Instruction
          ? &machine.instructions[encoding.target.id]
          : nullptr;
  constexpr int64_t elementBits = 32;
  if (encoding.target.kind == Kind::Path)
    word.operands[0].bits = elementBits;
  (void)completeWord(machine, encoding, word);
  llvm::SmallVector<int64_t> next(encoding.operands.size(), 1);
  for (size_t level = encoding.levels.size(); level-- > 0;) {
    int32_t dim = encoding.levelDims[level];
    // Of each dim the innermost level runs, of a path the two innermost.
    bool runs =
        instruction
            ? llvm::none_of(llvm::drop_begin(encoding.levelDims, level + 1),
                            [&](int32_t other) { return other == dim; })
            : level + 2 >= encoding.levels.size();
    if (!runs)
      continue;
    int64_t size = instruction ? exampleSize(instruction->dims[dim]) : usual;
    word.sizes[level] = size;
    for (auto [i, operand] : llvm::enumerate(word.operands)) {
      Quantity stride{Q::Stride, static_cast<int32_t>(i),
                      static_cast<int32_t>(level), -1};
      if (size == 1 || !encoding.find(stride) ||
          !isUsed(encoding, word, stride))
        continue;
      operand.strides[level] = next[i];
      next[i] *= size;
    }
  }
  return word;
}
