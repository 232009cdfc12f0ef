//===- AcceptedTest.cpp - what compiles can be checked --------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Forms that Import and the folders that it runs take away before a program is
/// made: each has its value here, and Import accepts it.
///
//===----------------------------------------------------------------------===//

#include "RunModule.h"
#include "lib/Reference/ScalarKernels.h"
#include "mlir/Pass/PassManager.h"
#include "ridge/Transforms/Import/Passes.h"
#include <cmath>

using namespace ridge;

namespace {
struct Form {
  const char *name;
  const char *body; ///< Of a function of %x: tensor<4xf32> = 1 2 3 4.
  Values expected;
  bool imports = true; ///< False: the reference alone has it.
};

class AcceptedTest : public ModuleTest,
                     public testing::WithParamInterface<Form> {};
} // namespace

// Each scalar operation of bodies has a kernel.
TEST(Accepted, EveryScalarOperationHasAMeaning) {
  struct {
    const char *name;
    int operands;
  } rows[] = {
#define RIDGE_SCALAR_OP(Enumerator, Name, Operands) {Name, Operands},
#include "ridge/Machine/ScalarOps.def"
  };
  for (auto row : rows) {
    llvm::StringRef name = row.name;
    // Not computed by a kernel: constants, positions, and what is no operation
    // on one point. No model comes with folds.
    if (row.operands == 0 || name == "ridge.identity" || name == "ridge.fold")
      continue;
    bool found = false;
    for (Format from : {Format::F32, Format::I32, Format::I1})
      for (Format to : {Format::F32, Format::I32, Format::I1})
        found |= reference::findKernel(name, from, to) != nullptr;
    EXPECT_TRUE(found) << row.name;
  }
}

TEST_P(AcceptedTest, HasItsValueAndImports) {
  const Form &form = GetParam();
  std::string text =
      std::string("#id = affine_map<(i) -> (i)>\n"
                  "func.func @f(%x: tensor<4xf32>) -> tensor<4xf32> {\n"
                  "  %c0 = arith.constant 0 : index\n"
                  "  %c1 = arith.constant 1 : index\n"
                  "  %c2 = arith.constant 2 : index\n"
                  "  %c4 = arith.constant 4 : index\n"
                  "  %true = arith.constant true\n"
                  "  %e = tensor.empty() : tensor<4xf32>\n") +
      form.body + "}\n";
  EXPECT_EQ(run(text, {makeArray(Format::F32, {4}, {1, 2, 3, 4})}),
            form.expected);
  mlir::PassManager manager(context.get());
  buildImportPipeline(manager);
  if (form.imports) {
    EXPECT_TRUE(mlir::succeeded(manager.run(*module)));
  }
}

/// linalg.generic over %x with this body, which yields %r.
#define BODY(Text)                                                             \
  "  %g = linalg.generic {indexing_maps = [#id, #id],\n"                       \
  "      iterator_types = [\"parallel\"]}\n"                                   \
  "      ins(%x : tensor<4xf32>) outs(%e : tensor<4xf32>) {\n"                 \
  "  ^bb0(%a: f32, %o: f32):\n"                                                \
  "    %i = linalg.index 0 : index\n" Text "    linalg.yield %r : f32\n"       \
  "  } -> tensor<4xf32>\n"                                                     \
  "  return %g : tensor<4xf32>\n"
/// The same, with an index %k to read %x at.
#define POSITION(Text)                                                         \
  BODY(Text "    %r = tensor.extract %x[%k] : tensor<4xf32>\n")

