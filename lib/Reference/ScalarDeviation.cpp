//===- ScalarDeviation.cpp - deviations through scalar operations ---------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Arithmetic takes intervals around exact results and rounds their ends to the
/// result's format; what is monotone runs its own kernel on the ends of its
/// operands; comparisons and choices ask whether the other outcome is possible.
///
//===----------------------------------------------------------------------===//

#include "ScalarDeviation.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "llvm/ADT/StringSwitch.h"
#include <algorithm>
#include <cmath>
#include <limits>

using namespace ridge;
using namespace ridge::reference;

constexpr double infinity = std::numeric_limits<double>::infinity();

//===----------------------------------------------------------------------===//
// Lanes as f64
//===----------------------------------------------------------------------===//

/// To the lanes' type; integers that do not fit become the nearest that does.
static void setLane(Lanes &lanes, unsigned i, double value) {
  if (isInteger(lanes.format)) {
    unsigned bits = formatInfo(lanes.format).bits;
    double least = bits == 1 ? 0 : -std::ldexp(1.0, bits - 1);
    double greatest = bits == 1 ? 1 : -least - 1;
    // 2^63 - 1 is no f64.
    if (value >= greatest)
      lanes.as<int64_t>()[i] =
          bits == 64 ? std::numeric_limits<int64_t>::max() : int64_t(greatest);
    else
      lanes.as<int64_t>()[i] = static_cast<int64_t>(std::max(value, least));
  } else if (isDouble(lanes.format)) {
    lanes.as<double>()[i] = value;
  } else {
    lanes.as<float>()[i] = static_cast<float>(value);
  }
}

/// Further than any two values of an integer format are apart.
static double wholeRange(Format format) {
  unsigned bits = formatInfo(format).bits;
  return bits == 1 ? 1 : std::ldexp(1.0, static_cast<int>(bits));
}

/// True if x - d and x + d are numbers of an integer format, so that nothing
/// wraps.
static bool fits(Format format, double x, double d) {
  unsigned bits = formatInfo(format).bits;
  double limit = std::ldexp(1.0, static_cast<int>(bits) - 1);
  return bits == 1 ? x - d >= 0 && x + d <= 1
                   : x - d >= -limit && x + d <= limit - 1;
}

//===----------------------------------------------------------------------===//
// Intervals
//===----------------------------------------------------------------------===//

namespace {
/// An operand's lane and what it deviates by.
struct Number {
  double x, d;
  double low() const { return x - d; }
  double high() const { return x + d; }
};

/// Where the exact result may lie.
struct Interval {
  double low, high;
};
} // namespace

constexpr Interval anywhere = {-infinity, infinity};

static Interval around(double centre, double radius) {
  return radius == 0 ? Interval{centre, centre}
                     : Interval{centre - radius, centre + radius};
}

/// A deviation times a factor: an operand that is exactly 0 stays it.
static double times(double factor, double d) {
  return factor == 0 || d == 0 ? 0 : std::fabs(factor) * d;
}

static double join(double a, double b, bool related) {
  return related || a == 0 || b == 0 ? a + b : std::sqrt(a * a + b * b);
}

static Number numberAt(const ScalarStep &step, unsigned operand, unsigned i) {
  if (operand >= step.operands.size())
    return {0, 0};
  return {laneValue(*step.operands[operand], i),
          step.deviations[operand]->at(i)};
}

/// The larger distance from the result to an end. A NaN that no operand had is
/// one of several outcomes.
static double deviationOf(const ScalarStep &step, unsigned i, double low,
                          double high) {
  double result = laneValue(step.result, i);
  if (!std::isnan(result))
    return std::max(distance(result, low), distance(result, high));
  for (const Lanes *operand : step.operands)
    if (std::isnan(laneValue(*operand, i)))
      return 0;
  return infinity;
}

