//===- Quantity.h - numbers with units in machine files ---------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Reads "256 KiB", "614 GB/s", "120 ns" or "0.94 GHz" into whole bytes, bytes
/// per cycle, cycles and hertz, and energies, powers and areas. Arithmetic is
/// exact: a decimal number is kept as an integer over a power of ten. A rate
/// per second is rounded down, a time in seconds, an energy, a power and an
/// area are rounded up, so that rounding never flatters the machine.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_DIALECTS_ARCH_QUANTITY_H
#define RIDGE_DIALECTS_ARCH_QUANTITY_H

#include "mlir/IR/Attributes.h"
#include "mlir/IR/Diagnostics.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include <cstdint>
#include <optional>

namespace ridge::arch {

enum class QuantityKind {
  Size,       ///< Bytes: B kB MB GB KiB MiB GiB.
  Rate,       ///< Bytes per cycle: B/cycle, MB/s GB/s GiB/s.
  Time,       ///< Cycles: cycles, ns, us.
  Frequency,  ///< Hertz: Hz kHz MHz GHz.
  Count,      ///< A bare integer.
  ByteEnergy, ///< Attojoules per byte: fJ/B pJ/B nJ/B, fJ/bit pJ/bit.
  Power,      ///< Microwatts: uW mW W.
  Area,       ///< Square micrometres: um2 mm2.
};

/// The value of `attribute`, in the unit of its kind. `hertz` is the clock, for
/// rates and times that speak of seconds; without it those give 0, after
/// everything else about them was checked. Rates and sizes come to at least 1.
/// Errors say what was found and which units are known.
mlir::FailureOr<int64_t>
readQuantity(mlir::Attribute attribute, QuantityKind kind,
             std::optional<int64_t> hertz,
             llvm::function_ref<mlir::InFlightDiagnostic()> emitError);

} // namespace ridge::arch

#endif // RIDGE_DIALECTS_ARCH_QUANTITY_H
