//===- ElementSet.cpp - sets of elements of a tensor ----------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ElementSet.h"
#include "llvm/ADT/STLExtras.h"
#include <algorithm>
#include <cassert>

using namespace ridge;

//===----------------------------------------------------------------------===//
// Runs
//===----------------------------------------------------------------------===//

void Runs::append(int64_t begin, int64_t end) {
  if (begin >= end)
    return;
  assert((runs.empty() || runs.back().second <= begin) && "runs are in order");
  if (!runs.empty() && runs.back().second == begin)
    runs.back().second = end;
  else
    runs.emplace_back(begin, end);
}

Runs Runs::progression(int64_t begin, int64_t size, int64_t stride) {
  Runs result;
  if (stride == 1 || size <= 1) {
    result.append(begin, begin + size);
    return result;
  }
  for (int64_t number = 0; number < size; ++number)
    result.append(begin + number * stride, begin + number * stride + 1);
  return result;
}

int64_t Runs::count() const {
  int64_t positions = 0;
  for (auto [begin, end] : runs)
    positions += end - begin;
  return positions;
}

Runs Runs::intersect(const Runs &other) const {
  Runs result;
  const auto *mine = runs.data(), *theirs = other.runs.data();
  const auto *mineEnd = mine + runs.size();
  const auto *theirsEnd = theirs + other.runs.size();
  while (mine != mineEnd && theirs != theirsEnd) {
    result.append(std::max(mine->first, theirs->first),
                  std::min(mine->second, theirs->second));
    mine->second < theirs->second ? ++mine : ++theirs;
  }
  return result;
}

Runs Runs::subtract(const Runs &other) const {
  Runs result;
  const auto *theirs = other.runs.data();
  const auto *theirsEnd = theirs + other.runs.size();
  for (auto [begin, end] : runs) {
    while (theirs != theirsEnd && theirs->second <= begin)
      ++theirs;
    // The next run may meet the last of these again.
    for (const auto *cut = theirs; cut != theirsEnd && cut->first < end;
         ++cut) {
      result.append(begin, cut->first);
      begin = std::max(begin, cut->second);
    }
    result.append(begin, end);
  }
  return result;
}

Runs Runs::numbersIn(int64_t begin, int64_t size, int64_t stride) const {
  // The first number at `position` or after it.
  auto numberAt = [&](int64_t position) {
    int64_t distance = std::max<int64_t>(position - begin, 0);
    return std::min(size, (distance + stride - 1) / stride);
  };
  Runs result;
  for (auto [first, last] : runs)
    result.append(numberAt(first), numberAt(last));
  return result;
}

Runs Runs::placed(int64_t begin, int64_t stride) const {
  Runs result;
  for (auto [first, last] : runs) {
    if (stride == 1) {
      result.append(begin + first, begin + last);
      continue;
    }
    for (int64_t number = first; number < last; ++number)
      result.append(begin + number * stride, begin + number * stride + 1);
  }
  return result;
}

Runs Runs::joined(const Runs &inner, int64_t extent) const {
  Runs result;
  bool isFull = inner == all(extent);
  for (auto [first, last] : runs) {
    if (isFull) {
      result.append(first * extent, last * extent);
      continue;
    }
    for (int64_t row = first; row < last; ++row)
      for (auto [begin, end] : inner.runs)
        result.append(row * extent + begin, row * extent + end);
  }
  return result;
}

std::vector<std::pair<Runs, Runs>> Runs::split(int64_t extent) const {
  std::vector<std::pair<Runs, Runs>> groups;
  auto add = [&](int64_t first, int64_t last, const Runs &positions) {
    if (positions.empty() || first == last)
      return;
    for (auto &[rows, own] : groups)
      if (own == positions) {
        rows.append(first, last);
        return;
      }
    groups.emplace_back();
    groups.back().first.append(first, last);
    groups.back().second = positions;
  };
  // Rows that runs begin or end within are collected, whole ones pass.
  int64_t row = 0;
  Runs partial;
  for (auto [begin, end] : runs) {
    if (begin / extent != row) {
      add(row, row + 1, partial);
      partial = Runs();
      row = begin / extent;
    }
    while (begin < end) {
      int64_t start = row * extent;
      if (begin == start && end - start >= extent) {
        int64_t whole = (end - start) / extent;
        add(row, row + whole, all(extent));
        row += whole;
        begin = row * extent;
        continue;
      }
      int64_t stop = std::min(end, start + extent);
      partial.append(begin - start, stop - start);
      begin = stop;
      if (stop == start + extent) {
        add(row, row + 1, partial);
        partial = Runs();
        ++row;
      }
    }
  }
  add(row, row + 1, partial);
  return groups;
}

//===----------------------------------------------------------------------===//
// Sets
//===----------------------------------------------------------------------===//

