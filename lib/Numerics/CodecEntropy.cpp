//===- CodecEntropy.cpp - float codes without loss in fewer bits ----------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A range asymmetric numeral system (Duda, arXiv 1311.2540) with a state of 32
/// bits that is renormalised by bytes and frequencies out of 2^12. To push a
/// symbol of frequency f whose range starts at s:
///
///     state = (state / f) * 2^12 + state % f + s
///
/// and popping inverts it. Symbols are pushed from last to first, so that the
/// decoder meets them in order.
///
/// Layout, without gaps: 8 bits: symbols in use - 1; per symbol in use its
/// number (8 bits) and frequency - 1 (12 bits); 32 bits: bytes of the numeral
/// system; those bytes; then the bits that are not coded, value by value.
///
//===----------------------------------------------------------------------===//

#include "BitStream.h"
#include "Codecs.h"
#include "llvm/ADT/Twine.h"
#include <array>
#include <cstring>

using namespace ridge;
using llvm::Twine;

static constexpr unsigned scaleBits = 12;
static constexpr uint32_t scale = 1u << scaleBits;
/// The state stays in [leastState, leastState * 256).
static constexpr uint32_t leastState = 1u << 23;

namespace {

/// Frequencies that add up to `scale`, at least 1 for each symbol that occurs.
struct Frequencies {
  std::array<uint32_t, 256> of = {};
  std::array<uint32_t, 256> start = {};

  void finish() {
    uint32_t sum = 0;
    for (unsigned s = 0; s < 256; ++s) {
      start[s] = sum;
      sum += of[s];
    }
  }
};

} // namespace

static Frequencies countSymbols(llvm::ArrayRef<uint8_t> symbols) {
  std::array<uint64_t, 256> counts = {};
  for (uint8_t symbol : symbols)
    ++counts[symbol];
  Frequencies frequencies;
  int64_t left = scale;
  unsigned most = 0;
  for (unsigned s = 0; s < 256; ++s) {
    if (counts[s] == 0)
      continue;
    frequencies.of[s] =
        std::max<uint64_t>(1, counts[s] * scale / symbols.size());
    left -= frequencies.of[s];
    if (counts[s] > counts[most])
      most = s;
  }
  // Rounded down, what is over goes to the symbol that can use it best. Where
  // the ones took too much, the largest give it back.
  if (left >= 0)
    frequencies.of[most] += left;
  while (left < 0) {
    uint32_t *largest =
        std::max_element(frequencies.of.begin(), frequencies.of.end());
    --*largest;
    ++left;
  }
  frequencies.finish();
  return frequencies;
}

static std::vector<uint8_t> pushAll(const Frequencies &frequencies,
                                    llvm::ArrayRef<uint8_t> symbols) {
  std::vector<uint8_t> reversed;
  uint32_t state = leastState;
  for (size_t i = symbols.size(); i-- > 0;) {
    uint32_t frequency = frequencies.of[symbols[i]];
    // Below this bound the push stays below leastState * 256.
    uint64_t bound = uint64_t(leastState >> scaleBits << 8) * frequency;
    while (state >= bound) {
      reversed.push_back(static_cast<uint8_t>(state));
      state >>= 8;
    }
    state = (state / frequency << scaleBits) + state % frequency +
            frequencies.start[symbols[i]];
  }
  for (int i = 0; i < 4; ++i)
    reversed.push_back(static_cast<uint8_t>(state >> 8 * i));
  return {reversed.rbegin(), reversed.rend()};
}

/// False if the bytes are not those of `count` symbols.
static bool popAll(const Frequencies &frequencies,
                   llvm::ArrayRef<uint8_t> bytes,
                   std::vector<uint8_t> &symbols) {
  std::vector<uint8_t> symbolAt(scale);
  for (unsigned s = 0; s < 256; ++s)
    std::fill_n(symbolAt.begin() + frequencies.start[s], frequencies.of[s],
                static_cast<uint8_t>(s));
  if (bytes.size() < 4)
    return false;
  uint32_t state = 0;
  for (int i = 0; i < 4; ++i)
    state = state << 8 | bytes[i];
  bytes = bytes.drop_front(4);
  for (uint8_t &symbol : symbols) {
    uint32_t slot = state & (scale - 1);
    symbol = symbolAt[slot];
    state = frequencies.of[symbol] * (state >> scaleBits) + slot -
            frequencies.start[symbol];
    while (state < leastState) {
      if (bytes.empty())
        return false;
      state = state << 8 | bytes.front();
      bytes = bytes.drop_front();
    }
  }
  return bytes.empty() && state == leastState;
}

