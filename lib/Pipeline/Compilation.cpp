//===- Compilation.cpp - a model on its way through the stages ------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ridge/Pipeline/Compilation.h"

#include "dialects/Ridge/RidgeAttributes.h"
#include "ridge/Analysis/PassMachine.h"
#include "ridge/Target/Catalog.h"
#include "ridge/Target/ParseText.h"
#include "ridge/Translate/Translate.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/SourceMgr.h"

using namespace mlir;
using namespace ridge;

LogicalResult Compilation::parse(StringRef path, const MachineHandle &target) {
  auto buffer = llvm::MemoryBuffer::getFile(path, /*IsText=*/true);
  if (!buffer)
    return errors.fail("cannot read the model: " + buffer.getError().message());
  original = parseModuleText((*buffer)->getBuffer(), path, context);
  if (!original)
    return errors.fail("not a module in MLIR's text form");
  if (failed(findFunction()))
    return failure();
  machine = target;
  current = copyModel();
  return success();
}

OwningOpRef<ModuleOp> Compilation::copyModel() const {
  OwningOpRef<ModuleOp> copy = cast<ModuleOp>(original.get()->clone());
  if (!machine.name().empty())
    (*copy)->setAttr(kMachineAttr, machineWord(machine, context));
  if (codecs)
    (*copy)->setAttr(kCodecsAttr, codecs);
  return copy;
}

static void recordFormats(ModuleOp module, ArrayAttr formats,
                          ArrayRef<int64_t> weights) {
  module->setAttr(kFormatsAttr, formats);
  module->setAttr(kWeightsAttr,
                  DenseI64ArrayAttr::get(module.getContext(), weights));
}

void Compilation::setFormats(ArrayAttr formats, ArrayRef<int64_t> weights) {
  recordFormats(*current, formats, weights);
}

void Compilation::setCodecs(ArrayAttr entries) {
  codecs = entries;
  (*current)->setAttr(kCodecsAttr, codecs);
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
    return errors.fail("the module holds no public function with a body");
  return success();
}

LogicalResult Compilation::runPass(StringRef pass, ModuleOp module) {
  PassManager manager(&context);
  std::string reason;
  llvm::raw_string_ostream stream(reason);
  if (failed(addPass(pass, manager, stream)))
    return errors.fail("Stages.def: " + reason);
  if (succeeded(manager.run(module)))
    return success();
  return errors.fail("pass " + pass + " failed and did not say why");
}

static TypedModel takeTypedOf(ModuleOp module) {
  TypedModel typed;
  for (auto nested : llvm::make_early_inc_range(module.getOps<ModuleOp>()))
    if (nested->hasAttr(kPreparationAttr)) {
      nested->remove();
      typed.preparation = nested;
    }
  typed.module = cast<ModuleOp>(module->clone());
  return typed;
}

TypedModel Compilation::takeTyped() { return takeTypedOf(*current); }

FailureOr<OwningOpRef<ModuleOp>> Compilation::importModel() {
  OwningOpRef<ModuleOp> module = copyModel();
  for (StringRef pass : stageInfo(Stage::Tensor).passes)
    if (failed(runPass(pass, *module)))
      return failure();
  return module;
}

FailureOr<CompiledModel> Compilation::compile(ArrayAttr formats,
                                              ArrayRef<int64_t> weights,
                                              const Machine &machine) {
  OwningOpRef<ModuleOp> module = copyModel();
  recordFormats(*module, formats, weights);
  CompiledModel compiled;
  for (const StageInfo &stage : stages()) {
    for (StringRef pass : stage.passes)
      if (failed(runPass(pass, *module)))
        return failure();
    if (stage.stage == Stage::Typed)
      compiled.typed = takeTypedOf(*module);
  }
  FailureOr<Program> program = translate(*module, machine);
  if (failed(program))
    return failure();
  compiled.program = std::move(*program);
  return compiled;
}

FailureOr<Program> Compilation::translate(ModuleOp module,
                                          const Machine &machine) {
  FailureOr<Program> program = translateToProgram(module, machine);
  if (failed(program)) {
    (void)errors.fail("translation to a program failed");
    return failure();
  }
  // The checker trusts no pass; what it finds is a mistake of ours.
  std::vector<std::string> wrong = checkProgram(*program, machine);
  if (wrong.empty())
    return program;
  (void)errors.fail("the compiler made a wrong program, please report it: " +
                    wrong.front());
  return failure();
}
