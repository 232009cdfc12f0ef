//===- FormatSearch.cpp - formats under an error budget -------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "FormatSearch.h"
#include "ArrayValues.h"
#include "ErrorSums.h"
#include "dialects/Arch/FormatTypes.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/IR/TypeUtilities.h"
#include "ridge/Analysis/OperationKernel.h"
#include "ridge/Analysis/PassMachine.h"
#include "ridge/Sim/Simulator.h"
#include "ridge/Translate/Translate.h"
#include "llvm/ADT/EquivalenceClasses.h"
#include <cmath>

using namespace mlir;
using namespace ridge;

double FormatSearch::sqnrOf(double meanSquare) const {
  return decibels(signal, meanSquare);
}

//===----------------------------------------------------------------------===//
// Assignments
//===----------------------------------------------------------------------===//

ArrayAttr ridge::formatsAttribute(const Assignment &assignment,
                                  MLIRContext *context) {
  Builder builder(context);
  SmallVector<Attribute> entries;
  for (auto [number, choice] : llvm::enumerate(assignment)) {
    if (!choice)
      continue;
    NamedAttrList entry(choice->toAttribute(context));
    entry.set("product", builder.getI64IntegerAttr(number));
    entries.push_back(entry.getDictionary(context));
  }
  return builder.getArrayAttr(entries);
}

Assignment FormatSearch::assignmentOf(ArrayRef<int32_t> options) const {
  Assignment assignment(products.size());
  for (auto [p, product] : llvm::enumerate(products)) {
    int32_t format = optionFormats[product.group][options[product.group]];
    for (const Candidate &candidate : product.candidates)
      if (candidate.format == format && format >= 0)
        assignment[p] = candidate.choice;
  }
  return assignment;
}

Assignment FormatSearch::uniformAssignment(int32_t format) const {
  Assignment assignment(products.size());
  for (auto [p, product] : llvm::enumerate(products))
    for (const Candidate &candidate : product.candidates)
      if (candidate.format == format && format >= 0)
        assignment[p] = candidate.choice;
  return assignment;
}

//===----------------------------------------------------------------------===//
// Candidates
//===----------------------------------------------------------------------===//

/// The tensor beneath views: what a cast is shared by.
static Value sourceOf(Value value) {
  while (Operation *op = value.getDefiningOp()) {
    if (!llvm::isa<ReshapeOp, TransposeOp, BroadcastOp>(op))
      break;
    value = op->getOperand(0);
  }
  return value;
}

void FormatSearch::groupProducts() {
  llvm::EquivalenceClasses<int32_t> classes;
  llvm::DenseMap<Value, int32_t> readers;
  for (auto [number, product] : llvm::enumerate(products)) {
    int32_t p = number;
    classes.insert(p);
    for (Value input : product.op.getInputs()) {
      auto [reader, isNew] = readers.insert({sourceOf(input), p});
      if (!isNew)
        classes.unionSets(reader->second, p);
    }
  }
  llvm::DenseMap<int32_t, int32_t> numbers;
  for (auto [p, product] : llvm::enumerate(products)) {
    int32_t leader = classes.getLeaderValue(int32_t(p));
    auto [number, isNew] = numbers.insert({leader, numGroups});
    numGroups += isNew;
    product.group = number->second;
  }
}

/// Everything that follows from a reduction of what follows from `product`: a
/// map that reads it next to the sums is a norm, not a matter of one element.
static llvm::DenseSet<Value> statisticsOf(ContractOp product) {
  llvm::DenseSet<Value> reached = {product.getResult()}, statistics;
  for (Operation *op = product->getNextNode(); op; op = op->getNextNode()) {
    bool follows = llvm::any_of(op->getOperands(), [&](Value value) {
      return reached.contains(value);
    });
    bool fromStatistics = llvm::any_of(op->getOperands(), [&](Value value) {
      return statistics.contains(value);
    });
    for (Value result : op->getResults()) {
      if (follows)
        reached.insert(result);
      if (fromStatistics || (follows && llvm::isa<ReduceOp, ContractOp>(op)))
        statistics.insert(result);
    }
  }
  return statistics;
}

