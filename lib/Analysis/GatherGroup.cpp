//===- GatherGroup.cpp - the workload of a ridge.gather -------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ridge/Analysis/GatherGroup.h"
#include "dialects/Arch/FormatTypes.h"
#include "ridge/Analysis/Group.h"
#include "ridge/Analysis/LinearForm.h"

using namespace mlir;
using namespace ridge;

/// The window that `map` shows of `tensor`; nullopt if the tensor has no place.
static std::optional<GatherWindow> windowOf(Value tensor, AffineMap map,
                                            const HomeLayouts &layouts) {
  std::optional<Format> format = formatOf(getElementTypeOrSelf(tensor));
  if (!layouts.has(tensor) || !format)
    return std::nullopt;
  const HomeLayout &layout = layouts.of(tensor);
  GatherWindow window;
  window.root = layout.root;
  window.offset = layout.offset;
  window.strides.assign(map.getNumDims(), 0);
  window.format = *format;
  for (auto [expr, stride] : llvm::zip(map.getResults(), layout.strides)) {
    Affine linear = *linearForm(expr, map.getNumDims());
    window.offset += linear.constant * stride;
    for (auto [dim, coefficient] : linear.terms)
      window.strides[dim] += coefficient * stride;
  }
  return window;
}

std::optional<GatherWorkload> ridge::buildGather(GatherOp op,
                                                 const HomeLayouts &layouts,
                                                 const Machine &machine,
                                                 std::string &reason) {
  GatherWorkload workload;
  workload.machine = &machine;
  auto table = windowOf(op.getTable(), op.getTableMap(), layouts);
  auto result = windowOf(op.getResult(), op.getResultMap(), layouts);
  workload.extents.assign(op.getExtents().begin(), op.getExtents().end());
  for (auto [k, list] : llvm::enumerate(op.getIndices())) {
    auto window = windowOf(list, op.getIndexMap(k), layouts);
    if (window)
      workload.lists.push_back(*window);
  }
  if (!table || !result || workload.lists.size() != op.getIndices().size()) {
    reason = "an operand has no place in the home memory";
    return std::nullopt;
  }
  workload.table = *table;
  workload.result = *result;
  workload.codec = storedCodec(layouts.roots()[table->root].codec());
  for (auto [dim, limit] : llvm::zip(op.getDims(), op.getLimits())) {
    workload.indexStrides.push_back(layouts.of(op.getTable()).strides[dim]);
    workload.indexLimits.push_back(limit);
  }
  if (!workload.bind(reason))
    return std::nullopt;
  return workload;
}
