//===- RidgeAttributes.h - attributes of modules and functions --*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What is said of a whole model stands on builtin.module and func.func, which
/// are not ours: these attributes are discardable, and the dialect verifies
/// them. It knows no others; all else is an attribute of its own operations.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_DIALECTS_RIDGE_RIDGEATTRIBUTES_H
#define RIDGE_DIALECTS_RIDGE_RIDGEATTRIBUTES_H

#include "llvm/ADT/StringRef.h"

namespace ridge {

/// On a module: the formats of products, an array of #ridge.product.
constexpr llvm::StringLiteral kFormatsAttr = "ridge.formats";
/// On a module: numbers of the arguments that hold trained weights.
constexpr llvm::StringLiteral kWeightsAttr = "ridge.weights";
/// On a module: codecs of tensors, an array of #ridge.stored.
constexpr llvm::StringLiteral kCodecsAttr = "ridge.codecs";
/// On a module: mappings of groups to carry out, in text form; the name of the
/// file and its text.
constexpr llvm::StringLiteral kMappingAttr = "ridge.mapping";
/// On a model after ridge-split-preparation: for each argument its number in
/// (arguments of the source, results of @prepare).
constexpr llvm::StringLiteral kArgumentsAttr = "ridge.arguments";
/// On the nested module that holds @prepare.
constexpr llvm::StringLiteral kPreparationAttr = "ridge.preparation";
/// On an argument of a model: its name in files of values.
constexpr llvm::StringLiteral kNameAttr = "ridge.name";
/// On what stands for an elided weight while calls are inlined: its number.
/// Constants that look the same would become one.
constexpr llvm::StringLiteral kElidedAttr = "ridge.elided";

/// Of a function: cycles that its dependences alone ask for (CriticalPath.h).
constexpr llvm::StringLiteral kCriticalPathAttr = "ridge.critical_path";

} // namespace ridge

#endif // RIDGE_DIALECTS_RIDGE_RIDGEATTRIBUTES_H
