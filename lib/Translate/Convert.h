//===- Convert.h - attributes as parts of a Program -------------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What isa and ridge operations have in common: windows, sizes, constants,
/// locations.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_LIB_TRANSLATE_CONVERT_H
#define RIDGE_LIB_TRANSLATE_CONVERT_H

#include "dialects/Arch/ArchDialect.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/IR/Operation.h"
#include "ridge/Program/Program.h"

namespace ridge {

/// Maps over an operation's counters, turned into sums over loop depths.
class MapConverter {
public:
  /// Depths count the loops around `op` below `root`, outermost 0.
  static mlir::FailureOr<MapConverter>
  create(mlir::Operation *op, mlir::Operation *root, mlir::ValueRange counters);

  mlir::FailureOr<Affine> affine(mlir::AffineMap map) const;
  mlir::FailureOr<Extent> extent(mlir::AffineMap map) const;

  /// Sizes, and origins where there are any, into `result`.
  mlir::LogicalResult windows(mlir::ArrayAttr sizes, mlir::ArrayAttr origins,
                              ProgramOp &result) const;
  /// Appends an operand of `result` per entry of `accesses`; windows take the
  /// next of `buffers`.
  mlir::LogicalResult operands(mlir::ArrayAttr accesses,
                               llvm::ArrayRef<BufferId> buffers,
                               ProgramOp &result) const;

private:
  explicit MapConverter(mlir::Operation *op) : op(op) {}
  mlir::FailureOr<Affine> affine(mlir::AffineExpr expr) const;

  mlir::Operation *op;
  llvm::SmallVector<int32_t, 4> depths; ///< Per counter.
};

/// The elements of a constant as they lie in memory.
mlir::FailureOr<std::vector<uint8_t>>
constantBytes(mlir::Operation *op, mlir::ElementsAttr value, Format format);

/// How the buffer is stored; null: as it is.
void setCodec(Buffer &buffer, arch::CodecAttr codec);

} // namespace ridge

#endif // RIDGE_LIB_TRANSLATE_CONVERT_H
