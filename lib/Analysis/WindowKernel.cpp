//===- WindowKernel.cpp - kernels of operations on windows ----------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Footprints come from strides, bodies from KernelFromRegion.
///
//===----------------------------------------------------------------------===//

#include "ridge/Analysis/WindowKernel.h"
#include "dialects/Arch/FormatTypes.h"
#include "ridge/Analysis/Windows.h"
#include "ridge/Target/KernelFromRegion.h"

using namespace mlir;
using namespace ridge;

uint32_t ridge::immediatesOf(ArrayAttr accesses) {
  uint32_t mask = 0;
  for (auto [i, access] : llvm::enumerate(accesses))
    if (isa<arch::ImmediateAttr>(access))
      mask |= 1u << i;
  return mask;
}

SmallVector<int64_t, 6> ridge::fullSizes(ArrayAttr sizes) {
  SmallVector<int64_t, 6> full;
  for (AffineMap map : sizes.getAsValueRange<AffineMapAttr>()) {
    int64_t most = 1;
    for (AffineExpr expr : map.getResults())
      if (auto constant = dyn_cast<AffineConstantExpr>(expr))
        most = std::max(most, constant.getValue());
    full.push_back(most);
  }
  return full;
}

/// The dims that the address of a window depends on.
static DimSet movingDims(Attribute attribute, ArrayRef<int64_t> sizes) {
  auto access = dyn_cast<arch::AccessAttr>(attribute);
  DimSet dims = 0;
  if (access)
    for (auto [d, stride] : llvm::enumerate(access.getStrides()))
      if (stride != 0 && sizes[d] != 1)
        dims |= 1u << d;
  return dims;
}

FailureOr<Kernel>
ridge::kernelOfWindows(Region &body, ArrayAttr accesses,
                       ArrayRef<int64_t> sizes, ArrayRef<bool> reduction,
                       bool updates,
                       function_ref<InFlightDiagnostic()> emitError) {
  // A kernel holds its dims and operands as bits of a word.
  if (sizes.size() > 16 || accesses.size() > 32)
    return emitError() << "has " << sizes.size() << " dims and "
                       << accesses.size()
                       << " operands, expected at most 16 and 32";
  auto format = [&](Type type) -> FailureOr<Format> {
    if (std::optional<Format> found = formatOf(type))
      return *found;
    return emitError() << "has an operand of type " << type
                       << ", which is no number format";
  };
  SmallVector<KernelOperand> inputs, outputs;
  size_t numInputs = accesses.size() - 1;
  for (size_t i = 0; i < numInputs; ++i) {
    FailureOr<Format> found = format(body.getArgument(i).getType());
    if (failed(found))
      return failure();
    inputs.push_back({*found, movingDims(accesses[i], sizes), false});
  }
  Operation *yield = body.front().getTerminator();
  FailureOr<Format> found = format(yield->getOperand(0).getType());
  if (failed(found))
    return failure();
  outputs.push_back({*found, movingDims(accesses[numInputs], sizes), updates});
  return kernelFromRegion(body, inputs, outputs, reduction, emitError);
}

template <typename OpTy> static FailureOr<Kernel> kernelOfOp(OpTy op) {
  return kernelOfWindows(op.getBody(), op.getAccesses(),
                         fullSizes(op.getSizes()), op.getReduction(),
                         op.readsOutput(), [&] { return op.emitOpError(); });
}

FailureOr<Kernel> ridge::kernelOf(ComputeOp op) { return kernelOfOp(op); }
FailureOr<Kernel> ridge::kernelOf(InvokeOp op) { return kernelOfOp(op); }

FailureOr<TileRange> ridge::tileRange(ComputeOp op) {
  FailureOr<SmallVector<int64_t, 4>> trips =
      tripsOfCounters(op, op.getCounters());
  if (failed(trips))
    return failure();
  TileRange range;
  for (auto [d, map] :
       llvm::enumerate(op.getSizes().getAsValueRange<AffineMapAttr>())) {
    auto found = rangeOfSize(map, *trips);
    if (failed(found) || found->first < 1)
      return op.emitOpError()
             << "size " << d << " must be a linear map that stays at 1 or more";
    range.least.push_back(found->first);
    range.most.push_back(found->second);
  }
  return range;
}
