//===- WrapGroups.cpp - decided groups become operations ------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "WrapGroups.h"
#include "mlir/IR/Builders.h"
#include "ridge/Analysis/MappingRecord.h"

using namespace mlir;
using namespace ridge;

/// What reports call a group: its heaviest kind of computation.
static std::string labelOf(ArrayRef<StructuredOpInterface> ops,
                           unsigned index) {
  StringRef kind = "map";
  for (Operation *op : ops) {
    if (isa<ContractOp>(op))
      kind = "contract";
    else if (kind == "map" && isa<ReduceOp>(op))
      kind = "reduce";
  }
  std::string label = kind.str() + std::to_string(index);
  if (ops.size() > 1)
    label += "+" + std::to_string(ops.size() - 1);
  return label;
}

static GroupOp createGroup(OpBuilder &builder, Location loc, TypeRange results,
                           StringRef label, ArrayRef<int64_t> extents,
                           MappingAttr mapping) {
  auto group =
      GroupOp::create(builder, loc, results, builder.getStringAttr(label),
                      builder.getDenseI64ArrayAttr(extents), mapping,
                      /*numbers=*/DenseI64ArrayAttr(), /*alone=*/false);
  builder.createBlock(&group.getBody());
  return group;
}

GroupOp ridge::wrapGroup(ArrayRef<StructuredOpInterface> ops,
                         const Workload &workload, const Tiling &tiling,
                         unsigned index) {
  Operation *terminator = ops.front()->getBlock()->getTerminator();
  OpBuilder builder(terminator);

  SmallVector<Value> results;
  for (auto [member, operation] : llvm::zip_equal(ops, workload.operations))
    if (operation.write.kind == GroupOperand::Kind::Window)
      results.push_back(StructuredOpInterface(member).getResultTensor());
  // The location of the heaviest computation is that of the group.
  Location loc = ops.front()->getLoc();
  for (Operation *op : ops)
    if (isa<ContractOp>(op)) {
      loc = op->getLoc();
      break;
    }
  auto wrapped = createGroup(
      builder, loc, ValueRange(results).getTypes(), labelOf(ops, index),
      workload.extents, recordMapping(workload, tiling, builder.getContext()));
  wrapped.setAlone(isAlone(ops.front()));
  Block *body = &wrapped.getBody().front();
  for (auto [member, operation] : llvm::zip_equal(ops, workload.operations)) {
    StructuredOpInterface op = member;
    op->moveBefore(body, body->end());
    SmallVector<int64_t> dims(operation.dims.begin(), operation.dims.end());
    op.setDimsInGroup(dims);
  }
  builder.setInsertionPointToEnd(body);
  YieldOp::create(builder, loc, results);
  for (auto [inner, outer] : llvm::zip(results, wrapped.getResults()))
    inner.replaceUsesWithIf(outer, [&](OpOperand &use) {
      return use.getOwner()->getBlock() != body;
    });
  return wrapped;
}

GroupOp ridge::wrapGather(GatherOp gather, const GatherWorkload &workload,
                          const Tiling &tiling, unsigned index) {
  OpBuilder builder(gather->getBlock()->getTerminator());
  auto wrapped =
      createGroup(builder, gather.getLoc(), gather->getResultTypes(),
                  "gather" + std::to_string(index), gather.getExtents(),
                  recordMapping(workload, tiling, builder.getContext()));
  Block &body = wrapped.getBody().front();
  gather->moveBefore(&body, body.end());
  gather.setGroupDims(
      llvm::to_vector(llvm::seq<int64_t>(0, gather.getExtents().size())));
  gather.getResult().replaceAllUsesWith(wrapped.getResult(0));
  builder.setInsertionPointToEnd(&body);
  YieldOp::create(builder, gather.getLoc(), ValueRange{gather.getResult()});
  return wrapped;
}

/// Views follow what they show; groups stay in their order.
void ridge::placeViews(Block &block) {
  SmallVector<Operation *> views;
  for (Operation &op : block.without_terminator())
    if (!isa<GroupOp>(op))
      views.push_back(&op);
  for (Operation *view : views) {
    Operation *latest = nullptr;
    for (Value operand : view->getOperands())
      if (Operation *source = operand.getDefiningOp())
        if (!latest || latest->isBeforeInBlock(source))
          latest = source;
    if (latest)
      view->moveAfter(latest);
    else
      view->moveBefore(&block, block.begin());
  }
}
