//===- CheckResult.h - values compared with the reference -------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef RIDGE_VALUES_CHECKRESULT_H
#define RIDGE_VALUES_CHECKRESULT_H

#include <cstdint>
#include <string>

namespace ridge {

/// Outcome of comparing Exec with the reference.
struct CheckResult {
  bool pass = false;
  int64_t compared = 0;      ///< Elements.
  double maxError = 0;       ///< Largest |exec - reference|.
  double tolerance = 0;      ///< The bound at the worst element.
  std::string toleranceRule; ///< How the bound was derived.
  std::string detail;        ///< On failure: which result, index, both values.
};

} // namespace ridge

#endif // RIDGE_VALUES_CHECKRESULT_H
