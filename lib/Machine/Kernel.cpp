//===- Kernel.cpp - the meaning of one operation --------------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Scalar operation names, equality of kernels, and what makes a kernel valid.
///
//===----------------------------------------------------------------------===//

#include "ridge/Machine/Kernel.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/Twine.h"
#include "llvm/ADT/bit.h"
#include <algorithm>
#include <cstring>

using namespace ridge;

namespace {
struct ScalarOpInfo {
  llvm::StringLiteral name;
  unsigned operands;
};
} // namespace

static const ScalarOpInfo scalarOpTable[] = {
#define RIDGE_SCALAR_OP(Enum, Name, Operands) {Name, Operands},
#include "ridge/Machine/ScalarOps.def"
};

llvm::StringRef ridge::scalarOpName(ScalarOp op) {
  return scalarOpTable[static_cast<unsigned>(op)].name;
}

std::optional<ScalarOp> ridge::parseScalarOp(llvm::StringRef name) {
  for (auto [position, info] : llvm::enumerate(scalarOpTable))
    if (info.name == name)
      return static_cast<ScalarOp>(position);
  return std::nullopt;
}

unsigned ridge::scalarOpOperands(ScalarOp op) {
  return scalarOpTable[static_cast<unsigned>(op)].operands;
}

bool ridge::isCommutative(ScalarOp op) {
  switch (op) {
  case ScalarOp::AddF:
  case ScalarOp::MulF:
  case ScalarOp::MaximumF:
  case ScalarOp::MinimumF:
  case ScalarOp::MaxNumF:
  case ScalarOp::MinNumF:
  case ScalarOp::AddI:
  case ScalarOp::MulI:
  case ScalarOp::AndI:
  case ScalarOp::OrI:
  case ScalarOp::XOrI:
  case ScalarOp::MaxSI:
  case ScalarOp::MinSI:
  case ScalarOp::MaxUI:
  case ScalarOp::MinUI:
    return true;
  default:
    return false;
  }
}

// Constants compare by bits: -0.0 is not 0.0, and a NaN is itself.
bool Node::operator==(const Node &other) const {
  return op == other.op && format == other.format &&
         operands == other.operands && attribute == other.attribute &&
         std::memcmp(&floatValue, &other.floatValue, sizeof(double)) == 0 &&
         intValue == other.intValue;
}

bool Kernel::operator==(const Kernel &other) const {
  return reduction == other.reduction && inputs == other.inputs &&
         outputs == other.outputs && nodes == other.nodes &&
         yields == other.yields && accumulate == other.accumulate;
}

Format Kernel::valueFormat(int32_t v) const {
  size_t value = static_cast<size_t>(v);
  if (value < inputs.size())
    return inputs[value].format;
  value -= inputs.size();
  if (value < outputs.size())
    return outputs[value].format;
  return nodes[value - outputs.size()].format;
}

bool Kernel::usesIndex() const {
  return llvm::any_of(
      nodes, [](const Node &node) { return node.op == ScalarOp::Index; });
}

DimSet Kernel::foldedDims() const {
  DimSet dims = 0;
  for (const Node &node : nodes)
    if (node.op == ScalarOp::Fold)
      dims |= FoldRule::unpack(node.attribute).dims;
  return dims;
}

llvm::SmallVector<DimSet> Kernel::valueDims() const {
  llvm::SmallVector<DimSet> dims;
  for (const KernelOperand &operand : llvm::concat<const KernelOperand>(
           llvm::ArrayRef(inputs), llvm::ArrayRef(outputs)))
    dims.push_back(operand.dims);
  for (const Node &node : nodes) {
    DimSet own = 0;
    for (int32_t operand : node.operands)
      own |= dims[operand];
    if (node.op == ScalarOp::Index)
      own |= DimSet(1) << node.attribute;
    if (node.op == ScalarOp::Fold)
      own &= ~FoldRule::unpack(node.attribute).dims;
    dims.push_back(own);
  }
  return dims;
}

unsigned Kernel::widestBits() const {
  unsigned bits = 0;
  for (const KernelOperand &operand : llvm::concat<const KernelOperand>(
           llvm::ArrayRef(inputs), llvm::ArrayRef(outputs)))
    bits = std::max(bits, formatInfo(operand.format).bits);
  return bits;
}

unsigned Kernel::numOperations() const {
  return llvm::count_if(
      nodes, [](const Node &node) { return node.op != ScalarOp::Constant; });
}

//===----------------------------------------------------------------------===//
// Validity
//===----------------------------------------------------------------------===//

