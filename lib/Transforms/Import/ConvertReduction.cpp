//===- ConvertReduction.cpp - sums of products and other reductions -------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Combiner.h"
#include "Convert.h"
#include "ResultConverter.h"
#include "dialects/Ridge/RidgeDialect.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/IRMapping.h"

using namespace mlir;
using namespace ridge;

InFlightDiagnostic ResultConverter::refuseReduction() {
  return op.emitError("reduction body is not acc op x; expected one of add, "
                      "multiply, max, min, and, or, xor that joins the "
                      "accumulator of this result with a value that does not "
                      "depend on an accumulator");
}

//===----------------------------------------------------------------------===//
// What is reduced
//===----------------------------------------------------------------------===//

/// `value` as a tensor of its own, over the points at which it differs. A value
/// that is an input is that input.
FailureOr<TensorInput> ResultConverter::compute(Value value) {
  if (auto argument = dyn_cast<BlockArgument>(value)) {
    OpOperand &operand = op->getOpOperand(argument.getArgNumber());
    if (isa<RankedTensorType>(operand.get().getType())) {
      if (failed(checkDefined(operand.get(), op)))
        return failure();
      return TensorInput{operand.get(), op.getMatchingIndexingMap(&operand)};
    }
  }
  Space space = Space::of(op, value);
  ScalarBody body(op, space);
  FailureOr<Value> result = body.add(value);
  if (failed(result))
    return failure();
  body.yield(*result);
  auto identity = AffineMap::getMultiDimIdentityMap(space.extents().size(),
                                                    op.getContext());
  Value tensor = buildMap(body, space.extents(), identity, result->getType());
  return TensorInput{tensor, space.map()};
}

/// What a contraction reads for `factor`: the tensor before widening. A tensor
/// of one value is data like any other, since arrays take no immediates.
FailureOr<TensorInput> ResultConverter::computeFactor(Value factor) {
  FailureOr<TensorInput> input = compute(stripWidening(factor));
  if (failed(input))
    return failure();
  if (TypedAttr value = fillValue(input->tensor))
    input->tensor =
        createSplat(builder, input->tensor.getLoc(),
                    cast<RankedTensorType>(input->tensor.getType()), value);
  return input;
}

//===----------------------------------------------------------------------===//
// Products
//===----------------------------------------------------------------------===//

/// Clones the widening conversions between `narrow` and `value`.
static Value cloneWidening(OpBuilder &builder, Value value, Value narrow,
                           Value replacement) {
  if (value == narrow)
    return replacement;
  Operation *op = value.getDefiningOp();
  Value operand =
      cloneWidening(builder, op->getOperand(0), narrow, replacement);
  IRMapping mapping;
  mapping.map(op->getOperand(0), operand);
  return builder.clone(*op, mapping)->getResult(0);
}

/// acc + ext(lhs) * ext(rhs).
static void buildProductBody(ContractOp contract, const Product &product) {
  Location loc = contract.getLoc();
  Block &block = contract.getBody().emplaceBlock();
  OpBuilder inside = OpBuilder::atBlockBegin(&block);
  Type element = contract.getInit().getType();
  Value narrow[2], wide[2];
  for (unsigned side : {0u, 1u}) {
    narrow[side] = stripWidening(product.factors[side]);
    block.addArgument(narrow[side].getType(), loc);
  }
  Value sum = block.addArgument(element, loc);
  for (unsigned side : {0u, 1u})
    wide[side] = cloneWidening(inside, product.factors[side], narrow[side],
                               block.getArgument(side));
  if (isa<FloatType>(element)) {
    Value scaled = arith::MulFOp::create(inside, loc, wide[0], wide[1]);
    sum = arith::AddFOp::create(inside, loc, sum, scaled);
  } else {
    Value scaled = arith::MulIOp::create(inside, loc, wide[0], wide[1]);
    sum = arith::AddIOp::create(inside, loc, sum, scaled);
  }
  YieldOp::create(inside, loc, ValueRange{sum});
}

/// The contraction, from the constant that the result starts from or else 0.
FailureOr<Value> ResultConverter::convertProduct(const Product &product,
                                                 TypedAttr init) {
  FailureOr<TensorInput> left = computeFactor(product.factors[0]);
  if (failed(left))
    return failure();
  FailureOr<TensorInput> right = computeFactor(product.factors[1]);
  if (failed(right))
    return failure();
  Type element = accumulator.getType();
  auto contract = ContractOp::create(
      builder, op.getLoc(), RankedTensorType::get(projectedShape(), element),
      ValueRange{left->tensor, right->tensor},
      builder.getDenseI64ArrayAttr(extents),
      mapsAttr({*left, *right}, projectedMap()),
      init ? init : builder.getZeroAttr(element));
  buildProductBody(contract, product);
  return Value(contract);
}

