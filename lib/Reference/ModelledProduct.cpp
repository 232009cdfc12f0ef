//===- ModelledProduct.cpp - products under a model of accumulation -------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ModelledProduct.h"
#include "AlignedSum.h"
#include "dialects/Ridge/RidgeDialect.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/STLExtras.h"
#include <algorithm>
#include <cmath>
#include <cstring>

using namespace mlir;
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
// Bodies
//===----------------------------------------------------------------------===//

static std::optional<ModelledFactor> factorOf(Value value) {
  while (Operation *op = value.getDefiningOp()) {
    if (!isWidening(op))
      break;
    value = op->getOperand(0);
  }
  ModelledFactor factor;
  if (auto dequantize = value.getDefiningOp<DequantizeOp>()) {
    auto scale = dyn_cast<BlockArgument>(dequantize.getScale());
    if (!scale)
      return std::nullopt;
    factor.scale = scale.getArgNumber();
    value = dequantize.getSource();
  }
  auto element = dyn_cast<BlockArgument>(value);
  if (!element)
    return std::nullopt;
  factor.element = element.getArgNumber();
  return factor;
}

std::optional<ModelledFactors> reference::modelledFactors(Block &body) {
  auto products = body.getOps<arith::MulFOp>();
  if (!llvm::hasSingleElement(products))
    return std::nullopt;
  arith::MulFOp product = *products.begin();
  auto a = factorOf(product.getLhs()), b = factorOf(product.getRhs());
  if (!a || !b)
    return std::nullopt;
  return ModelledFactors{{*a, *b}};
}

//===----------------------------------------------------------------------===//
// All sums
//===----------------------------------------------------------------------===//

namespace {
/// Where the elements and scales of one sum begin on one side.
using Bases = std::pair<const uint8_t *, const uint8_t *>;

/// One side of the products.
struct ProductSide {
  const Access *element = nullptr, *scale = nullptr;
  std::vector<int64_t> offsets, scaleOffsets; ///< Per reduction point.
  /// By where they begin: each row meets every column.
  llvm::DenseMap<Bases, Factors> factors;
  std::vector<uint8_t> codes, scaleCodes; ///< Of the sum at hand, for `dot`.

  SideFormats formats() const {
    SideFormats formats = {element->format, std::nullopt};
    if (scale)
      formats.scale = scale->format;
    return formats;
  }
  Bases at(llvm::ArrayRef<int64_t> position) const {
    return {element->at(position), scale ? scale->at(position) : nullptr};
  }
  const Factors &factorsAt(Bases bases, bool scaleElements);
  Codes codesAt(const uint8_t *base);
  Codes scaleCodesAt(const uint8_t *base);
};

class ModelledProduct {
public:
  ModelledProduct(LoopNest &nest, const ModelledFactors &factors,
                  const AccumulateModel &model);

  llvm::Error check() const;
  void run();

private:
  double deviationOf(Bases a, Bases b, double initial, double ofInitial) const;
  double sumOf(Bases a, Bases b, double addend);

  LoopNest &nest;
  const AccumulateModel &model;
  AlignedSum aligned;
  bool isExact;
  llvm::SmallVector<unsigned> parallel, reductions;
  ProductSide sides[2];
};
} // namespace

const Factors &ProductSide::factorsAt(Bases bases, bool scaleElements) {
  auto [entry, isNew] = factors.try_emplace(bases);
  Factors &found = entry->second;
  if (!isNew)
    return found;
  collectNumbers(element->format, bases.first, offsets, false, found.elements);
  if (!scale) {
    size_t count = scaleElements ? 0 : offsets.size();
    found.scales.values.assign(count, 1);
    found.scales.exponents.assign(count, 0);
    return found;
  }
  collectNumbers(scale->format, bases.second, scaleOffsets, true, found.scales);
  for (size_t i = 0; scaleElements && i < offsets.size(); ++i) {
    found.elements.values[i] *= found.scales.values[i];
    found.elements.exponents[i] += found.scales.exponents[i];
  }
  return found;
}

Codes ProductSide::codesAt(const uint8_t *base) {
  unsigned size = bytesOf(element->format);
  collect(base, offsets, size, codes);
  return {element->format, codes.data(), size};
}

/// One for each product.
Codes ProductSide::scaleCodesAt(const uint8_t *base) {
  if (!scale)
    return {};
  unsigned size = bytesOf(scale->format);
  collect(base, scaleOffsets, size, scaleCodes);
  return {scale->format, scaleCodes.data(), size};
}

ModelledProduct::ModelledProduct(LoopNest &nest, const ModelledFactors &factors,
                                 const AccumulateModel &model)
    : nest(nest), model(model),
      aligned(model, factors.sides[0].scale || factors.sides[1].scale) {
  for (unsigned dim = 0; dim < nest.extents.size(); ++dim)
    (nest.reduction[dim] ? reductions : parallel).push_back(dim);
  for (unsigned s = 0; s < 2; ++s) {
    const ModelledFactor &factor = factors.sides[s];
    sides[s].element = &nest.inputs[factor.element];
    sides[s].offsets = offsetsOf(nest, *sides[s].element, reductions);
    if (!factor.scale)
      continue;
    sides[s].scale = &nest.inputs[*factor.scale];
    sides[s].scaleOffsets = offsetsOf(nest, *sides[s].scale, reductions);
  }
  SideFormats formats[2] = {sides[0].formats(), sides[1].formats()};
  isExact = AlignedSum::isExact(model, formats);
}