namespace {

/// Checks one kernel; each function returns an empty string or one sentence.
class KernelChecker {
public:
  explicit KernelChecker(const Kernel &kernel) : kernel(kernel) {}
  std::string run() const;

private:
  std::string checkOperands() const;
  std::string checkNodeOperands(size_t position) const;
  std::string checkNodeFormats(size_t position) const;
  std::string checkFold(size_t position) const;
  std::string checkDims() const;
  std::string checkYields() const;
  std::string checkAccumulate() const;
  std::string checkScales(const AccumulateModel &model,
                          const MultiplyAccumulate &parts) const;
  /// `v` is read when values below `limit` exist.
  std::string checkRead(int32_t v, int32_t limit,
                        const std::string &where) const;

  int32_t firstNode() const {
    return static_cast<int32_t>(kernel.inputs.size() + kernel.outputs.size());
  }
  std::string nodeName(size_t position) const {
    return "node %" + std::to_string(firstNode() + position) + " (" +
           scalarOpName(kernel.nodes[position].op).str() + ")";
  }

  const Kernel &kernel;
};

} // namespace

static std::string notComputable(Format format) {
  return "kernel computes in " + formatName(format) +
         ", which is for storage and conversion only; computation takes i1 to "
         "i64, f32, f64 and floats of at most 10 mantissa bits within f32";
}

std::string KernelChecker::checkOperands() const {
  unsigned numDims = kernel.numDims();
  if (numDims > kMostDims)
    return "kernel has " + std::to_string(numDims) + " dims, at most " +
           std::to_string(kMostDims) + " are supported";
  size_t numOperands = kernel.inputs.size() + kernel.outputs.size();
  if (numOperands > kMostOperands)
    return "kernel has " + std::to_string(numOperands) + " operands, at most " +
           std::to_string(kMostOperands) + " are supported";
  if (kernel.outputs.empty())
    return "kernel has no outputs, at least one is needed";
  DimSet known = (DimSet(1) << numDims) - 1, reductions = 0;
  for (unsigned d = 0; d < numDims; ++d)
    if (kernel.reduction[d])
      reductions |= DimSet(1) << d;
  for (const KernelOperand &operand : llvm::concat<const KernelOperand>(
           llvm::ArrayRef(kernel.inputs), llvm::ArrayRef(kernel.outputs)))
    if (!isComputable(operand.format))
      return notComputable(operand.format);
  for (auto [i, input] : llvm::enumerate(kernel.inputs)) {
    if (input.dims & ~known)
      return "input " + std::to_string(i) + " depends on a dim past the " +
             std::to_string(numDims) + " of the kernel";
    if (input.updated)
      return "input " + std::to_string(i) +
             " is marked as updated, only outputs can be";
  }
  for (auto [i, output] : llvm::enumerate(kernel.outputs)) {
    std::string name = "output " + std::to_string(i);
    if (output.dims & ~known)
      return name + " depends on a dim past the " + std::to_string(numDims) +
             " of the kernel";
    if (output.dims & reductions)
      return name + " depends on a reduction dim";
    if (reductions && !output.updated)
      return name + " is not updated although the kernel has reduction dims";
  }
  return "";
}

std::string KernelChecker::checkRead(int32_t v, int32_t limit,
                                     const std::string &where) const {
  if (v < 0 || v >= limit)
    return where + " reads %" + std::to_string(v) +
           ", which is not defined before it";
  int32_t output = v - static_cast<int32_t>(kernel.inputs.size());
  bool isOutput =
      output >= 0 && output < static_cast<int32_t>(kernel.outputs.size());
  if (isOutput && !kernel.outputs[output].updated)
    return where + " reads output " + std::to_string(output) +
           ", which is not updated";
  return "";
}

std::string KernelChecker::checkNodeOperands(size_t position) const {
  const Node &node = kernel.nodes[position];
  std::string where = nodeName(position);
  if (node.op == ScalarOp::Identity)
    return where + " is no node: yield the value itself";
  unsigned expected = scalarOpOperands(node.op);
  if (node.operands.size() != expected)
    return where + " has " + std::to_string(node.operands.size()) +
           " operands, expected " + std::to_string(expected);
  int32_t limit = firstNode() + static_cast<int32_t>(position);
  for (int32_t operand : node.operands) {
    std::string problem = checkRead(operand, limit, where);
    if (!problem.empty())
      return problem;
  }
  return "";
}

