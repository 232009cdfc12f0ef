//===- KernelFromRegion.cpp - scalar bodies become kernels ----------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Walks a body in order and gives each needed result a node. Constants and
/// positions become nodes where they are first used.
///
//===----------------------------------------------------------------------===//

#include "ridge/Target/KernelFromRegion.h"
#include "dialects/Ridge/RidgeDialect.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/Matchers.h"
#include "mlir/IR/Operation.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "ridge/Target/NodeAttribute.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"

using namespace mlir;
using namespace ridge;

/// Inside a body `index` is a 64-bit integer.
static std::optional<Format> scalarFormat(Type type) {
  if (type.isIndex())
    return Format::I64;
  return formatOf(type);
}

static bool isPosition(Operation *op) {
  StringRef name = op->getName().getStringRef();
  return name == "linalg.index" || name == "ridge.index";
}

static bool isIndexCast(Operation *op) {
  StringRef name = op->getName().getStringRef();
  return name == "arith.index_cast" || name == "arith.index_castui";
}

/// Operations that a yielded value depends on. The rest has no meaning.
static llvm::DenseSet<Operation *> findLive(Block &block) {
  llvm::DenseSet<Operation *> live;
  for (Operation &op : llvm::reverse(block)) {
    bool used = llvm::any_of(
        op.getUsers(), [&](Operation *user) { return live.contains(user); });
    if (used || op.hasTrait<OpTrait::IsTerminator>() ||
        !isMemoryEffectFree(&op))
      live.insert(&op);
  }
  return live;
}

namespace {
class KernelBuilder {
public:
  KernelBuilder(Region &body, Kernel &kernel, SmallVectorImpl<size_t> *literals)
      : body(body), kernel(kernel), literals(literals) {}

  LogicalResult build(function_ref<InFlightDiagnostic()> emitError);

private:
  LogicalResult bindArguments(function_ref<InFlightDiagnostic()> emitError);
  LogicalResult addOperation(Operation &op);
  LogicalResult addIndexCast(Operation &op);
  LogicalResult addFold(FoldOp op);
  LogicalResult addYields(Operation &op);
  /// The number of `value`; makes constants and positions on first use.
  FailureOr<int32_t> use(Value value, Operation &user);
  FailureOr<int32_t> addConstant(Value value, Attribute attribute,
                                 Operation &user);
  LogicalResult setConstant(Node &node, Attribute attribute, Operation &user);
  FailureOr<int32_t> addPosition(Operation &position, Format format);
  int32_t add(Node node);

  Region &body;
  Kernel &kernel;
  SmallVectorImpl<size_t> *literals; ///< May be null.
  llvm::DenseMap<Value, int32_t> numbers;
};
} // namespace

int32_t KernelBuilder::add(Node node) {
  kernel.nodes.push_back(std::move(node));
  return kernel.inputs.size() + kernel.outputs.size() + kernel.nodes.size() - 1;
}

LogicalResult
KernelBuilder::bindArguments(function_ref<InFlightDiagnostic()> emitError) {
  SmallVector<KernelOperand> operands(kernel.inputs.begin(),
                                      kernel.inputs.end());
  llvm::append_range(operands, kernel.outputs);
  bool anyUpdate =
      llvm::any_of(kernel.outputs,
                   [](const KernelOperand &output) { return output.updated; });

  unsigned found = body.getNumArguments();
  bool withoutOutputs = !anyUpdate && found == kernel.inputs.size();
  if (found != operands.size() && !withoutOutputs)
    return emitError() << "body has " << found << " arguments, expected "
                       << operands.size() << ": one for each operand";

  for (BlockArgument argument : body.getArguments()) {
    Format format = operands[argument.getArgNumber()].format;
    if (formatOf(argument.getType()) != format)
      return emitError() << "body argument " << argument.getArgNumber()
                         << " is " << argument.getType() << ", its operand is "
                         << formatName(format);
    numbers[argument] = argument.getArgNumber();
  }
  return success();
}

FailureOr<int32_t> KernelBuilder::addPosition(Operation &position,
                                              Format format) {
  auto dim = position.getAttrOfType<IntegerAttr>("dim");
  if (!dim || dim.getInt() < 0 || dim.getInt() >= kernel.numDims())
    return position.emitError("reads the position along a dim that the "
                              "iteration space of ")
           << kernel.numDims() << " dims does not have";
  Node node;
  node.op = ScalarOp::Index;
  node.format = format;
  node.attribute = dim.getInt();
  return add(std::move(node));
}

