//===- Encoding.h - instruction words as a machine states them --*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The words that an engine fetches: per instruction, path and control word
/// their bits, and for each field what it holds. A machine file states fields
/// as texts (docs/Machine.md has them all), which are bound to the operands and
/// dims of what they encode here:
///
///     opcode [7:0] = 0x21
///     a_at [24:8] = address(a) in 16 bytes
///     rows [40:25] = size(m) minus 1
///     [87:41] = stride(a, *)         (a field for each level that a needs)
///     always stride(b, n) = 1        (no bits: the hardware takes it so)
///
/// *Levels* are the loops of an instruction's address generator, outermost
/// first: `m.1`, `m.0`, `k` are two loops over parts of dim m and one over k. A
/// kernel with several dims in one of the instruction's takes a level for each.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_MACHINE_ENCODING_H
#define RIDGE_MACHINE_ENCODING_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ridge {

struct Machine;
struct Instruction;

/// What a word can say. Operands are those of the instruction; of lanes in0,
/// in1, ... in the order of the operation, then out; of a path from, to, list0,
/// list1, ...
enum class QuantityOf : uint8_t {
#define RIDGE_QUANTITY(Enum, Name, Arguments) Enum,
#include "ridge/Machine/Quantities.def"
};
llvm::StringRef quantityName(QuantityOf kind);

/// How a `source` says where a read operand of lanes comes from.
enum class OperandSource : int64_t {
  Memory = 0,
  Immediate = 1,
  Output = 2, ///< The old element of the output.
  Input0 = 3, ///< The same as in0; 4: as in1.
};

struct Quantity {
  QuantityOf kind = QuantityOf::Constant;
  int32_t operand = -1;
  int32_t level = -1;
  /// The change of it from one iteration to the next of the control loop of
  /// this number, the outermost first; -1: its value.
  int32_t loop = -1;

  bool operator==(const Quantity &o) const {
    return kind == o.kind && operand == o.operand && level == o.level &&
           loop == o.loop;
  }
};

struct EncodingField {
  std::string name;
  int32_t high = -1, low = -1; ///< Bits; -1: none, the value is `constant`.
  Quantity holds;
  int64_t constant = 0; ///< Of a Constant, or of a field without bits.
  /// The word holds value / unit; of strides and addresses in bytes the value
  /// is in bytes.
  int64_t unit = 1;
  bool inBytes = false;
  bool minusOne = false, isSigned = false, isLog2 = false;

  bool hasBits() const { return low >= 0; }
  unsigned width() const { return static_cast<unsigned>(high - low + 1); }
  bool isConstant() const { return holds.kind == QuantityOf::Constant; }
};

/// What a word stands for.
struct EncodingTarget {
  enum class Kind : uint8_t { Instruction, Path, Wait, Signal, Loop, End };
  Kind kind = Kind::Instruction;
  int32_t id = -1; ///< Of the instruction or path; of other words the engine.

  bool operator==(const EncodingTarget &o) const {
    return kind == o.kind && id == o.id;
  }
  bool isControl() const { return kind >= Kind::Wait; }
};

struct Encoding {
  EncodingTarget target;
  std::string name; ///< "@matmul", "dram->sram", "wait".
  int32_t bits = 0; ///< A multiple of 8.
  std::vector<std::string> levels;
  /// Per level the dim of the instruction that it runs over; -1: of a path.
  llvm::SmallVector<int32_t, 8> levelDims;
  std::vector<std::string> operands;
  std::vector<EncodingField> fields;

  int64_t bytes() const { return bits / 8; }
  /// The field of `quantity`; null: there is none.
  const EncodingField *find(const Quantity &quantity) const;
};

/// "stride(a, m.0)", "step(address(a), i)".
std::string describeQuantity(const Encoding &encoding,
                             llvm::ArrayRef<std::string> loops,
                             const Quantity &quantity);

/// An encoding as a machine file has it.
struct EncodingText {
  int64_t bits = 0;
  std::vector<std::string> levels;
  std::vector<std::string> fields;
  std::optional<int64_t> code; ///< What the word `code` stands for in fields.
};

constexpr int32_t kMostEncodingBits = 1 << 16;

/// The encoding of `target`, with its fields in the order of their bits. Loops
/// are the names of the levels of the engine's loop words. The error is one
/// clause: a field that does not parse, that speaks of what the target does not
/// have, whose constant does not fit, that overlaps with another one or leaves
/// the word, or a quantity that no field holds.
llvm::Expected<Encoding> bindEncoding(const Machine &machine,
                                      EncodingTarget target,
                                      const EncodingText &text,
                                      llvm::ArrayRef<std::string> loops);

/// Empty, or why words of the two cannot be told apart: in no bit that both
/// have are their constants different.
std::string findAmbiguity(const Encoding &a, const Encoding &b);

/// Operations of lanes read so many operands at most, in0 to in2, whether or
/// not there is one that reads as many: words of several lanes are alike.
constexpr int32_t kLaneInputs = 3;
/// How many the longest operation of the instruction reads.
unsigned laneReads(const Instruction &lanes);

/// A field as text, as `bindEncoding` reads it.
std::string printField(const Encoding &encoding,
                       llvm::ArrayRef<std::string> loops,
                       const EncodingField &field);

} // namespace ridge

#endif // RIDGE_MACHINE_ENCODING_H
