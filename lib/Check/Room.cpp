//===- Room.cpp - values that fit -----------------------------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Room.h"
#include "dialects/Arch/FormatTypes.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/TypeUtilities.h"
#include "llvm/Support/Format.h"
#include <unistd.h>

using namespace mlir;
using namespace ridge;

/// In f64, which no shape overflows; types without a size are refused
/// elsewhere.
static double bytesOfTypes(TypeRange types) {
  double bytes = 0;
  for (Type type : types) {
    auto tensor = dyn_cast<RankedTensorType>(type);
    auto format = formatOf(getElementTypeOrSelf(type));
    if (!tensor || !tensor.hasStaticShape() || !format)
      continue;
    double elements = 1;
    for (int64_t extent : tensor.getShape())
      elements *= static_cast<double>(extent);
    bytes += elements * bytesOf(*format);
  }
  return bytes;
}

static std::string bytesText(double bytes) {
  std::string text;
  llvm::raw_string_ostream(text) << llvm::format("%.0f", bytes);
  return text;
}

LogicalResult ridge::checkRoom(func::FuncOp model, const Machine *machine) {
  FunctionType type = model.getFunctionType();
  double bytes =
      bytesOfTypes(type.getInputs()) + bytesOfTypes(type.getResults());
  if (machine && machine->home() >= 0) {
    const Memory &home = machine->memories[machine->home()];
    if (bytes > static_cast<double>(home.bytes))
      return model.emitError()
             << "needs " << bytesText(bytes) << " bytes of @" << home.name
             << ", which holds " << home.bytes
             << "; enlarge that memory or use a smaller model";
  }
  double here = static_cast<double>(sysconf(_SC_PHYS_PAGES)) *
                static_cast<double>(sysconf(_SC_PAGESIZE));
  if (bytes <= here)
    return success();
  return model.emitError() << "needs " << bytesText(bytes)
                           << " bytes for the values of its arguments and "
                              "results, this computer has "
                           << bytesText(here)
                           << "; run without --check or use a smaller model";
}
