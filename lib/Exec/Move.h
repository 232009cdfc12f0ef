//===- Move.h - copies between strided windows ------------------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What a transfer engine does to values: nothing, it copies them.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_LIB_EXEC_MOVE_H
#define RIDGE_LIB_EXEC_MOVE_H

#include "ridge/Numerics/Codec.h"
#include "llvm/ADT/ArrayRef.h"
#include <cstdint>

namespace ridge {

/// Copies a box of `sizes` elements of `elementBytes`; strides in elements.
void copyWindow(const uint8_t *source, llvm::ArrayRef<int64_t> sourceStrides,
                uint8_t *target, llvm::ArrayRef<int64_t> targetStrides,
                llvm::ArrayRef<int64_t> sizes, int64_t elementBytes);

/// Makes the elements of a window what comes back from the codec. The window is
/// whole units, as rule P3 of Program.h has it.
void recodeWindow(const Codec &codec, Format format, uint8_t *window,
                  llvm::ArrayRef<int64_t> strides,
                  llvm::ArrayRef<int64_t> sizes);

} // namespace ridge

#endif // RIDGE_LIB_EXEC_MOVE_H
