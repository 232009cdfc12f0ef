//===- SweepFormats.h - formats for exhaustive tests ------------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef RIDGE_TEST_UNIT_NUMERICS_SWEEPFORMATS_H
#define RIDGE_TEST_UNIT_NUMERICS_SWEEPFORMATS_H

#include "ridge/Numerics/Conversion.h"
#include <vector>

namespace ridge {

/// All named floats of up to 16 bits, and of the others some of every kind.
inline std::vector<Format> sweepFormats() {
  std::vector<Format> formats;
  for (Format format : namedFormats())
    if (isFloat(format) && bitsOf(format) <= 16)
      formats.push_back(format);
  for (const char *name :
       {"binary8p4se", "binary8p3sf", "binary8p1se", "binary8p4ue",
        "binary8p8uf", "binary5p3se", "binary12p5sf", "float_e5m1_bias14",
        "float_e4m3_finite_unsigned", "float_e4m3_nosubnormals",
        "float_e3m0_finite", "float_e1m3_biasm3_fn", "float_e5m2_fn_unsigned",
        "float_e4m3_extended_nosubnormals", "float_e4m0_scale_unsigned",
        "float_e6m5_unsigned_nosubnormals"})
    formats.push_back(*parseFormat(name));
  return formats;
}

/// Every rounding that is not random, with both ways to overflow.
inline std::vector<RoundingRule> exactRules() {
  std::vector<RoundingRule> rules;
  for (Rounding rounding :
       {Rounding::NearestEven, Rounding::NearestAway, Rounding::TowardZero,
        Rounding::Up, Rounding::Down, Rounding::ToOdd})
    for (Overflow overflow : {Overflow::Infinity, Overflow::Saturate}) {
      RoundingRule rule;
      rule.rounding = rounding;
      rule.overflow = overflow;
      rules.push_back(rule);
    }
  return rules;
}

} // namespace ridge

#endif // RIDGE_TEST_UNIT_NUMERICS_SWEEPFORMATS_H
