//===- AlignShapes.cpp - neighbours iterate over the same dims ------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Front ends flatten batch x token to rows for a product and batch x head to
/// one dim for a batch of products, and bring the shape back behind it. What is
/// computed before and behind then has other dims than the product, and can
/// share no loops with it. Upstream's patterns move changes of shape through
/// computations; which way is decided here:
///
///  * a product has the batch dims that its neighbours have: to an instruction
///    they are loops around it in any case;
///  * its rows, its columns and what it sums are one dim each where they lie
///    side by side in all operands, because an instruction takes one of each;
///  * other computations follow the products.
///
//===----------------------------------------------------------------------===//

#include "Product.h"
#include "RewriteConfig.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Linalg/Transforms/Transforms.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Tensor/Transforms/Transforms.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"
#include "mlir/Transforms/Passes.h"
#include "ridge/Transforms/Import/Passes.h"
#include "llvm/ADT/SmallBitVector.h"

namespace ridge {
#define GEN_PASS_DEF_ALIGNSHAPES
#include "lib/Transforms/Import/Passes.h.inc"
} // namespace ridge

using namespace mlir;

/// A sum of products over dims, each of which stands alone in every map.
static bool isProduct(linalg::GenericOp op) {
  if (op.getNumResults() != 1 || op.getNumReductionLoops() == 0 ||
      !llvm::all_of(op.getIndexingMapsArray(),
                    [](AffineMap map) { return map.isProjectedPermutation(); }))
    return false;
  Value term = ridge::findTerm(op, 0);
  return term && ridge::findProduct(op, term);
}

/// It computes nothing: the next pass makes a view of it, which need not be
/// moved for others to meet.
static bool isView(linalg::GenericOp op) {
  return llvm::all_of(op.getBody()->getTerminator()->getOperands(),
                      llvm::IsaPred<BlockArgument>);
}

/// By dim the operands that it stands in.
static SmallVector<llvm::SmallBitVector> operandsByDim(linalg::GenericOp op) {
  SmallVector<llvm::SmallBitVector> operands(
      op.getNumLoops(), llvm::SmallBitVector(op->getNumOperands()));
  for (auto [number, map] : llvm::enumerate(op.getIndexingMapsArray()))
    for (unsigned dim = 0; dim < op.getNumLoops(); ++dim)
      operands[dim][number] = map.isFunctionOfDim(dim);
  return operands;
}

//===----------------------------------------------------------------------===//
// Where shapes change
//===----------------------------------------------------------------------===//

namespace {
/// A computation beside a change of shape, with the dims that the change would
/// touch if the computation took it over.
struct Joint {
  linalg::GenericOp op;
  llvm::SmallBitVector dims;
  bool hasUnits = false; ///< One of them is of extent 1 on the expanded side.
};
} // namespace

/// Of the use that an upstream pattern asks about: a generic reads a tensor
/// from a change of shape, or a change of shape what a generic computes.
static std::optional<Joint> findJoint(OpOperand *use) {
  Operation *reshape = use->get().getDefiningOp();
  auto op = dyn_cast<linalg::GenericOp>(use->getOwner());
  AffineMap map;
  if (op) {
    map = op.getMatchingIndexingMap(use);
  } else {
    reshape = use->getOwner();
    op = use->get().getDefiningOp<linalg::GenericOp>();
    if (!op)
      return std::nullopt;
    map = op.getIndexingMapMatchingResult(cast<OpResult>(use->get()));
  }
  if (!map.isProjectedPermutation() || op.hasIndexSemantics() || isView(op))
    return std::nullopt;

  Joint joint{op, llvm::SmallBitVector(op.getNumLoops()), false};
  auto touch = [&](int64_t tensorDim) {
    joint.dims.set(map.getDimPosition(tensorDim));
  };
  // The collapsed side of the change is the generic's or the other one.
  bool expands = isa<tensor::ExpandShapeOp>(reshape);
  bool isCollapsedSide = expands == (reshape == use->getOwner());
  SmallVector<ReassociationIndices> groups =
      expands
          ? cast<tensor::ExpandShapeOp>(reshape).getReassociationIndices()
          : cast<tensor::CollapseShapeOp>(reshape).getReassociationIndices();
  auto expanded = cast<RankedTensorType>(
      (expands ? reshape->getResult(0) : reshape->getOperand(0)).getType());
  for (auto [number, group] : llvm::enumerate(groups)) {
    if (group.size() < 2)
      continue;
    joint.hasUnits |= llvm::any_of(
        group, [&](int64_t dim) { return expanded.getDimSize(dim) == 1; });
    if (isCollapsedSide)
      touch(number);
    else
      llvm::for_each(group, touch);
  }
  return joint;
}

/// All of them stand in every operand of the product.
static bool areBatches(linalg::GenericOp op, const llvm::SmallBitVector &dims) {
  SmallVector<llvm::SmallBitVector> operands = operandsByDim(op);
  return llvm::all_of(dims.set_bits(),
                      [&](unsigned dim) { return operands[dim].all(); });
}

