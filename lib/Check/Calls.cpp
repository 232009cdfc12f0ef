//===- Calls.cpp - values that pass into and out of functions -------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Calls.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/SymbolTable.h"

using namespace mlir;
using namespace ridge;

static func::FuncOp calleeOf(func::CallOp call) {
  auto callee = SymbolTable::lookupNearestSymbolFrom<func::FuncOp>(
      call, call.getCalleeAttr());
  return callee && !callee.isExternal() ? callee : func::FuncOp();
}

static SmallVector<func::CallOp> callersOf(func::FuncOp function) {
  SmallVector<func::CallOp> callers;
  if (auto module = function->getParentOfType<ModuleOp>())
    module.walk([&](func::CallOp call) {
      if (calleeOf(call) == function)
        callers.push_back(call);
    });
  return callers;
}

SmallVector<Value, 1> ridge::followCall(OpOperand &use) {
  SmallVector<Value, 1> values;
  unsigned number = use.getOperandNumber();
  if (auto call = dyn_cast<func::CallOp>(use.getOwner())) {
    if (func::FuncOp callee = calleeOf(call))
      values.push_back(callee.getArgument(number));
  } else if (auto ending = dyn_cast<func::ReturnOp>(use.getOwner())) {
    for (func::CallOp call : callersOf(ending->getParentOfType<func::FuncOp>()))
      values.push_back(call.getResult(number));
  }
  return values;
}

Value ridge::behindCall(Value value) {
  if (auto call = value.getDefiningOp<func::CallOp>()) {
    func::FuncOp callee = calleeOf(call);
    unsigned number = cast<OpResult>(value).getResultNumber();
    return callee ? callee.getBody().front().getTerminator()->getOperand(number)
                  : Value();
  }
  auto argument = dyn_cast<BlockArgument>(value);
  auto function =
      argument ? dyn_cast<func::FuncOp>(argument.getOwner()->getParentOp())
               : func::FuncOp();
  if (!function)
    return {};
  SmallVector<func::CallOp> callers = callersOf(function);
  return callers.empty() ? Value()
                         : callers.front().getOperand(argument.getArgNumber());
}
