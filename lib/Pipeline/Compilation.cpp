//===- Compilation.cpp - a model on its way through the stages ------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ridge/Pipeline/Compilation.h"

#include "dialects/Ridge/RidgeAttributes.h"
#include "dialects/Ridge/RidgeDialect.h"
#include "mlir/Pass/PassManager.h"
#include "ridge/Analysis/PassMachine.h"
#include "ridge/Target/Catalog.h"
#include "ridge/Translate/Translate.h"
#include "llvm/ADT/StringExtras.h"

using namespace mlir;
using namespace ridge;

/// Runs `manager`, which is `what`.
static LogicalResult run(PassManager &manager, ModuleOp module,
                         const Twine &what) {
  bool explained = false;
  ScopedDiagnosticHandler handler(
      module.getContext(), [&](Diagnostic &diagnostic) {
        explained |= diagnostic.getSeverity() == DiagnosticSeverity::Error;
        return failure(); // Goes on to whoever listens.
      });
  if (succeeded(manager.run(module)))
    return success();
  if (explained)
    return failure();
  return module.emitError() << what << " failed and did not say why";
}

static LogicalResult add(StringRef pass, PassManager &manager,
                         ModuleOp module) {
  std::string reason;
  llvm::raw_string_ostream stream(reason);
  if (failed(addPass(pass, manager, stream)))
    return module.emitError() << "Stages.def: " << reason;
  return success();
}

LogicalResult ridge::runPass(StringRef pass, ModuleOp module) {
  PassManager manager(module.getContext());
  if (failed(add(pass, manager, module)))
    return failure();
  return run(manager, module, "pass " + pass);
}

LogicalResult ridge::runStage(const StageInfo &stage, ModuleOp module,
                              const PassObserver &observer) {
  if (observer) {
    for (StringRef pass : stage.passes)
      if (failed(runPass(pass, module)) || failed(observer(pass, module)))
        return failure();
    return success();
  }
  // The last pass verifies the whole module: once a stage is enough.
  PassManager manager(module.getContext());
  manager.enableVerifier(false);
  for (StringRef pass : stage.passes)
    if (failed(add(pass, manager, module)))
      return failure();
  return run(manager, module, "stage " + stage.name);
}

Compilation::Compilation(const Model &model, const MachineHandle &machine,
                         OwningOpRef<ModuleOp> module)
    : model(model), machine(machine), current(std::move(module)) {
  if (machine)
    (*current)->setAttr(kMachineAttr,
                        machineWord(machine, *current->getContext()));
}

Compilation::Compilation(const Model &model, const MachineHandle &machine)
    : Compilation(model, machine, model.copy()) {}

FailureOr<Compilation>
Compilation::fromTensorForm(const Model &model, const MachineHandle &machine) {
  FailureOr<OwningOpRef<ModuleOp>> module = model.tensorForm();
  if (failed(module))
    return failure();
  return Compilation(model, machine, std::move(*module));
}

void Compilation::setFormats(ArrayAttr formats, ArrayRef<int64_t> weights) {
  (*current)->setAttr(kFormatsAttr, formats);
  (*current)->setAttr(kWeightsAttr,
                      DenseI64ArrayAttr::get(current->getContext(), weights));
}

LogicalResult Compilation::setCodecs(const CodecRequests &codecs) {
  if (codecs.empty())
    return success();
  ModuleOp module = *current;
  MLIRContext *context = module.getContext();
  SmallVector<Attribute> entries;
  for (const auto &[tensors, codec] : codecs) {
    Attribute entry = StoredAttr::getChecked([&] { return module.emitError(); },
                                             context, StringRef(tensors),
                                             StringRef(codec), FloatAttr());
    if (!entry)
      return failure();
    entries.push_back(entry);
  }
  module->setAttr(kCodecsAttr, ArrayAttr::get(context, entries));
  return success();
}

void Compilation::setMapping(StringRef file, StringRef text) {
  Builder builder(current->getContext());
  (*current)->setAttr(kMappingAttr, builder.getStrArrayAttr({file, text}));
}

static ModuleOp preparationOf(ModuleOp module) {
  for (auto nested : module.getOps<ModuleOp>())
    if (nested->hasAttr(kPreparationAttr))
      return nested;
  return {};
}

TypedModel Compilation::typed() const {
  TypedModel typed;
  typed.module = cast<ModuleOp>(current.get()->clone());
  if (ModuleOp nested = preparationOf(*typed.module)) {
    nested->remove();
    typed.preparation = nested;
  }
  return typed;
}

LogicalResult Compilation::setRates(ArrayRef<double> bits) {
  // 17 digits say a double exactly.
  std::string list =
      llvm::join(llvm::map_range(bits,
                                 [](double value) {
                                   std::string text;
                                   llvm::raw_string_ostream(text)
                                       << llvm::format("%.17g", value);
                                   return text;
                                 }),
                 ",");
  return runPass("ridge-set-codec-rates{bits=" + list + "}", *current);
}

void Compilation::dropPreparation() {
  if (ModuleOp nested = preparationOf(*current))
    nested.erase();
}

FailureOr<Program> Compilation::translate() const {
  FailureOr<Program> program = translateToProgram(*current, machine);
  if (failed(program))
    return failure();
  // The checker trusts no pass; what it finds is a mistake of ours.
  std::vector<std::string> wrong = checkProgram(*program, machine);
  if (wrong.empty())
    return program;
  return FileErrors(*current->getContext(), model.file())
      .fail("the compiler made a wrong program, please report it: " +
            wrong.front());
}
