//===- Catalog.cpp - shipped machines, and machines by name ---------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ridge/Target/Catalog.h"
#include "dialects/Ridge/RidgeDialect.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Parser/Parser.h"
#include "ridge/Target/LoadMachine.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/SourceMgr.h"

using namespace mlir;
using namespace ridge;
using namespace ridge::arch;

namespace {
struct ShippedMachine {
  StringRef name;
  StringRef source;
};
} // namespace

/// Made from lib/Target/machines/*.mlir by EmbedMachines.cmake, sorted by name.
static constexpr ShippedMachine shipped[] = {
#include "lib/Target/Machines.inc"
};

ArrayRef<StringRef> ridge::shippedMachines() {
  static const std::vector<StringRef> names = [] {
    std::vector<StringRef> list;
    for (const ShippedMachine &machine : shipped)
      list.push_back(machine.name);
    return list;
  }();
  return names;
}

std::optional<StringRef> ridge::shippedMachineSource(StringRef name) {
  for (const ShippedMachine &machine : shipped)
    if (machine.name == name)
      return machine.source;
  return std::nullopt;
}

//===----------------------------------------------------------------------===//
// Loading by name
//===----------------------------------------------------------------------===//

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

/// The machine that `text` holds, the last one if there are several.
static FailureOr<Machine>
loadFromText(StringRef text, StringRef file, MLIRContext &context,
             function_ref<InFlightDiagnostic()> emitError) {
  // A context of its own: dialects cannot be loaded into one that runs passes.
  MLIRContext own(MLIRContext::Threading::DISABLED);
  own.printOpOnDiagnostic(context.shouldPrintOpOnDiagnostic());
  own.loadDialect<ArchDialect, arith::ArithDialect, math::MathDialect,
                  RidgeDialect>();
  ScopedDiagnosticHandler handler(&own, [&](Diagnostic &diagnostic) {
    return forward(diagnostic, context);
  });

  OwningOpRef<ModuleOp> module =
      parseSourceString<ModuleOp>(text, ParserConfig(&own), file);
  if (!module)
    return failure();
  MachineOp last;
  for (MachineOp machine : module->getOps<MachineOp>())
    last = machine;
  if (!last)
    return emitError() << "file '" << file << "' holds no arch.machine";
  return loadMachine(last);
}

FailureOr<Machine>
ridge::loadMachineByName(StringRef name, MLIRContext &context,
                         function_ref<InFlightDiagnostic()> emitError) {
  if (!name.ends_with(".mlir")) {
    if (std::optional<StringRef> source = shippedMachineSource(name))
      return loadFromText(*source, name, context, emitError);
    return emitError() << "no machine is named '" << name << "'; shipped are "
                       << llvm::join(shippedMachines(), ", ")
                       << ", or name a file that ends in .mlir";
  }
  auto buffer = llvm::MemoryBuffer::getFile(name, /*IsText=*/true);
  if (!buffer)
    return emitError() << "cannot read machine file '" << name
                       << "': " << buffer.getError().message();
  return loadFromText((*buffer)->getBuffer(), name, context, emitError);
}
