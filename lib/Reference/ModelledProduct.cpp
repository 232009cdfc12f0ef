//===- ModelledProduct.cpp - products under a model of accumulation -------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ModelledProduct.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/STLExtras.h"
#include <algorithm>
#include <cmath>
#include <cstring>

using namespace ridge;
using namespace ridge::reference;

//===----------------------------------------------------------------------===//
// Operands
//===----------------------------------------------------------------------===//

/// Bytes from a point to each reduction point behind it.
static std::vector<int64_t> offsetsOf(const LoopNest &nest,
                                      const Access &access,
                                      llvm::ArrayRef<unsigned> dims) {
  std::vector<int64_t> offsets;
  llvm::SmallVector<int64_t> position(nest.extents.size(), 0);
  do
    offsets.push_back(access.at(position) - access.data - access.offset);
  while (nextPosition(position, dims, nest.extents));
  return offsets;
}

/// Elements at `base` + offsets, one behind the other.
static void collect(const uint8_t *base, llvm::ArrayRef<int64_t> offsets,
                    unsigned size, std::vector<uint8_t> &codes) {
  codes.resize(offsets.size() * size);
  uint8_t *to = codes.data();
  for (int64_t offset : offsets) {
    std::memcpy(to, base + offset, size);
    to += size;
  }
}

//===----------------------------------------------------------------------===//
// Aligned sums
//===----------------------------------------------------------------------===//

/// Beneath any sum of exponents: what zero has.
constexpr int noExponent = -20000;

namespace {
/// The values of an array, and their exponents as the model counts them: those
/// of subnormals are the least of normal values.
struct Factors {
  std::vector<double> values;
  std::vector<int> exponents;
  bool isFinite = true;
};

/// One step and the next in f64, where the definition's integers are exact:
/// the plain case of Accumulate.h.
class AlignedSum {
public:
  explicit AlignedSum(const AccumulateModel &model) : model(model) {}

  static bool isPlain(const AccumulateModel &model) {
    using Model = AccumulateModel;
    return model.order == Model::Order::Align && model.terms > 0 &&
           model.align == Model::Rounding::Zero &&
           model.addend == Model::Addend::With && model.group == 1 &&
           !model.flushInputs && !model.flushOutputs && model.promote == 0 &&
           !model.infiniteProducts && model.result == Format::F32 &&
           model.fraction <= 30;
  }

  double run(const double *a, const int *ea, const double *b, const int *eb,
             int64_t count, double sum) const {
    for (int64_t first = 0; first < count; first += model.terms) {
      int64_t terms = std::min(model.terms, count - first);
      sum = step(a + first, ea + first, b + first, eb + first, terms, sum);
      if (!std::isfinite(sum))
        return sum;
    }
    return sum;
  }

private:
  double step(const double *a, const int *ea, const double *b, const int *eb,
              int64_t terms, double sum) const {
    int exponent = -126;
    if (sum != 0)
      exponent = std::max(exponent, std::ilogb(sum));
    for (int64_t i = 0; i < terms; ++i)
      exponent = std::max(exponent, ea[i] + eb[i]);
    double scale = std::ldexp(1.0, model.fraction - exponent);
    auto total = static_cast<int64_t>(sum * scale);
    for (int64_t i = 0; i < terms; ++i)
      total += static_cast<int64_t>(a[i] * b[i] * scale);
    return round(std::ldexp(double(total), exponent - model.fraction));
  }

  /// To `mantissa` bits in the range of f32.
  double round(double value) const {
    if (value == 0)
      return 0;
    int unit = std::max(std::ilogb(value), -126) - model.mantissa;
    double scaled = std::ldexp(value, -unit);
    switch (model.rounding) {
    case AccumulateModel::Rounding::Zero:
      scaled = std::trunc(scaled);
      break;
    case AccumulateModel::Rounding::Down:
      scaled = std::floor(scaled);
      break;
    case AccumulateModel::Rounding::Even:
      scaled = std::nearbyint(scaled);
      break;
    }
    double rounded = std::ldexp(scaled, unit);
    constexpr double largest = 0x1.fffffep127;
    return std::fabs(rounded) > largest ? std::copysign(INFINITY, rounded)
                                        : rounded + 0.0;
  }

