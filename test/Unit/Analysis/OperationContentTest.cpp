//===- OperationContentTest.cpp - which operations are equal --------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Groups that a search and a trial cannot tell apart have one content, and all
/// others have another.
///
//===----------------------------------------------------------------------===//

#include "ridge/Analysis/OperationContent.h"
#include "TensorForm.h"

using namespace mlir;
using namespace ridge;

namespace {

class OperationContentTest : public test::TensorForm {
protected:
  /// Contents of the functions' operations, as one group each, all of one
  /// context.
  std::vector<Content> contents(ArrayRef<std::string> bodies) {
    std::vector<Content> result;
    for (const std::string &body : bodies) {
      func::FuncOp function =
          parse("func.func @f(%a: tensor<8x16xf32>, %b: tensor<8x16xf32>, "
                "%t: tensor<16x8xf32>) -> tensor<8x16xf32> {\n" +
                body + "  return %r : tensor<8x16xf32>\n}");
      if (!function)
        return {};
      FailureOr<HomeLayouts> layouts =
          HomeLayouts::compute(function, [](OpOperand &) { return Value(); });
      EXPECT_TRUE(succeeded(layouts)) << body;
      if (failed(layouts))
        return {};
      ContentTable table(*layouts);
      auto ops = all<StructuredOpInterface>(function);
      result.push_back(table.of(ops));
      kept.push_back(std::move(module));
    }
    return result;
  }

  /// %name = op(%x, %y), element by element.
  static std::string map(const std::string &name, const std::string &x,
                         const std::string &y,
                         const std::string &op = "arith.addf") {
    return "  %" + name + " = ridge.map ins(%" + x + ", %" + y +
           " : tensor<8x16xf32>, tensor<8x16xf32>) extents [8, 16] maps "
           "[#id2, #id2, #id2] {\n  ^bb0(%e: f32, %o: f32):\n    %z = " +
           op + " %e, %o : f32\n    ridge.yield %z : f32\n  } -> " +
           "tensor<8x16xf32>\n";
  }

  std::vector<OwningOpRef<ModuleOp>> kept;
};

const std::string transpose =
    "  %v = ridge.transpose %t by [1, 0] : tensor<16x8xf32> -> "
    "tensor<8x16xf32>\n";

TEST_F(OperationContentTest, NamesOfValuesAndArgumentsMakeNoDifference) {
  auto found = contents({map("x", "a", "b") + map("r", "x", "b"),
                         map("q", "b", "a") + map("r", "q", "a")});
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[0], found[1]);
}

TEST_F(OperationContentTest, WhatIsComputedDoes) {
  auto found = contents({map("r", "a", "b"), map("r", "a", "b", "arith.mulf"),
                         map("x", "a", "b") + map("r", "x", "b")});
  ASSERT_EQ(found.size(), 3u);
  EXPECT_NE(found[0], found[1]);
  EXPECT_NE(found[0], found[2]);
}

TEST_F(OperationContentTest, WhoReadsWhatDoes) {
  auto found = contents({map("x", "a", "b") + map("r", "x", "a"),
                         map("x", "a", "b") + map("r", "x", "b"),
                         map("x", "a", "b") + map("r", "x", "x"),
                         map("r", "a", "a"), map("r", "a", "b")});
  ASSERT_EQ(found.size(), 5u);
  for (size_t i = 0; i < found.size(); ++i)
    for (size_t j = 0; j < i; ++j)
      EXPECT_NE(found[i], found[j]) << i << " and " << j;
}

TEST_F(OperationContentTest, WhereItLiesDoes) {
  // A transposed argument is read with other strides.
  auto found = contents({map("r", "a", "b"), transpose + map("r", "a", "v"),
                         transpose + map("r", "v", "v")});
  ASSERT_EQ(found.size(), 3u);
  EXPECT_NE(found[0], found[1]);
  EXPECT_NE(found[1], found[2]);
}

TEST_F(OperationContentTest, WhoReadsTheResultDoes) {
  func::FuncOp function =
      parse("func.func @f(%a: tensor<8x16xf32>, %b: tensor<8x16xf32>) -> "
            "(tensor<8x16xf32>, tensor<8x16xf32>) {\n" +
            map("x", "a", "b") + map("y", "x", "b") + map("u", "a", "b") +
            map("w", "u", "b") +
            "  return %x, %w : tensor<8x16xf32>, tensor<8x16xf32>\n}");
  ASSERT_TRUE(function);
  FailureOr<HomeLayouts> layouts =
      HomeLayouts::compute(function, [](OpOperand &) { return Value(); });
  ASSERT_TRUE(succeeded(layouts));
  ContentTable table(*layouts);
  auto ops = all<StructuredOpInterface>(function);
  ArrayRef<StructuredOpInterface> list(ops);
  // %x leaves its group, %u does not.
  EXPECT_NE(table.of(list.slice(0, 2)), table.of(list.slice(2, 2)));
  // One group of both is not one group each.
  ArrayRef<StructuredOpInterface> apart[] = {list.slice(0, 1),
                                             list.slice(1, 1)};
  EXPECT_NE(table.of(list.slice(0, 2)), table.of(apart));
}

TEST_F(OperationContentTest, AFillSaysItsValue) {
  auto fill = [](const std::string &value) {
    return "  %c = ridge.fill " + value + " : f32 -> tensor<8x16xf32>\n";
  };
  auto found = contents(
      {fill("1.0") + map("r", "a", "c"), fill("2.0") + map("r", "a", "c")});
  ASSERT_EQ(found.size(), 2u);
  EXPECT_NE(found[0], found[1]);
}

} // namespace
