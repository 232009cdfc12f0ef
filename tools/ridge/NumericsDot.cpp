//===- NumericsDot.cpp - measured inner products and models ---------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// See NumericsDot.h.
///
//===----------------------------------------------------------------------===//

#include "NumericsDot.h"
#include "NumericsText.h"
#include "ridge/Numerics/Accumulate.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/LineIterator.h"
#include "llvm/Support/MemoryBuffer.h"
#include <cstring>

using namespace ridge;
using llvm::StringRef;
using llvm::Twine;

//===----------------------------------------------------------------------===//
// The file
//===----------------------------------------------------------------------===//

namespace {

/// How codes are written and what they are.
struct CodeFormat {
  Format format;
  unsigned digits;   ///< Hexadecimal, of one code.
  unsigned zeroBits; ///< Low bits that the operand does not have.
};

enum Column : unsigned { ColumnA, ColumnB, ColumnC, ColumnF32, ColumnF16 };
constexpr llvm::StringLiteral columnNames[] = {
    "a_codes_hex", "b_codes_hex", "c_f32_hex", "d_f32_hex", "d_f16_as_f32_hex"};
constexpr unsigned numColumns = std::size(columnNames);

/// One measured inner product.
struct Row {
  int64_t line = 0;
  std::vector<uint8_t> a, b;
  uint32_t cells[numColumns] = {}; ///< Of ColumnC and later.
};

struct RowFile {
  bool has[numColumns] = {};
  std::vector<Row> rows;
};

/// A refusal at a place of the file.
class RowReader {
public:
  RowReader(StringRef path, const CodeFormat &code) : path(path), code(code) {}

  bool read(StringRef text);

  RowFile file;
  std::string error; ///< "FILE:LINE:COL: error: ..."

private:
  bool fail(StringRef place, const Twine &what);
  bool readHeader(StringRef line);
  bool readRow(StringRef line);
  bool readCodes(StringRef cell, Column column, std::vector<uint8_t> &codes);

  StringRef path;
  CodeFormat code;
  StringRef line;
  int64_t lineNumber = 0;
  llvm::SmallVector<int, 8> columns; ///< What each cell is; -1: not read.
};

} // namespace

bool RowReader::fail(StringRef place, const Twine &what) {
  error = (path + ":" + Twine(lineNumber) + ":" +
           Twine(place.data() - line.data() + 1) + ": error: " + what)
              .str();
  return false;
}

bool RowReader::readHeader(StringRef header) {
  llvm::SmallVector<StringRef, 8> cells;
  header.split(cells, ',');
  for (StringRef cell : cells) {
    const auto *found = llvm::find(columnNames, cell.trim());
    columns.push_back(found == std::end(columnNames)
                          ? -1
                          : int(found - std::begin(columnNames)));
    if (columns.back() < 0)
      continue;
    if (file.has[columns.back()])
      return fail(cell, "column '" + cell + "' stands twice");
    file.has[columns.back()] = true;
  }
  for (Column column : {ColumnA, ColumnB, ColumnC})
    if (!file.has[column])
      return fail(header, "expected a column '" + columnNames[column] +
                              "' in the first line, found '" + header + "'");
  if (!file.has[ColumnF32] && !file.has[ColumnF16])
    return fail(header,
                "expected a column 'd_f32_hex' or 'd_f16_as_f32_hex' in the "
                "first line, found '" +
                    header + "'");
  return true;
}

bool RowReader::readCodes(StringRef cell, Column column,
                          std::vector<uint8_t> &codes) {
  if (cell.empty() || cell.size() % code.digits != 0)
    return fail(cell,
                "'" + columnNames[column] + "' has " + Twine(cell.size()) +
                    " digits, expected a multiple of " + Twine(code.digits));
  unsigned bytes = bytesOf(code.format);
  for (size_t i = 0; i < cell.size(); i += code.digits) {
    uint64_t value;
    StringRef digits = cell.substr(i, code.digits);
    if (digits.getAsInteger(16, value))
      return fail(digits,
                  "expected hexadecimal digits, found '" + digits + "'");
    if (code.digits * 4 > formatInfo(code.format).bits &&
        value >> formatInfo(code.format).bits)
      return fail(digits,
                  "'" + digits + "' is no code of " + formatName(code.format));
    value = value >> code.zeroBits << code.zeroBits;
    for (unsigned byte = 0; byte < bytes; ++byte)
      codes.push_back(static_cast<uint8_t>(value >> (8 * byte)));
  }
  return true;
}

