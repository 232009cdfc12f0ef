//===- Inclusion.h - which format has the values of which -------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef RIDGE_NUMERICS_INCLUSION_H
#define RIDGE_NUMERICS_INCLUSION_H

#include "ridge/Numerics/Format.h"

namespace ridge {

/// True if float format `wide` has every value of float format `narrow`: Inf,
/// NaN and -0 count as values. May say no where `narrow` has one exponent bit.
bool hasEveryValue(Format wide, Format narrow);

} // namespace ridge

#endif // RIDGE_NUMERICS_INCLUSION_H
