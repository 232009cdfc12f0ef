//===- Sanitizers.h - how hard a test tries ---------------------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef RIDGE_TEST_UNIT_SANITIZERS_H
#define RIDGE_TEST_UNIT_SANITIZERS_H

#include <algorithm>
#include <cstdint>

namespace ridge::test {

/// Sanitizers look at each try: what takes a second then takes twenty.
#if defined(__SANITIZE_ADDRESS__)
constexpr bool underSanitizers = true;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
constexpr bool underSanitizers = true;
#else
constexpr bool underSanitizers = false;
#endif
#else
constexpr bool underSanitizers = false;
#endif

/// How often to try what is tried `usual` times without them.
constexpr int64_t tries(int64_t usual) {
  return underSanitizers ? std::max<int64_t>(1, usual / 10) : usual;
}

} // namespace ridge::test

#endif // RIDGE_TEST_UNIT_SANITIZERS_H
