//===- FormatReport.cpp - what a search found -----------------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The rows of the report: formats and errors of products and their operands,
/// points tried.
///
//===----------------------------------------------------------------------===//

#include "dialects/Arch/FormatTypes.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/IR/TypeUtilities.h"
#include "ridge/Explore/FormatSearch.h"
#include "ridge/Values/ArrayValues.h"
#include "ridge/Values/ErrorSums.h"
#include <cmath>

using namespace mlir;
using namespace ridge;

//===----------------------------------------------------------------------===//
// Report
//===----------------------------------------------------------------------===//

/// The values of a side in its format, in f64 and in the operand's order.
static Array widen(const Array &elements, const Array *scales,
                   int64_t blockAxis, int64_t exponent) {
  Array wide;
  wide.format = Format::F64;
  wide.shape = elements.shape;
  int64_t count = elements.elements(), inner = 1;
  for (size_t d = blockAxis + 1; d < elements.shape.size(); ++d)
    inner *= elements.shape[d];
  int64_t block = scales ? elements.shape[blockAxis] : 1;
  wide.bytes.resize(count * sizeof(double));
  auto *values = reinterpret_cast<double *>(wide.bytes.data());
  for (int64_t i = 0; i < count; ++i) {
    double value = std::ldexp(elementValue(elements, i), int(exponent));
    if (scales)
      value *= elementValue(*scales, i / (block * inner) * inner + i % inner);
    values[i] = value;
  }
  return wide;
}

/// Shares of values beyond what the format holds, and of those it makes zero.
static void countLost(const Array &operand, const Array &wide,
                      const Array *elements, ErrorMeasure &measure) {
  int64_t count = operand.elements(), saturated = 0, flushed = 0;
  double largest = elements ? largestFinite(elements->format) : 0;
  for (int64_t i = 0; i < count; ++i) {
    double want = elementValue(operand, i), have = elementValue(wide, i);
    flushed += want != 0 && have == 0;
    saturated += elements && std::fabs(want) > std::fabs(have) &&
                 std::fabs(elementValue(*elements, i)) == largest;
  }
  measure.saturated = count ? double(saturated) / double(count) : 0;
  measure.flushed = count ? double(flushed) / double(count) : 0;
}

/// The product's error, and what of it its operands have and what its sums. The
/// former alone: the operands' values in their formats, multiplied and summed
/// in f64.
LogicalResult FormatSearch::measureErrors(size_t p, int32_t c,
                                          ProductPrecision &row) {
  Product &product = products[p];
  std::vector<Array> operands, wide;
  for (Value input : product.op.getInputs())
    operands.push_back(evaluation->at(input));
  const Array &model = evaluation->at(product.op.getResult());
  Array result = model;
  const Candidate *candidate = c < 0 ? nullptr : &product.candidates[c];
  if (!candidate) {
    for (const Array &operand : operands)
      wide.push_back(widen(operand, nullptr, 0, 0));
  } else {
    auto function = scratch->lookupSymbol<func::FuncOp>(functionOf(p, c));
    auto run = Evaluation::run(function, operands);
    if (!run)
      return errors.fail(run.takeError());
    result = run->results().front();
    row.error = measureResultError(model, result);
    ContractOp narrow = *function.getOps<ContractOp>().begin();
    const ProductFormat &format = formats[candidate->format];
    unsigned next = 0;
    for (unsigned s = 0; s < 2; ++s) {
      const Array &elements = run->at(narrow.getInputs()[next++]);
      const Array *scales = format.sides[s].scale
                                ? &run->at(narrow.getInputs()[next++])
                                : nullptr;
      // The block's dim is the one that the scales lack.
      int64_t axis = 0;
      while (scales && axis < int64_t(scales->shape.size()) &&
             elements.shape[axis] == scales->shape[axis])
        ++axis;
      wide.push_back(
          widen(elements, scales, axis, candidate->choice.exponents[s]));
      row.operands[s] = measureResultError(operands[s], wide[s]);
      countLost(operands[s], wide[s], &elements, row.operands[s]);
    }
    for (auto [side, operand] : llvm::zip_equal(wide, operands))
      side.shape = operand.shape;
  }
  auto exact =
      interpret(scratch->lookupSymbol<func::FuncOp>(wideFunctionOf(p)), wide);
  if (!exact)
    return errors.fail(exact.takeError());
  row.quantisationSqnr = candidate ? measureResultError(model, *exact).sqnr
                                   : std::numeric_limits<double>::infinity();
  row.accumulationSqnr = measureResultError(*exact, result).sqnr;
  return success();
}

