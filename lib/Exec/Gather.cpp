//===- Gather.cpp - copies addressed by lists of positions ----------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Dims along which some list moves are loops, the others are a row, copied as
/// a plain window.
///
//===----------------------------------------------------------------------===//

#include "Gather.h"
#include "Move.h"

using namespace ridge;

namespace {
class Gatherer {
public:
  Gatherer(const OperandView &source, const OperandView &target,
           llvm::ArrayRef<PositionList> lists, llvm::ArrayRef<int64_t> sizes,
           int64_t elementBytes)
      : source(source), target(target), lists(lists), sizes(sizes),
        elementBytes(elementBytes), point(sizes.size(), 0), row(sizes) {
    for (size_t d = 0; d < sizes.size(); ++d)
      if (llvm::any_of(lists, [&](const PositionList &list) {
            return list.view.strides[d] != 0;
          })) {
        outer.push_back(d);
        row[d] = 1;
      }
  }

  std::optional<BadPosition> run() {
    do {
      if (std::optional<BadPosition> bad = copyRow())
        return bad;
    } while (advance());
    return std::nullopt;
  }

private:
  /// Elements from a window's first to the one at the point.
  int64_t offsetAt(llvm::ArrayRef<int64_t> strides) const {
    int64_t offset = 0;
    for (auto [at, stride] : llvm::zip(point, strides))
      offset += at * stride;
    return offset;
  }

  std::optional<BadPosition> copyRow() {
    int64_t from = offsetAt(source.strides);
    for (auto [k, list] : llvm::enumerate(lists)) {
      int64_t bytes = bytesOf(list.format);
      int64_t position = decodeInteger(
          list.format, list.view.base + offsetAt(list.view.strides) * bytes);
      if (position < 0 || position >= list.index.limit)
        return BadPosition{k, position, point};
      from += position * list.index.stride;
    }
    copyWindow(source.base + from * elementBytes, source.strides,
               target.base + offsetAt(target.strides) * elementBytes,
               target.strides, row, elementBytes);
    return std::nullopt;
  }

  bool advance() {
    for (size_t d : llvm::reverse(outer)) {
      if (++point[d] < sizes[d])
        return true;
      point[d] = 0;
    }
    return false;
  }

  const OperandView &source, &target;
  llvm::ArrayRef<PositionList> lists;
  llvm::ArrayRef<int64_t> sizes;
  int64_t elementBytes;
  llvm::SmallVector<int64_t, 6> point, row;
  llvm::SmallVector<size_t, 6> outer;
};
} // namespace

std::optional<BadPosition>
ridge::gatherWindow(const OperandView &source, const OperandView &target,
                    llvm::ArrayRef<PositionList> lists,
                    llvm::ArrayRef<int64_t> sizes, int64_t elementBytes) {
  return Gatherer(source, target, lists, sizes, elementBytes).run();
}
