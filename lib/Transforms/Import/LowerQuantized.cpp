//===- LowerQuantized.cpp - quantised types become their integers ---------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The quant dialect's own lowering truncates and wraps where a quantisation is
/// written, so the part of the dialect that has one meaning is lowered here,
/// and the rest is refused. docs/Numerics.md states the meaning.
///
//===----------------------------------------------------------------------===//

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Quant/IR/Quant.h"
#include "mlir/Dialect/Quant/IR/QuantTypes.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/AttrTypeSubElements.h"
#include "mlir/IR/BuiltinOps.h"
#include "ridge/Transforms/Import/Passes.h"

namespace ridge {
#define GEN_PASS_DEF_LOWERQUANTIZED
#include "lib/Transforms/Import/Passes.h.inc"
} // namespace ridge

using namespace mlir;

//===----------------------------------------------------------------------===//
// What has one meaning
//===----------------------------------------------------------------------===//

static LogicalResult check(quant::QuantizeCastOp op) {
  return op.emitError()
         << "quantises, but the dialect does not say how quant.qcast rounds; "
            "write the steps: arith.divf by the scale, math.roundeven, "
            "arith.addf of the zero point, arith.maximumf and arith.minimumf "
            "for the range, arith.fptosi, and quant.scast to "
         << op.getQuantizedType();
}

static LogicalResult check(quant::DequantizeCastOp op) {
  auto type = dyn_cast<RankedTensorType>(op.getType());
  if (!type || !type.hasStaticShape())
    return op.emitError() << "dequantises to " << op.getType()
                          << ", expected a tensor of static shape";
  if (isa<quant::UniformQuantizedType, quant::UniformQuantizedPerAxisType>(
          op.getQuantizedType()))
    return success();
  return op.emitError() << "dequantises " << op.getQuantizedType()
                        << ", expected a scale for the tensor or for each "
                           "index of one axis; reshape so that blocks are "
                           "an axis, or multiply by a tensor of scales";
}

static LogicalResult checkMeaning(ModuleOp module) {
  WalkResult walk = module.walk([](Operation *op) {
    LogicalResult checked = success();
    if (auto quantize = dyn_cast<quant::QuantizeCastOp>(op))
      checked = check(quantize);
    else if (auto dequantize = dyn_cast<quant::DequantizeCastOp>(op))
      checked = check(dequantize);
    return failed(checked) ? WalkResult::interrupt() : WalkResult::advance();
  });
  return failure(walk.wasInterrupted());
}

//===----------------------------------------------------------------------===//
// (q - zero point) * scale
//===----------------------------------------------------------------------===//

namespace {
/// Scales and zero points along one axis; one of each and no axis for the whole
/// tensor.
struct Parameters {
  SmallVector<double> scales;
  SmallVector<int64_t> zeroPoints;
  std::optional<int32_t> axis;
};
} // namespace

static Parameters parametersOf(quant::QuantizedType type) {
  if (auto tensor = dyn_cast<quant::UniformQuantizedType>(type))
    return {{tensor.getScale()}, {tensor.getZeroPoint()}, std::nullopt};
  auto axes = cast<quant::UniformQuantizedPerAxisType>(type);
  return {llvm::to_vector(axes.getScales()),
          llvm::to_vector(axes.getZeroPoints()), axes.getQuantizedDimension()};
}

/// The numbers as a constant, of rank 1 or 0, rounded to `type`.
template <typename T>
static Value createConstant(OpBuilder &builder, Location loc,
                            ArrayRef<T> numbers, FloatType type,
                            bool alongAxis) {
  SmallVector<Attribute> values;
  for (T number : numbers)
    values.push_back(FloatAttr::get(type, double(number)));
  SmallVector<int64_t> shape;
  if (alongAxis)
    shape.push_back(numbers.size());
  return arith::ConstantOp::create(
      builder, loc,
      DenseElementsAttr::get(RankedTensorType::get(shape, type), values));
}

static void lower(quant::DequantizeCastOp op) {
  OpBuilder builder(op);
  Location loc = op.getLoc();
  quant::QuantizedType quantized = op.getQuantizedType();
  FloatType real = op.getFloatType();
  auto type = cast<RankedTensorType>(op.getType());
  Value stored = quant::StorageCastOp::create(
      builder, loc, type.clone(quantized.getStorageType()), op.getInput());

  Parameters parameters = parametersOf(quantized);
  bool alongAxis = parameters.axis.has_value();
  AffineMap identity = builder.getMultiDimIdentityMap(type.getRank());
  AffineMap own = AffineMap::get(type.getRank(), 0, {}, op.getContext());
  if (alongAxis)
    own = identity.getSubMap({unsigned(*parameters.axis)});
  SmallVector<Value> inputs = {
      stored,
      createConstant<double>(builder, loc, parameters.scales, real, alongAxis)};
  SmallVector<AffineMap> maps = {identity, own};
  bool isSymmetric =
      llvm::all_of(parameters.zeroPoints, [](int64_t z) { return z == 0; });
  if (!isSymmetric) {
    inputs.push_back(createConstant<int64_t>(
        builder, loc, parameters.zeroPoints, real, alongAxis));
    maps.push_back(own);
  }
  maps.push_back(identity);
  Value empty = tensor::EmptyOp::create(builder, loc, type.getShape(), real);
  SmallVector<utils::IteratorType> parallel(type.getRank(),
                                            utils::IteratorType::parallel);
  auto generic = linalg::GenericOp::create(
      builder, loc, TypeRange{type}, inputs, ValueRange{empty}, maps, parallel,
      [&](OpBuilder &inside, Location loc, ValueRange in) {
        Value value =
            quantized.isSigned()
                ? Value(arith::SIToFPOp::create(inside, loc, real, in[0]))
                : Value(arith::UIToFPOp::create(inside, loc, real, in[0]));
        if (!isSymmetric)
          value = arith::SubFOp::create(inside, loc, value, in[2]);
        value = arith::MulFOp::create(inside, loc, value, in[1]);
        linalg::YieldOp::create(inside, loc, value);
      });
  op.replaceAllUsesWith(generic.getResult(0));
  op.erase();
}

//===----------------------------------------------------------------------===//
// Pass
//===----------------------------------------------------------------------===//

namespace {
struct LowerQuantizedPass
    : ridge::impl::LowerQuantizedBase<LowerQuantizedPass> {
  void runOnOperation() override {
    ModuleOp module = getOperation();
    if (failed(checkMeaning(module)))
      return signalPassFailure();
    module.walk([](quant::DequantizeCastOp op) { lower(op); });

    AttrTypeReplacer replacer;
    replacer.addReplacement(
        [](quant::QuantizedType type) { return type.getStorageType(); });
    replacer.recursivelyReplaceElementsIn(module, /*replaceAttrs=*/true,
                                          /*replaceLocs=*/false,
                                          /*replaceTypes=*/true);
    // From an integer to itself now.
    module.walk([](quant::StorageCastOp op) {
      op.replaceAllUsesWith(op.getInput());
      op.erase();
    });
  }
};
} // namespace
