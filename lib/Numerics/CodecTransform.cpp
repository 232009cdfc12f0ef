//===- CodecTransform.cpp - blocks at a fixed rate ------------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// For signals whose neighbours resemble one another. A block is 16 values:
///
///   1. The exponent E of the largest magnitude, 9 bits: 0 says that all are
///      zero, else E + 150. Values become integers in units of 2^(E - 25).
///   2. Four levels of the 5/3 wavelet (Le Gall and Tabatabai): odd samples
///      less the mean of their neighbours, even samples plus a quarter of the
///      differences beside them; then the same of the even ones. Reversible.
///   3. Bit planes of the magnitudes, from the highest plane that 16 values can
///      reach, coarse coefficients first. Per plane: a bit for each coefficient
///      that is already significant; then, of the others, whether any becomes
///      so (0 ends the plane), and if, zeros up to it and its sign, and again.
///   4. When the bits of the block are used up it ends; the decoder takes the
///      middle of what it does not know.
///
//===----------------------------------------------------------------------===//

#include "BitStream.h"
#include "Codecs.h"
#include "llvm/ADT/Twine.h"
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

using namespace ridge;
using llvm::Twine;

static constexpr int blockSize = 16;
static constexpr int fractionBits = 25;
static constexpr unsigned exponentBits = 9;
static constexpr int exponentBias = 150;
/// Integers are at most 2^26. A level's even samples are a weighted mean whose
/// weights have the absolute sum 1.5, its differences one of sum 2: after four
/// levels at most 1.5^3 * 2 * 2^26 < 2^29.
static constexpr int topPlane = fractionBits + 4;

static constexpr float largestFloat = std::numeric_limits<float>::max();

using Block = std::array<int64_t, blockSize>;

//===----------------------------------------------------------------------===//
// Wavelet
//===----------------------------------------------------------------------===//

/// Sample i of a signal of `size` samples `step` apart, mirrored at its ends.
static int64_t &sample(Block &block, int step, int size, int i) {
  if (i < 0)
    i = -i;
  if (i >= size)
    i = 2 * (size - 1) - i;
  return block[i * step];
}

/// One level or, undoing it, its inverse.
static void transformLevel(Block &block, int step, bool inverse) {
  int size = blockSize / step;
  auto predict = [&](int sign) {
    for (int i = 1; i < size; i += 2)
      sample(block, step, size, i) -=
          sign * ((sample(block, step, size, i - 1) +
                   sample(block, step, size, i + 1)) >>
                  1);
  };
  auto update = [&](int sign) {
    for (int i = 0; i < size; i += 2)
      sample(block, step, size, i) +=
          sign * ((sample(block, step, size, i - 1) +
                   sample(block, step, size, i + 1) + 2) >>
                  2);
  };
  if (inverse) {
    update(-1);
    predict(-1);
  } else {
    predict(1);
    update(1);
  }
}

/// Positions of the coefficients, coarse ones first.
static constexpr int coarseFirst[blockSize] = {0, 8, 4, 12, 2, 6,  10, 14,
                                               1, 3, 5, 7,  9, 11, 13, 15};

//===----------------------------------------------------------------------===//
// Bit planes
//===----------------------------------------------------------------------===//

namespace {

/// Bits of one block, for both directions: `bit` writes its argument and gives
/// it back, or gives what it read.
class PlaneCoder {
public:
  PlaneCoder(BitWriter *writer, BitReader *reader, int64_t budget)
      : writer(writer), reader(reader), budget(budget) {}

  /// Fills (decoding) or spells out (encoding) the block's coefficients.
  void run(Block &block);

private:
  bool bit(bool value) {
    --budget;
    if (writer)
      writer->write(value, 1);
    return writer ? value : reader->read(1);
  }
  bool used() const { return budget <= 0; }
  void refine(int plane);
  void discover(int plane);
  bool bitOf(int i, int plane) const { return magnitude[i] >> plane & 1; }

  BitWriter *writer;
  BitReader *reader;
  int64_t budget;
  /// In coarse-first order. Decoding, the bits that are known.
  std::array<uint64_t, blockSize> magnitude = {};
  std::array<bool, blockSize> negative = {}, significant = {};
  std::array<int, blockSize> lastPlane = {}; ///< The lowest that is known.
};

} // namespace

void PlaneCoder::refine(int plane) {
  for (int i = 0; i < blockSize && !used(); ++i) {
    if (!significant[i])
      continue;
    bool set = bit(bitOf(i, plane));
    if (reader && set)
      magnitude[i] |= uint64_t(1) << plane;
    lastPlane[i] = plane;
  }
}

void PlaneCoder::discover(int plane) {
  int next = 0;
  auto isNew = [&](int i) { return !significant[i] && bitOf(i, plane); };
  while (!used()) {
    bool any = false;
    for (int i = next; i < blockSize && writer; ++i)
      any |= isNew(i);
    if (!bit(any))
      return;
    // Zeros up to the one; where only one is left it is that one.
    for (; next < blockSize; ++next) {
      if (significant[next])
        continue;
      bool isLast = true;
      for (int i = next + 1; i < blockSize; ++i)
        isLast &= significant[i];
      if (used())
        return;
      if (isLast || bit(isNew(next)))
        break;
    }
    if (next == blockSize || used())
      return;
    negative[next] = bit(negative[next]);
    if (reader)
      magnitude[next] |= uint64_t(1) << plane;
    significant[next] = true;
    lastPlane[next] = plane;
    ++next;
    bool rest = false;
    for (int i = next; i < blockSize; ++i)
      rest |= !significant[i];
    if (!rest)
      return;
  }
}

