//===- CodecTest.cpp - values in fewer bits -------------------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Round trips, rates and error bounds. Rates of entropy coding are compared
/// with the entropy of the very values, and with published figures for normal
/// weights.
///
//===----------------------------------------------------------------------===//

#include "ridge/Numerics/Codec.h"
#include "ridge/Numerics/BlockFormat.h"
#include "gtest/gtest.h"
#include <cmath>
#include <limits>
#include <map>
#include <random>

using namespace ridge;

static std::unique_ptr<Codec> codecOf(llvm::StringRef name) {
  llvm::Expected<std::unique_ptr<Codec>> codec = Codec::create(name);
  if (codec)
    return std::move(*codec);
  ADD_FAILURE() << llvm::toString(codec.takeError());
  return nullptr;
}

static std::string errorOf(llvm::StringRef name) {
  llvm::Expected<std::unique_ptr<Codec>> codec = Codec::create(name);
  return codec ? "" : llvm::toString(codec.takeError());
}

static std::vector<float>
decoded(const Codec &codec, const std::vector<uint8_t> &bytes, int64_t count) {
  llvm::Expected<std::vector<float>> values = codec.decode(bytes, count);
  if (values)
    return *values;
  ADD_FAILURE() << codec.name() << ": " << llvm::toString(values.takeError());
  return {};
}

static std::vector<float> roundTrip(const Codec &codec,
                                    const std::vector<float> &values) {
  return decoded(codec, codec.encode(values), values.size());
}

static std::vector<float> normalValues(size_t count, double deviation,
                                       uint64_t seed = 7) {
  std::mt19937_64 random(seed);
  std::normal_distribution<double> normal(0, deviation);
  std::vector<float> values(count);
  for (float &value : values)
    value = static_cast<float>(normal(random));
  return values;
}

/// x[i] = 0.98 x[i-1] + noise, of variance 1.
static std::vector<float> correlatedValues(size_t count) {
  std::mt19937_64 random(9);
  std::normal_distribution<double> normal(0, std::sqrt(1 - 0.98 * 0.98));
  std::vector<float> values(count);
  double x = 0;
  for (float &value : values)
    value = static_cast<float>(x = 0.98 * x + normal(random));
  return values;
}

/// 10 log10 of signal by error.
static double signalToNoise(const std::vector<float> &values,
                            const std::vector<float> &found) {
  double signal = 0, noise = 0;
  for (size_t i = 0; i < values.size(); ++i) {
    double error = double(values[i]) - found[i];
    signal += double(values[i]) * values[i];
    noise += error * error;
  }
  return 10 * std::log10(signal / noise);
}

/// In the values of a format, as its codec rounds them.
static std::vector<float> roundedTo(llvm::StringRef format,
                                    const std::vector<float> &values) {
  return roundTrip(*codecOf(format), values);
}

//===----------------------------------------------------------------------===//
// All codecs
//===----------------------------------------------------------------------===//

static const char *allCodecs[] = {"f8E4M3FN",
                                  "bf16",
                                  "f4E2M1FN",
                                  "f6E3M2FN",
                                  "f32",
                                  "binary12p5sf",
                                  "mxfp4",
                                  "mxfp6e2m3",
                                  "mxint8",
                                  "nvfp4",
                                  "bfp<12,20>",
                                  "block<float_e4m7,f8E5M2,*>+tensor",
                                  "sparse<2:4,f16>",
                                  "sparse<2:4,mxfp4>",
                                  "sparse<4:7,entropy<bf16>>",
                                  "sparse<1:3,f8E5M2>",
                                  "sparse<3:16,f4E2M1FN>",
                                  "entropy<bf16>",
                                  "entropy<f8E4M3FN>",
                                  "entropy<f32>",
                                  "entropy<f16>",
                                  "transform<2>",
                                  "transform<7>",
                                  "transform<32>"};

TEST(Codec, DecodesWhatItEncodedForEveryLength) {
  for (const char *name : allCodecs) {
    std::unique_ptr<Codec> codec = codecOf(name);
    for (size_t count : {0, 1, 2, 3, 15, 16, 17, 255, 1000}) {
      std::vector<float> values = normalValues(count, 1, count);
      std::vector<float> found = roundTrip(*codec, values);
      ASSERT_EQ(found.size(), count) << name;
      bool takenAnew = llvm::StringRef(name).contains("transform") ||
                       llvm::StringRef(name).contains("tensor") ||
                       llvm::StringRef(name).contains("nvfp4");
      if (!takenAnew) {
        ASSERT_EQ(roundTrip(*codec, found), found) << name;
      }
    }
  }
}

