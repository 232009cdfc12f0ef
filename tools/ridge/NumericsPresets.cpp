//===- NumericsPresets.cpp - ridge numerics presets -----------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The presets of accumulation, each with what it was compared with.
///
//===----------------------------------------------------------------------===//

#include "Numerics.h"
#include "NumericsText.h"
#include "ridge/Numerics/Accumulate.h"

using namespace ridge;

static void printPresets(llvm::raw_ostream &out) {
  for (const AccumulatePreset &preset : accumulatePresets())
    out << preset.name << "\n  " << preset.fields
        << "\n  equal rows: " << preset.measured
        << "\n  source: " << preset.source << "\n";
}

static void writePresets(llvm::json::OStream &json) {
  json.array([&] {
    for (const AccumulatePreset &preset : accumulatePresets())
      json.object([&] {
        json.attribute("name", preset.name);
        json.attribute("fields", preset.fields);
        json.attribute("measured", preset.measured);
        json.attribute("source", preset.source);
      });
  });
}

ExitStatus ridge::printAccumulatePresets(llvm::StringRef jsonPath,
                                         llvm::raw_ostream &out,
                                         llvm::raw_ostream &err) {
  return printBoth(jsonPath, printPresets, writePresets, out, err);
}
