//===- Scalar.cpp - meaning of the scalar operations ----------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// One case per row of ScalarOps.def. A case says what one element means; the
/// Apply functions run it down the columns of the right C++ type and bring the
/// results back into their format.
///
//===----------------------------------------------------------------------===//

#include "ridge/Exec/Scalar.h"
#include "ScalarApply.h"
#include "ScalarBits.h"
#include "ridge/Numerics/ScalarConversion.h"
#include "llvm/ADT/bit.h"
#include "llvm/Support/ErrorHandling.h"
#include <cmath>
#include <cstring>
#include <limits>
#include <type_traits>

using namespace ridge;

//===----------------------------------------------------------------------===//
// Elements
//===----------------------------------------------------------------------===//

template <typename T> static T maximum(T a, T b) {
  // Of two zeros the sum is -0 only if both are.
  T larger = a > b ? a : a < b ? b : a + (a == 0 ? b : T(0));
  return a != a ? a : b != b ? b : larger;
}

template <typename T> static T minimum(T a, T b) { return -maximum(-a, -b); }

/// Of one NaN and a number, the number.
template <typename T> static T maxnum(T a, T b) {
  return a != a ? b : b != b ? a : maximum(a, b);
}
template <typename T> static T minnum(T a, T b) {
  return a != a ? b : b != b ? a : minimum(a, b);
}

/// As compiler-rt's __powisf2: squarings, and one division for n < 0.
template <typename T> static T powi(T base, int64_t exponent) {
  uint64_t left = exponent < 0 ? -uint64_t(exponent) : uint64_t(exponent);
  T result = 1;
  while (true) {
    if (left & 1)
      result *= base;
    left >>= 1;
    if (left == 0)
      return exponent < 0 ? 1 / result : result;
    base *= base;
  }
}

/// MLIR's predicate number to the outcomes for which it holds: 1 equal,
/// 2 greater, 4 less, 8 unordered.
static int outcomesOfCmpF(int64_t predicate) {
  static const int outcomes[16] = {0, 1,  2,  3,  4,  5,  6, 7,
                                   9, 10, 11, 12, 13, 14, 8, 15};
  return outcomes[predicate & 15];
}

static int outcomesOfCmpI(int64_t predicate) {
  enum { Equal = 1, Greater = 2, Less = 4 };
  switch (predicate) {
  case 0:
    return Equal;
  case 1:
    return Greater | Less;
  case 2:
  case 6:
    return Less;
  case 3:
  case 7:
    return Less | Equal;
  case 4:
  case 8:
    return Greater;
  default:
    return Greater | Equal;
  }
}

/// A 64-bit integer with its low bits jammed so that converting it to double
/// and then to a narrower format rounds as one step would.
static int64_t jamToDouble(int64_t value) {
  int64_t low = value & 0x7FF;
  bool fits = value < (int64_t(1) << 53) && value > -(int64_t(1) << 53);
  return fits || low == 0 ? value : (value - low) | 0x800;
}

//===----------------------------------------------------------------------===//
// Comparisons and choices
//===----------------------------------------------------------------------===//

static void compareFloats(const ColumnFrame &frame) {
  int outcomes = outcomesOfCmpF(frame.node.attribute);
  withFloat(frame.operandFormat(0), [&](auto zero) {
    using T = decltype(zero);
    const T *a = frame.in<T>(0), *b = frame.in<T>(1);
    int32_t *out = frame.out<int32_t>();
    for (int64_t i = 0; i < frame.count; ++i) {
      int outcome = a[i] == b[i] ? 1 : a[i] > b[i] ? 2 : a[i] < b[i] ? 4 : 8;
      out[i] = (outcome & outcomes) != 0;
    }
  });
}

static void compareIntegers(const ColumnFrame &frame) {
  int outcomes = outcomesOfCmpI(frame.node.attribute);
  Format format = frame.operandFormat(0);
  bool isUnsigned = frame.node.attribute >= 6;
  withInt(format, [&](auto zero) {
    using T = decltype(zero);
    const T *a = frame.in<T>(0), *b = frame.in<T>(1);
    int32_t *out = frame.out<int32_t>();
    auto compare = [&](auto x, auto y) {
      return ((x == y ? 1 : x > y ? 2 : 4) & outcomes) != 0;
    };
    for (int64_t i = 0; i < frame.count; ++i)
      out[i] = isUnsigned
                   ? compare(unsignedOf(format, a[i]), unsignedOf(format, b[i]))
                   : compare(signedOf(format, a[i]), signedOf(format, b[i]));
  });
}

