//===- OperationToWord.cpp - operations of a program as words -------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "OperationToWord.h"
#include "ridge/Numerics/Packing.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/Twine.h"

using namespace ridge;
using llvm::Twine;
using Kind = EncodingTarget::Kind;

EncodingTarget ridge::targetOf(const ProgramOp &op, EngineId engine) {
  switch (op.kind) {
  case ProgramOp::Kind::Issue:
    return {Kind::Instruction, op.instruction};
  case ProgramOp::Kind::Move:
    return {Kind::Path, op.path};
  case ProgramOp::Kind::Wait:
    return {Kind::Wait, engine};
  case ProgramOp::Kind::Signal:
    return {Kind::Signal, engine};
  case ProgramOp::Kind::Loop:
    break;
  }
  return {Kind::Loop, engine};
}

LaneBody ridge::laneBody(const Kernel &kernel, bool reduces) {
  LaneBody body;
  for (const Node &node : kernel.nodes)
    if (node.op != ScalarOp::Constant)
      body.node = &node;
  if (reduces)
    body.values.push_back(0); // output = op(output, input)
  else if (body.node)
    body.values.assign(body.node->operands.begin(), body.node->operands.end());
  else
    body.values.push_back(kernel.yields[0]);
  return body;
}

llvm::SmallVector<int32_t, 4> ridge::wordOperands(const Program &program,
                                                  const Machine &machine,
                                                  const ProgramOp &op) {
  llvm::SmallVector<int32_t, 4> operands(op.operands.size(), -1);
  if (op.kind == ProgramOp::Kind::Move) {
    for (size_t i = 0; i < operands.size(); ++i)
      operands[i] = static_cast<int32_t>(i);
    return operands;
  }
  if (op.kind != ProgramOp::Kind::Issue)
    return operands;
  const Instruction &instruction = machine.instructions[op.instruction];
  if (!instruction.isLanes()) {
    operands.assign(op.match.operands.begin(), op.match.operands.end());
    return operands;
  }
  LaneBody body = laneBody(program.kernels[op.kernel], instruction.laneReduce);
  for (auto [i, value] : llvm::enumerate(body.values))
    if (static_cast<size_t>(value) + 1 < operands.size() && operands[value] < 0)
      operands[value] = static_cast<int32_t>(i);
  operands.back() = instruction.laneReduce ? 1 : kLaneInputs;
  return operands;
}

int64_t ridge::addressBits(const Program &program, const Access &access) {
  return storedBits(program.buffers[access.buffer].format);
}

//===----------------------------------------------------------------------===//
// Levels
//===----------------------------------------------------------------------===//

namespace {
/// A dim of the operation that takes a level.
struct Run {
  int32_t own; ///< Dim of the operation.
  int32_t dim; ///< Of the instruction; -1: of a move.
  int64_t size;
  llvm::SmallVector<int64_t, 4> strides; ///< By operand of the operation.
};

class WordBuilder {
public:
  WordBuilder(const Program &program, const Machine &machine,
              const ProgramOp &op, const Encoding &encoding, size_t loops)
      : program(program), machine(machine), op(op), encoding(encoding),
        word(encoding, loops), operands(wordOperands(program, machine, op)) {}

  llvm::Expected<OperationWord> run();

private:
  bool fail(const Twine &text) {
    problem = text.str();
    return false;
  }
  const Instruction &instruction() const {
    return machine.instructions[op.instruction];
  }
  bool isLanes() const {
    return op.kind == ProgramOp::Kind::Issue && instruction().isLanes();
  }
  bool placeLevels();
  void joinRuns(std::vector<Run> &runs);
  bool placeRuns(llvm::ArrayRef<Run> runs);
  bool checkOrder(llvm::ArrayRef<Run> runs, llvm::ArrayRef<int32_t> levels);
  bool placeAccess(size_t position);
  void placeImmediate(WordOperand &operand, Format format,
                      const Access &constant);
  bool placeLanes();
  bool placeLaneInput(size_t position, int32_t value, const LaneBody &body);
  bool placeAttribute(const Node &node);
  int64_t formatNumber(Format format) const;

