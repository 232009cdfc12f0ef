//===- ElementSetTest.cpp - sets of elements of a tensor ------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lib/Transforms/Import/ElementSet.h"
#include "gtest/gtest.h"
#include <random>

using namespace ridge;

namespace {

using Shape = llvm::SmallVector<int64_t, 4>;
using Groups = llvm::SmallVector<llvm::SmallVector<int64_t, 2>>;

/// A slice with a storage of its own.
struct Slice {
  Shape offsets, sizes, strides;
  operator SliceBox() const { return {offsets, sizes, strides}; }
};

/// The same set, element by element in row-major order.
struct Bits {
  Shape shape;
  std::vector<bool> bits;

  static Bits all(Shape shape) {
    int64_t elements = 1;
    for (int64_t extent : shape)
      elements *= extent;
    return {shape, std::vector<bool>(elements, true)};
  }
  int64_t count() const { return std::count(bits.begin(), bits.end(), true); }

  /// The number in this of element `number` of the slice.
  int64_t numberOf(const Slice &slice, int64_t number) const {
    Shape position(shape.size());
    for (size_t dim = shape.size(); dim-- > 0; number /= slice.sizes[dim])
      position[dim] =
          slice.offsets[dim] + number % slice.sizes[dim] * slice.strides[dim];
    int64_t result = 0;
    for (size_t dim = 0; dim < shape.size(); ++dim)
      result = result * shape[dim] + position[dim];
    return result;
  }
  Bits sliced(const Slice &slice) const {
    Bits result = all(slice.sizes);
    for (size_t i = 0; i < result.bits.size(); ++i)
      result.bits[i] = bits[numberOf(slice, i)];
    return result;
  }
  Bits replaced(const Slice &slice, const Bits &part) const {
    Bits result = *this;
    for (size_t i = 0; i < part.bits.size(); ++i)
      result.bits[numberOf(slice, i)] = part.bits[i];
    return result;
  }
};

Slice randomSlice(const Shape &shape, std::mt19937_64 &random) {
  Slice slice;
  for (int64_t extent : shape) {
    int64_t offset = random() % extent, stride = 1 + random() % 3;
    int64_t most = (extent - offset + stride - 1) / stride;
    slice.offsets.push_back(offset);
    slice.strides.push_back(stride);
    slice.sizes.push_back(1 + random() % most);
  }
  return slice;
}

/// Counts alone could agree by chance: every element is asked for.
void expectSame(const ElementSet &set, const Bits &bits) {
  ASSERT_EQ(set.count(), bits.count());
  for (size_t i = 0; i < bits.bits.size(); ++i) {
    Slice one{{}, Shape(bits.shape.size(), 1), Shape(bits.shape.size(), 1)};
    one.offsets.resize(bits.shape.size());
    int64_t number = i;
    for (size_t dim = bits.shape.size(); dim-- > 0; number /= bits.shape[dim])
      one.offsets[dim] = number % bits.shape[dim];
    ASSERT_EQ(!set.sliced(one).empty(), bits.bits[i]) << "element " << i;
  }
}

// 0 1 2 | 3 4 5 | 6 7 8 without column 1 and then row 0: 4 elements.
TEST(ElementSet, WithoutARowAndAColumn) {
  ElementSet set = ElementSet::all({3, 3});
  set = set.replaced(Slice{{0, 1}, {3, 1}, {1, 1}}, ElementSet());
  EXPECT_EQ(set.count(), 6);
  set = set.replaced(Slice{{0, 0}, {1, 3}, {1, 1}}, ElementSet());
  EXPECT_EQ(set.count(), 4);
  expectSame(set, {{3, 3}, {0, 0, 0, 1, 0, 1, 1, 0, 1}});
}

// Even and odd columns together leave nothing.
TEST(ElementSet, InterleavedInsertionsAreComplete) {
  ElementSet set = ElementSet::all({2, 8});
  set = set.replaced(Slice{{0, 0}, {2, 4}, {1, 2}}, ElementSet());
  EXPECT_EQ(set.count(), 8);
  set = set.replaced(Slice{{0, 1}, {2, 4}, {1, 2}}, ElementSet());
  EXPECT_TRUE(set.empty());
}

TEST(ElementSet, RandomSlicesAgreeWithBits) {
  std::mt19937_64 random(1);
  for (unsigned round = 0; round < 50; ++round) {
    Shape shape;
    for (unsigned dim = 0; dim < 1 + round % 3; ++dim)
      shape.push_back(1 + random() % 7);
    ElementSet set = ElementSet::all(shape);
    Bits bits = Bits::all(shape);
    for (unsigned step = 0; step < 6; ++step) {
      Slice from = randomSlice(shape, random);
      ElementSet part = set.sliced(from);
      Bits partBits = bits.sliced(from);
      expectSame(part, partBits);
      // What was cut out goes back elsewhere, or a hole does.
      Slice to = from;
      for (size_t dim = 0; dim < shape.size(); ++dim)
        to.offsets[dim] = random() % (from.offsets[dim] + 1);
      if (step % 2 == 0) {
        part = ElementSet();
        partBits.bits.assign(partBits.bits.size(), false);
      }
      set = set.replaced(to, part);
      bits = bits.replaced(to, partBits);
      expectSame(set, bits);
    }
  }
}

TEST(ElementSet, ReshapesKeepTheOrderOfElements) {
  std::mt19937_64 random(2);
  Groups groups = {{0, 1}, {2}};
  Shape shape = {4, 3, 5}, flat = {12, 5};
  for (unsigned round = 0; round < 50; ++round) {
    ElementSet set = ElementSet::all(shape);
    Bits bits = Bits::all(shape);
    for (unsigned step = 0; step < 3; ++step) {
      Slice slice = randomSlice(shape, random);
      Bits none = Bits::all(slice.sizes);
      none.bits.assign(none.bits.size(), false);
      set = set.replaced(slice, ElementSet());
      bits = bits.replaced(slice, none);
    }
    ElementSet collapsed = set.collapsed(shape, groups);
    expectSame(collapsed, {flat, bits.bits});
    expectSame(collapsed.expanded(shape, groups), bits);
    // All in one dim, and in other dims from there.
    ElementSet line = set.collapsed(shape, Groups{{0, 1, 2}});
    expectSame(line, {{60}, bits.bits});
    expectSame(line.expanded({2, 15, 2}, Groups{{0, 1, 2}}),
               {{2, 15, 2}, bits.bits});
  }
}

TEST(ElementSet, DimsOfExtentOne) {
  ElementSet set = ElementSet::all({3, 1, 2});
  ElementSet dropped = set.dropped({false, true, false});
  expectSame(dropped, Bits::all({3, 2}));
  expectSame(dropped.restored({false, true, false}), Bits::all({3, 1, 2}));
  // Rank 0 has one element.
  ElementSet scalar = ElementSet::all({});
  EXPECT_EQ(scalar.count(), 1);
  EXPECT_EQ(scalar.expanded({1, 1}, {}).count(), 1);
}

// 5 * 10^9 elements are one box.
TEST(ElementSet, SizeCostsNothing) {
  ElementSet set = ElementSet::all({70000, 70000});
  EXPECT_EQ(set.count(), int64_t(70000) * 70000);
  set = set.replaced(Slice{{0, 0}, {70000, 35000}, {1, 1}}, ElementSet());
  EXPECT_EQ(set.count(), int64_t(70000) * 35000);
}

} // namespace
