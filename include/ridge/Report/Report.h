//===- Report.h - what a run says, as text, JSON and trace ------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Views of one run. The text page and the JSON document come from the same
/// RunResult; neither reads a simulator's insides.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_REPORT_REPORT_H
#define RIDGE_REPORT_REPORT_H

#include "ridge/Cost/Cost.h"
#include "ridge/Encoding/Image.h"
#include "ridge/Program/Program.h"
#include "ridge/Report/Codecs.h"
#include "ridge/Report/Precision.h"
#include "ridge/Sim/Simulator.h"
#include "ridge/Values/CheckResult.h"
#include "llvm/Support/raw_ostream.h"
#include <memory>
#include <optional>

namespace ridge {

struct RunResult {
  std::string model; ///< Path as given.
  /// Weights that the file left out and that were drawn.
  int64_t elidedWeights = 0;
  /// Sums of products that were told to accumulate in f32 or i32.
  int64_t widenedSums = 0;
  const Program *program = nullptr;
  /// What was decided about each group, as text, of the layers' names; may be
  /// empty.
  llvm::StringRef mapping;
  const Machine *machine = nullptr;
  ProgramCost cost;
  SimResult sim;
  std::optional<CheckResult> check;
  std::optional<PrecisionResult> precision; ///< If formats were chosen.
  std::optional<CodecResult> codecs;        ///< If tensors are stored in some.
  std::optional<CodeSize> code; ///< If the machine states instruction words.
  /// Seconds of this process by step, if asked for: all else follows from the
  /// inputs alone.
  std::vector<std::pair<std::string, double>> hostSeconds;
};

/// The one page: time and what limits it, units and their states, per-layer
/// table (bound, estimate, simulated, difference of the two), traffic by path,
/// memory map with peak, capacity and lower bound.
void printText(const RunResult &run, llvm::raw_ostream &os);

/// The document that lib/Report/run.schema.json describes, schema 1.
void printJson(const RunResult &run, llvm::raw_ostream &os);
/// Its members.
void printDocument(const RunResult &run, llvm::json::OStream &json);

/// The members of that document which an estimate has: no simulated time.
void printCostJson(const RunResult &run, llvm::raw_ostream &os);
/// Its member "check", and what it says of the machine as "hardware".
void printJson(const CheckResult &check, llvm::raw_ostream &os);
void printJson(const Machine &machine, llvm::raw_ostream &os);

/// The manual of its instructions as Markdown: meaning, operands, sizes, times,
/// energies, and an example at the largest sizes.
void printManual(const Machine &machine, llvm::raw_ostream &os);

/// That document as a page for a browser, which needs no other file. `notes`:
/// what passes said of each layer; may be empty.
void printHtml(const RunResult &run,
               llvm::ArrayRef<std::vector<std::string>> notes,
               llvm::raw_ostream &os);

/// Listener that writes a Perfetto protobuf trace: a track per engine, a slice
/// per operation and per hold, names interned, time in nanoseconds of the
/// machine's clock. Written as events come; complete when the writer is
/// destroyed.
std::unique_ptr<SimListener> createTraceWriter(const Program &program,
                                               const Machine &machine,
                                               llvm::raw_ostream &os);

} // namespace ridge

#endif // RIDGE_REPORT_REPORT_H
