//===- StridedBox.cpp - elements and bytes of a strided window ------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Two boxes meet if a sum of steps of both is the distance between an end of
/// one and an end of the other: a subset sum with counts, which is easy where
/// strides nest as those of tensors do.
///
//===----------------------------------------------------------------------===//

#include "ridge/Support/StridedBox.h"
#include "llvm/ADT/STLExtras.h"
#include <cassert>
#include <numeric>
#include <tuple>

using namespace ridge;

Interval ridge::spanOf(llvm::ArrayRef<int64_t> sizes,
                       llvm::ArrayRef<int64_t> strides) {
  Interval span;
  for (auto [size, stride] : llvm::zip_equal(sizes, strides))
    span.stretch(saturatingMul(size - 1, stride));
  return span;
}

StridedBox::StridedBox(int64_t offset, llvm::ArrayRef<int64_t> sizes,
                       llvm::ArrayRef<int64_t> strides)
    : low(offset) {
  for (auto [size, stride] : llvm::zip_equal(sizes, strides)) {
    assert(size >= 1 && "an empty box");
    if (size == 1 || stride == 0)
      continue;
    // A dim that walks backwards is one that walks forwards from its end.
    low += std::min<int64_t>(0, (size - 1) * stride);
    dims.push_back({std::abs(stride), size - 1});
  }
  normalise(dims);
  for (const Dim &dim : dims)
    reach += dim.stride * dim.steps;
}

StridedBox::StridedBox(const Interval &run)
    : low(run.low), reach(run.high - run.low) {
  assert(reach >= 0 && "an empty run");
  if (reach > 0)
    dims.push_back({1, reach});
}

/// Sorts the dims and joins those that continue one another: k steps of v and
/// some of q * v are steps of v if there are no gaps, k >= q - 1.
void StridedBox::normalise(llvm::SmallVectorImpl<Dim> &dims) {
  llvm::sort(dims, [](const Dim &a, const Dim &b) {
    return std::pair(a.stride, a.steps) < std::pair(b.stride, b.steps);
  });
  size_t kept = 0;
  for (const Dim &dim : dims) {
    Dim *last = kept > 0 ? &dims[kept - 1] : nullptr;
    int64_t factor = last ? dim.stride / last->stride : 0;
    if (last && dim.stride % last->stride == 0 && factor - 1 <= last->steps)
      last->steps += factor * dim.steps;
    else
      dims[kept++] = dim;
  }
  dims.truncate(kept);
}

//===----------------------------------------------------------------------===//
// Bytes
//===----------------------------------------------------------------------===//

static int64_t floorDiv(int64_t a, int64_t b) {
  return a / b - (a % b < 0 ? 1 : 0);
}

StridedBox StridedBox::bytes(int64_t bits) const {
  int64_t shared = std::gcd<int64_t>(bits, 8);
  int64_t unit = 8 / shared, unitBytes = bits / shared;
  StridedBox box;
  int64_t run = 0; // Steps from neighbour to neighbour.
  for (const Dim &dim : dims) {
    if (dim.stride == 1) {
      run = dim.steps;
      continue;
    }
    if (dim.stride % unit != 0) {
      // Rows begin at different places in a byte.
      run = reach;
      box.dims.clear();
      break;
    }
    box.dims.push_back({dim.stride / unit * unitBytes, dim.steps});
  }
  box.low = floorDiv(low * bits, 8);
  if (int64_t last = floorDiv((low + run + 1) * bits - 1, 8); last > box.low)
    box.dims.push_back({1, last - box.low});
  normalise(box.dims);
  for (const Dim &dim : box.dims)
    box.reach += dim.stride * dim.steps;
  return box;
}

//===----------------------------------------------------------------------===//
// Points in common
//===----------------------------------------------------------------------===//

/// The inverse of `value` modulo `modulus`; they have no common divisor.
static int64_t inverse(int64_t value, int64_t modulus) {
  int64_t r0 = modulus, r1 = value % modulus, t0 = 0, t1 = 1;
  while (r1 != 0) {
    int64_t q = r0 / r1;
    std::tie(r0, r1) = std::pair(r1, r0 - q * r1);
    std::tie(t0, t1) = std::pair(t1, t0 - q * t1);
  }
  return t0 < 0 ? t0 + modulus : t0;
}

