//===- RidgeViewOps.cpp - verifiers of views and data ---------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "dialects/Arch/FormatTypes.h"
#include "dialects/Ridge/RidgeDialect.h"
#include "mlir/Dialect/Utils/IndexingUtils.h"
#include "mlir/IR/TypeUtilities.h"

using namespace mlir;
using namespace ridge;

static RankedTensorType tensorTypeOf(Value value) {
  return cast<RankedTensorType>(value.getType());
}

static LogicalResult sameElement(Operation *op, RankedTensorType a,
                                 RankedTensorType b) {
  if (a.getElementType() == b.getElementType())
    return success();
  return op->emitOpError() << "changes the element type from "
                           << a.getElementType() << " to "
                           << b.getElementType();
}

static LogicalResult expectShape(Operation *op, RankedTensorType type,
                                 ArrayRef<int64_t> shape) {
  if (type.getShape() == shape)
    return success();
  auto diagnostic = op->emitOpError()
                    << "result is " << type << ", expected shape [";
  llvm::interleaveComma(shape, diagnostic);
  return diagnostic << "]";
}

LogicalResult ReshapeOp::verify() {
  RankedTensorType source = tensorTypeOf(getSource()),
                   result = tensorTypeOf(getResult());
  // reshape-c1
  if (source.getNumElements() != result.getNumElements())
    return emitOpError() << "changes " << source.getNumElements()
                         << " elements into " << result.getNumElements();
  return sameElement(*this, source, result);
}

LogicalResult TransposeOp::verify() {
  RankedTensorType source = tensorTypeOf(getSource());
  // transpose-c1
  if (!isPermutationVector(getPermutation()) ||
      static_cast<int64_t>(getPermutation().size()) != source.getRank())
    return emitOpError() << "needs a permutation of " << source.getRank()
                         << " dims";
  // transpose-c2
  SmallVector<int64_t> shape;
  for (int64_t dim : getPermutation())
    shape.push_back(source.getDimSize(dim));
  if (failed(expectShape(*this, tensorTypeOf(getResult()), shape)))
    return failure();
  return sameElement(*this, source, tensorTypeOf(getResult()));
}

LogicalResult BroadcastOp::verify() {
  RankedTensorType source = tensorTypeOf(getSource()),
                   result = tensorTypeOf(getResult());
  SmallVector<int64_t> kept;
  // broadcast-c1
  int64_t previous = -1;
  for (int64_t dim : getDimensions()) {
    if (dim <= previous || dim >= result.getRank())
      return emitOpError("dimensions must be ascending dims of the result");
    previous = dim;
  }
  // broadcast-c2
  for (int64_t dim = 0; dim < result.getRank(); ++dim)
    if (!llvm::is_contained(getDimensions(), dim))
      kept.push_back(result.getDimSize(dim));
  if (source.getShape() != ArrayRef<int64_t>(kept))
    return emitOpError() << "source " << source
                         << " is not the result without the new dims";
  return sameElement(*this, source, result);
}

/// A box of `inner` at `offsets`, `strides` must lie inside `outer`.
static LogicalResult verifyBox(Operation *op, RankedTensorType outer,
                               RankedTensorType inner,
                               ArrayRef<int64_t> offsets,
                               ArrayRef<int64_t> strides) {
  // slice-c1, insert-c2
  size_t rank = outer.getRank();
  if (static_cast<size_t>(inner.getRank()) != rank || offsets.size() != rank ||
      strides.size() != rank)
    return op->emitOpError() << "needs rank, offsets and strides of " << rank;
  for (size_t d = 0; d < rank; ++d) {
    if (offsets[d] < 0 || strides[d] < 1)
      return op->emitOpError()
             << "offset " << offsets[d] << " or stride " << strides[d]
             << " of dim " << d << " is out of range";
    // slice-c2, insert-c2
    int64_t last = offsets[d] + (inner.getDimSize(d) - 1) * strides[d];
    if (last >= outer.getDimSize(d))
      return op->emitOpError() << "reaches element " << last << " of dim " << d
                               << ", which has " << outer.getDimSize(d);
  }
  return sameElement(op, outer, inner);
}

LogicalResult SliceOp::verify() {
  return verifyBox(*this, tensorTypeOf(getSource()), tensorTypeOf(getResult()),
                   getOffsets(), getStrides());
}

LogicalResult ConcatOp::verify() {
  // concat-c1
  if (getSources().empty())
    return emitOpError("needs at least one source");
  RankedTensorType result = tensorTypeOf(getResult());
  int64_t dim = getDim();
  if (dim < 0 || dim >= result.getRank())
    return emitOpError() << "dim " << dim << " is not a dim of " << result;
  // concat-c2
  SmallVector<int64_t> shape(tensorTypeOf(getSources()[0]).getShape());
  if (static_cast<int64_t>(shape.size()) != result.getRank())
    return emitOpError("sources need the rank of the result");
  shape[dim] = 0;
  for (Value source : getSources()) {
    RankedTensorType type = tensorTypeOf(source);
    if (failed(sameElement(*this, type, result)))
      return failure();
    for (int64_t d = 0; d < result.getRank(); ++d)
      if (type.getRank() != result.getRank() ||
          (d != dim && type.getDimSize(d) != shape[d]))
        return emitOpError() << "source " << type << " does not fit dim " << d;
    shape[dim] += type.getDimSize(dim);
  }
  // concat-c3
  return expectShape(*this, result, shape);
}

LogicalResult InsertOp::verify() {
  // insert-c1
  if (getTarget().getType() != getResult().getType())
    return emitOpError("result must have the type of the target");
  return verifyBox(*this, tensorTypeOf(getTarget()), tensorTypeOf(getSource()),
                   getOffsets(), getStrides());
}

arch::CodecAttr EncodeOp::getCodec() {
  return cast<arch::CodecAttr>(tensorTypeOf(getResult()).getEncoding());
}

LogicalResult EncodeOp::verify() {
  RankedTensorType source = tensorTypeOf(getSource()),
                   result = tensorTypeOf(getResult());
  auto codec = dyn_cast_or_null<arch::CodecAttr>(result.getEncoding());
  // encode-c1
  if (!codec || source.getEncoding() ||
      source.getShape() != result.getShape() ||
      source.getElementType() != result.getElementType())
    return emitOpError() << "takes " << source << " to " << result
                         << ", expected the same type with a codec";
  // encode-c2
  if (!isFloatFormat(source.getElementType()))
    return emitOpError() << "encodes " << source.getElementType()
                         << ", expected a float format";
  // encode-c3
  if (source.getNumElements() % codec.getUnit() != 0)
    return emitOpError() << "encodes units of " << codec.getUnit()
                         << " elements, the tensor has "
                         << source.getNumElements();
  return success();
}

LogicalResult FillOp::verify() {
  // fill-c1
  Type element = tensorTypeOf(getResult()).getElementType();
  if (getValue().getType() != element)
    return emitOpError() << "value is " << getValue().getType() << ", expected "
                         << element;
  return success();
}

LogicalResult ConstantOp::verify() {
  // constant-c1
  if (getValue().getShapedType() != getResult().getType())
    return emitOpError() << "value is " << getValue().getShapedType()
                         << ", result " << getResult().getType();
  return success();
}