TEST(Codec, FixedRatesAreTheBytes) {
  for (const char *name : allCodecs) {
    std::unique_ptr<Codec> codec = codecOf(name);
    if (codec->fixedBitsPerValue() == 0)
      continue;
    // Whole blocks and groups of all. One scale for all of 26880 values has
    // 32 bits and what pads them.
    std::vector<float> values = normalValues(26880, 1);
    double whole = codec->fixedBitsPerValue(),
           rate = bitsPerValue(*codec, values);
    EXPECT_GE(rate, whole) << name;
    EXPECT_LE(rate, whole + 48.0 / 26880) << name;
  }
  EXPECT_DOUBLE_EQ(codecOf("mxfp4")->fixedBitsPerValue(), 4.25);
  // Of 16 values 3, each with 4 bits of its own and 4 of position.
  EXPECT_DOUBLE_EQ(codecOf("sparse<3:16,f4E2M1FN>")->fixedBitsPerValue(), 1.5);
  EXPECT_DOUBLE_EQ(codecOf("sparse<2:4,mxfp4>")->fixedBitsPerValue(), 3.125);
  EXPECT_DOUBLE_EQ(codecOf("sparse<2:4,f16>")->fixedBitsPerValue(), 9);
  EXPECT_DOUBLE_EQ(codecOf("sparse<2:4,f8E4M3FN>")->fixedBitsPerValue(), 5);
  EXPECT_DOUBLE_EQ(codecOf("f6E3M2FN")->fixedBitsPerValue(), 6);
}

TEST(Codec, NamesComeBack) {
  for (const char *name : allCodecs) {
    std::unique_ptr<Codec> codec = codecOf(name);
    EXPECT_EQ(codecOf(codec->name())->name(), codec->name());
    EXPECT_GT(codec->cost().gates, 0);
    EXPECT_EQ(codec->cost().basis.rfind("assumed", 0), 0u);
  }
  EXPECT_EQ(codecOf("float_e4m3_fn")->name(), "f8E4M3FN");
  EXPECT_EQ(codecOf("sparse<2:4, mxfp4>")->name(), "sparse<2:4,mxfp4>");
}

TEST(Codec, MissingAndForeignBytesAreAnError) {
  std::vector<float> values = normalValues(100, 1);
  for (const char *name : allCodecs) {
    std::unique_ptr<Codec> codec = codecOf(name);
    std::vector<uint8_t> bytes = codec->encode(values);
    for (size_t left :
         {size_t(0), size_t(1), bytes.size() / 2, bytes.size() - 1}) {
      llvm::Expected<std::vector<float>> found =
          codec->decode(llvm::ArrayRef(bytes).take_front(left), 100);
      ASSERT_FALSE(bool(found)) << name << " " << left;
      llvm::consumeError(found.takeError());
    }
    bytes.push_back(0);
    llvm::Expected<std::vector<float>> found = codec->decode(bytes, 100);
    ASSERT_FALSE(bool(found)) << name;
    llvm::consumeError(found.takeError());
  }
}

/// Foreign bytes give values or an error, never an access out of bounds.
TEST(Codec, ForeignBytesDoNoHarm) {
  std::mt19937_64 random(1);
  for (const char *name : allCodecs) {
    std::unique_ptr<Codec> codec = codecOf(name);
    std::vector<uint8_t> good = codec->encode(normalValues(64, 1));
    for (int round = 0; round < 500; ++round) {
      std::vector<uint8_t> bytes = good;
      for (int flips = 0; flips < 4; ++flips)
        bytes[random() % bytes.size()] = static_cast<uint8_t>(random());
      // Nothing of the encoder's at all, or of another length.
      if (round % 4 == 0)
        for (uint8_t &byte : bytes)
          byte = static_cast<uint8_t>(random());
      if (round % 5 == 0)
        bytes.resize(random() % (2 * bytes.size()));
      llvm::Expected<std::vector<float>> found = codec->decode(bytes, 64);
      if (!found) {
        llvm::consumeError(found.takeError());
        continue;
      }
      EXPECT_EQ(found->size(), 64u) << name;
    }
  }
}

