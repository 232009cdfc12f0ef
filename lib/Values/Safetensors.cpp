//===- Safetensors.cpp - tensors by name from one file --------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Layout: the length of the header as 8 bytes little endian, the header as a
/// JSON object {"name": {"dtype", "shape", "data_offsets": [begin, end]}}, then
/// the bytes of all tensors; offsets count from the end of the header. Tensors
/// lie one after the other in any order: none covers another's bytes, and no
/// byte belongs to none, or the file is not what its header says.
///
//===----------------------------------------------------------------------===//

#include "ridge/Values/ArrayFiles.h"

#include "Dtype.h"
#include "ridge/Support/Json.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/JSON.h"

using namespace ridge;
using llvm::createStringError;

static constexpr Dtype dtypes[] = {
    {"BOOL", Format::I1},
    {"I8", Format::I8},
    {"I16", Format::I16},
    {"I32", Format::I32},
    {"I64", Format::I64},
    {"U8", Format::U8},
    {"U16", Format::U16},
    {"U32", Format(packInteger(32, /*isSigned=*/false))},
    {"F8_E8M0", Format::F8E8M0FNU},
    {"F8_E4M3", Format::F8E4M3FN},
    {"F8_E5M2", Format::F8E5M2},
    {"F16", Format::F16},
    {"BF16", Format::BF16},
    {"F32", Format::F32},
    {"F64", Format::F64}};

static llvm::Error bad(llvm::StringRef tensor, const llvm::Twine &what) {
  return createStringError("tensor '" + tensor + "': " + what);
}

/// Elements of `shape`, or nothing if a size is negative or the product leaves
/// the range of int64.
static std::optional<int64_t> countElements(llvm::ArrayRef<int64_t> shape) {
  int64_t elements = 1;
  for (int64_t size : shape)
    if (size < 0 || __builtin_mul_overflow(elements, size, &elements))
      return std::nullopt;
  return elements;
}

namespace {
/// Where a tensor lies among the data bytes.
struct Extent {
  int64_t begin, end;
  llvm::StringRef tensor;
};
} // namespace

/// Tensors fill the data one after the other.
static llvm::Error checkExtents(std::vector<Extent> extents, int64_t size) {
  llvm::sort(extents, [](const Extent &a, const Extent &b) {
    return std::tie(a.begin, a.end, a.tensor) <
           std::tie(b.begin, b.end, b.tensor);
  });
  Extent before = {0, 0, ""};
  for (const Extent &extent : extents) {
    if (extent.begin < before.end && extent.begin < extent.end)
      return bad(extent.tensor,
                 "its data bytes from " + llvm::Twine(extent.begin) +
                     " on are also those of tensor '" + before.tensor + "'");
    if (extent.begin > before.end)
      return createStringError("data bytes from " + llvm::Twine(before.end) +
                               " to " + llvm::Twine(extent.begin) +
                               " belong to no tensor");
    if (extent.end > before.end)
      before = extent;
  }
  if (before.end != size)
    return createStringError("data bytes from " + llvm::Twine(before.end) +
                             " to " + llvm::Twine(size) +
                             " belong to no tensor");
  return llvm::Error::success();
}

