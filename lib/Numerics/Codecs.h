//===- Codecs.h - the makers of each kind of codec --------------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef RIDGE_LIB_NUMERICS_CODECS_H
#define RIDGE_LIB_NUMERICS_CODECS_H

#include "ridge/Numerics/Codec.h"

namespace ridge {

/// A float format of at most 32 bits.
std::unique_ptr<Codec> makeFormatCodec(Format format);
/// A format of 1-D blocks that has to check(); `name` is what the user calls
/// it.
std::unique_ptr<Codec> makeBlockCodec(llvm::StringRef name,
                                      const BlockFormat &format);
/// 1 <= kept < group <= 256; `values` is for what is kept.
std::unique_ptr<Codec> makeSparseCodec(int64_t kept, int64_t group,
                                       std::unique_ptr<Codec> values);
/// A float format with exponents of at most 8 bits.
std::unique_ptr<Codec> makeEntropyCodec(Format format);
/// 2 <= bits <= 32.
std::unique_ptr<Codec> makeTransformCodec(unsigned bits);

/// Elements of the nearest values, of the largest finite ones for what is
/// beyond.
std::vector<uint8_t> encodeSaturated(Format format,
                                     llvm::ArrayRef<float> values);
double decodeCode(Format format, uint64_t code);
llvm::Error codecError(const llvm::Twine &what);
/// Success if `found` bytes are what `count` values take.
llvm::Error checkBytes(const Codec &codec, uint64_t found, uint64_t expected,
                       int64_t count);

} // namespace ridge

#endif // RIDGE_LIB_NUMERICS_CODECS_H
