//===- ScalarKernels.cpp - what one scalar operation does -----------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// One row an operation: its name and an expression of x, y, z. `real` rows
/// compute in the lane's own type, `function` rows in double, `integer` rows on
/// sign-extended 64 bits; `natural` rows see the operands as unsigned.
///
//===----------------------------------------------------------------------===//

#include "ScalarKernels.h"
#include "Conversions.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include <cmath>
#include <limits>

using namespace ridge;
using namespace ridge::reference;
using Operands = llvm::ArrayRef<const Lanes *>;

//===----------------------------------------------------------------------===//
// Scalar helpers
//===----------------------------------------------------------------------===//

/// IEEE 754-2019 maximum: a NaN wins, +0 is above -0.
template <typename T> static T maximum(T x, T y) {
  if (std::isnan(x) || std::isnan(y))
    return std::numeric_limits<T>::quiet_NaN();
  if (x == y)
    return std::signbit(x) ? y : x;
  return x > y ? x : y;
}
template <typename T> static T minimum(T x, T y) {
  if (std::isnan(x) || std::isnan(y))
    return std::numeric_limits<T>::quiet_NaN();
  if (x == y)
    return std::signbit(x) ? x : y;
  return x < y ? x : y;
}

static uint64_t asUnsigned(int64_t value, Format format) {
  unsigned bits = formatInfo(format).bits;
  return bits == 64
             ? static_cast<uint64_t>(value)
             : static_cast<uint64_t>(value) & ((uint64_t(1) << bits) - 1);
}

/// i1 is held as 0 or 1; as a signed number, true is -1.
static int64_t asSigned(int64_t value, Format format) {
  return format == Format::I1 ? -value : value;
}

/// Division by zero, and the one quotient that does not fit, have no value in
/// MLIR; they must only not end the process.
static int64_t divideSigned(int64_t x, int64_t y) {
  if (y == 0 || (y == -1 && x == std::numeric_limits<int64_t>::min()))
    return 0;
  return x / y;
}
static int64_t remainderSigned(int64_t x, int64_t y) {
  return y == 0 || y == -1 ? 0 : x % y;
}

/// Toward minus infinity, and toward plus.
static int64_t divideFloor(int64_t x, int64_t y) {
  int64_t quotient = divideSigned(x, y);
  bool isInexact = y != 0 && remainderSigned(x, y) != 0;
  return isInexact && (x < 0) != (y < 0) ? quotient - 1 : quotient;
}
static int64_t divideCeil(int64_t x, int64_t y) {
  int64_t quotient = divideSigned(x, y);
  bool isInexact = y != 0 && remainderSigned(x, y) != 0;
  return isInexact && (x < 0) == (y < 0) ? quotient + 1 : quotient;
}

/// x^y modulo 2^64; a power below 0 is what its quotient truncates to.
static int64_t powerOf(int64_t x, int64_t y) {
  if (y < 0)
    return x == 1 ? 1 : x == -1 ? (y & 1 ? -1 : 1) : 0;
  uint64_t result = 1;
  for (auto base = static_cast<uint64_t>(x); y != 0; y >>= 1, base *= base)
    if (y & 1)
      result *= base;
  return static_cast<int64_t>(result);
}

static int64_t countLeadingZeros(uint64_t x, Format format) {
  return x ? __builtin_clzll(x) - (64 - int(bitsOf(format))) : bitsOf(format);
}
static int64_t countTrailingZeros(uint64_t x, Format format) {
  return x ? __builtin_ctzll(x) : bitsOf(format);
}

static uint64_t shiftLeft(uint64_t x, uint64_t y) {
  return y < 64 ? x << y : 0;
}
static uint64_t shiftRight(uint64_t x, uint64_t y) {
  return y < 64 ? x >> y : 0;
}
static int64_t shiftRightSigned(int64_t x, int64_t y) {
  return x >> (y >= 0 && y < 64 ? y : 63);
}

