//===- Outcome.h - what crosses from Ridge to Python ------------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The libraries are compiled without exceptions and run-time type information,
/// the module of Python needs both. So nothing of LLVM's crosses between them:
/// what does is plain data of the standard library.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_PYTHON_OUTCOME_H
#define RIDGE_PYTHON_OUTCOME_H

#include <cstdint>
#include <memory>
#include <string>
#include <variant>
#include <vector>

namespace ridge::python {

/// Something that is said about an input.
struct Diagnostic {
  std::string kind;  ///< "error", "warning", "remark", "note".
  std::string place; ///< "FILE:LINE:COL".
  std::string text;
  std::vector<Diagnostic> notes;
  /// No mistake of the input: the caller asked the step to end.
  bool stopped = false;

  std::string print() const; ///< As the tool prints it, without a newline.
};

/// A value, or why there is none.
template <typename T> using Outcome = std::variant<T, Diagnostic>;

/// Elements of an array in row-major order that somebody keeps alive.
struct Tensor {
  std::string format; ///< A name of parseFormat.
  std::vector<int64_t> shape;
  const uint8_t *bytes = nullptr;
  std::shared_ptr<const void> owner;
  int64_t bytesPerElement = 0;
};

} // namespace ridge::python

#endif // RIDGE_PYTHON_OUTCOME_H