llvm::Error ModelledProduct::check() const {
  SideFormats a = sides[0].formats(), b = sides[1].formats();
  std::string problem = model.checkOperands(a.element, b.element);
  if (problem.empty() && (a.scale || b.scale))
    problem = model.checkScales(a.element, b.element, a.scale, b.scale);
  int64_t together =
      model.scaleBeforeAlign ? model.group : model.terms * model.interleave;
  for (const ProductSide &side : sides)
    for (size_t i = 1; problem.empty() && i < side.scaleOffsets.size(); ++i)
      if (i % together != 0 && side.scaleOffsets[i] != side.scaleOffsets[i - 1])
        problem =
            (llvm::Twine(together) +
             " products need one scale, but there is another at product " +
             llvm::Twine(i))
                .str();
  if (problem.empty())
    return llvm::Error::success();
  return errorAt(nest.location, model.print() + ": " + problem);
}

double ModelledProduct::sumOf(Bases a, Bases b, double addend) {
  auto count = static_cast<int64_t>(sides[0].offsets.size());
  if (isExact) {
    bool scaleElements = model.group == 1 && model.scaleBeforeAlign;
    const Factors &x = sides[0].factorsAt(a, scaleElements),
                  &y = sides[1].factorsAt(b, scaleElements);
    if (x.elements.isFinite && x.scales.isFinite && y.elements.isFinite &&
        y.scales.isFinite && std::isfinite(addend))
      return aligned.run(x, y, count, addend);
  }
  Codes codesA = sides[0].codesAt(a.first), codesB = sides[1].codesAt(b.first);
  BlockScales scales = {sides[0].scaleCodesAt(a.second),
                        sides[1].scaleCodesAt(b.second), 1};
  bool scaled = scales.a.bytes || scales.b.bytes;
  return dot(model, codesA, codesB, count, addend, nest.outputs[0].format,
             scaled ? &scales : nullptr);
}

namespace {
/// An element times its scale, and what the product deviates by.
struct DeviatingFactor {
  double value, spread;
};
} // namespace

static DeviatingFactor factorAt(const ProductSide &side, Bases bases,
                                size_t k) {
  const uint8_t *element = bases.first + side.offsets[k];
  double value = decodeFloat(side.element->format, element);
  double deviation =
      side.element->deviations ? *side.element->deviationAt(element) : 0;
  double step = stepAt(side.element->format, value);
  if (side.scale) {
    const uint8_t *at = bases.second + side.scaleOffsets[k];
    double scale = std::fabs(decodeFloat(side.scale->format, at));
    double ofScale = side.scale->deviations ? *side.scale->deviationAt(at) : 0;
    deviation = deviation * (scale + ofScale) + std::fabs(value) * ofScale;
    value *= scale, step *= scale;
  }
  return {value, deviation == 0 ? 0 : spread(deviation, step)};
}

/// The bits do not depend on how the sum is cut, so exact operands give exact
/// sums; others are cut and rounded at other places.
double ModelledProduct::deviationOf(Bases a, Bases b, double initial,
                                    double ofInitial) const {
  RunningSum sum;
  for (size_t k = 0; k < sides[0].offsets.size(); ++k) {
    DeviatingFactor x = factorAt(sides[0], a, k), y = factorAt(sides[1], b, k);
    double square = x.spread * y.value * y.value +
                    y.spread * x.value * x.value + x.spread * y.spread;
    sum.add(x.value * y.value, square);
  }
  double ofTerms = std::sqrt(sum.square + ofInitial * ofInitial);
  if (ofTerms == 0)
    return 0;
  bool aligns = model.order == AccumulateModel::Order::Align ||
                model.order == AccumulateModel::Order::EvenOdd;
  int bits = aligns ? std::min(model.fraction, model.mantissa) : model.mantissa;
  double steps = std::sqrt(double(sides[0].offsets.size()) + 1);
  double magnitude = sum.magnitude + std::fabs(initial) + ofTerms;
  return ofTerms + 2 * steps * std::ldexp(magnitude, -bits);
}

void ModelledProduct::run() {
  const Access &output = nest.outputs[0];
  llvm::SmallVector<int64_t> position(nest.extents.size(), 0);
  do {
    uint8_t *sum = output.at(position);
    Bases a = sides[0].at(position), b = sides[1].at(position);
    double initial = decodeFloat(output.format, sum);
    double result = sumOf(a, b, initial);
    if (nest.tracks() && nest.deviates()) {
      float &deviation = *output.deviationAt(sum);
      deviation = roundedUp(deviationOf(a, b, initial, deviation));
    }
    uint64_t bits = accumulateBits(model, output.format, result);
    std::memcpy(sum, &bits, bytesOf(output.format));
  } while (nextPosition(position, parallel, nest.extents));
}

llvm::Error reference::runModelledProduct(LoopNest &nest,
                                          const ModelledFactors &factors,
                                          const AccumulateModel &model) {
  ModelledProduct product(nest, factors, model);
  if (llvm::Error error = product.check())
    return error;
  product.run();
  return llvm::Error::success();
}