/// To the nearest integer that fits; NaN gives 0.
static int64_t toInteger(double value, double least, double greatest,
                         int64_t low, int64_t high) {
  if (std::isnan(value))
    return 0;
  value = std::trunc(value);
  if (value <= least)
    return low;
  if (value >= greatest)
    return high;
  return static_cast<int64_t>(value);
}
static int64_t toSigned(double value, unsigned bits) {
  int64_t high = bits == 64 ? std::numeric_limits<int64_t>::max()
                            : (int64_t(1) << (bits - 1)) - 1;
  double bound = std::ldexp(1.0, bits - 1);
  return toInteger(value, -bound, bound - 1, -high - 1, high);
}
static int64_t toUnsigned(double value, unsigned bits) {
  if (bits == 64 && value >= std::ldexp(1.0, 63)) {
    double bound = std::ldexp(1.0, 64);
    uint64_t high = std::numeric_limits<uint64_t>::max();
    return static_cast<int64_t>(value >= bound ? high
                                               : static_cast<uint64_t>(value));
  }
  int64_t high = bits == 64 ? std::numeric_limits<int64_t>::max()
                            : (int64_t(1) << bits) - 1;
  return toInteger(value, 0, std::ldexp(1.0, bits == 64 ? 63 : bits) - 1, 0,
                   high);
}

//===----------------------------------------------------------------------===//
// Rows
//===----------------------------------------------------------------------===//

// A kernel body over lanes of type T; X, Y, Z name operand lanes.
#define LANES(T, i)                                                            \
  [[maybe_unused]] const T *operand##i =                                       \
      operands.size() > i ? operands[i]->as<T>() : nullptr
#define KERNEL(T, EXPRESSION)                                                  \
  [](Lanes &result, Operands operands, int64_t, unsigned count) {              \
    LANES(T, 0);                                                               \
    LANES(T, 1);                                                               \
    LANES(T, 2);                                                               \
    T *out = result.as<T>();                                                   \
    for (unsigned i = 0; i < count; ++i) {                                     \
      [[maybe_unused]] T x = operand0[i];                                      \
      [[maybe_unused]] T y = operand1 ? operand1[i] : T();                     \
      [[maybe_unused]] T z = operand2 ? operand2[i] : T();                     \
      out[i] = static_cast<T>(EXPRESSION);                                     \
    }                                                                          \
  }
#define NATURAL(EXPRESSION)                                                    \
  [](Lanes &result, Operands operands, int64_t, unsigned count) {              \
    LANES(int64_t, 0);                                                         \
    LANES(int64_t, 1);                                                         \
    for (unsigned i = 0; i < count; ++i) {                                     \
      [[maybe_unused]] uint64_t x =                                            \
          asUnsigned(operand0[i], operands[0]->format);                        \
      [[maybe_unused]] uint64_t y =                                            \
          operand1 ? asUnsigned(operand1[i], operands[1]->format) : 0;         \
      result.as<int64_t>()[i] = static_cast<int64_t>(EXPRESSION);              \
    }                                                                          \
  }

namespace {
struct Row {
  llvm::StringLiteral name;
  ScalarKernel single;
  ScalarKernel twice; ///< f64.
  ScalarKernel integer;
};
} // namespace

#define REAL(Name, EXPRESSION)                                                 \
  {Name, KERNEL(float, EXPRESSION), KERNEL(double, EXPRESSION), nullptr}
#define FUNCTION(Name, EXPRESSION)                                             \
  {Name,                                                                       \
   [](Lanes &result, Operands operands, int64_t, unsigned count) {             \
     for (unsigned i = 0; i < count; ++i) {                                    \
       double x = operands[0]->as<float>()[i];                                 \
       [[maybe_unused]] double y =                                             \
           operands.size() > 1 ? operands[1]->as<float>()[i] : 0.0;            \
       result.as<float>()[i] =                                                 \
           static_cast<float>(roundTo(result.format, EXPRESSION));             \
     }                                                                         \
   },                                                                          \
   KERNEL(double, EXPRESSION), nullptr}
#define INTEGER(Name, EXPRESSION)                                              \
  {Name, nullptr, nullptr, KERNEL(int64_t, EXPRESSION)}
#define UNSIGNED(Name, EXPRESSION) {Name, nullptr, nullptr, NATURAL(EXPRESSION)}

// Sums and products of signed integers go through uint64_t, which wraps.
#define WRAPPING(Operator)                                                     \
  static_cast<int64_t>(static_cast<uint64_t>(x)                                \
                           Operator static_cast<uint64_t>(y))

