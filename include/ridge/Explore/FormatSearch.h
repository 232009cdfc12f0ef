//===- FormatSearch.h - formats under an error budget -----------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Chooses a format per product: the program of least time, or energy, whose
/// results stay within an error budget. Cost below is the one of them that is
/// minimised: simulated cycles, or femtojoules by Cost.
///
/// 1. Candidates are what the machine multiplies in (ProductFormat.h) and what
///    each product admits.
/// 2. Cost: the model is compiled and simulated in each format throughout; a
///    product's share is that of the layers at its location, and what no
///    product has is shared out by multiply-accumulates. Candidates that
///    another one beats in cost and in error go.
/// 3. Error: the model runs once on the calibration values; then, with one
///    product at a time in one candidate, what follows from it runs again. The
///    difference of the results, as a vector, is the candidate's error.
/// 4. FormatSolve gives the front under the sum of their squares. Points of its
///    hull are executed and simulated; FormatModel learns from them how errors
///    add up and how far off it is.
/// 5. Around the first good choice, the programs with one product changed are
///    simulated: from here on these differences are the costs.
/// 6. FormatModel proposes choices, the largest expected saving first; they are
///    executed, and simulated if they keep the budget (FormatExplore.cpp). The
///    answer is the cheapest that keeps it.
///
/// Only operands of products change: norms, softmax, residual sums and whatever
/// else lies between keep the model's formats. So does a product whose sums are
/// a result of the model with nothing but element by element operations between
/// (logits), unless it is asked for.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_EXPLORE_FORMATSEARCH_H
#define RIDGE_EXPLORE_FORMATSEARCH_H

#include "ridge/Check/ValueCheck.h"
#include "ridge/Explore/FormatModel.h"
#include "ridge/Pipeline/Compilation.h"
#include "ridge/Reference/Interpreter.h"
#include "ridge/Report/Precision.h"
#include "ridge/Transforms/Precision/FormatChoice.h"
#include "ridge/Values/ErrorSums.h"

namespace ridge {

/// Per product of the model, in program order; nothing: as it is.
using Assignment = std::vector<std::optional<FormatChoice>>;

/// The attribute `ridge.formats` of an assignment.
mlir::ArrayAttr formatsAttribute(const Assignment &assignment,
                                 mlir::MLIRContext *context);

/// What a search or a file decided.
struct FormatDecision {
  Assignment assignment;
  PrecisionResult report;
};

/// Hears which step of long work begins.
using ProgressHandler = std::function<void(const llvm::Twine &step)>;

class FormatSearch {
public:
  /// `codecs`: of tensors, in every program that is tried.
  FormatSearch(const Model &model, const MachineHandle &machine,
               CodecRequests codecs, const ValueCheck &values,
               ProgressHandler progress)
      : source(model), machine(machine), codecs(std::move(codecs)),
        values(values), errors(*model.function()->getContext(), model.file()),
        progress(std::move(progress)) {}

  /// `budget` in dB of the results' SQNR.
  mlir::FailureOr<FormatDecision> search(double budget, Objective minimized,
                                         bool narrowLogits);

  /// The rows of the report for a choice made elsewhere.
  /// `withoutExponents`: products that get those of the calibration values.
  mlir::FailureOr<FormatDecision>
  describe(Assignment assignment, llvm::ArrayRef<int64_t> withoutExponents);

private:
  struct Candidate {
    int32_t format = -1; ///< Of `formats`; -1: as it is.
    FormatChoice choice;
    double localError = 0;     ///< Mean square at the product.
    double resultError = 0;    ///< Mean square at the results.
    std::vector<float> vector; ///< Error of the results; its square is theirs.
  };
  struct Product {
    ContractOp op;
    std::string location;
    int64_t macs = 0;
    bool isGuarded = false; ///< Keeps the model's format: logits.
    std::vector<Candidate> candidates;
  };
  /// A whole assignment, compiled and simulated.
  struct Simulated {
    int64_t cycles = 0, energyFemtojoules = 0;
    std::vector<double> productCosts;
    double otherCost = 0;
  };
  /// A whole assignment, executed and simulated.
  struct Measured {
    FormatOptions options; ///< Empty: not one of the options.
    int64_t cycles = 0, energyFemtojoules = 0;
    double error = 0, sqnr = 0;
    double predictedCost = 0, predictedSqnr = 0;
  };

  /// What is minimised, of a Simulated or a Measured.
  template <typename Program> int64_t costOf(const Program &program) const {
    return objective == Objective::Energy ? program.energyFemtojoules
                                          : program.cycles;
  }

