//===- Trials.h - a model on many machines, side by side --------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Compiles and simulates a model on a machine and on variants of it, on all
/// cores. Each worker has a session of its own and all of them share what
/// searches find, so that work which a change does not touch is done once.
/// Results are the same whatever the number of workers.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_WHATIF_TRIALS_H
#define RIDGE_WHATIF_TRIALS_H

#include "ridge/Cost/Energy.h"
#include "ridge/Sim/CriticalChain.h"
#include "ridge/WhatIf/Variant.h"

namespace ridge {

/// A layer as one variant runs it.
struct TrialLayer {
  std::string name;
  std::string location;
  std::string instruction; ///< Most of its time is this one's; may be empty.
  int64_t cycles = 0;      ///< Its share of the simulated time.
  std::string mapping;     ///< With Setup::keepsMapping: as text.
};

/// Cycles of the chain with one cause: "@matmul_f32 occupied", "dram->sram
/// latency".
struct CauseOfTime {
  std::string cause;
  int64_t cycles = 0;
};

/// What one machine makes of the model. Where `refused` says why it makes
/// nothing of it, all else is empty.
struct TrialResult {
  std::string refused;
  MachineHandle machine;
  int64_t cycles = 0; ///< Simulated.
  int64_t bound = 0;
  std::string boundBy;
  int64_t energyFemtojoules = 0;
  int64_t areaSquareMicrometres = 0; ///< Of the parts that state one.
  /// By instruction of `machine`: occupied cycles, and issues.
  std::vector<int64_t> instructionBusy, instructionIssues;
  std::vector<int64_t> engineBusy; ///< By engine of `machine`.
  /// What the simulated time consists of; empty beyond kMostChained operations.
  std::vector<ChainShare> chain;
  std::vector<TrialLayer> layers;
  PartWork work; ///< What energies are counted of.
  /// Different searches of tilings, and those that the base did not ask for.
  int64_t searches = 0, newSearches = 0;

  double seconds() const;
};

class Trials {
public:
  struct Setup {
    std::string model; ///< A .mlir file, or what errors call `text`.
    std::string text;  ///< The model itself, where there is no file.
    ModelOptions modelOptions;
    unsigned jobs = 0; ///< Workers; 0: one a core.
    bool keepsMapping = false;
    /// Told after each variant, from any worker, one at a time.
    std::function<void(size_t done, size_t all)> onProgress;
    /// Asked by every worker; once it says yes, what has no result yet is
    /// refused, and whoever asked knows why.
    std::function<bool()> stopAsked;

    llvm::Expected<Model> load(Session &session) const;
  };
  /// A simulation of more operations is not asked for its chain.
  static constexpr int64_t kMostChained = 4'000'000;

  explicit Trials(Setup setup);
  ~Trials();

  /// Runs the base; errors of it are errors of the whole.
  llvm::Error start(const MachineHandle &base);
  const TrialResult &base() const { return baseResult; }

  size_t numWorkers() const { return workers.size(); }
  /// In the order of the variants.
  std::vector<TrialResult> run(llvm::ArrayRef<Variant> variants);

private:
  struct Worker;

  TrialResult tryVariant(Worker &worker, const Variant &variant);

  Setup setup;
  std::vector<std::unique_ptr<Worker>> workers;
  TrialResult baseResult;
  std::set<TilingCache::Key> baseSearches;
};

/// By cause, the longest first; `layer`: of that one alone. Empty without a
/// chain.
std::vector<CauseOfTime> causesOf(const TrialResult &result,
                                  std::optional<LayerId> layer = {});

/// The first of what is wrong, as a sentence.
std::string sentenceOf(llvm::Error error);

} // namespace ridge

#endif // RIDGE_WHATIF_TRIALS_H
