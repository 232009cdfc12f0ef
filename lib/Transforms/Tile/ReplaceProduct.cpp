//===- ReplaceProduct.cpp - other forms of a sum of products --------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ReplaceProduct.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/IRMapping.h"

using namespace mlir;
using namespace ridge;

//===----------------------------------------------------------------------===//
// Conversions
//===----------------------------------------------------------------------===//

Value ridge::widenedArgument(Value argument) {
  while (argument.hasOneUse()) {
    Operation *user = *argument.user_begin();
    if (!isWidening(user))
      break;
    argument = user->getResult(0);
  }
  return argument;
}

/// A map over `source`, whose body is what `convert` makes of an element.
static MapOp
convertElements(OpBuilder &builder, Location loc, Value source, Type element,
                function_ref<Value(OpBuilder &inside, Value element)> convert) {
  auto type = cast<RankedTensorType>(source.getType());
  AffineMap identity = builder.getMultiDimIdentityMap(type.getRank());
  auto map = MapOp::create(builder, loc, type.clone(element),
                           ValueRange{source}, type.getShape(),
                           builder.getAffineMapArrayAttr({identity, identity}));
  Block &body = map.getBody().emplaceBlock();
  OpBuilder inside = OpBuilder::atBlockEnd(&body);
  Value converted =
      convert(inside, body.addArgument(type.getElementType(), loc));
  YieldOp::create(inside, loc, ValueRange{converted});
  return map;
}

MapOp ridge::convertOperand(OpBuilder &builder, ContractOp op,
                            unsigned number) {
  Value argument = op.getScalarBody().front().getArgument(number);
  Value wide = widenedArgument(argument);
  return convertElements(
      builder, op.getLoc(), op->getOperand(number), wide.getType(),
      [&](OpBuilder &inside, Value value) {
        while (argument != wide) {
          IRMapping mapping;
          mapping.map(argument, value);
          Operation *conversion = *argument.user_begin();
          value = inside.clone(*conversion, mapping)->getResult(0);
          argument = conversion->getResult(0);
        }
        return value;
      });
}

//===----------------------------------------------------------------------===//
// Wider sums
//===----------------------------------------------------------------------===//

/// f32 for a narrower float, i32 for a narrower integer; null for any other.
static Type widerSum(Type type) {
  constexpr unsigned wide = 32;
  if (!type.isIntOrFloat() || type.getIntOrFloatBitWidth() >= wide ||
      type.isInteger(1))
    return {};
  MLIRContext *context = type.getContext();
  return isa<FloatType>(type) ? Type(Float32Type::get(context))
                              : Type(IntegerType::get(context, wide));
}

/// `constant` in the wider `type`, exactly.
static TypedAttr widen(TypedAttr constant, Type type) {
  if (auto real = dyn_cast<FloatAttr>(constant))
    return FloatAttr::get(type, real.getValueAsDouble());
  APInt value = cast<IntegerAttr>(constant).getValue();
  return IntegerAttr::get(type, value.sext(type.getIntOrFloatBitWidth()));
}

static Value widen(OpBuilder &builder, Location loc, Value value, Type type,
                   bool isUnsigned) {
  if (value.getType() == type)
    return value;
  if (!isa<IntegerType>(type))
    return createWidening(builder, loc, type, value);
  return isUnsigned
             ? arith::ExtUIOp::create(builder, loc, type, value).getResult()
             : arith::ExtSIOp::create(builder, loc, type, value).getResult();
}

/// acc + wide(a) * wide(b) in `sum`, with operands as the body of `op` reads.
static void buildSum(ContractOp op, ContractOp wide, Type sum) {
  Block &from = op.getScalarBody().front();
  Block &body = wide.getBody().emplaceBlock();
  OpBuilder inside = OpBuilder::atBlockEnd(&body);
  Location loc = op.getLoc();
  for (BlockArgument argument : from.getArguments().take_front(2))
    body.addArgument(argument.getType(), loc);
  Value accumulator = body.addArgument(sum, loc);
  Value factors[2];
  for (unsigned number : {0u, 1u}) {
    bool isUnsigned =
        llvm::any_of(from.getArgument(number).getUsers(),
                     [](Operation *user) { return isa<arith::ExtUIOp>(user); });
    factors[number] =
        widen(inside, loc, body.getArgument(number), sum, isUnsigned);
  }
  Value result;
  if (isa<FloatType>(sum))
    result = arith::AddFOp::create(
        inside, loc, accumulator,
        arith::MulFOp::create(inside, loc, factors[0], factors[1]));
  else
    result = arith::AddIOp::create(
        inside, loc, accumulator,
        arith::MulIOp::create(inside, loc, factors[0], factors[1]));
  YieldOp::create(inside, loc, ValueRange{result});
}

