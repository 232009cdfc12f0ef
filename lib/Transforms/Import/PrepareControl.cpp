//===- PrepareControl.cpp - loops that front ends alone write -------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "PrepareModel.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/IR/Matchers.h"

using namespace mlir;

/// More turns than this are no model that was meant to be written out.
static constexpr int64_t mostTurns = 1 << 16;

/// Clones the operations of `block` but for its end; what folds is folded.
static void cloneFolded(OpBuilder &builder, mlir::Block &block,
                        IRMapping &mapping) {
  for (Operation &op : block.without_terminator()) {
    Operation *clone = builder.clone(op, mapping);
    SmallVector<Value> folded;
    if (failed(builder.tryFold(clone, folded)) || folded.empty())
      continue;
    for (auto [result, value] : llvm::zip(op.getResults(), folded))
      mapping.map(result, value);
    clone->erase();
  }
}

//===----------------------------------------------------------------------===//
// scf.while
//===----------------------------------------------------------------------===//

/// Turn after turn, as long as the condition says.
static LogicalResult writeOut(scf::WhileOp loop) {
  OpBuilder builder(loop);
  SmallVector<Value> values(loop.getInits());
  for (int64_t turn = 0; turn <= mostTurns; ++turn) {
    IRMapping before;
    before.map(loop.getBeforeArguments(), values);
    cloneFolded(builder, *loop.getBeforeBody(), before);
    scf::ConditionOp end = loop.getConditionOp();
    APInt goesOn;
    Value condition = before.lookupOrDefault(end.getCondition());
    if (!matchPattern(condition, m_ConstantInt(&goesOn)))
      return loop.emitError("'scf.while' has a condition that depends on data; "
                            "expected one that follows from constants: a model "
                            "is one straight list of operations");
    values.clear();
    for (Value value : end.getArgs())
      values.push_back(before.lookupOrDefault(value));
    if (goesOn.isZero()) {
      loop.replaceAllUsesWith(values);
      loop.erase();
      return success();
    }
    IRMapping after;
    after.map(loop.getAfterArguments(), values);
    cloneFolded(builder, *loop.getAfterBody(), after);
    values.clear();
    for (Value value : loop.getYieldOp().getResults())
      values.push_back(after.lookupOrDefault(value));
  }
  return loop.emitError("'scf.while' has not ended after ")
         << mostTurns << " turns; say it by operations on larger tensors";
}

//===----------------------------------------------------------------------===//
// scf.forall
//===----------------------------------------------------------------------===//

/// One point: the body, and what it inserts.
static void writeOutPoint(OpBuilder &builder, scf::ForallOp loop,
                          ArrayRef<int64_t> point,
                          SmallVectorImpl<Value> &outputs) {
  IRMapping mapping;
  for (auto [variable, at] : llvm::zip(loop.getInductionVars(), point))
    mapping.map(variable,
                arith::ConstantIndexOp::create(builder, loop.getLoc(), at));
  mapping.map(loop.getRegionIterArgs(), outputs);
  cloneFolded(builder, *loop.getBody(), mapping);
  for (Operation &op : loop.getTerminator().getYieldingOps()) {
    auto insert = dyn_cast<tensor::ParallelInsertSliceOp>(op);
    if (!insert)
      continue;
    auto number =
        cast<BlockArgument>(insert.getDest()).getArgNumber() - point.size();
    auto mapped = [&](ArrayRef<OpFoldResult> places) {
      SmallVector<OpFoldResult> result;
      for (OpFoldResult place : places) {
        auto value = dyn_cast<Value>(place);
        result.push_back(
            value ? getAsOpFoldResult(mapping.lookupOrDefault(value)) : place);
      }
      return result;
    };
    outputs[number] = tensor::InsertSliceOp::create(
        builder, op.getLoc(), mapping.lookupOrDefault(insert.getSource()),
        outputs[number], mapped(insert.getMixedOffsets()),
        mapped(insert.getMixedSizes()), mapped(insert.getMixedStrides()));
  }
}

