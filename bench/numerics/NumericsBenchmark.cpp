//===- NumericsBenchmark.cpp - elements per second of conversions ---------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Prints "NAME RATE" lines, in 10^9 elements a second on one core. Arrays fit
/// the second-level cache; the best of many rounds counts, so that other load
/// disturbs little.
///
//===----------------------------------------------------------------------===//

#include "ridge/Numerics/BlockFormat.h"
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <random>

using namespace ridge;

static constexpr size_t count = 1 << 15;

template <typename Function>
static void measure(const std::string &name, Function function) {
  using Clock = std::chrono::steady_clock;
  double best = 1e9;
  for (int round = 0; round < 500; ++round) {
    auto start = Clock::now();
    function();
    std::chrono::duration<double> seconds = Clock::now() - start;
    best = std::min(best, seconds.count());
  }
  std::printf("%-28s %6.2f\n", name.c_str(), double(count) / best / 1e9);
}

static std::vector<float> normalValues() {
  std::mt19937_64 random(7);
  std::normal_distribution<float> normal;
  std::vector<float> values(count);
  for (float &value : values)
    value = normal(random);
  return values;
}

static void measureCodes(const std::vector<float> &values) {
  std::vector<uint8_t> codes(count), packed(count);
  std::vector<float> decoded(count);
  for (Format format : {Format::F8E4M3FN, Format::F8E5M2, Format::F8E4M3FNUZ,
                        Format::F6E2M3FN, Format::F6E3M2FN, Format::F4E2M1FN}) {
    Conversion conversion{format, {}, 0};
    measure("encode " + formatName(format),
            [&] { encodeArray(conversion, values, codes.data()); });
    DecodeTable table(format);
    measure("decode " + formatName(format),
            [&] { table.decode(codes, decoded.data()); });
    unsigned bits = bitsOf(format);
    if (bits < 8)
      measure("pack " + formatName(format),
              [&] { packCodes(bits, codes, packed.data()); });
    if (bits == 4)
      measure("decode packed f4E2M1FN", [&] {
        table.decodePacked4(packed.data(), count, decoded.data());
      });
  }
}

/// Into arrays that are there, as a caller in a loop has them.
static void measureBlocks(const std::vector<float> &values) {
  std::vector<uint8_t> packed(count), scales(count / 32);
  for (const char *name :
       {"mxfp8e4m3", "mxfp8e5m2", "mxfp6e2m3", "mxfp6e3m2", "mxfp4"}) {
    BlockFormat format = *parseBlockFormat(name);
    measure(std::string("encode blocks ") + name, [&] {
      encodeBlocksFast(format, values, packed.data(), scales.data());
    });
  }
  for (const char *name : {"mxint8", "nvfp4"}) {
    BlockFormat format = *parseBlockFormat(name);
    measure(std::string("encode blocks ") + name,
            [&] { encodeBlocks(format, values, {int64_t(count)}); });
  }
}

int main() {
  std::vector<float> values = normalValues();
  measureCodes(values);
  measureBlocks(values);
  return 0;
}
