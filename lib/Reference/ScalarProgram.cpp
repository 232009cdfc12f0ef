//===- ScalarProgram.cpp - a body, ready to run ---------------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ScalarProgram.h"
#include "AffineValues.h"
#include "dialects/Ridge/RidgeDialect.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/ControlFlow/IR/ControlFlowOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "ridge/Target/NodeAttribute.h"

using namespace mlir;
using namespace ridge;
using namespace ridge::reference;

//===----------------------------------------------------------------------===//
// Compile
//===----------------------------------------------------------------------===//

unsigned ScalarProgram::addRegister(Format format) {
  registers.emplace_back();
  registers.back().format = format;
  used.push_back(false);
  constant.push_back(false);
  return registers.size() - 1;
}

llvm::Expected<unsigned> ScalarProgram::addRegister(Value value) {
  std::optional<Format> format = formatOfValue(value.getType());
  if (!format)
    return errorAt(value.getLoc(), "a scalar has a type without a format");
  return numbers[value] = addRegister(*format);
}

llvm::Error ScalarProgram::addConstant(Value value, const Array &scalar) {
  llvm::Expected<unsigned> number = addRegister(value);
  if (!number)
    return number.takeError();
  load(registers[*number], scalar.bytes.data(), 0, maxLanes);
  constant[*number] = true;
  return llvm::Error::success();
}

/// Computed from constants alone: the compiler may fold it.
static bool followsFromConstants(Value value) {
  Operation *op = value.getDefiningOp();
  return op && op->getNumRegions() == 0 &&
         llvm::all_of(op->getOperands(), followsFromConstants);
}

/// Values from outside, constants among them, are the same at all points.
llvm::Expected<unsigned>
ScalarProgram::registerOf(Value value, Operation *user,
                          const Environment &environment) {
  auto known = numbers.find(value);
  if (known != numbers.end()) {
    used[known->second] = true;
    return known->second;
  }
  Tensor scalar = environment.findTensor(value);
  if (!scalar.values || scalar.values->elements() != 1)
    return errorAt(user->getLoc(), "uses a value that is not a known scalar");
  if (llvm::Error error = addConstant(value, *scalar.values))
    return error;
  unsigned number = numbers[value];
  constant[number] = followsFromConstants(value);
  if (scalar.deviations)
    captured.push_back({number, *deviationsOf(*scalar.deviations)});
  return number;
}

/// An operation of arith or math; its operands have their registers.
llvm::Error ScalarProgram::addScalarStep(Step step, Operation &op) {
  FailureOr<int64_t> attribute = nodeAttribute(op);
  if (failed(attribute))
    return errorAt(op.getLoc(), "has an attribute without a meaning");
  step.attribute = *attribute;
  // With a rounding of its own, a truncation is a cast.
  if (step.name == "arith.truncf" && step.attribute != 0)
    step.name = "ridge.cast";
  if (op.getNumResults() == 1 && !step.operands.empty()) {
    Format operand = registers[step.operands[0]].format,
           result = registers[step.result].format;
    step.kernel = findKernel(step.name, operand, result);
    step.rule = findDeviationRule(step.name, operand, result);
  }
  if (!step.kernel)
    return errorAt(op.getLoc(), "'" + op.getName().getStringRef() +
                                    "' has no meaning for the interpreter");
  constant[step.result] = llvm::all_of(
      step.operands, [&](unsigned operand) { return constant[operand]; });
  steps.push_back(std::move(step));
  return llvm::Error::success();
}

unsigned ScalarProgram::addNamedStep(llvm::StringRef name,
                                     ArrayRef<unsigned> operands,
                                     Format format) {
  Step step;
  step.name = name;
  step.operands.assign(operands.begin(), operands.end());
  step.result = addRegister(format);
  Format operand = registers[operands[0]].format;
  step.kernel = findKernel(name, operand, format);
  step.rule = findDeviationRule(name, operand, format);
  for (unsigned number : operands)
    used[number] = true;
  steps.push_back(std::move(step));
  return steps.back().result;
}

