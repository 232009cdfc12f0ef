//===- Recode.cpp - elements as they come back from a codec ---------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What a memory that holds codes does to elements. Units are coded apart from
/// one another, so many of them go through at once, whatever the run that they
/// lie in.
///
//===----------------------------------------------------------------------===//

#include "ridge/Numerics/Codec.h"
#include "ridge/Numerics/Conversion.h"
#include "llvm/ADT/STLExtras.h"
#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstring>

using namespace ridge;

/// f32 needs no conversion but for what is not finite.
static void decode(Format format, const uint8_t *elements,
                   std::vector<float> &values) {
  if (format == Format::F32)
    std::memcpy(values.data(), elements, values.size() * sizeof(float));
  else
    decodeArray(format, elements, values.size(), values.data());
}

static void encode(const Conversion &conversion, llvm::ArrayRef<float> values,
                   uint8_t *elements) {
  auto isFinite = [](float value) { return std::isfinite(value); };
  if (conversion.format == Format::F32 && llvm::all_of(values, isFinite))
    std::memcpy(elements, values.data(), values.size() * sizeof(float));
  else
    encodeArray(conversion, values, elements);
}

void ridge::recode(const Codec &codec, Format format,
                   llvm::MutableArrayRef<uint8_t> elements) {
  int64_t unit = codec.unit();
  auto elementBytes = static_cast<int64_t>(bytesOf(format));
  auto count = static_cast<int64_t>(elements.size()) / elementBytes;
  assert(isFloat(format) && "codecs are for floats");
  assert(unit > 0 && count % unit == 0 && "codes of whole units");
  RoundingRule rule;
  rule.overflow = Overflow::Saturate;
  Conversion conversion{format, rule, 0};
  // Enough for tables to pay, little enough to stay in a cache.
  constexpr int64_t batch = 1 << 14;
  int64_t step = std::max<int64_t>(1, batch / unit) * unit;
  std::vector<float> values;
  for (int64_t first = 0; first < count; first += step) {
    uint8_t *here = elements.data() + first * elementBytes;
    values.resize(std::min(step, count - first));
    decode(format, here, values);
    std::vector<uint8_t> codes = codec.encode(values);
    values = cantFail(codec.decode(codes, values.size()));
    encode(conversion, values, here);
  }
}
