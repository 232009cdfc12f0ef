//===- Numerics.cpp - number formats as Python sees them ------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Numerics.h"

#include "ridge/Numerics/Accumulate.h"
#include "ridge/Numerics/Codec.h"
#include "ridge/Values/StorageFormat.h"

using namespace ridge;
using namespace ridge::python;

static Diagnostic refused(const llvm::Twine &text) {
  return {"error", "", text.str(), {}, false};
}

static std::string noFormat(const std::string &name) {
  return "'" + name + "' is no format; docs/Numerics.md lists their names";
}

//===----------------------------------------------------------------------===//
// Formats
//===----------------------------------------------------------------------===//

Outcome<FormatFacts> python::formatFacts(const std::string &name) {
  std::optional<Format> format = parseFormat(name);
  if (!format)
    return refused(noFormat(name));
  FormatInfo info = formatInfo(*format);
  FormatFacts facts;
  facts.name = formatName(*format);
  facts.specials = info.isFloat ? specialsName(info.specials).str() : "";
  facts.isFloat = info.isFloat;
  facts.isSigned = info.isSigned;
  facts.subnormals = info.subnormals;
  facts.bits = info.bits;
  facts.bytes = info.bytes;
  facts.exponentBits = info.exponentBits;
  facts.mantissaBits = info.mantissaBits;
  facts.bias = info.bias;
  facts.largest = largestFinite(*format);
  facts.unitRoundoff = unitRoundoff(*format);
  facts.decoderGates = info.isFloat ? decoderCost(*format).gates : 0;
  return facts;
}

std::vector<std::string> python::namedFormats() {
  std::vector<std::string> names;
  for (Format format : ridge::namedFormats())
    names.push_back(formatName(format));
  return names;
}

//===----------------------------------------------------------------------===//
// Values and codes
//===----------------------------------------------------------------------===//

/// Gives what is wrong, or an empty text.
static std::string parseRounding(const python::RoundingWords &words,
                                 RoundingRule &rule) {
  if (!words.rounding.empty()) {
    std::optional<Rounding> rounding = ridge::parseRounding(words.rounding);
    if (!rounding)
      return "rounding is nearest-even, nearest-away, toward-zero, up, down, "
             "to-odd or stochastic, not '" +
             words.rounding + "'";
    rule.rounding = *rounding;
  }
  if (words.randomBits < 1 || words.randomBits > 32)
    return "random_bits is 1 to 32, not " + std::to_string(words.randomBits);
  rule.randomBits = uint8_t(words.randomBits);
  if (words.overflow == "saturate")
    rule.overflow = Overflow::Saturate;
  else if (words.overflow == "infinity")
    rule.overflow = Overflow::Infinity;
  else if (!words.overflow.empty())
    return "overflow is infinity or saturate, not '" + words.overflow + "'";
  if (words.nan == "zero")
    rule.nan = NaNPolicy::Zero;
  else if (words.nan == "largest")
    rule.nan = NaNPolicy::Largest;
  else if (!words.nan.empty())
    return "nan is largest or zero, not '" + words.nan + "'";
  return "";
}

template <typename T>
static std::string encodeValues(const std::string &name,
                                const python::RoundingWords &words,
                                const T *values, size_t count, uint8_t *codes) {
  Conversion conversion;
  std::optional<Format> format = parseFormat(name);
  if (!format)
    return noFormat(name);
  conversion.format = *format;
  conversion.seed = words.seed;
  if (std::string wrong = parseRounding(words, conversion.rule); !wrong.empty())
    return wrong;
  encodeArray(conversion, llvm::ArrayRef<T>(values, count), codes);
  return "";
}

std::string python::encode(const std::string &format,
                           const RoundingWords &words, const float *values,
                           size_t count, uint8_t *codes) {
  return encodeValues(format, words, values, count, codes);
}

std::string python::encode(const std::string &format,
                           const RoundingWords &words, const double *values,
                           size_t count, uint8_t *codes) {
  return encodeValues(format, words, values, count, codes);
}

std::string python::decode(const std::string &name, const uint8_t *codes,
                           size_t count, float *values) {
  std::optional<Format> format = parseFormat(name);
  if (!format)
    return noFormat(name);
  decodeArray(*format, codes, count, values);
  return "";
}

std::string python::decode(const std::string &name, const uint8_t *codes,
                           size_t count, double *values) {
  std::optional<Format> format = parseFormat(name);
  if (!format)
    return noFormat(name);
  unsigned bytes = bytesOf(*format);
  for (size_t i = 0; i < count; ++i)
    values[i] = isFloat(*format)
                    ? decodeFloat(*format, codes + i * bytes)
                    : double(decodeInteger(*format, codes + i * bytes));
  return "";
}

//===----------------------------------------------------------------------===//
// Blocks, integers with scales, codecs
//===----------------------------------------------------------------------===//

