//===- Interpreter.cpp - values of a model, straight from its IR ----------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ridge/Reference/Interpreter.h"
#include "FunctionRunner.h"
#include "Gather.h"
#include "Quantized.h"
#include "Relayout.h"
#include "Views.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/ControlFlow/IR/ControlFlowOps.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/SymbolTable.h"

using namespace mlir;
using namespace ridge;
using namespace ridge::reference;

llvm::Expected<Tensor> FunctionRunner::get(Value value, Operation &user) {
  Tensor tensor = environment.findTensor(value);
  if (!tensor.values)
    return errorAt(user.getLoc(), "reads a value that is not known");
  return tensor;
}

//===----------------------------------------------------------------------===//
// Functions
//===----------------------------------------------------------------------===//

/// Upstream says what a softmax is: max, subtract, exp, sum and divide. The
/// parts live in a module of their own, and their values in a runner of theirs.
llvm::Error FunctionRunner::runSoftmax(linalg::SoftmaxOp op) {
  FunctionRunner parts(environment.longestSums());
  for (Value operand : op->getOperands()) {
    auto array = get(operand, *op);
    if (!array)
      return array.takeError();
    parts.environment.set(operand, *array);
  }
  OwningOpRef<ModuleOp> module = ModuleOp::create(op.getLoc());
  OpBuilder builder = OpBuilder::atBlockEnd(module->getBody());
  auto copy = cast<linalg::SoftmaxOp>(builder.clone(*op));
  FailureOr<SmallVector<Value>> results = copy.decomposeOperation(builder);
  if (failed(results))
    return errorAt(op.getLoc(), "a softmax that does not decompose");
  copy.erase();
  for (Operation &part : *module->getBody())
    if (llvm::Error error = parts.runOperation(part))
      return error;
  environment.set(op.getResult().front(),
                  parts.environment.findTensor((*results)[0]));
  return llvm::Error::success();
}

/// A group only says how its operations share loops.
llvm::Error FunctionRunner::runGroup(GroupOp group) {
  std::vector<Tensor> results;
  if (llvm::Error error = runBlock(group.getBody().front(), results))
    return error;
  for (auto [value, array] : llvm::zip(group.getResults(), results))
    environment.set(value, array);
  return llvm::Error::success();
}

llvm::Error FunctionRunner::runCall(func::CallOp call) {
  auto callee = SymbolTable::lookupNearestSymbolFrom<func::FuncOp>(
      call, call.getCalleeAttr());
  if (!callee || callee.isExternal())
    return errorAt(call.getLoc(), "calls a function that has no body");
  // There is no control flow that could end it.
  if (isRunning(callee))
    return errorAt(call.getLoc(), "calls a function that calls itself");
  return runFunction(*call, callee);
}

/// The operation's results are those of the function on its operands.
llvm::Error FunctionRunner::runFunction(Operation &op, func::FuncOp function) {
  std::vector<Tensor> arguments;
  for (Value operand : op.getOperands()) {
    auto array = get(operand, op);
    if (!array)
      return array.takeError();
    arguments.push_back(*array);
  }
  FunctionRunner callee(environment.longestSums(), this);
  auto results = callee.run(function, arguments);
  if (!results)
    return results.takeError();
  for (auto [value, array] : llvm::zip(op.getResults(), *results))
    environment.set(value, array);
  return llvm::Error::success();
}

