//===- ReplayMapping.h - mappings that a text asks for ----------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef RIDGE_LIB_TRANSFORMS_TILE_REPLAYMAPPING_H
#define RIDGE_LIB_TRANSFORMS_TILE_REPLAYMAPPING_H

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "ridge/Analysis/Group.h"
#include "ridge/Mapping/MappingText.h"

namespace ridge {

/// The groups of a text, and what it says of each. Operations are known by
/// their numbers among all computations and gathers of the function.
class ReplayMapping {
public:
  explicit ReplayMapping(mlir::func::FuncOp func)
      : func(func), context(func.getContext()) {}

  /// Reads the module's text, if there is one.
  mlir::LogicalResult read();
  /// The group that the text puts the operation into; -1: none.
  int32_t groupOf(mlir::Operation *op) const;
  int64_t numberOf(mlir::Operation *op) const {
    return numbers.find(op)->second;
  }
  RunName nameOf(mlir::Operation *op) const;

  /// Says at the operation's line that it cannot join its group.
  mlir::LogicalResult refuseJoin(mlir::Operation *op) const;
  /// The tiling of the text's group `number`; the workload is bound to it.
  mlir::FailureOr<Tiling> apply(int32_t number, Group &group) const;
  mlir::FailureOr<Tiling> apply(int32_t number, mlir::Operation *gather,
                                const GatherWorkload &workload) const;

private:
  mlir::LogicalResult claim(const MappingText &text, int32_t number);
  mlir::InFlightDiagnostic error(TextPosition at) const;
  mlir::LogicalResult refuse(const TextRefusal &refusal) const;

  mlir::func::FuncOp func;
  mlir::MLIRContext *context;
  std::string file;
  std::vector<MappingText> texts;
  std::vector<mlir::Operation *> operations; ///< By their numbers.
  llvm::DenseMap<mlir::Operation *, int64_t> numbers;
  llvm::DenseMap<mlir::Operation *, int32_t> claims;
};

} // namespace ridge

#endif // RIDGE_LIB_TRANSFORMS_TILE_REPLAYMAPPING_H