namespace {
/// How the formats of operands and result of an operation meet.
enum class FormatRule {
  Free,         // constants
  Index,        // the result is an integer, the attribute a dim
  SameFloat,    // all operands and the result are one float format
  SameInteger,  // likewise integers
  CompareFloat, // operands one float format, result i1
  CompareInteger,
  Select, // i1, then two of the result's format
  WidenFloat,
  NarrowFloat,
  WidenInteger,
  NarrowInteger,
  IntegerToFloat,
  FloatToInteger,
  Same,             // fold: one format
  FloatAndExponent, // fpowi: the result's float format, an integer
  SameWidth,        // bitcast: as many bits
  FromFloat,        // cast: a float to anything
  FromFloatAt,      // stochastic_cast: and an integer position
  FromFloats,       // quantize: element and scale to anything
  ScaledToFloat,    // dequantize: anything and a scale to a float
};
} // namespace

static FormatRule formatRule(ScalarOp op) {
  switch (op) {
  case ScalarOp::Constant:
  case ScalarOp::Identity:
    return FormatRule::Free;
  case ScalarOp::Index:
    return FormatRule::Index;
  case ScalarOp::CmpF:
    return FormatRule::CompareFloat;
  case ScalarOp::CmpI:
    return FormatRule::CompareInteger;
  case ScalarOp::Select:
    return FormatRule::Select;
  case ScalarOp::ExtF:
    return FormatRule::WidenFloat;
  case ScalarOp::TruncF:
    return FormatRule::NarrowFloat;
  case ScalarOp::ExtSI:
  case ScalarOp::ExtUI:
    return FormatRule::WidenInteger;
  case ScalarOp::TruncI:
    return FormatRule::NarrowInteger;
  case ScalarOp::SIToFP:
  case ScalarOp::UIToFP:
    return FormatRule::IntegerToFloat;
  case ScalarOp::FPToSI:
  case ScalarOp::FPToUI:
    return FormatRule::FloatToInteger;
  case ScalarOp::FPowI:
    return FormatRule::FloatAndExponent;
  case ScalarOp::Fold:
    return FormatRule::Same;
  case ScalarOp::Bitcast:
    return FormatRule::SameWidth;
  case ScalarOp::Cast:
  case ScalarOp::Scale:
    return FormatRule::FromFloat;
  case ScalarOp::StochasticCast:
    return FormatRule::FromFloatAt;
  case ScalarOp::Quantize:
    return FormatRule::FromFloats;
  case ScalarOp::Dequantize:
    return FormatRule::ScaledToFloat;
  case ScalarOp::AddI:
  case ScalarOp::SubI:
  case ScalarOp::MulI:
  case ScalarOp::DivSI:
  case ScalarOp::DivUI:
  case ScalarOp::RemSI:
  case ScalarOp::RemUI:
  case ScalarOp::AndI:
  case ScalarOp::OrI:
  case ScalarOp::XOrI:
  case ScalarOp::ShLI:
  case ScalarOp::ShRSI:
  case ScalarOp::ShRUI:
  case ScalarOp::MaxSI:
  case ScalarOp::MinSI:
  case ScalarOp::MaxUI:
  case ScalarOp::MinUI:
  case ScalarOp::AbsI:
  case ScalarOp::IPowI:
  case ScalarOp::CtPop:
  case ScalarOp::CtLz:
  case ScalarOp::CtTz:
    return FormatRule::SameInteger;
  default:
    return FormatRule::SameFloat;
  }
}

