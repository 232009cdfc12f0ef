//===- AccumulateDot.cpp - sums of products as a machine makes them -------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The scalar evaluation, the oracle of every faster one. Operands become
/// integers times powers of two; a step adds integers of 64 bits where they
/// fit, else of 128.
///
//===----------------------------------------------------------------------===//

#include "ExactSum.h"
#include "ridge/Numerics/Accumulate.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/Support/MathExtras.h"
#include <cassert>
#include <cmath>
#include <limits>

using namespace ridge;
using Order = AccumulateModel::Order;
using Rounding = AccumulateModel::Rounding;

static constexpr double infinity = std::numeric_limits<double>::infinity();
/// What a zero counts as in an alignment.
static constexpr int zeroExponent = -126;

//===----------------------------------------------------------------------===//
// Operands as integers
//===----------------------------------------------------------------------===//

namespace {

/// The value significand * 2^(exponent - fraction bits of its kind).
template <typename Integer> struct Scaled {
  Integer significand = 0;
  int exponent = zeroExponent;
};

/// What of a format the alignment sees.
struct FactorFormat {
  explicit FactorFormat(Format format)
      : fraction(formatInfo(format).mantissaBits),
        leastExponent(1 - formatInfo(format).bias) {}

  /// A subnormal keeps the least normal exponent.
  Scaled<int64_t> split(double value) const {
    if (value == 0)
      return {};
    int exponent = std::ilogb(value);
    // A format of powers of two has no subnormals.
    if (fraction != 0)
      exponent = std::max(exponent, leastExponent);
    return {static_cast<int64_t>(std::ldexp(value, fraction - exponent)),
            exponent};
  }

  int fraction, leastExponent;
};

} // namespace

static double flushed(double value, int leastExponent, bool flush) {
  return flush && std::fabs(value) < std::ldexp(1.0, leastExponent)
             ? std::copysign(0.0, value)
             : value;
}

/// value * 2^left, left >= 0. C++17 shifts no negative value to the left.
template <typename Integer> static Integer scaledUp(Integer value, int left) {
  return value * (Integer(1) << left);
}

/// value * 2^left as an integer, rounded where `left` is negative.
template <typename Integer>
static Integer shifted(Integer value, int left, Rounding rounding) {
  if (left >= 0)
    return scaledUp(value, std::min<int>(left, sizeof(Integer) * 8 - 2));
  int right = std::min<int>(-left, sizeof(Integer) * 8 - 1);
  if (rounding == Rounding::Down)
    return value >> right;
  Integer magnitude = value < 0 ? -value : value;
  Integer kept = magnitude >> right;
  if (rounding == Rounding::Even && -left == right) {
    Integer rest = magnitude - (kept << right);
    Integer half = Integer(1) << (right - 1);
    kept += rest > half || (rest == half && (kept & 1));
  }
  return value < 0 ? -kept : kept;
}

//===----------------------------------------------------------------------===//
// Sums that align
//===----------------------------------------------------------------------===//

