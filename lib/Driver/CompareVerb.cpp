//===- CompareVerb.cpp - two runs side by side ----------------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ridge/Driver/CompareVerb.h"

#include "Outputs.h"
#include "ridge/Report/Comparison.h"
#include "ridge/Report/Page.h"
#include "ridge/Run/WriteFile.h"
#include "ridge/Support/Json.h"
#include "llvm/Support/MemoryBuffer.h"

using namespace ridge;
using llvm::StringRef;

namespace {
struct Document {
  llvm::json::Value json = nullptr;
  RunDocument run;
};
} // namespace

static llvm::Error readDocument(StringRef path, Document &document) {
  auto buffer = llvm::MemoryBuffer::getFile(path, /*IsText=*/true);
  if (!buffer)
    return fileError(path, "cannot read it: " + buffer.getError().message());
  if (llvm::Error error =
          parseJson((*buffer)->getBuffer()).moveInto(document.json))
    return fileError(path, llvm::toString(std::move(error)));
  if (llvm::Error error =
          RunDocument::read(document.json).moveInto(document.run))
    return fileError(path, llvm::toString(std::move(error)));
  return llvm::Error::success();
}

static llvm::Error compare(const CompareOptions &options,
                           llvm::raw_ostream &out) {
  Document before, after;
  if (llvm::Error error = readDocument(options.before, before))
    return error;
  if (llvm::Error error = readDocument(options.after, after))
    return error;
  Comparison comparison =
      compareRuns(std::move(before.run), std::move(after.run));
  if (options.jsonPath != "-")
    printComparison(comparison, out);
  if (!options.reportPath.empty())
    if (llvm::Error error =
            writeFileAt(options.reportPath, [&](llvm::raw_ostream &os) {
              printComparisonPage(comparison, before.json, after.json, os);
            }))
      return error;
  if (options.jsonPath.empty())
    return llvm::Error::success();
  return writeOutput(options.jsonPath, out, [&](llvm::raw_ostream &os) {
    llvm::json::OStream json(os, /*IndentSize=*/2);
    json.object([&] { printComparison(comparison, json); });
    json.flush();
    os << "\n";
  });
}

ExitStatus ridge::compareDocuments(const CompareOptions &options,
                                   llvm::raw_ostream &out,
                                   llvm::raw_ostream &err) {
  return exitStatus(compare(options, out), err);
}
