//===- ScalarBits.h - operations on the bits of elements --------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef RIDGE_LIB_EXEC_SCALARBITS_H
#define RIDGE_LIB_EXEC_SCALARBITS_H

#include "ScalarApply.h"

namespace ridge {

/// The same bits in another format of as many.
inline void reinterpret(const ColumnFrame &frame) {
  Format from = frame.operandFormat(0), to = frame.format();
  withAny(from, [&](auto zero) {
    using From = decltype(zero);
    withAny(to, [&](auto target) {
      using To = decltype(target);
      const From *a = frame.in<From>(0);
      To *out = frame.out<To>();
      for (int64_t i = 0; i < frame.count; ++i) {
        uint64_t code = 0;
        if (isFloat(from))
          encodeFloat(from, double(a[i]), &code);
        else
          encodeInteger(from, int64_t(a[i]), &code);
        out[i] = isFloat(to) ? To(decodeFloat(to, &code))
                             : To(decodeInteger(to, &code));
      }
    });
  });
}

/// A power of integers wraps; one with a negative exponent is 1 / x^n, cut.
template <typename T> inline T ipowi(T base, T exponent) {
  using U = std::make_unsigned_t<T>;
  if (exponent < 0)
    return base == 1 ? T(1) : base == -1 ? T(exponent & 1 ? -1 : 1) : T(0);
  U result = 1, power = U(base);
  for (; exponent != 0; exponent >>= 1, power *= power)
    if (exponent & 1)
      result *= power;
  return T(result);
}

template <typename Function>
inline void countBits(const ColumnFrame &frame, Function fn) {
  Format format = frame.format();
  withInt(format, [&](auto zero) {
    using T = decltype(zero);
    const T *a = frame.in<T>(0);
    T *out = frame.out<T>();
    for (int64_t i = 0; i < frame.count; ++i)
      out[i] =
          T(fn(uint64_t(unsignedOf(format, a[i])), formatInfo(format).bits));
    finish(format, out, frame.count);
  });
}

} // namespace ridge

#endif // RIDGE_LIB_EXEC_SCALARBITS_H
