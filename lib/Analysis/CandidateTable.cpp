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
  if (op.getInitialValue()) {
    candidates.fill = fillKernel(kernel->kernel);
    candidates.fillMatches =
        matchKernel(machine(), *candidates.fill, /*immediates=*/1);
  }
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
