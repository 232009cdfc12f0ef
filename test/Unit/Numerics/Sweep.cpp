//===- Sweep.cpp - all f32 to small floats --------------------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// All 2^32 bit patterns of f32, converted to f8E4M3FN (to nearest even, with
/// infinities and saturating) and f4E2M1FN: vector loops, portable loops and
/// single values against the exact model. `make test-slow` runs it, for six
/// minutes.
///
//===----------------------------------------------------------------------===//

#include "ExactModel.h"
#include "SweepFormats.h"
#include "gtest/gtest.h"

using namespace ridge;

/// A part of the inputs, by each way that the library has.
struct Part {
  explicit Part(uint64_t first) : first(first), values(size), codes(size) {
    for (uint64_t i = 0; i < size; ++i) {
      auto bits = static_cast<uint32_t>(first + i);
      std::memcpy(&values[i], &bits, sizeof(bits));
    }
  }

  static constexpr uint64_t size = 1 << 16;
  uint64_t first;
  std::vector<float> values;
  std::vector<uint8_t> codes, portable = codes;
};

/// Of arrays: many values at a time, and so few that no vector takes them.
static void encodeBothWays(const Conversion &conversion, Part &part) {
  encodeArray(conversion, part.values, part.codes.data());
  part.portable.resize(Part::size);
  for (uint64_t i = 0; i < Part::size; i += 16)
    encodeArray(conversion, llvm::ArrayRef(part.values).slice(i, 16),
                part.portable.data() + i);
}

static uint32_t expectedCode(const ExactModel &model, Format format,
                             const RoundingRule &rule, float value) {
  if (!std::isnan(value))
    return model.encode(value, rule);
  // NaN keeps its sign; without one it is the largest value, without sign.
  FloatLayout layout = FloatLayout::of(format);
  if (!layout.hasNaN)
    return layout.maxFinite;
  return layout.nan | (std::signbit(value) ? layout.signBit : 0);
}

static void sweep(Format format, RoundingRule rule) {
  ExactModel model(format);
  Conversion conversion{format, rule, 0};
  for (uint64_t first = 0; first < uint64_t(1) << 32; first += Part::size) {
    Part part(first);
    encodeBothWays(conversion, part);
    for (uint64_t i = 0; i < Part::size; ++i) {
      float value = part.values[i];
      uint64_t expected = expectedCode(model, format, rule, value);
      bool equal = conversion.encode(value) == expected &&
                   part.codes[i] == expected && part.portable[i] == expected;
      ASSERT_TRUE(equal) << formatName(format) << " " << value << " of bits "
                         << first + i;
    }
  }
}

TEST(Sweep, AllF32ToF8E4M3FN) {
  for (const RoundingRule &rule : exactRules())
    if (rule.rounding == Rounding::NearestEven)
      sweep(Format::F8E4M3FN, rule);
}

TEST(Sweep, AllF32ToF4E2M1FN) { sweep(Format::F4E2M1FN, {}); }
