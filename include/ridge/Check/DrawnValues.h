//===- DrawnValues.h - what a model is run on -------------------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Values of a model's arguments when no file gives them: the same on every
/// machine, different for each seed, and of a size that keeps long chains of
/// products away from overflow and from saturation.
///
/// Element e of argument a is a function of (seed, a, e) alone: splitmix64 of
/// the three, its upper 53 bits as a uniform number t in [0, 1). Where it falls
/// depends on how the model uses the argument:
///
///   general    float in [-1, 1)
///   weight     second operand of a product summed over K: [-s, s) with
///              s = sqrt(3 / K), which keeps the variance of the other operand
///   positive   goes into sqrt, rsqrt, log or a divisor through elementwise
///              operations alone: [0.5, 1.5)
///   multiplier scales the int32 sums of an integer product over K back to 8
///              bits: [0.5, 1.5) / (128 * sqrt(K)), so that the standard
///              deviation of the outcome is about 40 and few elements saturate
///   position   addresses a tensor, through views, casts and selections alone:
///              0 .. the least extent addressed, or what an assertion allows,
///              minus 1
///   integer    any other: i1: 0, 1; i8: -127 .. 127; i16 and i32: -1024 ..
///              1024; i64: 0 .. 7
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_CHECK_DRAWNVALUES_H
#define RIDGE_CHECK_DRAWNVALUES_H

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "ridge/Numerics/Array.h"

namespace ridge {

/// What one argument of a model holds and the range of its values.
struct ArgumentRule {
  enum class Use : uint8_t {
    General,
    Weight,
    Positive,
    Multiplier,
    Integer,
    Position
  };
  Format format = Format::F32;
  llvm::SmallVector<int64_t, 4> shape;
  Use use = Use::General;
  double low = -1, high = 1; ///< Floats: [low, high). Integers: low .. high.
};

/// The rule of each argument of `model`, from the uses in its linalg form. An
/// argument without static shape or format of ours is an error at `model`.
mlir::FailureOr<std::vector<ArgumentRule>>
describeArguments(mlir::func::FuncOp model);

/// The rule of an argument of whose use nothing is known: general or integer.
ArgumentRule plainRule(Format format, llvm::ArrayRef<int64_t> shape);

/// The values of argument number `index`.
Array drawArgument(const ArgumentRule &rule, uint64_t seed, uint64_t index);

} // namespace ridge

#endif // RIDGE_CHECK_DRAWNVALUES_H
