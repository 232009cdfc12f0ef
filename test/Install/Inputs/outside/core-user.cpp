//===- core-user.cpp - an outside project that uses Ridge without MLIR ----===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ridge/Numerics/Format.h"
#include "ridge/Report/Report.h"
#include <cstdio>

int main() {
  // 1/3 in bf16 is 0x3EAB: sign 0, exponent 125, fraction 0101011.
  double third = ridge::roundTo(ridge::Format::BF16, 1.0 / 3.0);
  std::printf("one third in bf16 is %.9f\n", third);
  return 0;
}
