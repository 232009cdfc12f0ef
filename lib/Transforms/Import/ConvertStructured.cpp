//===- ConvertStructured.cpp - generics become ridge computations ---------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Recognition is by iterator types, maps and body:
///
///   all parallel             ridge.map, or views if nothing is computed
///   acc + ext(a) * ext(b)    ridge.contract
///   acc op x, x one input    ridge.reduce
///   acc op f(inputs)         ridge.map for f, then ridge.reduce
///
/// A factor or x that depends on one tensor alone is computed on that tensor,
/// not on the iteration space. A result that nobody reads is not computed.
///
//===----------------------------------------------------------------------===//

#include "Combiner.h"
#include "Convert.h"
#include "ScalarBody.h"
#include "dialects/Ridge/RidgeDialect.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/AffineExpr.h"
#include "ridge/Analysis/LinearForm.h"
#include "llvm/ADT/SmallBitVector.h"

using namespace mlir;
using namespace ridge;

namespace {
/// What a value of a body depends on.
struct Dependence {
  explicit Dependence(unsigned operands) : arguments(operands) {}
  llvm::SmallBitVector arguments; ///< Block arguments, by number.
  bool position = false;          ///< On linalg.index or on tensor.extract.
};

/// One result of a generic, on its way.
class ResultConverter {
public:
  ResultConverter(linalg::GenericOp op, unsigned number)
      : op(op), number(number), builder(op), extents(op.getStaticLoopRanges()),
        yielded(op.getBody()->getTerminator()->getOperand(number)),
        accumulator(op.getRegionOutputArgs()[number]) {}

  FailureOr<Value> convert();

private:
  // Maps and views.
  FailureOr<Value> convertParallel();
  TensorInput sliced(const TensorInput &input);
  Value asView(TensorInput input, AffineMap resultMap);
  Value buildMap(ScalarBody &body, ArrayRef<int64_t> space, AffineMap resultMap,
                 Type element);

  // Reductions.
  FailureOr<Value> convertReduction();
  FailureOr<Value> convertProduct(Operation *product);
  FailureOr<TensorInput> computeTerm(Value term);
  FailureOr<TensorInput> computeFactor(Value factor);
  FailureOr<TensorInput> computeOn(Value value, bool ownShape);
  Value combineWithInit(Operation *combiner, Value result);
  Value finish(Value result);

  Dependence dependenceOf(Value value);
  std::optional<unsigned> onlyTensor(Value value);
  /// The result map without constant results, and the shape it covers.
  AffineMap projectedMap();
  SmallVector<int64_t> projectedShape();
  RankedTensorType resultType() {
    return cast<RankedTensorType>(op.getResult(number).getType());
  }
  AffineMap outputMap() {
    return op.getMatchingIndexingMap(op.getDpsInitOperand(number));
  }
  InFlightDiagnostic refuseReduction();

  linalg::GenericOp op;
  unsigned number;
  OpBuilder builder;
  SmallVector<int64_t> extents;
  Value yielded;
  Value accumulator;
};
} // namespace

//===----------------------------------------------------------------------===//
// Dependences
//===----------------------------------------------------------------------===//

Dependence ResultConverter::dependenceOf(Value value) {
  Dependence result(op->getNumOperands());
  SmallVector<Value> work = {value};
  llvm::DenseSet<Value> seen;
  while (!work.empty()) {
    Value next = work.pop_back_val();
    if (!seen.insert(next).second)
      continue;
    if (auto argument = dyn_cast<BlockArgument>(next)) {
      if (argument.getOwner() == op.getBody())
        result.arguments.set(argument.getArgNumber());
      continue;
    }
    Operation *definition = next.getDefiningOp();
    result.position |= isa<linalg::IndexOp, tensor::ExtractOp>(definition);
    llvm::append_range(work, definition->getOperands());
  }
  return result;
}

