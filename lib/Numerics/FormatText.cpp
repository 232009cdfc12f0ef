//===- FormatText.cpp - names of number formats ---------------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A name is MLIR's if it has one, else P3109's if it is of that family, else
/// the description in words.
///
//===----------------------------------------------------------------------===//

#include "ridge/Numerics/Format.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/ErrorHandling.h"

using namespace ridge;

llvm::StringRef ridge::specialsName(Specials specials) {
  switch (specials) {
  case Specials::IEEE:
    return "ieee";
  case Specials::FN:
    return "fn";
  case Specials::FNUZ:
    return "fnuz";
  case Specials::Finite:
    return "finite";
  case Specials::Scale:
    return "scale";
  case Specials::Extended:
    return "extended";
  }
  llvm_unreachable("every kind has a name");
}
using llvm::StringRef;

static constexpr Format named[] = {
    Format::I1,
    Format::I2,
    Format::U2,
    Format::I4,
    Format::U4,
    Format::I8,
    Format::U8,
    Format::I16,
    Format::U16,
    Format::I32,
    Format::I64,
    Format::F4E2M1FN,
    Format::F6E2M3FN,
    Format::F6E3M2FN,
    Format::F8E3M4,
    Format::F8E4M3,
    Format::F8E4M3FN,
    Format::F8E4M3FNUZ,
    Format::F8E4M3B11FNUZ,
    Format::F8E5M2,
    Format::F8E5M2FNUZ,
    Format::F16,
    Format::F8E8M0FNU,
    Format::BF16,
    Format::TF32,
    Format::F32,
    Format::F64,
};

llvm::ArrayRef<Format> ridge::namedFormats() { return named; }

/// MLIR's name of a float type, or an empty text.
static StringRef builtinName(Format format) {
  switch (format) {
  case Format::F4E2M1FN:
    return "f4E2M1FN";
  case Format::F6E2M3FN:
    return "f6E2M3FN";
  case Format::F6E3M2FN:
    return "f6E3M2FN";
  case Format::F8E3M4:
    return "f8E3M4";
  case Format::F8E4M3:
    return "f8E4M3";
  case Format::F8E4M3FN:
    return "f8E4M3FN";
  case Format::F8E4M3FNUZ:
    return "f8E4M3FNUZ";
  case Format::F8E4M3B11FNUZ:
    return "f8E4M3B11FNUZ";
  case Format::F8E5M2:
    return "f8E5M2";
  case Format::F8E5M2FNUZ:
    return "f8E5M2FNUZ";
  case Format::F8E8M0FNU:
    return "f8E8M0FNU";
  case Format::F16:
    return "f16";
  case Format::BF16:
    return "bf16";
  case Format::TF32:
    return "tf32";
  case Format::F32:
    return "f32";
  case Format::F64:
    return "f64";
  default:
    return "";
  }
}

static constexpr StringRef specialsNames[] = {"ieee",   "fn",    "fnuz",
                                              "finite", "scale", "extended"};

//===----------------------------------------------------------------------===//
// Printing
//===----------------------------------------------------------------------===//

/// "binary8p4se": width, precision, signed or unsigned, extended or finite.
static std::string p3109Name(Format format) {
  FormatInfo info = formatInfo(format);
  for (bool isExtended : {false, true})
    if (makeP3109(info.bits, info.mantissaBits + 1, info.isSigned,
                  isExtended) == format)
      return "binary" + std::to_string(info.bits) + "p" +
             std::to_string(info.mantissaBits + 1) +
             (info.isSigned ? "s" : "u") + (isExtended ? "e" : "f");
  return "";
}

static std::string declaration(const FormatInfo &info) {
  std::string text = "float_e" + std::to_string(info.exponentBits) + "m" +
                     std::to_string(info.mantissaBits);
  if (info.bias < 0)
    text += "_biasm" + std::to_string(-info.bias);
  else if (info.bias != standardBias(info.exponentBits))
    text += "_bias" + std::to_string(info.bias);
  if (info.specials != Specials::IEEE)
    text += "_" + specialsNames[unsigned(info.specials)].str();
  if (!info.isSigned)
    text += "_unsigned";
  if (!info.subnormals)
    text += "_nosubnormals";
  return text;
}

std::string ridge::formatName(Format format) {
  FormatInfo info = formatInfo(format);
  if (!info.isFloat)
    return (info.isSigned ? "i" : "ui") + std::to_string(info.bits);
  if (StringRef name = builtinName(format); !name.empty())
    return name.str();
  std::string name = p3109Name(format);
  return name.empty() ? declaration(info) : name;
}

//===----------------------------------------------------------------------===//
// Parsing
//===----------------------------------------------------------------------===//

/// A number without leading zeros, so that a format has one spelling.
static bool consumeNumber(StringRef &text, unsigned &number) {
  StringRef digits = text.take_while(llvm::isDigit);
  if (digits.size() > 4 || (digits.size() > 1 && digits.front() == '0') ||
      digits.getAsInteger(10, number))
    return false;
  text = text.drop_front(digits.size());
  return true;
}

