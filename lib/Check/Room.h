//===- Room.h - values that fit ---------------------------------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef RIDGE_LIB_CHECK_ROOM_H
#define RIDGE_LIB_CHECK_ROOM_H

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "ridge/Machine/Machine.h"

namespace ridge {

/// Before any value is made: an error if the arguments and results of `model`
/// alone are more than the home memory of `machine` (null: none is asked) or
/// the memory of this computer holds.
mlir::LogicalResult checkRoom(mlir::func::FuncOp model, const Machine *machine);

} // namespace ridge

#endif // RIDGE_LIB_CHECK_ROOM_H
