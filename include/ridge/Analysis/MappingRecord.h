//===- MappingRecord.h - mappings as attributes -----------------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// IR carries a group's mapping as #ridge.mapping, with names where plain data
/// has numbers.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_ANALYSIS_MAPPINGRECORD_H
#define RIDGE_ANALYSIS_MAPPINGRECORD_H

#include "dialects/Ridge/RidgeDialect.h"
#include "ridge/Mapping/GatherWorkload.h"

namespace ridge {

/// The instruction, with the cycles that it occupies its engine for a box of
/// `sizes`.
ChoiceAttr choiceAttr(const Machine &machine, const Match &match,
                      const Kernel &kernel, llvm::ArrayRef<int64_t> sizes,
                      mlir::MLIRContext *context);
/// Fails, with an error, if the machine has no such instruction or that lacks a
/// dim or an operand.
mlir::FailureOr<Match>
matchOf(const Machine &machine, ChoiceAttr choice,
        llvm::function_ref<mlir::InFlightDiagnostic()> emitError);

PlaceAttr placeAttr(const Machine &machine, const BufferPlan &plan,
                    mlir::MLIRContext *context);

MappingAttr recordMapping(const Workload &workload, const Tiling &tiling,
                          mlir::MLIRContext *context);
MappingAttr recordMapping(const GatherWorkload &workload, const Tiling &tiling,
                          mlir::MLIRContext *context);

/// What the record says of a group whose operations have `hasFill` sums that
/// start from a value. Fails, with an error, on names that the machine does not
/// have; whether it is legal is for checkMapping to say.
mlir::FailureOr<Mapping>
readMapping(MappingAttr record, const Machine &machine,
            llvm::ArrayRef<bool> hasFill,
            llvm::function_ref<mlir::InFlightDiagnostic()> emitError);

} // namespace ridge

#endif // RIDGE_ANALYSIS_MAPPINGRECORD_H
