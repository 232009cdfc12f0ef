//===- Constants.cpp - arrays from types and attributes -------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Environment.h"
#include "dialects/Arch/FormatTypes.h"
#include "mlir/Dialect/Quant/IR/QuantTypes.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/DialectResourceBlobManager.h"
#include "mlir/IR/TypeUtilities.h"
#include "llvm/Support/raw_ostream.h"

using namespace mlir;
using namespace ridge;
using namespace ridge::reference;

//===----------------------------------------------------------------------===//
// Locations and types
//===----------------------------------------------------------------------===//

llvm::Error reference::errorAt(Location location, const llvm::Twine &message) {
  std::string text;
  llvm::raw_string_ostream stream(text);
  if (auto place = location->findInstanceOf<FileLineColLoc>())
    stream << place.getFilename().getValue() << ':' << place.getLine() << ':'
           << place.getColumn();
  else
    stream << location;
  stream << ": " << message;
  return llvm::createStringError(llvm::inconvertibleErrorCode(), text);
}

std::optional<Format> reference::formatOfValue(Type type) {
  Type element = getElementTypeOrSelf(type);
  if (auto quantized = dyn_cast<quant::QuantizedType>(element))
    element = quantized.getStorageType();
  return element.isIndex() ? Format::I64 : formatOf(element);
}

llvm::Expected<std::shared_ptr<Array>> reference::makeArray(Type type,
                                                            Location location) {
  std::optional<Format> format = formatOfValue(type);
  auto tensor = dyn_cast<RankedTensorType>(type);
  if (!format || (isa<ShapedType>(type) && !tensor) ||
      (tensor && !tensor.hasStaticShape())) {
    std::string text;
    llvm::raw_string_ostream(text) << type;
    return errorAt(location, "values of type " + text +
                                 " are not supported; expected scalars and "
                                 "tensors of static shape");
  }
  auto array = std::make_shared<Array>();
  array->format = *format;
  if (tensor)
    array->shape.assign(tensor.getShape().begin(), tensor.getShape().end());
  array->bytes.resize(array->elements() * bytesOf(*format));
  return array;
}

SmallVector<int64_t> reference::byteStrides(const Array &array) {
  SmallVector<int64_t> strides(array.shape.size());
  int64_t stride = bytesOf(array.format);
  for (int64_t dim = strides.size() - 1; dim >= 0; --dim) {
    strides[dim] = stride;
    stride *= array.shape[dim];
  }
  return strides;
}

//===----------------------------------------------------------------------===//
// Attributes
//===----------------------------------------------------------------------===//

/// Writes one element; false if `value` is no number.
static bool encode(Format format, Attribute value, uint8_t *to) {
  if (auto integer = dyn_cast<IntegerAttr>(value)) {
    encodeInteger(format, integer.getValue().getSExtValue(), to);
    return true;
  }
  auto real = dyn_cast<FloatAttr>(value);
  if (real) {
    // The bits as they are: APFloat does not convert every NaN.
    uint64_t code = real.getValue().bitcastToAPInt().getZExtValue();
    std::memcpy(to, &code, bytesOf(format));
  }
  return static_cast<bool>(real);
}

llvm::Error reference::fillArray(Array &array, Attribute value,
                                 Location location) {
  unsigned size = bytesOf(array.format);
  if (array.bytes.empty())
    return llvm::Error::success();
  if (!encode(array.format, value, array.bytes.data()))
    return errorAt(location, "the constant is not a number");
  for (size_t at = size; at < array.bytes.size(); at += size)
    std::memcpy(&array.bytes[at], array.bytes.data(), size);
  return llvm::Error::success();
}

static llvm::Error copyElements(Array &array, DenseElementsAttr elements,
                                Location location) {
  if (elements.isSplat())
    return fillArray(array, elements.getSplatValue<Attribute>(), location);
  // Everything but i1 and index lies in the attribute as it does in an array.
  ArrayRef<char> raw = elements.getRawData();
  if (array.format != Format::I1 && raw.size() == array.bytes.size()) {
    std::memcpy(array.bytes.data(), raw.data(), raw.size());
    return llvm::Error::success();
  }
  uint8_t *to = array.bytes.data();
  for (Attribute element : elements.getValues<Attribute>()) {
    if (!encode(array.format, element, to))
      return errorAt(location, "the constant is not a list of numbers");
    to += bytesOf(array.format);
  }
  return llvm::Error::success();
}

static llvm::Error copyResource(Array &array,
                                DenseResourceElementsAttr resource,
                                Location location) {
  AsmResourceBlob *blob = resource.getRawHandle().getBlob();
  if (!blob || blob->getData().size() != array.bytes.size())
    return errorAt(location,
                   "resource '" + resource.getRawHandle().getKey() + "' has " +
                       llvm::Twine(blob ? blob->getData().size() : 0) +
                       " bytes, expected " + llvm::Twine(array.bytes.size()));
  std::memcpy(array.bytes.data(), blob->getData().data(), array.bytes.size());
  return llvm::Error::success();
}

llvm::Expected<std::shared_ptr<Array>>
reference::constantArray(Attribute value, Type type, Location location) {
  auto array = makeArray(type, location);
  if (!array)
    return array;
  llvm::Error error = llvm::Error::success();
  if (auto elements = dyn_cast<DenseElementsAttr>(value))
    error = copyElements(**array, elements, location);
  else if (auto resource = dyn_cast<DenseResourceElementsAttr>(value))
    error = copyResource(**array, resource, location);
  else
    error = fillArray(**array, value, location);
  if (error)
    return error;
  return array;
}
