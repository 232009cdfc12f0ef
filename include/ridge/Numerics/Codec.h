//===- Codec.h - ways to store values in fewer bits -------------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Codecs take a run of f32 values to bytes and back. A number format is one,
/// of blocks or not; the others trade more logic for fewer bits. All state
/// their rate and what they would cost in hardware, so that a cost model can
/// weigh them. Every value is rounded to nearest even.
///
///   F                every value in the float format F, packed without gaps;
///                    beyond the largest finite value it is that value
///   B                the block format B (BlockFormat.h) of one row of values:
///                    the scales, the scale of the tensor if any, the elements
///   sparse<N:M,C>    of each M neighbours the N largest magnitudes, in the
///                    codec C; before them, their positions in ceil(log2 M)
///                    bits each; the rest are 0
///   entropy<F>       F without loss: the exponent field (formats of at most 8
///                    bits: the whole code) by a range asymmetric numeral
///                    system whose table of frequencies is sent along, the
///                    other bits as they are
///   transform<B>     blocks of 16 values in exactly 16 * B bits: a common
///                    exponent, a reversible 5/3 wavelet of the integers, and
///                    their bit planes from the top until the bits are used up
///
/// What was decoded comes back unchanged when it is encoded and decoded again,
/// but for transforms and for scales of a whole tensor, which are taken anew.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_NUMERICS_CODEC_H
#define RIDGE_NUMERICS_CODEC_H

#include "ridge/Numerics/Quantization.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/Support/Error.h"
#include <memory>
#include <string>
#include <vector>

namespace ridge {

/// An estimate of a unit that decodes one value a cycle. Assumed: counted from
/// the steps named in `basis`, not synthesised.
struct CodecCost {
  double gates = 0;              ///< NAND2 equivalents.
  double operationsPerValue = 0; ///< Adds, shifts and look-ups of the unit.
  std::string basis;
};

/// Of a float format: a multiplexer and an exponent adder.
CodecCost decoderCost(Format format);
/// That of its elements, and what applies the scale.
CodecCost decoderCost(const BlockFormat &format);
/// What subtracts the zero point and multiplies by the f32 scale.
CodecCost decoderCost(const Quantization &quantization);

class Codec {
public:
  virtual ~Codec();

  /// The codec of a name as above. Errors say what was expected.
  static llvm::Expected<std::unique_ptr<Codec>> create(llvm::StringRef name);

  virtual std::string name() const = 0;
  /// The bytes that stand for the values; parts end at whole bytes, padded
  /// with zeros.
  virtual std::vector<uint8_t> encode(llvm::ArrayRef<float> values) const = 0;
  /// `count` values from bytes that encode gave for so many. Errors: too few
  /// or too many bytes, or bytes that encode cannot have given.
  virtual llvm::Expected<std::vector<float>>
  decode(llvm::ArrayRef<uint8_t> bytes, int64_t count) const = 0;
  /// Bits per value of many, whatever the values are; 0 where it depends on
  /// them (entropy).
  virtual double fixedBitsPerValue() const = 0;
  /// The largest magnitude that decoding can give; infinity where there is none
  /// beside f32's, or where it depends on the values (blocks).
  virtual double largest() const = 0;
  virtual CodecCost cost() const = 0;
  /// Values of a run that are coded apart from all others: what a run of whole
  /// units decodes to is what each of them would. 0: the whole run is one (a
  /// scale of the tensor, a block without end).
  virtual int64_t unit() const = 0;
};

/// Bits per value of these very values, padding included; 0 for none.
double bitsPerValue(const Codec &codec, llvm::ArrayRef<float> values);

/// Makes elements of a float format, one behind the other in bytesOf(format)
/// bytes each, what comes back from the codec: each is rounded to f32 once,
/// encoded and decoded, and rounded to the format once. What overflows, and
/// infinities, become the largest finite value. The codec has units, and the
/// elements are a whole number of them.
void recode(const Codec &codec, Format format,
            llvm::MutableArrayRef<uint8_t> elements);

} // namespace ridge

#endif // RIDGE_NUMERICS_CODEC_H
