//===- NormalizeLinalg.cpp - one form of linalg ---------------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Upstream patterns in the order that makes each find its work: operations
/// become generics, constants move into bodies, dims of extent 1 go. What comes
/// out still computes the same values in the same order.
///
//===----------------------------------------------------------------------===//

#include "Convert.h"
#include "ExpandForms.h"
#include "Product.h"
#include "RewriteConfig.h"
#include "dialects/Ridge/RidgeDialect.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Linalg/Transforms/Transforms.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Tensor/Transforms/Transforms.h"
#include "mlir/IR/Matchers.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"
#include "mlir/Transforms/Passes.h"
#include "ridge/Transforms/Import/Passes.h"

namespace ridge {
#define GEN_PASS_DEF_NORMALIZELINALG
#include "lib/Transforms/Import/Passes.h.inc"
} // namespace ridge

using namespace mlir;

//===----------------------------------------------------------------------===//
// Patterns
//===----------------------------------------------------------------------===//

namespace {
/// Named operations become generics. A fill stays: it is what reductions start
/// from, and upstream folds it into the bodies that read it.
struct Generalize : OpInterfaceRewritePattern<linalg::LinalgOp> {
  using OpInterfaceRewritePattern::OpInterfaceRewritePattern;
  LogicalResult matchAndRewrite(linalg::LinalgOp op,
                                PatternRewriter &rewriter) const override {
    if (isa<linalg::FillOp>(op))
      return rewriter.notifyMatchFailure(op, "fills stay");
    return linalg::generalizeNamedOp(rewriter, op);
  }
};

/// linalg.softmax is a composite: max, subtract, exp, sum, divide.
struct DecomposeSoftmax : OpRewritePattern<linalg::SoftmaxOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(linalg::SoftmaxOp op,
                                PatternRewriter &rewriter) const override {
    FailureOr<SmallVector<Value>> parts = op.decomposeOperation(rewriter);
    if (failed(parts))
      return rewriter.notifyMatchFailure(op, "does not decompose");
    rewriter.replaceOp(op, *parts);
    return success();
  }
};

/// x to the power 2 is x * x: one product, correctly rounded, on any machine.
template <typename PowerOp> struct SquareByProduct : OpRewritePattern<PowerOp> {
  using OpRewritePattern<PowerOp>::OpRewritePattern;
  LogicalResult matchAndRewrite(PowerOp op,
                                PatternRewriter &rewriter) const override {
    APInt integer;
    APFloat real(0.0);
    bool square =
        (matchPattern(op.getRhs(), m_ConstantInt(&integer)) && integer == 2) ||
        (matchPattern(op.getRhs(), m_ConstantFloat(&real)) &&
         real.isExactlyValue(2.0));
    if (!square)
      return rewriter.notifyMatchFailure(op, "the exponent is not 2");
    rewriter.replaceOpWithNewOp<arith::MulFOp>(op, op.getLhs(), op.getLhs());
    return success();
  }
};

/// A roll joins parts whose sizes were forgotten: concat(cast(x)) is concat(x).
struct ConcatOfCasts : OpRewritePattern<tensor::ConcatOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(tensor::ConcatOp op,
                                PatternRewriter &rewriter) const override {
    SmallVector<Value> sources;
    for (Value input : op.getInputs()) {
      auto cast = input.getDefiningOp<tensor::CastOp>();
      bool forgets = cast && tensor::canFoldIntoConsumerOp(cast);
      sources.push_back(forgets ? cast.getSource() : input);
    }
    if (ValueRange(sources) == op.getInputs())
      return rewriter.notifyMatchFailure(op, "no casts to look through");
    auto concat =
        tensor::ConcatOp::create(rewriter, op.getLoc(), op.getDim(), sources);
    Value result = concat;
    if (result.getType() != op.getType())
      result =
          tensor::CastOp::create(rewriter, op.getLoc(), op.getType(), result);
    rewriter.replaceOp(op, result);
    return success();
  }
};
} // namespace

//===----------------------------------------------------------------------===//
// Factors of one value
//===----------------------------------------------------------------------===//

/// The constant that all elements of `tensor` are; null if they are not.
static TypedAttr splatValue(Value tensor) {
  TypedAttr value;
  if (auto fill = tensor.getDefiningOp<linalg::FillOp>())
    matchPattern(fill.getInputs().front(), m_Constant(&value));
  SplatElementsAttr splat;
  if (matchPattern(tensor, m_Constant(&splat)))
    value = splat.getSplatValue<TypedAttr>();
  return value;
}

/// Operands of `factor` that hold one value and without which it would be the
/// same along a dim that is summed.
static SmallVector<OpOperand *> splatsToKeep(linalg::GenericOp op,
                                             Value factor) {
  SmallVector<unsigned> reduced;
  op.getReductionDims(reduced);
  llvm::SmallBitVector varies(op.getNumLoops());
  SmallVector<OpOperand *> splats;
  ridge::Dependence dependence = ridge::dependenceOf(op, factor);
  for (unsigned number : dependence.arguments.set_bits()) {
    OpOperand &operand = op->getOpOperand(number);
    AffineMap map = op.getMatchingIndexingMap(&operand);
    if (splatValue(operand.get()))
      splats.push_back(&operand);
    else
      for (unsigned dim : reduced)
        varies[dim] = varies[dim] || map.isFunctionOfDim(dim);
  }
  llvm::erase_if(splats, [&](OpOperand *splat) {
    AffineMap map = op.getMatchingIndexingMap(splat);
    return llvm::none_of(reduced, [&](unsigned dim) {
      return map.isFunctionOfDim(dim) && !varies[dim];
    });
  });
  return splats;
}

