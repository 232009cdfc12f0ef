//===- NumericsText.cpp - numbers as ridge numerics prints them -----------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "NumericsText.h"
#include "ridge/Support/OutputFile.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FormatVariadic.h"
#include <cmath>
#include <cstdlib>

using namespace ridge;

std::string ridge::shortest(double value) {
  if (std::isnan(value))
    return "nan";
  if (std::isinf(value))
    return value < 0 ? "-inf" : "inf";
  char text[40];
  // Not 1e+02 for 100.
  if (value == std::trunc(value) && std::fabs(value) < 1e15 && value != 0) {
    std::snprintf(text, sizeof(text), "%.0f", value);
    return text;
  }
  for (int digits = 1; digits <= 17; ++digits) {
    std::snprintf(text, sizeof(text), "%.*g", digits, value);
    if (std::strtod(text, nullptr) == value)
      break;
  }
  return text;
}

std::string ridge::hexCode(uint64_t code, unsigned bits) {
  std::string digits = llvm::utohexstr(code, /*LowerCase=*/true);
  size_t width = (bits + 3) / 4;
  return "0x" + std::string(width - std::min(width, digits.size()), '0') +
         digits;
}

ExitStatus
ridge::printBoth(llvm::StringRef jsonPath,
                 llvm::function_ref<void(llvm::raw_ostream &)> text,
                 llvm::function_ref<void(llvm::json::OStream &)> document,
                 llvm::raw_ostream &out, llvm::raw_ostream &err) {
  auto write = [&](llvm::raw_ostream &stream) {
    llvm::json::OStream json(stream, 2);
    document(json);
    json.flush();
    stream << "\n";
  };
  if (jsonPath == "-") {
    write(out);
    return ExitDone;
  }
  text(out);
  if (jsonPath.empty())
    return ExitDone;
  if (llvm::Error error = writeFile(jsonPath, write)) {
    err << jsonPath << ":1:1: error: " << llvm::toString(std::move(error))
        << "\n";
    return ExitRefused;
  }
  return ExitDone;
}
