//===- Compilation.cpp - a model on its way through the stages ------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Compilation.h"

#include "mlir/Parser/Parser.h"
#include "ridge/Analysis/PassMachine.h"
#include "ridge/Translate/Translate.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/SourceMgr.h"

using namespace mlir;
using namespace ridge;

LogicalResult Compilation::parse(StringRef path, StringRef machine) {
  auto buffer = llvm::MemoryBuffer::getFile(path, /*IsText=*/true);
  if (!buffer)
    return complaint.fail("cannot read the model: " +
                          buffer.getError().message());
  original = parseSourceString<ModuleOp>((*buffer)->getBuffer(),
                                         ParserConfig(&context), path);
  if (!original)
    return complaint.fail("not a module in MLIR's text form");
  if (failed(findFunction()))
    return failure();
  current = original->clone();
  if (!machine.empty())
    (*current)->setAttr(kMachineAttr, StringAttr::get(&context, machine));
  return success();
}

LogicalResult Compilation::findFunction() {
  for (auto function : original->getOps<func::FuncOp>()) {
    if (function.isExternal() || function.isPrivate())
      continue;
    if (inputFunction)
      return function.emitError()
             << "a second public function; a model is one function, make '@"
             << function.getSymName() << "' private or leave it out";
    inputFunction = function;
  }
  if (!inputFunction)
    return complaint.fail("the module holds no public function with a body");
  return success();
}

LogicalResult Compilation::runPass(StringRef pass) {
  PassManager manager(&context);
  std::string reason;
  llvm::raw_string_ostream errors(reason);
  if (failed(addPass(pass, manager, errors)))
    return complaint.fail("Stages.def: " + reason);
  if (succeeded(manager.run(*current)))
    return success();
  return complaint.fail("pass " + pass + " failed and did not say why");
}

LogicalResult Compilation::runStage(const StageInfo &stage) {
  for (StringRef pass : stage.passes)
    if (failed(runPass(pass)))
      return failure();
  return success();
}

FailureOr<Program> Compilation::translate(const Machine &machine) {
  FailureOr<Program> program = translateToProgram(*current, machine);
  if (failed(program)) {
    (void)complaint.fail("translation to a program failed");
    return failure();
  }
  // The checker trusts no pass; what it finds is a mistake of ours.
  std::vector<std::string> wrong = checkProgram(*program, machine);
  if (wrong.empty())
    return program;
  (void)complaint.fail("the compiler made a wrong program, please report it: " +
                       wrong.front());
  return failure();
}
