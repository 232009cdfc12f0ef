//===- RidgeTensorOps.cpp - verifiers of structured computations ----------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "dialects/Ridge/RidgeDialect.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/AffineExpr.h"
#include "mlir/IR/TypeUtilities.h"
#include "ridge/Machine/Kernel.h"
#include "ridge/Numerics/Accumulate.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace ridge;

//===----------------------------------------------------------------------===//
// Interface
//===----------------------------------------------------------------------===//

template <typename OpTy> static SmallVector<AffineMap> operandMaps(OpTy op) {
  return llvm::to_vector(
      op.getMaps().template getAsValueRange<AffineMapAttr>());
}

#define RIDGE_STRUCTURED_OP(Op, Init)                                          \
  ArrayRef<int64_t> Op::getIterationExtents() { return getExtents(); }         \
  SmallVector<AffineMap> Op::getOperandMaps() { return operandMaps(*this); }   \
  OperandRange Op::getInputTensors() { return getInputs(); }                   \
  Value Op::getResultTensor() { return getResult(); }                          \
  TypedAttr Op::getInitialValue() { return Init; }                             \
  Region &Op::getScalarBody() { return getBody(); }
RIDGE_STRUCTURED_OP(MapOp, TypedAttr())
RIDGE_STRUCTURED_OP(ReduceOp, getInit())
RIDGE_STRUCTURED_OP(ContractOp, getInit())
#undef RIDGE_STRUCTURED_OP

//===----------------------------------------------------------------------===//
// Verifiers
//===----------------------------------------------------------------------===//

/// Least and greatest value of an affine expression without division over the
/// box [0, extents); nullopt if it divides.
static std::optional<std::pair<int64_t, int64_t>>
rangeOf(AffineExpr expr, ArrayRef<int64_t> extents) {
  if (auto constant = dyn_cast<AffineConstantExpr>(expr))
    return std::make_pair(constant.getValue(), constant.getValue());
  if (auto dim = dyn_cast<AffineDimExpr>(expr))
    return std::make_pair(int64_t(0), extents[dim.getPosition()] - 1);
  auto binary = dyn_cast<AffineBinaryOpExpr>(expr);
  if (!binary)
    return std::nullopt;
  auto lhs = rangeOf(binary.getLHS(), extents);
  auto rhs = rangeOf(binary.getRHS(), extents);
  if (!lhs || !rhs)
    return std::nullopt;
  if (binary.getKind() == AffineExprKind::Add)
    return std::make_pair(lhs->first + rhs->first, lhs->second + rhs->second);
  if (binary.getKind() != AffineExprKind::Mul || rhs->first != rhs->second)
    return std::nullopt;
  int64_t a = lhs->first * rhs->first, b = lhs->second * rhs->first;
  return std::make_pair(std::min(a, b), std::max(a, b));
}

/// Maps fit the extents, and what they reach lies in the tensor.
static LogicalResult verifyMaps(Operation *op, ArrayRef<int64_t> extents,
                                ArrayRef<AffineMap> maps,
                                ArrayRef<RankedTensorType> types) {
  // map-c1, reduce-c1, contract-c1, gather-c1
  if (extents.size() > 16)
    return op->emitOpError()
           << "has " << extents.size() << " dims; at most 16 are supported";
  for (int64_t extent : extents)
    if (extent < 1)
      return op->emitOpError() << "extent " << extent << " must be at least 1";
  if (maps.size() != types.size())
    return op->emitOpError()
           << "has " << maps.size() << " maps, expected " << types.size()
           << ": one per operand and one for the result";
  for (auto [position, map, type] : llvm::enumerate(maps, types)) {
    if (map.getNumDims() != extents.size() || map.getNumSymbols() != 0)
      return op->emitOpError()
             << "map " << position << " has " << map.getNumDims()
             << " dims, expected " << extents.size() << ", and no symbols";
    if (map.getNumResults() != static_cast<unsigned>(type.getRank()))
      return op->emitOpError()
             << "map " << position << " has " << map.getNumResults()
             << " results for " << type;
    // map-c2, reduce-c2, contract-c2, gather-c2
    for (auto [dim, expr] : llvm::enumerate(map.getResults())) {
      auto range = rangeOf(expr, extents);
      if (!range)
        return op->emitOpError() << "map " << position << " result " << dim
                                 << " is not a sum of multiples of dims";
      if (range->first < 0 || range->second >= type.getDimSize(dim))
        return op->emitOpError()
               << "map " << position << " reaches [" << range->first << ", "
               << range->second << "] in dim " << dim << " of " << type;
    }
  }
  return success();
}

