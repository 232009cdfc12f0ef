//===- ByteError.h - errors at bytes of a file ------------------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef RIDGE_LIB_ENCODING_BYTEERROR_H
#define RIDGE_LIB_ENCODING_BYTEERROR_H

#include "ridge/Encoding/Word.h"
#include "llvm/ADT/Twine.h"

namespace ridge {

/// "byte 40 (0x28): text"
llvm::Error byteError(size_t offset, const llvm::Twine &text);

/// The one encoding of the engine whose constants are in `bytes`. Errors: none
/// is, or the bytes end within its word.
llvm::Expected<const Encoding *> findWord(const Machine &machine,
                                          EngineId engine,
                                          llvm::ArrayRef<uint8_t> bytes,
                                          size_t offset);

} // namespace ridge

#endif // RIDGE_LIB_ENCODING_BYTEERROR_H
