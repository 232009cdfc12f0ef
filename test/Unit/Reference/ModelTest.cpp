//===- ModelTest.cpp - Import keeps the values of models ------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A model before and after Import, on the same random data. Import changes no
/// order of additions, so the interpreter gives the same bits.
///
//===----------------------------------------------------------------------===//

#include "RunModule.h"
#include "dialects/Arch/FormatTypes.h"
#include "mlir/Pass/PassManager.h"
#include "ridge/Transforms/Import/Passes.h"
#include <random>

using namespace ridge;

namespace {
/// Uniform around 0; along one dim (weights of norms, biases, variances) above
/// it, so that no square root sees a negative number.
Array randomArray(mlir::Type type, std::mt19937_64 &random) {
  auto tensor = mlir::cast<mlir::RankedTensorType>(type);
  Format format = *formatOf(tensor.getElementType());
  Values values;
  for (int64_t i = 0; i < tensor.getNumElements(); ++i) {
    double uniform = std::ldexp(static_cast<double>(random() >> 11), -53);
    if (!isFloat(format))
      values.push_back(std::floor(uniform * 200) - 100);
    else
      values.push_back(tensor.getRank() == 1 ? 0.01 + uniform * 0.05
                                             : (uniform - 0.5) * 0.2);
  }
  return makeArray(format, tensor.getShape(), values);
}

/// The only function of `module` on `arguments`.
llvm::Expected<std::vector<Array>> runModel(mlir::ModuleOp module,
                                            llvm::ArrayRef<Array> arguments) {
  return interpret(*module.getOps<mlir::func::FuncOp>().begin(), arguments);
}

class ModelTest : public testing::TestWithParam<const char *> {};
} // namespace

TEST_P(ModelTest, importKeepsEveryBit) {
  auto context = makeContext();
  std::string path = std::string(RIDGE_MODELS) + "/" + GetParam() + ".mlir";
  auto module = mlir::parseSourceFile<mlir::ModuleOp>(path, context.get());
  ASSERT_TRUE(module);

  std::mt19937_64 random(3);
  std::vector<Array> arguments;
  auto model = *module->getOps<mlir::func::FuncOp>().begin();
  for (mlir::Type type : model.getArgumentTypes())
    arguments.push_back(randomArray(type, random));
  auto before = runModel(*module, arguments);
  ASSERT_TRUE(static_cast<bool>(before)) << llvm::toString(before.takeError());

  mlir::PassManager passes(context.get());
  buildImportPipeline(passes);
  ASSERT_TRUE(mlir::succeeded(passes.run(*module)));
  auto after = runModel(*module, arguments);
  ASSERT_TRUE(static_cast<bool>(after)) << llvm::toString(after.takeError());

  ASSERT_EQ(before->size(), after->size());
  for (size_t i = 0; i < before->size(); ++i) {
    EXPECT_EQ((*before)[i].shape, (*after)[i].shape);
    EXPECT_TRUE((*before)[i].bytes == (*after)[i].bytes) << "result " << i;
    // A model of zeros, or of NaNs, would prove nothing.
    Values values = valuesOf((*before)[i]);
    EXPECT_TRUE(llvm::any_of(values, [](double x) { return x > 0; }));
    EXPECT_TRUE(llvm::none_of(values, [](double x) { return std::isnan(x); }));
  }
}

// llama_prefill takes half a minute; its operations are those of llama_decode.
INSTANTIATE_TEST_SUITE_P(Models, ModelTest,
                         testing::Values("bert_layer", "resnet18",
                                         "llama_decode", "int8_mlp",
                                         "int8_attention"),
                         [](const auto &info) { return info.param; });
