//===- PythonVerbs.h - verbs that Python carries out ------------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Sweeps, the zoo and files of other tools are the business of the package
/// `ridge` of Python; the tool hands their words on.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_DRIVER_PYTHONVERBS_H
#define RIDGE_DRIVER_PYTHONVERBS_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/raw_ostream.h"

namespace ridge {

/// Whether Python has a verb of this name.
bool isPythonVerb(llvm::StringRef verb);

/// Runs `python3 -m ridge WORDS` (RIDGE_PYTHON names another interpreter) with
/// the package of the build tree, if this program stands in one. Returns its
/// exit status. Where there is no interpreter, an error begins with `place` and
/// says `reason`: what it would be for.
int runPython(llvm::ArrayRef<llvm::StringRef> words, llvm::StringRef place,
              llvm::StringRef reason, llvm::raw_ostream &err);

} // namespace ridge

#endif // RIDGE_DRIVER_PYTHONVERBS_H