static bool deviatesAt(const ScalarStep &step, unsigned i) {
  return llvm::any_of(step.deviations, [&](const DeviationLanes *operand) {
    return operand->at(i) != 0;
  });
}

/// `interval` gives the exact result's of each lane; its ends are rounded as
/// the result was.
template <typename Function>
static void throughIntervals(const ScalarStep &step, double *deviations,
                             Function interval) {
  Lanes low, high;
  low.format = high.format = step.result.format;
  for (unsigned i = 0; i < step.count; ++i) {
    Interval ends = {0, 0};
    if (deviatesAt(step, i))
      ends = interval(numberAt(step, 0, i), numberAt(step, 1, i),
                      numberAt(step, 2, i));
    setLane(low, i, ends.low);
    setLane(high, i, ends.high);
  }
  roundLanes(low, step.count);
  roundLanes(high, step.count);
  for (unsigned i = 0; i < step.count; ++i)
    deviations[i] =
        deviatesAt(step, i)
            ? deviationOf(step, i, laneValue(low, i), laneValue(high, i))
            : 0;
  if (!isDouble(step.result.format))
    return;
  // The ends were rounded where the exact result was meant.
  for (unsigned i = 0; i < step.count; ++i)
    if (deviations[i] != 0)
      deviations[i] += 2 * stepAt(Format::F64, laneValue(step.result, i));
}

//===----------------------------------------------------------------------===//
// Monotone operations
//===----------------------------------------------------------------------===//

/// Runs the kernel with each operand that deviates at either end.
static void throughEnds(const ScalarStep &step, double *deviations) {
  llvm::SmallVector<unsigned, 3> moving;
  for (auto [number, operand] : llvm::enumerate(step.deviations))
    if (operand->any)
      moving.push_back(number);
  llvm::SmallVector<Lanes, 3> moved;
  for (const Lanes *operand : step.operands)
    moved.push_back(*operand);
  Lanes end;
  end.format = step.result.format;
  std::fill_n(deviations, step.count, 0.0);
  for (unsigned corner = 0; corner < (1u << moving.size()); ++corner) {
    llvm::SmallVector<const Lanes *, 3> operands(step.operands);
    for (auto [bit, number] : llvm::enumerate(moving)) {
      double sign = corner >> bit & 1 ? 1 : -1;
      const Lanes &from = *step.operands[number];
      for (unsigned i = 0; i < step.count; ++i)
        if (double d = step.deviations[number]->lanes[i])
          setLane(moved[number], i, laneValue(from, i) + sign * d);
      operands[number] = &moved[number];
    }
    step.kernel(end, operands, step.attribute, step.count);
    roundLanes(end, step.count);
    for (unsigned i = 0; i < step.count; ++i)
      if (deviatesAt(step, i)) {
        double value = laneValue(end, i);
        deviations[i] =
            std::max(deviations[i], deviationOf(step, i, value, value));
      }
  }
}

/// Where all that deviates stays at or above 0, which unsigned operations need;
/// anything elsewhere.
static void throughNaturalEnds(const ScalarStep &step, double *deviations) {
  throughEnds(step, deviations);
  for (unsigned i = 0; i < step.count; ++i)
    for (unsigned k = 0; k < step.operands.size(); ++k)
      if (Number n = numberAt(step, k, i);
          step.operands[k]->format != Format::I1 && n.d != 0 && n.low() < 0)
        deviations[i] = isInteger(step.result.format)
                            ? wholeRange(step.result.format)
                            : infinity;
}

/// To numbers from 0 on, the upper half of which is held as those below 0.
static void toNaturals(const ScalarStep &step, double *deviations) {
  throughEnds(step, deviations);
  Format format = step.result.format;
  for (unsigned i = 0; i < step.count; ++i) {
    double value = laneValue(step.result, i);
    if (deviations[i] != 0 &&
        (value < 0 || !fits(format, value, deviations[i])))
      deviations[i] = wholeRange(format);
  }
}

