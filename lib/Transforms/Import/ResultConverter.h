//===- ResultConverter.h - one result of a generic --------------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Recognition is by iterator types, maps and body:
///
///   all parallel                  ridge.map, or views if nothing is computed
///   acc + ext(a) * ext(b)         ridge.contract
///   acc op x, x one input         ridge.reduce
///   acc op f(inputs)              ridge.map for f, then ridge.reduce
///
/// What a factor or x computes is computed at the points where it differs, not
/// on the iteration space. A result that nobody reads is not computed.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_LIB_TRANSFORMS_IMPORT_RESULTCONVERTER_H
#define RIDGE_LIB_TRANSFORMS_IMPORT_RESULTCONVERTER_H

#include "Product.h"
#include "ScalarBody.h"

namespace ridge {

class ResultConverter {
public:
  ResultConverter(mlir::linalg::GenericOp op, unsigned number)
      : op(op), number(number), builder(op), extents(op.getStaticLoopRanges()),
        yielded(op.getBody()->getTerminator()->getOperand(number)),
        accumulator(op.getRegionOutputArgs()[number]) {}

  /// Builds operations before the generic; one error where it fails.
  mlir::FailureOr<mlir::Value> convert();

private:
  // ConvertParallel.cpp: maps and views.
  mlir::FailureOr<mlir::Value> convertParallel();
  TensorInput sliced(const TensorInput &input);
  mlir::Value asView(TensorInput input, mlir::AffineMap resultMap);

  // ConvertReduction.cpp.
  mlir::FailureOr<mlir::Value> convertReduction();
  mlir::FailureOr<mlir::Value> convertProduct(const Product &product,
                                              mlir::TypedAttr init);
  mlir::FailureOr<mlir::Value> buildReduce(mlir::Operation *combiner,
                                           mlir::Value term);
  mlir::FailureOr<TensorInput> compute(mlir::Value value);
  mlir::FailureOr<TensorInput> computeFactor(mlir::Value factor);
  mlir::Value combineWithInit(mlir::Operation *combiner, mlir::Value result);
  mlir::InFlightDiagnostic refuseReduction();

  // ConvertStructured.cpp: shared.
  mlir::Value buildMap(ScalarBody &body, llvm::ArrayRef<int64_t> space,
                       mlir::AffineMap resultMap, mlir::Type element);
  mlir::ArrayAttr mapsAttr(llvm::ArrayRef<TensorInput> inputs,
                           mlir::AffineMap resultMap);
  mlir::Value finish(mlir::Value result);
  /// The result map without constant results, and the shape it covers.
  mlir::AffineMap projectedMap();
  llvm::SmallVector<int64_t> projectedShape();
  mlir::RankedTensorType resultType() {
    return mlir::cast<mlir::RankedTensorType>(op.getResult(number).getType());
  }
  mlir::AffineMap outputMap() {
    return op.getMatchingIndexingMap(op.getDpsInitOperand(number));
  }

  mlir::linalg::GenericOp op;
  unsigned number;
  mlir::OpBuilder builder;
  llvm::SmallVector<int64_t> extents;
  mlir::Value yielded;
  mlir::Value accumulator;
};

/// `map` places its results in a space of `extents`: the shape they cover.
llvm::SmallVector<int64_t> shapeOf(mlir::AffineMap map,
                                   llvm::ArrayRef<int64_t> extents);

} // namespace ridge

#endif // RIDGE_LIB_TRANSFORMS_IMPORT_RESULTCONVERTER_H
