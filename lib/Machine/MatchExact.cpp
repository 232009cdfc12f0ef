//===- MatchExact.cpp - instructions with a kernel ------------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Matching by equality of bodies. Inputs may come in any order, so every
/// assignment of inputs whose formats agree is tried; under one assignment the
/// comparison of two values is a plain recursion over their operands.
///
//===----------------------------------------------------------------------===//

#include "MatchAttempt.h"
#include "llvm/ADT/STLExtras.h"
#include <cstring>

using namespace ridge;

std::string ridge::unboundDimProblem(const Instruction &instruction,
                                     llvm::ArrayRef<int32_t> dims) {
  for (auto [i, dim] : llvm::enumerate(instruction.dims))
    if (!dim.takes(1) && !llvm::is_contained(dims, static_cast<int32_t>(i)))
      return "no dim of the kernel is the instruction's " + dim.name +
             ", which has at least " + std::to_string(dim.low) + " elements";
  return "";
}

//===----------------------------------------------------------------------===//
// Bodies
//===----------------------------------------------------------------------===//

namespace {

/// Equality of values of two bodies, given which inputs and dims correspond.
class BodyComparison {
public:
  /// `match` has operands and dims filled in.
  BodyComparison(const Kernel &kernel, const Kernel &pattern,
                 const Match &match)
      : kernel(kernel), pattern(pattern), match(match),
        patternValues(pattern.inputs.size() + pattern.outputs.size() +
                      pattern.nodes.size()),
        memo((kernel.inputs.size() + kernel.outputs.size() +
              kernel.nodes.size()) *
                 patternValues,
             Unknown) {}

  bool yieldsEqual() {
    for (auto [value, other] : llvm::zip_equal(kernel.yields, pattern.yields))
      if (!equal(value, other))
        return false;
    return true;
  }

private:
  enum Answer : int8_t { Unknown, No, Yes };

  bool equal(int32_t v, int32_t w);
  bool compare(size_t v, size_t w);
  bool compareNodes(const Node &node, const Node &other);
  bool sameIndex(const Node &node, const Node &other) const;
  bool sameFold(const Node &node, const Node &other) const;

  const Kernel &kernel;
  const Kernel &pattern;
  const Match &match;
  size_t patternValues;
  std::vector<Answer> memo; ///< Per pair of values.
};

} // namespace

bool BodyComparison::equal(int32_t v, int32_t w) {
  // The recursion goes to smaller values and ends; it may grow no container.
  Answer &answer = memo[v * patternValues + w];
  if (answer == Unknown)
    answer = compare(v, w) ? Yes : No;
  return answer == Yes;
}

bool BodyComparison::compare(size_t v, size_t w) {
  size_t numInputs = kernel.inputs.size(); // The same in both.
  size_t firstNode = numInputs + kernel.outputs.size();
  if (v < numInputs)
    return w == static_cast<size_t>(match.operands[v]);
  if (v < firstNode)
    return v == w; // Outputs correspond in order.
  return w >= firstNode && compareNodes(kernel.nodes[v - firstNode],
                                        pattern.nodes[w - firstNode]);
}

/// A position is the same one if the dims correspond one to one: an instruction
/// dim that several kernel dims share counts something else.
bool BodyComparison::sameIndex(const Node &node, const Node &other) const {
  return match.dims[node.attribute] == other.attribute &&
         llvm::count(match.dims, other.attribute) == 1;
}

/// Constants compare by bits.
static bool sameConstant(const Node &node, const Node &other) {
  return isFloat(node.format) ? std::memcmp(&node.floatValue, &other.floatValue,
                                            sizeof(double)) == 0
                              : node.intValue == other.intValue;
}

/// A fold goes along the same dims if those of the kernel are parts of those of
/// the instruction, and no other dim is.
bool BodyComparison::sameFold(const Node &node, const Node &other) const {
  FoldRule mine = FoldRule::unpack(node.attribute);
  FoldRule theirs = FoldRule::unpack(other.attribute);
  if (mine.joins != theirs.joins || !sameConstant(node, other))
    return false;
  for (auto [d, dim] : llvm::enumerate(match.dims)) {
    bool isFolded = mine.dims >> d & 1;
    bool isPart = dim >= 0 && (theirs.dims >> dim & 1);
    if (isFolded != isPart)
      return false;
  }
  return true;
}

bool BodyComparison::compareNodes(const Node &node, const Node &other) {
  if (node.op != other.op || node.format != other.format ||
      node.operands.size() != other.operands.size())
    return false;
  if (node.op == ScalarOp::Index)
    return sameIndex(node, other);
  if (node.op == ScalarOp::Constant)
    return sameConstant(node, other);
  if (node.op == ScalarOp::Fold)
    return sameFold(node, other) && equal(node.operands[0], other.operands[0]);
  if (node.attribute != other.attribute)
    return false;
  bool inOrder = true;
  for (auto [v, w] : llvm::zip_equal(node.operands, other.operands))
    inOrder = inOrder && equal(v, w);
  return inOrder || (isCommutative(node.op) &&
                     equal(node.operands[0], other.operands[1]) &&
                     equal(node.operands[1], other.operands[0]));
}