/// True if the product's sums reach a result with nothing but element by
/// element operations on the way.
static bool isLogits(ContractOp product) {
  llvm::DenseSet<Value> statistics = statisticsOf(product);
  SmallVector<Value> pending = {product.getResult()};
  llvm::DenseSet<Value> seen;
  while (!pending.empty()) {
    Value value = pending.pop_back_val();
    if (!seen.insert(value).second || statistics.contains(value))
      continue;
    for (Operation *user : value.getUsers()) {
      if (llvm::isa<func::ReturnOp>(user))
        return true;
      if (llvm::isa<MapOp, ReshapeOp, TransposeOp, SliceOp>(user))
        pending.push_back(user->getResult(0));
    }
  }
  return false;
}

/// The power of two that brings the largest magnitude just into the format. A
/// format with the exponents of the source needs none.
static int64_t exponentFor(const ProductSide &side, Format source,
                           double largest) {
  if (side.scale || largest == 0 ||
      formatInfo(side.element).exponentBits >= formatInfo(source).exponentBits)
    return 0;
  double most = largestFinite(side.element);
  int64_t exponent = std::ilogb(largest) - std::ilogb(most);
  return exponent + (largest > std::ldexp(most, exponent));
}

void FormatSearch::addCandidates(Product &product, bool asItIsOnly) {
  if (hasInstruction(product.op, machine))
    product.candidates.push_back({});
  if (asItIsOnly && !product.candidates.empty())
    return;
  for (auto [number, format] : llvm::enumerate(formats)) {
    std::string reason;
    if (!planProduct(product.op, format, reason))
      continue;
    Candidate candidate;
    candidate.format = number;
    candidate.choice.instruction = format.name;
    bool changes = false;
    for (unsigned s = 0; s < 2; ++s) {
      const Array &operand = evaluation->at(product.op.getInputs()[s]);
      candidate.choice.exponents[s] = exponentFor(
          format.sides[s], operand.format, largestMagnitude(operand));
      changes |= format.sides[s].element != operand.format;
    }
    if (changes)
      product.candidates.push_back(candidate);
  }
}

LogicalResult FormatSearch::prepare(bool narrowLogits) {
  progress.begin("running the model on the calibration values");
  formats = productFormats(machine);
  FailureOr<OwningOpRef<ModuleOp>> imported = compilation.importModel();
  if (failed(imported))
    return failure();
  tensor = std::move(*imported);
  func::FuncOp function = *tensor->getOps<func::FuncOp>().begin();
  auto run = Evaluation::run(function, values.modelArguments());
  if (!run)
    return complaint.fail("the reference cannot run the model: " +
                          llvm::toString(run.takeError()));
  evaluation.emplace(std::move(*run));
  for (ContractOp op : numberedProducts(function)) {
    Product product;
    product.op = op;
    product.location = locationText(op.getLoc());
    product.macs = 1;
    for (int64_t extent : op.getExtents())
      product.macs *= extent;
    product.isGuarded = !narrowLogits && isLogits(op);
    addCandidates(product, product.isGuarded);
    if (product.candidates.empty())
      return op.emitError() << "machine '" << machine.name
                            << "' multiplies in no format that this product "
                               "admits; add an instruction to the machine file";
    products.push_back(std::move(product));
  }
  ErrorSums sums = sumErrors(values.modelResults(), values.modelResults());
  signal = sums.meanSignal();
  if (products.empty() || signal == 0)
    return complaint.fail(
        "there is nothing to choose formats for: expected products of floats "
        "and float results that are not zero");
  groupProducts();
  return success();
}

//===----------------------------------------------------------------------===//
// Error of each product
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
  Operation *clone = builder.clone(*product, mapping);
  clone->setAttr(kFormatAttr, choice.toAttribute(module.getContext()));
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
  return compilation.runPass("ridge-insert-casts", *scratch);
}

LogicalResult FormatSearch::runCandidates() {
  progress.begin("running each product in each format");
  for (auto [p, product] : llvm::enumerate(products)) {
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
        return complaint.fail(results.takeError());
      candidate.localError = sumErrors(exact, *results).meanSquare();
      if (candidate.localError <= product.gain)
        continue;
      // The coarsest so far; its results stand for all.
      product.gain = candidate.localError;
      product.coarsest = std::move(results->front());
    }
  }
  return success();
}

