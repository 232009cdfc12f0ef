//===- KernelTest.cpp - operations and windows as kernels -----------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What instructions are matched against, before tiling (operations on tensors)
/// and after it (computations on windows).
///
//===----------------------------------------------------------------------===//

#include "TensorForm.h"
#include "ridge/Analysis/OperationKernel.h"
#include "ridge/Analysis/WindowKernel.h"

using namespace mlir;
using namespace ridge;

namespace {

class KernelTest : public test::TensorForm {
protected:
  OperationKernel kernelOfFirst(const std::string &text) {
    FailureOr<OperationKernel> kernel =
        operationKernel(all<StructuredOpInterface>(parse(text)).front());
    EXPECT_TRUE(succeeded(kernel));
    return succeeded(kernel) ? std::move(*kernel) : OperationKernel();
  }
};

TEST_F(KernelTest, ConstantsOfTheBodyAreInputs) {
  OperationKernel kernel = kernelOfFirst(R"(
func.func @f(%a: tensor<8x4xf32>) -> tensor<8x4xf32> {
  %r = ridge.map ins(%a : tensor<8x4xf32>) extents [8, 4] maps [#id2, #id2] {
  ^bb0(%x: f32):
    %two = arith.constant 2.0 : f32
    %p = arith.mulf %x, %two : f32
    %one = arith.constant 1.0 : f32
    %s = arith.subf %one, %p : f32
    ridge.yield %s : f32
  } -> tensor<8x4xf32>
  return %r : tensor<8x4xf32>
})");
  EXPECT_EQ(kernel.kernel.print(),
            "(d0, d1) in f32[0,1] f32[] f32[] out f32[0,1] { "
            "%4 = arith.mulf %0, %1 : f32; %5 = arith.subf %2, %4 : f32; "
            "yield %5 }");
  EXPECT_EQ(kernel.immediates, 6u);
  EXPECT_EQ(kernel.inputs, (SmallVector<int32_t, 4>{0, -1, -1}));
  EXPECT_FALSE(kernel.values[0]);
  EXPECT_EQ(cast<FloatAttr>(kernel.values[1]).getValueAsDouble(), 2);
  EXPECT_EQ(cast<FloatAttr>(kernel.values[2]).getValueAsDouble(), 1);
}

TEST_F(KernelTest, FillsAreImmediatesAndUnitDimsAreNone) {
  OperationKernel kernel = kernelOfFirst(R"(
func.func @f(%a: tensor<1x4xi8>) -> tensor<1x4xi8> {
  %z = ridge.fill 3 : i8 -> tensor<1x4xi8>
  %r = ridge.map ins(%z, %a : tensor<1x4xi8>, tensor<1x4xi8>) extents [1, 4]
      maps [#id2, #id2, #id2] {
  ^bb0(%x: i8, %y: i8):
    %s = arith.maxsi %x, %y : i8
    ridge.yield %s : i8
  } -> tensor<1x4xi8>
  return %r : tensor<1x4xi8>
})");
  EXPECT_EQ(kernel.kernel.print(), "(d0, d1) in i8[] i8[1] out i8[1] { "
                                   "%3 = arith.maxsi %0, %1 : i8; yield %3 }");
  EXPECT_EQ(kernel.immediates, 1u);
  EXPECT_EQ(cast<IntegerAttr>(kernel.values[0]).getInt(), 3);
}

TEST_F(KernelTest, ReductionsUpdateTheirResult) {
  func::FuncOp function = parse(R"(
func.func @f(%a: tensor<8x4xf32>) -> tensor<8xf32> {
  %r = ridge.reduce ins(%a : tensor<8x4xf32>) init 0.0 : f32 extents [8, 4]
      maps [#id2, #row] {
  ^bb0(%x: f32, %s: f32):
    %t = arith.addf %s, %x : f32
    ridge.yield %t : f32
  } -> tensor<8xf32>
  return %r : tensor<8xf32>
})");
  auto op = all<StructuredOpInterface>(function).front();
  FailureOr<OperationKernel> kernel = operationKernel(op);
  ASSERT_TRUE(succeeded(kernel));
  EXPECT_EQ(kernel->kernel.print(), "(d0, r1) in f32[0,1] out f32[0] update { "
                                    "%2 = arith.addf %1, %0 : f32; yield %2 }");
  EXPECT_TRUE(hasInstruction(op, *machine("toy")));
}

TEST_F(KernelTest, AProductOfFloatsHasNoInstructionWhereBytesAreMultiplied) {
  auto op = all<StructuredOpInterface>(parse(R"(
func.func @f(%a: tensor<64x16xf32>, %b: tensor<16x32xf32>) -> tensor<64x32xf32> {
  %p = ridge.contract ins(%a, %b : tensor<64x16xf32>, tensor<16x32xf32>)
      init 0.0 : f32 extents [64, 32, 16] maps [#ik, #kj, #ij] {
  ^bb0(%x: f32, %y: f32, %s: f32):
    %m = arith.mulf %x, %y : f32
    %t = arith.addf %s, %m : f32
    ridge.yield %t : f32
  } -> tensor<64x32xf32>
  return %p : tensor<64x32xf32>
})"))
                .front();
  EXPECT_TRUE(hasInstruction(op, *machine("toy")));
  EXPECT_FALSE(hasInstruction(op, *machine("gemmini-16")));
}

TEST_F(KernelTest, NumbersThatNoFormatDescribesAreNamed) {
  func::FuncOp function = parse(R"(
func.func @f(%a: tensor<8x4xi100>) -> tensor<8x4xi100> {
  %r = ridge.map ins(%a : tensor<8x4xi100>) extents [8, 4] maps [#id2, #id2] {
  ^bb0(%x: i100):
    ridge.yield %x : i100
  } -> tensor<8x4xi100>
  return %r : tensor<8x4xi100>
})");
  std::string errors = errorsOf([&] {
    EXPECT_TRUE(
        failed(operationKernel(all<StructuredOpInterface>(function).front())));
  });
  EXPECT_NE(errors.find("has an input of 'i100', which no format describes"),
            std::string::npos)
      << errors;
}

//===----------------------------------------------------------------------===//
// Windows
//===----------------------------------------------------------------------===//

/// Three tiles of 16, 16 and 8 rows; a row that is broadcast, a unit dim, and a
/// constant.
const std::string tile = R"(
func.func @f() {
  %a = ridge.buffer "a" {memory = "sram"} : !arch.buffer<640 x f32>
  %b = ridge.buffer "b" {memory = "sram"} : !arch.buffer<16 x f32>
  %c = ridge.buffer "c" {memory = "acc"} : !arch.buffer<640 x f32>
  ridge.layer "l" "map" macs 0 {
    affine.for %t = 0 to 3 {
      ridge.compute reads(%a, %b : !arch.buffer<640 x f32>, !arch.buffer<16 x f32>) write(%c : !arch.buffer<640 x f32>) counters(%t)
          sizes [affine_map<(d0) -> (16, d0 * -16 + 40)>, affine_map<(d0) -> (16)>, affine_map<(d0) -> (1)>] reduction [false, false, false]
          accesses [#arch.access<(d0) -> (d0 * 256), [16, 1, 7], (d0) -> (0)>, #arch.access<(d0) -> (0), [0, 1, 0], (d0) -> (0)>,
                    #arch.immediate<2.0 : f32>, #arch.access<(d0) -> (d0 * 256), [16, 1, 7], (d0) -> (0)>] {
      ^bb0(%x: f32, %y: f32, %z: f32):
        %p = arith.mulf %x, %z : f32
        %s = arith.addf %p, %y : f32
        ridge.yield %s : f32
      }
    }
  }
  return
})";

TEST_F(KernelTest, WindowsDependOnTheDimsThatMoveThem) {
  ComputeOp compute = all<ComputeOp>(parse(tile)).front();
  FailureOr<Kernel> kernel = kernelOf(compute);
  ASSERT_TRUE(succeeded(kernel));
  EXPECT_EQ(kernel->print(),
            "(d0, d1, d2) in f32[0,1] f32[1] f32[] out f32[0,1] { "
            "%4 = arith.mulf %0, %2 : f32; %5 = arith.addf %4, %1 : f32; "
            "yield %5 }");
  EXPECT_EQ(immediatesOf(compute.getAccesses()), 4u);
  EXPECT_EQ(fullSizes(compute.getSizes()),
            (SmallVector<int64_t, 6>{16, 16, 1}));
}

TEST_F(KernelTest, TilesRangeFromTheRaggedToTheFullOne) {
  FailureOr<TileRange> range = tileRange(all<ComputeOp>(parse(tile)).front());
  ASSERT_TRUE(succeeded(range));
  EXPECT_EQ(range->least, (SmallVector<int64_t, 6>{8, 16, 1}));
  EXPECT_EQ(range->most, (SmallVector<int64_t, 6>{16, 16, 1}));
}

} // namespace
