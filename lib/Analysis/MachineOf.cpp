//===- MachineOf.cpp - the machine a function is compiled for -------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ridge/Analysis/MachineOf.h"
#include "mlir/IR/Builders.h"
#include "ridge/Target/Catalog.h"

using namespace mlir;

FailureOr<ridge::Machine> ridge::machineOf(func::FuncOp func,
                                           llvm::StringRef option) {
  auto attribute = func->getAttrOfType<StringAttr>(kMachineAttr);
  std::string name = option.empty() && attribute ? attribute.getValue().str()
                                                 : option.str();
  if (name.empty())
    return func.emitError()
           << "does not say which machine it is for; give the pass option "
              "'machine' or the attribute '"
           << kMachineAttr << "'";
  FailureOr<Machine> machine = loadMachineByName(
      name, *func.getContext(), [&] { return func.emitError(); });
  if (succeeded(machine))
    func->setAttr(kMachineAttr, StringAttr::get(func.getContext(), name));
  return machine;
}
