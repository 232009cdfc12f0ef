//===- Html.cpp - a run as a page for a browser ---------------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// report.html with the run's JSON document in it: one file, which asks for no
/// other and works without a network.
///
//===----------------------------------------------------------------------===//

#include "ridge/Report/Report.h"
#include "llvm/Support/JSON.h"

using namespace ridge;

/// The page around its data.
static constexpr llvm::StringLiteral page =
#include "Page.inc"
    ;

/// Where the data stands in it.
static constexpr llvm::StringLiteral mark = "\"DATA\"";

/// No text of the data ends the element that holds it: '<' stands in JSON in
/// strings alone, and may be written as its code there.
static void printEscaped(llvm::StringRef json, llvm::raw_ostream &os) {
  for (size_t at; (at = json.find('<')) != llvm::StringRef::npos;
       json = json.drop_front(at + 1))
    os << json.take_front(at) << "\\u003c";
  os << json;
}

void ridge::printHtml(const RunResult &run, llvm::StringRef mapping,
                      llvm::raw_ostream &os) {
  std::string data;
  llvm::raw_string_ostream text(data);
  llvm::json::OStream json(text);
  json.object([&] {
    json.attributeObject("run", [&] { printDocument(run, json); });
    json.attribute("mapping", llvm::json::fixUTF8(mapping));
  });
  json.flush();
  auto [before, after] = page.split(mark);
  os << before;
  printEscaped(data, os);
  os << after;
}