/// The result map covers the result, each element by one point per reduction.
static LogicalResult verifyResultMap(Operation *op, ArrayRef<int64_t> extents,
                                     AffineMap result, RankedTensorType type) {
  // map-c3, reduce-c3, contract-c3, gather-c3
  if (!result.isProjectedPermutation())
    return op->emitOpError("result map must be a projected permutation");
  for (auto [dim, expr] : llvm::enumerate(result.getResults())) {
    int64_t extent = extents[cast<AffineDimExpr>(expr).getPosition()];
    if (extent != type.getDimSize(dim))
      return op->emitOpError()
             << "covers " << extent << " of " << type.getDimSize(dim)
             << " elements in dim " << dim << " of the result";
  }
  return success();
}

/// Body arguments and what it yields.
static LogicalResult verifyBody(StructuredOpInterface op) {
  Block &body = op.getScalarBody().front();
  SmallVector<Type> expected;
  for (Value input : op.getInputTensors())
    expected.push_back(getElementTypeOrSelf(input.getType()));
  Type element = getElementTypeOrSelf(op.getResultTensor().getType());
  // reduce-c5, contract-c5
  if (TypedAttr init = op.getInitialValue()) {
    expected.push_back(element);
    if (init.getType() != element)
      return op->emitOpError()
             << "init is " << init.getType()
             << ", expected the result's element type " << element;
  }
  // map-c4, reduce-c4, contract-c4
  if (body.getArgumentTypes() != TypeRange(expected))
    return op->emitOpError() << "body arguments are " << body.getArgumentTypes()
                             << ", expected " << TypeRange(expected);
  auto yield = cast<YieldOp>(body.getTerminator());
  if (yield.getValues().size() != 1 ||
      yield.getValues()[0].getType() != element)
    return yield.emitOpError() << "must yield one value of type " << element;
  return success();
}

static LogicalResult verifyStructured(StructuredOpInterface op) {
  SmallVector<RankedTensorType> types;
  for (Value input : op.getInputTensors())
    types.push_back(cast<RankedTensorType>(input.getType()));
  types.push_back(cast<RankedTensorType>(op.getResultTensor().getType()));
  SmallVector<AffineMap> maps = op.getOperandMaps();
  ArrayRef<int64_t> extents = op.getIterationExtents();
  if (failed(verifyMaps(op, extents, maps, types)) ||
      failed(verifyResultMap(op, extents, maps.back(), types.back())))
    return failure();
  // map-c5, reduce-c6
  if (MaskedAttr masked = op.getMaskedPoints())
    for (int64_t dim : {masked.getRow(), masked.getColumn()})
      if (dim >= static_cast<int64_t>(extents.size()))
        return op->emitOpError() << "has masked points along dim " << dim
                                 << " of " << extents.size() << " dims";
  return verifyBody(op);
}

LogicalResult MapOp::verify() {
  if (failed(verifyStructured(*this)))
    return failure();
  // map-c3
  if (cast<StructuredOpInterface>(getOperation()).getReductionDims() != 0)
    return emitOpError("result map must be a permutation of all dims; a dim "
                       "that it drops is a reduction (use ridge.reduce)");
  return success();
}

LogicalResult ReduceOp::verify() { return verifyStructured(*this); }

