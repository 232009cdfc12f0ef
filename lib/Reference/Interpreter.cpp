//===- Interpreter.cpp - values of a model, straight from its IR ----------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ridge/Reference/Interpreter.h"
#include "Environment.h"
#include "Gather.h"
#include "LoopNest.h"
#include "ModelledProduct.h"
#include "Quantized.h"
#include "ScaledProduct.h"
#include "Views.h"
#include "dialects/Ridge/RidgeDialect.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/SymbolTable.h"

using namespace mlir;
using namespace ridge;
using namespace ridge::reference;

namespace {
/// Runs one function.
class FunctionRunner {
public:
  explicit FunctionRunner(const FunctionRunner *caller = nullptr)
      : caller(caller) {}
  llvm::Expected<std::vector<ArrayPtr>> run(func::FuncOp function,
                                            ArrayRef<ArrayPtr> arguments);
  /// Operations of the function that ran get other replacements; they and what
  /// depends on them run again.
  llvm::Error replace(Replacements others);

  const Environment &values() const { return environment; }

private:
  llvm::Error runBlock(Block &block, std::vector<ArrayPtr> &results);
  llvm::Error runOperation(Operation &op);
  llvm::Error runLinalg(linalg::LinalgOp op);
  llvm::Error runStructured(StructuredOpInterface op);
  llvm::Error runSoftmax(linalg::SoftmaxOp op);
  llvm::Error runContract(ContractOp op);
  llvm::Error runGroup(GroupOp group);
  llvm::Error runCall(func::CallOp call);
  llvm::Error runFunction(Operation &op, func::FuncOp function);
  llvm::Error runScalarOrElementwise(Operation &op);
  llvm::Expected<ArrayPtr> get(Value value, Operation &user);

  bool isRunning(func::FuncOp function) const {
    return function == running || (caller && caller->isRunning(function));
  }

  const FunctionRunner *caller;
  Replacements replacements;
  func::FuncOp running;
  Environment environment;
};
} // namespace

llvm::Expected<ArrayPtr> FunctionRunner::get(Value value, Operation &user) {
  ArrayPtr array = environment.find(value);
  if (!array)
    return errorAt(user.getLoc(), "reads a value that is not known");
  return array;
}

//===----------------------------------------------------------------------===//
// Loop nests
//===----------------------------------------------------------------------===//

/// linalg: outputs start as copies of the init operands.
llvm::Error FunctionRunner::runLinalg(linalg::LinalgOp op) {
  if (!op.hasPureTensorSemantics())
    return errorAt(op.getLoc(), "works on memory; expected tensors");
  auto body = ScalarProgram::compile(*op.getBlock(), environment);
  if (!body)
    return body.takeError();
  LoopNest nest{op.getLoc(), op.getStaticLoopRanges(), {}, {},
                {},          std::move(*body)};
  for (utils::IteratorType type : op.getIteratorTypesArray())
    nest.reduction.push_back(type != utils::IteratorType::parallel);
  if (ShapedType::isDynamicShape(nest.extents))
    return errorAt(op.getLoc(), "has a dynamic shape; expected static extents");

  std::vector<std::shared_ptr<Array>> outputs;
  for (OpOperand &operand : op->getOpOperands()) {
    auto array = get(operand.get(), *op);
    if (!array)
      return array.takeError();
    bool isOutput = op.isDpsInit(&operand);
    if (isOutput)
      outputs.push_back(std::make_shared<Array>(**array));
    AffineMap map = op.getMatchingIndexingMap(&operand);
    auto access = makeAccess(map, isOutput ? *outputs.back() : **array,
                             nest.extents, op.getLoc());
    if (!access)
      return access.takeError();
    (isOutput ? nest.outputs : nest.inputs).push_back(*access);
  }
  if (llvm::Error error = nest.run())
    return error;
  for (auto [result, output] : llvm::zip(op->getResults(), outputs))
    environment.set(result, output);
  return llvm::Error::success();
}

