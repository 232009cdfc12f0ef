//===- InsertCasts.cpp - casts and scales of chosen formats ---------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Entry and exit form: tensor. Afterwards no contraction has a `format`.
/// See Passes.td.
///
//===----------------------------------------------------------------------===//

#include "dialects/Arch/FormatTypes.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/IR/TypeUtilities.h"
#include "ridge/Analysis/OperationKernel.h"
#include "ridge/Analysis/PassMachine.h"
#include "ridge/Transforms/Precision/FormatChoice.h"
#include "ridge/Transforms/Precision/Passes.h"
#include <cmath>
#include <map>

namespace ridge {
#define GEN_PASS_DEF_INSERTCASTS
#include "lib/Transforms/Precision/Passes.h.inc"
} // namespace ridge

using namespace mlir;
using namespace ridge;

static RankedTensorType tensorOf(Value value) {
  return cast<RankedTensorType>(value.getType());
}

namespace {

/// A side of a product in its new format.
struct NarrowSide {
  Value elements, scales; ///< No scales: null.
};

/// How a tensor is cast, to find a cast that is there already.
struct CastKey {
  void *source;
  Format element;
  int64_t exponent; ///< Plain sides.
  int64_t axis;     ///< Sides in blocks; else -1.
  int64_t block;
  Format scale;
  BlockScaleRule rule;

  auto tied() const {
    return std::tie(source, element, exponent, axis, block, scale, rule);
  }
  bool operator<(const CastKey &other) const { return tied() < other.tied(); }
};

class CastInserter {
public:
  CastInserter(const Machine &machine, MLIRContext *context)
      : machine(machine), builder(context), formats(productFormats(machine)) {}

  LogicalResult rewrite(ContractOp product);

private:
  const ProductFormat *find(StringRef name) const;
  Value castElements(Value source, Format format, int64_t exponent,
                     Location loc);
  Value castHere(Value source, Format format, int64_t exponent, Location loc);
  NarrowSide castBlocks(Value source, int64_t axis, const ProductSide &side,
                        BlockScaleRule rule, Location loc);
  NarrowSide repeatView(Operation *view, int64_t axis, int64_t before,
                        int64_t block, const NarrowSide &inner);
  Value largestMagnitudes(Value blocks, int64_t axis, Location loc);
  Value createMap(Location loc, ValueRange inputs, ArrayRef<AffineMap> maps,
                  Type element, function_ref<Value(ValueRange)> body);
  Value splitAxis(Value source, int64_t axis, int64_t block, Location loc);
  void createProduct(ContractOp product, const ProductFormat &format,
                     const ProductPlan &plan, const FormatChoice &choice,
                     ArrayRef<NarrowSide> sides);
  Type typeOf(Format format) {
    return ridge::typeOf(format, builder.getContext());
  }

  const Machine &machine;
  OpBuilder builder;
  std::vector<ProductFormat> formats;
  // Ordered by address, but only looked up, never walked.
  std::map<CastKey, NarrowSide> done;
};

} // namespace

const ProductFormat *CastInserter::find(StringRef name) const {
  auto found = llvm::find_if(formats, [&](const ProductFormat &format) {
    return format.name == name;
  });
  return found == formats.end() ? nullptr : &*found;
}

//===----------------------------------------------------------------------===//
// Plain sides
//===----------------------------------------------------------------------===//

/// An elementwise computation over all of the first input, in its layout.
Value CastInserter::createMap(Location loc, ValueRange inputs,
                              ArrayRef<AffineMap> maps, Type element,
                              function_ref<Value(ValueRange)> body) {
  ArrayRef<int64_t> shape = tensorOf(inputs[0]).getShape();
  auto type = RankedTensorType::get(shape, element);
  SmallVector<AffineMap> all(maps);
  all.push_back(
      AffineMap::getMultiDimIdentityMap(shape.size(), builder.getContext()));
  auto map = MapOp::create(builder, loc, type, inputs, shape,
                           builder.getAffineMapArrayAttr(all));
  OpBuilder::InsertionGuard guard(builder);
  Block *block = builder.createBlock(&map.getBody());
  for (Value input : inputs)
    block->addArgument(getElementTypeOrSelf(input), loc);
  YieldOp::create(builder, loc, body(block->getArguments()));
  return map.getResult();
}