/// Reads the tensor and appends where it lies.
static llvm::Expected<Array> readTensor(llvm::StringRef name,
                                        const llvm::json::Value &value,
                                        llvm::StringRef data,
                                        std::vector<Extent> &extents) {
  const llvm::json::Object *entry = value.getAsObject();
  if (!entry)
    return bad(name, "its header entry is no object");
  std::optional<llvm::StringRef> dtype = entry->getString("dtype");
  const llvm::json::Array *shape = entry->getArray("shape");
  const llvm::json::Array *offsets = entry->getArray("data_offsets");
  if (!dtype || !shape || !offsets || offsets->size() != 2)
    return bad(name, "its header entry needs dtype, shape and two "
                     "data_offsets");

  Array array;
  std::optional<Format> format = formatOf(dtypes, *dtype);
  if (!format)
    return bad(name, "dtype " + *dtype + " has no format here");
  array.format = *format;
  for (const llvm::json::Value &size : *shape) {
    std::optional<int64_t> extent = size.getAsInteger();
    if (!extent)
      return bad(name, "its shape holds something that is no integer");
    array.shape.push_back(*extent);
  }

  std::optional<int64_t> begin = (*offsets)[0].getAsInteger();
  std::optional<int64_t> end = (*offsets)[1].getAsInteger();
  int64_t available = static_cast<int64_t>(data.size());
  if (!begin || !end || *begin < 0 || *end < *begin || *end > available)
    return bad(name, "its data_offsets leave the " + llvm::Twine(available) +
                         " data bytes of the file; is the file truncated?");
  std::optional<int64_t> elements = countElements(array.shape);
  int64_t bytes = bytesOf(array.format);
  if (!elements || *elements > available / bytes ||
      *elements * bytes != *end - *begin)
    return bad(name, "its shape and dtype do not fill its " +
                         llvm::Twine(*end - *begin) + " bytes");
  array.bytes.assign(data.begin() + *begin, data.begin() + *end);
  extents.push_back({*begin, *end, name});
  return array;
}

llvm::Expected<std::vector<NamedArray>>
ridge::parseSafetensors(llvm::StringRef contents) {
  constexpr size_t lengthBytes = 8;
  if (contents.size() < lengthBytes)
    return createStringError("file is shorter than the 8 bytes that a "
                             "safetensors file begins with");
  uint64_t length = llvm::support::endian::read64le(contents.data());
  llvm::StringRef rest = contents.drop_front(lengthBytes);
  if (length > rest.size())
    return createStringError("header should be %llu bytes long, the file has "
                             "%zu; not a safetensors file, or truncated",
                             static_cast<unsigned long long>(length),
                             rest.size());
  llvm::Expected<llvm::json::Value> header = parseJson(rest.take_front(length));
  if (!header)
    return createStringError("header cannot be read: " +
                             llvm::toString(header.takeError()));
  const llvm::json::Object *object = header->getAsObject();
  if (!object)
    return createStringError("header is no JSON object");

  std::vector<NamedArray> tensors;
  std::vector<Extent> extents;
  llvm::StringRef data = rest.drop_front(length);
  for (const auto &[key, value] : *object) {
    if (key == "__metadata__")
      continue;
    llvm::Expected<Array> array = readTensor(key, value, data, extents);
    if (!array)
      return array.takeError();
    tensors.push_back({key.str(), std::move(*array)});
  }
  if (llvm::Error error =
          checkExtents(std::move(extents), static_cast<int64_t>(data.size())))
    return error;
  // The order of a JSON object is that of a hash table.
  llvm::sort(tensors, [](const NamedArray &a, const NamedArray &b) {
    return a.name < b.name;
  });
  return tensors;
}

llvm::Expected<std::string>
ridge::printSafetensors(llvm::ArrayRef<NamedArray> tensors) {
  llvm::json::Object header;
  int64_t offset = 0;
  for (const NamedArray &tensor : tensors) {
    std::optional<llvm::StringRef> dtype = nameOf(dtypes, tensor.array.format);
    if (!dtype)
      return bad(tensor.name, "safetensors has no dtype for " +
                                  formatName(tensor.array.format));
    int64_t end = offset + int64_t(tensor.array.bytes.size());
    header[tensor.name] =
        llvm::json::Object{{"dtype", *dtype},
                           {"shape", llvm::json::Array(tensor.array.shape)},
                           {"data_offsets", llvm::json::Array{offset, end}}};
    offset = end;
  }
  // Keys in the order of their names: the same bytes on every machine.
  std::string text = llvm::formatv("{0}", llvm::json::Value(std::move(header)));
  // What follows begins at a multiple of the largest element.
  text.append((8 - text.size() % 8) % 8, ' ');
  std::string file(8, '\0');
  llvm::support::endian::write64le(file.data(), text.size());
  file += text;
  for (const NamedArray &tensor : tensors)
    file.append(tensor.array.bytes.begin(), tensor.array.bytes.end());
  return file;
}
