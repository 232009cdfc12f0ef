//===- ScalarBody.h - bodies that capture nothing ---------------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Rebuilds a scalar value of a linalg body as the body of a ridge operation,
/// from the result backwards: only what the value needs comes along, and what
/// it needs from outside (a constant, a scalar operand, an element of a tensor)
/// becomes a constant or an input.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_LIB_TRANSFORMS_IMPORT_SCALARBODY_H
#define RIDGE_LIB_TRANSFORMS_IMPORT_SCALARBODY_H

#include "Space.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/ControlFlow/IR/ControlFlowOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/Region.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/SmallVector.h"
#include <memory>

namespace ridge {

/// A tensor that is read, and where.
struct TensorInput {
  mlir::Value tensor;
  mlir::AffineMap map;
};

class ScalarBody {
public:
  /// Values of `op`'s body can be added that have their values in `space`: it
  /// is what the new body iterates over.
  ScalarBody(mlir::linalg::GenericOp op, Space space);

  /// Rebuilds `value` and what it needs. Emits one error and fails where
  /// something cannot be part of a body.
  mlir::FailureOr<mlir::Value> add(mlir::Value value);

  /// Ends the body; `value` is what add gave.
  void yield(mlir::Value value);

  llvm::ArrayRef<TensorInput> inputs() const { return tensors; }
  mlir::Block &block() { return *body; }
  /// Moves the body into the region of the operation that was built for it.
  void moveInto(mlir::Region &region);

private:
  mlir::FailureOr<mlir::Value> addOperand(mlir::OpOperand &operand);
  mlir::FailureOr<mlir::Value> addInput(mlir::Value tensor, mlir::AffineMap map,
                                        mlir::Operation *user);
  mlir::FailureOr<mlir::Value> addExtract(mlir::Operation *extract);
  mlir::FailureOr<mlir::Value> addIndexCast(mlir::Operation *cast);
  mlir::FailureOr<mlir::Value> addOperation(mlir::Operation *op);
  mlir::FailureOr<mlir::Value>
  addScalingExtension(mlir::arith::ScalingExtFOp op);
  mlir::FailureOr<mlir::Value>
  addScalingTruncation(mlir::arith::ScalingTruncFOp op);
  mlir::FailureOr<mlir::Value> addTruncation(mlir::arith::TruncFOp op);
  mlir::Value createTruncation(mlir::Location loc, mlir::Value value,
                               mlir::Type to,
                               std::optional<mlir::arith::RoundingMode> mode);
  mlir::FailureOr<mlir::Value> addConstant(mlir::Attribute attribute,
                                           mlir::Type type, mlir::Location loc,
                                           mlir::Operation *user);

  mlir::linalg::GenericOp op;
  Space space;
  mlir::OpBuilder builder;
  std::unique_ptr<mlir::Block> body;
  llvm::SmallVector<TensorInput> tensors;
  llvm::DenseMap<mlir::Value, mlir::Value> known;
};

/// The position that an index value names, if it is affine in the iteration.
mlir::FailureOr<mlir::AffineExpr> affinePosition(mlir::Value index);

/// The tensor that `extract` reads at positions from data, made by a
/// ridge.gather before `op`, and where the body finds its element.
mlir::FailureOr<TensorInput> convertGather(mlir::linalg::GenericOp op,
                                           mlir::tensor::ExtractOp extract);

/// What an assertion says of an integer: at least, and below.
struct PositionBound {
  mlir::Value value; ///< Without casts to index.
  std::optional<int64_t> least, below;
};
std::optional<PositionBound> positionBound(mlir::cf::AssertOp check);

/// True if a gather made for `op`'s body stops wherever `check` would.
bool isCheckedByGather(mlir::linalg::GenericOp op, mlir::cf::AssertOp check);

/// The tensor itself, or one error at `user` where it is undefined.
mlir::LogicalResult checkDefined(mlir::Value tensor, mlir::Operation *user);

/// True if `name` is an operation that bodies may hold (see ScalarOps.def).
bool isScalarOperation(llvm::StringRef name);

} // namespace ridge

#endif // RIDGE_LIB_TRANSFORMS_IMPORT_SCALARBODY_H
