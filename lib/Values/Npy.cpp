//===- Npy.cpp - one array as numpy saves it ------------------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Layout: "\x93NUMPY", version, length of the header (2 bytes in version 1, 4
/// in 2 and 3), the header as a Python dict with `descr`, `fortran_order` and
/// `shape`, then the elements.
///
//===----------------------------------------------------------------------===//

#include "ridge/Values/ArrayFiles.h"

#include "Dtype.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Endian.h"

using namespace ridge;
using llvm::createStringError;
using llvm::StringRef;

/// The text after 'key': in the dict, or nothing. A key that stands twice is
/// none: readers differ in which one they take.
static std::optional<StringRef> valueOf(StringRef dict, StringRef key) {
  std::string quoted = ("'" + key + "'").str();
  if (dict.count(quoted) != 1)
    return std::nullopt;
  StringRef rest = dict.split(quoted).second.ltrim();
  if (!rest.consume_front(":"))
    return std::nullopt;
  return rest.ltrim();
}

static constexpr Dtype descrs[] = {
    {"|b1", Format::I1},
    {"|i1", Format::I8},
    {"<i1", Format::I8},
    {"<i2", Format::I16},
    {"<i4", Format::I32},
    {"<i8", Format::I64},
    {"|u1", Format::U8},
    {"<u2", Format::U16},
    {"<u4", Format(packInteger(32, /*isSigned=*/false))},
    {"<f2", Format::F16},
    {"<f4", Format::F32},
    {"<f8", Format::F64}};

static llvm::Expected<Format> readDescr(StringRef dict) {
  std::optional<StringRef> text = valueOf(dict, "descr");
  if (!text || !text->consume_front("'"))
    return createStringError("header needs one 'descr'");
  StringRef descr = text->take_until([](char c) { return c == '\''; });
  if (std::optional<Format> format = formatOf(descrs, descr))
    return *format;
  return createStringError("dtype '" + descr +
                           "' is not supported; save little-endian b1, i1, i2, "
                           "i4, i8, u1, u2, u4, f2, f4 or f8, or use "
                           "safetensors");
}

static llvm::Error readShape(StringRef dict,
                             llvm::SmallVectorImpl<int64_t> &shape) {
  std::optional<StringRef> text = valueOf(dict, "shape");
  if (!text || !text->consume_front("(") || !text->contains(')'))
    return createStringError("header needs one 'shape'");
  StringRef sizes = text->take_until([](char c) { return c == ')'; });
  while (!sizes.trim().empty()) {
    auto [first, others] = sizes.split(',');
    int64_t size;
    if (first.trim().getAsInteger(10, size) || size < 0)
      return createStringError("'" + first.trim() + "' is no size of a dim");
    shape.push_back(size);
    sizes = others;
  }
  return llvm::Error::success();
}

/// Splits off the header dict and leaves the elements in `contents`.
static llvm::Expected<StringRef> takeHeader(StringRef &contents) {
  if (!contents.consume_front("\x93NUMPY"))
    return createStringError("file does not begin with \\x93NUMPY: not a .npy "
                             "file");
  if (contents.size() < 6)
    return createStringError("file ends inside its header");
  unsigned version = static_cast<uint8_t>(contents[0]);
  if (version < 1 || version > 3)
    return createStringError("version %u of .npy is unknown; 1 to 3 are read",
                             version);
  contents = contents.drop_front(2);
  size_t lengthBytes = version == 1 ? 2 : 4;
  size_t length = version == 1
                      ? llvm::support::endian::read16le(contents.data())
                      : llvm::support::endian::read32le(contents.data());
  contents = contents.drop_front(lengthBytes);
  if (length > contents.size())
    return createStringError("header should be %zu bytes long, the file has "
                             "%zu; is it truncated?",
                             length, contents.size());
  StringRef dict = contents.take_front(length);
  contents = contents.drop_front(length);
  return dict;
}

llvm::Expected<Array> ridge::parseNpy(StringRef contents) {
  llvm::Expected<StringRef> dict = takeHeader(contents);
  if (!dict)
    return dict.takeError();
  llvm::Expected<Format> format = readDescr(*dict);
  if (!format)
    return format.takeError();
  std::optional<StringRef> text = valueOf(*dict, "fortran_order");
  StringRef order = text ? text->take_while(llvm::isAlpha) : StringRef();
  if (order == "True")
    return createStringError("array is in Fortran order; save it with "
                             "numpy.ascontiguousarray");
  if (order != "False")
    return createStringError("header needs one 'fortran_order', True or False");
  Array array;
  array.format = *format;
  if (llvm::Error error = readShape(*dict, array.shape))
    return error;

  int64_t bytes = bytesOf(*format);
  for (int64_t size : array.shape)
    if (__builtin_mul_overflow(bytes, size, &bytes))
      return createStringError("shape has more elements than memory can hold");
  if (bytes != static_cast<int64_t>(contents.size()))
    return createStringError("shape and dtype ask for %lld bytes, the file has "
                             "%zu",
                             static_cast<long long>(bytes), contents.size());
  array.bytes.assign(contents.begin(), contents.end());
  return array;
}

llvm::Expected<std::string> ridge::printNpy(const Array &array) {
  std::optional<StringRef> descr = nameOf(descrs, array.format);
  if (!descr)
    return createStringError("numpy has no dtype for " +
                             formatName(array.format) +
                             "; write a .safetensors file");
  std::string sizes;
  for (int64_t size : array.shape)
    sizes += std::to_string(size) + ",";
  std::string dict = ("{'descr': '" + *descr +
                      "', 'fortran_order': False, 'shape': (" + sizes + "), }")
                         .str();
  // The elements begin at a multiple of 64 bytes; a newline ends the header.
  constexpr size_t prologue = 10, alignment = 64;
  size_t used = prologue + dict.size() + 1;
  dict.append((alignment - used % alignment) % alignment, ' ');
  dict += '\n';
  std::string file("\x93NUMPY\x01\x00\0\0", prologue);
  llvm::support::endian::write16le(file.data() + 8, uint16_t(dict.size()));
  file += dict;
  file.append(array.bytes.begin(), array.bytes.end());
  return file;
}