/// A format of blocks, or a plain one that gets blocks.
static Outcome<BlockFormat> blockFormat(const BlockWords &words) {
  std::optional<BlockFormat> parsed = parseBlockFormat(words.format);
  BlockFormat blocks;
  if (parsed) {
    blocks = *parsed;
  } else {
    std::optional<Format> element = parseFormat(words.format);
    if (!element)
      return refused(noFormat(words.format));
    if (!words.columns)
      return refused("'" + words.format +
                     "' is a format of single values; say how many share a "
                     "scale: block=N");
    blocks.element = *element;
  }
  if (words.columns) {
    blocks.rows = words.rows.value_or(1);
    blocks.columns = *words.columns;
  }
  if (!words.scaleRule.empty()) {
    std::optional<ScaleRule> rule = parseScaleRule(words.scaleRule);
    if (!rule)
      return refused("scale_rule is floor, ceil, round-up, even or search, "
                     "not '" +
                     words.scaleRule + "'");
    blocks.rule = *rule;
  }
  blocks.reciprocal = words.reciprocal;
  blocks.seed = words.rounding.seed;
  if (std::string wrong = parseRounding(words.rounding, blocks.rounding);
      !wrong.empty())
    return refused(wrong);
  if (std::string wrong = blocks.check(); !wrong.empty())
    return refused(words.format + ": " + wrong);
  return blocks;
}

static size_t elementsOf(const std::vector<int64_t> &shape) {
  size_t count = 1;
  for (int64_t extent : shape)
    count *= size_t(extent);
  return count;
}

Outcome<Blocks> python::encodeBlocks(const BlockWords &words,
                                     const float *values,
                                     const std::vector<int64_t> &shape) {
  Outcome<BlockFormat> format = blockFormat(words);
  if (auto *wrong = std::get_if<Diagnostic>(&format))
    return *wrong;
  const BlockFormat &blocks = std::get<BlockFormat>(format);
  StorageFormat tried{words.format, blocks, words.axis};
  if (std::string wrong = tried.checkRank(shape.size()); !wrong.empty())
    return refused(words.format + ": " + wrong);
  auto array = std::make_shared<const BlockArray>(encodeBlocks(
      blocks, llvm::ArrayRef(values, elementsOf(shape)), shape, words.axis));
  return Blocks{array,
                formatName(blocks.element),
                formatName(blocks.scale),
                bitsOf(blocks.element),
                array->tensorScale,
                array->bitsPerValue(),
                shape,
                array->elements.data(),
                array->scales.data(),
                array->elements.size(),
                array->scales.size()};
}

std::vector<float> python::decodeBlocks(const Blocks &blocks) {
  return ridge::decodeBlocks(
      *static_cast<const BlockArray *>(blocks.array.get()));
}

Outcome<Quantized> python::quantize(const std::string &text,
                                    const float *values,
                                    const std::vector<int64_t> &shape,
                                    int64_t axis) {
  llvm::Expected<QuantizationScheme> scheme = QuantizationScheme::parse(text);
  if (!scheme)
    return refused(llvm::toString(scheme.takeError()));
  StorageFormat tried{text, *scheme, axis};
  if (std::string wrong = tried.checkRank(shape.size()); !wrong.empty())
    return refused(text + ": " + wrong);
  QuantizedTensor tensor = quantizeTensor(
      *scheme, llvm::ArrayRef(values, elementsOf(shape)), shape, axis);
  return Quantized{std::move(tensor.values),
                   {tensor.saturated.begin(), tensor.saturated.end()},
                   tensor.bitsPerValue};
}

Outcome<std::vector<uint8_t>> python::codecEncode(const std::string &name,
                                                  const float *values,
                                                  size_t count) {
  llvm::Expected<std::unique_ptr<Codec>> codec = Codec::create(name);
  if (!codec)
    return refused(llvm::toString(codec.takeError()));
  return (*codec)->encode(llvm::ArrayRef(values, count));
}

Outcome<std::vector<float>> python::codecDecode(const std::string &name,
                                                const uint8_t *bytes,
                                                size_t size, int64_t count) {
  llvm::Expected<std::unique_ptr<Codec>> codec = Codec::create(name);
  if (!codec)
    return refused(llvm::toString(codec.takeError()));
  llvm::Expected<std::vector<float>> values =
      (*codec)->decode(llvm::ArrayRef(bytes, size), count);
  if (!values)
    return refused(llvm::toString(values.takeError()));
  return std::move(*values);
}

//===----------------------------------------------------------------------===//
// Errors
//===----------------------------------------------------------------------===//

