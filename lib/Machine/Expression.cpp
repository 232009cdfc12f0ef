//===- Expression.cpp - integer expressions over dims ---------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Evaluation, interval bounds and printing: each folds the postfix form.
///
//===----------------------------------------------------------------------===//

#include "ridge/Machine/Expression.h"
#include "ridge/Support/Saturate.h"
#include "llvm/Support/ErrorHandling.h"
#include "llvm/Support/MathExtras.h"
#include <algorithm>
#include <cassert>
#include <limits>

using namespace ridge;

/// a rounded towards minus infinity after division by b > 0.
static int64_t floorDivide(int64_t a, int64_t b) {
  int64_t quotient = a / b;
  return a % b < 0 ? quotient - 1 : quotient;
}

static int64_t ceilDivide(int64_t a, int64_t b) {
  int64_t quotient = a / b;
  return a % b > 0 ? quotient + 1 : quotient;
}

/// In [0, b) also for a negative a.
static int64_t modulo(int64_t a, int64_t b) {
  int64_t remainder = a % b;
  return remainder < 0 ? remainder + b : remainder;
}

int64_t Expression::apply(Op op, int64_t a, int64_t b) {
  switch (op) {
  case Op::Add:
    return saturatingAdd(a, b);
  case Op::Sub:
    return saturatingSub(a, b);
  case Op::Mul:
    return saturatingMul(a, b);
  case Op::CeilDiv:
    return ceilDivide(a, b);
  case Op::FloorDiv:
    return floorDivide(a, b);
  case Op::Mod:
    return modulo(a, b);
  case Op::Min:
    return std::min(a, b);
  case Op::Max:
    return std::max(a, b);
  case Op::Constant:
  case Op::Name:
    break;
  }
  llvm_unreachable("not a binary operation");
}

Interval Expression::apply(Op op, Interval a, Interval b) {
  switch (op) {
  case Op::Sub:
    return a - b;
  case Op::Mul:
    return a * b;
  case Op::Mod: {
    int64_t divisor = b.low;
    // Within one period mod is the identity up to a shift.
    if (floorDivide(a.low, divisor) == floorDivide(a.high, divisor))
      return {modulo(a.low, divisor), modulo(a.high, divisor)};
    return {0, divisor - 1};
  }
  default:
    // Monotone in both sides; divisors are constants.
    return {apply(op, a.low, b.low), apply(op, a.high, b.high)};
  }
}

/// The value of the whole: `leaf` makes one of a constant or a name, `combine`
/// one of an operation and the values of its sides.
template <typename Value, typename Leaf, typename Combine>
Value Expression::fold(Leaf leaf, Combine combine) const {
  if (postfix.empty())
    return leaf(Node{Op::Constant, 0});
  llvm::SmallVector<Value, 16> stack;
  for (const Node &node : postfix) {
    if (node.op == Op::Constant || node.op == Op::Name) {
      stack.push_back(leaf(node));
      continue;
    }
    Value right = stack.pop_back_val();
    stack.back() = combine(node.op, std::move(stack.back()), std::move(right));
  }
  assert(stack.size() == 1 && "postfix form leaves one value");
  return std::move(stack.back());
}

int64_t Expression::evaluate(llvm::ArrayRef<int64_t> dims) const {
  return fold<int64_t>(
      [&](const Node &leaf) {
        return leaf.op == Op::Constant ? leaf.value : dims[leaf.value];
      },
      [](Op op, int64_t left, int64_t right) {
        return apply(op, left, right);
      });
}

static Interval leafRange(bool isConstant, int64_t value,
                          llvm::ArrayRef<Interval> dims) {
  return isConstant ? Interval{value, value} : dims[value];
}

Interval Expression::bounds(llvm::ArrayRef<Interval> dims) const {
  return fold<Interval>(
      [&](const Node &leaf) {
        return leafRange(leaf.op == Op::Constant, leaf.value, dims);
      },
      [](Op op, Interval left, Interval right) {
        return apply(op, left, right);
      });
}

