//===- OperationContent.h - which operations are equal ----------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Layers of a model are equal but for what they read. What is found out about
/// one holds for all whose content is the same: a hash, so wide that no two
/// others meet, over attributes and types as their context knows them. It means
/// nothing in another context.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_ANALYSIS_OPERATIONCONTENT_H
#define RIDGE_ANALYSIS_OPERATIONCONTENT_H

#include "ridge/Analysis/HomeLayout.h"

namespace ridge {

using Content = std::pair<uint64_t, uint64_t>;

/// What an operation says itself: its name, attributes, types and body, and the
/// value of each operand that is a ridge.fill.
Content contentOf(mlir::Operation *op);

/// Contents of lists of operations. They must neither change nor go as long as
/// the table is asked.
class ContentTable {
public:
  explicit ContentTable(const HomeLayouts &layouts) : layouts(layouts) {}

  /// Equal for groups that are equal by themselves: their operations, in order;
  /// which of them reads which; the views between them and what others make;
  /// where that lies, with roots told apart by their order alone; and which
  /// results others read.
  Content of(llvm::ArrayRef<llvm::ArrayRef<StructuredOpInterface>> groups);
  Content of(llvm::ArrayRef<StructuredOpInterface> ops) {
    return of(llvm::ArrayRef<llvm::ArrayRef<StructuredOpInterface>>(&ops, 1));
  }

private:
  Content ofOperation(mlir::Operation *op);

  friend class ContentWriter;
  const HomeLayouts &layouts;
  llvm::DenseMap<mlir::Operation *, Content> operations;
};

} // namespace ridge

#endif // RIDGE_ANALYSIS_OPERATIONCONTENT_H