static std::optional<Format> parseInteger(StringRef text) {
  bool isSigned = !text.consume_front("ui");
  unsigned bits;
  if ((isSigned && !text.consume_front("i")) || !consumeNumber(text, bits) ||
      !text.empty() || bits > 64)
    return std::nullopt;
  return Format(packInteger(bits, isSigned));
}

static std::optional<Format> parseBinary(StringRef text) {
  unsigned bits, precision;
  if (!text.consume_front("binary") || !consumeNumber(text, bits) ||
      !text.consume_front("p") || !consumeNumber(text, precision) ||
      text.size() != 2 || !StringRef("su").contains(text[0]) ||
      !StringRef("ef").contains(text[1]))
    return std::nullopt;
  return makeP3109(bits, precision, text[0] == 's', text[1] == 'e');
}

/// "p3109<8,4,signed,extended>"
static std::optional<Format> parseP3109(StringRef text) {
  if (!text.consume_front("p3109<") || !text.consume_back(">"))
    return std::nullopt;
  llvm::SmallVector<StringRef, 4> parts;
  text.split(parts, ',');
  unsigned bits, precision;
  if (parts.size() != 4 || !consumeNumber(parts[0], bits) ||
      !parts[0].empty() || !consumeNumber(parts[1], precision) ||
      !parts[1].empty() || (parts[2] != "signed" && parts[2] != "unsigned") ||
      (parts[3] != "finite" && parts[3] != "extended"))
    return std::nullopt;
  return makeP3109(bits, precision, parts[2] == "signed",
                   parts[3] == "extended");
}

namespace {
/// What a declaration has said so far.
struct Declared {
  unsigned exponentBits = 0, mantissaBits = 0;
  int bias = 0;
  Specials specials = Specials::IEEE;
  bool isSigned = true, subnormals = true;

  bool widths(StringRef text) {
    bool read = text.consume_front("e") && consumeNumber(text, exponentBits) &&
                text.consume_front("m") && consumeNumber(text, mantissaBits) &&
                text.empty() && exponentBits >= 1 && exponentBits <= 11 &&
                mantissaBits <= 52;
    if (read)
      bias = standardBias(exponentBits);
    return read;
  }

  bool property(StringRef text) {
    const auto *found = llvm::find(specialsNames, text);
    if (found != std::end(specialsNames))
      specials = static_cast<Specials>(found - specialsNames);
    else if (text == "unsigned" || text == "signed")
      isSigned = text == "signed";
    else if (text == "subnormals" || text == "nosubnormals")
      subnormals = text == "subnormals";
    else
      return biasOf(text);
    return true;
  }

private:
  bool biasOf(StringRef text) {
    unsigned number;
    if (!text.consume_front("bias"))
      return false;
    bool negative = text.consume_front("m");
    if (!consumeNumber(text, number) || !text.empty() || number > 1100)
      return false;
    bias = negative ? -int(number) : int(number);
    return true;
  }
};
} // namespace

/// "float_e5m1_bias14_finite" or "float<e5m1,bias=14,specials=finite>".
static std::optional<Format> parseDeclaration(StringRef text) {
  llvm::SmallVector<StringRef, 6> parts;
  std::string words;
  if (text.consume_front("float<") && text.consume_back(">")) {
    text.split(parts, ',');
    for (StringRef &part : parts)
      part.consume_front("specials=");
    words = llvm::join(parts, "_");
    // "bias=-3" is the word "biasm3".
    for (auto [spelled, word] :
         {std::pair("bias=-", "biasm"), std::pair("bias=", "bias")})
      if (size_t at = words.find(spelled); at != std::string::npos)
        words.replace(at, StringRef(spelled).size(), word);
  } else if (text.consume_front("float_")) {
    words = text.str();
  } else {
    return std::nullopt;
  }
  parts.clear();
  StringRef(words).split(parts, '_');
  Declared declared;
  if (!declared.widths(parts[0]))
    return std::nullopt;
  for (StringRef part : llvm::drop_begin(parts))
    if (!declared.property(part))
      return std::nullopt;
  return Format(packFloat(declared.exponentBits, declared.mantissaBits,
                          declared.bias, declared.specials, declared.isSigned,
                          declared.subnormals));
}

static std::optional<Format> parseAny(StringRef name) {
  for (Format format : named)
    if (isFloat(format) && builtinName(format) == name)
      return format;
  for (auto parse : {parseInteger, parseBinary, parseP3109, parseDeclaration})
    if (std::optional<Format> format = parse(name))
      return format;
  return std::nullopt;
}

std::optional<Format> ridge::parseFormat(StringRef name) {
  std::optional<Format> format = parseAny(name);
  return format && isValid(*format) ? format : std::nullopt;
}
