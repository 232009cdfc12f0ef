//===- Candidates.cpp - instructions that could run a kernel --------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ridge/Mapping/Candidates.h"

using namespace ridge;

/// One immediate to every element of the result, whose dims are those that are
/// not folded.
static Kernel fillKernel(const Kernel &kernel) {
  const KernelOperand &result = kernel.outputs.front();
  Kernel fill;
  KernelOperand written{result.format, 0, false};
  for (unsigned d = 0; d < kernel.numDims(); ++d) {
    if (kernel.reduction[d])
      continue;
    written.dims |= DimSet((result.dims >> d) & 1) << fill.reduction.size();
    fill.reduction.push_back(false);
  }
  fill.inputs.push_back({result.format, 0, false});
  fill.outputs.push_back(written);
  fill.yields.push_back(0);
  return fill;
}

Candidates ridge::candidatesOf(const Machine &machine, const Kernel &kernel,
                               uint32_t immediates, bool isFilled) {
  Candidates candidates;
  candidates.matches = matchKernel(machine, kernel, immediates);
  if (isFilled) {
    candidates.fill = fillKernel(kernel);
    candidates.fillMatches =
        matchKernel(machine, *candidates.fill, /*immediates=*/1);
  }
  return candidates;
}

std::string ridge::explainNone(const Machine &machine, const Kernel &kernel,
                               uint32_t immediates,
                               const Candidates &candidates) {
  if (candidates.matches.empty())
    return explainNoMatch(machine, kernel, immediates);
  if (candidates.fill && candidates.fillMatches.empty())
    return "no instruction writes the value that its sum starts from: " +
           explainNoMatch(machine, *candidates.fill, /*immediates=*/1);
  return "";
}