  const Program &program;
  const Machine &machine;
  const ProgramOp &op;
  const Encoding &encoding;
  Word word;
  llvm::SmallVector<int32_t, 4> operands;
  llvm::SmallVector<int32_t, 6> levelOf; ///< By dim of the operation; -1: none.
  std::string problem;
};
} // namespace

/// Neighbours that continue one another in every operand are one loop, where
/// there are more of them than levels.
void WordBuilder::joinRuns(std::vector<Run> &runs) {
  auto tooMany = [&](int32_t dim) {
    return llvm::count_if(runs, [&](const Run &run) {
             return run.dim == dim;
           }) > llvm::count(encoding.levelDims, dim);
  };
  for (size_t i = 0; i + 1 < runs.size();) {
    Run &outer = runs[i], &inner = runs[i + 1];
    bool continues =
        outer.dim == inner.dim && tooMany(outer.dim) &&
        llvm::all_of(llvm::zip(outer.strides, inner.strides), [&](auto both) {
          auto [wide, narrow] = both;
          return wide == narrow * inner.size;
        });
    if (!continues) {
      ++i;
      continue;
    }
    inner.size *= outer.size;
    runs.erase(runs.begin() + static_cast<std::ptrdiff_t>(i));
    i = 0;
  }
}

/// Sums of floats depend on their order: reductions nest as the levels do.
bool WordBuilder::checkOrder(llvm::ArrayRef<Run> runs,
                             llvm::ArrayRef<int32_t> levels) {
  if (op.kind != ProgramOp::Kind::Issue)
    return true;
  const Kernel &kernel = program.kernels[op.kernel];
  if (!isFloat(kernel.outputs[0].format))
    return true;
  int32_t last = -1;
  for (auto [run, level] : llvm::zip(runs, levels)) {
    if (!kernel.reduction[run.own])
      continue;
    if (level < last)
      return fail("its sum runs over " + encoding.levels[level] + " inside " +
                  encoding.levels[last] + ", and the levels of " +
                  encoding.name + " nest the other way round");
    last = level;
  }
  return true;
}

bool WordBuilder::placeRuns(llvm::ArrayRef<Run> runs) {
  llvm::SmallVector<int32_t> levels(runs.size(), -1);
  // The innermost levels of each dim are taken, in order.
  auto next = static_cast<int32_t>(encoding.levels.size());
  llvm::SmallVector<int32_t> free;
  for (size_t i = runs.size(); i-- > 0;) {
    int32_t below = next;
    for (size_t j = i + 1; j < runs.size(); ++j)
      if (runs[j].dim == runs[i].dim)
        below = std::min(below, levels[j]);
    int32_t level = below - 1;
    while (level >= 0 && encoding.levelDims[level] != runs[i].dim)
      --level;
    if (level < 0)
      return fail(
          "it runs over " +
          Twine(llvm::count_if(
              runs, [&](const Run &r) { return r.dim == runs[i].dim; })) +
          " dims" +
          (runs[i].dim < 0 ? std::string()
                           : " in " + instruction().dims[runs[i].dim].name) +
          ", and the word " + encoding.name + " has " +
          Twine(llvm::count(encoding.levelDims, runs[i].dim)) +
          " levels for them; add levels to its encoding");
    levels[i] = level;
    levelOf[runs[i].own] = level;
    word.sizes[level] = runs[i].size;
    for (auto [position, stride] : llvm::enumerate(runs[i].strides))
      if (operands[position] >= 0)
        word.operands[operands[position]].strides[level] = stride;
  }
  return checkOrder(runs, levels);
}

