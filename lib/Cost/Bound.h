//===- Bound.h - times that no mapping can beat -----------------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// C-bound-1 to C-bound-3, for the program and for each layer.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_LIB_COST_BOUND_H
#define RIDGE_LIB_COST_BOUND_H

#include "ridge/Cost/Cost.h"

namespace ridge {

/// Fills bound and boundBy of `cost`, and bound of each of its layers.
void computeBounds(const Program &program, const Machine &machine,
                   ProgramCost &cost);

} // namespace ridge

#endif // RIDGE_LIB_COST_BOUND_H
