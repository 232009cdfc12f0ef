//===- Expression.cpp - integer expressions over dims ---------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Evaluation, interval bounds and printing, each one pass over the postfix
/// form.
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

int64_t Expression::evaluate(llvm::ArrayRef<int64_t> dims) const {
  if (postfix.empty())
    return 0;
  llvm::SmallVector<int64_t, 16> stack;
  for (const Node &node : postfix) {
    if (node.op == Op::Constant) {
      stack.push_back(node.value);
    } else if (node.op == Op::Name) {
      stack.push_back(dims[node.value]);
    } else {
      int64_t right = stack.pop_back_val();
      stack.back() = apply(node.op, stack.back(), right);
    }
  }
  assert(stack.size() == 1 && "postfix form leaves one value");
  return stack.back();
}

Interval Expression::bounds(llvm::ArrayRef<Interval> dims) const {
  if (postfix.empty())
    return {0, 0};
  llvm::SmallVector<Interval, 16> stack;
  for (const Node &node : postfix) {
    if (node.op == Op::Constant) {
      stack.push_back({node.value, node.value});
    } else if (node.op == Op::Name) {
      stack.push_back(dims[node.value]);
    } else {
      Interval right = stack.pop_back_val();
      stack.back() = apply(node.op, stack.back(), right);
    }
  }
  return stack.back();
}

/// A saturated end is the last number of 64 bits; nothing else gets there.
static bool isSaturated(Interval range) {
  return range.low == std::numeric_limits<int64_t>::min() ||
         range.high == std::numeric_limits<int64_t>::max();
}

bool Expression::mayOverflow(llvm::ArrayRef<Interval> dims) const {
  llvm::SmallVector<Interval, 16> stack;
  for (const Node &node : postfix) {
    if (node.op == Op::Constant) {
      stack.push_back({node.value, node.value});
    } else if (node.op == Op::Name) {
      stack.push_back(dims[node.value]);
    } else {
      Interval right = stack.pop_back_val();
      stack.back() = apply(node.op, stack.back(), right);
    }
    if (isSaturated(stack.back()))
      return true;
  }
  return false;
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

static Piece printCall(llvm::StringRef name, const Piece &left,
                       const Piece &right) {
  return {name.str() + "(" + left.text + ", " + right.text + ")", Atom};
}

std::string Expression::print(llvm::ArrayRef<llvm::StringRef> names) const {
  if (postfix.empty())
    return "0";
  std::vector<Piece> stack;
  for (const Node &node : postfix) {
    if (node.op == Op::Constant) {
      stack.push_back({std::to_string(node.value), Atom});
      continue;
    }
    if (node.op == Op::Name) {
      stack.push_back({names[node.value].str(), Atom});
      continue;
    }
    Piece right = std::move(stack.back());
    stack.pop_back();
    Piece &left = stack.back();
    switch (node.op) {
    case Op::Add:
      left = printInfix("+", Sum, left, right);
      break;
    case Op::Sub:
      left = printInfix("-", Sum, left, right);
      break;
    case Op::Mul:
      left = printInfix("*", Product, left, right);
      break;
    case Op::CeilDiv:
      left = printInfix("ceildiv", Product, left, right);
      break;
    case Op::FloorDiv:
      left = printInfix("floordiv", Product, left, right);
      break;
    case Op::Mod:
      left = printInfix("mod", Product, left, right);
      break;
    case Op::Min:
      left = printCall("min", left, right);
      break;
    case Op::Max:
      left = printCall("max", left, right);
      break;
    case Op::Constant:
    case Op::Name:
      llvm_unreachable("handled above");
    }
  }
  return stack.back().text;
}