/// The value without the widening conversions around it. A scaled element is
/// one too: its scale is an input of the same side.
static Value stripWidening(Value value, llvm::SmallDenseSet<Value> &inputs) {
  while (Operation *op = value.getDefiningOp()) {
    if (auto scaled = dyn_cast<DequantizeOp>(op))
      stripWidening(scaled.getScale(), inputs);
    else if (!isWidening(op))
      break;
    value = op->getOperand(0);
  }
  inputs.insert(value);
  return value;
}

LogicalResult ContractOp::verify() {
  if (failed(verifyStructured(*this)))
    return failure();
  // contract-c7
  std::string problem;
  if (getAccumulate() && !AccumulateModel::parse(*getAccumulate(), problem))
    return emitOpError() << "accumulate: " << problem;
  // contract-c6
  unsigned inputs = getInputs().size();
  if (inputs < 2 || inputs > 4)
    return emitOpError() << "takes 2 inputs and at most a scale for each, has "
                         << inputs;
  Block &body = getBody().front();
  Operation *sum =
      cast<YieldOp>(body.getTerminator()).getValues()[0].getDefiningOp();
  auto isProduct = [&](Value value) {
    Operation *product = value.getDefiningOp();
    if (!isa_and_nonnull<arith::MulFOp, arith::MulIOp>(product))
      return false;
    llvm::SmallDenseSet<Value> read;
    stripWidening(product->getOperand(0), read);
    stripWidening(product->getOperand(1), read);
    return read.size() == inputs &&
           llvm::all_of(body.getArguments().take_front(inputs),
                        [&](Value input) { return read.contains(input); });
  };
  Value accumulator = body.getArgument(inputs);
  if (isa_and_nonnull<arith::AddFOp, arith::AddIOp>(sum) &&
      ((sum->getOperand(0) == accumulator && isProduct(sum->getOperand(1))) ||
       (sum->getOperand(1) == accumulator && isProduct(sum->getOperand(0)))))
    return success();
  return emitOpError("body must be acc + ext(a) * ext(b), where ext widens an "
                     "element or is ridge.dequantize");
}

uint32_t ridge::foldedDims(Region &body) {
  uint32_t dims = 0;
  for (FoldOp fold : body.getOps<FoldOp>())
    for (int64_t dim : fold.getDims())
      dims |= 1u << dim;
  return dims;
}

LogicalResult FoldOp::verify() {
  // fold-c1
  std::optional<ScalarOp> joins = parseScalarOp(getJoins());
  if (!joins || scalarOpOperands(*joins) != 2)
    return emitOpError() << "joins by '" << getJoins()
                         << "', expected the name of an operation on two "
                            "values, as arith.addf";
  // fold-c2
  llvm::SmallDenseSet<int64_t> seen;
  for (int64_t dim : getDims())
    if (dim < 0 || dim >= int64_t(kMostDims) || !seen.insert(dim).second)
      return emitOpError() << "folds along dim " << dim
                           << ", expected distinct dims of the body";
  if (getDims().empty())
    return emitOpError("folds along no dim, expected at least one");
  return success();
}

LogicalResult GatherOp::verify() {
  SmallVector<RankedTensorType> types{getTable().getType()};
  for (Value list : getIndices())
    types.push_back(cast<RankedTensorType>(list.getType()));
  types.push_back(getResult().getType());
  if (failed(verifyMaps(*this, getExtents(), operandMaps(*this), types)) ||
      failed(
          verifyResultMap(*this, getExtents(), getResultMap(), types.back())))
    return failure();
  // gather-c3
  if (!getResultMap().isPermutation() && !getExtents().empty())
    return emitOpError("result map must be a permutation of all dims");
  // gather-c6
  if (types.front().getElementType() != types.back().getElementType())
    return emitOpError() << "gathers " << types.front().getElementType()
                         << " into " << types.back().getElementType();

  // gather-c4
  size_t lists = getIndices().size();
  if (lists == 0 || getDims().size() != lists || getLimits().size() != lists)
    return emitOpError() << "has " << lists << " lists, " << getDims().size()
                         << " dims and " << getLimits().size()
                         << " limits, expected as many of each and at least 1";
  llvm::SmallDenseSet<int64_t> seen;
  for (auto [dim, limit] : llvm::zip(getDims(), getLimits())) {
    if (dim < 0 || dim >= types.front().getRank() || !seen.insert(dim).second)
      return emitOpError() << "gathers along dim " << dim
                           << ", expected distinct dims of the table";
    int64_t extent = types.front().getDimSize(dim);
    if (limit < 1 || limit > extent)
      return emitOpError() << "has the limit " << limit
                           << " in a dim of extent " << extent;
    // gather-c2
    if (getTableMap().getResult(dim) !=
        mlir::getAffineConstantExpr(0, getContext()))
      return emitOpError() << "table map must be 0 in dim " << dim
                           << ", which indices address";
  }
  // gather-c5
  for (Value list : getIndices()) {
    Type element = getElementTypeOrSelf(list.getType());
    if (!element.isSignlessInteger() || element.isInteger(1))
      return emitOpError() << "has indices of type " << element
                           << ", expected integers of at least 8 bits";
  }
  return success();
}