/// True if `to` has the exponents of `from`, so that nothing overflows that was
/// finite, but for a rounding at the very top.
static bool keepsRange(Format from, Format to) {
  return formatInfo(to).exponentBits >= formatInfo(from).exponentBits &&
         formatInfo(to).specials == Specials::IEEE;
}

Value CastInserter::castHere(Value source, Format format, int64_t exponent,
                             Location loc) {
  Type from = getElementTypeOrSelf(source), to = typeOf(format);
  AffineMap identity = AffineMap::getMultiDimIdentityMap(
      tensorOf(source).getRank(), builder.getContext());
  bool widens = bitsOf(*formatOf(from)) < bitsOf(format);
  bool keeps = keepsRange(*formatOf(from), format);
  return createMap(loc, source, identity, to, [&](ValueRange in) -> Value {
    if (exponent != 0) {
      // Constants have builtin types.
      auto type = dyn_cast<FloatType>(from);
      if (!type)
        type = builder.getF32Type();
      Value scale = arith::ConstantOp::create(
          builder, loc, FloatAttr::get(type, std::ldexp(1.0, exponent)));
      return QuantizeOp::create(builder, loc, to, in[0], scale);
    }
    if (widens)
      return createWidening(builder, loc, to, in[0]);
    if (keeps && isa<FloatType>(from) && isa<FloatType>(to))
      return arith::TruncFOp::create(builder, loc, to, in[0]);
    return CastOp::create(builder, loc, to, in[0], CastRounding::NearestEven,
                          /*saturate=*/!keeps);
  });
}

/// Casts above the views that lead to the product: there every reader finds the
/// cast, and it is the views that are made again.
Value CastInserter::castElements(Value source, Format format, int64_t exponent,
                                 Location loc) {
  if (formatOf(getElementTypeOrSelf(source)) == format && exponent == 0)
    return source;
  CastKey key{source.getAsOpaquePointer(), format, exponent, -1, 1, Format::I1,
              BlockScaleRule::Floor};
  NarrowSide &known = done[key];
  if (known.elements)
    return known.elements;
  Operation *definition = source.getDefiningOp();
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointAfterValue(source);
  Value result;
  if (isa_and_nonnull<ReshapeOp, TransposeOp, BroadcastOp>(definition)) {
    Value inner =
        castElements(definition->getOperand(0), format, exponent, loc);
    IRMapping mapping;
    mapping.map(definition->getOperand(0), inner);
    Operation *view = builder.clone(*definition, mapping);
    view->getResult(0).setType(tensorOf(source).clone(typeOf(format)));
    result = view->getResult(0);
  } else {
    result = castHere(source, format, exponent, loc);
  }
  known.elements = result;
  return result;
}

//===----------------------------------------------------------------------===//
// Sides in blocks
//===----------------------------------------------------------------------===//

/// [.., K, ..] as [.., K / block, block, ..].
Value CastInserter::splitAxis(Value source, int64_t axis, int64_t block,
                              Location loc) {
  SmallVector<int64_t> shape(tensorOf(source).getShape());
  shape[axis] /= block;
  shape.insert(shape.begin() + axis + 1, block);
  auto type = RankedTensorType::get(shape, getElementTypeOrSelf(source));
  return ReshapeOp::create(builder, loc, type, source);
}

/// Without the dim `axis`, over as many dims as `rank`.
static AffineMap dropAxis(int64_t rank, int64_t axis, MLIRContext *context) {
  return AffineMap::getMultiDimIdentityMap(rank, context).dropResult(axis);
}

