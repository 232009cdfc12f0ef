//===- CodecFormat.cpp - number formats as codecs -------------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Float formats, and rows in block formats.
///
//===----------------------------------------------------------------------===//

#include "BitStream.h"
#include "Codecs.h"
#include <limits>

using namespace ridge;
using llvm::StringRef;

/// Elements or scales as BlockArray has them, packed or whole bytes each.
static void writeCodes(BitWriter &writer, Format format,
                       llvm::ArrayRef<uint8_t> bytes, int64_t count) {
  unsigned size = bytesOf(format);
  for (int64_t i = 0; i < count; ++i) {
    uint32_t code = 0;
    std::memcpy(&code, &bytes[i * size], size);
    writer.write(code, bitsOf(format));
  }
}

static std::vector<uint8_t> readCodes(BitReader &reader, Format format,
                                      int64_t count) {
  unsigned size = bytesOf(format);
  std::vector<uint8_t> bytes(count * size);
  for (int64_t i = 0; i < count; ++i) {
    auto code = static_cast<uint32_t>(reader.read(bitsOf(format)));
    std::memcpy(&bytes[i * size], &code, size);
  }
  return bytes;
}

namespace {

class FormatCodec : public Codec {
public:
  explicit FormatCodec(Format format) : format(format) {}

  std::string name() const override { return formatName(format); }
  double fixedBitsPerValue() const override { return bitsOf(format); }
  double largest() const override { return largestFinite(format); }

  std::vector<uint8_t> encode(llvm::ArrayRef<float> values) const override {
    std::vector<uint8_t> codes = encodeSaturated(format, values);
    if (isWholeBytes())
      return codes;
    BitWriter writer;
    writeCodes(writer, format, codes, static_cast<int64_t>(values.size()));
    return writer.take();
  }

  llvm::Expected<std::vector<float>> decode(llvm::ArrayRef<uint8_t> bytes,
                                            int64_t count) const override {
    if (llvm::Error error = checkBytes(
            *this, bytes.size(), packedBytes(bitsOf(format), count), count))
      return error;
    std::vector<uint8_t> codes;
    if (!isWholeBytes()) {
      BitReader reader(bytes);
      codes = readCodes(reader, format, count);
      bytes = codes;
    }
    std::vector<float> values(count);
    decodeArray(format, bytes.data(), count, values.data());
    return values;
  }

  CodecCost cost() const override { return decoderCost(format); }
  int64_t unit() const override { return 1; }

private:
  bool isWholeBytes() const { return bitsOf(format) == 8 * bytesOf(format); }

  Format format;
};

class BlockCodec : public Codec {
public:
  BlockCodec(StringRef name, const BlockFormat &format)
      : called(name), format(format) {}

  std::string name() const override { return called; }
  double fixedBitsPerValue() const override {
    double scale = format.columns
                       ? double(bitsOf(format.scale)) / double(format.columns)
                       : 0;
    return bitsOf(format.element) + scale;
  }
  double largest() const override {
    return std::numeric_limits<double>::infinity();
  }
  std::vector<uint8_t> encode(llvm::ArrayRef<float> values) const override;
  llvm::Expected<std::vector<float>> decode(llvm::ArrayRef<uint8_t> bytes,
                                            int64_t count) const override;
  CodecCost cost() const override { return decoderCost(format); }
  int64_t unit() const override {
    return format.tensorScale ? 0 : format.columns;
  }

private:
  std::string called;
  BlockFormat format;
};

} // namespace

std::vector<uint8_t> BlockCodec::encode(llvm::ArrayRef<float> values) const {
  if (values.empty())
    return {};
  auto count = static_cast<int64_t>(values.size());
  BlockArray array = encodeBlocks(format, values, {count});
  BitWriter writer;
  writeCodes(writer, format.scale, array.scales, array.grid.blocks());
  if (format.tensorScale) {
    uint32_t bits;
    std::memcpy(&bits, &array.tensorScale, sizeof(bits));
    writer.write(bits, 32);
  }
  std::vector<uint8_t> bytes = writer.take();
  if (bytesOf(format.element) > 1) {
    BitWriter elements;
    writeCodes(elements, format.element, array.elements, count);
    array.elements = elements.take();
  }
  bytes.insert(bytes.end(), array.elements.begin(), array.elements.end());
  return bytes;
}

llvm::Expected<std::vector<float>>
BlockCodec::decode(llvm::ArrayRef<uint8_t> bytes, int64_t count) const {
  BlockArray array;
  array.format = format;
  array.grid = BlockGrid::of(format, {count});
  int64_t blocks = count ? array.grid.blocks() : 0;
  size_t scaleBits =
      blocks * bitsOf(format.scale) + (format.tensorScale && count ? 32 : 0);
  size_t scaleBytes = (scaleBits + 7) / 8;
  if (llvm::Error error = checkBytes(
          *this, bytes.size(),
          scaleBytes + packedBytes(bitsOf(format.element), count), count))
    return error;
  if (count == 0)
    return std::vector<float>();
  BitReader scales(bytes);
  array.scales = readCodes(scales, format.scale, blocks);
  if (format.tensorScale) {
    auto bits = static_cast<uint32_t>(scales.read(32));
    std::memcpy(&array.tensorScale, &bits, sizeof(bits));
  }
  llvm::ArrayRef<uint8_t> elements = bytes.drop_front(scaleBytes);
  BitReader reader(elements);
  array.elements = bytesOf(format.element) > 1
                       ? readCodes(reader, format.element, count)
                       : elements.vec();
  return decodeBlocks(array);
}

std::unique_ptr<Codec> ridge::makeFormatCodec(Format format) {
  return std::make_unique<FormatCodec>(format);
}

std::unique_ptr<Codec> ridge::makeBlockCodec(StringRef name,
                                             const BlockFormat &format) {
  return std::make_unique<BlockCodec>(name, format);
}
