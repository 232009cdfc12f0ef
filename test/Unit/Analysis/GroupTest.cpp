//===- GroupTest.cpp - what is decided about, from the IR -----------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Dims, windows and values of groups of a few operations, by hand.
///
//===----------------------------------------------------------------------===//

#include "ridge/Analysis/Group.h"
#include "TensorForm.h"

using namespace mlir;
using namespace ridge;

namespace {

class GroupTest : public test::TensorForm {
protected:
  /// The group of all computations of the function; else null, and
  /// `reason` says why.
  const Group *build(func::FuncOp function) {
    if (!function)
      return nullptr;
    target = machine(machineName);
    candidates.emplace(*target);
    FailureOr<HomeLayouts> found =
        HomeLayouts::compute(function, [](OpOperand &) { return Value(); });
    if (failed(found)) {
      reason = "needs a copy";
      return nullptr;
    }
    layouts = std::move(*found);
    reason.clear();
    group = Group::build(all<StructuredOpInterface>(function), layouts,
                         *candidates, reason);
    return group ? &*group : nullptr;
  }
  const Group *build(const std::string &text) { return build(parse(text)); }

  /// The window that a read of an operation has.
  const GroupWindow &window(unsigned operation, unsigned read) {
    const GroupOperand &operand =
        group->workload.operations[operation].reads[read];
    EXPECT_EQ(operand.kind, GroupOperand::Kind::Window);
    return group->workload.windows[operand.index];
  }

  /// "8 * (d0 + 2 * d1) + d2", group dims by the strides of a box.
  static std::string text(const GroupWindow &window) {
    std::string text = std::to_string(window.offset);
    for (const BoxDim &dim : window.box) {
      text += " + " + std::to_string(dim.homeStride) + " * (";
      for (auto [number, term] : llvm::enumerate(dim.terms))
        text += (number ? " + " : "") + std::to_string(term.second) + " g" +
                std::to_string(term.first);
      text += ")";
    }
    return text;
  }

