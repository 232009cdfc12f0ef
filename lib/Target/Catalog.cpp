//===- Catalog.cpp - shipped machines, and machines by name ---------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ridge/Target/Catalog.h"
#include "MachineText.h"
#include "dialects/Arch/MachineRegistry.h"
#include "ridge/Target/LoadMachine.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/MemoryBuffer.h"

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

FailureOr<MachineHandle>
ridge::loadMachineFromText(StringRef text, StringRef file, MLIRContext &context,
                           function_ref<InFlightDiagnostic()> emitError) {
  MachineTextContext apart(context);
  OwningOpRef<ModuleOp> module = apart.parse(text, file);
  if (!module)
    return failure();
  MachineOp last = lastMachine(*module);
  if (!last)
    return emitError() << "file '" << file << "' holds no arch.machine";
  OwningOpRef<ModuleOp> resolved = resolveMachine(last);
  if (!resolved)
    return failure();
  return makeHandle(*resolved, [&](StringRef) { return file.str(); });
}

FailureOr<MachineHandle>
ridge::loadMachineByName(StringRef name, MLIRContext &context,
                         function_ref<InFlightDiagnostic()> emitError) {
  if (!name.ends_with(".mlir")) {
    if (std::optional<StringRef> source = shippedMachineSource(name))
      return loadMachineFromText(*source, name, context, emitError);
    return emitError() << "no machine is named '" << name << "'; shipped are "
                       << llvm::join(shippedMachines(), ", ")
                       << ", or name a file that ends in .mlir";
  }
  auto buffer = llvm::MemoryBuffer::getFile(name, /*IsText=*/true);
  if (!buffer)
    return emitError() << "cannot read machine file '" << name
                       << "': " << buffer.getError().message();
  return loadMachineFromText((*buffer)->getBuffer(), name, context, emitError);
}

//===----------------------------------------------------------------------===//
// Machines of a context
//===----------------------------------------------------------------------===//

StringAttr ridge::machineWord(const MachineHandle &machine,
                              MLIRContext &context) {
  context.loadDialect<ArchDialect>();
  return StringAttr::get(&context, MachineRegistry::of(context).lend(machine));
}

FailureOr<MachineHandle>
ridge::machineOfWord(StringRef word, MLIRContext &context,
                     function_ref<InFlightDiagnostic()> emitError) {
  auto load = [&]() -> FailureOr<MachineHandle> {
    if (word.contains('#') && !word.ends_with(".mlir"))
      return emitError() << "the machine '" << word
                         << "' is a variant, which only the process that made "
                            "it knows; write it as a machine file and name "
                            "that";
    return loadMachineByName(word, context, emitError);
  };
  return MachineRegistry::of(context).findOrLoad(word, load);
}
