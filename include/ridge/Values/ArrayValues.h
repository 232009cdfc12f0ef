//===- ArrayValues.h - elements of arrays as doubles ------------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What comparisons and measures of error read of an array.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_VALUES_ARRAYVALUES_H
#define RIDGE_VALUES_ARRAYVALUES_H

#include "ridge/Numerics/Array.h"

namespace ridge {

/// An element of any format.
double elementValue(const Array &array, int64_t index);

/// Of the finite elements; 0 if there are none.
double largestMagnitude(const Array &array);

} // namespace ridge

#endif // RIDGE_VALUES_ARRAYVALUES_H