/// The largest magnitude along `axis`: one fold if an instruction does both,
/// else magnitudes first.
Value CastInserter::largestMagnitudes(Value blocks, int64_t axis,
                                      Location loc) {
  MLIRContext *context = builder.getContext();
  ArrayRef<int64_t> shape = tensorOf(blocks).getShape();
  Type element = getElementTypeOrSelf(blocks);
  SmallVector<int64_t> kept(shape);
  kept.erase(kept.begin() + axis);
  AffineMap identity = AffineMap::getMultiDimIdentityMap(shape.size(), context);
  AffineMap written = dropAxis(shape.size(), axis, context);
  auto fold = [&](Value input, bool takesMagnitude) {
    auto op = ReduceOp::create(
        builder, loc, RankedTensorType::get(kept, element), input, shape,
        builder.getAffineMapArrayAttr({identity, written}),
        FloatAttr::get(cast<FloatType>(element), 0.0));
    OpBuilder::InsertionGuard guard(builder);
    Block *body = builder.createBlock(&op.getBody());
    Value value = body->addArgument(element, loc);
    Value largest = body->addArgument(element, loc);
    if (takesMagnitude)
      value = math::AbsFOp::create(builder, loc, value);
    value = arith::MaximumFOp::create(builder, loc, largest, value);
    YieldOp::create(builder, loc, value);
    return op;
  };
  ReduceOp joint = fold(blocks, /*takesMagnitude=*/true);
  if (hasInstruction(joint, machine))
    return joint.getResult();
  joint.erase();
  Value magnitudes =
      createMap(loc, blocks, identity, element, [&](ValueRange in) -> Value {
        return math::AbsFOp::create(builder, loc, in[0]);
      });
  return fold(magnitudes, /*takesMagnitude=*/false).getResult();
}

/// The dim of `source` along which the view's result runs with its dim `axis`,
/// in whole multiples of it: blocks are the same on both sides. -1: none.
static int64_t axisBefore(Operation *view, int64_t axis) {
  if (auto transpose = dyn_cast<TransposeOp>(view))
    return transpose.getPermutation()[axis];
  ArrayRef<int64_t> to = tensorOf(view->getResult(0)).getShape();
  ArrayRef<int64_t> from = tensorOf(view->getOperand(0)).getShape();
  int64_t inner = 1, stride = 1;
  for (int64_t extent : to.drop_front(axis + 1))
    inner *= extent;
  for (int64_t dim = int64_t(from.size()) - 1; dim >= 0; --dim) {
    if (stride == inner && from[dim] % to[axis] == 0)
      return dim;
    stride *= from[dim];
  }
  return -1;
}

/// The view again, of elements in blocks and of their scales.
NarrowSide CastInserter::repeatView(Operation *view, int64_t axis,
                                    int64_t before, int64_t block,
                                    const NarrowSide &inner) {
  SmallVector<int64_t> scaleShape(tensorOf(view->getResult(0)).getShape());
  scaleShape[axis] /= block;
  SmallVector<int64_t> shape(scaleShape);
  shape.insert(shape.begin() + axis + 1, block);
  Type elements = tensorOf(inner.elements).clone(shape);
  Type scales = tensorOf(inner.scales).clone(scaleShape);
  Location loc = view->getLoc();
  auto transpose = dyn_cast<TransposeOp>(view);
  if (!transpose)
    return {ReshapeOp::create(builder, loc, elements, inner.elements),
            ReshapeOp::create(builder, loc, scales, inner.scales)};
  ArrayRef<int64_t> permutation = transpose.getPermutation();
  SmallVector<int64_t> withBlock;
  for (auto [to, from] : llvm::enumerate(permutation)) {
    withBlock.push_back(from + (from > before));
    if (int64_t(to) == axis)
      withBlock.push_back(before + 1);
  }
  return {
      TransposeOp::create(builder, loc, elements, inner.elements, withBlock),
      TransposeOp::create(builder, loc, scales, inner.scales, permutation)};
}

