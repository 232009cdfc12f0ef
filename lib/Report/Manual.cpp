//===- Manual.cpp - the manual of an instruction set ----------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// All of it comes from the machine that the compiler, the simulator and the
/// executor use, the examples from Timing.
///
//===----------------------------------------------------------------------===//

#include "ManualWords.h"
#include "ridge/Report/Report.h"
#include "ridge/Report/Table.h"
#include "ridge/Timing/Timing.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FormatVariadic.h"

using namespace ridge;
using llvm::StringRef;

//===----------------------------------------------------------------------===//
// What an instruction means
//===----------------------------------------------------------------------===//

/// "[m, k]"; nothing of a scalar.
static std::string indexText(DimSet dims, const Instruction &instruction) {
  llvm::SmallVector<StringRef> names;
  for (auto [d, dim] : llvm::enumerate(instruction.dims))
    if ((dims >> d) & 1)
      names.push_back(dim.name);
  return names.empty() ? "" : "[" + llvm::join(names, ", ") + "]";
}

/// A sign where people write one; empty: a function.
static StringRef signOf(ScalarOp op) {
  switch (op) {
  case ScalarOp::AddF:
  case ScalarOp::AddI:
    return "+";
  case ScalarOp::SubF:
  case ScalarOp::SubI:
    return "-";
  case ScalarOp::MulF:
  case ScalarOp::MulI:
    return "*";
  case ScalarOp::DivF:
    return "/";
  default:
    return "";
  }
}

namespace {
/// Writes the body of a kernel as one expression for each output.
class Body {
public:
  explicit Body(const Instruction &instruction)
      : instruction(instruction), kernel(instruction.kernel) {}

  std::string value(int32_t number) const;

private:
  std::string element(size_t operand) const;
  std::string node(const Node &node) const;

  const Instruction &instruction;
  const Kernel &kernel;
};
} // namespace

/// Operands are the inputs, then the outputs.
std::string Body::element(size_t operand) const {
  size_t inputs = kernel.inputs.size();
  const KernelOperand &of = operand < inputs ? kernel.inputs[operand]
                                             : kernel.outputs[operand - inputs];
  return instruction.operands[operand].name + indexText(of.dims, instruction);
}

std::string Body::node(const Node &node) const {
  if (node.op == ScalarOp::Constant)
    return isFloat(node.format) ? llvm::formatv("{0}", node.floatValue).str()
                                : std::to_string(node.intValue);
  if (node.op == ScalarOp::Index)
    return "index of " + instruction.dims[node.attribute].name;
  llvm::SmallVector<std::string> operands;
  for (int32_t operand : node.operands)
    operands.push_back(value(operand));
  StringRef sign = signOf(node.op);
  if (!sign.empty() && operands.size() == 2)
    return "(" + operands[0] + " " + sign.str() + " " + operands[1] + ")";
  std::string name = scalarOpName(node.op).split('.').second.str();
  if (node.op == ScalarOp::CmpF || node.op == ScalarOp::CmpI)
    name += " " + std::to_string(node.attribute);
  return name + "(" + llvm::join(operands, ", ") + ")";
}

std::string Body::value(int32_t number) const {
  size_t operands = kernel.inputs.size() + kernel.outputs.size();
  return static_cast<size_t>(number) < operands
             ? element(number)
             : node(kernel.nodes[number - operands]);
}

static StringRef withoutParentheses(StringRef text) {
  if (text.starts_with("(") && text.ends_with(")"))
    return text.drop_front().drop_back();
  return text;
}

static void printMeaning(const Instruction &instruction,
                         llvm::raw_ostream &os) {
  if (instruction.isLanes()) {
    llvm::SmallVector<StringRef> ops;
    for (ScalarOp op : instruction.laneOps)
      ops.push_back(scalarOpName(op));
    llvm::SmallVector<std::string> formats;
    for (Format format : instruction.laneFormats)
      formats.push_back(formatName(format));
    os << (instruction.laneReduce
               ? "Folds the rows of its input with one operation of\n"
               : "Applies one operation to each element, of\n")
       << llvm::join(ops, ", ") << "\nin " << llvm::join(formats, ", ")
       << ".\n\n";
    return;
  }
  const Kernel &kernel = instruction.kernel;
  Body body(instruction);
  os << "```text\n";
  for (auto [number, output] : llvm::enumerate(kernel.outputs)) {
    const InstructionOperand &operand =
        instruction.operands[kernel.inputs.size() + number];
    os << operand.name << indexText(output.dims, instruction) << " = "
       << withoutParentheses(body.value(kernel.yields[number])) << "\n";
  }
  os << "```\n\n";
  llvm::SmallVector<StringRef> summed;
  for (auto [isReduced, dim] : llvm::zip(kernel.reduction, instruction.dims))
    if (isReduced)
      summed.push_back(dim.name);
  if (!summed.empty())
    os << "one point after the other of " << llvm::join(summed, ", ")
       << ".\n\n";
}

