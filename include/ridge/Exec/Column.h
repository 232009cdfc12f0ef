//===- Column.h - many values of one format, to compute on ------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The executor computes on columns: up to columnLength values of one format,
/// held in the smallest C++ type that has every value of the format:
///
///     f64 -> double, other floats -> float, integers of over 32 bits ->
///     int64_t, others -> int32_t
///
/// The formats are those that isComputable accepts.
///
/// Integers are sign-extended, i1 is 0 or 1. A value in a column is always one
/// that its format has, so storing it to memory and loading it back changes
/// nothing.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_EXEC_COLUMN_H
#define RIDGE_EXEC_COLUMN_H

#include "ridge/Numerics/Format.h"
#include "llvm/ADT/ArrayRef.h"
#include <vector>

namespace ridge {

constexpr int64_t columnLength = 1024;

enum class Storage : uint8_t { Float, Double, Int32, Int64 };

inline Storage storageOf(Format format) {
  if (isFloat(format))
    return format == Format::F64 ? Storage::Double : Storage::Float;
  return bitsOf(format) > 32 ? Storage::Int64 : Storage::Int32;
}

inline unsigned storageBytes(Storage storage) {
  return storage == Storage::Double || storage == Storage::Int64 ? 8 : 4;
}

/// `values[i]` = the element at base + i * stride elements, for i < count.
void loadColumn(Format format, const uint8_t *base, int64_t stride,
                int64_t count, void *values);
/// The reverse. The values must be ones that `format` has.
void storeColumn(Format format, uint8_t *base, int64_t stride, int64_t count,
                 const void *values);

/// `values[r * columns.size() + c]` = the element rows[r] + columns[c] elements
/// after base.
void loadTile(Format format, const uint8_t *base, llvm::ArrayRef<int64_t> rows,
              llvm::ArrayRef<int64_t> columns, void *values);
/// The reverse, for the top left `rows` by `columns` of a tile whose rows are
/// `pitch` values apart.
void storeTile(Format format, uint8_t *base, llvm::ArrayRef<int64_t> rows,
               llvm::ArrayRef<int64_t> columns, int64_t pitch,
               const void *values);

/// Fills with one value: of `real` for float formats (rounded), else of
/// `integer` (wrapped).
void fillColumn(Format format, double real, int64_t integer, int64_t count,
                void *values);

/// Rounds floats held as float to `format`, to nearest even. Nothing to do for
/// f32.
void roundColumn(Format format, float *values, int64_t count);

/// Bits of an f16 or bf16 nearest to `value`, and back.
uint16_t encodeHalf(float value);
uint16_t encodeBFloat(float value);
float decodeHalf(uint16_t bits);
float decodeBFloat(uint16_t bits);

} // namespace ridge

#endif // RIDGE_EXEC_COLUMN_H
