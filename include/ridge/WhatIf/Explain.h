//===- Explain.h - why a program is as it is --------------------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// For each layer what was decided and why, from what the passes have recorded:
/// where its time goes, the instruction and what else could have run it, tiles
/// and memories, what joined it and what stayed apart. And what would change
/// it: the model is compiled again with each part of the machine twice as good.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_WHATIF_EXPLAIN_H
#define RIDGE_WHATIF_EXPLAIN_H

#include "ridge/WhatIf/Trials.h"

namespace ridge {

/// What one change of the machine makes of one layer.
struct LayerChange {
  std::string change; ///< "@sram twice as large"
  /// Nothing: the variant groups the operations differently.
  std::optional<int64_t> cycles;
  bool isMappedAnew = false; ///< Other tiles, memories, slots or instructions.
  int64_t programCycles = 0;
};

struct LayerReasons {
  TrialLayer layer;
  std::vector<CauseOfTime> causes; ///< Of the simulated time, longest first.
  std::string mapping; ///< As --emit=mapping prints it; may be empty.
  std::vector<std::string> remarks; ///< "PLACE: NAME: TEXT", of its operations.
  std::vector<LayerChange> changes; ///< Those that change something.
};

struct Reasons {
  std::vector<LayerReasons> layers; ///< In the order of the program.
  /// Of no layer: what was done to the whole function.
  std::vector<std::string> remarks;
  int64_t cycles = 0;
};

/// Each part that matters, twice as good: memories twice as large, or with
/// their paths twice as fast; instructions that the base issues in half the
/// time.
std::vector<Variant> improvements(const TrialResult &base, Session &session);

llvm::Expected<Reasons> explain(Trials::Setup setup,
                                const MachineHandle &machine);

/// Leaves that layer alone; all, if the name is empty. Fails if there is none.
llvm::Error selectLayer(Reasons &reasons, llvm::StringRef layer);

void printReasons(const Reasons &reasons, llvm::raw_ostream &os);
void printReasonsJson(const Reasons &reasons, llvm::json::OStream &json);

} // namespace ridge

#endif // RIDGE_WHATIF_EXPLAIN_H
