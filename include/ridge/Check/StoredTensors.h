//===- StoredTensors.h - tensors in codecs, measured ------------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What lies encoded in the home memory, what that does to its values, and how
/// many bits a value takes where the codec's rate depends on the values.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_CHECK_STOREDTENSORS_H
#define RIDGE_CHECK_STOREDTENSORS_H

#include "ridge/Numerics/Array.h"
#include "ridge/Pipeline/Compilation.h"
#include "ridge/Values/StoredTensor.h"

namespace ridge {

/// One row for each ridge.encode, those of the preparation first, in order of
/// the program. `arguments` are those of the model as it was read,
/// `typedArguments` those of the typed model.
llvm::Expected<std::vector<StoredTensor>>
measureStored(const TypedModel &typed, llvm::ArrayRef<Array> arguments,
              llvm::ArrayRef<Array> typedArguments);

/// The rates of such rows, for Compilation::setRates.
std::vector<double> ratesOf(llvm::ArrayRef<StoredTensor> rows);

} // namespace ridge

#endif // RIDGE_CHECK_STOREDTENSORS_H
