//===- RootBuffers.h - buffers of the home memory ---------------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef RIDGE_LIB_TRANSFORMS_TILE_ROOTBUFFERS_H
#define RIDGE_LIB_TRANSFORMS_TILE_ROOTBUFFERS_H

#include "mlir/IR/Builders.h"
#include "ridge/Analysis/HomeLayout.h"
#include "ridge/Machine/Machine.h"

namespace ridge {

/// Makes the buffers that stand for the roots of the home memory, on demand.
class RootBuffers {
public:
  RootBuffers(mlir::func::FuncOp func, const HomeLayouts &layouts,
              const Machine &machine)
      : layouts(layouts), machine(machine), builder(func.getContext()),
        loc(func.getLoc()), buffers(layouts.roots().size()),
        places(layouts.roots().size()) {
    builder.setInsertionPointToStart(&func.getBody().front());
  }

  mlir::Value of(int32_t root);
  /// M-21: notes where tensors are kept, as `group` says it; without places in
  /// the home memory. Fails, with an error there, if a group before has said
  /// otherwise.
  mlir::LogicalResult settle(llvm::ArrayRef<mlir::Value> tensors,
                             llvm::ArrayRef<PlaceAttr> places,
                             mlir::Operation *group);
  /// Arguments, results and constants exist even if no layer reads them.
  void makeInterface() {
    for (auto [index, root] : llvm::enumerate(layouts.roots()))
      if (root.kind == HomeRoot::Kind::Argument ||
          root.kind == HomeRoot::Kind::Result)
        of(index);
  }
  mlir::Value temporary(mlir::Location at, llvm::StringRef label,
                        int64_t elements, mlir::Type element, PlaceAttr place) {
    auto type = arch::BufferType::get(builder.getContext(), elements, element);
    auto buffer = BufferOp::create(builder, at, type, label);
    buffer.setPlaceAttr(place);
    return buffer.getBuffer();
  }

private:
  mlir::LogicalResult settle(int32_t root, PlaceAttr place,
                             mlir::Operation *group);

  const HomeLayouts &layouts;
  const Machine &machine;
  mlir::OpBuilder builder;
  mlir::Location loc;
  llvm::SmallVector<mlir::Value> buffers;
  /// Per root what has been said of it: null is the home memory.
  llvm::SmallVector<std::optional<PlaceAttr>> places;
};

} // namespace ridge

#endif // RIDGE_LIB_TRANSFORMS_TILE_ROOTBUFFERS_H