bool RowReader::readRow(StringRef text) {
  llvm::SmallVector<StringRef, 8> cells;
  text.split(cells, ',');
  if (cells.size() != columns.size())
    return fail(text, "the line has " + Twine(cells.size()) +
                          " cells, expected " + Twine(columns.size()));
  Row row;
  row.line = lineNumber;
  for (auto [cell, column] : llvm::zip_equal(cells, columns)) {
    StringRef trimmed = cell.trim();
    if (column == ColumnA || column == ColumnB) {
      if (!readCodes(trimmed, Column(column),
                     column == ColumnA ? row.a : row.b))
        return false;
    } else if (column >= 0 && (trimmed.size() > 8 ||
                               trimmed.getAsInteger(16, row.cells[column]))) {
      return fail(cell, "expected the 8 hexadecimal digits of an f32, "
                        "found '" +
                            trimmed + "'");
    }
  }
  if (row.a.size() != row.b.size())
    return fail(text, "the line has " +
                          Twine(row.a.size() / bytesOf(code.format)) +
                          " codes of a and " +
                          Twine(row.b.size() / bytesOf(code.format)) +
                          " of b, expected as many of both");
  file.rows.push_back(std::move(row));
  return true;
}

bool RowReader::read(StringRef text) {
  while (!text.empty()) {
    auto [first, rest] = text.split('\n');
    text = rest;
    line = first;
    ++lineNumber;
    if (first.trim().empty())
      continue;
    if (columns.empty() ? !readHeader(first.rtrim()) : !readRow(first.rtrim()))
      return false;
  }
  line = StringRef();
  lineNumber = std::max<int64_t>(lineNumber, 1);
  if (file.rows.empty())
    return fail(line, "expected a line of column names and at least one "
                      "measured row, found none");
  return true;
}

//===----------------------------------------------------------------------===//
// Scores
//===----------------------------------------------------------------------===//

namespace {

struct Difference {
  int64_t line;
  uint32_t measured, computed;
};

/// One column against the model.
struct Score {
  Column column;
  int64_t rows = 0, equal = 0;
  std::vector<Difference> first; ///< At most shownDifferences.
};
constexpr size_t shownDifferences = 5;

} // namespace

static uint32_t bitsOf(float value) {
  uint32_t bits;
  std::memcpy(&bits, &value, sizeof(bits));
  return bits;
}

/// The model's result as f32 bits.
static uint32_t evaluate(const AccumulateModel &model, const Row &row,
                         Format format, Format result, double addend) {
  unsigned bytes = bytesOf(format);
  double d =
      dot(model, {format, row.a.data(), bytes}, {format, row.b.data(), bytes},
          row.a.size() / bytes, addend, result);
  if (result == Format::F32)
    return accumulateBits(model, Format::F32, d);
  // Widening keeps a NaN's sign and payload.
  uint16_t code = accumulateBits(model, result, d);
  return bitsOf(static_cast<float>(decodeFloat(result, &code)));
}

static Score score(const AccumulateModel &model, const RowFile &file,
                   Format format, Column column, bool zeroAddend) {
  Score score;
  score.column = column;
  Format result = column == ColumnF16 ? Format::F16 : Format::F32;
  for (const Row &row : file.rows) {
    double addend =
        zeroAddend
            ? 0
            : roundTo(result, decodeFloat(Format::F32, &row.cells[ColumnC]));
    uint32_t computed = evaluate(model, row, format, result, addend);
    ++score.rows;
    if (computed == row.cells[column])
      ++score.equal;
    else if (score.first.size() < shownDifferences)
      score.first.push_back({row.line, row.cells[column], computed});
  }
  return score;
}

static void printScores(const NumericsDotOptions &options,
                        const AccumulateModel &model,
                        llvm::ArrayRef<Score> scores, int64_t products,
                        llvm::raw_ostream &out) {
  out << options.file << ": " << products << " products of " << options.format
      << " a row, " << model.print() << "\n"
      << "  column                rows   equal\n";
  for (const Score &score : scores)
    out << llvm::formatv("  {0,-18} {1,7} {2,7}\n", columnNames[score.column],
                         score.rows, score.equal);
  for (const Score &score : scores)
    for (const Difference &difference : score.first)
      out << llvm::formatv("  line {0} {1}: measured {2:x-8}, model {3:x-8}\n",
                           difference.line, columnNames[score.column],
                           difference.measured, difference.computed);
}