LogicalResult FormatSearch::fillProducts(FormatDecision &decision) {
  decision.report.weights = values.weights();
  progress("splitting the errors of the products");
  for (auto [p, product] : llvm::enumerate(products)) {
    ProductPrecision &row = decision.report.products.emplace_back();
    row.number = p;
    row.location = product.location;
    std::optional<Format> sides[2];
    for (unsigned s = 0; s < 2; ++s) {
      sides[s] = formatOf(getElementTypeOrSelf(product.op.getInputs()[s]));
      row.bitsPerValue[s] = formatInfo(*sides[s]).bits;
      row.elements[s] = evaluation->at(product.op.getInputs()[s]).elements();
      row.operands[s].sqnr = std::numeric_limits<double>::infinity();
    }
    row.error.sqnr = std::numeric_limits<double>::infinity();
    row.formats = formatName(*sides[0]) +
                  (sides[0] == sides[1] ? "" : " x " + formatName(*sides[1]));
    const std::optional<FormatChoice> &choice = decision.assignment[p];
    auto found = llvm::find_if(product.candidates, [&](const Candidate &one) {
      return choice && one.format >= 0 &&
             formats[one.format].name == choice->instruction;
    });
    if (found == product.candidates.end()) {
      if (failed(measureErrors(p, -1, row)))
        return failure();
      continue;
    }
    const ProductFormat &format = formats[found->format];
    row.instruction = format.name;
    row.formats = format.describe();
    row.rule =
        format.block() > 1 ? stringifyBlockScaleRule(choice->rule).str() : "";
    for (unsigned s = 0; s < 2; ++s) {
      row.exponents[s] = choice->exponents[s];
      row.bitsPerValue[s] = format.sides[s].bitsPerValue();
    }
    if (failed(measureErrors(p, found - product.candidates.begin(), row)))
      return failure();
  }
  return success();
}

/// Why a product has the format that it has.
std::string FormatSearch::reasonFor(size_t p,
                                    const FormatOptions &options) const {
  const std::vector<FormatOption> &list = model.variables()[p];
  if (products[p].isGuarded && products[p].candidates.size() == 1)
    return "logits";
  if (list.size() == 1)
    return "only one";
  double cost = list[options[p]].cost;
  return llvm::all_of(
             list,
             [&](const FormatOption &option) { return option.cost >= cost; })
             ? (objective == Objective::Energy ? "least energy" : "fastest")
             : "budget";
}

void FormatSearch::fillUniform(PrecisionResult &report) const {
  for (auto [f, entry] : llvm::enumerate(uniform)) {
    if (!entry)
      continue;
    PrecisionPoint &point = report.uniform.emplace_back();
    point.label = f < formats.size() ? formats[f].describe() : "as it is";
    point.cycles = entry->cycles;
    point.energyFemtojoules = entry->energyFemtojoules;
    point.sqnr = sqnrOf(uniformErrors[f]);
    point.predictedCost = double(costOf(*entry));
    double error = 0;
    for (const Product &product : products)
      for (const Candidate &candidate : product.candidates)
        if (candidate.format == formatOfRun(f))
          error += candidate.resultError;
    point.predictedSqnr = sqnrOf(error);
  }
}

/// What was measured, without what another measured point beats.
void FormatSearch::fillFront(PrecisionResult &report,
                             const Measured &chosen) const {
  std::vector<const Measured *> order;
  for (const Measured &one : measured)
    order.push_back(&one);
  llvm::stable_sort(order, [&](const Measured *a, const Measured *b) {
    return std::make_pair(costOf(*a), -a->sqnr) <
           std::make_pair(costOf(*b), -b->sqnr);
  });
  double best = -std::numeric_limits<double>::infinity();
  for (const Measured *one : order) {
    if (one->sqnr <= best)
      continue;
    best = one->sqnr;
    PrecisionPoint &point = report.front.emplace_back();
    point.label = "mixed " + std::to_string(one - measured.data());
    point.cycles = one->cycles;
    point.energyFemtojoules = one->energyFemtojoules;
    point.sqnr = one->sqnr;
    point.predictedCost = one->predictedCost;
    point.predictedSqnr = one->predictedSqnr;
    point.chosen = one == &chosen;
  }
}

LogicalResult FormatSearch::fillReport(FormatDecision &decision, double budget,
                                       const Measured &chosen) {
  if (failed(fillProducts(decision)))
    return failure();
  PrecisionResult &report = decision.report;
  for (auto [p, row] : llvm::enumerate(report.products))
    row.reason = reasonFor(p, chosen.options);
  report.budget = budget;
  report.minimized = objective;
  report.frontFactor = front.errorFactor;
  report.executions = executions;
  report.simulations = simulations;
  report.coherence = model.coherence();
  report.factorDecibels = 10 * std::log10(model.factor());
  report.spreadDecibels = 10 / std::log(10.0) * model.spread();
  fillUniform(report);
  fillFront(report, chosen);
  return success();
}