//===----------------------------------------------------------------------===//
// Dims
//===----------------------------------------------------------------------===//

namespace {
/// What tells dims apart.
struct DimKind {
  bool reduction = false;
  unsigned folds = 0;    ///< That go along it.
  uint32_t operands = 0; ///< Of the instruction, that depend on it.

  bool operator==(const DimKind &other) const {
    return reduction == other.reduction && folds == other.folds &&
           operands == other.operands;
  }
};

/// Which dims of the kernel are which of the instruction's.
class DimBinder {
public:
  /// `match` has operands filled in.
  DimBinder(const MatchQuery &query, const Match &match);
  /// Every way, the simplest first; at most kMostBindings.
  std::vector<Match> run();

private:
  static constexpr size_t kMostBindings = 64;

  int32_t find(const DimKind &wanted, uint32_t mayMiss) const;
  llvm::SmallVector<int32_t, 4> equalsOf(int32_t first) const;
  void spreadInOrder(llvm::MutableArrayRef<int32_t> dims) const;
  void spread(size_t first, size_t next, Match &match);

  const MatchQuery &query;
  Match match;
  llvm::SmallVector<DimKind, 6> kinds; ///< Of the instruction's dims.
  std::vector<Match> found;
};
} // namespace

/// Operand o of `kernel` is operand map[o] of the instruction.
static DimKind kindOf(const Kernel &kernel, unsigned d,
                      llvm::ArrayRef<int32_t> map) {
  DimKind kind{kernel.reduction[d]};
  for (const Node &node : kernel.nodes)
    kind.folds += node.op == ScalarOp::Fold &&
                  (FoldRule::unpack(node.attribute).dims >> d & 1);
  for (auto [o, operand] : llvm::enumerate(llvm::concat<const KernelOperand>(
           llvm::ArrayRef(kernel.inputs), llvm::ArrayRef(kernel.outputs))))
    if (operand.dims >> d & 1)
      kind.operands |= uint32_t(1) << map[o];
  return kind;
}

/// The first of that kind, else the first that differs in operands of `mayMiss`
/// alone, which the kernel's dim lacks; -1 if none.
int32_t DimBinder::find(const DimKind &wanted, uint32_t mayMiss) const {
  for (uint32_t missing : {uint32_t(0), mayMiss})
    for (auto [j, kind] : llvm::enumerate(kinds))
      if (kind.reduction == wanted.reduction && kind.folds == wanted.folds &&
          (wanted.operands & ~kind.operands) == 0 &&
          (kind.operands & ~wanted.operands & ~missing) == 0)
        return static_cast<int32_t>(j);
  return -1;
}

/// The dims of one kind, if `first` is the first of them and there are more.
llvm::SmallVector<int32_t, 4> DimBinder::equalsOf(int32_t first) const {
  llvm::SmallVector<int32_t, 4> equal;
  for (size_t j = 0; j < kinds.size(); ++j)
    if (kinds[j] == kinds[first])
      equal.push_back(static_cast<int32_t>(j));
  if (equal.front() != first || equal.size() == 1)
    equal.clear();
  return equal;
}

/// In an ordered instruction, of several dims of one kind the last take the
/// last kernel dims that are theirs, one each, and the first takes all that are
/// left: the columns of an image are columns, whether or not it has rows.
void DimBinder::spreadInOrder(llvm::MutableArrayRef<int32_t> dims) const {
  for (int32_t first = 0; first < int32_t(kinds.size()); ++first) {
    llvm::SmallVector<int32_t, 4> equal = equalsOf(first);
    // Only the first of them has been bound.
    for (int32_t &dim : llvm::reverse(dims))
      if (dim == first && !equal.empty())
        dim = equal.pop_back_val();
  }
}

/// In any other each of several dims of one kind may be any kernel dim that is
/// theirs: the taps of a window, which are 3, are not its channels. From dim
/// `first` of the instruction on, and of its equals from number `next`.
void DimBinder::spread(size_t first, size_t next, Match &match) {
  if (found.size() == kMostBindings)
    return;
  if (first == kinds.size()) {
    found.push_back(match);
    return;
  }
  llvm::SmallVector<int32_t, 4> equal = equalsOf(static_cast<int32_t>(first));
  if (next >= equal.size())
    return spread(first + 1, 1, match);
  spread(first, next + 1, match);
  for (int32_t &dim : match.dims) {
    if (dim != static_cast<int32_t>(first))
      continue;
    dim = equal[next];
    // The first dim of them takes what no other does: that is never nothing.
    if (llvm::is_contained(match.dims, static_cast<int32_t>(first)))
      spread(first, next + 1, match);
    dim = static_cast<int32_t>(first);
  }
}