/// `in` are the formats of the operands.
static bool formatsMeet(FormatRule rule, llvm::ArrayRef<Format> in,
                        Format out) {
  switch (rule) {
  case FormatRule::Free:
    return true;
  case FormatRule::Same:
    return in[0] == out;
  case FormatRule::Index:
    return !isFloat(out);
  case FormatRule::SameWidth:
    return bitsOf(in[0]) == bitsOf(out);
  case FormatRule::SameFloat:
    return isFloat(out) && llvm::all_equal(in) && in[0] == out;
  case FormatRule::SameInteger:
    return !isFloat(out) && llvm::all_equal(in) && in[0] == out;
  case FormatRule::CompareFloat:
    return out == Format::I1 && isFloat(in[0]) && in[0] == in[1];
  case FormatRule::CompareInteger:
    return out == Format::I1 && !isFloat(in[0]) && in[0] == in[1];
  case FormatRule::Select:
    return in[0] == Format::I1 && in[1] == out && in[2] == out;
  case FormatRule::WidenFloat:
    return isFloat(in[0]) && isFloat(out) && bitsOf(in[0]) < bitsOf(out);
  case FormatRule::NarrowFloat:
    return isFloat(in[0]) && isFloat(out) && bitsOf(in[0]) > bitsOf(out);
  case FormatRule::WidenInteger:
    return !isFloat(in[0]) && !isFloat(out) && bitsOf(in[0]) < bitsOf(out);
  case FormatRule::NarrowInteger:
    return !isFloat(in[0]) && !isFloat(out) && bitsOf(in[0]) > bitsOf(out);
  case FormatRule::IntegerToFloat:
    return !isFloat(in[0]) && isFloat(out);
  case FormatRule::FloatToInteger:
    return isFloat(in[0]) && !isFloat(out);
  case FormatRule::FloatAndExponent:
    return isFloat(out) && in[0] == out && !isFloat(in[1]);
  case FormatRule::FromFloat:
    return isFloat(in[0]);
  case FormatRule::FromFloatAt:
    return isFloat(in[0]) && !isFloat(in[1]);
  case FormatRule::FromFloats:
    return isFloat(in[0]) && isFloat(in[1]);
  case FormatRule::ScaledToFloat:
    return isFloat(in[1]) && isFloat(out);
  }
  return false;
}

std::string KernelChecker::checkNodeFormats(size_t position) const {
  const Node &node = kernel.nodes[position];
  llvm::SmallVector<Format, 3> in;
  for (int32_t operand : node.operands)
    in.push_back(kernel.valueFormat(operand));
  if (!isComputable(node.format))
    return notComputable(node.format);
  if (!formatsMeet(formatRule(node.op), in, node.format)) {
    std::string text = nodeName(position) + " cannot make " +
                       formatName(node.format) + " of (";
    for (auto [i, format] : llvm::enumerate(in))
      text += (i ? ", " : "") + formatName(format);
    return text + ")";
  }
  bool dimInRange =
      node.attribute >= 0 && node.attribute < int64_t(kernel.numDims());
  if (node.op == ScalarOp::Index && !dimInRange)
    return nodeName(position) + " reads dim " + std::to_string(node.attribute) +
           ", the kernel has " + std::to_string(kernel.numDims());
  return node.op == ScalarOp::Fold ? checkFold(position) : "";
}

std::string KernelChecker::checkFold(size_t position) const {
  const Node &node = kernel.nodes[position];
  FoldRule rule = FoldRule::unpack(node.attribute);
  std::string where = nodeName(position);
  if (rule.dims == 0 || rule.dims >> kernel.numDims() != 0)
    return where + " folds along no dim or along one past the " +
           std::to_string(kernel.numDims()) + " of the kernel";
  Format both[] = {node.format, node.format};
  if (scalarOpOperands(rule.joins) != 2 ||
      !formatsMeet(formatRule(rule.joins), both, node.format))
    return where + " joins with " + scalarOpName(rule.joins).str() +
           ", expected an operation on two " + formatName(node.format) +
           " that gives one";
  return "";
}

/// Folds are complete within an issue, reduction dims are not; and what is
/// yielded has to be one value for each element.
std::string KernelChecker::checkDims() const {
  if (kernel.foldedDims() == 0)
    return "";
  if (llvm::is_contained(kernel.reduction, true))
    return "kernel folds beside a dim that no output names and no fold "
           "completes";
  llvm::SmallVector<DimSet> dims = kernel.valueDims();
  for (auto [o, value] : llvm::enumerate(kernel.yields))
    if (DimSet more = dims[value] & ~kernel.outputs[o].dims)
      return "yield " + std::to_string(o) + " depends on dim " +
             std::to_string(llvm::countr_zero(more)) +
             ", which the output does not name; fold along it";
  return "";
}

std::string KernelChecker::checkYields() const {
  if (kernel.yields.size() != kernel.outputs.size())
    return "kernel yields " + std::to_string(kernel.yields.size()) +
           " values, expected one per output (" +
           std::to_string(kernel.outputs.size()) + ")";
  int32_t limit = firstNode() + static_cast<int32_t>(kernel.nodes.size());
  for (auto [i, value] : llvm::enumerate(kernel.yields)) {
    std::string where = "yield " + std::to_string(i);
    std::string problem = checkRead(value, limit, where);
    if (!problem.empty())
      return problem;
    Format found = kernel.valueFormat(value);
    if (found != kernel.outputs[i].format)
      return where + " is " + formatName(found) + ", output " +
             std::to_string(i) + " is " + formatName(kernel.outputs[i].format);
  }
  return "";
}

