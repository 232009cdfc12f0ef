//===- Invocation.h - one run of the driver ---------------------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What `ridge run` does: model and machine in; page, JSON, trace or the IR of
/// a stage out. The tool parses its command line into RunOptions, nothing more.
///
/// What is wrong with the input is one line on the error stream,
/// `FILE:LINE:COL: error: ...`, with notes after it. The bytes of all outputs
/// depend on the inputs and options alone.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_DRIVER_INVOCATION_H
#define RIDGE_DRIVER_INVOCATION_H

#include "ridge/Check/ValueCheck.h"
#include "ridge/Cost/Objective.h"
#include "ridge/Driver/ExitStatus.h"
#include "ridge/Explore/FormatSearch.h"
#include "ridge/Pipeline/Model.h"
#include "ridge/Pipeline/Pipelines.h"
#include "llvm/Support/raw_ostream.h"
#include <optional>
#include <string>

namespace ridge {

/// What a run prints instead of the page. A stage's IR, the mappings of all
/// groups, or the program.
struct Emission {
  std::optional<Stage> stage; ///< Nothing: the program, or the mapping.
  bool isMapping = false;
};

struct RunOptions {
  std::string model;   ///< Path of a .mlir file.
  std::string machine; ///< A shipped machine or a .mlir file.
  ModelOptions modelOptions;

  bool check = false;       ///< Execute the program and compare.
  bool checkStages = false; ///< Execute the IR after each pass as well.
  ValueOptions values;

  std::optional<double> errorBudget;     ///< dB: choose formats by cost.
  Objective minimized = Objective::Time; ///< What that cost is.
  std::string formatsFile;   ///< Formats chosen before; empty: none.
  bool narrowLogits = false; ///< Products that are results change as well.
  std::string paretoPath;    ///< Picture of the search.

  CodecRequests codecs; ///< Of tensors that are stored in one.

  std::string mappingFile; ///< Mappings to carry out; empty: all are searched.

  std::optional<Emission> emission;
  std::string jsonPath;   ///< "-": standard output, in place of the page.
  std::string reportPath; ///< The page for a browser.
  std::string tracePath;  ///< Perfetto trace.
  /// What the program and what the model gives: a directory of .npy files, or a
  /// .safetensors file.
  std::string outputsPath, referenceOutputsPath;
  bool remarks = false;  ///< The passes' remarks on the error stream.
  bool progress = false; ///< Lines on the error stream when it takes long.
  bool timing = false;   ///< What the run itself took, step by step.
};

/// "tensor", ..., "isa", "mapping" or "program".
std::optional<Emission> parseEmission(llvm::StringRef name);

ExitStatus runModel(const RunOptions &options, llvm::raw_ostream &out,
                    llvm::raw_ostream &err);

} // namespace ridge

#endif // RIDGE_DRIVER_INVOCATION_H
