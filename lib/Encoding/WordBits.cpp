//===- WordBits.cpp - words to bits and back ------------------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ridge/Encoding/Word.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/Twine.h"
#include "llvm/Support/MathExtras.h"

using namespace ridge;
using llvm::Twine;
using Kind = EncodingTarget::Kind;
using Q = QuantityOf;

static llvm::Error clause(const Twine &text) {
  return llvm::createStringError(llvm::inconvertibleErrorCode(), text);
}

//===----------------------------------------------------------------------===//
// Bits
//===----------------------------------------------------------------------===//

uint64_t ridge::readBits(llvm::ArrayRef<uint8_t> bytes, int32_t low,
                         unsigned width) {
  uint64_t value = 0;
  for (unsigned done = 0; done < width;) {
    size_t bit = static_cast<size_t>(low) + done;
    unsigned inByte = bit % 8, count = std::min(8 - inByte, width - done);
    uint64_t byte = bit / 8 < bytes.size() ? bytes[bit / 8] : 0;
    value |= (byte >> inByte & ((1u << count) - 1)) << done;
    done += count;
  }
  return value;
}

static void writeBits(std::vector<uint8_t> &bytes, int32_t low, unsigned width,
                      uint64_t value) {
  for (unsigned done = 0; done < width;) {
    size_t bit = static_cast<size_t>(low) + done;
    unsigned inByte = bit % 8, count = std::min(8 - inByte, width - done);
    bytes[bit / 8] |=
        static_cast<uint8_t>((value >> done & ((1u << count) - 1)) << inByte);
    done += count;
  }
}

bool ridge::hasConstants(const Encoding &encoding,
                         llvm::ArrayRef<uint8_t> bytes) {
  return llvm::all_of(encoding.fields, [&](const EncodingField &field) {
    return !field.isConstant() || !field.hasBits() ||
           readBits(bytes, field.low, field.width()) ==
               static_cast<uint64_t>(field.constant);
  });
}

//===----------------------------------------------------------------------===//
// Fields
//===----------------------------------------------------------------------===//

/// Codes are patterns of bits, not numbers.
static bool isCode(const EncodingField &field) {
  return field.holds.kind == Q::Immediate || field.holds.kind == Q::Attribute;
}

static std::string fieldText(const Encoding &encoding,
                             llvm::ArrayRef<std::string> loops,
                             const EncodingField &field) {
  std::string held = describeQuantity(encoding, loops, field.holds);
  std::string text = "field '" + field.name + "' [" +
                     std::to_string(field.high) + ":" +
                     std::to_string(field.low) + "] of " + encoding.name;
  if (field.name != held)
    text += ", " + held + ",";
  return text;
}

/// "multiples of 16 bytes from 0 to 1048560".
static std::string rangeText(const EncodingField &field) {
  std::string unit = field.inBytes ? " bytes" : "";
  if (field.isLog2)
    return "powers of 2 from 1 to 2^" +
           std::to_string(std::min<uint64_t>(
               62, llvm::maskTrailingOnes<uint64_t>(field.width()))) +
           unit;
  __int128 low = field.isSigned ? -(__int128(1) << (field.width() - 1)) : 0;
  __int128 high = (__int128(1) << (field.width() - field.isSigned)) - 1;
  auto number = [&](__int128 raw) {
    raw = (raw + field.minusOne) * field.unit;
    __int128 most = std::numeric_limits<int64_t>::max();
    return std::to_string(
        static_cast<int64_t>(std::clamp<__int128>(raw, -most, most)));
  };
  return (field.unit > 1 ? "multiples of " + std::to_string(field.unit) : "") +
         (field.unit > 1 ? unit + " " : "") + "from " + number(low) + " to " +
         number(high) + unit;
}

