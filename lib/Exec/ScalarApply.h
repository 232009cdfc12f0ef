//===- ScalarApply.h - one element's meaning down a column ------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// For Scalar.cpp: picks the C++ type that holds a format, runs a function of
/// one element down the columns and brings the results back into their format.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_LIB_EXEC_SCALARAPPLY_H
#define RIDGE_LIB_EXEC_SCALARAPPLY_H

#include "ridge/Exec/Scalar.h"
#include <type_traits>

namespace ridge {

/// What a case of evaluateColumn works with.
struct ColumnFrame {
  const Node &node;
  llvm::ArrayRef<ColumnValue> operands;
  int64_t count;
  void *result;

  Format format() const { return node.format; }
  Format operandFormat(unsigned i) const { return operands[i].format; }
  template <typename T> const T *in(unsigned i) const {
    return static_cast<const T *>(operands[i].values);
  }
  template <typename T> T *out() const { return static_cast<T *>(result); }
};

/// Calls `fn` with a zero of the C++ type that holds `format`.
template <typename Function> inline void withFloat(Format format, Function fn) {
  if (format == Format::F64)
    fn(double(0));
  else
    fn(float(0));
}
template <typename Function> inline void withInt(Format format, Function fn) {
  if (storageOf(format) == Storage::Int64)
    fn(int64_t(0));
  else
    fn(int32_t(0));
}
template <typename Function> inline void withAny(Format format, Function fn) {
  if (isFloat(format))
    withFloat(format, fn);
  else
    withInt(format, fn);
}

/// Brings 32-bit results back into a narrower integer format.
inline void wrapColumn(Format format, int32_t *values, int64_t count) {
  switch (format) {
  case Format::I1:
    for (int64_t i = 0; i < count; ++i)
      values[i] &= 1;
    return;
  case Format::I8:
    for (int64_t i = 0; i < count; ++i)
      values[i] = int8_t(values[i]);
    return;
  case Format::I16:
    for (int64_t i = 0; i < count; ++i)
      values[i] = int16_t(values[i]);
    return;
  case Format::I32:
    return;
  default:
    break;
  }
  unsigned unused = 32 - bitsOf(format);
  for (int64_t i = 0; i < count; ++i)
    values[i] = int32_t(uint32_t(values[i]) << unused) >> unused;
}

inline void wrapColumn(Format format, int64_t *values, int64_t count) {
  if (format == Format::I64)
    return;
  unsigned unused = 64 - bitsOf(format);
  for (int64_t i = 0; i < count; ++i)
    values[i] = int64_t(uint64_t(values[i]) << unused) >> unused;
}

template <typename T>
inline void finish(Format format, T *values, int64_t count) {
  if constexpr (std::is_same_v<T, float>)
    roundColumn(format, values, count);
  else if constexpr (std::is_integral_v<T>)
    wrapColumn(format, values, count);
}

/// result = fn(operands...), all floats of one format.
template <typename Function>
inline void applyFloat1(const ColumnFrame &frame, Function fn) {
  withFloat(frame.format(), [&](auto zero) {
    using T = decltype(zero);
    const T *a = frame.in<T>(0);
    T *out = frame.out<T>();
    for (int64_t i = 0; i < frame.count; ++i)
      out[i] = fn(a[i]);
    finish(frame.format(), out, frame.count);
  });
}
template <typename Function>
inline void applyFloat2(const ColumnFrame &frame, Function fn) {
  withFloat(frame.format(), [&](auto zero) {
    using T = decltype(zero);
    const T *a = frame.in<T>(0), *b = frame.in<T>(1);
    T *out = frame.out<T>();
    for (int64_t i = 0; i < frame.count; ++i)
      out[i] = fn(a[i], b[i]);
    finish(frame.format(), out, frame.count);
  });
}

/// Functions that no format rounds correctly by itself: computed in double and
/// rounded once more, so that they depend on no library's float versions and
/// two executors can agree in every bit.
template <typename Function>
inline void applyFunction1(const ColumnFrame &frame, Function fn) {
  Format format = frame.format();
  // A format narrower than f32 must not stop at f32 on its way.
  bool isNarrow = format != Format::F32 && format != Format::F64;
  applyFloat1(frame, [&](auto a) {
    double value = fn(a);
    return decltype(a)(isNarrow ? roundTo(format, value) : value);
  });
}
template <typename Function>
inline void applyFunction2(const ColumnFrame &frame, Function fn) {
  Format format = frame.format();
  bool isNarrow = format != Format::F32 && format != Format::F64;
  applyFloat2(frame, [&](auto a, auto b) {
    double value = fn(a, b);
    return decltype(a)(isNarrow ? roundTo(format, value) : value);
  });
}

/// result = fn(a, b) on unsigned values of the storage's width, whose bits
/// above the format's are copies of the sign: right for everything modulo 2^n.
template <typename Function>
inline void applyModular(const ColumnFrame &frame, Function fn) {
  withInt(frame.format(), [&](auto zero) {
    using T = decltype(zero);
    using U = std::make_unsigned_t<T>;
    const T *a = frame.in<T>(0), *b = frame.in<T>(1);
    T *out = frame.out<T>();
    for (int64_t i = 0; i < frame.count; ++i)
      out[i] = T(fn(U(a[i]), U(b[i])));
    finish(frame.format(), out, frame.count);
  });
}

/// The value a signed operation sees: i1 true is -1.
template <typename T> inline T signedOf(Format format, T value) {
  return format == Format::I1 ? -value : value;
}
/// The value an unsigned operation sees.
template <typename T> inline auto unsignedOf(Format format, T value) {
  using U = std::make_unsigned_t<T>;
  return U(U(value) & (~U(0) >> (8 * sizeof(T) - formatInfo(format).bits)));
}

template <typename Function>
inline void applySigned(const ColumnFrame &frame, Function fn) {
  withInt(frame.format(), [&](auto zero) {
    using T = decltype(zero);
    const T *a = frame.in<T>(0), *b = frame.in<T>(1);
    T *out = frame.out<T>();
    Format format = frame.format();
    for (int64_t i = 0; i < frame.count; ++i)
      out[i] = fn(signedOf(format, a[i]), signedOf(format, b[i]));
    finish(format, out, frame.count);
  });
}
template <typename Function>
inline void applyUnsigned(const ColumnFrame &frame, Function fn) {
  withInt(frame.format(), [&](auto zero) {
    using T = decltype(zero);
    const T *a = frame.in<T>(0), *b = frame.in<T>(1);
    T *out = frame.out<T>();
    Format format = frame.format();
    for (int64_t i = 0; i < frame.count; ++i)
      out[i] = T(fn(unsignedOf(format, a[i]), unsignedOf(format, b[i])));
    finish(format, out, frame.count);
  });
}

} // namespace ridge

#endif // RIDGE_LIB_EXEC_SCALARAPPLY_H
