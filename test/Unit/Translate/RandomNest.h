//===- RandomNest.h - random programs in placed form ------------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Loop nests that load, add, clear and store on all engines of the machine
/// "toy", with buffers that stay, buffers with slots whose instances count
/// iterations, and buffers of several layers at the same addresses. Whatever
/// comes out is valid: it never reads what was not written.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_TEST_UNIT_TRANSLATE_RANDOMNEST_H
#define RIDGE_TEST_UNIT_TRANSLATE_RANDOMNEST_H

#include <cstdint>
#include <string>

namespace ridge::test {

/// One argument and one result of 256 f32 each.
std::string randomNest(uint64_t seed);

} // namespace ridge::test

#endif // RIDGE_TEST_UNIT_TRANSLATE_RANDOMNEST_H
