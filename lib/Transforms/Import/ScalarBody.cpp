//===- ScalarBody.cpp - bodies that capture nothing -----------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Inside a body `index` is a 64-bit integer, so that every value has a format.
///
//===----------------------------------------------------------------------===//

#include "ScalarBody.h"
#include "dialects/Arch/FormatTypes.h"
#include "dialects/Ridge/RidgeDialect.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/Matchers.h"
#include "ridge/Target/NodeAttribute.h"

using namespace mlir;
using namespace ridge;

bool ridge::isScalarOperation(StringRef name) {
  static constexpr llvm::StringLiteral names[] = {
#define RIDGE_SCALAR_OP(Enumerator, Name, Operands) Name,
#include "ridge/Machine/ScalarOps.def"
  };
  return llvm::is_contained(names, name);
}

LogicalResult ridge::checkDefined(Value tensor, Operation *user) {
  Operation *definition = tensor.getDefiningOp();
  if (!isa_and_nonnull<tensor::EmptyOp>(definition))
    return success();
  InFlightDiagnostic error =
      user->emitError("reads elements of an undefined tensor; fill it first");
  error.attachNote(definition->getLoc()) << "tensor.empty has no values";
  return error;
}

static Type scalarType(Type type) {
  return type.isIndex() ? IntegerType::get(type.getContext(), 64) : type;
}

ScalarBody::ScalarBody(linalg::GenericOp op, Space space)
    : op(op), space(std::move(space)), builder(op.getContext()),
      body(std::make_unique<Block>()) {
  builder.setInsertionPointToEnd(body.get());
}

void ScalarBody::yield(Value value) {
  YieldOp::create(builder, op.getLoc(), ValueRange{value});
}

void ScalarBody::moveInto(Region &region) {
  region.getBlocks().clear();
  region.push_back(body.release());
}

//===----------------------------------------------------------------------===//
// What a body reads
//===----------------------------------------------------------------------===//

FailureOr<Value> ScalarBody::addInput(Value tensor, AffineMap map,
                                      Operation *user) {
  if (failed(checkDefined(tensor, user)))
    return failure();
  auto type = cast<RankedTensorType>(tensor.getType());
  map = space.within(map);
  for (auto [position, input] : llvm::enumerate(tensors))
    if (input.tensor == tensor && input.map == map)
      return Value(body->getArgument(position));
  tensors.push_back({tensor, map});
  return Value(body->addArgument(type.getElementType(), user->getLoc()));
}

FailureOr<Value> ScalarBody::addOperand(OpOperand &operand) {
  Value value = operand.get();
  if (isa<RankedTensorType>(value.getType()))
    return addInput(value, op.getMatchingIndexingMap(&operand), op);
  return add(value);
}

FailureOr<AffineExpr> ridge::affinePosition(Value index) {
  MLIRContext *context = index.getContext();
  APInt constant;
  if (matchPattern(index, m_ConstantInt(&constant)))
    return getAffineConstantExpr(constant.getSExtValue(), context);
  Operation *definition = index.getDefiningOp();
  if (auto position = dyn_cast_or_null<linalg::IndexOp>(definition))
    return getAffineDimExpr(position.getDim(), context);
  if (!isa_and_nonnull<arith::AddIOp, arith::SubIOp, arith::MulIOp>(definition))
    return failure();

  FailureOr<AffineExpr> lhs = affinePosition(definition->getOperand(0));
  FailureOr<AffineExpr> rhs = affinePosition(definition->getOperand(1));
  if (failed(lhs) || failed(rhs))
    return failure();
  if (isa<arith::AddIOp>(definition))
    return *lhs + *rhs;
  if (isa<arith::SubIOp>(definition))
    return *lhs - *rhs;
  if (!isa<AffineConstantExpr>(*lhs) && !isa<AffineConstantExpr>(*rhs))
    return failure();
  return *lhs * *rhs;
}

FailureOr<Value> ScalarBody::addExtract(Operation *operation) {
  auto extract = cast<tensor::ExtractOp>(operation);
  SmallVector<AffineExpr> position;
  for (Value index : extract.getIndices()) {
    FailureOr<AffineExpr> expr = affinePosition(index);
    if (failed(expr)) {
      FailureOr<TensorInput> gathered = convertGather(op, extract);
      if (failed(gathered))
        return failure();
      return addInput(gathered->tensor, gathered->map, extract);
    }
    position.push_back(*expr);
  }
  unsigned dims = op.getNumLoops();
  return addInput(extract.getTensor(),
                  AffineMap::get(dims, 0, position, op.getContext()), extract);
}