namespace {

class EntropyCodec : public Codec {
public:
  explicit EntropyCodec(Format format) : format(format) {
    FormatInfo info = formatInfo(format);
    bool whole = info.bits <= 8;
    symbolBits = whole ? info.bits : info.exponentBits;
    lowBits = whole ? 0 : info.mantissaBits;
    highBits = info.bits - symbolBits - lowBits;
  }

  std::string name() const override {
    return "entropy<" + formatName(format) + ">";
  }
  double fixedBitsPerValue() const override { return 0; }
  double largest() const override { return largestFinite(format); }

  std::vector<uint8_t> encode(llvm::ArrayRef<float> values) const override;
  llvm::Expected<std::vector<float>> decode(llvm::ArrayRef<uint8_t> bytes,
                                            int64_t count) const override;

  int64_t unit() const override { return 1; } // Of values; bits are shared.
  CodecCost cost() const override {
    // 2^12 entries of a symbol would be a memory; a unit finds the range by
    // comparing with the starts instead.
    double symbols = static_cast<double>(1u << symbolBits);
    return {12 * scaleBits * symbols / 4 + 2000, 6,
            "assumed: a comparison of 12 bits with the start of each symbol's "
            "range, a multiplication of 20 by 12 bits and a shift of the "
            "state"};
  }

private:
  uint64_t symbolOf(uint64_t code) const {
    return code >> lowBits & ((uint64_t(1) << symbolBits) - 1);
  }

  Format format;
  unsigned symbolBits, lowBits, highBits; ///< highBits: the sign, if any.
};

} // namespace

std::vector<uint8_t> EntropyCodec::encode(llvm::ArrayRef<float> values) const {
  if (values.empty())
    return {};
  std::vector<uint8_t> elements = encodeSaturated(format, values);
  std::vector<uint64_t> codes(values.size());
  std::vector<uint8_t> symbols(values.size());
  for (size_t i = 0; i < values.size(); ++i) {
    std::memcpy(&codes[i], &elements[i * bytesOf(format)], bytesOf(format));
    symbols[i] = static_cast<uint8_t>(symbolOf(codes[i]));
  }
  BitWriter writer;
  Frequencies frequencies = countSymbols(symbols);
  unsigned used = 256 - llvm::count(frequencies.of, 0u);
  writer.write(used - 1, 8);
  for (unsigned s = 0; s < 256; ++s)
    if (frequencies.of[s]) {
      writer.write(s, 8);
      writer.write(frequencies.of[s] - 1, scaleBits);
    }
  std::vector<uint8_t> coded = pushAll(frequencies, symbols);
  writer.write(coded.size(), 32);
  for (uint8_t byte : coded)
    writer.write(byte, 8);
  for (uint64_t code : codes) {
    writer.write(code, lowBits);
    writer.write(code >> (lowBits + symbolBits), highBits);
  }
  return writer.take();
}

llvm::Expected<std::vector<float>>
EntropyCodec::decode(llvm::ArrayRef<uint8_t> bytes, int64_t count) const {
  if (count == 0) {
    if (llvm::Error error = checkBytes(*this, bytes.size(), 0, 0))
      return error;
    return std::vector<float>();
  }
  BitReader reader(bytes);
  Frequencies frequencies;
  uint64_t used = reader.read(8) + 1, sum = 0;
  for (uint64_t i = 0; i < used; ++i) {
    uint64_t symbol = reader.read(8);
    frequencies.of[symbol] = static_cast<uint32_t>(reader.read(scaleBits) + 1);
  }
  for (uint32_t frequency : frequencies.of)
    sum += frequency;
  uint64_t codedBytes = reader.read(32);
  if (sum != scale || codedBytes > bytes.size())
    return codecError(name() + ": frequencies add up to " + Twine(sum) +
                      " of " + Twine(scale) + ", for " + Twine(codedBytes) +
                      " bytes");
  frequencies.finish();
  std::vector<uint8_t> coded(codedBytes), symbols(count);
  for (uint8_t &byte : coded)
    byte = static_cast<uint8_t>(reader.read(8));
  if (reader.bytesRead() > bytes.size() || !popAll(frequencies, coded, symbols))
    return codecError(name() + ": the bytes are not those of " + Twine(count) +
                      " values");
  std::vector<float> values;
  for (uint8_t symbol : symbols) {
    uint64_t code = reader.read(lowBits) | uint64_t(symbol) << lowBits;
    code |= reader.read(highBits) << (lowBits + symbolBits);
    values.push_back(static_cast<float>(decodeCode(format, code)));
  }
  if (llvm::Error error =
          checkBytes(*this, bytes.size(), reader.bytesRead(), count))
    return error;
  return values;
}

std::unique_ptr<Codec> ridge::makeEntropyCodec(Format format) {
  return std::make_unique<EntropyCodec>(format);
}
