//===- MachineText.cpp - machine files as text, read apart ----------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "MachineText.h"
#include "dialects/Ridge/RidgeDialect.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "ridge/Target/LoadMachine.h"
#include "ridge/Target/ParseText.h"

using namespace mlir;
using namespace ridge;
using namespace ridge::arch;

/// `location`, of another context, in `context`. Machine files have plain
/// locations; anything else has no counterpart.
static Location translate(Location location, MLIRContext &context) {
  auto place = location->findInstanceOf<FileLineColLoc>();
  if (!place)
    return UnknownLoc::get(&context);
  return FileLineColLoc::get(&context, place.getFilename().getValue(),
                             place.getLine(), place.getColumn());
}

/// Reports in `context` what was reported in the context of the machine file.
static LogicalResult forward(Diagnostic &diagnostic, MLIRContext &context) {
  InFlightDiagnostic copy = context.getDiagEngine().emit(
      translate(diagnostic.getLocation(), context), diagnostic.getSeverity());
  copy << diagnostic.str();
  for (Diagnostic &note : diagnostic.getNotes())
    copy.attachNote(translate(note.getLocation(), context)) << note.str();
  return success();
}

MachineTextContext::MachineTextContext(MLIRContext &caller)
    : own(MLIRContext::Threading::DISABLED),
      handler(&own, [&caller](Diagnostic &diagnostic) {
        return forward(diagnostic, caller);
      }) {
  own.printOpOnDiagnostic(caller.shouldPrintOpOnDiagnostic());
  own.loadDialect<ArchDialect, arith::ArithDialect, math::MathDialect,
                  RidgeDialect>();
}

OwningOpRef<ModuleOp> MachineTextContext::parse(StringRef text, StringRef file,
                                                bool verify) {
  return parseModuleText(text, file, own, verify);
}

MachineOp ridge::lastMachine(ModuleOp module) {
  MachineOp last;
  for (MachineOp machine : module.getOps<MachineOp>())
    last = machine;
  return last;
}

/// With locations: an error in a variant then stands where the number does.
static std::string textOf(ModuleOp module) {
  std::string text;
  llvm::raw_string_ostream stream(text);
  module.print(stream, OpPrintingFlags().enableDebugInfo());
  return text;
}

FailureOr<MachineHandle>
ridge::makeHandle(ModuleOp resolved,
                  function_ref<std::string(StringRef hash)> nameOf) {
  FailureOr<Machine> machine = loadResolved(resolved);
  if (failed(machine))
    return failure();
  std::string name = nameOf(contentHash(*machine));
  return MachineHandle::create(std::move(*machine), std::move(name),
                               textOf(resolved));
}
