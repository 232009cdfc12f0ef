//===- TensorRows.h - rows of test/Data/tensorcore --------------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A reader of the measured inner products, on its own so that the tests do
/// not rest on the reader that they would test.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_TEST_UNIT_NUMERICS_TENSORROWS_H
#define RIDGE_TEST_UNIT_NUMERICS_TENSORROWS_H

#include <cstdint>
#include <cstring>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

namespace ridge::test {

struct TensorRow {
  std::vector<uint8_t> a, b; ///< Codes, little endian.
  float c;
  uint32_t d;
  uint32_t half; ///< The f16 result as f32; 0 without such a column.
};

inline std::vector<uint8_t> readCodes(const std::string &hex, unsigned bytes) {
  std::vector<uint8_t> codes;
  for (size_t i = 0; i + 2 * bytes <= hex.size(); i += 2 * bytes) {
    uint64_t code = std::stoull(hex.substr(i, 2 * bytes), nullptr, 16);
    for (unsigned b = 0; b < bytes; ++b)
      codes.push_back(static_cast<uint8_t>(code >> 8 * b));
  }
  return codes;
}

/// Empty if there is no such file.
inline std::vector<TensorRow> readRows(const std::string &name,
                                       unsigned bytes) {
  std::ifstream file(std::string(RIDGE_TEST_DATA) + "/tensorcore/" + name);
  std::vector<TensorRow> rows;
  std::string line;
  std::getline(file, line);
  while (std::getline(file, line)) {
    std::istringstream cells(line);
    std::string a, b, c, d, half;
    std::getline(cells, a, ',');
    std::getline(cells, b, ',');
    std::getline(cells, c, ',');
    std::getline(cells, d, ',');
    std::getline(cells, half, ',');
    TensorRow row = {readCodes(a, bytes), readCodes(b, bytes), 0, 0, 0};
    uint32_t addend = std::stoul(c, nullptr, 16);
    std::memcpy(&row.c, &addend, sizeof(addend));
    row.d = std::stoul(d, nullptr, 16);
    if (!half.empty())
      row.half = std::stoul(half, nullptr, 16);
    rows.push_back(std::move(row));
  }
  return rows;
}

} // namespace ridge::test

#endif // RIDGE_TEST_UNIT_NUMERICS_TENSORROWS_H