//===----------------------------------------------------------------------===//
// Arithmetic of floats
//===----------------------------------------------------------------------===//

static void addFloats(const ScalarStep &step, double *deviations) {
  throughIntervals(step, deviations, [&](Number x, Number y, Number) {
    return around(x.x + y.x, join(x.d, y.d, step.related));
  });
}

static void subtractFloats(const ScalarStep &step, double *deviations) {
  bool same = step.operands[0] == step.operands[1];
  throughIntervals(step, deviations, [&](Number x, Number y, Number) {
    return around(x.x - y.x, same ? 0 : join(x.d, y.d, step.related));
  });
}

static double ofProduct(Number x, Number y, bool related) {
  return join(times(x.x, y.d), times(y.x, x.d), related) + times(x.d, y.d);
}

static void multiplyFloats(const ScalarStep &step, double *deviations) {
  throughIntervals(step, deviations, [&](Number x, Number y, Number) {
    return around(x.x * y.x, ofProduct(x, y, step.related));
  });
}

static void fuseFloats(const ScalarStep &step, double *deviations) {
  throughIntervals(step, deviations, [&](Number x, Number y, Number z) {
    return around(x.x * y.x + z.x,
                  join(ofProduct(x, y, step.related), z.d, step.related));
  });
}

static void divideFloats(const ScalarStep &step, double *deviations) {
  bool same = step.operands[0] == step.operands[1];
  throughIntervals(step, deviations, [&](Number x, Number y, Number) {
    double quotient = x.x / y.x, room = std::fabs(y.x) - y.d;
    if (room <= 0 && (y.d != 0 || std::fabs(x.x) <= x.d))
      return anywhere;
    if (same || room <= 0 || std::isinf(y.x))
      return around(quotient, 0);
    double d = join(x.d, times(quotient, y.d), step.related);
    return around(quotient, d == 0 ? 0 : d / room);
  });
}

static void takeRemainders(const ScalarStep &step, double *deviations) {
  throughIntervals(step, deviations, [&](Number x, Number y, Number) {
    double room = std::fabs(y.x) - y.d;
    if (!(room > 0))
      return anywhere;
    double quotient = x.x / y.x, whole = std::trunc(quotient);
    double off = (x.d + times(quotient, y.d)) / room;
    double rest = std::fabs(quotient - whole);
    bool isSure = rest > off && rest + off < 1;
    double largest = std::fabs(y.x) + y.d;
    return isSure ? around(std::fmod(x.x, y.x), x.d + times(whole, y.d))
                  : Interval{-largest, largest};
  });
}

static void takeMagnitudes(const ScalarStep &step, double *deviations) {
  throughIntervals(step, deviations, [&](Number x, Number, Number) {
    double a = std::fabs(x.low()), b = std::fabs(x.high());
    bool crosses = x.low() < 0 && x.high() > 0;
    return Interval{crosses ? 0 : std::min(a, b), std::max(a, b)};
  });
}

static void copySigns(const ScalarStep &step, double *deviations) {
  throughIntervals(step, deviations, [&](Number x, Number y, Number) {
    double most = std::fabs(x.x) + x.d;
    double least = std::max(std::fabs(x.x) - x.d, 0.0);
    if (y.d != 0 && std::fabs(y.x) <= y.d)
      return Interval{-most, most};
    return std::signbit(y.x) ? Interval{-most, -least} : Interval{least, most};
  });
}

/// sin and cos: by their slope here, and by 1 at most how it changes.
template <typename Function, typename Slope>
static void throughSlope(const ScalarStep &step, double *deviations,
                         Function function, Slope slope) {
  throughIntervals(step, deviations, [&](Number x, Number, Number) {
    double d = std::fabs(slope(x.x)) * x.d + x.d * x.d / 2;
    Interval ends = around(function(x.x), std::min(d, 2.0));
    return Interval{std::max(ends.low, -1.0), std::min(ends.high, 1.0)};
  });
}

