//===- ValueCheck.cpp - runs a model's values against the reference -------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ValueCheck.h"

#include "dialects/Ridge/RidgeDialect.h"
#include "mlir/IR/BuiltinOps.h"
#include "ridge/Driver/Values.h"
#include "ridge/Reference/Interpreter.h"
#include "ridge/Translate/Translate.h"
#include "llvm/Support/MemoryBuffer.h"

using namespace mlir;
using namespace ridge;

//===----------------------------------------------------------------------===//
// Arguments and reference
//===----------------------------------------------------------------------===//

LogicalResult ValueCheck::readArguments(func::FuncOp model,
                                        const RunOptions &options) {
  FailureOr<std::vector<ArgumentRule>> rules = describeArguments(model);
  if (failed(rules))
    return failure();

  InputFiles inputs = options.inputs;
  if (!options.namesFile.empty()) {
    auto buffer = llvm::MemoryBuffer::getFile(options.namesFile);
    if (!buffer)
      return complaint.failAt(options.namesFile, buffer.getError().message());
    auto names = parseArgumentNames((*buffer)->getBuffer(), rules->size());
    if (!names)
      return complaint.failAt(options.namesFile,
                              llvm::toString(names.takeError()));
    inputs.names = std::move(*names);
  }
  std::vector<ArgumentShape> shapes;
  for (const ArgumentRule &rule : *rules)
    shapes.push_back({rule.format, rule.shape});
  auto values = ridge::readArguments(inputs, shapes);
  if (!values)
    return complaint.fail(values.takeError());

  // Someone who brings weights and forgets one must not get a random one.
  bool mayDraw = inputs.files.empty() || options.seed;
  for (size_t i = 0; i < rules->size(); ++i) {
    if (!(*values)[i] && !mayDraw) {
      bool named = i < inputs.names.size() && !inputs.names[i].empty();
      return complaint.fail(
          "argument " + Twine(i) + " has no value: no file holds '" +
          (named ? Twine(inputs.names[i]) : "arg" + Twine(i)) +
          "'; add one, or --seed to draw what is missing");
    }
    arguments.push_back(
        (*values)[i] ? std::move(*(*values)[i])
                     : drawArgument((*rules)[i], options.seed.value_or(0), i));
  }
  return success();
}

LogicalResult ValueCheck::prepare(func::FuncOp model,
                                  const RunOptions &options) {
  if (failed(readArguments(model, options)))
    return failure();
  noise = deriveNoise(model);
  llvm::Expected<std::vector<Array>> results = interpret(model, arguments);
  if (!results)
    return complaint.fail("the reference cannot run the model: " +
                          llvm::toString(results.takeError()));
  reference = std::move(*results);
  return success();
}

//===----------------------------------------------------------------------===//
// Comparisons
//===----------------------------------------------------------------------===//

FailureOr<CheckResult> ValueCheck::check(const Program &program,
                                         const Machine &machine,
                                         ExecStats *stats) const {
  llvm::Expected<std::vector<Array>> results =
      execute(program, machine, arguments, {}, stats);
  if (!results)
    return complaint.fail("executing the program: " +
                          llvm::toString(results.takeError()));
  return compareResults(reference, *results, noise);
}

/// From tiling on, a function holds layers.
static bool hasLayers(ModuleOp module) {
  return module->walk([](ridge::LayerOp) { return WalkResult::interrupt(); })
      .wasInterrupted();
}

FailureOr<CheckResult> ValueCheck::check(ModuleOp module,
                                         const Machine &machine) const {
  if (hasLayers(module)) {
    FailureOr<Program> program = sequentialProgram(module, machine);
    if (failed(program))
      return failure();
    return check(*program, machine);
  }
  auto functions = module.getOps<func::FuncOp>();
  llvm::Expected<std::vector<Array>> results =
      interpret(*functions.begin(), arguments);
  if (!results)
    return complaint.fail("interpreting the tensor form: " +
                          llvm::toString(results.takeError()));
  return compareResults(reference, *results, noise);
}
