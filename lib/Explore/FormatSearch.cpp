//===- FormatSearch.cpp - formats under an error budget -------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ridge/Explore/FormatSearch.h"
#include "ridge/Analysis/OperationKernel.h"
#include "ridge/Analysis/PassMachine.h"
#include "ridge/Check/StoredTensors.h"
#include "ridge/Cost/Cost.h"
#include "ridge/Cost/Energy.h"
#include "ridge/Sim/Simulator.h"
#include "ridge/Target/Catalog.h"
#include "ridge/Translate/Translate.h"
#include "ridge/Values/ArrayValues.h"
#include "ridge/Values/ErrorSums.h"
#include <cmath>

using namespace mlir;
using namespace ridge;

double FormatSearch::sqnrOf(double meanSquare) const {
  return decibels(signal, meanSquare);
}

double FormatSearch::errorWithin(double budget) const {
  return signal / std::pow(10, budget / 10);
}

//===----------------------------------------------------------------------===//
// Assignments
//===----------------------------------------------------------------------===//

ArrayAttr ridge::formatsAttribute(const Assignment &assignment,
                                  MLIRContext *context) {
  SmallVector<Attribute> entries;
  for (auto [number, choice] : llvm::enumerate(assignment))
    if (choice)
      entries.push_back(
          ProductAttr::get(context, number, choice->toAttribute(context)));
  return ArrayAttr::get(context, entries);
}