llvm::Error FunctionRunner::runOperation(Operation &op) {
  if (func::FuncOp function = replacements.lookup(&op))
    return runFunction(op, function);
  bool handled = false;
  if (llvm::Error error = runView(op, environment, handled))
    return error;
  if (!handled)
    if (llvm::Error error = runRelayout(op, environment, handled))
      return error;
  if (handled)
    return llvm::Error::success();
  if (auto linalgOp = dyn_cast<linalg::LinalgOp>(op))
    return runLinalg(linalgOp);
  if (auto contract = dyn_cast<ContractOp>(op))
    return runContract(contract);
  if (auto structured = dyn_cast<StructuredOpInterface>(op))
    return runStructured(structured);
  if (auto gather = dyn_cast<GatherOp>(op))
    return runGather(gather, environment);
  if (auto softmax = dyn_cast<linalg::SoftmaxOp>(op))
    return runSoftmax(softmax);
  if (auto group = dyn_cast<GroupOp>(op))
    return runGroup(group);
  if (auto call = dyn_cast<func::CallOp>(op))
    return runCall(call);
  if (auto dequantize = dyn_cast<quant::DequantizeCastOp>(op))
    return runDequantize(dequantize, environment);
  return runOther(op);
}

/// What stands between operations on tensors.
llvm::Error FunctionRunner::runOther(Operation &op) {
  // The bits stay as they are.
  if (auto storage = dyn_cast<quant::StorageCastOp>(op)) {
    auto tensor = get(storage.getInput(), op);
    if (!tensor)
      return tensor.takeError();
    environment.set(storage.getResult(), *tensor);
    return llvm::Error::success();
  }
  if (auto extraction = dyn_cast<tensor::ExtractOp>(op))
    return runExtract(op, extraction.getTensor(), extraction.getIndices());
  if (auto dim = dyn_cast<tensor::DimOp>(op))
    return runDim(dim);
  if (isa<affine::AffineApplyOp, affine::AffineMinOp, affine::AffineMaxOp>(op))
    return runAffine(op);
  if (auto conditional = dyn_cast<scf::IfOp>(op))
    return runConditional(conditional);
  if (auto loop = dyn_cast<scf::ForOp>(op))
    return runLoop(loop);
  if (auto assertion = dyn_cast<cf::AssertOp>(op)) {
    llvm::Expected<int64_t> holds = getInteger(assertion.getArg(), op);
    if (!holds)
      return holds.takeError();
    return *holds ? llvm::Error::success()
                  : errorAt(op.getLoc(),
                            "assertion failed: " + assertion.getMsg());
  }
  StringRef dialect = op.getName().getDialectNamespace();
  bool isScalarOperation = dialect == "arith" || dialect == "math";
  if (isScalarOperation && op.getNumResults() == 1 && op.getNumRegions() == 0)
    return runScalarOrElementwise(op);
  return errorAt(op.getLoc(), "'" + op.getName().getStringRef() +
                                  "' has no meaning for the interpreter; "
                                  "expected linalg, tensor, arith, math or the "
                                  "ridge tensor form");
}

llvm::Error FunctionRunner::runBlock(Block &block,
                                     std::vector<Tensor> &results) {
  for (Operation &op : block.without_terminator())
    if (llvm::Error error = runOperation(op))
      return error;
  Operation *terminator = block.getTerminator();
  for (Value value : terminator->getOperands()) {
    auto array = get(value, *terminator);
    if (!array)
      return array.takeError();
    results.push_back(*array);
  }
  return llvm::Error::success();
}

llvm::Expected<std::vector<Tensor>>
FunctionRunner::run(func::FuncOp function, ArrayRef<Tensor> arguments) {
  if (function.isExternal() || !function.getBody().hasOneBlock())
    return errorAt(function.getLoc(), "expected a function of one block");
  if (arguments.size() != function.getNumArguments())
    return errorAt(function.getLoc(),
                   "takes " + llvm::Twine(function.getNumArguments()) +
                       " arguments, got " + llvm::Twine(arguments.size()));
  for (auto [argument, tensor] :
       llvm::zip(function.getArguments(), arguments)) {
    const Array *array = tensor.values.get();
    auto expected = makeArray(argument.getType(), argument.getLoc());
    if (!expected)
      return expected.takeError();
    if ((*expected)->format != array->format ||
        (*expected)->shape != array->shape ||
        (*expected)->bytes.size() != array->bytes.size())
      return errorAt(function.getLoc(),
                     "argument " + llvm::Twine(argument.getArgNumber()) +
                         " has another format, shape or size than its type");
    environment.set(argument, tensor);
  }
  running = function;
  std::vector<Tensor> results;
  if (llvm::Error error = runBlock(function.getBody().front(), results))
    return error;
  return results;
}