/// The number of the one tensor operand that `value` is a function of.
std::optional<unsigned> ResultConverter::onlyTensor(Value value) {
  Dependence dependence = dependenceOf(value);
  if (dependence.position)
    return std::nullopt;
  std::optional<unsigned> only;
  for (unsigned argument : dependence.arguments.set_bits()) {
    if (!isa<RankedTensorType>(op->getOperand(argument).getType()))
      continue;
    if (only)
      return std::nullopt;
    only = argument;
  }
  return only;
}

//===----------------------------------------------------------------------===//
// Maps and views
//===----------------------------------------------------------------------===//

static ArrayAttr mapsAttr(OpBuilder &builder, ArrayRef<TensorInput> inputs,
                          AffineMap resultMap) {
  SmallVector<AffineMap> maps;
  for (const TensorInput &input : inputs)
    maps.push_back(input.map);
  maps.push_back(resultMap);
  return builder.getAffineMapArrayAttr(maps);
}

static SmallVector<Value> tensorsOf(ArrayRef<TensorInput> inputs) {
  SmallVector<Value> tensors;
  for (const TensorInput &input : inputs)
    tensors.push_back(input.tensor);
  return tensors;
}

/// `map` places its results in a space of `extents`: the shape they cover.
static SmallVector<int64_t> shapeOf(AffineMap map, ArrayRef<int64_t> extents) {
  SmallVector<int64_t> shape;
  for (AffineExpr expr : map.getResults())
    shape.push_back(extents[cast<AffineDimExpr>(expr).getPosition()]);
  return shape;
}

Value ResultConverter::buildMap(ScalarBody &body, ArrayRef<int64_t> space,
                                AffineMap resultMap, Type element) {
  auto type = RankedTensorType::get(shapeOf(resultMap, space), element);
  auto map = MapOp::create(builder, op.getLoc(), type, tensorsOf(body.inputs()),
                           builder.getDenseI64ArrayAttr(space),
                           mapsAttr(builder, body.inputs(), resultMap));
  body.moveInto(map.getBody());
  return map;
}

AffineMap ResultConverter::projectedMap() {
  SmallVector<AffineExpr> dims;
  for (AffineExpr expr : outputMap().getResults())
    if (!isa<AffineConstantExpr>(expr))
      dims.push_back(expr);
  return AffineMap::get(extents.size(), 0, dims, op.getContext());
}

/// `input` with every result of its map a plain dim of full extent or the
/// constant 0 of extent 1: a slice takes offsets, steps and parts of dims. As
/// it is where a result adds dims, as windows do, or walks backwards.
TensorInput ResultConverter::sliced(const TensorInput &input) {
  auto type = cast<RankedTensorType>(input.tensor.getType());
  SmallVector<int64_t> offsets, sizes, strides;
  SmallVector<AffineExpr> plain;
  for (AffineExpr expr : input.map.getResults()) {
    std::optional<Affine> form = linearForm(expr, extents.size());
    if (!form)
      return input;
    offsets.push_back(form->constant);
    sizes.push_back(1);
    strides.push_back(1);
    plain.push_back(builder.getAffineConstantExpr(0));
    bool moves = false;
    for (auto [dim, coefficient] : form->terms) {
      if (moves || coefficient < 0)
        return input;
      moves = true;
      sizes.back() = extents[dim];
      strides.back() = coefficient;
      plain.back() = builder.getAffineDimExpr(dim);
    }
  }
  if (type.getShape() == ArrayRef<int64_t>(sizes))
    return input;
  Value slice = SliceOp::create(
      builder, op.getLoc(), RankedTensorType::get(sizes, type.getElementType()),
      input.tensor, offsets, strides);
  return {slice, AffineMap::get(extents.size(), 0, plain, op.getContext())};
}

