//===- NumericsWords.h - what verbs of ridge numerics share -----*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef RIDGE_TOOLS_RIDGE_NUMERICSWORDS_H
#define RIDGE_TOOLS_RIDGE_NUMERICSWORDS_H

#include "CommandLine.h"
#include "Numerics.h"

namespace ridge {

/// How to round, as words.
struct RoundingWords {
  std::string rounding, randomBits, seed, overflow, nan;

  bool take(CommandLine &line, llvm::StringRef word) {
    return line.takesValue(word, "--rounding", rounding) ||
           line.takesValue(word, "--random-bits", randomBits) ||
           line.takesValue(word, "--seed", seed);
  }

  /// True if nothing was asked for.
  bool isEmpty() const {
    return rounding.empty() && randomBits.empty() && seed.empty();
  }

  /// Fills both; gives what is wrong, or an empty text.
  std::string parse(RoundingRule &rule, uint64_t &number) const {
    if (!rounding.empty()) {
      std::optional<Rounding> parsed = parseRounding(rounding);
      if (!parsed)
        return "--rounding takes nearest-even, nearest-away, toward-zero, up, "
               "down, to-odd or stochastic, not '" +
               rounding + "'";
      rule.rounding = *parsed;
    }
    unsigned bits;
    if (!randomBits.empty()) {
      if (llvm::StringRef(randomBits).getAsInteger(10, bits) || bits < 1 ||
          bits > 32)
        return "--random-bits takes a number from 1 to 32, not '" + randomBits +
               "'";
      rule.randomBits = uint8_t(bits);
    }
    if (!seed.empty() && llvm::StringRef(seed).getAsInteger(10, number))
      return "--seed takes a number from 0 to 2^64 - 1, not '" + seed + "'";
    if (!overflow.empty() && overflow != "infinity" && overflow != "saturate")
      return "--overflow takes infinity or saturate, not '" + overflow + "'";
    if (!nan.empty() && nan != "largest" && nan != "zero")
      return "--nan takes largest or zero, not '" + nan + "'";
    if (overflow == "saturate")
      rule.overflow = Overflow::Saturate;
    if (nan == "zero")
      rule.nan = NaNPolicy::Zero;
    return "";
  }
};

/// The name of no format at all, or of a block format where none is wanted.
inline std::string noFormat(llvm::StringRef name) {
  if (parseBlockFormat(name))
    return ("'" + name +
            "' is a format of blocks, not of single values; numerics convert "
            "and error take it")
        .str();
  return ("'" + name +
          "' is no format; there are f32, bf16, f8E4M3FN, i8, "
          "binary8p4se, float_e5m1, in blocks mxfp4, nvfp4 and others: see "
          "docs/Numerics.md")
      .str();
}

/// `ridge numerics error` without these three words.
int runNumericsError(llvm::ArrayRef<llvm::StringRef> words);

} // namespace ridge

#endif // RIDGE_TOOLS_RIDGE_NUMERICSWORDS_H
