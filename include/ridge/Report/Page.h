//===- Page.h - documents as pages for a browser ----------------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef RIDGE_REPORT_PAGE_H
#define RIDGE_REPORT_PAGE_H

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/raw_ostream.h"

namespace ridge {

/// What a page draws, and the members that its document has:
///   Run         "run": a run; "notes": texts, a list a layer
///   Comparison  "comparison" (Comparison.h), and both runs, "before", "after"
///   Tradeoff    "title", and "models" of a what-if, "sensitivity", or the
///               "points" of a sweep
enum class Page : uint8_t { Run, Comparison, Tradeoff };

/// One file of HTML with the document in it, which needs no other.
void printPage(Page page, llvm::StringRef json, llvm::raw_ostream &os);
void printPage(Page page,
               llvm::function_ref<void(llvm::json::OStream &)> members,
               llvm::raw_ostream &os);

/// Both documents with what differs.
void printComparisonPage(const struct Comparison &comparison,
                         const llvm::json::Value &before,
                         const llvm::json::Value &after, llvm::raw_ostream &os);

} // namespace ridge

#endif // RIDGE_REPORT_PAGE_H
