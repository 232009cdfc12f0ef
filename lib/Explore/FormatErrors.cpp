//===- FormatErrors.cpp - what formats of products do to results ----------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Products run in formats, alone and within the model.
///
//===----------------------------------------------------------------------===//

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/IRMapping.h"
#include "ridge/Analysis/PassMachine.h"
#include "ridge/Explore/FormatSearch.h"
#include "ridge/Values/ArrayValues.h"
#include "ridge/Values/ErrorSums.h"
#include <cmath>

using namespace mlir;
using namespace ridge;

//===----------------------------------------------------------------------===//
// Products alone
//===----------------------------------------------------------------------===//

/// The same product, computed and summed in f64.
static void addWideFunction(ModuleOp module, ContractOp product,
                            StringRef name) {
  OpBuilder builder = OpBuilder::atBlockEnd(module.getBody());
  Location loc = product.getLoc();
  Type wide = builder.getF64Type();
  SmallVector<Type> inputs;
  for (Value input : product.getInputs())
    inputs.push_back(llvm::cast<RankedTensorType>(input.getType()).clone(wide));
  auto result = llvm::cast<RankedTensorType>(product.getType()).clone(wide);
  auto function = func::FuncOp::create(
      builder, loc, name, builder.getFunctionType(inputs, Type(result)));
  builder.setInsertionPointToEnd(function.addEntryBlock());
  auto op = ContractOp::create(builder, loc, result, function.getArguments(),
                               product.getExtents(), product.getMaps(),
                               builder.getF64FloatAttr(0));
  func::ReturnOp::create(builder, loc, op.getResult());
  mlir::Block *body = builder.createBlock(&op.getBody(), {}, {wide, wide, wide},
                                          {loc, loc, loc});
  Value term = arith::MulFOp::create(builder, loc, body->getArgument(0),
                                     body->getArgument(1));
  Value sum = arith::AddFOp::create(builder, loc, body->getArgument(2), term);
  YieldOp::create(builder, loc, sum);
}

std::string FormatSearch::functionOf(size_t product, size_t candidate) {
  return ("p" + Twine(product) + "_" + Twine(candidate)).str();
}
std::string FormatSearch::wideFunctionOf(size_t product) {
  return ("wide" + Twine(product)).str();
}

/// A function that computes the product alone, its operands as arguments.
static void addProductFunction(ModuleOp module, ContractOp product,
                               const FormatChoice &choice, StringRef name) {
  OpBuilder builder = OpBuilder::atBlockEnd(module.getBody());
  auto function = func::FuncOp::create(
      builder, product.getLoc(), name,
      builder.getFunctionType(product.getInputs().getTypes(),
                              product.getType()));
  mlir::Block *body = function.addEntryBlock();
  builder.setInsertionPointToEnd(body);
  IRMapping mapping;
  mapping.map(product.getInputs(), body->getArguments());
  auto clone = cast<ContractOp>(builder.clone(*product, mapping));
  clone.setFormatAttr(choice.toAttribute(module.getContext()));
  func::ReturnOp::create(builder, product.getLoc(), clone->getResults());
}

LogicalResult FormatSearch::addFunctions() {
  scratch = ModuleOp::create(tensor->getLoc());
  (*scratch)->setAttr(kMachineAttr, (*tensor)->getAttr(kMachineAttr));
  for (auto [p, product] : llvm::enumerate(products)) {
    addWideFunction(*scratch, product.op, wideFunctionOf(p));
    for (auto [c, candidate] : llvm::enumerate(product.candidates))
      if (candidate.format >= 0)
        addProductFunction(*scratch, product.op, candidate.choice,
                           functionOf(p, c));
  }
  return runPass("ridge-insert-casts", *scratch);
}

/// Each product alone, on its exact operands.
LogicalResult FormatSearch::runCandidates() {
  for (auto [p, product] : llvm::enumerate(products)) {
    progress("product " + Twine(p) + " of " + Twine(products.size()) +
             ": in each format");
    // Same arrays for all its candidates.
    std::vector<Array> operands;
    for (Value input : product.op.getInputs())
      operands.push_back(evaluation->at(input));
    std::vector<Array> exact = {evaluation->at(product.op.getResult())};
    for (auto [c, candidate] : llvm::enumerate(product.candidates)) {
      if (candidate.format < 0)
        continue;
      auto function = scratch->lookupSymbol<func::FuncOp>(functionOf(p, c));
      auto results = interpret(function, operands);
      if (!results)
        return errors.fail(results.takeError());
      candidate.localError = sumErrors(exact, *results).meanSquare();
    }
  }
  return success();
}

