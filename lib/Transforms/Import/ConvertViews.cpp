//===- ConvertViews.cpp - shapes and data ---------------------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Tensor operations that move elements without computing.
///
//===----------------------------------------------------------------------===//

#include "Convert.h"
#include "ScalarBody.h"
#include "dialects/Arch/FormatTypes.h"
#include "dialects/Ridge/RidgeDialect.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/DialectResourceBlobManager.h"
#include "mlir/IR/Matchers.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace ridge;

//===----------------------------------------------------------------------===//
// Shared with structured operations
//===----------------------------------------------------------------------===//

Value ridge::reshape(OpBuilder &builder, Location loc, Value source,
                     ArrayRef<int64_t> shape) {
  if (auto inner = source.getDefiningOp<ReshapeOp>())
    source = inner.getSource();
  auto type = cast<RankedTensorType>(source.getType());
  if (type.getShape() == shape)
    return source;
  auto to = RankedTensorType::get(shape, type.getElementType());
  if (TypedAttr value = fillValue(source))
    return FillOp::create(builder, loc, to, value);
  auto constant = source.getDefiningOp<ConstantOp>();
  if (auto splat = constant ? dyn_cast<SplatElementsAttr>(constant.getValue())
                            : SplatElementsAttr())
    return createSplat(builder, loc, to, splat.getSplatValue<TypedAttr>());
  return ReshapeOp::create(builder, loc, to, source);
}

Value ridge::createSplat(OpBuilder &builder, Location loc,
                         RankedTensorType type, TypedAttr value) {
  return ConstantOp::create(builder, loc, type,
                            DenseElementsAttr::get(type, value));
}

TypedAttr ridge::fillValue(Value tensor) {
  auto fill = tensor.getDefiningOp<FillOp>();
  return fill ? fill.getValue() : TypedAttr();
}

/// The constant that a scalar value is, or one error.
static FailureOr<TypedAttr> constantOf(Operation *op, Value scalar) {
  TypedAttr value;
  if (scalar && matchPattern(scalar, m_Constant(&value)))
    return value;
  return op->emitError("'") << op->getName()
                            << "' takes a value that is computed; expected a "
                               "constant";
}

//===----------------------------------------------------------------------===//
// One function an operation
//===----------------------------------------------------------------------===//

using Converted = FailureOr<Value>;

static RankedTensorType resultType(Operation *op) {
  return cast<RankedTensorType>(op->getResult(0).getType());
}

/// An undefined tensor stays one in its new shape: it may be the mere shape of
/// a result.
static Converted convertReshape(OpBuilder &builder, Operation *op,
                                Value source) {
  if (source.getDefiningOp<tensor::EmptyOp>())
    return Value(
        tensor::EmptyOp::create(builder, op->getLoc(), resultType(op), {}));
  return reshape(builder, op->getLoc(), source, resultType(op).getShape());
}

/// Static offsets and strides of a slice, or one error.
static FailureOr<std::pair<SmallVector<int64_t>, SmallVector<int64_t>>>
staticBox(OffsetSizeAndStrideOpInterface op) {
  SmallVector<int64_t> offsets(op.getStaticOffsets());
  SmallVector<int64_t> strides(op.getStaticStrides());
  SmallVector<int64_t> sizes(op.getStaticSizes());
  if (ShapedType::isDynamicShape(offsets) ||
      ShapedType::isDynamicShape(sizes) || ShapedType::isDynamicShape(strides))
    return op->emitError("'") << op->getName()
                              << "' has an offset, size or stride that is "
                                 "computed; expected constants";
  return std::make_pair(offsets, strides);
}

static Converted convertSlice(OpBuilder &builder, tensor::ExtractSliceOp op) {
  auto box = staticBox(op);
  if (failed(box) || failed(checkDefined(op.getSource(), op)))
    return failure();
  auto full =
      RankedTensorType::get(op.getStaticSizes(), op.getType().getElementType());
  Value result = op.getSource();
  if (TypedAttr value = fillValue(result))
    result = FillOp::create(builder, op.getLoc(), full, value);
  else if (full != op.getSourceType())
    result = SliceOp::create(builder, op.getLoc(), full, result, box->first,
                             box->second);
  return reshape(builder, op.getLoc(), result, op.getType().getShape());
}

static Converted convertInsert(OpBuilder &builder, tensor::InsertSliceOp op) {
  auto box = staticBox(op);
  if (failed(box) || failed(checkDefined(op.getSource(), op)))
    return failure();
  Value source =
      reshape(builder, op.getLoc(), op.getSource(), op.getStaticSizes());
  if (source.getType() == op.getType())
    return source;
  if (failed(checkDefined(op.getDest(), op)))
    return failure();
  return Value(InsertOp::create(builder, op.getLoc(), op.getType(), source,
                                op.getDest(), box->first, box->second));
}