static void writeScores(const NumericsDotOptions &options,
                        const AccumulateModel &model,
                        llvm::ArrayRef<Score> scores, int64_t products,
                        llvm::json::OStream &json) {
  auto hex = [](uint32_t bits) { return llvm::formatv("{0:x-8}", bits).str(); };
  json.object([&] {
    json.attribute("schema", 1);
    json.attribute("file", llvm::json::fixUTF8(options.file));
    json.attribute("format", options.format);
    json.attribute("accumulate", model.print());
    json.attribute("products", products);
    json.attributeArray("columns", [&] {
      for (const Score &score : scores)
        json.object([&] {
          json.attribute("name", columnNames[score.column]);
          json.attribute("rows", score.rows);
          json.attribute("equal", score.equal);
          json.attributeArray("differences", [&] {
            for (const Difference &difference : score.first)
              json.object([&] {
                json.attribute("line", difference.line);
                json.attribute("measured", hex(difference.measured));
                json.attribute("model", hex(difference.computed));
              });
          });
        });
    });
  });
}

//===----------------------------------------------------------------------===//
// The verb
//===----------------------------------------------------------------------===//

static ExitStatus refuse(const std::string &message, llvm::raw_ostream &err) {
  err << message << "\n";
  return ExitRefused;
}

static std::optional<CodeFormat> parseCodeFormat(StringRef name) {
  // tf32 lies in memory as an f32 whose low 13 bits count for nothing.
  if (name == "tf32")
    return CodeFormat{Format::F32, 8, 13};
  std::optional<Format> format = parseFormat(name);
  if (!format || !formatInfo(*format).isFloat)
    return std::nullopt;
  return CodeFormat{*format, (formatInfo(*format).bits + 3) / 4, 0};
}

/// What no row of the file can change: the model and the operands' format.
static std::string checkRequest(const NumericsDotOptions &options,
                                AccumulateModel &model, CodeFormat &code) {
  std::string error;
  std::optional<AccumulateModel> parsed =
      AccumulateModel::parse(options.accumulate, error);
  if (!parsed)
    return "--accumulate: " + error;
  model = *parsed;
  std::optional<CodeFormat> format = parseCodeFormat(options.format);
  if (!format)
    return "--format takes tf32 or a float format such as f16 or f8E4M3FN, "
           "not '" +
           options.format + "'";
  code = *format;
  error = model.checkOperands(code.format, code.format);
  return error.empty() ? "" : "--format: " + error;
}

ExitStatus ridge::numericsDot(const NumericsDotOptions &options,
                              llvm::raw_ostream &out, llvm::raw_ostream &err) {
  AccumulateModel model;
  CodeFormat code = {Format::F32, 8, 0}; // Replaced by what is asked for.
  std::string wrong = checkRequest(options, model, code);
  if (!wrong.empty())
    return refuse(options.file + ":1:1: error: " + wrong, err);
  auto buffer = llvm::MemoryBuffer::getFile(options.file);
  if (!buffer)
    return refuse(options.file + ":1:1: error: cannot be read: " +
                      buffer.getError().message(),
                  err);
  RowReader reader(options.file, code);
  if (!reader.read((*buffer)->getBuffer()))
    return refuse(reader.error, err);

  const RowFile &file = reader.file;
  // A model that gives f16 says nothing of f32 results.
  bool givesHalf = model.stored() == Format::F16;
  if (givesHalf && !file.has[ColumnF16])
    return refuse(options.file +
                      ":1:1: error: the model gives f16, but the file has no "
                      "column 'd_f16_as_f32_hex'",
                  err);
  std::vector<Score> scores;
  if (file.has[ColumnF32] && !givesHalf)
    scores.push_back(
        score(model, file, code.format, ColumnF32, options.zeroAddend));
  if (file.has[ColumnF16])
    scores.push_back(score(givesHalf ? model : model.withResult(Format::F16),
                           file, code.format, ColumnF16,
                           /*zeroAddend=*/false));
  int64_t products = file.rows.front().a.size() / bytesOf(code.format);
  return printBoth(
      options.jsonPath,
      [&](llvm::raw_ostream &text) {
        printScores(options, model, scores, products, text);
      },
      [&](llvm::json::OStream &json) {
        writeScores(options, model, scores, products, json);
      },
      out, err);
}