  std::string machineName = "toy";
  MachineHandle target;
  std::optional<CandidateTable> candidates;
  HomeLayouts layouts;
  std::optional<Group> group;
  std::string reason;
};

const std::string product =
    "  %p = ridge.contract ins(%a, %b : tensor<64x16xf32>, tensor<16x32xf32>) "
    "init 0.0 : f32 extents [64, 32, 16] maps [#ik, #kj, #ij] {\n"
    "  ^bb0(%x: f32, %y: f32, %s: f32):\n    %m = arith.mulf %x, %y : f32\n"
    "    %t = arith.addf %s, %m : f32\n    ridge.yield %t : f32\n"
    "  } -> tensor<64x32xf32>\n";
const std::string added =
    " {\n  ^bb0(%x: f32, %y: f32):\n    %both = arith.addf "
    "%x, %y : f32\n    ridge.yield %both : f32\n  } -> ";

TEST_F(GroupTest, BiasOfAProduct) {
  ASSERT_TRUE(build("func.func @f(%a: tensor<64x16xf32>, %b: "
                    "tensor<16x32xf32>, %c: tensor<32xf32>) -> "
                    "tensor<64x32xf32> {\n" +
                    product +
                    "  %r = ridge.map ins(%p, %c : tensor<64x32xf32>, "
                    "tensor<32xf32>) extents [64, 32] maps [#id2, #col, #id2]" +
                    added +
                    "tensor<64x32xf32>\n  return %r : "
                    "tensor<64x32xf32>\n}"))
      << reason;
  const Workload &workload = group->workload;
  EXPECT_EQ(workload.extents, (SmallVector<int64_t, 6>{64, 32, 16}));
  ASSERT_EQ(workload.operations.size(), 2u);
  const GroupOperation &contract = workload.operations[0],
                       &map = workload.operations[1];
  EXPECT_EQ(contract.dims, (SmallVector<int32_t, 6>{0, 1, 2}));
  EXPECT_EQ(contract.reduced, 4u);
  EXPECT_EQ(contract.kept, 3u);
  EXPECT_EQ(map.dims, (SmallVector<int32_t, 6>{0, 1}));
  EXPECT_EQ(map.producers, (SmallVector<int32_t, 4>{0}));
  // The sum stays inside; it is read where it is written, the bias is not.
  ASSERT_EQ(workload.locals.size(), 1u);
  EXPECT_EQ(workload.locals[0].dims, (SmallVector<int32_t, 4>{0, 1}));
  EXPECT_EQ(map.reads[0].kind, GroupOperand::Kind::Local);
  EXPECT_TRUE(map.reads[0].isPointwise);
  EXPECT_FALSE(map.reads[1].isPointwise);
  ASSERT_EQ(workload.windows.size(), 4u);
  EXPECT_EQ(text(window(0, 0)), "0 + 16 * (1 g0) + 1 * (1 g2)");
  EXPECT_EQ(text(window(0, 1)), "0 + 32 * (1 g2) + 1 * (1 g1)");
  EXPECT_EQ(text(window(1, 1)), "0 + 1 * (1 g1)");
  const GroupWindow &result = workload.windows[map.write.index];
  EXPECT_EQ(text(result), "0 + 32 * (1 g0) + 1 * (1 g1)");
  EXPECT_TRUE(result.isWritten && !result.isRead);
  EXPECT_EQ(result.dims, 3u);
}

TEST_F(GroupTest, AValueThatOthersReadLeavesTheGroup) {
  func::FuncOp function = parse(
      "func.func @f(%a: tensor<64x16xf32>, %b: tensor<16x32xf32>) -> "
      "(tensor<64x32xf32>, tensor<64x32xf32>) {\n" +
      product +
      "  %r = ridge.map ins(%p, %p : tensor<64x32xf32>, tensor<64x32xf32>) "
      "extents [64, 32] maps [#id2, #id2, #id2]" +
      added +
      "tensor<64x32xf32>\n  return %r, %p : tensor<64x32xf32>, "
      "tensor<64x32xf32>\n}");
  ASSERT_TRUE(build(function)) << reason;
  const Workload &workload = group->workload;
  EXPECT_TRUE(workload.locals.empty());
  const GroupOperation &contract = workload.operations[0],
                       &map = workload.operations[1];
  ASSERT_EQ(contract.write.kind, GroupOperand::Kind::Window);
  // Both reads of the map are of what the product writes.
  for (const GroupOperand &read : map.reads) {
    EXPECT_EQ(read.kind, GroupOperand::Kind::Window);
    EXPECT_EQ(read.index, contract.write.index);
  }
  EXPECT_EQ(map.producers, (SmallVector<int32_t, 4>{0, 0}));
}

TEST_F(GroupTest, EqualWindowsAreOne) {
  ASSERT_TRUE(build(
      "func.func @f(%a: tensor<8x4xf32>) -> tensor<8x4xf32> {\n"
      "  %s = ridge.slice %a at [0, 0] by [1, 1] : tensor<8x4xf32> -> "
      "tensor<8x4xf32>\n"
      "  %r = ridge.map ins(%a, %s : tensor<8x4xf32>, tensor<8x4xf32>) extents "
      "[8, 4] maps [#id2, #id2, #id2]" +
      added + "tensor<8x4xf32>\n  return %r : tensor<8x4xf32>\n}"))
      << reason;
  EXPECT_EQ(group->workload.windows.size(), 2u); // One read, one written.
  EXPECT_EQ(group->tensors.size(), 2u);
}

TEST_F(GroupTest, ViewsBecomeStridesAndOffsets) {
  ASSERT_TRUE(build(
      "func.func @f(%a: tensor<8x4xf32>, %b: tensor<6xf32>, %c: "
      "tensor<1x8xf32>) -> tensor<4x6xf32> {\n"
      "  %t = ridge.transpose %a by [1, 0] : tensor<8x4xf32> -> "
      "tensor<4x8xf32>\n"
      "  %s = ridge.slice %t at [0, 1] by [1, 1] : tensor<4x8xf32> -> "
      "tensor<4x6xf32>\n"
      "  %w = ridge.broadcast %b along [0] : tensor<6xf32> -> "
      "tensor<4x6xf32>\n"
      "  %r = ridge.map ins(%s, %w : tensor<4x6xf32>, tensor<4x6xf32>) extents "
      "[4, 6] maps [#id2, #id2, #id2]" +
      added + "tensor<4x6xf32>\n  return %r : tensor<4x6xf32>\n}"))
      << reason;
  // Element (i, j) of the slice is (j + 1, i) of eight rows of 4.
  EXPECT_EQ(text(window(0, 0)), "4 + 1 * (1 g0) + 4 * (1 g1)");
  // A dim that repeats is loaded once.
  EXPECT_EQ(text(window(0, 1)), "0 + 1 * (1 g1)");
  EXPECT_EQ(window(0, 1).dims, 2u);
}

TEST_F(GroupTest, WindowsOverSumsOfDimsAndBackwards) {
  ASSERT_TRUE(build(
      "#conv = affine_map<(d0, d1) -> (2 * d0 + d1)>\n"
      "#back = affine_map<(d0, d1) -> (2 - d1)>\n"
      "func.func @f(%a: tensor<17xf32>, %b: tensor<3xf32>) -> tensor<8xf32> {\n"
      "  %r = ridge.contract ins(%a, %b : tensor<17xf32>, tensor<3xf32>) init "
      "0.0 : f32 extents [8, 3] maps [#conv, #back, #row] {\n"
      "  ^bb0(%x: f32, %y: f32, %s: f32):\n    %m = arith.mulf %x, %y : f32\n"
      "    %t = arith.addf %s, %m : f32\n    ridge.yield %t : f32\n"
      "  } -> tensor<8xf32>\n  return %r : tensor<8xf32>\n}"))
      << reason;
  EXPECT_EQ(text(window(0, 0)), "0 + 1 * (2 g0 + 1 g1)");
  EXPECT_EQ(window(0, 0).box[0].extent({4, 3}), 2 * 3 + 2 + 1);
  EXPECT_EQ(text(window(0, 1)), "2 + 1 * (-1 g1)");
  EXPECT_EQ(group->workload.backwards, 2u);
}

TEST_F(GroupTest, ConstantsAreImmediates) {
  ASSERT_TRUE(
      build("func.func @f(%a: tensor<8x4xf32>) -> tensor<8x4xf32> {\n"
            "  %z = ridge.fill 2.0 : f32 -> tensor<8x4xf32>\n"
            "  %r = ridge.map ins(%z, %a : tensor<8x4xf32>, tensor<8x4xf32>) "
            "extents [8, 4] maps [#id2, #id2, #id2]" +
            added + "tensor<8x4xf32>\n  return %r : tensor<8x4xf32>\n}"))
      << reason;
  const GroupOperation &map = group->workload.operations[0];
  EXPECT_EQ(map.reads[0].kind, GroupOperand::Kind::Immediate);
  EXPECT_EQ(map.reads[1].kind, GroupOperand::Kind::Window);
}

TEST_F(GroupTest, ReadersOfOneTensorWalkItTogether) {
  // The second product reads %a as the first: rows and the sum's dim are the
  // same dims of the group, its columns are new.
  ASSERT_TRUE(build(
      "func.func @f(%a: tensor<64x16xf32>, %b: tensor<16x32xf32>, %c: "
      "tensor<16x48xf32>) -> (tensor<64x32xf32>, tensor<64x48xf32>) {\n" +
      product +
      "  %q = ridge.contract ins(%a, %c : tensor<64x16xf32>, "
      "tensor<16x48xf32>) init 0.0 : f32 extents [64, 48, 16] maps [#ik, #kj, "
      "#ij] {\n  ^bb0(%x: f32, %y: f32, %s: f32):\n    %m = arith.mulf %x, %y "
      ": f32\n    %t = arith.addf %s, %m : f32\n    ridge.yield %t : f32\n"
      "  } -> tensor<64x48xf32>\n"
      "  return %p, %q : tensor<64x32xf32>, tensor<64x48xf32>\n}"))
      << reason;
  EXPECT_EQ(group->workload.extents, (SmallVector<int64_t, 6>{64, 32, 16, 48}));
  EXPECT_EQ(group->workload.operations[1].dims,
            (SmallVector<int32_t, 6>{0, 3, 2}));
  EXPECT_EQ(group->workload.windows.size(), 5u); // %a has one.
}

TEST_F(GroupTest, SaysWhyOperationsAreNoGroup) {
  auto refused = [&](const std::string &body) {
    EXPECT_FALSE(build("func.func @f(%a: tensor<64x16xf32>, %b: "
                       "tensor<16x32xf32>, %v: tensor<8xf32>) -> " +
                       body));
    return reason;
  };
  const std::string sum =
      "  %s = ridge.map ins(%v : tensor<8xf32>) extents [8] maps [#id1, #id1] "
      "{\n  ^bb0(%x: f32):\n    %e = math.exp %x : f32\n    ridge.yield %e : "
      "f32\n  } -> tensor<8xf32>\n";
  EXPECT_EQ(refused("tensor<8x8xf32> {\n" + sum +
                    "  %r = ridge.map ins(%s, %s : tensor<8xf32>, "
                    "tensor<8xf32>) extents [8, 8] maps [#row, #col, #id2]" +
                    added +
                    "tensor<8x8xf32>\n  return %r : "
                    "tensor<8x8xf32>\n}"),
            "one dim of the group is read along two dims");
  EXPECT_EQ(
      refused("tensor<4xf32> {\n" + sum +
              "  %r = ridge.map ins(%s, %s : tensor<8xf32>, tensor<8xf32>) "
              "extents [4] maps [affine_map<(d0) -> (d0 * 2)>, "
              "affine_map<(d0) -> (d0)>, #id1]" +
              added + "tensor<4xf32>\n  return %r : tensor<4xf32>\n}"),
      "a value of the group is read through a window");
  EXPECT_EQ(refused("tensor<4xf32> {\n" + sum +
                    "  %r = ridge.map ins(%s, %s : tensor<8xf32>, "
                    "tensor<8xf32>) extents [4] maps [#id1, #id1, #id1]" +
                    added + "tensor<4xf32>\n  return %r : tensor<4xf32>\n}"),
            "dims of the group do not line up");
  const std::string root =
      "tensor<8xf32> {\n  %r = ridge.map ins(%v : tensor<8xf32>) extents [8] "
      "maps [#id1, #id1] {\n  ^bb0(%x: f32):\n    %t = math.clampf %x to [%x, "
      "%x] : f32\n"
      "    ridge.yield %t : f32\n  } -> tensor<8xf32>\n"
      "  return %r : tensor<8xf32>\n}";
  std::string errors = errorsOf(
      [&] { EXPECT_EQ(refused(root), "its body cannot be described"); });
  EXPECT_NE(errors.find("'math.clampf' cannot be part of a body"),
            std::string::npos)
      << errors;
  machineName = "gemmini-16"; // Multiplies bytes.
  EXPECT_EQ(refused("tensor<64x32xf32> {\n" + product +
                    "  return %p : tensor<64x32xf32>\n}"),
            "nearest is @matmul_i8: input 0 is f32, instruction takes i8");
}

} // namespace