//===----------------------------------------------------------------------===//
// Within the model
//===----------------------------------------------------------------------===//

Replacements FormatSearch::replacementsOf(const Assignment &assignment) const {
  Replacements all;
  for (auto [p, product] : llvm::enumerate(products))
    for (auto [c, candidate] : llvm::enumerate(product.candidates))
      if (assignment[p] && candidate.format >= 0 &&
          candidate.choice.instruction == assignment[p]->instruction) {
        // Accessors of operations are not const.
        ModuleOp functions = const_cast<FormatSearch *>(this)->scratch.get();
        all[product.op] =
            functions.lookupSymbol<func::FuncOp>(functionOf(p, c));
      }
  return all;
}

FailureOr<ErrorSums> FormatSearch::execute(const Assignment &assignment) {
  ++executions;
  auto run = evaluation->with(replacementsOf(assignment));
  if (!run)
    return errors.fail("the reference cannot run the model in its formats: " +
                       llvm::toString(run.takeError()));
  return sumErrors(values.modelResults(), run->results());
}

/// As many results stand for all, evenly spaced, where there are more.
constexpr int64_t largestVector = 1 << 17;

/// Differences from the reference; the sum of their squares is the mean square.
std::vector<float> FormatSearch::vectorOf(llvm::ArrayRef<Array> results) const {
  int64_t count = 0;
  for (const Array &array : results)
    if (formatInfo(array.format).isFloat)
      count += array.elements();
  int64_t step = llvm::divideCeil(count, largestVector);
  std::vector<float> vector;
  int64_t next = 0; ///< Element of all results to take.
  for (auto [want, have] : llvm::zip_equal(values.modelResults(), results)) {
    if (!formatInfo(want.format).isFloat)
      continue;
    for (; next < want.elements(); next += step) {
      double from = elementValue(want, next), to = elementValue(have, next);
      bool areNumbers = std::isfinite(from) && std::isfinite(to);
      vector.push_back(areNumbers ? float(to - from) : 0.0f);
    }
    next -= want.elements();
  }
  float unit = 1 / std::sqrt(float(std::max<size_t>(vector.size(), 1)));
  for (float &value : vector)
    value *= unit;
  return vector;
}

/// A candidate with less of the product's largest local error, as mean squares,
/// has no vector of its own: its share of errors is too small to meet others.
constexpr double leastShare = 1e-3;

/// Errors at the results. The candidates with the largest local errors are run;
/// that of others follows, as if the rest of the model were linear.
LogicalResult FormatSearch::measureVectors(size_t p) {
  Product &product = products[p];
  double largest = 0, gain = 0, gainFrom = 0;
  for (int32_t c : optionCandidates[p])
    largest = std::max(largest, product.candidates[c].localError);
  for (int32_t c : optionCandidates[p]) {
    Candidate &candidate = product.candidates[c];
    double local = candidate.localError;
    if (local == 0 || local < leastShare * largest)
      continue;
    ++executions;
    Assignment alone(products.size());
    alone[p] = candidate.choice;
    auto run = evaluation->with(replacementsOf(alone));
    if (!run)
      return errors.fail(run.takeError());
    std::vector<Array> results = run->results();
    candidate.resultError =
        sumErrors(values.modelResults(), results).meanSquare();
    candidate.vector = vectorOf(results);
    // The least error that was run is nearest to linear.
    if (std::isfinite(candidate.resultError) &&
        (gainFrom == 0 || local < gainFrom)) {
      gain = candidate.resultError / local;
      gainFrom = local;
    }
  }
  for (Candidate &candidate : product.candidates)
    if (candidate.vector.empty())
      candidate.resultError = candidate.localError * gain;
  return success();
}

/// NaN and Inf where there was a number: never a choice, unless the only one.
void FormatSearch::dropLost(size_t p) {
  std::vector<int32_t> kept = optionCandidates[p];
  llvm::erase_if(kept, [&](int32_t c) {
    return !std::isfinite(products[p].candidates[c].resultError);
  });
  if (!kept.empty())
    optionCandidates[p] = std::move(kept);
}

LogicalResult FormatSearch::measureVectors() {
  for (size_t p = 0; p < products.size(); ++p) {
    progress("product " + Twine(p) + " of " + Twine(products.size()) +
             ": how its errors show at the results");
    if (failed(measureVectors(p)))
      return failure();
    dropLost(p);
  }
  return success();
}
