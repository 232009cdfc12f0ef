//===- VariantTable.h - what changes are worth, for people ------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The outcomes of variants as a ranked table, with reasons, and as JSON.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_WHATIF_VARIANTTABLE_H
#define RIDGE_WHATIF_VARIANTTABLE_H

#include "ridge/WhatIf/Trials.h"

namespace ridge {

/// Variants of one base, each with its result.
struct VariantOutcomes {
  const TrialResult &base;
  llvm::ArrayRef<Variant> variants;
  llvm::ArrayRef<TrialResult> results;
};

/// One cause of time on one of two machines, or both.
struct CauseChange {
  std::string cause; ///< "@matmul_f32 occupied", "dram->sram latency".
  int64_t before = 0, after = 0;
};
/// Cycles won or lost by cause, the greatest change first. They sum to the
/// difference of the simulated times; empty where one has no chain.
std::vector<CauseChange> changesByCause(const TrialResult &base,
                                        const TrialResult &variant);
/// Layers of the same operations that another instruction takes most time of:
/// "contract0+11: @matmul_i8 -> @fast"; and how many are of operations that the
/// base does not hold together.
struct InstructionChanges {
  std::vector<std::string> layers;
  int64_t newGroups = 0;
};
InstructionChanges changedInstructions(const TrialResult &base,
                                       const TrialResult &variant);

/// A table, the fastest variant first, with time, energy and area against the
/// base, what limits it and what was searched anew; then why, for each.
void printVariants(const VariantOutcomes &outcomes, llvm::raw_ostream &os);
/// The same as a JSON array: the base, then the variants in their order.
void printVariantsJson(const VariantOutcomes &outcomes,
                       llvm::json::OStream &json);

} // namespace ridge

#endif // RIDGE_WHATIF_VARIANTTABLE_H