DimBinder::DimBinder(const MatchQuery &query, const Match &match)
    : query(query), match(match) {
  const Instruction &instruction = query.instruction();
  llvm::SmallVector<int32_t, 4> identity;
  for (size_t o = 0; o < instruction.operands.size(); ++o)
    identity.push_back(static_cast<int32_t>(o));
  for (unsigned j = 0; j < instruction.kernel.numDims(); ++j)
    kinds.push_back(kindOf(instruction.kernel, j, identity));
}

std::vector<Match> DimBinder::run() {
  const Instruction &instruction = query.instruction();
  uint32_t mayMiss = 0;
  for (size_t i = 0; i < query.kernel.inputs.size(); ++i)
    if (query.isImmediate(i) ||
        instruction.operands[match.operands[i]].broadcast)
      mayMiss |= uint32_t(1) << match.operands[i];
  match.dims.clear();
  for (unsigned d = 0; d < query.kernel.numDims(); ++d)
    match.dims.push_back(
        find(kindOf(query.kernel, d, match.operands), mayMiss));
  if (instruction.ordered) {
    spreadInOrder(match.dims);
    return {match};
  }
  Match spreading = match;
  spread(0, 1, spreading);
  return std::move(found);
}

//===----------------------------------------------------------------------===//
// Assignments of inputs
//===----------------------------------------------------------------------===//

namespace {

class ExactMatcher {
public:
  explicit ExactMatcher(const MatchQuery &query)
      : query(query), kernel(query.kernel), pattern(query.instruction().kernel),
        taken(pattern.inputs.size(), false) {}

  MatchAttempt run();

private:
  bool isHopeless() const;
  bool compareShape();
  bool compareModel();
  void assign(size_t input);
  void complete();
  void tryBinding(Match bound);
  std::string operandProblem() const;
  std::string formatProblem() const;
  /// Keeps the difference that was met latest.
  void differs(MatchAttempt::Stage stage, std::string difference);

  const MatchQuery &query;
  const Kernel &kernel;
  const Kernel &pattern;
  llvm::SmallVector<bool, 4> taken; ///< Instruction inputs in use.
  Match current;
  MatchAttempt attempt;
};

} // namespace

static std::string plural(size_t count, const char *noun) {
  return std::to_string(count) + " " + noun + (count == 1 ? "" : "s");
}

void ExactMatcher::differs(MatchAttempt::Stage stage, std::string difference) {
  if (!attempt.difference.empty() && attempt.stage >= stage)
    return;
  attempt.stage = stage;
  attempt.difference = std::move(difference);
}

/// A kernel that names no model takes any: the model of a network says nothing
/// about how sums are made.
bool ExactMatcher::compareModel() {
  if (!kernel.accumulate || kernel.accumulate == pattern.accumulate)
    return true;
  differs(MatchAttempt::Body,
          "kernel adds by " + kernel.accumulate->print() + ", instruction " +
              (pattern.accumulate ? "by " + pattern.accumulate->print()
                                  : "as its body stands"));
  return false;
}

bool ExactMatcher::compareShape() {
  if (kernel.inputs.size() != pattern.inputs.size()) {
    differs(MatchAttempt::Shape,
            "kernel has " + plural(kernel.inputs.size(), "input") +
                ", instruction takes " + std::to_string(pattern.inputs.size()));
    return false;
  }
  if (kernel.outputs.size() != pattern.outputs.size()) {
    differs(MatchAttempt::Shape, "kernel has " +
                                     plural(kernel.outputs.size(), "output") +
                                     ", instruction makes " +
                                     std::to_string(pattern.outputs.size()));
    return false;
  }
  return true;
}

std::string ExactMatcher::formatProblem() const {
  auto compare = [](const char *kind, size_t i, Format found, Format taken) {
    return kind + std::to_string(i) + " is " + formatName(found) +
           ", instruction takes " + formatName(taken);
  };
  for (size_t i = 0; i < kernel.inputs.size(); ++i)
    if (kernel.inputs[i].format != pattern.inputs[i].format)
      return compare("input ", i, kernel.inputs[i].format,
                     pattern.inputs[i].format);
  for (size_t i = 0; i < kernel.outputs.size(); ++i)
    if (kernel.outputs[i].format != pattern.outputs[i].format)
      return compare("output ", i, kernel.outputs[i].format,
                     pattern.outputs[i].format);
  return "formats of the inputs fit in no order";
}