static void copy(const ColumnFrame &frame) {
  size_t bytes = storageBytes(storageOf(frame.format()));
  std::memmove(frame.result, frame.operands[0].values, frame.count * bytes);
}

static void select(const ColumnFrame &frame) {
  withAny(frame.format(), [&](auto zero) {
    using T = decltype(zero);
    const int32_t *condition = frame.in<int32_t>(0);
    const T *a = frame.in<T>(1), *b = frame.in<T>(2);
    T *out = frame.out<T>();
    for (int64_t i = 0; i < frame.count; ++i)
      out[i] = condition[i] ? a[i] : b[i];
  });
}

//===----------------------------------------------------------------------===//
// Conversions
//===----------------------------------------------------------------------===//

static void convertFloat(const ColumnFrame &frame) {
  withFloat(frame.operandFormat(0), [&](auto from) {
    using From = decltype(from);
    withFloat(frame.format(), [&](auto to) {
      using To = decltype(to);
      const From *a = frame.in<From>(0);
      To *out = frame.out<To>();
      // f64 to less than f32 must not stop at f32 on its way.
      bool direct = std::is_same_v<From, double> && std::is_same_v<To, float> &&
                    frame.format() != Format::F32;
      for (int64_t i = 0; i < frame.count; ++i)
        out[i] = direct ? To(roundTo(frame.format(), a[i])) : To(a[i]);
      finish(frame.format(), out, frame.count);
    });
  });
}

/// Integer to wider or narrower integer.
static void convertInteger(const ColumnFrame &frame, bool isSigned) {
  Format format = frame.operandFormat(0);
  withInt(format, [&](auto from) {
    using From = decltype(from);
    withInt(frame.format(), [&](auto to) {
      using To = decltype(to);
      const From *a = frame.in<From>(0);
      To *out = frame.out<To>();
      for (int64_t i = 0; i < frame.count; ++i)
        out[i] = isSigned ? To(signedOf(format, a[i]))
                          : To(unsignedOf(format, a[i]));
      finish(frame.format(), out, frame.count);
    });
  });
}

static void integerToFloat(const ColumnFrame &frame, bool isSigned) {
  Format from = frame.operandFormat(0), to = frame.format();
  auto convert = [&](auto value) -> double {
    // Exact up to 53 bits; beyond, the jammed bit keeps the second rounding
    // right, but an unsigned value may need 64 bits: halve it first.
    using T = decltype(value);
    if constexpr (std::is_same_v<T, uint64_t>)
      if (value >> 63)
        return 2.0 * double(jamToDouble(int64_t(value >> 1 | (value & 1))));
    return double(jamToDouble(int64_t(value)));
  };
  withInt(from, [&](auto zero) {
    using T = decltype(zero);
    const T *a = frame.in<T>(0);
    withFloat(to, [&](auto target) {
      using To = decltype(target);
      To *out = frame.out<To>();
      for (int64_t i = 0; i < frame.count; ++i) {
        // f32 and f64: one conversion, which rounds once.
        if (std::is_same_v<To, double> || to == Format::F32)
          out[i] =
              isSigned ? To(signedOf(from, a[i])) : To(unsignedOf(from, a[i]));
        else
          out[i] = To(roundTo(to, isSigned ? convert(signedOf(from, a[i]))
                                           : convert(unsignedOf(from, a[i]))));
      }
    });
  });
}

static void floatToInteger(const ColumnFrame &frame, bool isSigned) {
  unsigned bits = formatInfo(frame.format()).bits;
  // Both limits are powers of two, exact in every type.
  double high = std::ldexp(1.0, isSigned ? bits - 1 : bits);
  double low = isSigned ? -high : 0;
  uint64_t most =
      isSigned ? (uint64_t(1) << (bits - 1)) - 1 : ~uint64_t(0) >> (64 - bits);
  uint64_t least = isSigned ? ~most : 0;
  auto convert = [&](double value) -> uint64_t {
    if (value != value)
      return 0;
    value = std::trunc(value);
    if (value >= high)
      return most;
    if (value <= low)
      return least;
    return value < 0 ? uint64_t(int64_t(value)) : uint64_t(value);
  };
  withFloat(frame.operandFormat(0), [&](auto from) {
    using From = decltype(from);
    withInt(frame.format(), [&](auto to) {
      using To = decltype(to);
      const From *a = frame.in<From>(0);
      To *out = frame.out<To>();
      for (int64_t i = 0; i < frame.count; ++i)
        out[i] = To(convert(a[i]));
      finish(frame.format(), out, frame.count);
    });
  });
}

//===----------------------------------------------------------------------===//
// The rest that has an own shape
//===----------------------------------------------------------------------===//

