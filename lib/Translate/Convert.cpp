//===- Convert.cpp - attributes as parts of a Program ---------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Every map is linear; whatever is not is an error at its operation.
///
//===----------------------------------------------------------------------===//

#include "Convert.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/DialectResourceBlobManager.h"
#include "ridge/Analysis/Windows.h"
#include "ridge/Translate/Translate.h"

using namespace mlir;
using namespace ridge;

//===----------------------------------------------------------------------===//
// Maps
//===----------------------------------------------------------------------===//

FailureOr<MapConverter> MapConverter::create(Operation *op, Operation *root,
                                             ValueRange counters) {
  MapConverter converter(op);
  llvm::SmallVector<Operation *> loops;
  for (Operation *at = op->getParentOp(); at && at != root;
       at = at->getParentOp())
    loops.insert(loops.begin(), at);
  for (Value counter : counters) {
    Operation *loop = loopOfCounter(counter);
    auto *found = llvm::find(loops, loop);
    if (!loop || found == loops.end())
      return op->emitOpError("has a counter of a loop that is not around it");
    converter.depths.push_back(found - loops.begin());
  }
  return converter;
}

FailureOr<Affine> MapConverter::affine(AffineExpr expr) const {
  std::optional<Affine> form = linearForm(expr, depths.size());
  if (!form)
    return op->emitOpError("has a map that is not linear in its counters");
  // By depth, each once.
  Affine sum;
  sum.constant = form->constant;
  for (auto [counter, coefficient] : form->terms)
    sum.add(depths[counter], coefficient);
  llvm::sort(sum.terms);
  return sum;
}

FailureOr<Affine> MapConverter::affine(AffineMap map) const {
  return affine(map.getResult(0));
}

FailureOr<Extent> MapConverter::extent(AffineMap map) const {
  Extent result;
  for (AffineExpr expr : map.getResults()) {
    FailureOr<Affine> value = affine(expr);
    if (failed(value))
      return failure();
    result.values.push_back(std::move(*value));
  }
  return result;
}

LogicalResult MapConverter::windows(ArrayAttr sizes, ArrayAttr origins,
                                    ProgramOp &result) const {
  for (AffineMap map : sizes.getAsValueRange<AffineMapAttr>()) {
    FailureOr<Extent> size = extent(map);
    if (failed(size))
      return failure();
    result.sizes.push_back(std::move(*size));
  }
  if (!origins)
    return success();
  for (AffineMap map : origins.getAsValueRange<AffineMapAttr>()) {
    FailureOr<Affine> origin = affine(map);
    if (failed(origin))
      return failure();
    result.origins.push_back(std::move(*origin));
  }
  return success();
}

/// A constant in the instruction word.
static Access immediate(TypedAttr value) {
  Access access;
  if (auto number = dyn_cast<FloatAttr>(value))
    access.floatValue = number.getValueAsDouble();
  else if (auto number = dyn_cast<IntegerAttr>(value))
    access.intValue =
        number.getType().isInteger(1)
            ? static_cast<int64_t>(number.getValue().getZExtValue())
            : number.getValue().getSExtValue();
  return access;
}

LogicalResult MapConverter::operands(ArrayAttr accesses,
                                     ArrayRef<BufferId> buffers,
                                     ProgramOp &result) const {
  for (Attribute attribute : accesses) {
    if (auto constant = dyn_cast<arch::ImmediateAttr>(attribute)) {
      result.operands.push_back(immediate(constant.getValue()));
      continue;
    }
    auto window = cast<arch::AccessAttr>(attribute);
    FailureOr<Affine> offset = affine(window.getOffset());
    FailureOr<Affine> instance = affine(window.getInstance());
    if (failed(offset) || failed(instance))
      return failure();
    Access access;
    access.buffer = buffers.front();
    buffers = buffers.drop_front();
    access.offset = std::move(*offset);
    access.instance = std::move(*instance);
    access.strides.assign(window.getStrides().begin(),
                          window.getStrides().end());
    result.operands.push_back(std::move(access));
  }
  return success();
}

//===----------------------------------------------------------------------===//
// Constants
//===----------------------------------------------------------------------===//

static void appendBits(std::vector<uint8_t> &bytes, const APInt &bits,
                       unsigned width) {
  APInt wide = bits.zextOrTrunc(width * 8);
  for (unsigned i = 0; i < width; ++i)
    bytes.push_back(wide.extractBitsAsZExtValue(8, i * 8));
}

FailureOr<std::vector<uint8_t>>
ridge::constantBytes(Operation *op, ElementsAttr value, Format format) {
  unsigned width = bytesOf(format);
  std::vector<uint8_t> bytes;
  size_t total = static_cast<size_t>(value.getNumElements()) * width;
  auto copy = [&](ArrayRef<char> data) -> FailureOr<std::vector<uint8_t>> {
    if (data.size() != total)
      return op->emitOpError()
             << "holds " << data.size() << " bytes of data, expected " << total;
    bytes.assign(data.begin(), data.end());
    return bytes;
  };
  if (auto resource = dyn_cast<DenseResourceElementsAttr>(value)) {
    AsmResourceBlob *blob = resource.getRawHandle().getBlob();
    if (!blob)
      return op->emitOpError("refers to a resource that is not there");
    return copy(blob->getData());
  }
  auto dense = dyn_cast<DenseElementsAttr>(value);
  if (!dense)
    return op->emitOpError("holds a constant that is neither dense nor a "
                           "dense resource");
  // Whole bytes lie as they do in memory; packed bits do not.
  bool wholeBytes = formatInfo(format).bits == width * 8;
  if (wholeBytes && !dense.isSplat())
    return copy(dense.getRawData());
  bytes.reserve(total);
  if (llvm::isa<FloatType>(dense.getElementType()))
    for (const APFloat &element : dense.getValues<APFloat>())
      appendBits(bytes, element.bitcastToAPInt(), width);
  else
    for (const APInt &element : dense.getValues<APInt>())
      appendBits(bytes, element, width);
  return bytes;
}

//===----------------------------------------------------------------------===//
// Locations
//===----------------------------------------------------------------------===//

std::string ridge::locationText(Location loc) {
  std::string text;
  loc->walk([&](Location inner) {
    auto file = dyn_cast<FileLineColLoc>(inner);
    if (!file)
      return WalkResult::advance();
    text = (file.getFilename().getValue() + ":" + Twine(file.getLine()) + ":" +
            Twine(file.getColumn()))
               .str();
    return WalkResult::interrupt();
  });
  return text;
}

void ridge::setCodec(Buffer &buffer, arch::CodecAttr codec) {
  if (!codec)
    return;
  buffer.codec = codec.getName().str();
  buffer.codecBits = codec.getBitsPerValue();
  buffer.codecUnit = codec.getUnit();
}