void ExactMatcher::assign(size_t input) {
  if (input == kernel.inputs.size())
    return complete();
  for (size_t j = 0; j < pattern.inputs.size(); ++j) {
    if (taken[j] || kernel.inputs[input].format != pattern.inputs[j].format ||
        (query.instruction().ordered && j != input))
      continue;
    taken[j] = true;
    current.operands.push_back(static_cast<int32_t>(j));
    assign(input + 1);
    current.operands.pop_back();
    taken[j] = false;
  }
}

std::string ExactMatcher::operandProblem() const {
  for (size_t i = 0; i < kernel.inputs.size(); ++i) {
    const InstructionOperand &operand =
        query.instruction().operands[current.operands[i]];
    if (query.isImmediate(i) && !operand.immediate)
      return "input " + std::to_string(i) + " is an immediate, operand " +
             operand.name + " takes none";
    if (!query.isImmediate(i) && operand.memories.empty())
      return "input " + std::to_string(i) + " is in memory, operand " +
             operand.name + " takes only immediates";
  }
  for (size_t i = 0; i < kernel.outputs.size(); ++i)
    if (kernel.outputs[i].updated != pattern.outputs[i].updated)
      return "output " + std::to_string(i) +
             (kernel.outputs[i].updated
                  ? " is updated, instruction overwrites it"
                  : " is overwritten, instruction updates it");
  return "";
}

void ExactMatcher::tryBinding(Match bound) {
  std::string problem;
  if (!BodyComparison(kernel, pattern, bound).yieldsEqual())
    differs(MatchAttempt::Body, "the bodies combine their values differently");
  else if (problem = operandProblem(); !problem.empty())
    differs(MatchAttempt::Operands, problem);
  else if (problem = unboundDimProblem(query.instruction(), bound.dims);
           !problem.empty())
    differs(MatchAttempt::Dims, problem);
  else
    attempt.matches.push_back(std::move(bound));
}

/// All inputs are assigned: outputs follow in order.
void ExactMatcher::complete() {
  size_t numInputs = kernel.inputs.size();
  for (size_t o = 0; o < kernel.outputs.size(); ++o)
    current.operands.push_back(static_cast<int32_t>(numInputs + o));
  for (Match &bound : DimBinder(query, current).run())
    tryBinding(std::move(bound));
  current.operands.truncate(numInputs);
}

/// Names the first operation of the body that the instruction does not do. Only
/// called where the bodies differ.
static std::string missingOperation(const Kernel &kernel,
                                    const Kernel &pattern) {
  for (const Node &node : kernel.nodes)
    if (llvm::none_of(pattern.nodes,
                      [&](const Node &other) { return other.op == node.op; }))
      return "body has " + scalarOpName(node.op).str() +
             ", instruction does not";
  for (const Node &other : pattern.nodes)
    if (llvm::none_of(kernel.nodes,
                      [&](const Node &node) { return other.op == node.op; }))
      return "instruction has " + scalarOpName(other.op).str() +
             ", body does not";
  return "";
}

/// What mostly is in the way, without a word about it.
bool ExactMatcher::isHopeless() const {
  auto differ = [](const KernelOperand &a, const KernelOperand &b) {
    return a.format != b.format || a.updated != b.updated;
  };
  if (kernel.inputs.size() != pattern.inputs.size() ||
      kernel.outputs.size() != pattern.outputs.size())
    return true;
  for (auto [output, other] : llvm::zip_equal(kernel.outputs, pattern.outputs))
    if (differ(output, other))
      return true;
  return false;
}

MatchAttempt ExactMatcher::run() {
  current.instruction = query.id;
  if (!query.explains && isHopeless())
    return std::move(attempt);
  if (!compareShape() || !compareModel())
    return std::move(attempt);
  bool outputsAgree = true;
  for (auto [output, other] : llvm::zip_equal(kernel.outputs, pattern.outputs))
    outputsAgree = outputsAgree && output.format == other.format;
  if (outputsAgree)
    assign(0);
  if (!attempt.matches.empty()) {
    attempt.stage = MatchAttempt::Matched;
    attempt.difference.clear();
    return std::move(attempt);
  }
  if (!query.explains)
    return std::move(attempt);
  // A different kind of operation; that its formats differ too says little.
  bool reduces = llvm::is_contained(kernel.reduction, true);
  if (reduces != llvm::is_contained(pattern.reduction, true)) {
    attempt.stage = MatchAttempt::Shape;
    attempt.difference = reduces ? "kernel reduces, instruction does not"
                                 : "instruction reduces, kernel does not";
  } else if (attempt.difference.empty()) {
    differs(MatchAttempt::Formats, formatProblem());
  } else if (attempt.stage == MatchAttempt::Body) {
    std::string missing = missingOperation(kernel, pattern);
    if (!missing.empty())
      attempt.difference = missing;
  }
  return std::move(attempt);
}

MatchAttempt ridge::attemptExact(const MatchQuery &query) {
  return ExactMatcher(query).run();
}
