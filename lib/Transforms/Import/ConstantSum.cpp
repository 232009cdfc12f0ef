//===- ConstantSum.cpp - sums of weights at compile time ------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ConstantSum.h"
#include "dialects/Ridge/RidgeDialect.h"
#include "mlir/IR/DialectResourceBlobManager.h"

using namespace mlir;
using namespace ridge;

/// The bytes of the elements in row-major order, or of the one that all are.
static ArrayRef<char> rawBytes(ElementsAttr elements) {
  if (auto dense = dyn_cast<DenseElementsAttr>(elements))
    return dense.getRawData();
  auto resource = dyn_cast<DenseResourceElementsAttr>(elements);
  AsmResourceBlob *blob =
      resource ? resource.getRawHandle().getBlob() : nullptr;
  return blob ? blob->getData() : ArrayRef<char>();
}

static uint64_t readInteger(const char *from, unsigned bytes, bool isUnsigned) {
  uint64_t value = 0;
  std::memcpy(&value, from, bytes);
  unsigned unused = 64 - 8 * bytes;
  value <<= unused;
  return isUnsigned
             ? value >> unused
             : static_cast<uint64_t>(static_cast<int64_t>(value) >> unused);
}

/// The constant under transposes, and the map that reads it.
static ConstantOp findConstant(Value tensor, AffineMap &map) {
  while (auto view = tensor.getDefiningOp<TransposeOp>()) {
    SmallVector<AffineExpr> exprs(map.getNumResults());
    for (auto [dim, source] : llvm::enumerate(view.getPermutation()))
      exprs[source] = map.getResult(dim);
    map = AffineMap::get(map.getNumDims(), 0, exprs, map.getContext());
    tensor = view.getSource();
  }
  return tensor.getDefiningOp<ConstantOp>();
}

DenseElementsAttr ridge::constantSum(Value tensor, AffineMap map,
                                     ArrayRef<int64_t> extents,
                                     ArrayRef<unsigned> kept, IntegerType type,
                                     bool isUnsigned) {
  ConstantOp constant = findConstant(tensor, map);
  if (!constant || !map.isProjectedPermutation())
    return {};
  ShapedType from = constant.getValue().getShapedType();
  unsigned width = from.getElementTypeBitWidth();
  ArrayRef<char> bytes = rawBytes(constant.getValue());
  // How smaller elements are packed is not known here.
  if (width % 8 != 0 || width > 64 || bytes.empty())
    return {};
  unsigned size = width / 8;
  bool isSplat = bytes.size() == size;
  if (!isSplat &&
      static_cast<int64_t>(bytes.size()) != from.getNumElements() * size)
    return {};

  // The stride of each dim of the constant in the result.
  SmallVector<int64_t> shape, strideOf(extents.size(), 0);
  int64_t elements = 1;
  for (unsigned dim : llvm::reverse(kept)) {
    strideOf[dim] = elements;
    elements *= extents[dim];
  }
  for (unsigned dim : kept)
    shape.push_back(extents[dim]);
  SmallVector<int64_t> strides;
  for (AffineExpr expr : map.getResults())
    strides.push_back(strideOf[cast<AffineDimExpr>(expr).getPosition()]);

  std::vector<uint64_t> sums(elements, 0);
  SmallVector<int64_t> position(from.getRank(), 0);
  int64_t to = 0;
  for (int64_t i = 0, count = from.getNumElements(); i < count; ++i) {
    sums[to] +=
        readInteger(bytes.data() + (isSplat ? 0 : i * size), size, isUnsigned);
    for (int64_t dim = from.getRank(); dim-- > 0;) {
      to += strides[dim];
      if (++position[dim] < from.getDimSize(dim))
        break;
      to -= strides[dim] * from.getDimSize(dim);
      position[dim] = 0;
    }
  }
  SmallVector<APInt> values;
  for (uint64_t value : sums)
    values.push_back(APInt(64, value).zextOrTrunc(type.getWidth()));
  return DenseElementsAttr::get(RankedTensorType::get(shape, type), values);
}
