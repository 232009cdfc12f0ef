//===- NumericsTable.cpp - what a format holds ----------------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// `ridge numerics table`.
///
//===----------------------------------------------------------------------===//

#include "Numerics.h"
#include "NumericsText.h"
#include "ridge/Support/Json.h"
#include "llvm/Support/FormatVariadic.h"
#include <algorithm>
#include <cmath>
#include <limits>

using namespace ridge;
using llvm::StringRef;

namespace {
struct Property {
  std::string name;
  double value;
};
} // namespace

static std::vector<Property> propertiesOf(Format format) {
  FormatInfo info = formatInfo(format);
  std::vector<Property> properties = {{"bits", double(info.bits)},
                                      {"bytes in memory", double(info.bytes)}};
  auto add = [&](const char *name, double value) {
    properties.push_back({name, value});
  };
  if (!info.isFloat) {
    add("least",
        info.isSigned && info.bits > 1 ? -largestFinite(format) - 1 : 0);
    add("largest", largestFinite(format));
    return properties;
  }
  add("exponent bits", info.exponentBits);
  add("mantissa bits", info.mantissaBits);
  add("bias", info.bias);
  add("largest", largestFinite(format));
  if (format == Format::F64) {
    add("least normal", std::numeric_limits<double>::min());
    add("least positive", std::numeric_limits<double>::denorm_min());
  } else {
    FloatLayout layout = FloatLayout::of(format);
    uint32_t normal = layout.hasZero ? 1u << layout.mantissaBits : 0;
    add("least normal", layout.decode(normal));
    add("least positive", layout.decode(layout.minPositive()));
  }
  add("unit roundoff", unitRoundoff(format));
  add("decoder gates", decoderCost(format).gates);
  return properties;
}

/// Codes of what is no finite value, and of zero.
static std::vector<Property> specialsOf(Format format) {
  std::vector<Property> rows;
  Conversion conversion{format, {}, 0};
  for (double value : {0.0, -0.0, HUGE_VAL, -HUGE_VAL, double(NAN)}) {
    uint64_t code = conversion.encode(value);
    double back = conversion.decode(code);
    bool isThere = std::isnan(value) ? std::isnan(back)
                                     : back == value && std::signbit(back) ==
                                                            std::signbit(value);
    if (isThere)
      rows.push_back({shortest(value), double(code)});
  }
  return rows;
}

static uint64_t codesOf(Format format) {
  return bitsOf(format) <= 8 ? uint64_t(1) << bitsOf(format) : 0;
}

static void printTable(Format format, llvm::raw_ostream &out) {
  FormatInfo info = formatInfo(format);
  out << formatName(format) << ": "
      << (info.isFloat    ? "float, "
          : info.isSigned ? "signed integer"
                          : "unsigned integer");
  if (info.isFloat)
    out << (info.isSigned ? "" : "no sign, ") << specialsName(info.specials)
        << (info.subnormals ? "" : ", no subnormals");
  out << "\n";
  for (const Property &property : propertiesOf(format))
    out << llvm::formatv("  {0,-16} {1}\n", property.name,
                         shortest(property.value));
  if (info.isFloat && format != Format::F64)
    for (const Property &row : specialsOf(format))
      out << llvm::formatv("  {0,-16} {1}\n", row.name,
                           hexCode(uint64_t(row.value), info.bits));
  Conversion conversion{format, {}, 0};
  if (codesOf(format))
    out << "\n  code  value\n";
  for (uint64_t code = 0; code < codesOf(format); ++code)
    out << llvm::formatv("  {0,-4}  {1}\n", hexCode(code, info.bits),
                         shortest(conversion.decode(code)));
}

static std::string keyOf(std::string name) {
  std::replace(name.begin(), name.end(), ' ', '_');
  return name;
}

static void writeTable(Format format, llvm::json::OStream &json) {
  FormatInfo info = formatInfo(format);
  json.object([&] {
    json.attribute("schema", 1);
    json.attribute("format", formatName(format));
    json.attribute("float", info.isFloat);
    json.attribute("signed", info.isSigned);
    if (info.isFloat) {
      json.attribute("specials", specialsName(info.specials));
      json.attribute("subnormals", info.subnormals);
    }
    for (const Property &property : propertiesOf(format))
      writeNumber(json, keyOf(property.name), property.value);
    Conversion conversion{format, {}, 0};
    if (codesOf(format))
      json.attributeArray("values", [&] {
        for (uint64_t code = 0; code < codesOf(format); ++code)
          writeNumber(json, conversion.decode(code));
      });
  });
}

ExitStatus ridge::printFormatTable(Format format, StringRef jsonPath,
                                   llvm::raw_ostream &out,
                                   llvm::raw_ostream &err) {
  return printBoth(
      jsonPath, [&](llvm::raw_ostream &text) { printTable(format, text); },
      [&](llvm::json::OStream &json) { writeTable(format, json); }, out, err);
}
