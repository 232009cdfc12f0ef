//===- Listing.cpp - words as people read them ----------------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A word a paragraph: where it begins in its stream, its name and the fields
/// that say something, and below its bits, 64 at a time, the lowest first.
///
//===----------------------------------------------------------------------===//

#include "ByteError.h"
#include "ridge/Encoding/Image.h"
#include "ridge/Program/Describe.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/raw_ostream.h"

using namespace ridge;

void ridge::printBits(llvm::ArrayRef<uint8_t> bytes, llvm::StringRef indent,
                      llvm::raw_ostream &os) {
  constexpr size_t chunk = 8, perLine = 4;
  for (size_t begin = 0; begin < bytes.size(); begin += chunk) {
    if (begin % (chunk * perLine) == 0)
      os << (begin == 0 ? "" : "\n") << indent;
    else
      os << ' ';
    size_t count = std::min(chunk, bytes.size() - begin);
    for (size_t i = count; i-- > 0;)
      os << llvm::format("%02x", bytes[begin + i]);
  }
  os << '\n';
}

void ridge::printFields(const Machine &machine, const Encoding &encoding,
                        const Word &word, llvm::raw_ostream &os) {
  llvm::ArrayRef<std::string> loops =
      machine.codeLoops(machine.engineOf(encoding.target));
  Word neutral(encoding, loops.size());
  for (const EncodingField &field : encoding.fields) {
    if (field.isConstant() || !field.hasBits() ||
        !isUsed(encoding, word, field.holds) ||
        word.at(field.holds) == neutral.at(field.holds))
      continue;
    int64_t value = word.at(field.holds);
    os << ' ' << describeQuantity(encoding, loops, field.holds) << '=';
    if (field.holds.kind == QuantityOf::Immediate)
      os << llvm::format_hex(static_cast<uint64_t>(value), 1);
    else
      os << (field.holds.kind == QuantityOf::Address ? value / 8 : value);
  }
}

llvm::Error ridge::printListing(const Image &image, const Machine &machine,
                                llvm::raw_ostream &os) {
  for (const CodeStream &stream : image.streams) {
    os << "queue " << symbolText(machine.engines[stream.engine].name) << ": "
       << stream.words() << " words, " << stream.bytes.size() << " bytes\n";
    for (size_t at = 0; at < stream.bytes.size();) {
      llvm::ArrayRef<uint8_t> rest =
          llvm::ArrayRef(stream.bytes).drop_front(at);
      llvm::Expected<const Encoding *> encoding =
          findWord(machine, stream.engine, rest, stream.bytesAt + at);
      if (!encoding)
        return encoding.takeError();
      ByteProblem problem;
      std::optional<Word> word = decodeWord(machine, **encoding, rest, problem);
      if (!word)
        return byteError(stream.bytesAt + at + problem.offset, problem.text);
      os << llvm::format("%6zx  ", at) << (*encoding)->name;
      printFields(machine, **encoding, *word, os);
      os << '\n';
      auto bytes = static_cast<size_t>((*encoding)->bytes());
      printBits(rest.take_front(bytes), "        ", os);
      at += bytes;
    }
  }
  return llvm::Error::success();
}
