//===- KeepTensors.cpp - which tensors stay where they are read -----------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "KeepTensors.h"
#include "dialects/Arch/FormatTypes.h"
#include "mlir/IR/Remarks.h"
#include "ridge/Numerics/Packing.h"

using namespace mlir;
using namespace ridge;

void TensorHandover::add(Group &group, Tiling &tiling, bool isSettled) {
  auto number = static_cast<int32_t>(groups.size());
  groups.push_back({&group.workload, &tiling, isSettled, {}});
  for (auto [window, tensor] : llvm::enumerate(group.tensors))
    windowsOf[layouts.of(tensor).root].push_back(
        {number, static_cast<int32_t>(window)});
}

void TensorHandover::addGather(Operation *gather,
                               SmallVector<int64_t, 4> tileBytes) {
  groups.push_back({nullptr, nullptr, true, std::move(tileBytes)});
  auto note = [&](Value tensor) {
    if (layouts.has(tensor))
      leaveAtHome(layouts.of(tensor).root);
  };
  llvm::for_each(gather->getOperands(), note);
  llvm::for_each(gather->getResults(), note);
}

InFlightDiagnostic TensorHandover::refuse(int32_t root) const {
  return emitError(layouts.roots()[root].value.getLoc())
         << ruleName(MappingRule::Kept) << ": this tensor ";
}

/// The tensor of a root; of no bytes if it cannot be kept.
FailureOr<HandedTensor>
TensorHandover::tensorOf(int32_t index, ArrayRef<WindowRef> windows) const {
  const HomeRoot &root = layouts.roots()[index];
  HandedTensor tensor;
  tensor.windows.assign(windows.begin(), windows.end());
  bool isSaid = false;
  for (const WindowRef &ref : windows) {
    if (!groups[ref.group].isSettled)
      continue;
    const GroupWindow &window = groups[ref.group].workload->windows[ref.window];
    if (isSaid && !(window.kept == tensor.kept))
      return refuse(index) << "is kept in one place by some groups of the "
                              "mapping and not by others";
    tensor.kept = window.kept;
    isSaid = true;
  }
  bool isFree = root.kind == HomeRoot::Kind::Temporary && !root.codec() &&
                !atHome.contains(index);
  if (tensor.kept && !isFree)
    return refuse(index) << "belongs into the home memory, and the mapping "
                            "keeps it elsewhere";
  if (isFree && (!isSaid || tensor.kept))
    tensor.bytes = storedBytes(*formatOf(root.type.getElementType()),
                               root.type.getNumElements());
  return tensor;
}

LogicalResult TensorHandover::keep(FindTiling findTiling) {
  for (auto &[root, windows] : windowsOf) {
    FailureOr<HandedTensor> tensor = tensorOf(root, windows);
    if (failed(tensor))
      return failure();
    if (tensor->bytes == 0)
      continue;
    tensors.push_back(std::move(*tensor));
    roots.push_back(root);
  }
  if (const HandedTensor *refused =
          keepTensors(machine, groups, tensors, findTiling))
    return refuse(roots[refused - tensors.data()])
           << "cannot be kept where the mapping says: a group that touches it, "
              "or comes between, has no room or no instruction for that";
  return success();
}

bool TensorHandover::keepsAny() const {
  return llvm::any_of(tensors, [](const HandedTensor &tensor) {
    return tensor.kept.has_value();
  });
}

void TensorHandover::explain() const {
  for (auto [root, tensor] : llvm::zip_equal(roots, tensors))
    if (tensor.kept)
      remark::passed(
          layouts.roots()[root].value.getLoc(),
          remark::RemarkOpts::name("kept").category("ridge-choose-tiles"))
          << "kept in @" << machine.memories[tensor.kept->memory].name << " at "
          << std::to_string(tensor.kept->address) << ": "
          << std::to_string(tensor.bytes) << " bytes, saves "
          << std::to_string(int64_t(tensor.savedBytes))
          << " bytes of transfers";
}