//===----------------------------------------------------------------------===//
// Reductions
//===----------------------------------------------------------------------===//

/// init op result, for an init that is not one constant.
Value ResultConverter::combineWithInit(Operation *combiner, Value result) {
  Value init = op.getDpsInits()[number];
  auto type = cast<RankedTensorType>(result.getType());
  init = reshape(builder, op.getLoc(), init, type.getShape());
  auto identity =
      AffineMap::getMultiDimIdentityMap(type.getRank(), op.getContext());
  auto map = MapOp::create(
      builder, op.getLoc(), type, ValueRange{init, result},
      builder.getDenseI64ArrayAttr(type.getShape()),
      builder.getAffineMapArrayAttr({identity, identity, identity}));
  Block &block = map.getBody().emplaceBlock();
  Value x = block.addArgument(type.getElementType(), op.getLoc());
  Value y = block.addArgument(type.getElementType(), op.getLoc());
  OpBuilder inside = OpBuilder::atBlockBegin(&block);
  bool onLeft = combiner->getOperand(0) == accumulator;
  Operation *join = inside.clone(*combiner);
  join->setOperands(onLeft ? ValueRange{x, y} : ValueRange{y, x});
  YieldOp::create(inside, op.getLoc(), join->getResults());
  return map;
}

FailureOr<Value> ResultConverter::buildReduce(Operation *combiner, Value term) {
  TypedAttr init = fillValue(op.getDpsInits()[number]);
  FailureOr<TensorInput> input = compute(term);
  if (failed(input))
    return failure();
  std::optional<TypedAttr> neutral = arith::getNeutralElement(combiner);
  if (!init && !neutral)
    return op.emitError("starts from a tensor, and '")
           << combiner->getName()
           << "' has no neutral element; expected a linalg.fill of a constant";
  Type element = accumulator.getType();
  auto reduce = ReduceOp::create(
      builder, op.getLoc(), RankedTensorType::get(projectedShape(), element),
      ValueRange{input->tensor}, builder.getDenseI64ArrayAttr(extents),
      mapsAttr({*input}, projectedMap()), init ? init : *neutral);
  Block &block = reduce.getBody().emplaceBlock();
  Value x = block.addArgument(term.getType(), op.getLoc());
  Value sum = block.addArgument(element, op.getLoc());
  OpBuilder inside = OpBuilder::atBlockBegin(&block);
  Operation *join = inside.clone(*combiner);
  join->setOperands({sum, x});
  YieldOp::create(inside, op.getLoc(), join->getResults());
  return init ? Value(reduce) : combineWithInit(combiner, reduce);
}

FailureOr<Value> ResultConverter::convertReduction() {
  if (!projectedMap().isProjectedPermutation())
    return op.emitError("writes its result at ")
           << AffineMapAttr::get(outputMap()) << ", expected distinct dims";
  Value initTensor = op.getDpsInits()[number];
  if (failed(checkDefined(initTensor, op)))
    return failure();

  // Products first: a difference becomes the sum of a negated term below.
  Value added = findTerm(op, number);
  if (std::optional<Product> product =
          added ? findProduct(op, added) : std::nullopt) {
    Operation *sum = yielded.getDefiningOp();
    bool isSum = isa<arith::AddFOp, arith::AddIOp>(sum);
    TypedAttr init = isSum ? fillValue(initTensor) : TypedAttr();
    FailureOr<Value> contract = convertProduct(*product, init);
    if (failed(contract))
      return failure();
    return finish(init ? *contract : combineWithInit(sum, *contract));
  }

  Operation *combiner = canonicalCombiner(op, number);
  if (!combiner)
    return refuseReduction();
  bool onLeft = combiner->getOperand(0) == accumulator;
  bool onRight = combiner->getOperand(1) == accumulator;
  if (onLeft == onRight)
    return refuseReduction();
  Value term = combiner->getOperand(onLeft ? 1 : 0);
  Dependence dependence = dependenceOf(op, term);
  for (unsigned i = op.getNumDpsInputs(); i < op->getNumOperands(); ++i)
    if (dependence.arguments.test(i))
      return refuseReduction();
  FailureOr<Value> reduced = buildReduce(combiner, term);
  return failed(reduced) ? reduced : finish(*reduced);
}
