//===- BlockFormat.cpp - names and grids of block formats -----------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ridge/Numerics/BlockFormat.h"
#include "llvm/ADT/StringSwitch.h"
#include <algorithm>
#include <cmath>

using namespace ridge;
using llvm::StringRef;

double BlockFormat::largestElement() const {
  if (isFloat(element))
    return largestFinite(element);
  return std::ldexp(largestFinite(element), 2 - int(bitsOf(element)));
}

std::string BlockFormat::check() const {
  if (!isFloat(scale) || bitsOf(scale) > 32)
    return "scales are " + formatName(scale) +
           ", expected a float format of at most 32 bits";
  FormatInfo info = formatInfo(element);
  if (info.bits > 16 || info.bits < 2)
    return "elements are " + formatName(element) +
           ", expected a format of 2 to 16 bits";
  if (!info.isSigned)
    return "elements are " + formatName(element) +
           ", expected a format with a sign";
  if (rows < 0 || columns < 0)
    return "a block is " + std::to_string(rows) + "x" +
           std::to_string(columns) + ", expected extents of at least 1";
  return "";
}

//===----------------------------------------------------------------------===//
// Names
//===----------------------------------------------------------------------===//

static BlockFormat mx(Format element) {
  BlockFormat format;
  format.element = element;
  return format;
}

static std::optional<BlockFormat> parsePreset(StringRef name) {
  if (name == "nvfp4") {
    // E4M3 scales of 16 elements, and one f32 scale. The least scale is the
    // least normal one, 2^-6, as published training recipes have it.
    BlockFormat format = mx(Format::F4E2M1FN);
    format.scale = Format::F8E4M3FN;
    format.columns = 16;
    format.rule = ScaleRule::Even;
    format.tensorScale = true;
    format.leastScale = 0x1p-6;
    return format;
  }
  if (name == "mxint8") {
    BlockFormat format = mx(Format::I8);
    format.rounding.rounding = Rounding::NearestAway;
    return format;
  }
  std::optional<Format> element =
      llvm::StringSwitch<std::optional<Format>>(name)
          .Case("mxfp8e4m3", Format::F8E4M3FN)
          .Case("mxfp8e5m2", Format::F8E5M2)
          .Case("mxfp6e2m3", Format::F6E2M3FN)
          .Case("mxfp6e3m2", Format::F6E3M2FN)
          .Case("mxfp4", Format::F4E2M1FN)
          .Default(std::nullopt);
  if (!element)
    return std::nullopt;
  return mx(*element);
}

/// An extent, or '*' for all of it.
static bool parseExtent(StringRef text, int64_t &extent) {
  if (text == "*") {
    extent = 0;
    return true;
  }
  return !text.getAsInteger(10, extent) && extent >= 1;
}

/// "ELEMENT,SCALE,EXTENT". The formats may hold commas in <>.
static std::optional<BlockFormat> parseBlock(StringRef text) {
  llvm::SmallVector<StringRef, 3> parts;
  size_t start = 0;
  int depth = 0;
  for (size_t i = 0; i <= text.size(); ++i) {
    bool isEnd = i == text.size() || (text[i] == ',' && depth == 0);
    if (isEnd) {
      parts.push_back(text.slice(start, i));
      start = i + 1;
    } else {
      depth += text[i] == '<' ? 1 : text[i] == '>' ? -1 : 0;
    }
  }
  if (parts.size() != 3)
    return std::nullopt;
  std::optional<Format> element = parseFormat(parts[0]);
  std::optional<Format> scale = parseFormat(parts[1]);
  if (!element || !scale)
    return std::nullopt;
  BlockFormat format = mx(*element);
  format.scale = *scale;
  if (formatInfo(*scale).specials != Specials::Scale)
    format.rule = ScaleRule::Even;
  auto [rows, columns] = parts[2].split('x');
  if (!parts[2].contains('x'))
    columns = rows, rows = "1";
  if (!parseExtent(rows, format.rows) || !parseExtent(columns, format.columns))
    return std::nullopt;
  return format;
}

