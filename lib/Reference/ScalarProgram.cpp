//===- ScalarProgram.cpp - a body, ready to run ---------------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ScalarProgram.h"
#include "dialects/Ridge/RidgeDialect.h"
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

llvm::Expected<unsigned> ScalarProgram::addRegister(Value value) {
  std::optional<Format> format = formatOfValue(value.getType());
  if (!format)
    return errorAt(value.getLoc(), "a scalar has a type without a format");
  registers.emplace_back();
  registers.back().format = *format;
  used.push_back(false);
  numbers[value] = registers.size() - 1;
  return registers.size() - 1;
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
  ArrayPtr scalar = environment.find(value);
  if (!scalar || scalar->elements() != 1)
    return errorAt(user->getLoc(), "uses a value that is not a known scalar");
  llvm::Expected<unsigned> number = addRegister(value);
  if (!number)
    return number;
  load(registers[*number], scalar->bytes.data(), 0, maxLanes);
  return number;
}

llvm::Error ScalarProgram::addStep(Operation &op,
                                   const Environment &environment) {
  Step step;
  step.op = &op;
  step.name = op.getName().getStringRef();
  ValueRange operands = op.getOperands();
  if (auto constant = dyn_cast<arith::ConstantOp>(op)) {
    auto array = constantArray(constant.getValue(), constant.getType(),
                               constant.getLoc());
    if (!array)
      return array.takeError();
    llvm::Expected<unsigned> number = addRegister(constant.getResult());
    if (!number)
      return number.takeError();
    load(registers[*number], (*array)->bytes.data(), 0, maxLanes);
    return llvm::Error::success();
  }
  if (auto extract = dyn_cast<tensor::ExtractOp>(op)) {
    step.kind = StepKind::Extract;
    step.tensor = environment.find(extract.getTensor());
    operands = extract.getIndices();
    if (!step.tensor)
      return errorAt(op.getLoc(), "reads a tensor that is not known");
  } else if (isa<cf::AssertOp>(op)) {
    step.kind = StepKind::Assert;
  } else if (isa<linalg::IndexOp, IndexOp>(op)) {
    step.kind = StepKind::Position;
    step.attribute = op.getAttrOfType<IntegerAttr>("dim").getInt();
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
  if (step.kind == StepKind::Scalar) {
    FailureOr<int64_t> attribute = nodeAttribute(op);
    if (failed(attribute))
      return errorAt(op.getLoc(), "has an attribute without a meaning");
    step.attribute = *attribute;
    // With a rounding of its own, a truncation is a cast.
    bool isCast = step.name == "arith.truncf" && step.attribute != 0;
    if (op.getNumResults() == 1 && !step.operands.empty())
      step.kernel = findKernel(isCast ? "ridge.cast" : step.name,
                               registers[step.operands[0]].format,
                               registers[step.result].format);
    if (!step.kernel)
      return errorAt(op.getLoc(),
                     "'" + step.name + "' has no meaning for the interpreter");
  }
  steps.push_back(std::move(step));
  return llvm::Error::success();
}

llvm::Error ScalarProgram::addYields(Operation &op,
                                     const Environment &environment) {
  for (Value value : op.getOperands()) {
    llvm::Expected<unsigned> number = registerOf(value, &op, environment);
    if (!number)
      return number.takeError();
    yields.push_back(*number);
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
  for (Operation &op : body) {
    llvm::Error error = op.hasTrait<OpTrait::IsTerminator>()
                            ? program.addYields(op, environment)
                            : program.addStep(op, environment);
    if (error)
      return error;
  }
  return program;
}

//===----------------------------------------------------------------------===//
// Run
//===----------------------------------------------------------------------===//

llvm::Error ScalarProgram::runExtract(const Step &step, unsigned count) {
  const Array &tensor = *step.tensor;
  SmallVector<int64_t> strides = byteStrides(tensor);
  Lanes element;
  element.format = tensor.format;
  size_t size = isSingle(tensor.format) ? sizeof(float) : sizeof(int64_t);
  Lanes &result = registers[step.result];
  for (unsigned i = 0; i < count; ++i) {
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
    if (!condition[i])
      return errorAt(step.op->getLoc(),
                     "assertion failed: " +
                         cast<cf::AssertOp>(step.op).getMsg());
  return llvm::Error::success();
}

llvm::Error ScalarProgram::run(ArrayRef<int64_t> position, unsigned dim,
                               unsigned count) {
  for (const Step &step : steps) {
    Lanes &result = registers[step.result];
    if (step.kind == StepKind::Scalar) {
      SmallVector<const Lanes *, 3> operands;
      for (unsigned number : step.operands)
        operands.push_back(&registers[number]);
      step.kernel(result, operands, step.attribute, count);
      roundLanes(result, count);
    } else if (step.kind == StepKind::Position) {
      bool along = static_cast<unsigned>(step.attribute) == dim;
      for (unsigned i = 0; i < count; ++i)
        result.as<int64_t>()[i] = position[step.attribute] + (along ? i : 0);
    } else if (llvm::Error error = step.kind == StepKind::Extract
                                       ? runExtract(step, count)
                                       : runAssert(step, count)) {
      return error;
    }
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
    if (!isWidening(step->op))
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
