//===- Kernel.h - the meaning of one operation or instruction ---*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A Kernel says what is computed at one point of an iteration space: a scalar
/// body over operand elements, as linalg.generic states it. Where each operand
/// element lies (strides per dim) is not part of the kernel.
///
/// Values of a body are numbered: first the `inputs`, then the current values
/// of the `outputs` (only readable where the output is updated), then one per
/// node in order. The matrix product of an int8 machine, C[m,n] +=
/// A[m,k]*B[k,n]:
///
///     inputs  = {i8 (dims m,k), i8 (dims k,n)}         values 0, 1
///     outputs = {i32 (dims m,n), updated}              value  2
///     nodes   = {extsi v0 : i32}                       value  3
///               {extsi v1 : i32}                       value  4
///               {muli v3, v4 : i32}                    value  5
///               {addi v2, v5 : i32}                    value  6
///     yields  = {6}
///
/// A reduction visits its iteration space in row-major order of its dims, last
/// dim fastest.
///
/// A body may fold a value along dims that no output need name: the largest of
/// a row, then the sum of exp(x - largest), then the quotient. Such a body has
/// no reduction dims; each fold is complete before its result is used:
///
///     inputs  = {f32 (dims m,n)}                       value  0
///     outputs = {f32 (dims m,n)}                       value  1
///     nodes   = {fold maximumf along n of v0 : f32}    value  2
///               {subf v0, v2 : f32} ...
///
/// A kernel whose body is acc + x * y may name a model of accumulation, which
/// then says how the products of one issue are added (Accumulate.h); without
/// one every operation of the body rounds as it stands.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_MACHINE_KERNEL_H
#define RIDGE_MACHINE_KERNEL_H

#include "ridge/Numerics/Accumulate.h"
#include "ridge/Numerics/Format.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ridge {

/// Scalar operations of bodies, with the meaning of the MLIR operation that
/// carries the same name (see scalarOpName).
enum class ScalarOp : uint8_t {
#define RIDGE_SCALAR_OP(Enum, Name, Operands) Enum,
#include "ridge/Machine/ScalarOps.def"
};

/// "arith.addf", "math.exp", ...
llvm::StringRef scalarOpName(ScalarOp op);
std::optional<ScalarOp> parseScalarOp(llvm::StringRef name);
/// Number of value operands (Constant and Index have none).
unsigned scalarOpOperands(ScalarOp op);
/// a op b == b op a, bit for bit up to the sign of a NaN.
bool isCommutative(ScalarOp op);

/// A set of dims, bit d for dim d.
using DimSet = uint32_t;

/// How a Fold joins, packed in its node's attribute; what it starts from is the
/// node's constant. Elements join in row-major order of `dims`.
struct FoldRule {
  ScalarOp joins; ///< Two operands, and both and the result of one format.
  DimSet dims = 0;

  int64_t pack() const {
    return static_cast<int64_t>(joins) | int64_t(dims) << 8;
  }
  static FoldRule unpack(int64_t attribute) {
    return {static_cast<ScalarOp>(attribute & 0xff),
            static_cast<DimSet>(attribute >> 8)};
  }
};

struct Node {
  ScalarOp op;
  Format format; ///< Of the result.
  llvm::SmallVector<int32_t, 3> operands;
  /// CmpF, CmpI: MLIR's predicate number. Index: the dim. Fold: its rule.
  int64_t attribute = 0;
  /// Constant, Fold: a float format's value as f64, or an integer's value.
  double floatValue = 0;
  int64_t intValue = 0;

  bool operator==(const Node &other) const;
};

/// Of the 32 bits two are left for the names of expressions that are no dims.
constexpr unsigned kMostDims = 30;
/// Sets of operands are masks of 32 bits, too.
constexpr unsigned kMostOperands = 32;

struct KernelOperand {
  Format format;
  DimSet dims = 0;      ///< The dims that the element address depends on.
  bool updated = false; ///< Outputs: the old value is read.

  bool operator==(const KernelOperand &other) const {
    return format == other.format && dims == other.dims &&
           updated == other.updated;
  }
};

struct Kernel {
  /// Per dim: true for a reduction dim.
  llvm::SmallVector<bool, 6> reduction;
  llvm::SmallVector<KernelOperand, 3> inputs;
  llvm::SmallVector<KernelOperand, 1> outputs;
  std::vector<Node> nodes;
  llvm::SmallVector<int32_t, 1> yields; ///< One value per output.
  std::optional<AccumulateModel>
      accumulate; ///< Nothing: the body as it stands.

  unsigned numDims() const { return reduction.size(); }
  /// Format of value `v` in the numbering above.
  Format valueFormat(int32_t v) const;
  /// True if a node reads the position in the iteration space.
  bool usesIndex() const;
  /// Dims along which some node folds.
  DimSet foldedDims() const;
  /// Per value the dims that it depends on; old values of outputs: those of the
  /// output.
  llvm::SmallVector<DimSet> valueDims() const;
  /// Bits of the widest operand element.
  unsigned widestBits() const;
  /// Nodes that are not constants.
  unsigned numOperations() const;
  /// Empty, or what is wrong: value numbers in range and defined before use,
  /// operand counts, formats that meet, a reduction dim in no output, outputs
  /// updated where there are reduction dims, no folds beside them, and yields
  /// that depend on no dim besides.
  std::string check() const;
  bool operator==(const Kernel &other) const;

  /// One line of text and back:
  ///   (d0, d1, r2) in i8[0,2] i8[2,1] out i32[0,1] update {
  ///     %3 = arith.extsi %0 : i32; ... yield %6 }
  /// A model of accumulation stands before the body: `accumulate<terms=4> {`.
  /// Comparisons and Index print their attribute and constants their value
  /// before the operands, as in `arith.cmpf 2, %0, %1 : i1`; a fold its rule,
  /// as in `ridge.fold arith.addf over 1 2 from 0, %0 : f32`. A kernel that
  /// fails check() does not parse.
  std::string print() const;
  static std::optional<Kernel> parse(llvm::StringRef text, std::string &error);
};

/// The parts of a body acc + x * y (in any order) in a float format.
struct MultiplyAccumulate {
  int32_t factors[2];  ///< Values x and y.
  int32_t elements[2]; ///< Theirs before they were extended or scaled.
  Format formats[2];   ///< Of the elements: the multiplier's.
  std::optional<int32_t> scales[2]; ///< Values that scale them.
};

/// Whether it multiplies, in floats or integers, and sums over dims that its
/// output does not have.
bool sumsProducts(const Kernel &kernel);

/// Nothing if the body has another form, or reads `acc` elsewhere.
std::optional<MultiplyAccumulate> multiplyAccumulate(const Kernel &kernel);

} // namespace ridge

#endif // RIDGE_MACHINE_KERNEL_H
