//===- Array.h - elements of a tensor as bytes ------------------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What models take and give: Exec runs programs on arrays, Reference runs the
/// model on the same arrays, and a check compares the two.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_NUMERICS_ARRAY_H
#define RIDGE_NUMERICS_ARRAY_H

#include "ridge/Numerics/Format.h"
#include "llvm/ADT/SmallVector.h"
#include <cstdint>
#include <vector>

namespace ridge {

/// One array of elements in row-major order, as bytes of its format.
struct Array {
  Format format = Format::F32;
  llvm::SmallVector<int64_t, 4> shape;
  std::vector<uint8_t> bytes;

  int64_t elements() const {
    int64_t n = 1;
    for (int64_t extent : shape)
      n *= extent;
    return n;
  }
};

} // namespace ridge

#endif // RIDGE_NUMERICS_ARRAY_H
