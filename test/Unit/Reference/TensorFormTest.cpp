//===- TensorFormTest.cpp - values of the ridge tensor form ---------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "RunModule.h"

using namespace ridge;

namespace {
class TensorFormTest : public ModuleTest {};
} // namespace

TEST_F(TensorFormTest, mapReadsThroughItsMaps) {
  EXPECT_EQ(run(R"(
    func.func @f(%x: tensor<2x3xf32>, %b: tensor<3xf32>) -> tensor<3x2xf32> {
      %r = ridge.map ins(%x, %b : tensor<2x3xf32>, tensor<3xf32>) extents [2, 3]
          maps [affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> (j)>, affine_map<(i, j) -> (j, i)>] {
      ^bb0(%a: f32, %c: f32):
        %s = arith.addf %a, %c : f32
        ridge.yield %s : f32
      } -> tensor<3x2xf32>
      return %r : tensor<3x2xf32>
    })",
                {makeArray(Format::F32, {2, 3}, {1, 2, 3, 4, 5, 6}),
                 makeArray(Format::F32, {3}, {10, 20, 30})}),
            (Values{11, 14, 22, 25, 33, 36}));
}

TEST_F(TensorFormTest, mapOfPositions) {
  EXPECT_EQ(run(R"(
    func.func @f() -> tensor<2x3xi32> {
      %r = ridge.map ins() extents [2, 3] maps [affine_map<(i, j) -> (i, j)>] {
        %i = ridge.index 0 : i32
        %j = ridge.index 1 : i32
        %c = arith.constant 10 : i32
        %t = arith.muli %i, %c : i32
        %s = arith.addi %t, %j : i32
        ridge.yield %s : i32
      } -> tensor<2x3xi32>
      return %r : tensor<2x3xi32>
    })",
                {}),
            (Values{0, 1, 2, 10, 11, 12}));
}

TEST_F(TensorFormTest, mapOfRankZero) {
  EXPECT_EQ(run(R"(
    func.func @f(%x: tensor<f32>) -> tensor<f32> {
      %r = ridge.map ins(%x : tensor<f32>) extents [] maps [affine_map<() -> ()>, affine_map<() -> ()>] {
      ^bb0(%a: f32):
        %s = arith.mulf %a, %a : f32
        ridge.yield %s : f32
      } -> tensor<f32>
      return %r : tensor<f32>
    })",
                {makeArray(Format::F32, {}, {-3})}),
            (Values{9}));
}

// Windows of 2 with stride 2 over 1 5 2 4: maxima 5 and 4, from init 4.5.
TEST_F(TensorFormTest, reduceStartsFromInitOverWindows) {
  EXPECT_EQ(run(R"(
    func.func @f(%x: tensor<4xf32>) -> tensor<2xf32> {
      %r = ridge.reduce ins(%x : tensor<4xf32>) init 4.5 : f32 extents [2, 2]
          maps [affine_map<(i, j) -> (i * 2 + j)>, affine_map<(i, j) -> (i)>] {
      ^bb0(%a: f32, %o: f32):
        %s = arith.maximumf %o, %a : f32
        ridge.yield %s : f32
      } -> tensor<2xf32>
      return %r : tensor<2xf32>
    })",
                {makeArray(Format::F32, {4}, {1, 5, 2, 4})}),
            (Values{5, 4.5}));
}

TEST_F(TensorFormTest, contract) {
  EXPECT_EQ(run(R"(
    func.func @f(%a: tensor<2x2xi8>, %b: tensor<2x2xi8>) -> tensor<2x2xi32> {
      %r = ridge.contract ins(%a, %b : tensor<2x2xi8>, tensor<2x2xi8>) init 1 : i32 extents [2, 2, 2]
          maps [affine_map<(m, n, k) -> (m, k)>, affine_map<(m, n, k) -> (n, k)>, affine_map<(m, n, k) -> (m, n)>] {
      ^bb0(%x: i8, %y: i8, %o: i32):
        %u = arith.extsi %x : i8 to i32
        %v = arith.extsi %y : i8 to i32
        %p = arith.muli %u, %v : i32
        %s = arith.addi %o, %p : i32
        ridge.yield %s : i32
      } -> tensor<2x2xi32>
      return %r : tensor<2x2xi32>
    })",
                // [1 2; 3 4] * transposed [5 6; -7 8] + 1
                {makeArray(Format::I8, {2, 2}, {1, 2, 3, 4}),
                 makeArray(Format::I8, {2, 2}, {5, 6, -7, 8})}),
            (Values{18, 10, 40, 12}));
}

