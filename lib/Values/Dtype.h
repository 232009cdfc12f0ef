//===- Dtype.h - names of formats in files of arrays ------------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef RIDGE_LIB_VALUES_DTYPE_H
#define RIDGE_LIB_VALUES_DTYPE_H

#include "ridge/Numerics/Format.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include <optional>

namespace ridge {

struct Dtype {
  llvm::StringLiteral name;
  Format format;
};

inline std::optional<Format> formatOf(llvm::ArrayRef<Dtype> dtypes,
                                      llvm::StringRef name) {
  for (const Dtype &dtype : dtypes)
    if (dtype.name == name)
      return dtype.format;
  return std::nullopt;
}

/// Of several names of a format the first is the one to write.
inline std::optional<llvm::StringRef> nameOf(llvm::ArrayRef<Dtype> dtypes,
                                             Format format) {
  for (const Dtype &dtype : dtypes)
    if (dtype.format == format)
      return dtype.name;
  return std::nullopt;
}

} // namespace ridge

#endif // RIDGE_LIB_VALUES_DTYPE_H
