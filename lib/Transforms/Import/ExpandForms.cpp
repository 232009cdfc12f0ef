//===- ExpandForms.cpp - rarer forms of input -----------------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Control flow first: what is inside loops and conditions then stands in the
/// function or in a body, where patterns find it.
///
//===----------------------------------------------------------------------===//

#include "ExpandForms.h"
#include "RewriteConfig.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/ControlFlow/IR/ControlFlowOps.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Linalg/Transforms/Transforms.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/SCF/Utils/Utils.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/Matchers.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"
#include "mlir/Transforms/Passes.h"
#include "ridge/Transforms/Import/Passes.h"

namespace ridge {
#define GEN_PASS_DEF_EXPANDFORMS
#include "lib/Transforms/Import/Passes.h.inc"
} // namespace ridge

using namespace mlir;
using namespace ridge;

//===----------------------------------------------------------------------===//
// Loops
//===----------------------------------------------------------------------===//

/// More operations than this are no model that was meant to be written out.
static constexpr int64_t mostOperations = 1 << 18;

static std::optional<int64_t> tripCount(scf::ForOp loop) {
  APInt low, high, step;
  if (!matchPattern(loop.getLowerBound(), m_ConstantInt(&low)) ||
      !matchPattern(loop.getUpperBound(), m_ConstantInt(&high)) ||
      !matchPattern(loop.getStep(), m_ConstantInt(&step)) ||
      !step.isStrictlyPositive())
    return std::nullopt;
  int64_t distance = high.getSExtValue() - low.getSExtValue();
  return distance <= 0 ? 0 : llvm::divideCeil(distance, step.getSExtValue());
}

static LogicalResult unrollLoop(scf::ForOp loop) {
  std::optional<int64_t> count = tripCount(loop);
  if (!count)
    return loop.emitError("'scf.for' has a bound or a step that is computed; "
                          "expected constants: a model is one straight list of "
                          "operations");
  int64_t operations = 0;
  loop.getBody()->walk([&](Operation *) { ++operations; });
  if (*count * operations > mostOperations)
    return loop.emitError("'scf.for' of ")
           << *count << " times " << operations << " operations is more than "
           << mostOperations
           << " when it is written out; say it by operations on larger tensors";
  if (*count == 0) {
    loop.replaceAllUsesWith(loop.getInitArgs());
    loop.erase();
    return success();
  }
  if (failed(loopUnrollFull(loop)))
    return loop.emitError("'scf.for' cannot be unrolled; expected a loop "
                          "whose body is one block");
  return success();
}

LogicalResult ridge::unrollLoops(Operation *function) {
  SmallVector<scf::ForOp> loops;
  function->walk([&](scf::ForOp loop) { loops.push_back(loop); });
  // Bounds of inner loops may follow from outer ones: these come first.
  while (!loops.empty()) {
    SmallVector<scf::ForOp> outer;
    for (scf::ForOp loop : loops)
      if (!loop->getParentOfType<scf::ForOp>())
        outer.push_back(loop);
    for (scf::ForOp loop : outer)
      if (failed(unrollLoop(loop)))
        return failure();
    loops.clear();
    RewritePatternSet none(function->getContext());
    // Folds what the counters decide.
    (void)applyPatternsGreedily(function, std::move(none));
    function->walk([&](scf::ForOp loop) { loops.push_back(loop); });
  }
  return success();
}

//===----------------------------------------------------------------------===//
// Conditions
//===----------------------------------------------------------------------===//

/// An extract that runs although its side was not taken reads the first
/// element: its positions may be meant for the taken side alone.
static void guardExtract(OpBuilder &builder, tensor::ExtractOp extract,
                         Value taken) {
  builder.setInsertionPoint(extract);
  Location loc = extract.getLoc();
  for (OpOperand &index : extract.getIndicesMutable()) {
    if (matchPattern(index.get(), m_Constant()))
      continue;
    Value zero = arith::ConstantIndexOp::create(builder, loc, 0);
    index.set(arith::SelectOp::create(builder, loc, taken, index.get(), zero));
  }
}

/// What holds on the side that is not taken is nobody's business.
static void guardAssertion(OpBuilder &builder, cf::AssertOp check,
                           Value other) {
  builder.setInsertionPoint(check);
  check.getArgMutable().set(
      arith::OrIOp::create(builder, check.getLoc(), check.getArg(), other));
}

static LogicalResult hoistSide(OpBuilder &builder, scf::IfOp op,
                               mlir::Block *side, Value taken, Value other) {
  for (Operation &inner :
       llvm::make_early_inc_range(side->without_terminator())) {
    inner.moveBefore(op);
    if (auto extract = dyn_cast<tensor::ExtractOp>(inner))
      guardExtract(builder, extract, taken);
    else if (auto check = dyn_cast<cf::AssertOp>(inner))
      guardAssertion(builder, check, other);
    else if (!isMemoryEffectFree(&inner))
      return inner.emitError("'")
             << inner.getName()
             << "' has an effect under a condition; expected operations that "
                "only compute";
  }
  return success();
}