static void takeSines(const ScalarStep &step, double *deviations) {
  throughSlope(
      step, deviations, [](double x) { return std::sin(x); },
      [](double x) { return std::cos(x); });
}

static void takeCosines(const ScalarStep &step, double *deviations) {
  throughSlope(
      step, deviations, [](double x) { return std::cos(x); },
      [](double x) { return std::sin(x); });
}

static void takeTangents(const ScalarStep &step, double *deviations) {
  throughIntervals(step, deviations, [&](Number x, Number, Number) {
    // Monotone between poles; at the ends they would be out of order.
    constexpr double halfTurn = 3.141592653589793;
    Interval ends = {std::tan(x.low()), std::tan(x.high())};
    bool isBetween = x.d < halfTurn / 2 && ends.low <= std::tan(x.x) &&
                     std::tan(x.x) <= ends.high;
    return isBetween ? ends : anywhere;
  });
}

static void takeHyperbolicCosines(const ScalarStep &step, double *deviations) {
  throughIntervals(step, deviations, [&](Number x, Number, Number) {
    double a = std::cosh(x.low()), b = std::cosh(x.high());
    bool crosses = x.low() < 0 && x.high() > 0;
    return Interval{crosses ? 1 : std::min(a, b), std::max(a, b)};
  });
}

/// The angle of a point: off by its distance as seen from 0, with a jump of a
/// whole turn across the negative x axis.
static void takeAngles(const ScalarStep &step, double *deviations) {
  throughIntervals(step, deviations, [&](Number y, Number x, Number) {
    double away = std::hypot(x.x, y.x), off = std::hypot(x.d, y.d);
    bool jumps = x.low() < 0 && std::fabs(y.x) <= y.d;
    if (off >= away || jumps)
      return Interval{-4, 4};
    return around(std::atan2(y.x, x.x), std::asin(off / away));
  });
}

/// A positive base is monotone in both; another has a whole exponent, and a
/// turning point at 0.
static void raise(const ScalarStep &step, double *deviations) {
  throughIntervals(step, deviations, [&](Number x, Number y, Number) {
    bool isWhole = y.d == 0 && y.x == std::trunc(y.x);
    if (x.low() <= 0 && (!isWhole || (y.x < 0 && x.high() >= 0)))
      return anywhere;
    Interval ends = {infinity, -infinity};
    for (double base : {x.low(), x.high()})
      for (double exponent : {y.low(), y.high()}) {
        ends.low = std::min(ends.low, std::pow(base, exponent));
        ends.high = std::max(ends.high, std::pow(base, exponent));
      }
    if (x.low() < 0 && x.high() > 0)
      ends.low = std::min(ends.low, 0.0);
    return ends;
  });
}

//===----------------------------------------------------------------------===//
// Arithmetic of integers
//===----------------------------------------------------------------------===//

/// `interval` gives exact sums or products; those that may wrap may be
/// anything.
template <typename Function>
static void throughIntegers(const ScalarStep &step, double *deviations,
                            Function exact) {
  Format format = step.result.format;
  for (unsigned i = 0; i < step.count; ++i) {
    Number number = exact(numberAt(step, 0, i), numberAt(step, 1, i));
    deviations[i] = number.d == 0                      ? 0
                    : fits(format, number.x, number.d) ? number.d
                                                       : wholeRange(format);
  }
}

static void addIntegers(const ScalarStep &step, double *deviations) {
  throughIntegers(step, deviations, [](Number x, Number y) {
    return Number{x.x + y.x, x.d + y.d};
  });
}

static void subtractIntegers(const ScalarStep &step, double *deviations) {
  bool same = step.operands[0] == step.operands[1];
  throughIntegers(step, deviations, [&](Number x, Number y) {
    return Number{x.x - y.x, same ? 0 : x.d + y.d};
  });
}