  const AccumulateModel &model;
};
} // namespace

/// Elements at `base` + offsets.
static void collectFactors(Format format, const uint8_t *base,
                           llvm::ArrayRef<int64_t> offsets, Factors &factors) {
  int least = 1 - formatInfo(format).bias;
  factors.values.resize(offsets.size());
  factors.exponents.resize(offsets.size());
  for (auto [i, offset] : llvm::enumerate(offsets)) {
    double value = decodeFloat(format, base + offset);
    factors.values[i] = value;
    factors.exponents[i] =
        value == 0 ? noExponent : std::max(std::ilogb(value), least);
    factors.isFinite &= std::isfinite(value);
  }
}

//===----------------------------------------------------------------------===//
// All sums
//===----------------------------------------------------------------------===//

namespace {
class ModelledProduct {
public:
  ModelledProduct(LoopNest &nest, const AccumulateModel &model)
      : nest(nest), model(model), aligned(model),
        isPlain(AlignedSum::isPlain(model)) {
    for (unsigned dim = 0; dim < nest.extents.size(); ++dim)
      (nest.reduction[dim] ? reductions : parallel).push_back(dim);
    for (unsigned s = 0; s < 2; ++s)
      offsets[s] = offsetsOf(nest, nest.inputs[s], reductions);
  }

  void run();

private:
  const Factors &factorsAt(unsigned side, const uint8_t *base);
  double sumOf(const uint8_t *bases[2], double addend);

  LoopNest &nest;
  const AccumulateModel &model;
  AlignedSum aligned;
  bool isPlain;
  llvm::SmallVector<unsigned> parallel, reductions;
  std::vector<int64_t> offsets[2];
  std::vector<uint8_t> codes[2];
  /// By where they begin: each row meets every column.
  llvm::DenseMap<const uint8_t *, Factors> factors[2];
};
} // namespace

const Factors &ModelledProduct::factorsAt(unsigned side, const uint8_t *base) {
  auto [entry, isNew] = factors[side].try_emplace(base);
  if (isNew)
    collectFactors(nest.inputs[side].format, base, offsets[side],
                   entry->second);
  return entry->second;
}

double ModelledProduct::sumOf(const uint8_t *bases[2], double addend) {
  auto count = static_cast<int64_t>(offsets[0].size());
  if (isPlain) {
    const Factors &a = factorsAt(0, bases[0]);
    const Factors &b = factorsAt(1, bases[1]);
    if (a.isFinite && b.isFinite && std::isfinite(addend))
      return aligned.run(a.values.data(), a.exponents.data(), b.values.data(),
                         b.exponents.data(), count, addend);
  }
  Codes sides[2];
  for (unsigned s = 0; s < 2; ++s) {
    Format format = nest.inputs[s].format;
    unsigned size = bytesOf(format);
    collect(bases[s], offsets[s], size, codes[s]);
    sides[s] = {format, codes[s].data(), size};
  }
  return dot(model, sides[0], sides[1], count, addend, nest.outputs[0].format);
}

void ModelledProduct::run() {
  const Access &output = nest.outputs[0];
  llvm::SmallVector<int64_t> position(nest.extents.size(), 0);
  do {
    const uint8_t *bases[2] = {nest.inputs[0].at(position),
                               nest.inputs[1].at(position)};
    uint8_t *sum = output.at(position);
    double result = sumOf(bases, decodeFloat(output.format, sum));
    uint64_t bits = accumulateBits(model, output.format, result);
    std::memcpy(sum, &bits, bytesOf(output.format));
  } while (nextPosition(position, parallel, nest.extents));
}

void reference::runModelledProduct(LoopNest &nest,
                                   const AccumulateModel &model) {
  ModelledProduct(nest, model).run();
}