ElementSet ElementSet::all(llvm::ArrayRef<int64_t> shape) {
  ElementSet set;
  Box box;
  for (int64_t extent : shape)
    box.push_back(Runs::all(extent));
  if (llvm::none_of(box, [](const Runs &runs) { return runs.empty(); }))
    set.boxes.push_back(std::move(box));
  return set;
}

int64_t ElementSet::count() const {
  int64_t elements = 0;
  for (const Box &box : boxes) {
    int64_t product = 1;
    for (const Runs &runs : box)
      product *= runs.count();
    elements += product;
  }
  return elements;
}

ElementSet ElementSet::sliced(const SliceBox &slice) const {
  ElementSet result;
  for (const Box &box : boxes) {
    Box part;
    for (auto [runs, offset, size, stride] :
         llvm::zip(box, slice.offsets, slice.sizes, slice.strides))
      part.push_back(runs.numbersIn(offset, size, stride));
    if (llvm::none_of(part, [](const Runs &runs) { return runs.empty(); }))
      result.boxes.push_back(std::move(part));
  }
  return result;
}

ElementSet ElementSet::replaced(const SliceBox &slice,
                                const ElementSet &part) const {
  ElementSet result;
  Box hole;
  for (auto [offset, size, stride] :
       llvm::zip(slice.offsets, slice.sizes, slice.strides))
    hole.push_back(Runs::progression(offset, size, stride));
  // What lies outside in dim d, and inside in the dims before it.
  for (const Box &box : boxes) {
    Box inside = box;
    for (size_t dim = 0; dim < box.size(); ++dim) {
      Box outside = inside;
      outside[dim] = box[dim].subtract(hole[dim]);
      inside[dim] = box[dim].intersect(hole[dim]);
      if (!outside[dim].empty())
        result.boxes.push_back(std::move(outside));
      if (inside[dim].empty())
        break;
    }
  }
  for (const Box &box : part.boxes) {
    Box moved;
    for (auto [runs, offset, stride] :
         llvm::zip(box, slice.offsets, slice.strides))
      moved.push_back(runs.placed(offset, stride));
    result.boxes.push_back(std::move(moved));
  }
  return result;
}

ElementSet ElementSet::collapsed(
    llvm::ArrayRef<int64_t> shape,
    llvm::ArrayRef<llvm::SmallVector<int64_t, 2>> groups) const {
  ElementSet result;
  for (const Box &box : boxes) {
    Box collapsed;
    for (llvm::ArrayRef<int64_t> group : groups) {
      Runs joined = Runs::all(1);
      for (int64_t dim : group)
        joined = joined.joined(box[dim], shape[dim]);
      collapsed.push_back(std::move(joined));
    }
    result.boxes.push_back(std::move(collapsed));
  }
  return result;
}

ElementSet ElementSet::expanded(
    llvm::ArrayRef<int64_t> shape,
    llvm::ArrayRef<llvm::SmallVector<int64_t, 2>> groups) const {
  ElementSet result;
  for (const Box &box : boxes) {
    std::vector<Box> parts(1, Box(shape.size(), Runs::all(1)));
    for (auto [number, group] : llvm::enumerate(groups)) {
      // Of each part the rest of the group, which is cut from the left.
      std::vector<std::pair<Box, Runs>> open;
      for (Box &part : parts)
        open.emplace_back(std::move(part), box[number]);
      for (size_t position = 0; position < group.size(); ++position) {
        int64_t inner = 1;
        for (int64_t dim : llvm::ArrayRef(group).drop_front(position + 1))
          inner *= shape[dim];
        std::vector<std::pair<Box, Runs>> next;
        for (auto &[part, rest] : open)
          for (auto &[rows, positions] : rest.split(inner)) {
            next.emplace_back(part, positions);
            next.back().first[group[position]] = rows;
          }
        open = std::move(next);
      }
      parts.clear();
      for (auto &[part, rest] : open)
        parts.push_back(std::move(part));
    }
    llvm::append_range(result.boxes, parts);
  }
  return result;
}

ElementSet ElementSet::dropped(llvm::ArrayRef<bool> dims) const {
  ElementSet result;
  for (const Box &box : boxes) {
    Box kept;
    for (auto [runs, isDropped] : llvm::zip(box, dims))
      if (!isDropped)
        kept.push_back(runs);
    result.boxes.push_back(std::move(kept));
  }
  return result;
}

ElementSet ElementSet::restored(llvm::ArrayRef<bool> dims) const {
  ElementSet result;
  for (const Box &box : boxes) {
    Box full;
    const Runs *next = box.begin();
    for (bool isDropped : dims)
      full.push_back(isDropped ? Runs::all(1) : *next++);
    result.boxes.push_back(std::move(full));
  }
  return result;
}
