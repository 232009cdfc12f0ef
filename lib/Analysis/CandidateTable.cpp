//===- CandidateTable.cpp - instructions that could run operations --------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ridge/Analysis/CandidateTable.h"
#include "ridge/Timing/Timing.h"

using namespace mlir;
using namespace ridge;

const Candidates &CandidateTable::of(StructuredOpInterface op) {
  auto [entry, isNew] = known.try_emplace(op);
  Candidates &candidates = entry->second;
  if (!isNew)
    return candidates;
  FailureOr<OperationKernel> kernel = operationKernel(op);
  if (failed(kernel))
    return candidates;
  candidates.matches =
      matchKernel(machine(), kernel->kernel, kernel->immediates);
  candidates.kernel =
      std::make_shared<const OperationKernel>(std::move(*kernel));
  return candidates;
}

/// What kernelTime looks at.
int32_t CandidateTable::timingOf(const Match &match, const Kernel &kernel) {
  SmallVector<int64_t, 8> key{match.instruction, kernelBits(kernel),
                              kernelOps(kernel)};
  key.append(match.dims.begin(), match.dims.end());
  auto number = static_cast<int32_t>(timings.size());
  return timings.try_emplace(std::move(key), number).first->second;
}