//===----------------------------------------------------------------------===//
// What a body computes
//===----------------------------------------------------------------------===//

FailureOr<Value> ScalarBody::addConstant(Attribute attribute, Type type,
                                         Location loc, Operation *user) {
  TypedAttr value;
  if (auto integer = dyn_cast<IntegerAttr>(attribute)) {
    Type to = scalarType(type);
    value = IntegerAttr::get(
        to, integer.getValue().sextOrTrunc(to.getIntOrFloatBitWidth()));
  } else if (auto real = dyn_cast<FloatAttr>(attribute)) {
    value = real;
  }
  if (!value || !formatOf(value.getType()))
    return user->emitError("uses a constant of type ")
           << type << ", expected an integer or float format of the table";
  return Value(arith::ConstantOp::create(builder, loc, value));
}

/// A position has the type that its user asks for; other casts resize.
FailureOr<Value> ScalarBody::addIndexCast(Operation *cast) {
  Value source = cast->getOperand(0);
  Type to = scalarType(cast->getResult(0).getType());
  if (auto position = source.getDefiningOp<linalg::IndexOp>())
    return Value(IndexOp::create(builder, cast->getLoc(), to,
                                 space.dimOf(position.getDim())));
  FailureOr<Value> value = add(source);
  if (failed(value) || value->getType() == to)
    return value;
  if (value->getType().getIntOrFloatBitWidth() > to.getIntOrFloatBitWidth())
    return Value(arith::TruncIOp::create(builder, cast->getLoc(), to, *value));
  if (isa<arith::IndexCastOp>(cast))
    return Value(arith::ExtSIOp::create(builder, cast->getLoc(), to, *value));
  return Value(arith::ExtUIOp::create(builder, cast->getLoc(), to, *value));
}

/// A float constant in another float format, rounded to nearest even.
static TypedAttr convertConstant(Operation *op, Value operand) {
  FloatAttr constant;
  if (!isa<arith::TruncFOp, arith::ExtFOp>(op) ||
      !matchPattern(operand, m_Constant(&constant)))
    return {};
  auto type = cast<FloatType>(op->getResult(0).getType());
  std::optional<Format> format = formatOf(type);
  if (!format)
    return {};
  // Not by APFloat, which makes 0 of what overflows the smallest formats.
  uint64_t code = 0;
  encodeFloat(*format, constant.getValueAsDouble(),
              reinterpret_cast<uint8_t *>(&code));
  return FloatAttr::get(
      type, APFloat(type.getFloatSemantics(), APInt(type.getWidth(), code)));
}

/// Machines round to nearest even; a body may not ask for anything else.
static bool roundsToNearestEven(Operation *op) {
  auto mode = op->getAttrOfType<arith::RoundingModeAttr>("roundingmode");
  return !mode || mode.getValue() == arith::RoundingMode::to_nearest_even;
}

//===----------------------------------------------------------------------===//
// Changes of format
//===----------------------------------------------------------------------===//

/// `value` in the narrower float format `to`; what overflows does not saturate.
Value ScalarBody::createTruncation(Location loc, Value value, Type to,
                                   std::optional<arith::RoundingMode> mode) {
  auto rounding = static_cast<CastRounding>(roundingOf(mode));
  if (rounding == CastRounding::NearestEven)
    return arith::TruncFOp::create(builder, loc, to, value);
  return CastOp::create(builder, loc, to, value, rounding, /*saturate=*/false);
}

/// Scales in other formats are cut to their exponents by upstream's lowering,
/// and its extension makes code 0 of f8E8M0FNU zero: only scales that are
/// powers of two as they stand have one meaning.
static LogicalResult checkScale(Operation *op, Type scale) {
  if (isa<Float8E8M0FNUType>(scale))
    return success();
  return op->emitError("'") << op->getName() << "' has a scale of " << scale
                            << ", expected f8E8M0FNU; cast it first";
}

/// in * scale, rounded once.
FailureOr<Value> ScalarBody::addScalingExtension(arith::ScalingExtFOp op) {
  auto from = cast<FloatType>(op.getIn().getType());
  auto to = dyn_cast<FloatType>(op.getType());
  if (failed(checkScale(op, op.getScale().getType())))
    return failure();
  if (!to || to.getWidth() <= from.getWidth())
    return op.emitError("extends ")
           << from << " to " << op.getType() << ", expected a wider float";
  FailureOr<Value> in = add(op.getIn()), scale = add(op.getScale());
  if (failed(in) || failed(scale))
    return failure();
  return Value(DequantizeOp::create(builder, op.getLoc(), to, *in, *scale));
}