static void multiplyIntegers(const ScalarStep &step, double *deviations) {
  throughIntegers(step, deviations, [](Number x, Number y) {
    return Number{x.x * y.x, ofProduct(x, y, true)};
  });
}

/// Another width: the same number where it has it.
static void resizeIntegers(const ScalarStep &step, double *deviations) {
  throughIntegers(step, deviations, [](Number x, Number) { return x; });
}

/// Bits of numbers that are not known may be anything.
static void anyBits(const ScalarStep &step, double *deviations) {
  Format format = step.result.format;
  double any = isInteger(format) ? wholeRange(format) : infinity;
  for (unsigned i = 0; i < step.count; ++i)
    deviations[i] = deviatesAt(step, i) ? any : 0;
}

/// `and` with a false that is sure, `or` with a true that is.
template <int Absorbing>
static void combineBits(const ScalarStep &step, double *deviations) {
  anyBits(step, deviations);
  if (step.result.format != Format::I1)
    return;
  for (unsigned i = 0; i < step.count; ++i)
    for (unsigned k = 0; k < 2; ++k)
      if (Number n = numberAt(step, k, i); n.d == 0 && n.x == Absorbing)
        deviations[i] = 0;
}

/// Quotients and shifts by a number that is sure are monotone.
static void divideIntegers(const ScalarStep &step, double *deviations) {
  throughEnds(step, deviations);
  for (unsigned i = 0; i < step.count; ++i)
    if (step.deviations[1]->at(i) != 0)
      deviations[i] = wholeRange(step.result.format);
}

//===----------------------------------------------------------------------===//
// Comparisons and choices
//===----------------------------------------------------------------------===//

static void compare(const ScalarStep &step, double *deviations) {
  for (unsigned i = 0; i < step.count; ++i) {
    Number x = numberAt(step, 0, i), y = numberAt(step, 1, i);
    double d =
        step.operands[0] == step.operands[1] ? 0 : join(x.d, y.d, step.related);
    // Equal infinities are as near as equal numbers.
    bool isNear = x.x == y.x || std::fabs(x.x - y.x) <= d;
    deviations[i] = d != 0 && isNear ? 1 : 0;
  }
}

static void compareFloats(const ScalarStep &step, double *deviations) {
  using mlir::arith::CmpFPredicate;
  switch (static_cast<CmpFPredicate>(step.attribute)) {
  case CmpFPredicate::AlwaysFalse:
  case CmpFPredicate::AlwaysTrue:
  case CmpFPredicate::ORD:
  case CmpFPredicate::UNO:
    std::fill_n(deviations, step.count, 0.0);
    return;
  default:
    compare(step, deviations);
  }
}

/// Unsigned predicates order numbers below 0 above all others.
static void compareIntegers(const ScalarStep &step, double *deviations) {
  compare(step, deviations);
  using mlir::arith::CmpIPredicate;
  auto predicate = static_cast<CmpIPredicate>(step.attribute);
  bool isUnsigned = predicate >= CmpIPredicate::ult;
  for (unsigned i = 0; isUnsigned && i < step.count; ++i)
    for (unsigned k = 0; k < 2; ++k)
      if (Number n = numberAt(step, k, i); n.d != 0 && n.low() < 0)
        deviations[i] = 1;
}

static void select(const ScalarStep &step, double *deviations) {
  for (unsigned i = 0; i < step.count; ++i) {
    Number condition = numberAt(step, 0, i);
    Number chosen = numberAt(step, condition.x != 0 ? 1 : 2, i);
    Number other = numberAt(step, condition.x != 0 ? 2 : 1, i);
    deviations[i] = chosen.d;
    if (condition.d != 0)
      deviations[i] = std::max(chosen.d, distance(chosen.x, other.x) + other.d);
  }
}

//===----------------------------------------------------------------------===//
// By name
//===----------------------------------------------------------------------===//

