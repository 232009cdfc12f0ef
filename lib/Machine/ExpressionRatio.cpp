//===- ExpressionRatio.cpp - bounds on value per point --------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A lower bound on an expression divided by the product of some of its dims.
/// Occupancy per point of a box has this form; interval arithmetic alone
/// divides the least occupancy by the largest box and loses a factor of the
/// width of every dim. Here the quotient is carried through the tree:
///
///     (a + b) / D   =  a / D  +  b / D
///     (a * b) / D   =  a / A  *  b / B  / R    A, B, R a partition of D
///     ceildiv(a, c) >= a / c
///     d / {d, ...}  =  1 / {...}
///
/// For ((k ceildiv 128) * (n ceildiv 128) * (m + 382)) / (m n k) this gives
/// 1/128 * 1/128 * (1 + 382 / high(m)), the exact minimum, without any search.
///
//===----------------------------------------------------------------------===//

#include "ridge/Machine/Expression.h"
#include "llvm/Support/ErrorHandling.h"
#include <algorithm>

namespace ridge {

class ExpressionRatio {
public:
  ExpressionRatio(const Expression &expression, llvm::ArrayRef<Interval> dims)
      : code(expression.postfix), dims(dims), nodes(code.size()) {
    std::vector<size_t> stack;
    for (size_t i = 0; i < code.size(); ++i)
      analyze(i, stack);
  }

  /// Bounds of the whole expression / product of `divisors`.
  double lower(uint32_t divisors) const {
    return lower(code.size() - 1, divisors);
  }

private:
  using Op = Expression::Op;
  using DimMask = uint32_t;
  struct Info {
    size_t left = 0, right = 0; ///< Roots of the operands.
    Interval range;
    DimMask used = 0; ///< Names that the subtree reads.
  };

  void analyze(size_t i, std::vector<size_t> &stack);
  double lower(size_t i, DimMask divisors) const;
  double structural(size_t i, DimMask divisors) const;
  double lowerSum(size_t i, DimMask divisors) const;
  double lowerProduct(size_t i, DimMask divisors) const;
  void addTerms(size_t i, DimMask divisors, bool negative, double &sum,
                double &constant) const;
  /// The interval of a subtree divided by that of the product.
  double lowerByInterval(Interval range, DimMask divisors) const;
  double upperByInterval(Interval range, DimMask divisors) const;
  double leastProduct(DimMask set) const;
  double largestProduct(DimMask set) const;

  llvm::ArrayRef<Expression::Node> code;
  llvm::ArrayRef<Interval> dims;
  std::vector<Info> nodes;
};

} // namespace ridge

using namespace ridge;

void ExpressionRatio::analyze(size_t i, std::vector<size_t> &stack) {
  const Expression::Node &node = code[i];
  Info &info = nodes[i];
  if (node.op == Op::Constant) {
    info.range = {node.value, node.value};
  } else if (node.op == Op::Name) {
    info.range = dims[node.value];
    info.used = DimMask(1) << node.value;
  } else {
    info.right = stack.back();
    stack.pop_back();
    info.left = stack.back();
    stack.pop_back();
    info.used = nodes[info.left].used | nodes[info.right].used;
    info.range = Expression::apply(node.op, nodes[info.left].range,
                                   nodes[info.right].range);
  }
  stack.push_back(i);
}

double ExpressionRatio::leastProduct(DimMask set) const {
  double product = 1;
  for (size_t d = 0; d < dims.size(); ++d)
    if (set >> d & 1)
      product *= double(dims[d].low);
  return product;
}

double ExpressionRatio::largestProduct(DimMask set) const {
  double product = 1;
  for (size_t d = 0; d < dims.size(); ++d)
    if (set >> d & 1)
      product *= double(dims[d].high);
  return product;
}

double ExpressionRatio::lowerByInterval(Interval range,
                                        DimMask divisors) const {
  return double(range.low) /
         (range.low >= 0 ? largestProduct(divisors) : leastProduct(divisors));
}