/// ridge: the output starts as its initial value, and is not an argument of the
/// body of a map.
llvm::Error FunctionRunner::runStructured(StructuredOpInterface op) {
  auto body = ScalarProgram::compile(op.getScalarBody().front(), environment);
  if (!body)
    return body.takeError();
  LoopNest nest{op.getLoc(), SmallVector<int64_t>(op.getIterationExtents()),
                {},          {},
                {},          std::move(*body)};
  uint32_t reductions = op.getReductionDims();
  for (unsigned dim = 0; dim < nest.extents.size(); ++dim)
    nest.reduction.push_back((reductions >> dim) & 1);

  SmallVector<AffineMap> maps = op.getOperandMaps();
  for (auto [value, map] : llvm::zip(op.getInputTensors(), maps)) {
    auto array = get(value, *op);
    if (!array)
      return array.takeError();
    auto access = makeAccess(map, **array, nest.extents, op.getLoc());
    if (!access)
      return access.takeError();
    nest.inputs.push_back(*access);
  }
  auto output = makeArray(op.getResultTensor().getType(), op.getLoc());
  if (!output)
    return output.takeError();
  if (TypedAttr init = op.getInitialValue())
    if (llvm::Error error = fillArray(**output, init, op.getLoc()))
      return error;
  auto access = makeAccess(maps.back(), **output, nest.extents, op.getLoc());
  if (!access)
    return access.takeError();
  nest.outputs.push_back(*access);
  auto contract = dyn_cast<ContractOp>(op.getOperation());
  if (contract && contract.getAccumulate()) {
    std::string problem; // The verifier has parsed it.
    auto model = AccumulateModel::parse(*contract.getAccumulate(), problem);
    auto factors = modelledFactors(op.getScalarBody().front());
    if (!factors)
      return errorAt(op.getLoc(), "accumulate needs two factors");
    if (llvm::Error error = runModelledProduct(nest, *factors, *model))
      return error;
  } else if (llvm::Error error = nest.run()) {
    return error;
  }
  environment.set(op.getResultTensor(), *output);
  return llvm::Error::success();
}

/// Scaled elements are dequantised before the product, which is then as fast as
/// any other; a model of accumulation takes them apart.
llvm::Error FunctionRunner::runContract(ContractOp op) {
  if (op.getAccumulate())
    return runStructured(op);
  Block scratch;
  std::optional<ScaledProduct> parts = dequantiseFirst(op, scratch);
  if (!parts)
    return runStructured(op);
  llvm::Error error = llvm::Error::success();
  for (MapOp side : parts->sides)
    if (!error)
      error = runStructured(side);
  if (!error)
    error = runStructured(parts->product);
  if (!error)
    environment.set(op.getResult(),
                    environment.find(parts->product.getResult()));
  for (MapOp side : parts->sides)
    environment.erase(side.getResult());
  environment.erase(parts->product.getResult());
  scratch.dropAllReferences();
  return error;
}

/// An operation of arith or math outside bodies: on scalars, or on tensors
/// element by element. The operation itself is the body.
llvm::Error FunctionRunner::runScalarOrElementwise(Operation &op) {
  auto output = makeArray(op.getResult(0).getType(), op.getLoc());
  if (!output)
    return output.takeError();
  // The yield below is an operation of a dialect that no model has to hold.
  op.getContext()->getOrLoadDialect<RidgeDialect>();
  // A body with one argument per operand, and scalar types.
  Block body;
  OperationState state(op.getLoc(), op.getName());
  std::vector<Access> inputs;
  int64_t elements = (*output)->elements();
  for (Value operand : op.getOperands()) {
    auto array = get(operand, op);
    if (!array)
      return array.takeError();
    Access access;
    access.format = (*array)->format;
    access.data = const_cast<uint8_t *>((*array)->bytes.data());
    // select takes one condition for all elements.
    bool scalar = (*array)->elements() == 1 && elements != 1;
    access.strides = {scalar ? 0
                             : static_cast<int64_t>(bytesOf(access.format))};
    inputs.push_back(access);
    state.addOperands(
        body.addArgument(getElementTypeOrSelf(operand.getType()), op.getLoc()));
  }
  state.addTypes(getElementTypeOrSelf(op.getResult(0).getType()));
  state.addAttributes(op.getAttrs());
  OpBuilder builder(op.getContext());
  builder.setInsertionPointToEnd(&body);
  Operation *scalar = builder.create(state);
  YieldOp::create(builder, op.getLoc(), scalar->getResults());

  auto program = ScalarProgram::compile(body, environment);
  if (!program)
    return program.takeError();
  LoopNest nest{op.getLoc(), {elements}, {false}, {}, {}, std::move(*program)};
  nest.inputs.assign(inputs.begin(), inputs.end());
  Access access;
  access.format = (*output)->format;
  access.data = (*output)->bytes.data();
  access.strides = {static_cast<int64_t>(bytesOf(access.format))};
  nest.outputs.push_back(access);
  if (llvm::Error error = nest.run())
    return error;
  environment.set(op.getResult(0), *output);
  return llvm::Error::success();
}

//===----------------------------------------------------------------------===//
// Functions
//===----------------------------------------------------------------------===//

