//===- FormatSearch.h - formats under an error budget -----------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Chooses a format per product: the fastest program whose results stay within
/// an error budget.
///
/// 1. Candidates are what the machine multiplies in (ProductFormat.h) and what
///    each product admits. Products that read the same tensor choose together,
///    so that they share its cast.
/// 2. Error: the model runs once on the calibration values; each product is run
///    bit-true in each format on its exact operands. How an error there shows
///    at the results is measured with the coarsest format: the mean squares of
///    both give a factor. Errors of different products add.
/// 3. Cost: the model is compiled and simulated in each format throughout; a
///    product's share is that of the layers at its location, and what no
///    product has is shared out by multiply-accumulates.
/// 4. FormatSolve gives the front under these predictions.
/// 5. Points of the front are compiled, simulated and run bit-true. The answer
///    is the fastest that keeps the budget by measurement, found by bisection
///    where the prediction was wrong.
///
/// Only operands of products change: norms, softmax, residual sums and whatever
/// else lies between keep the model's formats. So does a product whose sums are
/// a result of the model with nothing but element by element operations between
/// (logits), unless it is asked for.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_LIB_DRIVER_FORMATSEARCH_H
#define RIDGE_LIB_DRIVER_FORMATSEARCH_H

#include "Compilation.h"
#include "Progress.h"
#include "ValueCheck.h"
#include "ridge/Driver/FormatSolve.h"
#include "ridge/Reference/Interpreter.h"
#include "ridge/Report/Precision.h"
#include "ridge/Transforms/Precision/FormatChoice.h"

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

class FormatSearch {
public:
  FormatSearch(Compilation &compilation, const ValueCheck &values,
               const Machine &machine, Complaint &complaint, Progress &progress)
      : compilation(compilation), values(values), machine(machine),
        complaint(complaint), progress(progress) {}

  /// `budget` in dB of the results' SQNR.
  mlir::FailureOr<FormatDecision> search(double budget, bool narrowLogits);

  /// The rows of the report for a choice made elsewhere.
  /// `withoutExponents`: products that get those of the calibration values.
  mlir::FailureOr<FormatDecision>
  describe(Assignment assignment, llvm::ArrayRef<int64_t> withoutExponents);

private:
  struct Candidate {
    int32_t format = -1; ///< Of `formats`; -1: as it is.
    FormatChoice choice;
    double localError = 0; ///< Mean square at the product.
  };
  struct Product {
    ContractOp op;
    std::string location;
    int64_t macs = 0;
    int32_t group = -1;
    bool isGuarded = false; ///< Keeps the model's format: logits.
    std::vector<Candidate> candidates;
    double gain = 0; ///< Mean square at the results per one at the product.
    Array coarsest;  ///< Results in the format with the largest error.
  };
  /// A whole assignment, compiled, simulated and executed.
  struct Measured {
    int64_t cycles = 0;
    double error = 0, sqnr = 0;
    std::vector<double> productCycles;
    double otherCycles = 0;
  };

  mlir::LogicalResult prepare(bool narrowLogits);
  void groupProducts();
  void addCandidates(Product &product, bool asItIsOnly);
  mlir::LogicalResult addFunctions();
  mlir::LogicalResult runCandidates();
  mlir::LogicalResult findGains();
  mlir::LogicalResult measureUniform();
  void buildVariables();
  Assignment assignmentOf(llvm::ArrayRef<int32_t> options) const;
  Assignment uniformAssignment(int32_t format) const;
  mlir::FailureOr<Measured> measure(const Assignment &assignment);
  mlir::FailureOr<size_t> measurePoint(size_t point);
  mlir::FailureOr<size_t> findWithin(double budget);
  static std::string functionOf(size_t product, size_t candidate);
  static std::string wideFunctionOf(size_t product);
  mlir::LogicalResult fillReport(FormatDecision &decision, double budget,
                                 size_t chosen);
  mlir::LogicalResult fillProducts(FormatDecision &decision);
  mlir::LogicalResult measureErrors(size_t product, int32_t candidate,
                                    ProductPrecision &row);
  std::string reasonFor(const Product &product,
                        llvm::ArrayRef<int32_t> options) const;
  double sqnrOf(double meanSquare) const;

  Compilation &compilation;
  const ValueCheck &values;
  const Machine &machine;
  Complaint &complaint;
  Progress &progress;

  std::vector<ProductFormat> formats;
  mlir::OwningOpRef<mlir::ModuleOp> tensor;
  std::optional<Evaluation> evaluation;
  /// Each product alone in each of its formats, and in f64.
  mlir::OwningOpRef<mlir::ModuleOp> scratch;
  std::vector<Product> products;
  int32_t numGroups = 0;
  double signal = 0; ///< Mean square of the reference results.
  /// By format of `formats`, and one more for the model as it is.
  std::vector<std::optional<Measured>> uniform;
  /// Per group: which format each option is.
  std::vector<std::vector<int32_t>> optionFormats;
  std::vector<std::vector<FormatOption>> variables;
  FormatFront front;
  std::map<size_t, Measured> measured; ///< By point of the front.
};

} // namespace ridge

#endif // RIDGE_LIB_DRIVER_FORMATSEARCH_H