bool WordBuilder::placeLevels() {
  std::vector<Run> runs;
  levelOf.assign(op.sizes.size(), -1);
  bool keepsDims = op.kind == ProgramOp::Kind::Issue &&
                   program.kernels[op.kernel].usesIndex();
  for (auto [d, extent] : llvm::enumerate(op.sizes)) {
    int64_t size = extent.evaluate({});
    auto own = static_cast<int32_t>(d);
    int32_t dim = op.kind == ProgramOp::Kind::Move ? -1 : op.match.dims[d];
    // A dim of one point does not run; neither does a loop around the issue.
    if (size == 1 || (dim < 0 && op.kind == ProgramOp::Kind::Issue))
      continue;
    Run &run = runs.emplace_back(Run{own, dim, size, {}});
    for (const Access &access : op.operands)
      run.strides.push_back(access.isImmediate() ? 0 : access.strides[d]);
  }
  if (!keepsDims)
    joinRuns(runs);
  return placeRuns(runs);
}

//===----------------------------------------------------------------------===//
// Operands
//===----------------------------------------------------------------------===//

static const InstructionOperand &placesOf(const Instruction &instruction,
                                          int32_t operand, bool isOutput) {
  return instruction.isLanes() ? instruction.operands[isOutput ? 1 : 0]
                               : instruction.operands[operand];
}

bool WordBuilder::placeAccess(size_t position) {
  const Access &access = op.operands[position];
  if (operands[position] < 0) {
    if (access.isImmediate())
      return true;
    return fail("its kernel does not read operand " + Twine(position));
  }
  WordOperand &operand = word.operands[operands[position]];
  if (access.isImmediate())
    return true;
  const Buffer &buffer = program.buffers[access.buffer];
  int64_t bits = addressBits(program, access);
  int64_t slot = access.instance.constant % buffer.depth;
  operand.address = 8 * (buffer.address + slot * buffer.slotBytes) +
                    bits * access.offset.constant;
  for (auto [loop, coefficient] : access.offset.terms)
    operand.steps[loop] = bits * coefficient;
  operand.bits = bits;
  if (op.kind == ProgramOp::Kind::Move)
    return true;
  bool isOutput = position + 1 == op.operands.size();
  const auto &memories =
      placesOf(instruction(), operands[position], isOutput).memories;
  operand.memory = llvm::find(memories, buffer.memory) - memories.begin();
  return true;
}

void WordBuilder::placeImmediate(WordOperand &operand, Format format,
                                 const Access &constant) {
  operand.source = static_cast<int64_t>(OperandSource::Immediate);
  uint8_t bytes[8] = {};
  if (isFloat(format))
    encodeFloat(format, constant.floatValue, bytes);
  else
    encodeInteger(format, constant.intValue, bytes);
  uint64_t code = 0;
  std::memcpy(&code, bytes, sizeof(code));
  operand.immediate = static_cast<int64_t>(code);
}

int64_t WordBuilder::formatNumber(Format format) const {
  const auto &formats = instruction().laneFormats;
  return llvm::find(formats, format) - formats.begin();
}

/// Predicates and rules of conversions as they are, a position by its level.
bool WordBuilder::placeAttribute(const Node &node) {
  word.attribute = node.attribute;
  if (node.op != ScalarOp::Index)
    return true;
  const Affine &origin = op.origins[node.attribute];
  int32_t level = levelOf[node.attribute];
  // One point: any level that does not run will do, if there is one.
  if (level < 0) {
    auto found = llvm::find(word.sizes, 1);
    if (found == word.sizes.end())
      return fail("it has no level left for the dim whose position it gives");
    level = static_cast<int32_t>(found - word.sizes.begin());
  }
  word.attribute = level;
  word.origin = origin.constant;
  for (auto [loop, coefficient] : origin.terms)
    word.originSteps[loop] = coefficient;
  return true;
}

bool WordBuilder::placeLaneInput(size_t position, int32_t value,
                                 const LaneBody &body) {
  const Kernel &kernel = program.kernels[op.kernel];
  auto inputs = static_cast<int32_t>(kernel.inputs.size());
  WordOperand &operand = word.operands[position];
  if (value == inputs) {
    operand.source = static_cast<int64_t>(OperandSource::Output);
    return true;
  }
  if (value > inputs) {
    const Node &node = kernel.nodes[value - inputs - 1];
    Access constant;
    constant.floatValue = node.floatValue;
    constant.intValue = node.intValue;
    operand.format = formatNumber(node.format);
    placeImmediate(operand, node.format, constant);
    return true;
  }
  auto first = static_cast<size_t>(operands[value]);
  if (first != position) {
    operand.source = static_cast<int64_t>(OperandSource::Input0) +
                     static_cast<int64_t>(first);
    return true;
  }
  operand.format = formatNumber(kernel.inputs[value].format);
  if (op.operands[value].isImmediate())
    placeImmediate(operand, kernel.inputs[value].format, op.operands[value]);
  return true;
}