static const Form forms[] = {
    {"dim_in_body",
     BODY("    %n = tensor.dim %x, %c0 : tensor<4xf32>\n"
          "    %k = arith.index_cast %n : index to i32\n"
          "    %f = arith.sitofp %k : i32 to f32\n"
          "    %r = arith.mulf %a, %f : f32\n"),
     {4, 8, 12, 16}},
    {"dim_outside",
     "  %n = tensor.dim %x, %c0 : tensor<4xf32>\n"
     "  %k = arith.index_cast %n : index to i32\n"
     "  %f = arith.sitofp %k : i32 to f32\n" BODY(
         "    %r = arith.mulf %a, %f : f32\n"),
     {4, 8, 12, 16}},
    {"affine_apply",
     POSITION("    %k = affine.apply affine_map<(d) -> (3 - d)>(%i)\n"),
     {4, 3, 2, 1}},
    {"affine_quotient",
     POSITION("    %k = affine.apply affine_map<(d) -> (d floordiv 2)>(%i)\n"),
     {1, 1, 2, 2}},
    {"affine_remainder",
     POSITION("    %k = affine.apply affine_map<(d) -> (d mod 2)>(%i)\n"),
     {1, 2, 1, 2}},
    {"affine_min",
     POSITION("    %k = affine.min affine_map<(d) -> (d, 2)>(%i)\n"),
     {1, 2, 3, 3}},
    {"affine_max",
     POSITION("    %k = affine.max affine_map<(d) -> (d, 2)>(%i)\n"),
     {3, 3, 3, 4}},
    {"affine_outside",
     "  %s = affine.apply affine_map<()[s] -> (s + 1)>()[%c2]\n"
     "  %t = arith.index_cast %s : index to i32\n"
     "  %f = arith.sitofp %t : i32 to f32\n" BODY(
         "    %r = arith.mulf %a, %f : f32\n"),
     {3, 6, 9, 12}},
    {"floordivsi",
     POSITION("    %k = arith.floordivsi %i, %c2 : index\n"),
     {1, 1, 2, 2}},
    {"ceildivsi",
     POSITION("    %k = arith.ceildivsi %i, %c2 : index\n"),
     {1, 2, 2, 3}},
    {"index_arithmetic",
     POSITION("    %m = arith.muli %i, %c2 : index\n"
              "    %k = arith.remui %m, %c4 : index\n"),
     {1, 3, 1, 3}},
    {"bitcast_of_a_constant",
     "  %bits = arith.constant 1073741824 : i32\n"
     "  %two = arith.bitcast %bits : i32 to f32\n" BODY(
         "    %r = arith.mulf %a, %two : f32\n"),
     {2, 4, 6, 8}},
    {"if_in_body",
     BODY("    %r = scf.if %true -> (f32) {\n"
          "      %t = arith.addf %a, %a : f32\n"
          "      scf.yield %t : f32\n"
          "    } else {\n"
          "      scf.yield %a : f32\n"
          "    }\n"),
     {2, 4, 6, 8}},
    {"if_that_depends",
     BODY("    %p = arith.cmpi slt, %i, %c2 : index\n"
          "    %r = scf.if %p -> (f32) {\n"
          "      %j = arith.addi %i, %c2 : index\n"
          "      %t = tensor.extract %x[%j] : tensor<4xf32>\n"
          "      scf.yield %t : f32\n"
          "    } else {\n"
          "      scf.yield %a : f32\n"
          "    }\n"),
     {3, 4, 3, 4}},
    {"if_outside",
     "  %r = scf.if %true -> (tensor<4xf32>) {\n"
     "    %t = arith.negf %x : tensor<4xf32>\n"
     "    scf.yield %t : tensor<4xf32>\n"
     "  } else {\n"
     "    scf.yield %x : tensor<4xf32>\n"
     "  }\n"
     "  return %r : tensor<4xf32>\n",
     {-1, -2, -3, -4}},
    {"loop_of_one_turn",
     "  %r = scf.for %i = %c0 to %c1 step %c1 iter_args(%y = %x)\n"
     "      -> (tensor<4xf32>) {\n"
     "    %t = arith.addf %y, %x : tensor<4xf32>\n"
     "    scf.yield %t : tensor<4xf32>\n"
     "  }\n"
     "  return %r : tensor<4xf32>\n",
     {2, 4, 6, 8}},
    {"math_on_tensors",
     "  %r = math.absf %x : tensor<4xf32>\n"
     "  return %r : tensor<4xf32>\n",
     {1, 2, 3, 4}},
    {"slice_at_a_value",
     "  %s = tensor.extract_slice %x[%c1] [2] [1] : tensor<4xf32> to "
     "tensor<2xf32>\n"
     "  %r = tensor.concat dim(0) %s, %s : (tensor<2xf32>, tensor<2xf32>) -> "
     "tensor<4xf32>\n"
     "  return %r : tensor<4xf32>\n",
     {2, 3, 2, 3}},
    {"insertion_at_a_value",
     "  %s = tensor.extract_slice %x[0] [2] [1] : tensor<4xf32> to "
     "tensor<2xf32>\n"
     "  %r = tensor.insert_slice %s into %x[%c2] [2] [1] : tensor<2xf32> into "
     "tensor<4xf32>\n"
     "  return %r : tensor<4xf32>\n",
     {1, 2, 1, 2}},
    {"shape_that_is_forgotten",
     "  %d = tensor.cast %x : tensor<4xf32> to tensor<?xf32>\n"
     "  %n = tensor.dim %d, %c0 : tensor<?xf32>\n"
     "  %ed = tensor.empty(%n) : tensor<?xf32>\n"
     "  %g = linalg.add ins(%d, %d : tensor<?xf32>, tensor<?xf32>) outs(%ed : "
     "tensor<?xf32>) -> tensor<?xf32>\n"
     "  %r = tensor.cast %g : tensor<?xf32> to tensor<4xf32>\n"
     "  return %r : tensor<4xf32>\n",
     {2, 4, 6, 8}},
    {"padding_by_values",
     "  %z = arith.constant 0.0 : f32\n"
     "  %s = tensor.extract_slice %x[1] [2] [1] : tensor<4xf32> to "
     "tensor<2xf32>\n"
     "  %p = tensor.pad %s low[%c1] high[1] {\n"
     "  ^bb0(%i: index):\n"
     "    tensor.yield %z : f32\n"
     "  } : tensor<2xf32> to tensor<?xf32>\n"
     "  %r = tensor.cast %p : tensor<?xf32> to tensor<4xf32>\n"
     "  return %r : tensor<4xf32>\n",
     {0, 2, 3, 0},
     /*imports=*/false},
    {"assertion_outside",
     "  cf.assert %true, \"holds\"\n"
     "  return %x : tensor<4xf32>\n",
     {1, 2, 3, 4},
     /*imports=*/false},
    {"pack",
     "  %m = tensor.expand_shape %x [[0, 1]] output_shape [2, 2] : "
     "tensor<4xf32> "
     "into tensor<2x2xf32>\n"
     "  %ep = tensor.empty() : tensor<1x1x2x2xf32>\n"
     "  %p = linalg.pack %m inner_dims_pos = [1, 0] inner_tiles = [2, 2] into "
     "%ep : tensor<2x2xf32> -> tensor<1x1x2x2xf32>\n"
     "  %r = tensor.collapse_shape %p [[0, 1, 2, 3]] : tensor<1x1x2x2xf32> "
     "into "
     "tensor<4xf32>\n"
     "  return %r : tensor<4xf32>\n",
     {1, 3, 2, 4}},
    {"pack_with_padding",
     "  %z = arith.constant 7.0 : f32\n"
     "  %s = tensor.extract_slice %x[1] [3] [1] : tensor<4xf32> to "
     "tensor<3xf32>\n"
     "  %ep = tensor.empty() : tensor<2x2xf32>\n"
     "  %p = linalg.pack %s padding_value(%z : f32) inner_dims_pos = [0] "
     "inner_tiles = [2] into %ep : tensor<3xf32> -> tensor<2x2xf32>\n"
     "  %r = tensor.collapse_shape %p [[0, 1]] : tensor<2x2xf32> into "
     "tensor<4xf32>\n"
     "  return %r : tensor<4xf32>\n",
     {2, 3, 4, 7}},
    {"unpack",
     "  %m = tensor.expand_shape %x [[0, 1, 2, 3]] output_shape [1, 2, 2, 1] : "
     "tensor<4xf32> into tensor<1x2x2x1xf32>\n"
     "  %eu = tensor.empty() : tensor<2x2xf32>\n"
     "  %u = linalg.unpack %m outer_dims_perm = [0, 1] inner_dims_pos = [0, 1] "
     "inner_tiles = [2, 1] into %eu : tensor<1x2x2x1xf32> -> tensor<2x2xf32>\n"
     "  %r = tensor.collapse_shape %u [[0, 1]] : tensor<2x2xf32> into "
     "tensor<4xf32>\n"
     "  return %r : tensor<4xf32>\n",
     {1, 3, 2, 4}},
    {"gather",
     "  %at = arith.constant dense<[[3], [3], [0], [1]]> : tensor<4x1xi32>\n"
     "  %r = tensor.gather %x[%at] gather_dims([0]) : (tensor<4xf32>, "
     "tensor<4x1xi32>) -> tensor<4xf32>\n"
     "  return %r : tensor<4xf32>\n",
     {4, 4, 1, 2}},
    {"scatter",
     "  %at = arith.constant dense<[[3], [1]]> : tensor<2x1xi64>\n"
     "  %s = tensor.extract_slice %x[0] [2] [1] : tensor<4xf32> to "
     "tensor<2xf32>\n"
     "  %r = tensor.scatter %s into %x[%at] scatter_dims([0]) unique : "
     "(tensor<2xf32>, tensor<4xf32>, tensor<2x1xi64>) -> tensor<4xf32>\n"
     "  return %r : tensor<4xf32>\n",
     {1, 2, 3, 1}},
    {"padding_that_cuts",
     "  %z = arith.constant 0.0 : f32\n"
     "  %r = tensor.pad %x low[-1] high[1] {\n"
     "  ^bb0(%i: index):\n"
     "    tensor.yield %z : f32\n"
     "  } : tensor<4xf32> to tensor<4xf32>\n"
     "  return %r : tensor<4xf32>\n",
     {2, 3, 4, 0}},
    {"slice_backwards",
     "  %r = tensor.extract_slice %x[3] [4] [-1] : tensor<4xf32> to "
     "tensor<4xf32>\n"
     "  return %r : tensor<4xf32>\n",
     {4, 3, 2, 1}},
    {"output_backwards",
     "  %g = linalg.generic {indexing_maps = [#id, affine_map<(i) -> (3 - "
     "i)>],\n"
     "      iterator_types = [\"parallel\"]}\n"
     "      ins(%x : tensor<4xf32>) outs(%e : tensor<4xf32>) {\n"
     "  ^bb0(%a: f32, %o: f32):\n"
     "    %n = arith.negf %a : f32\n"
     "    linalg.yield %n : f32\n"
     "  } -> tensor<4xf32>\n"
     "  return %g : tensor<4xf32>\n",
     {-4, -3, -2, -1}},
    {"element_outside",
     "  %v = arith.constant dense<[2.0, 3.0]> : tensor<2xf32>\n"
     "  %f = tensor.extract %v[%c1] : tensor<2xf32>\n" BODY(
         "    %r = arith.mulf %a, %f : f32\n"),
     {3, 6, 9, 12}},
};

INSTANTIATE_TEST_SUITE_P(Forms, AcceptedTest, testing::ValuesIn(forms),
                         [](const auto &info) {
                           return std::string(info.param.name);
                         });