llvm::Expected<uint64_t> ridge::encodeField(const Encoding &encoding,
                                            llvm::ArrayRef<std::string> loops,
                                            const EncodingField &field,
                                            int64_t value,
                                            int64_t elementBits) {
  if (!field.hasBits()) {
    if (field.constant == value)
      return 0;
    return clause("the hardware takes " +
                  describeQuantity(encoding, loops, field.holds) + " as " +
                  Twine(field.constant) + " ('always'), and it is " +
                  Twine(value) + "; give it a field in the encoding");
  }
  unsigned width = field.width();
  uint64_t mask = llvm::maskTrailingOnes<uint64_t>(width);
  auto refuse = [&](__int128 found) {
    __int128 most = std::numeric_limits<int64_t>::max();
    return clause(
        fieldText(encoding, loops, field) + " holds " + rangeText(field) +
        ", and the value is " +
        Twine(static_cast<int64_t>(std::clamp<__int128>(found, -most, most))) +
        "; widen it in the machine file, or change what the "
        "instruction takes");
  };
  if (isCode(field)) {
    auto code = static_cast<uint64_t>(value);
    if ((code & ~mask) != 0)
      return clause(fieldText(encoding, loops, field) + " holds " +
                    Twine(width) + " bits, and the code is 0x" +
                    llvm::utohexstr(code) + "; widen it in the machine file");
    return code;
  }
  __int128 number = value;
  // Addresses are in bits already.
  if (field.inBytes) {
    if (field.holds.kind == Q::Stride)
      number *= elementBits;
    if (number % 8 != 0)
      return clause(fieldText(encoding, loops, field) +
                    " holds whole bytes, and the value is " + Twine(value) +
                    (field.holds.kind == Q::Stride
                         ? " elements of " + Twine(elementBits) + " bits"
                         : Twine(" bits")));
    number /= 8;
  }
  __int128 found = number;
  if (number % field.unit != 0)
    return refuse(found);
  number /= field.unit;
  if (field.isLog2) {
    if (number < 1 || (number & (number - 1)) != 0)
      return refuse(found);
    number = llvm::Log2_64(static_cast<uint64_t>(number));
  }
  number -= field.minusOne;
  __int128 low = field.isSigned ? -(__int128(1) << (width - 1)) : 0;
  __int128 high = (__int128(1) << (width - field.isSigned)) - 1;
  if (number < low || number > high)
    return refuse(found);
  return static_cast<uint64_t>(number) & mask;
}

/// The value of a field; nothing: it leaves 64 bits or is no whole element.
static std::optional<int64_t> decodeField(const EncodingField &field,
                                          uint64_t raw, int64_t elementBits) {
  if (isCode(field))
    return static_cast<int64_t>(raw);
  __int128 number = raw;
  if (field.isSigned && (raw >> (field.width() - 1) & 1))
    number -= __int128(1) << field.width();
  if (field.isLog2) {
    if (raw > 62)
      return std::nullopt;
    number = __int128(1) << raw;
  }
  number = (number + field.minusOne) * field.unit;
  if (field.inBytes) {
    number *= 8;
    if (field.holds.kind == Q::Stride) {
      if (elementBits <= 0 || number % elementBits != 0)
        return std::nullopt;
      number /= elementBits;
    }
  }
  constexpr __int128 most = std::numeric_limits<int64_t>::max();
  if (number > most || number < -most)
    return std::nullopt;
  return static_cast<int64_t>(number);
}

//===----------------------------------------------------------------------===//
// Words
//===----------------------------------------------------------------------===//

static int64_t elementBitsOf(const Word &word, const Quantity &quantity) {
  return quantity.operand < 0 ? 0 : word.operands[quantity.operand].bits;
}

/// What the word says and no field holds, if anything.
static llvm::Error checkHeld(const Machine &machine, const Encoding &encoding,
                             const Word &word,
                             llvm::ArrayRef<std::string> loops) {
  Word neutral(encoding, loops.size());
  (void)completeWord(machine, encoding, neutral);
  std::string problem;
  forEachQuantity(encoding, loops.size(), [&](const Quantity &quantity) {
    // Bits of elements follow from formats, where no field has them.
    if (!problem.empty() || quantity.kind == Q::Bits ||
        word.at(quantity) == neutral.at(quantity) || encoding.find(quantity))
      return;
    problem = "no field of " + encoding.name + " holds " +
              describeQuantity(encoding, loops, quantity) + ", which is " +
              std::to_string(word.at(quantity)) + "; add one to its encoding";
  });
  return problem.empty() ? llvm::Error::success() : clause(problem);
}

llvm::Expected<std::vector<uint8_t>> ridge::encodeWord(const Machine &machine,
                                                       const Encoding &encoding,
                                                       const Word &word) {
  llvm::ArrayRef<std::string> loops =
      machine.codeLoops(machine.engineOf(encoding.target));
  std::vector<uint8_t> bytes(static_cast<size_t>(encoding.bytes()));
  for (const EncodingField &field : encoding.fields) {
    if (field.isConstant()) {
      writeBits(bytes, field.low, field.width(),
                static_cast<uint64_t>(field.constant));
      continue;
    }
    if (!isUsed(encoding, word, field.holds))
      continue;
    llvm::Expected<uint64_t> raw =
        encodeField(encoding, loops, field, word.at(field.holds),
                    elementBitsOf(word, field.holds));
    if (!raw)
      return raw.takeError();
    if (field.hasBits())
      writeBits(bytes, field.low, field.width(), *raw);
  }
  if (llvm::Error error = checkHeld(machine, encoding, word, loops))
    return error;
  return bytes;
}

