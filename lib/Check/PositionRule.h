//===- PositionRule.h - arguments that are positions ------------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef RIDGE_LIB_CHECK_POSITIONRULE_H
#define RIDGE_LIB_CHECK_POSITIONRULE_H

#include "mlir/IR/Value.h"
#include <optional>

namespace ridge {

/// The least extent of a tensor dim that elements of `argument` address in a
/// tensor.extract, by themselves or through views and bodies that pass them on,
/// or a limit that an assertion sets, if that is less. Nothing if they address
/// none.
std::optional<int64_t> positionLimit(mlir::Value argument);

} // namespace ridge

#endif // RIDGE_LIB_CHECK_POSITIONRULE_H
