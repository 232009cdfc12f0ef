//===- MatchLanes.cpp - instructions over lanes ---------------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Matching of kernels with one operation, or none (a copy or a fill), against
/// instructions that list operations and formats in place of a kernel.
///
//===----------------------------------------------------------------------===//

#include "MatchAttempt.h"
#include "llvm/ADT/STLExtras.h"

using namespace ridge;

namespace {

class LanesMatcher {
public:
  explicit LanesMatcher(const MatchQuery &query)
      : query(query), kernel(query.kernel), instruction(query.instruction()) {}

  MatchAttempt run();

private:
  bool isHopeless() const;
  // Each returns what is in the way, or an empty string.
  std::string shapeProblem();
  std::string operationProblem() const;
  std::string formatProblem() const;
  std::string bodyProblem() const;
  std::string foldProblem() const;
  std::string operandProblem() const;

  bool allows(Format format) const {
    return format == Format::I1 ||
           llvm::is_contained(instruction.laneFormats, format);
  }
  int32_t laneDim(unsigned d) const;
  Match makeMatch() const;

  const MatchQuery &query;
  const Kernel &kernel;
  const Instruction &instruction;
  const Node *operation = nullptr; ///< Null: the body yields a value as it is.
  int32_t operationValue = -1;
  bool hasConstants = false;
};

} // namespace

/// What mostly is in the way, without a word about it.
bool LanesMatcher::isHopeless() const {
  unsigned operations = 0;
  for (const Node &node : kernel.nodes)
    if (node.op != ScalarOp::Constant &&
        (++operations > 1 || !llvm::is_contained(instruction.laneOps, node.op)))
      return true;
  return !kernel.inputs.empty() && !allows(kernel.inputs[0].format);
}

std::string LanesMatcher::shapeProblem() {
  if (kernel.outputs.size() != 1)
    return "kernel has " + std::to_string(kernel.outputs.size()) +
           " outputs, instruction makes 1";
  unsigned operations = kernel.numOperations();
  if (operations > 1)
    return "body has " + std::to_string(operations) +
           " operations, instruction does 1";
  for (auto [position, node] : llvm::enumerate(kernel.nodes)) {
    if (node.op == ScalarOp::Constant) {
      hasConstants = true;
      continue;
    }
    operation = &node;
    operationValue = kernel.inputs.size() + 1 + position;
  }
  bool reduces = llvm::is_contained(kernel.reduction, true);
  if (reduces && !instruction.laneReduce)
    return "kernel reduces, instruction does not";
  return "";
}

std::string LanesMatcher::operationProblem() const {
  ScalarOp op = operation ? operation->op : ScalarOp::Identity;
  if (llvm::is_contained(instruction.laneOps, op))
    return "";
  return "instruction does not do " + scalarOpName(op).str();
}

std::string LanesMatcher::formatProblem() const {
  auto problem = [&](const std::string &what, Format format) {
    std::string text = what + formatName(format) + ", instruction takes ";
    for (auto [i, taken] : llvm::enumerate(instruction.laneFormats))
      text += (i ? ", " : "") + formatName(taken);
    return text;
  };
  for (auto [i, input] : llvm::enumerate(kernel.inputs))
    if (!allows(input.format))
      return problem("input " + std::to_string(i) + " is ", input.format);
  if (!allows(kernel.outputs[0].format))
    return problem("output 0 is ", kernel.outputs[0].format);
  for (const Node &node : kernel.nodes)
    if (!allows(node.format))
      return problem(scalarOpName(node.op).str() + " makes ", node.format);
  return "";
}

/// output = op(output, input), or the other way round where that is the same.
std::string LanesMatcher::foldProblem() const {
  std::string folds = "instruction folds one input into an updated output";
  if (kernel.inputs.size() != 1)
    return "kernel has " + std::to_string(kernel.inputs.size()) + " inputs, " +
           folds;
  if (!operation || operation->operands.size() != 2 || hasConstants)
    return "body does not combine input and output, " + folds;
  constexpr int32_t input = 0, output = 1;
  bool inOrder =
      operation->operands[0] == output && operation->operands[1] == input;
  bool swapped =
      operation->operands[0] == input && operation->operands[1] == output;
  if (inOrder || (swapped && isCommutative(operation->op)))
    return "";
  return "body does not combine output and input in this order, " + folds;
}

std::string LanesMatcher::bodyProblem() const {
  int32_t yielded = kernel.yields[0];
  int32_t output = static_cast<int32_t>(kernel.inputs.size());
  if (operation ? yielded != operationValue : yielded == output)
    return "body does not yield its operation";
  return instruction.laneReduce ? foldProblem() : "";
}

std::string LanesMatcher::operandProblem() const {
  const InstructionOperand &input = instruction.operands[0];
  const InstructionOperand &output = instruction.operands[1];
  for (size_t i = 0; i < kernel.inputs.size(); ++i) {
    if (query.isImmediate(i) && !input.immediate)
      return "input " + std::to_string(i) +
             " is an immediate, instruction takes none";
    if (!query.isImmediate(i) && input.memories.empty())
      return "input " + std::to_string(i) +
             " is in memory, instruction takes only immediates";
  }
  if (hasConstants && !input.immediate)
    return "body has a constant, instruction takes no immediates";
  // Without folding the old value of the output is one more input.
  if (kernel.outputs[0].updated && !instruction.laneReduce)
    for (MemoryId memory : output.memories)
      if (!llvm::is_contained(input.memories, memory))
        return "output 0 is updated, instruction cannot read it from @" +
               query.machine.memories[memory].name;
  return "";
}

/// The instruction dim of kernel dim `d`: an operand that does not move along
/// it must be one that may have stride 0, else the dim is a loop.
int32_t LanesMatcher::laneDim(unsigned d) const {
  bool reduction = kernel.reduction[d];
  bool inOutput = kernel.outputs[0].dims >> d & 1;
  if (!reduction && !inOutput)
    return -1;
  for (auto [i, input] : llvm::enumerate(kernel.inputs)) {
    bool moves = input.dims >> d & 1;
    if (!moves && !query.isImmediate(i) && !instruction.operands[0].broadcast)
      return -1;
  }
  return reduction ? 1 : 0;
}

Match LanesMatcher::makeMatch() const {
  Match match;
  match.instruction = query.id;
  for (unsigned d = 0; d < kernel.numDims(); ++d)
    match.dims.push_back(laneDim(d));
  match.operands.assign(kernel.inputs.size(), 0);
  match.operands.push_back(1);
  return match;
}

MatchAttempt LanesMatcher::run() {
  MatchAttempt attempt;
  if (!query.explains && isHopeless())
    return attempt;
  auto passes = [&](MatchAttempt::Stage stage, std::string problem) {
    attempt.stage = stage;
    attempt.difference = std::move(problem);
    return attempt.difference.empty();
  };
  if (!passes(MatchAttempt::Shape, shapeProblem()) ||
      !passes(MatchAttempt::Operations, operationProblem()) ||
      !passes(MatchAttempt::Formats, formatProblem()) ||
      !passes(MatchAttempt::Body, bodyProblem()) ||
      !passes(MatchAttempt::Operands, operandProblem()))
    return attempt;
  Match match = makeMatch();
  if (!passes(MatchAttempt::Dims, unboundDimProblem(instruction, match.dims)))
    return attempt;
  attempt.stage = MatchAttempt::Matched;
  attempt.matches.push_back(std::move(match));
  return attempt;
}

MatchAttempt ridge::attemptLanes(const MatchQuery &query) {
  return LanesMatcher(query).run();
}
