//===- ConvertGather.cpp - tensor.extract at positions from data ----------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The extract leaves the body: a ridge.gather over the dims that its indices
/// depend on makes a tensor, which the body reads at those dims. An index that
/// is an element of a tensor is a list as it stands; one that is computed is a
/// ridge.map first.
///
/// What assertions of the body say of a position becomes its limit, so that no
/// check is lost: a position that fails the assertion stops the run.
///
//===----------------------------------------------------------------------===//

#include "ScalarBody.h"
#include "dialects/Ridge/RidgeDialect.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/ControlFlow/IR/ControlFlowOps.h"
#include "mlir/IR/Matchers.h"

using namespace mlir;
using namespace ridge;

//===----------------------------------------------------------------------===//
// Assertions on positions
//===----------------------------------------------------------------------===//

static Value stripIndexCast(Value value) {
  while (auto cast = value.getDefiningOp<arith::IndexCastOp>())
    value = cast.getIn();
  return value;
}

std::optional<PositionBound> ridge::positionBound(cf::AssertOp check) {
  auto compare = check.getArg().getDefiningOp<arith::CmpIOp>();
  APInt constant;
  if (!compare || !matchPattern(compare.getRhs(), m_ConstantInt(&constant)))
    return std::nullopt;
  PositionBound bound{stripIndexCast(compare.getLhs()), std::nullopt,
                      std::nullopt};
  int64_t number = constant.getSExtValue();
  switch (compare.getPredicate()) {
  case arith::CmpIPredicate::slt:
    bound.below = number;
    return bound;
  case arith::CmpIPredicate::sle:
    bound.below = number + 1;
    return bound;
  case arith::CmpIPredicate::sge:
    bound.least = number;
    return bound;
  case arith::CmpIPredicate::sgt:
    bound.least = number + 1;
    return bound;
  default:
    return std::nullopt;
  }
}

/// Positions below it are legal: the extent, or less where the body says so.
static int64_t limitOf(linalg::GenericOp op, Value index, int64_t extent) {
  int64_t limit = extent;
  for (auto check : op.getBody()->getOps<cf::AssertOp>()) {
    std::optional<PositionBound> bound = positionBound(check);
    if (bound && bound->value == stripIndexCast(index) && bound->below &&
        *bound->below >= 1)
      limit = std::min(limit, *bound->below);
  }
  return limit;
}

bool ridge::isCheckedByGather(linalg::GenericOp op, cf::AssertOp check) {
  std::optional<PositionBound> bound = positionBound(check);
  // A gather asks for positions of at least 0; more is not its business.
  if (!bound || (bound->least && *bound->least > 0) ||
      (bound->below && *bound->below < 1))
    return false;
  for (auto extract : op.getBody()->getOps<tensor::ExtractOp>())
    for (Value index : extract.getIndices())
      if (stripIndexCast(index) == bound->value &&
          failed(affinePosition(index)))
        return true;
  return false;
}

//===----------------------------------------------------------------------===//
// Gathers
//===----------------------------------------------------------------------===//

namespace {
class GatherConverter {
public:
  GatherConverter(linalg::GenericOp op, tensor::ExtractOp extract)
      : op(op), extract(extract), builder(op),
        extents(op.getStaticLoopRanges()) {}

  FailureOr<TensorInput> convert();

private:
  FailureOr<TensorInput> listOf(Value index);
  FailureOr<TensorInput> computeList(Value index);
  void use(AffineMap map) {
    for (unsigned d = 0; d < extents.size(); ++d)
      used[d] = used[d] || map.isFunctionOfDim(d);
  }
  AffineMap mapOf(ArrayRef<AffineExpr> exprs) {
    return AffineMap::get(extents.size(), 0, exprs, op.getContext());
  }

  linalg::GenericOp op;
  tensor::ExtractOp extract;
  OpBuilder builder;
  SmallVector<int64_t> extents;
  SmallVector<bool> used = SmallVector<bool>(extents.size(), false);
};
} // namespace

/// Renumbers the dims of `map` from those of the generic to those kept.
static AffineMap keepDims(AffineMap map, ArrayRef<int64_t> kept,
                          unsigned numDims) {
  MLIRContext *context = map.getContext();
  SmallVector<AffineExpr> replacements(numDims,
                                       getAffineConstantExpr(0, context));
  for (auto [position, dim] : llvm::enumerate(kept))
    replacements[dim] = getAffineDimExpr(position, context);
  return map.replaceDimsAndSymbols(replacements, {}, kept.size(), 0);
}

