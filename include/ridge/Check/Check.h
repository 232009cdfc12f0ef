//===- Check.h - executed values against the reference ----------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Executed values against the reference's, each with its own bound.
///
/// Exec does the scalar operations of the model in the model's formats, as the
/// reference does; only sums may run in another order. The reference knows for
/// each element what that may change (lib/Reference/Deviation.h): 0 where no
/// order was open, else a deviation that begins in float sums, as 2 sqrt(n) u
/// times the sum of the terms' magnitudes, and goes through what follows.
/// Example: an f32 product over K = 768 of factors in [-1, 1) and weights in
/// [-s, s), s = sqrt(3 / K), has magnitudes that add up to 12: its bound is
/// 2 * 27.7 * 2^-24 * 12 = 4.0e-5. A term that is left out changes the sum by
/// 1.6e-2 on average, 400 times as much.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_CHECK_CHECK_H
#define RIDGE_CHECK_CHECK_H

#include "ridge/Numerics/Array.h"
#include "ridge/Reference/Interpreter.h"
#include "ridge/Values/CheckResult.h"

namespace ridge {

/// Compares by result index. NaN must meet NaN, an infinity the same infinity,
/// unless the bound is infinite.
CheckResult compareResults(const BoundedResults &reference,
                           llvm::ArrayRef<Array> executed);

} // namespace ridge

#endif // RIDGE_CHECK_CHECK_H