double ExpressionRatio::upperByInterval(Interval range,
                                        DimMask divisors) const {
  return double(range.high) /
         (range.high >= 0 ? leastProduct(divisors) : largestProduct(divisors));
}

/// Walks a chain of + and -. Constants meet in one sum: in m + 384 - 2 each of
/// them alone would be divided by a different end of the range.
void ExpressionRatio::addTerms(size_t i, DimMask divisors, bool negative,
                               double &sum, double &constant) const {
  Op op = code[i].op;
  if (op == Op::Add || op == Op::Sub) {
    addTerms(nodes[i].left, divisors, negative, sum, constant);
    addTerms(nodes[i].right, divisors, negative != (op == Op::Sub), sum,
             constant);
  } else if (op == Op::Constant) {
    constant += negative ? -double(code[i].value) : double(code[i].value);
  } else {
    sum += negative ? -upperByInterval(nodes[i].range, divisors)
                    : lower(i, divisors);
  }
}

double ExpressionRatio::lowerSum(size_t i, DimMask divisors) const {
  double sum = 0, constant = 0;
  addTerms(i, divisors, /*negative=*/false, sum, constant);
  return sum + constant / (constant >= 0 ? largestProduct(divisors)
                                         : leastProduct(divisors));
}

double ExpressionRatio::lowerProduct(size_t i, DimMask divisors) const {
  const Info &left = nodes[nodes[i].left];
  const Info &right = nodes[nodes[i].right];
  if (left.range.low < 0 || right.range.low < 0)
    return lowerByInterval(nodes[i].range, divisors);
  DimMask rest = divisors & ~(left.used | right.used);
  DimMask both = divisors & left.used & right.used;
  DimMask onlyLeft = divisors & left.used & ~both;
  DimMask onlyRight = divisors & right.used & ~both;
  // A divisor that both factors read can cancel in one of them only.
  double givenLeft = std::max(lower(nodes[i].left, onlyLeft | both), 0.0) *
                     std::max(lower(nodes[i].right, onlyRight), 0.0);
  double givenRight = givenLeft;
  if (both)
    givenRight = std::max(lower(nodes[i].left, onlyLeft), 0.0) *
                 std::max(lower(nodes[i].right, onlyRight | both), 0.0);
  return std::max(givenLeft, givenRight) / largestProduct(rest);
}

double ExpressionRatio::structural(size_t i, DimMask divisors) const {
  const Info &info = nodes[i];
  switch (code[i].op) {
  case Op::Name:
    if (divisors & info.used)
      return 1 / largestProduct(divisors & ~info.used);
    break;
  case Op::Add:
  case Op::Sub:
    return lowerSum(i, divisors);
  case Op::Mul:
    return lowerProduct(i, divisors);
  case Op::CeilDiv:
    return lower(info.left, divisors) / double(code[info.right].value);
  case Op::FloorDiv: {
    // floordiv(a, c) >= (a - (c - 1)) / c.
    double divisor = double(code[info.right].value);
    return (lower(info.left, divisors) -
            (divisor - 1) / leastProduct(divisors)) /
           divisor;
  }
  case Op::Min:
    return std::min(lower(info.left, divisors), lower(info.right, divisors));
  case Op::Max:
    return std::max(lower(info.left, divisors), lower(info.right, divisors));
  case Op::Constant:
  case Op::Mod:
    break;
  }
  return lowerByInterval(info.range, divisors);
}

double ExpressionRatio::lower(size_t i, DimMask divisors) const {
  // Both are sound; ceilings of small values are better by interval.
  return std::max(structural(i, divisors),
                  lowerByInterval(nodes[i].range, divisors));
}

double Expression::ratioLowerBound(llvm::ArrayRef<Interval> dims,
                                   uint32_t divisors) const {
  if (postfix.empty())
    return 0;
  return ExpressionRatio(*this, dims).lower(divisors);
}