/// A map that computes the index at the dims that it depends on.
FailureOr<TensorInput> GatherConverter::computeList(Value index) {
  ScalarBody body(op, Space::whole(op));
  FailureOr<Value> value = body.add(index);
  if (failed(value))
    return failure();
  body.yield(*value);

  llvm::SmallBitVector dims(extents.size());
  for (const TensorInput &input : body.inputs())
    for (unsigned d = 0; d < extents.size(); ++d)
      if (input.map.isFunctionOfDim(d))
        dims.set(d);
  for (auto position : body.block().getOps<IndexOp>())
    dims.set(position.getDim());
  SmallVector<int64_t> kept, shape;
  SmallVector<AffineExpr> exprs;
  for (unsigned d : dims.set_bits()) {
    kept.push_back(d);
    shape.push_back(extents[d]);
    exprs.push_back(builder.getAffineDimExpr(d));
  }
  for (auto position : body.block().getOps<IndexOp>())
    position.setDim(llvm::find(kept, position.getDim()) - kept.begin());

  SmallVector<Value> tensors;
  SmallVector<AffineMap> maps;
  for (const TensorInput &input : body.inputs()) {
    tensors.push_back(input.tensor);
    maps.push_back(keepDims(input.map, kept, extents.size()));
  }
  maps.push_back(builder.getMultiDimIdentityMap(kept.size()));
  auto map = MapOp::create(builder, index.getLoc(),
                           RankedTensorType::get(shape, value->getType()),
                           tensors, builder.getDenseI64ArrayAttr(shape),
                           builder.getAffineMapArrayAttr(maps));
  body.moveInto(map.getBody());
  return TensorInput{map.getResult(), mapOf(exprs)};
}

FailureOr<TensorInput> GatherConverter::listOf(Value index) {
  auto argument = dyn_cast<BlockArgument>(stripIndexCast(index));
  if (argument && argument.getOwner() == op.getBody()) {
    OpOperand &operand = op->getOpOperand(argument.getArgNumber());
    if (isa<RankedTensorType>(operand.get().getType()) &&
        !argument.getType().isInteger(1)) {
      if (failed(checkDefined(operand.get(), op)))
        return failure();
      return TensorInput{operand.get(), op.getMatchingIndexingMap(&operand)};
    }
  }
  return computeList(index);
}

FailureOr<TensorInput> GatherConverter::convert() {
  auto type = cast<RankedTensorType>(extract.getTensor().getType());
  if (failed(checkDefined(extract.getTensor(), extract)))
    return failure();
  SmallVector<AffineExpr> position;
  SmallVector<Value> lists;
  SmallVector<AffineMap> maps;
  SmallVector<int64_t> dims, limits;
  for (auto [dim, index] : llvm::enumerate(extract.getIndices())) {
    FailureOr<AffineExpr> expr = affinePosition(index);
    position.push_back(succeeded(expr) ? *expr
                                       : builder.getAffineConstantExpr(0));
    if (succeeded(expr))
      continue;
    FailureOr<TensorInput> list = listOf(index);
    if (failed(list))
      return failure();
    lists.push_back(list->tensor);
    maps.push_back(list->map);
    dims.push_back(dim);
    limits.push_back(limitOf(op, index, type.getDimSize(dim)));
  }
  maps.insert(maps.begin(), mapOf(position));
  for (AffineMap map : maps)
    use(map);

  SmallVector<int64_t> kept, shape;
  SmallVector<AffineExpr> read;
  for (auto [d, extent] : llvm::enumerate(extents))
    if (used[d]) {
      kept.push_back(d);
      shape.push_back(extent);
      read.push_back(builder.getAffineDimExpr(d));
    }
  for (AffineMap &map : maps)
    map = keepDims(map, kept, extents.size());
  maps.push_back(builder.getMultiDimIdentityMap(kept.size()));
  auto gather = GatherOp::create(
      builder, extract.getLoc(),
      RankedTensorType::get(shape, type.getElementType()), extract.getTensor(),
      lists, shape, dims, limits, builder.getAffineMapArrayAttr(maps));
  return TensorInput{gather.getResult(), mapOf(read)};
}

FailureOr<TensorInput> ridge::convertGather(linalg::GenericOp op,
                                            tensor::ExtractOp extract) {
  return GatherConverter(op, extract).convert();
}
