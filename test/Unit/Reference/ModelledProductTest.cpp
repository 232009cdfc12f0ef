//===- ModelledProductTest.cpp - products under a model of accumulation ---===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The reference's own sums, in f64 arithmetic, against those of Numerics.
///
//===----------------------------------------------------------------------===//

#include "RunModule.h"
#include "ridge/Numerics/Accumulate.h"
#include <cstring>
#include <random>

using namespace ridge;

namespace {

constexpr int64_t rows = 6, columns = 7, depth = 70;

/// Codes of `format`, all finite, of any magnitude.
Array drawCodes(Format format, std::vector<int64_t> shape,
                std::mt19937_64 &random) {
  std::vector<double> values;
  for (int64_t i = 0, e = shape[0] * shape[1]; i < e; ++i) {
    uint64_t code = 0;
    double value;
    do {
      code = random() & ((uint64_t(1) << formatInfo(format).bits) - 1);
      value = decodeFloat(format, reinterpret_cast<uint8_t *>(&code));
    } while (!std::isfinite(value));
    // A few zeros, as sparse tensors have.
    values.push_back(random() % 8 ? value : 0);
  }
  return makeArray(format, shape, values);
}

class ModelledProductTest : public ModuleTest {
protected:
  void compare(llvm::StringRef text, llvm::StringRef formatText) {
    std::string problem;
    std::optional<AccumulateModel> model =
        AccumulateModel::parse(text, problem);
    ASSERT_TRUE(model) << problem;
    Format format = *parseFormat(formatText);
    ASSERT_EQ(model->checkOperands(format, format), "") << text.str();
    std::mt19937_64 random(8);
    Array a = drawCodes(format, {rows, depth}, random);
    Array b = drawCodes(format, {depth, columns}, random);
    std::string f = formatText.str();
    std::string module = R"(
      func.func @f(%a: tensor<6x70x)" +
                         f + R"(>, %b: tensor<70x7x)" + f +
                         R"(>) -> tensor<6x7xf32> {
        %r = ridge.contract ins(%a, %b : tensor<6x70x)" +
                         f + R"(>, tensor<70x7x)" + f + R"(>) init 0.0 : f32
            extents [6, 7, 70]
            maps [affine_map<(m, n, k) -> (m, k)>,
                  affine_map<(m, n, k) -> (k, n)>,
                  affine_map<(m, n, k) -> (m, n)>]
            accumulate ")" +
                         text.str() + R"(" {
        ^bb0(%x: )" + f +
                         ", %y: " + f + R"(, %o: f32):
          %u = arith.extf %x : )" +
                         f + R"( to f32
          %v = arith.extf %y : )" +
                         f + R"( to f32
          %p = arith.mulf %u, %v : f32
          %s = arith.addf %o, %p : f32
          ridge.yield %s : f32
        } -> tensor<6x7xf32>
        return %r : tensor<6x7xf32>
      })";
    auto results = tryRun(module, {a, b});
    ASSERT_TRUE(bool(results)) << llvm::toString(results.takeError());
    unsigned size = bytesOf(format);
    for (int64_t m = 0; m < rows; ++m)
      for (int64_t n = 0; n < columns; ++n) {
        Codes row{format, &a.bytes[m * depth * size], size};
        Codes column{format, &b.bytes[n * size], columns * size};
        uint64_t want =
            accumulateBits(*model, Format::F32,
                           dot(*model, row, column, depth, 0, Format::F32));
        uint32_t have;
        std::memcpy(&have, &(*results)[0].bytes[(m * columns + n) * 4], 4);
        EXPECT_EQ(have, uint32_t(want)) << text.str() << " " << m << "," << n;
      }
  }
};

TEST_F(ModelledProductTest, PresetsAgreeWithNumerics) {
  unsigned compared = 0;
  for (const AccumulatePreset &preset : accumulatePresets())
    for (llvm::StringRef format : {"f8E4M3FN", "f8E5M2", "f16", "bf16"}) {
      std::string problem;
      auto model = AccumulateModel::parse(preset.name, problem);
      Format parsed = *parseFormat(format);
      if (!model || model->stored() != Format::F32 ||
          !model->checkOperands(parsed, parsed).empty())
        continue;
      compare(preset.name, format);
      ++compared;
    }
  EXPECT_GT(compared, 10u);
}

TEST_F(ModelledProductTest, RoundingsOfResultsAgree) {
  for (llvm::StringRef rounding : {"zero", "even", "down"})
    compare(("accumulate<fraction=20, terms=16, mantissa=10, rounding=" +
             rounding + ">")
                .str(),
            "f16");
}

} // namespace