static const Row rows[] = {
    REAL("arith.addf", x + y),
    REAL("arith.subf", x - y),
    REAL("arith.mulf", x *y),
    REAL("arith.divf", x / y),
    REAL("arith.remf", std::fmod(x, y)),
    REAL("arith.negf", -x),
    REAL("arith.maximumf", maximum(x, y)),
    REAL("arith.minimumf", minimum(x, y)),
    REAL("arith.maxnumf", std::isnan(x)   ? y
                          : std::isnan(y) ? x
                                          : maximum(x, y)),
    REAL("arith.minnumf", std::isnan(x)   ? y
                          : std::isnan(y) ? x
                                          : minimum(x, y)),

    INTEGER("arith.addi", WRAPPING(+)),
    INTEGER("arith.subi", WRAPPING(-)),
    INTEGER("arith.muli", WRAPPING(*)),
    INTEGER("arith.divsi", divideSigned(x, y)),
    INTEGER("arith.remsi", remainderSigned(x, y)),
    INTEGER("arith.floordivsi", divideFloor(x, y)),
    INTEGER("arith.ceildivsi", divideCeil(x, y)),
    UNSIGNED("arith.ceildivui", y ? x / y + (x % y != 0) : 0),
    UNSIGNED("arith.divui", y ? x / y : 0),
    UNSIGNED("arith.remui", y ? x % y : 0),
    INTEGER("arith.andi", x &y),
    INTEGER("arith.ori", x | y),
    INTEGER("arith.xori", x ^ y),
    UNSIGNED("arith.shli", shiftLeft(x, y)),
    UNSIGNED("arith.shrui", shiftRight(x, y)),
    INTEGER("arith.shrsi", shiftRightSigned(x, y)),
    INTEGER("arith.maxsi", x > y ? x : y),
    INTEGER("arith.minsi", x < y ? x : y),
    UNSIGNED("arith.maxui", x > y ? x : y),
    UNSIGNED("arith.minui", x < y ? x : y),
    INTEGER("math.absi",
            x < 0 ? static_cast<int64_t>(-static_cast<uint64_t>(x)) : x),
    INTEGER("math.ipowi", powerOf(x, y)),
    UNSIGNED("math.ctpop", __builtin_popcountll(x)),
    UNSIGNED("math.ctlz", countLeadingZeros(x, operands[0]->format)),
    UNSIGNED("math.cttz", countTrailingZeros(x, operands[0]->format)),

    REAL("math.absf", std::fabs(x)),
    REAL("math.floor", std::floor(x)),
    REAL("math.ceil", std::ceil(x)),
    REAL("math.round", std::round(x)),
    REAL("math.roundeven", std::nearbyint(x)),
    REAL("math.trunc", std::trunc(x)),
    REAL("math.copysign", std::copysign(x, y)),
    REAL("math.sqrt", std::sqrt(x)),
    REAL("math.fma", std::fma(x, y, z)),

    FUNCTION("math.rsqrt", 1.0 / std::sqrt(x)),
    FUNCTION("math.exp", std::exp(x)),
    FUNCTION("math.exp2", std::exp2(x)),
    FUNCTION("math.expm1", std::expm1(x)),
    FUNCTION("math.log", std::log(x)),
    FUNCTION("math.log2", std::log2(x)),
    FUNCTION("math.log1p", std::log1p(x)),
    FUNCTION("math.tanh", std::tanh(x)),
    FUNCTION("math.erf", std::erf(x)),
    FUNCTION("math.sin", std::sin(x)),
    FUNCTION("math.cos", std::cos(x)),
    FUNCTION("math.powf", std::pow(x, y)),
    FUNCTION("math.tan", std::tan(x)),
    FUNCTION("math.asin", std::asin(x)),
    FUNCTION("math.acos", std::acos(x)),
    FUNCTION("math.atan", std::atan(x)),
    FUNCTION("math.atan2", std::atan2(x, y)),
    FUNCTION("math.sinh", std::sinh(x)),
    FUNCTION("math.cosh", std::cosh(x)),
    FUNCTION("math.asinh", std::asinh(x)),
    FUNCTION("math.acosh", std::acosh(x)),
    FUNCTION("math.atanh", std::atanh(x)),
    FUNCTION("math.erfc", std::erfc(x)),
    FUNCTION("math.cbrt", std::cbrt(x)),
    FUNCTION("math.log10", std::log10(x)),
    REAL("math.clampf", minimum(maximum(x, y), z)),
};

//===----------------------------------------------------------------------===//
// Comparisons, select, conversions
//===----------------------------------------------------------------------===//