/// The value of the attribute, in its format.
LogicalResult KernelBuilder::setConstant(Node &node, Attribute attribute,
                                         Operation &user) {
  auto typed = dyn_cast<TypedAttr>(attribute);
  std::optional<Format> format =
      typed ? scalarFormat(typed.getType()) : std::nullopt;
  if (format && isa<FloatAttr>(attribute)) {
    node.floatValue = cast<FloatAttr>(attribute).getValueAsDouble();
  } else if (format && isa<IntegerAttr>(attribute)) {
    APInt integer = cast<IntegerAttr>(attribute).getValue();
    // Numerics reads i1 as 0 or 1, wider integers as signed.
    node.intValue = *format == Format::I1
                        ? static_cast<int64_t>(integer.getZExtValue())
                        : integer.getSExtValue();
  } else {
    return user.emitError("uses a constant ")
           << attribute << ", expected a scalar of a known format";
  }
  node.format = *format;
  return success();
}

FailureOr<int32_t> KernelBuilder::addConstant(Value value, Attribute attribute,
                                              Operation &user) {
  Node node;
  node.op = ScalarOp::Constant;
  if (failed(setConstant(node, attribute, user)))
    return failure();
  auto literal = value.getDefiningOp<LiteralOp>();
  if (literal && literals)
    literals->push_back(kernel.nodes.size());
  return add(std::move(node));
}

FailureOr<int32_t> KernelBuilder::use(Value value, Operation &user) {
  auto known = numbers.find(value);
  if (known != numbers.end())
    return known->second;

  FailureOr<int32_t> number = failure();
  Attribute constant;
  Operation *definition = value.getDefiningOp();
  if (auto literal = dyn_cast_or_null<LiteralOp>(definition))
    number = addConstant(value, literal.getValue(), user);
  else if (matchPattern(value, m_Constant(&constant)))
    number = addConstant(value, constant, user);
  else if (definition && isPosition(definition))
    number = addPosition(*definition, *scalarFormat(value.getType()));
  else
    return user.emitError("uses a value from outside its body that is not a "
                          "constant; make it an operand");
  if (succeeded(number))
    numbers[value] = *number;
  return number;
}

LogicalResult KernelBuilder::addIndexCast(Operation &op) {
  Value source = op.getOperand(0);
  std::optional<Format> from = scalarFormat(source.getType());
  std::optional<Format> to = scalarFormat(op.getResult(0).getType());
  if (!from || !to)
    return op.emitError("casts between ")
           << source.getType() << " and " << op.getResult(0).getType()
           << ", expected scalars of a known format";

  Operation *definition = source.getDefiningOp();
  FailureOr<int32_t> number = failure();
  if (definition && isPosition(definition))
    number = addPosition(*definition, *to);
  else
    number = use(source, op);
  if (failed(number))
    return failure();

  bool done = definition && isPosition(definition);
  if (!done && *from != *to) {
    bool isSigned = op.getName().getStringRef() == "arith.index_cast";
    bool narrows = formatInfo(*from).bits > formatInfo(*to).bits;
    Node node;
    node.op = narrows    ? ScalarOp::TruncI
              : isSigned ? ScalarOp::ExtSI
                         : ScalarOp::ExtUI;
    node.format = *to;
    node.operands = {*number};
    number = add(std::move(node));
  }
  numbers[op.getResult(0)] = *number;
  return success();
}

/// ridge.fold: the node's constant is what it starts from.
LogicalResult KernelBuilder::addFold(FoldOp op) {
  FailureOr<int32_t> number = use(op.getValue(), *op);
  if (failed(number))
    return failure();
  Node node;
  node.op = ScalarOp::Fold;
  node.operands = {*number};
  if (failed(setConstant(node, op.getInit(), *op)))
    return failure();
  FoldRule rule{*parseScalarOp(op.getJoins())};
  for (int64_t dim : op.getDims()) {
    if (dim >= kernel.numDims())
      return op.emitError("folds along dim ")
             << dim << ", the iteration space has " << kernel.numDims();
    rule.dims |= DimSet(1) << dim;
  }
  node.attribute = rule.pack();
  numbers[op.getResult()] = add(std::move(node));
  return success();
}