static Converted convertPad(OpBuilder &builder, tensor::PadOp op) {
  if (failed(checkDefined(op.getSource(), op)))
    return failure();
  FailureOr<TypedAttr> value = constantOf(op, op.getConstantPaddingValue());
  if (failed(value))
    return failure();
  ArrayRef<int64_t> low = op.getStaticLow(), high = op.getStaticHigh();
  for (int64_t amount : llvm::concat<const int64_t>(low, high))
    if (amount < 0) // Also the mark of a computed amount.
      return op.emitError("'tensor.pad' cuts or pads by a computed amount; "
                          "expected constants of at least 0; cut with "
                          "tensor.extract_slice");
  RankedTensorType type = resultType(op);
  if (type == op.getSourceType())
    return op.getSource();
  Value target = FillOp::create(builder, op.getLoc(), type, *value);
  SmallVector<int64_t> strides(type.getRank(), 1);
  return Value(InsertOp::create(builder, op.getLoc(), type, op.getSource(),
                                target, low, strides));
}

static Converted convertConcat(OpBuilder &builder, tensor::ConcatOp op) {
  for (Value source : op.getInputs())
    if (failed(checkDefined(source, op)))
      return failure();
  if (op.getInputs().size() == 1)
    return op.getInputs().front();
  return Value(ConcatOp::create(builder, op.getLoc(), resultType(op),
                                op.getInputs(), op.getDim()));
}

/// Weights that stand at the end of the file may be cut off with it.
static LogicalResult checkResource(arith::ConstantOp op,
                                   DenseResourceElementsAttr elements) {
  AsmResourceBlob *blob = elements.getRawHandle().getBlob();
  if (!blob)
    return op.emitError("refers to the resource '")
           << elements.getRawHandle().getKey()
           << "', which the file does not hold; export the model with its "
              "dialect_resources";
  RankedTensorType type = resultType(op);
  size_t expected =
      type.getNumElements() * bytesOf(*formatOf(type.getElementType()));
  if (blob->getData().size() == expected)
    return success();
  return op.emitError("refers to the resource '")
         << elements.getRawHandle().getKey() << "' of "
         << blob->getData().size() << " bytes, expected " << expected << " for "
         << type << "; export the model again";
}

static Converted convertConstant(OpBuilder &builder, arith::ConstantOp op) {
  RankedTensorType type = resultType(op);
  auto splat = dyn_cast<SplatElementsAttr>(op.getValue());
  if (splat)
    return Value(FillOp::create(builder, op.getLoc(), type,
                                splat.getSplatValue<TypedAttr>()));
  auto elements = dyn_cast<ElementsAttr>(op.getValue());
  if (!elements)
    return op.emitError("constant is not a list of elements");
  if (auto resource = dyn_cast<DenseResourceElementsAttr>(elements);
      resource && failed(checkResource(op, resource)))
    return failure();
  return Value(ConstantOp::create(builder, op.getLoc(), type, elements));
}

static Converted convertFromElements(OpBuilder &builder,
                                     tensor::FromElementsOp op) {
  SmallVector<Attribute> elements;
  for (Value element : op.getElements()) {
    FailureOr<TypedAttr> value = constantOf(op, element);
    if (failed(value))
      return failure();
    elements.push_back(*value);
  }
  auto attribute = DenseElementsAttr::get(resultType(op), elements);
  return Value(
      ConstantOp::create(builder, op.getLoc(), resultType(op), attribute));
}

static Converted convertFill(OpBuilder &builder, Operation *op, Value scalar) {
  FailureOr<TypedAttr> value = constantOf(op, scalar);
  if (failed(value))
    return failure();
  return Value(FillOp::create(builder, op->getLoc(), resultType(op), *value));
}

LogicalResult ridge::convertView(Operation *operation, bool &handled) {
  OpBuilder builder(operation);
  handled = true;
  Converted result =
      llvm::TypeSwitch<Operation *, Converted>(operation)
          .Case<tensor::CollapseShapeOp, tensor::ExpandShapeOp>(
              [&](auto op) { return convertReshape(builder, op, op.getSrc()); })
          .Case<tensor::ReshapeOp, tensor::CastOp>([&](auto op) {
            return convertReshape(builder, op, op.getSource());
          })
          .Case([&](tensor::ExtractSliceOp op) {
            return convertSlice(builder, op);
          })
          .Case([&](tensor::InsertSliceOp op) {
            return convertInsert(builder, op);
          })
          .Case([&](tensor::PadOp op) { return convertPad(builder, op); })
          .Case([&](tensor::ConcatOp op) { return convertConcat(builder, op); })
          .Case([&](arith::ConstantOp op) {
            return convertConstant(builder, op);
          })
          .Case([&](tensor::FromElementsOp op) {
            return convertFromElements(builder, op);
          })
          .Case([&](tensor::SplatOp op) {
            return convertFill(builder, op, op.getInput());
          })
          .Case([&](linalg::FillOp op) {
            return convertFill(builder, op, op.getInputs().front());
          })
          .Default([&](Operation *) {
            handled = false;
            return Value();
          });
  if (failed(result))
    return failure();
  if (handled)
    operation->getResult(0).replaceAllUsesWith(*result);
  return success();
}