ProductParts ridge::sumInWider(ContractOp op) {
  auto type = op.getResult().getType();
  Type narrow = type.getElementType(), sum = widerSum(narrow);
  if (!sum || op.getInputs().size() != 2 || op.getFormat() ||
      op.getAccumulate())
    return {};
  OpBuilder builder(op);
  Location loc = op.getLoc();
  auto wide = ContractOp::create(builder, loc, type.clone(sum), op.getInputs(),
                                 op.getExtents(), op.getMaps(),
                                 widen(op.getInit(), sum));
  buildSum(op, wide, sum);
  MapOp back = convertElements(
      builder, loc, wide.getResult(), narrow,
      [&](OpBuilder &inside, Value value) -> Value {
        if (isa<FloatType>(sum))
          return arith::TruncFOp::create(inside, loc, narrow, value);
        return arith::TruncIOp::create(inside, loc, narrow, value);
      });
  return {wide, back};
}

//===----------------------------------------------------------------------===//
// Without an array
//===----------------------------------------------------------------------===//

/// One operation on two elements.
static Value joinTwo(Block &body, Location loc, Type type, bool multiplies) {
  OpBuilder inside = OpBuilder::atBlockEnd(&body);
  Value a = body.addArgument(type, loc), b = body.addArgument(type, loc);
  bool isFloat = isa<FloatType>(type);
  StringRef name = multiplies ? isFloat ? "arith.mulf" : "arith.muli"
                   : isFloat  ? "arith.addf"
                              : "arith.addi";
  OperationState state(loc, name);
  state.addOperands({a, b});
  state.addTypes(type);
  Value joined = inside.create(state)->getResult(0);
  YieldOp::create(inside, loc, ValueRange{joined});
  return joined;
}

ProductParts ridge::multiplyThenReduce(ContractOp op) {
  if (op.getInputs().size() != 2 || op.getFormat() || op.getAccumulate())
    return {};
  OpBuilder builder(op);
  Location loc = op.getLoc();
  RankedTensorType type = op.getResult().getType();
  Type element = type.getElementType();
  // An array that lacks 64 bits is no surprise; one that lacks the format of a
  // whole model is not to be replaced by its neighbour in silence.
  if (element.getIntOrFloatBitWidth() <= 32)
    return {};
  ProductParts parts;
  SmallVector<Value> factors;
  for (unsigned number : {0u, 1u}) {
    Value argument = op.getScalarBody().front().getArgument(number);
    Value factor = op->getOperand(number);
    if (widenedArgument(argument) != argument) {
      MapOp converted = convertOperand(builder, op, number);
      parts.push_back(converted);
      factor = converted.getResult();
    }
    factors.push_back(factor);
  }
  if (llvm::any_of(factors, [&](Value factor) {
        return cast<RankedTensorType>(factor.getType()).getElementType() !=
               element;
      })) {
    eraseParts(parts);
    return {};
  }
  ArrayRef<int64_t> extents = op.getExtents();
  AffineMap identity = builder.getMultiDimIdentityMap(extents.size());
  SmallVector<AffineMap> maps =
      cast<StructuredOpInterface>(op.getOperation()).getOperandMaps();
  auto products = MapOp::create(
      builder, loc, RankedTensorType::get(extents, element), factors, extents,
      builder.getAffineMapArrayAttr({maps[0], maps[1], identity}));
  joinTwo(products.getBody().emplaceBlock(), loc, element, true);
  auto sum = ReduceOp::create(
      builder, loc, type, ValueRange{products.getResult()}, extents,
      builder.getAffineMapArrayAttr({identity, maps.back()}), op.getInit());
  joinTwo(sum.getBody().emplaceBlock(), loc, element, false);
  parts.append({products, sum});
  return parts;
}

//===----------------------------------------------------------------------===//
// Trials
//===----------------------------------------------------------------------===//

void ridge::replaceBy(ContractOp op, ArrayRef<StructuredOpInterface> parts) {
  op.replaceAllUsesWith(parts.back()->getResult(0));
  op.erase();
}

void ridge::eraseParts(ArrayRef<StructuredOpInterface> parts) {
  for (StructuredOpInterface part : llvm::reverse(parts))
    part->erase();
}