void PlaneCoder::run(Block &block) {
  for (int i = 0; i < blockSize && writer; ++i) {
    int64_t value = block[coarseFirst[i]];
    negative[i] = value < 0;
    magnitude[i] = value < 0 ? -value : value;
  }
  for (int plane = topPlane; plane >= 0 && !used(); --plane) {
    refine(plane);
    discover(plane);
  }
  if (writer)
    return;
  for (int i = 0; i < blockSize; ++i) {
    int64_t value = magnitude[i];
    if (significant[i] && lastPlane[i] > 0)
      value += int64_t(1) << (lastPlane[i] - 1);
    block[coarseFirst[i]] = negative[i] ? -value : value;
  }
}

//===----------------------------------------------------------------------===//
// The codec
//===----------------------------------------------------------------------===//

namespace {

class TransformCodec : public Codec {
public:
  explicit TransformCodec(unsigned bits) : bits(bits) {}

  std::string name() const override {
    return "transform<" + std::to_string(bits) + ">";
  }
  double fixedBitsPerValue() const override { return bits; }
  double largest() const override { return largestFloat; }
  std::vector<uint8_t> encode(llvm::ArrayRef<float> values) const override;
  llvm::Expected<std::vector<float>> decode(llvm::ArrayRef<uint8_t> bytes,
                                            int64_t count) const override;

  int64_t unit() const override { return blockSize; }
  CodecCost cost() const override {
    return {4500, 12,
            "assumed: two adders of 30 bits a level and value, four levels "
            "halving, a scan of 16 significance bits and two registers of 30 "
            "bits a value"};
  }

private:
  uint64_t blockBits() const { return uint64_t(bits) * blockSize; }

  unsigned bits;
};

} // namespace

/// The largest exponent of the finite values, 0 if all are zero. NaN counts as
/// 0 and an infinity as the largest finite value: there is no room for them.
static int exponentOf(llvm::ArrayRef<float> values) {
  float largest = 0;
  for (float value : values)
    if (!std::isnan(value))
      largest = std::max(largest, std::min(std::fabs(value), largestFloat));
  return largest == 0 ? 0 : std::ilogb(largest) + exponentBias;
}

std::vector<uint8_t>
TransformCodec::encode(llvm::ArrayRef<float> values) const {
  BitWriter writer;
  for (size_t begin = 0; begin < values.size(); begin += blockSize) {
    auto part =
        values.slice(begin, std::min<size_t>(blockSize, values.size() - begin));
    uint64_t end = writer.size() + blockBits();
    int exponent = exponentOf(part);
    writer.write(exponent, exponentBits);
    if (exponent != 0) {
      Block block;
      for (int i = 0; i < blockSize; ++i) {
        // A short block repeats its last value, which costs little.
        float value = part[std::min<size_t>(i, part.size() - 1)];
        if (std::isnan(value))
          value = 0;
        if (std::isinf(value))
          value = std::copysign(largestFloat, value);
        block[i] = std::llround(std::ldexp(
            double(value), fractionBits - (exponent - exponentBias)));
      }
      for (int step = 1; step < blockSize; step *= 2)
        transformLevel(block, step, /*inverse=*/false);
      PlaneCoder(&writer, nullptr, end - writer.size()).run(block);
    }
    while (writer.size() < end)
      writer.write(0, 1);
  }
  return writer.take();
}

llvm::Expected<std::vector<float>>
TransformCodec::decode(llvm::ArrayRef<uint8_t> bytes, int64_t count) const {
  uint64_t blocks = (count + blockSize - 1) / blockSize;
  if (llvm::Error error =
          checkBytes(*this, bytes.size(), blocks * blockBits() / 8, count))
    return error;
  std::vector<float> values;
  BitReader reader(bytes);
  for (uint64_t b = 0; b < blocks; ++b) {
    reader.skipTo(b * blockBits());
    int exponent = static_cast<int>(reader.read(exponentBits));
    if (exponent > 127 + exponentBias)
      return codecError(name() + ": block " + Twine(b) +
                        " has values beyond those of f32");
    Block block = {};
    if (exponent != 0) {
      PlaneCoder(nullptr, &reader, blockBits() - exponentBits).run(block);
      for (int step = blockSize / 2; step >= 1; step /= 2)
        transformLevel(block, step, /*inverse=*/true);
    }
    for (int64_t value : block) {
      double exact =
          std::ldexp(double(value), exponent - exponentBias - fractionBits);
      // What is cut off may bring the largest values beyond f32's.
      values.push_back(static_cast<float>(
          std::clamp<double>(exact, -largestFloat, largestFloat)));
    }
  }
  values.resize(count);
  return values;
}

std::unique_ptr<Codec> ridge::makeTransformCodec(unsigned bits) {
  return std::make_unique<TransformCodec>(bits);
}
