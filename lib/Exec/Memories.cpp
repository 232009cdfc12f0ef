//===- Memories.cpp - bytes of the machine's memories ---------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// See Memories.h.
///
//===----------------------------------------------------------------------===//

#include "Memories.h"
#include "ridge/Numerics/Packing.h"
#include "ridge/Program/Describe.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/Twine.h"
#include <cstring>

using namespace ridge;
using llvm::Error;
using llvm::Twine;

static Error makeError(const Twine &what) {
  return llvm::createStringError(llvm::inconvertibleErrorCode(), what);
}

static std::string shapeText(llvm::ArrayRef<int64_t> shape) {
  std::string text = "[";
  for (auto [i, extent] : llvm::enumerate(shape))
    text += (i ? ", " : "") + std::to_string(extent);
  return text + "]";
}

Error Memories::loadArgument(const Buffer &buffer,
                             llvm::ArrayRef<Array> arguments) {
  if (buffer.index < 0 || size_t(buffer.index) >= arguments.size())
    return makeError(
        "argument " + Twine(buffer.index) + " (" + symbolText(buffer.name) +
        ") is missing: " + Twine(arguments.size()) + " were given");
  const Array &array = arguments[buffer.index];
  std::string name = "argument " + std::to_string(buffer.index) + " (" +
                     symbolText(buffer.name) + ")";
  if (array.format != buffer.format)
    return makeError(name + " is " + formatName(array.format) + ", expected " +
                     formatName(buffer.format));
  if (array.shape != buffer.shape)
    return makeError(name + " has shape " + shapeText(array.shape) +
                     ", expected " + shapeText(buffer.shape));
  if (int64_t(array.bytes.size()) != buffer.elements * bytesOf(buffer.format))
    return makeError(name + " has " + Twine(array.bytes.size()) +
                     " bytes, expected " +
                     Twine(buffer.elements * bytesOf(buffer.format)));
  store(buffer, array.bytes);
  return Error::success();
}

/// Elements as the host holds them go to slot 0 of a buffer.
void Memories::store(const Buffer &buffer, llvm::ArrayRef<uint8_t> elements) {
  uint8_t *to = slot(buffer, 0);
  if (isPacked(buffer.format))
    packCodes(buffer.format, elements.data(), 0,
              std::min<int64_t>(elements.size(), buffer.elements), to);
  else
    std::memcpy(to, elements.data(),
                std::min<size_t>(elements.size(), buffer.slotBytes));
}

Error Memories::fill(llvm::ArrayRef<Array> arguments) {
  int64_t expected = 0;
  for (const Buffer &buffer : program.buffers) {
    expected += buffer.kind == Buffer::Kind::Argument;
    if (buffer.address < 0 || buffer.depth < 1 ||
        buffer.slotBytes < storedBytes(buffer.format, buffer.elements))
      return makeError("buffer " + symbolText(buffer.name) +
                       " has no room for its elements at its address");
  }
  if (int64_t(arguments.size()) != expected)
    return makeError(Twine(arguments.size()) + " arguments were given, " +
                     symbolText(program.name) + " takes " + Twine(expected));
  // Bytes that nobody has written are all ones: NaN as a float, so that a value
  // that comes from them shows.
  for (const MemoryPeak &peak : memoryPeaks(program, machine))
    bytes.emplace_back(peak.peak, 0xFF);
  for (const Buffer &buffer : program.buffers) {
    if (buffer.kind == Buffer::Kind::Argument)
      if (Error error = loadArgument(buffer, arguments))
        return error;
    if (buffer.kind == Buffer::Kind::Constant)
      store(buffer, buffer.data);
  }
  return Error::success();
}

Array Memories::read(const Buffer &buffer) const {
  const uint8_t *begin = bytes[buffer.memory].data() + buffer.address;
  Array array;
  array.format = buffer.format;
  array.shape.assign(buffer.shape.begin(), buffer.shape.end());
  array.bytes.resize(buffer.elements * bytesOf(buffer.format));
  if (isPacked(buffer.format))
    unpackCodes(buffer.format, begin, 0, buffer.elements, array.bytes.data());
  else
    std::memcpy(array.bytes.data(), begin, array.bytes.size());
  return array;
}