/// Above views as plain casts are, as far as a block stays a block.
NarrowSide CastInserter::castBlocks(Value source, int64_t axis,
                                    const ProductSide &side,
                                    BlockScaleRule rule, Location loc) {
  CastKey key{source.getAsOpaquePointer(),
              side.element,
              0,
              axis,
              side.block,
              *side.scale,
              rule};
  NarrowSide &known = done[key];
  if (known.elements)
    return known;
  MLIRContext *context = builder.getContext();
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointAfterValue(source);
  Operation *view = source.getDefiningOp();
  if (isa_and_nonnull<ReshapeOp, TransposeOp>(view))
    if (int64_t before = axisBefore(view, axis); before >= 0) {
      NarrowSide inner =
          castBlocks(view->getOperand(0), before, side, rule, loc);
      known = repeatView(view, axis, before, side.block, inner);
      return known;
    }
  Value blocks = splitAxis(source, axis, side.block, loc);
  int64_t rank = tensorOf(blocks).getRank();
  Value largest = largestMagnitudes(blocks, axis + 1, loc);
  AffineMap same = AffineMap::getMultiDimIdentityMap(rank - 1, context);
  known.scales = createMap(
      loc, largest, same, typeOf(*side.scale), [&](ValueRange in) -> Value {
        return ScaleOp::create(builder, loc, typeOf(*side.scale), in[0],
                               typeOf(side.element), rule);
      });
  known.elements =
      createMap(loc, {blocks, known.scales},
                {AffineMap::getMultiDimIdentityMap(rank, context),
                 dropAxis(rank, axis + 1, context)},
                typeOf(side.element), [&](ValueRange in) -> Value {
                  return QuantizeOp::create(builder, loc, typeOf(side.element),
                                            in[0], in[1]);
                });
  return known;
}

//===----------------------------------------------------------------------===//
// The product
//===----------------------------------------------------------------------===//

/// `map` over the dims with one more behind `blockDim`.
static AffineMap insertDim(AffineMap map, int64_t blockDim) {
  if (blockDim < 0)
    return map;
  SmallVector<AffineExpr> dims;
  for (unsigned d = 0; d < map.getNumDims(); ++d)
    dims.push_back(
        getAffineDimExpr(d + (int64_t(d) > blockDim), map.getContext()));
  return map.replaceDimsAndSymbols(dims, {}, map.getNumDims() + 1, 0);
}

/// Reads an element at [.., k, i, ..] where `map` read it at [.., k, ..].
static AffineMap readElement(AffineMap map, int64_t blockDim, int64_t axis) {
  map = insertDim(map, blockDim);
  return blockDim < 0
             ? map
             : map.insertResult(
                   getAffineDimExpr(blockDim + 1, map.getContext()), axis + 1);
}

/// Where dim `dim` stands in the results of `map`.
static int64_t axisOf(AffineMap map, int64_t dim) {
  for (auto [position, expr] : llvm::enumerate(map.getResults()))
    if (auto found = dyn_cast<AffineDimExpr>(expr))
      if (found.getPosition() == dim)
        return position;
  return -1;
}

void CastInserter::createProduct(ContractOp product,
                                 const ProductFormat &format,
                                 const ProductPlan &plan,
                                 const FormatChoice &choice,
                                 ArrayRef<NarrowSide> sides) {
  Location loc = product.getLoc();
  SmallVector<int64_t> extents(product.getExtents());
  if (plan.blockDim >= 0) {
    extents[plan.blockDim] /= format.block();
    extents.insert(extents.begin() + plan.blockDim + 1, format.block());
  }
  SmallVector<AffineMap> maps = product.getOperandMaps(), read;
  SmallVector<Value> inputs;
  for (unsigned s = 0; s < 2; ++s) {
    int64_t axis = axisOf(maps[s], plan.blockDim);
    inputs.push_back(sides[s].elements);
    read.push_back(readElement(maps[s], plan.blockDim, axis));
    if (!sides[s].scales)
      continue;
    inputs.push_back(sides[s].scales);
    read.push_back(insertDim(maps[s], plan.blockDim));
  }
  read.push_back(insertDim(maps.back(), plan.blockDim));

  builder.setInsertionPoint(product);
  auto narrow = ContractOp::create(builder, loc, product.getType(), inputs,
                                   extents, builder.getAffineMapArrayAttr(read),
                                   product.getInit());
  narrow->setDiscardableAttrs(product->getDiscardableAttrDictionary());
  const Kernel &unit = machine.instructions[format.instruction].kernel;
  if (unit.accumulate && !unit.accumulate->isPlain())
    narrow.setAccumulate(unit.accumulate->print());
  Block *body = builder.createBlock(&narrow.getBody());
  for (Value input : inputs)
    body->addArgument(getElementTypeOrSelf(input), loc);
  Type wide = typeOf(format.product);
  SmallVector<Value, 2> factors;
  unsigned next = 0;
  for (unsigned s = 0; s < 2; ++s) {
    Value factor = body->getArgument(next++);
    if (sides[s].scales)
      factor = DequantizeOp::create(builder, loc, wide, factor,
                                    body->getArgument(next++));
    else if (factor.getType() != wide)
      factor = createWidening(builder, loc, wide, factor);
    factors.push_back(factor);
  }
  Value sum = body->addArgument(getElementTypeOrSelf(product.getType()), loc);
  Value term = arith::MulFOp::create(builder, loc, factors[0], factors[1]);
  sum = arith::AddFOp::create(builder, loc, sum, term);
  YieldOp::create(builder, loc, sum);

  builder.setInsertionPointAfter(narrow);
  Value result = narrow.getResult();
  if (int64_t exponent = choice.exponents[0] + choice.exponents[1]) {
    Type element = getElementTypeOrSelf(result);
    AffineMap identity = AffineMap::getMultiDimIdentityMap(
        tensorOf(result).getRank(), builder.getContext());
    result = createMap(loc, result, identity, element, [&](ValueRange in) {
      Value scale = arith::ConstantOp::create(
          builder, loc,
          FloatAttr::get(cast<FloatType>(element), std::ldexp(1.0, exponent)));
      return arith::MulFOp::create(builder, loc, in[0], scale).getResult();
    });
  }
  product.replaceAllUsesWith(result);
  product.erase();
}