TEST_F(TensorFormTest, unsignedFactorsAreReadUnsigned) {
  EXPECT_EQ(run(R"(
    func.func @f(%a: tensor<1x1xi8>, %b: tensor<1x2xi8>) -> tensor<1x2xi32> {
      %r = ridge.contract ins(%a, %b : tensor<1x1xi8>, tensor<1x2xi8>) init 0 : i32 extents [1, 2, 1]
          maps [affine_map<(m, n, k) -> (m, k)>, affine_map<(m, n, k) -> (k, n)>, affine_map<(m, n, k) -> (m, n)>] {
      ^bb0(%x: i8, %y: i8, %o: i32):
        %u = arith.extui %x : i8 to i32
        %v = arith.extsi %y : i8 to i32
        %p = arith.muli %u, %v : i32
        %s = arith.addi %o, %p : i32
        ridge.yield %s : i32
      } -> tensor<1x2xi32>
      return %r : tensor<1x2xi32>
    })",
                {makeArray(Format::I8, {1, 1}, {-1}),
                 makeArray(Format::I8, {1, 2}, {2, -2})}),
            (Values{510, -510}));
}

TEST_F(TensorFormTest, views) {
  EXPECT_EQ(run(R"(
    func.func @f(%x: tensor<2x3xi32>) -> tensor<2x2x3xi32> {
      %t = ridge.transpose %x by [1, 0] : tensor<2x3xi32> -> tensor<3x2xi32>
      %s = ridge.slice %t at [0, 1] by [2, 1] : tensor<3x2xi32> -> tensor<2x1xi32>
      %c = ridge.concat %t, %t along 1 : tensor<3x2xi32>, tensor<3x2xi32> -> tensor<3x4xi32>
      %i = ridge.insert %s into %c at [0, 0] by [2, 1] : tensor<2x1xi32> into tensor<3x4xi32> -> tensor<3x4xi32>
      %r = ridge.reshape %i : tensor<3x4xi32> -> tensor<2x6xi32>
      %h = ridge.slice %r at [0, 0] by [1, 2] : tensor<2x6xi32> -> tensor<2x3xi32>
      %b = ridge.broadcast %h along [1] : tensor<2x3xi32> -> tensor<2x2x3xi32>
      return %b : tensor<2x2x3xi32>
    })",
                // t = [1 4; 2 5; 3 6]; s = [4; 6]; c = [1 4 1 4; 2 5 2 5; 3 6 3
                // 6] i = [4 4 1 4; 2 5 2 5; 6 6 3 6]; r = [4 4 1 4 2 5; 2 5 6 6
                // 3 6] h = [4 1 2; 2 6 3], each row twice
                {makeArray(Format::I32, {2, 3}, {1, 2, 3, 4, 5, 6})}),
            (Values{4, 1, 2, 4, 1, 2, 2, 6, 3, 2, 6, 3}));
}

TEST_F(TensorFormTest, fillAndConstant) {
  EXPECT_EQ(run(R"(
    func.func @f() -> tensor<4xf32> {
      %a = ridge.fill 0.5 : f32 -> tensor<2xf32>
      %b = ridge.constant dense<[1.0, 2.0]> : tensor<2xf32> -> tensor<2xf32>
      %r = ridge.concat %a, %b along 0 : tensor<2xf32>, tensor<2xf32> -> tensor<4xf32>
      return %r : tensor<4xf32>
    })",
                {}),
            (Values{0.5, 0.5, 1, 2}));
}

// A group says how its operations share loops; values are those of its body.
TEST_F(TensorFormTest, group) {
  EXPECT_EQ(run(R"(
    func.func @f(%x: tensor<4xf32>) -> tensor<4xf32> {
      %r = ridge.group "pair" extents [4] mapping <tiles [2] order [0] windows [] locals [] storages [] instructions [<"simple" dims [] operands [] cycles 1>, <"simple" dims [] operands [] cycles 1>] fills []> {
        %a = ridge.map ins(%x : tensor<4xf32>) extents [4] maps [affine_map<(i) -> (i)>, affine_map<(i) -> (i)>]
            attributes {group_dims = array<i64: 0>} {
        ^bb0(%v: f32):
          %s = arith.addf %v, %v : f32
          ridge.yield %s : f32
        } -> tensor<4xf32>
        %b = ridge.map ins(%a : tensor<4xf32>) extents [4] maps [affine_map<(i) -> (i)>, affine_map<(i) -> (i)>]
            attributes {group_dims = array<i64: 0>} {
        ^bb0(%v: f32):
          %s = arith.negf %v : f32
          ridge.yield %s : f32
        } -> tensor<4xf32>
        ridge.yield %b : tensor<4xf32>
      } -> tensor<4xf32>
      return %r : tensor<4xf32>
    })",
                {makeArray(Format::F32, {4}, {1, 2, 3, 4})}),
            (Values{-2, -4, -6, -8}));
}
