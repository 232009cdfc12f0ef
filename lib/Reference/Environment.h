//===- Environment.h - values while a function runs -------------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Tensors and scalars of the function are arrays; a scalar has rank 0, an
/// index is an i64. Arrays are shared and never change once they have a name.
/// Where deviations are tracked, each has an array of them beside it.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_LIB_REFERENCE_ENVIRONMENT_H
#define RIDGE_LIB_REFERENCE_ENVIRONMENT_H

#include "Deviation.h"
#include "mlir/IR/BuiltinAttributeInterfaces.h"
#include "mlir/IR/Operation.h"
#include "mlir/IR/Value.h"
#include "ridge/Numerics/Array.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/Support/Error.h"
#include <memory>
#include <optional>

namespace ridge::reference {

using ArrayPtr = std::shared_ptr<const Array>;

/// "FILE:LINE:COL: message".
llvm::Error errorAt(mlir::Location location, const llvm::Twine &message);

/// The format of a scalar or of a tensor's elements; index counts as i64.
std::optional<Format> formatOfValue(mlir::Type type);

/// An array of the shape and format of `type`, all bytes zero.
llvm::Expected<std::shared_ptr<Array>> makeArray(mlir::Type type,
                                                 mlir::Location location);

/// The elements of a constant: a scalar, a list, a splat, a resource.
llvm::Expected<std::shared_ptr<Array>>
constantArray(mlir::Attribute value, mlir::Type type, mlir::Location location);

/// Fills `array` with one scalar constant.
llvm::Error fillArray(Array &array, mlir::Attribute value,
                      mlir::Location location);

/// Byte strides of a row-major array, per dim.
llvm::SmallVector<int64_t> byteStrides(const Array &array);

/// Elements, and what each deviates by.
struct Tensor {
  ArrayPtr values;
  ArrayPtr deviations; ///< f32, of the same shape; null: all are exact.
};

class Environment {
public:
  /// Deviations are tracked if there is somewhere to note sums.
  explicit Environment(LongestSums *sums = nullptr) : sums(sums) {}

  /// Null if `value` has none yet.
  ArrayPtr find(mlir::Value value) const {
    return tensors.lookup(value).values;
  }
  ArrayPtr findDeviations(mlir::Value value) const {
    return tensors.lookup(value).deviations;
  }
  Tensor findTensor(mlir::Value value) const { return tensors.lookup(value); }

  void set(mlir::Value value, ArrayPtr values, ArrayPtr deviations = nullptr) {
    tensors[value] = {std::move(values), std::move(deviations)};
  }
  void set(mlir::Value value, Tensor tensor) {
    tensors[value] = std::move(tensor);
  }
  void erase(mlir::Value value) { tensors.erase(value); }

  LongestSums *longestSums() const { return sums; }

private:
  LongestSums *sums;
  llvm::DenseMap<mlir::Value, Tensor> tensors;
};

} // namespace ridge::reference

#endif // RIDGE_LIB_REFERENCE_ENVIRONMENT_H