/// A model takes elements and scales as they are stored; a plain one has none
/// of its own.
std::string KernelChecker::checkScales(const AccumulateModel &model,
                                       const MultiplyAccumulate &parts) const {
  if ((!parts.scales[0] && !parts.scales[1]) || model.isPlain())
    return "";
  std::optional<Format> formats[2];
  for (int s = 0; s < 2; ++s)
    if (parts.scales[s])
      formats[s] = kernel.valueFormat(*parts.scales[s]);
  if (model.stored() == Format::F64)
    return "scaled products are given in f64, expected at most f32";
  return model.checkScales(parts.formats[0], parts.formats[1], formats[0],
                           formats[1]);
}

std::string KernelChecker::checkAccumulate() const {
  if (!kernel.accumulate)
    return "";
  const AccumulateModel &model = *kernel.accumulate;
  std::string problem = model.check();
  if (!problem.empty())
    return "accumulate: " + problem;
  std::optional<MultiplyAccumulate> parts = multiplyAccumulate(kernel);
  if (!parts)
    return "accumulate needs a body that adds one product of floats to its one "
           "output, acc + x * y";
  if (kernel.outputs[0].format != model.stored())
    return "accumulate gives " + formatName(model.stored()) + ", output 0 is " +
           formatName(kernel.outputs[0].format);
  problem = model.checkOperands(parts->formats[0], parts->formats[1]);
  if (problem.empty())
    problem = checkScales(model, *parts);
  return problem.empty() ? "" : "accumulate: " + problem;
}

std::string KernelChecker::run() const {
  std::string problem = checkOperands();
  for (size_t i = 0; problem.empty() && i < kernel.nodes.size(); ++i) {
    problem = checkNodeOperands(i);
    if (problem.empty())
      problem = checkNodeFormats(i);
  }
  if (problem.empty())
    problem = checkYields();
  if (problem.empty())
    problem = checkDims();
  return problem.empty() ? checkAccumulate() : problem;
}

std::string Kernel::check() const { return KernelChecker(*this).run(); }

//===----------------------------------------------------------------------===//
// Multiply and accumulate
//===----------------------------------------------------------------------===//

/// Per value: whether it is made of output 0.
static std::vector<bool> readersOfOutput(const Kernel &kernel) {
  std::vector<bool> reads(kernel.inputs.size(), false);
  reads.push_back(true);
  for (const Node &node : kernel.nodes)
    reads.push_back(llvm::any_of(
        node.operands, [&](int32_t operand) { return reads[operand]; }));
  return reads;
}

bool ridge::sumsProducts(const Kernel &kernel) {
  return llvm::is_contained(kernel.reduction, true) &&
         llvm::any_of(kernel.nodes, [](const Node &node) {
           return node.op == ScalarOp::MulF || node.op == ScalarOp::MulI;
         });
}

std::optional<MultiplyAccumulate>
ridge::multiplyAccumulate(const Kernel &kernel) {
  int32_t output = static_cast<int32_t>(kernel.inputs.size());
  if (kernel.outputs.size() != 1 || !kernel.outputs[0].updated ||
      kernel.usesIndex() || kernel.yields[0] <= output)
    return std::nullopt;
  auto nodeOf = [&](int32_t v) { return &kernel.nodes[v - output - 1]; };
  const Node *add = nodeOf(kernel.yields[0]);
  if (add->op != ScalarOp::AddF)
    return std::nullopt;
  bool first = add->operands[0] == output;
  int32_t product = add->operands[first ? 1 : 0];
  if ((!first && add->operands[1] != output) || product <= output ||
      nodeOf(product)->op != ScalarOp::MulF)
    return std::nullopt;
  MultiplyAccumulate parts;
  std::vector<bool> readsOutput = readersOfOutput(kernel);
  for (int s = 0; s < 2; ++s) {
    int32_t value = nodeOf(product)->operands[s];
    parts.factors[s] = value;
    if (readsOutput[value])
      return std::nullopt;
    auto is = [&](ScalarOp op) {
      return value > output && nodeOf(value)->op == op;
    };
    while (is(ScalarOp::ExtF))
      value = nodeOf(value)->operands[0];
    if (is(ScalarOp::Dequantize)) {
      parts.scales[s] = nodeOf(value)->operands[1];
      value = nodeOf(value)->operands[0];
    }
    parts.elements[s] = value;
    parts.formats[s] = kernel.valueFormat(value);
  }
  return parts;
}