template <typename T> static bool compareReal(int64_t predicate, T x, T y) {
  using mlir::arith::CmpFPredicate;
  bool unordered = std::isnan(x) || std::isnan(y);
  switch (static_cast<CmpFPredicate>(predicate)) {
  case CmpFPredicate::AlwaysFalse:
    return false;
  case CmpFPredicate::OEQ:
    return x == y;
  case CmpFPredicate::OGT:
    return x > y;
  case CmpFPredicate::OGE:
    return x >= y;
  case CmpFPredicate::OLT:
    return x < y;
  case CmpFPredicate::OLE:
    return x <= y;
  case CmpFPredicate::ONE:
    return !unordered && x != y;
  case CmpFPredicate::ORD:
    return !unordered;
  case CmpFPredicate::UEQ:
    return unordered || x == y;
  case CmpFPredicate::UGT:
    return unordered || x > y;
  case CmpFPredicate::UGE:
    return unordered || x >= y;
  case CmpFPredicate::ULT:
    return unordered || x < y;
  case CmpFPredicate::ULE:
    return unordered || x <= y;
  case CmpFPredicate::UNE:
    return unordered || x != y;
  case CmpFPredicate::UNO:
    return unordered;
  case CmpFPredicate::AlwaysTrue:
    return true;
  }
  return false;
}

static bool compareInteger(int64_t predicate, int64_t x, int64_t y,
                           Format format) {
  using mlir::arith::CmpIPredicate;
  int64_t a = asSigned(x, format), b = asSigned(y, format);
  uint64_t u = asUnsigned(x, format), v = asUnsigned(y, format);
  switch (static_cast<CmpIPredicate>(predicate)) {
  case CmpIPredicate::eq:
    return a == b;
  case CmpIPredicate::ne:
    return a != b;
  case CmpIPredicate::slt:
    return a < b;
  case CmpIPredicate::sle:
    return a <= b;
  case CmpIPredicate::sgt:
    return a > b;
  case CmpIPredicate::sge:
    return a >= b;
  case CmpIPredicate::ult:
    return u < v;
  case CmpIPredicate::ule:
    return u <= v;
  case CmpIPredicate::ugt:
    return u > v;
  case CmpIPredicate::uge:
    return u >= v;
  }
  return false;
}

template <typename T>
static void compareRealLanes(Lanes &result, Operands operands,
                             int64_t predicate, unsigned count) {
  for (unsigned i = 0; i < count; ++i)
    result.as<int64_t>()[i] = compareReal(predicate, operands[0]->as<T>()[i],
                                          operands[1]->as<T>()[i]);
}

static void compareIntegerLanes(Lanes &result, Operands operands,
                                int64_t predicate, unsigned count) {
  for (unsigned i = 0; i < count; ++i)
    result.as<int64_t>()[i] =
        compareInteger(predicate, operands[0]->as<int64_t>()[i],
                       operands[1]->as<int64_t>()[i], operands[0]->format);
}

template <typename T>
static void selectLanes(Lanes &result, Operands operands, int64_t,
                        unsigned count) {
  for (unsigned i = 0; i < count; ++i)
    result.as<T>()[i] = operands[0]->as<int64_t>()[i] ? operands[1]->as<T>()[i]
                                                      : operands[2]->as<T>()[i];
}

/// x to an integer power: an f32 power is computed in f64 and rounded once.
template <typename T>
static void integerPowerLanes(Lanes &result, Operands operands, int64_t,
                              unsigned count) {
  for (unsigned i = 0; i < count; ++i) {
    double base = operands[0]->as<T>()[i];
    auto exponent = static_cast<double>(operands[1]->as<int64_t>()[i]);
    result.as<T>()[i] =
        static_cast<T>(roundTo(result.format, std::pow(base, exponent)));
  }
}

/// Float to float: one rounding, from the exact value.
template <typename From>
static void convertRealLanes(Lanes &result, Operands operands, int64_t,
                             unsigned count) {
  for (unsigned i = 0; i < count; ++i) {
    double value = operands[0]->as<From>()[i];
    if (isDouble(result.format))
      result.as<double>()[i] = value;
    else if (result.format == Format::F32)
      result.as<float>()[i] = static_cast<float>(value);
    else
      result.as<float>()[i] = static_cast<float>(roundTo(result.format, value));
  }
}

/// f32 to a narrower float: the caller's rounding is the conversion.
static void copySingleLanes(Lanes &result, Operands operands, int64_t,
                            unsigned count) {
  for (unsigned i = 0; i < count; ++i)
    result.as<float>()[i] = operands[0]->as<float>()[i];
}

template <bool Signed>
static void integerToRealLanes(Lanes &result, Operands operands, int64_t,
                               unsigned count) {
  Format from = operands[0]->format;
  for (unsigned i = 0; i < count; ++i) {
    int64_t value = operands[0]->as<int64_t>()[i];
    // Straight to f32 where that is the result: one rounding of 64 bits.
    if (result.format == Format::F32) {
      result.as<float>()[i] = Signed
                                  ? static_cast<float>(asSigned(value, from))
                                  : static_cast<float>(asUnsigned(value, from));
      continue;
    }
    double wide = Signed ? static_cast<double>(asSigned(value, from))
                         : static_cast<double>(asUnsigned(value, from));
    if (isDouble(result.format))
      result.as<double>()[i] = wide;
    else
      result.as<float>()[i] = static_cast<float>(roundTo(result.format, wide));
  }
}