llvm::Error FunctionRunner::replace(Replacements others) {
  std::swap(replacements, others);
  llvm::DenseSet<Value> changed;
  for (Operation &op : running.getBody().front().without_terminator()) {
    bool runs = replacements.lookup(&op) != others.lookup(&op) ||
                llvm::any_of(op.getOperands(), [&](Value operand) {
                  return changed.contains(operand);
                });
    if (!runs)
      continue;
    if (llvm::Error error = runOperation(op))
      return error;
    changed.insert(op.result_begin(), op.result_end());
  }
  return llvm::Error::success();
}

/// The caller keeps the arrays alive: nothing to copy, nothing to free.
static std::vector<Tensor> share(ArrayRef<Array> arrays) {
  std::vector<Tensor> shared;
  for (const Array &array : arrays)
    shared.push_back(
        {ArrayPtr(std::shared_ptr<const Array>(), &array), nullptr});
  return shared;
}

static std::vector<Array> copy(ArrayRef<Tensor> shared) {
  std::vector<Array> arrays;
  for (const Tensor &tensor : shared)
    arrays.push_back(*tensor.values);
  return arrays;
}

llvm::Expected<std::vector<Array>> ridge::interpret(func::FuncOp function,
                                                    ArrayRef<Array> arguments) {
  auto results = FunctionRunner().run(function, share(arguments));
  if (!results)
    return results.takeError();
  return copy(*results);
}

llvm::Expected<BoundedResults>
ridge::interpretWithBounds(func::FuncOp function, ArrayRef<Array> arguments) {
  BoundedResults bounded;
  FunctionRunner runner(&bounded.longestSums);
  auto results = runner.run(function, share(arguments));
  if (!results)
    return results.takeError();
  bounded.values = copy(*results);
  for (const Tensor &tensor : *results) {
    bounded.bounds.emplace_back();
    if (!tensor.deviations)
      continue;
    const float *first = deviationsOf(*tensor.deviations);
    bounded.bounds.back().assign(first, first + tensor.values->elements());
  }
  return bounded;
}

//===----------------------------------------------------------------------===//
// Evaluation
//===----------------------------------------------------------------------===//

struct Evaluation::Impl {
  func::FuncOp function;
  FunctionRunner runner;
};

Evaluation::Evaluation(std::unique_ptr<Impl> impl) : impl(std::move(impl)) {}
Evaluation::Evaluation(Evaluation &&) = default;
Evaluation &Evaluation::operator=(Evaluation &&) = default;
Evaluation::~Evaluation() = default;

llvm::Expected<Evaluation> Evaluation::run(func::FuncOp function,
                                           ArrayRef<Array> arguments) {
  auto impl = std::make_unique<Impl>();
  impl->function = function;
  auto results = impl->runner.run(function, share(arguments));
  if (!results)
    return results.takeError();
  return Evaluation(std::move(impl));
}

const Array &Evaluation::at(Value value) const {
  ArrayPtr array = impl->runner.values().find(value);
  assert(array && "a value of another function");
  return *array;
}

std::vector<Array> Evaluation::results() const {
  std::vector<Array> arrays;
  Operation *last = impl->function.getBody().front().getTerminator();
  for (Value value : last->getOperands())
    arrays.push_back(at(value));
  return arrays;
}

llvm::Expected<Evaluation> Evaluation::with(Replacements replacements) const {
  auto changed = std::make_unique<Impl>(*impl);
  if (llvm::Error error = changed->runner.replace(std::move(replacements)))
    return error;
  return Evaluation(std::move(changed));
}