/// Errors at the results per error at the product.
LogicalResult FormatSearch::findGains() {
  for (auto [p, product] : llvm::enumerate(products)) {
    progress.begin("product " + Twine(p) + " of " + Twine(products.size()) +
                   ": how its error shows at the results");
    double local = product.gain;
    if (local == 0)
      continue;
    auto results =
        evaluation->resultsIf(product.op.getResult(), product.coarsest);
    if (!results)
      return complaint.fail(results.takeError());
    ErrorSums sums = sumErrors(values.modelResults(), *results);
    product.gain = sums.meanSquare() / local;
    product.coarsest = Array();
  }
  return success();
}

//===----------------------------------------------------------------------===//
// Cost
//===----------------------------------------------------------------------===//

FailureOr<FormatSearch::Measured>
FormatSearch::measure(const Assignment &assignment) {
  FailureOr<CompiledModel> compiled =
      compilation.compile(formatsAttribute(assignment, tensor->getContext()),
                          values.weights(), machine);
  if (failed(compiled))
    return failure();
  FailureOr<std::vector<Array>> results = values.runTyped(compiled->typed);
  if (failed(results))
    return failure();
  SimResult sim = simulate(compiled->program, machine);
  Measured result;
  result.cycles = sim.cycles;
  result.error = sumErrors(values.modelResults(), *results).meanSquare();
  result.sqnr = sqnrOf(result.error);
  result.productCycles.assign(products.size(), 0);
  llvm::StringMap<size_t> byLocation;
  for (auto [p, product] : llvm::enumerate(products))
    byLocation.insert({product.location, p});
  for (auto [layer, time] :
       llvm::zip_equal(compiled->program.layers, sim.layers)) {
    auto found = byLocation.find(layer.location);
    if (found == byLocation.end())
      result.otherCycles += double(time.share);
    else
      result.productCycles[found->second] += double(time.share);
  }
  return result;
}

LogicalResult FormatSearch::measureUniform() {
  uniform.resize(formats.size() + 1);
  for (size_t f = 0; f <= formats.size(); ++f) {
    int32_t format = f < formats.size() ? int32_t(f) : -1;
    auto has = [&](const Product &product) {
      return llvm::any_of(product.candidates, [&](const Candidate &candidate) {
        return candidate.format == format;
      });
    };
    auto runs = [&](const Product &product) {
      return has(product) || product.candidates.front().format < 0;
    };
    if (!llvm::any_of(products, has) || !llvm::all_of(products, runs))
      continue;
    progress.begin(format < 0 ? Twine("simulating the model as it is")
                              : "simulating the model in " +
                                    Twine(formats[f].describe()));
    FailureOr<Measured> result = measure(uniformAssignment(format));
    if (failed(result))
      return failure();
    uniform[f] = std::move(*result);
  }
  if (llvm::none_of(uniform, [](const auto &entry) { return bool(entry); }))
    return complaint.fail("no format of the machine runs the whole model");
  return success();
}

void FormatSearch::buildVariables() {
  // Cycles that no product has, in the first run that there is, are the base;
  // the difference in others is shared out.
  double base = -1, macs = 0;
  for (const auto &entry : uniform)
    if (entry && base < 0)
      base = entry->otherCycles;
  for (const Product &product : products)
    macs += double(product.macs);

  optionFormats.assign(numGroups, {});
  variables.assign(numGroups, {});
  for (int32_t group = 0; group < numGroups; ++group)
    for (size_t f = 0; f <= formats.size(); ++f) {
      int32_t format = f < formats.size() ? int32_t(f) : -1;
      if (!uniform[f])
        continue;
      FormatOption option;
      bool any = false;
      for (auto [p, product] : llvm::enumerate(products)) {
        if (product.group != group)
          continue;
        option.cycles +=
            uniform[f]->productCycles[p] +
            (uniform[f]->otherCycles - base) * double(product.macs) / macs;
        for (const Candidate &candidate : product.candidates)
          if (candidate.format == format) {
            option.error += candidate.localError * product.gain;
            any = true;
          }
      }
      if (!any)
        continue;
      variables[group].push_back(option);
      optionFormats[group].push_back(format);
    }
  front = solveFormats(variables);
  for (FormatPoint &point : front.points)
    point.cycles += base;
}

