//===- Numerics.h - number formats as Python sees them ----------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Plain pointers to elements in row-major order: nothing is copied on the way.
/// An error of these functions is what the user asked for that there is not.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_PYTHON_NUMERICS_H
#define RIDGE_PYTHON_NUMERICS_H

#include "Outcome.h"
#include <optional>

namespace ridge::python {

/// Of a number format.
struct FormatFacts {
  std::string name, specials;
  bool isFloat = false, isSigned = false, subnormals = false;
  int64_t bits = 0, bytes = 0, exponentBits = 0, mantissaBits = 0, bias = 0;
  double largest = 0, unitRoundoff = 0, decoderGates = 0;
};
Outcome<FormatFacts> formatFacts(const std::string &name);
std::vector<std::string> namedFormats();

/// How to round, in the words of `ridge numerics convert`.
struct RoundingWords {
  std::string rounding, overflow, nan;
  int64_t randomBits = 32;
  uint64_t seed = 0;
};

/// Empty, or what is wrong.
std::string encode(const std::string &format, const RoundingWords &words,
                   const float *values, size_t count, uint8_t *codes);
std::string encode(const std::string &format, const RoundingWords &words,
                   const double *values, size_t count, uint8_t *codes);
std::string decode(const std::string &format, const uint8_t *codes,
                   size_t count, float *values);
std::string decode(const std::string &format, const uint8_t *codes,
                   size_t count, double *values);

/// What `--block`, `--axis`, `--scale-rule` and `--reciprocal` say.
struct BlockWords {
  std::string format, scaleRule;
  std::optional<int64_t> rows, columns;
  int64_t axis = -1;
  bool reciprocal = false;
  RoundingWords rounding;
};

/// An encoded array.
struct Blocks {
  std::shared_ptr<const void> array; ///< A BlockArray.
  std::string elementFormat, scaleFormat;
  int64_t elementBits = 0;
  float tensorScale = 1;
  double bitsPerValue = 0;
  std::vector<int64_t> shape;
  const uint8_t *elements = nullptr, *scales = nullptr;
  size_t elementBytes = 0, scaleBytes = 0;
};
Outcome<Blocks> encodeBlocks(const BlockWords &words, const float *values,
                             const std::vector<int64_t> &shape);
std::vector<float> decodeBlocks(const Blocks &blocks);

struct Quantized {
  std::vector<float> values;
  std::vector<uint8_t> saturated;
  double bitsPerValue = 0;
};
Outcome<Quantized> quantize(const std::string &scheme, const float *values,
                            const std::vector<int64_t> &shape, int64_t axis);

Outcome<std::vector<uint8_t>> codecEncode(const std::string &codec,
                                          const float *values, size_t count);
Outcome<std::vector<float>> codecDecode(const std::string &codec,
                                        const uint8_t *bytes, size_t size,
                                        int64_t count);

struct FormatErrors {
  int64_t elements = 0, nonFinite = 0, lost = 0, flushed = 0;
  std::optional<int64_t> saturated;
  double signalToNoise = 0, maxRelative = 0, bias = 0, bitsPerValue = 0;
  std::optional<double> decoderGates;
};
/// `kind`: "format", "quantize" or "codec"; `words.format` is its name.
Outcome<FormatErrors> measureFormatError(const std::string &kind,
                                         const BlockWords &words,
                                         const float *values,
                                         const std::vector<int64_t> &shape);

/// Elements of one format: element k of row i lies at
/// (i * row + k * step) elements.
struct Rows {
  std::string format;
  const uint8_t *bytes = nullptr;
  int64_t row = 0, step = 1;
};

/// Inner products under a model of accumulation. Row i of a meets row j of b,
/// or, if they are `paired`, row i of b.
struct DotRequest {
  std::string accumulate;
  Rows a, b;
  Rows scalesA, scalesB; ///< No bytes: none.
  int64_t block = 0;     ///< Products a scale.
  int64_t rowsA = 0, rowsB = 0, count = 0;
  bool paired = false;
  const float *addends = nullptr;
};
std::string dots(const DotRequest &request, double *results);
/// Every field of a model, spelled out; an error if there is no such.
Outcome<std::string> accumulateText(const std::string &model);

struct Preset {
  std::string name, fields, measured, source;
};
std::vector<Preset> presets();

} // namespace ridge::python

#endif // RIDGE_PYTHON_NUMERICS_H