TEST(Codec, ErrorsSayWhatWasExpected) {
  EXPECT_EQ(errorOf("zip"),
            "no codec is named 'zip'; there are sparse<N:M,C>, entropy<F>, "
            "transform<BITS>, float formats and block formats");
  EXPECT_EQ(errorOf("sparse<4:4,f16>"),
            "sparse takes N:M with 1 <= N < M <= 256, not '4:4'");
  EXPECT_EQ(errorOf("sparse<2:4,i8>"),
            "a codec is for float formats of at most 32 bits, not 'i8'");
  EXPECT_EQ(errorOf("sparse<2:4>"), "sparse<2:4> lacks the format of what is "
                                    "kept, as in sparse<2:4,bf16>");
  EXPECT_EQ(errorOf("sparse<2:4,sparse<1:2,f16>>"),
            "sparse<2:4,sparse<1:2,f16>> is sparse twice");
  EXPECT_EQ(errorOf("block<i8,f32,4x4>"),
            "a codec is for rows of values, 'block<i8,f32,4x4>' has blocks of "
            "several rows");
  EXPECT_EQ(errorOf("f64"),
            "a codec is for float formats of at most 32 bits, not 'f64'");
  EXPECT_EQ(errorOf("entropy<i8>"), "entropy takes a float format, not 'i8'");
  for (const char *name : {"", "<", ">", "sparse<", "sparse<>", "sparse<2:4,>",
                           "entropy<>", "transform<x>", "transform<-3>",
                           "sparse<2:99999999999999999999,f16>", "bf16>"})
    EXPECT_NE(errorOf(name), "") << name;
  EXPECT_EQ(errorOf("transform<1>"),
            "transform takes 2 to 32 bits per value, not '1'");
  EXPECT_EQ(errorOf("entropy<f64>"),
            "entropy codes exponents of at most 8 bits, f64 has more");
}

//===----------------------------------------------------------------------===//
// Formats and sparsity
//===----------------------------------------------------------------------===//

TEST(FormatCodec, LowNibbleComesFirst) {
  // 1.0 is 0b0010 of f4E2M1FN, -6 is 0b1111.
  EXPECT_EQ(codecOf("f4E2M1FN")->encode({1, -6}), (std::vector<uint8_t>{0xF2}));
}

TEST(FormatCodec, ValuesBeyondTheRangeAreTheLargest) {
  EXPECT_EQ(roundedTo("f8E4M3FN", {1000, -1e30f, 449}),
            (std::vector<float>{448, -448, 448}));
  EXPECT_TRUE(std::isnan(roundedTo("f8E4M3FN", {NAN})[0]));
}

TEST(SparseCodec, KeepsTheLargestOfEachGroupInPlace) {
  EXPECT_EQ(roundedTo("sparse<2:4,f16>", {1, -4, 2, 0.5, 0, 0, 0, -3}),
            (std::vector<float>{0, -4, 2, 0, 0, 0, 0, -3}));
  // Of equal magnitudes the first ones stay.
  EXPECT_EQ(roundedTo("sparse<2:4,f16>", {1, -1, 1, -1}),
            (std::vector<float>{1, -1, 0, 0}));
  // A group that is cut off, and one with values in its last places.
  EXPECT_EQ(roundedTo("sparse<1:4,f16>", {0, 0, 0, 7, 2, 3}),
            (std::vector<float>{0, 0, 0, 7, 0, 3}));
}

/// No other choice of N from M has a smaller error.
TEST(SparseCodec, IsTheBestChoice) {
  std::vector<float> values = roundedTo("f16", normalValues(4000, 1));
  std::vector<float> found = roundedTo("sparse<2:4,f16>", values);
  for (size_t begin = 0; begin < values.size(); begin += 4) {
    double error = 0, best = std::numeric_limits<double>::infinity();
    for (int i = 0; i < 4; ++i)
      error += std::pow(double(values[begin + i]) - found[begin + i], 2);
    for (int i = 0; i < 4; ++i)
      for (int j = i + 1; j < 4; ++j)
        best = std::min(best, std::pow(double(values[begin + i]), 2) +
                                  std::pow(double(values[begin + j]), 2));
    ASSERT_DOUBLE_EQ(error, best);
  }
}

/// What is kept is as the inner codec gives it, with a scale for each 32 kept
/// values.
TEST(SparseCodec, KeepsInAnyCodec) {
  std::vector<float> values = normalValues(4096, 1);
  std::vector<float> sparse = roundedTo("sparse<2:4,f32>", values), kept;
  for (float value : sparse)
    if (value != 0)
      kept.push_back(value);
  ASSERT_EQ(kept.size(), 2048u);
  std::vector<float> expected = roundedTo("mxfp4", kept);
  std::vector<float> found = roundedTo("sparse<2:4,mxfp4>", values);
  for (size_t i = 0, next = 0; i < values.size(); ++i)
    ASSERT_EQ(found[i], sparse[i] == 0 ? 0 : expected[next++]) << i;
}