/// A copy of `input` as slice, transpose and broadcast. Null where its map does
/// more than choose dims, as windows do.
Value ResultConverter::asView(TensorInput input, AffineMap resultMap) {
  input = sliced(input);
  // Result position of each iteration dim.
  SmallVector<int64_t> place(extents.size());
  for (auto [position, expr] : llvm::enumerate(resultMap.getResults()))
    place[cast<AffineDimExpr>(expr).getPosition()] = position;

  // For each dim of the source that is not of extent 1: where it goes.
  SmallVector<int64_t> shape, goal;
  auto type = cast<RankedTensorType>(input.tensor.getType());
  for (auto [dim, expr] : llvm::enumerate(input.map.getResults())) {
    auto iteration = dyn_cast<AffineDimExpr>(expr);
    int64_t size = type.getDimSize(dim);
    if (!iteration && size == 1)
      continue;
    if (!iteration || extents[iteration.getPosition()] != size ||
        llvm::is_contained(goal, place[iteration.getPosition()]))
      return {};
    shape.push_back(size);
    goal.push_back(place[iteration.getPosition()]);
  }

  Location loc = op.getLoc();
  Value view = reshape(builder, loc, input.tensor, shape);
  SmallVector<int64_t> order =
      llvm::to_vector(llvm::seq<int64_t>(0, goal.size()));
  llvm::sort(order, [&](int64_t a, int64_t b) { return goal[a] < goal[b]; });
  if (!llvm::is_sorted(order)) {
    SmallVector<int64_t> transposed;
    for (int64_t dim : order)
      transposed.push_back(shape[dim]);
    view = TransposeOp::create(
        builder, loc, RankedTensorType::get(transposed, type.getElementType()),
        view, order);
  }
  SmallVector<int64_t> added;
  for (int64_t dim = 0; dim < resultMap.getNumResults(); ++dim)
    if (!llvm::is_contained(goal, dim))
      added.push_back(dim);
  if (added.empty())
    return view;
  auto full =
      RankedTensorType::get(shapeOf(resultMap, extents), type.getElementType());
  return BroadcastOp::create(builder, loc, full, view, added);
}

FailureOr<Value> ResultConverter::convertParallel() {
  AffineMap resultMap = projectedMap();
  if (!resultMap.isPermutation() && !extents.empty())
    return op.emitError("writes its result at ")
           << AffineMapAttr::get(outputMap())
           << ", expected each element once: a permutation of all dims";
  ScalarBody body(op);
  FailureOr<Value> value = body.add(yielded);
  if (failed(value))
    return failure();

  // A body that gives its one input, or a constant, computes nothing.
  auto type = RankedTensorType::get(projectedShape(), value->getType());
  Operation *definition = value->getDefiningOp();
  if (auto constant = dyn_cast_or_null<arith::ConstantOp>(definition))
    return finish(
        FillOp::create(builder, op.getLoc(), type, constant.getValue()));
  if (auto argument = dyn_cast<BlockArgument>(*value)) {
    const TensorInput &input = body.inputs()[argument.getArgNumber()];
    if (TypedAttr fill = fillValue(input.tensor))
      return finish(FillOp::create(builder, op.getLoc(), type, fill));
    if (Value view = asView(input, resultMap))
      return finish(view);
  }
  body.yield(*value);
  return finish(buildMap(body, extents, resultMap, value->getType()));
}

//===----------------------------------------------------------------------===//
// Reductions
//===----------------------------------------------------------------------===//

SmallVector<int64_t> ResultConverter::projectedShape() {
  return shapeOf(projectedMap(), extents);
}

InFlightDiagnostic ResultConverter::refuseReduction() {
  return op.emitError("reduction body is not acc op x; expected one of add, "
                      "multiply, max, min, and, or, xor that joins the "
                      "accumulator of this result with a value that does not "
                      "depend on an accumulator");
}

static Value stripWidening(Value value) {
  while (Operation *op = value.getDefiningOp()) {
    if (!isWidening(op))
      break;
    value = op->getOperand(0);
  }
  return value;
}