/// Both sides, each under its guard, and a choice for each result.
llvm::Error ScalarProgram::addConditional(scf::IfOp op,
                                          const Environment &environment) {
  llvm::Expected<unsigned> condition =
      registerOf(op.getCondition(), op, environment);
  if (!condition)
    return condition.takeError();
  std::optional<unsigned> outside = guard;
  auto under = [&](unsigned side) {
    return outside ? addNamedStep("arith.andi", {*outside, side}, Format::I1)
                   : side;
  };
  SmallVector<unsigned> results[2];
  guard = under(*condition);
  if (llvm::Error error = addBlock(*op.thenBlock(), environment, results[0]))
    return error;
  if (Block *otherwise = op.elseBlock()) {
    unsigned zero = addRegister(Format::I1);
    std::fill_n(registers[zero].as<int64_t>(), maxLanes, 0);
    constant[zero] = true;
    unsigned one = addRegister(Format::I1);
    std::fill_n(registers[one].as<int64_t>(), maxLanes, 1);
    guard = under(
        addNamedStep("arith.select", {*condition, zero, one}, Format::I1));
    if (llvm::Error error = addBlock(*otherwise, environment, results[1]))
      return error;
  }
  guard = outside;
  for (auto [value, then, otherwise] :
       llvm::zip(op.getResults(), results[0], results[1]))
    numbers[value] = addNamedStep("arith.select", {*condition, then, otherwise},
                                  registers[then].format);
  return llvm::Error::success();
}

/// Shapes are static.
llvm::Error ScalarProgram::addDim(tensor::DimOp op,
                                  const Environment &environment) {
  llvm::Expected<unsigned> index = registerOf(op.getIndex(), op, environment);
  if (!index)
    return index.takeError();
  ArrayPtr tensor = environment.find(op.getSource());
  int64_t dim = registers[*index].as<int64_t>()[0];
  if (!tensor || !constant[*index] || dim < 0 ||
      dim >= static_cast<int64_t>(tensor->shape.size()))
    return errorAt(op.getLoc(), "asks for a dim that is not known");
  Array extent;
  extent.format = Format::I64;
  extent.bytes.resize(sizeof(int64_t));
  encodeInteger(Format::I64, tensor->shape[dim], extent.bytes.data());
  return addConstant(op.getResult(), extent);
}

llvm::Error ScalarProgram::addStep(Operation &op,
                                   const Environment &environment) {
  if (auto value = dyn_cast<arith::ConstantOp>(op)) {
    auto array =
        constantArray(value.getValue(), value.getType(), value.getLoc());
    if (!array)
      return array.takeError();
    return addConstant(value.getResult(), **array);
  }
  if (auto conditional = dyn_cast<scf::IfOp>(op))
    return addConditional(conditional, environment);
  if (auto dim = dyn_cast<tensor::DimOp>(op))
    return addDim(dim, environment);

  Step step;
  step.op = &op;
  step.name = op.getName().getStringRef();
  step.guard = guard;
  ValueRange operands = op.getOperands();
  if (auto extract = dyn_cast<tensor::ExtractOp>(op)) {
    step.kind = StepKind::Extract;
    step.tensor = environment.findTensor(extract.getTensor());
    operands = extract.getIndices();
    if (!step.tensor.values)
      return errorAt(op.getLoc(), "reads a tensor that is not known");
  } else if (isa<cf::AssertOp>(op)) {
    step.kind = StepKind::Assert;
  } else if (isa<linalg::IndexOp, IndexOp>(op)) {
    step.kind = StepKind::Position;
    step.attribute = op.getAttrOfType<IntegerAttr>("dim").getInt();
  } else if (isa<affine::AffineApplyOp, affine::AffineMinOp,
                 affine::AffineMaxOp>(op)) {
    step.kind = StepKind::Affine;
  }

  for (Value operand : operands) {
    llvm::Expected<unsigned> number = registerOf(operand, &op, environment);
    if (!number)
      return number.takeError();
    step.operands.push_back(*number);
  }
  if (op.getNumResults() == 1) {
    llvm::Expected<unsigned> number = addRegister(op.getResult(0));
    if (!number)
      return number.takeError();
    step.result = *number;
  }
  if (step.kind == StepKind::Scalar)
    return addScalarStep(std::move(step), op);
  constant[step.result] = step.kind == StepKind::Affine &&
                          llvm::all_of(step.operands, [&](unsigned operand) {
                            return constant[operand];
                          });
  steps.push_back(std::move(step));
  return llvm::Error::success();
}

