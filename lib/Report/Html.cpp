//===- Html.cpp - documents as pages for a browser ------------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A page of this folder (Page/README.md) with a document in it: one file,
/// which asks for no other and works without a network.
///
//===----------------------------------------------------------------------===//

#include "ridge/Report/Comparison.h"
#include "ridge/Report/Page.h"
#include "ridge/Report/Report.h"
#include "llvm/Support/JSON.h"

using namespace ridge;

static constexpr llvm::StringLiteral runPage =
#include "run.inc"
    ;
static constexpr llvm::StringLiteral comparisonPage =
#include "comparison.inc"
    ;
static constexpr llvm::StringLiteral tradeoffPage =
#include "tradeoff.inc"
    ;

/// Where the data stands in a page.
static constexpr llvm::StringLiteral mark = "\"DATA\"";

static llvm::StringRef textOf(Page page) {
  switch (page) {
  case Page::Run:
    return runPage;
  case Page::Comparison:
    return comparisonPage;
  case Page::Tradeoff:
    return tradeoffPage;
  }
  llvm_unreachable("no other page");
}

/// No text of the data ends the element that holds it: '<' stands in JSON in
/// strings alone, and may be written as its code there.
static void printEscaped(llvm::StringRef json, llvm::raw_ostream &os) {
  for (size_t at; (at = json.find('<')) != llvm::StringRef::npos;
       json = json.drop_front(at + 1))
    os << json.take_front(at) << "\\u003c";
  os << json;
}

void ridge::printPage(Page page, llvm::StringRef json, llvm::raw_ostream &os) {
  auto [before, after] = textOf(page).split(mark);
  os << before;
  printEscaped(json, os);
  os << after;
}

void ridge::printPage(Page page,
                      llvm::function_ref<void(llvm::json::OStream &)> members,
                      llvm::raw_ostream &os) {
  std::string data;
  llvm::raw_string_ostream text(data);
  llvm::json::OStream json(text);
  json.object([&] { members(json); });
  json.flush();
  printPage(page, data, os);
}

void ridge::printHtml(const RunResult &run,
                      llvm::ArrayRef<std::vector<std::string>> notes,
                      llvm::raw_ostream &os) {
  auto members = [&](llvm::json::OStream &json) {
    json.attributeObject("run", [&] { printDocument(run, json); });
    json.attributeArray("notes", [&] {
      for (const std::vector<std::string> &ofLayer : notes)
        json.array([&] {
          for (llvm::StringRef note : ofLayer)
            json.value(llvm::json::fixUTF8(note));
        });
    });
  };
  printPage(Page::Run, members, os);
}

void ridge::printComparisonPage(const Comparison &comparison,
                                const llvm::json::Value &before,
                                const llvm::json::Value &after,
                                llvm::raw_ostream &os) {
  auto members = [&](llvm::json::OStream &json) {
    json.attributeObject("comparison",
                         [&] { printComparison(comparison, json); });
    json.attribute("before", before);
    json.attribute("after", after);
  };
  printPage(Page::Comparison, members, os);
}