/// Upstream says what a softmax is: max, subtract, exp, sum and divide. The
/// parts live in a module of their own, and their values in a runner of theirs.
llvm::Error FunctionRunner::runSoftmax(linalg::SoftmaxOp op) {
  FunctionRunner parts;
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
                  parts.environment.find((*results)[0]));
  return llvm::Error::success();
}

/// A group only says how its operations share loops.
llvm::Error FunctionRunner::runGroup(GroupOp group) {
  std::vector<ArrayPtr> results;
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
  std::vector<ArrayPtr> arguments;
  for (Value operand : op.getOperands()) {
    auto array = get(operand, op);
    if (!array)
      return array.takeError();
    arguments.push_back(*array);
  }
  auto results = FunctionRunner(this).run(function, arguments);
  if (!results)
    return results.takeError();
  for (auto [value, array] : llvm::zip(op.getResults(), *results))
    environment.set(value, array);
  return llvm::Error::success();
}

/// tensor.extract outside bodies.
static llvm::Expected<ArrayPtr> extract(tensor::ExtractOp op,
                                        const Environment &environment) {
  ArrayPtr tensor = environment.find(op.getTensor());
  auto result = makeArray(op.getType(), op.getLoc());
  if (!tensor || !result)
    return result ? errorAt(op.getLoc(), "reads a value that is not known")
                  : result.takeError();
  SmallVector<int64_t> strides = byteStrides(*tensor);
  int64_t offset = 0;
  for (auto [dim, value] : llvm::enumerate(op.getIndices())) {
    ArrayPtr index = environment.find(value);
    int64_t at = index ? decodeInteger(Format::I64, index->bytes.data()) : -1;
    if (at < 0 || at >= tensor->shape[dim])
      return errorAt(op.getLoc(), "index " + llvm::Twine(at) +
                                      " is outside dim " + llvm::Twine(dim));
    offset += at * strides[dim];
  }
  std::memcpy((*result)->bytes.data(), tensor->bytes.data() + offset,
              (*result)->bytes.size());
  return *result;
}

llvm::Error FunctionRunner::runOperation(Operation &op) {
  if (func::FuncOp function = replacements.lookup(&op))
    return runFunction(op, function);
  bool handled = false;
  if (llvm::Error error = runView(op, environment, handled))
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
  // The bits stay as they are.
  if (auto storage = dyn_cast<quant::StorageCastOp>(op)) {
    auto array = get(storage.getInput(), op);
    if (!array)
      return array.takeError();
    environment.set(storage.getResult(), *array);
    return llvm::Error::success();
  }
  if (auto extraction = dyn_cast<tensor::ExtractOp>(op)) {
    auto scalar = extract(extraction, environment);
    if (!scalar)
      return scalar.takeError();
    environment.set(extraction.getResult(), *scalar);
    return llvm::Error::success();
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
                                     std::vector<ArrayPtr> &results) {
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

llvm::Expected<std::vector<ArrayPtr>>
FunctionRunner::run(func::FuncOp function, ArrayRef<ArrayPtr> arguments) {
  if (function.isExternal() || !function.getBody().hasOneBlock())
    return errorAt(function.getLoc(), "expected a function of one block");
  if (arguments.size() != function.getNumArguments())
    return errorAt(function.getLoc(),
                   "takes " + llvm::Twine(function.getNumArguments()) +
                       " arguments, got " + llvm::Twine(arguments.size()));
  for (auto [argument, array] : llvm::zip(function.getArguments(), arguments)) {
    auto expected = makeArray(argument.getType(), argument.getLoc());
    if (!expected)
      return expected.takeError();
    if ((*expected)->format != array->format ||
        (*expected)->shape != array->shape ||
        (*expected)->bytes.size() != array->bytes.size())
      return errorAt(function.getLoc(),
                     "argument " + llvm::Twine(argument.getArgNumber()) +
                         " has another format, shape or size than its type");
    environment.set(argument, array);
  }
  running = function;
  std::vector<ArrayPtr> results;
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
static std::vector<ArrayPtr> share(ArrayRef<Array> arrays) {
  std::vector<ArrayPtr> shared;
  for (const Array &array : arrays)
    shared.emplace_back(std::shared_ptr<const Array>(), &array);
  return shared;
}

static std::vector<Array> copy(ArrayRef<ArrayPtr> shared) {
  std::vector<Array> arrays;
  for (const ArrayPtr &array : shared)
    arrays.push_back(*array);
  return arrays;
}

llvm::Expected<std::vector<Array>> ridge::interpret(func::FuncOp function,
                                                    ArrayRef<Array> arguments) {
  auto results = FunctionRunner().run(function, share(arguments));
  if (!results)
    return results.takeError();
  return copy(*results);
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