/// in / scale in the format of `in`, then in the result's.
FailureOr<Value> ScalarBody::addScalingTruncation(arith::ScalingTruncFOp op) {
  Type wide = op.getIn().getType();
  if (failed(checkScale(op, op.getScale().getType())))
    return failure();
  // 2^-127 must be a value of the wide format.
  if (!wide.isF32() && !wide.isF64() && !wide.isBF16())
    return op.emitError("scales ") << wide
                                   << ", which does not have every scale; "
                                      "expected bf16, f32 or f64";
  FailureOr<Value> in = add(op.getIn()), scale = add(op.getScale());
  if (failed(in) || failed(scale))
    return failure();
  Value factor = arith::ExtFOp::create(builder, op.getLoc(), wide, *scale);
  Value scaled = arith::DivFOp::create(builder, op.getLoc(), *in, factor);
  return createTruncation(op.getLoc(), scaled, op.getType(),
                          op.getRoundingmode());
}

/// A cast that rounds otherwise than machines do.
FailureOr<Value> ScalarBody::addTruncation(arith::TruncFOp op) {
  FailureOr<Value> in = add(op.getIn());
  if (failed(in))
    return failure();
  return createTruncation(op.getLoc(), *in, op.getType(), op.getRoundingmode());
}

static LogicalResult checkOperation(Operation *op) {
  StringRef name = op->getName().getStringRef();
  if (!isScalarOperation(name) || op->getNumResults() != 1)
    return op->emitError("'")
           << name
           << "' is not a scalar operation that bodies can hold; expected "
              "those of arith and math that ridge/Machine/ScalarOps.def lists; "
              "express it by them";
  for (Type type : op->getOperandTypes())
    if (!formatOf(scalarType(type)))
      return op->emitError("'") << name << "' works on " << type
                                << ", which is not a supported number format";
  if (!formatOf(scalarType(op->getResult(0).getType())))
    return op->emitError("'")
           << name << "' gives " << op->getResult(0).getType()
           << ", which is not a supported number format";
  if (!roundsToNearestEven(op))
    return op->emitError("'") << name
                              << "' asks for a rounding mode other than to "
                                 "nearest even, which no body can state";
  return success();
}

FailureOr<Value> ScalarBody::addOperation(Operation *operation) {
  if (auto scaling = dyn_cast<arith::ScalingExtFOp>(operation))
    return addScalingExtension(scaling);
  if (auto scaling = dyn_cast<arith::ScalingTruncFOp>(operation))
    return addScalingTruncation(scaling);
  if (auto truncation = dyn_cast<arith::TruncFOp>(operation);
      truncation && !roundsToNearestEven(operation))
    return addTruncation(truncation);
  if (failed(checkOperation(operation)))
    return failure();
  if (TypedAttr folded =
          operation->getNumOperands() == 1
              ? convertConstant(operation, operation->getOperand(0))
              : TypedAttr())
    return Value(
        arith::ConstantOp::create(builder, operation->getLoc(), folded));

  OperationState state(operation->getLoc(), operation->getName());
  for (Value operand : operation->getOperands()) {
    FailureOr<Value> value = add(operand);
    if (failed(value))
      return failure();
    state.operands.push_back(*value);
  }
  state.addTypes(scalarType(operation->getResult(0).getType()));
  state.attributes = operation->getAttrDictionary();
  return builder.create(state)->getResult(0);
}

FailureOr<Value> ScalarBody::add(Value value) {
  auto found = known.find(value);
  if (found != known.end())
    return found->second;

  FailureOr<Value> result = failure();
  Attribute constant;
  Operation *definition = value.getDefiningOp();
  auto argument = dyn_cast<BlockArgument>(value);
  if (argument && argument.getOwner() == op.getBody())
    result = addOperand(op->getOpOperand(argument.getArgNumber()));
  else if (argument)
    return op.emitError("body uses the scalar argument ")
           << argument.getArgNumber()
           << " of the model; expected a tensor: make it a rank-0 tensor";
  else if (matchPattern(value, m_Constant(&constant)))
    result = addConstant(constant, value.getType(), definition->getLoc(),
                         definition);
  else if (auto position = dyn_cast<linalg::IndexOp>(definition))
    result =
        Value(IndexOp::create(builder, position.getLoc(), builder.getI64Type(),
                              space.dimOf(position.getDim())));
  else if (isa<arith::IndexCastOp, arith::IndexCastUIOp>(definition))
    result = addIndexCast(definition);
  else if (isa<tensor::ExtractOp>(definition))
    result = addExtract(definition);
  else
    result = addOperation(definition);
  if (succeeded(result))
    known[value] = *result;
  return result;
}