//===----------------------------------------------------------------------===//
// Points of the front
//===----------------------------------------------------------------------===//

FailureOr<size_t> FormatSearch::measurePoint(size_t point) {
  if (measured.count(point))
    return point;
  progress.begin("executing and simulating choice " + Twine(point) + " of " +
                 Twine(front.points.size()));
  FailureOr<Measured> result =
      measure(assignmentOf(front.points[point].options));
  if (failed(result))
    return failure();
  measured[point] = std::move(*result);
  return point;
}

/// The fastest point within the budget by measurement: bisection, since errors
/// fall along the front, and then whatever else was measured and is faster.
FailureOr<size_t> FormatSearch::findWithin(double budget) {
  size_t low = 0, high = front.points.size() - 1;
  if (failed(measurePoint(high)))
    return failure();
  if (measured[high].sqnr < budget)
    return complaint.fail(
        "no choice of formats keeps an SQNR of " + Twine(int64_t(budget)) +
        " dB: the most accurate one has " +
        Twine(int64_t(std::floor(measured[high].sqnr))) + " dB");
  while (low < high) {
    size_t middle = (low + high) / 2;
    if (failed(measurePoint(middle)))
      return failure();
    if (measured[middle].sqnr >= budget)
      high = middle;
    else
      low = middle + 1;
  }
  if (failed(measurePoint(low)))
    return failure();
  size_t best = front.points.size() - 1;
  for (const auto &[point, result] : measured)
    if (result.sqnr >= budget && result.cycles < measured[best].cycles)
      best = point;
  return best;
}

/// So many points of the convex hull are executed, beside those that bisection
/// needs.
constexpr size_t pointsToMeasure = 8;

FailureOr<FormatDecision> FormatSearch::search(double budget,
                                               bool narrowLogits) {
  if (failed(prepare(narrowLogits)) || failed(addFunctions()) ||
      failed(runCandidates()) || failed(findGains()) ||
      failed(measureUniform()))
    return failure();
  buildVariables();
  std::vector<size_t> hull = convexPoints(front);
  for (size_t i = 0; i < pointsToMeasure; ++i)
    if (failed(
            measurePoint(hull[i * (hull.size() - 1) / (pointsToMeasure - 1)])))
      return failure();
  FailureOr<size_t> chosen = findWithin(budget);
  if (failed(chosen))
    return failure();
  FormatDecision decision;
  decision.assignment = assignmentOf(front.points[*chosen].options);
  if (failed(fillReport(decision, budget, *chosen)))
    return failure();
  return decision;
}

FailureOr<FormatDecision>
FormatSearch::describe(Assignment assignment,
                       ArrayRef<int64_t> withoutExponents) {
  if (failed(prepare(/*narrowLogits=*/true)))
    return failure();
  if (assignment.size() > products.size())
    return complaint.fail("formats are chosen for product " +
                          Twine(assignment.size() - 1) + ", the model has " +
                          Twine(products.size()));
  assignment.resize(products.size());
  for (int64_t number : withoutExponents)
    for (const Candidate &candidate : products[number].candidates)
      if (assignment[number] && candidate.format >= 0 &&
          candidate.choice.instruction == assignment[number]->instruction)
        llvm::copy(candidate.choice.exponents, assignment[number]->exponents);
  // Exactly what the file says, nothing else.
  for (auto [product, choice] : llvm::zip_equal(products, assignment)) {
    product.candidates.clear();
    Candidate &candidate = product.candidates.emplace_back();
    if (!choice)
      continue;
    StringRef name = choice->instruction;
    auto found = llvm::find_if(formats, [&](const ProductFormat &format) {
      return format.name == name;
    });
    if (found == formats.end())
      return product.op.emitError()
             << "machine '" << machine.name << "' has no product @" << name
             << " of floats";
    candidate.format = found - formats.begin();
    candidate.choice = *choice;
  }
  if (failed(addFunctions()))
    return failure();
  FormatDecision decision;
  decision.assignment = std::move(assignment);
  if (failed(fillProducts(decision)))
    return failure();
  for (ProductPrecision &row : decision.report.products)
    row.reason = "given";
  return decision;
}
