//===- ValueCheck.cpp - runs a model's values against the reference -------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ridge/Check/ValueCheck.h"
#include "Room.h"

#include "dialects/Ridge/RidgeAttributes.h"
#include "dialects/Ridge/RidgeDialect.h"
#include "mlir/IR/BuiltinOps.h"
#include "ridge/Check/DrawnValues.h"
#include "ridge/Reference/Interpreter.h"
#include "ridge/Translate/Translate.h"
#include "llvm/Support/MemoryBuffer.h"

using namespace mlir;
using namespace ridge;

//===----------------------------------------------------------------------===//
// Arguments and reference
//===----------------------------------------------------------------------===//

bool ValueOptions::mayDraw() const {
  bool brings = !inputs.files.empty() || llvm::any_of(given, [](auto &value) {
    return value != nullptr;
  });
  return !brings || seed;
}

std::string ridge::takeGiven(llvm::ArrayRef<std::shared_ptr<const Array>> given,
                             llvm::ArrayRef<ArgumentShape> shapes,
                             std::vector<std::optional<Array>> &values) {
  if (given.size() > shapes.size())
    return ("there are values for " + Twine(given.size()) +
            " arguments; the model has " + Twine(shapes.size()))
        .str();
  for (auto [i, value] : llvm::enumerate(given)) {
    if (!value)
      continue;
    if (std::string wrong = mismatch(*value, shapes[i]); !wrong.empty())
      return ("the value of argument " + Twine(i) + " " + wrong).str();
    values[i] = *value;
  }
  return "";
}

LogicalResult ValueCheck::readArguments(func::FuncOp model,
                                        const ValueOptions &options) {
  FailureOr<std::vector<ArgumentRule>> rules = describeArguments(model);
  if (failed(rules))
    return failure();

  for (auto [number, rule] : llvm::enumerate(*rules))
    if (rule.use == ArgumentRule::Use::Weight)
      weightNumbers.push_back(number);

  InputFiles inputs = options.inputs;
  if (!options.namesFile.empty()) {
    auto buffer = llvm::MemoryBuffer::getFile(options.namesFile);
    if (!buffer)
      return errors.failAt(options.namesFile, buffer.getError().message());
    auto names = parseArgumentNames((*buffer)->getBuffer(), rules->size());
    if (!names)
      return errors.failAt(options.namesFile,
                           llvm::toString(names.takeError()));
    inputs.names = std::move(*names);
  }
  // What no list of names says, the model itself may.
  inputs.names.resize(rules->size());
  for (auto [number, name] : llvm::enumerate(inputs.names))
    if (auto own = model.getArgAttrOfType<StringAttr>(number, kNameAttr);
        own && name.empty())
      name = own.str();
  std::vector<ArgumentShape> shapes;
  for (const ArgumentRule &rule : *rules)
    shapes.push_back({rule.format, rule.shape});
  auto values = ridge::readArguments(inputs, shapes);
  if (!values)
    return errors.fail(values.takeError());
  if (std::string wrong = takeGiven(options.given, shapes, *values);
      !wrong.empty())
    return errors.fail(wrong);

  for (size_t i = 0; i < rules->size(); ++i) {
    if (!(*values)[i] && !options.mayDraw()) {
      bool named = i < inputs.names.size() && !inputs.names[i].empty();
      return errors.fail("argument " + Twine(i) +
                         " has no value: no file holds '" +
                         (named ? Twine(inputs.names[i]) : "arg" + Twine(i)) +
                         "'; add one, or --seed to draw what is missing");
    }
    arguments.push_back(
        (*values)[i] ? std::move(*(*values)[i])
                     : drawArgument((*rules)[i], options.seed.value_or(0), i));
  }
  return success();
}

llvm::Error ValueCheck::setWeights(std::vector<int64_t> numbers) {
  for (int64_t number : numbers)
    if (number < 0 || number >= int64_t(arguments.size()))
      return llvm::createStringError(
          "argument " + Twine(number) +
          " is said to hold weights; the model has " + Twine(arguments.size()) +
          " arguments");
  weightNumbers = std::move(numbers);
  return llvm::Error::success();
}

LogicalResult ValueCheck::prepare(func::FuncOp model,
                                  const ValueOptions &options) {
  if (failed(checkRoom(model, options.machine)) ||
      failed(readArguments(model, options)))
    return failure();
  if (options.weights)
    if (llvm::Error error = setWeights(*options.weights))
      return errors.fail(std::move(error));
  auto results = interpretWithBounds(model, arguments);
  if (!results)
    return errors.fail("the reference cannot run the model: " +
                       llvm::toString(results.takeError()));
  reference = std::move(*results);
  return success();
}

//===----------------------------------------------------------------------===//
// Chosen formats
//===----------------------------------------------------------------------===//

FailureOr<std::vector<Array>>
ValueCheck::argumentsOf(const TypedModel &typed) const {
  auto numbers =
      typed.function()->getAttrOfType<DenseI64ArrayAttr>(kArgumentsAttr);
  func::FuncOp prepare = typed.prepare();
  if (!prepare || !numbers)
    return arguments;
  auto prepared = interpret(prepare, arguments);
  if (!prepared)
    return errors.fail("preparing the weights: " +
                       llvm::toString(prepared.takeError()));
  std::vector<Array> all;
  for (int64_t number : numbers.asArrayRef()) {
    if (number < int64_t(arguments.size()))
      all.push_back(arguments[number]);
    else
      all.push_back(std::move((*prepared)[number - arguments.size()]));
  }
  return all;
}

LogicalResult ValueCheck::setTyped(const TypedModel &typed) {
  FailureOr<std::vector<Array>> all = argumentsOf(typed);
  if (failed(all))
    return failure();
  auto results = interpretWithBounds(typed.function(), *all);
  if (!results)
    return errors.fail("the reference cannot run the model in its formats: " +
                       llvm::toString(results.takeError()));
  typedArguments = std::move(*all);
  typedReference = std::move(*results);
  isTyped = true;
  return success();
}

//===----------------------------------------------------------------------===//
// Comparisons
//===----------------------------------------------------------------------===//

/// From tiling on, a function holds layers.
static bool hasLayers(ModuleOp module) {
  return module->walk([](ridge::LayerOp) { return WalkResult::interrupt(); })
      .wasInterrupted();
}

FailureOr<CheckResult> ValueCheck::check(ModuleOp module,
                                         const Machine &machine) const {
  auto compared = [&](llvm::Expected<std::vector<Array>> results,
                      const char *step) -> FailureOr<CheckResult> {
    if (results)
      return compare(*results);
    return errors.fail(step + llvm::toString(results.takeError()));
  };
  if (!hasLayers(module))
    return compared(
        interpret(*module.getOps<func::FuncOp>().begin(), programArguments()),
        "interpreting the tensor form: ");
  FailureOr<Program> program = sequentialProgram(module, machine);
  if (failed(program))
    return failure();
  return compared(execute(*program, machine, programArguments()),
                  "executing the program: ");
}
