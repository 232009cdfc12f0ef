//===- WhatIf.h - what a change of a machine is worth -----------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A model on a machine and on the same machine with something changed, each
/// compiled and simulated, in one session: searches that a change does not
/// touch are made once.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_WHATIF_WHATIF_H
#define RIDGE_WHATIF_WHATIF_H

#include "ridge/Session/Session.h"

namespace ridge {

/// "sram.size=512 KiB", or several with ';' between them: they are one variant.
struct MachineEdit {
  std::string text;
  std::vector<MachineChange> changes;
};
/// Fails if a change has no part, attribute or value.
llvm::Expected<MachineEdit> parseMachineEdit(llvm::StringRef text);

struct VariantOutcome {
  std::string name; ///< The edit's text, or the machine's name.
  /// Why there is no program; all else is 0 then.
  std::string refused;
  int64_t cycles = 0, bound = 0; ///< Simulated, least.
  std::string boundBy;
  int64_t energyFemtojoules = 0;
  std::vector<int64_t> instructionBusy; ///< By instruction of the base.
  TilingCache::Counts searches;         ///< For tilings, of this variant.
};

/// The base first, then the variants in their order. An error in a machine or
/// what it cannot run is that variant's; one in the base is an error.
llvm::Expected<std::vector<VariantOutcome>>
tryVariants(Session &session, const Model &model, const MachineHandle &base,
            llvm::ArrayRef<MachineEdit> edits);

/// A table, the fastest variant first, with time and energy against the base,
/// the instruction whose time changed most, and what was searched anew.
void printVariants(const MachineHandle &base,
                   llvm::ArrayRef<VariantOutcome> outcomes,
                   llvm::raw_ostream &os);
/// The same as a JSON array in the order of the outcomes.
void printVariantsJson(const MachineHandle &base,
                       llvm::ArrayRef<VariantOutcome> outcomes,
                       llvm::raw_ostream &os);

} // namespace ridge

#endif // RIDGE_WHATIF_WHATIF_H