static void index(const ColumnFrame &frame, IndexRun run) {
  withInt(frame.format(), [&](auto zero) {
    using T = decltype(zero);
    T *out = frame.out<T>();
    for (int64_t i = 0; i < frame.count; ++i)
      out[i] = T(run.first + i * run.step);
    finish(frame.format(), out, frame.count);
  });
}

static void fpowi(const ColumnFrame &frame) {
  withFloat(frame.format(), [&](auto zero) {
    using T = decltype(zero);
    withInt(frame.operandFormat(1), [&](auto power) {
      using P = decltype(power);
      const T *a = frame.in<T>(0);
      const P *n = frame.in<P>(1);
      T *out = frame.out<T>();
      for (int64_t i = 0; i < frame.count; ++i)
        out[i] = powi(a[i], signedOf(frame.operandFormat(1), n[i]));
      finish(frame.format(), out, frame.count);
    });
  });
}

static void fma(const ColumnFrame &frame) {
  withFloat(frame.format(), [&](auto zero) {
    using T = decltype(zero);
    const T *a = frame.in<T>(0), *b = frame.in<T>(1), *c = frame.in<T>(2);
    T *out = frame.out<T>();
    for (int64_t i = 0; i < frame.count; ++i)
      out[i] = std::fma(a[i], b[i], c[i]);
    finish(frame.format(), out, frame.count);
  });
}

/// Changes of format by rules of their own: one value after the other, through
/// double, which holds every value of the formats that take part.
template <typename Function>
static void convertByRule(const ColumnFrame &frame, Function fn) {
  auto read = [&](unsigned operand, int64_t i) -> double {
    switch (storageOf(frame.operandFormat(operand))) {
    case Storage::Float:
      return frame.in<float>(operand)[i];
    case Storage::Double:
      return frame.in<double>(operand)[i];
    case Storage::Int32:
      return frame.in<int32_t>(operand)[i];
    case Storage::Int64:
      return double(frame.in<int64_t>(operand)[i]);
    }
    llvm_unreachable("a storage that does not exist");
  };
  withAny(frame.format(), [&](auto zero) {
    using T = decltype(zero);
    T *out = frame.out<T>();
    for (int64_t i = 0; i < frame.count; ++i)
      out[i] = T(fn([&](unsigned operand) { return read(operand, i); }));
  });
}

static void changeFormat(const ColumnFrame &frame) {
  Format format = frame.format();
  auto rule = ConversionRule::unpack(frame.node.attribute);
  switch (frame.node.op) {
  case ScalarOp::Cast:
    return convertByRule(
        frame, [&](auto in) { return castValue(format, rule, in(0)); });
  case ScalarOp::StochasticCast:
    rule.rounding = Rounding::Stochastic;
    return convertByRule(frame, [&](auto in) {
      return castValue(format, rule, in(0), uint64_t(int64_t(in(1))));
    });
  case ScalarOp::Scale:
    return convertByRule(
        frame, [&](auto in) { return scaleValue(format, rule, in(0)); });
  case ScalarOp::Quantize:
    return convertByRule(frame, [&](auto in) {
      return quantizeValue(format, rule, frame.operandFormat(0), in(0), in(1));
    });
  default:
    return convertByRule(
        frame, [&](auto in) { return dequantizeValue(format, in(0), in(1)); });
  }
}

static void absoluteInteger(const ColumnFrame &frame) {
  withInt(frame.format(), [&](auto zero) {
    using T = decltype(zero);
    using U = std::make_unsigned_t<T>;
    const T *a = frame.in<T>(0);
    T *out = frame.out<T>();
    for (int64_t i = 0; i < frame.count; ++i)
      out[i] = a[i] < 0 ? T(-U(a[i])) : a[i];
    finish(frame.format(), out, frame.count);
  });
}

template <typename T> static T divideSigned(T a, T b) {
  using U = std::make_unsigned_t<T>;
  return b == 0 ? T(0) : b == -1 ? T(-U(a)) : T(a / b);
}
template <typename T> static T remainderSigned(T a, T b) {
  return b == 0 || b == -1 ? T(0) : T(a % b);
}

//===----------------------------------------------------------------------===//
// The cases
//===----------------------------------------------------------------------===//