namespace {

/// One issue under one model. Integer holds an aligned sum.
template <typename Integer> class AlignedSum {
public:
  AlignedSum(const AccumulateModel &model, int productFraction,
             Format addendFormat)
      : model(model), productFraction(productFraction), addend(addendFormat),
        to(resultFormat(model.result, model.mantissa, model.rounding)) {}

  double step(llvm::ArrayRef<Scaled<Integer>> products, double running) const {
    Scaled<int64_t> narrow = addend.split(running);
    Scaled<Integer> last = {narrow.significand, narrow.exponent};
    if (model.order == Order::EvenOdd)
      return joined(evenOdd(products), last);
    if (model.addend == AccumulateModel::Addend::After)
      return joined(alone(products, 0, 1), last);
    int exponent = std::max(largestExponent(products, 0, 1),
                            std::max(last.exponent, zeroExponent));
    Integer sum = aligned(products, 0, 1, exponent) +
                  shifted<Integer>(last.significand,
                                   model.fraction + last.exponent - exponent -
                                       addend.fraction,
                                   model.align);
    return roundInteger(to, sum, exponent - model.fraction);
  }

private:
  using Products = llvm::ArrayRef<Scaled<Integer>>;

  /// Of the products that are not zero; zeroExponent if all are.
  static int largestExponent(Products products, size_t first, size_t stride) {
    int largest = std::numeric_limits<int>::min();
    for (size_t i = first; i < products.size(); i += stride)
      if (products[i].significand != 0)
        largest = std::max(largest, products[i].exponent);
    return largest == std::numeric_limits<int>::min() ? zeroExponent : largest;
  }

  Integer aligned(Products products, size_t first, size_t stride,
                  int exponent) const {
    Integer sum = 0;
    for (size_t i = first; i < products.size(); i += stride)
      sum += shifted<Integer>(products[i].significand,
                              model.fraction + products[i].exponent - exponent -
                                  productFraction,
                              model.align);
    return sum;
  }

  /// A sum of products alone, in units of 2^-F below its exponent.
  Scaled<Integer> alone(Products products, size_t first, size_t stride) const {
    int exponent = largestExponent(products, first, stride);
    return {aligned(products, first, stride, exponent), exponent};
  }

  Scaled<Integer> evenOdd(Products products) const {
    Scaled<Integer> even = alone(products, 0, 2), odd = alone(products, 1, 2);
    int exponent = std::max(even.exponent, odd.exponent);
    return {shifted(even.significand, even.exponent - exponent, model.late) +
                shifted(odd.significand, odd.exponent - exponent, model.late),
            exponent};
  }

  /// With the addend, after the products.
  double joined(Scaled<Integer> sum, Scaled<Integer> last) const {
    int exponent = std::max(sum.exponent, last.exponent);
    int unit = std::max(model.sumFraction, model.addendFraction);
    Integer total = shifted<Integer>(sum.significand,
                                     model.sumFraction - model.fraction +
                                         sum.exponent - exponent,
                                     model.late);
    total = scaledUp(total, unit - model.sumFraction);
    bool dropped =
        model.addendWindow && last.exponent < exponent - model.addendWindow;
    if (!dropped)
      total += scaledUp(shifted<Integer>(last.significand,
                                         model.addendFraction + last.exponent -
                                             exponent - addend.fraction,
                                         model.late),
                        unit - model.addendFraction);
    return roundInteger(to, total, exponent - unit);
  }

  const AccumulateModel &model;
  int productFraction;
  FactorFormat addend;
  ResultFormat to;
};

} // namespace

//===----------------------------------------------------------------------===//
// An issue
//===----------------------------------------------------------------------===//

namespace {

/// Products of one issue, taken step by step.
class Issue {
public:
  Issue(const AccumulateModel &model, const Codes &a, const Codes &b,
        const BlockScales *scales)
      : model(model), a(a), b(b), scales(scales), formatA(a.format),
        formatB(b.format),
        to(resultFormat(model.result, model.mantissa, model.rounding)) {
    productFraction = formatA.fraction + formatB.fraction;
    if (!scalesTerms())
      return;
    for (const Codes *codes : {&scales->a, &scales->b})
      if (codes->bytes)
        productFraction += FactorFormat(codes->format).fraction;
  }

  double run(int64_t count, double addend, Format addendFormat);

private:
  double sum(int64_t begin, int64_t end, double running,
             Format runningFormat) const;
  int64_t stepEnd(int64_t begin, int64_t end) const;
  double step(int64_t begin, int64_t end, double running,
              Format runningFormat) const;
  template <typename Integer>
  double align(int64_t begin, int64_t end, double running,
               Format runningFormat) const;
  double exact(int64_t begin, int64_t end, double running) const;
  double sequential(int64_t begin, int64_t end, double running) const;
  double tree(int64_t begin, int64_t end, int64_t width) const;
  double special(int64_t begin, int64_t end, double running) const;
  Scaled<Wide> product(int64_t i) const;
  Scaled<Wide> groupTerm(int64_t begin, int64_t end) const;
  double add(double x, double y) const;

  void deal(int64_t count);
  /// Which product stands at place i of the order in which steps take them.
  int64_t productAt(int64_t i) const { return dealt.empty() ? i : dealt[i]; }

  double factor(const Codes &codes, const FactorFormat &format,
                int64_t i) const {
    return flushed(codes.at(productAt(i)), format.leastExponent,
                   model.flushInputs);
  }
  double factorA(int64_t i) const { return factor(a, formatA, i); }
  double factorB(int64_t i) const { return factor(b, formatB, i); }
  double scaleOf(const Codes &codes, int64_t i) const {
    return codes.bytes ? std::fabs(codes.at(productAt(i) / scales->block)) : 1;
  }
  double scale(int64_t i) const {
    return scales ? scaleOf(scales->a, i) * scaleOf(scales->b, i) : 1;
  }
  bool scalesTerms() const { return scales && model.scaleBeforeAlign; }
  void multiplyByScales(int64_t i, Scaled<Wide> &term) const;

  const AccumulateModel &model;
  const Codes &a, &b;
  const BlockScales *scales;
  FactorFormat formatA, formatB;
  int productFraction; ///< Fraction bits of a product with its scales.
  ResultFormat to;
  // With interleave.
  std::vector<int64_t> dealt;    ///< The product at each place.
  std::vector<int64_t> stepEnds; ///< Where each step ends, in order.
};

} // namespace