//===----------------------------------------------------------------------===//
// Operands, times, examples
//===----------------------------------------------------------------------===//

static std::string memoriesText(const InstructionOperand &operand,
                                const Machine &machine) {
  llvm::SmallVector<std::string> names;
  for (MemoryId memory : operand.memories)
    names.push_back("@" + machine.memories[memory].name);
  if (operand.immediate)
    names.push_back("the instruction");
  return llvm::join(names, ", ");
}

static void printOperands(const Instruction &instruction,
                          const Machine &machine, llvm::raw_ostream &os) {
  os << "| operand | access | format | lies in |\n|---|---|---|---|\n";
  const Kernel &kernel = instruction.kernel;
  for (auto [number, operand] : llvm::enumerate(instruction.operands)) {
    size_t inputs = instruction.isLanes() ? 1 : kernel.inputs.size();
    bool isRead = number < inputs;
    std::string format = "any of the above",
                access = isRead ? "read" : "written";
    if (!instruction.isLanes()) {
      const KernelOperand &of =
          isRead ? kernel.inputs[number] : kernel.outputs[number - inputs];
      format = formatName(of.format);
      if (of.updated)
        access = "updated";
    }
    os << "| `" << operand.name << "` | " << access << " | " << format << " | "
       << memoriesText(operand, machine) << " |\n";
  }
  os << "\n| dim | sizes |\n|---|---|\n";
  for (const InstructionDim &dim : instruction.dims)
    os << "| `" << dim.name << "` | " << dim.describe() << " |\n";
  os << "\n";
}

static void printTimes(InstructionId id, const Machine &machine,
                       llvm::raw_ostream &os) {
  const Instruction &instruction = machine.instructions[id];
  llvm::SmallVector<StringRef> names;
  for (const InstructionDim &dim : instruction.dims)
    names.push_back(dim.name);
  names.append({"bits", "ops"});
  os << "| | |\n|---|---|\n| engine is free after | `"
     << instruction.occupancy.print(names)
     << "` cycles |\n| results are there after | `"
     << instruction.latency.print(names) << "` cycles |\n| energy | `"
     << instruction.energy.print(names) << "` fJ";
  if (!instruction.energySource.empty())
    os << " (" << instruction.energySource << ")";
  os << " |\n\n";
  llvm::SmallVector<int64_t> sizes;
  llvm::SmallVector<std::string> said;
  for (const InstructionDim &dim : instruction.dims) {
    sizes.push_back(dim.high);
    said.push_back(dim.name + " = " + std::to_string(dim.high));
  }
  constexpr int64_t laneBits = 32;
  int64_t bits =
      instruction.isLanes() ? laneBits : kernelBits(instruction.kernel);
  int64_t ops = instruction.isLanes() ? 1 : kernelOps(instruction.kernel);
  UnitTime time = instructionTime(machine, id, sizes, bits, ops);
  os << "Example: " << llvm::join(said, ", ")
     << (instruction.isLanes() ? ", elements of 32 bits" : "") << ": "
     << formatCount(machine.cyclesOf(time.occupancy))
     << " cycles, results after " << formatCount(machine.cyclesOf(time.latency))
     << ", " << formatEnergy(instructionEnergy(machine, id, sizes, bits, ops))
     << ".\n\n";
}

static void printEngine(EngineId engine, const Machine &machine,
                        llvm::raw_ostream &os) {
  bool isFirst = true;
  for (auto [id, instruction] : llvm::enumerate(machine.instructions)) {
    if (instruction.engine != engine)
      continue;
    if (std::exchange(isFirst, false))
      os << "## Engine @" << machine.engines[engine].name << "\n\n";
    os << "### @" << instruction.name << "\n\n";
    printMeaning(instruction, os);
    printOperands(instruction, machine, os);
    printTimes(static_cast<InstructionId>(id), machine, os);
    printWord(machine,
              {EncodingTarget::Kind::Instruction, static_cast<int32_t>(id)},
              os);
  }
}

void ridge::printManual(const Machine &machine, llvm::raw_ostream &os) {
  os << "# Instructions of @" << machine.name
     << "\n\nMade from the machine "
        "file. Times are in cycles of "
     << formatDecimal(static_cast<double>(machine.hertz) / 1e6, "%g")
     << " MHz; `bits` are those of the widest element, `ops` the operations of "
        "a body. An index says which dims an element depends on, not their "
        "order in memory.\n\n";
  for (EngineId engine = 0; engine < EngineId(machine.engines.size()); ++engine)
    printEngine(engine, machine, os);
  os << "## Transfers\n\n| path | engine | bytes a cycle | held for, before |\n"
        "|---|---|---|---|\n";
  for (const Path &path : machine.paths)
    os << "| " << path.name << " | @" << machine.engines[path.engine].name
       << " | " << path.bytesPerCycle << " | " << machine.cyclesOf(path.setup)
       << " cycles |\n";
  printOtherWords(machine, os);
}