/// 4 values: positions 1 and 3 in two bits each fill half a byte, then the
/// kept values follow at a whole byte.
TEST(SparseCodec, PositionsLieAscendingBeforeTheValues) {
  EXPECT_EQ(codecOf("sparse<2:4,f8E4M3FN>")->encode({0, 1, 0, -2}),
            (std::vector<uint8_t>{0b1101, 0x38, 0xC0}));
  llvm::Expected<std::vector<float>> found =
      codecOf("sparse<2:4,f8E4M3FN>")->decode({0b0111, 0x38, 0xC0}, 4);
  ASSERT_FALSE(bool(found));
  EXPECT_EQ(llvm::toString(found.takeError()),
            "sparse<2:4,f8E4M3FN>: the positions of a group do not ascend "
            "within it");
}

//===----------------------------------------------------------------------===//
// Blocks
//===----------------------------------------------------------------------===//

TEST(BlockCodec, IsTheBlockFormat) {
  std::vector<float> values = normalValues(1000, 3);
  for (const char *name : {"mxfp4", "mxfp8e4m3", "nvfp4", "bfp<12,20>"}) {
    BlockArray array = encodeBlocks(*parseBlockFormat(name), values, {1000});
    EXPECT_EQ(roundTrip(*codecOf(name), values), decodeBlocks(array)) << name;
  }
}

/// Scale 2^-2 is code 125; 1 / 2^-2 = 4 is code 6, the first lies low.
TEST(BlockCodec, ScalesLieBeforeTheElements) {
  EXPECT_EQ(codecOf("mxfp4")->encode({1, -1, 0.5}),
            (std::vector<uint8_t>{125, 0xE6, 0x04}));
}

/// A significand multiplies where the scale is no power of two.
TEST(BlockCodec, ScalesWithMantissaCostMore) {
  EXPECT_GT(codecOf("nvfp4")->cost().gates, codecOf("mxfp4")->cost().gates);
  EXPECT_GT(codecOf("mxfp4")->cost().gates, codecOf("f4E2M1FN")->cost().gates);
  EXPECT_GT(codecOf("sparse<2:4,mxfp4>")->cost().gates,
            codecOf("mxfp4")->cost().gates);
}

//===----------------------------------------------------------------------===//
// Entropy
//===----------------------------------------------------------------------===//

/// Bits per symbol that no code without memory can beat.
static double entropyOf(const std::vector<unsigned> &symbols) {
  std::map<unsigned, double> counts;
  for (unsigned symbol : symbols)
    ++counts[symbol];
  double bits = 0;
  for (auto [symbol, count] : counts)
    bits -= count / symbols.size() * std::log2(count / symbols.size());
  return bits;
}

static std::vector<unsigned> codesOf(Format format,
                                     const std::vector<float> &values,
                                     unsigned shift, unsigned mask) {
  std::vector<unsigned> codes;
  for (float value : values) {
    uint64_t code = 0;
    encodeFloat(format, value, &code);
    codes.push_back(static_cast<unsigned>(code >> shift) & mask);
  }
  return codes;
}

TEST(EntropyCodec, LosesNothingOfAnyCode) {
  // All codes of the small formats, random ones of the others; NaN as a code.
  for (const char *name : {"f8E4M3FN", "f8E5M2", "f4E2M1FN", "bf16", "f16"}) {
    Format format = *parseFormat(name);
    std::vector<float> values;
    std::mt19937_64 random(2);
    for (unsigned i = 0; i < 4096; ++i) {
      uint64_t code = (bitsOf(format) <= 8 ? i : random()) &
                      ((uint64_t(1) << bitsOf(format)) - 1);
      double value = decodeFloat(format, &code);
      // An infinity saturates, as in every codec.
      if (!std::isinf(value))
        values.push_back(static_cast<float>(value));
    }
    std::vector<float> found =
        roundedTo("entropy<" + std::string(name) + ">", values);
    ASSERT_EQ(found.size(), values.size());
    for (size_t i = 0; i < values.size(); ++i) {
      if (std::isnan(values[i])) {
        ASSERT_TRUE(std::isnan(found[i]));
        continue;
      }
      ASSERT_EQ(std::signbit(found[i]), std::signbit(values[i]));
      ASSERT_EQ(found[i], values[i]) << name;
    }
  }
}

