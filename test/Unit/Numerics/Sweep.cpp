//===- Sweep.cpp - all f32 to small floats --------------------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// All 2^32 bit patterns of f32, converted to f8E4M3FN and f4E2M1FN: the vector
/// loops and the single values against the exact model. Takes minutes; `make
/// test-slow` runs it.
///
//===----------------------------------------------------------------------===//

#include "ExactModel.h"
#include "SweepFormats.h"
#include "gtest/gtest.h"

using namespace ridge;

static void sweep(Format format, RoundingRule rule) {
  constexpr uint64_t part = 1 << 16;
  ExactModel model(format);
  Conversion conversion{format, rule, 0};
  std::vector<float> values(part);
  std::vector<uint8_t> codes(part);
  for (uint64_t first = 0; first < uint64_t(1) << 32; first += part) {
    for (uint64_t i = 0; i < part; ++i) {
      auto bits = static_cast<uint32_t>(first + i);
      std::memcpy(&values[i], &bits, sizeof(bits));
    }
    encodeArray(conversion, values, codes.data());
    for (uint64_t i = 0; i < part; ++i) {
      uint64_t single = conversion.encode(values[i]);
      uint64_t expected =
          std::isnan(values[i]) ? single : model.encode(values[i], rule);
      ASSERT_TRUE(codes[i] == single && single == expected)
          << formatName(format) << " " << values[i] << " of bits " << first + i;
    }
  }
}

TEST(Sweep, AllF32ToF8E4M3FN) {
  for (const RoundingRule &rule : exactRules())
    if (rule.rounding == Rounding::NearestEven)
      sweep(Format::F8E4M3FN, rule);
}

TEST(Sweep, AllF32ToF4E2M1FN) { sweep(Format::F4E2M1FN, {}); }