//===----------------------------------------------------------------------===//
// Steps
//===----------------------------------------------------------------------===//

/// Patterns that make changes of shape meet and go.
static void addCleanup(RewritePatternSet &patterns) {
  MLIRContext *context = patterns.getContext();
  tensor::CollapseShapeOp::getCanonicalizationPatterns(patterns, context);
  tensor::ExpandShapeOp::getCanonicalizationPatterns(patterns, context);
  linalg::FillOp::getCanonicalizationPatterns(patterns, context);
  tensor::populateFoldTensorEmptyPatterns(patterns);
}

/// Whether the computation takes the dims of the other side of the change. A
/// batch of products does; what is computed of it, and so on, goes along, or
/// the change would stand between them.
static bool splits(OpOperand *use) {
  std::optional<Joint> joint = findJoint(use);
  if (!joint || joint->hasUnits)
    return false;
  if (isProduct(joint->op))
    return areBatches(joint->op, joint->dims);
  auto change = use->get().getDefiningOp<tensor::CollapseShapeOp>();
  auto producer =
      change ? change.getSrc().getDefiningOp<linalg::GenericOp>() : nullptr;
  return producer && !isView(producer);
}

static LogicalResult splitBatches(func::FuncOp function) {
  RewritePatternSet patterns(function.getContext());
  linalg::populateFoldReshapeOpsByExpansionPatterns(patterns, splits);
  addCleanup(patterns);
  return applyPatternsGreedily(function, std::move(patterns),
                               ridge::rewriteConfig());
}

/// Dims of the product that lie side by side in all of its operands and stand
/// in the same ones, but not in all.
static SmallVector<ReassociationIndices> mergeableDims(linalg::GenericOp op) {
  SmallVector<llvm::SmallBitVector> operands = operandsByDim(op);
  SmallVector<AffineMap> maps = op.getIndexingMapsArray();
  SmallVector<ReassociationIndices> groups;
  llvm::SmallBitVector isTaken(op.getNumLoops());
  for (AffineMap map : maps) {
    ReassociationIndices group;
    for (AffineExpr result : map.getResults()) {
      unsigned dim = cast<AffineDimExpr>(result).getPosition();
      bool isFree = !isTaken[dim] && !operands[dim].all();
      ReassociationIndices longer = group;
      longer.push_back(dim);
      if (isFree && operands[longer.front()] == operands[dim] &&
          linalg::areDimSequencesPreserved(maps, longer)) {
        group = longer;
      } else {
        groups.push_back(group);
        group.clear();
        if (isFree)
          group.push_back(dim);
      }
      isTaken.set(dim);
    }
    groups.push_back(group);
  }
  llvm::erase_if(groups, [](const auto &group) { return group.size() < 2; });
  return groups;
}

/// Rows, columns and what is summed are one dim each.
static LogicalResult mergeDims(func::FuncOp function) {
  SmallVector<linalg::GenericOp> products;
  function.walk([&](linalg::GenericOp op) {
    if (op.hasPureTensorSemantics() && !op.hasIndexSemantics() && isProduct(op))
      products.push_back(op);
  });
  IRRewriter rewriter(function.getContext());
  for (linalg::GenericOp op : products) {
    SmallVector<ReassociationIndices> groups = mergeableDims(op);
    if (groups.empty())
      continue;
    rewriter.setInsertionPoint(op);
    FailureOr<linalg::CollapseResult> merged =
        linalg::collapseOpIterationDims(op, groups, rewriter);
    if (failed(merged))
      return op.emitOpError("cannot merge dims that lie side by side");
    rewriter.replaceOp(op, merged->results);
  }
  return success();
}

/// What is computed before and behind products has their dims.
static LogicalResult followProducts(func::FuncOp function) {
  RewritePatternSet patterns(function.getContext());
  linalg::populateFoldReshapeOpsByCollapsingPatterns(
      patterns, [](OpOperand *use) {
        std::optional<Joint> joint = findJoint(use);
        if (!joint ||
            (isProduct(joint->op) && areBatches(joint->op, joint->dims)))
          return false;
        // What others read in the old shape would be computed twice.
        return isa<linalg::GenericOp>(use->getOwner()) ||
               use->get().hasOneUse();
      });
  addCleanup(patterns);
  return applyPatternsGreedily(function, std::move(patterns),
                               ridge::rewriteConfig());
}

//===----------------------------------------------------------------------===//
// Pass
//===----------------------------------------------------------------------===//

namespace {
struct AlignShapesPass : ridge::impl::AlignShapesBase<AlignShapesPass> {
  void runOnOperation() override {
    OpPassManager cleanup(func::FuncOp::getOperationName());
    cleanup.addPass(createCSEPass());
    func::FuncOp function = getOperation();
    if (failed(splitBatches(function)) || failed(mergeDims(function)) ||
        failed(followProducts(function)) ||
        failed(runPipeline(cleanup, function)))
      signalPassFailure();
  }
};
} // namespace