/// The products that one turn of `interleave` steps takes are neighbours, so
/// that each turn lies in one part of a promotion.
void Issue::deal(int64_t count) {
  int64_t turn = model.terms * model.interleave,
          between = model.run * model.interleave;
  for (int64_t base = 0; base < count; base += turn)
    for (int64_t step = 0; step < model.interleave; ++step) {
      for (int64_t i = 0; i < model.terms; ++i) {
        int64_t product =
            base + step * model.run + i / model.run * between + i % model.run;
        if (product < count)
          dealt.push_back(product);
      }
      stepEnds.push_back(static_cast<int64_t>(dealt.size()));
    }
}

void Issue::multiplyByScales(int64_t i, Scaled<Wide> &term) const {
  for (const Codes *codes : {&scales->a, &scales->b}) {
    if (!codes->bytes)
      continue;
    FactorFormat format(codes->format);
    Scaled<int64_t> scale = format.split(scaleOf(*codes, i));
    term.significand *= scale.significand;
    term.exponent += scale.exponent;
  }
}

Scaled<Wide> Issue::product(int64_t i) const {
  Scaled<int64_t> x = formatA.split(factorA(i)), y = formatB.split(factorB(i));
  Scaled<Wide> product = {Wide(x.significand) * y.significand,
                          x.exponent + y.exponent};
  if (scalesTerms())
    multiplyByScales(i, product);
  return product;
}

/// The exact sum of a group of products as one term, whose exponent is that of
/// its scales.
Scaled<Wide> Issue::groupTerm(int64_t begin, int64_t end) const {
  int low = formatA.leastExponent + formatB.leastExponent;
  Scaled<Wide> term = {0, 0};
  for (int64_t i = begin; i < end; ++i) {
    Scaled<int64_t> x = formatA.split(factorA(i)),
                    y = formatB.split(factorB(i));
    if (x.significand != 0 && y.significand != 0)
      term.significand += scaledUp(Wide(x.significand) * y.significand,
                                   x.exponent + y.exponent - low);
  }
  if (scalesTerms())
    multiplyByScales(begin, term);
  return term;
}

/// x + y, rounded and flushed.
double Issue::add(double x, double y) const {
  if (!std::isfinite(x) || !std::isfinite(y))
    return x + y;
  ExactSum sum;
  sum.add(x);
  sum.add(y);
  double result = sum.round(to);
  if (result == 0 && std::signbit(x) && std::signbit(y))
    result = -0.0;
  return flushed(result, to.leastExponent, model.flushOutputs);
}

/// The result if an operand is not finite, else 0.
double Issue::special(int64_t begin, int64_t end, double running) const {
  double sum = std::isfinite(running) ? 0 : running;
  for (int64_t i = begin; i < end; ++i) {
    double x = factorA(i), y = factorB(i), s = scale(i);
    double product = x * y * s;
    if (!std::isfinite(x) || !std::isfinite(y) || !std::isfinite(s))
      sum += product;
    else if (model.infiniteProducts && std::fabs(product) >= 0x1p128)
      sum += std::copysign(infinity, product);
  }
  return sum;
}

double Issue::exact(int64_t begin, int64_t end, double running) const {
  ExactSum sum;
  sum.add(running);
  for (int64_t i = begin; i < end; ++i) {
    Scaled<Wide> term = product(i);
    if (term.significand != 0)
      sum.add(term.significand, term.exponent - productFraction);
  }
  return sum.round(to);
}

/// Pairwise: the sum of `width` products from `begin` on, those from `end` on
/// being +0.
double Issue::tree(int64_t begin, int64_t end, int64_t width) const {
  if (width > 1)
    return add(tree(begin, end, width / 2),
               tree(begin + width / 2, end, width - width / 2));
  if (begin >= end)
    return 0;
  double product = factorA(begin) * factorB(begin) * scale(begin);
  if (std::isfinite(product)) {
    ExactSum sum;
    Scaled<Wide> term = this->product(begin);
    if (term.significand != 0)
      sum.add(term.significand, term.exponent - productFraction);
    product = std::copysign(sum.round(to), product);
  }
  return flushed(product, to.leastExponent, model.flushOutputs);
}