/// `condition` chooses one of two tensors, or numbers.
static Value choose(OpBuilder &builder, Location loc, Value condition,
                    Value yes, Value no) {
  auto type = dyn_cast<RankedTensorType>(yes.getType());
  if (!type)
    return arith::SelectOp::create(builder, loc, condition, yes, no);
  AffineMap map = builder.getMultiDimIdentityMap(type.getRank());
  SmallVector<utils::IteratorType> parallel(type.getRank(),
                                            utils::IteratorType::parallel);
  Value empty = tensor::EmptyOp::create(builder, loc, type.getShape(),
                                        type.getElementType());
  return linalg::GenericOp::create(
             builder, loc, TypeRange{type}, ValueRange{yes, no},
             ValueRange{empty}, {map, map, map}, parallel,
             [&](OpBuilder &inside, Location loc, ValueRange values) {
               linalg::YieldOp::create(
                   inside, loc,
                   arith::SelectOp::create(inside, loc, condition, values[0],
                                           values[1])
                       .getResult());
             })
      .getResult(0);
}

/// Both sides are computed, and one chosen.
static LogicalResult selectSides(scf::IfOp op) {
  OpBuilder builder(op);
  Location loc = op.getLoc();
  Value taken = op.getCondition();
  Value one =
      arith::ConstantOp::create(builder, loc, builder.getBoolAttr(true));
  Value other = arith::XOrIOp::create(builder, loc, taken, one);
  if (failed(hoistSide(builder, op, op.thenBlock(), taken, other)))
    return failure();
  if (op.elseBlock() &&
      failed(hoistSide(builder, op, op.elseBlock(), other, taken)))
    return failure();
  builder.setInsertionPoint(op);
  for (OpResult result : op.getResults()) {
    unsigned number = result.getResultNumber();
    result.replaceAllUsesWith(choose(builder, loc, taken,
                                     op.thenYield().getOperand(number),
                                     op.elseYield().getOperand(number)));
  }
  op.erase();
  return success();
}

static LogicalResult selectSides(func::FuncOp function) {
  // Inner conditions first: their extracts are guarded by both.
  SmallVector<scf::IfOp> conditions;
  function.walk([&](scf::IfOp op) { conditions.push_back(op); });
  for (scf::IfOp op : conditions)
    if (failed(selectSides(op)))
      return failure();
  return success();
}

//===----------------------------------------------------------------------===//
// Packed layouts
//===----------------------------------------------------------------------===//

namespace {
/// Padding, a split of dims, a transpose.
struct ExpandPack : OpRewritePattern<linalg::PackOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(linalg::PackOp op,
                                PatternRewriter &rewriter) const override {
    if (!isa<RankedTensorType>(op.getSource().getType()))
      return rewriter.notifyMatchFailure(op, "packs memory");
    return LogicalResult(
        linalg::lowerPack(rewriter, op, /*lowerPadLikeWithInsertSlice=*/false));
  }
};

struct ExpandUnPack : OpRewritePattern<linalg::UnPackOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(linalg::UnPackOp op,
                                PatternRewriter &rewriter) const override {
    if (!isa<RankedTensorType>(op.getSource().getType()))
      return rewriter.notifyMatchFailure(op, "unpacks memory");
    return LogicalResult(linalg::lowerUnPack(
        rewriter, op, /*lowerUnpadLikeWithExtractSlice=*/false));
  }
};

//===----------------------------------------------------------------------===//
// Values that are computed
//===----------------------------------------------------------------------===//

/// A tensor of one scalar that is no constant.
template <typename Op> struct ExpandFill : OpRewritePattern<Op> {
  using OpRewritePattern<Op>::OpRewritePattern;
  LogicalResult matchAndRewrite(Op op,
                                PatternRewriter &rewriter) const override {
    Value scalar = op->getOperand(0);
    auto type = dyn_cast<RankedTensorType>(op->getResult(0).getType());
    if (matchPattern(scalar, m_Constant()) || !type || !type.hasStaticShape())
      return rewriter.notifyMatchFailure(op, "fills with a constant");
    rewriter.replaceOp(
        op, tabulate(rewriter, op->getLoc(), type,
                     [&](OpBuilder &, ValueRange) { return scalar; }));
    return success();
  }
};

