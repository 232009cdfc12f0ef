//===- StoredTensor.h - a tensor in a codec ---------------------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef RIDGE_VALUES_STOREDTENSOR_H
#define RIDGE_VALUES_STOREDTENSOR_H

#include "ridge/Values/ErrorSums.h"

namespace ridge {

/// A tensor that lies encoded in the home memory.
struct StoredTensor {
  std::string tensors; ///< What was asked for: "weights", "arg3", ...
  std::string location;
  std::string type; ///< "256x512xf32".
  std::string codec;
  int64_t elements = 0;
  double elementBits = 0;  ///< Bits of an element as it is.
  double bitsPerValue = 0; ///< In the codec; measured where it depends.
  ErrorMeasure error;      ///< Of its values alone.
  double gates = 0;        ///< Of a decoder of one value a cycle, assumed.
};

} // namespace ridge

#endif // RIDGE_VALUES_STOREDTENSOR_H
