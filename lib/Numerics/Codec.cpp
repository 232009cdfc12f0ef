//===- Codec.cpp - names of codecs ----------------------------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The codec of a name, and what the codecs share.
///
//===----------------------------------------------------------------------===//

#include "ridge/Numerics/Codec.h"
#include "Codecs.h"
#include "llvm/ADT/Twine.h"
#include <cmath>

using namespace ridge;
using llvm::StringRef;
using llvm::Twine;

Codec::~Codec() = default;

llvm::Error ridge::codecError(const Twine &what) {
  return llvm::createStringError(llvm::inconvertibleErrorCode(), what);
}

llvm::Error ridge::checkBytes(const Codec &codec, uint64_t found,
                              uint64_t expected, int64_t count) {
  if (found == expected)
    return llvm::Error::success();
  return codecError(codec.name() + ": " + Twine(found) + " bytes, expected " +
                    Twine(expected) + " for " + Twine(count) + " values");
}

double ridge::bitsPerValue(const Codec &codec, llvm::ArrayRef<float> values) {
  if (values.empty())
    return 0;
  return 8.0 * static_cast<double>(codec.encode(values).size()) /
         static_cast<double>(values.size());
}

std::vector<uint8_t> ridge::encodeSaturated(Format format,
                                            llvm::ArrayRef<float> values) {
  RoundingRule rule;
  rule.overflow = Overflow::Saturate;
  std::vector<uint8_t> elements(values.size() * bytesOf(format));
  encodeArray({format, rule, 0}, values, elements.data());
  return elements;
}

double ridge::decodeCode(Format format, uint64_t code) {
  return decodeFloat(format, &code);
}

//===----------------------------------------------------------------------===//
// Costs
//===----------------------------------------------------------------------===//

/// Of an adder, of a multiplexer, and of each place of a multiplier.
static constexpr double gatesPerBit = 6;

static double decoderGates(Format format) {
  return gatesPerBit * bitsOf(format);
}

CodecCost ridge::decoderCost(Format format) {
  return {decoderGates(format), 1,
          "assumed: a multiplexer and an exponent adder of the code's width, 6 "
          "gates a bit"};
}

CodecCost ridge::decoderCost(const BlockFormat &format) {
  FormatInfo scale = formatInfo(format.scale);
  double gates = decoderGates(format.element) + decoderGates(format.scale);
  if (scale.mantissaBits == 0)
    return {gates, 2,
            "assumed: the element's decoder and an exponent adder of the "
            "scale's width, 6 gates a bit"};
  FormatInfo element = formatInfo(format.element);
  unsigned digits = element.isFloat ? element.mantissaBits + 1 : element.bits;
  return {gates + gatesPerBit * digits * (scale.mantissaBits + 1), 3,
          "assumed: the element's decoder, an exponent adder of the scale's "
          "width and a multiplier of the two significands, 6 gates a bit"};
}

CodecCost ridge::decoderCost(const Quantization &quantization) {
  constexpr unsigned significand = 24; // Of the f32 scale.
  unsigned bits = bitsOf(quantization.storage);
  double multiplier = gatesPerBit * bits * significand;
  if (quantization.symmetric)
    return {multiplier, 1,
            "assumed: a multiplier of code and significand of the scale, 6 "
            "gates a bit"};
  return {multiplier + gatesPerBit * bits, 2,
          "assumed: a subtracter of the zero point and a multiplier of the "
          "difference and the significand of the scale, 6 gates a bit"};
}

//===----------------------------------------------------------------------===//
// Names
//===----------------------------------------------------------------------===//

static llvm::Expected<std::unique_ptr<Codec>> createSparse(StringRef argument) {
  auto [ratio, values] = argument.split(',');
  auto [keptText, groupText] = ratio.split(':');
  int64_t kept, group;
  if (keptText.trim().getAsInteger(10, kept) ||
      groupText.trim().getAsInteger(10, group) || kept < 1 || group <= kept ||
      group > 256)
    return codecError("sparse takes N:M with 1 <= N < M <= 256, not '" + ratio +
                      "'");
  if (values.trim().empty())
    return codecError("sparse<" + argument +
                      "> lacks the format of what is kept, as in sparse<" +
                      argument.rtrim(" ,") + ",bf16>");
  if (values.trim().starts_with("sparse<"))
    return codecError("sparse<" + argument + "> is sparse twice");
  llvm::Expected<std::unique_ptr<Codec>> inner = Codec::create(values.trim());
  if (!inner)
    return inner.takeError();
  return makeSparseCodec(kept, group, std::move(*inner));
}

static llvm::Expected<std::unique_ptr<Codec>>
createTransform(StringRef argument) {
  unsigned bits;
  if (argument.trim().getAsInteger(10, bits) || bits < 2 || bits > 32)
    return codecError("transform takes 2 to 32 bits per value, not '" +
                      argument + "'");
  return makeTransformCodec(bits);
}

static llvm::Expected<std::unique_ptr<Codec>>
createEntropy(StringRef argument) {
  std::optional<Format> format = parseFormat(argument.trim());
  if (!format || !isFloat(*format))
    return codecError("entropy takes a float format, not '" + argument + "'");
  if (formatInfo(*format).exponentBits > 8)
    return codecError("entropy codes exponents of at most 8 bits, " +
                      formatName(*format) + " has more");
  return makeEntropyCodec(*format);
}

static llvm::Expected<std::unique_ptr<Codec>> createPlain(StringRef name) {
  if (std::optional<BlockFormat> blocks = parseBlockFormat(name)) {
    if (blocks->rows != 1)
      return codecError("a codec is for rows of values, '" + name +
                        "' has blocks of several rows");
    return makeBlockCodec(name, *blocks);
  }
  std::optional<Format> format = parseFormat(name);
  if (!format)
    return codecError("no codec is named '" + name +
                      "'; there are sparse<N:M,C>, entropy<F>, "
                      "transform<BITS>, float formats and block formats");
  if (!isFloat(*format) || bitsOf(*format) > 32)
    return codecError("a codec is for float formats of at most 32 bits, not '" +
                      name + "'");
  return makeFormatCodec(*format);
}

llvm::Expected<std::unique_ptr<Codec>> Codec::create(StringRef name) {
  StringRef argument = name;
  bool closed = argument.consume_back(">");
  if (closed && argument.consume_front("sparse<"))
    return createSparse(argument);
  if (closed && argument.consume_front("transform<"))
    return createTransform(argument);
  if (closed && argument.consume_front("entropy<"))
    return createEntropy(argument);
  return createPlain(name);
}