llvm::Error ScalarProgram::addBlock(Block &block,
                                    const Environment &environment,
                                    SmallVectorImpl<unsigned> &results) {
  for (Operation &op : block) {
    if (!op.hasTrait<OpTrait::IsTerminator>()) {
      if (llvm::Error error = addStep(op, environment))
        return error;
      continue;
    }
    for (Value value : op.getOperands()) {
      llvm::Expected<unsigned> number = registerOf(value, &op, environment);
      if (!number)
        return number.takeError();
      results.push_back(*number);
    }
  }
  return llvm::Error::success();
}

llvm::Expected<ScalarProgram>
ScalarProgram::compile(Block &body, const Environment &environment) {
  ScalarProgram program;
  for (BlockArgument argument : body.getArguments()) {
    llvm::Expected<unsigned> number = program.addRegister(argument);
    if (!number)
      return number.takeError();
  }
  program.arguments = body.getNumArguments();
  if (llvm::Error error = program.addBlock(body, environment, program.yields))
    return error;
  return program;
}

llvm::Expected<ScalarProgram> ScalarProgram::compile(Operation &op) {
  ScalarProgram program;
  Step step;
  step.op = &op;
  step.name = op.getName().getStringRef();
  for (Value operand : op.getOperands()) {
    std::optional<Format> format = formatOfValue(operand.getType());
    if (!format)
      return errorAt(op.getLoc(), "an operand has a type without a format");
    // What stands twice is one number.
    auto [known, isNew] =
        program.numbers.try_emplace(operand, program.addRegister(*format));
    program.used[known->second] = true;
    program.constant[known->second] = followsFromConstants(operand);
    step.operands.push_back(known->second);
  }
  program.arguments = op.getNumOperands();
  llvm::Expected<unsigned> result = program.addRegister(op.getResult(0));
  if (!result)
    return result.takeError();
  step.result = *result;
  program.yields.push_back(*result);
  if (llvm::Error error = program.addScalarStep(std::move(step), op))
    return error;
  return program;
}

//===----------------------------------------------------------------------===//
// Run
//===----------------------------------------------------------------------===//

bool ScalarProgram::isGuarded(const Step &step, unsigned lane) const {
  return step.guard && !registers[*step.guard].as<int64_t>()[lane];
}

llvm::Error ScalarProgram::runExtract(const Step &step, unsigned count) {
  const Array &tensor = *step.tensor.values;
  SmallVector<int64_t> strides = byteStrides(tensor);
  Lanes element;
  element.format = tensor.format;
  size_t size = isSingle(tensor.format) ? sizeof(float) : sizeof(int64_t);
  Lanes &result = registers[step.result];
  for (unsigned i = 0; i < count; ++i) {
    if (isGuarded(step, i)) {
      std::memset(result.storage + i * size, 0, size);
      continue;
    }
    int64_t offset = 0;
    for (auto [dim, number] : llvm::enumerate(step.operands)) {
      int64_t index = registers[number].as<int64_t>()[i];
      if (index < 0 || index >= tensor.shape[dim])
        return errorAt(step.op->getLoc(),
                       "index " + llvm::Twine(index) + " is outside dim " +
                           llvm::Twine(dim) + " of " +
                           llvm::Twine(tensor.shape[dim]) + " elements");
      offset += index * strides[dim];
    }
    load(element, tensor.bytes.data() + offset, 0, 1);
    std::memcpy(result.storage + i * size, element.storage, size);
  }
  return llvm::Error::success();
}

llvm::Error ScalarProgram::runAssert(const Step &step, unsigned count) {
  const auto *condition = registers[step.operands[0]].as<int64_t>();
  for (unsigned i = 0; i < count; ++i)
    if (!condition[i] && !isGuarded(step, i))
      return errorAt(step.op->getLoc(),
                     "assertion failed: " +
                         cast<cf::AssertOp>(step.op).getMsg());
  return llvm::Error::success();
}

