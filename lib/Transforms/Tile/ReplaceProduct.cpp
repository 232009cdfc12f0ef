//===- ReplaceProduct.cpp - other forms of a sum of products --------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ReplaceProduct.h"

#include "dialects/Arch/FormatTypes.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/IRMapping.h"
#include "ridge/Analysis/WiderSum.h"
#include "ridge/Numerics/Inclusion.h"

using namespace mlir;
using namespace ridge;

//===----------------------------------------------------------------------===//
// Conversions
//===----------------------------------------------------------------------===//

/// The last of the conversions that do nothing but widen an argument of a body;
/// the argument itself if it is not widened.
static Value widenedArgument(Value argument) {
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

/// The same conversion of a number without sign: what it is widened to has one.
static bool isUnsigned(Value argument) {
  return llvm::any_of(argument.getUsers(), [](Operation *user) {
    return isa<arith::ExtUIOp>(user);
  });
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

/// A map that widens operand `number` of `op` to `to`, or all the way, as the
/// body does.
static MapOp convertOperand(OpBuilder &builder, ContractOp op, unsigned number,
                            Type to) {
  Value argument = op.getScalarBody().front().getArgument(number);
  Value wide = widenedArgument(argument);
  return convertElements(
      builder, op.getLoc(), op->getOperand(number), to,
      [&](OpBuilder &inside, Value value) {
        if (to != wide.getType())
          return widen(inside, op.getLoc(), value, to, isUnsigned(argument));
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
// Wider operands
//===----------------------------------------------------------------------===//

/// Types between that of the argument and what it is widened to, which hold
/// every value of the argument and come last.
static SmallVector<Type> typesAbove(Value argument) {
  Type narrow = argument.getType(), wide = widenedArgument(argument).getType();
  if (narrow == wide)
    return {};
  MLIRContext *context = narrow.getContext();
  SmallVector<Type> types;
  if (isa<FloatType>(narrow) && isa<FloatType>(wide)) {
    for (Type type :
         {Type(Float16Type::get(context)), Type(BFloat16Type::get(context)),
          Type(Float32Type::get(context))})
      if (type != narrow && hasEveryValue(*formatOf(type), *formatOf(narrow)) &&
          hasEveryValue(*formatOf(wide), *formatOf(type)))
        types.push_back(type);
  } else if (narrow.isSignlessInteger() && wide.isSignlessInteger()) {
    // With a sign, a number without one needs a bit more.
    unsigned least = narrow.getIntOrFloatBitWidth() + 1;
    for (unsigned bits : {8, 16, 32})
      if (bits >= least && bits < wide.getIntOrFloatBitWidth())
        types.push_back(IntegerType::get(context, bits));
  }
  if (!llvm::is_contained(types, wide))
    types.push_back(wide);
  return types;
}

std::vector<OperandTypes> ridge::widenings(ContractOp op) {
  if (op.getInputs().size() != 2)
    return {};
  Block &body = op.getScalarBody().front();
  SmallVector<Type> above[2];
  for (unsigned number : {0u, 1u})
    above[number] = typesAbove(body.getArgument(number));
  std::vector<OperandTypes> result;
  for (Type type : above[0])
    result.push_back({type, Type()});
  for (Type type : above[1])
    result.push_back({Type(), type});
  for (Type first : above[0])
    for (Type second : above[1])
      result.push_back({first, second});
  auto bits = [&](const OperandTypes &types) {
    unsigned sum = 0;
    for (unsigned number : {0u, 1u}) {
      Type type =
          types[number] ? types[number] : body.getArgument(number).getType();
      sum += bitsOf(*formatOf(type));
    }
    return sum;
  };
  llvm::stable_sort(result, [&](const OperandTypes &a, const OperandTypes &b) {
    return bits(a) < bits(b);
  });
  return result;
}

ProductParts ridge::widenBefore(ContractOp op, const OperandTypes &types) {
  OpBuilder builder(op);
  ProductParts parts;
  auto product = cast<ContractOp>(builder.clone(*op));
  Block &body = product.getScalarBody().front();
  for (unsigned number : {0u, 1u}) {
    if (!types[number])
      continue;
    builder.setInsertionPoint(product);
    MapOp converted = convertOperand(builder, op, number, types[number]);
    parts.push_back(converted);
    product->setOperand(number, converted.getResult());
    BlockArgument argument = body.getArgument(number);
    Value wide = widenedArgument(argument);
    SmallVector<Operation *> conversions;
    for (Value value = argument; value != wide;) {
      conversions.push_back(*value.user_begin());
      value = conversions.back()->getResult(0);
    }
    argument.setType(types[number]);
    OpBuilder inside = OpBuilder::atBlockBegin(&body);
    // What had no sign is positive now.
    wide.replaceAllUsesWith(widen(inside, op.getLoc(), argument, wide.getType(),
                                  /*isUnsigned=*/false));
    for (Operation *conversion : llvm::reverse(conversions))
      conversion->erase();
  }
  parts.push_back(product);
  return parts;
}

//===----------------------------------------------------------------------===//
// Wider sums
//===----------------------------------------------------------------------===//

/// `constant` in the wider `type`, exactly.
static TypedAttr widen(TypedAttr constant, Type type) {
  if (auto real = dyn_cast<FloatAttr>(constant))
    return FloatAttr::get(type, real.getValueAsDouble());
  APInt value = cast<IntegerAttr>(constant).getValue();
  return IntegerAttr::get(type, value.sext(type.getIntOrFloatBitWidth()));
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
    factors[number] = widen(inside, loc, body.getArgument(number), sum,
                            isUnsigned(from.getArgument(number)));
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
      MapOp converted = convertOperand(builder, op, number,
                                       widenedArgument(argument).getType());
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