/// What matches and counts products knows no other.
std::optional<ScalarOp> ridge::scalarOpOf(Operation &op) {
  if (isa<CastOp>(op) && isWidening(&op))
    return ScalarOp::ExtF;
  return parseScalarOp(op.getName().getStringRef());
}

/// Kernels round to nearest even, so a body may not ask for anything else.
static bool roundsToNearestEven(Operation &op) {
  auto mode = op.getAttrOfType<IntegerAttr>("roundingmode");
  return !mode || mode.getInt() == 0;
}

LogicalResult KernelBuilder::addOperation(Operation &op) {
  if (isIndexCast(&op))
    return addIndexCast(op);
  if (auto fold = dyn_cast<FoldOp>(op))
    return addFold(fold);

  StringRef name = op.getName().getStringRef();
  std::optional<ScalarOp> scalar = scalarOpOf(op);
  if (!scalar || op.getNumResults() != 1 || op.getNumRegions() != 0 ||
      op.getNumOperands() != scalarOpOperands(*scalar))
    return op.emitError("'") << name
                             << "' cannot be part of a body; expected scalar "
                                "arith or math operations";
  std::optional<Format> format = scalarFormat(op.getResult(0).getType());
  if (!format)
    return op.emitError("'") << name << "' gives " << op.getResult(0).getType()
                             << ", expected a scalar of a known format";
  if (!roundsToNearestEven(op))
    return op.emitError("'") << name
                             << "' asks for a rounding mode other than "
                                "to nearest even";

  Node node;
  node.op = *scalar;
  node.format = *format;
  for (Value operand : op.getOperands()) {
    FailureOr<int32_t> number = use(operand, op);
    if (failed(number))
      return failure();
    node.operands.push_back(*number);
  }
  FailureOr<int64_t> attribute = nodeAttribute(op);
  if (failed(attribute))
    return failure();
  node.attribute = *scalar == ScalarOp::ExtF ? 0 : *attribute;
  numbers[op.getResult(0)] = add(std::move(node));
  return success();
}

LogicalResult KernelBuilder::addYields(Operation &op) {
  if (op.getNumOperands() != kernel.outputs.size())
    return op.emitError("yields ")
           << op.getNumOperands() << " values, expected "
           << kernel.outputs.size();
  for (auto [value, output] : llvm::zip(op.getOperands(), kernel.outputs)) {
    if (formatOf(value.getType()) != output.format)
      return op.emitError("yields ") << value.getType() << ", the output is "
                                     << formatName(output.format);
    FailureOr<int32_t> number = use(value, op);
    if (failed(number))
      return failure();
    kernel.yields.push_back(*number);
  }
  return success();
}

LogicalResult
KernelBuilder::build(function_ref<InFlightDiagnostic()> emitError) {
  if (!body.hasOneBlock() || body.front().empty() ||
      !body.front().back().hasTrait<OpTrait::IsTerminator>())
    return emitError() << "body is not one block that ends in a yield";
  if (failed(bindArguments(emitError)))
    return failure();

  Block &block = body.front();
  llvm::DenseSet<Operation *> live = findLive(block);
  for (Operation &op : block.without_terminator()) {
    // Constants and positions wait for their first use.
    bool onDemand = op.hasTrait<OpTrait::ConstantLike>() ||
                    isa<LiteralOp>(op) || isPosition(&op);
    if (onDemand || !live.contains(&op))
      continue;
    if (failed(addOperation(op)))
      return failure();
  }
  if (failed(addYields(block.back())))
    return failure();

  std::string problem = kernel.check();
  if (!problem.empty())
    return emitError() << "body is not a kernel: " << problem;
  return success();
}

FailureOr<Kernel>
ridge::kernelFromRegion(Region &body, ArrayRef<KernelOperand> inputs,
                        ArrayRef<KernelOperand> outputs,
                        ArrayRef<bool> reduction,
                        function_ref<InFlightDiagnostic()> emitError,
                        SmallVectorImpl<size_t> *literals) {
  Kernel kernel;
  kernel.inputs.assign(inputs.begin(), inputs.end());
  kernel.outputs.assign(outputs.begin(), outputs.end());
  kernel.reduction.assign(reduction.begin(), reduction.end());
  if (failed(KernelBuilder(body, kernel, literals).build(emitError)))
    return failure();
  return kernel;
}
