//===- Check.h - executed values against the reference ----------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// How far Exec may be from the reference, and whether it is.
///
/// Both do the same scalar operations in the same formats. What differs is the
/// order of sums (tiles) and the last bit of transcendental functions; whatever
/// follows rounds slightly different numbers, and may round them to neighbours.
/// Taking such differences as independent, their squares add up. A value's
/// noise is, along the path from the arguments on which it is largest,
///
///     v = sum of  L * u(f)^2   for each float sum of L terms accumulated in f
///               +     u(f)^2   for each transcendental function in f, and each
///                              later rounding to a float or integer format f
///
/// with u(f) the unit roundoff of a float format (bf16: 2^-8, f32: 2^-24) and
/// 2^-b of an integer of b bits, half a step of its full scale. A result may
/// differ from the reference by
///
///     tolerance = 4 * max|reference| * sqrt(v)
///
/// in each element; integers by that many whole units, at least one. Without a
/// float sum or transcendental function on the way v is 0: the values must be
/// equal. Example: one f32 matrix product over K = 768 whose results reach 3.0
/// gives 4 * 3 * sqrt(768) * 2^-24 = 2.0e-5; a term that is left out changes a
/// sum of 768 such terms by about 3e-2.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_CHECK_CHECK_H
#define RIDGE_CHECK_CHECK_H

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "ridge/Numerics/Array.h"
#include "ridge/Values/CheckResult.h"
#include <map>

namespace ridge {

/// The noise of a value, by the format that causes it.
struct Noise {
  struct Terms {
    int64_t summed = 0;  ///< Terms of sums accumulated in the format.
    int64_t rounded = 0; ///< Other roundings to it.
  };
  std::map<Format, Terms> byFormat;

  double variance() const; ///< v above.
  bool isZero() const;
  std::string describe() const; ///< "768 terms summed in f32 (u = 5.96e-08)"
};

/// The noise of each result of a model in linalg form.
std::vector<Noise> deriveNoise(mlir::func::FuncOp model);

/// Compares by result index. NaN must meet NaN, an infinity the same infinity.
CheckResult compareResults(llvm::ArrayRef<Array> reference,
                           llvm::ArrayRef<Array> executed,
                           llvm::ArrayRef<Noise> noise);

} // namespace ridge

#endif // RIDGE_CHECK_CHECK_H
