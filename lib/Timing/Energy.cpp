//===- Energy.cpp - energy of bytes and of time ---------------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Exact in 128 bits, rounded up to whole femtojoules.
///
//===----------------------------------------------------------------------===//

#include "ridge/Timing/Timing.h"
#include <cassert>
#include <limits>

using namespace ridge;

static int64_t quotientUp(__int128 dividend, __int128 divisor) {
  assert(divisor > 0 && "a machine has a clock");
  __int128 quotient = dividend / divisor + (dividend % divisor > 0);
  constexpr int64_t most = std::numeric_limits<int64_t>::max();
  return quotient > most ? most : static_cast<int64_t>(quotient);
}

int64_t ridge::byteEnergy(int64_t bytes, int64_t attojoules) {
  constexpr int64_t perFemtojoule = 1000;
  return quotientUp(static_cast<__int128>(bytes) * attojoules, perFemtojoule);
}

int64_t ridge::staticEnergy(const Machine &machine, int64_t microwatts,
                            int64_t cycles) {
  // A microwatt is 10^9 femtojoules a second. Whole seconds come first: the
  // product of all three factors may leave 128 bits.
  constexpr int64_t perSecond = 1000000000;
  constexpr int64_t mostSeconds = int64_t(1) << 50;
  if (microwatts == 0)
    return 0;
  if (cycles / machine.hertz > mostSeconds)
    return std::numeric_limits<int64_t>::max();
  __int128 power = static_cast<__int128>(microwatts) * perSecond;
  __int128 seconds = cycles / machine.hertz, rest = cycles % machine.hertz;
  int64_t partial = quotientUp(power * rest, machine.hertz);
  __int128 sum = power * seconds + partial;
  return quotientUp(sum, 1);
}
