//===- Candidates.h - instructions that could run a kernel ------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What groups need to know of an operation and what does not depend on the
/// group: the instructions that match its kernel, and those that write the
/// value that its sum starts from.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_MAPPING_CANDIDATES_H
#define RIDGE_MAPPING_CANDIDATES_H

#include "ridge/Machine/Match.h"
#include <memory>

namespace ridge {

struct Candidates {
  llvm::SmallVector<Match, 2> matches; ///< In machine file order.
  /// Of a reduction: writes what it starts from over the dims of its result.
  std::optional<Kernel> fill;
  llvm::SmallVector<Match, 2> fillMatches;
};

/// `immediates` as in matchKernel; `isFilled`: the result starts from a value
/// that has to be written first.
Candidates candidatesOf(const Machine &machine, const Kernel &kernel,
                        uint32_t immediates, bool isFilled);

/// Empty, or why no instruction runs it or its fill.
std::string explainNone(const Machine &machine, const Kernel &kernel,
                        uint32_t immediates, const Candidates &candidates);

} // namespace ridge

#endif // RIDGE_MAPPING_CANDIDATES_H
