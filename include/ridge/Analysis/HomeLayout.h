//===- HomeLayout.h - where tensors lie in the home memory ------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Every tensor value outside a group is a strided window on a *root*: a model
/// argument, a result, a constant or a temporary of the home memory. Views move
/// nothing: a transpose permutes strides, a slice adds an offset, a concat is a
/// root whose sources are written straight into their windows.
///
/// Which root a computed value is written to follows from its uses: function
/// results first, then concats and inserts, in order; a value wanted in two
/// places, or one that no producer can write in place, needs a copy (an
/// identity `ridge.map`). `ridge-materialize-views` inserts those copies;
/// afterwards every layout here exists without one.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_ANALYSIS_HOMELAYOUT_H
#define RIDGE_ANALYSIS_HOMELAYOUT_H

#include "dialects/Ridge/RidgeDialect.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "llvm/ADT/DenseMap.h"
#include <optional>

namespace ridge {

/// A window: element (i0, i1, ...) lies at offset + sum of i_d * strides[d].
struct HomeLayout {
  int32_t root = -1;
  int64_t offset = 0;
  llvm::SmallVector<int64_t, 4> strides;
};

struct HomeRoot {
  enum class Kind : uint8_t { Argument, Result, Constant, Temporary };
  Kind kind;
  mlir::Value value;  ///< Argument, constant or the value that made the root.
  int64_t index = -1; ///< Of the argument or result.
  mlir::RankedTensorType type;

  /// How the root is stored; null: its elements as they are.
  arch::CodecAttr codec() const {
    return llvm::dyn_cast_or_null<arch::CodecAttr>(type.getEncoding());
  }
};

/// Strides of the same elements under another shape, or nullopt if they are not
/// strided there. Works both ways: from source to result of a reshape and back.
std::optional<llvm::SmallVector<int64_t, 4>>
reshapeStrides(llvm::ArrayRef<int64_t> fromShape,
               llvm::ArrayRef<int64_t> fromStrides,
               llvm::ArrayRef<int64_t> toShape);

class HomeLayouts {
public:
  /// Called where a value must be copied first: returns the copy, or null to
  /// give up (the analysis is then invalid).
  using CopyFn = llvm::function_ref<mlir::Value(mlir::OpOperand &use)>;

  /// Fails only where a copy was needed and not made.
  static mlir::FailureOr<HomeLayouts> compute(mlir::func::FuncOp func,
                                              CopyFn makeCopy);

  llvm::ArrayRef<HomeRoot> roots() const { return rootList; }
  /// Layout of any tensor value of the function body that is not a fill.
  const HomeLayout &of(mlir::Value value) const {
    return layouts.find(value)->second;
  }
  bool has(mlir::Value value) const { return layouts.count(value); }

private:
  int32_t addRoot(HomeRoot::Kind kind, mlir::Value value, int64_t index);
  bool assign(mlir::Value value, const HomeLayout &layout);
  mlir::LogicalResult place(mlir::OpOperand &use, const HomeLayout &layout,
                            CopyFn makeCopy);
  mlir::LogicalResult placeCopy(mlir::OpOperand &use, const HomeLayout &layout,
                                CopyFn makeCopy);
  mlir::LogicalResult placeInsert(InsertOp insert, CopyFn makeCopy);
  mlir::LogicalResult placeSources(ConcatOp concat, CopyFn makeCopy);
  mlir::LogicalResult placeEncode(EncodeOp encode, CopyFn makeCopy);
  mlir::LogicalResult derive(mlir::Operation &op, CopyFn makeCopy);

  std::vector<HomeRoot> rootList;
  llvm::DenseMap<mlir::Value, HomeLayout> layouts;
};

} // namespace ridge

#endif // RIDGE_ANALYSIS_HOMELAYOUT_H
