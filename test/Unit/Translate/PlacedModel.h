//===- PlacedModel.h - models in placed form for tests ----------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Writes a matrix product, followed by a scaling of the result, as the placed
/// form that Place would make: C = A * B tile by tile, then D = 2 * C. Sizes,
/// tiles, slots and whether the layers use the same addresses are free.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_TEST_UNIT_TRANSLATE_PLACEDMODEL_H
#define RIDGE_TEST_UNIT_TRANSLATE_PLACEDMODEL_H

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/MLIRContext.h"
#include "mlir/IR/OwningOpRef.h"
#include "ridge/Machine/Machine.h"
#include "ridge/Numerics/Array.h"
#include "ridge/Program/Program.h"
#include <string>

namespace ridge::test {

struct Product {
  int64_t m, n, k;    ///< C[m, n] += A[m, k] * B[k, n].
  int64_t tm, tn, tk; ///< Tiles.
  int64_t slots = 2;
  bool scales = true;        ///< With the second layer.
  std::string print() const; ///< For messages.
};

/// The module, for the machine "toy".
std::string placedText(const Product &product);

/// A context with everything the compiler needs.
std::unique_ptr<mlir::MLIRContext> makeContext();

/// Parses, and runs the passes of `pipeline`; null if either fails.
mlir::OwningOpRef<mlir::ModuleOp> compile(mlir::MLIRContext &context,
                                          llvm::StringRef text,
                                          llvm::StringRef pipeline);

Machine toy(mlir::MLIRContext &context);

/// Small integers as floats, so that every order of sums gives the same bits.
Array integers(llvm::ArrayRef<int64_t> shape, uint64_t seed);

/// What the model computes from A and B.
Array expected(const Product &product, const Array &a, const Array &b);

/// Passes from the placed form to isa.
extern const char *const toIsa;

} // namespace ridge::test

#endif // RIDGE_TEST_UNIT_TRANSLATE_PLACEDMODEL_H
