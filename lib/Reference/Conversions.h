//===- Conversions.h - changes of format, for the interpreter ---*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef RIDGE_LIB_REFERENCE_CONVERSIONS_H
#define RIDGE_LIB_REFERENCE_CONVERSIONS_H

#include "ScalarKernels.h"

namespace ridge::reference {

/// The kernel of ridge.cast, stochastic_cast, scale, quantize or dequantize;
/// null for any other name.
ScalarKernel findFormatChange(llvm::StringRef name);

} // namespace ridge::reference

#endif // RIDGE_LIB_REFERENCE_CONVERSIONS_H