bool WordBuilder::placeLanes() {
  const Kernel &kernel = program.kernels[op.kernel];
  LaneBody body = laneBody(kernel, instruction().laneReduce);
  ScalarOp operation = body.node ? body.node->op : ScalarOp::Identity;
  const auto &ops = instruction().laneOps;
  word.operation = llvm::find(ops, operation) - ops.begin();
  for (auto [i, value] : llvm::enumerate(body.values))
    if (!placeLaneInput(i, value, body))
      return false;
  word.operands.back().format = formatNumber(kernel.outputs[0].format);
  return !body.node || placeAttribute(*body.node);
}

llvm::Expected<OperationWord> WordBuilder::run() {
  bool good = placeLevels();
  for (size_t i = 0; good && i < op.operands.size(); ++i)
    good = placeAccess(i);
  if (good && op.kind == ProgramOp::Kind::Move) {
    word.lists = static_cast<int64_t>(op.indices.size());
    for (auto [k, index] : llvm::enumerate(op.indices)) {
      word.operands[2 + k].listStride = index.stride;
      word.operands[2 + k].listLimit = index.limit;
    }
  }
  if (good && isLanes())
    good = placeLanes();
  if (good && op.kind == ProgramOp::Kind::Issue && !isLanes()) {
    const Kernel &kernel = program.kernels[op.kernel];
    if (kernel.usesIndex())
      good = fail("an instruction whose body reads its position has no "
                  "encoding");
    for (auto [i, access] : llvm::enumerate(op.operands))
      if (access.isImmediate())
        placeImmediate(word.operands[operands[i]], kernel.inputs[i].format,
                       access);
  }
  if (good && !completeWord(machine, encoding, word))
    good = fail("a format of it is not in the list of its instruction");
  if (!good)
    return llvm::createStringError(llvm::inconvertibleErrorCode(),
                                   Twine(problem));
  return OperationWord{&encoding, std::move(word)};
}

static std::string nameOf(const Machine &machine, EncodingTarget target) {
  switch (target.kind) {
  case Kind::Instruction:
    return "@" + machine.instructions[target.id].name;
  case Kind::Path:
    return machine.paths[target.id].name;
  case Kind::Wait:
    return "wait";
  case Kind::Signal:
    return "signal";
  case Kind::Loop:
    return "loop";
  case Kind::End:
    break;
  }
  return "end";
}

llvm::Expected<OperationWord> ridge::operationWord(const Program &program,
                                                   const Machine &machine,
                                                   const ProgramOp &op,
                                                   EngineId engine) {
  EncodingTarget target = targetOf(op, engine);
  const Encoding *encoding = machine.findEncoding(target);
  if (!encoding)
    return llvm::createStringError(llvm::inconvertibleErrorCode(),
                                   "the machine file gives " +
                                       nameOf(machine, target) +
                                       " no word; name it in an arch.encoding");
  size_t loops = machine.codeLoops(engine).size();
  if (op.kind == ProgramOp::Kind::Issue || op.kind == ProgramOp::Kind::Move)
    return WordBuilder(program, machine, op, *encoding, loops).run();
  Word word(*encoding, loops);
  word.semaphore = op.semaphore < 0 ? 0 : op.semaphore;
  word.value = op.value.constant;
  for (auto [loop, coefficient] : op.value.terms)
    word.valueSteps[loop] = coefficient;
  word.afterReads = op.afterReads;
  word.count = op.kind == ProgramOp::Kind::Loop ? op.trip : 0;
  return OperationWord{encoding, std::move(word)};
}
