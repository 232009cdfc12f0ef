//===- AlignedSum.h - sums of aligned products in f64 -----------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The reference's own evaluation of a model of accumulation, in f64 where the
/// definition's integers are exact: the case of Accumulate.h that matrix units
/// are described by.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_LIB_REFERENCE_ALIGNEDSUM_H
#define RIDGE_LIB_REFERENCE_ALIGNEDSUM_H

#include "ridge/Numerics/Accumulate.h"
#include <optional>
#include <vector>

namespace ridge::reference {

/// Values and their exponents as the model counts them: those of subnormals are
/// the least of normal values.
struct Numbers {
  std::vector<double> values;
  std::vector<int> exponents;
  bool isFinite = true;
};

/// The factors of one sum on one side. Scales that a model multiplies each
/// product by are in the elements; else they are apart, and 1 if there are
/// none.
struct Factors {
  Numbers elements, scales;
};

/// The formats of one side.
struct SideFormats {
  Format element;
  std::optional<Format> scale;
};

/// Elements at `base` + offsets; scales have no sign.
void collectNumbers(Format format, const uint8_t *base,
                    llvm::ArrayRef<int64_t> offsets, bool isScale,
                    Numbers &numbers);

class AlignedSum {
public:
  AlignedSum(const AccumulateModel &model, bool scaled)
      : model(model), scalesAfter(scaled && !model.scaleBeforeAlign) {}

  /// True if all that is added here is exact in f64.
  static bool isExact(const AccumulateModel &model, const SideFormats *sides);

  /// `sum` and `count` products. All are finite.
  double run(const Factors &a, const Factors &b, int64_t count,
             double sum) const;

private:
  double step(const Factors &a, const Factors &b, int64_t first, int64_t last,
              double sum) const;
  double addProducts(const Factors &a, const Factors &b, int64_t first,
                     int64_t last, double sum, int exponent) const;
  double addGroups(const Factors &a, const Factors &b, int64_t first,
                   int64_t last, double sum, int exponent) const;
  double addScaled(double sum, double partial, double scale) const;
  double round(double value) const;

  const AccumulateModel &model;
  bool scalesAfter; ///< The sum of a step; there is something to scale by.
};

} // namespace ridge::reference

#endif // RIDGE_LIB_REFERENCE_ALIGNEDSUM_H