LogicalResult CastInserter::rewrite(ContractOp product) {
  FormatChoice choice = FormatChoice::fromAttribute(product.getFormatAttr());
  const ProductFormat *format = find(choice.instruction);
  std::string reason = "the machine has no such product";
  std::optional<ProductPlan> plan;
  if (format)
    plan = planProduct(product, *format, reason);
  if (!plan)
    return product.emitError() << "does not admit the formats of @"
                               << choice.instruction << ": " << reason;

  SmallVector<AffineMap> maps = product.getOperandMaps();
  SmallVector<NarrowSide, 2> sides;
  for (unsigned s = 0; s < 2; ++s) {
    Value source = product.getInputs()[s];
    const ProductSide &side = format->sides[s];
    int64_t axis = axisOf(maps[s], plan->blockDim);
    if (side.scale) {
      sides.push_back(
          castBlocks(source, axis, side, choice.rule, product.getLoc()));
      continue;
    }
    Value narrow = castElements(source, side.element, choice.exponents[s],
                                product.getLoc());
    builder.setInsertionPoint(product);
    if (plan->blockDim >= 0)
      narrow = splitAxis(narrow, axis, format->block(), product.getLoc());
    sides.push_back({narrow, Value()});
  }
  createProduct(product, *format, *plan, choice, sides);
  return success();
}

/// Views of a wide tensor whose readers have all gone over to its cast: later
/// stages would copy what nobody reads.
static void eraseUnusedViews(func::FuncOp function) {
  SmallVector<Operation *> views;
  for (Operation &op : function.getOps())
    if (isa<ReshapeOp, TransposeOp, BroadcastOp, SliceOp>(op))
      views.push_back(&op);
  for (Operation *view : llvm::reverse(views))
    if (view->use_empty())
      view->erase();
}

namespace {
struct InsertCastsPass : ridge::impl::InsertCastsBase<InsertCastsPass> {
  using InsertCastsBase::InsertCastsBase;

  void runOnOperation() override {
    SmallVector<ContractOp> chosen;
    getOperation().walk([&](ContractOp product) {
      if (product.getFormat())
        chosen.push_back(product);
    });
    if (chosen.empty())
      return;
    FailureOr<MachineHandle> target =
        recordMachine(getOperation(), machineName);
    if (failed(target))
      return signalPassFailure();
    CastInserter inserter(*target, &getContext());
    for (ContractOp product : chosen)
      if (failed(inserter.rewrite(product)))
        return signalPassFailure();
    for (auto function : getOperation().getOps<func::FuncOp>())
      eraseUnusedViews(function);
  }
};
} // namespace
