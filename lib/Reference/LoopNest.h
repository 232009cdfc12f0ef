//===- LoopNest.h - a body over an iteration space --------------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef RIDGE_LIB_REFERENCE_LOOPNEST_H
#define RIDGE_LIB_REFERENCE_LOOPNEST_H

#include "ScalarProgram.h"
#include "mlir/IR/AffineMap.h"

namespace ridge::reference {

/// The elements of one operand: byte offset + sum of position * stride.
struct Access {
  Format format = Format::F32;
  uint8_t *data = nullptr;
  float *deviations = nullptr; ///< Of the array; null: exact.
  int64_t offset = 0;
  llvm::SmallVector<int64_t> strides; ///< Bytes, per iteration dim.

  uint8_t *at(llvm::ArrayRef<int64_t> position) const {
    int64_t bytes = offset;
    for (size_t dim = 0; dim < strides.size(); ++dim)
      bytes += strides[dim] * position[dim];
    return data + bytes;
  }
  /// The deviation of the element at `bytes`.
  float *deviationAt(const uint8_t *bytes) const {
    return deviations + (bytes - data) / bytesOf(format);
  }
};

struct LoopNest {
  mlir::Location location;
  llvm::SmallVector<int64_t> extents;
  llvm::SmallVector<bool> reduction; ///< Per dim.
  llvm::SmallVector<Access> inputs;  ///< The body's first arguments.
  llvm::SmallVector<Access> outputs; ///< Its last arguments, if it has them.
  ScalarProgram body;
  /// Where deviations are tracked: notes the sums. Outputs then have an array
  /// for theirs.
  LongestSums *sums = nullptr;

  bool tracks() const { return sums != nullptr; }
  /// Some input does.
  bool deviates() const;
  int64_t reductionPoints() const;

  /// For each element of the outputs, the reduction points run in row-major
  /// order; nothing else about the order can be seen in the values.
  llvm::Error run();
};

/// How `map` walks over `array`. The result reads and writes `array`; callers
/// pass arrays that they own for outputs.
llvm::Expected<Access> makeAccess(mlir::AffineMap map, const Array &array,
                                  llvm::ArrayRef<int64_t> extents,
                                  mlir::Location location);

/// Runs a nest whose body is acc + ext(a) * ext(b) in f32, f64 or integers, in
/// the same order of additions as LoopNest::run. False, and nothing done, where
/// the nest is anything else.
bool runProduct(LoopNest &nest);

/// Steps `position` through the dims `dims` in row-major order; false after the
/// last point, with the dims back at 0.
bool nextPosition(llvm::MutableArrayRef<int64_t> position,
                  llvm::ArrayRef<unsigned> dims,
                  llvm::ArrayRef<int64_t> extents);

} // namespace ridge::reference

#endif // RIDGE_LIB_REFERENCE_LOOPNEST_H
