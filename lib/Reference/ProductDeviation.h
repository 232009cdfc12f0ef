//===- ProductDeviation.h - what sums of products deviate by ----*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Beside Product's sums: for the same row of a and pack of b, in f64, the
/// exact sum of the products, that of their magnitudes, and that of the spreads
///
///     spread(a) * b^2 + a^2 * spread(b).
///
/// None of them fuses a product with its sum, so that all processors agree.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_LIB_REFERENCE_PRODUCTDEVIATION_H
#define RIDGE_LIB_REFERENCE_PRODUCTDEVIATION_H

#include "Deviation.h"
#include "LoopNest.h"
#include <cmath>
#include <type_traits>

namespace ridge::reference {

/// Sums side by side, in vectors of f64.
constexpr unsigned deviationLanes = 16;

/// One row, and `deviationLanes` columns of a pack that is `width` wide.
template <typename T> struct ProductTerms {
  const double *row;         ///< Values of a, as `offsets` number them.
  const double *spreadOfRow; ///< Null: exact.
  llvm::ArrayRef<int64_t> offsets;
  const T *pack;
  const double *spreadOfPack; ///< As `pack`; null: exact.
  unsigned width;
};

struct ProductSums {
  double exact[deviationLanes] = {}, magnitude[deviationLanes] = {},
         square[deviationLanes] = {};
};

template <typename T> inline double asReal(T value) {
  if constexpr (std::is_unsigned_v<T>)
    return static_cast<double>(static_cast<std::make_signed_t<T>>(value));
  else
    return static_cast<double>(value);
}

template <typename T, bool RowDeviates, bool PackDeviates>
__attribute__((always_inline)) inline void
addTermsAs(const ProductTerms<T> &terms, ProductSums &sums) {
  ProductSums local;
  for (size_t r = 0; r < terms.offsets.size(); ++r) {
    double factor = terms.row[terms.offsets[r]];
    double spread = RowDeviates ? terms.spreadOfRow[terms.offsets[r]] : 0;
    const T *factors = terms.pack + r * terms.width;
    const double *spreads =
        PackDeviates ? terms.spreadOfPack + r * terms.width : nullptr;
    for (unsigned lane = 0; lane < deviationLanes; ++lane) {
      double other = asReal(factors[lane]), product = factor * other;
      local.exact[lane] += product;
      local.magnitude[lane] += std::fabs(product);
      if constexpr (RowDeviates)
        local.square[lane] += spread * (other * other);
      if constexpr (PackDeviates)
        local.square[lane] += factor * factor * spreads[lane];
    }
  }
  sums = local;
}

template <typename T>
__attribute__((always_inline)) inline void
addTermsIn(const ProductTerms<T> &terms, ProductSums &sums) {
  if (terms.spreadOfRow && terms.spreadOfPack)
    return addTermsAs<T, true, true>(terms, sums);
  if (terms.spreadOfRow)
    return addTermsAs<T, true, false>(terms, sums);
  if (terms.spreadOfPack)
    return addTermsAs<T, false, true>(terms, sums);
  addTermsAs<T, false, false>(terms, sums);
}

template <typename T>
void addTerms(const ProductTerms<T> &terms, ProductSums &sums) {
  addTermsIn(terms, sums);
}

#if defined(__x86_64__)
template <typename T>
__attribute__((target("avx2"))) void addTermsWide(const ProductTerms<T> &terms,
                                                  ProductSums &sums) {
  addTermsIn(terms, sums);
}
#endif

/// What the elements of one operand add to the squares of sums.
inline std::vector<double> spreadsOf(const Access &access,
                                     llvm::ArrayRef<double> values) {
  std::vector<double> spreads;
  if (!access.deviations)
    return spreads;
  // Far beyond any sum that means something, and no infinity times 0.
  constexpr double most = 0x1p900;
  for (size_t i = 0; i < values.size(); ++i) {
    double deviation = access.deviations[i];
    double square = deviation == 0
                        ? 0
                        : spread(deviation, stepAt(access.format, values[i]));
    spreads.push_back(std::min(square, most));
  }
  return spreads;
}

/// For one product nest: T is what Product computes in.
template <typename T> class ProductDeviation {
public:
  ProductDeviation(const LoopNest &nest, const Access &a,
                   llvm::ArrayRef<T> valuesOfA, const Access &b, unsigned width)
      : rule(nest.outputs[0].format, nest.reductionPoints()), b(b),
        width(width) {
    for (T value : valuesOfA)
      row.push_back(asReal(value));
    spreadOfRow = spreadsOf(a, row);
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx2"))
      add = addTermsWide<T>;
#endif
    if (!isFloat(nest.outputs[0].format))
      return;
    int64_t &longest = (*nest.sums)[nest.outputs[0].format];
    longest = std::max(longest, rule.terms);
  }

  /// `count` columns of b from `corner` on are in `pack`.
  void usePack(const uint8_t *corner, llvm::ArrayRef<int64_t> offsets,
               int64_t stride, unsigned count, llvm::ArrayRef<T> pack) {
    if (!b.deviations)
      return;
    spreadOfPack.assign(offsets.size() * width, 0);
    for (size_t r = 0; r < offsets.size(); ++r) {
      const float *first = b.deviationAt(corner + offsets[r]);
      for (unsigned lane = 0; lane < count; ++lane)
        if (double deviation = first[lane * (stride / bytesOf(b.format))]) {
          double value = asReal(pack[r * width + lane]);
          spreadOfPack[r * width + lane] =
              std::min(spread(deviation, stepAt(b.format, value)), 0x1p900);
        }
    }
  }

  /// The sums of row `first` (an element of a) with the pack: from `initial` to
  /// `sums`. `deviations` hold those of the initial values, and then of the
  /// sums.
  void run(int64_t first, llvm::ArrayRef<int64_t> offsets, const T *pack,
           unsigned count, const T *initial, const T *sums, float *deviations,
           int64_t stride) const {
    for (unsigned lane = 0; lane < count; lane += deviationLanes) {
      ProductTerms<T> terms = {
          row.data() + first,
          spreadOfRow.empty() ? nullptr : spreadOfRow.data() + first,
          offsets,
          pack + lane,
          spreadOfPack.empty() ? nullptr : spreadOfPack.data() + lane,
          width};
      ProductSums totals;
      add(terms, totals);
      unsigned end = std::min(count - lane, deviationLanes);
      for (unsigned i = 0; i < end; ++i) {
        float &deviation = deviations[(lane + i) * stride];
        deviation = roundedUp(rule.deviation(
            {totals.exact[i], totals.magnitude[i], totals.square[i]},
            asReal(sums[lane + i]), asReal(initial[lane + i]), deviation));
      }
    }
  }

private:
  SumRule rule;
  const Access &b;
  unsigned width;
  std::vector<double> row, spreadOfRow, spreadOfPack;
  void (*add)(const ProductTerms<T> &, ProductSums &) = addTerms<T>;
};

} // namespace ridge::reference

#endif // RIDGE_LIB_REFERENCE_PRODUCTDEVIATION_H