TEST(EntropyCodec, OneSymbolAndVeryUnevenOnes) {
  std::vector<float> values(5000, 1.5f);
  std::unique_ptr<Codec> codec = codecOf("entropy<f8E4M3FN>");
  EXPECT_EQ(roundTrip(*codec, values), values);
  // 1 + 20 bits of table, 32 of length, 32 of state: 11 bytes and no more.
  EXPECT_LE(codec->encode(values).size(), 12u);
  // 200 symbols that occur once beside one that fills the rest.
  values.assign(100000, 0.0f);
  for (unsigned i = 1; i < 120; ++i) {
    uint64_t code = i;
    values[i * 700] = static_cast<float>(decodeFloat(Format::F8E4M3FN, &code));
  }
  EXPECT_EQ(roundTrip(*codec, values), values);
}

/// Within 1 % of the entropy of these very values, table and all.
TEST(EntropyCodec, RateIsTheEntropy) {
  std::vector<float> weights = normalValues(1 << 17, 0.02);
  std::vector<float> bf16 = roundedTo("bf16", weights);
  double exponents = entropyOf(codesOf(Format::BF16, bf16, 7, 0xFF));
  double rate = bitsPerValue(*codecOf("entropy<bf16>"), bf16);
  EXPECT_GE(rate, exponents + 8);
  EXPECT_LE(rate, (exponents + 8) * 1.01);
  // The exponent of bf16 normal weights has 2.54 bits, so that a value takes
  // 10.54 and the ratio is 1.52.
  EXPECT_NEAR(rate, 10.54, 0.05);

  // E4M3 with the largest value at 448: 6.47 bits a code.
  std::vector<float> scaled = weights;
  float largest = 0;
  for (float value : weights)
    largest = std::max(largest, std::fabs(value));
  for (float &value : scaled)
    value *= 448 / largest;
  scaled = roundedTo("f8E4M3FN", scaled);
  double codes = entropyOf(codesOf(Format::F8E4M3FN, scaled, 0, 0xFF));
  rate = bitsPerValue(*codecOf("entropy<f8E4M3FN>"), scaled);
  EXPECT_GE(rate, codes);
  EXPECT_LE(rate, codes * 1.01);
  EXPECT_NEAR(rate, 6.47, 0.1);
}

//===----------------------------------------------------------------------===//
// Transform
//===----------------------------------------------------------------------===//

TEST(TransformCodec, ManyBitsAreNearlyExact) {
  for (double deviation : {1e-30, 0.02, 1e20}) {
    std::vector<float> values = normalValues(1600, deviation);
    std::vector<float> found = roundTrip(*codecOf("transform<32>"), values);
    for (size_t begin = 0; begin < values.size(); begin += 16) {
      float largest = 0;
      for (int i = 0; i < 16; ++i)
        largest = std::max(largest, std::fabs(values[begin + i]));
      // Values are integers in units of 2^-25 of the largest one's power of
      // two, and rounded once more to f32.
      for (int i = 0; i < 16; ++i)
        ASSERT_NEAR(found[begin + i], values[begin + i],
                    largest * std::ldexp(1.0, -24));
    }
  }
}

TEST(TransformCodec, MoreBitsAreBetter) {
  std::vector<float> values = correlatedValues(1 << 14);
  double last = -std::numeric_limits<double>::infinity();
  for (int bits = 2; bits <= 20; ++bits) {
    double found = signalToNoise(
        values,
        roundTrip(*codecOf("transform<" + std::to_string(bits) + ">"), values));
    EXPECT_GT(found, last + 3) << bits;
    last = found;
  }
}

/// It pays where neighbours resemble one another, and not on weights.
TEST(TransformCodec, SuitsCorrelatedSignals) {
  std::unique_ptr<Codec> codec = codecOf("transform<8>");
  std::vector<float> signal = correlatedValues(1 << 16);
  std::vector<float> weights = normalValues(1 << 16, 0.02);
  double correlated = signalToNoise(signal, roundTrip(*codec, signal));
  double independent = signalToNoise(weights, roundTrip(*codec, weights));
  EXPECT_GT(correlated, independent + 8);
  EXPECT_GT(correlated,
            signalToNoise(signal, roundedTo("f8E4M3FN", signal)) + 8);
}

TEST(TransformCodec, SpecialValuesStayInTheirBlock) {
  std::vector<float> values(48, 0);
  values[20] = NAN;
  values[21] = std::numeric_limits<float>::infinity();
  values[40] = 1.0f;
  values[41] = 1e-45f;
  std::vector<float> found = roundTrip(*codecOf("transform<16>"), values);
  for (int i = 0; i < 16; ++i)
    EXPECT_EQ(found[i], 0);
  for (float value : found)
    EXPECT_TRUE(std::isfinite(value));
  EXPECT_NEAR(found[21] / 0x1p127, 2, 0.01);
  EXPECT_NEAR(found[40], 1, 0.001);
}
