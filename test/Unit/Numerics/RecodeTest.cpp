//===- RecodeTest.cpp - units of codecs, and elements that pass them ------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The contract of Codec::unit, and recode.
///
//===----------------------------------------------------------------------===//

#include "ridge/Numerics/Codec.h"
#include "ridge/Numerics/Conversion.h"
#include "gtest/gtest.h"
#include <cmath>
#include <cstring>
#include <limits>
#include <random>

using namespace ridge;

static const char *codecsWithUnits[] = {"f8E4M3FN",
                                        "bf16",
                                        "f4E2M1FN",
                                        "f32",
                                        "binary12p5sf",
                                        "mxfp4",
                                        "mxfp8e4m3",
                                        "mxfp6e2m3",
                                        "mxint8",
                                        "bfp<12,20>",
                                        "sparse<2:4,f16>",
                                        "sparse<2:4,f8E4M3FN>",
                                        "sparse<2:4,mxfp4>",
                                        "sparse<3:4,mxfp4>",
                                        "sparse<3:16,mxint8>",
                                        "sparse<4:7,entropy<bf16>>",
                                        "sparse<1:3,f8E5M2>",
                                        "sparse<2:4,transform<6>>",
                                        "entropy<bf16>",
                                        "entropy<f8E4M3FN>",
                                        "entropy<f32>",
                                        "transform<2>",
                                        "transform<8>",
                                        "transform<32>"};

static std::unique_ptr<Codec> codecOf(llvm::StringRef name) {
  return cantFail(Codec::create(name));
}

static std::vector<float> roundTrip(const Codec &codec,
                                    llvm::ArrayRef<float> values) {
  return cantFail(codec.decode(codec.encode(values), values.size()));
}

/// Normal values of widely different sizes from unit to unit; `special` puts
/// NaN, infinities, zeros and the ends of f32 among them.
static std::vector<float> mixedValues(size_t count, int64_t unit, bool special,
                                      uint64_t seed) {
  std::mt19937_64 random(seed);
  std::normal_distribution<float> normal;
  using Limits = std::numeric_limits<float>;
  const float specials[] = {
      Limits::quiet_NaN(), Limits::infinity(), -Limits::infinity(), 0.0f, -0.0f,
      Limits::max(),       -Limits::max(),     Limits::denorm_min()};
  std::vector<float> values(count);
  float scale = 1;
  for (size_t i = 0; i < count; ++i) {
    if (i % unit == 0)
      scale = std::ldexp(1.0f, int(random() % 40) - 20);
    values[i] = normal(random) * scale;
    // Units without, with one and with many of them.
    if (special && random() % (1 + i / unit % 40) == 0)
      values[i] = specials[random() % 8];
  }
  return values;
}

/// Equal bits, but for NaNs.
static void expectSame(llvm::ArrayRef<float> a, llvm::ArrayRef<float> b) {
  ASSERT_EQ(a.size(), b.size());
  for (size_t i = 0; i < a.size(); ++i) {
    if (std::isnan(a[i]) && std::isnan(b[i]))
      continue;
    ASSERT_EQ(std::memcmp(&a[i], &b[i], 4), 0)
        << i << ": " << a[i] << " " << b[i];
  }
}

TEST(CodecUnit, AreAsTheirPartsSay) {
  EXPECT_EQ(codecOf("bf16")->unit(), 1);
  EXPECT_EQ(codecOf("entropy<f32>")->unit(), 1);
  EXPECT_EQ(codecOf("mxfp4")->unit(), 32);
  EXPECT_EQ(codecOf("bfp<12,20>")->unit(), 20);
  EXPECT_EQ(codecOf("transform<8>")->unit(), 16);
  EXPECT_EQ(codecOf("sparse<2:4,bf16>")->unit(), 4);
  // 32 kept values are 16 groups of 4.
  EXPECT_EQ(codecOf("sparse<2:4,mxfp4>")->unit(), 64);
  // 3 of 4: 32 groups keep 96 values, three blocks.
  EXPECT_EQ(codecOf("sparse<3:4,mxfp4>")->unit(), 128);
  EXPECT_EQ(codecOf("nvfp4")->unit(), 0);
  EXPECT_EQ(codecOf("sparse<2:4,nvfp4>")->unit(), 0);
}

TEST(CodecUnit, ARunDecodesToWhatItsUnitsDo) {
  for (const char *name : codecsWithUnits) {
    SCOPED_TRACE(name);
    auto codec = codecOf(name);
    int64_t unit = codec->unit();
    ASSERT_GT(unit, 0);
    for (bool special : {false, true}) {
      std::vector<float> values = mixedValues(60 * unit, unit, special, 3);
      std::vector<float> apart;
      for (size_t i = 0; i < values.size(); i += unit) {
        auto one = roundTrip(*codec, llvm::ArrayRef(values).slice(i, unit));
        apart.insert(apart.end(), one.begin(), one.end());
      }
      expectSame(roundTrip(*codec, values), apart);
    }
  }
}

TEST(CodecUnit, FixedRatesAreThoseOfWholeUnits) {
  for (const char *name : codecsWithUnits) {
    auto codec = codecOf(name);
    if (codec->fixedBitsPerValue() == 0)
      continue;
    // Eight units: parts that end at whole bytes do so.
    std::vector<float> values = mixedValues(8 * codec->unit(), 1, false, 4);
    EXPECT_EQ(double(codec->encode(values).size()) * 8,
              codec->fixedBitsPerValue() * double(values.size()))
        << name;
  }
}

TEST(Recode, IsRoundingEncodingAndRounding) {
  const Format formats[] = {Format::F32,      Format::F64,      Format::BF16,
                            Format::F16,      Format::F8E4M3FN, Format::F8E5M2,
                            Format::F4E2M1FN, Format::TF32};
  RoundingRule rule;
  rule.overflow = Overflow::Saturate;
  for (const char *name : codecsWithUnits) {
    auto codec = codecOf(name);
    for (Format format : formats) {
      SCOPED_TRACE(name + (" " + formatName(format)));
      size_t count = 7 * codec->unit(), size = bytesOf(format);
      std::vector<float> drawn = mixedValues(count, codec->unit(), true, 5);
      Conversion conversion{format, rule, 0};
      std::vector<uint8_t> elements(count * size);
      encodeArray(conversion, drawn, elements.data());
      std::vector<float> values;
      for (size_t i = 0; i < count; ++i)
        values.push_back(float(decodeFloat(format, &elements[i * size])));
      std::vector<float> expected = roundTrip(*codec, values);
      recode(*codec, format, elements);
      for (size_t i = 0; i < count; ++i) {
        uint64_t code = 0;
        std::memcpy(&code, &elements[i * size], size);
        ASSERT_EQ(code, conversion.encode(expected[i])) << i;
      }
    }
  }
}

TEST(Recode, BatchesDoNotShow) {
  // More than one batch, and units that do not divide it.
  for (const char *name :
       {"bfp<12,20>", "sparse<3:4,mxfp4>", "entropy<bf16>"}) {
    auto codec = codecOf(name);
    std::vector<float> values = mixedValues(
        40000 / codec->unit() * codec->unit(), codec->unit(), true, 6);
    std::vector<float> expected = roundTrip(*codec, values);
    recode(*codec, Format::F32,
           {reinterpret_cast<uint8_t *>(values.data()), values.size() * 4});
    expectSame(values, expected);
  }
}

TEST(Recode, NothingIsNothing) { recode(*codecOf("mxfp4"), Format::F32, {}); }