static std::optional<BlockFormat> parseBFP(StringRef text) {
  auto [bits, block] = text.split(',');
  unsigned width;
  BlockFormat format;
  if (bits.getAsInteger(10, width) || width < 2 || width > 16 ||
      !parseExtent(block, format.columns))
    return std::nullopt;
  format.element = Format(packInteger(width));
  return format;
}

std::optional<BlockFormat> ridge::parseBlockFormat(StringRef name) {
  bool tensor = name.consume_back("+tensor");
  std::optional<BlockFormat> format = parsePreset(name);
  StringRef inner = name;
  if (!format && inner.consume_front("bfp<") && inner.consume_back(">"))
    format = parseBFP(inner);
  inner = name;
  if (!format && inner.consume_front("block<") && inner.consume_back(">"))
    format = parseBlock(inner);
  if (!format || !format->check().empty())
    return std::nullopt;
  format->tensorScale |= tensor;
  return format;
}

StringRef ridge::scaleRuleName(ScaleRule rule) {
  switch (rule) {
  case ScaleRule::Floor:
    return "floor";
  case ScaleRule::Ceil:
    return "ceil";
  case ScaleRule::RoundUp:
    return "round-up";
  case ScaleRule::Even:
    return "even";
  case ScaleRule::Search:
    return "search";
  }
  return "";
}

std::optional<ScaleRule> ridge::parseScaleRule(StringRef name) {
  return llvm::StringSwitch<std::optional<ScaleRule>>(name)
      .Case("floor", ScaleRule::Floor)
      .Case("ceil", ScaleRule::Ceil)
      .Cases({"round-up", "rceil"}, ScaleRule::RoundUp)
      .Case("even", ScaleRule::Even)
      .Case("search", ScaleRule::Search)
      .Default(std::nullopt);
}

//===----------------------------------------------------------------------===//
// Grids
//===----------------------------------------------------------------------===//

static int64_t product(llvm::ArrayRef<int64_t> extents) {
  int64_t result = 1;
  for (int64_t extent : extents)
    result *= extent;
  return result;
}

BlockGrid BlockGrid::of(const BlockFormat &format,
                        llvm::ArrayRef<int64_t> shape, int64_t axis) {
  BlockGrid grid;
  if (shape.empty())
    return grid;
  if (format.rows != 1) {
    grid.columns = shape.back();
    grid.rows = shape.size() > 1 ? shape[shape.size() - 2] : 1;
    grid.outer = product(shape.drop_back(std::min<size_t>(2, shape.size())));
  } else {
    size_t dim = size_t(axis < 0 ? axis + int64_t(shape.size()) : axis);
    grid.outer = product(shape.take_front(dim));
    grid.columns = shape[dim];
    grid.inner = product(shape.drop_front(dim + 1));
  }
  auto extent = [](int64_t asked, int64_t whole) {
    return std::max<int64_t>(1, asked ? std::min(asked, whole) : whole);
  };
  grid.blockRows = extent(format.rows, grid.rows);
  grid.blockColumns = extent(format.columns, grid.columns);
  return grid;
}

void BlockGrid::elementsOf(int64_t b, std::vector<int64_t> &numbers) const {
  int64_t i = b % inner, rest = b / inner;
  int64_t column = rest % gridColumns() * blockColumns;
  rest /= gridColumns();
  int64_t row = rest % gridRows() * blockRows, o = rest / gridRows();
  int64_t lastRow = std::min(row + blockRows, rows);
  int64_t lastColumn = std::min(column + blockColumns, columns);
  numbers.resize((lastRow - row) * (lastColumn - column));
  int64_t *next = numbers.data();
  for (int64_t r = row; r < lastRow; ++r)
    for (int64_t c = column; c < lastColumn; ++c)
      *next++ = ((o * rows + r) * columns + c) * inner + i;
}