/// Long because it is a table, one row an operation: in one switch the compiler
/// says which one is missing.
void ridge::evaluateColumn(const Node &node,
                           llvm::ArrayRef<ColumnValue> operands, IndexRun run,
                           int64_t count, void *result) {
  ColumnFrame f{node, operands, count, result};
  unsigned bits = formatInfo(node.format).bits;
  switch (node.op) {
  case ScalarOp::Constant:
    return fillColumn(node.format, node.floatValue, node.intValue, count,
                      result);
  case ScalarOp::Index:
    return index(f, run);
  case ScalarOp::Identity:
    return copy(f);
  case ScalarOp::Fold:
    llvm_unreachable("folds are run as stages");

  case ScalarOp::AddF:
    return applyFloat2(f, [](auto a, auto b) { return a + b; });
  case ScalarOp::SubF:
    return applyFloat2(f, [](auto a, auto b) { return a - b; });
  case ScalarOp::MulF:
    return applyFloat2(f, [](auto a, auto b) { return a * b; });
  case ScalarOp::DivF:
    return applyFloat2(f, [](auto a, auto b) { return a / b; });
  case ScalarOp::RemF:
    return applyFloat2(f, [](auto a, auto b) { return std::fmod(a, b); });
  case ScalarOp::NegF:
    return applyFloat1(f, [](auto a) { return -a; });
  case ScalarOp::MaximumF:
    return applyFloat2(f, [](auto a, auto b) { return maximum(a, b); });
  case ScalarOp::MinimumF:
    return applyFloat2(f, [](auto a, auto b) { return minimum(a, b); });
  case ScalarOp::MaxNumF:
    return applyFloat2(f, [](auto a, auto b) { return maxnum(a, b); });
  case ScalarOp::MinNumF:
    return applyFloat2(f, [](auto a, auto b) { return minnum(a, b); });
  case ScalarOp::CmpF:
    return compareFloats(f);

  case ScalarOp::AddI:
    return applyModular(f, [](auto a, auto b) { return a + b; });
  case ScalarOp::SubI:
    return applyModular(f, [](auto a, auto b) { return a - b; });
  case ScalarOp::MulI:
    return applyModular(f, [](auto a, auto b) { return a * b; });
  case ScalarOp::AndI:
    return applyModular(f, [](auto a, auto b) { return a & b; });
  case ScalarOp::OrI:
    return applyModular(f, [](auto a, auto b) { return a | b; });
  case ScalarOp::XOrI:
    return applyModular(f, [](auto a, auto b) { return a ^ b; });
  case ScalarOp::DivSI:
    return applySigned(f, [](auto a, auto b) { return divideSigned(a, b); });
  case ScalarOp::RemSI:
    return applySigned(f, [](auto a, auto b) { return remainderSigned(a, b); });
  case ScalarOp::DivUI:
    return applyUnsigned(f, [](auto a, auto b) { return b ? a / b : b; });
  case ScalarOp::RemUI:
    return applyUnsigned(f, [](auto a, auto b) { return b ? a % b : b; });
  case ScalarOp::ShLI:
    return applyUnsigned(f, [=](auto a, auto b) {
      return b < bits ? decltype(a)(a << b) : decltype(a)(0);
    });
  case ScalarOp::ShRUI:
    return applyUnsigned(f, [=](auto a, auto b) {
      return b < bits ? decltype(a)(a >> b) : decltype(a)(0);
    });
  case ScalarOp::ShRSI:
    return applySigned(f, [=](auto a, auto b) {
      // The amount is unsigned: what looks negative is too large.
      return a >> (b < 0 || b >= int(bits) ? int(bits) - 1 : int(b));
    });
  case ScalarOp::MaxSI:
    return applySigned(f, [](auto a, auto b) { return a > b ? a : b; });
  case ScalarOp::MinSI:
    return applySigned(f, [](auto a, auto b) { return a < b ? a : b; });
  case ScalarOp::MaxUI:
    return applyUnsigned(f, [](auto a, auto b) { return a > b ? a : b; });
  case ScalarOp::MinUI:
    return applyUnsigned(f, [](auto a, auto b) { return a < b ? a : b; });
  case ScalarOp::CmpI:
    return compareIntegers(f);
  case ScalarOp::Select:
    return select(f);

  case ScalarOp::ExtF:
  case ScalarOp::TruncF:
    return convertFloat(f);
  case ScalarOp::ExtSI:
  case ScalarOp::TruncI:
    return convertInteger(f, /*isSigned=*/true);
  case ScalarOp::ExtUI:
    return convertInteger(f, /*isSigned=*/false);
  case ScalarOp::SIToFP:
    return integerToFloat(f, /*isSigned=*/true);
  case ScalarOp::UIToFP:
    return integerToFloat(f, /*isSigned=*/false);
  case ScalarOp::FPToSI:
    return floatToInteger(f, /*isSigned=*/true);
  case ScalarOp::FPToUI:
    return floatToInteger(f, /*isSigned=*/false);
  case ScalarOp::Bitcast:
    return reinterpret(f);

  case ScalarOp::AbsF:
    return applyFloat1(f, [](auto a) { return std::fabs(a); });
  case ScalarOp::AbsI:
    return absoluteInteger(f);
  case ScalarOp::Exp:
    return applyFunction1(f, [](double a) { return std::exp(a); });
  case ScalarOp::Exp2:
    return applyFunction1(f, [](double a) { return std::exp2(a); });
  case ScalarOp::ExpM1:
    return applyFunction1(f, [](double a) { return std::expm1(a); });
  case ScalarOp::Log:
    return applyFunction1(f, [](double a) { return std::log(a); });
  case ScalarOp::Log2:
    return applyFunction1(f, [](double a) { return std::log2(a); });
  case ScalarOp::Log1p:
    return applyFunction1(f, [](double a) { return std::log1p(a); });
  case ScalarOp::Sqrt:
    return applyFloat1(f, [](auto a) { return std::sqrt(a); });
  case ScalarOp::Rsqrt:
    return applyFunction1(f, [](double a) { return 1 / std::sqrt(a); });
  case ScalarOp::Log10:
    return applyFunction1(f, [](double a) { return std::log10(a); });
  case ScalarOp::Cbrt:
    return applyFunction1(f, [](double a) { return std::cbrt(a); });
  case ScalarOp::Tanh:
    return applyFunction1(f, [](double a) { return std::tanh(a); });
  case ScalarOp::Sinh:
    return applyFunction1(f, [](double a) { return std::sinh(a); });
  case ScalarOp::Cosh:
    return applyFunction1(f, [](double a) { return std::cosh(a); });
  case ScalarOp::Asinh:
    return applyFunction1(f, [](double a) { return std::asinh(a); });
  case ScalarOp::Acosh:
    return applyFunction1(f, [](double a) { return std::acosh(a); });
  case ScalarOp::Atanh:
    return applyFunction1(f, [](double a) { return std::atanh(a); });
  case ScalarOp::Erf:
    return applyFunction1(f, [](double a) { return std::erf(a); });
  case ScalarOp::Erfc:
    return applyFunction1(f, [](double a) { return std::erfc(a); });
  case ScalarOp::Sin:
    return applyFunction1(f, [](double a) { return std::sin(a); });
  case ScalarOp::Cos:
    return applyFunction1(f, [](double a) { return std::cos(a); });
  case ScalarOp::Tan:
    return applyFunction1(f, [](double a) { return std::tan(a); });
  case ScalarOp::Asin:
    return applyFunction1(f, [](double a) { return std::asin(a); });
  case ScalarOp::Acos:
    return applyFunction1(f, [](double a) { return std::acos(a); });
  case ScalarOp::Atan:
    return applyFunction1(f, [](double a) { return std::atan(a); });
  case ScalarOp::Atan2:
    return applyFunction2(f,
                          [](double a, double b) { return std::atan2(a, b); });
  case ScalarOp::Floor:
    return applyFloat1(f, [](auto a) { return std::floor(a); });
  case ScalarOp::Ceil:
    return applyFloat1(f, [](auto a) { return std::ceil(a); });
  case ScalarOp::Round:
    return applyFloat1(f, [](auto a) { return std::round(a); });
  case ScalarOp::RoundEven:
    return applyFloat1(f, [](auto a) { return std::nearbyint(a); });
  case ScalarOp::TruncToInt:
    return applyFloat1(f, [](auto a) { return std::trunc(a); });
  case ScalarOp::CopySign:
    return applyFloat2(f, [](auto a, auto b) { return std::copysign(a, b); });
  case ScalarOp::PowF:
    return applyFunction2(f, [](double a, double b) { return std::pow(a, b); });
  case ScalarOp::FPowI:
    return fpowi(f);
  case ScalarOp::IPowI:
    return applySigned(f, [](auto a, auto b) { return ipowi(a, b); });
  case ScalarOp::CtPop:
    return countBits(f, [](uint64_t a, unsigned) { return llvm::popcount(a); });
  case ScalarOp::CtLz:
    return countBits(f, [](uint64_t a, unsigned bits) {
      return llvm::countl_zero(a) - (64 - bits);
    });
  case ScalarOp::CtTz:
    return countBits(f, [](uint64_t a, unsigned bits) {
      return std::min<unsigned>(llvm::countr_zero(a), bits);
    });
  case ScalarOp::Fma:
    return fma(f);

  case ScalarOp::Cast:
  case ScalarOp::StochasticCast:
  case ScalarOp::Scale:
  case ScalarOp::Quantize:
  case ScalarOp::Dequantize:
    return changeFormat(f);
  }
  llvm_unreachable("a scalar operation without a meaning");
}