/// Weights that were stripped from a model are splats. As constants of a body
/// they would turn a product into a sum over all of its iteration, so what a
/// product reads becomes data before constants move into bodies.
static void keepSplatFactors(func::FuncOp function) {
  function.walk([](linalg::GenericOp op) {
    if (!op.hasPureTensorSemantics() || op.getNumReductionLoops() == 0 ||
        ShapedType::isDynamicShape(op.getStaticLoopRanges()))
      return;
    for (unsigned number = 0; number < op.getNumResults(); ++number) {
      Value term = ridge::findTerm(op, number);
      auto product = term ? ridge::findProduct(op, term) : std::nullopt;
      if (!product)
        continue;
      OpBuilder builder(op);
      for (Value factor : product->factors)
        for (OpOperand *splat : splatsToKeep(op, factor))
          splat->set(
              ridge::createSplat(builder, splat->get().getLoc(),
                                 cast<RankedTensorType>(splat->get().getType()),
                                 splatValue(splat->get())));
    }
  });
}

//===----------------------------------------------------------------------===//
// Steps
//===----------------------------------------------------------------------===//

static LogicalResult rewrite(func::FuncOp function,
                             RewritePatternSet patterns) {
  return applyPatternsGreedily(function, std::move(patterns),
                               ridge::rewriteConfig());
}

static LogicalResult generalize(func::FuncOp function) {
  RewritePatternSet patterns(function.getContext());
  patterns.add<Generalize, DecomposeSoftmax, ConcatOfCasts,
               SquareByProduct<math::FPowIOp>, SquareByProduct<math::PowFOp>>(
      function.getContext());
  linalg::populateElementwiseToLinalgConversionPatterns(patterns);
  ridge::populateExpandScalarPatterns(patterns);
  return rewrite(function, std::move(patterns));
}

/// Scalars that arrive as splats, fills or rank-0 constants become constants in
/// the bodies, but for factors of products. The patterns also know how to fuse
/// bodies; that is not Import's decision, so the control function says no.
static LogicalResult inlineConstants(func::FuncOp function) {
  keepSplatFactors(function);
  RewritePatternSet patterns(function.getContext());
  linalg::populateElementwiseOpsFusionPatterns(
      patterns, [](OpOperand *) { return false; });
  linalg::populateInlineConstantOperandsPatterns(patterns);
  patterns.add<SquareByProduct<math::FPowIOp>, SquareByProduct<math::PowFOp>>(
      function.getContext());
  return rewrite(function, std::move(patterns));
}

/// Reductions of a value with its position. What is left of the original is
/// dead code.
static LogicalResult splitArgmax(func::FuncOp function) {
  bool hasPairs = false;
  function.walk(
      [&](linalg::GenericOp op) { hasPairs |= op.getNumResults() > 1; });
  if (!hasPairs)
    return success();
  RewritePatternSet patterns(function.getContext());
  ridge::populateSplitArgmaxPatterns(patterns);
  return rewrite(function, std::move(patterns));
}

/// The dims that may go. Most computations have none of extent 1, and upstream
/// finds that out only by what it would write instead.
static SmallVector<unsigned> dimsToDrop(Operation *op) {
  auto generic = dyn_cast<linalg::GenericOp>(op);
  auto hasUnits = [](Type type) {
    auto shaped = dyn_cast<ShapedType>(type);
    return shaped && llvm::is_contained(shaped.getShape(), 1);
  };
  if (generic && llvm::none_of(generic->getOperandTypes(), hasUnits))
    return {};
  return linalg::ControlDropUnitDims().controlFn(op);
}

/// Dims of extent 1 would stand in every tile, address and instruction match.
static LogicalResult dropUnitDims(func::FuncOp function) {
  RewritePatternSet patterns(function.getContext());
  linalg::ControlDropUnitDims options;
  options.controlFn = dimsToDrop;
  linalg::populateFoldUnitExtentDimsPatterns(patterns, options);
  linalg::populateMoveInitOperandsToInputPattern(patterns);
  tensor::populateFoldTensorEmptyPatterns(patterns);
  return rewrite(function, std::move(patterns));
}

//===----------------------------------------------------------------------===//
// Pass
//===----------------------------------------------------------------------===//

namespace {
struct NormalizeLinalgPass
    : ridge::impl::NormalizeLinalgBase<NormalizeLinalgPass> {
  void runOnOperation() override {
    OpPassManager cleanup(func::FuncOp::getOperationName());
    cleanup.addPass(createCanonicalizerPass(ridge::rewriteConfig()));
    cleanup.addPass(createCSEPass());

    func::FuncOp function = getOperation();
    if (failed(generalize(function)) ||
        failed(runPipeline(cleanup, function)) ||
        failed(splitArgmax(function)) || failed(inlineConstants(function)) ||
        failed(dropUnitDims(function)) ||
        // Dropped dims leave new splats and rank-0 operands behind.
        failed(inlineConstants(function)) ||
        failed(runPipeline(cleanup, function)))
      signalPassFailure();
  }
};
} // namespace