/// A tensor of a few scalars that are no constants.
struct ExpandFromElements : OpRewritePattern<tensor::FromElementsOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(tensor::FromElementsOp op,
                                PatternRewriter &rewriter) const override {
    constexpr unsigned most = 64;
    ValueRange elements = op.getElements();
    if (elements.size() > most || llvm::all_of(elements, [](Value element) {
          return matchPattern(element, m_Constant());
        }))
      return rewriter.notifyMatchFailure(op, "constants, or too many");
    Location loc = op.getLoc();
    auto type = cast<RankedTensorType>(op.getType());
    auto line = RankedTensorType::get(type.getRank() == 0
                                          ? ArrayRef<int64_t>()
                                          : ArrayRef<int64_t>(elements.size()),
                                      type.getElementType());
    Value result = tabulate(
        rewriter, loc, line, [&](OpBuilder &inside, ValueRange at) -> Value {
          Value element = elements.back();
          for (unsigned number = elements.size() - 1; number-- > 0;) {
            Value own = arith::ConstantOp::create(
                inside, loc, inside.getI32IntegerAttr(int32_t(number)));
            Value isOwn = arith::CmpIOp::create(
                inside, loc, arith::CmpIPredicate::eq, at[0], own);
            element = arith::SelectOp::create(inside, loc, isOwn,
                                              elements[number], element);
          }
          return element;
        });
    if (line != type) {
      ReassociationIndices all =
          llvm::to_vector(llvm::seq<int64_t>(0, type.getRank()));
      result = tensor::ExpandShapeOp::create(
          rewriter, loc, type, result, SmallVector<ReassociationIndices>{all});
    }
    rewriter.replaceOp(op, result);
    return success();
  }
};

/// Padding that also cuts, or whose value is computed.
struct ExpandPad : OpRewritePattern<tensor::PadOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(tensor::PadOp op,
                                PatternRewriter &rewriter) const override {
    ArrayRef<int64_t> low = op.getStaticLow(), high = op.getStaticHigh();
    Value value = op.getConstantPaddingValue();
    RankedTensorType from = op.getSourceType(), to = op.getResultType();
    if (ShapedType::isDynamicShape(low) || ShapedType::isDynamicShape(high) ||
        !from.hasStaticShape() || !to.hasStaticShape() || !value)
      return rewriter.notifyMatchFailure(op, "amounts are computed");
    bool cuts = llvm::any_of(llvm::concat<const int64_t>(low, high),
                             [](int64_t amount) { return amount < 0; });
    if (!cuts && matchPattern(value, m_Constant()))
      return rewriter.notifyMatchFailure(op, "pads with a constant");
    Location loc = op.getLoc();
    SmallVector<OpFoldResult> begins, places, sizes, steps;
    for (auto [before, after, extent] : llvm::zip(low, high, from.getShape())) {
      int64_t first = std::max<int64_t>(0, -before);
      int64_t last = extent + std::min<int64_t>(0, after);
      if (last <= first)
        return rewriter.notifyMatchFailure(op, "nothing is left");
      begins.push_back(rewriter.getIndexAttr(first));
      places.push_back(rewriter.getIndexAttr(std::max<int64_t>(0, before)));
      sizes.push_back(rewriter.getIndexAttr(last - first));
      steps.push_back(rewriter.getIndexAttr(1));
    }
    Value source = tensor::ExtractSliceOp::create(rewriter, loc, op.getSource(),
                                                  begins, sizes, steps);
    // What the region holds goes with it.
    if (Operation *inner = value.getDefiningOp();
        inner && inner->getParentOp() == op)
      value = rewriter.clone(*inner)->getResult(0);
    Value target = tensor::SplatOp::create(rewriter, loc, to, value);
    rewriter.replaceOpWithNewOp<tensor::InsertSliceOp>(op, source, target,
                                                       places, sizes, steps);
    return success();
  }
};
} // namespace

//===----------------------------------------------------------------------===//
// Pass
//===----------------------------------------------------------------------===//

static bool holdsControl(func::FuncOp function) {
  return function
      .walk([](Operation *op) {
        return isa<scf::ForOp, scf::IfOp>(op) ? WalkResult::interrupt()
                                              : WalkResult::advance();
      })
      .wasInterrupted();
}

namespace {
struct ExpandForms : ridge::impl::ExpandFormsBase<ExpandForms> {
  void runOnOperation() override {
    func::FuncOp function = getOperation();
    if (holdsControl(function) && failed(expandControl(function)))
      return signalPassFailure();
    RewritePatternSet patterns(function.getContext());
    populateExpandSlicePatterns(patterns);
    populateExpandOutputPatterns(patterns);
    patterns.add<ExpandPack, ExpandUnPack, ExpandFill<linalg::FillOp>,
                 ExpandFill<tensor::SplatOp>, ExpandFromElements, ExpandPad>(
        function.getContext());
    if (failed(applyPatternsGreedily(function, std::move(patterns),
                                     rewriteConfig())))
      signalPassFailure();
  }

private:
  LogicalResult expandControl(func::FuncOp function) {
    if (failed(unrollLoops(function)))
      return failure();
    OpPassManager cleanup(func::FuncOp::getOperationName());
    cleanup.addPass(createCanonicalizerPass());
    cleanup.addPass(createCSEPass());
    // Conditions that are known go here.
    if (failed(runPipeline(cleanup, function)))
      return failure();
    return selectSides(function);
  }
};
} // namespace
