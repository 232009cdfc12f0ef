//===- NumericsDot.h - measured inner products and models -------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// `ridge numerics dot FILE --accumulate MODEL --format F`: evaluates each row
/// of a file of measured inner products under a model of accumulation and
/// counts the rows that are equal in every bit.
///
/// The file is a CSV whose first line names its columns, in any order:
///
///   a_codes_hex, b_codes_hex   K codes of the format, one after another, in
///                              hexadecimal digits (bits / 4 rounded up each;
///                              tf32: the 8 digits of the f32)
///   c_f32_hex                  the addend, as the bits of an f32
///   d_f32_hex                  the measured f32 result, and/or
///   d_f16_as_f32_hex           that of the form that gives f16, widened; its
///                              addend is c rounded to f16
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_TOOLS_RIDGE_NUMERICSDOT_H
#define RIDGE_TOOLS_RIDGE_NUMERICSDOT_H

#include "ridge/Driver/ExitStatus.h"
#include "llvm/Support/raw_ostream.h"

namespace ridge {

struct NumericsDotOptions {
  std::string file;
  std::string accumulate;  ///< A preset or a spelling.
  std::string format;      ///< Of a and b; "tf32" is f32 cut to 10 bits.
  bool zeroAddend = false; ///< The f32 results were taken with an addend of 0.
  std::string jsonPath;    ///< "-": standard output, in place of the table.
};

/// Rows that differ are a result, not a failure. Errors name the line and the
/// column of the file.
ExitStatus numericsDot(const NumericsDotOptions &options,
                       llvm::raw_ostream &out, llvm::raw_ostream &err);

} // namespace ridge

#endif // RIDGE_TOOLS_RIDGE_NUMERICSDOT_H
