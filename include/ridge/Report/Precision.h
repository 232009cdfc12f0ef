//===- Precision.h - what a choice of formats cost and saved ----*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef RIDGE_REPORT_PRECISION_H
#define RIDGE_REPORT_PRECISION_H

#include "ridge/Cost/Objective.h"
#include "ridge/Values/ErrorSums.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/raw_ostream.h"
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ridge {

/// Formats of one product.
struct ProductPrecision {
  int64_t number = 0; ///< In program order.
  std::string location;
  std::string instruction; ///< Empty: as in the model.
  std::string formats;     ///< "f8E4M3FN", "bf16 x f4E2M1FN/32 f8E8M0FNU".
  std::string rule;
  int64_t exponents[2] = {0, 0};
  double bitsPerValue[2] = {0, 0};
  int64_t elements[2] = {0, 0}; ///< Of the operands.
  /// Of this product alone, the rest of the model being as it is; and what of
  /// it comes from the operands' formats and what from the sums, in dB.
  ErrorMeasure error;
  double quantisationSqnr = 0, accumulationSqnr = 0;
  ErrorMeasure operands[2]; ///< Of the operands' values in their formats.
  std::string reason;       ///< Why this format.
};

/// A choice of formats, executed and simulated.
struct PrecisionPoint {
  std::string label;  ///< "uniform @matmul_bf16", "mixed 3".
  int64_t cycles = 0; ///< Simulated.
  int64_t energyFemtojoules = 0;
  double sqnr = 0;          ///< Of the model's results, dB.
  double predictedCost = 0; ///< Of what is minimised, in its unit.
  double predictedSqnr = 0;
  bool chosen = false;
};

struct PrecisionResult {
  std::vector<int64_t> weights; ///< Arguments converted ahead of time.
  std::vector<ProductPrecision> products;
  ErrorMeasure error;           ///< Of the results, against the model as it is.
  std::optional<double> budget; ///< dB.
  /// The search: what was tried as a whole, and the front, cheapest first.
  Objective minimized = Objective::Time;
  std::vector<PrecisionPoint> uniform, front;
  /// For every choice the front of the predictions has one that is no dearer
  /// and whose error is at most so many times as large.
  double frontFactor = 1;
  /// What the search took: runs of the model in some formats, of what one
  /// product changes too; programs compiled and simulated.
  int64_t executions = 0, simulations = 0;
  /// How errors of products added up (FormatModel.h): 0 as squares, 1 as
  /// vectors; executed over predicted errors, and their spread, in dB.
  double coherence = 0, factorDecibels = 0, spreadDecibels = 0;
};

/// SQNR, largest relative error and bias as members of a JSON object.
void printError(const ErrorMeasure &error, llvm::json::OStream &json);

void printPrecision(const PrecisionResult &result, llvm::raw_ostream &os);
/// The members of the JSON document's "precision".
void printPrecision(const PrecisionResult &result, llvm::json::OStream &json);
/// Cycles, or energy, against error as a picture (SVG).
void drawPrecision(const PrecisionResult &result, llvm::raw_ostream &os);

} // namespace ridge

#endif // RIDGE_REPORT_PRECISION_H