/// `value` as a tensor of its own: over the shape of the one tensor it reads,
/// or over the whole iteration space. A value that is an input is that input.
FailureOr<TensorInput> ResultConverter::computeOn(Value value, bool ownShape) {
  if (auto argument = dyn_cast<BlockArgument>(value)) {
    OpOperand &operand = op->getOpOperand(argument.getArgNumber());
    if (isa<RankedTensorType>(operand.get().getType())) {
      if (failed(checkDefined(operand.get(), op)))
        return failure();
      return TensorInput{operand.get(), op.getMatchingIndexingMap(&operand)};
    }
  }
  ScalarBody body(op, ownShape);
  FailureOr<Value> result = body.add(value);
  if (failed(result))
    return failure();
  body.yield(*result);

  if (!ownShape) {
    auto identity =
        AffineMap::getMultiDimIdentityMap(extents.size(), op.getContext());
    Value tensor = buildMap(body, extents, identity, result->getType());
    return TensorInput{tensor, identity};
  }
  OpOperand &read = op->getOpOperand(*onlyTensor(value));
  auto shape = cast<RankedTensorType>(read.get().getType()).getShape();
  auto identity =
      AffineMap::getMultiDimIdentityMap(shape.size(), op.getContext());
  Value tensor = buildMap(body, shape, identity, result->getType());
  return TensorInput{tensor, op.getMatchingIndexingMap(&read)};
}

FailureOr<TensorInput> ResultConverter::computeTerm(Value term) {
  return computeOn(term, onlyTensor(term).has_value());
}

/// What a contraction reads for `factor`: the tensor before widening.
FailureOr<TensorInput> ResultConverter::computeFactor(Value factor) {
  return computeOn(stripWidening(factor), /*ownShape=*/true);
}

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

/// acc + lhs * rhs, or null if `product` is not a product of two tensors.
FailureOr<Value> ResultConverter::convertProduct(Operation *product) {
  if (!isa_and_nonnull<arith::MulFOp, arith::MulIOp>(product) ||
      product->getBlock() != op.getBody())
    return Value();
  Value lhs = product->getOperand(0), rhs = product->getOperand(1);
  std::optional<unsigned> a = onlyTensor(lhs), b = onlyTensor(rhs);
  if (!a || !b)
    return Value();
  // The square of an element has nothing to contract: a map and a sum do it.
  // Two elements of one tensor are two operands.
  OpOperand &left = op->getOpOperand(*a), &right = op->getOpOperand(*b);
  if (left.get() == right.get() &&
      op.getMatchingIndexingMap(&left) == op.getMatchingIndexingMap(&right))
    return Value();
  FailureOr<TensorInput> leftInput = computeFactor(lhs);
  if (failed(leftInput))
    return failure();
  FailureOr<TensorInput> rightInput = computeFactor(rhs);
  if (failed(rightInput))
    return failure();

  Type element = accumulator.getType();
  TypedAttr init = fillValue(op.getDpsInits()[number]);
  auto contract = ContractOp::create(
      builder, op.getLoc(), RankedTensorType::get(projectedShape(), element),
      ValueRange{leftInput->tensor, rightInput->tensor},
      builder.getDenseI64ArrayAttr(extents),
      mapsAttr(builder, {*leftInput, *rightInput}, projectedMap()),
      init ? init : builder.getZeroAttr(element));

  Block &block = contract.getBody().emplaceBlock();
  Location loc = op.getLoc();
  Value x = stripWidening(lhs), y = stripWidening(rhs);
  Value first = block.addArgument(x.getType(), loc);
  Value second = block.addArgument(y.getType(), loc);
  Value sum = block.addArgument(element, loc);
  OpBuilder inside = OpBuilder::atBlockBegin(&block);
  Value wideFirst = cloneWidening(inside, lhs, x, first);
  Value wideSecond = cloneWidening(inside, rhs, y, second);
  if (isa<FloatType>(element)) {
    Value scaled = arith::MulFOp::create(inside, loc, wideFirst, wideSecond);
    sum = arith::AddFOp::create(inside, loc, sum, scaled);
  } else {
    Value scaled = arith::MulIOp::create(inside, loc, wideFirst, wideSecond);
    sum = arith::AddIOp::create(inside, loc, sum, scaled);
  }
  YieldOp::create(inside, loc, ValueRange{sum});
  return Value(contract);
}

