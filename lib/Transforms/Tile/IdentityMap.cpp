//===- IdentityMap.cpp - copies as computations ---------------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "IdentityMap.h"
#include "mlir/IR/Builders.h"

using namespace mlir;
using namespace ridge;

MapOp ridge::createIdentityMap(Value value, Operation *before, Location loc) {
  OpBuilder builder(before);
  auto type = cast<RankedTensorType>(value.getType());
  AffineMap identity =
      builder.getMultiDimIdentityMap(static_cast<unsigned>(type.getRank()));
  auto map = MapOp::create(builder, loc, type, value, type.getShape(),
                           builder.getAffineMapArrayAttr({identity, identity}));
  Block *body = builder.createBlock(&map.getBody());
  body->addArgument(type.getElementType(), loc);
  YieldOp::create(builder, loc, body->getArguments());
  return map;
}
