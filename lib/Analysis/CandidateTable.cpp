//===- CandidateTable.cpp - what could run operations of IR ---------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ridge/Analysis/CandidateTable.h"

using namespace mlir;
using namespace ridge;

const CandidateTable::Entry &CandidateTable::of(StructuredOpInterface op) {
  auto [found, isNew] = known.try_emplace(op);
  Entry &entry = found->second;
  if (!isNew)
    return entry;
  Content content = contentOf(op);
  auto equal = equals.find(content);
  if (equal != equals.end())
    return entry = equal->second;
  FailureOr<OperationKernel> kernel = operationKernel(op);
  if (failed(kernel))
    return entry;
  entry.candidates = std::make_shared<const Candidates>(
      candidatesOf(machine(), kernel->kernel, kernel->immediates,
                   /*isFilled=*/static_cast<bool>(op.getInitialValue())));
  entry.kernel = std::make_shared<const OperationKernel>(std::move(*kernel));
  equals[content] = entry;
  return entry;
}