namespace {
/// The iteration of what may stand in a group.
struct GroupMember {
  ArrayRef<int64_t> extents;
  std::optional<ArrayRef<int64_t>> groupDims;
};
} // namespace

static std::optional<GroupMember> memberOf(Operation &op) {
  return llvm::TypeSwitch<Operation *, std::optional<GroupMember>>(&op)
      .Case<MapOp, ReduceOp, ContractOp, GatherOp>([](auto member) {
        return GroupMember{member.getExtents(), member.getGroupDims()};
      })
      .Default(std::nullopt);
}

LogicalResult GroupOp::verify() {
  // group-c1
  size_t dims = getExtents().size();
  ArrayRef<int64_t> tiles = getMapping().getTiles();
  if (tiles.size() != dims)
    return emitOpError() << "has " << tiles.size() << " tiles for " << dims
                         << " extents";
  for (auto [tile, extent] : llvm::zip(tiles, getExtents()))
    if (tile < 1 || tile > extent)
      return emitOpError() << "tile " << tile << " must be in [1, " << extent
                           << "]";
  // group-c2
  llvm::SmallDenseSet<int64_t> seen;
  for (int64_t dim : getMapping().getOrder())
    if (dim < 0 || dim >= static_cast<int64_t>(dims) ||
        (!seen.insert(dim).second && getMapping().getSteps().empty()))
      return emitOpError() << "order names dim " << dim
                           << ", expected each dim at most once";
  for (Operation &op : getBody().front().without_terminator()) {
    // group-c3
    std::optional<GroupMember> member = memberOf(op);
    if (!member)
      return op.emitOpError("cannot stand in a ridge.group");
    if (isa<GatherOp>(op) && !llvm::hasNItems(getBody().front(), 2))
      return op.emitOpError("must be alone in its ridge.group");
    // group-c4
    if (!member->groupDims ||
        member->groupDims->size() != member->extents.size())
      return op.emitOpError("needs group_dims with one entry per extent");
    for (auto [dim, extent] : llvm::zip(*member->groupDims, member->extents))
      if (dim < 0 || dim >= static_cast<int64_t>(dims) ||
          getExtents()[dim] != extent)
        return op.emitOpError()
               << "group dim " << dim << " does not have the extent " << extent;
  }
  // group-c6
  auto structured =
      llvm::range_size(getBody().front().getOps<StructuredOpInterface>());
  size_t chosen = getMapping().getInstructions().size();
  if (chosen != static_cast<size_t>(structured))
    return emitOpError() << "has instructions for " << chosen
                         << " computations, its body has " << structured;
  // group-c7
  size_t members = llvm::range_size(getBody().front().without_terminator());
  if (getNumbers() && getNumbers()->size() != members)
    return emitOpError() << "has " << getNumbers()->size()
                         << " numbers of operations, its body has " << members;
  // group-c5
  if (getBody().front().getTerminator()->getOperandTypes() != getResultTypes())
    return emitOpError("yields other types than it results in");
  return success();
}
