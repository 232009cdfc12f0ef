//===- PositionRule.cpp - arguments that are positions --------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Follows values forward, also into the functions that are called. A position
/// is passed on by casts, by a selection and by the sum with a constant: "i < 0
/// ? i + n : i" is i for what is drawn here.
///
//===----------------------------------------------------------------------===//

#include "PositionRule.h"
#include "Calls.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/ControlFlow/IR/ControlFlowOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/Matchers.h"
#include "mlir/Interfaces/ViewLikeInterface.h"
#include "llvm/ADT/SetVector.h"

using namespace mlir;
using namespace ridge;

namespace {
class PositionFinder {
public:
  std::optional<int64_t> find(Value argument) {
    tensors.insert(argument);
    // The sets grow while they are walked.
    for (size_t i = 0; i < tensors.size(); ++i)
      for (OpOperand &use : tensors[i].getUses())
        followTensor(use);
    return isPosition ? limit : std::nullopt;
  }

private:
  void note(int64_t number) {
    limit = std::min(limit.value_or(number), number);
  }

  void followTensor(OpOperand &use) {
    Operation *user = use.getOwner();
    for (Value passed : followCall(use))
      tensors.insert(passed);
    if (isa<tensor::ExpandShapeOp, tensor::CollapseShapeOp,
            tensor::ExtractSliceOp, tensor::CastOp>(user)) {
      tensors.insert(user->getResult(0));
      return;
    }
    unsigned number = use.getOperandNumber();
    if (auto gather = dyn_cast<tensor::GatherOp>(user); gather && number == 1)
      notePlaces(gather.getSourceType(), gather.getGatherDims());
    if (auto scatter = dyn_cast<tensor::ScatterOp>(user);
        scatter && number == 2)
      notePlaces(scatter.getDestType(), scatter.getScatterDims());
    // One element alone: an offset, most often.
    if (auto extract = dyn_cast<tensor::ExtractOp>(user);
        extract && number == 0)
      followElement(extract.getResult());
    auto op = dyn_cast<linalg::LinalgOp>(user);
    if (op && op.isDpsInput(&use))
      followElement(op.getMatchingBlockArgument(&use));
  }

  void followElement(Value element) {
    llvm::SetVector<Value> scalars;
    scalars.insert(element);
    for (size_t i = 0; i < scalars.size(); ++i)
      for (OpOperand &use : scalars[i].getUses())
        followScalar(use, scalars);
  }

  /// Positions along any of `dims`.
  void notePlaces(RankedTensorType type, ArrayRef<int64_t> dims) {
    isPosition = true;
    for (int64_t dim : dims)
      note(type.getDimSize(dim));
  }

  /// The offset of a box of known size.
  void noteOffset(OffsetSizeAndStrideOpInterface op, unsigned number,
                  RankedTensorType whole) {
    unsigned next = op.getOffsetSizeAndStrideStartOperandIndex();
    for (auto [dim, offset] : llvm::enumerate(op.getStaticOffsets())) {
      if (!ShapedType::isDynamic(offset) || next++ != number)
        continue;
      int64_t size = op.getStaticSizes()[dim];
      if (ShapedType::isDynamic(size) || size > whole.getDimSize(dim))
        return;
      isPosition = true;
      note(whole.getDimSize(dim) - size + 1);
    }
  }

  void followScalar(OpOperand &use, llvm::SetVector<Value> &scalars) {
    Operation *user = use.getOwner();
    unsigned number = use.getOperandNumber();
    if (auto slice = dyn_cast<tensor::ExtractSliceOp>(user)) {
      noteOffset(slice, number, slice.getSourceType());
    } else if (auto insert = dyn_cast<tensor::InsertSliceOp>(user)) {
      noteOffset(insert, number, insert.getDestType());
    } else if (auto extract = dyn_cast<tensor::ExtractOp>(user)) {
      isPosition = true;
      note(extract.getTensor().getType().getDimSize(number - 1));
    } else if (auto compare = dyn_cast<arith::CmpIOp>(user)) {
      noteAssertion(compare, number);
    } else if (isa<linalg::YieldOp>(user)) {
      tensors.insert(user->getParentOp()->getResult(number));
    } else if (isa<arith::IndexCastOp, arith::ExtSIOp, arith::TruncIOp>(user) ||
               (isa<arith::SelectOp>(user) && number != 0) ||
               (isa<arith::AddIOp>(user) &&
                matchPattern(user->getOperand(1 - number), m_Constant()))) {
      scalars.insert(user->getResult(0));
    }
  }

  void noteAssertion(arith::CmpIOp compare, unsigned number) {
    APInt constant;
    bool isAsserted =
        llvm::any_of(compare->getUsers(), llvm::IsaPred<cf::AssertOp>);
    if (isAsserted && number == 0 &&
        compare.getPredicate() == arith::CmpIPredicate::slt &&
        matchPattern(compare.getRhs(), m_ConstantInt(&constant)) &&
        constant.isStrictlyPositive())
      note(constant.getSExtValue());
  }

  llvm::SetVector<Value> tensors;
  std::optional<int64_t> limit;
  bool isPosition = false;
};
} // namespace

std::optional<int64_t> ridge::positionLimit(Value argument) {
  return PositionFinder().find(argument);
}
