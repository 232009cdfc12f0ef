//===- ArchTypes.cpp - text and rules of types ----------------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "dialects/Arch/ArchDialect.h"
#include "mlir/IR/DialectImplementation.h"
#include "llvm/ADT/STLExtras.h"

using namespace mlir;
using namespace ridge;
using namespace ridge::arch;

Type DeclaredFloatType::parse(AsmParser &parser) {
  std::string spelling;
  if (parser.parseLess())
    return {};
  llvm::SMLoc place = parser.getCurrentLocation();
  if (parser.parseString(&spelling) || parser.parseGreater())
    return {};
  // float-c1
  std::optional<Format> format = parseFormat(spelling);
  if (!format) {
    parser.emitError(place)
        << "'" << spelling
        << "' spells no number format; expected a float of 3 to 32 bits, such "
           "as float_e3m2_bias4_finite or binary7p3se";
    return {};
  }
  return parser.getChecked<DeclaredFloatType>(place, parser.getContext(),
                                              *format);
}

void DeclaredFloatType::print(AsmPrinter &printer) const {
  printer << "<\"" << formatName(getFormat()) << "\">";
}

LogicalResult
DeclaredFloatType::verify(llvm::function_ref<InFlightDiagnostic()> emitError,
                          Format format) {
  std::string name = formatName(format);
  // float-c1
  if (!ridge::isFloat(format))
    return emitError() << "'" << name
                       << "' is a format of integers; expected a float of 3 to "
                          "32 bits";
  if (!isValid(format))
    return emitError() << "'" << name << "' describes no number format";
  // float-c2
  if (llvm::is_contained(namedFormats(), format))
    return emitError() << "this format has the builtin type " << name
                       << "; write " << name;
  return success();
}