static Outcome<StorageFormat> storageFormat(const std::string &kind,
                                            const BlockWords &words) {
  StorageFormat tried{words.format, Conversion(), words.axis};
  if (kind == "quantize") {
    llvm::Expected<QuantizationScheme> scheme =
        QuantizationScheme::parse(words.format);
    if (!scheme)
      return refused(llvm::toString(scheme.takeError()));
    tried.how = *scheme;
    return tried;
  }
  if (kind == "codec") {
    llvm::Expected<std::unique_ptr<Codec>> codec = Codec::create(words.format);
    if (!codec)
      return refused(llvm::toString(codec.takeError()));
    tried.how = std::shared_ptr<const Codec>(std::move(*codec));
    return tried;
  }
  std::optional<Format> format = parseFormat(words.format);
  if (!format || words.columns) {
    Outcome<BlockFormat> blocks = blockFormat(words);
    if (auto *wrong = std::get_if<Diagnostic>(&blocks))
      return *wrong;
    tried.how = std::get<BlockFormat>(blocks);
    return tried;
  }
  Conversion conversion;
  conversion.format = *format;
  conversion.seed = words.rounding.seed;
  conversion.rule.overflow = Overflow::Saturate;
  if (std::string wrong = parseRounding(words.rounding, conversion.rule);
      !wrong.empty())
    return refused(wrong);
  tried.how = conversion;
  return tried;
}

Outcome<FormatErrors>
python::measureFormatError(const std::string &kind, const BlockWords &words,
                           const float *values,
                           const std::vector<int64_t> &shape) {
  Outcome<StorageFormat> tried = storageFormat(kind, words);
  if (auto *wrong = std::get_if<Diagnostic>(&tried))
    return *wrong;
  const StorageFormat &format = std::get<StorageFormat>(tried);
  if (std::string wrong = format.checkRank(shape.size()); !wrong.empty())
    return refused(words.format + ": " + wrong);
  FormatError error = ridge::measureFormatError(
      format, llvm::ArrayRef(values, elementsOf(shape)), shape);
  FormatErrors errors{error.elements,    error.nonFinite, error.lost,
                      error.flushed,     error.saturated, error.signalToNoise,
                      error.maxRelative, error.bias,      error.bitsPerValue,
                      std::nullopt};
  if (std::optional<CodecCost> cost = format.cost())
    errors.decoderGates = cost->gates;
  return errors;
}

//===----------------------------------------------------------------------===//
// Inner products
//===----------------------------------------------------------------------===//

namespace {
/// A request whose words are parsed.
struct Products {
  AccumulateModel model;
  Format a, b;
  std::optional<Format> scaleA, scaleB;

  /// Gives what is wrong, or an empty text.
  std::string parse(const DotRequest &request);

private:
  static bool parse(const Rows &rows, std::optional<Format> &format) {
    if (rows.bytes)
      format = parseFormat(rows.format);
    return !rows.bytes || format;
  }
};
} // namespace

std::string Products::parse(const DotRequest &request) {
  std::string error;
  std::optional<AccumulateModel> parsed =
      AccumulateModel::parse(request.accumulate, error);
  if (!parsed)
    return error;
  model = *parsed;
  std::optional<Format> formats[2];
  if (!parse(request.a, formats[0]))
    return noFormat(request.a.format);
  if (!parse(request.b, formats[1]))
    return noFormat(request.b.format);
  a = *formats[0];
  b = *formats[1];
  if (!parse(request.scalesA, scaleA))
    return noFormat(request.scalesA.format);
  if (!parse(request.scalesB, scaleB))
    return noFormat(request.scalesB.format);
  if (std::string wrong = model.checkOperands(a, b); !wrong.empty())
    return wrong;
  if (!scaleA && !scaleB)
    return "";
  std::string wrong = model.checkScales(a, b, scaleA, scaleB);
  return wrong.empty() ? model.checkBlock(request.block) : wrong;
}

static Codes codesOf(const Rows &rows, Format format, int64_t row) {
  int64_t bytes = bytesOf(format);
  return {format, rows.bytes + row * rows.row * bytes, rows.step * bytes,
          std::nullopt};
}

std::string python::dots(const DotRequest &request, double *results) {
  Products products;
  if (std::string wrong = products.parse(request); !wrong.empty())
    return wrong;
  bool scaled = products.scaleA || products.scaleB;
  int64_t columns = request.paired ? 1 : request.rowsB;
  for (int64_t i = 0; i < request.rowsA; ++i)
    for (int64_t column = 0; column < columns; ++column) {
      int64_t j = request.paired ? i : column;
      BlockScales scales;
      scales.block = request.block;
      if (products.scaleA)
        scales.a = codesOf(request.scalesA, *products.scaleA, i);
      if (products.scaleB)
        scales.b = codesOf(request.scalesB, *products.scaleB, j);
      int64_t at = i * columns + column;
      results[at] = dot(products.model, codesOf(request.a, products.a, i),
                        codesOf(request.b, products.b, j), request.count,
                        request.addends ? double(request.addends[at]) : 0,
                        Format::F32, scaled ? &scales : nullptr);
    }
  return "";
}

Outcome<std::string> python::accumulateText(const std::string &text) {
  std::string error;
  std::optional<AccumulateModel> model = AccumulateModel::parse(text, error);
  if (!model)
    return refused(error);
  return model->print();
}

std::vector<Preset> python::presets() {
  std::vector<Preset> all;
  for (const AccumulatePreset &preset : accumulatePresets())
    all.push_back({preset.name.str(), preset.fields.str(),
                   preset.measured.str(), preset.source.str()});
  return all;
}
