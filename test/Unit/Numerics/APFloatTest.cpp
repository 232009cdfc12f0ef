//===- APFloatTest.cpp - where llvm::APFloat differs ----------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// APFloat is the second opinion on conversions, but for the cases below. Each
/// holds what LLVM 22 gives next to what Ridge gives; when an LLVM changes one,
/// the test fails and the exception can go.
///
//===----------------------------------------------------------------------===//

#include "llvm/ADT/APFloat.h"
#include "ridge/Numerics/Conversion.h"
#include "gtest/gtest.h"
#include <cmath>

using namespace ridge;
using llvm::APFloat;

static uint64_t convert(const llvm::fltSemantics &to, double value) {
  APFloat number(value);
  bool inexact;
  number.convert(to, APFloat::rmNearestTiesToEven, &inexact);
  return number.bitcastToAPInt().getZExtValue();
}

static uint64_t encode(Format format, double value) {
  return Conversion{format, {}, 0}.encode(value);
}

static double widen(const llvm::fltSemantics &from, unsigned bits,
                    uint64_t code) {
  APFloat number(from, llvm::APInt(bits, code));
  bool inexact;
  number.convert(APFloat::IEEEdouble(), APFloat::rmNearestTiesToEven, &inexact);
  return number.convertToDouble();
}

TEST(APFloat, TurnsTheNaNOfScalesIntoInfinity) {
  uint64_t code = 0xFF;
  EXPECT_EQ(widen(APFloat::Float8E8M0FNU(), 8, code), HUGE_VAL);
  EXPECT_TRUE(std::isnan(decodeFloat(Format::F8E8M0FNU, &code)));
}

TEST(APFloat, GivesNegativeScalesSomeCode) {
  EXPECT_EQ(convert(APFloat::Float8E8M0FNU(), -2), 0x80u);
  EXPECT_EQ(encode(Format::F8E8M0FNU, -2), 0xFFu);
}

TEST(APFloat, TurnsInfinityAndNaNIntoZeroInFiniteFormats) {
  EXPECT_EQ(convert(APFloat::Float4E2M1FN(), HUGE_VAL), 0u);
  EXPECT_EQ(convert(APFloat::Float6E3M2FN(), -HUGE_VAL) & 31, 0u);
  EXPECT_EQ(convert(APFloat::Float6E2M3FN(), std::nan("")) & 31, 0u);
  EXPECT_EQ(encode(Format::F4E2M1FN, HUGE_VAL), 7u);
  EXPECT_EQ(encode(Format::F6E3M2FN, -HUGE_VAL), 63u);
  EXPECT_EQ(encode(Format::F6E2M3FN, std::nan("")), 31u);
}

TEST(APFloat, HasNoSaturation) {
  EXPECT_EQ(convert(APFloat::Float8E4M3FN(), 465), 0x7Fu);
  RoundingRule rule;
  rule.overflow = Overflow::Saturate;
  EXPECT_EQ((Conversion{Format::F8E4M3FN, rule, 0}.encode(465)), 0x7Eu);
}

// Ties of powers of two go to the even code here, up there.
TEST(APFloat, RoundsTiesOfScalesUp) {
  for (int exponent = -100; exponent < 100; ++exponent) {
    uint64_t low = uint64_t(exponent + 127);
    double tie = std::ldexp(1.5, exponent);
    EXPECT_EQ(convert(APFloat::Float8E8M0FNU(), tie), low + 1);
    EXPECT_EQ(encode(Format::F8E8M0FNU, tie), low + low % 2);
  }
}

// Beside the ties and what has no place, scales agree.
TEST(APFloat, AgreesOnTheRestOfTheScales) {
  for (int exponent = -126; exponent < 127; ++exponent)
    for (double significand : {1.0, 1.25, 1.4999, 1.5001, 1.75, 1.9999}) {
      double value = std::ldexp(significand, exponent);
      EXPECT_EQ(convert(APFloat::Float8E8M0FNU(), value),
                encode(Format::F8E8M0FNU, value))
          << value;
    }
}

// The five modes of IEEE 754, on every code of f16.
TEST(APFloat, AgreesOnTheDirectedRoundings) {
  struct Mode {
    Rounding ours;
    llvm::RoundingMode theirs;
  };
  struct Target {
    Format ours;
    const llvm::fltSemantics &theirs;
  };
  for (Mode mode : {Mode{Rounding::NearestEven, APFloat::rmNearestTiesToEven},
                    Mode{Rounding::NearestAway, APFloat::rmNearestTiesToAway},
                    Mode{Rounding::TowardZero, APFloat::rmTowardZero},
                    Mode{Rounding::Up, APFloat::rmTowardPositive},
                    Mode{Rounding::Down, APFloat::rmTowardNegative}})
    for (const Target &to :
         {Target{Format::F8E5M2, APFloat::Float8E5M2()},
          Target{Format::F8E4M3, APFloat::Float8E4M3()},
          Target{Format::F8E4M3FN, APFloat::Float8E4M3FN()},
          Target{Format::F8E3M4, APFloat::Float8E3M4()},
          Target{Format::F8E5M2FNUZ, APFloat::Float8E5M2FNUZ()},
          Target{Format::F8E4M3FNUZ, APFloat::Float8E4M3FNUZ()},
          Target{Format::F8E4M3B11FNUZ, APFloat::Float8E4M3B11FNUZ()},
          Target{Format::F6E2M3FN, APFloat::Float6E2M3FN()},
          Target{Format::F6E3M2FN, APFloat::Float6E3M2FN()},
          Target{Format::F4E2M1FN, APFloat::Float4E2M1FN()}}) {
      RoundingRule rule;
      rule.rounding = mode.ours;
      Conversion conversion{to.ours, rule, 0};
      for (uint32_t code = 0; code < 65536; ++code) {
        double value = decodeFloat(Format::F16, &code);
        if (!std::isfinite(value))
          continue;
        APFloat number(value);
        bool inexact;
        number.convert(to.theirs, mode.theirs, &inexact);
        ASSERT_EQ(conversion.encode(value),
                  number.bitcastToAPInt().getZExtValue())
            << formatName(to.ours) << " " << value << " "
            << roundingName(mode.ours).str();
      }
    }
}