DeviationRule reference::findDeviationRule(llvm::StringRef name, Format operand,
                                           Format result) {
  DeviationRule rule =
      llvm::StringSwitch<DeviationRule>(name)
          .Case("arith.addf", addFloats)
          .Case("arith.subf", subtractFloats)
          .Case("arith.mulf", multiplyFloats)
          .Case("arith.divf", divideFloats)
          .Case("arith.remf", takeRemainders)
          .Case("arith.cmpf", compareFloats)
          .Case("arith.cmpi", compareIntegers)
          .Case("arith.select", select)
          .Case("arith.addi", addIntegers)
          .Case("arith.subi", subtractIntegers)
          .Case("arith.muli", multiplyIntegers)
          .Cases({"arith.divsi", "arith.shrsi", "arith.floordivsi",
                  "arith.ceildivsi"},
                 divideIntegers)
          .Case("arith.andi", combineBits<0>)
          .Case("arith.ori", combineBits<1>)
          .Cases({"arith.remsi", "arith.remui", "arith.divui", "arith.xori",
                  "arith.shli", "arith.shrui", "arith.ceildivui",
                  "arith.bitcast", "math.ipowi", "math.ctpop", "math.ctlz",
                  "math.cttz"},
                 anyBits)
          .Cases({"arith.trunci", "arith.extsi", "arith.index_cast"},
                 resizeIntegers)
          .Cases({"arith.extui", "arith.index_castui", "arith.uitofp",
                  "arith.maxui", "arith.minui"},
                 throughNaturalEnds)
          .Case("arith.fptoui", toNaturals)
          .Cases({"math.absf", "math.absi"}, takeMagnitudes)
          .Case("math.copysign", copySigns)
          .Case("math.sin", takeSines)
          .Case("math.cos", takeCosines)
          .Cases({"math.powf", "math.fpowi"}, raise)
          .Case("math.fma", fuseFloats)
          .Case("math.tan", takeTangents)
          .Case("math.cosh", takeHyperbolicCosines)
          .Case("math.atan2", takeAngles)
          .Default(throughEnds);
  // True is -1 to what extends a sign.
  if (rule == resizeIntegers && operand == Format::I1 && result != operand)
    return throughEnds;
  return rule;
}

/// Roundings of x^n by squarings and products, and a quotient for n < 0.
static unsigned roundingsOfPower(int64_t exponent) {
  uint64_t n = exponent < 0 ? -static_cast<uint64_t>(exponent) : exponent;
  unsigned squarings = n == 0 ? 0 : 63 - __builtin_clzll(n);
  unsigned products = n == 0 ? 0 : __builtin_popcountll(n) - 1;
  return squarings + products + (exponent < 0 && n != 0);
}

/// A function that upstream's folders may take in the result's own type.
static bool foldsInOwnType(llvm::StringRef name) {
  return name.starts_with("math.") &&
         llvm::StringSwitch<bool>(name)
             .Cases({"math.absf", "math.absi", "math.floor", "math.ceil",
                     "math.round", "math.roundeven", "math.trunc",
                     "math.copysign", "math.sqrt", "math.fma"},
                    false)
             .Default(true);
}

bool reference::addOwnRounding(llvm::StringRef name, const ScalarStep &step,
                               bool isConstant, double *deviations) {
  bool isPower = name == "math.fpowi";
  if (!isPower && !(isConstant && foldsInOwnType(name)))
    return false;
  Format format = step.result.format;
  for (unsigned i = 0; i < step.count; ++i) {
    double steps = 1;
    if (isPower) {
      int64_t exponent = step.operands[1]->as<int64_t>()[i];
      steps = roundingsOfPower(exponent);
      // One rounding of the exact square is what the reference does, too.
      if (exponent == 2 && !isDouble(format))
        steps = 0;
    }
    if (steps != 0)
      deviations[i] += steps * stepAt(format, laneValue(step.result, i));
  }
  return true;
}