/// A saturated end is the last number of 64 bits; nothing else gets there.
static bool isSaturated(Interval range) {
  return range.low == std::numeric_limits<int64_t>::min() ||
         range.high == std::numeric_limits<int64_t>::max();
}

bool Expression::mayOverflow(llvm::ArrayRef<Interval> dims) const {
  bool saturated = false;
  auto note = [&](Interval range) {
    saturated |= isSaturated(range);
    return range;
  };
  fold<Interval>(
      [&](const Node &leaf) {
        return note(leafRange(leaf.op == Op::Constant, leaf.value, dims));
      },
      [&](Op op, Interval left, Interval right) {
        return note(apply(op, left, right));
      });
  return saturated;
}

/// The rest of the code behind that of `other`, with the value of `other` as
/// its lowest operand: what is added to it is known, anything else is not.
bool Expression::isAtLeast(const Expression &other,
                           llvm::ArrayRef<Interval> dims) const {
  llvm::ArrayRef<Node> code = postfix;
  size_t common = other.postfix.size();
  if (common == 0 || code.size() < common ||
      code.take_front(common) != llvm::ArrayRef(other.postfix))
    return false;
  llvm::SmallVector<Interval, 16> stack = {{0, 0}}; // This minus other.
  for (const Node &node : code.drop_front(common)) {
    if (node.op == Op::Constant) {
      stack.push_back({node.value, node.value});
    } else if (node.op == Op::Name) {
      stack.push_back(dims[node.value]);
    } else {
      Interval right = stack.pop_back_val();
      bool onOther = stack.size() == 1;
      if (onOther && node.op == Op::Max)
        continue; // No less than it was.
      if (onOther && node.op != Op::Add && node.op != Op::Sub)
        return false;
      stack.back() = apply(node.op, stack.back(), right);
    }
  }
  return stack.size() == 1 && stack.back().low >= 0;
}

//===----------------------------------------------------------------------===//
// Printing
//===----------------------------------------------------------------------===//

namespace {
enum Precedence { Sum, Product, Atom };
struct Piece {
  std::string text;
  Precedence precedence;
  llvm::StringRef call = {}; ///< The function, if the piece is a call.
};
} // namespace

static std::string inParentheses(const Piece &piece, Precedence atLeast) {
  return piece.precedence < atLeast ? "(" + piece.text + ")" : piece.text;
}

static Piece printInfix(llvm::StringRef symbol, Precedence precedence,
                        const Piece &left, const Piece &right) {
  // All operators associate to the left: the right side binds tighter.
  auto tighter = static_cast<Precedence>(precedence + 1);
  return {inParentheses(left, precedence) + " " + symbol.str() + " " +
              inParentheses(right, tighter),
          precedence};
}

/// max(max(a, b), c) is max(a, b, c), as calls are parsed: what is read with
/// many arguments must not nest as deep.
static Piece printCall(llvm::StringRef name, Piece left, const Piece &right) {
  if (left.call == name)
    left.text.pop_back();
  else
    left.text = (name + "(" + left.text).str();
  return {std::move(left.text) + ", " + right.text + ")", Atom, name};
}

std::string Expression::print(llvm::ArrayRef<llvm::StringRef> names) const {
  auto leaf = [&](const Node &node) -> Piece {
    return {node.op == Op::Constant ? std::to_string(node.value)
                                    : names[node.value].str(),
            Atom};
  };
  auto combine = [](Op op, Piece left, Piece right) -> Piece {
    switch (op) {
    case Op::Add:
      return printInfix("+", Sum, left, right);
    case Op::Sub:
      return printInfix("-", Sum, left, right);
    case Op::Mul:
      return printInfix("*", Product, left, right);
    case Op::CeilDiv:
      return printInfix("ceildiv", Product, left, right);
    case Op::FloorDiv:
      return printInfix("floordiv", Product, left, right);
    case Op::Mod:
      return printInfix("mod", Product, left, right);
    case Op::Min:
      return printCall("min", std::move(left), right);
    case Op::Max:
      return printCall("max", std::move(left), right);
    case Op::Constant:
    case Op::Name:
      break;
    }
    llvm_unreachable("not a binary operation");
  };
  return fold<Piece>(leaf, combine).text;
}