namespace {
class WordReader {
public:
  WordReader(const Machine &machine, const Encoding &encoding,
             llvm::ArrayRef<uint8_t> bytes, ByteProblem &problem)
      : machine(machine), encoding(encoding),
        bytes(bytes.take_front(static_cast<size_t>(encoding.bytes()))),
        problem(problem),
        loops(machine.codeLoops(machine.engineOf(encoding.target))),
        word(encoding, loops.size()) {}

  std::optional<Word> run();

private:
  bool fail(int32_t bit, const Twine &text) {
    problem = {static_cast<size_t>(bit / 8), text.str()};
    return false;
  }
  bool readField(const EncodingField &field);
  bool checkRest();

  const Machine &machine;
  const Encoding &encoding;
  llvm::ArrayRef<uint8_t> bytes;
  ByteProblem &problem;
  llvm::ArrayRef<std::string> loops;
  Word word;
};
} // namespace

/// What other fields depend on is read first.
static int orderOf(Q kind) {
  return kind == Q::Source || kind == Q::Lists  ? 0
         : kind == Q::Format || kind == Q::Bits ? 1
                                                : 2;
}

bool WordReader::readField(const EncodingField &field) {
  if (!isUsed(encoding, word, field.holds))
    return true;
  if (!field.hasBits()) {
    word.at(field.holds) = field.constant;
    return true;
  }
  uint64_t raw = readBits(bytes, field.low, field.width());
  std::optional<int64_t> value =
      decodeField(field, raw, elementBitsOf(word, field.holds));
  if (!value)
    return fail(field.low, fieldText(encoding, loops, field) + " has 0x" +
                               llvm::utohexstr(raw) +
                               ", which is no value that it can stand for");
  if (field.holds.kind == Q::Size && *value < 1)
    return fail(field.low, fieldText(encoding, loops, field) + " says " +
                               Twine(*value) + ", expected at least 1");
  if (field.holds.kind == Q::Lists &&
      (*value < 0 ||
       2 + *value > static_cast<int64_t>(encoding.operands.size())))
    return fail(field.low, fieldText(encoding, loops, field) + " says " +
                               Twine(*value) + " lists");
  if (field.holds.kind == Q::Source) {
    auto first = static_cast<int64_t>(OperandSource::Input0);
    if (*value < 0 || *value >= first + field.holds.operand)
      return fail(field.low, fieldText(encoding, loops, field) +
                                 " has the source " + Twine(*value) +
                                 ", which there is not");
  }
  word.at(field.holds) = *value;
  return true;
}

/// Bits of no field, and of fields that mean nothing here, are 0.
bool WordReader::checkRest() {
  std::vector<uint8_t> known(bytes.size());
  for (const EncodingField &field : encoding.fields)
    if (field.hasBits() &&
        (field.isConstant() || isUsed(encoding, word, field.holds)))
      for (int32_t bit = field.low; bit <= field.high; ++bit)
        known[static_cast<size_t>(bit / 8)] |=
            static_cast<uint8_t>(1 << (bit % 8));
  for (size_t i = 0; i < bytes.size(); ++i)
    if (uint8_t rest = bytes[i] & ~known[i]) {
      auto bit = static_cast<int32_t>(8 * i + llvm::countr_zero(rest));
      return fail(bit, "bit " + Twine(bit) + " of the word " + encoding.name +
                           " is set, where no field that it uses is; "
                           "expected 0");
    }
  return true;
}

std::optional<Word> WordReader::run() {
  for (int order = 0; order < 3; ++order) {
    if (order == 2 && !completeWord(machine, encoding, word)) {
      fail(0, "the word " + encoding.name +
                  " names a format that the instruction does not list");
      return std::nullopt;
    }
    for (const EncodingField &field : encoding.fields)
      if (!field.isConstant() && orderOf(field.holds.kind) == order &&
          !readField(field))
        return std::nullopt;
  }
  if (!checkRest())
    return std::nullopt;
  return std::move(word);
}

std::optional<Word> ridge::decodeWord(const Machine &machine,
                                      const Encoding &encoding,
                                      llvm::ArrayRef<uint8_t> bytes,
                                      ByteProblem &problem) {
  return WordReader(machine, encoding, bytes, problem).run();
}