/// Points in row-major order: what they insert does not overlap.
static LogicalResult writeOut(scf::ForallOp loop) {
  SmallVector<int64_t> first, counts, steps;
  int64_t turns = 1;
  for (auto [low, high, step] :
       llvm::zip(loop.getMixedLowerBound(), loop.getMixedUpperBound(),
                 loop.getMixedStep())) {
    std::optional<int64_t> from = getConstantIntValue(low),
                           to = getConstantIntValue(high),
                           by = getConstantIntValue(step);
    if (!from || !to || !by || *by < 1)
      return loop.emitError("'scf.forall' has a bound or a step that is "
                            "computed; expected constants");
    first.push_back(*from);
    steps.push_back(*by);
    counts.push_back(*to <= *from ? 0 : llvm::divideCeil(*to - *from, *by));
    turns *= counts.back();
    if (turns > mostTurns)
      return loop.emitError("'scf.forall' has more than ")
             << mostTurns << " points; say it by operations on larger tensors";
  }
  OpBuilder builder(loop);
  SmallVector<Value> outputs(loop.getOutputs());
  for (int64_t turn = 0; turn < turns; ++turn) {
    SmallVector<int64_t> point(first);
    int64_t left = turn;
    for (size_t dim = point.size(); dim-- > 0; left /= counts[dim])
      point[dim] += left % counts[dim] * steps[dim];
    writeOutPoint(builder, loop, point, outputs);
  }
  loop.replaceAllUsesWith(outputs);
  loop.erase();
  return success();
}

//===----------------------------------------------------------------------===//
// tensor.generate
//===----------------------------------------------------------------------===//

/// A generic without inputs, over the positions.
static void writeOut(tensor::GenerateOp op) {
  auto type = cast<RankedTensorType>(op.getType());
  OpBuilder builder(op);
  Location loc = op.getLoc();
  Value empty =
      tensor::EmptyOp::create(builder, loc, type, op.getDynamicExtents());
  SmallVector<utils::IteratorType> parallel(type.getRank(),
                                            utils::IteratorType::parallel);
  auto generic = linalg::GenericOp::create(
      builder, loc, TypeRange{type}, ValueRange{}, ValueRange{empty},
      builder.getMultiDimIdentityMap(type.getRank()), parallel,
      [&](OpBuilder &inside, Location loc, ValueRange) {
        IRMapping mapping;
        for (auto [dim, argument] :
             llvm::enumerate(op.getBody().front().getArguments()))
          mapping.map(argument, linalg::IndexOp::create(inside, loc, dim));
        for (Operation &inner : op.getBody().front().without_terminator())
          inside.clone(inner, mapping);
        Value element = op.getBody().front().getTerminator()->getOperand(0);
        linalg::YieldOp::create(inside, loc, mapping.lookupOrDefault(element));
      });
  op.replaceAllUsesWith(generic.getResult(0));
  op.erase();
}

LogicalResult ridge::writeOutControl(ModuleOp module) {
  // Outer loops first: bounds of inner ones may follow from them.
  while (true) {
    Operation *next = nullptr;
    module->walk<WalkOrder::PreOrder>([&](Operation *op) {
      if (!isa<scf::WhileOp, scf::ForallOp, tensor::GenerateOp>(op))
        return WalkResult::advance();
      // Sizes of a generated tensor come first.
      next = op;
      return WalkResult::interrupt();
    });
    if (!next)
      return success();
    LogicalResult done = success();
    if (auto loop = dyn_cast<scf::WhileOp>(next))
      done = writeOut(loop);
    else if (auto loop = dyn_cast<scf::ForallOp>(next))
      done = writeOut(loop);
    else
      writeOut(cast<tensor::GenerateOp>(next));
    if (failed(done))
      return failure();
  }
}
