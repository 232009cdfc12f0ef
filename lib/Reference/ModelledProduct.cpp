//===- ModelledProduct.cpp - products under a model of accumulation -------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ModelledProduct.h"
#include <cstring>

using namespace ridge;
using namespace ridge::reference;

/// Bytes from a point to each reduction point behind it.
static std::vector<int64_t> offsetsOf(const LoopNest &nest,
                                      const Access &access,
                                      llvm::ArrayRef<unsigned> dims) {
  std::vector<int64_t> offsets;
  llvm::SmallVector<int64_t> position(nest.extents.size(), 0);
  do
    offsets.push_back(access.at(position) - access.data - access.offset);
  while (nextPosition(position, dims, nest.extents));
  return offsets;
}

/// Elements at `base` + offsets, one behind the other.
static void collect(const uint8_t *base, llvm::ArrayRef<int64_t> offsets,
                    unsigned size, std::vector<uint8_t> &codes) {
  codes.resize(offsets.size() * size);
  uint8_t *to = codes.data();
  for (int64_t offset : offsets) {
    std::memcpy(to, base + offset, size);
    to += size;
  }
}

void reference::runModelledProduct(LoopNest &nest,
                                   const AccumulateModel &model) {
  llvm::SmallVector<unsigned> parallel, reductions;
  for (unsigned dim = 0; dim < nest.extents.size(); ++dim)
    (nest.reduction[dim] ? reductions : parallel).push_back(dim);
  std::vector<int64_t> offsets[2];
  for (unsigned s = 0; s < 2; ++s)
    offsets[s] = offsetsOf(nest, nest.inputs[s], reductions);
  const Access &output = nest.outputs[0];
  std::vector<uint8_t> codes[2];
  llvm::SmallVector<int64_t> position(nest.extents.size(), 0);
  do {
    Codes sides[2];
    for (unsigned s = 0; s < 2; ++s) {
      const Access &input = nest.inputs[s];
      unsigned size = bytesOf(input.format);
      collect(input.at(position), offsets[s], size, codes[s]);
      sides[s] = {input.format, codes[s].data(), size};
    }
    uint8_t *sum = output.at(position);
    double result = dot(model, sides[0], sides[1], int64_t(offsets[0].size()),
                        decodeFloat(output.format, sum), output.format);
    uint64_t bits = accumulateBits(model, output.format, result);
    std::memcpy(sum, &bits, bytesOf(output.format));
  } while (nextPosition(position, parallel, nest.extents));
}
