//===- Comparison.h - two runs side by side ---------------------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What differs between two documents of runs (`ridge run --json`): figures of
/// the whole, bytes by path, layer by layer, and numbers of the machines.
/// Layers meet by their names; those left by the places of their first
/// operations; what is left then is in one run alone.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_REPORT_COMPARISON_H
#define RIDGE_REPORT_COMPARISON_H

#include "llvm/Support/Error.h"
#include "llvm/Support/JSON.h"
#include <optional>
#include <string>
#include <vector>

namespace ridge {

/// What one document says of its run.
struct RunDocument {
  struct Layer {
    std::string name, location, instruction, formats, mapping;
    std::string tile; ///< "d0 64 x d1 48": sizes of its innermost tile.
    int64_t simulated = 0, bound = 0, bytes = 0, energyFemtojoules = 0;
    double seconds = 0; ///< The simulated cycles over the clock.
  };

  std::string model, machine, limitedBy;
  double seconds = 0, hertz = 0;
  int64_t simulated = 0, bound = 0, estimate = 0, energyFemtojoules = 0;
  std::vector<std::pair<std::string, int64_t>> traffic; ///< Bytes by path.
  std::vector<Layer> layers;
  llvm::json::Object hardware;

  double bytes() const; ///< On all paths.
  /// Fails where a document is none of a run that was simulated.
  static llvm::Expected<RunDocument> read(const llvm::json::Value &document);
};

struct ComparedFigure {
  std::string name;
  double before = 0, after = 0;
};

/// A layer in both runs, or in one of them.
struct ComparedLayer {
  std::optional<size_t> before, after; ///< Numbers in their runs.
  /// Of "operations", "instruction", "formats", "tile" and "mapping" (order of
  /// loops, memories, slots); empty of a layer in one run alone.
  std::vector<std::string> changed;
  double secondsLost = 0; ///< After less before.
};

/// A number of the machine; a text is empty where there is no such part.
struct ComparedNumber {
  std::string part, number, before, after;
};

struct Comparison {
  RunDocument before, after;
  std::vector<ComparedFigure> figures; ///< Of the whole.
  std::vector<ComparedFigure> traffic; ///< Bytes by path.
  std::vector<ComparedLayer> layers;   ///< As they run after, then the lost.
  std::vector<ComparedNumber> hardware;
};

Comparison compareRuns(RunDocument before, RunDocument after);

/// For a terminal: the greatest differences first.
void printComparison(const Comparison &comparison, llvm::raw_ostream &os);
/// The members of the document that comparison.schema.json describes.
void printComparison(const Comparison &comparison, llvm::json::OStream &json);

} // namespace ridge

#endif // RIDGE_REPORT_COMPARISON_H