/// The map's one result, or the least or greatest of all.
void ScalarProgram::runAffine(const Step &step, unsigned count) {
  AffineMap map = cast<AffineMapAttr>(step.op->getAttr("map")).getValue();
  bool isLeast = isa<affine::AffineMinOp>(step.op);
  SmallVector<int64_t> operands(step.operands.size());
  for (unsigned i = 0; i < count; ++i) {
    for (auto [value, number] : llvm::zip(operands, step.operands))
      value = registers[number].as<int64_t>()[i];
    SmallVector<int64_t> results = evaluateMap(map, operands);
    registers[step.result].as<int64_t>()[i] =
        isLeast ? *llvm::min_element(results) : *llvm::max_element(results);
  }
}

llvm::Error ScalarProgram::runStep(const Step &step, ArrayRef<int64_t> position,
                                   unsigned dim, unsigned count) {
  switch (step.kind) {
  case StepKind::Scalar: {
    Lanes &result = registers[step.result];
    SmallVector<const Lanes *, 3> operands;
    for (unsigned number : step.operands)
      operands.push_back(&registers[number]);
    step.kernel(result, operands, step.attribute, count);
    roundLanes(result, count);
    return llvm::Error::success();
  }
  case StepKind::Position: {
    bool along = static_cast<unsigned>(step.attribute) == dim;
    for (unsigned i = 0; i < count; ++i)
      registers[step.result].as<int64_t>()[i] =
          position[step.attribute] + (along ? i : 0);
    return llvm::Error::success();
  }
  case StepKind::Affine:
    runAffine(step, count);
    return llvm::Error::success();
  case StepKind::Extract:
    return runExtract(step, count);
  case StepKind::Assert:
    return runAssert(step, count);
  }
  llvm_unreachable("every kind has a case");
}

llvm::Error ScalarProgram::run(ArrayRef<int64_t> position, unsigned dim,
                               unsigned count) {
  for (const Step &step : steps) {
    if (llvm::Error error = runStep(step, position, dim, count))
      return error;
    if (tracks)
      deviate(step, count);
  }
  return llvm::Error::success();
}

//===----------------------------------------------------------------------===//
// Products
//===----------------------------------------------------------------------===//

const ScalarProgram::Step *ScalarProgram::stepThatGives(unsigned number) const {
  for (const Step &step : steps)
    if (step.result == number && step.kind == StepKind::Scalar)
      return &step;
  return nullptr;
}

std::optional<unsigned> ScalarProgram::widened(unsigned number) const {
  while (const Step *step = stepThatGives(number)) {
    if (!step->op || !isWidening(step->op))
      return std::nullopt;
    // Sign and width of integer operands stay visible to Product: it reads the
    // argument as signed.
    if (step->name == "arith.extui")
      return std::nullopt;
    number = step->operands[0];
  }
  return number;
}

/// `product` is the format that the factor is multiplied in.
std::optional<ProductFactor> ScalarProgram::factor(unsigned number,
                                                   Format product) const {
  std::optional<unsigned> zero;
  const Step *step = stepThatGives(number);
  // Widened after it has wrapped a difference would be another one.
  if (step && step->name == "arith.subi" &&
      registers[number].format == product) {
    zero = widened(step->operands[1]);
    bool isComputed =
        zero && llvm::any_of(steps, [&](const Step &other) {
          return other.kind != StepKind::Assert && other.result == *zero;
        });
    if (!zero || isComputed || *zero == arguments - 1)
      return std::nullopt;
    number = step->operands[0];
  }
  std::optional<unsigned> argument = widened(number);
  // The last argument is the accumulator.
  if (!argument || *argument + 1 >= arguments)
    return std::nullopt;
  return ProductFactor{*argument, zero};
}

std::optional<ProductBody> ScalarProgram::asProduct() const {
  const Step *sum = yields.size() == 1 ? stepThatGives(yields[0]) : nullptr;
  if (!sum || (sum->name != "arith.addf" && sum->name != "arith.addi"))
    return std::nullopt;
  for (unsigned side : {0u, 1u}) {
    unsigned accumulator = sum->operands[side];
    const Step *product = stepThatGives(sum->operands[1 - side]);
    if (accumulator != arguments - 1 || !product ||
        (product->name != "arith.mulf" && product->name != "arith.muli"))
      continue;
    Format format = registers[product->result].format;
    std::optional<ProductFactor> a = factor(product->operands[0], format);
    std::optional<ProductFactor> b = factor(product->operands[1], format);
    if (a && b)
      return ProductBody{*a, *b, accumulator};
  }
  return std::nullopt;
}
