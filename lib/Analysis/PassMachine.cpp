//===- PassMachine.cpp - the machine that a pass works for ----------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The option wins over the attribute, an inner attribute over an outer one.
///
//===----------------------------------------------------------------------===//

#include "ridge/Analysis/PassMachine.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "ridge/Target/Catalog.h"

using namespace mlir;
using namespace ridge;

FailureOr<std::string> ridge::machineNameFor(Operation *op, StringRef option) {
  if (!option.empty())
    return option.str();
  for (Operation *at = op; at; at = at->getParentOp())
    if (auto name = at->getAttrOfType<StringAttr>(kMachineAttr))
      return name.str();
  return op->emitError("names no machine; give the pass option 'machine' or "
                       "the attribute '")
         << kMachineAttr << "'";
}

FailureOr<MachineHandle> ridge::machineFor(Operation *op, StringRef option) {
  FailureOr<std::string> name = machineNameFor(op, option);
  if (failed(name))
    return failure();
  return machineOfWord(*name, *op->getContext(),
                       [op] { return op->emitError(); });
}

FailureOr<MachineHandle> ridge::recordMachine(Operation *op, StringRef option) {
  FailureOr<std::string> name = machineNameFor(op, option);
  if (failed(name))
    return failure();
  op->setAttr(kMachineAttr, StringAttr::get(op->getContext(), *name));
  return machineFor(op, *name);
}
