//===- Expression.h - integer expressions over dims -------------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What a machine file says about time and energy: a small expression over the
/// dims of an instruction, for example
///
///     (n ceildiv 128) * (k ceildiv 128) * (m + 382)
///
/// Grammar: integers, names, + - * with the usual precedence, `ceildiv`,
/// `floordiv`, `mod` (binding like *), min(a, b, ...), max(a, b, ...), and
/// parentheses. The right side of `ceildiv`, `floordiv` and `mod` is a positive
/// constant. Evaluation is exact in int64; overflow saturates, except between
/// constants, where it is an error of the text.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_MACHINE_EXPRESSION_H
#define RIDGE_MACHINE_EXPRESSION_H

#include "ridge/Support/Interval.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <cstdint>
#include <string>
#include <vector>

namespace ridge {

class Expression {
public:
  Expression() = default; ///< The constant 0.

  /// Parses `text`; names are looked up in `names` and become their position.
  /// The error names the offending token and its offset, and lists the names
  /// that are known.
  static llvm::Expected<Expression>
  parse(llvm::StringRef text, llvm::ArrayRef<llvm::StringRef> names);

  /// The value where name i has value dims[i].
  int64_t evaluate(llvm::ArrayRef<int64_t> dims) const;

  /// A range that holds every value the expression takes when name i ranges
  /// over dims[i] (interval arithmetic: sound, not always tight).
  Interval bounds(llvm::ArrayRef<Interval> dims) const;

  /// True if a step of the evaluation may leave 64 bits, and so saturate, when
  /// name i ranges over dims[i]. Sound: false means that every value is exact.
  bool mayOverflow(llvm::ArrayRef<Interval> dims) const;

  /// True if it is plain to see that the value is never below that of `other`:
  /// this is `other`, with what is not negative added to it.
  bool isAtLeast(const Expression &other, llvm::ArrayRef<Interval> dims) const;

  /// A lower bound on value / product of the names in `divisors` (bit i for
  /// name i), when name i ranges over dims[i] and those names are at least 1.
  /// Tighter than bounds(): factors that a term and the product share cancel.
  double ratioLowerBound(llvm::ArrayRef<Interval> dims,
                         uint32_t divisors) const;

  /// Text that parses back to an expression of the same value.
  std::string print(llvm::ArrayRef<llvm::StringRef> names) const;

private:
  enum class Op : uint8_t {
    Constant,
    Name,
    Add,
    Sub,
    Mul,
    CeilDiv,
    FloorDiv,
    Mod,
    Min,
    Max
  };
  struct Node {
    Op op;
    int64_t value; ///< Constant value, or position of the name.

    bool operator==(const Node &other) const {
      return op == other.op && value == other.value;
    }
  };
  static int64_t apply(Op op, int64_t a, int64_t b);
  static Interval apply(Op op, Interval a, Interval b);
  template <typename Value, typename Leaf, typename Combine>
  Value fold(Leaf leaf, Combine combine) const;

  std::vector<Node> postfix; ///< Empty: the constant 0.
  friend class ExpressionParser;
  friend class ExpressionRatio;
};

} // namespace ridge

#endif // RIDGE_MACHINE_EXPRESSION_H
