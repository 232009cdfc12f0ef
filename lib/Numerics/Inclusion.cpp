//===- Inclusion.cpp - which format has the values of which ---------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ridge/Numerics/Inclusion.h"
#include "ridge/Numerics/FloatLayout.h"

using namespace ridge;

/// The exponent of the last place of the least normal value.
static int leastPlace(const FloatLayout &layout) {
  return int(layout.hasZero) - layout.bias - layout.mantissaBits;
}

bool ridge::hasEveryValue(Format wide, Format narrow) {
  if (wide == narrow || wide == Format::F64)
    return true;
  if (narrow == Format::F64)
    return false;
  FloatLayout w = FloatLayout::of(wide), n = FloatLayout::of(narrow);
  if ((n.hasZero && !w.hasZero) || (n.negativeZero && !w.negativeZero) ||
      (n.hasInfinity && !w.hasInfinity) || (n.hasNaN && !w.hasNaN) ||
      (n.signBit && !w.signBit))
    return false;
  if (w.mantissaBits < n.mantissaBits ||
      w.decode(w.maxFinite) < n.decode(n.maxFinite))
    return false;
  // Subnormals are all multiples of the last place of the least normal value.
  return w.subnormals ? leastPlace(w) <= leastPlace(n)
                      : w.decode(w.minPositive()) <= n.decode(n.minPositive());
}
