//===- NumericsBenchmark.cpp - elements per second of conversions ---------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Prints "NAME ELEMENTS RATE" lines, in 10^9 elements a second on one core,
/// for arrays that fit the second-level cache and for such that fit none. The
/// best of many rounds counts, so that other load disturbs little.
///
//===----------------------------------------------------------------------===//

#include "ridge/Numerics/BlockFormat.h"
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <random>

using namespace ridge;

template <typename Function>
static void measure(const std::string &name, size_t count, Function function) {
  using Clock = std::chrono::steady_clock;
  using Seconds = std::chrono::duration<double>;
  double best = 1e9;
  auto begin = Clock::now();
  do {
    auto start = Clock::now();
    function();
    best = std::min(best, Seconds(Clock::now() - start).count());
  } while (Seconds(Clock::now() - begin).count() < 0.1);
  std::printf("%-28s %9zu %7.3f\n", name.c_str(), count,
              double(count) / best / 1e9);
}

static std::vector<float> normalValues(size_t count) {
  std::mt19937_64 random(7);
  std::normal_distribution<float> normal;
  std::vector<float> values(count);
  for (float &value : values)
    value = normal(random);
  return values;
}

static void measureCodes(const std::vector<float> &values) {
  size_t count = values.size();
  std::vector<uint8_t> codes(count), packed(count);
  std::vector<float> decoded(count);
  for (Format format : {Format::F8E4M3FN, Format::F8E5M2, Format::F8E4M3FNUZ,
                        Format::F6E2M3FN, Format::F6E3M2FN, Format::F4E2M1FN}) {
    Conversion conversion{format, {}, 0};
    measure("encode " + formatName(format), count,
            [&] { encodeArray(conversion, values, codes.data()); });
    DecodeTable table(format);
    measure("decode " + formatName(format), count,
            [&] { table.decode(codes, decoded.data()); });
    unsigned bits = bitsOf(format);
    if (bits < 8)
      measure("pack " + formatName(format), count,
              [&] { packCodes(bits, codes, packed.data()); });
    if (bits == 4)
      measure("decode packed f4E2M1FN", count, [&] {
        table.decodePacked4(packed.data(), count, decoded.data());
      });
  }
}

/// Into arrays that are there, as a caller in a loop has them.
static void measureBlocks(const std::vector<float> &values) {
  size_t count = values.size();
  std::vector<uint8_t> packed(count), scales(count / 32);
  for (const char *name :
       {"mxfp8e4m3", "mxfp8e5m2", "mxfp6e2m3", "mxfp6e3m2", "mxfp4"}) {
    BlockFormat format = *parseBlockFormat(name);
    measure(std::string("encode blocks ") + name, count, [&] {
      encodeBlocksFast(format, values, packed.data(), scales.data());
    });
  }
  for (const char *name : {"mxint8", "nvfp4"}) {
    BlockFormat format = *parseBlockFormat(name);
    measure(std::string("encode blocks ") + name, count,
            [&] { encodeBlocks(format, values, {int64_t(count)}); });
  }
}

int main() {
  for (size_t count : {size_t(1) << 15, size_t(1) << 24}) {
    std::vector<float> values = normalValues(count);
    measureCodes(values);
    measureBlocks(values);
  }
  return 0;
}
