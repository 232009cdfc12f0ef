//===- SizeClasses.cpp - classes of iterations ----------------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Recursive splitting of the counter box.
///
//===----------------------------------------------------------------------===//

#include "SizeClasses.h"
#include "ridge/Support/Saturate.h"

using namespace ridge;

/// A counter over which the extent may vary: innermost first, since an inner
/// loop is where the ragged end of a tile shows.
static int32_t varyingCounter(const Extent &extent,
                              llvm::ArrayRef<Interval> box) {
  int32_t found = -1;
  for (const Affine &value : extent.values)
    for (const auto &[depth, coefficient] : value.terms)
      if (coefficient != 0 && !box[depth].isOneValue())
        found = std::max(found, depth);
  return found;
}

namespace {

using Callback = llvm::function_ref<void(llvm::ArrayRef<int64_t>, int64_t)>;

class Splitter {
public:
  Splitter(const ProgramOp &op, Callback fn) : op(op), fn(fn) {}

  /// `peeled`: the last iteration has just been cut off and that did not help.
  void visit(llvm::SmallVector<Interval, 6> box, int32_t peeled) {
    llvm::SmallVector<int64_t, 6> sizes;
    for (const Extent &extent : op.sizes) {
      Interval range = rangeOf(extent, box);
      int32_t counter = range.isOneValue() ? -1 : varyingCounter(extent, box);
      if (counter >= 0)
        return split(std::move(box), counter, peeled == counter);
      sizes.push_back(range.low);
    }
    int64_t count = 1;
    for (const Interval &counter : box)
      count = saturatingMul(count, counter.count());
    fn(sizes, count);
  }

private:
  void split(llvm::SmallVector<Interval, 6> box, int32_t counter, bool halve) {
    llvm::SmallVector<Interval, 6> rest = box;
    int64_t low = box[counter].low, high = box[counter].high;
    int64_t cut = halve ? low + (high - low) / 2 : high - 1;
    box[counter].high = cut;
    rest[counter].low = cut + 1;
    visit(std::move(box), counter);
    visit(std::move(rest), halve ? counter : -1);
  }

  const ProgramOp &op;
  Callback fn;
};

} // namespace

void ridge::forEachSizeClass(const ProgramOp &op, llvm::ArrayRef<int64_t> trips,
                             Callback fn) {
  llvm::SmallVector<Interval, 6> box;
  for (int64_t trip : trips) {
    if (trip <= 0)
      return;
    box.push_back(counterRange(trip));
  }
  Splitter(op, fn).visit(std::move(box), -1);
}