double Issue::sequential(int64_t begin, int64_t end, double running) const {
  for (int64_t i = begin; i < end; ++i) {
    double wrong = special(i, i + 1, running);
    if (!model.exactProducts) {
      running = add(running, tree(i, i + 1, 1));
      continue;
    }
    if (wrong != 0) {
      running = wrong;
      continue;
    }
    bool negative = std::signbit(factorA(i)) != std::signbit(factorB(i));
    bool negativeZero = negative && std::signbit(running) && running == 0;
    running = exact(i, i + 1, running);
    if (running == 0 && negativeZero)
      running = -0.0;
    running = flushed(running, to.leastExponent, model.flushOutputs);
  }
  return running;
}

template <typename Integer>
double Issue::align(int64_t begin, int64_t end, double running,
                    Format runningFormat) const {
  llvm::SmallVector<Scaled<Integer>, 64> terms;
  int fraction = productFraction;
  if (model.group > 1)
    fraction -= formatA.leastExponent + formatB.leastExponent;
  for (int64_t i = begin; i < end; i += model.group) {
    Scaled<Wide> term = model.group > 1
                            ? groupTerm(i, std::min(i + model.group, end))
                            : product(i);
    terms.push_back({static_cast<Integer>(term.significand), term.exponent});
  }
  return AlignedSum<Integer>(model, fraction, runningFormat)
      .step(terms, running);
}

double Issue::step(int64_t begin, int64_t end, double running,
                   Format runningFormat) const {
  running = flushed(running, FactorFormat(runningFormat).leastExponent,
                    model.flushInputs);
  if (model.order == Order::Sequential)
    return sequential(begin, end, running);
  if (model.order == Order::Pairwise)
    return add(running, tree(begin, end, model.terms));
  double wrong = special(begin, end, running);
  if (wrong != 0)
    return wrong;
  double result;
  if (model.order == Order::Exact)
    result = exact(begin, end, running);
  // A product is below 4 * 2^F once aligned (16 * 2^F with scales), and there
  // are at most as many as terms, with the addend.
  else if (model.group == 1 && productFraction <= 60 &&
           std::max(model.fraction, model.sumFraction) + (scales ? 5 : 3) +
                   int(llvm::Log2_64_Ceil(model.terms + 1)) <=
               62)
    result = align<int64_t>(begin, end, running, runningFormat);
  else
    result = align<Wide>(begin, end, running, runningFormat);
  return flushed(result, to.leastExponent, model.flushOutputs);
}

/// Where the step that begins at a place ends.
int64_t Issue::stepEnd(int64_t begin, int64_t end) const {
  if (!stepEnds.empty())
    return *llvm::upper_bound(stepEnds, begin);
  return model.terms ? std::min(begin + model.terms, end) : end;
}

/// The running value from `begin` to `end`, step by step.
double Issue::sum(int64_t begin, int64_t end, double running,
                  Format runningFormat) const {
  for (int64_t i = begin, stop; i < end; i = stop) {
    stop = stepEnd(i, end);
    if (scales && !model.scaleBeforeAlign) {
      // A step lies in one block; its scaled sum is exact in f64 (checkScales).
      double partial = step(i, stop, 0, model.result);
      running = add(running, partial * scale(i));
    } else {
      running = step(i, stop, running, runningFormat);
    }
    runningFormat = model.result;
  }
  return running;
}

double Issue::run(int64_t count, double addend, Format addendFormat) {
  if (model.interleave > 1)
    deal(count);
  if (model.promote == 0)
    return sum(0, count, addend, addendFormat);
  ResultFormat promoted = resultFormat(
      model.promoteFormat, formatInfo(model.promoteFormat).mantissaBits,
      Rounding::Even);
  double total = addend;
  for (int64_t i = 0; i < count; i += model.promote) {
    double partial =
        sum(i, std::min(i + model.promote, count), 0, model.result);
    if (!std::isfinite(total) || !std::isfinite(partial)) {
      total += partial;
      continue;
    }
    bool negativeZero = std::signbit(total) && std::signbit(partial);
    ExactSum exact;
    exact.add(total);
    exact.add(partial);
    total = exact.round(promoted);
    if (total == 0 && negativeZero)
      total = -0.0;
  }
  return total;
}

double ridge::dot(const AccumulateModel &model, const Codes &a, const Codes &b,
                  int64_t count, double addend, Format addendFormat,
                  const BlockScales *scales) {
  return Issue(model, a, b, scales).run(count, addend, addendFormat);
}

uint64_t ridge::accumulateBits(const AccumulateModel &model, Format format,
                               double result) {
  unsigned bits = formatInfo(format).bits;
  if (std::isnan(result) &&
      (model.order == Order::Align || model.order == Order::EvenOdd))
    return llvm::maskTrailingOnes<uint64_t>(bits - 1);
  uint64_t code = 0;
  encodeFloat(format, result, &code);
  return code;
}
