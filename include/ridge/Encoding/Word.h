//===- Word.h - what one instruction word says ------------------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Between an operation of a program and its bits: all quantities that a word
/// of an encoding can hold, by operand and level. What an operation does not
/// need has its neutral value, so that two words that say the same are equal.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_ENCODING_WORD_H
#define RIDGE_ENCODING_WORD_H

#include "ridge/Machine/Machine.h"
#include "llvm/ADT/STLFunctionalExtras.h"

namespace ridge {

struct WordOperand {
  int64_t memory = 0;    ///< Position in the list of those that it may be in.
  int64_t source = 0;    ///< OperandSource.
  int64_t address = 0;   ///< Of the first element, in bits.
  int64_t immediate = 0; ///< A code of its format.
  int64_t format = 0;    ///< Of lanes: position in their list; behind it: i1.
  int64_t bits = 0;      ///< Stored bits of an element.
  llvm::SmallVector<int64_t, 8> strides; ///< Elements, by level.
  llvm::SmallVector<int64_t, 4> steps;   ///< Bits of address, by loop.
  int64_t listStride = 0, listLimit = 0; ///< Of lists.

  bool operator==(const WordOperand &o) const;
};

struct Word {
  Word(const Encoding &encoding, size_t loops);

  llvm::SmallVector<int64_t, 8> sizes; ///< By level; 1: it does not run.
  llvm::SmallVector<WordOperand, 4> operands;
  int64_t operation = 0, attribute = 0, origin = 0;
  int64_t lists = 0;
  int64_t semaphore = 0, value = 0, afterReads = 0, count = 0;
  llvm::SmallVector<int64_t, 4> valueSteps, originSteps;

  /// Where the word keeps it.
  int64_t &at(const Quantity &quantity);
  int64_t at(const Quantity &quantity) const {
    return const_cast<Word *>(this)->at(quantity);
  }
  bool operator==(const Word &o) const;
};

/// Every quantity that a word of this encoding has, in a fixed order.
void forEachQuantity(const Encoding &encoding, size_t loops,
                     llvm::function_ref<void(const Quantity &)> fn);

/// False where another quantity of the word says that this one means nothing:
/// the address of a constant, what belongs to a list that is not there.
bool isUsed(const Encoding &encoding, const Word &word,
            const Quantity &quantity);

/// Sets what follows from the instruction and what the word has already: the
/// stored bits of each operand's elements, and that an operand is a constant.
/// False: a format that the instruction does not list.
bool completeWord(const Machine &machine, const Encoding &encoding, Word &word);

/// The bits of a field. The error is a clause that names the field, the value
/// and what fits.
llvm::Expected<uint64_t> encodeField(const Encoding &encoding,
                                     llvm::ArrayRef<std::string> loops,
                                     const EncodingField &field, int64_t value,
                                     int64_t elementBits);

/// The bytes of a word, lowest first. The error is a clause: a value that its
/// field does not hold, or for which there is no field.
llvm::Expected<std::vector<uint8_t>>
encodeWord(const Machine &machine, const Encoding &encoding, const Word &word);

/// Something wrong in bytes: how far behind the first of them, and a clause.
struct ByteProblem {
  size_t offset = 0;
  std::string text;
};

/// The word in the first `encoding.bytes()` bytes. Nothing: a problem.
std::optional<Word> decodeWord(const Machine &machine, const Encoding &encoding,
                               llvm::ArrayRef<uint8_t> bytes,
                               ByteProblem &problem);

/// A word as programs have them: 16 points of each dim, or what is nearest that
/// the instruction takes, dense and in row-major order from address 0 on.
Word exampleWord(const Machine &machine, const Encoding &encoding);

/// "size(m)=16 stride(a, m)=16": what the fields of a word say, addresses in
/// bytes; fields that say nothing are left out.
void printFields(const Machine &machine, const Encoding &encoding,
                 const Word &word, llvm::raw_ostream &os);
/// Bits in hexadecimal, 64 at a time, the lowest first, four to a line.
void printBits(llvm::ArrayRef<uint8_t> bytes, llvm::StringRef indent,
               llvm::raw_ostream &os);

/// True if the constants of `encoding` are in `bytes`, which may be short.
bool hasConstants(const Encoding &encoding, llvm::ArrayRef<uint8_t> bytes);

/// Bits low to low + width - 1, of at most 64; bytes that are not there are 0.
uint64_t readBits(llvm::ArrayRef<uint8_t> bytes, int32_t low, unsigned width);

} // namespace ridge

#endif // RIDGE_ENCODING_WORD_H