template <typename From, bool Signed>
static void realToIntegerLanes(Lanes &result, Operands operands, int64_t,
                               unsigned count) {
  unsigned bits = formatInfo(result.format).bits;
  for (unsigned i = 0; i < count; ++i) {
    double value = operands[0]->as<From>()[i];
    result.as<int64_t>()[i] =
        Signed ? toSigned(value, bits) : toUnsigned(value, bits);
  }
}

template <bool Signed>
static void resizeIntegerLanes(Lanes &result, Operands operands, int64_t,
                               unsigned count) {
  Format from = operands[0]->format;
  for (unsigned i = 0; i < count; ++i) {
    int64_t value = operands[0]->as<int64_t>()[i];
    result.as<int64_t>()[i] =
        Signed ? asSigned(value, from)
               : static_cast<int64_t>(asUnsigned(value, from));
  }
}

/// The bits of one element as another format's.
static void reinterpretLanes(Lanes &result, Operands operands, int64_t,
                             unsigned count) {
  uint8_t bytes[maxLanes * sizeof(int64_t)];
  auto stride = static_cast<int64_t>(bytesOf(result.format));
  store(*operands[0], bytes, stride, count);
  load(result, bytes, stride, count);
}

/// What kind of number a float is.
template <typename T, bool (*Is)(T)>
static void classifyLanes(Lanes &result, Operands operands, int64_t,
                          unsigned count) {
  for (unsigned i = 0; i < count; ++i)
    result.as<int64_t>()[i] = Is(operands[0]->as<T>()[i]);
}

template <typename T> static ScalarKernel findClass(llvm::StringRef name) {
  if (name == "math.isnan")
    return classifyLanes<T, std::isnan>;
  if (name == "math.isinf")
    return classifyLanes<T, std::isinf>;
  if (name == "math.isfinite")
    return classifyLanes<T, std::isfinite>;
  if (name == "math.isnormal")
    return classifyLanes<T, std::isnormal>;
  return nullptr;
}

static ScalarKernel findConversion(llvm::StringRef name, Format from) {
  if (name == "arith.extf" || name == "arith.truncf") {
    if (isDouble(from))
      return convertRealLanes<double>;
    return name == "arith.truncf" ? copySingleLanes : convertRealLanes<float>;
  }
  if (name == "arith.extsi" || name == "arith.trunci" ||
      name == "arith.index_cast")
    return resizeIntegerLanes<true>;
  if (name == "arith.extui" || name == "arith.index_castui")
    return resizeIntegerLanes<false>;
  if (name == "arith.sitofp")
    return integerToRealLanes<true>;
  if (name == "arith.uitofp")
    return integerToRealLanes<false>;
  if (name == "arith.fptosi")
    return isDouble(from) ? realToIntegerLanes<double, true>
                          : realToIntegerLanes<float, true>;
  if (name == "arith.fptoui")
    return isDouble(from) ? realToIntegerLanes<double, false>
                          : realToIntegerLanes<float, false>;
  return nullptr;
}

ScalarKernel reference::findKernel(llvm::StringRef name, Format operand,
                                   Format result) {
  if (ScalarKernel conversion = findConversion(name, operand))
    return conversion;
  if (ScalarKernel change = findFormatChange(name))
    return change;
  if (name == "arith.cmpf")
    return isDouble(operand) ? compareRealLanes<double>
                             : compareRealLanes<float>;
  if (name == "arith.cmpi")
    return compareIntegerLanes;
  if (name == "arith.select")
    return isInteger(result)  ? selectLanes<int64_t>
           : isDouble(result) ? selectLanes<double>
                              : selectLanes<float>;
  if (name == "arith.bitcast")
    return reinterpretLanes;
  if (ScalarKernel kind =
          isDouble(operand) ? findClass<double>(name) : findClass<float>(name))
    return kind;
  if (name == "math.fpowi")
    return isDouble(result) ? integerPowerLanes<double>
                            : integerPowerLanes<float>;
  for (const Row &row : rows)
    if (row.name == name)
      return isInteger(result)  ? row.integer
             : isDouble(result) ? row.twice
                                : row.single;
  return nullptr;
}
