//===- State.h - what a session of Python holds -----------------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// For the files of this folder that are compiled like the libraries.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_PYTHON_STATE_H
#define RIDGE_PYTHON_STATE_H

#include "Session.h"
#include "ridge/Run/RunSteps.h"

namespace ridge::python {

struct SessionState {
  ridge::Session session;
  bool remarksEnabled = false;
  bool wantsRemarks = false; ///< Of the step that runs.
  std::vector<Diagnostic> messages;
  std::atomic<bool> stops{false};
  std::function<void(const std::string &)> progress;
};

Diagnostic diagnosticOf(const Message &message);
Diagnostic diagnosticOf(llvm::Error error);
ridge::ModelOptions optionsOf(const ModelOptions &options);

/// Shares the elements; `owner` keeps `array` alive.
Tensor tensorOf(const Array &array, std::shared_ptr<const void> owner);
std::vector<Tensor> tensorsOf(llvm::ArrayRef<Array> arrays,
                              const std::shared_ptr<const void> &owner);

template <typename T> Outcome<T> outcomeOf(llvm::Expected<T> value) {
  if (!value)
    return diagnosticOf(value.takeError());
  return std::move(*value);
}

} // namespace ridge::python

#endif // RIDGE_PYTHON_STATE_H