  // FormatSearch.cpp and FormatErrors.cpp
  mlir::LogicalResult prepare(bool narrowLogits);
  void addCandidates(Product &product, bool asItIsOnly);
  mlir::LogicalResult addFunctions();
  mlir::LogicalResult runCandidates();
  mlir::LogicalResult measureUniform();
  const Simulated *uniformWith(const Product &product,
                               const Candidate &candidate) const;
  bool isOnUniformFront(const Candidate &candidate) const;
  void buildOptions();
  mlir::LogicalResult measureVectors();
  mlir::LogicalResult measureVectors(size_t product);
  void dropLost(size_t product);
  void buildModel();
  Assignment assignmentOf(const FormatOptions &options) const;
  Assignment uniformAssignment(int32_t format) const;
  Replacements replacementsOf(const Assignment &assignment) const;
  mlir::FailureOr<ErrorSums> execute(const Assignment &assignment);
  mlir::FailureOr<Program> compile(const Assignment &assignment);
  mlir::LogicalResult setRates(Compilation &compilation);
  mlir::FailureOr<Simulated> simulateProgram(const Assignment &assignment);
  static std::string functionOf(size_t product, size_t candidate);
  static std::string wideFunctionOf(size_t product);
  std::vector<float> vectorOf(llvm::ArrayRef<Array> results) const;

  // FormatExplore.cpp
  mlir::LogicalResult measureHull();
  mlir::LogicalResult explore(double budget);
  mlir::LogicalResult measureNeighbours(double budget);
  FormatOptions uniformOptions(size_t run) const;
  mlir::LogicalResult measureUniformChoices(double budget);
  mlir::LogicalResult measureMixes(double budget);
  mlir::LogicalResult measureMarginalCosts(const Measured &centre);
  mlir::LogicalResult measureMarginalCosts(const Measured &centre, size_t v);
  mlir::FailureOr<Measured> executeOptions(const FormatOptions &options);
  mlir::LogicalResult simulateOptions(Measured &executed);
  mlir::LogicalResult tryProposals(double budget, unsigned count);
  std::vector<FormatOptions> seedsFor(double bound, double cheapest) const;
  const Measured *cheapestWithin(double budget) const;
  mlir::LogicalResult measurePoint(const FormatOptions &options);
  void calibrate();

  // FormatReport.cpp
  mlir::LogicalResult fillReport(FormatDecision &decision, double budget,
                                 const Measured &chosen);
  mlir::LogicalResult fillProducts(FormatDecision &decision);
  void fillUniform(PrecisionResult &report) const;
  void fillFront(PrecisionResult &report, const Measured &chosen) const;
  mlir::LogicalResult measureErrors(size_t product, int32_t candidate,
                                    ProductPrecision &row);
  std::string reasonFor(size_t product, const FormatOptions &options) const;
  double sqnrOf(double meanSquare) const;
  /// The mean square that an SQNR of `budget` dB allows.
  double errorWithin(double budget) const;
  /// Uniform runs are one for each format, and the model as it is behind them.
  int32_t formatOfRun(size_t run) const {
    return run < formats.size() ? int32_t(run) : -1;
  }
  size_t runOf(const Candidate &candidate) const {
    return candidate.format < 0 ? formats.size() : candidate.format;
  }

  Model source;
  MachineHandle machine;
  CodecRequests codecs;
  const ValueCheck &values;
  FileErrors errors;
  ProgressHandler progress;

  Objective objective = Objective::Time;
  std::vector<ProductFormat> formats;
  mlir::OwningOpRef<mlir::ModuleOp> tensor;
  std::optional<Evaluation> evaluation;
  /// Each product alone in each of its formats, and in f64.
  mlir::OwningOpRef<mlir::ModuleOp> scratch;
  std::vector<Product> products;
  double signal = 0; ///< Mean square of the reference results.
  /// By format of `formats`, and one more for the model as it is.
  std::vector<std::optional<Simulated>> uniform;
  std::vector<double> uniformErrors; ///< Mean squares, of those there are.
  /// Per product: which candidate each option is.
  std::vector<std::vector<int32_t>> optionCandidates;
  FormatModel model;
  FormatFront front;
  std::vector<ExecutedFormats> executed;
  std::set<FormatOptions> tried;
  std::vector<Measured> measured; ///< In the order of measurement.
  int64_t executions = 0, simulations = 0;
};

} // namespace ridge

#endif // RIDGE_EXPLORE_FORMATSEARCH_H