Assignment FormatSearch::assignmentOf(const FormatOptions &options) const {
  Assignment assignment(products.size());
  for (auto [p, product] : llvm::enumerate(products)) {
    const Candidate &candidate =
        product.candidates[optionCandidates[p][options[p]]];
    if (candidate.format >= 0)
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
  progress("running the model on the calibration values");
  formats = productFormats(machine);
  FailureOr<OwningOpRef<ModuleOp>> imported = source.tensorForm();
  if (failed(imported))
    return failure();
  tensor = std::move(*imported);
  (*tensor)->setAttr(kMachineAttr, machineWord(machine, *tensor->getContext()));
  func::FuncOp function = *tensor->getOps<func::FuncOp>().begin();
  auto run = Evaluation::run(function, values.modelArguments());
  if (!run)
    return errors.fail("the reference cannot run the model: " +
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
      return op.emitError() << "machine '" << machine->name
                            << "' multiplies in no format that this product "
                               "admits; add an instruction to the machine file";
    products.push_back(std::move(product));
  }
  ErrorSums sums = sumErrors(values.modelResults(), values.modelResults());
  signal = sums.meanSignal();
  if (products.empty() || signal == 0)
    return errors.fail(
        "there is nothing to choose formats for: expected products of floats "
        "and float results that are not zero");
  return success();
}

//===----------------------------------------------------------------------===//
// Cost
//===----------------------------------------------------------------------===//

/// The program of the model in these formats, its codecs at the rates that they
/// need for these values: what is priced is what would run.
FailureOr<Program> FormatSearch::compile(const Assignment &assignment) {
  MLIRContext *context = tensor->getContext();
  FailureOr<Compilation> compilation =
      Compilation::fromTensorForm(source, machine);
  if (failed(compilation))
    return failure();
  compilation->setFormats(formatsAttribute(assignment, context),
                          values.weights());
  if (failed(compilation->setCodecs(codecs)))
    return failure();
  for (const StageInfo &stage : stages()) {
    if (stage.stage == Stage::Tensor)
      continue;
    if (failed(compilation->runStage(stage)))
      return failure();
    if (stage.stage == Stage::Typed && failed(setRates(*compilation)))
      return failure();
  }
  return compilation->translate();
}

LogicalResult FormatSearch::setRates(Compilation &compilation) {
  if (!codecs.empty()) {
    TypedModel typed = compilation.typed();
    FailureOr<std::vector<Array>> arguments = values.argumentsOf(typed);
    if (failed(arguments))
      return failure();
    auto stored = measureStored(typed, values.modelArguments(), *arguments);
    if (!stored)
      return errors.fail(stored.takeError());
    if (failed(compilation.setRates(ratesOf(*stored))))
      return failure();
  }
  compilation.dropPreparation();
  return success();
}

FailureOr<FormatSearch::Simulated>
FormatSearch::simulateProgram(const Assignment &assignment) {
  ++simulations;
  FailureOr<Program> program = compile(assignment);
  if (failed(program))
    return failure();
  ProgramCost cost = estimate(*program, machine);
  if (std::string wrong = overflowProblem(cost, machine); !wrong.empty())
    return errors.fail(wrong);
  SimResult sim = inCycles(simulate(*program, machine), *machine);
  Simulated result;
  result.cycles = sim.cycles;
  ProgramEnergy energies = energyOf(cost.work, *machine, sim.cycles);
  result.energyFemtojoules = energies.total;
  // Static power is spent while a layer takes its share of the time.
  double staticPerCycle =
      sim.cycles == 0
          ? 0
          : double(energies.of(EnergyCause::Static)) / double(sim.cycles);
  result.productCosts.assign(products.size(), 0);
  llvm::StringMap<size_t> byLocation;
  for (auto [p, product] : llvm::enumerate(products))
    byLocation.insert({product.location, p});
  for (auto [layer, time, energy] :
       llvm::zip_equal(program->layers, sim.layers, cost.layers)) {
    double share = objective == Objective::Energy
                       ? double(energy.energyFemtojoules) +
                             staticPerCycle * double(time.share)
                       : double(time.share);
    auto found = byLocation.find(layer.location);
    if (found == byLocation.end())
      result.otherCost += share;
    else
      result.productCosts[found->second] += share;
  }
  return result;
}

LogicalResult FormatSearch::measureUniform() {
  uniform.resize(formats.size() + 1);
  uniformErrors.resize(formats.size() + 1);
  for (size_t f = 0; f <= formats.size(); ++f) {
    int32_t format = formatOfRun(f);
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
    progress(format < 0
                 ? Twine("simulating the model as it is")
                 : "simulating the model in " + Twine(formats[f].describe()));
    FailureOr<Simulated> result = simulateProgram(uniformAssignment(format));
    FailureOr<ErrorSums> errors = execute(uniformAssignment(format));
    if (failed(result) || failed(errors))
      return failure();
    uniform[f] = std::move(*result);
    uniformErrors[f] = errors->meanSquare();
  }
  if (llvm::none_of(uniform, [](const auto &entry) { return bool(entry); }))
    return errors.fail("no format of the machine runs the whole model");
  if (objective == Objective::Energy &&
      llvm::none_of(uniform, [&](const auto &entry) {
        return entry && costOf(*entry) > 0;
      }))
    return errors.fail("machine '" + Twine(machine->name) +
                       "' states no energy that could be less: state it in "
                       "the machine file, or minimise time");
  return success();
}

//===----------------------------------------------------------------------===//
// Options
//===----------------------------------------------------------------------===//

/// A run in which the product was in that format; null if there was none. What
/// a run's format does not suit stayed as it is.
const FormatSearch::Simulated *
FormatSearch::uniformWith(const Product &product,
                          const Candidate &candidate) const {
  size_t format = runOf(candidate);
  if (uniform[format] || candidate.format >= 0)
    return uniform[format] ? &*uniform[format] : nullptr;
  for (size_t f = 0; f < uniform.size(); ++f)
    if (uniform[f] &&
        llvm::none_of(product.candidates, [&](const Candidate &other) {
          return other.format == int32_t(f);
        }))
      return &*uniform[f];
  return nullptr;
}

/// No other uniform run is at least as good in both ways. Its program may be
/// worth more than its products one by one: what shares loops in one format
/// need not share them in two.
bool FormatSearch::isOnUniformFront(const Candidate &candidate) const {
  size_t own = runOf(candidate);
  if (!uniform[own])
    return false;
  auto key = [&](size_t f) {
    return std::make_tuple(costOf(*uniform[f]), uniformErrors[f], f);
  };
  for (size_t f = 0; f < uniform.size(); ++f)
    if (uniform[f] && key(f) < key(own) &&
        uniformErrors[f] <= uniformErrors[own])
      return false;
  return true;
}

/// Candidates whose cost is known and that no other one beats, or that a run of
/// all products needs.
void FormatSearch::buildOptions() {
  optionCandidates.assign(products.size(), {});
  for (size_t p = 0; p < products.size(); ++p) {
    const Product &product = products[p];
    auto beats = [&](size_t a, size_t b) {
      const Candidate &first = product.candidates[a],
                      &second = product.candidates[b];
      const Simulated *firstRun = uniformWith(product, first),
                      *secondRun = uniformWith(product, second);
      if (!firstRun || !secondRun)
        return !secondRun && firstRun;
      auto key =
          std::make_tuple(firstRun->productCosts[p], first.localError, a);
      auto other =
          std::make_tuple(secondRun->productCosts[p], second.localError, b);
      return key < other && first.localError <= second.localError;
    };
    size_t count = product.candidates.size();
    for (size_t c = 0; c < count; ++c)
      if (isOnUniformFront(product.candidates[c]) ||
          (uniformWith(product, product.candidates[c]) &&
           llvm::none_of(llvm::seq<size_t>(0, count),
                         [&](size_t o) { return beats(o, c); })))
        optionCandidates[p].push_back(c);
  }
}

/// What no product costs, in the first run that there is, is the base;
/// the difference in others is shared out.
void FormatSearch::buildModel() {
  double base = -1, macs = 0;
  for (const auto &entry : uniform)
    if (entry && base < 0)
      base = entry->otherCost;
  for (const Product &product : products)
    macs += double(product.macs);
  FormatModel::Variables variables(products.size());
  std::vector<std::vector<std::vector<float>>> vectors(products.size());
  for (auto [p, product] : llvm::enumerate(products))
    for (int32_t c : optionCandidates[p]) {
      Candidate &candidate = product.candidates[c];
      const Simulated &run = *uniformWith(product, candidate);
      FormatOption &option = variables[p].emplace_back();
      option.cost = run.productCosts[p] +
                    (run.otherCost - base) * double(product.macs) / macs;
      option.error = candidate.resultError;
      vectors[p].push_back(std::move(candidate.vector));
    }
  model = FormatModel(std::move(variables), vectors);
  model.base = base;
}

FailureOr<FormatDecision>
FormatSearch::search(double budget, Objective minimized, bool narrowLogits) {
  objective = minimized;
  if (failed(prepare(narrowLogits)) || failed(addFunctions()) ||
      failed(runCandidates()) || failed(measureUniform()))
    return failure();
  buildOptions();
  for (auto [product, list] : llvm::zip_equal(products, optionCandidates))
    if (list.empty())
      return product.op.emitError()
             << "no format that runs the whole model suits this product";
  if (failed(measureVectors()))
    return failure();
  buildModel();
  if (failed(measureHull()) || failed(explore(budget)))
    return failure();
  const Measured *chosen = cheapestWithin(budget);
  FormatDecision decision;
  decision.assignment = assignmentOf(chosen->options);
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
    return errors.fail("formats are chosen for product " +
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
             << "machine '" << machine->name << "' has no product @" << name
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