/// result op init, for an init that is not one constant.
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
  IRMapping mapping;
  mapping.map(combiner->getOperand(0), x);
  mapping.map(combiner->getOperand(1), y);
  Operation *join = inside.clone(*combiner, mapping);
  YieldOp::create(inside, op.getLoc(), join->getResults());
  return map;
}

FailureOr<Value> ResultConverter::convertReduction() {
  if (!projectedMap().isProjectedPermutation())
    return op.emitError("writes its result at ")
           << AffineMapAttr::get(outputMap()) << ", expected distinct dims";
  Value initTensor = op.getDpsInits()[number];
  if (failed(checkDefined(initTensor, op)))
    return failure();

  Operation *combiner = yielded.getDefiningOp();
  if (!combiner || combiner->getBlock() != op.getBody())
    return refuseReduction();
  combiner = canonicalCombiner(combiner, accumulator);
  if (!combiner)
    return refuseReduction();
  bool onLeft = combiner->getOperand(0) == accumulator;
  bool onRight = combiner->getOperand(1) == accumulator;
  if (onLeft == onRight)
    return refuseReduction();
  Value term = combiner->getOperand(onLeft ? 1 : 0);
  Dependence dependence = dependenceOf(term);
  for (unsigned i = op.getNumDpsInputs(); i < op->getNumOperands(); ++i)
    if (dependence.arguments.test(i))
      return refuseReduction();

  TypedAttr init = fillValue(initTensor);
  if (isa<arith::AddFOp, arith::AddIOp>(combiner)) {
    FailureOr<Value> product = convertProduct(term.getDefiningOp());
    if (failed(product))
      return failure();
    if (*product)
      return finish(init ? *product : combineWithInit(combiner, *product));
  }

  FailureOr<TensorInput> input = computeTerm(term);
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
      mapsAttr(builder, {*input}, projectedMap()), init ? init : *neutral);
  Block &block = reduce.getBody().emplaceBlock();
  Value x = block.addArgument(term.getType(), op.getLoc());
  Value sum = block.addArgument(element, op.getLoc());
  OpBuilder inside = OpBuilder::atBlockBegin(&block);
  IRMapping mapping;
  mapping.map(accumulator, sum);
  mapping.map(term, x);
  Operation *join = inside.clone(*combiner, mapping);
  join->setOperands({sum, x});
  YieldOp::create(inside, op.getLoc(), join->getResults());
  return finish(init ? Value(reduce) : combineWithInit(combiner, reduce));
}

//===----------------------------------------------------------------------===//
// All
//===----------------------------------------------------------------------===//

/// Dims of extent 1 that the result map fixes come back as a reshape.
Value ResultConverter::finish(Value result) {
  return reshape(builder, op.getLoc(), result, resultType().getShape());
}

FailureOr<Value> ResultConverter::convert() {
  for (AffineExpr expr : outputMap().getResults())
    if (!isa<AffineDimExpr, AffineConstantExpr>(expr))
      return op.emitError("writes its result at ")
             << AffineMapAttr::get(outputMap()) << ", expected plain dims";
  bool parallel = llvm::all_of(op.getIteratorTypesArray(), [](auto type) {
    return type == utils::IteratorType::parallel;
  });
  return parallel ? convertParallel() : convertReduction();
}

LogicalResult ridge::convertGeneric(linalg::GenericOp op) {
  // All results before any use is replaced: they read the same operands.
  SmallVector<std::pair<OpResult, Value>> results;
  for (OpResult result : op->getResults()) {
    if (result.use_empty())
      continue;
    FailureOr<Value> value =
        ResultConverter(op, result.getResultNumber()).convert();
    if (failed(value))
      return failure();
    results.emplace_back(result, *value);
  }
  for (auto &[result, value] : results)
    result.replaceAllUsesWith(value);
  return success();
}
