//===- FormatAttributes.h - names of attributes on formats ------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef RIDGE_ANALYSIS_FORMATATTRIBUTES_H
#define RIDGE_ANALYSIS_FORMATATTRIBUTES_H

#include "llvm/ADT/StringRef.h"

namespace ridge {

/// On a contraction: a dictionary of instruction, exponents and rule.
constexpr llvm::StringLiteral kFormatAttr = "ridge.format";
/// On a module: an array of such dictionaries, each with a product's number.
constexpr llvm::StringLiteral kFormatsAttr = "ridge.formats";
/// On a module: numbers of the arguments that hold trained weights.
constexpr llvm::StringLiteral kWeightsAttr = "ridge.weights";
/// On a module: an array of dictionaries of tensors ("weights", "activations",
/// "arg3"), codec and perhaps bits per value.
constexpr llvm::StringLiteral kCodecsAttr = "ridge.codecs";
/// On ridge.encode: which entry it stands for, a string.
constexpr llvm::StringLiteral kTensorsAttr = "ridge.tensors";
/// On a model after ridge-split-preparation.
constexpr llvm::StringLiteral kArgumentsAttr = "ridge.arguments";
/// On the nested module that holds @prepare.
constexpr llvm::StringLiteral kPreparationAttr = "ridge.preparation";

} // namespace ridge

#endif // RIDGE_ANALYSIS_FORMATATTRIBUTES_H