/// Is there an x in first..last, which is not empty, such that target - x *
/// stride is a multiple of `unit`?
static bool hitsMultiple(int64_t target, int64_t stride, int64_t unit,
                         int64_t first, int64_t last) {
  int64_t shared = std::gcd(stride, unit);
  if (target % shared != 0)
    return false;
  int64_t period = unit / shared; // Of the answers.
  if (last - first + 1 >= period)
    return true;
  int64_t goal = target / shared % period;
  int64_t least = static_cast<int64_t>(
      static_cast<__int128>(goal) * inverse(stride / shared, period) % period);
  // The first answer at `first` or after it.
  int64_t ahead = (least - first % period + period) % period;
  return first + ahead <= last;
}

/// Is `target` at least 0 and a sum of steps of both? Strides ascend.
bool StridedBox::reaches(int64_t target, const Dim &narrow, const Dim &wide) {
  int64_t bridged = narrow.stride * narrow.steps;
  int64_t last = std::min(wide.steps, target / wide.stride);
  if (target - last * wide.stride > bridged)
    return false;
  // What the most of the wide steps leave is within a run without gaps.
  if (narrow.stride == 1)
    return true;
  int64_t first = target <= bridged
                      ? 0
                      : (target - bridged + wide.stride - 1) / wide.stride;
  return hitsMultiple(target, wide.stride, narrow.stride, first, last);
}

/// Is `target` a sum of x_d * stride_d with 0 <= x_d <= steps_d? Takes the
/// widest stride first: the others have to bridge what is left, so that few
/// numbers of its steps come into question where strides nest.
bool StridedBox::reaches(int64_t target, llvm::ArrayRef<Dim> dims,
                         unsigned &steps) {
  if (dims.empty() || target < 0)
    return target == 0;
  const Dim &widest = dims.back();
  llvm::ArrayRef<Dim> rest = dims.drop_back();
  if (rest.empty())
    return target % widest.stride == 0 &&
           target / widest.stride <= widest.steps;
  if (rest.size() == 1)
    return reaches(target, rest.front(), widest);
  int64_t bridged = 0;
  for (const Dim &dim : rest)
    bridged += dim.stride * dim.steps;
  int64_t first = target <= bridged
                      ? 0
                      : (target - bridged + widest.stride - 1) / widest.stride;
  int64_t last = std::min(widest.steps, target / widest.stride);
  for (int64_t x = first; x <= last; ++x) {
    if (steps == 0)
      return true;
    --steps;
    if (reaches(target - x * widest.stride, rest, steps))
      return true;
  }
  return false;
}

bool StridedBox::meets(const StridedBox &other, int64_t shift) const {
  // low + steps = other's end - its steps, so the steps of both add up to
  // the distance from our least point to its greatest.
  int64_t target = other.low + shift + other.reach - low;
  if (target < 0 || target > reach + other.reach)
    return false;
  if (isContiguous() && other.isContiguous())
    return true;
  // Tiles of one matrix: what simulations ask for most.
  if (dims.size() == 2 && other.dims.size() == 2 &&
      dims[0].stride == other.dims[0].stride &&
      dims[1].stride == other.dims[1].stride)
    return reaches(target,
                   {dims[0].stride, dims[0].steps + other.dims[0].steps},
                   {dims[1].stride, dims[1].steps + other.dims[1].steps});
  llvm::SmallVector<Dim, 8> both(dims.begin(), dims.end());
  auto sameStride = [](const Dim &a, const Dim &b) {
    return a.stride == b.stride;
  };
  if (llvm::equal(dims, other.dims, sameStride)) {
    // Tiles of one tensor: in order as they are.
    for (auto [dim, more] : llvm::zip_equal(both, other.dims))
      dim.steps += more.steps;
  } else {
    both.append(other.dims.begin(), other.dims.end());
    normalise(both);
  }
  unsigned steps = maxSteps;
  return reaches(target, both, steps);
}
