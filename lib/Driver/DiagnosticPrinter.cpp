//===- DiagnosticPrinter.cpp - the one message of a refused input ---------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "DiagnosticPrinter.h"

#include "mlir/IR/BuiltinAttributes.h"
#include "llvm/ADT/StringExtras.h"

using namespace mlir;
using namespace ridge;

DiagnosticPrinter::DiagnosticPrinter(MLIRContext &context, StringRef file,
                                     llvm::raw_ostream &err)
    : file(file), err(err), handler(&context, [this](Diagnostic &diagnostic) {
        return receive(diagnostic);
      }) {}

std::string DiagnosticPrinter::placeOf(Location location) const {
  auto place = location->findInstanceOf<FileLineColLoc>();
  if (!place)
    return file + ":1:1";
  // Operations of a file that begins with an error may stand at line 0.
  return (place.getFilename().getValue() + ":" +
          Twine(std::max(1u, place.getLine())) + ":" +
          Twine(std::max(1u, place.getColumn())))
      .str();
}

void DiagnosticPrinter::print(StringRef place, StringRef kind,
                              StringRef message) {
  // One message is one line, whatever it quotes.
  SmallVector<StringRef> lines;
  message.split(lines, '\n', /*MaxSplit=*/-1, /*KeepEmpty=*/false);
  for (StringRef &line : lines)
    line = line.trim();
  err << place << ": " << kind << ": " << llvm::join(lines, " ") << "\n";
}

LogicalResult DiagnosticPrinter::receive(Diagnostic &diagnostic) {
  bool isError = diagnostic.getSeverity() == DiagnosticSeverity::Error;
  if (reported && isError)
    return success();
  reported |= isError;
  StringRef kind = isError ? "error"
                   : diagnostic.getSeverity() == DiagnosticSeverity::Warning
                       ? "warning"
                       : "remark";
  print(placeOf(diagnostic.getLocation()), kind, diagnostic.str());
  for (Diagnostic &note : diagnostic.getNotes())
    print(placeOf(note.getLocation()), "note", note.str());
  return success();
}
